//! Whole sites as folders: `tests/cases/<name>/site/` and what must become of it. See `tests/cases/README.md`.
//!
//! `UPDATE=1 cargo test --test it golden::` writes down what comes out; read the diff before you commit it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{NOW, rendered, root};
use chrono::DateTime;
use jianbao::diagnostic::report::{render_human, sort_by_place};
use jianbao::diagnostic::{Lang, any_error};
use jianbao::disk;
use jianbao::model::Edition;
use jianbao::pipeline::prepare;
use jianbao::source::{Input, Sources, Text};

/// What came of a case.
struct Outcome {
    diagnostics: String,
    /// By address; none if the site must not be published.
    files: Option<BTreeMap<String, Vec<u8>>>,
}

fn cases() -> PathBuf {
    root().join("tests/cases")
}

fn run(case: &Path) -> Outcome {
    let (input, mut diagnostics) = disk::read(&case.join("site"));
    let mut texts: Vec<Text> = input.sources.iter().map(|(_, text)| text.clone()).collect();
    let bare = root().join("tests/themes/bare");
    for entry in fs::read_dir(bare.join("templates")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("themes/bare/templates/{}", path.file_name().unwrap().to_str().unwrap());
        if !texts.iter().any(|text| text.path == name) {
            texts.push(Text { path: name, text: fs::read_to_string(path).unwrap() });
        }
    }
    let input = Input { sources: Sources::new(texts), ..input };
    let now = fs::read_to_string(case.join("now.txt")).unwrap_or_else(|_| NOW.to_owned());
    let edition = Edition {
        now: DateTime::parse_from_rfc3339(now.trim()).unwrap(),
        drafts: case.join("drafts").exists(),
        scheduled: false,
    };
    let prepared = prepare(input, edition, None, None);
    diagnostics.extend(prepared.diagnostics);
    let bulletin = prepared.bulletin;
    let mut files = BTreeMap::new();
    if any_error(&diagnostics) {
        diagnostics.extend(bulletin.check());
    } else {
        let (pages, mistakes) = rendered(&bulletin);
        files = pages;
        diagnostics.extend(mistakes);
    }
    sort_by_place(&mut diagnostics, &bulletin.sources);
    let shown: Vec<String> = diagnostics.iter().map(|d| render_human(d, &bulletin.sources, Lang::Zh, false)).collect();
    let files = (!any_error(&diagnostics)).then_some(files);
    Outcome { diagnostics: shown.join("\n"), files }
}

/// The addresses that say something about the case: not those of the theme and the search.
fn addresses(files: &BTreeMap<String, Vec<u8>>) -> String {
    let own = |path: &&String| !path.starts_with("assets/") && !path.starts_with("search/");
    files.keys().filter(own).map(|path| format!("{path}\n")).collect()
}

/// Writes what came out: always the diagnostics and the addresses, and the pages that `expected/` has already.
fn update(case: &Path, outcome: &Outcome) {
    let diagnostics = case.join("diagnostics.txt");
    if outcome.diagnostics.is_empty() {
        let _ = fs::remove_file(diagnostics);
    } else {
        fs::write(diagnostics, &outcome.diagnostics).unwrap();
    }
    let expected = case.join("expected");
    let Some(files) = &outcome.files else {
        let _ = fs::remove_dir_all(expected);
        return;
    };
    fs::create_dir_all(&expected).unwrap();
    for path in wanted(&expected) {
        match files.get(&path) {
            Some(bytes) => fs::write(expected.join(&path), bytes).unwrap(),
            None => panic!("{}: there is no page {path}", case.display()),
        }
    }
    fs::write(expected.join("_addresses.txt"), addresses(files)).unwrap();
}

/// The pages that a case pins down.
fn wanted(expected: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![expected.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().unwrap() != "_addresses.txt" {
                found.push(path.strip_prefix(expected).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

fn compare(case: &Path, outcome: &Outcome) -> Vec<String> {
    let mut faults = Vec::new();
    let mut same = |what: &str, expected: &str, actual: &str| {
        if expected != actual {
            faults.push(format!("{what}\n--- expected\n{expected}\n--- actual\n{actual}"));
        }
    };
    same(
        "diagnostics.txt",
        &fs::read_to_string(case.join("diagnostics.txt")).unwrap_or_default(),
        &outcome.diagnostics,
    );
    let expected = case.join("expected");
    match &outcome.files {
        None => same("expected/", if expected.exists() { "a site" } else { "nothing" }, "nothing"),
        Some(files) => {
            let list = fs::read_to_string(expected.join("_addresses.txt")).unwrap_or_default();
            same("_addresses.txt", &list, &addresses(files));
            for path in wanted(&expected) {
                let actual = files.get(&path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                let text = String::from_utf8_lossy(&fs::read(expected.join(&path)).unwrap()).into_owned();
                same(&path, &text, actual.as_deref().unwrap_or("(no such file)"));
            }
        }
    }
    faults
}

#[test]
fn every_case_comes_out_as_written_down() {
    let mut failed = Vec::new();
    let mut count = 0;
    let mut names: Vec<PathBuf> = fs::read_dir(cases()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for case in names.iter().filter(|path| path.join("site").is_dir()) {
        count += 1;
        let outcome = run(case);
        if std::env::var_os("UPDATE").is_some() {
            update(case, &outcome);
        }
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        failed.extend(compare(case, &outcome).into_iter().map(|fault| format!("== {name}: {fault}")));
    }
    assert!(count >= 25, "only {count} cases");
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
