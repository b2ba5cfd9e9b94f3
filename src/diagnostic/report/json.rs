//! Diagnostics as JSON objects, one a line.

use serde_json::{Value, json};

use super::{Location, Printer, Range};
use crate::diagnostic::fix::{Fix, FixSafety};
use crate::diagnostic::{Diagnostic, Lang, Place, RelatedPlace, Severity};
use crate::source::Sources;

/// [`Printer::render_json`] of a single diagnostic.
pub fn render_json(d: &Diagnostic, sources: &Sources, lang: Lang) -> String {
    Printer::new(sources).render_json(d, lang)
}

impl Printer<'_> {
    /// Renders a diagnostic as a JSON object on one line.
    ///
    /// Keys: `code`, `severity` (`error`, `warning`), `message`, `help`, `path`, `line`, `column` (from 1, in characters),
    /// `related` (each with `message` and a place), `fixes` (each with `safe` and `edits`, which have the range that is
    /// replaced and the `replacement`), `known` (whether the baseline has it). Absent values are `null`.
    pub fn render_json(&self, d: &Diagnostic, lang: Lang) -> String {
        let d = &self.without_secrets(d);
        let severity = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let StartOfPlace { path, line, column } = StartOfPlace::new(&d.place, self.sources);
        let related = d.related.iter().map(|related| related_object(related, self.sources, lang));
        let fixes = d.fixes.iter().map(|fix| fix_object(fix, self.sources));

        json!({
            "code": d.code,
            "severity": severity,
            "message": d.message.in_lang(lang),
            "help": d.help.as_ref().map(|help| help.in_lang(lang)),
            "path": path, "line": line, "column": column,
            "related": related.collect::<Vec<_>>(),
            "fixes": fixes.collect::<Vec<_>>(),
            "known": d.known,
        })
        .to_string()
    }
}

/// The file of a place, and where it starts there.
struct StartOfPlace<'a> {
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
}

impl<'a> StartOfPlace<'a> {
    fn new(place: &'a Place, sources: &'a Sources) -> Self {
        let location = Location::of_place(place, sources);
        let path = location.as_ref().map(|location| location.path);
        let start = location.and_then(|location| location.range).map(|range| range.start);
        Self { path, line: start.map(|start| start.line), column: start.map(|start| start.column) }
    }
}

fn related_object(related: &RelatedPlace, sources: &Sources, lang: Lang) -> Value {
    let StartOfPlace { path, line, column } = StartOfPlace::new(&related.place, sources);
    json!({"message": related.remark.in_lang(lang), "path": path, "line": line, "column": column})
}

fn fix_object(fix: &Fix, sources: &Sources) -> Value {
    let edits = fix.edits.iter().map(|edit| {
        let file = sources.text(edit.span.file);
        let Range { start, end } = Range::of_span(edit.span, &file.text);
        json!({
            "path": file.path,
            "line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column,
            "replacement": edit.replacement,
        })
    });
    json!({"safe": fix.safety == FixSafety::Safe, "edits": edits.collect::<Vec<_>>()})
}
