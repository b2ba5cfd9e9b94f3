//! Where lines that a parser took out of a text stand in it: without the indentation of a list or of a YAML block.

use crate::diagnostic::fix::Edit;
use crate::diagnostic::{Diagnostic, Place};
use crate::source::Span;

/// Lines of an inner text, and where they stand in the outer one.
pub(super) struct LineMap {
    /// The first byte of each line in the inner and in the outer text.
    starts: Vec<(usize, usize)>,
    /// What is shown of a place that is not found.
    whole: Span,
}

/// Bytes behind a line within which the next one is looked for: indentation, and lines that say nothing. Without this
/// limit, lines that stand nowhere in the outer text would each be looked for in all of it.
const SEARCH_WINDOW: usize = 1024;

impl LineMap {
    /// Finds the lines of `inner` in `outer`, one behind the other, within `whole`. The time grows with the length of
    /// the texts.
    pub fn locate_lines(inner: &str, outer: &str, whole: Span) -> Self {
        let mut starts = Vec::new();
        let mut at = 0;
        let mut cursor = whole.start as usize;
        // What stands before the first line may be long: a title.
        let mut reach = usize::MAX;
        let end = (whole.end as usize).min(outer.len());
        for line in inner.split_inclusive('\n') {
            let content = line.trim();
            let indent = line.len() - line.trim_start().len();
            let window = outer.floor_char_boundary(cursor.saturating_add(reach).saturating_add(content.len()).min(end));
            let found = outer.get(cursor..window).filter(|_| !content.is_empty()).and_then(|rest| rest.find(content));
            if let Some(found) = found {
                starts.push((at + indent, cursor + found));
                cursor += found + content.len();
            }
            if !content.is_empty() {
                reach = SEARCH_WINDOW;
            }
            at += line.len();
        }
        Self { starts, whole }
    }

    fn outer_offset(&self, at: usize) -> Option<usize> {
        let behind = self.starts.partition_point(|(inner, _)| *inner <= at);
        let (inner, outer) = self.starts.get(behind.checked_sub(1)?)?;
        Some(outer + (at - inner))
    }

    /// A span of the inner text in the outer one.
    pub fn outer_span(&self, span: Span) -> Span {
        match (self.outer_offset(span.start as usize), self.outer_offset(span.end as usize)) {
            (Some(start), Some(end)) => Span::new(self.whole.file, start, end),
            (None, Some(end)) => Span::new(self.whole.file, self.starts[0].1, end),
            _ => self.whole,
        }
    }

    /// Moves an edit of the inner text to the outer one; returns whether it lies in one line, so that it means the same there.
    fn relocate_edit(&self, edit: &mut Edit) -> bool {
        let inner = edit.span;
        if inner.file != self.whole.file {
            return true;
        }
        edit.span = self.outer_span(inner);
        edit.span.end - edit.span.start == inner.end - inner.start
    }

    /// A mistake of the inner text, shown in the outer one. Those in other files stay where they are.
    pub fn relocate_diagnostic(&self, mut mistake: Diagnostic) -> Diagnostic {
        let move_to = |place: &mut Place| {
            if let Place::At(span) = place
                && span.file == self.whole.file
            {
                *place = Place::At(self.outer_span(*span));
            }
        };
        move_to(&mut mistake.place);
        mistake.related.iter_mut().for_each(|related| move_to(&mut related.place));
        mistake.fixes.retain_mut(|fix| fix.edits.iter_mut().all(|edit| self.relocate_edit(edit)));
        mistake
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn lines_are_found_behind_their_indentation() {
        let outer = "- 甲\n  ```chart\n  年份,数\n  2016,1\n  2016,x\n  ```\n";
        let inner = "年份,数\n2016,1\n2016,x\n";
        let whole = Span::new(FileId(0), 0, outer.len());
        let at = inner.rfind('x').unwrap();
        let placed = LineMap::locate_lines(inner, outer, whole).outer_span(Span::new(FileId(0), at, at + 1));
        assert_eq!(&outer[placed.start as usize..placed.end as usize], "x");
    }

    #[test]
    fn lines_behind_one_that_is_not_there_are_found() {
        let title = "题".repeat(SEARCH_WINDOW);
        let outer = format!("```chart {title}\n\n  年份,数\n  2017,2\n  2018,y\n```\n");
        let inner = "年份,数\n2016,1\n2017,2\n2018,y\n";
        let whole = Span::new(FileId(0), 0, outer.len());
        let at = inner.rfind('y').unwrap();
        let placed = LineMap::locate_lines(inner, &outer, whole).outer_span(Span::new(FileId(0), at, at + 1));
        assert_eq!(&outer[placed.start as usize..placed.end as usize], "y");
    }
}
