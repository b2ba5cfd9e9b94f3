//! 落款: the lines at the end of a notice that say who issued it, and when.

use std::ops::Range;

use super::super::source_lines::{LineKind, SourceLine, SourceLines};
use super::blanks::{LeadingBlanks, trim_blanks};
use super::label::is_label_line;
use super::line_end::LineEnd;
use crate::search::fold::is_han;

/// The most bytes behind the end of the body in which a date is looked for before lines are told apart.
const TAIL_LENGTH: usize = 600;

/// The most lines of issuers above the date.
const MAX_ISSUERS: usize = 8;

/// The most lines from the end up to the date: a signature that was pushed to the right may have an annex below it.
const MAX_LINES_BELOW: usize = 400;

/// The most characters of a line in a signature.
const MAX_LINE_LENGTH: usize = 32;

/// The columns of blanks from which a line has been pushed to the right by hand.
const PUSHED_COLUMNS: usize = 12;

/// Endings of the names of those who issue notices.
const ISSUER_ENDINGS: [&str; 46] = [
    "局",
    "委",
    "办",
    "厅",
    "部",
    "院",
    "会",
    "司",
    "中心",
    "政府",
    "集团",
    "学校",
    "大学",
    "中学",
    "小学",
    "社",
    "室",
    "处",
    "科",
    "组",
    "团",
    "队",
    "馆",
    "站",
    "所",
    "厂",
    "行",
    "店",
    "园",
    "党组",
    "支部",
    "总队",
    "联盟",
    "公会",
    "商会",
    "街道",
    "镇",
    "乡",
    "县",
    "市",
    "省",
    "区",
    "班子",
    "机关",
    "单位",
    "办公厅",
];

/// Words with which a block begins that may stand below a signature.
const BELOW_SIGNATURE: [&str; 12] =
    ["附件", "附：", "附:", "附表", "抄送", "抄报", "主送", "（联系", "（此件", "（公开", "联系人", "主题词"];

/// Returns whether a source may end with a signature: whether a date stands on a line near its end.
pub(super) fn may_have_signature(source: &str) -> bool {
    let tail = &source[source.ceil_char_boundary(source.len().saturating_sub(TAIL_LENGTH))..];
    memchr::memchr2(b'\n', b'\r', tail.trim_end().as_bytes()).is_some()
        && tail.lines().any(|line| is_date(trim_blanks(line)))
}

/// Returns the lines of the signature, by their numbers; empty if there is none.
pub(super) fn find_signature(lines: &SourceLines, is_prose: impl Fn(usize) -> bool) -> Range<usize> {
    let filled: Vec<usize> = (0..lines.lines.len()).filter(|n| !is_blank(lines, *n)).collect();
    let dates = filled.iter().enumerate().rev().take(MAX_LINES_BELOW);
    for (place, &date) in dates {
        if !is_prose(date) || !is_date(trim_blanks(lines.content(&lines.lines[date]))) {
            continue;
        }
        let is_pushed = is_pushed_right(&lines.lines[date], lines.content(&lines.lines[date]));
        if !is_pushed && filled.get(place + 1).is_some_and(|next| !may_stand_below(lines, *next)) {
            return 0..0;
        }

        let first = first_issuer(lines, &filled[..=place], &is_prose);
        return first.map_or(0..0, |first| first..date + 1);
    }
    0..0
}

/// Returns the first line of the issuers above the date, which stands last.
fn first_issuer(lines: &SourceLines, filled: &[usize], is_prose: impl Fn(usize) -> bool) -> Option<usize> {
    let mut first = None;
    let mut unnamed = 0;
    for pair in filled.windows(2).rev().take(MAX_ISSUERS) {
        let (line, below) = (pair[0], pair[1]);
        let is_near = below - line <= 2 && is_prose(line);
        let Some(issuer) = Some(line).filter(|_| is_near).and_then(|line| Issuer::of_line(lines, &lines.lines[line]))
        else {
            break;
        };
        if issuer == Issuer::Unnamed {
            unnamed += 1;
            if unnamed > 1 {
                break;
            }
        }

        let above = line.checked_sub(1).map(|above| &lines.lines[above]);
        let stands_alone = above.map_or(issuer == Issuer::Office, |above| {
            above.kind != LineKind::Text && above.kind != LineKind::IndentedCode
                || LineEnd::of_line(lines.text(above)) >= LineEnd::Clause
                || is_closing_formula(trim_blanks(lines.content(above)))
                || is_label_line(trim_blanks(lines.content(above)))
        });
        // Behind a line that goes on, it is a part of that sentence.
        if stands_alone || issuer == Issuer::PushedRight {
            first = Some(line);
        }
    }
    first
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Issuer {
    /// Its name ends as those of offices do.
    Office,
    /// A person, or a name that tells nothing.
    Unnamed,
    /// Blanks before it push it to the right.
    PushedRight,
}

impl Issuer {
    /// Returns the kind of issuer that a line may name.
    fn of_line(lines: &SourceLines, line: &SourceLine) -> Option<Self> {
        let content = lines.content(line);
        let name = trim_blanks(content);
        let name = name.trim_matches('*');
        fn may_name(c: char) -> bool {
            is_han(c) || c.is_whitespace() || c.is_ascii_alphanumeric() || matches!(c, '·' | '（' | '）' | '(' | ')')
        }
        let han = name.chars().filter(|c| is_han(*c)).count();
        let is_name = han >= 2 && name.chars().count() <= MAX_LINE_LENGTH && name.chars().all(may_name);
        if !is_name || line.begins_container || is_closing_formula(name) {
            return None;
        }

        let bare = name.trim_end_matches(|c: char| c.is_whitespace());
        let before_brackets = bare.split(['（', '(']).next().unwrap_or(bare).trim_end();
        if ISSUER_ENDINGS.iter().any(|ending| before_brackets.ends_with(ending)) {
            return Some(Self::Office);
        }
        if is_pushed_right(line, content) {
            return Some(Self::PushedRight);
        }
        // A name in a line of its own, not a sentence.
        let goes_on = name.contains(['的', '了', '是', '在'])
            || name.ends_with(['于', '由', '至', '从', '到', '和', '与', '为', '将']);
        (han <= 8 && !goes_on).then_some(Self::Unnamed)
    }
}

/// Returns whether blanks push a line to the right: only a signature is set so, and what stands below it is an annex.
fn is_pushed_right(line: &SourceLine, content: &str) -> bool {
    line.indent + LeadingBlanks::of_text(content).columns >= PUSHED_COLUMNS
}

fn is_closing_formula(text: &str) -> bool {
    ["特此", "此致", "敬礼", "顺颂", "祝"].iter().any(|formula| text.starts_with(formula))
}

fn is_blank(lines: &SourceLines, n: usize) -> bool {
    let line = &lines.lines[n];
    line.kind == LineKind::Blank || trim_blanks(lines.content(line)).is_empty()
}

fn may_stand_below(lines: &SourceLines, n: usize) -> bool {
    let line = &lines.lines[n];
    let text = trim_blanks(lines.content(line)).trim_start_matches(['#', '*', ' ']);
    let is_note = text.starts_with("[^")
        || text.strip_prefix('[').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    matches!(line.kind, LineKind::Rule | LineKind::Html)
        || is_note
        || BELOW_SIGNATURE.iter().any(|word| text.starts_with(word))
}

/// Returns whether a text is a date and nothing else: 2024年5月1日, 二〇二四年五月一日, 2024-05-01, 年　月　日.
pub(super) fn is_date(text: &str) -> bool {
    // Nothing longer is one, and most lines are longer.
    if text.is_empty() || text.len() > 60 {
        return false;
    }

    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '*').collect();
    let text = text.trim_end_matches("（印章）").trim_end_matches("（盖章）");
    let text = text.trim_end_matches("印发").trim_end_matches("发布");
    if let Some((year, rest)) = text.split_once('年') {
        let Some((month, day)) = rest.split_once('月') else { return false };
        let day = day.strip_suffix(['日', '号']).unwrap_or(day);
        return is_number(year, 4) && is_number(month, 3) && is_number(day, 3);
    }

    for separator in ['-', '.', '/'] {
        let parts: Vec<&str> = text.split(separator).collect();
        if let [year, month, day] = parts[..] {
            fn is_short(part: &str) -> bool {
                (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
            }
            return year.len() == 4
                && year.bytes().all(|byte| byte.is_ascii_digit())
                && is_short(month)
                && is_short(day);
        }
    }
    false
}

/// Returns whether a text is a number of at most so many digits, Arabic or Chinese, or nothing.
fn is_number(text: &str, digits: usize) -> bool {
    fn is_digit(c: char) -> bool {
        c.is_ascii_digit()
            || matches!(
                c,
                '０'
                    ..='９'
                        | '〇'
                        | '零'
                        | '○'
                        | 'O'
                        | '一'
                        | '二'
                        | '三'
                        | '四'
                        | '五'
                        | '六'
                        | '七'
                        | '八'
                        | '九'
                        | '十'
                        | '廿'
                        | '×'
                        | 'X'
                        | 'x'
                        | '_'
            )
    }
    text.chars().count() <= digits && text.chars().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told() {
        for text in [
            "2024年5月1日",
            "2024 年 5 月 1 日",
            "二〇二四年五月一日",
            "2024年五月一日",
            "二○二四年十二月三十一日",
            "2024-05-01",
            "2024.5.1",
            "2024年5月",
            "年　月　日",
            "**2024年5月1日**",
            "2024年  月  日",
        ] {
            assert!(is_date(text), "{text}");
        }
        for text in ["2024年5月1日起施行", "5月1日", "2024年", "1.2.3", "2024年计划五月完成", ""] {
            assert!(!is_date(text), "{text}");
        }
    }

    fn signature(source: &str) -> Vec<String> {
        let lines = SourceLines::from_source(source);
        let is_prose = |n: usize| matches!(lines.lines[n].kind, LineKind::Text | LineKind::IndentedCode);
        let range = find_signature(&lines, is_prose);
        let texts = lines.lines[range].iter().map(|line| trim_blanks(lines.content(line)).to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    }

    #[test]
    fn signatures_are_found_at_the_end() {
        for source in [
            "特此通知。\n市科技局\n2024年5月1日",
            "特此通知。\n\n市科技局\n\n2024年5月1日\n",
            "　　特此通知。\n　　　　　　　　　　市科技局\n　　　　　　　　　　2024年5月1日",
            "特此通知\n\n市科技局\n2024年5月1日\n\n附件：1. 名单",
            "特此通知。\n\n                    市科技局\n                    2024年5月1日",
            "市科技局\n2024年5月1日",
        ] {
            assert_eq!(signature(source), ["市科技局", "2024年5月1日"], "{source}");
        }
        assert_eq!(signature("请知悉。\n\n市科技局\n市财政局\n二〇二四年五月一日").len(), 3);
        assert_eq!(signature("祝好！\n\n张三\n2024年5月1日"), ["张三", "2024年5月1日"]);

        for source in [
            "会议定于\n2024年5月1日",
            "会议由\n市科技局\n2024年5月1日",
            "市科技局\n2024年5月1日\n\n召开会议。",
            "会议召开。\n\n2024年5月1日",
            "会议召开，有三项。\n- 市科技局\n- 2024年5月1日",
            "截止时间：\n2024年5月1日",
        ] {
            assert!(signature(source).is_empty(), "{source}");
        }
    }
}
