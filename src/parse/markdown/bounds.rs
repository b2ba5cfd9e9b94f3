//! What a body is held to: how deep things lie in one another, how large its tables are, how many charts it has, how much
//! HTML it becomes.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Events, Html, Reader, chart};
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
    /// The table, from its beginning, and how many cells of it have begun.
    table: (Range<usize>, usize),
    /// Whether there was a chart too many.
    too_many_charts: bool,
}

/// How many rows a table may have that is as wide as it may be; a narrower one has more.
const FULL_ROWS: usize = 100;

/// The most bytes of HTML that any body may become, …
const HTML: usize = 4 * 1024 * 1024;
/// … and how many more for each byte of the body.
const HTML_PER_BYTE: usize = 4;

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
        if let Tag::Table(_) = tag {
            self.nesting.table = (range.clone(), 0);
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

    /// Whether the table that is open may have another cell. The first that it may not have is reported.
    pub(super) fn has_room_for_cell(&mut self) -> bool {
        let limit = self.rules.html.cells * FULL_ROWS;
        let (table, cells) = &mut self.nesting.table;
        *cells += 1;
        if *cells <= limit {
            return true;
        }

        let head = self.markdown[table.clone()].lines().next().unwrap_or_default();
        let span = Span::new(self.file, self.start + table.start, self.start + table.start + head.len());
        self.diagnostics.push(catalog::table_too_large(span, limit));
        false
    }

    /// Passes over the rest of a table, to its end.
    pub(super) fn leave_table(&mut self, events: &mut Events<'_>) {
        while events.peek(0).is_some_and(|event| *event != Event::End(TagEnd::Table)) {
            events.next();
        }
    }

    /// Whether the body may have another chart, which stands there. The first that it may not have is reported.
    pub(super) fn has_room_for_chart(&mut self, range: &Range<usize>) -> bool {
        let has_room = self.body.charts.len() < chart::MOST;
        if !has_room && !std::mem::replace(&mut self.nesting.too_many_charts, true) {
            let span = self.span(range);
            self.diagnostics.push(catalog::too_many_charts(span, chart::MOST));
        }
        has_room
    }

    /// The finished HTML of the body; nothing if it is far longer than the text that it comes of, which is reported.
    pub(super) fn hold_size(&mut self, html: Html) -> Html {
        let limit = HTML + HTML_PER_BYTE * self.markdown.len();
        if html.len() <= limit {
            return html;
        }

        let first = self.markdown.len() - self.markdown.trim_start().len();
        let span = self.span(&(first..self.markdown.len()));
        self.diagnostics.push(catalog::body_too_large(span, html.len(), limit));
        // They would make another large page.
        self.body.headings.clear();
        self.body.charts.clear();
        Html::default()
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
