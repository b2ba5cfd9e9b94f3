//! What an editor wrote and what readers get of it: `tests/data/lost-text.txt`. Nothing is lost and nothing is added, or a
//! message says so. `UPDATE=1 cargo test --test it lost_text::` writes what the program makes of each body; read the diff.

use std::fs;

use jianbao::diagnostic::fix::{FixSafety, apply_edits};
use jianbao::diagnostic::{Diagnostic, Place};
use jianbao::parse::Story;
use jianbao::parse::markdown::Slot;
use jianbao::search::LazySegmenter;

use crate::support::{self, root};

const HEAD: &str = "---\ntitle: 题\ndate: 2020-09-15\n---\n";

/// Between a body, its HTML, its plain text and its messages.
const PART: &str = "\n----\n";

/// Between cases.
const CASE: &str = "\n====\n";

fn parse_body(body: &str) -> (Story, Vec<Diagnostic>) {
    let (story, diagnostics) = support::parse_body(body, &LazySegmenter::default());
    (story.unwrap(), diagnostics)
}

/// Returns what readers get of a body, and what is said of it.
fn describe(body: &str) -> String {
    let (story, diagnostics) = parse_body(body);
    let html = story.body.html.fill_slots(|slot, html| {
        if matches!(slot, Slot::Root) {
            html.push('/');
        } else if matches!(slot, Slot::Fragment) {
            html.push('#');
        }
    });
    let html = html.replace(" loading=\"lazy\" decoding=\"async\"", "");

    let file = format!("{HEAD}{body}");
    let messages: Vec<String> = diagnostics
        .iter()
        .map(|said| {
            let place = match &said.place {
                Place::At(span) => &file[span.start as usize..span.end as usize],
                _ => "",
            };
            format!("{} {}", said.code, place.replace('\n', "⏎"))
        })
        .collect();
    format!("{}{PART}{}{PART}{}", html.trim_end(), story.body.text.replace('\n', "⏎"), messages.join("\n"))
}

#[test]
fn readers_get_what_was_written() {
    let path = root().join("tests/data/lost-text.txt");
    let written = fs::read_to_string(&path).unwrap();
    let (note, cases) = written.split_once(CASE).unwrap();
    let bodies = cases.split(CASE).map(|case| case.split_once(PART).map_or(case, |(body, _)| body));
    let now: Vec<String> = bodies.map(|body| format!("{body}{PART}{}", describe(body))).collect();
    let now = format!("{note}{CASE}{}\n", now.join(CASE).trim_end());

    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, now).unwrap();
    } else {
        assert!(now == written, "the data differs from what the program does:\n{now}");
    }
}

/// A safe fix leaves no message of its kind, and readers get the same.
#[test]
fn safe_fixes_change_nothing_that_readers_get() {
    let written = fs::read_to_string(root().join("tests/data/lost-text.txt")).unwrap();
    let mut applied = 0;
    for body in written.split(CASE).skip(1).map(|case| case.split_once(PART).unwrap().0) {
        let (story, diagnostics) = parse_body(body);
        let ours = diagnostics.iter().filter(|said| ["J681", "J687"].contains(&said.code));
        let safe = ours.flat_map(|said| &said.fixes).filter(|fix| fix.safety == FixSafety::Safe);
        let edits: Vec<_> = safe.flat_map(|fix| fix.edits.clone()).collect();
        if edits.is_empty() {
            continue;
        }

        applied += 1;
        let fixed = apply_edits(&format!("{HEAD}{body}"), &edits).unwrap();
        let (fixed_story, left) = parse_body(fixed.strip_prefix(HEAD).unwrap());
        assert_eq!(fixed_story.body.html.text(), story.body.html.text(), "{body}");
        assert_eq!(fixed_story.body.text, story.body.text, "{body}");
        assert!(left.len() < diagnostics.len(), "{body}: {left:?}");
    }
    assert!(applied >= 3, "{applied}");
}
