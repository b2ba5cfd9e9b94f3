//! Brackets: those that do not close or close nothing, and half-width round ones in Chinese text.

use super::context::{is_code_like, is_latin_context};
use super::passage::{Passage, is_chinese};
use crate::diagnostic::fix::{Edit, Fix, FixSafety};
use crate::diagnostic::{Diagnostic, add, catalog};
use crate::search::fold::is_han;
use crate::source::Span;

/// Brackets that open in one paragraph may close in one of so many behind it: notes and speeches have several.
const MOST_PARAGRAPHS: usize = 8;

/// Brackets that no paragraph before has closed.
#[derive(Default)]
pub(super) struct OpenBrackets {
    paragraph: usize,
    open: Vec<OpenBracket>,
}

struct OpenBracket {
    span: Span,
    mark: char,
    paragraph: usize,
}

impl OpenBrackets {
    /// Checks the brackets of the next paragraph.
    pub fn check_paragraph(&mut self, passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
        self.paragraph += 1;
        let oldest = self.paragraph.saturating_sub(MOST_PARAGRAPHS);
        while self.open.first().is_some_and(|bracket| bracket.paragraph < oldest) {
            report_unbalanced(&self.open.remove(0), diagnostics);
        }

        let mut stack: Vec<(usize, char)> = Vec::new();
        let mut counts = [0_usize; PAIRS.len()];
        for (at, mark) in find_brackets(passage) {
            if let Some(kind) = PAIRS.iter().position(|(open, _)| *open == widened(mark)) {
                stack.push((at, mark));
                counts[kind] += 1;
                continue;
            }
            let Some(kind) = PAIRS.iter().position(|(_, close)| *close == widened(mark)) else { continue };
            let round = stack.iter().rev().find(|(_, open)| widened(*open) == '（');
            if mark == ')' && round.is_none_or(|(_, open)| *open == '（') && is_no_bracket(passage.text, at) {
                continue;
            }

            // Without the count, each of very many that close nothing would be looked for among very many that are open.
            let is_open = |(_, open): &(usize, char)| widened(*open) == PAIRS[kind].0;
            let opened = if counts[kind] > 0 { stack.iter().rposition(is_open) } else { None };
            let Some(opened) = opened else {
                self.close_earlier(passage, at, mark, kind, diagnostics);
                continue;
            };

            let closed = stack.split_off(opened);
            for (_, open) in &closed {
                counts[PAIRS.iter().position(|pair| pair.0 == widened(*open)).unwrap_or_default()] -= 1;
            }
            for (at, open) in closed.iter().skip(1).filter(|(_, open)| *open != '(') {
                add(diagnostics, catalog::unbalanced(passage.span(*at, open.len_utf8()), *open, None));
            }
            check_width(passage, closed[0], (at, mark), diagnostics);
        }

        for (at, mark) in stack.into_iter().filter(|(_, mark)| *mark != '(') {
            let span = passage.span(at, mark.len_utf8());
            self.open.push(OpenBracket { span, mark, paragraph: self.paragraph });
        }
    }

    /// A bracket that closes nothing of its own paragraph: perhaps something of one before.
    fn close_earlier(
        &mut self,
        passage: &Passage,
        at: usize,
        mark: char,
        kind: usize,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        if mark == ')' || is_no_bracket(passage.text, at) {
            return;
        }
        match self.open.iter().rposition(|bracket| bracket.mark == PAIRS[kind].0) {
            Some(found) => {
                self.open.remove(found);
            }
            None => add(diagnostics, catalog::unbalanced(passage.span(at, mark.len_utf8()), mark, None)),
        }
    }

    /// Reports what is open at the end of the text.
    pub fn report_rest(self, diagnostics: &mut Vec<Diagnostic>) {
        for bracket in &self.open {
            report_unbalanced(bracket, diagnostics);
        }
    }
}

const PAIRS: [(char, char); 5] = [('（', '）'), ('《', '》'), ('「', '」'), ('【', '】'), ('〔', '〕')];

fn widened(mark: char) -> char {
    match mark {
        '(' => '（',
        ')' => '）',
        mark => mark,
    }
}

fn report_unbalanced(bracket: &OpenBracket, diagnostics: &mut Vec<Diagnostic>) {
    add(diagnostics, catalog::unbalanced(bracket.span, bracket.mark, None));
}

/// The brackets of a paragraph, ascending. Those between Latin letters are no marks by themselves; they count where others are.
fn find_brackets(passage: &Passage) -> Vec<(usize, char)> {
    let is_bracket = |c: char| "（）()《》「」【】〔〕".contains(c);
    let mut brackets: Vec<(usize, char)> = passage.marked_characters().filter(|(_, c)| is_bracket(*c)).collect();
    if brackets.iter().any(|(_, c)| "（）()".contains(*c)) {
        let bytes = passage.text.as_bytes();
        brackets.extend(memchr::memchr2_iter(b'(', b')', bytes).map(|at| (at, char::from(bytes[at]))));
        brackets.sort_unstable();
        brackets.dedup();
    }
    brackets
}

/// Whether a closing bracket numbers an item (`1）`, `一)`, `①）`) or ends a face of signs (`：）`).
fn is_no_bracket(text: &str, at: usize) -> bool {
    const LONGEST_NUMBER: usize = 3;
    let before = &text[..at];
    if before.ends_with(|c: char| matches!(c, '①'..='⑳' | ':' | ';' | '：' | '；' | '^' | '-')) {
        return true;
    }
    let is_digit = |c: char| {
        c.is_ascii_alphanumeric() || crate::parse::text::parse_number(c.encode_utf8(&mut [0; 4])).is_some()
    };
    let head = before.trim_end_matches(is_digit);
    let digits = before[head.len()..].chars().count();
    (1..=LONGEST_NUMBER).contains(&digits) && (head.is_empty() || head.ends_with(['，', '；', '。', '：', '、', '\n']))
}

/// Reports the half-width ones of a pair of round brackets that stands in Chinese text, in one message.
fn check_width(passage: &Passage, open: (usize, char), close: (usize, char), diagnostics: &mut Vec<Diagnostic>) {
    let mut half = [open, close].into_iter().filter(|(_, mark)| mark.is_ascii());
    let Some((first, mark)) = half.next() else { return };

    let is_mixed = open.1.is_ascii() != close.1.is_ascii();
    if !is_mixed && !are_chinese(passage.text, open.0, close.0) {
        return;
    }

    let edits = [Some((first, mark)), half.next()].into_iter().flatten().map(|(at, mark)| Edit {
        span: passage.span(at, 1),
        replacement: widened(mark).to_string(),
    });
    let fix = Fix { safety: FixSafety::NeedsConfirmation, edits: edits.collect() };
    let mistake = catalog::half_width(passage.span(first, 1), mark, Some(fix));
    passage.report(open.0, close.0 + 1 - open.0, mistake, diagnostics);
}

/// Whether half-width brackets hold Chinese and stand in Chinese text, and are no part of code, of a link or of a file's name.
fn are_chinese(text: &str, open: usize, close: usize) -> bool {
    let content = &text[open + 1..close];
    let before = text[..open].chars().next_back();
    let after = &text[close + 1..];
    let holds_han = content.chars().any(is_han);
    let is_file_name = after.starts_with('.') && after[1..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let outer_before = text[..open].trim_end_matches(' ').chars().next_back();
    let outer_after = after.trim_start_matches(' ').chars().next();

    holds_han
        && before != Some(']')
        && !is_file_name
        && (is_chinese(outer_before) || is_chinese(outer_after) || outer_after.is_none())
        && !is_latin_context(text, open)
        && !is_code_like(text, open + 1)
}
