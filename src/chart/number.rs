//! A number as an editor writes it, and its size.

use serde::{Deserialize, Serialize};

/// Digits that a number may have: more are no measurement, and more than a drawing can tell apart.
const DIGITS: usize = 15;

/// A number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Number {
    /// As it was written: `6623.48`, `98,108`, `-20.50`.
    pub written: String,
    /// Its size.
    pub value: f64,
}

impl Number {
    /// Reads a plain decimal number, whose thousands may be apart: `98,108`. Any minus will do.
    pub fn read(written: &str) -> Option<Self> {
        let written = written.trim();
        let plain = written.replace(['−', '－'], "-");
        let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        let grouped = rest.is_empty() || (!first.is_empty() && first.len() <= 3);
        let well_formed = grouped && digits(first) && rest.iter().all(|group| group.len() == 3 && digits(group));
        let count = unsigned.bytes().filter(u8::is_ascii_digit).count();
        if !well_formed || !digits(fraction) || !(1..=DIGITS).contains(&count) {
            return None;
        }
        let value: f64 = plain.replace(',', "").parse().ok()?;
        // No minus before a zero.
        Some(Self { written: written.to_owned(), value: if value == 0.0 { 0.0 } else { value } })
    }

    /// Digits behind the point.
    pub fn decimals(&self) -> usize {
        self.written.split_once('.').map_or(0, |(_, fraction)| fraction.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_editors_write_them() {
        let read = |written: &str| Number::read(written).map(|n| n.value);
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
            assert_eq!(read(written), Some(value), "{written}");
            assert_eq!(Number::read(written).unwrap().written, written.trim());
        }
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
            assert_eq!(read(written), None, "{written}");
        }
        assert!(read("-0").unwrap().is_sign_positive());
    }
}
