//! Code, tags and emphasis that go on from one line of a paragraph to the next.

use std::ops::Range;

/// The stretches of a paragraph that must not be broken, and its marks of strong emphasis.
#[derive(Default)]
pub(super) struct InlineSpans {
    /// Code and HTML, in the order of the text.
    verbatim: Vec<Range<usize>>,
    /// The places of `**`, in pairs; empty if one is left over.
    strong: Vec<usize>,
    /// Whether no tag, or no comment, ends behind the place that is read: each is looked for in vain only once.
    lacks_tag_end: bool,
    lacks_comment_end: bool,
}

impl InlineSpans {
    /// Finds the spans of a stretch of the source.
    pub fn in_source(source: &str, range: Range<usize>) -> Self {
        let mut spans = Self::default();
        let bytes = &source.as_bytes()[..range.end];
        let mut at = range.start;

        while let Some(found) = bytes[at..].iter().position(|byte| matches!(byte, b'`' | b'<' | b'*' | b'\\')) {
            at += found;
            let run = bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count();
            match bytes[at] {
                b'\\' => at += 2,
                b'`' => at = spans.push_code(source, at, run, range.end),
                b'<' => at = spans.push_tag(source, at, range.end),
                _ => {
                    if run == 2 {
                        spans.strong.push(at);
                    }
                    at += run;
                }
            }
            if at >= range.end {
                break;
            }
        }
        if spans.strong.len() % 2 == 1 {
            spans.strong.clear();
        }
        spans
    }

    /// Returns whether a place lies within code or HTML.
    pub fn is_verbatim(&self, at: usize) -> bool {
        let before = self.verbatim.partition_point(|span| span.start < at);
        before.checked_sub(1).and_then(|n| self.verbatim.get(n)).is_some_and(|span| at < span.end)
    }

    /// Returns whether a place lies within strong emphasis.
    pub fn is_strong(&self, at: usize) -> bool {
        self.strong.partition_point(|mark| *mark < at) % 2 == 1
    }

    /// Adds the code that begins with back-ticks, and returns the place behind it, or behind these if it does not end.
    fn push_code(&mut self, source: &str, start: usize, run: usize, end: usize) -> usize {
        let mut at = start + run;
        while let Some(found) = source[at..end].find('`') {
            at += found;
            let closing = source[at..end].bytes().take_while(|byte| *byte == b'`').count();
            at += closing;
            if closing == run {
                self.verbatim.push(start..at);
                return at;
            }
        }
        start + run
    }

    /// Adds the tag or comment that begins with `<`, and returns the place behind it, or behind this if there is none.
    fn push_tag(&mut self, source: &str, start: usize, end: usize) -> usize {
        let rest = &source[start + 1..end];
        let close = if rest.starts_with("!--") && !self.lacks_comment_end {
            let found = rest.find("-->").map(|at| at + 3);
            self.lacks_comment_end = found.is_none();
            found
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') && !self.lacks_tag_end {
            let found = rest.find('>').map(|at| at + 1);
            self.lacks_tag_end = found.is_none();
            found
        } else {
            None
        };
        let Some(length) = close else { return start + 1 };
        self.verbatim.push(start..start + 1 + length);
        start + 1 + length
    }
}
