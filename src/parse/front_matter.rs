//! The front matter: an editor's metadata of a story, as YAML between two `---` lines.
//!
//! Its keys are declared in `keys`; everything else follows from there.

mod aliases;
mod byline_text;
mod bylines;
mod common_mistakes;
mod corrections;
mod cover;
mod duplicate_keys;
mod entries;
mod fences;
mod figures;
mod foreign_keys;
mod head_lines;
mod key_names;
mod key_reader;
mod key_spelling;
mod keys;
mod list_items;
mod repaired;
mod required;
mod signatures;
pub mod signing;
mod split;
mod tags;
mod text_values;

use chrono_tz::Tz;

pub use bylines::Byline;
pub use corrections::Correction;
pub use cover::Cover;
pub use figures::Figures;
pub use key_names::KeyNames;
pub use keys::{FrontMatter, KEYS};
pub use required::Required;
pub use signatures::{Signature, SignedText, parse_day};

use super::chart::ChartContext;
use super::moment::Moment;
use super::reviewed_text;
use crate::diagnostic::catalog::DateDoubt;
use crate::diagnostic::{Diagnostic, catalog};
use crate::digest::Digest;
use crate::source::{FileId, Sources, Span, Text};
use key_reader::{KeyReader, MissingKeys};
use split::split_front_matter;

/// The front matter of a text.
pub struct ParsedFrontMatter {
    /// The values of its keys, as far as they can be read.
    pub front: FrontMatter,
    /// Whether there is any.
    pub is_readable: bool,
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
    let split = split_front_matter(file, text, true, diagnostics);

    let reviewed_text = reviewed_text::digest_text(&split.node, &text[split.body_start..]);
    let context = ChartContext { path, sources, file, text };
    let missing = MissingKeys { are_reported: split.is_readable, broken: split.broken_keys };
    let mut reader = KeyReader::new(split.node, context, zone, missing, diagnostics);
    let front = FrontMatter::read_keys(&mut reader);
    front.check_consistency(&mut reader);
    reader.finish();

    ParsedFrontMatter { front, is_readable: split.is_readable, body_start: split.body_start, reviewed_text }
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

    /// Iterates over everybody who wrote the story.
    pub fn author_names(&self) -> impl Iterator<Item = &str> {
        let writers = self.byline.iter().filter(|byline| matches!(byline.role.as_str(), "记者" | "作者" | "通讯员"));
        writers.flat_map(|byline| byline.names.iter().map(String::as_str))
    }

    /// Returns the values that are running text, with their places.
    pub fn running_text(&self) -> impl Iterator<Item = (&str, Span)> {
        let title = self.title.span().map(|span| (self.title.as_str(), span));
        let below_cover = self.cover.iter().flat_map(Cover::lines_below);
        let rest = [&self.kicker, &self.subtitle, &self.summary].into_iter().flatten().chain(below_cover);
        title.into_iter().chain(rest.map(|text| (text.as_str(), text.span)))
    }

    /// Reports values that contradict one another.
    fn check_consistency(&self, reader: &mut KeyReader) {
        if let (Some(page), None) = (&self.page, &self.issue) {
            let issue = reader.name_of("issue", "期");
            let page_key = reader.name_of("page", "版");
            reader.report(catalog::page_without_issue(page.span, &issue, &page_key));
        }
        if let (Some(expires), Some(_)) = (&self.expires, self.date.span())
            && expires.at <= self.date.at
        {
            let date = reader.name_of("date", "日期");
            let expires_key = reader.name_of("expires", "下线");
            reader.report(catalog::expires_before_date(expires.span, &date, &expires_key));
        }
        if let (Some(updated), Some(_)) = (&self.updated, self.date.span())
            && updated.at.date_naive() < self.date.at.date_naive()
        {
            let name = reader.name_of("updated", "更新");
            reader.report(catalog::doubtful_date(updated.span.into(), &name, DateDoubt::BeforePublication));
        }
    }
}
