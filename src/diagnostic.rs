//! A mistake as a value: what is wrong, where, and what to do about it, in two languages.
//!
//! [`catalog`] has a constructor for every mistake there is; [`report`] prints them, and
//! [`explain`] says more of each. No other module writes a message of its own.

pub mod catalog;
pub mod explain;
pub mod fix;
pub mod plain;
pub mod report;
mod secrets;

use std::collections::HashMap;
use std::error::Error;
use std::fmt;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

pub use secrets::is_secret_key;

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

    /// The same, without the middle of what it quotes if that is very long.
    fn shortened(self) -> Self {
        Self { zh: shortened(self.zh), en: shortened(self.en) }
    }
}

/// Bytes at the beginning of a long sentence that are kept, ...
const BEGINNING: usize = 700;
/// ... and at its end, where the sentence goes on behind what it quotes.
const END: usize = 300;

/// A text with an ellipsis in the place of its middle, if it has more bytes than anybody reads.
fn shortened(text: String) -> String {
    if text.len() <= BEGINNING + END {
        return text;
    }
    let beginning = &text[..text.floor_char_boundary(BEGINNING)];
    let end = &text[text.ceil_char_boundary(text.len() - END)..];
    format!("{beginning}…{end}")
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Nothing is published until it is mended.
    Error,
    /// Published, and said.
    Warning,
}

/// What a mistake lies in. It decides how a command goes on and which exit status it ends with.
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

/// Where it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// Nowhere in particular.
    Site,
    /// A file, or something about it that has no line.
    File(String),
    /// A stretch of a text.
    At(Span),
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
    /// What it lies in.
    pub kind: DiagnosticKind,
    /// What is wrong.
    pub message: Message,
    /// Where.
    pub place: Place,
    /// Other places that belong to it (the other claimant of an address), each with a remark.
    pub related: Vec<(Place, Message)>,
    /// What to do.
    pub help: Option<Message>,
    /// How it can be mended by edits; of several, any one will do.
    pub fixes: Vec<Fix>,
    /// How many more of the same in its file are left out; see [`thin`].
    pub others: usize,
}

impl Diagnostic {
    /// Whether it keeps the site from being published.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
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

/// The most mistakes of one code in one file that are kept: nobody mends more before looking again.
const ALIKE: usize = 200;

/// How long a list of mistakes may grow before it is thinned: thinning takes time, and what is not thinned memory.
const CROWD: usize = 20_000;

/// Adds a mistake of a text that may be full of them: the list stays short.
pub fn add(diagnostics: &mut Vec<Diagnostic>, mistake: Diagnostic) {
    diagnostics.push(mistake);
    if diagnostics.len() > CROWD {
        thin(diagnostics);
    }
}

/// Adds mistakes of one kind in one file. Of very many the others are only counted.
pub fn add_alike<T>(
    diagnostics: &mut Vec<Diagnostic>,
    mut places: impl Iterator<Item = T>,
    mistake: impl Fn(T) -> Diagnostic,
) {
    diagnostics.extend(places.by_ref().take(ALIKE).map(mistake));
    let others = places.count();
    if let Some(last) = diagnostics.last_mut().filter(|_| others > 0) {
        last.others += others;
    }
}

/// Leaves out what is more of the same in one file, and says how much. A text may hold a slip in every character. To
/// thin a list that has been thinned changes nothing.
pub fn thin(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() < ALIKE {
        return;
    }
    let kind = |d: &Diagnostic| match &d.place {
        // Where in the file does not matter.
        Place::At(span) => (d.code, Place::At(Span { start: 0, end: 0, ..*span })),
        place => (d.code, place.clone()),
    };

    let mut counts: HashMap<(&'static str, Place), Alike> = HashMap::new();
    diagnostics.retain_mut(|d| {
        let alike = counts.entry(kind(d)).or_default();
        alike.others += std::mem::take(&mut d.others);
        if alike.kept == ALIKE {
            alike.others += 1;
            return false;
        }
        alike.kept += 1;
        true
    });

    // The last that is kept of each kind tells of the others.
    for d in diagnostics.iter_mut().rev() {
        let Some(alike) = counts.get_mut(&kind(d)).filter(|alike| alike.others > 0) else { continue };
        d.others = std::mem::take(&mut alike.others);
        let remark = catalog::phrases::more_alike(d.others);
        d.related.retain(|(_, said)| !is_more_alike(said));
        d.related.push((d.place.clone(), remark));
    }
}

/// Whether a remark is [`catalog::phrases::more_alike`].
fn is_more_alike(remark: &Message) -> bool {
    remark.en.ends_with(" more of the same in this file are not listed")
}

/// How many mistakes of a kind there are in a file.
#[derive(Default)]
struct Alike {
    kept: usize,
    others: usize,
}

/// Deserializes a code as the catalogue has it.
fn deserialize_code<'de, D: Deserializer<'de>>(from: D) -> Result<Code, D::Error> {
    let code = String::deserialize(from)?;
    catalog::entry(&code).map(|entry| entry.code).ok_or_else(|| D::Error::custom("no such code"))
}

/// Whether any of them keeps the site from being published.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}

/// The known name that somebody probably meant, if one is near enough.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 2);
    let name = name.to_lowercase();
    let length = name.chars().count();
    known
        // The distance is never less than the difference of the lengths, which is sooner known.
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
        let long = catalog::bad_alias(Span::new(FileId(0), 0, 1), &"字".repeat(1_000_000)).message;
        assert!(long.zh.starts_with("`字字") && long.zh.ends_with("字字` 不能作旧址"), "{long:?}");
        assert!(long.zh.contains('…') && long.zh.len() <= BEGINNING + END + "…".len(), "{long:?}");

        let usual = "字".repeat(250);
        let usual = catalog::bad_alias(Span::new(FileId(0), 0, 1), &usual).message;
        assert!(!usual.zh.contains('…'), "{usual:?}");
    }

    #[test]
    fn of_many_alike_the_first_are_kept_and_the_others_counted() {
        let at = |file: u64, n: usize| catalog::bad_character(Span::new(FileId(file), n, n + 1), '\u{8}');
        let mut many: Vec<Diagnostic> = (0..ALIKE + 7).map(|n| at(0, n)).collect();
        many.extend((0..ALIKE).map(|n| at(1, n)));
        many.push(catalog::no_settings());
        thin(&mut many);
        assert_eq!(many.len(), 2 * ALIKE + 1);
        let told: Vec<usize> = (0..many.len()).filter(|n| !many[*n].related.is_empty()).collect();
        assert_eq!(told, [ALIKE - 1]);
        assert!(many[ALIKE - 1].related[0].1.en.starts_with("7 more"), "{:?}", many[ALIKE - 1]);

        let once = many.clone();
        thin(&mut many);
        assert_eq!(many, once);
        many.extend((0..5).map(|n| at(0, n)));
        thin(&mut many);
        let told: Vec<&str> = many[ALIKE - 1].related.iter().map(|(_, remark)| remark.en.as_str()).collect();
        assert_eq!((many.len(), told.len()), (once.len(), 1));
        assert!(told[0].starts_with("12 more"), "{told:?}");
    }
}
