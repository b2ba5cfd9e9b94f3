//! Prints diagnostics for people (with an excerpt and a caret) and for programs: JSON lines, SARIF, and what GitHub and
//! GitLab show beside a change (`docs/check-formats.md`).

mod diff;
mod github;
mod gitlab;
mod human;
mod json;
mod overview;
mod page;
mod sarif;

pub use super::plain::printable;
pub use diff::render_diff;
pub use github::render_github;
pub use gitlab::render_gitlab;
pub use human::render_human;
pub use json::render_json;
pub use overview::{CodeCount, Overview, count_codes};
pub use page::{CheckPage, CheckedStory, Signature};
pub use sarif::render_sarif;

use super::secrets::KnownCredentials;
use super::{Diagnostic, Place, thin};
use crate::source::{Sources, Span};

/// Sorts diagnostics by file, then by place, as an editor mends them; those without a file come first. Of very many alike
/// in one file the first are kept.
pub fn sort_by_place(diagnostics: &mut Vec<Diagnostic>, sources: &Sources) {
    diagnostics.sort_by_cached_key(|d| {
        let (path, at) = match &d.place {
            Place::Site => (String::new(), 0),
            Place::File(path) => (path.clone(), 0),
            Place::At(span) => (sources.text(span.file).path.clone(), span.start + 1),
        };
        (path, at, d.code, d.message.en.clone())
    });
    diagnostics.dedup();
    thin(diagnostics);
}

/// Line and column of a character, from 1. Columns count characters, as the status bars of editors do.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Position {
    line: usize,
    column: usize,
}

impl Position {
    /// Returns the position of a byte of a text.
    fn of_byte(text: &str, at: u32) -> Self {
        let before = &text[..floor_boundary(text, at as usize)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// Returns line and column of a span's start, from 1; columns count characters.
pub fn line_column(span: Span, sources: &Sources) -> (usize, usize) {
    let start = Position::of_byte(&sources.text(span.file).text, span.start);
    (start.line, start.column)
}

/// A range of a text; the end is the position after the last character.
#[derive(Clone, Copy)]
struct Range {
    start: Position,
    end: Position,
}

impl Range {
    fn of_span(span: Span, text: &str) -> Self {
        Self { start: Position::of_byte(text, span.start), end: Position::of_byte(text, span.end) }
    }
}

/// The file of a place, and the range in it unless the place is the file as a whole.
struct Location<'a> {
    path: &'a str,
    range: Option<Range>,
}

impl<'a> Location<'a> {
    fn of_place(place: &'a Place, sources: &'a Sources) -> Option<Self> {
        match place {
            Place::Site => None,
            Place::File(path) => Some(Self { path, range: None }),
            Place::At(span) => {
                let file = sources.text(span.file);
                // Line breaks and spaces at the end belong to nothing.
                let written = file.text.get(span.start as usize..span.end as usize).unwrap_or_default().trim_end();
                let end = span.start + u32::try_from(written.len()).unwrap_or(0);
                let range = Range::of_span(Span { end, ..*span }, &file.text);
                Some(Self { path: &file.path, range: Some(range) })
            }
        }
    }
}

/// Returns the nearest character boundary at or before a byte.
fn floor_boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// Prints diagnostics about some texts, without the credentials that these hold. Each text is searched for them once.
pub struct Printer<'s> {
    sources: &'s Sources,
    credentials: KnownCredentials<'s>,
}

impl<'s> Printer<'s> {
    /// Makes a printer for diagnostics about these texts.
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, credentials: KnownCredentials::new(sources) }
    }

    /// Returns a diagnostic without the credentials that its sentences quote.
    fn without_secrets(&self, d: &Diagnostic) -> Diagnostic {
        self.credentials.for_diagnostic(d).redact(d)
    }
}
