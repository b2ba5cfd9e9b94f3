//! A moment as an editor writes it.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::Spanned;
use crate::yaml::{Node, in_smart_quotes};

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

    let moment = parse_moment(&written, zone);
    if moment.is_none() {
        diagnostics.push(match in_smart_quotes(&written) {
            Some(inside) => catalog::smart_quotes(node.span, key, inside),
            None => catalog::bad_date(node.span, key, &written),
        });
    }
    moment.map(|moment| Spanned::new(moment, node.span))
}

/// Parses `2020-09-15`, `2020-09-15 08:30[:00]`, `2020年9月15日 08:30`, or RFC 3339.
fn parse_moment(written: &str, zone: Tz) -> Option<Moment> {
    if let Ok(at) = DateTime::parse_from_rfc3339(written) {
        return in_range(Moment { at: at.with_timezone(&zone).fixed_offset(), has_time: true });
    }

    let plain = written.replace(['年', '月'], "-").replace('日', " ").replace(['：'], ":").replace('T', " ");
    let (day, time) = plain.trim().split_once(' ').unwrap_or((plain.trim(), ""));
    let time = time.trim();
    let local = NaiveDateTime::new(parse_day(day)?, parse_time(time)?);

    // A clock that is put forward skips an hour: a time in it counts by an offset of that day.
    let at = zone.from_local_datetime(&local).earliest().map(|at| at.fixed_offset()).or_else(|| {
        let offset = zone.offset_from_utc_datetime(&local).fix();
        offset.from_local_datetime(&local).single()
    })?;
    in_range(Moment { at, has_time: !time.is_empty() })
}

/// Parses `2020-9-15`; the year has four digits.
fn parse_day(day: &str) -> Option<NaiveDate> {
    let mut parts = day.split('-');
    let year = parts.next()?;
    let month = parts.next()?;
    let day = parts.next()?;

    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && year != "0000";
    if !is_year || parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Parses `08:30[:00]`; midnight if nothing is written.
fn parse_time(time: &str) -> Option<NaiveTime> {
    if time.is_empty() {
        return Some(NaiveTime::MIN);
    }
    NaiveTime::parse_from_str(time, "%H:%M").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M:%S")).ok()
}

/// Returns a moment if feeds can say its year (RFC 2822 has four digits), in UTC and in its own zone.
fn in_range(moment: Moment) -> Option<Moment> {
    (1..=9998).contains(&moment.at.naive_utc().year()).then_some(moment).filter(|m| m.at.year() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_beijing_time() {
        let day = parse_moment("2020-09-15", Tz::Asia__Shanghai).unwrap();
        assert_eq!((day.at.to_rfc3339().as_str(), day.has_time), ("2020-09-15T00:00:00+08:00", false));
        let same = parse_moment("2020年9月15日 08:30", Tz::Asia__Shanghai).unwrap();
        assert_eq!(same.at.to_rfc3339(), "2020-09-15T08:30:00+08:00");
        assert_eq!(parse_moment("2020-09-15T00:30:00Z", Tz::Asia__Shanghai), Some(same));
        for bad in ["2020-02-30", "2026-13-45", "20-1-1", "昨天", "2020-09-15 25:00", "", "2020-09"] {
            assert_eq!(parse_moment(bad, Tz::Asia__Shanghai), None, "{bad}");
        }
    }
}
