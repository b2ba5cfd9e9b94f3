//! Diagnostics for people: an excerpt of the source with a caret, and the line that a safe fix would leave.
//!
//! The caret counts characters of ambiguous width (“ ” — … ·, Greek, Cyrillic; UAX #11) as one cell, as the snippet renderer does: so do
//! Windows Terminal, the terminal of VS Code (xterm.js), GNOME Terminal, Konsole, iTerm2 and tmux unless told otherwise. The console of
//! Windows before 11 with a Chinese code page shows two; there the caret stands to the left, and line and column are right.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use super::{Printer, floor_boundary, line_column};
use crate::diagnostic::fix::{Edit, FixSafety};
use crate::diagnostic::plain::{one_line, rendered_report};
use crate::diagnostic::secrets::{self, Secrets};
use crate::diagnostic::{Diagnostic, Lang, Place, Severity};
use crate::source::{Sources, Span};

/// An excerpt shows at most this many bytes of a line before and after the place.
const EXCERPT_BYTES: usize = 200;

/// [`Printer::render_human`] of a single diagnostic.
pub fn render_human(d: &Diagnostic, sources: &Sources, lang: Lang, colour: bool) -> String {
    Printer::new(sources).render_human(d, lang, colour)
}

impl Printer<'_> {
    /// Renders a diagnostic for people. Ends in a line break. Control characters of the excerpt are made harmless by the
    /// snippet renderer, those of sentences here.
    pub fn render_human(&self, d: &Diagnostic, lang: Lang, colour: bool) -> String {
        let secrets = self.credentials.for_diagnostic(d);
        let d = &secrets.redact(d);
        let view = ExcerptView { sources: self.sources, secrets: &secrets };

        let title = one_line(d.message.in_lang(lang));
        let title = named_level(d.severity, lang).primary_title(title).id(d.code);
        let mut first = view.add_place(Group::with_title(title), &d.place);

        let mut notes = Vec::new();
        for related in &d.related {
            let level = Level::NOTE.with_name(if lang == Lang::Zh { "另见" } else { "note" });
            let note = Group::with_title(level.secondary_title(one_line(related.remark.in_lang(lang))));
            notes.push(view.add_place(note, &related.place));
        }

        if let Some(help) = &d.help {
            let help = one_line(help.in_lang(lang));
            let level = Level::HELP.with_name(if lang == Lang::Zh { "办法" } else { "help" });
            match view.corrected_line(d) {
                Some(line) => notes.push(Group::with_title(level.secondary_title(help)).element(line)),
                None if d.related.is_empty() => first = first.element(level.message(help)),
                None => notes.push(Group::with_title(level.secondary_title(help))),
            }
        }

        let report: Vec<Group> = std::iter::once(first).chain(notes).collect();
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = rendered_report(&renderer.render(&report));
        out.push('\n');
        out
    }
}

fn named_level(severity: Severity, lang: Lang) -> Level<'static> {
    match (severity, lang) {
        (Severity::Error, Lang::Zh) => Level::ERROR.with_name("错误"),
        (Severity::Error, Lang::En) => Level::ERROR.with_name("error"),
        (Severity::Warning, Lang::Zh) => Level::WARNING.with_name("警告"),
        (Severity::Warning, Lang::En) => Level::WARNING.with_name("warning"),
    }
}

/// Shows stretches of source texts, with credentials masked.
struct ExcerptView<'a> {
    sources: &'a Sources,
    secrets: &'a Secrets<'a>,
}

impl<'a> ExcerptView<'a> {
    /// Adds a place to a group: an excerpt with a caret, or the path alone.
    fn add_place(&self, group: Group<'a>, place: &Place) -> Group<'a> {
        match place {
            Place::Site => group,
            Place::File(path) => group.element(Origin::path(one_line(path))),
            Place::At(span) => self.add_excerpt(group, *span),
        }
    }

    fn add_excerpt(&self, group: Group<'a>, span: Span) -> Group<'a> {
        let file = self.sources.text(span.file);
        let (line, column) = line_column(span, self.sources);
        let excerpt = Excerpt::around_span(&file.text, span);
        let shown = &file.text[excerpt.bytes.clone()];

        let start = excerpt.bytes.start;
        let marks = self.secrets.in_excerpt(file, excerpt.bytes.clone());
        let marks: Vec<_> = marks.iter().map(|mark| mark.start - start..mark.end - start).collect();
        let caret_start = secrets::masked_offset(shown, &marks, excerpt.caret.start - start);
        let caret_end = secrets::masked_offset(shown, &marks, excerpt.caret.end - start);

        let snippet = Snippet::source(secrets::mask(shown, &marks));
        let snippet = snippet.line_start(line).annotation(AnnotationKind::Primary.span(caret_start..caret_end));
        if excerpt.begins_line(&file.text) {
            group.element(snippet.path(one_line(&file.path)))
        } else {
            // Of a line that is cut at its start the renderer would count the column wrong.
            group.element(Origin::path(one_line(&file.path)).line(line).char_column(column)).element(snippet)
        }
    }

    /// Shows the line that a safe fix corrects, before and after. A long line, one with credentials or with characters
    /// that steer a terminal is not shown.
    fn corrected_line(&self, d: &Diagnostic) -> Option<Snippet<'a, Patch<'a>>> {
        let fix = d.fixes.iter().find(|fix| fix.safety == FixSafety::Safe)?;
        let first = fix.edits.first()?.span;
        let file = self.sources.text(first.file);
        let excerpt = Excerpt::around_span(&file.text, first);
        let line = &file.text[excerpt.bytes.clone()];

        let is_whole_line = excerpt.begins_line(&file.text) && excerpt.ends_line(&file.text);
        let is_within_line = |edit: &Edit| {
            let bytes = edit.span.start as usize..edit.span.end as usize;
            edit.span.file == first.file && excerpt.bytes.start <= bytes.start && bytes.end <= excerpt.bytes.end
        };
        let is_plain = one_line(line) == line
            && fix.edits.iter().all(|edit| is_within_line(edit) && one_line(&edit.replacement) == edit.replacement);
        let is_public = self.secrets.in_excerpt(file, excerpt.bytes.clone()).is_empty();
        if !(is_whole_line && is_plain && is_public) {
            return None;
        }

        let (number, _) = line_column(first, self.sources);
        let patches = fix.edits.iter().map(|edit| {
            let replaced = edit.span.start as usize - excerpt.bytes.start..edit.span.end as usize - excerpt.bytes.start;
            Patch::new(replaced, edit.replacement.clone())
        });
        Some(Snippet::source(line).line_start(number).patches(patches))
    }
}

/// The stretch of a text that is shown for a span, and the stretch of that which is underlined, in bytes of the text.
pub(super) struct Excerpt {
    pub bytes: std::ops::Range<usize>,
    pub caret: std::ops::Range<usize>,
}

impl Excerpt {
    /// Takes the line of a span, or a part of a long one. Of a span over several lines only the first is shown.
    pub fn around_span(text: &str, span: Span) -> Self {
        let start = floor_boundary(text, span.start as usize);
        let end = floor_boundary(text, span.end as usize).max(start);

        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
        let line_end = floor_boundary(text, line_end.min(end.min(start + EXCERPT_BYTES) + EXCERPT_BYTES));

        let is_far_in = start - line_start > 2 * EXCERPT_BYTES;
        let from = if is_far_in { floor_boundary(text, start - EXCERPT_BYTES) } else { line_start };
        Self { bytes: from..line_end, caret: start..end.min(line_end).max(start) }
    }

    pub fn begins_line(&self, text: &str) -> bool {
        self.bytes.start == 0 || text[..self.bytes.start].ends_with('\n')
    }

    pub fn ends_line(&self, text: &str) -> bool {
        self.bytes.end == text.len() || text[self.bytes.end..].starts_with(['\n', '\r'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::catalog;
    use crate::source::{FileId, Text};

    #[test]
    fn the_caret_counts_ambiguous_characters_as_one_cell() {
        let text = "“深根”——…启动,好。".to_owned();
        let comma = text.find(',').unwrap();
        let sources = Sources::new(vec![Text { path: "a.md".to_owned(), text }]);
        let (file, _) = sources.find("a.md").unwrap();
        assert_ne!(file, FileId(0));

        let shown =
            render_human(&catalog::half_width(Span::new(file, comma, comma + 1), ','), &sources, Lang::Zh, false);
        let caret = shown.lines().find(|line| line.contains('^')).unwrap();
        // `| `, then “ ” — — … in a cell each and four ideographs in two.
        assert_eq!(caret.split_once("| ").unwrap().1, "             ^", "{shown}");
    }
}
