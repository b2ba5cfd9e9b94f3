//! The handbook and the schemas say what the program reads: no more, no less. `UPDATE=1` writes the lists anew.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use crate::support::{jianbao, picture, root, stderr, write};
use jianbao::diagnostic::catalog;
use jianbao::parse::front_matter::KEYS as FRONT_MATTER_KEYS;
use jianbao::schema::{Key, SITE_KEYS, json_schema};

fn key_names(keys: &[Key]) -> BTreeSet<String> {
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
        "fields.take_text(\"",
        "fields.take_texts(\"",
        "fields.take_number(\"",
        "fields.take_node(\"",
        "fields.take_flag(\"",
        "take_choice(fields, \"",
    ];

    let read: BTreeSet<String> = reading
        .iter()
        .flat_map(|call| body.split(call).skip(1))
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();

    assert_eq!(key_names(SITE_KEYS), read);
}

/// The Chinese name of a key, or its English one if it has no other.
fn preferred_name(key: &Key) -> &'static str {
    if key.zh.is_empty() { key.name } else { key.zh }
}

/// YAML with the example of every key, under its name of one language.
fn example_lines(keys: &[Key], name: fn(&Key) -> &'static str) -> String {
    keys.iter().fold(String::new(), |text, key| format!("{text}{}: {}\n", name(key), key.example))
}

#[test]
fn every_example_can_be_written() {
    for name in [|key: &Key| key.name, preferred_name] {
        let directory = tempfile::tempdir().unwrap();
        let story = format!("---\n{}---\n正文一段。\n", example_lines(FRONT_MATTER_KEYS, name));
        let files = [
            ("site.yaml", example_lines(SITE_KEYS, |key| key.name)),
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
        assert_eq!(properties.keys().cloned().collect::<BTreeSet<_>>(), key_names(keys));
        assert!(
            properties.values().all(|property| property["description"].as_str().is_some_and(|d| d.contains("例如")))
        );
    }
}

/// A Markdown table of keys.
fn key_table(keys: &[Key]) -> String {
    let mut table = String::from("| 字段 | 写什么 | 说明 |\n|---|---|---|\n");
    for key in keys {
        let name = if key.zh.is_empty() { format!("`{}`", key.name) } else { format!("`{}` `{}`", key.zh, key.name) };
        let needed = if key.required { "，必须有" } else { "" };
        let example = key.example.replace('|', "\\|");
        let _ = writeln!(table, "| {name} | {}{needed} | {}例如 `{example}` |", key.kind.in_words(), key.description);
    }
    table
}

/// A text of the catalogue as a cell of a table, with an ellipsis for each placeholder.
fn table_cell(text: &str) -> String {
    let mut cell = String::new();
    for (n, part) in text.split(['{', '}']).enumerate() {
        cell += if n % 2 == 0 { part } else { "…" };
    }
    cell.replace('|', "\\|")
}

/// A Markdown table of all codes, each with the first sentence of its message.
fn code_table() -> String {
    let rows = catalog::all_entries().iter().fold(String::new(), |rows, entry| {
        format!("{rows}| {} | {} |\n", entry.code, table_cell(entry.sentences[0].zh))
    });
    format!("| 编号 | 提示 |\n|---|---|\n{rows}")
}

#[test]
fn the_handbooks_list_every_key_and_every_code() {
    let lists = [
        ("docs/handbook.md", "front-matter", key_table(FRONT_MATTER_KEYS)),
        ("docs/handbook.md", "codes", code_table()),
        ("docs/settings.md", "site", key_table(SITE_KEYS)),
    ];
    for (file, mark, list) in lists {
        let path = root().join(file);
        let before = fs::read_to_string(&path).unwrap();
        let open = format!("<!--{mark}-->\n");
        let close = format!("<!--/{mark}-->");
        let from = before.find(&open).unwrap() + open.len();
        let to = before.find(&close).unwrap();
        let mut text = before.clone();
        text.replace_range(from..to, &format!("\n{list}\n"));

        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        } else {
            assert!(
                before == text,
                "{file} lists other keys or codes than there are: UPDATE=1 cargo test --test it handbook::"
            );
        }
    }
}

#[test]
fn the_handbooks_pass_their_own_proofreading() {
    let books = [
        ("handbook.md", "编辑手册"),
        ("settings.md", "设置手册"),
        ("review.md", "三审手册"),
        ("deploy.md", "上线手册"),
        ("ci.md", "流水线手册"),
        ("search-export.md", "把稿件交给搜索集群"),
    ];

    for (file, title) in books {
        let directory = tempfile::tempdir().unwrap();
        let text = fs::read_to_string(root().join("docs").join(file)).unwrap();
        // Generated lists are not prose, and comments are not part of a story.
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
