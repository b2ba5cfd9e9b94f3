//! Rules of standards that a site may choose: symbols of units (计量单位), punctuation (标点).

use super::passage::Passage;
use crate::diagnostic::{Diagnostic, catalog};

/// Symbols of units as they are often written, and as the standard has them.
const MEASURING_UNITS: [(&str, &str); 17] = [
    ("KWH", "kW·h"),
    ("KWh", "kW·h"),
    ("kwh", "kW·h"),
    ("KW", "kW"),
    ("Kw", "kW"),
    ("MPA", "MPa"),
    ("Mpa", "MPa"),
    ("KG", "kg"),
    ("Kg", "kg"),
    ("KM", "km"),
    ("Km", "km"),
    ("ML", "mL"),
    ("MM", "mm"),
    ("CM", "cm"),
    ("m2", "m²"),
    ("m3", "m³"),
    ("KHZ", "kHz"),
];

const UNITS_STANDARD: &str = "GB 3100—1993《国际单位制及其应用》";
const PUNCTUATION_STANDARD: &str = "GB/T 15834—2011《标点符号用法》";

/// Reports symbols of units behind a number that are written otherwise than the standard has them.
pub(super) fn check_units(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    let text = passage.text;
    for (written, instead) in MEASURING_UNITS {
        for at in memchr::memmem::find_iter(text.as_bytes(), written.as_bytes()) {
            let is_behind_number = passage.before(at).is_some_and(|c| c.is_ascii_digit());
            let ends = !passage.at(at + written.len()).is_some_and(|c| c.is_ascii_alphanumeric());
            if is_behind_number && ends {
                report(passage, at, written, instead, UNITS_STANDARD, diagnostics);
            }
        }
    }
}

/// Reports a 顿号 between two titles or quotations, and one behind a number that has brackets or says 第.
pub(super) fn check_punctuation(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    let text = passage.text;
    for (written, instead) in [("》、《", "》《"), ("”、“", "”“"), ("）、", "）")] {
        for at in memchr::memmem::find_iter(text.as_bytes(), written.as_bytes()) {
            fn is_item(line: &str) -> bool {
                let number = line.trim_start().strip_prefix('（');
                number.is_some_and(|number| {
                    !number.is_empty() && number.chars().all(|c| "一二三四五六七八九十0123456789".contains(c))
                })
            }
            let line = text[..at].rsplit('\n').next().unwrap_or_default();
            if written != "）、" || is_item(line) {
                report(passage, at, written, instead, PUNCTUATION_STANDARD, diagnostics);
            }
        }
    }
}

fn report(
    passage: &Passage,
    at: usize,
    written: &str,
    instead: &str,
    standard: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let span = passage.span_across(at, written.len());
    passage.report(at, written.len(), catalog::against_standard(span, written, instead, standard), diagnostics);
}
