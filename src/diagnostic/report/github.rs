//! Workflow commands of GitHub Actions: each becomes a note beside the line that it is about.

use super::{Location, Printer, Range, printable};
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::source::Sources;

/// [`Printer::render_github`] of a single diagnostic.
pub fn render_github(d: &Diagnostic, sources: &Sources, lang: Lang, prefix: &str) -> String {
    Printer::new(sources).render_github(d, lang, prefix)
}

impl Printer<'_> {
    /// Renders a diagnostic as a workflow command with a line break. `prefix` leads from the repository's root to the
    /// bulletin's: empty or ending in `/`.
    pub fn render_github(&self, d: &Diagnostic, lang: Lang, prefix: &str) -> String {
        let d = &self.without_secrets(d);
        let level = match d.severity {
            Severity::Error => "error",
            // GitHub shows ten warnings of a step: those of the baseline must not take their places.
            Severity::Warning if d.known => "notice",
            Severity::Warning => "warning",
        };

        let properties = self.command_properties(d, prefix).join(",");
        let text = self.command_text(d, lang, prefix);
        format!("::{level} {properties}::{}\n", escape_data(&text))
    }

    /// Returns the file, the range and the title of the note.
    fn command_properties(&self, d: &Diagnostic, prefix: &str) -> Vec<String> {
        let mut properties = Vec::new();

        if let Some(Location { path, range }) = Location::of_place(&d.place, self.sources) {
            properties.push(format!("file={}", escape_property(&format!("{prefix}{path}"))));
            if let Some(Range { start, end }) = range {
                properties.push(format!("line={},endLine={}", start.line, end.line));
                // Columns are only understood within one line; the end is the last character.
                if start.line == end.line {
                    let last = end.column.saturating_sub(1).max(start.column);
                    properties.push(format!("col={},endColumn={last}", start.column));
                }
            }
        }

        properties.push(format!("title={}", escape_property(d.code)));
        properties
    }

    /// Returns the sentence, the remedy and the remarks, a line each.
    fn command_text(&self, d: &Diagnostic, lang: Lang, prefix: &str) -> String {
        let mut text = d.message.in_lang(lang).to_owned();
        if let Some(help) = &d.help {
            text.push('\n');
            text.push_str(help.in_lang(lang));
        }

        for related in &d.related {
            text.push('\n');
            text.push_str(related.remark.in_lang(lang));
            if let Some(Location { path, range }) = Location::of_place(&related.place, self.sources) {
                let line = range.map_or_else(String::new, |range| format!(":{}", range.start.line));
                text.push_str(&format!(" {prefix}{path}{line}"));
            }
        }
        text
    }
}

/// Escapes the text of a command.
fn escape_data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a command's property.
fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
