//! Where lines that a parser took out of a text stand in it: without the indentation of a list or of a YAML block.

use crate::diagnostic::{Diagnostic, Place};
use crate::source::Span;

/// Lines of an inner text, and where they stand in the outer one.
pub(super) struct Lines {
    /// The first byte of each line in the inner and in the outer text.
    starts: Vec<(usize, usize)>,
    /// What is shown of a place that is not found.
    whole: Span,
}

impl Lines {
    /// Finds the lines of `inner` in `outer`, one behind the other, within `whole`.
    pub fn of(inner: &str, outer: &str, whole: Span) -> Self {
        let mut starts = Vec::new();
        let (mut at, mut cursor) = (0, whole.start as usize);
        let end = (whole.end as usize).min(outer.len());
        for line in inner.split_inclusive('\n') {
            let content = line.trim();
            let indent = line.len() - line.trim_start().len();
            let found = outer.get(cursor..end).filter(|_| !content.is_empty()).and_then(|rest| rest.find(content));
            if let Some(found) = found {
                starts.push((at + indent, cursor + found));
                cursor += found + content.len();
            }
            at += line.len();
        }
        Self { starts, whole }
    }

    fn place(&self, at: usize) -> Option<usize> {
        let line = self.starts.iter().rev().find(|(inner, _)| *inner <= at);
        line.map(|(inner, outer)| outer + (at - inner))
    }

    /// A span of the inner text in the outer one.
    pub fn span(&self, span: Span) -> Span {
        match (self.place(span.start as usize), self.place(span.end as usize)) {
            (Some(start), Some(end)) => Span::new(self.whole.file, start, end),
            (None, Some(end)) => Span::new(self.whole.file, self.starts[0].1, end),
            _ => self.whole,
        }
    }

    /// A mistake of the inner text, shown in the outer one. Those in other files stay where they are.
    pub fn placed(&self, mut mistake: Diagnostic) -> Diagnostic {
        let move_to = |place: &mut Place| {
            if let Place::At(span) = place
                && span.file == self.whole.file
            {
                *place = Place::At(self.span(*span));
            }
        };
        move_to(&mut mistake.place);
        mistake.related.iter_mut().for_each(|(place, _)| move_to(place));
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
        let placed = Lines::of(inner, outer, whole).span(Span::new(FileId(0), at, at + 1));
        assert_eq!(&outer[placed.start as usize..placed.end as usize], "x");
    }
}
