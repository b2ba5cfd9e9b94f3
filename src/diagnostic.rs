//! A mistake as a value: what is wrong, where, and what to do about it, in two languages.
//!
//! [`catalog`] has a constructor for every mistake there is; [`report`] prints them, and
//! [`explain`] says more of each. No other module writes a message of its own.

pub mod catalog;
pub mod explain;
pub mod report;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Message {
    /// The sentence in one language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is published until it is mended.
    Error,
    /// Published, and said.
    Warning,
}

/// Where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nowhere in particular.
    Site,
    /// A file, or something about it that has no line.
    File(String),
    /// A stretch of a text.
    At(Span),
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name, such as `J204`.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong.
    pub message: Message,
    /// Where.
    pub place: Place,
    /// Other places that belong to it (the other claimant of an address), each with a remark.
    pub related: Vec<(Place, Message)>,
    /// What to do.
    pub help: Option<Message>,
}

impl Diagnostic {
    fn new(severity: Severity, code: &'static str, place: Place, message: Message) -> Self {
        Self { code, severity, message, place, related: Vec::new(), help: None }
    }

    fn help(mut self, help: Message) -> Self {
        self.help = Some(help);
        self
    }

    fn related(mut self, place: Place, remark: Message) -> Self {
        self.related.push((place, remark));
        self
    }

    /// Whether it keeps the site from being published.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::At(span)
    }
}

/// Whether any of them keeps the site from being published.
#[must_use]
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}

/// The known name that somebody probably meant, if one is near enough.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 2);
    known
        .map(|candidate| (strsim::osa_distance(&name.to_lowercase(), candidate), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
