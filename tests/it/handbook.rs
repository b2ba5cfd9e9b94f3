//! The handbook and the schemas say what the program reads: no more, no less. `UPDATE=1` writes the lists anew.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use crate::support::{jianbao, picture, stderr, write};
use jianbao::diagnostic::catalog;
use jianbao::parse::front_matter::KEYS as FRONT_MATTER_KEYS;
use jianbao::schema::{Key, SITE_KEYS, json_schema};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn names(keys: &[Key]) -> BTreeSet<String> {
    let names = keys.iter().flat_map(|key| [key.name, key.zh]);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_key_that_is_read_is_described_and_no_other() {
    let house = fs::read_to_string(root().join("src/config/house.rs")).unwrap();
    let from = house.find("pub(super) fn parse_house_rules(").unwrap();
    let house = &house[from..from + house[from..].find("\n}\n").unwrap()];
    let body = fs::read_to_string(root().join("src/config/site.rs")).unwrap() + house;
    let reading = [
        "fields.text(\"",
        "fields.texts(\"",
        "fields.number(\"",
        "fields.take(\"",
        "fields.flag(\"",
        "take_choice(fields, \"",
    ];
    let read: BTreeSet<String> = reading
        .iter()
        .flat_map(|call| body.split(call).skip(1))
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(names(SITE_KEYS), read);
}

#[test]
fn every_example_can_be_written() {
    let lines = |keys: &[Key], name: fn(&Key) -> &'static str| {
        keys.iter().fold(String::new(), |text, key| format!("{text}{}: {}\n", name(key), key.example))
    };
    for name in [|key: &Key| key.name, |key: &Key| if key.zh.is_empty() { key.name } else { key.zh }] {
        let directory = tempfile::tempdir().unwrap();
        let story = format!("---\n{}---\n正文一段。\n", lines(FRONT_MATTER_KEYS, name));
        let files = [
            ("site.yaml", lines(SITE_KEYS, |key| key.name)),
            ("content/yaowen/a.md", story),
            ("content/tongzhi/b.md", "---\ntitle: 乙\ndate: 2020-01-01\n---\n正文一段。\n".to_owned()),
        ];
        for path in ["content/yaowen/签约.jpg", "static/img/share.png"] {
            fs::create_dir_all(directory.path().join(path).parent().unwrap()).unwrap();
            fs::write(directory.path().join(path), picture(path, 3, 2)).unwrap();
        }
        write(directory.path(), &files.each_ref().map(|(path, text)| (*path, text.as_str())));
        let finished = jianbao()
            .args(["check", "--now", "2020-10-01T00:00:00Z", "--root"])
            .arg(directory.path())
            .output()
            .unwrap();
        let said = stderr(&finished);
        assert!(!said.contains("错误["), "{said}");
    }
}

#[test]
fn schemas_have_every_key_with_its_description() {
    for keys in [FRONT_MATTER_KEYS, SITE_KEYS] {
        let schema = json_schema("", keys);
        let properties = schema["properties"].as_object().unwrap();
        assert_eq!(properties.keys().cloned().collect::<BTreeSet<_>>(), names(keys));
        assert!(
            properties.values().all(|property| property["description"].as_str().is_some_and(|d| d.contains("例如")))
        );
    }
}

/// A Markdown table of keys.
fn table(keys: &[Key]) -> String {
    let mut table = String::from("| 字段 | 写什么 | 说明 |\n|---|---|---|\n");
    for key in keys {
        let name = if key.zh.is_empty() { format!("`{}`", key.name) } else { format!("`{}` `{}`", key.zh, key.name) };
        let needed = if key.required { "，必须有" } else { "" };
        let example = key.example.replace('|', "\\|");
        let _ = writeln!(table, "| {name} | {}{needed} | {}例如 `{example}` |", key.kind.in_words(), key.description);
    }
    table
}

/// A list of all codes, each with what the catalogue's constructor is for, in the words of its first sentence.
fn codes() -> String {
    // What stands in braces is put in by the program.
    let shown = |text: &str| {
        let mut out = String::new();
        for (n, part) in text.split(['{', '}']).enumerate() {
            out += if n % 2 == 0 { part } else { "…" };
        }
        out.replace('|', "\\|")
    };
    let rows = catalog::all_entries()
        .iter()
        .fold(String::new(), |rows, entry| format!("{rows}| {} | {} |\n", entry.code, shown(entry.sentences[0].zh)));
    format!("| 编号 | 提示 |\n|---|---|\n{rows}")
}

#[test]
fn the_handbooks_list_every_key_and_every_code() {
    let lists = [
        ("docs/handbook.md", "front-matter", table(FRONT_MATTER_KEYS)),
        ("docs/handbook.md", "codes", codes()),
        ("docs/settings.md", "site", table(SITE_KEYS)),
    ];
    for (file, mark, list) in lists {
        let path = root().join(file);
        let before = fs::read_to_string(&path).unwrap();
        let (open, close) = (format!("<!--{mark}-->\n"), format!("<!--/{mark}-->"));
        let from = before.find(&open).unwrap() + open.len();
        let to = before.find(&close).unwrap();
        let mut text = before.clone();
        text.replace_range(from..to, &format!("\n{list}\n"));

        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        } else {
            assert_eq!(before, text, "UPDATE=1 cargo test --test it handbook::");
        }
    }
}

#[test]
fn the_handbooks_pass_their_own_proofreading() {
    let books = [
        ("handbook.md", "编辑手册"),
        ("settings.md", "设置手册"),
        ("deploy.md", "上线手册"),
        ("ci.md", "流水线手册"),
        ("search-export.md", "把稿件交给搜索集群"),
    ];
    for (file, title) in books {
        let directory = tempfile::tempdir().unwrap();
        let text = fs::read_to_string(root().join("docs").join(file)).unwrap();
        // The lists are no prose, and comments no part of a story.
        let prose: String = text
            .split("<!--")
            .map(|part| {
                part.split_once("-->").map_or(part, |(mark, rest)| if mark.starts_with('/') { rest } else { "" })
            })
            .collect();
        let body = prose.strip_prefix(&format!("# {title}\n")).unwrap();
        let story = format!("---\ntitle: {title}\ndate: 2020-01-01\n---\n{body}");
        let site = "title: 手册\nbase_url: https://example.org\ncolumns: {a: 手册}\n";
        write(directory.path(), &[("site.yaml", site), ("content/a/a.md", &story)]);
        let finished = jianbao().args(["check", "--root"]).arg(directory.path()).output().unwrap();
        assert_eq!((finished.status.code(), stderr(&finished).as_str()), (Some(0), ""), "{file}");
    }
}
