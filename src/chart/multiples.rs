//! Small multiples: a panel a series, all on the same axes, each with the first and the last of its numbers.

use super::drawing::{Anchor, Drawing, Layout};
use super::scale::{self, Scale};
use super::{Chart, Number, Series, line};

pub fn draw(chart: &Chart, layout: Layout) -> Drawing {
    let mut d = Drawing::new(layout);
    let gap = 28.0;
    let columns = if layout == Layout::Narrow { 2 } else { 3 };
    let width = (layout.width() - gap * (columns as f64 - 1.0)) / columns as f64;
    let (low, high) = line::range(chart);
    let mut y = 0.0;
    for row in chart.series.chunks(columns) {
        // Names of a row end on the same line, so that its panels stand side by side.
        let names: Vec<Vec<String>> = row.iter().map(|series| d.wrap(&series.name, width)).collect();
        let lines = names.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let top = y + lines * d.line_height() + 8.0;
        let mut lower = top;
        for (nth, (series, name)) in row.iter().zip(&names).enumerate() {
            let left = nth as f64 * (width + gap);
            d.lines("name", left, y + d.layout.font(), Anchor::Start, name);
            let panel = Panel { left, top, width, scale: Scale::new(low, high, top + 76.0, top + 6.0) };
            lower = lower.max(panel.draw(chart, series, &mut d));
        }
        y = lower + 20.0;
    }
    d.height = y - 14.0;
    d
}

struct Panel {
    left: f64,
    top: f64,
    width: f64,
    scale: Scale,
}

impl Panel {
    /// Draws one series; gives the lower edge.
    fn draw(&self, chart: &Chart, series: &Series, d: &mut Drawing) -> f64 {
        let (font, line) = (d.layout.font(), d.line_height());
        let right = self.left + self.width;
        let positions = scale::positions(&chart.labels);
        let xs = positions.iter().map(|share| self.left + 4.0 + share * (self.width - 8.0));
        let point = |(x, number): (f64, &Option<Number>)| number.as_ref().map(|n| (x, self.scale.at(n.value)));
        let points: Vec<_> = xs.zip(&series.numbers).map(point).collect();
        let bottom = self.top + 76.0;
        let zero = if chart.from.is_some() { bottom } else { self.scale.at(0.0) };
        d.line("zero", (self.left, zero), (right, zero));
        d.polyline("line s1", &points);
        let ends = (points.iter().position(Option::is_some), points.iter().rposition(Option::is_some));
        let (Some(first), Some(last)) = ends else {
            d.text("value", self.left, bottom + line, Anchor::Start, "—");
            return bottom + line;
        };
        let mut y = bottom + line;
        for at in if first == last { vec![first] } else { vec![first, last] } {
            if let Some(point) = points[at] {
                d.dot("dot s1", point, 3.5);
            }
            let anchor = if at == last && first != last { Anchor::End } else { Anchor::Start };
            let x = if anchor == Anchor::End { right } else { self.left };
            let label = d.wrap(&chart.labels[at], self.width);
            let value = series.numbers[at].as_ref().map(|n| format!("{}{}", n.written, chart.suffix()));
            let value = d.wrap(&value.unwrap_or_default(), self.width);
            // Where both ends have no room side by side, the last stands below the first.
            let areas = label.iter().chain(&value).enumerate();
            let mut areas = areas.map(|(n, text)| d.area(x, bottom + line * (n as f64 + 1.0), anchor, text));
            let start = if areas.all(|area| d.is_free(&area)) { bottom + line } else { y + line };
            d.lines("tick", x, start, anchor, &label);
            d.lines("value", x, start + label.len() as f64 * line, anchor, &value);
            y = y.max(start + (label.len() + value.len() - 1) as f64 * line);
        }
        y + font * 0.3
    }
}
