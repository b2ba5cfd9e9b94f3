//! Parts of a whole: one stacked bar, or a ring, with a key that names every part, its number and its share.

use std::f64::consts::TAU;

use super::drawing::{Anchor, Drawing, Layout, Point, format_coordinate};
use super::scale::format_decimals;
use super::{Chart, ChartNumber};

/// The height of the stacked bar, in units.
const BAR_HEIGHT: f64 = 34.0;

/// The outer radius of the ring, in units.
const OUTER_RADIUS: f64 = 100.0;

/// The inner radius of the ring, in units.
const INNER_RADIUS: f64 = 62.0;

/// A part: its label, its number, and where it begins and ends in the whole, 0 to 1.
struct ShareSlice<'c> {
    label: &'c str,
    number: &'c ChartNumber,
    from: f64,
    to: f64,
}

/// Returns the parts that have a number, in the order of the file. Negative numbers count as 0.
fn share_slices(chart: &Chart) -> Vec<ShareSlice<'_>> {
    let total: f64 = chart.all_numbers().map(|number| number.value.max(0.0)).sum();
    let numbers = chart.series.iter().flat_map(|series| &series.numbers);

    let mut at = 0.0;
    let mut slices = Vec::new();
    for (label, number) in chart.labels.iter().zip(numbers) {
        let Some(number) = number else { continue };
        let from = at;
        at += if total > 0.0 { number.value.max(0.0) / total } else { 0.0 };
        slices.push(ShareSlice { label, number, from, to: at });
    }
    slices
}

/// Writes the share of a part: a percentage as the editor wrote it, anything else with one decimal.
fn format_share(chart: &Chart, slice: &ShareSlice) -> String {
    if chart.is_percent() {
        return format!("{}%", slice.number.written);
    }
    format!("{}%", format_decimals((slice.to - slice.from) * 100.0, 1))
}

/// Draws one bar, its parts in the order of the file.
pub fn draw_share_bar(chart: &Chart, layout: Layout) -> Drawing {
    let mut drawing = Drawing::new(layout);
    let width = layout.width();
    let font = layout.font_size();
    let slices = share_slices(chart);
    let top = font + 8.0;

    for (nth, slice) in slices.iter().enumerate() {
        let left = slice.from * width;
        let class = format!("part p{}", nth + 1);
        drawing.draw_rect(&class, Point::new(left, top), (slice.to - slice.from) * width, BAR_HEIGHT);

        // The share stands above its part where it has room.
        let share = format_share(chart, slice);
        let at = Point::new(left, font);
        let right = drawing.text_area(at, Anchor::Start, &share).right;
        if right + 4.0 <= slice.to * width || (nth + 1 == slices.len() && right <= width) {
            drawing.draw_text("share", at, Anchor::Start, &share);
        }
    }
    for slice in slices.iter().skip(1) {
        drawing.draw_rect("gap", Point::new(slice.from * width - 1.0, top), 2.0, BAR_HEIGHT);
    }

    drawing.height = draw_key(chart, &slices, Point::new(0.0, top + BAR_HEIGHT + 12.0), &mut drawing);
    drawing
}

/// Draws a ring that begins at the top and goes clockwise.
pub fn draw_ring(chart: &Chart, layout: Layout) -> Drawing {
    let mut drawing = Drawing::new(layout);
    let slices = share_slices(chart);
    let centre = match layout {
        Layout::Narrow => Point::new(layout.width() / 2.0, OUTER_RADIUS),
        Layout::Wide => Point::new(OUTER_RADIUS, OUTER_RADIUS),
    };

    for (nth, slice) in slices.iter().enumerate() {
        drawing.draw_path(&format!("part p{}", nth + 1), &ring_path(centre, slice));
    }
    if !chart.is_percent() {
        draw_ring_total(chart, centre, &mut drawing);
    }

    drawing.height = match layout {
        Layout::Narrow => draw_key(chart, &slices, Point::new(0.0, 2.0 * OUTER_RADIUS + 14.0), &mut drawing),
        Layout::Wide => {
            let row_height = drawing.line_height() + 5.0;
            let top = (OUTER_RADIUS - slices.len() as f64 * row_height / 2.0).max(0.0);
            let corner = Point::new(2.0 * OUTER_RADIUS + 40.0, top);
            draw_key(chart, &slices, corner, &mut drawing).max(2.0 * OUTER_RADIUS)
        }
    };
    drawing
}

/// Returns the SVG path of a part of the ring.
fn ring_path(centre: Point, slice: &ShareSlice) -> String {
    // A whole ring would begin where it ends, and be nothing.
    let to = slice.to.min(slice.from + 0.9999);
    let is_large = u8::from(to - slice.from > 0.5);

    let outer_from = ring_point(centre, slice.from, OUTER_RADIUS);
    let outer_to = ring_point(centre, to, OUTER_RADIUS);
    let inner_to = ring_point(centre, to, INNER_RADIUS);
    let inner_from = ring_point(centre, slice.from, INNER_RADIUS);
    format!(
        "M{outer_from}A{OUTER_RADIUS} {OUTER_RADIUS} 0 {is_large} 1 {outer_to}\
         L{inner_to}A{INNER_RADIUS} {INNER_RADIUS} 0 {is_large} 0 {inner_from}Z"
    )
}

/// Returns the point of a circle at a share of its round, as it stands in an SVG path.
fn ring_point(centre: Point, share: f64, radius: f64) -> String {
    let angle = share * TAU;
    let (sin, cos) = angle.sin_cos();
    let x = format_coordinate(centre.x + radius * sin);
    let y = format_coordinate(centre.y - radius * cos);
    format!("{x} {y}")
}

/// Writes the sum of all parts into the ring, if it has room there.
fn draw_ring_total(chart: &Chart, centre: Point, drawing: &mut Drawing) {
    let font = drawing.layout.font_size();
    let total = chart.format_total();
    if drawing.text_width(&total) < INNER_RADIUS * 1.8 {
        drawing.draw_text("name", Point::new(centre.x, centre.y - 5.0), Anchor::Middle, "合计");
        drawing.draw_text("value", Point::new(centre.x, centre.y + font * 0.9), Anchor::Middle, &total);
    }
}

/// A row of the key, as it is read.
struct KeyRow {
    /// The number; empty where it is the share itself.
    number: String,
    share: String,
}

/// Draws every part with its number and its share, in the order of the drawing; returns the lower edge.
fn draw_key(chart: &Chart, slices: &[ShareSlice], corner: Point, drawing: &mut Drawing) -> f64 {
    let left = corner.x;
    let right = match drawing.layout {
        Layout::Narrow => drawing.layout.width(),
        Layout::Wide => (left + 400.0).min(drawing.layout.width()),
    };
    let rows: Vec<KeyRow> = slices
        .iter()
        .map(|slice| KeyRow {
            number: if chart.is_percent() { String::new() } else { chart.with_unit(slice.number) },
            share: format_share(chart, slice),
        })
        .collect();

    let font = drawing.layout.font_size();
    let line_height = drawing.line_height();
    let share_width = drawing.widest_of(rows.iter().map(|row| &row.share));
    let number_width = drawing.widest_of(rows.iter().map(|row| &row.number));
    let number_right = right - share_width - 14.0;
    let label_width = (number_right - number_width - 12.0 - left - 22.0).max(4.0 * font);

    let mut y = corner.y + font;
    for (nth, (slice, row)) in slices.iter().zip(&rows).enumerate() {
        drawing.draw_rect(&format!("part p{}", nth + 1), Point::new(left, y - font * 0.8), 14.0, 14.0);
        let lines = drawing.wrap_text(slice.label, label_width);
        drawing.draw_lines("label", Point::new(left + 22.0, y), Anchor::Start, &lines);
        if !row.number.is_empty() {
            drawing.draw_text("value", Point::new(number_right, y), Anchor::End, &row.number);
        }
        drawing.draw_text("share", Point::new(right, y), Anchor::End, &row.share);
        y += lines.len() as f64 * line_height + 5.0;
    }
    y - line_height - 5.0 + font * 0.4 + 2.0
}
