//! Whole sites as folders: `tests/cases/<name>/site/` and what must become of it. See `tests/cases/README.md`.
//!
//! `UPDATE=1 cargo test --test it golden::` writes down what comes out; read the diff before you commit it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{NOW, rendered, root};
use chrono::DateTime;
use jianbao::diagnostic::report::{render_human, sort_by_place};
use jianbao::diagnostic::{Diagnostic, Lang, any_error};
use jianbao::disk;
use jianbao::model::Edition;
use jianbao::pipeline::prepare;
use jianbao::source::{Input, Sources, Text};

/// The result of a case.
struct Outcome {
    diagnostics: String,
    /// By address; none if the site must not be published.
    files: Option<BTreeMap<String, Vec<u8>>>,
}

fn cases_folder() -> PathBuf {
    root().join("tests/cases")
}

/// Reads the bulletin of a case; templates that its theme lacks are those of `tests/themes/bare`.
fn read_input(case: &Path) -> (Input, Vec<Diagnostic>) {
    let (input, diagnostics) = disk::read(&case.join("site"));
    let mut texts: Vec<Text> = input.sources.iter().map(|(_, text)| text.clone()).collect();
    let bare = root().join("tests/themes/bare");
    for entry in fs::read_dir(bare.join("templates")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("themes/bare/templates/{}", path.file_name().unwrap().to_str().unwrap());
        if !texts.iter().any(|text| text.path == name) {
            texts.push(Text { path: name, text: fs::read_to_string(path).unwrap() });
        }
    }

    (Input { sources: Sources::new(texts), ..input }, diagnostics)
}

/// The edition of a case: `now.txt` gives the time, a file `drafts` includes drafts.
fn read_edition(case: &Path) -> Edition {
    let now = fs::read_to_string(case.join("now.txt")).unwrap_or_else(|_| NOW.to_owned());
    Edition {
        now: DateTime::parse_from_rfc3339(now.trim()).unwrap(),
        drafts: case.join("drafts").exists(),
        scheduled: false,
    }
}

fn run_case(case: &Path) -> Outcome {
    let (input, mut diagnostics) = read_input(case);
    let edition = read_edition(case);
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
fn list_addresses(files: &BTreeMap<String, Vec<u8>>) -> String {
    let own = files.keys().filter(|path| !path.starts_with("assets/") && !path.starts_with("search/"));
    own.map(|path| format!("{path}\n")).collect()
}

/// Writes what came out: always the diagnostics and the addresses, and the pages that `expected/` has already.
fn update_case(case: &Path, outcome: &Outcome) {
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
    for path in pinned_pages(&expected) {
        match files.get(&path) {
            Some(bytes) => fs::write(expected.join(&path), bytes).unwrap(),
            None => panic!("{}: there is no page {path}", case.display()),
        }
    }

    fs::write(expected.join("_addresses.txt"), list_addresses(files)).unwrap();
}

/// The pages that a case pins down.
fn pinned_pages(expected: &Path) -> Vec<String> {
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

/// Describes how an actual text differs from the expected one of that name, if it does.
fn describe_difference(name: &str, expected: &str, actual: &str) -> Option<String> {
    (expected != actual).then(|| format!("{name}\n--- expected\n{expected}\n--- actual\n{actual}"))
}

fn compare_case(case: &Path, outcome: &Outcome) -> Vec<String> {
    let diagnostics = fs::read_to_string(case.join("diagnostics.txt")).unwrap_or_default();
    let mut faults = Vec::from_iter(describe_difference("diagnostics.txt", &diagnostics, &outcome.diagnostics));

    let expected = case.join("expected");
    let Some(files) = &outcome.files else {
        let present = if expected.exists() { "a site" } else { "nothing" };
        faults.extend(describe_difference("expected/", present, "nothing"));
        return faults;
    };

    let list = fs::read_to_string(expected.join("_addresses.txt")).unwrap_or_default();
    faults.extend(describe_difference("_addresses.txt", &list, &list_addresses(files)));
    for path in pinned_pages(&expected) {
        let actual = files.get(&path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let text = String::from_utf8_lossy(&fs::read(expected.join(&path)).unwrap()).into_owned();
        faults.extend(describe_difference(&path, &text, actual.as_deref().unwrap_or("(no such file)")));
    }
    faults
}

#[test]
fn every_case_comes_out_as_written_down() {
    let mut failed = Vec::new();
    let mut count = 0;
    let mut names: Vec<PathBuf> = fs::read_dir(cases_folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();

    for case in names.iter().filter(|path| path.join("site").is_dir()) {
        count += 1;
        let outcome = run_case(case);
        if std::env::var_os("UPDATE").is_some() {
            update_case(case, &outcome);
        }
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        failed.extend(compare_case(case, &outcome).into_iter().map(|fault| format!("== {name}: {fault}")));
    }

    assert!(count >= 25, "only {count} cases");
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
