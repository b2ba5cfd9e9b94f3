//! What a body is held to: how deep things lie in one another, how large its tables are, how many charts it has, how much
//! MAX_HTML_BYTES it becomes.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{BodyReader, Events, Html, chart};
use crate::diagnostic::catalog;
use crate::source::Span;

/// What is open where the reader is.
#[derive(Default)]
pub(super) struct Nesting {
    /// How many blocks and marks of Markdown.
    blocks: usize,
    /// Elements of raw MAX_HTML_BYTES, by their names.
    elements: Vec<String>,
    /// Whether it once was deeper than it may be.
    pub too_deep: bool,
    /// The table, from its beginning, and how many cells of it have begun.
    table: (Range<usize>, usize),
    /// Whether there was a chart too many.
    too_many_charts: bool,
}

/// How many rows a table may have that is as wide as it may be; a narrower one has more.
const MAX_FULL_ROWS: usize = 100;

/// The most bytes of MAX_HTML_BYTES that any body may become, …
const MAX_HTML_BYTES: usize = 4 * 1024 * 1024;
/// … and how many more for each byte of the body.
const MAX_HTML_PER_SOURCE_BYTE: usize = 4;

/// Elements that hold nothing.
const VOID_ELEMENTS: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements that end where the next of their kind begins.
const ENDED_BY_NEXT: [&str; 8] = ["dd", "dt", "li", "option", "p", "td", "th", "tr"];

impl BodyReader<'_, '_> {
    /// A block or mark of Markdown opens.
    pub(super) fn enter_tag(&mut self, tag: &Tag, range: &Range<usize>) {
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
        if may_nest(&tag.to_end()) {
            self.nesting.blocks += 1;
            self.check_depth(self.span(range));
        }
    }

    /// A block or mark of Markdown closes.
    pub(super) fn leave_tag(&mut self, end: TagEnd) {
        if may_nest(&end) {
            self.nesting.blocks = self.nesting.blocks.saturating_sub(1);
        }
    }

    /// Whether the table that is open may have another cell. The first that it may not have is reported.
    pub(super) fn has_room_for_cell(&mut self) -> bool {
        let limit = self.rules.html.cells * MAX_FULL_ROWS;
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
    pub(super) fn skip_table(&mut self, events: &mut Events<'_>) {
        while events.peek(0).is_some_and(|event| *event != Event::End(TagEnd::Table)) {
            events.next();
        }
    }

    /// Whether the body may have another chart, which stands there. The first that it may not have is reported.
    pub(super) fn has_room_for_chart(&mut self, range: &Range<usize>) -> bool {
        let has_room = self.body.charts.len() < chart::MAX_CHARTS;
        if !has_room && !std::mem::replace(&mut self.nesting.too_many_charts, true) {
            let span = self.span(range);
            self.diagnostics.push(catalog::too_many_charts(span, chart::MAX_CHARTS));
        }
        has_room
    }

    /// The finished MAX_HTML_BYTES of the body; nothing if it is far longer than the text that it comes of, which is reported.
    pub(super) fn limit_size(&mut self, html: Html) -> Html {
        let limit = MAX_HTML_BYTES + MAX_HTML_PER_SOURCE_BYTE * self.markdown.len();
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

    /// An element of raw MAX_HTML_BYTES opens.
    pub(super) fn open_element(&mut self, name: &str, span: Span) {
        let open = &mut self.nesting.elements;
        let ends_last = ENDED_BY_NEXT.contains(&name) && open.last().is_some_and(|last| last == name);
        // Once it is too deep nobody asks how deep.
        if !VOID_ELEMENTS.contains(&name) && !ends_last && !self.nesting.too_deep {
            open.push(name.to_owned());
            self.check_depth(span);
        }
    }

    /// An element of raw MAX_HTML_BYTES closes: the last of its name that is open, and no other.
    pub(super) fn close_element(&mut self, name: &str) {
        let open = &mut self.nesting.elements;
        if let Some(at) = open.iter().rposition(|other| other == name) {
            open.remove(at);
        }
    }

    /// Reports the first place that lies too deep.
    fn check_depth(&mut self, span: Span) {
        let depth = self.nesting.blocks + self.nesting.elements.len();
        if depth > self.rules.html.depth && !self.nesting.too_deep {
            self.nesting.too_deep = true;
            self.diagnostics.push(catalog::too_deep(span, self.rules.html.depth));
        }
    }
}

/// Whether more of its kind may lie in a block or mark.
fn may_nest(end: &TagEnd) -> bool {
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
