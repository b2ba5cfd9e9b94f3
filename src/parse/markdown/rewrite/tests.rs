//! The rules as tables of Markdown and what it becomes: `tests/data/paragraphs.txt`.

use std::collections::HashMap;

use pulldown_cmark::{Options, Parser, html};

use super::{RewriteSettings, rewrite_source};

use crate::config::lexicon::Lexicon;
use crate::config::{LineBreaks, Markup, RawHtml};
use crate::diagnostic::Diagnostic;
use crate::naming::Naming;
use crate::parse::{Rules, Story, parse_story};
use crate::source::{FileId, Sources, Text};

/// Parses a story with a body.
fn parse_body(body: &str) -> (Story, Vec<Diagnostic>) {
    let text = format!("---\ntitle: 题\ndate: 2020-09-15\n---\n{body}");
    let sources = Sources::new(vec![Text { path: "content/yaowen/a.md".to_owned(), text }]);
    let (file, source) = sources.iter().next().unwrap();
    let rules = Rules {
        naming: Naming::Pinyin,
        timezone: chrono_tz::Tz::Asia__Shanghai,
        line_breaks: LineBreaks::Zh,
        html: Markup::default(),
        segmenter: None,
        proof_segmenter: &crate::search::LazySegmenter::default(),
        pictures: &HashMap::new(),
        sources: &sources,
        lexicon: &Lexicon::default(),
    };
    let (story, diagnostics) = parse_story(file, source, &rules);
    (story.unwrap(), diagnostics)
}

/// Holds each line of a table: Markdown, its HTML, and the codes among J656–J665 of what is reported.
/// HTML between `*` is a part of it.
fn check_table(table: &str) -> usize {
    let mut faults = Vec::new();
    let mut count = 0;
    for line in table.lines().filter(|line| line.contains('\t')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let markdown = with_signs_replaced(columns[0]);
        let expected = with_signs_replaced(&columns[1].replace('⏎', "⮐")).replace('⮐', "⏎");
        let expected_codes = columns.get(2).copied().unwrap_or_default();
        count += 1;

        let (story, diagnostics) = parse_body(&markdown);
        let html = on_one_line(story.body.html.text());
        let codes: Vec<&str> = diagnostics.iter().map(|it| it.code).collect();
        let codes: Vec<&str> = codes.into_iter().filter(|code| ("J656".."J666").contains(code)).collect();
        let is_expected = match expected.strip_prefix('*').and_then(|part| part.strip_suffix('*')) {
            Some(part) => html.contains(part),
            None => html == expected,
        };
        if !is_expected || codes.join(" ") != expected_codes {
            let codes = codes.join(" ");
            faults.push(format!("{}\n  expected {expected} {expected_codes}\n  actual   {html} {codes}", columns[0]));
        }
    }
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
    count
}

/// Returns Markdown with what the signs of a table stand for.
fn with_signs_replaced(line: &str) -> String {
    let signs = [
        ("⏎", "\n"),
        ("␍", "\r"),
        ("⇥", "\t"),
        ("␣", " "),
        ("⍽", "\u{A0}"),
        ("␢", "\u{2003}"),
        ("¤", "\u{200B}"),
        ("␡", "\u{FEFF}"),
        ("␠", "\u{2060}"),
        ("§", "\u{2028}"),
        ("¶", "\u{2029}"),
        ("¬", "\u{AD}"),
    ];
    signs.iter().fold(line.to_owned(), |line, (sign, meant)| line.replace(sign, meant))
}

/// Returns HTML without the line ends beside tags; those within text are shown.
fn on_one_line(html: &str) -> String {
    let html = html.trim_end().replace(">\n", ">").replace("\n<", "<");
    html.replace("<wbr>", "").replace('\n', "⏎")
}

#[test]
fn lines_are_the_paragraphs_that_they_look_like() {
    let count = check_table(include_str!("../../../../tests/data/paragraphs.txt"));
    assert!(count >= 100, "{count} lines");
}

#[test]
fn marks_are_emphasis_beside_letters_and_digits() {
    let count = check_table(include_str!("../../../../tests/data/marks.txt"));
    assert!(count >= 60, "{count} lines");
}

/// Examples of CommonMark that a rule of ours changes, with the rule.
const CHANGED_EXAMPLES: &[(u64, &str)] = &[
    (170, REMOVED),
    (172, REMOVED),
    (173, REMOVED),
    (176, REMOVED),
    (177, "text behind a comment is a paragraph"),
    (178, REMOVED),
    (180, REMOVED),
    (181, REMOVED),
    (182, REMOVED),
    (353, "a list whose blank is U+00A0 is one"),
    (356, "asterisks between digits multiply"),
    (609, REMOVED),
    (627, REMOVED),
    (628, REMOVED),
    (629, REMOVED),
];

const REMOVED: &str = "scripts, styles and what Word leaves behind are no text";

#[test]
fn commonmark_comes_out_as_with_the_plain_parser() {
    let examples = include_str!("../../../../tests/data/commonmark-0.31.2.json");
    let examples: Vec<serde_json::Value> = serde_json::from_str(examples).unwrap();
    assert_eq!(examples.len(), 652);
    let settings = RewriteSettings { file: FileId(0), start: 0, line_breaks: LineBreaks::Zh, raw_html: RawHtml::Safe };

    let mut changed = Vec::new();
    for example in &examples {
        let source = example["markdown"].as_str().unwrap();
        let (rewritten, _) = rewrite_source(source, settings, None);
        let mut ours = String::new();
        html::push_html(&mut ours, rewritten.parse_events(Options::empty()).map(|(event, _)| event));
        let mut plain = String::new();
        html::push_html(&mut plain, Parser::new(source));
        if ours != plain {
            changed.push((example["number"].as_u64().unwrap(), format!("{source}\n{ours}")));
        }
    }
    let numbers: Vec<u64> = changed.iter().map(|(number, _)| *number).collect();
    let expected: Vec<u64> = CHANGED_EXAMPLES.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, expected, "{changed:?}");
}
