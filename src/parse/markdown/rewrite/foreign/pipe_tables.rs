//! Tables that are none for the parser: full-width bars, a delimiter row of dashes, none at all, one that is too short,
//! blank lines between rows.

use std::ops::Range;

use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{add, catalog};

/// The most columns of a table that is recognised by its rows alone.
const MAX_COLUMNS: usize = 40;

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, "|") || super::holds(source, "｜")
}

/// Makes tables of rows that can be nothing else; reports rows that are probably one.
pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let rows = find_rows(input);
    let mut n = 0;
    while n < rows.len() {
        let count = rows[n..].windows(2).take_while(|two| follows(input, &two[0], &two[1])).count() + 1;
        rewrite_rows(input, split_at_heads(&rows[n..n + count]), output);
        n += count;
    }
}

/// A line with bars.
struct Row<'t> {
    /// The line's number.
    line: usize,
    /// Where the row begins in the source.
    start: usize,
    text: &'t str,
    /// Where the bars stand in the text.
    bars: Vec<Range<usize>>,
    is_delimiter: bool,
    /// Whether a bar stands before the first cell and behind the last one.
    has_outer_bars: bool,
}

impl<'t> Row<'t> {
    fn parse(line: usize, start: usize, text: &'t str) -> Option<Self> {
        let text = text.trim_end();
        let bars = find_bars(text);
        let first = bars.first()?;
        let last = bars.last()?;
        let has_outer_bars = bars.len() >= 2 && first.start == 0 && last.end == text.len();
        let row = Self { line, start, text, bars, is_delimiter: false, has_outer_bars };
        let is_delimiter = row.cells().all(|cell| is_delimiter_cell(cell.trim()));
        Some(Self { is_delimiter, ..row })
    }

    fn cells(&self) -> impl Iterator<Item = &'t str> {
        let outer = usize::from(self.has_outer_bars);
        let count = self.bars.len() + 1 - 2 * outer;
        (0..count).map(move |n| {
            let before = (n + outer).checked_sub(1).map_or(0, |bar| self.bars[bar].end);
            let after = self.bars.get(n + outer).map_or(self.text.len(), |bar| bar.start);
            &self.text[before..after]
        })
    }

    fn columns(&self) -> usize {
        self.cells().count()
    }

    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn has_wide_bars(&self) -> bool {
        self.bars.iter().any(|bar| bar.len() > 1)
    }
}

/// Finds the bars of a row: not those that are escaped, in code or in brackets `[[…|…]]`.
pub(super) fn find_bars(text: &str) -> Vec<Range<usize>> {
    let mut bars = Vec::new();
    let mut in_code = false;
    let mut in_brackets = false;
    for (at, c) in text.char_indices() {
        match c {
            '`' => in_code = !in_code,
            '[' if text[at..].starts_with("[[") => in_brackets = true,
            ']' if text[at..].starts_with("]]") => in_brackets = false,
            '|' | '｜' if !in_code && !in_brackets && !text[..at].ends_with('\\') => bars.push(at..at + c.len_utf8()),
            _ => {}
        }
    }
    bars
}

/// `---`, `:--:`, and the dashes of other keyboards.
fn is_delimiter_cell(cell: &str) -> bool {
    let dashes = cell.trim_start_matches([':', '：']).trim_end_matches([':', '：']);
    !dashes.is_empty() && dashes.chars().all(|c| matches!(c, '-' | '—' | '–' | '－' | '─' | '―' | '━' | ' '))
}

/// Returns the lines with bars that are part of a paragraph or a table.
fn find_rows<'s>(input: &RuleInput<'s>) -> Vec<Row<'s>> {
    let lines = input.lines.lines.iter().enumerate();
    let prose = lines.filter(|(_, line)| matches!(line.kind, LineKind::Text | LineKind::Table));
    prose.filter_map(|(n, line)| Row::parse(n, line.content_start, input.lines.content(line))).collect()
}

/// Returns whether a row is the next one of the same table: below it, or apart by one blank line and alike.
fn follows(input: &RuleInput, first: &Row, second: &Row) -> bool {
    let lines = &input.lines.lines;
    let same_block = lines[first.line].depth == lines[second.line].depth && !lines[second.line].begins_container;
    if second.line == first.line + 1 {
        return same_block;
    }
    let between = &lines[first.line + 1..second.line];
    let is_apart = between.iter().all(|line| line.kind == LineKind::Blank) && between.len() <= 2;
    let alike = first.has_outer_bars && second.has_outer_bars && first.columns() == second.columns();
    same_block && is_apart && alike
}

/// Rows between which blank lines stand are one table only up to the head of another.
fn split_at_heads<'r, 't>(rows: &'r [Row<'t>]) -> Vec<&'r [Row<'t>]> {
    let mut tables = Vec::new();
    let mut start = 0;
    let mut had_delimiter = false;
    for n in 1..rows.len() {
        let is_below_gap = rows[n].line > rows[n - 1].line + 1;
        let begins_table = rows.get(n + 1).is_some_and(|next| next.is_delimiter && next.line == rows[n].line + 1);
        had_delimiter |= rows[n - 1].is_delimiter;
        if is_below_gap && begins_table && had_delimiter {
            tables.push(&rows[start..n]);
            start = n;
            had_delimiter = false;
        }
    }
    tables.push(&rows[start..]);
    tables
}

fn rewrite_rows(input: &RuleInput, tables: Vec<&[Row]>, output: &mut RuleOutput) {
    for rows in tables {
        let lines = &input.lines.lines;
        let head = &rows[0];
        let is_table = rows.iter().all(|row| lines[row.line].kind == LineKind::Table);
        let has_gap = rows.windows(2).any(|two| two[1].line > two[0].line + 1);
        let begins_paragraph = head.line.checked_sub(1).is_none_or(|n| lines[n].kind != LineKind::Text);
        let is_whole = rows.get(1).is_none_or(|delimiter| delimiter.columns() == head.columns());
        if is_table && is_whole && !has_gap && !head.has_wide_bars() {
            continue;
        }

        let is_framed = rows.len() >= 2 && rows.iter().all(|row| row.has_outer_bars);
        match rows.iter().position(|row| row.is_delimiter) {
            Some(1) => rewrite_table(input, rows, begins_paragraph, output),
            // Without a head no parser has a table; the first row becomes one.
            None if is_framed && is_even(rows) && (2..=MAX_COLUMNS).contains(&head.columns()) => {
                rewrite_table(input, rows, begins_paragraph, output);
                let prefix = prefix_of(input, &lines[rows[1].line]);
                let delimiter = format!("\n{prefix}{}", delimiter_row(head.columns()));
                let is_apart = rows[1].line > head.line + 1;
                match output.edits.iter_mut().rev().take_while(|_| is_apart).find(|edit| edit.range.start == head.end())
                {
                    // Blank lines below the head have been replaced.
                    Some(gap) => gap.replacement = format!("{delimiter}\n").into(),
                    None => output.edits.push(SourceEdit::insertion(head.end(), delimiter)),
                }
            }
            None if is_framed && head.columns() >= 2 => report_table(input, rows, output),
            None if looks_like_table(rows) && begins_paragraph => report_table(input, rows, output),
            _ => {}
        }
    }
}

fn is_even(rows: &[Row]) -> bool {
    rows.iter().all(|row| row.columns() == rows[0].columns())
}

fn delimiter_row(columns: usize) -> String {
    format!("|{}", "---|".repeat(columns))
}

/// The marks of the containers that a line stands in.
fn prefix_of<'s>(input: &RuleInput<'s>, line: &SourceLine) -> &'s str {
    &input.source[line.range.start..line.content_start]
}

/// Writes bars and the delimiter row in ASCII, and joins rows that blank lines divide.
fn rewrite_table(input: &RuleInput, rows: &[Row], begins_paragraph: bool, output: &mut RuleOutput) {
    let head = &rows[0];
    if !begins_paragraph {
        let prefix = prefix_of(input, &input.lines.lines[head.line]);
        output.edits.push(SourceEdit::insertion(head.start, format!("\n{prefix}")));
    }
    for two in rows.windows(2).filter(|two| two[1].line > two[0].line + 1) {
        let line = &input.lines.lines[two[1].line];
        output.edits.push(SourceEdit::replacement(two[0].end()..line.range.start, "\n"));
    }

    for row in rows {
        if row.is_delimiter {
            let written = delimiter_like(row, head.columns());
            if written != row.text {
                output.edits.push(SourceEdit::replacement(row.start..row.end(), written));
            }
            continue;
        }
        for bar in row.bars.iter().filter(|bar| bar.len() > 1) {
            output.edits.push(SourceEdit::replacement(row.start + bar.start..row.start + bar.end, "|"));
        }
    }
}

/// Writes a delimiter row in ASCII, with as many cells as the head has.
fn delimiter_like(row: &Row, columns: usize) -> String {
    let mut written = String::from("|");
    for n in 0..columns {
        let cell = row.cells().nth(n).unwrap_or("-").trim();
        let left = if cell.starts_with([':', '：']) { ":" } else { "" };
        let right = if cell.ends_with([':', '：']) { ":" } else { "" };
        written.push_str(&format!("{left}---{right}|"));
    }
    written
}

/// Whether rows without outer bars are more likely a table than prose: three of them, or two with two bars.
fn looks_like_table(rows: &[Row]) -> bool {
    let columns = rows[0].columns();
    // `记者：甲 | 编辑：乙` are labels.
    let has_labels = rows.iter().flat_map(Row::cells).any(|cell| cell.contains('：'));
    // A list of links may have a bar behind each.
    let is_filled = rows.iter().all(|row| row.cells().all(|cell| !cell.trim().is_empty()));
    is_even(rows)
        && is_filled
        && !has_labels
        && columns <= MAX_COLUMNS
        && (rows.len() >= 3 || (rows.len() == 2 && columns >= 3))
}

fn report_table(input: &RuleInput, rows: &[Row], output: &mut RuleOutput) {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
    let span = input.span(&(first.start..last.end()));
    fn row(row: &Row) -> String {
        format!("| {} |", row.cells().map(str::trim).collect::<Vec<_>>().join(" | "))
    }
    let mut lines: Vec<String> = rows.iter().map(row).collect();
    let columns = rows.iter().map(Row::columns).max().unwrap_or_default();
    lines.insert(1, delimiter_row(columns));
    lines[0].push_str(&" |".repeat(columns - first.columns()));
    let mut diagnostic = catalog::table_without_head(span);
    diagnostic.fixes.push(Fix::to_confirm(span, lines.join("\n")));
    add(&mut output.diagnostics, diagnostic);
}
