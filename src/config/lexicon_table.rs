//! `lexicon.csv`: people with their titles, as an office keeps them in a table of Excel; a row a title.

use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{Sources, Span};

/// The file's name.
pub const LEXICON_TABLE: &str = "lexicon.csv";

/// A person with a title.
pub(super) struct TitleRow {
    pub name: String,
    pub title: String,
    /// Where the name stands.
    pub place: Span,
}

/// Parses the table, which may be absent: name, title, apart by commas or tabs. A first row of headings is passed over.
pub(super) fn parse_title_rows(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<TitleRow> {
    let Some((file, source)) = sources.find(LEXICON_TABLE) else { return Vec::new() };
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
            diagnostics.push(catalog::bad_title_row(place, written));
            continue;
        }
        rows.push(TitleRow { name: name.to_owned(), title: title.to_owned(), place });
    }
    rows
}
