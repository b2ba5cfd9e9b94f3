//! `jianbao fix`: which edits are made, and how files are written.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jianbao::diagnostic::report::render_human;
use jianbao::diagnostic::{Diagnostic, Lang};
use jianbao::fixing::rewrite::{RewriteError, rewrite_text};
use jianbao::fixing::{FixChoice, FixedTexts, fix_texts};
use jianbao::source::{Input, Sources, Text};

use crate::support::{NOW, SMALL, edition, jianbao, prepared, root, stderr, stdout, tree, write};

/// The story that the bodies of the tables stand in.
const STORY: &str = "content/yaowen/gao.md";

const HEAD: &str = "---\ntitle: 稿\ndate: 2020-09-17\ntags: [科技]\n---\n";

fn with_body(body: &str) -> Vec<(String, String)> {
    let mut texts: Vec<_> = SMALL.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    texts.push(("content/yaowen/qianyue.md".to_owned(), HEAD.to_owned() + "签约。\n"));
    texts.push((STORY.to_owned(), format!("{HEAD}{body}\n")));
    texts
}

fn fix_all(texts: &[(String, String)], proposals: bool) -> FixedTexts {
    let texts = texts.iter().map(|(path, text)| Text { path: path.clone(), text: text.clone() }).collect();
    let input = Input { sources: Sources::new(texts), ..Input::default() };
    fix_texts(input, edition(), &FixChoice { proposals, ..FixChoice::default() })
}

fn body_of(fixed: &FixedTexts) -> String {
    let (_, text) = fixed.sources.find(STORY).unwrap();
    text.text.strip_prefix(HEAD).unwrap().strip_suffix('\n').unwrap().to_owned()
}

/// The lines of a table, with their line breaks.
fn table_lines(name: &str) -> Vec<String> {
    let table = fs::read_to_string(root().join("tests/cases/fixes").join(name)).unwrap();
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    lines.map(|line| line.replace('⏎', "\n").replace('⇥', "\t").replace('␈', "\u{8}")).collect()
}

fn table_rows(name: &str) -> Vec<(String, String)> {
    let lines = table_lines(name).into_iter();
    lines.map(|line| line.split_once(" => ").map(|(from, to)| (from.to_owned(), to.to_owned())).unwrap()).collect()
}

/// How often each code occurs.
fn count_codes(diagnostics: &[Diagnostic]) -> BTreeMap<&str, usize> {
    diagnostics.iter().fold(BTreeMap::new(), |mut counts, d| {
        *counts.entry(d.code).or_default() += 1 + d.others;
        counts
    })
}

/// Letters, digits and Chinese characters, in their order; full-width ones as their half-width forms.
fn words_of(text: &str) -> String {
    let half_width = |c: char| match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap(),
        _ => c,
    };
    text.chars().filter(|c| c.is_alphanumeric()).map(half_width).collect()
}

/// The faults of a run of safe fixes: what must hold of any text.
fn property_faults(texts: &[(String, String)]) -> Vec<String> {
    let before = prepared(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())), None);
    let counts_before = count_codes(&before.diagnostics);
    let fixed = fix_all(texts, false);
    let mut faults = Vec::new();

    for (code, count) in count_codes(&fixed.left) {
        let known = counts_before.get(code).copied().unwrap_or_default();
        if count > known && !before.diagnostics.iter().any(Diagnostic::is_error) {
            faults.push(format!("{code}: {count} after the fixes, {known} before"));
        }
    }
    let safe = fixed.left.iter().filter(|d| d.fixes.iter().any(jianbao::diagnostic::fix::Fix::is_safe));
    faults.extend(safe.map(|d| format!("left: {}", render_human(d, &fixed.sources, Lang::Zh, false))));

    for changed in &fixed.changed {
        if words_of(&changed.before.text) != words_of(&changed.after.text) {
            faults.push(format!("other words: {}\n{}", changed.before.text, changed.after.text));
        }
    }

    let once: Vec<_> = fixed.sources.iter().map(|(_, text)| (text.path.clone(), text.text.clone())).collect();
    let twice = fix_all(&once, false);
    faults.extend(twice.changed.iter().map(|changed| format!("changed again: {}", changed.after.text)));
    faults
}

#[test]
fn what_is_certain_is_changed() {
    let mut faults = Vec::new();
    for (from, to) in table_rows("safe.txt") {
        let texts = with_body(&from);
        let found = body_of(&fix_all(&texts, false));
        if found != to {
            faults.push(format!("{from}\n  must: {to}\n  was:  {found}"));
        }
        faults.extend(property_faults(&texts).into_iter().map(|fault| format!("{from}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_not_certain_is_changed_when_it_is_confirmed() {
    let mut faults = Vec::new();
    for (from, to) in table_rows("confirmed.txt") {
        let unconfirmed = body_of(&fix_all(&with_body(&from), false));
        let confirmed = body_of(&fix_all(&with_body(&from), true));
        if unconfirmed != from || confirmed != to {
            faults.push(format!("{from}\n  must: {to}\n  was:  {confirmed}\n  unconfirmed: {unconfirmed}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn names_numbers_code_and_addresses_are_left_alone() {
    for body in table_lines("kept.txt") {
        assert_eq!(body_of(&fix_all(&with_body(&body), true)), body);
    }
}

/// Runs the program in a bulletin.
fn run_fix(site: &Path, arguments: &[&str]) -> std::process::Output {
    jianbao().arg("fix").args(arguments).args(["--now", NOW]).current_dir(site).output().unwrap()
}

fn small_site(body: &[u8]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), SMALL);
    fs::write(directory.path().join(STORY), [HEAD.as_bytes(), body].concat()).unwrap();
    directory
}

#[test]
fn the_diff_is_shown_and_the_file_written_once() {
    let site = small_site("甲,乙。\n项目集 中签约。\n".as_bytes());
    let before = tree(site.path());

    let dry = run_fix(site.path(), &["--dry-run"]);
    assert_eq!(dry.status.code(), Some(1), "{}", stderr(&dry));
    assert!(
        stdout(&dry).contains("-甲,乙。\n项目集 中签约。\n+甲，乙。\n")
            || stdout(&dry).contains("-甲,乙。\n+甲，乙。\n"),
        "{}",
        stdout(&dry)
    );
    assert!(stdout(&dry).contains("可以改 1 处，在 1 个文件里：J611 1 处"), "{}", stdout(&dry));
    assert_eq!(tree(site.path()), before, "a dry run writes nothing");

    let fixed = run_fix(site.path(), &[]);
    assert_eq!(fixed.status.code(), Some(0), "{}", stderr(&fixed));
    let shown = stdout(&fixed);
    assert!(shown.contains("改好 1 处") && shown.contains("还有 1 处要由人确认：J619 1 处"), "{shown}");
    assert_eq!(fs::read_to_string(site.path().join(STORY)).unwrap(), format!("{HEAD}甲，乙。\n项目集 中签约。\n"));

    let after = tree(site.path());
    let again = run_fix(site.path(), &[]);
    assert!(stdout(&again).starts_with("没有能放心改的"), "{}", stdout(&again));
    assert_eq!(tree(site.path()), after);

    let confirmed = run_fix(site.path(), &["--proposals", "--code", "j619", STORY]);
    assert!(stdout(&confirmed).contains("+王强。"), "{}", stdout(&confirmed));
}

#[test]
fn codes_and_files_narrow_what_is_changed() {
    let site = small_site("甲,乙。\n２０亿元。\n".as_bytes());
    let other = site.path().join("content/yaowen/c.md");
    fs::write(&other, format!("{HEAD}丙,丁。\n")).unwrap();

    run_fix(site.path(), &["--code", "J618"]);
    assert!(fs::read_to_string(site.path().join(STORY)).unwrap().ends_with("甲,乙。\n20亿元。\n"));
    run_fix(site.path(), &[STORY]);
    assert!(fs::read_to_string(site.path().join(STORY)).unwrap().ends_with("甲，乙。\n20亿元。\n"));
    assert!(fs::read_to_string(&other).unwrap().ends_with("丙,丁。\n"));
    run_fix(site.path(), &["content/yaowen"]);
    assert!(fs::read_to_string(&other).unwrap().ends_with("丙，丁。\n"));

    let unknown = run_fix(site.path(), &["--code", "J6l1"]);
    assert_eq!((unknown.status.code(), stderr(&unknown).contains("J113")), (Some(2), true));
    let nowhere = run_fix(site.path(), &["content/nichts.md"]);
    assert_eq!((nowhere.status.code(), stderr(&nowhere).contains("J331")), (Some(2), true));
}

#[test]
fn encoding_line_ends_and_mode_are_kept() {
    let crlf = format!("\u{FEFF}{HEAD}甲,乙。\n丙\"丁\"戊。\n").replace('\n', "\r\n");
    let site = small_site(b"");
    let path = site.path().join(STORY);
    fs::write(&path, &crlf).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();

    let fixed = run_fix(site.path(), &[]);
    assert_eq!(fixed.status.code(), Some(0), "{}", stderr(&fixed));
    let wanted = crlf.replace("甲,乙", "甲，乙").replace("\"丁\"", "“丁”");
    assert_eq!(fs::read_to_string(&path).unwrap(), wanted);
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777, 0o640);
    let names: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "no temporary file is left: {names:?}");
}

#[test]
fn a_file_that_has_changed_or_may_only_be_read_is_left_alone() {
    let site = small_site("甲,乙。\n".as_bytes());
    let text = format!("{HEAD}甲,乙。\n");
    let changed = rewrite_text(site.path(), STORY, "something else", "new");
    assert!(matches!(changed, Err(RewriteError::Changed)), "{changed:?}");
    assert_eq!(fs::read_to_string(site.path().join(STORY)).unwrap(), text);

    let path = site.path().join(STORY);
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let refused = run_fix(site.path(), &[]);
    assert_eq!((refused.status.code(), stderr(&refused).contains("J330")), (Some(2), true), "{}", stderr(&refused));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_and_names_in_another_form_are_found() {
    let site = small_site("甲,乙。\n".as_bytes());
    let theirs = site.path().join("theirs.md");
    fs::write(&theirs, "text").unwrap();
    std::os::unix::fs::symlink(&theirs, site.path().join("content/yaowen/link.md")).unwrap();
    assert!(rewrite_text(site.path(), "content/yaowen/link.md", "text", "new").is_err());
    assert_eq!(fs::read_to_string(&theirs).unwrap(), "text");

    // `é` in two characters, as macOS writes it.
    fs::write(site.path().join("content/yaowen/cafe\u{301}.md"), format!("{HEAD}甲,乙。\n")).unwrap();
    rewrite_text(site.path(), "content/yaowen/caf\u{e9}.md", &format!("{HEAD}甲,乙。\n"), "new").unwrap();
    assert_eq!(fs::read_to_string(site.path().join("content/yaowen/cafe\u{301}.md")).unwrap(), "new");
}
