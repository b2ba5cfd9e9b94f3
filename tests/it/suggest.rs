//! Tags that are proposed for a story: the site's own that fit it, and words that would make one; and the command that
//! proposes them.

use std::fs;
use std::path::Path;

use crate::support::{SMALL, jianbao, stderr, stdout, tree, write};
use jianbao::model::suggest::{SuggestedTag, TagSuggestions};
use jianbao::search::Segmenter;

const SITE: &str = "title: 测试\nbase_url: https://example.org\ncolumns: {a: 要闻}\n";

/// Stories that have tags: three of solar power, three of schools, three of robots.
const STORIES: &[(&str, &str, &str)] = &[
    ("光伏发电并网", "新能源", "屋顶的太阳能电池板接入电网，发电量超过预期，企业的电费下降。"),
    ("渔光互补项目投产", "新能源", "水面上的太阳能电池板开始发电，电网公司当天接入，发电量稳定。"),
    ("储能电站动工", "新能源", "太阳能发电量不稳定，电网需要储能，电池板旁的电站动工。"),
    ("中学开学", "教育", "新校舍启用，学生和老师走进教室，图书馆的阅览室座位增加一倍。"),
    ("乡村教师培训", "教育", "老师们在教室里听课，学生的阅览室重新布置，校舍完成加固。"),
    ("校园读书节", "教育", "学生在图书馆的阅览室读书，老师推荐书目，教室里办起书展。"),
    ("博览会开幕", "智能制造", "机器人走上展台，车间的流水线搬进展馆，观众排队体验。"),
    ("机器人进车间", "智能制造", "机器人在流水线上装配零件，工人学习编程，车间的产量翻番。"),
    ("流水线改造", "AI", "车间换上机器人，流水线的次品减少，展馆里也能看到它们。"),
];

/// The tags that are proposed for one more story with these lines in its front matter.
fn propose(front: &str, body: &str) -> TagSuggestions {
    let story = |(title, tag, body): &(&str, &str, &str)| {
        format!("---\ntitle: {title}\ndate: 2020-09-15\ntags: [{tag}]\n---\n{body}摄影师随行。\n")
    };
    let mut texts = vec![
        ("site.yaml".to_owned(), SITE.to_owned()),
        ("tags.yaml".to_owned(), "AI: 人工智能\n".to_owned()),
        ("content/a/it.md".to_owned(), format!("---\ndate: 2020-09-16\n{front}\n---\n{body}\n")),
    ];
    texts.extend((0..).zip(STORIES).map(|(n, own)| (format!("content/a/{n}.md"), story(own))));
    let segmenter = Segmenter::new();
    let prepared =
        crate::support::prepared(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())), Some(&segmenter));
    let site = &prepared.bulletin.site;
    let held = site.held.iter().map(|held| &held.story);
    let it = site.stories.iter().chain(held).find(|story| story.path == "content/a/it.md").unwrap();
    prepared.bulletin.suggest_tags(it, &segmenter)
}

fn names(suggestions: &TagSuggestions) -> Vec<&str> {
    suggestions.site_tags.iter().map(|tag| tag.name.as_str()).collect()
}

#[test]
fn a_tag_that_is_named_fits_and_in_the_headline_more() {
    let found = propose("title: 智能制造座谈会", "会上谈到新能源，又谈到新能源，还谈到新能源的价格。");
    assert_eq!(names(&found), ["智能制造", "新能源"]);
    assert_eq!(found.site_tags[1], SuggestedTag { name: "新能源".to_owned(), stories: 3 });
    // Two characters, named once in passing, are too little.
    assert!(!names(&propose("title: 座谈会", "会上也谈到教育。")).contains(&"教育"));
    assert!(names(&propose("title: 座谈会", "会上谈到教育，再谈教育。")).contains(&"教育"));
}

#[test]
fn a_tag_fits_a_story_that_is_like_its_stories() {
    let found = propose("title: 码头装上电池板", "码头的太阳能电池板接入电网，发电量够全港使用。");
    assert_eq!(names(&found), ["新能源"]);
    // A draft is no less a story.
    let found = propose("title: 码头装上电池板\ndraft: true", "码头的太阳能电池板接入电网，发电量够全港使用。");
    assert_eq!(names(&found), ["新能源"]);
}

#[test]
fn tags_have_their_right_names_and_are_not_proposed_again() {
    let body = "AI 讲座：听众问起 AI 的前景，也问起新能源。";
    let found = propose("title: 讲座\ntags: [新能源]", body);
    assert_eq!(found.existing, ["新能源"]);
    assert_eq!(names(&found), ["人工智能"]);
    let found = propose("title: 讲座\ntags: [AI, 人工智能]", body);
    assert_eq!(found.existing, ["人工智能"]);
    assert!(!names(&found).contains(&"人工智能"));
}

#[test]
fn a_story_that_fits_nothing_gets_nothing() {
    let found = propose("title: 昨夜大雪", "清晨的街上一片白。");
    assert_eq!(names(&found), <[&str; 0]>::default());
}

#[test]
fn new_words_name_something_and_are_no_tag_yet() {
    let body = "我们已经进行三次调查，机器人、流水线、车间、车间里的阅览室都看了，还问了图书、新能源和灯塔。";
    let found = propose("title: 记者和工会看望教育图书馆馆员\ntags: [慰问]", body);
    let new: Vec<&str> = found.new_words.iter().map(String::as_str).collect();
    for word in ["机器人", "流水线", "车间", "阅览室", "图书馆", "工会"] {
        assert!(new.contains(&word), "{word}: {new:?}");
    }
    // A tag; no noun; a noun of every story; in no other story nor in the headline; inside another.
    for word in ["教育", "我们", "已经", "进行", "三次", "记者", "灯塔", "图书"] {
        assert!(!new.contains(&word), "{word}: {new:?}");
    }
}

#[test]
fn what_stands_everywhere_is_no_new_tag() {
    let found = propose("title: 摄影师座谈", "摄影师谈车间。");
    assert!(found.new_words.contains(&"车间".to_owned()), "{found:?}");
    assert!(!found.new_words.contains(&"摄影师".to_owned()), "{found:?}");
}

#[test]
fn the_line_has_five_tags_at_most_and_few_new_ones() {
    let some = |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    let known =
        |names: &[&str]| names.iter().map(|name| SuggestedTag { name: (*name).to_owned(), stories: 1 }).collect();
    let of = |has: &[&str], tags: &[&str], new: &[&str]| TagSuggestions {
        existing: some(has),
        site_tags: known(tags),
        new_words: some(new),
    };
    assert_eq!(of(&["甲", "乙"], &["丙", "丁", "戊", "己"], &["庚"]).tag_line(), ["甲", "乙", "丙", "丁", "戊"]);
    assert_eq!(of(&["甲"], &["乙"], &["庚", "辛"]).tag_line(), ["甲", "乙", "庚"]);
    assert_eq!(of(&["甲", "乙", "丙", "丁", "戊", "己"], &["庚"], &[]).tag_line().len(), 6);
    assert!(of(&[], &[], &[]).tag_line().is_empty());
}

fn small() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), SMALL);
    directory
}

/// Asks the program; gives the status, what is said, and the mistakes.
fn ask(site: &Path, file: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = jianbao();
    command.args(["suggest-tags", file, "--now", crate::support::NOW, "--root"]).arg(site).args(arguments);
    let finished = command.output().unwrap();
    (finished.status.code(), stdout(&finished), stderr(&finished))
}

#[test]
fn tags_are_suggested_out_of_the_sites_own() {
    let path = "content/dongtai/2026-06-01-x.md";
    let copy = tempfile::tempdir().unwrap();
    for file in ["site.yaml", "tags.yaml"] {
        fs::copy(crate::support::root().join(file), copy.path().join(file)).unwrap();
    }
    for (file, bytes) in tree(&crate::support::root().join("content")) {
        let file = copy.path().join("content").join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    let text = "---\n标题: 新材料企业产学研合作座谈会\n日期: 2026-06-01\n草稿: 是\n标签: [调研走访]\n---\n\
                座谈会谈到深根计划和浙江清华长三角研究院。\n";
    // Neither a mistake elsewhere nor one in the story itself is a reason to be silent.
    let broken = "---\ntitle: 丙\ntitel: 丙\ndate: 2020-02-30\n---\n[无](x.md)\n";
    write(copy.path(), &[(path, text), ("content/dongtai/broken.md", broken)]);
    let before = tree(copy.path());
    let (status, said, mistakes) = ask(copy.path(), path, &[]);
    assert_eq!(status, Some(0), "{mistakes}");
    assert_eq!(mistakes, "");
    assert!(said.contains("已有的标签（不再建议）：调研走访\n"), "{said}");
    assert!(said.contains("\n  新材料（2 篇）\n") && said.contains("\n  深根计划（1 篇）\n"), "{said}");
    let (tags, words) = said.split_once("新标签可用的词：").unwrap();
    assert!(!tags.contains("新材料产业") && !tags.contains("  调研走访"), "{said}");
    assert!(words.contains("\n  研究院\n") && !words.contains("座谈会谈"), "{said}");
    let line = said.lines().last().unwrap();
    assert!(line.starts_with("标签: [调研走访, ") && line.contains("新材料") && line.ends_with(']'), "{line}");
    assert!(line.matches(',').count() <= 4, "{line}");
    // The line is what the front matter takes, and what was proposed is then there.
    write(copy.path(), &[(path, &text.replace("标签: [调研走访]", line))]);
    let (_, said, _) = ask(copy.path(), path, &[]);
    assert!(said.contains("调研走访、") && !said.contains("新材料（"), "{said}");
    write(copy.path(), &[(path, text)]);
    let whole = copy.path().join(path);
    let (status, said, _) = ask(copy.path(), whole.to_str().unwrap(), &["--lang", "en"]);
    assert_eq!(status, Some(0));
    assert!(said.contains("tags that it has (not proposed again): 调研走访\n"), "{said}");
    assert!(said.contains("\n  新材料 (2 stories)\n") && said.contains("\n  深根计划 (1 story)\n"), "{said}");
    assert_eq!(tree(copy.path()), before, "files were changed");
}

#[test]
fn a_path_counts_from_where_one_stands_or_from_the_site() {
    let site = small();
    let run = |directory: &Path, root: &str, file: &str| {
        let mut command = jianbao();
        command.current_dir(directory).args(["suggest-tags", file, "--root", root]).output().unwrap().status.code()
    };
    assert_eq!(run(site.path(), ".", "content/yaowen/a.md"), Some(0));
    assert_eq!(run(&site.path().join("content"), "..", "yaowen/a.md"), Some(0));
    assert_eq!(run(&site.path().join("content/yaowen"), "../..", "a.md"), Some(0));
    assert_eq!(run(&site.path().join("content"), "..", "content/yaowen/a.md"), Some(0));
    assert_eq!(run(&site.path().join("content"), "..", "a.md"), Some(2));
}

#[test]
fn a_story_without_tags_hears_that_none_fits() {
    let site = small();
    write(site.path(), &[("content/yaowen/c.md", "---\ntitle: 昨夜大雪\ndate: 2020-09-17\n---\n街上一片白。\n")]);
    let (status, said, _) = ask(site.path(), "content/yaowen/c.md", &[]);
    assert_eq!(status, Some(0));
    assert!(said.contains("这篇稿件还没有标签\n站内已有的标签：\n  没有合适的标签\n"), "{said}");
}

#[test]
fn what_is_no_story_gets_no_tags() {
    let site = small();
    write(
        site.path(),
        &[
            ("content/yaowen/_column.md", "介绍。\n"),
            ("content/yaowen/d.txt", "x"),
            ("content/e.md", "---\ntitle: 戊\ndate: 2020-01-01\n---\n"),
            ("README.md", "x"),
        ],
    );
    fs::write(site.path().join("content/yaowen/gbk.md"), b"---\ntitle: \xB2\xE2\xCA\xD4\n---\n").unwrap();
    for (file, code, word) in [
        ("content/yaowen/none.md", "J110", "没有这个文件"),
        ("content/yaowen", "J110", "这是一个目录"),
        ("content/yaowen/_column.md", "J110", "这是栏目介绍"),
        ("content/yaowen/d.txt", "J110", "`.md`"),
        ("README.md", "J110", "不在简报的 `content/` 里"),
        ("content/e.md", "J106", "栏目"),
        ("content/yaowen/gbk.md", "J101", "UTF-8"),
    ] {
        let (status, said, mistakes) = ask(site.path(), file, &[]);
        assert_eq!(status, Some(2), "{file}: {mistakes}");
        assert_eq!(said, "");
        assert!(mistakes.contains(code) && mistakes.contains(word) && mistakes.contains("办法"), "{mistakes}");
    }
    let (status, _, mistakes) = ask(&site.path().join("nowhere"), "content/yaowen/a.md", &[]);
    assert_eq!(status, Some(2), "{mistakes}");
    let (_, _, mistakes) = ask(site.path(), "README.md", &["--lang", "en"]);
    assert!(mistakes.contains("this is not a story") && mistakes.contains("help: give the path"), "{mistakes}");
}
