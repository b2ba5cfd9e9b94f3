//! Items whose mark stands directly before a number, `1.9月20日前…` above `2.9月底前…`. A line of that kind alone begins with
//! a number, `1.9亿元`; several that count up are items.

use super::item_mark::NumberedLine;
use super::line_end::LineEnd;

/// The least number of neighbouring lines that count up from 1 by which they are items, whatever numbers follow.
const MIN_CERTAIN_LENGTH: usize = 3;

/// A line that may be an item of a sequence.
struct Candidate<'t> {
    /// Its place among the lines of the paragraph.
    line: usize,
    numbered: NumberedLine<'t>,
}

impl Candidate<'_> {
    /// Returns whether a decimal number may begin here: `1.9亿元`, not `1.9月20日`.
    fn may_be_decimal(&self) -> bool {
        !self.numbered.is_item && !begins_with_date(self.numbered.behind)
    }
}

/// Tells for each line of a paragraph whether it is an item of a sequence that its mark alone does not show.
pub(super) fn find_sequence_items(lines: &[&str]) -> Vec<bool> {
    let mut is_item = vec![false; lines.len()];
    let numbered = lines.iter().enumerate();
    let candidates: Vec<Candidate> = numbered
        .filter_map(|(line, words)| NumberedLine::parse(words).map(|numbered| Candidate { line, numbered }))
        .filter(|candidate| candidate.numbered.is_item || begins_with_count(candidate.numbered.behind))
        .collect();

    for sequence in candidates.chunk_by(counts_up) {
        let is_sequence = sequence.len() > 1 && (is_certain(sequence) || has_whole_items(sequence, lines));
        for candidate in sequence.iter().filter(|_| is_sequence) {
            is_item[candidate.line] = !candidate.numbered.is_item;
        }
    }
    is_item
}

fn counts_up(first: &Candidate, second: &Candidate) -> bool {
    first.numbered.mark == second.numbered.mark && first.numbered.number + 1 == second.numbered.number
}

/// Returns whether three lines or more, one below the other, count up from 1.
fn is_certain(sequence: &[Candidate]) -> bool {
    let is_close = sequence.windows(2).all(|two| two[0].line + 1 == two[1].line);
    sequence.len() >= MIN_CERTAIN_LENGTH && sequence[0].numbered.number == 1 && is_close
}

/// Returns whether each line of a sequence that may begin with a decimal number stands where a sentence or a clause has ended.
fn has_whole_items(sequence: &[Candidate], lines: &[&str]) -> bool {
    sequence.iter().filter(|candidate| candidate.may_be_decimal()).all(|candidate| {
        candidate.line.checked_sub(1).is_none_or(|above| LineEnd::of_line(lines[above]) >= LineEnd::Clause)
    })
}

/// Returns whether a text begins with a number as counts are written: not `05亿元`.
fn begins_with_count(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() && c != '0')
}

/// Returns whether a text begins with a date or a time of day: `9月`, `20日`, `8:30`.
fn begins_with_date(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && text[digits..].starts_with(['月', '日', '：', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_told_from_numbers() {
        for lines in [
            &["1.9月20日前摸底。", "2.9月底前上报。", "3.10月验收。"][..],
            &["1.9月20日前摸底", "2.9月底前上报"],
            &["1、5月1日前报名", "2、5月10日前审核"],
            &["1.8:30集合", "2.9:00出发"],
            &["1．5个项目开工；", "2．3个项目竣工。"],
            &["1.5G基站", "2.3D打印", "3.4K电视"],
            &["2.9月底前上报", "3.10月验收"],
        ] {
            assert!(find_sequence_items(lines).iter().all(|is_item| *is_item), "{lines:?}");
        }
        assert_eq!(find_sequence_items(&["如下：", "1.9月前", "摸底。", "2.10月前"]), [false, true, false, true]);
        assert_eq!(find_sequence_items(&["1.加强领导。", "2.9月前上报。"]), [false, true]);

        for lines in [
            &["1.9月"][..],
            &["完成投资", "1.9亿元，增长", "2.3个百分点"],
            &["1.加强领导，投入", "2.9亿元"],
            &["1.9亿元，", "2.3亿元，"],
            &["1.05亿元。", "2.05亿元。"],
            &["1.9月", "3.9月"],
            &["1.5G基站", "2.3D打印"],
        ] {
            assert!(!find_sequence_items(lines).contains(&true), "{lines:?}");
        }
    }
}
