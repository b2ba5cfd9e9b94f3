//! SECURITY.md is true: the tests that it names are there, and the headers are those that the preview sends.

mod support;

use std::fs;
use std::path::Path;

use jianbao::diagnostic::Lang;
use jianbao::pipeline::Prepared;
use jianbao::serve::headers::Request;
use jianbao::serve::live::{Live, Loaded};
use jianbao::serve::{Preview, reply};
use support::{SMALL, edition, prepared, root};

fn page() -> String {
    fs::read_to_string(root().join("SECURITY.md")).unwrap()
}

/// The sources below a directory, one after the other.
fn sources(directory: &Path) -> String {
    let mut all = String::new();
    for path in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            all += &sources(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all += &fs::read_to_string(path).unwrap();
        }
    }
    all
}

#[test]
fn every_promise_names_tests_that_there_are() {
    let page = page();
    let (_, promises) = page.split_once("held by |").unwrap();
    let (promises, _) = promises.split_once("\n\n").unwrap();
    let tests = sources(&root().join("tests")) + &sources(&root().join("src"));
    let mut count = 0;
    for row in promises.lines().skip(2) {
        let held_by = row.rsplit('|').nth(1).unwrap();
        let names: Vec<&str> = held_by.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "nothing holds: {row}");
        for name in names {
            count += 1;
            let is_there = match name.contains('/') {
                true => root().join(name).exists(),
                false => tests.contains(&format!("fn {name}(")),
            };
            assert!(is_there, "there is no {name}");
        }
    }
    assert!(count > 15, "only {count} tests are named");
}

#[test]
fn the_headers_are_those_of_the_preview() {
    let Prepared { bulletin, diagnostics, .. } = prepared(SMALL.iter().copied(), None);
    let loaded = Loaded::new(bulletin, &diagnostics, edition(), 0, Lang::Zh);
    let preview =
        Preview { live: Live::new(loaded, 1), root: "/nowhere".into(), lang: Lang::Zh, follow: false, network: false };
    let request = Request { method: "GET".into(), path: "/".into(), host: "localhost".into(), ..Request::default() };
    let answer = reply(&preview, &request);
    let (_, policy) = answer.headers.iter().find(|(name, _)| *name == "Content-Security-Policy").unwrap();
    let page = page();
    assert_eq!(page.matches("Content-Security-Policy").count(), 3);
    assert_eq!(page.matches(policy.as_str()).count(), 3, "all three have the policy `{policy}`");
}
