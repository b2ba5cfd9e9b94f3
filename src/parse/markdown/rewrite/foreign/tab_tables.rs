//! Tables from a spreadsheet: lines of cells apart by tabs, as Excel and WPS put them on the clipboard.

use std::ops::Range;

use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};
use crate::diagnostic::catalog;
use crate::search::fold::is_han;

/// The most columns of a table that is recognised by its tabs.
const MAX_TAB_COLUMNS: usize = 200;

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, "\t")
}

/// Makes tables of lines that have the same number of tabs. The first one is the head.
pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    let mut n = 0;
    while n < lines.len() {
        let block = tab_block(input, n);
        let has_quotes = lines[block.clone()].iter().any(|line| input.lines.text(line).contains('"'));
        let may_be_table =
            !block.is_empty() && (!has_quotes || lines[block.start].depth == 0 || lines[block.start].is_lazy);
        if let Some(rows) = may_be_table.then(|| read_rows(input.source, block.clone(), lines)).flatten() {
            let begins_paragraph = n == 0 || lines[n - 1].kind != LineKind::Text;
            let ends_paragraph = lines.get(block.end).is_none_or(|next| next.kind != LineKind::Text);
            let prefix = &input.source[lines[block.start].range.start..row_start(&lines[block.start])];
            let blank_line = format!("\n{prefix}");
            let before = if begins_paragraph { "" } else { &blank_line };
            let after = if ends_paragraph { "" } else { &blank_line };
            let range = lines[block.start].range.start..lines[block.end - 1].range.end;
            let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
            if rows[0].len() < columns {
                let head = lines[block.start].content_start..lines[block.start].range.end;
                output.diagnostics.push(catalog::merged_table_head(input.span(&head), rows[0].len(), columns));
            }
            if has_quotes {
                let table = format!("{before}{}{after}", write_table(&rows));
                output.edits.push(SourceEdit::replacement(range, table));
            } else {
                let around = Surroundings { before, after, columns };
                append_cell_edits(input.source, &lines[block.clone()], around, output);
            }
        }
        n = block.end.max(n + 1);
    }
}

/// The blank lines that keep a table apart from the paragraphs beside it, and its width.
struct Surroundings<'t> {
    before: &'t str,
    after: &'t str,
    /// The cells of its widest row.
    columns: usize,
}

/// Puts bars in the places of tabs, so that each cell keeps its place in the file.
fn append_cell_edits(source: &str, rows: &[SourceLine], around: Surroundings, output: &mut RuleOutput) {
    for (n, row) in rows.iter().enumerate() {
        let text = row_text(source, row);
        let before = if n == 0 { around.before } else { "" };
        let after = if n + 1 == rows.len() { around.after } else { "" };
        let start = row_start(row);
        let prefix = &source[row.range.start..start];
        let delimiter = match n {
            0 => format!("\n{prefix}|{}", "---|".repeat(around.columns)),
            _ => String::new(),
        };
        // Cells that were merged in the head come as one.
        let missing = match n {
            0 => " |".repeat(around.columns.saturating_sub(text.matches('\t').count() + 1)),
            _ => String::new(),
        };

        output.edits.push(SourceEdit::insertion(start, format!("{before}| ")));
        for (at, mark) in text.match_indices(['\t', '|']) {
            let range = start + at..start + at + 1;
            output.edits.push(SourceEdit::replacement(range, if mark == "|" { "\\|" } else { " | " }));
        }
        output.edits.push(SourceEdit::insertion(row.range.end, format!(" |{missing}{delimiter}{after}")));
    }
}

/// Returns the text of a row, without the marks of the quotes that it stands in.
fn row_text<'s>(source: &'s str, row: &SourceLine) -> &'s str {
    &source[row_start(row)..row.range.end]
}

/// Returns the byte at which the cells of a row begin. Below an item, a tab is not its indentation but an empty cell.
fn row_start(row: &SourceLine) -> usize {
    if row.in_item && row.depth == 1 { row.range.start } else { row.container_end }
}

/// Returns the lines from one on that may be rows: with a tab, or within a quoted cell.
fn tab_block(input: &RuleInput, start: usize) -> Range<usize> {
    let lines = &input.lines.lines;
    let mut in_quotes = false;
    let mut end = start;
    while let Some(line) = lines.get(end) {
        let text = row_text(input.source, line);
        let begins_cell = end > start && opens_quotes(text, false);
        let is_row = in_quotes || (may_be_row(line) && (text.contains('\t') || begins_cell));
        let is_item = line.in_item && !lines[start].is_lazy;
        let is_apart = line.depth != lines[start].depth || is_item || (end > start && line.begins_container);
        if !is_row || is_apart {
            break;
        }
        in_quotes ^= opens_quotes(text, in_quotes);
        end += 1;
    }
    start..end
}

fn may_be_row(line: &SourceLine) -> bool {
    matches!(line.kind, LineKind::Text | LineKind::IndentedCode)
}

/// Returns whether a cell in quotation marks begins in a line and does not end in it, or ends and began before.
fn opens_quotes(text: &str, in_quotes: bool) -> bool {
    let begins_cell = in_quotes || text.starts_with('"') || text.contains("\t\"");
    begins_cell && text.matches('"').count() % 2 == 1
}

/// Returns the cells of rows, if these can only be a table.
fn read_rows(source: &str, block: Range<usize>, lines: &[SourceLine]) -> Option<Vec<Vec<String>>> {
    if block.is_empty() {
        return None;
    }

    let texts: Vec<&str> = lines[block].iter().map(|line| row_text(source, line)).collect();
    let text = texts.join("\n");
    let rows = parse_rows(&text);
    let columns = rows.iter().map(Vec::len).max()?;
    // Editors take the tabs of empty cells from the end of a line. In the head, cells may have been merged: then most rows
    // below have the full number.
    let full_rows = rows.iter().filter(|row| row.len() == columns).count();
    let has_full_head = rows[0].len() == columns || (columns >= 3 && full_rows >= 2 && full_rows * 2 >= rows.len());
    let is_even = has_full_head && rows.iter().all(|row| row.len() == columns || (columns >= 3 && row.len() >= 2));
    fn filled(row: &[String]) -> usize {
        row.iter().filter(|cell| !cell.trim().is_empty()).count()
    }
    let has_head = rows.first().is_some_and(|head| filled(head) >= 2);
    let is_indented = rows.iter().all(|row| row[0].trim().is_empty());
    let is_list = columns == 2 && rows.iter().all(|row| is_item_mark(&row[0]));
    let is_code =
        rows.iter().flatten().all(|cell| cell.is_ascii()) && rows.iter().flatten().any(|cell| looks_like_code(cell));
    // `联系人：张三⇥电话：…` are labels, not the head of a table.
    let has_labels = rows[0].iter().any(|cell| {
        cell.trim()
            .split_once('：')
            .is_some_and(|(label, words)| !words.is_empty() && !label.contains(['（', '(', '\n']))
    });
    let is_table = rows.len() >= 2 && (2..=MAX_TAB_COLUMNS).contains(&columns) && is_even;
    (is_table && has_head && !has_labels && !is_indented && !text.starts_with("    ") && !is_list && !is_code)
        .then_some(rows)
}

/// `1.`, `（1）`, `①`, `●`: Word puts a tab behind the numbers of its lists.
fn is_item_mark(cell: &str) -> bool {
    let cell = cell.trim();
    fn is_number(c: char) -> bool {
        c.is_numeric() || "一二三四五六七八九十百".contains(c) || c.is_ascii_alphabetic()
    }
    let number = cell.trim_matches(['(', '（', ')', '）', '.', '、', '．', ' ']);
    cell.chars().count() <= 5 && number.len() < cell.len() && number.chars().all(is_number)
        || (cell.chars().count() == 1 && !cell.chars().all(|c| c.is_alphabetic() || c.is_ascii_digit()))
}

fn looks_like_code(cell: &str) -> bool {
    cell.contains(['{', '}', ';', '=']) || cell.contains("//") || cell.ends_with("()")
}

/// Parses lines of cells as a spreadsheet writes them: a cell with a tab or a line break in it stands in quotation marks,
/// which are doubled inside.
fn parse_rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut chars = text.chars().peekable();
    let mut in_quotes = false;
    while let Some(c) = chars.next() {
        let cells = rows.last_mut().expect("there is always a row");
        let cell = cells.last_mut().expect("there is always a cell");
        match c {
            '"' if in_quotes && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if in_quotes && matches!(chars.peek(), None | Some('\t' | '\n' | '\r')) => in_quotes = false,
            '"' if cell.is_empty() && !in_quotes => in_quotes = true,
            '\t' if !in_quotes => cells.push(String::new()),
            '\n' if !in_quotes => rows.push(vec![String::new()]),
            '\r' => {}
            c => cell.push(c),
        }
    }
    rows
}

/// Writes rows as a table of Markdown.
fn write_table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut table = String::new();
    for (n, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| escape_cell(cell)).collect();
        table.push_str(&format!("| {} |", cells.join(" | ")));
        if n == 0 {
            table.push_str(&" |".repeat(columns.saturating_sub(row.len())));
            table.push_str(&format!("\n|{}", "---|".repeat(columns)));
        }
        table.push('\n');
    }
    table.trim_end_matches('\n').to_owned()
}

fn escape_cell(cell: &str) -> String {
    pair_quotes(cell.trim()).replace('|', "\\|").replace('\n', "<br>")
}

/// Makes Chinese quotation marks of straight ones in a cell. In the source these are doubled by the spreadsheet, so that
/// nobody can mend them there.
fn pair_quotes(cell: &str) -> String {
    let count = cell.matches('"').count();
    if count == 0 || count % 2 == 1 || !cell.contains(is_han) {
        return cell.to_owned();
    }

    let mut is_open = false;
    let mut paired = String::with_capacity(cell.len() + count * 2);
    for c in cell.chars() {
        match c {
            '"' => {
                is_open = !is_open;
                paired.push(if is_open { '“' } else { '”' });
            }
            c => paired.push(c),
        }
    }
    paired
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table that a body becomes, if it becomes one.
    fn table(source: &str) -> Option<String> {
        let lines = super::super::super::SourceLines::from_source(source);
        let all = 0..lines.lines.len();
        read_rows(source, all, &lines.lines).map(|rows| write_table(&rows))
    }

    #[test]
    fn cells_apart_by_tabs_are_a_table() {
        for (source, expected) in [
            ("序号\t单位\n1\t甲", Some("| 序号 | 单位 |\n|---|---|\n| 1 | 甲 |")),
            ("单位\t金额\n\"甲\n乙\"\t3", Some("| 单位 | 金额 |\n|---|---|\n| 甲<br>乙 | 3 |")),
            ("序号\t单位\t金额\n1\t甲", Some("| 序号 | 单位 | 金额 |\n|---|---|---|\n| 1 | 甲 |")),
            ("序号\t单位\n1\t甲\t3", None),
            ("单位\t金额\n\"甲 \"\"乙\"\"\"\t", Some("| 单位 | 金额 |\n|---|---|\n| 甲 “乙” |  |")),
            ("\t一月\t二月\n甲\t1\t", Some("|  | 一月 | 二月 |\n|---|---|---|\n| 甲 | 1 |  |")),
            ("甲|乙\t丙\n丁\t戊", Some("| 甲\\|乙 | 丙 |\n|---|---|\n| 丁 | 戊 |")),
            (
                "县\t企业\t备注\n\t去年\t今年\t\n甲\t1\t2\t增",
                Some("| 县 | 企业 | 备注 | |\n|---|---|---|---|\n|  | 去年 | 今年 |  |\n| 甲 | 1 | 2 | 增 |"),
            ),
            ("单位\t\"备注\n（单位：家）\"\n甲\t3", Some("| 单位 | 备注<br>（单位：家） |\n|---|---|\n| 甲 | 3 |")),
            ("联系人：张三\t电话：1\n联系人：李四\t电话：2", None),
            ("\t段首\n\t段首", None),
            ("1.\t甲\n2.\t乙", None),
            ("①\t甲\n②\t乙", None),
            ("●\t甲\n●\t乙", None),
            ("甲\t乙", None),
            ("甲\t乙\n丙", None),
            ("int a;\t// b\nint c;\t// d", None),
        ] {
            assert_eq!(table(source).as_deref(), expected, "{source}");
        }
    }
}
