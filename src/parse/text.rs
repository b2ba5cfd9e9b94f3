//! Plain Chinese text: counting, naming, numerals.

use serde::{Deserialize, Serialize};

use crate::search::fold::is_han;

/// How much there is to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextLength {
    /// Han characters and Chinese punctuation.
    pub han: usize,
    /// Latin words and numbers.
    pub words: usize,
}

impl TextLength {
    /// The number that Chinese editors call 字数.
    pub fn word_count(self) -> usize {
        self.han + self.words
    }

    /// Minutes of reading, at least 1: 400 characters or 200 words a minute, 5 seconds a picture.
    pub fn reading_minutes(self, pictures: usize) -> usize {
        (self.han * 60).div_ceil(400).saturating_add((self.words * 60).div_ceil(200) + pictures * 5).div_ceil(60).max(1)
    }
}

/// Counts a text.
pub fn measure_length(text: &str) -> TextLength {
    let mut length = TextLength::default();
    let mut in_word = false;
    for c in text.chars() {
        if is_han(c) || is_chinese_mark(c) {
            length.han += 1;
            in_word = false;
            continue;
        }

        let word = c.is_alphanumeric();
        if word && !in_word {
            length.words += 1;
        }
        in_word = word || (in_word && matches!(c, '.' | '\'' | '-' | '/' | '+'));
    }
    length
}

fn is_chinese_mark(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·'
        | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF5E}')
}

/// The anchor of a heading: Han, letters and digits, white space as `-`, a leading 一、（一）1. dropped.
pub fn heading_anchor(heading: &str) -> String {
    let heading = without_number(heading.trim());
    let mut out = String::with_capacity(heading.len());
    for c in heading.chars() {
        if is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
            out.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if c.is_whitespace() && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    if out.is_empty() { "section".to_owned() } else { out }
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十百".contains(c)
}

/// Returns a heading without its number.
fn without_number(heading: &str) -> &str {
    let (open, close): (&[char], &[char]) = (&['（', '('], &['）', ')']);
    if let Some(rest) = heading.strip_prefix(open) {
        let after = rest.trim_start_matches(is_numeral);
        return match after.strip_prefix(close) {
            Some(after) if rest.len() != after.len() + 3 && rest.len() > after.len() && !after.trim().is_empty() => {
                after.trim_start()
            }
            _ => heading,
        };
    }

    let after = heading.trim_start_matches(is_numeral);
    if after.len() == heading.len() {
        return heading;
    }
    match after.strip_prefix(['、', '．']).or_else(|| after.strip_prefix(". ")) {
        Some(rest) if !rest.trim().is_empty() => rest.trim_start(),
        _ => heading,
    }
}

/// A whole number in digits (of either width) or Chinese numerals: `15`, `十五`, `一百零三`, `二〇二〇`.
pub fn parse_number(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }

    if text.chars().all(|c| digit_value(c).is_some()) {
        return text.chars().try_fold(0_u32, |n, c| n.checked_mul(10)?.checked_add(digit_value(c)?));
    }

    let mut total = 0_u32;
    let mut last = None;
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                let d = digit_value(c)?;
                if last.replace(d).is_some_and(|before| before != 0) {
                    return None;
                }
                continue;
            }
        };
        total = total.checked_add(last.take().filter(|d| *d > 0).unwrap_or(1) * unit)?;
    }
    total.checked_add(last.unwrap_or(0))
}

/// Returns the value of a digit of either width or of a Chinese numeral from 0 to 9.
fn digit_value(c: char) -> Option<u32> {
    let value = match c {
        '0'..='9' => c as u32 - '0' as u32,
        '０'..='９' => c as u32 - '０' as u32,
        '〇' | '零' => 0,
        '两' => 2,
        _ => u32::try_from("一二三四五六七八九".chars().position(|n| n == c)?).ok()? + 1,
    };
    Some(value)
}

const CHINESE_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A number in Chinese numerals: 15 → 十五, 103 → 一百零三, 10086 → 一万零八十六.
pub fn chinese_numeral(n: u32) -> String {
    if n == 0 {
        return "零".to_owned();
    }

    let high = n / 10_000;
    let low = n % 10_000;
    let mut out = String::new();
    if high > 0 {
        out.push_str(&chinese_numeral(high));
        out.push('万');
    }

    let mut gap = high > 0 && low < 1000 && low > 0;
    for (size, unit) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = low / size % 10;
        if digit == 0 {
            gap |= !out.is_empty() && !low.is_multiple_of(size);
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('零');
        }
        // 十五, not 一十五, at the beginning.
        if !(size == 10 && digit == 1 && out.is_empty()) {
            out.push(CHINESE_DIGITS[digit as usize]);
        }
        out.push_str(unit);
    }
    out
}

/// A number digit by digit, as years are read: 2020 → 二〇二〇.
pub fn chinese_digits(n: u32) -> String {
    n.to_string().bytes().map(|b| CHINESE_DIGITS[usize::from(b - b'0')]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_editors_do() {
        assert_eq!(measure_length("投入6623.48万元，AI绘画。").word_count(), 10 - 2 + 2);
        assert_eq!(measure_length("").reading_minutes(0), 1);
        assert_eq!(TextLength { han: 800, words: 0 }.reading_minutes(0), 2);
    }

    #[test]
    fn anchors_drop_marks_and_numbers() {
        for (heading, expected) in [
            ("优选服务对象　制定问题清单", "优选服务对象-制定问题清单"),
            ("一、签订“深根计划”协议", "签订深根计划协议"),
            ("（二）1+4+N", "14n"),
            ("1. Overview of AI", "overview-of-ai"),
            ("2020年", "2020年"),
            ("！！", "section"),
        ] {
            assert_eq!(heading_anchor(heading), expected);
        }
    }

    #[test]
    fn numerals_are_written_and_read_back() {
        for (n, text) in [
            (0, "零"),
            (10, "十"),
            (15, "十五"),
            (20, "二十"),
            (103, "一百零三"),
            (110, "一百一十"),
            (1001, "一千零一"),
            (10086, "一万零八十六"),
        ] {
            assert_eq!(chinese_numeral(n), text);
        }

        assert_eq!(chinese_digits(2020), "二〇二〇");
        for n in 0..10_000 {
            assert_eq!(parse_number(&chinese_numeral(n)), Some(n), "{}", chinese_numeral(n));
        }
    }

    #[test]
    fn numerals_are_read() {
        for (text, n) in [
            ("15", 15),
            ("十五", 15),
            ("二十", 20),
            ("一百零三", 103),
            ("二〇二〇", 2020),
            ("１２", 12),
            ("一千零一", 1001),
        ] {
            assert_eq!(parse_number(text), Some(n), "{text}");
        }
        for bad in ["", "第", "一二百", "x"] {
            assert_eq!(parse_number(bad), None, "{bad}");
        }
    }
}
