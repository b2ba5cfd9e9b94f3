//! What a body is held to: how deep things lie in one another, how wide its tables are.

use std::ops::Range;

use pulldown_cmark::{Tag, TagEnd};

use super::Reader;
use crate::diagnostic::catalog;
use crate::source::Span;

/// What is open where the reader is.
#[derive(Default)]
pub(super) struct Nesting {
    /// How many blocks and marks of Markdown.
    blocks: usize,
    /// Elements of raw HTML, by their names.
    elements: Vec<String>,
    /// Whether it once was deeper than it may be.
    pub too_deep: bool,
}

/// Elements that hold nothing.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements that end where the next of their kind begins.
const ENDED_BY_NEXT: [&str; 8] = ["dd", "dt", "li", "option", "p", "td", "th", "tr"];

impl Reader<'_, '_> {
    /// A block or mark of Markdown opens.
    pub(super) fn open(&mut self, tag: &Tag, range: &Range<usize>) {
        if let Tag::Table(columns) = tag
            && columns.len() > self.rules.html.cells
        {
            let head = self.markdown[range.clone()].lines().next().unwrap_or_default();
            let span = self.span(&(range.start..range.start + head.len()));
            self.diagnostics.push(catalog::table_too_wide(span, columns.len(), self.rules.html.cells));
        }
        if nests(&tag.to_end()) {
            self.nesting.blocks += 1;
            self.hold(self.span(range));
        }
    }

    /// A block or mark of Markdown closes.
    pub(super) fn close(&mut self, end: TagEnd) {
        if nests(&end) {
            self.nesting.blocks = self.nesting.blocks.saturating_sub(1);
        }
    }

    /// An element of raw HTML opens.
    pub(super) fn open_element(&mut self, name: &str, span: Span) {
        let open = &mut self.nesting.elements;
        let ends_last = ENDED_BY_NEXT.contains(&name) && open.last().is_some_and(|last| last == name);
        // Once it is too deep nobody asks how deep.
        if !VOID.contains(&name) && !ends_last && !self.nesting.too_deep {
            open.push(name.to_owned());
            self.hold(span);
        }
    }

    /// An element of raw HTML closes: the last of its name that is open, and no other.
    pub(super) fn close_element(&mut self, name: &str) {
        let open = &mut self.nesting.elements;
        if let Some(at) = open.iter().rposition(|other| other == name) {
            open.remove(at);
        }
    }

    /// Reports the first place that lies too deep.
    fn hold(&mut self, span: Span) {
        let depth = self.nesting.blocks + self.nesting.elements.len();
        if depth > self.rules.html.depth && !self.nesting.too_deep {
            self.nesting.too_deep = true;
            self.diagnostics.push(catalog::too_deep(span, self.rules.html.depth));
        }
    }
}

/// Whether more of its kind may lie in a block or mark.
fn nests(end: &TagEnd) -> bool {
    matches!(
        end,
        TagEnd::BlockQuote(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListDefinition
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
    )
}
