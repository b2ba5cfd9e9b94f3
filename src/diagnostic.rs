//! Mistakes as values: the sentence in both languages, the place, the remedy, and fixes that a program can apply.
//!
//! [`catalog`] is the table of all messages, with a function for each; [`report`] prints diagnostics, [`explain`] has a
//! longer text for each code, [`fix`] applies edits. No other module words a mistake.

pub mod baseline;
pub mod catalog;
pub mod explain;
pub mod fix;
pub mod plain;
pub mod report;
mod secrets;
mod thinning;

use std::error::Error;
use std::fmt;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

pub use secrets::is_secret_key;
pub use thinning::{add, add_alike, thin};

use self::fix::Fix;
use crate::source::Span;

/// The language of messages. The site itself is always Chinese.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 中文, the default.
    #[default]
    Zh,
    /// English.
    En,
}

/// The same sentence in both languages: lower case, no full stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Message {
    /// The same sentence in Chinese and in English.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The sentence in one language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// Replaces the middle of very long sentences by an ellipsis: they may quote a whole paragraph.
    fn with_middle_elided(self) -> Self {
        Self { zh: elide_middle(self.zh), en: elide_middle(self.en) }
    }
}

/// Bytes that are kept of the beginning of a long sentence.
const KEPT_BEGINNING: usize = 700;

/// Bytes that are kept of the end of a long sentence, which goes on behind what it quotes.
const KEPT_END: usize = 300;

/// Replaces the middle of a text that has more bytes than anybody reads by an ellipsis.
fn elide_middle(text: String) -> String {
    if text.len() <= KEPT_BEGINNING + KEPT_END {
        return text;
    }

    let beginning = &text[..text.floor_char_boundary(KEPT_BEGINNING)];
    let end = &text[text.ceil_char_boundary(text.len() - KEPT_END)..];
    format!("{beginning}…{end}")
}

/// The level of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Nothing is published until it is mended.
    Error,
    /// The site is published all the same.
    Warning,
}

/// The subject that a mistake lies in. It decides how a command goes on and which exit status it ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiagnosticKind {
    /// The bulletin's texts, pictures and files, and its theme.
    Content,
    /// `site.yaml` and the files beside it.
    Settings,
    /// A credential in the settings. An excerpt of these would show it.
    Secret,
    /// There are no settings, and so no bulletin.
    NoBulletin,
    /// The arguments of a command.
    Usage,
    /// The output directory, or another file that is to be written.
    Output,
    /// The place where a site is deployed to, and the way there.
    Deployment,
    /// The disk or the operating system failed; nobody can mend it in a text.
    Environment,
}

impl DiagnosticKind {
    /// Returns whether the bulletin cannot be known, so that nothing that is derived from it means anything.
    pub fn leaves_no_bulletin(self) -> bool {
        matches!(self, Self::NoBulletin | Self::Environment)
    }

    /// Returns whether it is about the settings or their absence.
    pub fn concerns_settings(self) -> bool {
        matches!(self, Self::Settings | Self::Secret | Self::NoBulletin)
    }
}

/// The place of a mistake.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The whole site, or nothing that has a file.
    Site,
    /// A file, or something about it that has no line.
    File(String),
    /// A stretch of a text.
    At(Span),
}

/// Another place that belongs to a mistake, such as the other claimant of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedPlace {
    /// The place.
    pub place: Place,
    /// The sentence beside its excerpt.
    pub remark: Message,
}

/// The stable name of a kind of mistake, such as `J204`.
pub type Code = &'static str;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[must_use]
pub struct Diagnostic {
    /// Stable name, such as `J204`.
    #[serde(deserialize_with = "deserialize_code")]
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// The subject that it lies in.
    pub kind: DiagnosticKind,
    /// The sentence.
    pub message: Message,
    /// The place.
    pub place: Place,
    /// Other places that belong to it.
    pub related: Vec<RelatedPlace>,
    /// The remedy.
    pub help: Option<Message>,
    /// How it can be mended by edits; of several, any one will do.
    pub fixes: Vec<Fix>,
    /// The number of mistakes of the same kind in its file that are left out; see [`thin`].
    pub others: usize,
    /// Whether the [baseline] has it: then it is counted and not shown.
    pub known: bool,
}

impl Diagnostic {
    /// Returns whether it keeps the site from being published.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The number of mistakes that it stands for: those of its kind that are left out count, too.
    pub fn count(&self) -> usize {
        1 + self.others
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message.en)
    }
}

impl Error for Diagnostic {}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::At(span)
    }
}

/// Deserializes a code as the catalogue has it.
fn deserialize_code<'de, D: Deserializer<'de>>(from: D) -> Result<Code, D::Error> {
    let code = String::deserialize(from)?;
    catalog::find_entry(&code).map(|entry| entry.code).ok_or_else(|| D::Error::custom("no such code"))
}

/// Returns whether any of them keeps the site from being published.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}

/// Returns the known name that was probably meant: the nearest by optimal string alignment distance, if it is near enough.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 2);
    let name = name.to_lowercase();
    let length = name.chars().count();

    known
        // The distance is never less than the difference of the lengths, which is cheaper.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::osa_distance(&name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn a_long_sentence_loses_the_middle_of_what_it_quotes() {
        let span = Span::new(FileId(0), 0, 1);
        let long = catalog::bad_alias(span, &"字".repeat(1_000_000)).message;
        assert!(long.zh.starts_with("`字字") && long.zh.ends_with("字字` 不能作旧址"), "{long:?}");
        assert!(long.zh.contains('…') && long.zh.len() <= KEPT_BEGINNING + KEPT_END + "…".len(), "{long:?}");

        let usual = catalog::bad_alias(span, &"字".repeat(250)).message;
        assert!(!usual.zh.contains('…'), "{usual:?}");
    }
}
