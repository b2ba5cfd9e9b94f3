//! Small multiples: a panel a series, all on the same axes, each with the first and the last of its numbers.

use super::drawing::{Anchor, Drawing, Layout, Point};
use super::scale::{self, Scale};
use super::{Chart, Series, line};

/// The space between panels of a row, in units.
const PANEL_GAP: f64 = 28.0;

/// The height of the lines of a panel, with the space above them.
const PANEL_HEIGHT: f64 = 76.0;

/// Draws a panel for each series, two or three in a row.
pub fn draw_multiples(chart: &Chart, layout: Layout) -> Drawing {
    let mut drawing = Drawing::new(layout);
    let columns = if layout == Layout::Narrow { 2 } else { 3 };

    let mut y = 0.0;
    for row in chart.series.chunks(columns) {
        y = draw_panel_row(chart, row, columns, y, &mut drawing) + 20.0;
    }

    drawing.height = y - 14.0;
    drawing
}

/// Draws the panels of a row below `y`; returns their lower edge.
fn draw_panel_row(chart: &Chart, row: &[Series], columns: usize, y: f64, drawing: &mut Drawing) -> f64 {
    let width = (drawing.layout.width() - PANEL_GAP * (columns as f64 - 1.0)) / columns as f64;
    let range = line::value_range(chart);

    // Names of a row end on the same line, so that its panels stand side by side.
    let names: Vec<Vec<String>> = row.iter().map(|series| drawing.wrap_text(&series.name, width)).collect();
    let name_lines = names.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let top = y + name_lines * drawing.line_height() + 8.0;

    let mut lower_edge = top;
    for (nth, (series, name)) in row.iter().zip(&names).enumerate() {
        let left = nth as f64 * (width + PANEL_GAP);
        let name_at = Point::new(left, y + drawing.layout.font_size());
        drawing.draw_lines("name", name_at, Anchor::Start, name);

        let scale = Scale::new(range.low, range.high, top + PANEL_HEIGHT, top + 6.0);
        let panel = Panel { chart, series, left, top, width, scale };
        lower_edge = lower_edge.max(panel.draw_panel(drawing));
    }
    lower_edge
}

/// The small line chart of one series.
struct Panel<'c> {
    chart: &'c Chart,
    series: &'c Series,
    left: f64,
    top: f64,
    width: f64,
    scale: Scale,
}

impl Panel<'_> {
    /// Draws the line and its ends; returns the lower edge.
    fn draw_panel(&self, drawing: &mut Drawing) -> f64 {
        let font = drawing.layout.font_size();
        let bottom = self.top + PANEL_HEIGHT;
        let zero = if self.chart.from.is_some() { bottom } else { self.scale.position_of(0.0) };
        let points = self.panel_points();
        drawing.draw_line("zero", Point::new(self.left, zero), Point::new(self.left + self.width, zero));
        drawing.draw_polyline("line s1", &points);

        let first = points.iter().position(Option::is_some);
        let last = points.iter().rposition(Option::is_some);
        let mut y = bottom + drawing.line_height();
        let (Some(first), Some(last)) = (first, last) else {
            drawing.draw_text("value", Point::new(self.left, y), Anchor::Start, "—");
            return y;
        };

        y = self.draw_end(first, points[first], Anchor::Start, y, drawing);
        if first != last {
            y = self.draw_end(last, points[last], Anchor::End, y, drawing);
        }
        y + font * 0.3
    }

    fn panel_points(&self) -> Vec<Option<Point>> {
        let positions = scale::row_positions(&self.chart.labels);
        let xs = positions.iter().map(|share| self.left + 4.0 + share * (self.width - 8.0));
        let pairs = xs.zip(&self.series.numbers);
        pairs.map(|(x, number)| Some(Point::new(x, self.scale.position_of(number.as_ref()?.value)))).collect()
    }

    /// Draws a dot at an end of the line, and its row and number below the panel: in the first line, or below `y` where
    /// they would stand on those of the other end. Returns the last base line that is taken.
    fn draw_end(&self, row: usize, point: Option<Point>, anchor: Anchor, y: f64, drawing: &mut Drawing) -> f64 {
        if let Some(point) = point {
            drawing.draw_dot("dot s1", point, 3.5);
        }

        let line_height = drawing.line_height();
        let x = if anchor == Anchor::End { self.left + self.width } else { self.left };
        let label = drawing.wrap_text(&self.chart.labels[row], self.width);
        let value = self.series.numbers[row].as_ref().map(|number| self.chart.with_unit(number));
        let value = drawing.wrap_text(&value.unwrap_or_default(), self.width);

        let bottom = self.top + PANEL_HEIGHT;
        let mut lines = label.iter().chain(&value).enumerate();
        let has_room = lines.all(|(nth, text)| {
            let at = Point::new(x, bottom + line_height * (nth as f64 + 1.0));
            drawing.is_free(&drawing.text_area(at, anchor, text))
        });
        let start = if has_room { bottom + line_height } else { y + line_height };

        drawing.draw_lines("tick", Point::new(x, start), anchor, &label);
        drawing.draw_lines("value", Point::new(x, start + label.len() as f64 * line_height), anchor, &value);
        y.max(start + (label.len() + value.len() - 1) as f64 * line_height)
    }
}
