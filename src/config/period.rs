//! Periods of rules, `since:` and `before:`, so that a rule of today does not fail the archive.
//!
//! Any map of settings that describes a rule may hold both keys. The day that counts is the date of the story, in the
//! site's time zone.

use chrono::NaiveDate;

use crate::diagnostic::{Diagnostic, catalog};
use crate::yaml::{MapReader, Node};

/// The days on which a rule holds. By default all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub since: Option<NaiveDate>,
    /// The first day on which it does not hold any more.
    pub before: Option<NaiveDate>,
}

impl Period {
    /// The period that begins on a day and does not end.
    pub fn starting(since: Option<NaiveDate>) -> Self {
        Self { since, before: None }
    }

    /// Returns this period, with the ends that it does not name from another.
    pub fn or(self, general: Self) -> Self {
        Self { since: self.since.or(general.since), before: self.before.or(general.before) }
    }

    /// Returns whether a rule holds for a story of this day. A story whose date is not known has no day: for it every rule
    /// that has not ended holds.
    pub fn contains(&self, day: Option<NaiveDate>) -> bool {
        match day {
            Some(day) => self.since.is_none_or(|since| since <= day) && self.before.is_none_or(|before| day < before),
            None => self.before.is_none(),
        }
    }
}

/// Takes `since` and `before` out of a map that describes a rule. A value that is no day is reported.
pub(super) fn take_period(fields: &mut MapReader) -> Period {
    Period { since: take_day(fields, "since", "起始"), before: take_day(fields, "before", "截止") }
}

/// Takes a day out of a map.
fn take_day(fields: &mut MapReader, en: &'static str, zh: &'static str) -> Option<NaiveDate> {
    let node = fields.take_node(en, zh)?;
    day_of_node(&node, en, fields.diagnostics())
}

/// Returns the day that a value says. One that is none is reported.
pub(super) fn day_of_node(node: &Node, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<NaiveDate> {
    let written = node.scalar_text().unwrap_or_default();
    let day = parse_day(&written);
    if day.is_none() {
        diagnostics.push(catalog::bad_date(node.span, key, &written));
    }
    day
}

/// Parses a day: `2024-01-01`, `2024/1/1`, `2024.1.1`, `2024年1月1日`. Of a month (`2024-01`) or a year (`2024`) it is the
/// first.
pub fn parse_day(written: &str) -> Option<NaiveDate> {
    let plain = written.trim().trim_end_matches(['日', '月', '年']);
    let mut parts = plain.split(['-', '/', '.', '年', '月']);

    let year = parts.next().filter(|year| year.len() == 4)?;
    let month = parts.next().unwrap_or("1");
    let day = parts.next().unwrap_or("1");
    let is_date = parts.next().is_none()
        && [year, month, day]
            .iter()
            .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    if !is_date {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_the_usual_spellings() {
        let day = NaiveDate::from_ymd_opt(2024, 1, 1);
        for written in
            ["2024-01-01", "2024/1/1", "2024.1.1", "2024年1月1日", " 2024-01 ", "2024年1月", "2024年", "2024"]
        {
            assert_eq!(parse_day(written), day, "{written}");
        }
        for wrong in ["", "昨天", "2024-13-01", "2024-02-30", "24-1-1", "2024-1-1-1", "+024-1-1", "2024--1"] {
            assert_eq!(parse_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_period_holds_its_first_day_and_not_its_end() {
        let period = Period { since: parse_day("2024-01-01"), before: parse_day("2025-01-01") };
        assert!(period.contains(parse_day("2024-01-01")) && period.contains(parse_day("2024-12-31")));
        assert!(!period.contains(parse_day("2023-12-31")) && !period.contains(parse_day("2025-01-01")));

        assert!(Period::default().contains(None) && Period::starting(parse_day("2024")).contains(None));
        assert!(!period.contains(None));
    }
}
