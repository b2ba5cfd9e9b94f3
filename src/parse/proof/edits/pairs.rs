//! Marks that come in pairs: straight quotation marks, brackets, quotation marks the wrong way round.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::diagnostic::fix::{Edit, Fix};
use crate::search::fold::is_han;
use crate::source::{FileId, Span};

/// Bytes within which the other half of a pair is looked for.
const MAX_PAIR_BYTES: usize = 600;

/// Characters of a term that stands in quotation marks: longer ones may be two quotations of which each lacks a mark.
const MAX_TERM_CHARS: usize = 20;

/// The straight quotation marks of a file, by paragraphs.
pub(super) struct QuotePairs<'t> {
    text: &'t str,
    /// The marks that were found to be mistakes.
    mistakes: HashSet<usize>,
    /// The paragraph that was looked at last.
    paragraph: Range<usize>,
    /// The pairs in it, by each of their marks.
    pairs: HashMap<usize, QuotePair>,
}

#[derive(Clone, Copy)]
struct QuotePair {
    open: usize,
    close: usize,
    /// Whether the pair can only be this one.
    is_certain: bool,
    /// Whether it stands within other quotation marks.
    is_inner: bool,
}

impl<'t> QuotePairs<'t> {
    pub fn new(text: &'t str, mistakes: HashSet<usize>) -> Self {
        Self { text, mistakes, paragraph: 0..0, pairs: HashMap::new() }
    }

    /// Both marks of a pair, turned as they are meant.
    pub fn fix_at(&mut self, span: Span) -> Option<Fix> {
        let at = span.start as usize;
        if !self.paragraph.contains(&at) {
            self.paragraph = paragraph_at(self.text, at);
            self.pairs = self.find_pairs();
        }

        let pair = self.pairs.get(&at)?;
        let (open, close) = if pair.is_inner { ("‘", "’") } else { ("“", "”") };
        let edits = vec![edit(span.file, pair.open, 1, open), edit(span.file, pair.close, 1, close)];
        Some(Fix::safe_edits(edits).safe_if(pair.is_certain))
    }

    /// Pairs the marks of the paragraph in their order. That is certain where there is an even number of them, all are
    /// mistakes, and each stands as an opening or a closing mark does.
    fn find_pairs(&self) -> HashMap<usize, QuotePair> {
        let within = &self.text[self.paragraph.clone()];
        let marks: Vec<usize> = within.match_indices('"').map(|(at, _)| self.paragraph.start + at).collect();
        let (pairs, single) = marks.as_chunks::<2>();
        let are_mistakes = pairs.iter().all(|[open, _]| self.mistakes.contains(open));
        if !single.is_empty() || !are_mistakes {
            return HashMap::new();
        }

        let stand_right = pairs.iter().all(|[open, close]| self.opens(*open) && self.closes(*close));
        let has_other_quotes = within.contains(['“', '”', '‘', '’', '「', '」']);
        let mut found = HashMap::new();
        for [open, close] in pairs {
            let is_inner = self.is_quoted(*open);
            let is_certain = stand_right && !has_other_quotes && close - open <= MAX_PAIR_BYTES;
            let pair = QuotePair { open: *open, close: *close, is_certain, is_inner };
            found.extend([(*open, pair), (*close, pair)]);
        }
        found
    }

    fn opens(&self, at: usize) -> bool {
        let before = self.text[..at].chars().next_back();
        let after = self.text[at + 1..].chars().next();
        // 5" is a length.
        !before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| is_word(c) || "《（".contains(c))
    }

    fn closes(&self, at: usize) -> bool {
        let before = self.text[..at].chars().next_back();
        before.is_some_and(|c| is_word(c) || "》）。！？…，%％".contains(c))
    }

    /// Whether a place of the paragraph stands within quotation marks that are open.
    fn is_quoted(&self, at: usize) -> bool {
        let before = &self.text[self.paragraph.start..at];
        before.matches('“').count() > before.matches('”').count()
    }
}

/// The brackets and quotation marks of a file.
pub(super) struct BracketPairs<'t> {
    pub text: &'t str,
}

impl BracketPairs<'_> {
    /// Full-width brackets for a half-width one and its other half. Certain where they stand behind Chinese, hold Chinese, and
    /// no letter or digit is beside them.
    pub fn fix_half_width(&self, span: Span) -> Option<Fix> {
        let at = span.start as usize;
        let is_opening = self.text[at..].starts_with('(');
        let single = Fix::to_confirm(span, if is_opening { "（" } else { "）" });
        let found = if is_opening { self.closing_of(at).map(|close| (at, close)) } else { self.opening_of(at) };
        let Some((open, close)) = found else { return Some(single) };

        let inside = self.text[open..close].chars().skip(1).collect::<String>();
        let before = self.text[..open].chars().next_back();
        let behind = self.text[close..].chars().nth(1);
        let is_certain = before.is_some_and(is_chinese)
            && inside.chars().next().is_some_and(is_chinese)
            && inside.chars().next_back().is_some_and(is_chinese)
            && inside.contains(is_han)
            && !behind.is_some_and(|c| c.is_ascii_alphanumeric() || c == '(');

        let halves = [(open, "(", "（"), (close, ")", "）")].into_iter();
        let edits = halves.filter(|(at, half, _)| self.text[*at..].starts_with(half));
        let edits = edits.map(|(at, _, full)| edit(span.file, at, 1, full)).collect();
        Some(Fix::safe_edits(edits).safe_if(is_certain))
    }

    /// The bracket that closes one, in its line.
    fn closing_of(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, c) in self.text[open..].char_indices().take_while(|(at, c)| *at <= MAX_PAIR_BYTES && *c != '\n') {
            match c {
                '(' | '（' => depth += 1,
                ')' | '）' if depth == 1 => return Some(open + at),
                ')' | '）' => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        None
    }

    /// The bracket that one closes, in its line, with it.
    fn opening_of(&self, close: usize) -> Option<(usize, usize)> {
        let mut depth = 1_usize;
        for (at, c) in
            self.text[..close].char_indices().rev().take_while(|(at, c)| close - at <= MAX_PAIR_BYTES && *c != '\n')
        {
            match c {
                ')' | '）' => depth += 1,
                '(' | '（' if depth == 1 => return Some((at, close)),
                '(' | '（' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// `“甲”` for `”甲“`. Certain for a short term without punctuation in a line that has no other such marks, unless the
    /// first mark stands where a quotation ends.
    pub fn fix_reversed_quotes(&self, span: Span) -> Option<Fix> {
        let at = span.start as usize;
        let line_start = self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.text[at..].find('\n').map_or(self.text.len(), |end| at + end);
        let line = &self.text[line_start..line_end];
        if line.len() > 16 * MAX_PAIR_BYTES {
            return None;
        }

        // Each in its turn must be the wrong one.
        let marks: Vec<(usize, &str)> =
            line.match_indices(['“', '”']).map(|(at, mark)| (line_start + at, mark)).collect();
        let is_reversed =
            marks.iter().enumerate().all(|(n, (_, mark))| *mark == if n % 2 == 0 { "”" } else { "“" });
        if !is_reversed || !marks.len().is_multiple_of(2) {
            return None;
        }

        let turn = marks.iter().position(|(mark, _)| *mark == at)? / 2 * 2;
        let open = marks[turn].0;
        let close = marks[turn + 1].0;
        let term = &self.text[open + '”'.len_utf8()..close];
        let ends_quotation = self.text[..open].ends_with(['。', '！', '？', '…', '，', '；']);
        let is_term = term.chars().count() <= MAX_TERM_CHARS && term.chars().all(is_word) && !term.is_empty();
        let edits = vec![edit(span.file, open, '”'.len_utf8(), "“"), edit(span.file, close, '“'.len_utf8(), "”")];
        Some(Fix::safe_edits(edits).safe_if(is_term && !ends_quotation))
    }
}

fn edit(file: FileId, at: usize, length: usize, replacement: &str) -> Edit {
    Edit { span: Span::new(file, at, at + length), replacement: replacement.to_owned() }
}

fn is_word(c: char) -> bool {
    is_han(c) || c.is_alphanumeric() || matches!(c, '·' | '+')
}

fn is_chinese(c: char) -> bool {
    is_han(c) || matches!(c, '“' | '”' | '《' | '》' | '、' | '，' | '。' | '；' | '：' | '‘' | '’' | '℃' | '％')
}

/// The paragraph around a place: the lines up to an empty one, or the row of a table.
fn paragraph_at(text: &str, at: usize) -> Range<usize> {
    let line_start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let line = &text[line_start..line_end];
    if line.contains('|') {
        return line_start..line_end;
    }

    let start = text[..line_start].rfind("\n\n").map_or(0, |at| at + 2);
    let start = text[start..line_start].rfind("\n\r\n").map_or(start, |at| start + at + 3);
    let end = text[line_end..].find("\n\n").map_or(text.len(), |end| line_end + end);
    let end = text[line_end..end].find("\n\r\n").map_or(end, |found| line_end + found);
    start..end.max(line_end)
}
