//! Parts of a whole: one stacked bar, or a ring, with a key that names every part, its number and its share.

use std::f64::consts::TAU;

use super::drawing::{Anchor, Drawing, Layout, n};
use super::scale::plain;
use super::{Chart, Number};

/// A part: its label, its number, and where it begins and ends in the whole, 0 to 1.
struct Part<'c> {
    label: &'c str,
    number: &'c Number,
    from: f64,
    to: f64,
}

fn parts<'c>(chart: &'c Chart) -> Vec<Part<'c>> {
    let total: f64 = chart.numbers().map(|n| n.value.max(0.0)).sum();
    let mut at = 0.0;
    let numbers = chart.labels.iter().zip(chart.series.iter().flat_map(|series| &series.numbers));
    let part = |(label, number): (&'c String, &'c Option<Number>)| {
        let number = number.as_ref()?;
        let from = at;
        at += if total > 0.0 { number.value.max(0.0) / total } else { 0.0 };
        Some(Part { label, number, from, to: at })
    };
    numbers.filter_map(part).collect()
}

/// The share as it is read: of percentages the number as it is written.
fn share(chart: &Chart, part: &Part) -> String {
    if chart.is_percent() {
        return format!("{}%", part.number.written);
    }
    format!("{}%", plain((part.to - part.from) * 100.0, 1))
}

/// One bar, its parts in the order of the file.
pub fn bar(chart: &Chart, layout: Layout) -> Drawing {
    let mut d = Drawing::new(layout);
    let (width, font) = (layout.width(), layout.font());
    let parts = parts(chart);
    let top = font + 8.0;
    for (nth, part) in parts.iter().enumerate() {
        d.rect(&format!("part p{}", nth + 1), part.from * width, top, (part.to - part.from) * width, 34.0);
        // The share stands above its part where it has room.
        let said = share(chart, part);
        let area = d.area(part.from * width, font, Anchor::Start, &said);
        if area.2 + 4.0 <= part.to * width || (nth + 1 == parts.len() && area.2 <= width) {
            d.text("share", part.from * width, font, Anchor::Start, &said);
        }
    }
    for part in parts.iter().skip(1) {
        d.rect("gap", part.from * width - 1.0, top, 2.0, 34.0);
    }
    d.height = key(chart, &parts, &mut d, 0.0, top + 34.0 + 12.0);
    d
}

/// A ring that begins at the top and goes with the clock.
pub fn ring(chart: &Chart, layout: Layout) -> Drawing {
    let mut d = Drawing::new(layout);
    let parts = parts(chart);
    let (outer, inner) = (100.0, 62.0);
    let centre = match layout {
        Layout::Narrow => (layout.width() / 2.0, outer),
        Layout::Wide => (outer, outer),
    };
    let at = |share: f64, radius: f64| {
        let (sin, cos) = (share * TAU).sin_cos();
        (centre.0 + radius * sin, centre.1 - radius * cos)
    };
    for (nth, part) in parts.iter().enumerate() {
        // A whole ring would begin where it ends, and be nothing.
        let to = part.to.min(part.from + 0.9999);
        let large = u8::from(to - part.from > 0.5);
        let ((ax, ay), (bx, by)) = (at(part.from, outer), at(to, outer));
        let ((cx, cy), (dx, dy)) = (at(to, inner), at(part.from, inner));
        let (ax, ay, bx, by) = (n(ax), n(ay), n(bx), n(by));
        let (cx, cy, dx, dy) = (n(cx), n(cy), n(dx), n(dy));
        d.shape(
            &format!("part p{}", nth + 1),
            &format!(
                "M{ax} {ay}A{outer} {outer} 0 {large} 1 {bx} {by}L{cx} {cy}A{inner} {inner} 0 {large} 0 {dx} {dy}Z"
            ),
        );
    }
    if !chart.is_percent() {
        let font = layout.font();
        let total = chart.total();
        let fits = d.measure(&total) < inner * 1.8;
        if fits {
            d.text("name", centre.0, centre.1 - 5.0, Anchor::Middle, "合计");
            d.text("value", centre.0, centre.1 + font * 0.9, Anchor::Middle, &total);
        }
    }
    d.height = match layout {
        Layout::Narrow => key(chart, &parts, &mut d, 0.0, 2.0 * outer + 14.0),
        Layout::Wide => {
            let line = d.line_height() + 5.0;
            let top = (outer - parts.len() as f64 * line / 2.0).max(0.0);
            key(chart, &parts, &mut d, 2.0 * outer + 40.0, top).max(2.0 * outer)
        }
    };
    d
}

/// Every part with its number and its share, in the order of the drawing; gives the place below it.
fn key(chart: &Chart, parts: &[Part], d: &mut Drawing, left: f64, top: f64) -> f64 {
    let (font, line) = (d.layout.font(), d.line_height());
    let right = match d.layout {
        Layout::Narrow => d.layout.width(),
        Layout::Wide => (left + 400.0).min(d.layout.width()),
    };
    let said: Vec<(String, String)> = parts
        .iter()
        .map(|part| {
            let number =
                if chart.is_percent() { String::new() } else { format!("{}{}", part.number.written, chart.suffix()) };
            (number, share(chart, part))
        })
        .collect();
    let widest = |text: &dyn Fn(&(String, String)) -> f64| said.iter().map(text).fold(0.0, f64::max);
    let share_width = widest(&|(_, share)| d.measure(share));
    let number_width = widest(&|(number, _)| d.measure(number));
    let number_right = right - share_width - 14.0;
    let names = (number_right - number_width - 12.0 - left - 22.0).max(4.0 * font);
    let mut y = top + font;
    for (nth, (part, (number, share))) in parts.iter().zip(&said).enumerate() {
        d.rect(&format!("part p{}", nth + 1), left, y - font * 0.8, 14.0, 14.0);
        let lines = d.wrap(part.label, names);
        d.lines("label", left + 22.0, y, Anchor::Start, &lines);
        if !number.is_empty() {
            d.text("value", number_right, y, Anchor::End, number);
        }
        d.text("share", right, y, Anchor::End, share);
        y += lines.len() as f64 * line + 5.0;
    }
    y - line - 5.0 + font * 0.4 + 2.0
}
