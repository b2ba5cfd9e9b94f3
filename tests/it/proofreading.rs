//! Proofreading by tables: `tests/cases/proof/`. What is said of a body, and what nothing is said of.

use std::fs;

use jianbao::search::LazySegmenter;

use crate::support::{parse_body, root};

/// Codes of other subjects that bodies of these tables may have, too: markup, links, line breaks.
const PROOFREADING: [&str; 4] = ["J61", "J62", "J63", "J69"];

/// The codes that are reported of a body, in the order of the codes.
fn codes_of(body: &str, segmenter: &LazySegmenter) -> Vec<&'static str> {
    let (_, diagnostics) = parse_body(&format!("{}\n", body.replace('⏎', "\n")), segmenter);
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
