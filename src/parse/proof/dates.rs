//! Dates that no calendar has, and weekdays that are not those of their dates.

use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::passage::Passage;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, catalog};

/// A date without a year is of the story's time if it lies so many days from the story's own date.
const NEAR_DAYS: u64 = 45;

/// Words that say that a date is of another year.
const OTHER_YEARS: [&str; 10] = ["去年", "前年", "明年", "后年", "当年", "上年", "次年", "那年", "同年", "翌年"];

/// Words that say that a date is of the lunar calendar, whose months have thirty days.
const LUNAR: [&str; 5] = ["农历", "阴历", "旧历", "夏历", "古历"];

/// The words that name a weekday together with the character behind them.
const WEEKDAY_PREFIXES: [&str; 3] = ["星期", "礼拜", "周"];

/// A date as it is written: 2020年9月15日, 9月15日.
struct WrittenDate {
    /// Where the month begins, and where the day ends.
    start: usize,
    end: usize,
    year: Option<u32>,
    month: u32,
    day: u32,
}

/// Checks all dates of a paragraph of a story with a date of its own.
pub(super) fn check_dates(passage: &Passage, story_date: Option<NaiveDate>, diagnostics: &mut Vec<Diagnostic>) {
    for (at, c) in passage.marked_characters() {
        let Some(date) = (c == '月').then(|| parse_date(passage.text, at)).flatten() else { continue };
        if is_lunar(passage.text, date.start) {
            continue;
        }

        if is_day(date.year, date.month, date.day) {
            check_weekday(passage, &date, story_date, diagnostics);
        } else if !is_spoken_of_as_wrong(passage.text, date.end) {
            let len = date.end - date.start;
            let written = &passage.text[date.start..date.end];
            let mistake = catalog::impossible_moment(passage.span_across(date.start, len), written);
            passage.report(date.start, len, mistake, diagnostics);
        }
    }

    for prefix in WEEKDAY_PREFIXES {
        for start in memchr::memmem::find_iter(passage.text.as_bytes(), prefix) {
            let date = parse_numeric_date_before(passage.text, start);
            if let Some(date) = date.filter(|date| is_day(date.year, date.month, date.day)) {
                check_weekday(passage, &date, story_date, diagnostics);
            }
        }
    }
}

/// Whether a calendar has a day. Without a year any leap year will do.
pub(super) fn is_day(year: Option<u32>, month: u32, day: u32) -> bool {
    let year = year.filter(|year| (1..=9999).contains(year)).unwrap_or(2000);
    NaiveDate::from_ymd_opt(year as i32, month, day).is_some()
}

/// Whether a sentence says itself that there is no such date or time, or what it comes to: 2月30日是不存在的，12时61分相当于13时1分.
pub(super) fn is_spoken_of_as_wrong(text: &str, end: usize) -> bool {
    const WORDS: [&str; 13] = [
        "不存在",
        "没有这",
        "是没有的",
        "无效",
        "非法",
        "不合法",
        "报错",
        "越界",
        "对应",
        "相当于",
        "等于",
        "换算",
        "溢出",
    ];
    const EXPLANATION_REACH: usize = 90;
    let rest = &text[end..text.floor_char_boundary((end + EXPLANATION_REACH).min(text.len()))];
    let sentence = rest.split(['。', '\n']).next().unwrap_or_default();
    WORDS.iter().any(|word| sentence.contains(word))
}

/// Parses the date that has its 月 at a place.
fn parse_date(text: &str, at: usize) -> Option<WrittenDate> {
    let (start, month) = number_before(text, at);
    let after = skip_blank(&text[at + '月'.len_utf8()..]);
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let day = after[..digits].parse::<u32>().ok()?;
    let behind = skip_blank(&after[digits..]).strip_prefix(['日', '号'])?;
    if month.is_none_or(|month| month > 99) {
        return None;
    }

    let before = &text[..start];
    let before = before.strip_suffix(' ').unwrap_or(before);
    let year = before.strip_suffix('年').and_then(|before| number_before(before, before.len()).1);
    Some(WrittenDate { start, end: text.len() - behind.len(), year, month: month?, day })
}

/// Parses the date in figures that stands before a weekday: 2021-03-04（周五）, 2021/3/4 星期五.
fn parse_numeric_date_before(text: &str, weekday: usize) -> Option<WrittenDate> {
    let before = &text[..weekday];
    let before = before.strip_suffix(['（', '(', '，', ' ']).unwrap_or(before);
    // Behind a blank a bracket may stand.
    let before = before.trim_end_matches(' ');
    let end = before.len();

    let (day_start, day) = digits_before(before, 1..=2)?;
    let separator = before[..day_start].chars().next_back().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month_start, month) = digits_before(&before[..day_start - 1], 1..=2)?;
    let (start, year) = digits_before(before[..month_start].strip_suffix(separator)?, 4..=4)?;

    let is_apart = !before[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.'));
    is_apart.then_some(WrittenDate { start, end, year: Some(year), month, day })
}

/// The number of some digits that a text ends with, and where it begins.
fn digits_before(text: &str, lengths: RangeInclusive<usize>) -> Option<(usize, u32)> {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let start = text.len() - digits;
    lengths.contains(&digits).then(|| text[start..].parse().ok()).flatten().map(|number| (start, number))
}

/// The number before a place, from which a blank may part it (2021 年 3 月), and where it begins.
fn number_before(text: &str, end: usize) -> (usize, Option<u32>) {
    let before = &text[..end];
    let before = before.strip_suffix(' ').unwrap_or(before);
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let start = before.len() - digits;
    (start, before[start..].parse().ok())
}

/// A text without the one blank that it may begin with.
pub(super) fn skip_blank(text: &str) -> &str {
    text.strip_prefix(' ').unwrap_or(text)
}

pub(super) fn is_lunar(text: &str, at: usize) -> bool {
    const LUNAR_REACH: usize = 40;
    let before = &text[text.floor_char_boundary(at.saturating_sub(LUNAR_REACH))..at];
    LUNAR.iter().any(|word| before.contains(word))
}

/// Reports 2020年9月15日（星期一）, which was a Tuesday.
fn check_weekday(
    passage: &Passage,
    date: &WrittenDate,
    story_date: Option<NaiveDate>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let weekday = parse_weekday(passage.text, date.end).or_else(|| parse_weekday_before(passage.text, date.start));
    let Some((at, written)) = weekday else { return };
    let full_date = match date.year {
        Some(year) if year >= 1900 => NaiveDate::from_ymd_opt(year as i32, date.month, date.day),
        Some(_) => None,
        None => story_date.and_then(|story| infer_date(passage.text, date, story)),
    };
    let Some(full_date) = full_date else { return };

    let weekday = full_date.weekday();
    if weekday != written {
        let name = weekday_name(weekday);
        let date_text = format!("{}年{}月{}日", full_date.year(), full_date.month(), full_date.day());
        let span = passage.span(at, '一'.len_utf8());
        let fix = Fix::to_confirm(span, name);
        let mistake = catalog::wrong_weekday(span, &date_text, name, weekday_name(written), Some(fix));
        passage.report(at, '一'.len_utf8(), mistake, diagnostics);
    }
}

/// The weekday behind a date, and where its last character stands.
fn parse_weekday(text: &str, end: usize) -> Option<(usize, Weekday)> {
    let rest = &text[end..];
    let inside = rest.strip_prefix(['（', '(']);
    let is_bracketed = inside.is_some();
    let word = inside.unwrap_or(rest.strip_prefix(['，', ' ']).unwrap_or(rest));
    let name = WEEKDAY_PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix))?;
    let weekday = weekday_of(name.chars().next()?)?;

    let behind = name.chars().nth(1);
    let is_short = word.starts_with('周');
    // 周一至周五; 周日晚; 周一鸣 is a name.
    let ends_here = match behind {
        None => true,
        Some(c) if is_bracketed => {
            matches!(c, '）' | ')' | '上' | '下' | '晚' | '早' | '凌' | '中' | '，' | '、' | ' ')
        }
        Some(c) if is_short => matches!(c, '上' | '下' | '晚' | '凌' | '，' | '。' | '）'),
        Some(c) => !"至到—－-～~、和及".contains(c),
    };
    let at = text.len() - name.len();
    // 星期日 may go on as 星期日本, never as a list of days.
    (ends_here && !(behind == Some('、') && name.contains("周"))).then_some((at, weekday))
}

/// The weekday before a date in brackets: 周三（3月4日）.
fn parse_weekday_before(text: &str, start: usize) -> Option<(usize, Weekday)> {
    let before = text[..start].strip_suffix(['（', '('])?;
    let name = before.chars().next_back()?;
    let at = before.len() - name.len_utf8();
    let is_weekday = WEEKDAY_PREFIXES.iter().any(|prefix| before[..at].ends_with(prefix));
    is_weekday.then(|| weekday_of(name)).flatten().map(|weekday| (at, weekday))
}

fn weekday_of(c: char) -> Option<Weekday> {
    Some(match c {
        '一' => Weekday::Mon,
        '二' => Weekday::Tue,
        '三' => Weekday::Wed,
        '四' => Weekday::Thu,
        '五' => Weekday::Fri,
        '六' => Weekday::Sat,
        '日' | '天' => Weekday::Sun,
        _ => return None,
    })
}

fn weekday_name(weekday: Weekday) -> &'static str {
    ["一", "二", "三", "四", "五", "六", "日"][weekday.num_days_from_monday() as usize]
}

/// The date with its year, if only one year can be meant: it lies near the story's own date, and nothing before it in the
/// paragraph speaks of another year.
fn infer_date(text: &str, date: &WrittenDate, story: NaiveDate) -> Option<NaiveDate> {
    // What is said far off in a long paragraph is of something else.
    const YEAR_REACH: usize = 600;
    let text = &text[text.floor_char_boundary(date.start.saturating_sub(YEAR_REACH))..date.end];
    if OTHER_YEARS.iter().any(|word| text.contains(word)) || names_other_year(text, story.year()) {
        return None;
    }
    let candidates = (story.year() - 1..=story.year() + 1)
        .filter_map(|year| NaiveDate::from_ymd_opt(year, date.month, date.day))
        .filter(|candidate| {
            let first = story.checked_sub_days(Days::new(NEAR_DAYS));
            let last = story.checked_add_days(Days::new(NEAR_DAYS));
            first.is_some_and(|first| *candidate >= first) && last.is_some_and(|last| *candidate <= last)
        });
    candidates.max()
}

/// Whether a paragraph names a year other than this one.
fn names_other_year(text: &str, year: i32) -> bool {
    text.match_indices('年').any(|(at, _)| {
        let digits = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
        digits == 4 && text[at - digits..at].parse() != Ok(year)
    })
}
