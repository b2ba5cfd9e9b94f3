//! Issues (期) and pages (版) as an editor writes them.

mod page;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::text::parse_number;
use super::wide::fold_width;
pub use page::{PageNumber, PagePlace};

/// Which issue a story belongs to. Issues of one kind stand in the order of their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IssueName {
    /// The year, if issues are numbered by year.
    pub year: Option<u32>,
    /// The number; of a daily paper month and day, such as 915; 0 of a special issue that has none.
    pub number: u32,
    /// Whether it is a usual issue.
    pub kind: IssueKind,
    /// The last number of a joint issue (合刊), such as 10 of 第9—10期.
    pub last: Option<u32>,
    /// The number of a supplement, such as 1 of 增刊第1期.
    pub part: Option<u32>,
    /// The number of all issues since the first one: 总第103期. Stories of one issue need not all say it.
    pub total: Option<u32>,
}

/// Kinds of issues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IssueKind {
    /// One of the numbered issues.
    #[default]
    Regular,
    /// An issue of a daily paper, named by its date.
    Daily,
    /// 创刊号
    First,
    /// 试刊
    Trial,
    /// 增刊
    Supplement,
    /// 特刊
    Special,
    /// 专刊
    Topical,
    /// 号外
    Extra,
}

/// Issues that are not in the row of the numbered ones: what they are called, and in an address.
const SPECIAL_KINDS: [(&str, &str, IssueKind); 6] = [
    ("创刊号", "chuangkanhao", IssueKind::First),
    ("试刊", "shikan", IssueKind::Trial),
    ("增刊", "zengkan", IssueKind::Supplement),
    ("特刊", "tekan", IssueKind::Special),
    ("专刊", "zhuankan", IssueKind::Topical),
    ("号外", "haowai", IssueKind::Extra),
];

impl IssueName {
    /// `2020年第9期（总第103期）`, `第15期`, `2020年第9—10期`, `2020年增刊第1期`, `2020年9月15日`
    pub fn title(self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.year.map(|year| format!("{year}年")));
        match (self.kind, self.last) {
            (IssueKind::Daily, _) => parts.push(format!("{}月{}日", self.number / 100, self.number % 100)),
            (_, Some(last)) => parts.push(format!("第{}—{last}期", self.number)),
            _ if self.number > 0 => parts.push(format!("第{}期", self.number)),
            _ => {}
        }

        parts.extend(self.special_kind().map(|(name, _)| name.to_owned()));
        parts.extend(self.part.map(|part| format!("第{part}期")));
        parts.extend(self.total.map(|total| format!("（总第{total}期）")));
        parts.concat()
    }

    /// The title without the year and the number of all issues, as it stands below a year: `第9期`, `增刊第1期`, `9月15日`
    pub fn title_in_year(self) -> String {
        Self { year: None, total: None, ..self }.title()
    }

    /// `2020-09`, `15`, `2020-09to10`, `2020-zengkan-1`, `2020-09-15`
    pub fn slug(self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.year.map(|year| year.to_string()));
        match (self.kind, self.last) {
            (IssueKind::Daily, _) => parts.push(format!("{:02}-{:02}", self.number / 100, self.number % 100)),
            (_, Some(last)) => parts.push(format!("{:02}to{last:02}", self.number)),
            _ if self.number == 0 => {}
            _ if self.year.is_some() => parts.push(format!("{:02}", self.number)),
            _ => parts.push(self.number.to_string()),
        }

        parts.extend(self.special_kind().map(|(_, slug)| slug.to_owned()));
        parts.extend(self.part.map(|part| part.to_string()));
        parts.join("-")
    }

    /// Returns the issue by which stories are grouped: without the number that some of them leave out.
    pub fn identity(self) -> Self {
        Self { total: None, ..self }
    }

    /// Returns whether it stands in the row of numbered issues, in which none should be missing.
    pub fn is_numbered(self) -> bool {
        self.kind == IssueKind::Regular
    }

    /// Returns the last of its numbers.
    pub fn last_number(self) -> u32 {
        self.last.unwrap_or(self.number)
    }

    /// Returns another issue of the same year.
    pub fn with_number(self, number: u32) -> Self {
        Self { year: self.year, number, ..Self::default() }
    }

    fn special_kind(self) -> Option<(&'static str, &'static str)> {
        SPECIAL_KINDS.into_iter().find(|(.., kind)| *kind == self.kind).map(|(name, slug, _)| (name, slug))
    }

    /// Reads `15`, `第十五期`, `2020年第9期（总第103期）`, `总第103期`, `2020-09`, `2020年第9—10期合刊`, `2020年增刊第1期`,
    /// `2020-09-15`.
    pub fn parse(written: &str) -> Option<Self> {
        let mut written: String = fold_width(written).chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(daily) = parse_daily(&written) {
            return Some(daily);
        }

        let total = take_total(&mut written)?;
        if written.is_empty() {
            return Some(Self { number: total?, ..Self::default() });
        }

        let (year, rest) = split_year(&written)?;
        let (kind, before, after) = split_kind(rest);
        let mut issue = Self { year, kind, total, ..Self::default() };

        let numbers = without_joint_mark(before);
        if !(numbers.is_empty() && kind != IssueKind::Regular) {
            (issue.number, issue.last) = parse_numbers(numbers)?;
        }
        if !after.is_empty() {
            issue.part = Some(parse_single(after)?);
        }

        let is_usual = kind == IssueKind::Regular || issue.last.is_none();
        is_usual.then_some(issue)
    }
}

/// Reads `2020-09-15`, `2020年9月15日`, `20200915`.
fn parse_daily(written: &str) -> Option<IssueName> {
    let is_compact = written.len() == 8 && written.starts_with("20") && written.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = match is_compact {
        true => vec![&written[..4], &written[4..6], &written[6..]],
        false => written.strip_suffix('日').unwrap_or(written).split(['-', '/', '.', '年', '月']).collect(),
    };
    let [year, month, day] = parts[..] else { return None };

    let year = parse_number(year).filter(|year| (1000..=9999).contains(year))?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, parse_number(month)?, parse_number(day)?)?;
    let number = date.month() * 100 + date.day();
    Some(IssueName { year: Some(year), number, kind: IssueKind::Daily, ..IssueName::default() })
}

/// Takes `总第103期` out of a text, with the brackets round it. `None` if its number cannot be read.
fn take_total(written: &mut String) -> Option<Option<u32>> {
    let Some(start) = written.find('总') else { return Some(None) };
    let behind = &written[start + '总'.len_utf8()..];
    let behind = behind.strip_prefix('第').unwrap_or(behind);
    let digits = numeral_length(behind);

    let total = parse_number(&behind[..digits]).filter(|total| *total > 0)?;
    let rest = behind[digits..].strip_prefix('期').unwrap_or(&behind[digits..]);
    let before = written[..start].trim_end_matches(['(', '[', '〔', '/', ',', '，', '、']);
    let after = rest.trim_start_matches([')', ']', '〕', '/', ',', '，', '、']);
    // In `总第103期（2020年第9期）` the brackets are round what is left.
    let after = match before.is_empty() {
        true => after.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')).unwrap_or(after),
        false => after,
    };

    *written = format!("{before}{after}");
    Some(Some(total))
}

/// Splits off the year of `2020年第9期`, `2020-09`, `2020(9)`, `〔2020〕第9期`. `None` if it is none.
fn split_year(written: &str) -> Option<(Option<u32>, &str)> {
    if let Some((year, rest)) = written.strip_prefix(['〔', '[']).and_then(|rest| rest.split_once(['〕', ']'])) {
        return Some((Some(valid_year(year)?), rest));
    }
    if let Some((year, rest)) = written.split_once('年') {
        return Some((Some(valid_year(year)?), rest));
    }

    let digits = numeral_length(written);
    let (year, rest) = written.split_at(digits);
    // A range of issues, such as `9-10`, has a sign of the same kind.
    let is_year = year.chars().count() == 4;
    let Some(rest) = rest.strip_prefix(['-', '.', '(', '/']).filter(|_| is_year) else { return Some((None, written)) };
    // `2020-09-31` is no date, and no two issues either.
    let is_one = !rest.contains(['-', '/', '.']);
    is_one.then_some((Some(valid_year(year)?), rest.strip_suffix(')').unwrap_or(rest)))
}

fn valid_year(written: &str) -> Option<u32> {
    parse_number(written).filter(|year| (1..=9999).contains(year))
}

/// Splits a text at the name of a special kind of issue.
fn split_kind(text: &str) -> (IssueKind, &str, &str) {
    for (name, _, kind) in SPECIAL_KINDS {
        if let Some((before, after)) = text.split_once(name) {
            return (kind, before, after.trim_start_matches('(').trim_end_matches(')'));
        }
    }
    (IssueKind::Regular, text, "")
}

fn without_joint_mark(text: &str) -> &str {
    let text = text.strip_suffix("(合刊)").unwrap_or(text);
    text.strip_suffix("合刊").or_else(|| text.strip_suffix("合期")).unwrap_or(text)
}

/// Reads `9`, `第九期`, `第9—10期`, `第9、10期`, `第9期、第10期`: the first number, and the last one if there are several.
fn parse_numbers(text: &str) -> Option<(u32, Option<u32>)> {
    let Some((first, last)) = text.split_once(['-', '—', '–', '~', '～', '至', '、', ',', '，', '/', '与', '和'])
    else {
        return Some((parse_single(text)?, None));
    };

    let first = parse_single(first)?;
    let last = parse_single(last.trim_start_matches(['-', '—']))?;
    (first < last).then_some((first, Some(last)))
}

/// Reads `9`, `第九期`, `No.9`.
fn parse_single(text: &str) -> Option<u32> {
    let text = text.strip_prefix("No.").unwrap_or(text);
    let text = text.strip_prefix('第').unwrap_or(text);
    parse_number(text.strip_suffix('期').unwrap_or(text)).filter(|number| *number > 0)
}

fn numeral_length(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit() && !"〇零一二三四五六七八九十百千".contains(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issues_are_read_in_every_spelling() {
        let table = include_str!("../../tests/data/head/issues.txt");
        for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (written, wanted) = line.split_once(" => ").unwrap();
            let read = IssueName::parse(written).map(|issue| format!("{} {}", issue.title(), issue.slug()));
            assert_eq!(read.as_deref().unwrap_or("-"), wanted, "{written}");
        }
        assert_eq!(IssueName::parse(""), None);
    }

    #[test]
    fn stories_of_one_issue_need_not_all_say_its_number_since_the_first() {
        let with_total = IssueName::parse("2020年第9期（总第103期）").unwrap();
        assert_eq!(with_total.identity(), IssueName::parse("2020年第9期").unwrap());
    }

    #[test]
    fn issues_stand_in_the_order_of_their_numbers() {
        let names = ["第15期", "2020年第8期", "2020年第9—10期", "2020年第11期", "2020年第11期增刊", "2021年第1期"];
        let issues: Vec<IssueName> = names.iter().map(|name| IssueName::parse(name).unwrap()).collect();
        assert!(issues.is_sorted(), "{issues:?}");
    }
}
