//! Sums that do not add up: 共29个，其中20个、5个、3个. Only where the parts are all of it and counted in one unit.

use super::markup::truncate_lookahead;
use super::passage::Passage;
use crate::diagnostic::{Diagnostic, catalog};

/// Units that things are counted and measured in, the longer ones before those that they begin with.
const UNITS: [&str; 44] = [
    "亿千瓦时",
    "万千瓦时",
    "亿元",
    "万元",
    "千元",
    "亿美元",
    "万美元",
    "亿吨",
    "万吨",
    "万人",
    "万户",
    "万亩",
    "万件",
    "公里",
    "公顷",
    "平方米",
    "亿",
    "万",
    "元",
    "吨",
    "个",
    "项",
    "家",
    "人",
    "名",
    "起",
    "件",
    "户",
    "场",
    "条",
    "篇",
    "座",
    "台",
    "辆",
    "所",
    "亩",
    "次",
    "处",
    "只",
    "头",
    "枚",
    "金",
    "位",
    "份",
];

/// Words beside a number that say that it is not exact.
const ABOUT: [&str; 9] = ["约", "近", "超", "逾", "余", "多", "左右", "以上", "以下"];

/// Words that end in 约 and are no 约.
const AGREEMENTS: [&str; 7] = ["签约", "合约", "契约", "履约", "预约", "违约", "节约"];

/// Labels that leave nothing over when all of a row are there.
const WHOLE_ROWS: [&[&str]; 6] = [
    &["一等奖", "二等奖", "三等奖"],
    &["特等奖", "一等奖", "二等奖", "三等奖"],
    &["金奖", "银奖", "铜奖"],
    &["男", "女"],
    &["第一产业", "第二产业", "第三产业"],
    &["优秀", "合格", "不合格"],
];

/// A number as it is written, in units of its last decimal place.
#[derive(Clone, Copy)]
struct Amount {
    value: f64,
    /// Where it begins and where its unit ends.
    start: usize,
    end: usize,
    unit: &'static str,
}

/// Reports the sums of a paragraph that do not add up.
pub(super) fn check_sums(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    let text = passage.text;
    for at in memchr::memmem::find_iter(text.as_bytes(), "其中".as_bytes()) {
        let Some(total) = find_total(&text[..at]) else { continue };
        let parts_start = at + "其中".len();
        let Some(parts) = find_parts(text, parts_start, total.unit) else { continue };

        let sum: f64 = parts.iter().map(|part| part.value).sum();
        // Parts may be some of it, and may overlap; but none is more than the whole.
        let exceeds = parts.iter().any(|part| part.value > total.value);
        let is_wrong = (sum - total.value).abs() > 1e-6;
        if exceeds || (is_wrong && are_whole(text, parts_start, &parts)) {
            let len = total.end - total.start;
            let written = &text[total.start..total.end];
            let sum = format!("{}{}", shorten(sum), total.unit);
            let mistake = catalog::sum_mismatch(passage.span_across(total.start, len), written, &sum);
            passage.report(total.start, len, mistake, diagnostics);
        }
    }
}

/// The total right before 其中: the last number of its clause, counted exactly.
fn find_total(before: &str) -> Option<Amount> {
    let clause_end = before.trim_end_matches(['，', ',', '（', '(', '：', '、']).len();
    if clause_end == before.len() {
        return None;
    }
    let clause_start = before[..clause_end]
        .rfind(['，', '。', '；', '！', '？', '\n', '、', '（'])
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let amounts = read_amounts(before, clause_start, clause_end)?;
    // 共29个, 29个项目: one number, and not one among others.
    match amounts[..] {
        [total] if !is_about(before, &total) && !before[clause_start..clause_end].contains(['比', '占', '%']) => {
            Some(total)
        }
        _ => None,
    }
}

/// The parts behind 其中, in the unit of the total: two and more, apart by one mark, up to the end of the list.
fn find_parts(text: &str, start: usize, unit: &str) -> Option<Vec<Amount>> {
    let sentence = truncate_lookahead(&text[start..]).split(['。', '；', '！', '？', '\n', '）', '：']).next()?;
    // A list with 、 ends at the comma.
    let list = match (sentence.find('、'), sentence.find('，')) {
        (Some(dot), Some(comma)) if dot < comma => &sentence[..comma],
        (Some(_), Some(_)) => return None,
        _ => sentence,
    };

    let mut parts = Vec::new();
    let mut at = start;
    for item in list.split(['、', '，', '和']) {
        let amounts = read_amounts(text, at, at + item.len())?;
        let [part] = amounts[..] else { return None };
        let is_plain = part.unit == unit && !is_about(text, &part) && !item.contains(['比', '占', '%', '增', '减']);
        if !is_plain {
            return None;
        }
        parts.push(part);
        at += item.len() + text[at + item.len()..].chars().next().map_or(0, char::len_utf8);
    }
    (parts.len() >= 2).then_some(parts)
}

/// The numbers with units of a stretch; `None` if a number has none that is known.
fn read_amounts(text: &str, start: usize, end: usize) -> Option<Vec<Amount>> {
    let mut amounts = Vec::new();
    let mut at = start;
    while let Some(found) = text[at..end].find(|c: char| c.is_ascii_digit()) {
        let number_start = at + found;
        let rest = &text[number_start..end];
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let number = &rest[..rest.len() - digits.len()];
        let unit = UNITS.iter().find(|unit| digits.starts_with(**unit))?;
        let unit_end = number_start + number.len() + unit.len();
        amounts.push(Amount { value: number.parse().ok()?, start: number_start, end: unit_end, unit });
        at = unit_end;
    }
    Some(amounts)
}

fn is_about(text: &str, amount: &Amount) -> bool {
    let before = &text[..amount.start];
    let after = &text[amount.end..];
    // 签约29个, 合约3份
    let before = AGREEMENTS.iter().find_map(|word| before.strip_suffix(word)).unwrap_or(before);
    ABOUT.iter().any(|word| before.ends_with(word) || after.starts_with(word))
        || before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '第' | '-' | '—' | '～'))
}

/// Whether the parts are all of it: a bare list of numbers, or a row of labels that leaves nothing over.
fn are_whole(text: &str, start: usize, parts: &[Amount]) -> bool {
    let mut label_start = start;
    let mut labels = Vec::new();
    for part in parts {
        labels.push(text[label_start..part.start].trim_matches(|c: char| "、，和有为分别是".contains(c)));
        label_start = part.end;
    }
    let is_bare = labels.iter().all(|label| label.is_empty());
    let is_row = |row: &&[&str]| {
        row.len() == labels.len() && row.iter().zip(&labels).all(|(name, label)| label.starts_with(name))
    };
    is_bare || WHOLE_ROWS.iter().any(is_row)
}

/// A sum without the noise of binary fractions.
fn shorten(sum: f64) -> String {
    let text = format!("{sum:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
