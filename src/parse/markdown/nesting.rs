//! Blocks, marks and elements that are open while a body is read.

use std::ops::Range;

/// Everything that is open.
#[derive(Default)]
pub(super) struct Nesting {
    /// The number of open blocks and marks of Markdown.
    pub blocks: usize,
    /// The names of open elements of raw HTML.
    pub elements: Vec<String>,
    /// Whether the limit has been exceeded once.
    pub too_deep: bool,
    /// The last table.
    pub table: OpenTable,
    /// Whether there was a chart too many.
    pub too_many_charts: bool,
}

/// A table that is being read.
#[derive(Default)]
pub(super) struct OpenTable {
    /// Its bytes in the Markdown.
    pub range: Range<usize>,
    /// How many of its cells have begun.
    pub cells: usize,
}
