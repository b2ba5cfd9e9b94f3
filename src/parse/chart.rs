//! Charts as editors write them: an entry of `figures`, or a fence ```` ```chart ```` with YAML or bare CSV inside.

mod csv;
mod line_map;

use crate::address;
use crate::chart::{Chart, ChartKind, ChartNumber, Series};
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::source::{FileId, Sources, Span, Spanned, Unread};
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

/// The largest difference of percentages from 100 that is rounding.
const PERCENT_TOLERANCE: f64 = 1.0;

/// The surroundings of a chart.
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

/// Returns the title behind the language of a fence, if it holds a chart.
pub(super) fn fence_title(info: &str) -> Option<&str> {
    fn is_end(c: char) -> bool {
        c.is_whitespace() || matches!(c, ':' | '：')
    }
    let (language, title) = info.trim().split_once(is_end).unwrap_or((info.trim(), ""));
    matches!(language, "chart" | "图表").then_some(title.trim_start_matches(is_end).trim())
}

/// Reads what stands in a fence that is at `span`; its mistakes are shown where they stand in the story. The file that
/// it is drawn from, if any, is added to `tables`.
pub(super) fn parse_chart_fence(
    code: &str,
    title: &str,
    span: Span,
    context: ChartContext,
    tables: &mut Vec<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Chart> {
    let mut mistakes = Vec::new();
    let chart = parse_fence_content(code, title, context, tables, &mut mistakes);
    let lines = LineMap::locate_lines(code, context.text, span);
    diagnostics.extend(mistakes.into_iter().map(|mistake| lines.relocate_diagnostic(mistake)));

    let chart = chart?;
    if chart.title.is_empty() {
        let line = context.text.get(span.start as usize..).and_then(|text| text.lines().next()).map_or(0, str::len);
        let first = Span::new(span.file, span.start as usize, span.start as usize + line);
        diagnostics.push(catalog::chart_without_title(first));
    }
    Some(chart)
}

/// Reads a fence; places count in its own text.
fn parse_fence_content(
    code: &str,
    title: &str,
    context: ChartContext,
    tables: &mut Vec<String>,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Chart> {
    let own = ChartContext { text: code, ..context };
    if !is_yaml(code) {
        let whole = Span::new(context.file, 0, code.trim_end().len());
        let table = csv::parse_csv(context.file, code, whole, mistakes)?;
        let draft =
            ChartDraft { kind: ChartKind::Bar, title: title.to_owned(), table: Some(table), ..ChartDraft::new(whole) };
        return draft.into_valid_chart(mistakes);
    }

    if report_colon_mistakes(code, context.file, mistakes) {
        return None;
    }

    match yaml::parse_document(context.file, code, 0..code.len()) {
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
    context: ChartContext,
    tables: &mut Vec<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Chart> {
    let mut f = MapReader::from_node(node, "figures", diagnostics);
    let draft = ChartDraft::read_fields(&mut f, context, tables);
    if f.is_map() && draft.alt.is_empty() {
        f.diagnostics().push(catalog::figure_without_alt(draft.span));
    }
    if f.is_map() && draft.table.is_none() && !draft.broken {
        f.diagnostics().push(catalog::missing_key(draft.span, "values", "数值", "{申报: 114, 立项: 29}", false));
    }
    f.report_unknown();
    draft.into_valid_chart(diagnostics)
}

/// Returns whether the first line that is not empty or a comment begins with a key and its colon.
fn is_yaml(code: &str) -> bool {
    let mut lines = code.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let Some(first) = lines.next() else { return false };
    let known = CHART_KEYS.iter().any(|(en, zh)| [en, zh].iter().any(|key| after_key(first, key).is_some()));
    let key = first.split([',', '，', '\t', '"']).next().unwrap_or_default();
    known || key.ends_with(':') || key.contains(": ")
}

/// Returns the text behind a key at the start of a line, from its colon of either width on.
fn after_key<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    line.strip_prefix(key).map(str::trim_start).filter(|rest| rest.starts_with([':', '：']))
}

/// Reports colons behind keys that YAML would not take for colons; returns whether there are any.
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

/// A chart before its check.
struct ChartDraft {
    kind: ChartKind,
    title: String,
    unit: String,
    alt: String,
    source: String,
    from: Option<Spanned<ChartNumber>>,
    table: Option<DataTable>,
    /// Where it stands.
    span: Span,
    /// Whether there is a mistake that leaves nothing to draw.
    broken: bool,
}

impl ChartDraft {
    fn new(span: Span) -> Self {
        Self {
            kind: ChartKind::Bar,
            title: String::new(),
            unit: String::new(),
            alt: String::new(),
            source: String::new(),
            from: None,
            table: None,
            span,
            broken: false,
        }
    }

    fn read_fields(f: &mut MapReader, context: ChartContext, tables: &mut Vec<String>) -> Self {
        let mut draft = Self::new(f.span());
        draft.read_kind(f);
        draft.title = take_text_or_empty(f, "title", "标题");
        draft.unit = take_text_or_empty(f, "unit", "单位");
        draft.alt = take_text_or_empty(f, "alt", "说明");
        draft.source = take_text_or_empty(f, "source", "来源");

        if let Some((written, span)) = f.take_text("from", "起点") {
            match ChartNumber::parse_decimal(&written) {
                Some(number) => draft.from = Some(Spanned::new(number, span)),
                None => f.diagnostics().push(catalog::chart_not_a_number(span, &written)),
            }
        }

        draft.read_data(f, context, tables);
        draft
    }

    fn read_kind(&mut self, f: &mut MapReader) {
        let Some((written, span)) = f.take_text("type", "类型") else { return };
        match ChartKind::by_name(&written) {
            Some(kind) => self.kind = kind,
            None => {
                let names = ChartKind::NAMES.into_iter().flat_map(|(_, en, zh)| [en, zh]);
                let near = nearest(written.trim_end_matches('图'), names);
                f.diagnostics().push(catalog::chart_unknown_type(span, &written, near));
                self.broken = true;
            }
        }
    }

    /// Reads the numbers from the first of the keys that may hold them; any other one is reported.
    fn read_data(&mut self, f: &mut MapReader, context: ChartContext, tables: &mut Vec<String>) {
        let mut first: Option<Span> = None;
        for (en, zh) in [("data", "数据"), ("values", "数值"), ("file", "文件")] {
            let Some(node) = f.take_node(en, zh) else { continue };
            if let Some(first) = first {
                f.diagnostics().push(catalog::chart_data_twice(node.span, first));
                continue;
            }

            first = Some(node.span);
            let before = f.diagnostics().len();
            self.table = if en == "file" {
                read_data_file(&node, context, tables, f.diagnostics())
            } else {
                read_inline_data(node, en, context, f.diagnostics())
            };
            self.broken |= f.diagnostics().len() > before;
        }
    }

    /// Returns the chart if its numbers can be drawn as its type demands.
    fn into_valid_chart(self, mistakes: &mut Vec<Diagnostic>) -> Option<Chart> {
        let Self { kind, title, unit, alt, source, from, table, broken, .. } = self;
        let DataTable { span, head, labels, series } = table?;
        if broken {
            return None;
        }
        let start = from.as_ref().map(|from| from.value.clone());
        let chart = Chart { kind, title, unit, alt, source, head, labels, series, from: start };

        let before = mistakes.len();
        check_size(&chart, span, mistakes);
        if let Some(from) = &from {
            check_axis(&chart, from, mistakes);
        }
        if kind.is_share() && mistakes.len() == before {
            check_shares(&chart, span, mistakes);
        }

        // A warning does not keep it from being drawn.
        (!mistakes[before..].iter().any(Diagnostic::is_error)).then_some(chart)
    }
}

fn take_text_or_empty(f: &mut MapReader, en: &'static str, zh: &'static str) -> String {
    f.take_text(en, zh).map_or_else(String::new, |(text, _)| text)
}

/// Reports more rows or columns than fit into a chart of its type.
fn check_size(chart: &Chart, span: Span, mistakes: &mut Vec<Diagnostic>) {
    let (rows, columns) = chart.kind.size_limits();
    if chart.labels.len() > rows {
        mistakes.push(catalog::chart_too_many(span, &phrases::chart_rows(), chart.labels.len(), rows));
    }
    if chart.series.len() > columns {
        mistakes.push(catalog::chart_too_many(span, &phrases::chart_columns(), chart.series.len(), columns));
    }
}

/// Reports an axis that begins above a number, or not at zero where lengths are compared.
fn check_axis(chart: &Chart, from: &Spanned<ChartNumber>, mistakes: &mut Vec<Diagnostic>) {
    let lowest = chart.all_numbers().map(|number| number.value).fold(f64::INFINITY, f64::min);
    if !matches!(chart.kind, ChartKind::Line | ChartKind::Multiples) && from.value.value != 0.0 {
        let mut mistake = catalog::chart_broken_axis(from.span);
        mistake.fixes.push(Fix::to_confirm(from.span, "0").of_text(&from.written));
        mistakes.push(mistake);
    } else if from.value.value > lowest {
        mistakes.push(catalog::chart_axis_above(from.span, &from.written));
    }
}

/// Reports numbers that are no shares of a whole.
fn check_shares(chart: &Chart, span: Span, mistakes: &mut Vec<Diagnostic>) {
    let missing = chart.series.iter().any(|series| series.numbers.iter().any(Option::is_none));
    let total: f64 = chart.all_numbers().map(|number| number.value).sum();
    if missing || total <= 0.0 || chart.all_numbers().any(|number| number.value < 0.0) {
        mistakes.push(catalog::chart_no_shares(span));
    } else if chart.is_percent() && (total - 100.0).abs() > PERCENT_TOLERANCE {
        mistakes.push(catalog::chart_not_hundred(span, &chart.format_total()));
    }
}

/// Reads numbers in the text itself: `{label: number}`, or lines of CSV.
fn read_inline_data(
    node: Node,
    name: &str,
    context: ChartContext,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<DataTable> {
    let span = node.span;
    match node.value {
        Value::Text(csv) => {
            let mut mistakes = Vec::new();
            let whole = Span::new(context.file, 0, csv.trim_end().len());
            let table = csv::parse_csv(context.file, &csv, whole, &mut mistakes);
            let rest = Span::new(context.file, span.start as usize, context.text.len());
            let lines = LineMap::locate_lines(&csv, context.text, rest);
            diagnostics.extend(mistakes.into_iter().map(|mistake| lines.relocate_diagnostic(mistake)));
            table.map(|table| DataTable { span: lines.outer_span(table.span), ..table })
        }

        Value::Map(_) => {
            let mut labels = Vec::new();
            let mut numbers = Vec::new();
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

/// Reads numbers in a CSV file, whose path is written like that of a link.
fn read_data_file(
    node: &Node,
    context: ChartContext,
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
    let Some(path) = resolve_data_path(context.path, &written) else {
        diagnostics.push(catalog::link_outside(node.span, &written));
        return None;
    };

    tables.push(path.clone());
    if !Sources::is_table(&path) {
        diagnostics.push(catalog::chart_file_unreadable(node.span, &written, &phrases::is_not_csv()));
        return None;
    }
    if let Some((id, text)) = context.sources.find(&path) {
        let whole = Span::new(id, 0, text.text.trim_end().len());
        return csv::parse_csv(id, &text.text, whole, diagnostics).map(|table| DataTable { span: node.span, ..table });
    }

    diagnostics.push(match context.sources.unread(&path) {
        Some(Unread::Encoding(guess)) => {
            catalog::chart_file_unreadable(node.span, &written, &phrases::is_not_utf8_but(guess))
        }
        Some(Unread::TooLarge) => {
            catalog::chart_file_unreadable(node.span, &written, &phrases::too_large_for_a_chart())
        }
        None => {
            let near = similar_table(context.sources, &path);
            catalog::chart_file_missing(node.span, &written, near.as_deref())
        }
    });
    None
}

/// Returns the path below the root of a file that the story at `from` names; `None` if it leads out of `content/`.
fn resolve_data_path(from: &str, written: &str) -> Option<String> {
    let decoded = super::link::decode_url(written);
    let path = match decoded.strip_prefix('/') {
        Some(rooted) => Some(address::to_nfc(&format!("content/{rooted}"))),
        None => address::resolve_path(from, &decoded),
    };
    path.filter(|path| path.starts_with("content/"))
}

/// Returns the name of a table in the same directory that is written like a missing one.
fn similar_table(sources: &Sources, path: &str) -> Option<String> {
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let names = sources.tables(directory);
    let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".csv");
    let near = nearest(name, names.iter().map(|name| name.trim_end_matches(".csv")));
    near.map(|near| format!("{near}.csv"))
}
