//! The table of all messages: one entry for each mistake that the program can find.
//!
//! An entry of `messages!` has the code, the level and the kind, then the signature of the function that makes the
//! diagnostic, the place, the sentence in Chinese and in English, and what to do. Braces in a sentence name parameters.
//! The code's first digit is the subject: 1 files, 2 front matter, 3 settings, 4 site, 5 links, 6 body,
//! 7 output, 8 theme, 9 deployment. A code is never used again for something else.
//!
//! Style: one sentence, lower case, no full stop; back-ticks round what can be typed; the help says what to do.
//! Parts of sentences, such as reasons, are [`phrases`].

mod attachments;
mod body;
mod chart;
pub mod checker_reasons;
mod checks;
mod deploy;
mod files;
mod fixing;
mod fonts;
mod front_matter;
mod head;
mod house;
mod layout;
mod markup;
pub mod markup_advice;
mod order;
pub mod phrases;
mod pictures;
mod proof;
mod settings;
mod site;
mod wording;
mod yaml_mistakes;

pub use attachments::*;
pub use body::*;
pub use chart::*;
pub use checks::*;
pub use deploy::*;
pub use files::*;
pub use fixing::*;
pub use fonts::*;
pub use front_matter::*;
pub use head::*;
pub use house::*;
pub use layout::*;
pub use markup::*;
pub use order::*;
pub use pictures::*;
pub use proof::*;
pub use settings::*;
pub use site::*;
pub use wording::*;

use super::{DiagnosticKind, Message, Place, RelatedPlace, Severity};

/// An entry of the table: everything that is known of a message before it is made.
#[derive(Debug)]
pub struct CatalogEntry {
    /// Stable name, such as `J204`.
    pub code: &'static str,
    /// Error or warning, unless the site sets another level.
    pub severity: Severity,
    /// The subject of mistakes of this code.
    pub kind: DiagnosticKind,
    /// The name of the function that makes the diagnostic.
    pub constructor: &'static str,
    /// The sentence, or several of which one is chosen.
    pub sentences: &'static [Wording],
    /// The sentences beside other places.
    pub remarks: &'static [Wording],
    /// The remedy, or several of which one is chosen.
    pub remedies: &'static [Wording],
}

/// A sentence as it stands in the table: format strings with the names of parameters in braces.
#[derive(Clone, Copy, Debug)]
pub struct Wording {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// The code of a character that no text may hold.
pub const BAD_CHARACTER: &str = "J102";

/// Errors that a site may lower to warnings: what they report is left out or leads nowhere, and the page is whole without it.
pub const LOWERABLE_ERRORS: [&str; 10] = [
    // A control character in a text: it is left out of the page.
    BAD_CHARACTER,
    // An issue or a page that cannot be read: the story stands in no issue.
    "J209",
    "J210",
    // A former address that cannot be one: it leads nowhere.
    "J404",
    // Links and pictures that lead nowhere.
    "J501",
    "J502",
    "J503",
    "J505",
    "J506",
    "J508",
];

/// Returns the whole table, in the order of the codes.
pub fn all_entries() -> Vec<&'static CatalogEntry> {
    let mut entries: Vec<_> = unsorted_entries().collect();
    entries.sort_by_key(|entry| entry.code);
    entries
}

/// Returns the entry of a code.
pub fn find_entry(code: &str) -> Option<&'static CatalogEntry> {
    unsorted_entries().find(|entry| entry.code == code)
}

/// Returns the codes of warnings, whose level a site may set, in order.
pub fn warning_codes() -> impl Iterator<Item = &'static str> {
    all_entries().into_iter().filter(|entry| entry.severity == Severity::Warning).map(|entry| entry.code)
}

fn unsorted_entries() -> impl Iterator<Item = &'static CatalogEntry> {
    [
        attachments::TABLE,
        body::TABLE,
        chart::TABLE,
        checks::TABLE,
        deploy::TABLE,
        files::TABLE,
        fixing::TABLE,
        fonts::TABLE,
        front_matter::TABLE,
        head::TABLE,
        house::TABLE,
        layout::TABLE,
        markup::TABLE,
        order::TABLE,
        pictures::TABLE,
        proof::TABLE,
        settings::TABLE,
        site::TABLE,
        wording::TABLE,
    ]
    .into_iter()
    .flatten()
}

/// The sentences of one diagnostic in one language.
struct Said {
    sentence: String,
    remarks: Vec<String>,
    remedy: Option<String>,
}

/// The sentences of one diagnostic in both languages.
struct Worded {
    message: Message,
    related: Vec<RelatedPlace>,
    help: Option<Message>,
}

impl Worded {
    /// Joins the two languages. `others` are the places that the remarks stand beside; one that is nowhere is left out.
    fn new(zh: Said, en: Said, others: Vec<Place>) -> Self {
        let message = Message { zh: zh.sentence, en: en.sentence }.with_middle_elided();
        let help = zh.remedy.zip(en.remedy).map(|(zh, en)| Message { zh, en }.with_middle_elided());

        let remarks = zh.remarks.into_iter().zip(en.remarks).map(|(zh, en)| Message { zh, en }.with_middle_elided());
        let related = others.into_iter().zip(remarks).filter(|(place, _)| *place != Place::Site);
        let related = related.map(|(place, remark)| RelatedPlace { place, remark }).collect();

        Self { message, related, help }
    }
}

/// Returns the place of a file as a whole.
fn file(path: &str) -> Place {
    Place::File(path.to_owned())
}

/// Formats a sentence of the table, or that which a value chooses among several, as `match` does.
macro_rules! chosen {
    ($text:literal) => {
        format!($text)
    };
    (match $subject:tt { $($pattern:pat $(if $guard:expr)? => $text:literal),+ }) => {
        match $subject {
            $($pattern $(if $guard)? => format!($text),)+
        }
    };
}

/// [`chosen!`] of a remedy, which some entries do not have.
macro_rules! chosen_if_any {
    () => {
        None
    };
    ($($sentence:tt)+) => {
        Some($crate::diagnostic::catalog::chosen!($($sentence)+))
    };
}

/// Makes a function for each entry, with the entry's parameters, and `TABLE`, the list of the entries.
///
/// ```text
/// /// What has happened.
/// J204 Error Content
/// unknown_key(span: Span, key: &str, near: Option<&str>) at span {
///     let …;                      derived values, if any
///     words why;                  values of type `Message`: `{why}` is that in the language of the sentence
///     say: "…" | "…";             Chinese and English; or `say: match value { pattern => "…" | "…", … };`
///     related at place: "…" | "…";
///     help: "…" | "…";            or `help: match …`
///     fix: …;                     a `Fix` or an `Option<Fix>`
/// }
/// ```
macro_rules! messages {
    ($(
        $(#[$attribute:meta])+
        $code:ident $severity:ident $kind:ident
        $name:ident($($parameter:ident: $type:ty),* $(,)?) at $place:tt {
            $(let $binding:ident = $value:expr;)*
            $(words $($words:ident),+;)?
            $(say: $zh:literal | $en:literal;)?
            $(say: match $said:tt { $($case:pat $(if $guard:expr)? => $case_zh:literal | $case_en:literal),+ $(,)? };)?
            $(related at $other:tt: $remark_zh:literal | $remark_en:literal;)*
            $(help: $help_zh:literal | $help_en:literal;)?
            $(help: match $helped:tt {
                $($remedy:pat $(if $remedy_guard:expr)? => $remedy_zh:literal | $remedy_en:literal),+ $(,)?
            };)?
            $(fix: $fix:expr;)?
        }
    )*) => {
        $(
            $(#[$attribute])+
            pub fn $name($($parameter: $type),*) -> $crate::diagnostic::Diagnostic {
                use $crate::diagnostic::catalog::{Said, Worded};

                $(let $binding = $value;)*

                let zh = {
                    $($(let $words = &$words.zh;)+)?
                    Said {
                        sentence: $crate::diagnostic::catalog::chosen!($($zh)? $(match $said { $($case $(if $guard)? => $case_zh),+ })?),
                        remarks: vec![$(format!($remark_zh)),*],
                        remedy: $crate::diagnostic::catalog::chosen_if_any!(
                            $($help_zh)?
                            $(match $helped { $($remedy $(if $remedy_guard)? => $remedy_zh),+ })?
                        ),
                    }
                };
                let en = {
                    $($(let $words = &$words.en;)+)?
                    Said {
                        sentence: $crate::diagnostic::catalog::chosen!($($en)? $(match $said { $($case $(if $guard)? => $case_en),+ })?),
                        remarks: vec![$(format!($remark_en)),*],
                        remedy: $crate::diagnostic::catalog::chosen_if_any!(
                            $($help_en)?
                            $(match $helped { $($remedy $(if $remedy_guard)? => $remedy_en),+ })?
                        ),
                    }
                };
                let fix: Option<$crate::diagnostic::fix::Fix> = [$($fix.into())?].into_iter().next().flatten();
                let Worded { message, related, help } = Worded::new(zh, en, vec![$($crate::diagnostic::Place::from($other)),*]);

                $crate::diagnostic::Diagnostic {
                    code: stringify!($code),
                    severity: $crate::diagnostic::Severity::$severity,
                    kind: $crate::diagnostic::DiagnosticKind::$kind,
                    message,
                    place: $place.into(),
                    related,
                    help,
                    fixes: fix.into_iter().collect(),
                    others: 0,
                    known: false,
                }
            }
        )*

        pub(super) static TABLE: &[$crate::diagnostic::catalog::CatalogEntry] = {
            use $crate::diagnostic::catalog::{CatalogEntry, Wording};

            &[$(CatalogEntry {
                code: stringify!($code),
                severity: $crate::diagnostic::Severity::$severity,
                kind: $crate::diagnostic::DiagnosticKind::$kind,
                constructor: stringify!($name),
                sentences: &[
                    $(Wording { zh: $zh, en: $en })?
                    $($(Wording { zh: $case_zh, en: $case_en }),+)?
                ],
                remarks: &[$(Wording { zh: $remark_zh, en: $remark_en }),*],
                remedies: &[
                    $(Wording { zh: $help_zh, en: $help_en })?
                    $($(Wording { zh: $remedy_zh, en: $remedy_en }),+)?
                ],
            }),*]
        };
    };
}

/// Makes a function for each part of a sentence, which gives it in both languages.
macro_rules! phrase_table {
    ($(
        $(#[$attribute:meta])+
        $name:ident($($parameter:ident: $type:ty),* $(,)?) $({ words $words:ident; })? = $zh:literal | $en:literal;
    )*) => {$(
        $(#[$attribute])+
        pub fn $name($($parameter: $type),*) -> $crate::diagnostic::Message {
            $crate::diagnostic::Message {
                zh: {
                    $(let $words = &$words.zh;)?
                    format!($zh)
                },
                en: {
                    $(let $words = &$words.en;)?
                    format!($en)
                },
            }
        }
    )*};
}
use {chosen, chosen_if_any, messages, phrase_table};
