//! Charts: numbers in, a drawing out. Pure, and of nothing but the numbers: no font is asked, no clock, no theme.
//!
//! A drawing is SVG without a style attribute: what it looks like is the theme's business, by class. Every chart is drawn
//! twice, narrow for a phone and wide for a page, so that its type is never shrunk below what can be read; the style sheet
//! shows the one that fits. Bars and lines begin at zero, or say at what else.

mod bar;
mod drawing;
mod html;
mod line;
mod measure;
mod multiples;
mod number;
mod scale;
mod share;

pub use number::Number;

use drawing::{Drawing, Layout};
use serde::{Deserialize, Serialize};

/// How numbers are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// 条形: a bar a number; bars of several series stand together.
    Bar,
    /// 折线: a line a series.
    Line,
    /// 比例: parts of a whole, as one bar.
    Proportion,
    /// 环形: parts of a whole, as a ring.
    Ring,
    /// 小图: a small line chart a series, all on the same scale.
    Multiples,
}

impl Kind {
    /// Every kind with its English and its Chinese name.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Bar, "bar", "条形"),
        (Self::Line, "line", "折线"),
        (Self::Proportion, "proportion", "比例"),
        (Self::Ring, "ring", "环形"),
        (Self::Multiples, "multiples", "小图"),
    ];

    /// The kind of that name, in English or Chinese, with or without 图.
    pub fn named(name: &str) -> Option<Self> {
        let bare = name.trim().trim_end_matches('图');
        let is = |known: &str| bare == known.trim_end_matches('图');
        Self::ALL.into_iter().find(|(_, en, zh)| name.trim().eq_ignore_ascii_case(en) || is(zh)).map(|(kind, ..)| kind)
    }

    /// Whether it shows parts of a whole.
    pub fn is_share(self) -> bool {
        matches!(self, Self::Proportion | Self::Ring)
    }

    /// The most rows and the most series that can be told apart in it.
    pub fn limits(self) -> (usize, usize) {
        match self {
            Self::Bar => (30, 4),
            Self::Line => (200, 5),
            Self::Proportion | Self::Ring => (7, 1),
            Self::Multiples => (200, 12),
        }
    }

    fn class(self) -> &'static str {
        Self::ALL.into_iter().find(|(kind, ..)| *kind == self).map_or("", |(_, en, _)| en)
    }
}

/// Numbers of one sort.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// What they count.
    pub name: String,
    /// One a row of the chart; `None` where there is none.
    pub numbers: Vec<Option<Number>>,
}

/// A table of numbers to be drawn. Whoever makes one holds it to [`Kind::limits`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// How.
    pub kind: Kind,
    /// What it shows; may be empty.
    pub title: String,
    /// The unit of all numbers; may be empty.
    pub unit: String,
    /// What it says, for those who do not see it; may be empty.
    pub alt: String,
    /// Where the numbers come from; may be empty.
    pub source: String,
    /// What the rows are: 年份; may be empty.
    pub head: String,
    /// The name of each row.
    pub labels: Vec<String>,
    /// At least one, each with as many numbers as there are labels.
    pub series: Vec<Series>,
    /// Where the value axis begins, if not at zero; lines only.
    pub from: Option<Number>,
}

impl Chart {
    /// The number and its label, if it is all there is: to be set large rather than drawn.
    pub fn single(&self) -> Option<(&str, &Number)> {
        let ([label], [series]) = (self.labels.as_slice(), self.series.as_slice()) else { return None };
        Some((label.as_str(), series.numbers.first()?.as_ref()?)).filter(|_| !self.kind.is_share())
    }

    /// The chart in words, by its editor or by its numbers: `申报114项，立项29项`.
    pub fn spoken(&self) -> String {
        if !self.alt.is_empty() {
            return self.alt.clone();
        }
        let several = self.series.len() > 1;
        let series = self.series.iter().map(|series| {
            let numbers = self.labels.iter().zip(&series.numbers);
            // A year and a number would be read as one.
            let apart = |label: &str| if label.ends_with(|c: char| c.is_ascii_alphanumeric()) { "：" } else { "" };
            let say = |label: &String, n: &Number| format!("{label}{}{}{}", apart(label), n.written, self.unit);
            let said = numbers.filter_map(|(label, n)| Some(say(label, n.as_ref()?)));
            let said = said.collect::<Vec<_>>().join("，");
            if several { format!("{}：{said}", series.name) } else { said }
        });
        series.collect::<Vec<_>>().join("；")
    }

    /// All numbers that there are.
    pub fn numbers(&self) -> impl Iterator<Item = &Number> {
        self.series.iter().flat_map(|series| series.numbers.iter().flatten())
    }

    /// What is said of the numbers below the drawing.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.kind.is_share() && !self.is_percent() {
            notes.push(format!("各项占合计{}{}的百分比，四舍五入。", self.total(), self.unit));
        }
        if let Some(from) = self.from.as_ref().filter(|from| from.value != 0.0) {
            notes.push(format!("纵轴从{}起。", from.written));
        }
        if self.kind == Kind::Multiples && self.series.len() > 1 {
            notes.push("各小图的纵轴相同。".to_owned());
        }
        if !self.source.is_empty() {
            notes.push(format!("数据来源：{}", self.source));
        }
        notes
    }

    /// Whether the numbers are percentages already.
    pub fn is_percent(&self) -> bool {
        matches!(self.unit.trim(), "%" | "％" | "百分比")
    }

    /// A unit that is written behind every number.
    fn suffix(&self) -> &str {
        if matches!(self.unit.as_str(), "%" | "％" | "‰" | "℃" | "倍") { &self.unit } else { "" }
    }

    /// The sum of all numbers, with as many decimals as the one that has the most.
    pub fn total(&self) -> String {
        let decimals = self.numbers().map(Number::decimals).max().unwrap_or(0);
        scale::plain(self.numbers().map(|n| n.value).sum(), decimals)
    }

    fn drawing(&self, layout: Layout) -> Drawing {
        match self.kind {
            Kind::Bar => bar::draw(self, layout),
            Kind::Line => line::draw(self, layout),
            Kind::Proportion => share::bar(self, layout),
            Kind::Ring => share::ring(self, layout),
            Kind::Multiples => multiples::draw(self, layout),
        }
    }
}

#[cfg(test)]
mod tests;
