//! A table as a spreadsheet writes it: commas, tabs or full-width commas between, the first line says what the columns are.

use std::borrow::Cow;
use std::ops::Range;

use crate::character::is_text_char;
use crate::chart::{ChartNumber, Series};
use crate::diagnostic::{Diagnostic, add, catalog};
use crate::source::{FileId, Span};

/// Numbers with their labels.
pub(super) struct DataTable {
    /// Where they stand.
    pub span: Span,
    /// The heading of the labels.
    pub head: String,
    pub labels: Vec<String>,
    pub series: Vec<Series>,
}

/// Reads a table; `None` if there is nothing to be drawn.
pub(super) fn parse_csv(file: FileId, text: &str, whole: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<DataTable> {
    let mut mistakes = Vec::new();
    let table = parse_table(file, text, whole, &mut mistakes);
    let is_right = mistakes.is_empty();
    diagnostics.extend(mistakes);
    table.filter(|_| is_right)
}

fn parse_table(file: FileId, text: &str, whole: Span, mistakes: &mut Vec<Diagnostic>) -> Option<DataTable> {
    let before = mistakes.len();
    // YAML and fences have been looked through; a file of data has not.
    let bad = text.char_indices().filter(|(_, c)| !is_text_char(*c));
    bad.for_each(|(at, c)| add(mistakes, catalog::bad_character(Span::new(file, at, at + c.len_utf8()), c)));
    if mistakes.len() > before {
        return None;
    }

    let mut rows = split_rows(text).into_iter();
    let head = rows.next().unwrap_or_default();
    let head_span = line_span(file, &head).unwrap_or(whole);
    if rows.len() == 0 || head.len() < 2 {
        mistakes.push(catalog::chart_without_data(head_span));
        return None;
    }
    if head.iter().all(|cell| ChartNumber::parse_decimal(&cell.text).is_some()) {
        mistakes.push(catalog::chart_without_head(head_span));
        return None;
    }

    let names = head.iter().skip(1).map(|cell| cell.text.clone().into_owned());
    let mut series: Vec<Series> = names.map(|name| Series { name, numbers: Vec::new() }).collect();
    let mut labels = Vec::new();
    for cells in rows {
        if cells.len() != head.len() {
            let span = line_span(file, &cells).unwrap_or(whole);
            add(mistakes, catalog::chart_ragged_row(span, cells.len(), head.len()));
            continue;
        }

        for (cell, series) in cells.iter().skip(1).zip(&mut series) {
            series.numbers.push(parse_number(file, cell, mistakes));
        }
        labels.extend(cells.first().map(|cell| cell.text.clone().into_owned()));
    }
    if !mistakes.is_empty() {
        return None;
    }

    if series.iter().any(|series| series.numbers.iter().all(Option::is_none)) {
        mistakes.push(catalog::chart_without_data(head_span));
        return None;
    }
    let head = head.into_iter().next().map_or_else(String::new, |cell| cell.text.into_owned());
    Some(DataTable { span: whole, head, labels, series })
}

/// Returns the place of a line; `None` if it has no cells.
fn line_span(file: FileId, cells: &[CsvCell]) -> Option<Span> {
    Some(Span::new(file, cells.first()?.place.start, cells.last()?.place.end))
}

/// Parses a cell. Where there is no number yet, it is empty or has a dash; anything else is reported.
fn parse_number(file: FileId, cell: &CsvCell, mistakes: &mut Vec<Diagnostic>) -> Option<ChartNumber> {
    let number = ChartNumber::parse_decimal(&cell.text);
    let is_empty = cell.text.chars().all(|c| matches!(c, '-' | '—' | '－' | '–' | '…'));
    if number.is_none() && !is_empty {
        let span = Span::new(file, cell.place.start, cell.place.end);
        add(mistakes, catalog::chart_not_a_number(span, &cell.text));
    }
    number
}

struct CsvCell<'t> {
    text: Cow<'t, str>,
    place: Range<usize>,
}

/// The lines that say anything, each cut into cells.
fn split_rows(text: &str) -> Vec<Vec<CsvCell<'_>>> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let between = ['\t', ',', '，'].into_iter().find(|c| first.contains(*c)).unwrap_or(',');
    let mut rows = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        // What a spreadsheet leaves of an empty row is commas.
        if !content.trim().chars().all(|c| c == between || c.is_whitespace()) {
            rows.push(split_cells(content, at, between));
        }
        at += line.len();
    }
    rows
}

/// The cells of a line; in quotation marks a cell may hold what stands between cells, and marks that are doubled.
fn split_cells(line: &str, base: usize, between: char) -> Vec<CsvCell<'_>> {
    let mut cells = Vec::new();
    let mut from = 0;
    let mut quoted = false;

    for (at, c) in line.char_indices().chain([(line.len(), between)]) {
        if c == '"' {
            quoted = !quoted;
        }
        // A mark that is never closed ends with the line.
        if (c == between && !quoted) || at == line.len() {
            let cell = &line[from..at];
            let trimmed = cell.trim();
            let start = base + from + (cell.len() - cell.trim_start().len());
            let inside = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let text = inside.map_or(Cow::Borrowed(trimmed), |inside| inside.trim().replace("\"\"", "\"").into());
            cells.push(CsvCell { text, place: start..start + trimmed.len() });
            from = at + c.len_utf8();
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_or_codes(text: &str) -> Result<DataTable, Vec<&'static str>> {
        let mut mistakes = Vec::new();
        let whole = Span::new(FileId(0), 0, text.len());
        parse_csv(FileId(0), text, whole, &mut mistakes).ok_or_else(|| mistakes.iter().map(|m| m.code).collect())
    }

    #[test]
    fn spreadsheets_are_read() {
        for text in [
            "年份,研发经费\n2016,18.2\n2017,\"1,021.5\"\n",
            "\u{20}年份 , 研发经费\r\n\r\n2016, 18.2\r\n2017,\"1,021.5\"\r\n,\r\n",
            "年份\t研发经费\n2016\t18.2\n2017\t1,021.5",
            "年份，研发经费\n2016，18.2\n2017，1,021.5\n",
        ] {
            let Ok(table) = parse_or_codes(text) else { panic!("{text}") };
            assert_eq!(
                (table.head.as_str(), table.labels.as_slice()),
                ("年份", &["2016".to_owned(), "2017".to_owned()][..])
            );
            let numbers = table.series[0].numbers.iter().flatten();
            assert_eq!(numbers.map(|n| n.written.as_str()).collect::<Vec<_>>(), ["18.2", "1,021.5"]);
        }
    }

    #[test]
    fn quotation_marks_inside_are_doubled() {
        let Ok(table) = parse_or_codes("项目,数\n\"甲, \"\"乙\"\"\",1\n") else { panic!() };
        assert_eq!(table.labels, ["甲, \"乙\""]);
    }

    #[test]
    fn what_is_missing_is_a_gap_and_what_is_wrong_is_said() {
        let Ok(kept) = parse_or_codes("年份,数\n2016,\n2017,3\n2018,—\n") else { panic!() };
        assert_eq!(kept.series[0].numbers.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
        fn codes(text: &str) -> Vec<&'static str> {
            parse_or_codes(text).err().unwrap_or_default()
        }
        assert_eq!(codes("年份,数\n2016,约三十\n2017\n"), ["J641", "J642"]);
        assert_eq!(codes("年份,数\n"), ["J644"]);
        assert_eq!(codes(""), ["J644"]);
        assert_eq!(codes("年份\n2016\n"), ["J644"]);
        assert_eq!(codes("年份,数,额\n2016,1,\n"), ["J644"]);
        assert_eq!(codes("2016,1\n2017,2\n"), ["J653"]);
    }
}
