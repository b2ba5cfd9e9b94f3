//! `lexicon.csv` or `名单.csv`: people with their titles, as an office keeps them in a table of Excel; a row a title.

use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{FileId, Sources, Span, Text};

/// The names that the file may have. An office keeps such a table anyway, under a name of its own; these need no setting.
pub const LEXICON_TABLES: [&str; 4] = ["lexicon.csv", "名单.csv", "人员名单.csv", "职务.csv"];

/// A person with a title.
pub(super) struct TitleRow {
    pub name: String,
    pub title: String,
    /// Where the name stands.
    pub place: Span,
}

/// Parses the tables that there are.
pub(super) fn parse_title_rows(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<TitleRow> {
    let tables = LEXICON_TABLES.iter().filter_map(|name| sources.find(name));
    tables.flat_map(|(file, source)| parse_table(file, source, diagnostics)).collect()
}

/// Parses a table: name, title, apart by commas or tabs. A first row of headings is passed over.
fn parse_table(file: FileId, source: &Text, diagnostics: &mut Vec<Diagnostic>) -> Vec<TitleRow> {
    let mut rows = Vec::new();
    let mut next_line = 0;
    for line in source.text.split_inclusive('\n') {
        let line_start = next_line;
        next_line += line.len();
        let written = line.trim_end_matches(['\n', '\r']).trim_start_matches('\u{FEFF}');
        if written.chars().all(|c| c.is_whitespace() || c == ',') || written.starts_with('#') {
            continue;
        }

        let mut fields = written.split([',', '\t', '，']).map(|field| field.trim().trim_matches('"').trim());
        let name = fields.next().unwrap_or_default();
        let title = fields.next().unwrap_or_default();
        let at = line_start + line.find(name).unwrap_or_default();
        let place = Span::new(file, at, at + name.len());
        if rows.is_empty() && ["姓名", "name"].contains(&name) {
            continue;
        }
        if name.is_empty() || title.is_empty() {
            let place = Span::new(file, line_start, line_start + written.len());
            diagnostics.push(catalog::bad_title_row(place, &source.path, written));
            continue;
        }
        rows.push(TitleRow { name: name.to_owned(), title: title.to_owned(), place });
    }
    rows
}
