//! Limits of a body: how deep things lie in one another, how large its tables are, how many charts it has, how much HTML
//! it becomes.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::nesting::OpenTable;
use super::reader::BodyReader;
use super::slots::Html;
use crate::diagnostic::catalog;
use crate::parse::chart;
use crate::parse::markdown::rewrite::Events;
use crate::source::Span;

/// How many rows a table may have that is as wide as it may be; a narrower one has more.
const MAX_FULL_ROWS: usize = 100;

/// The most bytes of HTML that any body may become, …
const MAX_HTML_BYTES: usize = 4 * 1024 * 1024;
/// … and how many more for each byte of the body.
const MAX_HTML_PER_SOURCE_BYTE: usize = 4;

/// Elements that hold nothing.
const VOID_ELEMENTS: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements that end where the next of their kind begins.
const ENDED_BY_NEXT: [&str; 8] = ["dd", "dt", "li", "option", "p", "td", "th", "tr"];

impl BodyReader<'_, '_> {
    /// Counts a block or mark of Markdown that opens.
    pub fn enter_tag(&mut self, tag: &Tag, range: &Range<usize>) {
        if let Tag::Table(columns) = tag {
            let limit = self.rules.html.cells;
            if columns.len() > limit {
                let span = self.first_line(range);
                self.diagnostics.push(catalog::table_too_wide(span, columns.len(), limit));
            }
            self.nesting.table = OpenTable { range: range.clone(), cells: 0 };
        }

        if may_nest(&tag.to_end()) {
            self.nesting.blocks += 1;
            self.check_depth(self.span(range));
        }
    }

    /// Returns the place of the first line of a block.
    fn first_line(&self, range: &Range<usize>) -> Span {
        let line = self.markdown[range.clone()].lines().next().unwrap_or_default();
        self.span(&(range.start..range.start + line.len()))
    }

    /// Counts a block or mark of Markdown that closes.
    pub fn leave_tag(&mut self, end: TagEnd) {
        if may_nest(&end) {
            self.nesting.blocks = self.nesting.blocks.saturating_sub(1);
        }
    }

    /// Returns whether the table that is open may have another cell, and counts it. The first one too many is reported.
    pub fn has_room_for_cell(&mut self) -> bool {
        let limit = self.rules.html.cells * MAX_FULL_ROWS;
        self.nesting.table.cells += 1;
        if self.nesting.table.cells <= limit {
            return true;
        }

        let span = self.first_line(&self.nesting.table.range);
        self.diagnostics.push(catalog::table_too_large(span, limit));
        false
    }

    /// Passes over the rest of a table, to its end.
    pub fn skip_table(&mut self, events: &mut Events<'_>) {
        while events.peek(0).is_some_and(|event| *event != Event::End(TagEnd::Table)) {
            events.next();
        }
    }

    /// Returns whether the body may have another chart. The first one too many is reported.
    pub fn has_room_for_chart(&mut self, range: &Range<usize>) -> bool {
        let has_room = self.body.charts.len() < chart::MAX_CHARTS;
        if !has_room && !std::mem::replace(&mut self.nesting.too_many_charts, true) {
            let span = self.span(range);
            self.diagnostics.push(catalog::too_many_charts(span, chart::MAX_CHARTS));
        }
        has_room
    }

    /// Returns the finished HTML of the body; nothing if it is far longer than its Markdown, which is reported.
    pub fn limit_size(&mut self, html: Html) -> Html {
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

    /// Counts an element of raw HTML that opens.
    pub fn open_element(&mut self, name: &str, span: Span) {
        let open = &mut self.nesting.elements;
        let ends_last = ENDED_BY_NEXT.contains(&name) && open.last().is_some_and(|last| last == name);
        // Beyond the limit nothing needs to be counted.
        if !VOID_ELEMENTS.contains(&name) && !ends_last && !self.nesting.too_deep {
            open.push(name.to_owned());
            self.check_depth(span);
        }
    }

    /// Counts an element of raw HTML that closes: the last of its name that is open, and no other.
    pub fn close_element(&mut self, name: &str) {
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

/// Returns whether other blocks may lie in a block, or other marks in a mark.
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
