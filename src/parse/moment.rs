//! A moment as an editor writes it; `reading` has the usual ways to write one.

mod reading;

use chrono::{DateTime, Datelike, FixedOffset, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::diagnostic::catalog::{DateDoubt, phrases};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, Message, catalog};
use crate::source::Spanned;
use crate::yaml::{Node, in_smart_quotes};
use reading::DateFault;

/// The year before which a date is probably mistyped: no bulletin is older.
const OLDEST_USUAL_YEAR: i32 = 1800;

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment {
    /// The moment; midnight if only a day was written.
    #[serde(with = "exact")]
    pub at: DateTime<FixedOffset>,
    /// Whether a time of day was written.
    pub has_time: bool,
}

/// Moments as they are kept: the offset of a zone may have seconds, which no text of a date can say.
mod exact {
    use chrono::{DateTime, FixedOffset};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(at: &DateTime<FixedOffset>, to: S) -> Result<S::Ok, S::Error> {
        (at.timestamp(), at.timestamp_subsec_nanos(), at.offset().local_minus_utc()).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<FixedOffset>, D::Error> {
        let (seconds, nanos, offset) = Deserialize::deserialize(from)?;
        let at = DateTime::from_timestamp(seconds, nanos).zip(FixedOffset::east_opt(offset));
        at.map(|(at, offset)| at.with_timezone(&offset)).ok_or_else(|| D::Error::custom("no moment"))
    }
}

/// 星期一 … 星期日
pub fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "星期一",
        Weekday::Tue => "星期二",
        Weekday::Wed => "星期三",
        Weekday::Thu => "星期四",
        Weekday::Fri => "星期五",
        Weekday::Sat => "星期六",
        Weekday::Sun => "星期日",
    }
}

impl Moment {
    /// `2020-09-15`
    pub fn iso_date(&self) -> String {
        self.at.format("%Y-%m-%d").to_string()
    }
}

/// Reads a moment out of YAML; without a zone of its own it counts in the site's.
pub(super) fn read_moment(
    node: &Node,
    key: &str,
    zone: Tz,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Spanned<Moment>> {
    let Some(written) = node.scalar_text() else {
        diagnostics.push(catalog::wrong_type(node.span, key, &phrases::wanted_date()));
        return None;
    };

    match reading::parse_moment(&written, zone) {
        Ok(moment) => {
            if moment.at.year() < OLDEST_USUAL_YEAR {
                diagnostics.push(catalog::doubtful_date(node.span.into(), key, DateDoubt::FarPast(moment.at.year())));
            }
            Some(Spanned::new(moment, node.span))
        }
        Err(fault) => {
            diagnostics.push(match in_smart_quotes(&written) {
                Some(inside) => catalog::smart_quotes(node.span, key, inside),
                None => report_bad_date(node, key, &written, fault),
            });
            None
        }
    }
}

/// Reports a text that is no date. One that begins with a date may be meant for that.
fn report_bad_date(node: &Node, key: &str, written: &str, fault: DateFault) -> Diagnostic {
    let mistake = catalog::bad_date(node.span, key, written);
    let day = reading::leading_day(written).filter(|_| fault == DateFault::Unreadable);
    let Some(day) = day else { return Diagnostic { help: Some(remedy_of(fault)), ..mistake } };

    let day = day.format("%Y-%m-%d").to_string();
    let fix = Fix::to_confirm(node.span, day.as_str());
    Diagnostic { help: Some(phrases::write_one_date(key, &day)), fixes: vec![fix], ..mistake }
}

/// Returns how a date is to be written instead.
fn remedy_of(fault: DateFault) -> Message {
    match fault {
        DateFault::Unreadable => phrases::write_date(),
        DateFault::NoSuchMonth(month) => phrases::no_such_month(month),
        DateFault::NoSuchDay { year, month, last } => phrases::no_such_day(year, month, last),
        DateFault::NoSuchTime => phrases::no_such_time(),
        DateFault::OtherWeekday(right) => phrases::other_weekday(right),
        DateFault::NoYear => phrases::write_whole_year(),
        DateFault::YearTooEarly | DateFault::YearTooLate => phrases::check_year(),
        DateFault::UnclearZone => phrases::write_zone(),
    }
}
