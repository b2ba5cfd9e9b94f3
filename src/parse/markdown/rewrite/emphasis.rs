//! Emphasis beside Chinese punctuation.
//!
//! CommonMark leaves `推进**“深根计划”**赋能` with its asterisks: it takes the quotation mark for the end of a
//! word. The public *markdown-cjk-friendly* specification amends the rule. Until the Markdown crate has it as
//! an option, a pair of sentinels is put beside every delimiter run whose flanking must change.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_width::UnicodeWidthChar;

use super::source_map::{EditedText, TextEditor};
use crate::parse::cjk::{is_emoji, is_half_width, is_hangul};

/// Inserts sentinels where the amended rule differs from CommonMark's.
pub(super) fn insert_sentinels(source: &str) -> EditedText {
    let bytes = source.as_bytes();
    let mut editor = TextEditor::new(source);
    let mut at = 0;

    while let Some(found) = memchr::memchr3(b'*', b'_', b'~', &bytes[at..]) {
        let start = at + found;
        let byte = bytes[start];
        let end = start + bytes[start..].iter().take_while(|b| **b == byte).count();
        at = end;

        let escapes = bytes[..start].iter().rev().take_while(|b| **b == b'\\').count();
        if escapes % 2 == 1 {
            continue;
        }

        match (byte, end - start) {
            (b'~', 1) => editor.replace(start..end, "\u{FDD2}"),
            (b'~', n) if n != 2 => continue,
            _ => {
                if let Some(sentinels) = sentinels_for_run(source, start, end) {
                    insert_beside(&mut editor, start, sentinels.before);
                    insert_beside(&mut editor, end, sentinels.after);
                }
            }
        };
    }
    editor.finish()
}

fn insert_beside(editor: &mut TextEditor, at: usize, sentinels: &str) {
    if !sentinels.is_empty() {
        editor.replace(at..at, sentinels);
    }
}

/// Sentinels to insert beside a delimiter run.
struct RunSentinels {
    before: &'static str,
    after: &'static str,
}

/// The properties of a character beside a delimiter run.
#[derive(Clone, Copy)]
struct Neighbour {
    space: bool,
    punctuation: bool,
    cjk: bool,
}

/// Returns the sentinels for the run at `start..end`, if the amended rule judges it otherwise than CommonMark.
fn sentinels_for_run(source: &str, start: usize, end: usize) -> Option<RunSentinels> {
    let after = source[end..].chars().next()?;
    let mut back = source[..start].chars().rev();
    let last = back.next()?;

    // Nearly always: both neighbours are letters, or one is white space.
    if last.is_whitespace() || after.is_whitespace() {
        return None;
    }

    let ivs = matches!(last, '\u{E0100}'..='\u{E01EF}');
    let selected = matches!(last, '\u{FE00}'..='\u{FE0E}');
    let base = if selected || ivs { back.next().unwrap_or(last) } else { last };
    // A quotation mark with U+FE01 is full-width by choice.
    let wide_quote = last == '\u{FE01}' && matches!(base, '“' | '”' | '‘' | '’');

    let plain = classify_neighbour(last);
    let b = if selected {
        Neighbour { cjk: classify_neighbour(base).cjk || wide_quote, ..classify_neighbour(base) }
    } else {
        plain
    };
    let a = classify_neighbour(after);
    let left = |b: Neighbour| !a.space && (!a.punctuation || b.space || b.punctuation);
    let right = |b: Neighbour| !b.space && (!b.punctuation || a.space || a.punctuation);
    let left_before = left(plain);
    let right_before = right(plain);
    let left_now = left(b) || (!a.space && (a.cjk || b.cjk || ivs));
    let right_now = right(b) || (!b.space && (b.cjk || a.cjk));

    let underscore = source.as_bytes()[start] == b'_';
    if underscore {
        // Only a mark that was hidden by a selector changes anything for `_`.
        return (selected && b.punctuation && !plain.punctuation)
            .then_some(RunSentinels { before: "\u{1BC9F}", after: "" });
    }
    match (left_now && !left_before, right_now && !right_before, right_before && !right_now) {
        (true, ..) => Some(RunSentinels { before: "", after: "\u{FDD0}\u{1BC9F}" }),
        (_, true, _) => Some(RunSentinels { before: "\u{1BC9F}\u{FDD0}", after: "" }),
        (_, _, true) => Some(RunSentinels { before: "\u{1BC9F}", after: "" }),
        _ => None,
    }
}

fn classify_neighbour(c: char) -> Neighbour {
    // What nearly all neighbours are needs no look into the tables.
    match c {
        '\u{4E00}'..='\u{9FFF}' => return Neighbour { space: false, punctuation: false, cjk: true },
        '，' | '。' | '、' | '；' | '：' | '？' | '！' | '（' | '）' | '《' | '》' => {
            return Neighbour { space: false, punctuation: true, cjk: true };
        }
        '“' | '”' => return Neighbour { space: false, punctuation: true, cjk: false },
        '0'..='9' | 'A'..='Z' | 'a'..='z' => return Neighbour { space: false, punctuation: false, cjk: false },
        _ => {}
    }

    let group = c.general_category_group();
    Neighbour {
        space: c.is_whitespace(),
        punctuation: matches!(group, GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol),
        cjk: is_hangul(c) || ((c.width() == Some(2) || is_half_width(c)) && !is_emoji(c)),
    }
}
