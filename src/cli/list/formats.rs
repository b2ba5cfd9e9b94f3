//! The ledger as a table, as CSV and as JSON.

use super::{ROW_KEYS, Row};
use crate::diagnostic::Lang;
use crate::diagnostic::plain::one_line;
use crate::search::fold::is_han;

/// U+FEFF at the beginning of a file, by which Excel knows UTF-8 from the system's encoding.
const BOM: char = '\u{FEFF}';

/// The values that fit on a line, by their place in a row: without the page, the last day and the address.
const TABLE_COLUMNS: [usize; 7] = [0, 1, 2, 3, 5, 9, 7];

/// Columns of a terminal that a text takes.
fn display_width(text: &str) -> usize {
    text.chars()
        .map(|c| if is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF60}') { 2 } else { 1 })
        .sum()
}

/// The rows for people: each value is one line, and steers neither a terminal nor a spreadsheet program.
fn make_printable(rows: &[Row]) -> Vec<Row> {
    rows.iter().map(|row| row.each_ref().map(|value| one_line(value))).collect()
}

pub(super) fn format_table(rows: &[Row], lang: Lang) -> String {
    let rows = make_printable(rows);
    let widths = TABLE_COLUMNS.map(|n| rows.iter().map(|row| display_width(&row[n])).max().unwrap_or(0));

    let mut table = String::new();
    for row in &rows {
        let mut line = String::new();
        for (n, width) in TABLE_COLUMNS.into_iter().zip(widths).filter(|(_, width)| *width > 0) {
            line.push_str(&row[n]);
            line.push_str(&" ".repeat(width - display_width(&row[n]) + 2));
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }

    table.push_str(&match lang {
        Lang::Zh => format!("共 {} 篇\n", rows.len()),
        Lang::En => format!("{} in all\n", rows.len()),
    });
    table
}

/// Formats rows as RFC 4180 has it. Before a formula stands `'`, which spreadsheet programs take for "this is text".
pub(super) fn format_csv(rows: &[Row]) -> String {
    let mut csv = String::from(BOM);
    csv.push_str(&format!("{}\r\n", ROW_KEYS.join(",")));
    for row in make_printable(rows) {
        let fields = row.each_ref().map(|value| csv_field(value));
        csv.push_str(&format!("{}\r\n", fields.join(",")));
    }
    csv
}

fn csv_field(text: &str) -> String {
    let text = if is_formula(text) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Returns whether a spreadsheet program would take a value for a formula. Where Chinese or Japanese is typed, full-width
/// signs count too.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | BOM))
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// Formats rows as a list of objects.
pub(super) fn format_json(rows: &[Row]) -> String {
    let objects = rows.iter().map(|row| {
        let pairs = ROW_KEYS.iter().zip(row).map(|(key, value)| ((*key).to_owned(), value.clone().into()));
        serde_json::Value::Object(pairs.collect())
    });
    format!("{:#}\n", serde_json::Value::Array(objects.collect()))
}
