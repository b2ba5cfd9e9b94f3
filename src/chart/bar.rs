//! Bars. They begin at zero, so that their lengths tell the truth; negative ones lead to the other side.

use super::drawing::{Anchor, Drawing, Layout};
use super::scale::Scale;
use super::{Chart, Number};

/// Between a bar and its number.
const GAP: f64 = 8.0;
/// The least part of the width that bars need; where numbers leave less, they stand above their bars.
const LEAST: f64 = 0.4;

pub fn draw(chart: &Chart, layout: Layout) -> Drawing {
    let mut d = Drawing::new(layout);
    let (width, font) = (layout.width(), layout.font());
    let left = match layout {
        Layout::Narrow => 0.0,
        Layout::Wide => {
            let longest = chart.labels.iter().map(|label| d.measure(label)).fold(0.0, f64::max);
            longest.min(width * 0.32).max(font) + 16.0
        }
    };
    let written = |n: Option<&Number>| n.map_or_else(|| "—".to_owned(), |n| format!("{}{}", n.written, chart.suffix()));
    let widest = |negative: bool| {
        let side = chart.numbers().filter(|n| (n.value < 0.0) == negative);
        side.map(|n| d.measure(&written(Some(n))) + GAP).fold(0.0, f64::max)
    };
    let (before, behind) = (widest(true), widest(false).max(font + GAP));
    let room = width - left;
    let beside = room - before - behind >= room * LEAST;
    let low = chart.numbers().map(|n| n.value).fold(0.0, f64::min);
    let high = chart.numbers().map(|n| n.value).fold(0.0, f64::max);
    let (from, to) = if beside { (left + before, width - behind) } else { (left, width) };
    let scale = Scale::new(low, high, from, to);
    let zero = scale.at(0.0);

    let mut y = if chart.series.len() > 1 { legend(chart, &mut d) } else { 0.0 };
    let thick = if chart.series.len() > 1 { 15.0 } else { 18.0 };
    let (pitch, line) = (thick + 5.0, d.line_height());
    // From the middle of a bar to the base line of its number.
    let drop = font * 0.36;
    for (row, label) in chart.labels.iter().enumerate() {
        let mut bar_y = y;
        match layout {
            Layout::Narrow => {
                let lines = d.wrap(label, width);
                d.lines("label", 0.0, y + font, Anchor::Start, &lines);
                y += font + (lines.len() as f64 - 1.0) * line + 7.0;
                bar_y = y;
            }
            Layout::Wide => {
                let lines = d.wrap(label, left - 16.0);
                d.lines("label", 0.0, bar_y + thick / 2.0 + drop, Anchor::Start, &lines);
                y += (lines.len() as f64 - 1.0) * line;
            }
        }
        let top = bar_y;
        for (nth, series) in chart.series.iter().enumerate() {
            let number = series.numbers.get(row).and_then(Option::as_ref);
            if !beside {
                d.text("value", left, bar_y + font, Anchor::Start, &written(number));
                bar_y += font + 6.0;
            }
            let end = number.map_or(zero, |n| scale.at(n.value));
            if number.is_some() {
                d.rect(&format!("bar s{}", nth + 1), zero.min(end), bar_y, (end - zero).abs(), thick);
            }
            if beside {
                let base = bar_y + thick / 2.0 + drop;
                match number.filter(|n| n.value < 0.0) {
                    Some(_) => d.text("value", end - GAP, base, Anchor::End, &written(number)),
                    None => d.text("value", end + GAP, base, Anchor::Start, &written(number)),
                }
            }
            bar_y += pitch;
        }
        if low < 0.0 {
            d.line("zero", (zero, top - 2.0), (zero, bar_y - 3.0));
        }
        let least = if layout == Layout::Wide { y + thick } else { y };
        y = least.max(bar_y - 5.0) + if layout == Layout::Narrow { 14.0 } else { 11.0 };
    }
    y -= if layout == Layout::Narrow { 11.0 } else { 6.0 };
    d.height = y;
    d
}

/// Which series is which, in the order of the bars; gives the place below it.
fn legend(chart: &Chart, d: &mut Drawing) -> f64 {
    let (width, font, line) = (d.layout.width(), d.layout.font(), d.line_height());
    let (mut x, mut y) = (0.0, font);
    for (nth, series) in chart.series.iter().enumerate() {
        let lines = d.wrap(&series.name, width - 20.0);
        let needed = lines.iter().map(|text| d.measure(text)).fold(0.0, f64::max) + 20.0;
        if x > 0.0 && x + needed > width {
            (x, y) = (0.0, y + line);
        }
        d.rect(&format!("bar s{}", nth + 1), x, y - font * 0.78, 13.0, 13.0);
        d.lines("name", x + 20.0, y, Anchor::Start, &lines);
        y += (lines.len() as f64 - 1.0) * line;
        x += needed + 20.0;
    }
    y + 16.0
}
