//! Fixes of mistakes as data: edits of source texts, and how these are applied.

use std::error::Error;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Diagnostic;
use crate::source::{Sources, Span};

/// The replacement of a stretch of a source text. An empty span inserts, an empty replacement deletes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The stretch that is replaced.
    pub span: Span,
    /// The text that takes its place.
    pub replacement: String,
}

/// Whether a fix needs a human eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FixSafety {
    /// It can only be meant: a program may apply it.
    Safe,
    /// It is probably meant, and changes what the text says: somebody has to confirm it.
    NeedsConfirmation,
}

/// A way to mend a mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Whether it may be applied without asking.
    pub safety: FixSafety,
    /// All edits that belong together; they do not overlap.
    pub edits: Vec<Edit>,
    /// The text that the only edit replaces, where its span may be wider than that; see [`settle_fixes`].
    pub written: Option<String>,
}

impl Fix {
    /// Makes a fix of one edit that a program may apply.
    pub fn safe(span: Span, replacement: impl Into<String>) -> Self {
        Self::safe_edits(vec![Edit { span, replacement: replacement.into() }])
    }

    /// Makes a fix of several edits that belong together, which a program may apply.
    pub fn safe_edits(edits: Vec<Edit>) -> Self {
        Self { safety: FixSafety::Safe, edits, written: None }
    }

    /// The same for a text that stands within the span of its only edit, such as the target of a link within the whole link.
    /// Where that does not stand there letter by letter, the message has no fix.
    pub fn of_text(self, written: impl Into<String>) -> Self {
        Self { written: Some(written.into()), ..self }
    }

    /// The same, to be confirmed where it is not certain.
    pub fn safe_if(self, is_certain: bool) -> Self {
        let safety = if is_certain { self.safety } else { FixSafety::NeedsConfirmation };
        Self { safety, ..self }
    }

    /// Returns whether a program may apply it.
    pub fn is_safe(&self) -> bool {
        self.safety == FixSafety::Safe
    }

    /// Makes a fix of one edit that somebody has to confirm.
    pub fn to_confirm(span: Span, replacement: impl Into<String>) -> Self {
        Self::edits_to_confirm(vec![Edit { span, replacement: replacement.into() }])
    }

    /// Makes a fix of several edits that belong together, which somebody has to confirm.
    pub fn edits_to_confirm(edits: Vec<Edit>) -> Self {
        Self { safety: FixSafety::NeedsConfirmation, edits, written: None }
    }
}

/// Narrows the edits that replace a [text within their span](Fix::of_text), and takes out fixes that do not fit their text.
pub fn settle_fixes(diagnostics: &mut [Diagnostic], sources: &Sources) {
    for d in diagnostics.iter_mut().filter(|d| !d.fixes.is_empty()) {
        d.fixes.retain_mut(|fix| {
            let Some(written) = fix.written.take() else { return true };
            let [edit] = &mut fix.edits[..] else { return false };
            let narrowed = find_written(&sources.text(edit.span.file).text, edit.span, &written);
            edit.span = narrowed.unwrap_or(edit.span);
            narrowed.is_some()
        });
    }
}

/// Finds a text within a span: where it stands once, or else where it is the target of a link.
fn find_written(text: &str, span: Span, written: &str) -> Option<Span> {
    let within = text.get(span.start as usize..span.end as usize)?;
    let mut found = within.match_indices(written).map(|(at, _)| at);
    let first = found.next().filter(|_| !written.is_empty())?;

    let at = match found.last() {
        None => first,
        Some(last) => Some(last).filter(|last| within[..*last].ends_with(['(', '<']))?,
    };
    let start = span.start as usize + at;
    Some(Span::new(span.file, start, start + written.len()))
}

/// Why edits cannot be applied to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// An edit does not lie in the text, or ends within a character.
    OutOfText(Edit),
    /// Two edits change the same stretch, or insert at the same place.
    Overlap(Edit, Edit),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfText(edit) => write!(f, "{}..{} is no stretch of the text", edit.span.start, edit.span.end),
            Self::Overlap(first, second) => write!(
                f,
                "the edits of {}..{} and {}..{} overlap",
                first.span.start, first.span.end, second.span.start, second.span.end
            ),
        }
    }
}

impl Error for EditError {}

/// Applies edits of one text, in any order. Of equal edits one is applied.
///
/// # Errors
/// An edit outside of the text, or two that overlap; then nothing is applied.
pub fn apply_edits(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by(|a, b| (a.span, &a.replacement).cmp(&(b.span, &b.replacement)));
    sorted.dedup();

    if let Some([first, second]) = sorted.array_windows().find(|[first, second]| overlap(first, second)) {
        return Err(EditError::Overlap((*first).clone(), (*second).clone()));
    }

    let mut edited = String::with_capacity(text.len());
    let mut end = 0;
    for edit in sorted {
        let start = edit.span.start as usize;
        let kept = text.get(end..start).filter(|_| text.get(start..edit.span.end as usize).is_some());
        edited.push_str(kept.ok_or_else(|| EditError::OutOfText(edit.clone()))?);
        edited.push_str(&edit.replacement);
        end = edit.span.end as usize;
    }
    edited.push_str(&text[end..]);
    Ok(edited)
}

/// Returns whether two edits, in the order of their starts, cannot both be applied. Those that only touch can.
fn overlap(first: &Edit, second: &Edit) -> bool {
    second.span.start < first.span.end || second.span.start == first.span.start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn edit(start: usize, end: usize, replacement: &str) -> Edit {
        Edit { span: Span::new(FileId(0), start, end), replacement: replacement.to_owned() }
    }

    #[test]
    fn edits_replace_insert_and_delete_in_any_order() {
        let text = "标题：签约,现场 ";
        let colon = text.find('：').unwrap();
        let comma = text.find(',').unwrap();
        let edits = [
            edit(text.len() - 1, text.len(), ""),
            edit(comma, comma + 1, "，"),
            edit(colon, colon + '：'.len_utf8(), ": "),
            edit(0, 0, "# "),
        ];
        assert_eq!(apply_edits(text, &edits).unwrap(), "# 标题: 签约，现场");
        assert_eq!(apply_edits(text, &[]).unwrap(), text);
    }

    #[test]
    fn edits_that_touch_are_applied_and_equal_ones_once() {
        let edits = [edit(1, 2, "B"), edit(2, 3, "C"), edit(1, 2, "B")];
        assert_eq!(apply_edits("abcd", &edits).unwrap(), "aBCd");
    }

    #[test]
    fn overlapping_edits_are_refused_whatever_their_order() {
        let long = edit(1, 3, "x");
        let within = edit(2, 3, "y");
        for edits in [[long.clone(), within.clone()], [within.clone(), long.clone()]] {
            assert_eq!(apply_edits("abcd", &edits), Err(EditError::Overlap(long.clone(), within.clone())));
        }

        let two_texts_at_one_place = [edit(2, 2, "x"), edit(2, 2, "y")];
        assert!(matches!(apply_edits("abcd", &two_texts_at_one_place), Err(EditError::Overlap(..))));
        let insertion_before_a_replacement = [edit(2, 2, "x"), edit(2, 3, "y")];
        assert!(matches!(apply_edits("abcd", &insertion_before_a_replacement), Err(EditError::Overlap(..))));
    }

    #[test]
    fn a_text_is_found_within_a_wider_span() {
        let text = "见[b.md](b.md)和“名”";
        let find = |written| find_written(text, Span::new(FileId(0), 0, text.len()), written);
        assert_eq!(find("b.md").map(|span| span.start as usize), text.rfind("b.md"), "the target of the link");
        assert_eq!(find("名").map(|span| span.start as usize), text.find('名'));
        assert_eq!((find("]"), find("c.md"), find("")), (Some(Span::new(FileId(0), 8, 9)), None, None));
        let twice = "甲甲";
        assert_eq!(find_written(twice, Span::new(FileId(0), 0, twice.len()), "甲"), None);
    }

    #[test]
    fn edits_outside_of_the_text_are_refused() {
        let within_a_character = edit(1, 3, "x");
        assert_eq!(
            apply_edits("标题", std::slice::from_ref(&within_a_character)),
            Err(EditError::OutOfText(within_a_character))
        );
        let behind_the_end = edit(3, 9, "x");
        let error = apply_edits("标题", &[behind_the_end]).unwrap_err();
        assert_eq!(error.to_string(), "3..9 is no stretch of the text");
    }
}
