//! Words that came along with a text and are none of it: the buttons and slogans of a WeChat page, the comments of Word, the errors
//! of a spreadsheet's formulas.

use std::collections::HashMap;
use std::ops::Range;

use super::super::{LineKind, RuleInput, RuleOutput};
use crate::diagnostic::fix::{Edit, Fix};
use crate::diagnostic::{add, catalog};

/// The most characters of a line of buttons.
const MAX_BUTTONS: usize = 24;

/// Lines that call upon readers of a WeChat page, without blanks and signs.
const PAGE_LINES: [&str; 16] = [
    "点击蓝字",
    "关注我们",
    "点击蓝字关注我们",
    "点击上方蓝字",
    "点击上方蓝字关注我们",
    "点击上方蓝字关注",
    "点击关注",
    "点击阅读原文",
    "阅读原文",
    "长按识别二维码",
    "长按识别二维码关注我们",
    "长按二维码关注我们",
    "扫码关注我们",
    "点分享点收藏点点赞点在看",
    "分享收藏点赞在看",
    "喜欢作者",
];

/// Names of the buttons below a WeChat page.
const BUTTONS: [&str; 9] = ["分享", "收藏", "点赞", "在看", "赞", "阅读", "写留言", "留言", "听全文"];

/// Signs that a spreadsheet shows where a formula has no value.
const SPREADSHEET_ERRORS: [&str; 7] = ["#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#N/A"];

/// The fewest signs that it fills a cell with which is too narrow for its number.
const NARROW_CELL: &str = "###";

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, "[")
        || SPREADSHEET_ERRORS.iter().chain([&NARROW_CELL]).any(|error| super::holds(source, error))
        || super::holds(source, "阅读 ")
        || PAGE_LINES.iter().chain(&BUTTONS[..4]).any(|words| super::holds(source, words))
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    for line in input.lines.lines.iter().filter(|line| line.kind == LineKind::Text) {
        let words = input.lines.content(line).trim_end();
        if is_page_line(words) {
            let fix = Fix::to_confirm(input.span(&line.range), "");
            let place = line.content_start..line.content_start + words.len();
            add(&mut output.diagnostics, catalog::words_of_a_page(input.span(&place), words, fix));
        }
    }
    report_comments(input, output);
    report_spreadsheet_errors(input, output);
}

/// Reports cells of a pasted table, or of one that was written with bars, that show an error of a formula.
fn report_spreadsheet_errors(input: &RuleInput, output: &mut RuleOutput) {
    for line in input.lines.lines.iter().filter(|line| matches!(line.kind, LineKind::Text | LineKind::Table)) {
        let text = input.lines.content(line);
        if !text.contains('#') || !text.contains(['\t', '|']) {
            continue;
        }
        let mut start = line.content_start;
        for cell in text.split(['\t', '|']) {
            let value = cell.trim();
            let is_narrow = value.starts_with(NARROW_CELL) && value.bytes().all(|byte| byte == b'#');
            let is_error = SPREADSHEET_ERRORS.contains(&value) || is_narrow;
            if is_error {
                let at = start + cell.len() - cell.trim_start().len();
                let place = input.span(&(at..at + value.len()));
                add(&mut output.diagnostics, catalog::spreadsheet_error(place, value));
            }
            start += cell.len() + 1;
        }
    }
}

/// Returns whether a line has nothing but words that a WeChat page shows around each article.
fn is_page_line(line: &str) -> bool {
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '\u{200B}' | '\u{FEFF}'));
    if line.is_empty() || line.chars().count() > MAX_BUTTONS {
        return false;
    }
    fn is_letter(c: &char) -> bool {
        c.is_alphanumeric()
    }
    let letters: String = line.chars().filter(is_letter).collect();
    if PAGE_LINES.contains(&letters.as_str()) {
        return true;
    }

    // 阅读 1.2万 and 分享 收藏 赞 在看
    let parts: Vec<&str> = line.split_whitespace().collect();
    let buttons = parts.iter().filter(|part| BUTTONS.contains(part)).count();
    let counts = parts.iter().filter(|part| is_count(part)).count();
    let is_read_count = parts.len() == 2 && parts[0] == "阅读" && counts == 1;
    is_read_count || (buttons >= 3 && buttons + counts == parts.len())
}

/// 1.2万, 10万+, 384
fn is_count(part: &str) -> bool {
    let digits = part.trim_end_matches(['+', '万', 'w']);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Reports the comments of a Word document. On the clipboard they stand behind the text, a line each, and `[李1]` in the
/// text says where each belongs.
fn report_comments(input: &RuleInput, output: &mut RuleOutput) {
    let mut marks: HashMap<&str, Range<usize>> = HashMap::new();
    for line in input.lines.lines.iter().filter(|line| matches!(line.kind, LineKind::Text | LineKind::Table)) {
        let text = input.lines.content(line);
        let comment = comment_mark(text).filter(|mark| text.len() > mark.len());
        if let Some(mark) = comment
            && let Some(first) = marks.get(mark)
        {
            let edits = [first.clone(), line.range.clone()]
                .map(|it| Edit { span: input.span(&it), replacement: String::new() });
            let fix = Fix::edits_to_confirm(edits.into());
            let place = line.content_start..line.range.end;
            add(&mut output.diagnostics, catalog::comment_of_word(input.span(&place), mark, input.span(first), fix));
            continue;
        }
        for (at, _) in text.match_indices('[') {
            if let Some(mark) = comment_mark(&text[at..]) {
                let start = line.content_start + at;
                marks.entry(mark).or_insert(start..start + mark.len());
            }
        }
    }
}

/// Returns the mark of a comment that a text begins with: the initials of its author and a number in brackets.
fn comment_mark(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?;
    let initials: usize = inside.chars().take_while(|c| c.is_alphabetic()).take(5).map(char::len_utf8).sum();
    let digits = inside[initials..].bytes().take_while(u8::is_ascii_digit).take(4).count();
    let end = initials + digits;
    let is_mark = initials > 0 && (1..=3).contains(&digits) && inside[end..].starts_with(']');
    (is_mark && !inside[end + 1..].starts_with(['(', ':', '['])).then(|| &text[..end + 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_around_an_article_are_told() {
        for line in [
            "点击蓝字",
            "👇点击上方“蓝字”关注我们",
            "阅读 1.2万",
            "阅读 10万+",
            "分享 收藏 赞 在看",
            "分享　收藏 12 点赞 8 在看 3",
        ] {
            assert!(is_page_line(line), "{line}");
        }
        for line in ["点击蓝字报名", "阅读", "阅读 红色经典", "关注我们的孩子", "分享 创新", "收藏", "1.2万"]
        {
            assert!(!is_page_line(line), "{line}");
        }
    }

    #[test]
    fn marks_of_comments_are_told() {
        for (text, mark) in [
            ("[李1]再核", Some("[李1]")),
            ("[A12] x", Some("[A12]")),
            ("[1] x", None),
            ("[李]x", None),
            ("[图1](a.png)", None),
            ("[注1]: x", None),
        ] {
            assert_eq!(comment_mark(text), mark, "{text}");
        }
    }
}
