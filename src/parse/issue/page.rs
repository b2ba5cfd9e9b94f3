//! Pages (版) of an issue.

use serde::{Deserialize, Serialize};

use crate::parse::text::parse_number;
use crate::parse::wide::fold_width;

/// The page (版) of an issue. Pages stand in the order of their sections, then of their numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageNumber {
    /// Where it stands.
    pub place: PagePlace,
    /// The name of the page, such as 科技资讯 in `03版 科技资讯`; empty if it has none.
    pub name: String,
}

/// The place of a page in its issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PagePlace {
    /// The letter of the section (叠) of a paper that has several: A of A1版.
    pub section: Option<char>,
    /// From 1.
    pub number: u32,
    /// The last page of a story that fills several: 2 of A1—A2版.
    pub last: Option<u32>,
}

impl PagePlace {
    /// `第3版`, `A1版`, `第2—3版`
    pub fn title(self) -> String {
        match self.section {
            Some(_) => format!("{}版", self.label()),
            None => format!("第{}版", self.label()),
        }
    }

    /// `3`, `A1`, `2—3`
    pub fn label(self) -> String {
        let section = self.section.map_or_else(String::new, |letter| letter.to_string());
        match self.last {
            Some(last) => format!("{section}{}—{section}{last}", self.number),
            None => format!("{section}{}", self.number),
        }
    }

    /// `p3`, `pa1`, `p2-3`: the name of the place in an address.
    pub fn anchor(self) -> String {
        format!("p{}", self.label().replace('—', "-").to_ascii_lowercase())
    }
}

impl PageNumber {
    /// Reads `1`, `第一版`, `头版`, `03版 科技资讯`, `A1`, `A01—A02`, `第2、3版`.
    pub fn parse(written: &str) -> Option<Self> {
        let written = written.trim();
        let separators = ['-', '—', '–', '~', '～', '至', '、'];
        if written.split_once('版').is_some_and(|(_, behind)| behind.starts_with(separators)) {
            return Self::parse(&written.replacen('版', "", 1));
        }

        let (number, name) = match written.find(['版', '面']) {
            Some(mark) => written.split_at(mark),
            None => (written, ""),
        };
        let name = name.trim_start_matches(['版', '面', ':', '：', '·', '-', '—', ' ', '　', '(', '（']);
        let name = name.trim_end_matches([')', '）']).trim();

        let folded: String = fold_width(number).chars().filter(|c| !c.is_whitespace()).collect();
        let number = folded.strip_prefix('第').unwrap_or(&folded);
        let place = match number {
            "头" | "头条" | "要闻头" => PagePlace { section: None, number: 1, last: None },
            _ => parse_place(number)?,
        };
        Some(Self { place, name: name.to_owned() })
    }
}

/// Reads `1`, `A01`, `A01—A02`, `2-3`.
fn parse_place(text: &str) -> Option<PagePlace> {
    let separators = ['-', '—', '–', '~', '～', '至', '、', ',', '，', '/'];
    let (first, last) = match text.split_once(separators) {
        Some((first, last)) => (first, Some(last.trim_start_matches(separators).trim_start_matches('第'))),
        None => (text, None),
    };

    let (section, number) = parse_side(first)?;
    let Some(last) = last else { return Some(PagePlace { section, number, last: None }) };

    let (last_section, last) = parse_side(last)?;
    let is_same_section = last_section.is_none() || last_section == section;
    (is_same_section && last > number).then_some(PagePlace { section, number, last: Some(last) })
}

/// Reads one page: the letter of its section, and its number.
fn parse_side(text: &str) -> Option<(Option<char>, u32)> {
    let section = text.chars().next().filter(char::is_ascii_alphabetic);
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_one_letter = text.len() - digits.len() <= 1;
    let number = parse_number(digits).filter(|number| *number > 0 && is_one_letter)?;
    Some((section.map(|letter| letter.to_ascii_uppercase()), number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_in_every_spelling() {
        let table = include_str!("../../../tests/data/head/pages.txt");
        for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (written, wanted) = line.split_once(" => ").unwrap();
            let read = PageNumber::parse(written).map(|page| format!("{} {}", page.place.title(), page.name));
            assert_eq!(read.as_deref().unwrap_or("-").trim(), wanted, "{written}");
        }
        assert_eq!(PageNumber::parse(""), None);
    }

    #[test]
    fn pages_stand_in_the_order_of_section_and_number() {
        let places: Vec<PagePlace> = ["1", "头版", "2", "10", "A1", "A2", "A2—A3", "A10", "B1"]
            .map(|page| PageNumber::parse(page).unwrap().place)
            .into();
        assert!(places.is_sorted(), "{places:?}");
    }
}
