//! Marks in a line that other programs have: `==高亮==`, `x^2^`, `CO~2~`. They become the HTML that Markdown lacks.

use std::ops::Range;

use super::super::{RuleInput, RuleOutput, SourceEdit};
use super::protected::{Protected, paragraphs};

/// The longest raised or lowered text, in bytes.
const MAX_RAISED_LENGTH: usize = 24;

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, "==") || memchr::memchr2(b'^', b'~', source.as_bytes()).is_some()
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let protected = Protected::code_and_addresses(&input.lines);
    for paragraph in paragraphs(&input.lines) {
        let text = &input.source[paragraph.clone()];
        let mut marks = find_highlights(text);
        marks.extend(find_raised(text, '^'));
        marks.extend(find_raised(text, '~'));
        for mark in marks {
            let opening = shifted(&mark.opening, paragraph.start);
            let closing = shifted(&mark.closing, paragraph.start);
            if protected.touches(&opening) || protected.touches(&closing) {
                continue;
            }
            output.edits.push(SourceEdit::replacement(opening, format!("<{}>", mark.element)));
            output.edits.push(SourceEdit::replacement(closing, format!("</{}>", mark.element)));
        }
    }
}

/// A pair of marks around some text.
struct MarkPair {
    opening: Range<usize>,
    closing: Range<usize>,
    element: &'static str,
}

fn shifted(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// Finds `==字==`: two signs that stand close to the text between them. `a == b` and `a==b` are comparisons.
fn find_highlights(text: &str) -> Vec<MarkPair> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, length) in runs_of(text, '=').filter(|(_, length)| *length == 2) {
        let between = open.map(|open| &text[open + 2..at]);
        let closes = between.is_some_and(|it| !it.is_empty() && !it.ends_with(char::is_whitespace));
        let opens = text[at + length..].starts_with(|c: char| !c.is_whitespace());
        if let Some(start) = open.filter(|_| closes) {
            let is_comparison = text[start + 2..at].is_ascii() && is_between_words(text, start, 2);
            if !is_comparison {
                found.push(MarkPair { opening: start..start + 2, closing: at..at + 2, element: "mark" });
                open = None;
                continue;
            }
        }
        open = opens.then_some(at);
    }
    found
}

/// Whether ASCII letters or digits stand on both sides of a mark.
fn is_between_words(text: &str, at: usize, length: usize) -> bool {
    fn is_word(c: char) -> bool {
        c.is_ascii_alphanumeric() || matches!(c, ')' | ']' | '_' | '(' | '"')
    }
    text[..at].ends_with(is_word) && text[at + length..].starts_with(is_word)
}

/// Finds `^2^` and `~2~`: one mark on either side of a few letters or digits.
fn find_raised(text: &str, mark: char) -> Vec<MarkPair> {
    let element = if mark == '^' { "sup" } else { "sub" };
    let runs: Vec<(usize, usize)> = runs_of(text, mark).collect();
    let mut found = Vec::new();
    let mut n = 0;
    while let Some([(start, 1), (end, 1)]) = runs.get(n..n + 2).map(|two| [two[0], two[1]]).filter(|_| true) {
        if is_raised(text, mark, start, end) {
            found.push(MarkPair { opening: start..start + 1, closing: end..end + 1, element });
            n += 1;
        }
        n += 1;
    }
    found
}

/// Returns whether two marks raise or lower what is between them. `10~20℃` and `9~11时，14~16时` are ranges, `^_^` is a face.
fn is_raised(text: &str, mark: char, start: usize, end: usize) -> bool {
    let between = &text[start + 1..end];
    let before = text[..start].chars().next_back();
    let after = text[end + 1..].chars().next();
    if between.is_empty() || between.len() > MAX_RAISED_LENGTH || text[..start].ends_with('\\') {
        return false;
    }

    let is_number = is_signed_number(between);
    let is_letters = between.len() <= 3 && between.bytes().all(|byte| byte.is_ascii_alphabetic());
    let before_digit = after.is_some_and(|c| c.is_ascii_digit());
    let before_letter = after.is_some_and(|c| c.is_ascii_alphabetic());
    // `2^10^5` is a power of a power, `x^y^z` may be anything.
    if before_digit || (is_letters && before_letter) {
        return false;
    }
    if mark == '~' {
        let behind_letter = before.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, ')' | ']' | '^'));
        return behind_letter && (is_number || is_letters);
    }

    let behind_ascii = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, ')' | ']' | '~'));
    let behind_word = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '）' | '”' | '》' | '。'));
    let is_chinese = between.chars().all(|c| !c.is_ascii() && c.is_alphanumeric());
    ((behind_word || behind_ascii) && (is_number || is_chinese)) || (behind_ascii && is_letters)
}

/// Returns whether a text is a number, with a sign before or behind it, or a sign alone.
fn is_signed_number(text: &str) -> bool {
    fn is_sign(c: char) -> bool {
        matches!(c, '+' | '-' | '−')
    }
    let inside = text.strip_prefix(is_sign).or(text.strip_suffix(is_sign)).unwrap_or(text);
    let is_digits = inside.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_digits && (inside.is_empty() || inside.starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns the runs of a character that are not escaped: where they begin, and their lengths.
fn runs_of(text: &str, mark: char) -> impl Iterator<Item = (usize, usize)> {
    let byte = mark as u8;
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = text.as_bytes();
        loop {
            let start = at + memchr::memchr(byte, &bytes[at..])?;
            let length = bytes[start..].iter().take_while(|it| **it == byte).count();
            at = start + length;
            if !bytes[..start].ends_with(b"\\") {
                return Some((start, length));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with all marks as HTML.
    fn marked(text: &str) -> String {
        let mut all = find_highlights(text);
        all.extend(find_raised(text, '^'));
        all.extend(find_raised(text, '~'));
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        for pair in all {
            edits.push((pair.opening, format!("<{}>", pair.element)));
            edits.push((pair.closing, format!("</{}>", pair.element)));
        }
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let mut out = text.to_owned();
        for (range, instead) in edits {
            out.replace_range(range, &instead);
        }
        out
    }

    #[test]
    fn marks_stand_close_to_their_text() {
        for (text, expected) in [
            ("甲==高亮==乙", "甲<mark>高亮</mark>乙"),
            ("==“高亮”==，==again==", "<mark>“高亮”</mark>，<mark>again</mark>"),
            ("==**粗**==", "<mark>**粗**</mark>"),
            ("a == b 且 c == d", "a == b 且 c == d"),
            ("if a==b and c==d", "if a==b and c==d"),
            ("=====", "====="),
            ("甲==乙", "甲==乙"),
            ("1+1==2", "1+1==2"),
            ("x^2^+y^2^", "x<sup>2</sup>+y<sup>2</sup>"),
            ("10^-3^、m^3^、2^n^", "10<sup>-3</sup>、m<sup>3</sup>、2<sup>n</sup>"),
            ("平方米^2^", "平方米<sup>2</sup>"),
            ("张三^注^", "张三<sup>注</sup>"),
            ("x^2+y^2、2^10-3^5、x^y^z、2^10^5", "x^2+y^2、2^10-3^5、x^y^z、2^10^5"),
            ("x^2^y^2^、Na^+^、e^-^", "x<sup>2</sup>y<sup>2</sup>、Na<sup>+</sup>、e<sup>-</sup>"),
            ("目录~/bin和~/lib", "目录~/bin和~/lib"),
            ("^_^ 和 ^o^", "^_^ 和 ^o^"),
            ("2^10 与 3^10", "2^10 与 3^10"),
            ("CO~2~和H~2~O、SO~4~^2-^", "CO<sub>2</sub>和H<sub>2</sub>O、SO<sub>4</sub><sup>2-</sup>"),
            ("x~i~", "x<sub>i</sub>"),
            ("10~20℃，9~11时，14~16时", "10~20℃，9~11时，14~16时"),
            ("PM~2.5~", "PM<sub>2.5</sub>"),
            ("P10~P20~P30", "P10~P20~P30"),
            ("A~10~20", "A~10~20"),
            ("A~B~C", "A~B~C"),
            ("~~删~~", "~~删~~"),
            ("好~真好~", "好~真好~"),
        ] {
            assert_eq!(marked(text), expected, "{text}");
        }
    }
}
