//! The head of a story as editors type it and as other programs export it: what is read, what is said, and that the safe fixes
//! of what is said change nothing of what is read.

use std::fmt::Write;
use std::fs;

use jianbao::diagnostic::fix::{Edit, apply_edits};
use jianbao::diagnostic::{Diagnostic, Place};
use jianbao::parse::Story;
use jianbao::parse::front_matter::parse_front_matter;
use jianbao::pipeline::prepare;
use jianbao::source::{Input, Sources, Text};

use crate::support::{edition, root};

const SETTINGS: &str = "title: 测试简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\n";

const PATH: &str = "content/yaowen/2020-09-15-qianyue.md";

/// What the program makes of a story.
struct Reading {
    /// The facts of its front matter, a line.
    facts: String,
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
}

fn read_story(text: &str) -> Reading {
    let texts = [("site.yaml", SETTINGS), (PATH, text)];
    let texts = texts.map(|(path, text)| Text { path: path.to_owned(), text: text.to_owned() });
    let sources = Sources::new(texts.to_vec());
    let input = Input { sources: sources.clone(), ..Input::default() };

    let prepared = prepare(input, edition(), None, None);
    let site = &prepared.bulletin.site;
    let held = site.held.iter().map(|held| &held.story);
    let facts = site.stories.iter().chain(held).next().map_or_else(|| "-".to_owned(), |story| facts_of(story));
    Reading { facts, diagnostics: prepared.diagnostics, sources }
}

fn facts_of(story: &Story) -> String {
    let front = &story.front;
    let date = if front.date.has_time { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" };
    let mut facts = format!("{} | {}", front.title.as_str(), front.date.at.format(date));

    let tags: Vec<&str> = front.tags.iter().map(|tag| tag.as_str()).collect();
    let bylines: Vec<String> = front.byline.iter().map(|by| format!("{} {}", by.role, by.names.join("、"))).collect();
    for (name, value) in [
        ("引题", front.kicker.as_ref().map(|text| text.to_string())),
        ("副题", front.subtitle.as_ref().map(|text| text.to_string())),
        ("更新", front.updated.map(|updated| updated.iso_date())),
        ("标签", (!tags.is_empty()).then(|| tags.join("+"))),
        ("署名", (!bylines.is_empty()).then(|| bylines.join("；"))),
        ("来源", front.source.as_ref().map(|text| text.to_string())),
        ("摘要", front.summary.as_ref().map(|text| text.to_string())),
        ("期", front.issue.map(|issue| issue.title())),
        ("版", front.page.as_ref().map(|page| page.place.title())),
        ("草稿", front.draft.then(|| "是".to_owned())),
        ("置顶", front.pinned.then(|| "是".to_owned())),
        ("正文", Some(story.body.text.split_whitespace().collect())),
    ] {
        if let Some(value) = value {
            write!(facts, " | {name} {value}").unwrap();
        }
    }
    facts
}

/// A line for each message about the story: code, level and place.
fn list_messages(reading: &Reading) -> Vec<String> {
    let mut messages: Vec<(usize, usize, String)> = Vec::new();
    for d in &reading.diagnostics {
        let Place::At(span) = &d.place else { continue };
        let (line, column) = jianbao::diagnostic::report::line_column(*span, &reading.sources);
        let level = if d.is_error() { "错误" } else { "警告" };
        messages.push((line, column, format!("{line}:{column} {level} {}", d.code)));
    }
    messages.sort();
    messages.into_iter().map(|(.., message)| message).collect()
}

/// Applies safe fixes, one message at a time, until there is none.
fn apply_safe_fixes(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..20 {
        let reading = read_story(&text);
        let fixes = reading.diagnostics.iter().filter(|d| matches!(d.place, Place::At(_))).flat_map(|d| &d.fixes);
        let edits: Option<&Vec<Edit>> = fixes.filter(|fix| fix.is_safe()).map(|fix| &fix.edits).next();
        let Some(edits) = edits else { return text };
        text = apply_edits(&text, edits).unwrap();
    }
    panic!("fixes do not come to an end:\n{text}");
}

/// A block of the data: a story, and what must come out.
struct HeadCase {
    text: String,
    expected: String,
}

fn head_cases(data: &str) -> Vec<HeadCase> {
    let blocks = data.split("\n====\n").filter(|block| !block.trim().is_empty());
    blocks
        .map(|block| {
            let (text, expected) = block.split_once("\n>>>>\n").unwrap_or((block, ""));
            HeadCase {
                text: text.replace('⇥', "\t").replace("␣", " ") + "\n",
                expected: expected.trim_end().to_owned(),
            }
        })
        .collect()
}

#[test]
fn heads_are_read_as_they_are_meant_and_fixes_change_nothing_of_it() {
    let path = root().join("tests/data/head/stories.txt");
    let data = fs::read_to_string(&path).unwrap();
    let mut written = String::new();
    let mut failed = Vec::new();

    for case in head_cases(&data) {
        let reading = read_story(&case.text);
        let found = [vec![reading.facts.clone()], list_messages(&reading)].concat().join("\n");
        if found != case.expected {
            failed.push(format!("{}\nis\n{found}\nand should be\n{}", case.text, case.expected));
        }

        let fixed = apply_safe_fixes(&case.text);
        let again = read_story(&fixed);
        // Quotation marks of text round a date are an error, without which there is a date.
        let is_wrong = reading.diagnostics.iter().any(|d| d.code == "J223");
        if reading.facts != again.facts && !is_wrong {
            failed.push(format!("{}\nfixed to\n{fixed}\nis\n{}\nand was\n{}", case.text, again.facts, reading.facts));
        }

        let shown = case.text.trim_end_matches('\n').replace('\t', "⇥");
        write!(written, "{shown}\n>>>>\n{found}\n====\n").unwrap();
    }

    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, written).unwrap();
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

/// Bodies with a mistake behind escapes and entities, and the column at which it must be reported.
const PLACES_BEHIND_ESCAPES: [(&str, &str, usize); 9] = [
    (r"价格是5\*3元，结果,很好。", "J611", 12),
    (r"\[注\]结果,很好。", "J611", 8),
    ("甲&amp;乙的结果,很好。", "J611", 11),
    ("甲&nbsp;乙的结果,很好。", "J611", 12),
    (r"一\_二\_三，结果,很好。", "J611", 11),
    (r"**加\*重**，结果,很好。", "J611", 12),
    ("- 条目&lt;甲&gt;，结果,很好。", "J611", 17),
    (r"| 甲 |\n|---|\n| 乙\|丙，结果,好 |", "J611", 10),
    (r"看 https://example.org/a\_b ，结果,很好。", "J611", 31),
];

#[test]
fn places_are_right_behind_escapes_and_entities() {
    let mut failed = Vec::new();
    for (body, code, column) in PLACES_BEHIND_ESCAPES {
        let body = body.replace(r"\n", "\n");
        let reading = read_story(&format!("---\ntitle: 签约\ndate: 2020-09-15\n---\n{body}\n"));
        let places = reading.diagnostics.iter().filter(|d| d.code == code).filter_map(|d| match &d.place {
            Place::At(span) => Some(jianbao::diagnostic::report::line_column(*span, &reading.sources).1),
            _ => None,
        });
        let places: Vec<usize> = places.collect();
        if places != [column] {
            failed.push(format!("{body}: {places:?} instead of {column}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Reads the front matter of a text, and returns its mistakes.
fn mistakes_of_head(text: &str) -> Vec<Diagnostic> {
    let text = Text { path: PATH.to_owned(), text: text.to_owned() };
    let sources = Sources::new(vec![text.clone()]);
    let (file, _) = sources.find(PATH).unwrap();
    let mut diagnostics = Vec::new();
    parse_front_matter(file, &text, chrono_tz::Tz::Asia__Shanghai, &sources, &mut diagnostics);
    diagnostics
}

#[test]
fn places_and_edits_of_broken_heads_end_at_characters() {
    let data = fs::read_to_string(root().join("tests/data/head/stories.txt")).unwrap();
    for HeadCase { text, .. } in head_cases(&data) {
        for (at, c) in text.char_indices() {
            let shorter = format!("{}{}", &text[..at], &text[at + c.len_utf8()..]);
            for d in mistakes_of_head(&shorter) {
                let edits = d.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
                let place = match d.place {
                    Place::At(span) => Some(span),
                    _ => None,
                };
                for span in edits.chain(place) {
                    let written = shorter.get(span.start as usize..span.end as usize);
                    assert!(written.is_some(), "{} {span:?} in\n{shorter}", d.code);
                }
            }
        }
    }
}
