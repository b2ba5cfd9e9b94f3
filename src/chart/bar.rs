//! Bars. They begin at zero, so that their lengths tell the truth; negative ones lead to the other side.

use super::drawing::{Anchor, Drawing, Layout, Point};
use super::scale::Scale;
use super::{Chart, ChartNumber};

/// The space between a bar and its number, in units.
const NUMBER_GAP: f64 = 8.0;

/// The least part of the width that bars need; where numbers leave less, they stand above their bars.
const MIN_BAR_SHARE: f64 = 0.4;

/// Draws a horizontal bar for each number, row by row.
pub fn draw_bars(chart: &Chart, layout: Layout) -> Drawing {
    let mut drawing = Drawing::new(layout);
    let plot = BarPlot::new(chart, &drawing);

    let mut y = if chart.series.len() > 1 { draw_legend(chart, &mut drawing) } else { 0.0 };
    for (row, label) in chart.labels.iter().enumerate() {
        y = plot.draw_row(row, label, y, &mut drawing);
    }

    drawing.height = y - if layout == Layout::Narrow { 11.0 } else { 6.0 };
    drawing
}

/// The measures that all rows of a bar chart share.
struct BarPlot<'c> {
    chart: &'c Chart,
    layout: Layout,
    /// Where the space for bars begins, right of the labels in a wide drawing.
    left: f64,
    scale: Scale,
    /// Where bars of the value 0 stand.
    zero: f64,
    /// Whether any number is negative: then zero has a line.
    has_negative: bool,
    /// Whether numbers stand beside their bars rather than above them.
    numbers_beside: bool,
    /// The height of a bar.
    thickness: f64,
}

impl<'c> BarPlot<'c> {
    fn new(chart: &'c Chart, drawing: &Drawing) -> Self {
        let layout = drawing.layout;
        let width = layout.width();
        let left = match layout {
            Layout::Narrow => 0.0,
            Layout::Wide => drawing.widest_of(&chart.labels).min(width * 0.32).max(layout.font_size()) + 16.0,
        };

        let room = width - left;
        let before = widest_number(chart, drawing, true);
        let behind = widest_number(chart, drawing, false).max(layout.font_size() + NUMBER_GAP);
        let numbers_beside = room - before - behind >= room * MIN_BAR_SHARE;

        let low = chart.all_numbers().map(|number| number.value).fold(0.0, f64::min);
        let high = chart.all_numbers().map(|number| number.value).fold(0.0, f64::max);
        let scale = if numbers_beside {
            Scale::new(low, high, left + before, width - behind)
        } else {
            Scale::new(low, high, left, width)
        };

        let zero = scale.position_of(0.0);
        let thickness = if chart.series.len() > 1 { 15.0 } else { 18.0 };
        Self { chart, layout, left, scale, zero, has_negative: low < 0.0, numbers_beside, thickness }
    }

    /// Draws the bars of a row below `y`; returns the upper edge of the next row.
    fn draw_row(&self, row: usize, label: &str, y: f64, drawing: &mut Drawing) -> f64 {
        let label_end = self.draw_label(label, y, drawing);
        // Bars stand below the label in a narrow drawing, beside it in a wide one.
        let top = if self.layout == Layout::Narrow { label_end } else { y };

        let mut bar_y = top;
        for (nth, series) in self.chart.series.iter().enumerate() {
            let number = series.numbers.get(row).and_then(Option::as_ref);
            bar_y = self.draw_bar(nth, number, bar_y, drawing);
        }
        if self.has_negative {
            drawing.draw_line("zero", Point::new(self.zero, top - 2.0), Point::new(self.zero, bar_y - 3.0));
        }

        match self.layout {
            Layout::Narrow => label_end.max(bar_y - 5.0) + 14.0,
            Layout::Wide => (label_end + self.thickness).max(bar_y - 5.0) + 11.0,
        }
    }

    /// Draws the label of a row; returns how far down it moves what stands below it.
    fn draw_label(&self, label: &str, y: f64, drawing: &mut Drawing) -> f64 {
        let font = self.layout.font_size();
        match self.layout {
            Layout::Narrow => {
                let lines = drawing.wrap_text(label, self.layout.width());
                drawing.draw_lines("label", Point::new(0.0, y + font), Anchor::Start, &lines);
                y + (font + (lines.len() as f64 - 1.0) * drawing.line_height() + 7.0)
            }
            Layout::Wide => {
                let lines = drawing.wrap_text(label, self.left - 16.0);
                drawing.draw_lines("label", Point::new(0.0, self.base_line(y)), Anchor::Start, &lines);
                y + (lines.len() as f64 - 1.0) * drawing.line_height()
            }
        }
    }

    /// Draws one bar with its number; returns the upper edge of the next one.
    fn draw_bar(&self, nth: usize, number: Option<&ChartNumber>, mut y: f64, drawing: &mut Drawing) -> f64 {
        let written = written_number(self.chart, number);
        if !self.numbers_beside {
            let font = self.layout.font_size();
            drawing.draw_text("value", Point::new(self.left, y + font), Anchor::Start, &written);
            y += font + 6.0;
        }

        let end = number.map_or(self.zero, |number| self.scale.position_of(number.value));
        if number.is_some() {
            let corner = Point::new(self.zero.min(end), y);
            drawing.draw_rect(&format!("bar s{}", nth + 1), corner, (end - self.zero).abs(), self.thickness);
        }

        if self.numbers_beside {
            let base = self.base_line(y);
            if number.is_some_and(|number| number.value < 0.0) {
                drawing.draw_text("value", Point::new(end - NUMBER_GAP, base), Anchor::End, &written);
            } else {
                drawing.draw_text("value", Point::new(end + NUMBER_GAP, base), Anchor::Start, &written);
            }
        }
        y + (self.thickness + 5.0)
    }

    /// Returns the base line of a text that is centred on the bar at `y`.
    fn base_line(&self, y: f64) -> f64 {
        y + self.thickness / 2.0 + self.layout.font_size() * 0.36
    }
}

/// Returns the number of a bar as it is written, or a dash where there is none.
fn written_number(chart: &Chart, number: Option<&ChartNumber>) -> String {
    number.map_or_else(|| "—".to_owned(), |number| chart.with_unit(number))
}

/// Returns the width of the widest number of the negative or the other bars, with the gap before it; 0 if there is none.
fn widest_number(chart: &Chart, drawing: &Drawing, is_negative: bool) -> f64 {
    let numbers = chart.all_numbers().filter(|number| (number.value < 0.0) == is_negative);
    let widths = numbers.map(|number| drawing.text_width(&chart.with_unit(number)) + NUMBER_GAP);
    widths.fold(0.0, f64::max)
}

/// Draws which colour is which series, in the order of the bars; returns the lower edge.
fn draw_legend(chart: &Chart, drawing: &mut Drawing) -> f64 {
    let width = drawing.layout.width();
    let font = drawing.layout.font_size();
    let line_height = drawing.line_height();

    let mut x = 0.0;
    let mut y = font;
    for (nth, series) in chart.series.iter().enumerate() {
        let lines = drawing.wrap_text(&series.name, width - 20.0);
        let needed = drawing.widest_of(&lines) + 20.0;
        if x > 0.0 && x + needed > width {
            x = 0.0;
            y += line_height;
        }

        drawing.draw_rect(&format!("bar s{}", nth + 1), Point::new(x, y - font * 0.78), 13.0, 13.0);
        drawing.draw_lines("name", Point::new(x + 20.0, y), Anchor::Start, &lines);
        y += (lines.len() as f64 - 1.0) * line_height;
        x += needed + 20.0;
    }
    y + 16.0
}
