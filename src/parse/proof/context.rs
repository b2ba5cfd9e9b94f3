//! The surroundings of a mark: whether it stands in Latin text, in code or in a formula, where half-width is right.

use crate::search::fold::is_han;

/// Bytes on each side of a mark that tell the language of its sentence.
const CONTEXT_BYTES: usize = 90;

/// Latin letters that weigh as much as one Han character: a word has about five, and is as long as one and a half of these.
const LETTERS_TO_HAN: usize = 4;

/// How far an argument list may reach back.
const CALL_BYTES: usize = 120;

/// Whether a place stands in a sentence of Latin words with a few Chinese ones.
pub(super) fn is_latin_context(text: &str, at: usize) -> bool {
    let start = text.floor_char_boundary(at.saturating_sub(CONTEXT_BYTES));
    let end = text.floor_char_boundary((at + CONTEXT_BYTES).min(text.len()));
    fn is_end(c: char) -> bool {
        matches!(c, '。' | '！' | '？' | '；' | '\n')
    }
    let before = text[start..at].rsplit(is_end).next().unwrap_or_default();
    let after = text[at..end].split(is_end).next().unwrap_or_default();

    let mut letters = 0;
    let mut han = 0;
    for c in before.chars().chain(after.chars()) {
        letters += usize::from(c.is_ascii_alphabetic());
        han += usize::from(is_han(c));
    }
    letters > LETTERS_TO_HAN * han
}

/// Whether a place stands between the brackets of a call, `f(甲, 乙)`, or beside a sign of equality: code, a formula.
pub(super) fn is_code_like(text: &str, at: usize) -> bool {
    let start = text.floor_char_boundary(at.saturating_sub(CALL_BYTES));
    let before = text[start..at].rsplit(['。', '\n', '，']).next().unwrap_or_default();
    fn near_equality(c: char) -> bool {
        matches!(c, '=' | '<' | '>' | '{' | '}' | '\\')
    }
    let after = &text[at..text.floor_char_boundary((at + 12).min(text.len()))];
    if before.chars().rev().take(8).any(near_equality) || after.chars().take(8).any(near_equality) {
        return true;
    }

    let mut depth = 0_usize;
    for (open, byte) in before.bytes().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' if depth > 0 => depth -= 1,
            b'(' => {
                let is_call = before[..open].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
                let rest = &text[start + (text[start..at].len() - before.len()) + open + 1..];
                let arguments = rest.split([')', '\n']).next().unwrap_or_default();
                return is_call && arguments.contains([',', ';', '"', '\'', '，', '；']);
            }
            _ => {}
        }
    }
    false
}
