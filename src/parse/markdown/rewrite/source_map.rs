//! The edits of a text, applied in one pass, and the way back from the edited text to the source.

use std::borrow::Cow;
use std::ops::Range;

/// The replacement of a stretch of the source. An empty range inserts, an empty replacement deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceEdit {
    /// The bytes that are replaced.
    pub range: Range<usize>,
    /// The text that takes their place.
    pub replacement: Cow<'static, str>,
}

impl SourceEdit {
    /// Makes an edit that inserts a text at a place.
    pub fn insertion(at: usize, text: impl Into<Cow<'static, str>>) -> Self {
        Self { range: at..at, replacement: text.into() }
    }

    /// Makes an edit that replaces a stretch.
    pub fn replacement(range: Range<usize>, text: impl Into<Cow<'static, str>>) -> Self {
        Self { range, replacement: text.into() }
    }

    /// Makes an edit that deletes a stretch.
    pub fn deletion(range: Range<usize>) -> Self {
        Self { range, replacement: Cow::Borrowed("") }
    }
}

/// The edited stretches in the order of the text. What lies between them is the same in both texts.
#[derive(Debug, Default)]
pub(super) struct SourceMap {
    stretches: Vec<EditedStretch>,
}

/// A stretch of the edited text and the stretch of the source that it replaces.
#[derive(Debug)]
struct EditedStretch {
    edited: Range<usize>,
    source: Range<usize>,
}

impl SourceMap {
    /// Returns the range of the source from which a range of the edited text comes. A range that begins or ends within a
    /// replacement has all of what was replaced; deleted text at either end is left out.
    pub fn to_source(&self, edited: &Range<usize>) -> Range<usize> {
        let before_start = self.stretches.partition_point(|stretch| stretch.edited.start <= edited.start);
        let start = match before_start.checked_sub(1).and_then(|n| self.stretches.get(n)) {
            Some(stretch) if edited.start < stretch.edited.end => stretch.source.start,
            Some(stretch) => stretch.source.end + (edited.start - stretch.edited.end),
            None => edited.start,
        };

        // Most ranges end before the next edit.
        let ends_later = self.stretches.get(before_start).is_some_and(|next| next.edited.start < edited.end);
        let before_end = if ends_later || edited.is_empty() {
            self.stretches.partition_point(|stretch| stretch.edited.start < edited.end)
        } else {
            before_start
        };
        let end = match before_end.checked_sub(1).and_then(|n| self.stretches.get(n)) {
            Some(stretch) if edited.end <= stretch.edited.end => stretch.source.end,
            Some(stretch) => stretch.source.end + (edited.end - stretch.edited.end),
            None => edited.end,
        };
        start..end.max(start)
    }

    /// Returns whether an edit lies in a range of the edited text or at most so many bytes behind it.
    pub fn has_edit_near(&self, edited: &Range<usize>, slack: usize) -> bool {
        let n = self.stretches.partition_point(|stretch| stretch.edited.end < edited.start);
        self.stretches.get(n).is_some_and(|stretch| stretch.edited.start < edited.end + slack)
    }
}

/// A text that is being edited from its beginning to its end. It is copied only if there is an edit.
pub(super) struct TextEditor<'s> {
    source: &'s str,
    edited: Option<String>,
    copied: usize,
    map: SourceMap,
}

impl<'s> TextEditor<'s> {
    /// Starts to edit a text.
    pub fn new(source: &'s str) -> Self {
        Self { source, edited: None, copied: 0, map: SourceMap::default() }
    }

    /// Replaces a stretch, which has to stand behind those that were replaced before.
    pub fn replace(&mut self, range: Range<usize>, replacement: &str) {
        debug_assert!(self.copied <= range.start, "edits come in the order of the text");
        let room = self.source.len() + self.source.len() / 8;
        let edited = self.edited.get_or_insert_with(|| String::with_capacity(room));

        edited.push_str(&self.source[self.copied..range.start]);
        let start = edited.len();
        edited.push_str(replacement);
        self.copied = range.end;
        self.map.stretches.push(EditedStretch { edited: start..edited.len(), source: range });
    }

    /// Returns the edited text.
    pub fn finish(mut self) -> EditedText {
        if let Some(edited) = &mut self.edited {
            edited.push_str(&self.source[self.copied..]);
        }
        EditedText { text: self.edited, map: self.map }
    }
}

/// The outcome of editing a text.
#[derive(Debug, Default)]
pub(super) struct EditedText {
    /// `None` if there was nothing to edit.
    pub text: Option<String>,
    /// The way back to the source.
    pub map: SourceMap,
}

/// Applies edits to a text, in any order. Of edits that overlap, or insert at the same place, the one that comes first in
/// the list is applied.
pub(super) fn apply_edits(source: &str, mut edits: Vec<SourceEdit>) -> EditedText {
    // Stable: edits of one place keep the order of their rules.
    edits.sort_by_key(|edit| edit.range.start);
    let mut editor = TextEditor::new(source);
    let mut last: Option<Range<usize>> = None;

    for edit in edits {
        let collides = last
            .as_ref()
            .is_some_and(|last| edit.range.start < last.end || (edit.range.start == last.start && last == &edit.range));
        if !collides {
            editor.replace(edit.range.clone(), &edit.replacement);
            last = Some(edit.range);
        }
    }
    editor.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_through_insertions_deletions_and_replacements() {
        let source = "甲　乙＊丙";
        let edits = vec![
            SourceEdit::replacement(9..12, "*"),
            SourceEdit::deletion(3..6),
            SourceEdit::insertion(15, "\n"),
            SourceEdit::insertion(0, "**"),
        ];
        let edited = apply_edits(source, edits);
        let text = edited.text.unwrap();
        assert_eq!(text, "**甲乙*丙\n");

        for (part, place) in
            [("甲", 0..3), ("乙", 6..9), ("*丙", 9..15), ("丙", 12..15), ("甲乙", 0..9), ("\n", 15..15)]
        {
            let at = text.rfind(part).unwrap();
            assert_eq!(edited.map.to_source(&(at..at + part.len())), place, "{part}");
        }
        assert_eq!(edited.map.to_source(&(0..text.len())), 0..15);
    }

    #[test]
    fn the_first_of_two_edits_that_collide_is_applied() {
        let edits = vec![
            SourceEdit::replacement(1..3, "x"),
            SourceEdit::replacement(2..4, "y"),
            SourceEdit::insertion(5, "1"),
            SourceEdit::insertion(5, "2"),
        ];
        assert_eq!(apply_edits("abcdef", edits).text.unwrap(), "axde1f");
    }

    #[test]
    fn a_text_without_edits_is_not_copied() {
        assert_eq!(apply_edits("甲", Vec::new()).text, None);
    }
}
