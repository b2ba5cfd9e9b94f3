//! Themes: what templates see is written down in `docs/themes.md` (`UPDATE=1` writes it anew), a misspelt name is a
//! mistake with its place, and nothing is tied to the default theme.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use jianbao::render::view::all_views;
use jianbao::render::view::declaration::{ValueType, ViewType};

use crate::support::{jianbao, root, stderr, write};

/// The lines of a doc comment as one text.
fn prose(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    lines.join(" ").trim().to_owned()
}

/// The name of a view in the documentation: that of the thing that it shows.
fn title(view: &ViewType) -> &'static str {
    view.name.trim_end_matches("View")
}

/// The type of a value in words.
fn in_words(value: ValueType) -> String {
    match value {
        ValueType::Text => "text".to_owned(),
        ValueType::Flag => "flag".to_owned(),
        ValueType::Number => "number".to_owned(),
        ValueType::List(item) => format!("list of {}", in_words(*item)),
        ValueType::Optional(inner) => format!("{} or `null`", in_words(*inner)),
        ValueType::View(view) => format!("[{}](#{})", title(view), title(view).to_lowercase()),
    }
}

#[test]
fn the_documentation_lists_what_templates_see() {
    let mut list = String::new();
    for view in all_views() {
        write!(list, "### {}\n\n{}\n\n", title(view), prose(view.about)).unwrap();
        if !view.fields.is_empty() {
            list.push_str("| value | is | says |\n|---|---|---|\n");
        }
        for field in view.fields {
            let about = prose(field.about).replace('|', "\\|");
            writeln!(list, "| `{}` | {} | {about} |", field.name, in_words(field.value)).unwrap();
        }
        list.push('\n');
    }

    let path = root().join("docs/themes.md");
    let text = fs::read_to_string(&path).unwrap();
    let (head, _) = text.split_once("<!-- views -->").expect("docs/themes.md has a line `<!-- views -->`");
    let wanted = format!("{head}<!-- views -->\n\n{}\n", list.trim_end());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == wanted,
        "docs/themes.md is out of date: UPDATE=1 cargo test --test it themes::"
    );

    let of_templates = all_views().filter(|view| prose(view.about).contains(".html`")).count();
    assert!(
        all_views().count() > 25 && of_templates >= 9,
        "{} types, {of_templates} of templates",
        all_views().count()
    );
}

/// A small bulletin that has a page of every kind.
fn bulletin(directory: &Path, settings: &str) {
    let site = format!("title: 报\nbase_url: https://example.org\ncolumns: {{yaowen: 要闻}}\n{settings}");
    let story = "---\ntitle: 甲\ndate: 2020-09-15\ntags: [签约]\nissue: 2020年第9期\npage: 1\naliases: /old.html\n---\n正文一段。\n";
    write(directory, &[("site.yaml", site.as_str()), ("content/yaowen/a.md", story)]);
}

fn check(directory: &Path) -> (bool, String) {
    let finished =
        jianbao().args(["check", "--now", "2020-10-01T00:00:00Z", "--root"]).arg(directory).output().unwrap();
    (finished.status.success(), stderr(&finished))
}

#[test]
fn a_misspelt_name_is_a_mistake_with_its_place_in_every_template() {
    let templates = root().join("themes/jianbao/templates");
    let mut tried = 0;
    for entry in fs::read_dir(&templates).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let text = fs::read_to_string(templates.join(&name)).unwrap();
        let Some(at) = text.find("<h1").or_else(|| text.find("<title>")).or_else(|| text.find("<form")) else {
            continue;
        };
        let line = text[..at].matches('\n').count() + 1;
        let wrong = format!("{}{{{{ site.titel }}}}{}", &text[..at], &text[at..]);
        let directory = tempfile::tempdir().unwrap();
        bulletin(directory.path(), "theme: own\n");
        write(directory.path(), &[(&format!("themes/own/templates/{name}"), wrong.as_str())]);
        let (good, said) = check(directory.path());
        assert!(!good && said.contains("titel"), "{name}: {said}");
        assert!(said.contains(&format!("themes/own/templates/{name}:{line}:")), "{name}, line {line}: {said}");
        tried += 1;
    }
    assert!(tried >= 12, "{tried}");
}

#[test]
fn a_file_that_the_theme_does_not_have_is_a_mistake_with_its_place() {
    let directory = tempfile::tempdir().unwrap();
    bulletin(directory.path(), "theme: own\n");
    write(directory.path(), &[("themes/own/templates/tags.html", "<h1>\n{{ asset(path=\"css/sit.css\") }}")]);
    let (good, said) = check(directory.path());
    assert!(
        !good && said.contains("themes/own/templates/tags.html:2:") && said.contains("assets/css/sit.css"),
        "{said}"
    );
}

/// Builds a bulletin; gives its output.
fn built(root: &Path) -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    let finished = jianbao()
        .args(["build", "--now", "2020-10-01T00:00:00Z", "--root"])
        .arg(root)
        .arg("--out")
        .arg(&site)
        .output()
        .unwrap();
    assert!(finished.status.success(), "{}", stderr(&finished));
    out
}

/// The text of the style sheet that a page names.
fn style(out: &Path, page: &str) -> String {
    let html = fs::read_to_string(out.join("site").join(page)).unwrap();
    let (_, rest) = html.split_once("<link rel=\"stylesheet\" href=\"/").unwrap();
    fs::read_to_string(out.join("site").join(rest.split('"').next().unwrap())).unwrap()
}

#[test]
fn the_look_of_the_settings_stands_in_the_style_sheet() {
    let directory = tempfile::tempdir().unwrap();
    bulletin(directory.path(), "theme: {accent: '#1a5fa8', headlines: sans, logo: img/biao.svg}\ncolophon: 是\n");
    write(directory.path(), &[("static/img/biao.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]);
    let out = built(directory.path());
    let css = style(out.path(), "index.html");
    assert!(css.contains("--accent-day:#1a5fa8") && css.ends_with("--headline:var(--sans)}\n"), "{css}");
    let home = fs::read_to_string(out.path().join("site/index.html")).unwrap();
    assert!(
        home.contains("src=\"/img/biao.svg\"") && home.contains("生成于") | home.contains("2020年10月1日"),
        "{home}"
    );
    let story = fs::read_to_string(out.path().join("site/yaowen/a.html")).unwrap();
    assert!(!story.contains("2020年10月1日"), "only the front page says when it was made");
}

#[test]
fn what_a_look_cannot_be_is_said() {
    let directory = tempfile::tempdir().unwrap();
    bulletin(directory.path(), "theme: {accent: red, headlines: comic, logo: none.svg, akzent: 1}\n");
    let (good, said) = check(directory.path());
    assert!(!good);
    for part in ["`accent`", "`comic`", "static/none.svg", "`akzent`"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copied(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn the_demo_can_be_built_with_the_plain_theme() {
    let directory = tempfile::tempdir().unwrap();
    let to = directory.path();
    copied(&root().join("content"), &to.join("content"));
    copied(&root().join("themes/plain"), &to.join("themes/plain"));
    fs::copy(root().join("tags.yaml"), to.join("tags.yaml")).unwrap();
    let settings = fs::read_to_string(root().join("site.yaml")).unwrap();
    let plain = settings.replace("theme: jianbao", "theme: plain");
    assert_ne!(plain, settings);
    fs::write(to.join("site.yaml"), plain).unwrap();
    let out = built(to);
    assert!(style(out.path(), "index.html").starts_with("/* 素净版式"), "its own style sheet");
    let story = fs::read_to_string(out.path().join("site/xiangmu/2020-09-15-qianyue.html")).unwrap();
    assert!(story.contains("市级科技计划项目签约") && !story.contains("class=\"masthead"), "{story}");
}

#[test]
fn corrections_stand_under_the_story_and_in_its_data() {
    let directory = tempfile::tempdir().unwrap();
    bulletin(directory.path(), "");
    let story = "---\n标题: 乙\n日期: 2020-09-15\n更正:\n  - {日期: 2020-09-20, 内容: 后一条}\n  - {date: 2020-09-16, text: 前一条}\n---\n正文一段。\n";
    write(directory.path(), &[("content/yaowen/b.md", story)]);
    let out = built(directory.path());
    let html = fs::read_to_string(out.path().join("site/yaowen/b.html")).unwrap();
    let (first, second) = (html.rfind("前一条").unwrap(), html.rfind("后一条").unwrap());
    assert!(first < second, "in the order of their dates");
    assert!(html.contains("\"dateModified\":\"2020-09-20\"") && html.contains("CorrectionComment"), "{html}");
    let feed = fs::read_to_string(out.path().join("site/feed.xml")).unwrap();
    assert!(feed.contains("2020-09-20T00:00:00+08:00"), "{feed}");
    write(
        directory.path(),
        &[(
            "content/yaowen/b.md",
            "---\ntitle: 乙\ndate: 2020-09-15\ncorrections: [{date: 昨天, text: 一条}, {text: 二条}, 三条]\n---\n正文。\n",
        )],
    );
    let (good, said) = check(directory.path());
    assert!(!good && said.contains("J208") && said.contains("J207") && said.contains("J206"), "{said}");
}

#[test]
fn a_misspelt_name_in_a_condition_a_loop_or_a_call_is_a_mistake_with_its_place() {
    for (template, wrong, name) in [
        ("story.html", "{% if sumary %}x{% endif %}", "sumary"),
        ("story.html", "{% for by in byline %}{% if by.roll %}x{% endif %}{% endfor %}", "roll"),
        ("story.html", "{% if not updated or updated.txt %}x{% endif %}", "txt"),
        ("list.html", "{% set first = stories[0] %}{{ first.titel }}{{ <card story={storie} /> }}", "storie"),
        ("home.html", "{% if lead and lead.card.headlin %}x{% endif %}", "headlin"),
        ("home.html", "{% for tag in tags %}{% set link = tag %}{% if link.cound %}x{% endif %}{% endfor %}", "cound"),
        ("issues.html", "{% for year in years %}{% for issue in year.isues %}x{% endfor %}{% endfor %}", "isues"),
        (
            "issue_whole.html",
            "{% for item in pages %}{% if item.stories | length > 1 and item.nam %}x{% endif %}{% endfor %}",
            "nam",
        ),
        ("search_form.html", "{% if page.kind == \"home\" and site.titel %}x{% endif %}", "titel"),
        ("tags.html", "{% if group.initial %}x{% endif %}", "group"),
    ] {
        let directory = tempfile::tempdir().unwrap();
        bulletin(directory.path(), "theme: own\n");
        let text = format!("{{# {{{{ nothing }}}} #}}\n{wrong}\n");
        write(directory.path(), &[(&format!("themes/own/templates/{template}"), text.as_str())]);
        let (good, said) = check(directory.path());
        let column = wrong.rfind(name).unwrap() + 1;
        let place = format!("themes/own/templates/{template}:2:{column}");
        assert!(!good && said.contains("J803") && said.contains(&place), "{wrong}: {place}: {said}");
    }
}

#[test]
fn the_themes_of_the_repository_use_no_name_that_there_is_not() {
    for name in ["themes/jianbao", "themes/plain", "tests/themes/bare"] {
        let directory = tempfile::tempdir().unwrap();
        bulletin(directory.path(), "theme: own\n");
        copied(&root().join(name), &directory.path().join("themes/own"));
        let (good, said) = check(directory.path());
        assert!(good, "{name}: {said}");
    }
}
