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

pub use number::ChartNumber;

use drawing::{Drawing, Layout};
use serde::{Deserialize, Serialize};

/// The form in which numbers are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChartKind {
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

impl ChartKind {
    /// Every kind with its English and its Chinese name.
    pub const NAMES: [(Self, &'static str, &'static str); 5] = [
        (Self::Bar, "bar", "条形"),
        (Self::Line, "line", "折线"),
        (Self::Proportion, "proportion", "比例"),
        (Self::Ring, "ring", "环形"),
        (Self::Multiples, "multiples", "小图"),
    ];

    /// Returns the kind of a name, in English or Chinese, with or without 图 at its end.
    pub fn by_name(name: &str) -> Option<Self> {
        let name = name.trim();
        let bare = name.trim_end_matches('图');
        let mut kinds = Self::NAMES.into_iter();
        let found = kinds.find(|(_, en, zh)| name.eq_ignore_ascii_case(en) || bare == zh.trim_end_matches('图'));
        found.map(|(kind, ..)| kind)
    }

    /// Returns whether it shows parts of a whole.
    pub fn is_share(self) -> bool {
        matches!(self, Self::Proportion | Self::Ring)
    }

    /// Returns the most rows and the most series that can be told apart in it.
    pub fn size_limits(self) -> (usize, usize) {
        match self {
            Self::Bar => (30, 4),
            Self::Line => (200, 5),
            Self::Proportion | Self::Ring => (7, 1),
            Self::Multiples => (200, 12),
        }
    }

    /// Returns the part of the figure's class that names the kind.
    fn css_class(self) -> &'static str {
        Self::NAMES.into_iter().find(|(kind, ..)| *kind == self).map_or("", |(_, en, _)| en)
    }
}

/// The numbers of one sort.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The name of that sort.
    pub name: String,
    /// One a row of the chart; `None` where there is none.
    pub numbers: Vec<Option<ChartNumber>>,
}

/// A table of numbers to be drawn. Whoever makes one holds it to [`ChartKind::size_limits`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// The form in which it is drawn.
    pub kind: ChartKind,
    /// Its title; may be empty.
    pub title: String,
    /// The unit of all numbers; may be empty.
    pub unit: String,
    /// Its content in words, for those who do not see it; may be empty.
    pub alt: String,
    /// The source of the numbers; may be empty.
    pub source: String,
    /// The name of what the rows are: 年份; may be empty.
    pub head: String,
    /// The name of each row.
    pub labels: Vec<String>,
    /// At least one, each with as many numbers as there are labels.
    pub series: Vec<Series>,
    /// The value at which the axis begins, if not at zero; lines only.
    pub from: Option<ChartNumber>,
}

impl Chart {
    /// Returns the number and its label, if it is all there is: to be set large rather than drawn.
    pub fn single_number(&self) -> Option<(&str, &ChartNumber)> {
        if self.kind.is_share() {
            return None;
        }

        let [label] = self.labels.as_slice() else { return None };
        let [series] = self.series.as_slice() else { return None };
        Some((label.as_str(), series.numbers.first()?.as_ref()?))
    }

    /// Returns the chart in words, by its editor or by its numbers: `申报114项，立项29项`.
    pub fn in_words(&self) -> String {
        if !self.alt.is_empty() {
            return self.alt.clone();
        }

        let has_several = self.series.len() > 1;
        let series = self.series.iter().map(|series| {
            let numbers = self.series_in_words(series);
            if has_several { format!("{}：{numbers}", series.name) } else { numbers }
        });
        series.collect::<Vec<_>>().join("；")
    }

    fn series_in_words(&self, series: &Series) -> String {
        let mut words = Vec::new();
        for (label, number) in self.labels.iter().zip(&series.numbers) {
            let Some(number) = number else { continue };
            // A year and a number would be read as one.
            let colon = if label.ends_with(|c: char| c.is_ascii_alphanumeric()) { "：" } else { "" };
            words.push(format!("{label}{colon}{}{}", number.written, self.unit));
        }
        words.join("，")
    }

    /// Returns all numbers that there are.
    pub fn all_numbers(&self) -> impl Iterator<Item = &ChartNumber> {
        self.series.iter().flat_map(|series| series.numbers.iter().flatten())
    }

    /// Returns the notes below the drawing: how the numbers are to be read, and where they come from.
    fn note_lines(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.kind.is_share() && !self.is_percent() {
            notes.push(format!("各项占合计{}{}的百分比，四舍五入。", self.format_total(), self.unit));
        }
        if let Some(from) = self.from.as_ref().filter(|from| from.value != 0.0) {
            notes.push(format!("纵轴从{}起。", from.written));
        }
        if self.kind == ChartKind::Multiples && self.series.len() > 1 {
            notes.push("各小图的纵轴相同。".to_owned());
        }

        if !self.source.is_empty() {
            notes.push(format!("数据来源：{}", self.source));
        }
        notes
    }

    /// Returns whether the numbers are percentages already.
    pub fn is_percent(&self) -> bool {
        matches!(self.unit.trim(), "%" | "％" | "百分比")
    }

    /// Returns the unit if it is one that is written behind every number, else nothing.
    fn unit_suffix(&self) -> &str {
        if matches!(self.unit.as_str(), "%" | "％" | "‰" | "℃" | "倍") { &self.unit } else { "" }
    }

    /// Returns a number as it stands in the drawing, with the unit if that is written behind every number.
    fn with_unit(&self, number: &ChartNumber) -> String {
        format!("{}{}", number.written, self.unit_suffix())
    }

    /// Writes the sum of all numbers, with as many decimals as the one that has the most.
    pub fn format_total(&self) -> String {
        let decimals = self.all_numbers().map(ChartNumber::decimal_places).max().unwrap_or(0);
        scale::format_decimals(self.all_numbers().map(|number| number.value).sum(), decimals)
    }

    fn draw_layout(&self, layout: Layout) -> Drawing {
        match self.kind {
            ChartKind::Bar => bar::draw_bars(self, layout),
            ChartKind::Line => line::draw_line_chart(self, layout),
            ChartKind::Proportion => share::draw_share_bar(self, layout),
            ChartKind::Ring => share::draw_ring(self, layout),
            ChartKind::Multiples => multiples::draw_multiples(self, layout),
        }
    }
}

#[cfg(test)]
mod tests;
