//! The difference between two texts, in the unified format (`diff -u`), by Myers' algorithm.

use std::ops::Range;

use similar::TextDiff;

use super::Printer;
use crate::diagnostic::plain::{one_line, printable};
use crate::diagnostic::secrets;
use crate::source::Text;

/// Lines that are shown around a change.
const CONTEXT_LINES: usize = 2;

const BOLD: &str = "\u{1B}[1m";
const RED: &str = "\u{1B}[31m";
const GREEN: &str = "\u{1B}[32m";
const CYAN: &str = "\u{1B}[36m";
const RESET: &str = "\u{1B}[0m";

/// Renders the difference between the text of a file and the one that takes its place, without [credentials](Printer::masked_text).
/// Ends in a line break. Characters that steer a terminal are made harmless.
pub fn render_diff(path: &str, before: &str, after: &str, colour: bool) -> String {
    let path = one_line(path);
    let diff = TextDiff::from_lines(before, after);
    let unified = diff.unified_diff().context_radius(CONTEXT_LINES).header(&path, &path).to_string();
    let plain = printable(&unified.replace('\r', ""));
    if colour { plain.split_inclusive('\n').map(coloured_line).collect() } else { plain }
}

fn coloured_line(line: &str) -> String {
    let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
    let colour = match text.as_bytes() {
        [b'-', b'-', b'-', b' ', ..] | [b'+', b'+', b'+', b' ', ..] => BOLD,
        [b'-', ..] => RED,
        [b'+', ..] => GREEN,
        [b'@', b'@', ..] => CYAN,
        _ => return line.to_owned(),
    };
    format!("{colour}{text}{RESET}{end}")
}

impl Printer<'_> {
    /// Returns whether a stretch of one of the printer's texts holds no credential.
    pub fn is_public(&self, text: &Text, stretch: Range<usize>) -> bool {
        self.credentials.for_text(text).in_excerpt(text, stretch).is_empty()
    }

    /// Returns one of the printer's texts with the credentials in it masked.
    pub fn masked_text(&self, text: &Text) -> String {
        let known = self.credentials.for_text(text);
        secrets::mask(&text.text, &known.in_excerpt(text, 0..text.text.len()))
    }
}
