//! `jianbao fix`: which edits are made, and how files are written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jianbao::diagnostic::fix::Fix;
use jianbao::diagnostic::report::render_human;
use jianbao::diagnostic::{Diagnostic, Lang, Place};
use jianbao::disk;
use jianbao::fixing::rewrite::{RewriteError, rewrite_text};
use jianbao::fixing::{FixChoice, FixedTexts, fix_texts};
use jianbao::source::{Input, Sources, Text};
use unicode_normalization::UnicodeNormalization;

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

/// The text behind the head. Where there is none, it is all text.
fn body_behind_head(text: &str) -> Option<&str> {
    text.strip_prefix("---\n")?.split_once("\n---\n").map(|(_, body)| body)
}

/// Whether two texts have the same words. Keys of the head are none: some have other names here.
fn have_same_words(before: &str, after: &str) -> bool {
    match (body_behind_head(before), body_behind_head(after)) {
        (Some(before), Some(after)) => words_of(before) == words_of(after),
        _ => words_of(before) == words_of(after),
    }
}

/// Letters, digits and Chinese characters in their order and in Unicode's form NFKC, without what no reader sees: tags,
/// scripts and styles.
fn words_of(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        shown.push_str(before);
        let hidden = ["script", "style"].iter().find(|name| tag.starts_with(**name));
        let end = hidden.and_then(|name| tag.find(&format!("</{name}>"))).unwrap_or_default();
        rest = tag[end..].split_once('>').map_or("", |(_, behind)| behind);
    }
    shown.push_str(rest);
    shown.nfkc().filter(|c| c.is_alphanumeric()).collect()
}

/// How often each code occurs in each file, and which files have errors.
#[derive(Default)]
struct FileCounts {
    codes: BTreeMap<(String, &'static str), usize>,
    with_errors: BTreeSet<String>,
}

impl FileCounts {
    fn of(diagnostics: &[Diagnostic], sources: &Sources) -> Self {
        let mut counts = Self::default();
        for d in diagnostics {
            let Place::At(span) = d.place else { continue };
            let path = sources.text(span.file).path.clone();
            if d.is_error() {
                counts.with_errors.insert(path.clone());
            }
            *counts.codes.entry((path, d.code)).or_default() += 1 + d.others;
        }
        counts
    }
}

/// The faults of a run of safe fixes: what must hold of any text.
fn property_faults(texts: &[(String, String)]) -> Vec<String> {
    let before = prepared(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())), None);
    let counts_before = FileCounts::of(&before.diagnostics, &before.bulletin.sources);
    let fixed = fix_all(texts, false);
    let mut faults = Vec::new();

    for (key, count) in FileCounts::of(&fixed.left, &fixed.sources).codes {
        let known = counts_before.codes.get(&key).copied().unwrap_or_default();
        if count > known && !counts_before.with_errors.contains(&key.0) {
            faults.push(format!("{key:?}: {count} after the fixes, {known} before"));
        }
    }
    let safe = fixed.left.iter().filter(|d| d.fixes.iter().any(Fix::is_safe));
    faults.extend(safe.map(|d| format!("left: {}", render_human(d, &fixed.sources, Lang::Zh, false))));

    // Settings are no text: a time zone gets its right name.
    for changed in fixed.changed.iter().filter(|changed| changed.before.path.starts_with("content/")) {
        // A radical (J638) is another character than the word that it looks like.
        let has_radicals = changed.mended.contains_key("J638");
        if !has_radicals && !have_same_words(&changed.before.text, &changed.after.text) {
            faults.push(format!("other words: {}\n{}", changed.before.text, changed.after.text));
        }
    }

    let once: Vec<_> = fixed.sources.iter().map(|(_, text)| (text.path.clone(), text.text.clone())).collect();
    let twice = fix_all(&once, false);
    faults.extend(twice.changed.iter().map(|changed| format!("changed again: {}", changed.after.text)));
    faults
}

/// The texts of a bulletin on disk.
fn texts_of(site: &Path) -> Vec<(String, String)> {
    let (input, _) = disk::read(site);
    input.sources.iter().map(|(_, text)| (text.path.clone(), text.text.clone())).collect()
}

#[test]
fn the_promises_hold_for_the_demo_and_every_bulletin_of_the_tests() {
    let mut sites = vec![root().to_owned()];
    for directory in ["tests/cases", "tests/cases/diagnostics"] {
        let cases = fs::read_dir(root().join(directory)).unwrap().map(|entry| entry.unwrap().path().join("site"));
        sites.extend(cases.filter(|site| site.is_dir()));
    }
    assert!(sites.len() > 100, "{}", sites.len());

    let mut faults = Vec::new();
    for site in sites {
        faults
            .extend(property_faults(&texts_of(&site)).into_iter().map(|fault| format!("{}: {fault}", site.display())));
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// Pieces that bodies are made of, right and wrong, plain and with markup.
const PIECES: [&str; 64] = [
    "市科技局",
    "签约",
    "项目",
    "成果",
    "王强",
    "一",
    "三",
    "的",
    "吗",
    "A",
    "GDP",
    "5",
    "2020",
    "%",
    "，",
    "。",
    "：",
    "、",
    ",",
    ", ",
    ";",
    ":",
    ": ",
    "!",
    "?",
    ".",
    "...",
    "......",
    "。。",
    "。。。",
    "--",
    "---",
    "——",
    "\"",
    "\"",
    "“",
    "”",
    "‘",
    "’",
    "(",
    ")",
    "（",
    "）",
    "《",
    "》",
    "*",
    "**",
    "~~",
    "`甲,乙`",
    "&amp;",
    "\\*",
    "<b>",
    "</b>",
    "\n",
    "\n\n",
    "\n\n> ",
    "\n\n- ",
    "\n\n## ",
    "\n\n##",
    "[甲,乙](b.md)",
    "](附件 二.pdf)",
    "https://a.cn/一,二",
    "１２",
    "Ａ",
];

/// A linear congruential generator: the same bodies at every run.
struct Generator(u64);

impl Generator {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn body(&mut self) -> String {
        let pieces = 4 + self.below(40);
        (0..pieces).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

#[test]
fn the_promises_hold_for_generated_stories() {
    let mut generator = Generator(2026);
    let mut texts = with_body("正文。");
    for n in 0..1_000 {
        texts.push((format!("content/yaowen/g{n:04}.md"), format!("{HEAD}{}\n", generator.body())));
    }
    let faults = property_faults(&texts);
    let shown: Vec<&str> = faults.iter().take(20).map(String::as_str).collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), shown.join("\n"));
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
    assert!(stdout(&confirmed).contains("+项目集中签约。"), "{}", stdout(&confirmed));
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
