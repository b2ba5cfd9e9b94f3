//! The `---` lines around the front matter, also where they are missing, doubled or of other dashes.

use std::ops::Range;

use super::head_lines::{KeyLine, is_fence_like, is_known_key_line, may_stand_in_head};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{FileId, Span};

/// The places of front matter and body in a text.
pub(super) struct Fences {
    /// The YAML; `None` if there is no front matter.
    pub yaml: Option<Range<usize>>,
    /// The byte at which the body begins.
    pub body_start: usize,
    /// Mistakes of the lines around the front matter.
    pub mistakes: Vec<Diagnostic>,
}

/// Finds the front matter of a text. Where it is certain what was meant, it is found in spite of mistakes.
pub(super) fn find_fences(file: FileId, text: &str) -> Fences {
    let mut finder = FenceFinder { file, text, mistakes: Vec::new() };
    match finder.find_opening() {
        Some(yaml_start) => finder.find_closing(yaml_start),
        None => Fences { yaml: None, body_start: 0, mistakes: finder.mistakes },
    }
}

/// A line and its place.
#[derive(Clone, Copy)]
struct Line<'t> {
    start: usize,
    text: &'t str,
}

impl Line<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn is_blank(&self) -> bool {
        self.text.chars().all(|c| c.is_whitespace() || crate::parse::wide::is_invisible(c))
    }

    fn is_fence(&self) -> bool {
        self.text.trim_end() == "---"
    }
}

fn lines_from(text: &str, start: usize) -> impl Iterator<Item = Line<'_>> + Clone {
    text[start..].split_inclusive('\n').scan(start, |at, line| {
        let start = *at;
        *at += line.len();
        Some(Line { start, text: line })
    })
}

/// Returns whether text stands behind a fence, and not the rest of a table.
fn is_text(behind: &str) -> bool {
    behind.trim_start().starts_with(|c| !matches!(c, '|' | '-' | ':' | '+' | '｜'))
}

struct FenceFinder<'t> {
    file: FileId,
    text: &'t str,
    mistakes: Vec<Diagnostic>,
}

impl<'t> FenceFinder<'t> {
    /// Returns the byte at which the front matter begins.
    fn find_opening(&mut self) -> Option<usize> {
        let first = lines_from(self.text, 0).find(|line| !line.is_blank())?;
        if first.start == 0 && first.is_fence() {
            return Some(self.pass_second_opening(first.end()));
        }

        if let Some(start) = self.find_key_behind_fence(first) {
            return Some(start);
        }

        let next = lines_from(self.text, first.end()).find(|line| !line.is_blank());
        if is_fence_like(first.text) && next.is_some_and(|line| is_known_key_line(line.text)) {
            let span = Span::new(self.file, 0, first.start + first.text.trim_end().len());
            self.mistakes.push(match first.is_fence() {
                true => catalog::superfluous_lines(Span::new(self.file, 0, first.start), false),
                false => catalog::misspelt_fence(span, first.text.trim_end()),
            });
            return Some(first.end());
        }

        self.is_head_without_opening(first).then_some(0)
    }

    /// Finds a key on the line of the opening fence: `---标题: 甲`.
    fn find_key_behind_fence(&mut self, first: Line) -> Option<usize> {
        let behind = first.text.strip_prefix("---").filter(|_| first.start == 0)?.trim_start_matches([' ', '\t', '　']);
        is_known_key_line(behind).then(|| {
            let start = first.end() - behind.len();
            self.report_fence_with_text(Line { start: first.start, text: first.text }, start);
            start
        })
    }

    /// Reports text that begins at `start` on the line of a fence.
    fn report_fence_with_text(&mut self, line: Line, start: usize) {
        let text = self.text[start..line.end()].trim_end();
        let span = Span::new(self.file, start, start + text.len());
        let gap = Span::new(self.file, line.start + "---".len(), start);
        self.mistakes.push(catalog::fence_with_text(span, text, gap));
    }

    /// Passes over a second `---` that follows the first one.
    fn pass_second_opening(&mut self, start: usize) -> usize {
        let Some(second) = lines_from(self.text, start).find(|line| !line.is_blank()) else { return start };
        let next = lines_from(self.text, second.end()).find(|line| !line.is_blank());
        let is_doubled = is_fence_like(second.text) && next.is_some_and(|line| is_known_key_line(line.text));
        if !is_doubled {
            return start;
        }

        self.mistakes.push(catalog::superfluous_lines(Span::new(self.file, second.start, second.end()), true));
        second.end()
    }

    /// Returns whether a text begins with keys, though not with `---`; then a mistake is added.
    fn is_head_without_opening(&mut self, first: Line) -> bool {
        if !is_known_key_line(first.text) {
            return false;
        }

        let head: Vec<Line> = lines_from(self.text, first.start)
            .take_while(|line| !is_fence_like(line.text) && !line.is_blank() && may_stand_in_head(line.text))
            .collect();
        let known = head.iter().filter(|line| is_known_key_line(line.text)).count();
        let end = head.last().map_or(first.end(), Line::end);
        let is_closed =
            lines_from(self.text, end).find(|line| !line.is_blank()).is_some_and(|line| is_fence_like(line.text));
        if known < 2 && !is_closed {
            return false;
        }

        let opening = Span::new(self.file, 0, first.start);
        self.mistakes.push(catalog::opening_fence_missing(opening, first.text.trim_end(), is_closed));
        if !is_closed && let Some(mistake) = self.mistakes.last_mut() {
            let at = Span::new(self.file, end, end);
            let line_break = if self.text[..end].ends_with('\n') { "" } else { "\n" };
            let closing = Fix::safe(at, format!("{line_break}---\n"));
            mistake.fixes.iter_mut().for_each(|fix| fix.edits.extend(closing.edits.clone()));
        }
        true
    }

    /// Finds the end of the front matter that begins at `start`.
    fn find_closing(mut self, start: usize) -> Fences {
        let is_without_opening = start == 0;
        let mut is_behind_blank = false;

        for line in lines_from(self.text, start) {
            if is_fence_like(line.text) && !line.text.starts_with([' ', '\t']) {
                return self.close_at(start, line);
            }
            // A rule within a summary of several lines is followed by more keys.
            if line.text.trim() == "---" && !self.has_keys_behind(line.end()) {
                return self.close_at(start, line);
            }
            if let Some(behind) =
                line.text.strip_prefix("---").filter(|rest| is_text(rest) && !self.has_keys_behind(line.end()))
            {
                let body_start = line.end() - behind.trim_start_matches([' ', '\t', '　']).len();
                self.report_fence_with_text(line, body_start);
                return Fences { yaml: Some(start..line.start), body_start, mistakes: self.mistakes };
            }
            let is_prose = !line.is_blank() && !may_stand_in_head(line.text);
            let ends_here = match is_without_opening && !self.has_fence_behind(line.start) {
                true => line.is_blank() || is_prose,
                false => is_prose && is_behind_blank && !self.has_keys_behind(line.end()),
            };
            if ends_here {
                return self.end_without_fence(start, line.start, is_without_opening);
            }
            is_behind_blank = line.is_blank();
        }

        let end = self.text.len();
        if is_without_opening {
            return Fences { yaml: Some(start..end), body_start: end, mistakes: self.mistakes };
        }
        self.end_unclosed(start)
    }

    /// Ends front matter at a line that is, or was meant to be, `---`.
    fn close_at(mut self, start: usize, line: Line) -> Fences {
        if !line.is_fence() {
            let span = Span::new(self.file, line.start, line.start + line.text.trim_end().len());
            self.mistakes.push(catalog::misspelt_fence(span, line.text.trim_end()));
        }

        let mut body_start = line.end();
        let next = lines_from(self.text, body_start).next();
        if let Some(second) = next.filter(|next| next.is_fence() && line.is_fence()) {
            self.mistakes.push(catalog::superfluous_lines(Span::new(self.file, second.start, second.end()), true));
            body_start = second.end();
        }
        Fences { yaml: Some(start..line.start), body_start, mistakes: self.mistakes }
    }

    /// Ends front matter before the first line of the text, to which no `---` leads.
    fn end_without_fence(mut self, start: usize, end: usize, is_known_to_be_missing: bool) -> Fences {
        if !is_known_to_be_missing {
            let place = Span::new(self.file, end, end + self.text[end..].lines().next().map_or(0, str::len));
            let fix = Fix::safe(Span::new(self.file, end, end), "---\n");
            self.mistakes.push(catalog::front_matter_not_closed(place, Some(fix)));
        }
        Fences { yaml: Some(start..end), body_start: end, mistakes: self.mistakes }
    }

    /// Reports front matter that has no end.
    fn end_unclosed(mut self, start: usize) -> Fences {
        let end = self.text.len();
        let has_keys = lines_from(self.text, start).any(|line| is_known_key_line(line.text));
        let is_all_head =
            has_keys && lines_from(self.text, start).all(|line| line.is_blank() || may_stand_in_head(line.text));
        let line_break = if self.text.ends_with('\n') { "" } else { "\n" };
        let fix = is_all_head.then(|| Fix::safe(Span::new(self.file, end, end), format!("{line_break}---\n")));
        self.mistakes.push(catalog::front_matter_not_closed(Span::new(self.file, 0, start.min(3)), fix));

        let yaml = is_all_head.then_some(start..end);
        Fences { yaml, body_start: end, mistakes: self.mistakes }
    }

    fn has_fence_behind(&self, start: usize) -> bool {
        let mut lines =
            lines_from(self.text, start).skip_while(|line| !is_fence_like(line.text) && may_stand_in_head(line.text));
        lines.next().is_some_and(|line| is_fence_like(line.text))
    }

    /// Returns whether more keys of ours follow before the next `---`.
    fn has_keys_behind(&self, start: usize) -> bool {
        let mut rest = lines_from(self.text, start).take_while(|line| !line.is_fence());
        rest.any(|line| KeyLine::parse(line.text).is_some_and(|key| super::head_lines::find_key(key.key).is_some()))
    }
}
