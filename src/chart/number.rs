//! A number as an editor writes it, and its value.

use serde::{Deserialize, Serialize};

/// Digits that a number may have: more are no measurement, and more than a drawing can tell apart.
const MAX_DIGITS: usize = 15;

/// A number of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartNumber {
    /// As it was written: `6623.48`, `98,108`, `-20.50`.
    pub written: String,
    /// Its value; 0 is never negative.
    pub value: f64,
}

impl ChartNumber {
    /// Parses a plain decimal number, with or without commas between thousands: `98,108`. Any minus sign will do.
    pub fn parse_decimal(written: &str) -> Option<Self> {
        let written = written.trim();
        let plain = written.replace(['−', '－'], "-");
        let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));

        let digit_count = unsigned.bytes().filter(u8::is_ascii_digit).count();
        if !is_grouped(whole) || !is_digits(fraction) || !(1..=MAX_DIGITS).contains(&digit_count) {
            return None;
        }

        let value: f64 = plain.replace(',', "").parse().ok()?;
        // No minus before a zero.
        Some(Self { written: written.to_owned(), value: if value == 0.0 { 0.0 } else { value } })
    }

    /// Returns the number of digits behind the decimal point.
    pub fn decimal_places(&self) -> usize {
        self.written.split_once('.').map_or(0, |(_, fraction)| fraction.len())
    }
}

/// Returns whether a text is made of digits, or empty.
fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Returns whether the part before the decimal point is digits, in groups of three if it has commas.
fn is_grouped(whole: &str) -> bool {
    let Some((first, rest)) = whole.split_once(',') else { return is_digits(whole) };
    let is_first = (1..=3).contains(&first.len()) && is_digits(first);
    is_first && rest.split(',').all(|group| group.len() == 3 && is_digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value_of(written: &str) -> Option<f64> {
        ChartNumber::parse_decimal(written).map(|number| number.value)
    }

    #[test]
    fn numbers_are_read_as_editors_write_them() {
        for (written, value) in [
            ("114", 114.0),
            (" 6623.48 ", 6623.48),
            ("98,108", 98108.0),
            ("1,234,567.5", 1_234_567.5),
            ("-20.50", -20.5),
            ("−3", -3.0),
            ("+0.5", 0.5),
            (".5", 0.5),
            ("-0", 0.0),
        ] {
            assert_eq!(value_of(written), Some(value), "{written}");
            assert_eq!(ChartNumber::parse_decimal(written).unwrap().written, written.trim());
        }
        assert!(value_of("-0").unwrap().is_sign_positive());
    }

    #[test]
    fn anything_else_is_no_number() {
        for written in [
            "",
            "-",
            ".",
            "29项",
            "１１４",
            "12,34",
            "1,2345",
            ",123",
            "1e5",
            "inf",
            "NaN",
            "1.2.3",
            "5%",
            "1234567890123456",
        ] {
            assert_eq!(value_of(written), None, "{written}");
        }
    }
}
