//! Markup of other programs: `tests/data/foreign-markup.txt` has bodies, the HTML that they become and the messages.
//!
//! `UPDATE=1 cargo test --test it foreign_markup::` writes down what the program makes of them; read the diff.

use std::collections::HashMap;
use std::fs;

use jianbao::diagnostic::Diagnostic;
use jianbao::parse::Story;
use jianbao::search::LazySegmenter;
use jianbao::source::{Sources, Text};

use crate::support::{STORY_PATH, parse_story, root};

/// Other stories that links may lead to.
const OTHERS: [&str; 4] = [
    "content/xiangmu/2020-09-15-qianyue.md",
    "content/yaowen/zhaoshang.md",
    "content/xiangmu/tongming.md",
    "content/tongzhi/tongming.md",
];

/// Parses a body. Line breaks and tabs may be written as `⏎` and `⇥`.
fn parse_body(body: &str) -> (Story, Vec<Diagnostic>) {
    let head = "---\ntitle: 题\ndate: 2020-09-15\n---\n";
    let mut texts = vec![Text { path: STORY_PATH.to_owned(), text: format!("{head}{body}\n") }];
    texts.extend(OTHERS.map(|path| Text { path: path.to_owned(), text: format!("{head}正文\n") }));
    let sources = Sources::new(texts);

    let pictures = ["yaowen/图.png", "yaowen/a.png", "xiangmu/b.png"].map(|path| (path.to_owned(), (800, 600)));
    let (story, diagnostics) = parse_story(&sources, &HashMap::from(pictures), &LazySegmenter::default());
    (story.unwrap(), diagnostics)
}

fn with_signs(body: &str) -> String {
    body.replace('⏎', "\n")
        .replace('⇥', "\t")
        .replace('␣', " ")
        .replace("␠", "\u{A0}")
        .replace('∅', "\u{200B}")
        .replace('⌀', "\u{FEFF}")
}

/// A body and what becomes of it: its HTML, `|` and the codes of its messages.
fn outcome(body: &str) -> String {
    let (story, diagnostics) = parse_body(&with_signs(body));
    let html = story.body.html.text().trim_end().replace('\n', "⏎");
    let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let codes = if codes.is_empty() { String::new() } else { format!("\n! {}", codes.join(" ")) };
    format!("{body}\n= {html}{codes}\n")
}

/// Blocks of the data: a body in a line, its HTML behind `= `, its codes behind `! `. Lines with `#` are headings.
#[test]
fn every_body_becomes_what_is_written_beside_it() {
    let path = root().join("tests/data/foreign-markup.txt");
    let data = fs::read_to_string(&path).unwrap();
    let mut written = String::new();
    let mut count = 0;
    for line in data.lines() {
        match line {
            _ if line.starts_with("= ") || line == "=" || line.starts_with("! ") => {}
            _ if line.is_empty() || line.starts_with("//") => written.push_str(&format!("{line}\n")),
            _ => {
                written.push_str(&outcome(line));
                count += 1;
            }
        }
    }
    // No line ends in blanks.
    let written = written.replace("\n= \n", "\n=\n");

    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &written).unwrap();
    }
    let faults: Vec<_> = data.lines().zip(written.lines()).filter(|(old, new)| old != new).collect();
    assert!(data == written && count >= 100, "{count} bodies, other than written down: {faults:#?}");
}

/// Comments are nowhere: not in the text that is searched and counted, not in the summary.
#[test]
fn a_comment_is_nowhere() {
    let (story, _) = parse_body("开头%%密件%%结尾。\n\n%%\n密件\n\n第二段密件\n%%\n\n完。");
    assert!(!story.body.html.text().contains("密件"), "{}", story.body.html.text());
    assert!(!story.body.text.contains("密件") && !story.summary.contains("密件"), "{}", story.body.text);
    assert_eq!(story.body.text, "开头结尾。\n完。");
}

/// The text of marks is text, without their signs.
#[test]
fn the_text_of_marks_is_text() {
    let (story, _) = parse_body("甲==高亮==，CO~2~ 和 x^2^。\n\n> [!warning] 不要外传\n> 正文。");
    assert_eq!(story.body.text, "甲高亮，CO2 和 x2。\n注意 不要外传\n正文。");
    assert_eq!(story.body.lead_text(), "甲高亮，CO2 和 x2。");
}

/// A mistake in a line that was rewritten is shown where it stands in the file.
#[test]
fn places_are_those_of_the_file() {
    for (body, place) in [
        ("＃＃ 标题\n\n甲,乙", ","),
        (":::tip 题\n甲,乙\n:::", ","),
        ("%%注%%\n\n==高亮==，甲,乙", ","),
        ("序号\t单位\n甲,乙\t丙", ","),
        ("| 甲 | 乙 |\n| 丙 | 丁,戊 |", ","),
        ("&nbsp;&nbsp;甲,乙", ","),
    ] {
        let (_, diagnostics) = parse_body(body);
        let text = format!("---\ntitle: 题\ndate: 2020-09-15\n---\n{body}\n");
        let found = diagnostics.iter().find(|diagnostic| diagnostic.code == "J611");
        let found = found.unwrap_or_else(|| panic!("{body}: {diagnostics:?}"));
        let jianbao::diagnostic::Place::At(span) = found.place else { panic!("{body}") };
        assert_eq!(&text[span.start as usize..span.end as usize], place, "{body}");
    }
}
