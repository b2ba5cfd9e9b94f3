//! Every mistake there is, one constructor each. The only module that words a message.
//!
//! Style: one sentence, no full stop; back-ticks round what can be typed; the help says what to do.
//! The code's first digit is the subject: 1 files, 2 front matter, 3 settings, 4 site, 5 links, 6 body,
//! 7 output, 8 theme, 9 deployment. A code is never used again for something else.

mod attachments;
mod chart;
mod deploy;
mod files;
mod front_matter;
mod house;
mod order;
mod pictures;
mod proof;
mod settings;
mod site;

pub use attachments::*;
pub use chart::*;
pub use deploy::*;
pub use files::*;
pub use front_matter::*;
pub use house::*;
pub use order::*;
pub use pictures::*;
pub use proof::*;
pub use settings::*;
pub use site::*;

use super::{Diagnostic, Message, Place, Severity};

/// The codes of warnings, whose level a site may set.
pub const WARNINGS: [&str; 52] = [
    "J213", "J217", "J218", "J219", "J221", "J222", "J224", "J306", "J309", "J405", "J406", "J407", "J408", "J409",
    "J410", "J411", "J412", "J413", "J414", "J415", "J508", "J509", "J510", "J513", "J514", "J515", "J523", "J601",
    "J602", "J603", "J611", "J612", "J613", "J614", "J615", "J616", "J617", "J618", "J619", "J620", "J621", "J622",
    "J623", "J624", "J625", "J626", "J627", "J628", "J629", "J645", "J649", "J706",
];

/// One sentence in both languages; both may use the variables in scope.
macro_rules! say {
    ($zh:literal, $en:literal) => {
        Message { zh: format!($zh), en: format!($en) }
    };
    ($zh:literal, $en:literal, $in_zh:expr, $in_en:expr) => {
        Message { zh: format!($zh, $in_zh), en: format!($en, $in_en) }
    };
}
use say;

/// What is said beside the last that is shown of many alike in one file.
pub(super) fn more_alike(count: usize) -> Message {
    say!("这个文件里还有 {count} 处同样的问题，没有列出", "{count} more of the same in this file are not listed")
}

/// Whether a remark is that of [`more_alike`].
pub(super) fn is_more_alike(remark: &Message) -> bool {
    remark.en.ends_with(" more of the same in this file are not listed")
}

fn error(code: &'static str, place: impl Into<Place>, message: Message) -> Diagnostic {
    Diagnostic::new(Severity::Error, code, place.into(), message)
}

fn warning(code: &'static str, place: impl Into<Place>, message: Message) -> Diagnostic {
    Diagnostic::new(Severity::Warning, code, place.into(), message)
}

fn file(path: &str) -> Place {
    Place::File(path.to_owned())
}
