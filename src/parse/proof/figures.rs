//! Figures that cannot be as they are written: a decrease by several times, 近30多, a rise from 5% to 8% by 3%, a year of
//! birth that does not go with an age.

use chrono::{Datelike, NaiveDate};

use super::markup::truncate_lookahead;
use super::passage::Passage;
use super::sums::check_sums;
use crate::diagnostic::catalog::FigureSlip;
use crate::diagnostic::{Diagnostic, catalog};

/// Words for a decrease, behind which 倍 makes no sense.
const DECREASES: [&str; 9] = ["下降", "减少", "降低", "缩小", "缩短", "下跌", "减小", "减轻", "缩减"];

/// Years by which an age may differ from what the years say: by the month, and by the traditional count.
const AGE_TOLERANCE: i32 = 2;

/// The checks that a text gives a reason for: looked for once in the whole of it.
pub(super) struct FigureChecks {
    decreases: bool,
    percentages: bool,
    ages: bool,
    about: bool,
    year_zeros: bool,
    sums: bool,
}

impl FigureChecks {
    /// Looks for the words without which there is nothing to check.
    pub fn needed_by(text: &str) -> Self {
        let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
        Self {
            decreases: has("倍"),
            percentages: text.contains('%'),
            ages: has("岁"),
            about: has("近"),
            year_zeros: has("○") || has("二0") || has("二O"),
            sums: has("其中"),
        }
    }

    /// Checks the figures of a paragraph.
    pub fn check_paragraph(&self, passage: &Passage, date: Option<NaiveDate>, diagnostics: &mut Vec<Diagnostic>) {
        if self.decreases {
            check_decreases(passage, diagnostics);
        }
        if self.percentages {
            check_percentages(passage, diagnostics);
        }
        if self.ages {
            check_ages(passage, date, diagnostics);
        }
        if self.about {
            check_about(passage, diagnostics);
        }
        if self.year_zeros {
            check_year_zeros(passage, diagnostics);
        }
        if self.sums {
            check_sums(passage, diagnostics);
        }
    }
}

fn figure_slip(passage: &Passage, at: usize, len: usize, slip: FigureSlip) -> Diagnostic {
    catalog::figure_slip(passage.span_across(at, len), &passage.text[at..at + len], slip)
}

/// A number at the beginning of a text, in digits, and the text behind it.
fn split_number(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &text[..text.len() - rest.len()];
    (!number.is_empty()).then_some((number, rest))
}

/// Reports 下降了3倍: nothing can become less by more than itself.
fn check_decreases(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    let text = passage.text;
    for word in DECREASES {
        for (at, _) in text.match_indices(word) {
            let behind = &text[at + word.len()..];
            let behind = behind.strip_prefix('了').unwrap_or(behind);
            let number =
                behind.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十两几百.".contains(c));
            if number.len() == behind.len() || !number.starts_with('倍') {
                continue;
            }
            let len = text.len() - number.len() + '倍'.len_utf8() - at;
            passage.report(at, len, figure_slip(passage, at, len, FigureSlip::DecreaseByTimes), diagnostics);
        }
    }
}

/// Reports 从5%提高到8%，提高了3%: the difference of two percentages is counted in percentage points.
fn check_percentages(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    let text = passage.text;
    for sentence in text.split_inclusive(['。', '；', '！', '？', '\n']) {
        let base = sentence.as_ptr() as usize - text.as_ptr() as usize;
        for (from, _) in sentence.match_indices(['从', '由']) {
            let Some(slip) = percentage_slip(&sentence[from..]) else { continue };
            let at = base + from + slip.percent_at;
            let number_at = at - slip.difference.len();
            let len = slip.difference.len() + 1;
            let instead = format!("{}个百分点", slip.difference);
            let mistake = figure_slip(passage, number_at, len, FigureSlip::PointsNotPercent(instead));
            passage.report(number_at, len, mistake, diagnostics);
            break;
        }
    }
}

struct PercentageSlip {
    /// Where the wrong `%` stands.
    percent_at: usize,
    /// The number before it.
    difference: String,
}

/// Looks for `从5%…到8%，…了3%` at the beginning of a text.
fn percentage_slip(text: &str) -> Option<PercentageSlip> {
    let text = truncate_lookahead(text);
    const FARTHEST_SECOND: usize = 60;
    const FARTHEST_THIRD: usize = 40;
    let first_char = text.chars().next()?.len_utf8();
    let first = next_percentage(text, first_char, 30)?;
    let to = text[first.end..].find('到')?;
    let second = next_percentage(text, first.end, FARTHEST_SECOND)?;
    let is_from_to = to <= second.start - first.end && second.start - first.end - to <= 6;
    let third = next_percentage(text, second.end, FARTHEST_THIRD)?;
    let between = &text[second.end..third.start];
    // The same thing is spoken of: no other subject stands between.
    let clause = between.trim_start_matches(['，', ',', '同', '比', '累', '计', '共', '净', '就']);
    let change = clause.trim_end_matches('了');
    let is_change = ["提高", "上升", "增加", "增长", "下降", "降低", "减少", "回落"].contains(&change);
    let is_difference = ((second.value - first.value).abs() - third.value).abs() < 1e-6;
    let is_clause = between.starts_with(['，', ',']) && between.matches('，').count() <= 1;
    (is_from_to && is_change && is_difference && is_clause && first.value > 0.0)
        .then(|| PercentageSlip { percent_at: third.end - 1, difference: text[third.start..third.end - 1].to_owned() })
}

struct Percentage {
    value: f64,
    start: usize,
    /// Behind its `%`.
    end: usize,
}

/// The next number with `%` from a place on, not farther than so many bytes.
fn next_percentage(text: &str, from: usize, reach: usize) -> Option<Percentage> {
    let start = from + text[from..].find(|c: char| c.is_ascii_digit())?;
    let (number, rest) = split_number(&text[start..])?;
    (rest.starts_with('%') && start - from <= reach).then_some(())?;
    Some(Percentage { value: number.parse().ok()?, start, end: start + number.len() + 1 })
}

/// Reports an age that does not go with the years of the same sentence.
fn check_ages(passage: &Passage, story_date: Option<NaiveDate>, diagnostics: &mut Vec<Diagnostic>) {
    let text = passage.text;
    for sentence in text.split_inclusive(['。', '！', '？', '\n']) {
        let Some(birth) = find_year(sentence, &["年出生", "年生，", "年生于"], &["出生于", "生于"])
        else {
            continue;
        };
        let base = sentence.as_ptr() as usize - text.as_ptr() as usize;

        let at_death = find_age(sentence, &["享年", "终年"]);
        let death =
            find_year(sentence, &["年去世", "年逝世", "年病逝", "年因病", "年不幸"], &["卒于", "逝世于", "逝于"]);
        let now = find_age(sentence, &["今年", "现年"]).zip(story_date.map(|date| date.year()));
        let stated = at_death.zip(death).or(now);
        if let Some((age, year)) = stated
            && sentence.matches("岁").count() == 1
            && ((year - birth) - age.years).abs() > AGE_TOLERANCE
        {
            let at = base + age.at;
            let span = passage.span_across(at, age.len);
            let mistake = catalog::age_mismatch(span, &text[at..at + age.len], birth, year);
            passage.report(at, age.len, mistake, diagnostics);
        }
    }
}

/// A year of four digits with one of these words behind or before it; none if there are several.
fn find_year(sentence: &str, behind: &[&str], before: &[&str]) -> Option<i32> {
    fn year(digits: &str) -> Option<i32> {
        (digits.len() == 4).then(|| digits.parse::<i32>().ok()).flatten()
    }
    let by_behind = behind.iter().find_map(|word| {
        let head = &sentence[..sentence.find(word)?];
        year(&head[head.trim_end_matches(|c: char| c.is_ascii_digit()).len()..])
    });
    by_behind.or_else(|| {
        before.iter().find_map(|word| {
            let rest = &sentence[sentence.find(word)? + word.len()..];
            let (number, rest) = split_number(rest)?;
            rest.starts_with('年').then(|| year(number)).flatten()
        })
    })
}

#[derive(Clone, Copy)]
struct Age {
    years: i32,
    /// Where the word before it begins, and the bytes to the end of 岁.
    at: usize,
    len: usize,
}

/// An age behind one of these words: 享年72岁.
fn find_age(sentence: &str, words: &[&str]) -> Option<Age> {
    words.iter().find_map(|word| {
        let at = sentence.find(word)?;
        let (number, rest) = split_number(&sentence[at + word.len()..])?;
        let years = number.parse().ok()?;
        rest.starts_with('岁').then(|| Age { years, at, len: word.len() + number.len() + '岁'.len_utf8() })
    })
}

/// Reports 近30多名: near it and beyond it at once. 近30多年 are the last thirty years and more.
fn check_about(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    let text = passage.text;
    for word in ["近", "将近"] {
        for at in memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()) {
            if text[..at].ends_with(['最', '附', '将', '邻', '靠', '接', '远', '新']) {
                continue;
            }
            let Some((number, rest)) = split_number(&text[at + word.len()..]) else { continue };
            let rest = rest.trim_start_matches(['万', '亿', '千', '百']);
            let Some(rest) = rest.strip_prefix(['多', '余']) else { continue };
            let rest = rest.trim_start_matches(['万', '亿', '个']);
            if number.is_empty() || rest.starts_with(['年', '天', '日', '月', '周', '小', '分', '季']) {
                continue;
            }
            let len = text.len() - rest.len() - at;
            passage.report(at, len, figure_slip(passage, at, len, FigureSlip::AboutAndMore), diagnostics);
        }
    }
}

/// Reports 二○二○年 and 二0二0年: the zero of a year in Chinese figures is 〇.
fn check_year_zeros(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    fn is_zero(c: char) -> bool {
        matches!(c, '○' | '0' | 'O' | 'o' | '０' | '零')
    }
    fn is_figure(c: char) -> bool {
        "〇一二三四五六七八九".contains(c)
    }
    let text = passage.text;
    for (year_at, _) in text.match_indices('年') {
        let figures = text[..year_at].trim_end_matches(|c: char| is_zero(c) || is_figure(c));
        let written = &text[figures.len()..year_at];
        let is_year = written.chars().count() == 4 && written.starts_with(['一', '二']);
        let is_mixed = written.chars().any(|c| is_zero(c) && c != '零') && written.chars().any(is_figure);
        if is_year && is_mixed {
            let instead: String = written.chars().map(|c| if is_figure(c) { c } else { '〇' }).collect();
            let mistake = figure_slip(passage, figures.len(), written.len(), FigureSlip::YearZero(instead));
            passage.report(figures.len(), written.len(), mistake, diagnostics);
        }
    }
}
