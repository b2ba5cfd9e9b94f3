//! The front matter: an editor's metadata of a story, as YAML between two `---` lines.
//!
//! Its keys are declared in `keys`; everything else follows from there.

mod aliases;
mod bylines;
mod common_mistakes;
mod corrections;
mod fences;
mod figures;
mod key_reader;
mod keys;
mod required;
mod signatures;
pub mod signing;

use chrono_tz::Tz;

pub use bylines::Byline;
pub use corrections::Correction;
pub use figures::Figures;
pub use keys::{FrontMatter, KEYS};
pub use required::Required;
pub use signatures::{Signature, SignedText, parse_day};

use super::chart::ChartContext;
use super::moment::Moment;
use super::reviewed_text;
use crate::diagnostic::{Diagnostic, catalog};
use crate::digest::Digest;
use crate::source::{FileId, Sources, Span, Text};
use fences::split_front_matter;
use key_reader::KeyReader;

/// The front matter of a text.
pub struct ParsedFrontMatter {
    /// The values of its keys.
    pub front: FrontMatter,
    /// The byte at which the body begins.
    pub body_start: usize,
    /// The digest of all that readers get of the text.
    pub reviewed_text: Digest,
}

/// Reads the front matter at the start of a text. Figures may be drawn from other `sources`.
pub fn parse_front_matter(
    file: FileId,
    Text { path, text }: &Text,
    zone: Tz,
    sources: &Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> ParsedFrontMatter {
    let before = diagnostics.len();
    let split = split_front_matter(file, text, true, diagnostics);

    let reviewed_text = reviewed_text::digest_text(&split.node, &text[split.body_start..]);
    let context = ChartContext { path, sources, file, text };
    let mut reader = KeyReader::new(split.node, context, zone, before, diagnostics);
    let front = FrontMatter::read_keys(&mut reader);
    front.check_consistency(&mut reader);
    reader.finish();

    ParsedFrontMatter { front, body_start: split.body_start, reviewed_text }
}

/// Returns the byte at which the body begins, of a text whose front matter is optional.
pub fn skip_front_matter(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> usize {
    split_front_matter(file, text, false, diagnostics).body_start
}

impl FrontMatter {
    /// Returns when the story was last changed, by an update or a correction; `None` if it was not.
    pub fn last_changed(&self) -> Option<Moment> {
        let updated = self.updated.iter().map(|updated| updated.value);
        updated.chain(self.corrections.iter().map(|correction| correction.date)).max()
    }

    /// Returns the values that are running text, with their places.
    pub fn running_text(&self) -> impl Iterator<Item = (&str, Span)> {
        let title = self.title.span().map(|span| (self.title.as_str(), span));
        let rest = [&self.kicker, &self.subtitle, &self.summary].into_iter().flatten();
        title.into_iter().chain(rest.map(|text| (text.as_str(), text.span)))
    }

    /// Reports values that contradict one another.
    fn check_consistency(&self, reader: &mut KeyReader) {
        if let (Some(page), None) = (&self.page, &self.issue) {
            reader.report(catalog::page_without_issue(page.span));
        }
        if let (Some(expires), Some(_)) = (&self.expires, self.date.span())
            && expires.at <= self.date.at
        {
            reader.report(catalog::expires_before_date(expires.span));
        }
    }
}
