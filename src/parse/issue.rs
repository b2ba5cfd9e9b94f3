//! Issues (期) and pages (版) as an editor writes them.

use serde::{Deserialize, Serialize};

use super::text;

/// Which issue a story belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IssueName {
    /// The year, if issues are numbered by year.
    pub year: Option<u32>,
    /// The number.
    pub number: u32,
}

impl IssueName {
    /// `2020年第9期`, `第15期`
    pub fn title(self) -> String {
        self.year.map_or_else(String::new, |year| format!("{year}年")) + &format!("第{}期", self.number)
    }

    /// `2020-09`, `15`
    pub fn slug(self) -> String {
        self.year.map_or_else(|| self.number.to_string(), |year| format!("{year}-{:02}", self.number))
    }

    /// Reads `15`, `第十五期`, `总第103期`, `2020年第9期`, `2020-09`.
    pub fn parse(written: &str) -> Option<Self> {
        let written: String = written.chars().filter(|c| !c.is_whitespace()).collect();
        let (year, rest) = match written.split_once('年').or_else(|| written.split_once('-')) {
            Some((year, rest)) => (Some(text::parse_number(year)?), rest),
            None => (None, written.as_str()),
        };
        let rest = rest.strip_prefix('总').unwrap_or(rest);
        let rest = rest.strip_prefix('第').unwrap_or(rest);
        let number = text::parse_number(rest.strip_suffix('期').unwrap_or(rest))?;
        (number > 0 && year.is_none_or(|year| (1..=9999).contains(&year))).then_some(Self { year, number })
    }
}

/// The page (版) of an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageNumber {
    /// From 1.
    pub number: u32,
    /// The name of the page, such as 科技资讯 in `03版 科技资讯`; empty if it has none.
    pub name: String,
}

impl PageNumber {
    /// Reads `1`, `第一版`, `03版 科技资讯`.
    pub fn parse(written: &str) -> Option<Self> {
        let (number, name) = match written.split_once('版') {
            Some((number, name)) => (number, name.trim()),
            None => (written, ""),
        };
        let number = text::parse_number(number.strip_prefix('第').unwrap_or(number).trim())?;
        (number > 0).then(|| Self { number, name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issues_are_read_in_every_spelling() {
        for (written, title, slug) in [
            ("15", "第15期", "15"),
            ("第十五期", "第15期", "15"),
            ("总第一百零三期", "第103期", "103"),
            ("2020年第9期", "2020年第9期", "2020-09"),
            ("二〇二〇年第九期", "2020年第9期", "2020-09"),
        ] {
            let issue = IssueName::parse(written).unwrap();
            assert_eq!((issue.title().as_str(), issue.slug().as_str()), (title, slug));
        }
        for bad in ["", "第期", "零", "2020年", "九月号"] {
            assert_eq!(IssueName::parse(bad), None, "{bad}");
        }
        assert_eq!(PageNumber::parse("03版 科技资讯"), Some(PageNumber { number: 3, name: "科技资讯".to_owned() }));
    }
}
