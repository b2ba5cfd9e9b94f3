//! The headline, written once more where the body begins: it came along with a pasted text, and readers would see it twice.

use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{FileId, Span};

/// Returns a report if the first line of a body, which begins at `start` in a file, is the headline.
pub(super) fn find_repeated_title(file: FileId, source: &str, start: usize, title: &str) -> Option<Diagnostic> {
    let body = &source[start..];
    let first = body.find(|c: char| !c.is_whitespace())?;
    let line = body[first..].split(['\n', '\u{B}']).next()?.trim_end();
    if line.len() > title.len() * 2 + 64 || letters_of(line) != letters_of(title) {
        return None;
    }

    let place = Span::new(file, start + first, start + first + line.len());
    Some(catalog::title_repeated(place, line, Fix::to_confirm(place, "")))
}

/// Returns a text without blanks and without the marks of headings and bold type.
fn letters_of(text: &str) -> String {
    text.trim_matches(['#', '＃', '*', ' ', '\u{3000}']).chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_above_the_body_is_found() {
        for (body, is_found) in [
            ("签约仪式举行\n正文。", true),
            ("\n　　**签约仪式举行**\n\n正文。", true),
            ("# 签约仪式举行\n正文。", true),
            ("签约仪式举行，正文。", false),
            ("正文。\n签约仪式举行", false),
            ("", false),
        ] {
            assert_eq!(find_repeated_title(FileId(1), body, 0, "签约 仪式举行").is_some(), is_found, "{body}");
        }
    }
}
