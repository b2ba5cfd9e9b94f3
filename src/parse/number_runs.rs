//! Numbers that are kept on one line: with their units (`0.5 ℃`, `1.2 t/h`), ranges (`2021—2025`), telephone numbers, dates, and
//! the numbers of standards (`GB/T 43556—2025`). Browsers break them at blanks, hyphens, dashes and slashes.

use std::ops::Range;

/// The longest run that is kept on one line, in half-widths: it fits on a phone in the largest type.
const MAX_WIDTH: usize = 18;

/// Units that stand behind a blank.
const UNITS: [&str; 48] = [
    "%", "‰", "℃", "°C", "t", "kg", "g", "mg", "μg", "km", "m", "dm", "cm", "mm", "μm", "nm", "km²", "m²", "cm²", "m³",
    "L", "mL", "ha", "h", "min", "s", "ms", "kW", "MW", "GW", "W", "kWh", "kV", "V", "A", "mA", "Hz", "kHz", "MHz",
    "GHz", "Pa", "kPa", "MPa", "dB", "KB", "MB", "GB", "TB",
];

/// Returns whether a text may hold a number that a browser would break: a digit beside a blank, a hyphen, a dash or a slash.
pub fn may_hold_number_run(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .windows(2)
        .any(|pair| (pair[0].is_ascii_digit() && is_joint(pair[1])) || (pair[0] == b' ' && pair[1].is_ascii_digit()))
}

/// Whether a byte is a mark at which a number may be broken, or begins one.
fn is_joint(byte: u8) -> bool {
    // The dashes begin with 0xE2, as ℃ does.
    matches!(byte, b' ' | b'-' | b'/' | 0xE2)
}

/// Finds the numbers of a text that are kept on one line.
pub fn find_number_runs(text: &str) -> Vec<Range<usize>> {
    let tokens = find_tokens(text);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before =
            at.checked_sub(1).map(|before| &tokens[before]).filter(|before| text[before.end..token.start] == *" ");
        let word = &text[token.clone()];

        match (before, runs.last_mut()) {
            (Some(before), Some(run)) if run.end == before.end && belongs_to(&text[before.clone()], word) => {
                run.end = token.end
            }
            (Some(before), _) if belongs_to(&text[before.clone()], word) => runs.push(before.start..token.end),
            _ if is_breakable(word) => runs.push(token.clone()),
            _ => {}
        }
    }
    runs.retain(|run| text[run.clone()].chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() <= MAX_WIDTH);
    runs
}

/// The stretches of Latin letters, digits and the marks within numbers.
fn find_tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_part = c.is_ascii_alphanumeric() || ".,/-–—−%‰℃°²³μ".contains(c);
        match (is_part, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let token = text[from..at].trim_matches(|c: char| !c.is_alphanumeric() && !"%‰℃".contains(c));
                if let Some(place) = text[from..at].find(token).filter(|_| !token.is_empty()) {
                    tokens.push(from + place..from + place + token.len());
                }
                start = None;
            }
            _ => {}
        }
    }
    tokens
}

/// Whether a word behind a blank is the unit of the number before it, or the number of the standard.
fn belongs_to(before: &str, word: &str) -> bool {
    let is_unit = before.ends_with(|c: char| c.is_ascii_digit()) && word.split('/').all(|part| UNITS.contains(&part));
    let is_standard = word.starts_with(|c: char| c.is_ascii_digit())
        && before.starts_with(|c: char| c.is_ascii_uppercase())
        && before.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '/');
    is_unit || is_standard
}

/// Whether a browser would break a word: it has a digit beside a mark.
fn is_breakable(word: &str) -> bool {
    word.contains(['-', '–', '—', '−', '/']) && word.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_what_belongs_to_them() {
        for (text, expected) in [
            ("每公顷 1.2 t，升温 0.5 ℃。", &["1.2 t", "0.5 ℃"][..]),
            ("标准 GB/T 43556—2025《评价》、ISO 9001", &["GB/T 43556—2025", "ISO 9001"]),
            ("拨打0573-85012345，2021—2025年，速度 80 km/h", &["0573-85012345", "2021—2025", "80 km/h"]),
            ("In 2026 the plant has 12 members", &[]),
            ("3.86%，10月—11月，1/2", &["1/2"]),
            ("——2025年——", &[]),
            ("编号 0123456789-0123456789", &[]),
        ] {
            let found: Vec<&str> = find_number_runs(text).into_iter().map(|run| &text[run]).collect();
            assert_eq!(found, expected, "{text}");
            assert!(found.is_empty() || may_hold_number_run(text), "{text}");
        }
        assert!(!may_hold_number_run("2026年11月27日，86个项目，占12.5%。"));
    }
}
