//! Times of day that no clock shows, and dates that are no day but are not written as 9月31日 is: 25时, 上午15时, 10时61分, 13月份,
//! 本月32日, 9月28日至31日, 2021-02-30. Only what can be nothing else: 25时 may be a duration, 25:30 a result.

use super::dates::{is_day, is_lunar, is_spoken_of_as_wrong, skip_blank};
use super::passage::Passage;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog;

/// Words right before a number that make an hour of it.
const PARTS_OF_DAY: [&str; 12] =
    ["上午", "下午", "中午", "早上", "早晨", "清晨", "凌晨", "傍晚", "晚上", "今晚", "当晚", "今晨"];

/// Parts of the day that are over before one o'clock in the afternoon.
const MORNINGS: [&str; 2] = ["上午", "凌晨"];

/// Marks between the days of one month: 9月28日至31日, 4月29、30日.
const BETWEEN_DAYS: [char; 8] = ['、', '至', '到', '和', '—', '–', '-', '～'];

/// Checks all numbers of a paragraph that are a time or a date.
pub(super) fn check_times(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    let bytes = passage.text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + found;
        let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        at = start + digits;
        let is_part = start > 0 && matches!(bytes[start - 1], b'.' | b':' | b'/' | b'-');
        let found = match digits {
            1 | 2 if !is_part => find_slip(passage.text, start, at),
            4 if !is_part => find_impossible_date(passage.text, start),
            _ => None,
        };
        let Some(slip) = found.filter(|slip| !is_spoken_of_as_wrong(passage.text, slip.end)) else { continue };

        let len = slip.end - slip.start;
        let span = passage.span_across(slip.start, len);
        let written = &passage.text[slip.start..slip.end];
        let mistake = catalog::impossible_moment(span, written);
        passage.report(slip.start, len, mistake, diagnostics);
        at = slip.end;
    }
    check_chinese_dates(passage, diagnostics);
}

/// A time or a date that is none.
struct Slip {
    start: usize,
    end: usize,
}

/// The number at the beginning of a text, of at most so many digits, and what is behind it. A blank may stand on both sides.
fn read_number(text: &str, most_digits: usize) -> Option<(u32, &str)> {
    let text = skip_blank(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok()?;
    (digits <= most_digits).then_some((number, skip_blank(&text[digits..])))
}

/// Looks at a number of one or two digits.
fn find_slip(text: &str, start: usize, end: usize) -> Option<Slip> {
    let number: u32 = text[start..end].parse().ok()?;
    let rest = skip_blank(&text[end..]);
    let unit = rest.chars().next()?;
    match unit {
        '时' | '点' | ':' | '：' => find_impossible_time(text, start, number, &rest[unit.len_utf8()..]),
        '分' => {
            let (seconds, behind) = read_number(&rest['分'.len_utf8()..], 2)?;
            let is_impossible = seconds > 59 && behind.starts_with('秒');
            is_impossible.then(|| Slip { start, end: text.len() - behind.len() + '秒'.len_utf8() })
        }
        '月' => find_impossible_month(text, start, number, &rest['月'.len_utf8()..]),
        '日' | '号' => {
            let is_of_month = ["本月", "当月", "上月", "下月", "次月"]
                .iter()
                .any(|word| text[..start].trim_end_matches(' ').ends_with(word));
            let slip = Slip { start, end: text.len() - rest.len() + unit.len_utf8() };
            (is_of_month && !(1..=31).contains(&number)).then_some(slip)
        }
        _ => None,
    }
}

/// Looks at an hour and what is behind its unit.
fn find_impossible_time(text: &str, start: usize, hour: u32, behind: &str) -> Option<Slip> {
    let before = text[..start].trim_end_matches(' ');
    let unit = text[..text.len() - behind.len()].chars().next_back()?;
    let minutes = read_number(behind, 2);
    let part_of_day = PARTS_OF_DAY.iter().find(|word| before.ends_with(*word));
    // 9月15日25时; but 3日20时 may be three days and twenty hours.
    let is_clock = part_of_day.is_some() || is_behind_date(before);
    let end_of = |rest: &str| text.len() - rest.len();
    let begin = part_of_day.map_or(start, |word| before.len() - word.len());

    let is_no_morning = part_of_day.is_some_and(|word| MORNINGS.contains(word)) && (13..=23).contains(&hour);
    let start = if is_no_morning { begin } else { start };
    if matches!(unit, ':' | '：') {
        let (minute, rest) = minutes.filter(|(_, rest)| is_clock && end_of(rest) == end_of(behind) + 2)?;
        let is_impossible = hour > 24 || minute > 59 || is_no_morning;
        return is_impossible.then(|| Slip { start, end: end_of(rest) });
    }

    let with_minutes = minutes.and_then(|(minute, rest)| Some((minute, rest.strip_prefix('分')?)));
    if let Some((minute, rest)) = with_minutes
        && minute > 59
        && (unit == '时' || is_clock)
    {
        return Some(Slip { start, end: end_of(rest) });
    }
    let end = with_minutes.map_or(end_of(behind), |(_, rest)| end_of(rest));
    let is_no_hour = is_clock && hour > 24 && !behind.starts_with('间');
    (is_no_hour || is_no_morning).then_some(Slip { start, end })
}

/// Whether a text ends in a date: 9月15日, 15日上午.
fn is_behind_date(before: &str) -> bool {
    let Some(day) = before.strip_suffix(['日', '号']) else { return false };
    let day = day.trim_end_matches(' ');
    let month = day.trim_end_matches(|c: char| c.is_ascii_digit());
    month.len() < day.len() && month.trim_end_matches(' ').ends_with('月')
}

/// Looks at a month: 13月份, 2020年13月; and at the days that go on behind its first: 9月28日至31日.
fn find_impossible_month(text: &str, start: usize, month: u32, behind: &str) -> Option<Slip> {
    let end = text.len() - behind.len();
    let is_day_of_it = read_number(behind, 2).is_some_and(|(_, rest)| rest.starts_with(['日', '号']));
    if !(1..=12).contains(&month) {
        let is_month = text[..start].trim_end_matches(' ').ends_with('年')
            || ["份", "底", "初", "末", "上旬", "中旬", "下旬"].iter().any(|word| behind.starts_with(word));
        // A baby of 13月龄; 0 may be a blank to be filled in.
        let is_certain = is_month && month > 12 && !behind.starts_with(['龄', '大']) && !is_day_of_it;
        return is_certain.then_some(Slip { start, end });
    }
    if is_lunar(text, start) {
        return None;
    }

    let year = year_before(&text[..start]);
    let mut rest = behind;
    let mut slip = None;
    let mut is_first = true;
    while let Some((day, after)) = read_number(rest, 2) {
        let day_start = text.len() - skip_blank(rest).len();
        let (unit, after) = match after.strip_prefix(['日', '号']) {
            Some(after) => (true, after),
            None => (false, after),
        };
        let is_first_with_unit = is_first && unit;
        if slip.is_none() && !is_first_with_unit && !is_day(year, month, day) {
            slip = Some((day_start, day));
        }
        let next = after.trim_start_matches(BETWEEN_DAYS);
        if next.len() == after.len() {
            let (at, day) = slip?;
            let shown = at..at + day.to_string().len();
            let is_whole = unit && text[shown.clone()] == day.to_string();
            return is_whole
                .then_some(Slip { start: if is_first { start } else { shown.start }, end: text.len() - after.len() });
        }
        is_first = false;
        rest = next;
    }
    None
}

/// The year that a text ends in: 2021年.
fn year_before(before: &str) -> Option<u32> {
    let digits = before.trim_end_matches(' ').strip_suffix('年')?.trim_end_matches(' ');
    let length = digits.bytes().rev().take_while(u8::is_ascii_digit).count();
    digits[digits.len() - length..].parse().ok().filter(|_| length == 4)
}

/// Looks for 2021-02-30, 2021/2/30 and 2021.2.30, of which only the day is wrong: another number may be anything.
fn find_impossible_date(text: &str, start: usize) -> Option<Slip> {
    let (year, rest) = read_number(&text[start..], 4)?;
    let mark = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month, rest) = read_number(&rest[1..], 2)?;
    let (day, rest) = read_number(rest.strip_prefix(mark)?, 2)?;
    let is_whole = !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.' | '_'));
    let is_impossible = (1..=12).contains(&month) && (29..=31).contains(&day) && !is_day(Some(year), month, day);
    let is_of_our_time = (1900..2100).contains(&year);
    (is_whole && is_impossible && is_of_our_time).then(|| Slip { start, end: text.len() - rest.len() })
}

/// Reports 四月三十一日: the months of no calendar have it, the lunar one's neither.
fn check_chinese_dates(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    const DAY: &str = "月三十一日";
    let text = passage.text;
    for at in memchr::memmem::find_iter(text.as_bytes(), DAY.as_bytes()) {
        let before = &text[..at];
        let is_short =
            before.ends_with(['二', '四', '六', '九']) && !before.ends_with("十二") || before.ends_with("十一");
        let end = at + DAY.len();
        if !is_short || is_spoken_of_as_wrong(text, end) {
            continue;
        }
        let start = before.trim_end_matches(['一', '二', '四', '六', '九', '十']).len();
        let mistake = catalog::impossible_moment(passage.span_across(start, end - start), &text[start..end]);
        passage.report(start, end - start, mistake, diagnostics);
    }
}
