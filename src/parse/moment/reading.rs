//! The ways in which dates and times are written: `2020-9-15 8:03`, `2020年九月十五日（星期二）下午3点`, `20200915`, RFC 3339, RFC 2822.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::{Moment, weekday_name};
use crate::parse::text::parse_number;
use crate::parse::wide::fold_width;

/// The first year that a date may have: one with a leading zero is mistyped.
const FIRST_YEAR: i32 = 1000;

/// The last year that a date may have, in its own zone and in UTC: RFC 2822, of feeds, has four digits.
const LAST_YEAR: i32 = 9998;

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    /// It is none, or cannot be understood in one way only.
    Unreadable,
    /// It has no month of this number.
    NoSuchMonth(u32),
    /// The month has fewer days.
    NoSuchDay {
        /// Its year.
        year: i32,
        /// From 1 to 12.
        month: u32,
        /// The last day of the month.
        last: u32,
    },
    /// The day has no such time.
    NoSuchTime,
    /// The weekday that is written beside it is another one.
    OtherWeekday(&'static str),
    /// It has no year, or one of two digits.
    NoYear,
    /// Its year has a leading zero.
    YearTooEarly,
    /// Its year has more than four digits, or is the last one that has four.
    YearTooLate,
    /// The name of its zone means several.
    UnclearZone,
}

/// Parses a date with or without a time of day. Without a zone of its own it counts in the site's.
///
/// # Errors
/// What is wrong with it.
pub(super) fn parse_moment(written: &str, zone: Tz) -> Result<Moment, DateFault> {
    let plain = fold_width(written.trim()).replace(['—', '–', '―', '−'], "-").replace('○', "〇");
    let plain = plain.trim().trim_end_matches(['。', '.', ';', ',', '、']).trim_end();

    if let Ok(at) = DateTime::parse_from_rfc3339(plain).or_else(|_| DateTime::parse_from_rfc2822(plain))
        && !is_leap_second(&at)
    {
        return within_years(Moment { at: at.with_timezone(&zone).fixed_offset(), has_time: true });
    }

    let (day, rest) = read_day(plain)?;
    let rest = read_weekday(day, rest)?;
    let clock = read_clock(rest)?;

    let mut local = NaiveDateTime::new(day, clock.time);
    if clock.is_next_day {
        local += TimeDelta::days(1);
    }
    let at = match clock.offset {
        Some(offset) => offset.from_local_datetime(&local).single().map(|at| at.with_timezone(&zone).fixed_offset()),
        None => in_zone(local, zone),
    };
    within_years(Moment { at: at.ok_or(DateFault::NoSuchTime)?, has_time: clock.is_written })
}

/// Returns whether a time has the second 60, which chrono accepts: `08:00:60`.
fn is_leap_second(at: &DateTime<FixedOffset>) -> bool {
    at.timestamp_subsec_nanos() >= 1_000_000_000
}

/// Returns the moment of a local time. A clock that is put forward skips an hour: a time in it counts by an offset of
/// that day.
fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<FixedOffset>> {
    zone.from_local_datetime(&local).earliest().map(|at| at.fixed_offset()).or_else(|| {
        let offset = zone.offset_from_utc_datetime(&local).fix();
        offset.from_local_datetime(&local).single()
    })
}

/// Returns a moment whose year feeds and lists can say.
fn within_years(moment: Moment) -> Result<Moment, DateFault> {
    let year = moment.at.year();
    let year_in_utc = moment.at.naive_utc().year();
    match () {
        () if year.min(year_in_utc) < FIRST_YEAR => Err(DateFault::YearTooEarly),
        () if year.max(year_in_utc) > LAST_YEAR => Err(DateFault::YearTooLate),
        () => Ok(moment),
    }
}

/// Reads the day at the start of a text, and returns it with what follows.
fn read_day(text: &str) -> Result<(NaiveDate, &str), DateFault> {
    if let Some(found) = read_english_day(text) {
        return Ok(found);
    }
    if let Some((digits, rest)) = read_compact_day(text) {
        return Ok((day_of(&digits[..4], &digits[4..6], &digits[6..8])?, rest));
    }

    if let Some(found) = read_year_last(text) {
        return Ok(found);
    }

    let (year, rest) = split_numeral(text);
    let (year_mark, rest) = split_date_mark(rest, '年').ok_or(fault_without_year(year, text))?;
    let (month, rest) = split_numeral(rest);
    // Behind 年 stands 月, or a mark that an editor uses for both.
    let (month_mark, rest) = split_date_mark(rest, '月').ok_or(fault_without_year(year, text))?;
    let (day, rest) = split_numeral(rest);

    let is_mixed = year_mark != '年' && month_mark != year_mark && month_mark != '月';
    if day.is_empty() || month.is_empty() || is_mixed {
        return Err(fault_without_year(year, text));
    }
    if year.chars().count() != 4 {
        return Err(if year.chars().count() > 4 { DateFault::YearTooLate } else { fault_without_year(year, text) });
    }

    let rest = rest.trim_start().strip_prefix(['日', '号', '號']).unwrap_or(rest);
    Ok((day_of(year, month, day)?, rest))
}

/// Returns what is wrong with a date that does not begin with a year of four digits.
fn fault_without_year(year: &str, text: &str) -> DateFault {
    let is_short_date = text.contains('月') || (year.chars().count() <= 2 && text.contains(['-', '/', '.']));
    if is_short_date && !year.is_empty() && year.chars().count() <= 2 {
        DateFault::NoYear
    } else {
        DateFault::Unreadable
    }
}

/// Reads `20200915`, with the time right behind it or apart: `20200915083000`.
fn read_compact_day(text: &str) -> Option<(&str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_century = text.starts_with("19") || text.starts_with("20");
    (is_century && matches!(digits, 8 | 12 | 14)).then(|| text.split_at(8))
}

/// Reads `Sep 15, 2020` and `15 September 2020`.
fn read_english_day(text: &str) -> Option<(NaiveDate, &str)> {
    if !text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    ["%B %d, %Y", "%B %d %Y", "%d %B, %Y", "%d %B %Y", "%a %B %d %Y"]
        .into_iter()
        .find_map(|form| NaiveDate::parse_and_remainder(text, form).ok())
}

/// Returns a day of the calendar, its parts in digits or Chinese numerals.
fn day_of(year: &str, month: &str, day: &str) -> Result<NaiveDate, DateFault> {
    let year = parse_number(year).and_then(|year| i32::try_from(year).ok()).ok_or(DateFault::Unreadable)?;
    let month = parse_number(month).ok_or(DateFault::Unreadable)?;
    let day = parse_number(day).ok_or(DateFault::Unreadable)?;

    if year < FIRST_YEAR {
        return Err(DateFault::YearTooEarly);
    }
    if !(1..=12).contains(&month) {
        return Err(DateFault::NoSuchMonth(month));
    }
    let last = (28..=31).rev().find(|last| NaiveDate::from_ymd_opt(year, month, *last).is_some()).unwrap_or(28);
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateFault::NoSuchDay { year, month, last })
}

/// Splits off a numeral at the start of a text, of digits or of Chinese numerals.
fn split_numeral(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let is_ascii = text.starts_with(|c: char| c.is_ascii_digit());
    let end =
        text.find(|c: char| if is_ascii { !c.is_ascii_digit() } else { !"〇零一二三四五六七八九十".contains(c) });
    text.split_at(end.unwrap_or(text.len()))
}

/// Splits off the mark behind a year or a month; a blank is one between digits: `2020 9 15`.
fn split_date_mark(text: &str, name: char) -> Option<(char, &str)> {
    let is_blank = text.starts_with(' ') && text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    if is_blank {
        return Some((' ', text.trim_start()));
    }
    split_mark(text, &[name, '-', '/', '.', '、'])
}

/// Reads `15/9/2020` and `09-15-2020` where one of the first two numbers can be no month.
fn read_year_last(text: &str) -> Option<(NaiveDate, &str)> {
    let (first, rest) = split_numeral(text);
    let (mark, rest) = split_mark(rest, &['-', '/', '.'])?;
    let (second, rest) = split_numeral(rest);
    let (_, rest) = split_mark(rest, &[mark])?;
    let (year, rest) = split_numeral(rest);
    if first.len() > 2 || second.len() > 2 || year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }

    let first: u32 = first.parse().ok()?;
    let second: u32 = second.parse().ok()?;
    let (month, day) = match (first, second) {
        (13.., 1..=12) => (second, first),
        (1..=12, 13..) => (first, second),
        // The same either way.
        (1..=12, _) if first == second => (first, first),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year.parse().ok()?, month, day).map(|day| (day, rest))
}

/// Returns the day that a text begins with, whatever follows it: `2020年9月15日至16日`.
pub(super) fn leading_day(written: &str) -> Option<NaiveDate> {
    let plain = fold_width(written.trim()).replace(['—', '–', '―', '−'], "-").replace('○', "〇");
    let (day, rest) = read_day(&plain).ok()?;
    (day.year() <= LAST_YEAR && !rest.starts_with(|c: char| c.is_ascii_digit())).then_some(day)
}

/// Splits off one of some marks at the start of a text.
fn split_mark<'t>(text: &'t str, marks: &[char]) -> Option<(char, &'t str)> {
    let text = text.trim_start();
    let mark = text.chars().next().filter(|c| marks.contains(c))?;
    Some((mark, &text[mark.len_utf8()..]))
}

/// Passes over a weekday, alone or in brackets, which must be that of the day.
fn read_weekday(day: NaiveDate, text: &str) -> Result<&str, DateFault> {
    let text = text.trim_start().trim_start_matches([',', '，', '、']).trim_start();
    let bare = text.strip_prefix('(').unwrap_or(text);
    let is_bracketed = bare.len() < text.len();

    let Some(after_name) = ["星期", "礼拜", "周"].iter().find_map(|name| bare.strip_prefix(name)) else {
        return Ok(text);
    };
    let Some(number) = after_name.chars().next() else { return Err(DateFault::Unreadable) };
    let rest = &after_name[number.len_utf8()..];
    let rest = if is_bracketed { rest.strip_prefix(')').ok_or(DateFault::Unreadable)? } else { rest };

    let written = if number == '天' { '日' } else { number };
    let right = weekday_name(day.weekday());
    if right.ends_with(written) { Ok(rest) } else { Err(DateFault::OtherWeekday(right)) }
}

/// A time of day.
struct Clock {
    time: NaiveTime,
    /// Whether it is the end of the day: `24:00`.
    is_next_day: bool,
    offset: Option<FixedOffset>,
    is_written: bool,
}

/// Reads the time of day and the zone that follow a day; midnight if nothing follows.
fn read_clock(text: &str) -> Result<Clock, DateFault> {
    let text = text.trim_start_matches([' ', 'T', 't', ',', '_']);
    if text.is_empty() {
        return Ok(Clock { time: NaiveTime::MIN, is_next_day: false, offset: None, is_written: false });
    }

    let (period, text) = split_period(text);
    let hand = read_hands(text)?;
    let (suffix, rest) = split_half_of_day(hand.rest);
    let period = period.or(suffix);

    let hour = period.map_or(Some(hand.hour), |period| period.hour_of(hand.hour)).ok_or(DateFault::NoSuchTime)?;
    let is_next_day = hour == 24 && hand.minute == 0 && hand.second == 0;
    let time = NaiveTime::from_hms_opt(if is_next_day { 0 } else { hour }, hand.minute, hand.second);

    let offset = read_offset(rest.trim())?;
    Ok(Clock { time: time.ok_or(DateFault::NoSuchTime)?, is_next_day, offset, is_written: true })
}

/// Hours, minutes and seconds as they are written, and what follows them.
struct Hands<'t> {
    hour: u32,
    minute: u32,
    second: u32,
    rest: &'t str,
}

/// Reads `8:03[:00[.000]]`, `8时3分[20秒]`, `3点半`, `15点整`, `083000`.
fn read_hands(text: &str) -> Result<Hands<'_>, DateFault> {
    let (hour, rest) = split_numeral(text);
    if matches!(hour.len(), 4 | 6) && hour.bytes().all(|b| b.is_ascii_digit()) {
        let second = if hour.len() == 6 { &hour[4..6] } else { "0" };
        return Ok(Hands { hour: number(&hour[..2])?, minute: number(&hour[2..4])?, second: number(second)?, rest });
    }

    let hour = number(hour)?;
    let (mark, rest) = split_mark(rest, &[':', '.', '时', '時', '点', '點']).ok_or(DateFault::Unreadable)?;
    let mark = if mark == '.' { ':' } else { mark };
    for (word, minute) in [("钟", 0), ("整", 0), ("半", 30), ("一刻", 15), ("三刻", 45)] {
        if let Some(rest) = rest.strip_prefix(word).filter(|_| mark != ':') {
            return Ok(Hands { hour, minute, second: 0, rest });
        }
    }

    let (minute, rest) = split_numeral(rest);
    if minute.is_empty() {
        return if mark == ':' { Err(DateFault::Unreadable) } else { Ok(Hands { hour, minute: 0, second: 0, rest }) };
    }
    let minute = number(minute)?;
    let Some((mark, rest)) = split_mark(rest, &[':', '分']) else {
        return Ok(Hands { hour, minute, second: 0, rest });
    };

    let (second, after) = split_numeral(rest);
    if second.is_empty() {
        return if mark == ':' { Err(DateFault::Unreadable) } else { Ok(Hands { hour, minute, second: 0, rest }) };
    }
    let rest = after.strip_prefix('秒').unwrap_or(after);
    let rest =
        rest.strip_prefix('.').map_or(rest, |fraction| fraction.trim_start_matches(|c: char| c.is_ascii_digit()));
    Ok(Hands { hour, minute, second: number(second)?, rest })
}

fn number(digits: &str) -> Result<u32, DateFault> {
    parse_number(digits).ok_or(DateFault::Unreadable)
}

/// A part of the day, which says which half of it an hour of the clock's face belongs to.
#[derive(Clone, Copy)]
enum Period {
    Morning,
    Noon,
    Afternoon,
    Evening,
}

impl Period {
    /// Returns the hour of the day that an hour of the clock's face is; `None` if it can be none or may be two.
    fn hour_of(self, hour: u32) -> Option<u32> {
        match (self, hour) {
            (Self::Morning, 12) => Some(0),
            (Self::Morning, 0..12) => Some(hour),
            (Self::Noon, 11..=14) => Some(hour),
            (Self::Noon, 1..=2) | (Self::Afternoon, 1..12) | (Self::Evening, 5..12) => Some(hour + 12),
            (Self::Afternoon, 12..=19) | (Self::Evening, 17..=24) => Some(hour),
            _ => None,
        }
    }
}

/// Splits off the name of a part of the day: `下午3点`.
fn split_period(text: &str) -> (Option<Period>, &str) {
    let names = [
        ("凌晨", Period::Morning),
        ("清晨", Period::Morning),
        ("早晨", Period::Morning),
        ("早上", Period::Morning),
        ("上午", Period::Morning),
        ("中午", Period::Noon),
        ("下午", Period::Afternoon),
        ("傍晚", Period::Evening),
        ("晚上", Period::Evening),
        ("晚间", Period::Evening),
        ("夜间", Period::Evening),
        ("晚", Period::Evening),
    ];
    let found = names.into_iter().find_map(|(name, period)| Some((Some(period), text.strip_prefix(name)?)));
    found.unwrap_or((None, text))
}

/// Splits off `AM` or `PM`.
fn split_half_of_day(text: &str) -> (Option<Period>, &str) {
    let bare = text.trim_start();
    let half = bare.get(..2).map(str::to_ascii_lowercase);
    match half.as_deref() {
        Some("am") => (Some(Period::Morning), &bare[2..]),
        Some("pm") => (Some(Period::Afternoon), &bare[2..]),
        _ => (None, text),
    }
}

/// Reads the zone behind a time: `Z`, `+0800`, `GMT+8`, `北京时间`. `None` if there is none.
fn read_offset(text: &str) -> Result<Option<FixedOffset>, DateFault> {
    let bare = text.trim_matches(['(', ')']).trim();
    fn hours_east(hours: i32) -> Option<FixedOffset> {
        FixedOffset::east_opt(hours * 3600)
    }
    match bare {
        "" => return Ok(None),
        "Z" | "z" | "UTC" | "GMT" => return Ok(hours_east(0)),
        "北京时间" | "Asia/Shanghai" | "PRC" => return Ok(hours_east(8)),
        _ => {}
    }

    let signed = bare.strip_prefix("UTC").or_else(|| bare.strip_prefix("GMT")).unwrap_or(bare).trim_start();
    let sign = match signed.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        Some(c) if c.is_ascii_alphabetic() => return Err(DateFault::UnclearZone),
        _ => return Err(DateFault::Unreadable),
    };

    let digits: String = signed[1..].chars().filter(|c| *c != ':').collect();
    let is_number = matches!(digits.len(), 1 | 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit());
    let (hours, minutes) = if digits.len() == 4 { digits.split_at(2) } else { (digits.as_str(), "0") };
    let seconds =
        if is_number { number(hours)? * 3600 + number(minutes)? * 60 } else { return Err(DateFault::Unreadable) };

    let seconds = i32::try_from(seconds).map_err(|_| DateFault::Unreadable)?;
    FixedOffset::east_opt(sign * seconds).map(Some).ok_or(DateFault::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_every_usual_writing() {
        let table = include_str!("../../../tests/data/head/dates.txt");
        for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (written, wanted) = line.split_once(" => ").unwrap();
            let read = match parse_moment(written, Tz::Asia__Shanghai) {
                Ok(moment) if moment.has_time => moment.at.format("%Y-%m-%d %H:%M:%S").to_string(),
                Ok(moment) => moment.at.format("%Y-%m-%d").to_string(),
                Err(fault) => format!("{fault:?}"),
            };
            assert_eq!(read, wanted, "{written}");
        }
    }
}
