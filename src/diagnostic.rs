//! A mistake as a value: what is wrong, where, and what to do about it, in two languages.
//!
//! [`catalog`] has a constructor for every mistake there is; [`report`] prints them, and
//! [`explain`] says more of each. No other module writes a message of its own.

pub mod catalog;
pub mod explain;
pub mod plain;
pub mod report;
mod secrets;

use std::collections::HashMap;

pub use secrets::is_secret_key;

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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

/// The most mistakes of one code in one file that are kept: nobody mends more before looking again.
const ALIKE: usize = 200;

/// Leaves out what is more of the same in one file, and says how much. A text may hold a slip in every character.
pub fn thin(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() <= ALIKE {
        return;
    }
    let mut counts: HashMap<(&'static str, Place), usize> = HashMap::new();
    let of = |d: &Diagnostic| match &d.place {
        // Where in the file does not matter.
        Place::At(span) => (d.code, Place::At(Span { start: 0, end: 0, ..*span })),
        place => (d.code, place.clone()),
    };
    diagnostics.retain(|d| {
        let count = counts.entry(of(d)).or_default();
        *count += 1;
        *count <= ALIKE
    });
    let mut kept: HashMap<(&'static str, Place), usize> = HashMap::new();
    for d in diagnostics {
        let (which, count) = (of(d), kept.entry(of(d)).or_default());
        *count += 1;
        let all = counts.get(&which).copied().unwrap_or(0);
        if *count == ALIKE && all > ALIKE {
            let remark = catalog::more_alike(all - ALIKE);
            d.related.push((d.place.clone(), remark));
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn of_many_alike_the_first_are_kept_and_the_others_counted() {
        let at = |file: u32, n: usize| catalog::bad_character(Span::new(FileId(file), n, n + 1), '\u{8}');
        let mut many: Vec<Diagnostic> = (0..ALIKE + 7).map(|n| at(0, n)).collect();
        many.extend((0..ALIKE).map(|n| at(1, n)));
        many.push(catalog::no_settings());
        thin(&mut many);
        assert_eq!(many.len(), 2 * ALIKE + 1);
        let told: Vec<usize> = (0..many.len()).filter(|n| !many[*n].related.is_empty()).collect();
        assert_eq!(told, [ALIKE - 1]);
        assert!(many[ALIKE - 1].related[0].1.en.starts_with("7 more"), "{:?}", many[ALIKE - 1]);
    }
}
