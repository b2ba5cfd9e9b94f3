//! Shows diagnostics to people (with an excerpt and a caret) and to programs: JSON lines, SARIF, and what GitHub and
//! GitLab show beside a change (`docs/check-formats.md`).

mod github;
mod gitlab;
mod sarif;

pub use super::plain::printable;
pub use github::github;
pub use gitlab::gitlab;
pub use sarif::sarif;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};
use serde_json::json;

use super::fix::{Fix, FixSafety};
use super::plain::{one_line, rendered};
use super::secrets::{self, Credentials, Secrets};
use super::{Diagnostic, Lang, Message, Place, Severity, thin};
use crate::source::{Sources, Span};

/// An excerpt shows at most this many bytes of a line before and after the place.
const EXCERPT: usize = 200;

/// Puts diagnostics in the order in which an editor mends them: by file, then by place; what has no
/// file comes first. Of very many alike in one file the first are kept.
pub fn sort(diagnostics: &mut Vec<Diagnostic>, sources: &Sources) {
    let key = |d: &Diagnostic| match &d.place {
        Place::Site => (String::new(), 0),
        Place::File(path) => (path.clone(), 0),
        Place::At(span) => (sources.text(span.file).path.clone(), span.start + 1),
    };
    diagnostics.sort_by_cached_key(|d| (key(d), d.code, d.message.en.clone()));
    diagnostics.dedup();
    thin(diagnostics);
}

/// Line and column of a span's start, from 1; columns count characters, as an editor's status bar does.
pub fn line_column(span: Span, sources: &Sources) -> (usize, usize) {
    position(&sources.text(span.file).text, span.start)
}

/// Line and column of a byte.
fn position(text: &str, at: u32) -> (usize, usize) {
    let before = &text[..floor(text, at as usize)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1, before[line_start..].chars().count() + 1)
}

/// Lines and columns from 1: of the first character, and of the one after the last.
#[derive(Clone, Copy)]
struct Range {
    start: (usize, usize),
    end: (usize, usize),
}

/// The file of a place, and its range there if it has one.
fn range<'a>(place: &'a Place, sources: &'a Sources) -> Option<(&'a str, Option<Range>)> {
    match place {
        Place::Site => None,
        Place::File(path) => Some((path, None)),
        Place::At(span) => {
            let file = sources.text(span.file);
            // Line breaks and spaces at the end belong to nothing.
            let written = file.text.get(span.start as usize..span.end as usize).unwrap_or_default().trim_end();
            let end = span.start + u32::try_from(written.len()).unwrap_or(0);
            Some((&file.path, Some(Range { start: position(&file.text, span.start), end: position(&file.text, end) })))
        }
    }
}

/// Prints diagnostics about some texts, without the credentials that these hold. Each text is looked through once.
pub struct Printer<'s> {
    sources: &'s Sources,
    credentials: Credentials<'s>,
}

impl<'s> Printer<'s> {
    /// For diagnostics about these texts.
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, credentials: Credentials::new(sources) }
    }

    /// A mistake without the credentials that its message quotes.
    fn without_secrets(&self, d: &Diagnostic) -> Diagnostic {
        self.credentials.of(d).without(d)
    }
}

/// [`Printer::human`] of a single diagnostic.
pub fn human(d: &Diagnostic, sources: &Sources, lang: Lang, colour: bool) -> String {
    Printer::new(sources).human(d, lang, colour)
}

/// [`Printer::json`] of a single diagnostic.
pub fn json(d: &Diagnostic, sources: &Sources, lang: Lang) -> String {
    Printer::new(sources).json(d, lang)
}

impl Printer<'_> {
    /// One diagnostic for people. Ends in a line break. Control characters of the excerpt are made harmless
    /// by the snippet renderer, those of messages here.
    pub fn human(&self, d: &Diagnostic, lang: Lang, colour: bool) -> String {
        let sources = self.sources;
        let (level, name) = match (d.severity, lang) {
            (Severity::Error, Lang::Zh) => (Level::ERROR, "错误"),
            (Severity::Error, Lang::En) => (Level::ERROR, "error"),
            (Severity::Warning, Lang::Zh) => (Level::WARNING, "警告"),
            (Severity::Warning, Lang::En) => (Level::WARNING, "warning"),
        };
        let secrets = self.credentials.of(d);
        let d = &secrets.without(d);
        let say = |m: &Message| one_line(m.in_lang(lang));
        let title = level.with_name(name).primary_title(say(&d.message)).id(d.code);
        let mut group = at(Group::with_title(title), &d.place, sources, &secrets);
        let mut rest = Vec::new();
        for (place, remark) in &d.related {
            let note = Level::NOTE.with_name(if lang == Lang::Zh { "另见" } else { "note" });
            rest.push(at(Group::with_title(note.secondary_title(say(remark))), place, sources, &secrets));
        }
        if let Some(help) = &d.help {
            let level = Level::HELP.with_name(if lang == Lang::Zh { "办法" } else { "help" });
            let corrected = corrected_line(d, sources, &secrets);
            if d.related.is_empty() && corrected.is_none() {
                group = group.element(level.message(say(help)));
            } else {
                let remedy = Group::with_title(level.secondary_title(say(help)));
                rest.push(match corrected {
                    Some(snippet) => remedy.element(snippet),
                    None => remedy,
                });
            }
        }
        let mut report = vec![group];
        report.extend(rest);
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = rendered(&renderer.render(&report));
        out.push('\n');
        out
    }
}

/// Adds the place to a group: an excerpt with a caret, or the path alone.
fn at<'a>(group: Group<'a>, place: &'a Place, sources: &'a Sources, secrets: &Secrets) -> Group<'a> {
    match place {
        Place::Site => group,
        Place::File(path) => group.element(Origin::path(one_line(path))),
        Place::At(span) => {
            let file = sources.text(span.file);
            let (line, column) = line_column(*span, sources);
            let Excerpt { lines, span } = excerpt(&file.text, *span);
            let shown = &file.text[lines.clone()];
            let marks = secrets.in_excerpt(file, lines.clone());
            let marks: Vec<_> = marks.iter().map(|mark| mark.start - lines.start..mark.end - lines.start).collect();
            let moved = |at: usize| secrets::moved(shown, &marks, at - lines.start);
            let range = moved(span.start)..moved(span.end);
            let snippet = Snippet::source(secrets::hidden(shown, &marks));
            let snippet = snippet.line_start(line).annotation(AnnotationKind::Primary.span(range));
            if lines.start == 0 || file.text[..lines.start].ends_with('\n') {
                group.element(snippet.path(one_line(&file.path)))
            } else {
                // Of a line that is cut at its start the renderer would count the column wrong.
                group.element(Origin::path(one_line(&file.path)).line(line).char_column(column)).element(snippet)
            }
        }
    }
}

/// Shows the line that a safe fix corrects, before and after. A long line, one with credentials or with characters that
/// steer a terminal is not shown.
fn corrected_line<'a>(d: &Diagnostic, sources: &'a Sources, secrets: &Secrets) -> Option<Snippet<'a, Patch<'a>>> {
    let fix = d.fixes.iter().find(|fix| fix.safety == FixSafety::Safe)?;
    let [edit] = &fix.edits[..] else { return None };
    let file = sources.text(edit.span.file);
    let lines = excerpt(&file.text, edit.span).lines;
    let starts_whole = lines.start == 0 || file.text[..lines.start].ends_with('\n');
    let ends_whole = lines.end == file.text.len() || file.text[lines.end..].starts_with(['\n', '\r']);
    let is_within = starts_whole && ends_whole && edit.span.end as usize <= lines.end;

    let line = &file.text[lines.clone()];
    let is_plain = one_line(line) == line && one_line(&edit.replacement) == edit.replacement;
    if !is_within || !is_plain || !secrets.in_excerpt(file, lines.clone()).is_empty() {
        return None;
    }

    let (number, _) = line_column(edit.span, sources);
    let replaced = edit.span.start as usize - lines.start..edit.span.end as usize - lines.start;
    Some(Snippet::source(line).line_start(number).patch(Patch::new(replaced, edit.replacement.clone())))
}

/// What is shown of a text, in bytes of it.
struct Excerpt {
    lines: std::ops::Range<usize>,
    span: std::ops::Range<usize>,
}

/// A stretch of the line of a span. Of a span over several lines only the first is shown.
fn excerpt(text: &str, span: Span) -> Excerpt {
    let start = floor(text, span.start as usize);
    let end = floor(text, span.end as usize).max(start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
    let line_end = floor(text, line_end.min(end.min(start + EXCERPT) + EXCERPT));
    let from = if start - line_start > 2 * EXCERPT { floor(text, start - EXCERPT) } else { line_start };
    Excerpt { lines: from..line_end, span: start..end.min(line_end).max(start) }
}

/// The nearest character boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

impl Printer<'_> {
    /// One diagnostic for programs: a JSON object on one line.
    ///
    /// Keys: `code`, `severity` (`error`, `warning`), `message`, `help`, `path`, `line`, `column` (from 1,
    /// in characters), `related` (each with `message` and a place), `fixes` (each with `safe` and `edits`, which have the
    /// range that is replaced and the `replacement`). Absent values are `null`.
    pub fn json(&self, d: &Diagnostic, lang: Lang) -> String {
        let sources = self.sources;
        let d = &self.without_secrets(d);
        let place = |p: &Place| match p {
            Place::Site => (None, None, None),
            Place::File(path) => (Some(path.clone()), None, None),
            Place::At(span) => {
                let (line, column) = line_column(*span, sources);
                (Some(sources.text(span.file).path.clone()), Some(line), Some(column))
            }
        };
        let (path, line, column) = place(&d.place);
        let related: Vec<_> = d
            .related
            .iter()
            .map(|(p, m)| {
                let (path, line, column) = place(p);
                json!({"message": m.in_lang(lang), "path": path, "line": line, "column": column})
            })
            .collect();
        json!({
            "code": d.code,
            "severity": match d.severity { Severity::Error => "error", Severity::Warning => "warning" },
            "message": d.message.in_lang(lang),
            "help": d.help.as_ref().map(|h| h.in_lang(lang)),
            "path": path, "line": line, "column": column,
            "related": related,
            "fixes": d.fixes.iter().map(|fix| json_of_fix(fix, sources)).collect::<Vec<_>>(),
        })
        .to_string()
    }
}

fn json_of_fix(fix: &Fix, sources: &Sources) -> serde_json::Value {
    let edits = fix.edits.iter().map(|edit| {
        let text = &sources.text(edit.span.file).text;
        let (line, column) = position(text, edit.span.start);
        let (end_line, end_column) = position(text, edit.span.end);
        json!({
            "path": sources.text(edit.span.file).path,
            "line": line, "column": column, "end_line": end_line, "end_column": end_column,
            "replacement": edit.replacement,
        })
    });
    json!({"safe": fix.safety == FixSafety::Safe, "edits": edits.collect::<Vec<_>>()})
}
