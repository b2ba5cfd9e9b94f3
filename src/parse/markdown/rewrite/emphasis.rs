//! Emphasis beside Chinese punctuation.
//!
//! CommonMark leaves `推进**“深根计划”**赋能` with its asterisks: it takes the quotation mark for the end of a
//! word. The public *markdown-cjk-friendly* specification amends the rule. Until the Markdown crate has it as
//! an option, sentinels are put beside every delimiter run whose flanking must change.
//!
//! Two rules of our own go further (`docs/markdown.md`). In a line with Chinese, Latin letters and digits beside a mark
//! are no reason either: `**“深根计划”**2024年`. And asterisks that are no emphasis are text: `5*3*2`, `138****0000`.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_width::UnicodeWidthChar;

use super::plain_stars;
use super::sentinels::{LETTER_SENTINEL, PUNCTUATION_SENTINEL, STAR_SENTINEL, TILDE_SENTINEL};
use super::source_map::{EditedText, TextEditor};
use crate::parse::cjk::{is_emoji, is_half_width, is_hangul};
use crate::search::fold::is_han;

/// Inserts sentinels where the amended rule differs from CommonMark's.
pub(super) fn insert_sentinels(source: &str) -> EditedText {
    let bytes = source.as_bytes();
    let mut editor = TextEditor::new(source);
    let mut line = LineContext::default();
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
            (b'~', 1) => editor.replace(start..end, TILDE_SENTINEL.encode_utf8(&mut [0; 4])),
            (b'~', n) if n != 2 => {}
            (b'*', n) => {
                line.move_to(source, start);
                if plain_stars::is_text(source, start, end, line.is_open(n), line.has_chinese) {
                    for star in start..end {
                        editor.replace(star..star + 1, STAR_SENTINEL.encode_utf8(&mut [0; 4]));
                    }
                } else {
                    line.count_run(n);
                    mark_run(&mut editor, source, start, end, line.has_chinese);
                }
            }
            _ => {
                line.move_to(source, start);
                mark_run(&mut editor, source, start, end, line.has_chinese);
            }
        };
    }
    editor.finish()
}

/// The line that a run of delimiters stands in.
#[derive(Default)]
struct LineContext {
    end: usize,
    has_chinese: bool,
    /// How many runs of one, two and three asterisks have been passed in the paragraph that may be emphasis.
    runs: [usize; 3],
}

impl LineContext {
    /// Goes on to a place, which may stand on a later line.
    fn move_to(&mut self, source: &str, at: usize) {
        if at < self.end {
            return;
        }

        let gap = &source.as_bytes()[self.end..at];
        let is_next_paragraph =
            ["\n\n", "\n\r\n"].iter().any(|end| memchr::memmem::find(gap, end.as_bytes()).is_some());
        if is_next_paragraph {
            self.runs = [0; 3];
        }

        let start = self.end + memchr::memrchr(b'\n', &source.as_bytes()[self.end..at]).map_or(0, |end| end + 1);
        let length = memchr::memchr(b'\n', &source.as_bytes()[at..]).unwrap_or(source.len() - at);
        self.end = at + length;
        self.has_chinese = source[start..self.end].chars().any(is_han);
    }

    fn count_run(&mut self, length: usize) {
        if let Some(count) = self.runs.get_mut(length.wrapping_sub(1)) {
            *count += 1;
        }
    }

    /// Returns whether emphasis of so many asterisks is open. Three are one and two: `***注释* 正文**`.
    fn is_open(&self, length: usize) -> bool {
        let [_, _, triple] = self.runs;
        let with_triple = if length < 3 { triple } else { 0 };
        self.runs.get(length.wrapping_sub(1)).is_some_and(|count| (count + with_triple) % 2 == 1)
    }
}

/// Puts sentinels beside a run if the amended rule judges it otherwise than CommonMark.
fn mark_run(editor: &mut TextEditor, source: &str, start: usize, end: usize, has_chinese: bool) {
    let Some(flanking) = amended_flanking(source, start, end, has_chinese) else { return };
    let letter_before = [PUNCTUATION_SENTINEL, LETTER_SENTINEL].iter().collect::<String>();
    let letter_after = [LETTER_SENTINEL, PUNCTUATION_SENTINEL].iter().collect::<String>();
    let punctuation = PUNCTUATION_SENTINEL.to_string();

    let (before, after) = match flanking {
        Flanking { left: true, right: true } => (letter_before, letter_after),
        Flanking { left: true, right: false } => (punctuation, letter_after),
        Flanking { left: false, right: true } => (letter_before, punctuation),
        Flanking { left: false, right: false } => return,
    };
    editor.replace(start..start, &before);
    editor.replace(end..end, &after);
}

/// Whether a run of delimiters is left-flanking and right-flanking, as CommonMark calls it: what it may open and close.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Flanking {
    left: bool,
    right: bool,
}

impl Flanking {
    /// Judges a run by CommonMark's rule.
    fn of_neighbours(before: Neighbour, after: Neighbour) -> Self {
        Self {
            left: !after.space && (!after.punctuation || before.space || before.punctuation),
            right: !before.space && (!before.punctuation || after.space || after.punctuation),
        }
    }
}

/// The properties of a character beside a delimiter run.
#[derive(Clone, Copy)]
struct Neighbour {
    space: bool,
    punctuation: bool,
    cjk: bool,
}

/// The beginning or end of the text counts as white space.
const TEXT_END: Neighbour = Neighbour { space: true, punctuation: false, cjk: false };

/// Returns how the run at `start..end` flanks by the amended rule, if CommonMark judges it otherwise.
fn amended_flanking(source: &str, start: usize, end: usize, has_chinese: bool) -> Option<Flanking> {
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

    let plain_before = classify_neighbour(last);
    let plain_after = classify_neighbour(after);
    let b = if selected {
        Neighbour { cjk: classify_neighbour(base).cjk || wide_quote, ..classify_neighbour(base) }
    } else if is_invisible(last) {
        visible_neighbour(source[..start].chars().rev())
    } else {
        plain_before
    };
    let a = if is_invisible(after) { visible_neighbour(source[end..].chars()) } else { plain_after };

    let plain = Flanking::of_neighbours(plain_before, plain_after);
    let strict = Flanking::of_neighbours(b, a);
    if source.as_bytes()[start] == b'_' {
        // Only a mark that was hidden by a selector changes anything for `_`.
        return (selected && b.punctuation && !plain_before.punctuation && strict != plain).then_some(strict);
    }

    let is_chinese = has_chinese && !a.space && !b.space;
    let amended = Flanking {
        left: strict.left || (!a.space && (a.cjk || b.cjk || ivs)) || is_chinese,
        right: strict.right || (!b.space && (b.cjk || a.cjk)) || is_chinese,
    };
    (amended != plain).then_some(amended)
}

/// Returns whether a character is shown as nothing and is no white space either: it hides the real neighbour.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

fn visible_neighbour(mut chars: impl Iterator<Item = char>) -> Neighbour {
    chars.find(|c| !is_invisible(*c)).map_or(TEXT_END, classify_neighbour)
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
