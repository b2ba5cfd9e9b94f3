//! Tables: `|` in code is text, a sentence below a table is none of its rows, and rows with more or fewer cells than the
//! table has columns are reported. GFM leaves out cells that are too many, and nobody is told.

use std::ops::Range;

use super::code_spans::{find_code_spans, is_in_code};
use super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};
use crate::diagnostic::fix::{Edit, Fix};
use crate::diagnostic::{add, catalog};

/// Returns whether a source may hold a table.
pub(super) fn may_apply(source: &str) -> bool {
    memchr::memchr(b'|', source.as_bytes()).is_some()
}

/// Looks through all tables of a source.
pub(super) fn rewrite_tables(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    let mut n = 0;
    while n < lines.len() {
        let mut length = lines[n..].iter().take_while(|line| line.kind == LineKind::Table).count();
        if length > 0 {
            // Right below a table no line is code.
            length += lines[n + length..].iter().take_while(|line| line.kind == LineKind::IndentedCode).count();
        }
        if let [head, dashes, rows @ ..] = &lines[n..n + length] {
            let table = Table { input, head, dashes, columns: row_cells(input.lines.content(dashes)).cells.len() };
            table.check_rows(rows, output);
        }
        n += length.max(1);
    }
}

/// A table of a source.
struct Table<'r, 's> {
    input: &'r RuleInput<'s>,
    head: &'r SourceLine,
    dashes: &'r SourceLine,
    columns: usize,
}

impl Table<'_, '_> {
    fn check_rows(&self, rows: &[SourceLine], output: &mut RuleOutput) {
        // Otherwise it is none, and printed as it is written.
        if row_cells(self.input.lines.content(self.head)).cells.len() != self.columns {
            return;
        }

        let last_with_pipe = rows.iter().rposition(|line| self.input.lines.content(line).contains('|'));
        for (n, line) in rows.iter().enumerate() {
            let row = row_cells(self.input.lines.content(line));
            if row.has_pipe {
                self.check_row(line, &row, output);
            } else if last_with_pipe.is_none_or(|last| last < n) && self.is_text(line) {
                self.detach_text(line, output);
                return;
            } else if self.columns > 1 {
                self.report_missing(line, &row, output);
            }
        }
    }

    /// Checks the number of cells of a row.
    fn check_row(&self, line: &SourceLine, row: &Row, output: &mut RuleOutput) {
        if row.cells.len() < self.columns {
            return self.report_missing(line, row, output);
        }
        if row.cells.len() == self.columns {
            return;
        }

        let content = self.input.lines.content(line);
        let whole_code = row_cells_with_code(content);
        if !row.pipes_in_code.is_empty() && whole_code.len() <= self.columns {
            let escapes = row.pipes_in_code.iter().map(|at| SourceEdit::insertion(line.content_start + at, "\\"));
            output.edits.extend(escapes);
            return;
        }
        self.report_surplus(line, row, output);
    }

    fn report_surplus(&self, line: &SourceLine, row: &Row, output: &mut RuleOutput) {
        let content = self.input.lines.content(line);
        let surplus = &row.cells[self.columns..];
        let words: Vec<&str> =
            surplus.iter().map(|cell| content[cell.clone()].trim()).filter(|cell| !cell.is_empty()).collect();
        let (Some(first), Some(last)) = (surplus.first(), surplus.last()) else { return };
        if words.is_empty() {
            return;
        }

        let start = line.content_start;
        let span = self.input.span(&(start + first.start..start + last.end));
        let fix = self.widen(surplus.len());
        let mistake = catalog::surplus_cells(span, row.cells.len(), self.columns, &words.join(" | "), fix);
        add(&mut output.diagnostics, mistake);
    }

    /// Returns the fix that gives a table more columns; none for one whose lines do not end with `|`.
    fn widen(&self, count: usize) -> Option<Fix> {
        let ends = [(self.head, " |"), (self.dashes, "---|")];
        let mut edits = Vec::new();
        for (line, cell) in ends {
            let content = self.input.lines.content(line).trim_end();
            if !content.ends_with('|') {
                return None;
            }
            let end = line.content_start + content.len();
            edits.push(Edit { span: self.input.span(&(end..end)), replacement: cell.repeat(count) });
        }
        Some(Fix::edits_to_confirm(edits))
    }

    /// Reports a row that is too short. One with a single cell divides a wide table, as a heading does.
    fn report_missing(&self, line: &SourceLine, row: &Row, output: &mut RuleOutput) {
        if row.cells.len() == 1 && self.columns > 2 {
            return;
        }

        let content = self.input.lines.content(line).trim_end();
        let missing = self.columns - row.cells.len();
        let bars = if content.ends_with('|') { missing } else { missing + 1 };
        let end = line.content_start + content.len();
        let fix = Fix::to_confirm(self.input.span(&(end..end)), " |".repeat(bars));

        let span = self.input.span(&(line.content_start..end));
        add(&mut output.diagnostics, catalog::missing_cells(span, row.cells.len(), self.columns, fix));
    }

    /// Returns whether a line without `|`, below which none has one, is text: the table's own lines begin with `|`, or the line
    /// is a sentence.
    fn is_text(&self, line: &SourceLine) -> bool {
        let is_bordered = self.input.lines.content(self.head).starts_with('|');
        let content = self.input.lines.content(line).trim_end();
        is_bordered || content.ends_with(['。', '！', '？', '；', '：', '”', '）'])
    }

    /// Makes a paragraph of the lines behind a table.
    fn detach_text(&self, line: &SourceLine, output: &mut RuleOutput) {
        let prefix = &self.input.source[line.range.start..line.container_end];
        let blank_line = format!("{}\n", prefix.trim_end());
        output.edits.push(SourceEdit::insertion(line.range.start, blank_line.clone()));
        if line.indent >= 4 {
            output.edits.push(SourceEdit::deletion(line.container_end..line.content_start));
        }

        let start = line.range.start;
        let fix = Fix::safe(self.input.span(&(start..start)), blank_line);
        let span = self.input.span(&(line.content_start..line.range.end));
        add(&mut output.diagnostics, catalog::text_behind_table(span, fix));
    }
}

/// A row of a table.
struct Row {
    /// The stretches of its cells.
    cells: Vec<Range<usize>>,
    /// Whether a `|` divides it.
    has_pipe: bool,
    /// The places of those `|` that stand in code.
    pipes_in_code: Vec<usize>,
}

/// Divides a row as GFM does: every `|` that is not escaped ends a cell, also in code.
fn row_cells(content: &str) -> Row {
    let pipes = dividing_pipes(content);
    let has_pipe = !pipes.is_empty();
    let code = if has_pipe { find_code_spans(content) } else { Vec::new() };
    let pipes_in_code = pipes.iter().copied().filter(|at| is_in_code(&code, *at)).collect();
    Row { cells: cells_between(content, &pipes), has_pipe, pipes_in_code }
}

/// Divides a row only at `|` outside of code.
fn row_cells_with_code(content: &str) -> Vec<Range<usize>> {
    let code = find_code_spans(content);
    let mut pipes = dividing_pipes(content);
    pipes.retain(|at| !is_in_code(&code, *at));
    cells_between(content, &pipes)
}

/// Returns the places of the `|` that no backslash escapes.
fn dividing_pipes(content: &str) -> Vec<usize> {
    let bytes = content.as_bytes();
    let is_escaped = |at: usize| at > 0 && bytes[at - 1] == b'\\';
    memchr::memchr_iter(b'|', bytes).filter(|at| !is_escaped(*at)).collect()
}

/// Returns the stretches between `|`, without those outside of the first and the last one if these are at the ends.
fn cells_between(content: &str, pipes: &[usize]) -> Vec<Range<usize>> {
    let mut cells = Vec::with_capacity(pipes.len() + 1);
    let mut start = 0;
    for at in pipes.iter().copied().chain([content.len()]) {
        cells.push(start..at);
        start = at + 1;
    }

    let is_blank = |cell: &Range<usize>| content[cell.clone()].trim().is_empty();
    if cells.len() > 1 && cells.last().is_some_and(is_blank) {
        cells.pop();
    }
    if cells.len() > 1 && cells.first().is_some_and(is_blank) && content.trim_start().starts_with('|') {
        cells.remove(0);
    }
    cells
}
