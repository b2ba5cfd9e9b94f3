//! Proofreading by tables: `tests/cases/proof/`. What is said of a body, and what nothing is said of.

use std::collections::HashMap;
use std::fs;

use jianbao::address::Naming;
use jianbao::config::lexicon::Lexicon;
use jianbao::config::{LineBreaks, Markup};
use jianbao::parse::{self, Rules};
use jianbao::search::LazySegmenter;
use jianbao::source::{Sources, Text};

use crate::support::root;

const HEAD: &str = "---\ntitle: 题\ndate: 2020-09-15\n---\n";

/// Codes of other subjects that bodies of these tables may have, too: markup, links, line breaks.
const PROOFREADING: [&str; 4] = ["J61", "J62", "J63", "J69"];

/// The codes that are reported of a body, in the order of the codes.
fn codes_of(body: &str, segmenter: &LazySegmenter) -> Vec<&'static str> {
    let text = format!("{HEAD}{}\n", body.replace('⏎', "\n"));
    let sources = Sources::new(vec![Text { path: "content/yaowen/a.md".to_owned(), text }]);
    let (file, source) = sources.iter().next().unwrap();
    let rules = Rules {
        naming: Naming::Pinyin,
        timezone: chrono_tz::Tz::Asia__Shanghai,
        line_breaks: LineBreaks::Zh,
        html: Markup::default(),
        segmenter: None,
        proof_segmenter: segmenter,
        pictures: &HashMap::new(),
        sources: &sources,
        lexicon: &Lexicon::default(),
    };
    let (_, diagnostics) = parse::parse_story(file, source, &rules);
    let codes = diagnostics.into_iter().map(|d| d.code);
    let is_proofreading = |code: &&str| PROOFREADING.iter().any(|subject| code.starts_with(subject)) || *code == "J640";
    let mut codes: Vec<&str> = codes.filter(is_proofreading).collect();
    codes.sort_unstable();
    codes
}

fn table(name: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join("tests/cases/proof").join(name)).unwrap();
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).map(str::to_owned).collect()
}

#[test]
fn mistakes_are_said_once_each_by_their_codes() {
    let segmenter = LazySegmenter::default();
    let mut faults = Vec::new();
    for line in table("said.txt") {
        let (codes, body) = line.split_once(" | ").or_else(|| line.split_once(" |")).unwrap();
        let expected: Vec<&str> = codes.split(' ').collect();
        let said = codes_of(body, &segmenter);
        if said != expected {
            faults.push(format!("{body}\n  must: {expected:?}\n  said: {said:?}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn what_is_right_is_left_alone() {
    let segmenter = LazySegmenter::default();
    let mut faults = Vec::new();
    for body in table("unsaid.txt") {
        let said = codes_of(&body, &segmenter);
        if !said.is_empty() {
            faults.push(format!("{body}\n  said: {said:?}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
