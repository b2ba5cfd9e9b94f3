//! Tables of pandoc, as it writes them from Word: grids (`+---+---+`), and columns below dashes (`-----  ----`). A grid
//! becomes a table of ours if each of its cells has one row; others are reported.

use std::ops::Range;

use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};
use super::pipe_tables::find_bars;
use crate::config::LineBreaks;
use crate::diagnostic::{add, catalog};
use crate::parse::cjk::break_is_space;
use crate::search::fold::is_han;

/// The least number of dashes below a column, so that `- - -` is a rule.
const MIN_DASHES: usize = 3;

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, "+-") || super::holds(source, "+=") || super::holds(source, "---")
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    let mut n = 0;
    while n < lines.len() {
        let count = grid_length(input, n);
        if count > 0 {
            rewrite_grid(input, n..n + count, output);
        } else if is_dashed_head(input, n) {
            n += report_dashed_table(input, n, output);
            continue;
        }
        n += count.max(1);
    }
}

/// Returns the number of lines of the grid that begins with a line: borders and rows, from one border to another.
fn grid_length(input: &RuleInput, first: usize) -> usize {
    let lines = &input.lines.lines[first..];
    if !lines.first().is_some_and(|line| is_prose(line) && is_border(input.lines.content(line))) {
        return 0;
    }
    let is_inside = |line: &&SourceLine| {
        let content = input.lines.content(line);
        is_prose(line) && content.starts_with(['+', '|']) && content.trim_end().ends_with(['+', '|'])
    };
    let count = lines.iter().take_while(is_inside).count();
    let last = lines[..count].iter().rposition(|line| is_border(input.lines.content(line)));
    last.filter(|last| *last >= 2).map_or(0, |last| last + 1)
}

fn is_prose(line: &SourceLine) -> bool {
    matches!(line.kind, LineKind::Text | LineKind::Table)
}

/// `+-----+:===:+`
fn is_border(content: &str) -> bool {
    let content = content.trim_end();
    content.len() >= 5
        && content.starts_with('+')
        && content.ends_with('+')
        && content.contains(['-', '='])
        && content.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'=' | b':'))
}

/// A row of a grid: the lines between two borders.
struct GridRow {
    lines: Range<usize>,
}

/// Makes a table of a grid without merged cells, and reports any other.
fn rewrite_grid(input: &RuleInput, grid: Range<usize>, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    let columns = input.lines.content(&lines[grid.start]).trim_end().matches('+').count() - 1;
    let is_even = grid.clone().all(|n| {
        let content = input.lines.content(&lines[n]).trim_end();
        match is_border(content) {
            true => content.matches('+').count() == columns + 1,
            false => content.starts_with('|') && content.ends_with('|') && find_bars(content).len() == columns + 1,
        }
    });
    if !is_even || columns < 2 || begins_item(input, &lines[grid.start]) {
        let span = lines[grid.start].content_start..lines[grid.end - 1].range.end;
        add(&mut output.diagnostics, catalog::pandoc_table(input.span(&span)));
        return;
    }

    let borders: Vec<usize> = grid.clone().filter(|n| is_border(input.lines.content(&lines[*n]))).collect();
    let rows: Vec<GridRow> = borders.windows(2).map(|two| GridRow { lines: two[0] + 1..two[1] }).collect();
    let prefix = &input.source[lines[grid.start].range.start..lines[grid.start].content_start];
    let above = grid.start.checked_sub(1).map(|n| &lines[n]);
    let goes_on = above.is_some_and(|above| above.kind == LineKind::Text);
    for (n, border) in borders.iter().enumerate() {
        let line = &lines[*border];
        let content = line.content_start..line.range.end;
        let is_last = n + 1 == borders.len();
        let edit = match n {
            0 if goes_on => SourceEdit::deletion(content),
            1 => SourceEdit::replacement(content, format!("|{}", "---|".repeat(columns))),
            _ if is_last => SourceEdit::deletion(content),
            _ => SourceEdit::deletion(line.range.start..lines[border + 1].range.start),
        };
        output.edits.push(edit);
    }
    for row in rows.iter().filter(|row| row.lines.len() > 1) {
        let range = lines[row.lines.start].range.start..lines[row.lines.end - 1].range.end;
        output.edits.push(SourceEdit::replacement(range, format!("{prefix}{}", join_row(input, row, columns))));
    }
}

/// Returns whether an item begins in a line, whose mark no other line repeats.
fn begins_item(input: &RuleInput, line: &SourceLine) -> bool {
    let prefix = &input.source[line.range.start..line.content_start];
    line.begins_container && !prefix.bytes().all(|byte| matches!(byte, b'>' | b' '))
}

/// Writes a row whose cells have several lines in one.
fn join_row(input: &RuleInput, row: &GridRow, columns: usize) -> String {
    let mut cells = vec![String::new(); columns];
    for line in &input.lines.lines[row.lines.clone()] {
        let content = input.lines.content(line).trim_end();
        let bars = find_bars(content);
        for (cell, two) in cells.iter_mut().zip(bars.windows(2)) {
            append_words(cell, content[two[0].end..two[1].start].trim());
        }
    }
    format!("| {} |", cells.join(" | "))
}

/// Appends a line to those of a cell: items on lines of their own, Chinese without a blank.
fn append_words(cell: &mut String, words: &str) {
    let begins_item = words.starts_with("- ") || words.starts_with("* ");
    let between = match (cell.is_empty(), words.is_empty()) {
        (true, _) | (_, true) => "",
        _ if begins_item => "<br>",
        _ if break_is_space(LineBreaks::Zh, cell.chars().rev(), words.chars()) => " ",
        _ => "",
    };
    cell.push_str(between);
    cell.push_str(words);
}

/// Returns whether a line is dashes below two columns or more, with words beside it: `-----  ----`.
fn is_dashed_head(input: &RuleInput, n: usize) -> bool {
    let lines = &input.lines.lines;
    let line = &lines[n];
    if !matches!(line.kind, LineKind::Rule | LineKind::Underline | LineKind::Text | LineKind::IndentedCode) {
        return false;
    }
    let content = input.lines.content(line);
    let mut groups = content.split_ascii_whitespace();
    let is_dashed = content.starts_with("---")
        && content.contains("- ")
        && groups.all(|group| group.len() >= MIN_DASHES && group.bytes().all(|byte| byte == b'-'));
    let is_words = |n: usize| {
        lines.get(n).is_some_and(|line| {
            let content = input.lines.content(line);
            content.contains("  ") && content.chars().any(is_han)
        })
    };
    is_dashed && (is_words(n + 1) || n.checked_sub(1).is_some_and(is_words))
}

/// Reports a table whose columns stand below dashes. Returns the number of lines from its dashes on.
fn report_dashed_table(input: &RuleInput, head: usize, output: &mut RuleOutput) -> usize {
    let lines = &input.lines.lines;
    let count = lines[head..].iter().take_while(|line| line.kind != LineKind::Blank).count();
    let span = lines[head].content_start..lines[head].range.end;
    add(&mut output.diagnostics, catalog::pandoc_table(input.span(&span)));
    count.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_are_told_from_other_lines() {
        for content in ["+---+", "+---+---+", "+:==:+===+", "+-----+ "] {
            assert!(is_border(content), "{content}");
        }
        for content in ["+", "+-", "+++++", "+---", "---+---", "+--a--+", "+ 项"] {
            assert!(!is_border(content), "{content}");
        }
    }
}
