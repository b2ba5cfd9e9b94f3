//! A moment as an editor writes it.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

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

/// `2020-09-15`, `2020-09-15 08:30[:00]`, `2020年9月15日 08:30`, or RFC 3339.
pub(super) fn parse_moment(written: &str, zone: Tz) -> Option<Moment> {
    if let Ok(at) = DateTime::parse_from_rfc3339(written) {
        return in_range(Moment { at: at.with_timezone(&zone).fixed_offset(), has_time: true });
    }
    let plain = written.replace(['年', '月'], "-").replace('日', " ").replace(['：'], ":").replace('T', " ");
    let (day, time) = plain.trim().split_once(' ').unwrap_or((plain.trim(), ""));
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) || year == "0000" {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    let time = time.trim();
    let clock = match time {
        "" => NaiveTime::MIN,
        time => {
            NaiveTime::parse_from_str(time, "%H:%M").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M:%S")).ok()?
        }
    };
    let local = NaiveDateTime::new(day, clock);
    // A clock that is put forward skips an hour: a time in it counts by an offset of that day.
    let at = zone.from_local_datetime(&local).earliest().map(|at| at.fixed_offset()).or_else(|| {
        let offset = zone.offset_from_utc_datetime(&local).fix();
        offset.from_local_datetime(&local).single()
    })?;
    in_range(Moment { at, has_time: !time.is_empty() })
}

/// Years that feeds can say (RFC 2822 knows four digits), also in a zone of another day.
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
