//! Blanks between two Han characters. Most are meant: they stand between headlines, slogans, names and roles, or align
//! words. One within a sentence, or within a word, is a slip of the keyboard.

use std::ops::Range;

use super::passage::Passage;
use crate::diagnostic::{Diagnostic, catalog};
use crate::search::fold::is_han;

/// More blanks on a line than these are its layout.
const MOST_BLANKS: usize = 2;

/// The fewest Han characters of a sentence in which a blank stands out.
const SENTENCE_LENGTH: usize = 8;

/// Words that have a blank before or behind them by custom: bylines, credits, datelines, forms.
const CUSTOMARY: [&str; 25] = [
    "记者",
    "通讯员",
    "摄影",
    "编辑",
    "作者",
    "报道",
    "供稿",
    "实习生",
    "校对",
    "审核",
    "主编",
    "图片",
    "本报讯",
    "电",
    "讯",
    "摄",
    "文",
    "图",
    "绘",
    "供图",
    "撰文",
    "整理",
    "责编",
    "制图",
    "单位",
];

/// Reports a blank within a sentence.
pub(super) fn check_blanks(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    let mut line = BlankedLine { range: 0..0, is_layout: false };
    for (at, c) in passage.marked_characters() {
        if c != ' ' || !passage.before(at).is_some_and(is_han) || !passage.at(at + 1).is_some_and(is_han) {
            continue;
        }
        if passage.paragraph.is_beside_markup(at) || passage.paragraph.is_beside_markup(at + 1) {
            continue;
        }
        if !line.range.contains(&at) {
            line = BlankedLine::around(passage.text, at);
        }
        if !line.is_layout && is_slip(passage, at, &line.range) {
            passage.report(at, 1, catalog::space_between_han(passage.span(at, 1)), diagnostics);
        }
    }
}

/// A line of a paragraph that has a blank.
struct BlankedLine {
    range: Range<usize>,
    /// Whether its blanks are its layout, as there are so many.
    is_layout: bool,
}

impl BlankedLine {
    fn around(text: &str, at: usize) -> Self {
        let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
        let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
        Self { range: start..end, is_layout: blanks_between_han(&text[start..end]) > MOST_BLANKS }
    }
}

fn is_slip(passage: &Passage, at: usize, line: &Range<usize>) -> bool {
    let text = passage.text;
    let before = &text[line.start..at];
    let after = &text[at + 1..line.end];
    if is_customary(before, after) || is_in_quotation(before) {
        return false;
    }

    // The clause on both sides, up to the next mark: 29个项目集 中签约 stands in a sentence, 第一章 总则 does not.
    fn is_mark(c: char) -> bool {
        matches!(c, '，' | '。' | '；' | '！' | '？' | '：' | '、' | '…' | '\n')
    }
    let clause_start = before.rfind(is_mark);
    let head = clause_start.map_or(before, |found| before[found..].trim_start_matches(is_mark));
    let clause_end = after.find(is_mark);
    let tail = &after[..clause_end.unwrap_or(after.len())];
    let ends_like_sentence = clause_end.is_some_and(|end| after[end..].starts_with(['，', '。', '；', '！', '？']))
        || after.trim_end().ends_with(['，', '。', '；', '！', '？']);
    let han = head.chars().chain(tail.chars()).filter(|c| is_han(*c)).count();
    if !ends_like_sentence || head.is_empty() || tail.is_empty() {
        return false;
    }
    if cuts_word(passage, head, tail) {
        return true;
    }
    if han < SENTENCE_LENGTH {
        return false;
    }
    // 第一条 为了规范…，; 一 加强领导，; 王 刚，; 图1 会场。
    !is_label(head, clause_start.is_none() && before == head) && !has_parallel_parts(head, tail)
}

/// Whether a word of the dictionary is cut by the blank: 集 中签约.
fn cuts_word(passage: &Passage, head: &str, tail: &str) -> bool {
    let joined = format!("{head}{tail}");
    let mut end = 0;
    let words = passage.segmenter.segmenter().known_words(&joined);
    words.into_iter().any(|word| {
        let start = end;
        end += word.len();
        start < head.len() && head.len() < end && head.chars().count() > 1
    })
}

fn blanks_between_han(line: &str) -> usize {
    let mut count = 0;
    let mut before_blank = false;
    let mut last = '\n';
    for c in line.chars() {
        if before_blank && is_han(c) {
            count += 1;
        }
        before_blank = matches!(c, ' ' | '\u{3000}' | '\t') && (is_han(last) || before_blank);
        last = c;
    }
    count
}

/// Whether a blank stands between a role and a name, as bylines have it (记者 徐晓雯 通讯员 金哲宇), behind a dateline, or where a
/// form is to be filled in (年 月 日).
fn is_customary(before: &str, after: &str) -> bool {
    fn is_unit(c: Option<char>) -> bool {
        c.is_some_and(|c| "年月日号时分第章节条款期版卷册届".contains(c))
    }
    let behind_unit = before.chars().next_back();
    is_unit(after.chars().next())
        || is_unit(behind_unit)
        || CUSTOMARY.iter().any(|word| before.ends_with(word) || after.starts_with(word))
}

/// Whether a title or a quotation is open: what stands in it is written as it was.
fn is_in_quotation(before: &str) -> bool {
    let last_open = before.rfind(['《', '“', '「', '（', '【', '〈', '『', '(']);
    let last_close = before.rfind(['》', '”', '」', '）', '】', '〉', '』', ')']);
    last_open.is_some_and(|open| last_close.is_none_or(|close| close < open))
}

/// Whether the words before the blank are a label of what follows it: a number, a name, a headword at the line's beginning.
fn is_label(head: &str, at_line_start: bool) -> bool {
    const LONGEST_LABEL: usize = 6;
    at_line_start && head.chars().count() <= LONGEST_LABEL
}

/// Whether blanks stand between parts of one length: slogans.
fn has_parallel_parts(head: &str, tail: &str) -> bool {
    fn length(part: &str) -> usize {
        part.chars().count()
    }
    let last = head.rsplit(' ').next().unwrap_or_default();
    let first = tail.split(' ').next().unwrap_or_default();
    length(last) == length(first) && length(last) >= 3
}
