//! Attributes of pandoc and kramdown in braces: `![图](a.png){width="2.0in"}`, `[字]{.mark}`, `{: .center}`. The width of a
//! picture is heeded, what has an element becomes one, the rest is the theme's matter.

use std::ops::Range;

use super::super::{RuleInput, RuleOutput, SourceEdit};
use super::protected::{Protected, paragraphs};

/// The longest attributes and the longest text before them, in bytes.
const MAX_ATTRIBUTES_LENGTH: usize = 2000;

/// Classes that have an element.
const ELEMENTS: [(&str, &str); 9] = [
    ("mark", "mark"),
    ("highlight", "mark"),
    ("underline", "u"),
    ("ul", "u"),
    ("strikeout", "del"),
    ("superscript", "sup"),
    ("subscript", "sub"),
    ("kbd", "kbd"),
    ("smallcaps", ""),
];

pub(super) fn may_apply(source: &str) -> bool {
    ["){", "]{", "`{", "{:", ") {"].iter().any(|mark| super::holds(source, mark))
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let code = Protected::code(&input.lines);
    for paragraph in paragraphs(&input.lines) {
        let text = &input.source[paragraph.clone()];
        let mut done = 0;
        for (at, _) in text.match_indices('{') {
            if at < done || code.covers(paragraph.start + at) {
                continue;
            }
            let Some(attributes) = Attributes::parse(&text[at..]) else { continue };
            let end = at + attributes.length;
            let edits = edits_for(text, at..end, &attributes);
            if !edits.is_empty() {
                done = end;
            }
            output.edits.extend(edits.into_iter().map(|edit| SourceEdit {
                range: edit.range.start + paragraph.start..edit.range.end + paragraph.start,
                ..edit
            }));
        }
    }
}

/// The attributes in braces.
struct Attributes<'t> {
    classes: Vec<&'t str>,
    values: Vec<(&'t str, &'t str)>,
    is_kramdown: bool,
    /// With the braces, in bytes.
    length: usize,
}

impl<'t> Attributes<'t> {
    /// Parses attributes at the beginning of a text. Anything else in braces is none.
    fn parse(text: &'t str) -> Option<Self> {
        let inside = text.strip_prefix('{')?;
        let limited = &inside[..inside.floor_char_boundary(MAX_ATTRIBUTES_LENGTH.min(inside.len()))];
        let (is_kramdown, mut rest) = match limited.strip_prefix(':') {
            Some(rest) => (true, rest),
            None => (false, limited),
        };
        let mut found = Self { classes: Vec::new(), values: Vec::new(), is_kramdown, length: 0 };
        loop {
            rest = rest.trim_start();
            if let Some(behind) = rest.strip_prefix('}') {
                found.length = text.len() - (inside.len() - limited.len()) - behind.len();
                let is_empty = found.classes.is_empty() && found.values.is_empty();
                return (!is_empty).then_some(found);
            }
            rest = found.parse_one(rest)?;
        }
    }

    /// Parses `.class`, `#id`, `name=value` or `name="value"`. Returns the rest.
    fn parse_one(&mut self, text: &'t str) -> Option<&'t str> {
        fn is_name(c: char) -> bool {
            c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')
        }
        if let Some(rest) = text.strip_prefix(['.', '#']) {
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            self.classes.push(&text[..end + 1]);
            return (end > 0).then(|| &rest[end..]);
        }

        let end = text.find(|c: char| !is_name(c))?;
        let (name, rest) = text.split_at(end);
        let value = rest.strip_prefix('=').filter(|_| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
        let (value, rest) = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split_once(quote)?,
            _ => value.split_at(value.find(|c: char| c.is_whitespace() || c == '}')?),
        };
        self.values.push((name, value));
        Some(rest)
    }

    /// Returns a length among them in pixels.
    fn pixels(&self, name: &str) -> Option<u32> {
        let (_, value) = self.values.iter().find(|(known, _)| *known == name)?;
        let number_end = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
        let number: f64 = value[..number_end].parse().ok()?;
        let per_unit = match &value[number_end..] {
            "" | "px" => 1.0,
            "in" => 96.0,
            "cm" => 96.0 / 2.54,
            "mm" => 96.0 / 25.4,
            "pt" => 96.0 / 72.0,
            // Shares of the line are the theme's.
            _ => return None,
        };
        let pixels = (number * per_unit).round();
        (1.0..=10_000.0).contains(&pixels).then_some(pixels as u32)
    }

    /// Returns the element that a class or a style stands for: an empty one for what only the theme decides.
    fn element(&self) -> &'static str {
        let classes = self.classes.iter().filter_map(|class| class.strip_prefix('.'));
        let known = classes.filter_map(|class| ELEMENTS.iter().find(|(known, _)| *known == class));
        known.map(|(_, element)| *element).next().unwrap_or_default()
    }
}

/// Returns the edits, if the attributes belong to a picture, a link, code or words in brackets. Those of a heading are its
/// anchor.
fn edits_for(text: &str, range: Range<usize>, attributes: &Attributes) -> Vec<SourceEdit> {
    let before = &text[..range.start];
    if attributes.is_kramdown {
        return vec![SourceEdit::deletion(range)];
    }
    // `![图](a.png) {width=…}` is written by hand.
    let before = if before.ends_with(") ") { before.trim_end() } else { before };
    match before.bytes().next_back() {
        Some(b')') => match opening_of_target(before) {
            Some(target) => picture_edits(text, target, range, attributes),
            None => Vec::new(),
        },
        Some(b'`') => vec![SourceEdit::deletion(range)],
        Some(b']') if range.start == before.len() => span_edits(before, range, attributes),
        _ => Vec::new(),
    }
}

/// Returns where `](` stands whose address ends a text.
fn opening_of_target(text: &str) -> Option<usize> {
    let from = text.floor_char_boundary(text.len().saturating_sub(MAX_ATTRIBUTES_LENGTH));
    let at = from + text[from..].rfind("](")?;
    let address = &text[at + 2..text.len() - 1];
    (!address.contains('\n') && address.matches('(').count() == address.matches(')').count()).then_some(at)
}

fn picture_edits(text: &str, target: usize, range: Range<usize>, attributes: &Attributes) -> Vec<SourceEdit> {
    let from = text.floor_char_boundary(target.saturating_sub(MAX_ATTRIBUTES_LENGTH));
    let opening = text[from..target].rfind('[').map(|at| from + at);
    let is_picture = opening.is_some_and(|at| text[..at].ends_with('!'));
    let start = text[..range.start].trim_end().len();
    let mut edits = vec![SourceEdit::deletion(start..range.end)];
    if let (true, Some(width)) = (is_picture, attributes.pixels("width")) {
        let height = attributes.pixels("height").map_or_else(String::new, |height| format!("x{height}"));
        edits.push(SourceEdit::insertion(target, format!("|{width}{height}")));
    }
    edits
}

/// Makes an element of words in brackets, or leaves the words alone.
fn span_edits(before: &str, range: Range<usize>, attributes: &Attributes) -> Vec<SourceEdit> {
    let Some(opening) = matching_bracket(before) else { return Vec::new() };
    let element = attributes.element();
    let (open, close) = match element {
        "" => (String::new(), String::new()),
        _ => (format!("<{element}>"), format!("</{element}>")),
    };
    vec![
        SourceEdit::replacement(opening..opening + 1, open),
        SourceEdit::replacement(range.start - 1..range.end, close),
    ]
}

/// Returns the bracket that the last one of a text closes.
fn matching_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().rev().take(MAX_ATTRIBUTES_LENGTH) {
        match byte {
            b']' => depth += 1,
            b'[' if depth == 1 => return (!text[..at].ends_with(['!', '\\'])).then_some(at),
            b'[' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_told_from_other_words_in_braces() {
        for (text, length) in [
            ("{width=\"2.0in\" height=\"1in\"}甲", Some(28)),
            ("{.mark}", Some(7)),
            ("{#a .b}", Some(7)),
            ("{: .center}", Some(11)),
            ("{:width=\"300\"}", Some(14)),
            ("{width=300}", Some(11)),
            ("{}", None),
            ("{甲}", None),
            ("{a: b}", None),
            ("{width=", None),
        ] {
            assert_eq!(Attributes::parse(text).map(|it| it.length), length, "{text}");
        }
    }

    #[test]
    fn lengths_are_pixels() {
        for (text, pixels) in [
            ("{width=300}", Some(300)),
            ("{width=300px}", Some(300)),
            ("{width=\"2.0in\"}", Some(192)),
            ("{width=5cm}", Some(189)),
            ("{width=50%}", None),
            ("{height=3}", None),
        ] {
            assert_eq!(Attributes::parse(text).unwrap().pixels("width"), pixels, "{text}");
        }
    }
}
