//! Stretches of a body that no rule for marks in a line may touch: code, tags, addresses.

use std::collections::HashMap;
use std::ops::Range;

use super::super::{LineKind, SourceLine, SourceLines};

/// The longest tag that is looked for, in bytes: a hostile text must not be read to its end again and again.
const MAX_PROTECTED_TAG_LENGTH: usize = 1000;

/// Stretches that do not overlap, in order.
pub(super) struct Protected {
    ranges: Vec<Range<usize>>,
}

impl Protected {
    /// Finds blocks and spans of code, and blocks of HTML.
    pub fn code(lines: &SourceLines) -> Self {
        Self::code_and_lines(lines, |line| is_code(line) || line.kind == LineKind::Html)
    }

    /// Finds blocks and spans of code.
    pub fn code_without_html(lines: &SourceLines) -> Self {
        Self::code_and_lines(lines, is_code)
    }

    fn code_and_lines(lines: &SourceLines, is_protected: impl Fn(&SourceLine) -> bool) -> Self {
        let mut ranges = Vec::new();
        for line in lines.lines.iter().filter(|line| is_protected(line)) {
            ranges.push(line.range.clone());
        }
        for paragraph in paragraphs(lines) {
            append_code_spans(lines.source, paragraph, &mut ranges);
        }
        Self::from_ranges(ranges)
    }

    /// Finds code and HTML, and in lines tags and addresses too.
    pub fn code_and_addresses(lines: &SourceLines) -> Self {
        let code = Self::code(lines);
        let mut ranges = Vec::new();
        for paragraph in paragraphs(lines) {
            append_tags(lines.source, &paragraph, &mut ranges);
            append_targets(lines.source, &paragraph, &mut ranges);
            append_bare_addresses(lines.source, &paragraph, &mut ranges);
        }
        ranges.extend(code.ranges);
        Self::from_ranges(ranges)
    }

    fn from_ranges(mut ranges: Vec<Range<usize>>) -> Self {
        ranges.sort_by_key(|range| range.start);
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match joined.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        Self { ranges: joined }
    }

    /// Returns the end of the stretch that a byte stands in.
    pub fn end_at(&self, at: usize) -> Option<usize> {
        let n = self.ranges.partition_point(|range| range.end <= at);
        self.ranges.get(n).filter(|range| range.start <= at).map(|range| range.end)
    }

    /// Returns whether a byte stands in a stretch.
    pub fn covers(&self, at: usize) -> bool {
        self.end_at(at).is_some()
    }

    /// Returns whether a range has a byte in common with a stretch.
    pub fn touches(&self, range: &Range<usize>) -> bool {
        let n = self.ranges.partition_point(|other| other.end <= range.start);
        self.ranges.get(n).is_some_and(|other| other.start < range.end)
    }
}

fn is_code(line: &SourceLine) -> bool {
    matches!(line.kind, LineKind::Fence | LineKind::Code | LineKind::IndentedCode)
}

/// Returns the stretches of prose within which a mark may begin and end: paragraphs, headings, rows.
pub(super) fn paragraphs(lines: &SourceLines) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    for line in &lines.lines {
        match line.kind {
            LineKind::Text if goes_on && !line.begins_container => {
                if let Some(last) = paragraphs.last_mut() {
                    last.end = line.range.end;
                }
            }
            LineKind::Text | LineKind::Heading | LineKind::Table => {
                paragraphs.push(line.container_end..line.range.end);
                goes_on = line.kind == LineKind::Text;
            }
            _ => goes_on = false,
        }
    }
    paragraphs
}

/// Adds the spans of code: from a run of back-ticks to the next one of the same length.
fn append_code_spans(source: &str, paragraph: Range<usize>, ranges: &mut Vec<Range<usize>>) {
    let bytes = source.as_bytes();
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut at = paragraph.start;
    while let Some(found) = memchr::memchr(b'`', &bytes[at..paragraph.end]) {
        let start = at + found;
        let length = bytes[start..paragraph.end].iter().take_while(|byte| **byte == b'`').count();
        runs.push(start..start + length);
        at = start + length;
    }

    // For each run the next one of its length, found from the end.
    let mut next_of_length: HashMap<usize, usize> = HashMap::new();
    let mut next = vec![None; runs.len()];
    for (n, run) in runs.iter().enumerate().rev() {
        next[n] = next_of_length.insert(run.len(), n);
    }

    let mut n = 0;
    while n < runs.len() {
        let is_escaped = bytes[..runs[n].start].ends_with(b"\\");
        match next[n].filter(|_| !is_escaped) {
            Some(end) => {
                ranges.push(runs[n].start..runs[end].end);
                n = end + 1;
            }
            None => n += 1,
        }
    }
}

/// Adds tags and addresses in angle brackets.
fn append_tags(source: &str, paragraph: &Range<usize>, ranges: &mut Vec<Range<usize>>) {
    let bytes = source.as_bytes();
    let mut at = paragraph.start;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..paragraph.end]) {
        let start = at + found;
        at = start + 1;
        if !bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!')) {
            continue;
        }
        let limit = paragraph.end.min(start + MAX_PROTECTED_TAG_LENGTH);
        if let Some(length) = memchr::memchr(b'>', &bytes[start..limit]) {
            ranges.push(start..start + length + 1);
            at = start + length + 1;
        }
    }
}

/// Adds the targets of links and pictures, with their brackets.
fn append_targets(source: &str, paragraph: &Range<usize>, ranges: &mut Vec<Range<usize>>) {
    for (found, _) in source[paragraph.clone()].match_indices("](") {
        let start = paragraph.start + found + 1;
        let line = source[start..paragraph.end].split('\n').next().unwrap_or_default();
        let mut depth = 0_usize;
        let end = line.bytes().take(MAX_PROTECTED_TAG_LENGTH).position(|byte| {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        ranges.extend(end.map(|end| start..start + end + 1));
    }
}

/// Adds addresses that stand in the text as they are.
fn append_bare_addresses(source: &str, paragraph: &Range<usize>, ranges: &mut Vec<Range<usize>>) {
    let text = &source[paragraph.clone()];
    let mut done = 0;
    for (found, _) in text.match_indices("://") {
        if found < done {
            continue;
        }
        let scheme = text[..found].bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
        let length =
            text[found..].bytes().take_while(|byte| byte.is_ascii_graphic() && !b"<>\"|".contains(byte)).count();
        done = found + length;
        ranges.push(paragraph.start + found - scheme..paragraph.start + done);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The protected stretches of a body.
    fn stretches(source: &str, addresses: bool) -> Vec<&str> {
        let lines = SourceLines::from_source(source);
        let protected = if addresses { Protected::code_and_addresses(&lines) } else { Protected::code(&lines) };
        protected.ranges.into_iter().map(|range| &source[range]).collect()
    }

    #[test]
    fn code_is_protected() {
        for (source, expected) in [
            ("甲`乙`丙``丁`戊``", vec!["`乙`", "``丁`戊``"]),
            ("甲`乙\n\n丙`丁", vec![]),
            ("```\n%%\n```\n甲", vec!["```", "%%", "```"]),
            ("甲``乙`丙`", vec!["`丙`"]),
            ("<div>\n甲\n</div>\n\n乙", vec!["<div>", "甲", "</div>"]),
            ("- 甲`乙`\n- 丙`", vec!["`乙`"]),
        ] {
            assert_eq!(stretches(source, false), expected, "{source}");
        }
    }

    #[test]
    fn addresses_and_tags_are_protected() {
        for (source, expected) in [
            ("[甲](a==b==c) 乙", vec!["(a==b==c)"]),
            ("[甲](a(b)c)", vec!["(a(b)c)"]),
            ("见https://a.cn/?q==x==。", vec!["https://a.cn/?q==x=="]),
            ("甲<span title=\"==\">乙</span>1 < 2", vec!["<span title=\"==\">", "</span>"]),
        ] {
            assert_eq!(stretches(source, true), expected, "{source}");
        }
    }
}
