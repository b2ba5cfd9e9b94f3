//! Which warnings the baseline finds again, in texts that were edited meanwhile.

use super::*;
use crate::diagnostic::catalog;
use crate::source::{Span, Text};

const PATH: &str = "content/yaowen/a.md";

/// A story whose half-width commas are warnings.
fn commas_of(text: &str) -> (Vec<Diagnostic>, Sources) {
    let sources = Sources::new(vec![Text { path: PATH.to_owned(), text: text.to_owned() }]);
    let (file, _) = sources.find(PATH).unwrap();
    let spans = text.match_indices(',').map(|(at, _)| Span::new(file, at, at + 1));
    (spans.map(|span| catalog::name_without_title(span, "，", "甲")).collect(), sources)
}

/// Returns how many warnings of the edited text are new, and how many entries are mended.
fn compare(before: &str, after: &str) -> (usize, usize) {
    let (diagnostics, sources) = commas_of(before);
    let written = Baseline::of_warnings(&diagnostics, &sources).to_text();
    let (baseline, unreadable) = Baseline::parse(&written);
    assert!(unreadable.is_empty(), "{written}");

    let (mut diagnostics, sources) = commas_of(after);
    let mended = baseline.mark_known(&mut diagnostics, &sources);
    (diagnostics.iter().filter(|d| !d.known).count(), mended.len())
}

#[test]
fn entries_follow_their_text_and_vanish_when_it_is_mended() {
    let old = "第一段说到甲,也说到乙。\n\n第二段列出丙,丁,戊三项。\n";
    for (edited, new, mended) in [
        (old, 0, 0),
        // Lines move, are wrapped, and are put into another order.
        ("标题\n\n新的一段。\n\n第一段说到甲,也说到乙。\n\n\n第二段列出丙,丁,戊三项。\n", 0, 0),
        ("第一段说到甲,\n也说到乙。\n\n第二段列出\n丙,丁,\n戊三项。\n", 0, 0),
        ("第二段列出丙,丁,戊三项。\n\n第一段说到甲,也说到乙。\n", 0, 0),
        ("新的一段。\n\n第一段说到甲,也说到乙。\n\n第二段列出丙,丁,戊三项。\n\n末尾一段。\n", 0, 0),
        // Mended beside the place, and at it.
        ("第一段说到甲,也说到乙。\n\n第二段列出丙，丁,戊三项。\n", 0, 1),
        ("第一段说到甲，也说到乙。\n\n第二段列出丙,丁,戊三项。\n", 0, 1),
        ("第一段说到甲，也说到乙。\n\n第二段列出丙，丁，戊三项。\n", 0, 3),
        // A new one somewhere else is not one of the old ones, even if one of these is mended.
        ("第一段说到甲,也说到乙。\n\n第二段列出丙,丁,戊三项。\n\n第三段新写了己,庚两项。\n", 1, 0),
        ("第一段说到甲，也说到乙。\n\n第二段列出丙,丁,戊三项。\n\n第三段新写了己,庚两项。\n", 1, 1),
        ("", 0, 3),
    ] {
        assert_eq!(compare(old, edited), (new, mended), "{edited}");
    }
}

#[test]
fn entries_follow_a_file_that_is_renamed_and_no_other() {
    let (diagnostics, sources) = commas_of("甲,乙。\n丙,丁。\n");
    let baseline = Baseline::of_warnings(&diagnostics, &sources);

    let text = "甲,乙。\n丙,丁。\n\n新的一段里说到戊,说到己。\n";
    let renamed = Text { path: "content/yaowen/新 名.md".to_owned(), text: text.to_owned() };
    for (others, new, mended) in [(vec![], 1, 0), (vec![Text { path: PATH.to_owned(), text: "甲。".to_owned() }], 3, 2)]
    {
        let sources = Sources::new([vec![renamed.clone()], others].concat());
        let (file, _) = sources.find(&renamed.path).unwrap();
        let spans = text.match_indices(',').map(|(at, _)| Span::new(file, at, at + 1));
        let mut found: Vec<_> = spans.map(|span| catalog::name_without_title(span, "，", "甲")).collect();
        let left = baseline.mark_known(&mut found, &sources);
        assert_eq!((found.iter().filter(|d| !d.known).count(), left.len()), (new, mended));
    }
}

#[test]
fn equal_warnings_are_counted() {
    let twice = "同样的一句话,写了又写。同样的一句话,写了又写。同样的一句话,写了又写。";
    assert_eq!(compare(twice, twice), (0, 0));
    assert_eq!(compare(&format!("{twice}{twice}"), twice), (0, 3));
    assert_eq!(compare(twice, &format!("{twice}{twice}")), (3, 0));
}

#[test]
fn errors_are_never_known() {
    let (mut diagnostics, sources) = commas_of("甲,乙");
    let baseline = Baseline::of_warnings(&diagnostics, &sources);
    diagnostics[0].severity = Severity::Error;
    assert_eq!(Baseline::of_warnings(&diagnostics, &sources), Baseline::default());
    assert_eq!(baseline.mark_known(&mut diagnostics, &sources).len(), 1);
    assert!(!diagnostics[0].known);
}

#[test]
fn warnings_that_were_only_counted_stay_known_when_one_is_mended() {
    let text = "甲,乙。丙,丁。戊,己。";
    let (mut diagnostics, sources) = commas_of(text);
    diagnostics.truncate(2);
    diagnostics[1].others = 1;
    let (baseline, _) = Baseline::parse(&Baseline::of_warnings(&diagnostics, &sources).to_text());
    assert_eq!(baseline.len(), 3);

    let (mut edited, sources) = commas_of(&text.replacen(',', "，", 1));
    let mended = baseline.mark_known(&mut edited, &sources);
    assert!(edited.iter().all(|d| d.known), "{edited:?}");
    assert_eq!(mended.len(), 1);
}

#[test]
fn what_lies_in_no_text_is_known_by_its_sentence_without_numbers() {
    let stale = |days| catalog::column_stale("yaowen", "要闻", days, 14, "2020-09-15", "2020-09-29");
    let sources = Sources::default();
    let baseline = Baseline::of_warnings(&[stale(20)], &sources);
    let mut later = [stale(35), catalog::column_stale("gonggao", "公告", 20, 14, "2020-09-15", "2020-09-29")];
    assert!(baseline.mark_known(&mut later, &sources).is_empty());
    assert!(later[0].known && !later[1].known);
}

#[test]
fn the_file_is_sorted_and_survives_merging() {
    let (diagnostics, sources) = commas_of("甲,乙。\n丙,丁。\n");
    let text = Baseline::of_warnings(&diagnostics, &sources).to_text();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines.len() == 2 && lines.is_sorted(), "{text}");
    assert!(lines[0].starts_with("content/yaowen/a.md\tJ628\t"), "{text}");

    let (baseline, unreadable) = Baseline::parse(&text);
    assert_eq!((baseline.to_text(), unreadable), (text.clone(), vec![]));

    let conflict =
        format!("\u{FEFF}<<<<<<< HEAD\r\n{}\r\n=======\r\n{}\r\n{}\r\n>>>>>>> b\r\n", lines[0], lines[1], lines[0]);
    assert_eq!(Baseline::parse(&conflict), (baseline, vec![]));

    for wrong in ["乱写", "a\tJ1\t*\t0", "a\tJ1\tx-y-z\t1", "\tJ1\t*\t1", "a\tJ1\t*\t-1", "a\tJ1\t*\t1\t2"] {
        assert_eq!(Baseline::parse(wrong), (Baseline::default(), vec![1]), "{wrong}");
    }
}
