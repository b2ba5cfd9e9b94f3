//! The marks with which items begin in official Chinese texts: 一、 （一） 1. ① 第一条 ● and the like.

use super::line_end::{LineEnd, has_chinese};
use crate::search::fold::is_han;

/// How sure it is that a line begins an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Certainty {
    /// Such a mark hardly ever stands at a place where an editor wraps a sentence.
    Certain,
    /// Words that a sentence may also hold: only where the line above ended its sentence.
    AfterSentence,
}

/// Returns whether a line begins an item, so that it stands on a line of its own below another.
pub(super) fn begins_item(line: &str, above: &str) -> bool {
    let line = line.trim_start_matches(['*', '_']);
    let above = above.trim_matches(['*', '_']);
    let Some((certainty, length)) = mark_at(line) else { return false };
    // Latin texts are left to CommonMark.
    if line[..length].is_ascii() && !has_chinese(line) && !has_chinese(above) {
        return false;
    }
    if is_cut_off(above) {
        return false;
    }

    match certainty {
        Certainty::Certain => true,
        Certainty::AfterSentence => LineEnd::of_line(above) >= LineEnd::Clause || repeats_mark(line, above),
    }
}

/// Returns whether a line begins with the mark of an item, wherever it stands; signs such as ● are none that a heading has.
pub(super) fn is_item(line: &str) -> bool {
    mark_at(line).is_some_and(|(certainty, _)| certainty == Certainty::Certain) && sign_mark(line).is_none()
}

/// Returns the certainty and the length in bytes of the mark that a line begins with.
fn mark_at(line: &str) -> Option<(Certainty, usize)> {
    numeral_mark(line)
        .or_else(|| bracketed_mark(line))
        .or_else(|| digit_mark(line))
        .or_else(|| sign_mark(line))
        .or_else(|| article_mark(line))
        .or_else(|| ordinal_words(line))
}

/// 一、 十二、 A、
fn numeral_mark(line: &str) -> Option<(Certainty, usize)> {
    let numeral = numeral_length(line);
    let letter = letter_length(line);
    let length = numeral.max(letter);
    let rest = line.get(length..).filter(|_| length > 0)?;
    let mark = rest.chars().next().filter(|c| matches!(c, '、' | '．' | '.' | '）' | ')'))?;
    let behind = rest[mark.len_utf8()..].chars().next();

    // 一、二级
    let lists_on = behind.is_none_or(|c| is_numeral(c) && !rest[mark.len_utf8()..].starts_with("一是"));
    if lists_on && mark == '、' && follows_in_list(&rest[mark.len_utf8()..]) {
        return None;
    }
    let certainty = if matches!(mark, '、' | '）') && !(mark == '）' && numeral > 0) {
        Certainty::Certain
    } else {
        Certainty::AfterSentence
    };
    let is_word = letter > 0 && mark == '.' && behind.is_some_and(|c| c.is_ascii_alphanumeric());
    (!is_word).then_some((certainty, length + mark.len_utf8()))
}

/// Returns the length of the letter, the Roman number or the number of a question that a line begins with: A、 III. Q1.
fn letter_length(line: &str) -> usize {
    let roman = line.bytes().take(6).take_while(|byte| matches!(byte, b'I' | b'V' | b'X')).count();
    let question = line.strip_prefix(['Q', 'A']).map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    if (1..=2).contains(&question) {
        return 1 + question;
    }
    if (1..=5).contains(&roman) { roman } else { usize::from(line.starts_with(|c: char| c.is_ascii_alphabetic())) }
}

/// Returns whether a text behind `一、` goes on with another number, as `二年级` does, and does not begin a sentence.
fn follows_in_list(rest: &str) -> bool {
    let length = numeral_length(rest);
    let next = rest[length..].chars().next();
    length > 0
        && next.is_none_or(|c| matches!(c, '、' | '级' | '季' | '年' | '月' | '号' | '组' | '楼' | '审' | '类' | '等'))
}

/// （一） (1) ⑴ （A）
fn bracketed_mark(line: &str) -> Option<(Certainty, usize)> {
    let open = line.chars().next().filter(|c| matches!(c, '（' | '(' | '〔' | '【'))?;
    let inside = &line[open.len_utf8()..];
    let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
    let wide_digits = inside.chars().take_while(|c| matches!(c, '０'..='９')).count() * '０'.len_utf8();
    let letter = usize::from(inside.starts_with(|c: char| c.is_ascii_alphabetic()));
    let length =
        [digits, wide_digits, numeral_length(inside), letter].into_iter().max().filter(|it| (1..=9).contains(it))?;
    if digits > 3 {
        return None;
    }

    let close = inside[length..].chars().next().filter(|c| matches!(c, '）' | ')' | '〕' | '】'))?;
    let behind = &inside[length + close.len_utf8()..];
    // 依照第三条（一）项
    let is_reference = behind.starts_with([
        '项', '款', '目', '条', '类', '和', '至', '、', '，', '）', '。', '号', '级', '—', '~', '～', '-',
    ]);
    (!is_reference && !behind.trim().is_empty())
        .then_some((Certainty::Certain, open.len_utf8() + length + close.len_utf8()))
}

/// 1、 1. 1．1） 1)
fn digit_mark(line: &str) -> Option<(Certainty, usize)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let wide_digits = line.chars().take_while(|c| matches!(c, '０'..='９')).count();
    if !(1..=2).contains(&digits.max(wide_digits)) {
        return None;
    }

    let length = digits + wide_digits * '０'.len_utf8();
    let rest = &line[length..];
    let mark = rest.chars().next().filter(|c| matches!(c, '、' | '．' | '.' | '）' | ')' | '，'))?;
    let behind = &rest[mark.len_utf8()..];
    let next = behind.trim_start().chars().next()?;
    // 1.5万, 3、4号楼, 1.0版
    let is_number =
        next.is_ascii_digit() && (behind.starts_with(next) || mark == '、') && !is_year(behind.trim_start());
    let certainty = if mark == '，' { Certainty::AfterSentence } else { Certainty::Certain };
    (!is_number).then_some((certainty, length + mark.len_utf8()))
}

/// A line that begins with a number and the mark of an item, whatever follows.
pub(super) struct NumberedLine<'t> {
    pub number: u32,
    pub mark: char,
    /// The text behind the mark.
    pub behind: &'t str,
    /// Whether the number is that of an item even if the line stands alone.
    pub is_item: bool,
}

impl<'t> NumberedLine<'t> {
    /// Parses the beginning of a line: `1.9月` is one too, which alone is no item.
    pub fn parse(line: &'t str) -> Option<Self> {
        let line = line.trim_start_matches(['*', '_']);
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let number = line[..digits].parse().ok().filter(|_| digits <= 2)?;
        let mark = line[digits..].chars().next().filter(|c| matches!(c, '、' | '．' | '.' | '）' | ')'))?;
        let behind = &line[digits + mark.len_utf8()..];
        Some(Self { number, mark, behind, is_item: digit_mark(line).is_some() })
    }
}

/// Returns whether a text begins with a year: `1.2024年工作`.
fn is_year(text: &str) -> bool {
    text.bytes().take_while(u8::is_ascii_digit).count() == 4 && text[4..].starts_with('年')
}

/// Signs that nothing but an item begins with.
const BULLETS: &str = "●■◆▲★○□◇△☆◎▪•►▶➤➢❖✦✔※◉▍✅☑◾☐☒◦‣❑❏◼◻🔹🔸📌";

/// ① ㈠ ⑴ ⒈ ❶ Ⅰ、 ● ■ ◆ ▲ ★ · • － —
fn sign_mark(line: &str) -> Option<(Certainty, usize)> {
    let mut chars = line.chars();
    let sign = chars.next()?;
    let next = chars.next()?;
    let length = sign.len_utf8();

    match sign {
        '\u{2460}'..='\u{249B}' | '\u{3220}'..='\u{3229}' | '\u{2776}'..='\u{2793}' | '\u{24F5}'..='\u{24FE}' => {
            let is_reference = matches!(next, '和' | '至' | '、' | '，' | '。' | '～' | '~' | '—' | '）');
            (!is_reference).then_some((Certainty::Certain, length))
        }
        '\u{2160}'..='\u{216B}' if matches!(next, '、' | '.' | '．') => {
            Some((Certainty::Certain, length + next.len_utf8()))
        }
        // Word writes its bullets in a font of signs, which are characters of private use.
        _ if BULLETS.contains(sign) || matches!(sign, '\u{F020}'..='\u{F0FF}') => {
            (next != sign).then_some((Certainty::Certain, length))
        }
        '·' | '・' | '－' | '–' | '‧' | '∙' if is_blank(next) => Some((Certainty::Certain, length)),
        '·' | '・' | '－' | '–' | '‧' | '∙' | '-' | '√' | '✓' | '→' | '⇒' | '☞'
            if next != sign && !next.is_ascii_digit() =>
        {
            Some((Certainty::AfterSentence, length))
        }
        // The second bullet of Word.
        'o' if is_blank(next) => Some((Certainty::AfterSentence, length)),
        '—' if is_blank(next) => Some((Certainty::Certain, length)),
        // ——坚持……
        '—' => Some((Certainty::AfterSentence, length)),
        _ => None,
    }
}

/// 第一条 第2章
fn article_mark(line: &str) -> Option<(Certainty, usize)> {
    let rest = line.strip_prefix('第')?;
    let length = numeral_length(rest).max(rest.bytes().take_while(u8::is_ascii_digit).count());
    let unit = rest.get(length..).filter(|_| length > 0)?;
    let name = ["部分", "条", "章", "节", "编", "款", "项"].into_iter().find(|name| unit.starts_with(name))?;
    let behind = unit[name.len()..].chars().next();
    let certainty = match behind {
        None => Certainty::AfterSentence,
        Some(c) if is_blank(c) || c == '：' => Certainty::Certain,
        Some(_) => Certainty::AfterSentence,
    };
    Some((certainty, '第'.len_utf8() + length + name.len()))
}

/// 一是 二要 首先， 第一， 其一，
fn ordinal_words(line: &str) -> Option<(Certainty, usize)> {
    let numeral = numeral_length(line);
    if numeral > 0 && line[numeral..].starts_with(['是', '要']) {
        return Some((Certainty::AfterSentence, numeral + '是'.len_utf8()));
    }

    for prefix in ["第", "其"] {
        let Some(rest) = line.strip_prefix(prefix) else { continue };
        let numeral = numeral_length(rest);
        if numeral > 0 && rest[numeral..].starts_with(['，', '、', '：']) {
            return Some((Certainty::AfterSentence, prefix.len() + numeral));
        }
    }
    // 表1 各县企业数量
    if let Some(rest) = line.strip_prefix(['表', '图'])
        && rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || is_numeral(c))
    {
        return Some((Certainty::AfterSentence, '表'.len_utf8()));
    }
    if let Some(rest) = line.strip_prefix('注').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()))
        && rest.starts_with(['：', ':'])
    {
        return Some((Certainty::AfterSentence, line.len() - rest.len()));
    }
    let word = ["首先", "其次", "再次", "最后", "附件", "附：", "抄送", "特此", "此致", "敬礼", "备注：", "来源："];
    word.into_iter().find(|word| line.starts_with(word)).map(|word| (Certainty::AfterSentence, word.len()))
}

/// Returns whether the line above ends within something that goes on in this one: 第、 （ or a number.
fn is_cut_off(above: &str) -> bool {
    let above = above.trim_end();
    let opened = above.chars().filter(|c| matches!(c, '（' | '(')).count();
    let closed = above.chars().filter(|c| matches!(c, '）' | ')')).count();
    let counts_on = above.ends_with('、')
        && above.trim_end_matches('、').chars().next_back().is_some_and(|c| c.is_ascii_digit() || is_numeral(c));
    above.ends_with(['第', '（', '(', '《', '“']) || counts_on || opened > closed && mark_at(above).is_none()
}

/// Returns whether the line above begins with the same sign, or both are numbered.
fn repeats_mark(line: &str, above: &str) -> bool {
    fn is_numbered(text: &str) -> bool {
        let text = text.trim_start_matches(['第', '其', '（', '(']);
        text.starts_with(|c: char| is_numeral(c) || c.is_ascii_alphanumeric()) && mark_at(text).is_some()
    }
    if is_numbered(line) && is_numbered(above) {
        return true;
    }
    if line.starts_with("敬礼") {
        return above.ends_with("此致");
    }

    fn first(text: &str) -> Option<char> {
        text.trim_start().chars().next()
    }
    first(line) == first(above) && first(line).is_some_and(|c| !is_han(c))
}

/// Returns the length in bytes of the Chinese number that a text begins with; no item has a longer one than four digits.
fn numeral_length(text: &str) -> usize {
    let count = text.chars().take(5).take_while(|c| is_numeral(*c)).count();
    if count <= 4 { text.chars().take(count).map(char::len_utf8).sum() } else { 0 }
}

fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '零' | '〇')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_told_from_wrapped_sentences() {
        let items = [
            ("一是抓创新", "1、甲"),
            ("1、甲", "2、乙"),
            ("（1）甲", "（2）乙"),
            ("(一)甲", "(二)乙"),
            ("①甲", "②乙"),
            ("㈠甲", "㈡乙"),
            ("第一条　甲", "第二条　乙"),
            ("第一章 总则", "第二章 分则"),
            ("● 甲", "● 乙"),
            ("■甲", "■乙"),
            ("• 甲", "• 乙"),
            ("·甲", "·乙"),
            ("－ 甲", "－ 乙"),
            ("一、甲", "二、乙"),
            ("工作如下", "一、甲"),
            ("工作如下：", "1.甲"),
            ("1.甲", "2.乙"),
            ("1)甲", "2)乙"),
            ("1．甲", "2．乙"),
            ("1.2023年工作", "2.2024年工作"),
            ("甲。", "一是抓创新。"),
            ("甲；", "二是抓人才。"),
            ("甲。", "首先，抓创新。"),
            ("甲。", "第二，抓人才。"),
            ("甲：", "——坚持创新。"),
            ("**一、甲**", "**二、乙**"),
            ("A、甲", "B、乙"),
            ("1、ABC", "2、DEF"),
            ("（一）甲", "1. 乙"),
            ("一是抓创新", "二是抓人才"),
            ("一.甲", "二.乙"),
            ("A．甲", "B．乙"),
            ("a）甲", "b）乙"),
            ("1，甲", "2，乙"),
            ("→甲", "→乙"),
            ("此致", "敬礼"),
            ("I. 甲", "II. 乙"),
            ("III、甲", "IV、乙"),
            ("Q1. 怎么报名？", "A1. 登录网站。"),
            ("o 甲", "o 乙"),
            ("☑ 甲", "☐ 乙"),
            ("◦ 甲", "◦ 乙"),
            ("\u{F0A7} 甲", "\u{F0A7} 乙"),
            ("会议召开。", "注1：2024年。"),
        ];
        for (above, line) in items {
            assert!(begins_item(line, above), "{above} | {line}");
        }

        let wrapped = [
            ("要坚持创新驱动", "一是抓创新"),
            ("在一、", "二年级开展"),
            ("小学", "一、二年级开展"),
            ("增长", "1.5万元"),
            ("位于1、", "2、3号楼"),
            ("位于", "3、4号楼"),
            ("依照第三条", "（一）项的规定"),
            ("依照本法", "第一条的规定"),
            ("共有（含", "1）"),
            ("see section", "(1) foo"),
            ("见", "①和②"),
            ("评分", "★★★"),
            ("共", "2024、2025年"),
            ("今年", "最后一次会议"),
            ("用时", "10.5秒"),
            ("参加的有29个单位", "1，甲"),
            ("1、甲项目要在今年", "最后一次会议上"),
        ];
        for (above, line) in wrapped {
            assert!(!begins_item(line, above), "{above} | {line}");
        }
    }
}
