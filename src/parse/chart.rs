//! Charts as editors write them: an entry of `figures`, or a fence ```` ```chart ```` with YAML or bare CSV inside.

mod csv;
mod line_map;

use crate::address;
use crate::chart::{Chart, ChartKind, ChartNumber, Series};
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::source::{FileId, Sources, Span, Unread};
use crate::yaml::{self, MapReader, Node, Value};
use csv::DataTable;
use line_map::LineMap;

/// Keys of a chart, English and Chinese.
const CHART_KEYS: [(&str, &str); 9] = [
    ("type", "类型"),
    ("title", "标题"),
    ("unit", "单位"),
    ("alt", "说明"),
    ("source", "来源"),
    ("from", "起点"),
    ("data", "数据"),
    ("values", "数值"),
    ("file", "文件"),
];

/// The most charts of a text, and the most figures of a story: each becomes some kilobytes.
pub(super) const MAX_CHARTS: usize = 200;

/// By how much percentages may miss 100 without being asked about.
const PERCENT_TOLERANCE: f64 = 1.0;

/// Where a chart stands.
#[derive(Clone, Copy)]
pub(super) struct ChartContext<'a> {
    /// The path of the story's file.
    pub path: &'a str,
    /// All texts, for files of data.
    pub sources: &'a Sources,
    /// The file that spans are of.
    pub file: FileId,
    /// The text in which spans count.
    pub text: &'a str,
}

/// Whether a fence of this language holds a chart, and the title that stands behind the language.
pub(super) fn fence_title(info: &str) -> Option<&str> {
    let (language, title) = info.trim().split_once(char::is_whitespace).unwrap_or((info.trim(), ""));
    matches!(language, "chart" | "图表").then_some(title.trim())
}

/// Reads what stands in a fence that is at `span`; its mistakes are shown where they stand in `place`. The file that it is
/// drawn from, if any, is added to `tables`.
pub(super) fn parse_chart_fence(
    code: &str,
    title: &str,
    span: Span,
    place: ChartContext,
    tables: &mut Vec<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Chart> {
    let mut mistakes = Vec::new();
    let chart = parse_fence_content(code, title, place, tables, &mut mistakes);
    let lines = LineMap::locate_lines(code, place.text, span);
    diagnostics.extend(mistakes.into_iter().map(|mistake| lines.relocate_diagnostic(mistake)));
    let chart = chart?;
    if chart.title.is_empty() {
        let line = place.text.get(span.start as usize..).and_then(|text| text.lines().next()).map_or(0, str::len);
        let first = Span::new(span.file, span.start as usize, span.start as usize + line);
        diagnostics.push(catalog::chart_without_title(first));
    }
    Some(chart)
}

/// Reads a fence; places count in its own text.
fn parse_fence_content(
    code: &str,
    title: &str,
    place: ChartContext,
    tables: &mut Vec<String>,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Chart> {
    let own = ChartContext { text: code, ..place };
    if !is_yaml(code) {
        let whole = Span::new(place.file, 0, code.trim_end().len());
        let table = csv::parse_csv(place.file, code, whole, mistakes)?;
        let draft =
            ChartDraft { kind: ChartKind::Bar, title: title.to_owned(), table: Some(table), ..ChartDraft::new(whole) };
        return draft.into_valid_chart(mistakes);
    }
    if report_colon_mistakes(code, place.file, mistakes) {
        return None;
    }
    match yaml::parse_document(place.file, code, 0..code.len()) {
        Ok(node) => {
            let mut f = MapReader::from_node(node, "chart", mistakes);
            let mut draft = ChartDraft::read_fields(&mut f, own, tables);
            f.report_unknown();
            if draft.title.is_empty() {
                title.clone_into(&mut draft.title);
            }
            if draft.table.is_none() && !draft.broken {
                mistakes.push(catalog::chart_without_data(draft.span));
            }
            draft.into_valid_chart(mistakes)
        }
        Err(mistake) => {
            mistakes.push(*mistake);
            None
        }
    }
}

/// Reads an entry of `figures`. The file that it is drawn from, if any, is added to `tables`.
pub(super) fn parse_figure(
    node: Node,
    place: ChartContext,
    tables: &mut Vec<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Chart> {
    let mut f = MapReader::from_node(node, "figures", diagnostics);
    let draft = ChartDraft::read_fields(&mut f, place, tables);
    if f.is_map() && draft.alt.is_empty() {
        f.diagnostics().push(catalog::figure_without_alt(draft.span));
    }
    if f.is_map() && draft.table.is_none() && !draft.broken {
        f.diagnostics().push(catalog::missing_key(draft.span, "values", "数值", "{申报: 114, 立项: 29}"));
    }
    f.report_unknown();
    draft.into_valid_chart(diagnostics)
}

/// Whether the first line that says anything is a key with its colon.
fn is_yaml(code: &str) -> bool {
    let mut lines = code.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let Some(first) = lines.next() else { return false };
    let known = CHART_KEYS.iter().any(|(en, zh)| [en, zh].iter().any(|key| after_key(first, key).is_some()));
    let key = first.split([',', '，', '\t', '"']).next().unwrap_or_default();
    known || key.ends_with(':') || key.contains(": ")
}

/// What stands behind a key at the start of a line, from its colon of either width on.
fn after_key<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    line.strip_prefix(key).map(str::trim_start).filter(|rest| rest.starts_with([':', '：']))
}

/// Colons that YAML would not take for colons.
fn report_colon_mistakes(code: &str, file: FileId, mistakes: &mut Vec<Diagnostic>) -> bool {
    let before = mistakes.len();
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        for key in CHART_KEYS.iter().flat_map(|(en, zh)| [*en, *zh]) {
            let Some(rest) = after_key(line, key) else { continue };
            let colon = at + line.len() - rest.len();
            if rest.starts_with('：') {
                mistakes.push(catalog::full_width_colon(Span::new(file, colon, colon + '：'.len_utf8()), key));
            } else if rest[1..].chars().next().is_some_and(|c| !c.is_whitespace()) {
                mistakes.push(catalog::no_space_after_colon(Span::new(file, colon, colon + 1), key));
            }
        }
        at += line.len();
    }
    mistakes.len() > before
}

/// A chart that has been read and not yet been checked.
struct ChartDraft {
    kind: ChartKind,
    title: String,
    unit: String,
    alt: String,
    source: String,
    from: Option<(ChartNumber, Span)>,
    table: Option<DataTable>,
    /// Where it stands.
    span: Span,
    /// Whether there is a mistake that leaves nothing to draw.
    broken: bool,
}

impl ChartDraft {
    fn new(span: Span) -> Self {
        let text = String::new;
        let (title, unit, alt, source) = (text(), text(), text(), text());
        Self { kind: ChartKind::Bar, title, unit, alt, source, from: None, table: None, span, broken: false }
    }

    fn read_fields(f: &mut MapReader, place: ChartContext, tables: &mut Vec<String>) -> Self {
        let text = |f: &mut MapReader, en, zh| f.take_text(en, zh).map_or_else(String::new, |(text, _)| text);
        let mut draft = Self::new(f.span());
        if let Some((written, span)) = f.take_text("type", "类型") {
            match ChartKind::by_name(&written) {
                Some(kind) => draft.kind = kind,
                None => {
                    let names = ChartKind::NAMES.into_iter().flat_map(|(_, en, zh)| [en, zh]);
                    let near = nearest(written.trim_end_matches('图'), names);
                    f.diagnostics().push(catalog::chart_unknown_type(span, &written, near));
                    draft.broken = true;
                }
            }
        }
        draft.title = text(f, "title", "标题");
        draft.unit = text(f, "unit", "单位");
        draft.alt = text(f, "alt", "说明");
        draft.source = text(f, "source", "来源");
        draft.from =
            f.take_text("from", "起点").and_then(|(written, span)| match ChartNumber::parse_decimal(&written) {
                Some(number) => Some((number, span)),
                None => {
                    f.diagnostics().push(catalog::chart_not_a_number(span, &written));
                    None
                }
            });
        let mut first: Option<Span> = None;
        for (en, zh) in [("data", "数据"), ("values", "数值"), ("file", "文件")] {
            let Some(node) = f.take_node(en, zh) else { continue };
            if let Some(first) = first {
                f.diagnostics().push(catalog::chart_data_twice(node.span, first));
                continue;
            }
            first = Some(node.span);
            let before = f.diagnostics().len();
            draft.table = if en == "file" {
                read_data_file(&node, place, tables, f.diagnostics())
            } else {
                read_inline_data(node, en, place, f.diagnostics())
            };
            draft.broken |= f.diagnostics().len() > before;
        }
        draft
    }

    /// The chart, if its numbers can be drawn as they are to be.
    fn into_valid_chart(self, mistakes: &mut Vec<Diagnostic>) -> Option<Chart> {
        let table = self.table?;
        if self.broken {
            return None;
        }
        let span = table.span;
        let from = self.from.as_ref().map(|(number, _)| number.clone());
        let Self { kind, title, unit, alt, source, .. } = self;
        let DataTable { head, labels, series, .. } = table;
        let chart = Chart { kind, title, unit, alt, source, head, labels, series, from };
        let (rows, series) = kind.size_limits();
        let before = mistakes.len();
        if chart.labels.len() > rows {
            mistakes.push(catalog::chart_too_many(span, &phrases::chart_rows(), chart.labels.len(), rows));
        }
        if chart.series.len() > series {
            mistakes.push(catalog::chart_too_many(span, &phrases::chart_columns(), chart.series.len(), series));
        }
        if let Some((from, at)) = &self.from {
            let lowest = chart.all_numbers().map(|n| n.value).fold(f64::INFINITY, f64::min);
            if !matches!(kind, ChartKind::Line | ChartKind::Multiples) && from.value != 0.0 {
                mistakes.push(catalog::chart_broken_axis(*at));
            } else if from.value > lowest {
                mistakes.push(catalog::chart_axis_above(*at, &from.written));
            }
        }
        if kind.is_share() && mistakes.len() == before {
            let missing = chart.series.iter().any(|series| series.numbers.iter().any(Option::is_none));
            let total: f64 = chart.all_numbers().map(|n| n.value).sum();
            if missing || total <= 0.0 || chart.all_numbers().any(|n| n.value < 0.0) {
                mistakes.push(catalog::chart_no_shares(span));
            } else if chart.is_percent() && (total - 100.0).abs() > PERCENT_TOLERANCE {
                mistakes.push(catalog::chart_not_hundred(span, &chart.format_total()));
            }
        }
        // A warning keeps nothing from being drawn.
        (!mistakes[before..].iter().any(Diagnostic::is_error)).then_some(chart)
    }
}

/// Numbers in the text itself: `{label: number}`, or lines of CSV.
fn read_inline_data(
    node: Node,
    name: &str,
    place: ChartContext,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<DataTable> {
    let span = node.span;
    match node.value {
        Value::Text(csv) => {
            let mut mistakes = Vec::new();
            let whole = Span::new(place.file, 0, csv.trim_end().len());
            let table = csv::parse_csv(place.file, &csv, whole, &mut mistakes);
            let rest = Span::new(place.file, span.start as usize, place.text.len());
            let lines = LineMap::locate_lines(&csv, place.text, rest);
            diagnostics.extend(mistakes.into_iter().map(|mistake| lines.relocate_diagnostic(mistake)));
            table.map(|table| DataTable { span: lines.outer_span(table.span), ..table })
        }
        Value::Map(_) => {
            let (mut labels, mut numbers) = (Vec::new(), Vec::new());
            for (label, _, node) in MapReader::from_node(node, name, diagnostics).into_entries() {
                match node.scalar_text().as_deref().and_then(ChartNumber::parse_decimal) {
                    Some(number) => {
                        labels.push(label);
                        numbers.push(Some(number));
                    }
                    None => diagnostics.push(catalog::figure_not_a_number(node.span, &label)),
                }
            }
            let series = vec![Series { name: String::new(), numbers }];
            (!labels.is_empty()).then_some(DataTable { span, head: String::new(), labels, series })
        }
        _ => {
            diagnostics.push(catalog::wrong_type(span, name, &phrases::wanted_chart_data()));
            None
        }
    }
}

/// Numbers in a CSV file, whose path is written like that of a link.
fn read_data_file(
    node: &Node,
    place: ChartContext,
    tables: &mut Vec<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<DataTable> {
    let Some(written) = node.scalar_text().filter(|written| !written.is_empty()) else {
        diagnostics.push(catalog::wrong_type(node.span, "file", &phrases::wanted_data_file()));
        return None;
    };
    if super::link::is_on_this_computer(&written) {
        diagnostics.push(catalog::file_on_this_computer(node.span, &written));
        return None;
    }
    let decoded = super::link::decode_url(&written);
    let path = match decoded.strip_prefix('/') {
        Some(rooted) => Some(address::to_nfc(&format!("content/{rooted}"))),
        None => address::resolve_path(place.path, &decoded),
    };
    let Some(path) = path.filter(|path| path.starts_with("content/")) else {
        diagnostics.push(catalog::link_outside(node.span, &written));
        return None;
    };
    tables.push(path.clone());
    if !Sources::is_table(&path) {
        diagnostics.push(catalog::chart_file_unreadable(node.span, &written, &phrases::is_not_csv()));
        return None;
    }
    if let Some((id, text)) = place.sources.find(&path) {
        let whole = Span::new(id, 0, text.text.trim_end().len());
        return csv::parse_csv(id, &text.text, whole, diagnostics).map(|table| DataTable { span: node.span, ..table });
    }
    diagnostics.push(match place.sources.unread(&path) {
        Some(Unread::Encoding(guess)) => {
            catalog::chart_file_unreadable(node.span, &written, &phrases::is_not_utf8_but(guess))
        }
        Some(Unread::TooLarge) => {
            catalog::chart_file_unreadable(node.span, &written, &phrases::too_large_for_a_chart())
        }
        None => {
            let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
            let names = place.sources.tables(directory);
            let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".csv");
            let near = nearest(name, names.iter().map(|name| name.trim_end_matches(".csv")));
            catalog::chart_file_missing(node.span, &written, near.map(|near| format!("{near}.csv")).as_deref())
        }
    });
    None
}
