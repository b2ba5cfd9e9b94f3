//! Signatures of a review (三审): who has signed which step, when, and which text.
//!
//! ```text
//! 三审:
//!   初审: 张三（2026-11-30 a1b2c3d4）
//! ```
//! A name alone, as it was written by hand before there were digests, is a signature that names no text.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::byline_text::write_bylines;
use super::bylines::{Byline, read_bylines, without_padding};
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, catalog};
use crate::digest::Digest;
use crate::source::Span;
use crate::yaml::{MapReader, Node, Value, text_list};

/// A signature of one step by one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// 初审, 复审, 终审
    pub step: String,
    /// The person.
    pub name: String,
    /// The day: `2026-11-30`.
    pub date: Option<String>,
    /// The text that was signed; none of a name that was written by hand.
    pub text: Option<SignedText>,
    /// Where it is written.
    pub span: Span,
}

/// The short digest of a text that was signed: the first 32 bits of [`Story::reviewed_text`](crate::parse::Story) with the files
/// that the story shows, in eight hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SignedText(u32);

impl From<Digest> for SignedText {
    fn from(digest: Digest) -> Self {
        Self((digest.to_u128() >> 96) as u32)
    }
}

impl fmt::Display for SignedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl SignedText {
    /// Parses eight hexadecimal digits of either case.
    fn from_hex(text: &str) -> Option<Self> {
        let is_hex = text.len() == 8 && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(text, 16).ok().map(Self))?
    }
}

impl Signature {
    /// Returns the signature as it is written behind its step: `张三（2026-11-30 a1b2c3d4）`.
    pub fn written(&self) -> String {
        let Self { name, date, text, .. } = self;
        match (date, text) {
            (Some(date), Some(text)) => format!("{name}（{date} {text}）"),
            (Some(date), None) => format!("{name}（{date}）"),
            (None, _) => name.clone(),
        }
    }
}

/// Reads `{初审: 张三（2026-11-30 a1b2c3d4）, 复审: [李四, 王五]}`.
pub(super) fn read_signatures(node: Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Signature> {
    if let Some(bylines) = read_signature_text(&node) {
        if matches!(node.value, Value::Text(_)) {
            diagnostics.push(catalog::list_misspelt(node.span, name, &write_bylines(&bylines)));
        }
        return signatures_by_hand(bylines, node.span);
    }

    let is_map = matches!(node.value, Value::Map(_) | Value::Null);
    let mistakes = diagnostics.len();
    let mut signatures = Vec::new();
    for (step, span, node) in MapReader::from_node(node, name, diagnostics).into_entries() {
        if node.is_null() {
            diagnostics.push(catalog::role_without_name(span, &step));
            continue;
        }

        for (text, span) in text_list(node, &step, diagnostics) {
            for written in split_outside_brackets(&text) {
                let Some(parsed) = ParsedSignature::parse(written) else { continue };
                if parsed.is_broken {
                    diagnostics.push(catalog::signature_unreadable(span, &step, written));
                }
                let ParsedSignature { name, date, text, .. } = parsed;
                signatures.push(Signature { step: step.clone(), name, date, text, span });
            }
        }
    }
    for mistake in diagnostics.iter_mut().skip(mistakes).filter(|_| !is_map) {
        mistake.help = Some(phrases::write_steps(name));
    }
    signatures
}

/// Reads names that were written by hand as a byline is: `初审 张三 复审 李四`, or one such text in each line or entry of a list.
fn read_signature_text(node: &Node) -> Option<Vec<Byline>> {
    if matches!(node.value, Value::Map(_) | Value::Null) {
        return None;
    }
    let mut mistakes = Vec::new();
    let bylines = read_bylines(node.clone(), "", &mut mistakes);
    (mistakes.is_empty() && !bylines.is_empty()).then_some(bylines)
}

/// Returns the signatures of roles with names.
fn signatures_by_hand(bylines: Vec<Byline>, span: Span) -> Vec<Signature> {
    let signed = bylines.into_iter().flat_map(|Byline { role, names }| {
        names.into_iter().map(move |name| Signature { step: role.clone(), name, date: None, text: None, span })
    });
    signed.collect()
}

/// Splits signatures at commas of either width that do not stand in brackets.
fn split_outside_brackets(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            ',' | '，' | '、' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The parts of a written signature.
#[derive(Debug, PartialEq, Eq)]
struct ParsedSignature {
    name: String,
    date: Option<String>,
    text: Option<SignedText>,
    /// Whether what stands in brackets was meant for a day and a digest, and is none.
    is_broken: bool,
}

impl ParsedSignature {
    /// Parses `张三（2026-11-30 a1b2c3d4）`. `None` if there is no name.
    fn parse(written: &str) -> Option<Self> {
        let by_hand = |name: &str, is_broken| {
            let name = without_padding(name.trim());
            (!name.is_empty()).then_some(Self { name, date: None, text: None, is_broken })
        };
        let Some((name, remark)) = split_remark(written) else {
            return by_hand(written, written.contains(['（', '(', '）', ')']) && has_signs_of_signing(written));
        };
        // 王五（总编）
        if !has_signs_of_signing(&remark) {
            return by_hand(written, false);
        }

        let mut words = remark.split([' ', '\t', '\u{3000}', ',', '，', '、']).filter(|word| !word.is_empty());
        let date = words.next().and_then(parse_day);
        let text = words.next().map(SignedText::from_hex);
        let is_broken = date.is_none() || text == Some(None) || words.next().is_some();
        let parsed = Self { date, text: text.flatten().filter(|_| !is_broken), ..by_hand(name, is_broken)? };
        Some(parsed)
    }
}

/// Splits the brackets at the end from a name; full-width letters and digits in them become those of ASCII.
fn split_remark(written: &str) -> Option<(&str, String)> {
    let inner = written.trim().strip_suffix(['）', ')'])?;
    let open = inner.rfind(['（', '('])?;
    let remark = inner[open..].chars().skip(1).map(to_half_width).collect();
    Some((&written[..written.find(inner)? + open], remark))
}

fn to_half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Returns whether a text holds what a day or a digest begins with: four digits in a row.
fn has_signs_of_signing(text: &str) -> bool {
    let mut run = 0;
    text.chars().map(to_half_width).any(|c| {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        run == 4
    }) || text.split([' ', '（', '(', '）', ')']).any(|word| SignedText::from_hex(word).is_some())
}

/// Parses a day in the usual spellings, and returns it as `2026-11-30`.
pub fn parse_day(written: &str) -> Option<String> {
    let plain = written.trim().trim_end_matches('日');
    let mut parts = plain.split(['-', '/', '.', '年', '月']);
    let year = parts.next().filter(|year| year.len() == 4)?;
    let month = parts.next()?;
    let day = parts.next()?;

    let are_digits = [year, month, day].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if parts.next().is_some() || !are_digits {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    Some(date.format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_read_in_every_spelling_of_an_office() {
        for written in [
            "张三（2026-11-30 a1b2c3d4）",
            "张三(2026-11-30 a1b2c3d4)",
            "张三 （2026-11-30　a1b2c3d4）",
            "张　三（2026/11/30 A1B2C3D4）",
            "张三（2026年11月30日，a1b2c3d4）",
            "张三（２０２６－１１－３０ ａ１ｂ２ｃ３ｄ４）",
        ] {
            let parsed = ParsedSignature::parse(written).unwrap();
            let date = Some("2026-11-30".to_owned());
            let expected = ParsedSignature {
                name: "张三".to_owned(),
                date,
                text: Some(SignedText(0xa1b2_c3d4)),
                is_broken: false,
            };
            assert_eq!(parsed, expected, "{written}");
        }
    }

    #[test]
    fn a_name_by_hand_stays_a_name() {
        for (written, name, date) in [
            ("张三", "张三", None),
            ("王五（总编）", "王五（总编）", None),
            ("王五（2026-11-30）", "王五", Some("2026-11-30")),
            ("Anna Lee", "Anna Lee", None),
        ] {
            let parsed = ParsedSignature::parse(written).unwrap();
            assert_eq!((parsed.name.as_str(), parsed.date.as_deref()), (name, date), "{written}");
            assert!(parsed.text.is_none() && !parsed.is_broken, "{written}");
        }
        assert_eq!(ParsedSignature::parse("（2026-11-30 a1b2c3d4）"), None);
    }

    #[test]
    fn what_is_nearly_a_signature_is_told() {
        for written in [
            "张三（2026-11-30 a1b2c3）",
            "张三（2026-13-30 a1b2c3d4）",
            "张三（2026-11-30 a1b2c3d4 x）",
            "张三（a1b2c3d4）",
            "张三（2026-11-30 a1b2c3dg）",
            "张三（2026-11-30 a1b2c3d4",
        ] {
            let parsed = ParsedSignature::parse(written).unwrap();
            assert!(parsed.is_broken && parsed.text.is_none(), "{written}: {parsed:?}");
        }
    }

    #[test]
    fn commas_in_brackets_part_nothing() {
        let parts = split_outside_brackets("张三（2026-11-30，a1b2c3d4）、李四，王五");
        assert_eq!(parts, ["张三（2026-11-30，a1b2c3d4）", "李四", "王五"]);
    }
}
