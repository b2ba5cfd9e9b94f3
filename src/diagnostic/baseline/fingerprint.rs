//! Fingerprints of warnings: hashes of the text at a place and on both sides of it.

use std::fmt;

use crate::diagnostic::{Diagnostic, Place};
use crate::digest::Hasher;
use crate::source::{Sources, Span};

/// The most characters of the text before a place, and behind it, that are part of its fingerprint; blanks do not count.
const NEIGHBOUR_CHARS: usize = 16;

/// So many characters are taken even if they stand on other lines: the beginning of a line alone says too little.
const LEAST_NEIGHBOUR_CHARS: usize = 4;

/// Characters of the text of a place that are part of its fingerprint.
const PLACE_CHARS: usize = 64;

/// The identity of a warning among those of its code in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fingerprint {
    /// The hash of the place's own text, and of what the message quotes.
    pub place: u32,
    /// The hash of the text before it.
    pub before: u16,
    /// The hash of the text behind it.
    pub after: u16,
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{:04x}-{:04x}", self.place, self.before, self.after)
    }
}

impl Fingerprint {
    /// Parses the text that `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let fingerprint = Self {
            place: u32::from_str_radix(parts.next()?, 16).ok()?,
            before: u16::from_str_radix(parts.next()?, 16).ok()?,
            after: u16::from_str_radix(parts.next()?, 16).ok()?,
        };
        parts.next().is_none().then_some(fingerprint)
    }

    /// Computes the fingerprint of a diagnostic.
    pub fn of_diagnostic(d: &Diagnostic, sources: &Sources) -> Self {
        let Place::At(span) = d.place else {
            // Numbers, such as those of days, are others at every run.
            let sentence = fold_numbers(&d.message.en);
            return Self { place: hash_u32(&[&sentence]), before: 0, after: 0 };
        };

        let text = &sources.text(span.file).text;
        let (start, end) = byte_range(span, text);
        let place: String = visible_chars(text[start..end].chars(), PLACE_CHARS);
        Self {
            place: hash_u32(&[&place, &quoted_values(&d.message.en)]),
            before: hash_u16(&neighbour_text(text[..start].chars().rev())),
            after: hash_u16(&neighbour_text(text[end..].chars())),
        }
    }
}

/// Returns the bytes of a span, moved to boundaries of characters.
fn byte_range(span: Span, text: &str) -> (usize, usize) {
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text.floor_char_boundary((span.end as usize).min(text.len()));
    (start, end.max(start))
}

/// Returns the first characters that are no white space: a text that is only wrapped anew stays the same.
fn visible_chars(chars: impl Iterator<Item = char>, limit: usize) -> String {
    chars.filter(|c| !c.is_whitespace()).take(limit).collect()
}

/// Returns the text beside a place, outwards to the end of its line: what is written above and below does not change it.
fn neighbour_text(outwards: impl Iterator<Item = char>) -> String {
    let mut count = 0;
    let mut text = String::new();
    for c in outwards {
        if count == NEIGHBOUR_CHARS || (c == '\n' && count >= LEAST_NEIGHBOUR_CHARS) {
            break;
        }
        if !c.is_whitespace() {
            text.push(c);
            count += 1;
        }
    }
    text
}

/// Returns the values that a sentence has in back-ticks or quotation marks. Its own wording may change with the program.
fn quoted_values(sentence: &str) -> String {
    let mut values = String::new();
    let mut rest = sentence;
    while let Some(open) = rest.find(['`', '“']) {
        let close = if rest[open..].starts_with('`') { '`' } else { '”' };
        let inside = &rest[open..].trim_start_matches(['`', '“']);
        let end = inside.find(close).unwrap_or(inside.len());
        values.push_str(&inside[..end]);
        values.push('\n');
        rest = inside[end..].trim_start_matches(close);
    }
    values
}

/// Replaces each number by one `#`.
fn fold_numbers(sentence: &str) -> String {
    let mut folded = String::with_capacity(sentence.len());
    for c in sentence.chars() {
        if !c.is_ascii_digit() {
            folded.push(c);
        } else if !folded.ends_with('#') {
            folded.push('#');
        }
    }
    folded
}

fn hash_bytes(parts: &[&str]) -> [u8; 16] {
    let hasher = parts.iter().fold(Hasher::default(), |hasher, part| hasher.add_text(part));
    hasher.to_digest().to_bytes()
}

fn hash_u32(parts: &[&str]) -> u32 {
    let [a, b, c, d, ..] = hash_bytes(parts);
    u32::from_be_bytes([a, b, c, d])
}

fn hash_u16(text: &str) -> u16 {
    let [a, b, ..] = hash_bytes(&[text]);
    u16::from_be_bytes([a, b])
}
