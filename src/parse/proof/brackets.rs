//! Brackets: those that do not close or close nothing, and half-width round ones in Chinese text.

use std::collections::VecDeque;

use super::context::{is_code_like, is_latin_context};
use super::passage::{Passage, is_chinese};
use crate::diagnostic::{Diagnostic, add, catalog};
use crate::search::fold::is_han;
use crate::source::Span;

/// Brackets that open in one paragraph may close in one of so many behind it: notes and speeches have several.
const MAX_BRACKETED_PARAGRAPHS: usize = 8;

/// Brackets that no paragraph before has closed.
#[derive(Default)]
pub(super) struct OpenBrackets {
    paragraph: usize,
    /// By kind, each in the order of the text.
    open: [VecDeque<OpenBracket>; PAIRS.len()],
}

struct OpenBracket {
    span: Span,
    paragraph: usize,
}

impl OpenBrackets {
    /// Checks the brackets of the next paragraph.
    pub fn check_paragraph(&mut self, passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
        self.paragraph += 1;
        let oldest = self.paragraph.saturating_sub(MAX_BRACKETED_PARAGRAPHS);
        for (open, (mark, _)) in self.open.iter_mut().zip(PAIRS) {
            while let Some(bracket) = open.pop_front_if(|bracket| bracket.paragraph < oldest) {
                add(diagnostics, catalog::unbalanced(bracket.span, mark, None));
            }
        }

        let mut stack: Vec<(usize, char)> = Vec::new();
        let mut counts = [0_usize; PAIRS.len()];
        let mut half_width = 0_usize;
        for (at, mark) in find_brackets(passage) {
            if let Some(kind) = PAIRS.iter().position(|(open, _)| *open == widened(mark)) {
                stack.push((at, mark));
                counts[kind] += 1;
                half_width += usize::from(mark == '(');
                continue;
            }
            let Some(kind) = PAIRS.iter().position(|(_, close)| *close == widened(mark)) else { continue };
            if mark == ')' && half_width == 0 && is_no_bracket(passage.text, at) {
                continue;
            }
            if ends_face_in_brackets(passage.text, at, mark) {
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
                half_width -= usize::from(*open == '(');
                counts[PAIRS.iter().position(|pair| pair.0 == widened(*open)).unwrap_or_default()] -= 1;
            }
            for (at, open) in closed.iter().skip(1).filter(|(_, open)| *open != '(') {
                add(diagnostics, catalog::unbalanced(passage.span(*at, open.len_utf8()), *open, None));
            }
            check_width(passage, closed[0], (at, mark), diagnostics);
        }

        for (at, mark) in
            stack.into_iter().filter(|(at, mark)| *mark != '(' && !is_meant_open(passage.text, *at, *mark))
        {
            let span = passage.span(at, mark.len_utf8());
            if let Some(kind) = PAIRS.iter().position(|(open, _)| *open == mark) {
                self.open[kind].push_back(OpenBracket { span, paragraph: self.paragraph });
            }
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
        let is_sign = is_no_bracket(passage.text, at) || is_in_face(passage.text, at, mark);
        if mark == ')' || is_sign || is_arrow(passage.text, at, mark) {
            return;
        }
        if self.open[kind].pop_back().is_none() {
            add(diagnostics, catalog::unbalanced(passage.span(at, mark.len_utf8()), mark, None));
        }
    }

    /// Reports what is open at the end of the text.
    pub fn report_rest(self, diagnostics: &mut Vec<Diagnostic>) {
        for (open, (mark, _)) in self.open.iter().zip(PAIRS) {
            for bracket in open {
                add(diagnostics, catalog::unbalanced(bracket.span, mark, None));
            }
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

/// The brackets of a paragraph, ascending. Those between Latin letters are no marks by themselves; they count where others are.
fn find_brackets(passage: &Passage) -> Vec<(usize, char)> {
    fn is_bracket(c: char) -> bool {
        "（）()《》「」【】〔〕".contains(c)
    }
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
    if before.ends_with(|c: char| matches!(c, '①'..='⑳' | ':' | ';' | '：' | '；' | '^' | '-' | '－')) {
        return true;
    }
    let is_digit =
        |c: char| c.is_ascii_alphanumeric() || crate::parse::text::parse_number(c.encode_utf8(&mut [0; 4])).is_some();
    let head = before.trim_end_matches(is_digit);
    let number = &before[head.len()..];
    let is_number = (1..=LONGEST_NUMBER).contains(&number.chars().count());
    is_number && (head.is_empty() || head.ends_with(['，', '；', '。', '：', '、', '\n']) || goes_on(text, at, number))
}

/// Asides that are written with an open bracket only, at the end of a sentence: 我什么也没说（逃
const OPEN_ASIDES: [&str; 20] = [
    "逃", "逃走", "逃跑", "溜", "溜了", "跑", "雾", "大雾", "误", "大误", "笑", "哭", "划掉", "不是", "被打", "狗头",
    "滑稽", "捂脸", "小声", "确信",
];

/// Signs that only faces have beside a bracket: `_(:3 」∠)_`, `（」・ω・）」`.
const SIGNS_OF_FACES: &str = "∠ω・゜д▽￣´｀≧≦♂ﾟ∀‵′╯_";

/// Whether an opening bracket is meant without its other half: in a face (`：（`), or before an aside.
fn is_meant_open(text: &str, at: usize, mark: char) -> bool {
    if is_in_face(text, at, mark) {
        return true;
    }
    let behind = &text[at + mark.len_utf8()..];
    let aside = behind.split(['\n', ' ', '（']).next().unwrap_or_default();
    mark == '（' && (text[..at].ends_with(['：', '；', ':', ';']) || OPEN_ASIDES.contains(&aside))
}

/// Whether a bracket ends a face within brackets: `（没给小费：－））`.
fn ends_face_in_brackets(text: &str, at: usize, mark: char) -> bool {
    let before = text[..at].trim_end_matches(['－', '-']);
    mark == '）' && before.ends_with(['：', '；', ':', ';']) && text[at + mark.len_utf8()..].starts_with(mark)
}

/// Bytes on each side of a bracket in which others tell what it is.
const BRACKET_REACH: usize = 900;

/// Whether `》` is written for an arrow: 甲》乙》丙.
fn is_arrow(text: &str, at: usize, mark: char) -> bool {
    let near = &text[text.floor_char_boundary(at.saturating_sub(BRACKET_REACH))
        ..text.floor_char_boundary((at + BRACKET_REACH).min(text.len()))];
    mark == '》' && !near.contains('《') && near.matches('》').nth(1).is_some()
}

/// Whether a bracket stands beside a sign that only faces have.
fn is_in_face(text: &str, at: usize, mark: char) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + mark.len_utf8()..].chars().next();
    [before, after].into_iter().flatten().any(|c| SIGNS_OF_FACES.contains(c))
}

/// Whether the number after one of an item stands behind it with the same bracket: 因为1）没有钱，2）没有人.
fn goes_on(text: &str, at: usize, number: &str) -> bool {
    let Ok(number) = number.parse::<u32>() else { return false };
    let bracket = text[at..].chars().next().unwrap_or_default();
    let rest = &text[at..text.floor_char_boundary((at + BRACKET_REACH).min(text.len()))];
    let near = &text[text.floor_char_boundary(at.saturating_sub(BRACKET_REACH))..at];
    rest.contains(&format!("{}{bracket}", number + 1))
        || (number > 1 && near.contains(&format!("{}{bracket}", number - 1)))
}

/// Reports the half-width ones of a pair of round brackets that stands in Chinese text, in one message.
fn check_width(passage: &Passage, open: (usize, char), close: (usize, char), diagnostics: &mut Vec<Diagnostic>) {
    let Some((first, mark)) = [open, close].into_iter().find(|(_, mark)| mark.is_ascii()) else { return };

    let is_mixed = open.1.is_ascii() != close.1.is_ascii();
    if !is_mixed && !are_chinese(passage.text, open.0, close.0) {
        return;
    }

    add(diagnostics, catalog::half_width(passage.span(first, 1), mark));
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
