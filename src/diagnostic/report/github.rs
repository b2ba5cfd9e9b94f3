//! Workflow commands of GitHub Actions: each becomes a note beside the line that it is about.

use super::{Printer, Range, printable, range};
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::source::Sources;

/// [`Printer::github`] of a single diagnostic.
pub fn github(d: &Diagnostic, sources: &Sources, lang: Lang, prefix: &str) -> String {
    Printer::new(sources).github(d, lang, prefix)
}

impl Printer<'_> {
    /// One diagnostic as a workflow command, with a line break. `prefix` leads from the repository's root to the
    /// bulletin's: empty or ending in `/`.
    pub fn github(&self, d: &Diagnostic, lang: Lang, prefix: &str) -> String {
        let sources = self.sources;
        let d = &self.without_secrets(d);
        let level = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let mut properties = Vec::new();
        if let Some((path, region)) = range(&d.place, sources) {
            properties.push(format!("file={}", property(&format!("{prefix}{path}"))));
            if let Some(Range { start, end }) = region {
                properties.push(format!("line={},endLine={}", start.0, end.0));
                // Columns are only understood within one line; the end is the last character.
                if start.0 == end.0 {
                    properties.push(format!("col={},endColumn={}", start.1, end.1.saturating_sub(1).max(start.1)));
                }
            }
        }
        properties.push(format!("title={}", property(d.code)));
        let mut text = d.message.in_lang(lang).to_owned();
        if let Some(help) = &d.help {
            text.push('\n');
            text.push_str(help.in_lang(lang));
        }
        for (place, remark) in &d.related {
            text.push('\n');
            text.push_str(remark.in_lang(lang));
            if let Some((path, region)) = range(place, sources) {
                let line = region.map_or_else(String::new, |region| format!(":{}", region.start.0));
                text.push_str(&format!(" {prefix}{path}{line}"));
            }
        }
        format!("::{level} {}::{}\n", properties.join(","), data(&text))
    }
}

/// The text of a command.
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
