//! Marks of emphasis that are left over in running text, where they are shown as they are written.

use std::ops::Range;

use super::reader::BodyReader;
use super::rewrite::{LeadingBlanks, is_text_star, trim_blanks};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{add, catalog};
use crate::search::fold::is_han;

/// The most bytes between two marks that belong together.
const MAX_PAIR_LENGTH: usize = 600;

/// The marks that are left over in the paragraph that is open.
#[derive(Default)]
pub(super) struct StrayMarks {
    /// Whether the body has a doubled mark at all.
    pub may_be: bool,
    /// Their places in the Markdown.
    marks: Vec<Range<usize>>,
    /// The places of asterisks between digits, which other programs take for emphasis if there are two.
    times: Vec<Range<usize>>,
}

impl StrayMarks {
    /// For a body of some Markdown.
    pub fn new(markdown: &str) -> Self {
        let may_be =
            ["**", "__", "~~"].iter().any(|mark| memchr::memmem::find(markdown.as_bytes(), mark.as_bytes()).is_some());
        let multiplies = memchr::memchr_iter(b'*', markdown.as_bytes()).any(|at| is_between_digits(markdown, at));
        Self { may_be: may_be || multiplies, ..Self::default() }
    }

    /// Adds the marks in a stretch of running text, which stands at a place of the Markdown. Those of emphasis are not
    /// part of running text, so that whatever looks like one is left over.
    pub fn find_in_text(&mut self, markdown: &str, range: &Range<usize>) {
        let bytes = &markdown.as_bytes()[..range.end];
        let mut at = range.start;
        while let Some(found) = memchr::memchr3(b'*', b'_', b'~', &bytes[at..]) {
            let start = at + found;
            let length = bytes[start..].iter().take_while(|byte| **byte == bytes[start]).count();
            at = start + length;

            let escapes =
                bytes[range.start.saturating_sub(1)..start].iter().rev().take_while(|byte| **byte == b'\\').count();
            if escapes % 2 == 1 {
                continue;
            }
            if (2..=3).contains(&length) {
                self.marks.push(start..at);
            } else if length == 1 && bytes[start] == b'*' && is_between_digits(markdown, start) {
                self.times.push(start..at);
            }
        }
    }
}

/// Returns whether digits stand on both sides of a byte.
fn is_between_digits(markdown: &str, at: usize) -> bool {
    let bytes = markdown.as_bytes();
    fn is_digit(byte: Option<&u8>) -> bool {
        byte.is_some_and(u8::is_ascii_digit)
    }
    at > 0 && is_digit(bytes.get(at - 1)) && is_digit(bytes.get(at + 1))
}

impl BodyReader<'_, '_> {
    /// Reports the marks that were left over in the paragraph that ends.
    pub(super) fn report_stray_marks(&mut self) {
        for pair in std::mem::take(&mut self.stray.times).chunks_exact(2) {
            let span = self.span(&pair[0]);
            add(self.diagnostics, catalog::star_for_times(span));
        }
        if self.stray.marks.is_empty() {
            return;
        }

        let marks = std::mem::take(&mut self.stray.marks);
        let mut rest: Vec<Range<usize>> = Vec::new();
        for mark in marks {
            let may_close = rest.len() % 2 == 1;
            if may_close || !self.is_meant_as_text(&mark) {
                rest.push(mark);
            }
        }
        let is_only_pair = rest.len() == 2;
        let has_chinese = self.lines_have_chinese(&rest);
        let mut n = 0;
        while let Some(mark) = rest.get(n) {
            let other = rest.get(n + 1).filter(|other| self.markdown[mark.clone()] == self.markdown[(*other).clone()]);
            let has_pair = other.is_some_and(|other| self.report_pair(mark, other, is_only_pair));
            // 好的~~
            if !has_pair && has_chinese && !self.markdown[mark.clone()].starts_with('~') {
                self.report_single(mark);
            }
            n += if has_pair { 2 } else { 1 };
        }
    }

    /// Returns whether the lines of some marks hold Chinese.
    fn lines_have_chinese(&self, marks: &[Range<usize>]) -> bool {
        let (Some(first), Some(last)) = (marks.first(), marks.last()) else { return false };
        let start = self.markdown[..first.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.markdown[last.end..].find('\n').map_or(self.markdown.len(), |at| last.end + at);
        self.markdown[start..end].chars().any(is_han)
    }

    /// Reports two marks that belong together and returns whether they do.
    fn report_pair(&mut self, first: &Range<usize>, second: &Range<usize>, is_only_pair: bool) -> bool {
        let mark = &self.markdown[first.clone()];
        let inside = &self.markdown[first.end..second.start];
        if inside.len() > MAX_PAIR_LENGTH {
            return false;
        }
        let words = trim_blanks(inside);
        if words.is_empty() || inside.contains('\n') || !words.chars().any(is_han) {
            return false;
        }

        let has_blanks = words.len() < inside.len();
        let is_underscore = mark.starts_with('_');
        if !has_blanks && !is_underscore {
            return false;
        }
        let mark = if is_underscore { mark.replace('_', "*") } else { mark.to_owned() };
        let before = self.needed_space(self.markdown[..first.start].chars().next_back(), words.chars().next());
        let after = self.needed_space(words.chars().next_back(), self.markdown[second.end..].chars().next());
        let before = if LeadingBlanks::of_text(inside).length > 0 { before } else { "" };
        let after = if inside.ends_with(words) { "" } else { after };
        let emphasised = format!("{mark}{words}{mark}");

        let place = first.start..second.end;
        let span = self.span(&place);
        let replacement = format!("{before}{emphasised}{after}");
        let fix = if is_only_pair { Fix::safe(span, replacement) } else { Fix::to_confirm(span, replacement) };
        let written = self.markdown[place].to_owned();
        add(self.diagnostics, catalog::marks_without_effect(span, &written, &emphasised, fix));
        true
    }

    /// Returns the space that two Latin words need between them.
    fn needed_space(&self, before: Option<char>, after: Option<char>) -> &'static str {
        fn is_latin(c: Option<char>) -> bool {
            c.is_some_and(|c| c.is_ascii_alphanumeric())
        }
        if is_latin(before) && is_latin(after) { " " } else { "" }
    }

    fn report_single(&mut self, mark: &Range<usize>) {
        let span = self.span(mark);
        let written = self.markdown[mark.clone()].to_owned();
        add(self.diagnostics, catalog::stray_emphasis_mark(span, &written, Fix::to_confirm(span, "")));
    }

    /// Returns whether a mark is part of a number, a name, code or a path.
    fn is_meant_as_text(&self, mark: &Range<usize>) -> bool {
        let before = self.markdown[..mark.start].chars().next_back();
        let after = self.markdown[mark.end..].chars().next();
        fn is_word(c: Option<char>) -> bool {
            c.is_some_and(|c| c.is_ascii_alphanumeric())
        }
        fn is_drawn(c: Option<char>) -> bool {
            c.is_some_and(|c| matches!(c, '\u{2500}'..='\u{25FF}' | '|' | '\\'))
        }
        let is_path = before == Some('/') || after == Some('/');

        let written = &self.markdown[mark.clone()];
        match written.as_bytes().first() {
            // Three are a gap to be filled in, and beside blanks or lines they draw: `从前有___`, `╲__╱`.
            Some(b'_') => written.len() > 2 || is_word(before) || is_word(after) || is_drawn(before) || is_drawn(after),
            Some(b'~') => before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_digit()),
            _ => {
                fn is_formula(c: Option<char>) -> bool {
                    c.is_some_and(|c| c.is_ascii_digit() || c == ')')
                }
                let left = self.markdown[..mark.start].trim_end().chars().next_back();
                let right = self.markdown[mark.end..].trim_start().chars().next();
                (is_word(before) && is_word(after))
                    || is_path
                    || (is_formula(left) && right.is_some_and(|c| c.is_ascii_digit() || c == '('))
                    || is_text_star(self.markdown, mark)
            }
        }
    }
}
