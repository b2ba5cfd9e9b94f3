//! Every code of the catalogue is shown by a folder: `tests/cases/diagnostics/<CODE>/`. See `tests/cases/README.md`.
//!
//! `UPDATE=1 cargo test --test it diagnostics::` writes down what the program says; read the diff before you commit it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jianbao::diagnostic::catalog;
use jianbao::source::FileId;

use crate::support::{NOW, jianbao, root, stderr};

/// Codes that no folder can show. Each needs a reason, and a test elsewhere that shows it.
const NOT_SHOWN: [(&str, &str); 11] = [
    ("J227", "it takes 256 KiB of front matter: tests/cases/hostile/limits.yaml"),
    ("J319", "the system must refuse threads: tests/it/limits.rs"),
    ("J344", "it takes warnings of another code: tests/it/check.rs"),
    ("J432", "the errors of the story are reported beside it: tests/it/signing.rs"),
    ("J631", "it takes two million marks: tests/cases/hostile/limits.yaml"),
    ("J632", "it takes 100,000 cells: tests/cases/hostile/limits.yaml"),
    ("J633", "it takes a hundred thousand notes: tests/cases/hostile/limits.yaml"),
    ("J635", "it takes a page of 32 MiB: tests/cases/hostile/limits.yaml"),
    ("J704", "a file of the output must be changed between two builds: tests/it/warm.rs"),
    ("J707", "a list must be one that may not be replaced: tests/it/fault_injection.rs"),
    ("J709", "no text holds what is not UTF-8: tests/it/places.rs"),
];

/// Codes of mistakes that lie in no file: in what was typed after the program's name, or in the machine.
const NOWHERE: [&str; 20] = [
    "J113", "J114", "J115", "J341", "J342", "J343", "J427", "J431", "J435", "J510", "J703", "J903", "J904", "J905",
    "J906", "J907", "J908", "J909", "J910", "J911",
];

/// The name that stands for the directory of the bulletin in a report: it is another directory at every run.
const PLACE: &str = "/简报";

fn cases_folder() -> PathBuf {
    root().join("tests/cases/diagnostics")
}

/// Copies a directory with everything below it.
fn copy_directory(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_directory(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The bytes of a string of hexadecimal digits.
fn decode_hex(digits: &str) -> Vec<u8> {
    let offsets = (0..digits.len()).step_by(2);
    offsets.map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// Takes a step of `how.txt`. Returns the arguments of the program where the step says how it is run.
fn take_step(case: &Path, site: &Path, line: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        ["hex", path, hex] => fs::write(site.join(path), decode_hex(hex)).unwrap(),
        ["fill", path, bytes] => fs::write(site.join(path), "字".repeat(bytes.parse::<usize>().unwrap() / 3)).unwrap(),
        ["link", path, target] => std::os::unix::fs::symlink(target, site.join(path)).unwrap(),
        ["copy", from, to] => {
            fs::copy(site.join(from), site.join(to)).unwrap();
        }
        ["protect", path] => {
            let mut permissions = fs::metadata(site.join(path)).unwrap().permissions();
            permissions.set_readonly(true);
            fs::set_permissions(site.join(path), permissions).unwrap();
        }
        ["remove", path] => fs::remove_file(site.join(path)).unwrap(),

        // A run before the one whose report is shown.
        ["first", ..] => {
            let finished = jianbao().args(&words[1..]).args(["--now", NOW]).current_dir(site).output().unwrap();
            assert!(finished.status.success(), "{}: {line}: {}", case.display(), stderr(&finished));
        }
        ["run", ..] => return Some(words[1..].iter().map(|word| (*word).to_owned()).collect()),
        _ => panic!("{}: no such step: {line}", case.display()),
    }
    None
}

/// The report of the program on a case, in one language, after the steps of `how.txt`.
fn report_on(case: &Path, lang: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let site = directory.path().canonicalize().unwrap();
    copy_directory(&case.join("site"), &site);

    let mut command = vec!["check".to_owned()];
    for line in fs::read_to_string(case.join("how.txt")).unwrap_or_default().lines() {
        if let Some(arguments) = take_step(case, &site, line) {
            command = arguments;
        }
    }

    let dated = if command[0] == "explain" { &[][..] } else { &["--now", NOW][..] };
    let finished = jianbao().args(command).args(dated).args(["--lang", lang]).current_dir(&site).output().unwrap();
    stderr(&finished).replace(site.to_str().unwrap(), PLACE)
}

/// The first lines of a report's messages.
fn heading_lines(report: &str) -> impl Iterator<Item = &str> {
    report.lines().filter(|line| ["错误[", "警告[", "error[", "warning["].iter().any(|head| line.starts_with(head)))
}

/// The codes that a report names.
fn codes_named(report: &str) -> BTreeSet<&str> {
    heading_lines(report).filter_map(|line| line.split(['[', ']']).nth(1)).collect()
}

/// Whether a line of a report is part of an excerpt.
fn is_excerpt(line: &str) -> bool {
    line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').starts_with('|')
}

/// The lines of a report that both languages share: places and excerpts.
fn shared_lines(report: &str) -> Vec<&str> {
    report.lines().filter(|line| line.trim_start().starts_with("-->") || is_excerpt(line)).collect()
}

/// The values that the headings of a report have in back-ticks.
fn quoted_values(report: &str) -> BTreeSet<&str> {
    heading_lines(report).flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// The faults of a case; with `UPDATE`, its reports are written first.
fn case_faults(code: &str, case: &Path) -> Vec<String> {
    let reports = ["zh", "en"].map(|lang| (lang, report_on(case, lang)));
    let mut faults = Vec::new();

    for (lang, report) in &reports {
        let path = case.join(format!("{lang}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, report).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected != *report {
            faults.push(format!("{code}/{lang}.txt\n--- expected\n{expected}\n--- actual\n{report}"));
        }
        if codes_named(report) != BTreeSet::from([code]) {
            faults.push(format!("{code}: the {lang} report names {:?}:\n{report}", codes_named(report)));
        }
        if !report.contains("--> ") && !NOWHERE.contains(&code) {
            faults.push(format!("{code}: the {lang} report names no place:\n{report}"));
        }
    }

    let [(_, zh), (_, en)] = &reports;
    if shared_lines(zh) != shared_lines(en) || quoted_values(zh) != quoted_values(en) || zh == en {
        faults.push(format!("{code}: the languages do not say the same:\n{zh}\n{en}"));
    }
    faults
}

#[test]
fn every_code_has_a_folder_that_shows_it_in_both_languages() {
    let known: BTreeSet<&str> = catalog::all_entries().iter().map(|entry| entry.code).collect();
    let mut failed = Vec::new();
    for code in known.iter().filter(|code| !NOT_SHOWN.iter().any(|(not_shown, _)| not_shown == *code)) {
        let case = cases_folder().join(code);
        if case.join("site").is_dir() {
            failed.extend(case_faults(code, &case));
        } else {
            failed.push(format!("{code} has no folder: make {}/site", case.display()));
        }
    }

    for entry in fs::read_dir(cases_folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !known.contains(name.as_str()) {
            failed.push(format!("{name} is no code of the catalogue"));
        }
    }

    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

/// A line of `mistakes.txt`: `path:line:column code text`.
struct Expectation<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    code: &'a str,
    /// The text that begins at the place.
    text: &'a str,
}

fn parse_expectation(line: &str) -> Expectation<'_> {
    let parts: Vec<&str> = line.splitn(3, ' ').collect();
    let [place, code, text] = parts[..] else { panic!("not `path:line:column code text`: {line}") };
    let place: Vec<&str> = place.split(':').collect();
    Expectation { path: place[0], line: place[1].parse().unwrap(), column: place[2].parse().unwrap(), code, text }
}

#[test]
fn thirty_mistakes_in_twelve_files_are_named_in_one_run_each_at_its_place() {
    let case = root().join("tests/cases/thirty-mistakes");
    let list = fs::read_to_string(case.join("mistakes.txt")).unwrap();
    let mut expected: Vec<Expectation> = list.lines().map(parse_expectation).collect();
    // Errors come last: the end is what stays on a terminal.
    expected.sort_by_key(|mistake| std::cmp::Reverse(catalog::find_entry(mistake.code).unwrap().severity));
    let codes: BTreeSet<&str> = expected.iter().map(|mistake| mistake.code).collect();
    let files: BTreeSet<&str> = expected.iter().map(|mistake| mistake.path).collect();
    assert!(codes.len() >= 30 && files.len() >= 12, "{} kinds in {} files", codes.len(), files.len());

    // The list is right about the texts, whatever the program says.
    for Expectation { path, line, column, code, text: there } in &expected {
        let text = fs::read_to_string(case.join("site").join(path)).unwrap();
        let rest: String = text.lines().nth(line - 1).unwrap().chars().skip(column - 1).collect();
        assert!(rest.starts_with(there), "{code}: `{there}` does not stand at {path}:{line}:{column}, but `{rest}`");
    }

    for lang in ["zh", "en"] {
        let report = report_on(&case, lang);
        let codes = heading_lines(&report).filter_map(|line| line.split(['[', ']']).nth(1));
        let places = report.lines().filter_map(|line| line.trim_start().strip_prefix("--> "));
        // The second place of J205 is that of the first `title`.
        let places = places.filter(|place| *place != "content/yaowen/shenbao.md:2:1");
        let named: Vec<(&str, &str)> = places.zip(codes).collect();

        let wanted: Vec<(String, &str)> = expected
            .iter()
            .map(|Expectation { path, line, column, code, .. }| (format!("{path}:{line}:{column}"), *code))
            .collect();
        let wanted: Vec<(&str, &str)> = wanted.iter().map(|(place, code)| (place.as_str(), *code)).collect();
        assert_eq!(named, wanted, "{lang}:\n{report}");
        assert_eq!(heading_lines(&report).count(), expected.len());
    }
}

#[test]
fn every_code_is_named_once_and_both_languages_say_the_same_of_the_same_values() {
    let mut failed = Vec::new();
    let mut codes = BTreeSet::new();
    for entry in catalog::all_entries() {
        assert!(codes.insert(entry.code), "{} stands twice", entry.code);
        assert!(!entry.sentences.is_empty(), "{} says nothing", entry.code);

        for wording in entry.sentences.iter().chain(entry.remarks).chain(entry.remedies) {
            if placeholders(wording.zh) != placeholders(wording.en) {
                failed.push(format!("{}: {wording:?}", entry.code));
            }
        }
    }
    assert!(failed.is_empty(), "placeholders differ:\n{}", failed.join("\n"));
}

/// The placeholders of a format string in alphabetical order, each as often as it stands there.
fn placeholders(format: &str) -> Vec<&str> {
    let plain = format.split("{{").flat_map(|part| part.split("}}"));
    let mut found: Vec<&str> =
        plain.flat_map(|part| part.split('{').skip(1)).map(|rest| rest.split(['}', ':']).next().unwrap()).collect();
    found.sort_unstable();
    found
}

#[test]
fn placeholders_are_found() {
    assert_eq!(placeholders("{b}在 {a:04X}，{reason}，{{slug}}，{}"), ["", "a", "b", "reason"]);
}

/// YAML that the crate refuses, a mistake a block, and what its error text means. If the crate words an error anew, the table in
/// `src/diagnostic/catalog/yaml_mistakes.rs` has to follow.
const REFUSED_YAML: &str = include_str!("../data/head/refused-yaml.txt");

#[test]
fn error_texts_of_the_yaml_crate_are_told_in_chinese() {
    let mut failed = Vec::new();
    for block in REFUSED_YAML.split("\n====\n") {
        let (meaning, yaml) = block.split_once('\n').unwrap();
        let yaml = yaml.replace("⇥", "\t");
        let refused = jianbao::yaml::parse_document(FileId(0), &yaml, 0..yaml.len()).map_err(|mistake| mistake.message);
        let said = match &refused {
            Ok(_) => "-",
            Err(message) => message.zh.strip_prefix("YAML 写法有误：").unwrap_or(&message.zh),
        };
        if said != meaning {
            failed.push(format!("{yaml}\n{said}\ninstead of {meaning}: {refused:?}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
