//! Lines over time: a light grid, names where the lines end, numbers at the points that have room for them.

use super::drawing::{Anchor, Area, Drawing, Layout};
use super::scale::{self, Scale};
use super::{Chart, Number};

/// Points up to which every one gets its number, if there is room.
const ALL: usize = 12;

/// The lowest and the highest value of the axis: zero is on it, unless the editor says where it begins.
pub fn range(chart: &Chart) -> (f64, f64) {
    let from = chart.from.as_ref().map_or(0.0, |n| n.value);
    let low = chart.numbers().map(|n| n.value).fold(from, f64::min);
    let high = chart.numbers().map(|n| n.value).fold(from, f64::max);
    (low, high)
}

/// Where the parts of a line chart stand.
struct Plot<'c> {
    chart: &'c Chart,
    area: Area,
    y: Scale,
    xs: Vec<f64>,
}

impl Plot<'_> {
    /// The points of a series, with gaps.
    fn points(&self, series: usize) -> Vec<Option<(f64, f64)>> {
        let numbers = self.chart.series.get(series).map_or(&[][..], |series| &series.numbers);
        let point = |(x, number): (&f64, &Option<Number>)| number.as_ref().map(|n| (*x, self.y.at(n.value)));
        self.xs.iter().zip(numbers).map(point).collect()
    }
}

pub fn draw(chart: &Chart, layout: Layout) -> Drawing {
    let mut d = Drawing::new(layout);
    let (width, font) = (layout.width(), layout.font());
    let (low, high) = range(chart);
    let ticks = scale::ticks(low, high, 4);
    let said = |value: f64| format!("{}{}", ticks.said(value), chart.suffix());
    let bottom_value = match &chart.from {
        Some(from) => from.value,
        None => ticks.values.first().copied().unwrap_or(0.0),
    };
    let top_value = ticks.values.last().copied().unwrap_or(1.0);
    let step = ticks.values.get(1).map_or(1.0, |second| second - ticks.values[0]);
    // A tick right above the line that the axis begins at has no room for its number.
    let above = |value: &f64| *value > bottom_value + step * 0.4 || *value == bottom_value;
    let mut marks: Vec<(f64, String)> = ticks.values.iter().filter(|v| above(v)).map(|v| (*v, said(*v))).collect();
    if let Some(from) = chart.from.as_ref().filter(|from| marks.iter().all(|(value, _)| *value != from.value)) {
        marks.insert(0, (from.value, format!("{}{}", from.written, chart.suffix())));
    }
    let left = marks.iter().map(|(_, text)| d.measure(text)).fold(0.0, f64::max) + 8.0;
    let names = if chart.series.len() > 1 { names(chart, &d) } else { Vec::new() };
    let column = names.iter().flat_map(|(lines, _)| lines).map(|line| d.measure(line)).fold(0.0, f64::max);
    let last = chart.series.first().and_then(|series| series.numbers.last()).and_then(Option::as_ref);
    let right = match last {
        _ if column > 0.0 => width - column - 14.0,
        Some(last) => width - 8.0 - d.measure(&last.written) / 2.0,
        None => width - 12.0,
    };
    let needed: f64 = names.iter().map(|(lines, _)| lines.len() as f64 * d.line_height()).sum();
    let top = font * 1.5;
    let height = if layout == Layout::Narrow { 190.0_f64 } else { 230.0 };
    let bottom = top + height.max(needed);
    let inset = if chart.labels.len() > 1 { 8.0 } else { 0.0 };
    let (from, to) = (left + inset, right.max(left + 60.0));
    let plot = Plot {
        chart,
        area: Area(left, top, to + 4.0, bottom),
        y: Scale::new(bottom_value, top_value.max(high), bottom, top),
        xs: scale::positions(&chart.labels).into_iter().map(|share| from + share * (to - from)).collect(),
    };
    for (value, text) in &marks {
        let y = plot.y.at(*value);
        let class = if *value == 0.0 || *value == bottom_value { "zero" } else { "grid" };
        d.line(class, (left, y), (plot.area.2, y));
        d.text("tick", left - 8.0, y + font * 0.35, Anchor::End, text);
    }
    let below = labels(&plot, &mut d);
    lines(&plot, &mut d);
    if chart.series.len() > 1 {
        place_names(&plot, names, &mut d);
    } else {
        values(&plot, &mut d);
    }
    d.height = below;
    d
}

/// The lines themselves. A point between two gaps would be nothing without its dot.
fn lines(plot: &Plot, d: &mut Drawing) {
    let series = plot.chart.series.len();
    for nth in 0..series {
        let points = plot.points(nth);
        d.polyline(&format!("line s{}", nth + 1), &points);
        let last = points.iter().rposition(Option::is_some);
        for (at, point) in points.iter().enumerate() {
            let alone = at.checked_sub(1).is_none_or(|before| points[before].is_none())
                && points.get(at + 1).is_none_or(Option::is_none);
            if let Some(point) = point.filter(|_| (series == 1 && points.len() <= 30) || Some(at) == last || alone) {
                d.dot(&format!("dot s{}", nth + 1), point, 3.5);
            }
        }
    }
}

/// Names of rows below the plot, as many as have room; the first and the last before all others. Gives the lower edge.
fn labels(plot: &Plot, d: &mut Drawing) -> f64 {
    let font = d.layout.font();
    let Area(left, _, right, bottom) = plot.area;
    let rows = plot.chart.labels.len().clamp(1, 4) as f64;
    let widest = ((right - left) / rows - 8.0).max(font * 3.6);
    let y = bottom + font * 1.65;
    let place = |at: usize, d: &Drawing| {
        let lines = d.wrap(&plot.chart.labels[at], widest);
        let half = lines.iter().map(|line| d.measure(line)).fold(0.0, f64::max) / 2.0;
        let x = plot.xs[at].min(d.layout.width() - half).max(half);
        let down = (lines.len() as f64 - 1.0) * d.line_height();
        (Area(x - half - 4.0, y - font, x + half + 4.0, y + down), x, lines)
    };
    let count = plot.chart.labels.len();
    let mut shown = Vec::new();
    for at in [0, count.saturating_sub(1)].into_iter().chain(1..count.saturating_sub(1)) {
        let (area, x, lines) = place(at, d);
        let free = !shown.iter().any(|(other, ..): &(Area, f64, Vec<String>)| area.meets(other));
        if free {
            shown.push((area, x, lines));
        }
    }
    let mut lower = y;
    for (area, x, lines) in shown {
        lower = lower.max(area.3);
        d.lines("tick", x, y, Anchor::Middle, &lines);
    }
    lower + font * 0.4
}

/// Numbers at the points of a single line: the last, the first, the highest, the lowest, then the others; above the
/// point or below, where they neither stand on another number nor on the line.
fn values(plot: &Plot, d: &mut Drawing) {
    let Some(series) = plot.chart.series.first() else { return };
    let points = plot.points(0);
    let value = |at: usize| series.numbers[at].as_ref().map_or(0.0, |n| n.value);
    let there: Vec<usize> = (0..points.len()).filter(|at| points[*at].is_some()).collect();
    let (Some(&first), Some(&last)) = (there.first(), there.last()) else { return };
    let highest = there.iter().copied().reduce(|a, b| if value(b) > value(a) { b } else { a });
    let lowest = there.iter().copied().reduce(|a, b| if value(b) < value(a) { b } else { a });
    let mut order = vec![last, first];
    order.extend(highest.into_iter().chain(lowest));
    if there.len() <= ALL {
        order.extend(&there);
    }
    let mut done = vec![false; points.len()];
    let font = d.layout.font();
    for at in order {
        let (Some((x, y)), Some(number)) = (points[at], series.numbers[at].as_ref()) else { continue };
        if std::mem::replace(&mut done[at], true) {
            continue;
        }
        let text = format!("{}{}", number.written, plot.chart.suffix());
        let half = d.measure(&text) / 2.0;
        let x = x.max(plot.area.0 + half).min(d.layout.width() - half);
        let room = Area(0.0, 0.0, d.layout.width(), plot.area.3);
        for y in [y - 10.0, y + 10.0 + font * 0.8] {
            let area = d.area(x, y, Anchor::Middle, &text);
            if area.within(&room) && d.is_free(&area) && !crosses(&points, &area) {
                d.text("value", x, y, Anchor::Middle, &text);
                break;
            }
        }
    }
}

/// Whether a line through points goes through an area.
fn crosses(points: &[Option<(f64, f64)>], area: &Area) -> bool {
    let inside = |x: f64, y: f64| x > area.0 && x < area.2 && y > area.1 + 1.0 && y < area.3 - 1.0;
    points.windows(2).any(|pair| {
        let (Some((ax, ay)), Some((bx, by))) = (pair[0], pair[1]) else { return false };
        (0..=48).any(|step| {
            let t = f64::from(step) / 48.0;
            inside(ax + (bx - ax) * t, ay + (by - ay) * t)
        })
    }) || points.iter().flatten().any(|(x, y)| inside(*x, *y))
}

/// The name of each series in lines, and how many of them its last number takes.
fn names(chart: &Chart, d: &Drawing) -> Vec<(Vec<String>, usize)> {
    let widest = d.layout.width() * if d.layout == Layout::Narrow { 0.3 } else { 0.26 };
    let name = |series: &super::Series| {
        let mut lines = d.wrap(&series.name, widest);
        let last = series.numbers.iter().rev().find_map(Option::as_ref);
        let value = last.map_or_else(Vec::new, |n| d.wrap(&format!("{}{}", n.written, chart.suffix()), widest));
        let of_value = value.len();
        lines.extend(value);
        (lines, of_value)
    };
    chart.series.iter().map(name).collect()
}

/// Writes the names right of the lines, as near to their ends as they can stand without standing on one another.
fn place_names(plot: &Plot, names: Vec<(Vec<String>, usize)>, d: &mut Drawing) {
    let (font, line) = (d.layout.font(), d.line_height());
    let x = plot.area.2 + 10.0;
    // Where each line ends, or the bottom for one without numbers; which it is.
    let end = |nth: usize| plot.points(nth).into_iter().rev().flatten().next();
    let mut order: Vec<(f64, usize)> =
        (0..names.len()).map(|nth| (end(nth).map_or(plot.area.3, |(_, y)| y), nth)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let blocks: Vec<(f64, f64)> = order.iter().map(|(y, nth)| (*y, names[*nth].0.len() as f64 * line)).collect();
    let tops = apart(&blocks, plot.area.1 - font * 0.5, plot.area.3 + font * 0.5);
    for (((_, nth), (_, height)), top) in order.into_iter().zip(blocks).zip(tops) {
        let (lines, of_value) = &names[nth];
        let first = top + font;
        if let Some((end_x, end_y)) =
            end(nth).filter(|(end_x, y)| (top + height / 2.0 - y).abs() > font * 0.7 || *end_x < plot.area.2 - 12.0)
        {
            d.line(&format!("leader s{}", nth + 1), (end_x + 5.0, end_y), (x - 3.0, top + height / 2.0));
        }
        let (name, value) = lines.split_at(lines.len() - of_value);
        d.lines(&format!("name s{}", nth + 1), x, first, Anchor::Start, name);
        if !value.is_empty() {
            d.lines("value", x, first + name.len() as f64 * line, Anchor::Start, value);
        }
    }
}

/// The upper edges of blocks that want to have their middles at a place, in that order, moved apart until none stands on
/// another, within limits if they have room there.
fn apart(blocks: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    let mut edges = Vec::with_capacity(blocks.len());
    let mut free = top;
    for (middle, height) in blocks {
        let edge = (middle - height / 2.0).max(free);
        edges.push(edge);
        free = edge + height;
    }
    let mut limit = bottom.max(top + blocks.iter().map(|(_, height)| height).sum::<f64>());
    for (edge, (_, height)) in edges.iter_mut().zip(blocks).rev() {
        *edge = edge.min(limit - height);
        limit = *edge;
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn names_stand_apart_and_near_their_lines() {
        assert_eq!(apart(&[(50.0, 20.0), (100.0, 20.0)], 0.0, 200.0), [40.0, 90.0]);
        assert_eq!(apart(&[(50.0, 20.0), (52.0, 20.0), (54.0, 20.0)], 0.0, 200.0), [40.0, 60.0, 80.0]);
        assert_eq!(apart(&[(195.0, 20.0), (199.0, 20.0)], 0.0, 200.0), [160.0, 180.0]);
        assert_eq!(apart(&[(0.0, 20.0)], 0.0, 200.0), [0.0]);
        // Too many for the room: they go on below it rather than over one another.
        assert_eq!(apart(&[(5.0, 20.0), (5.0, 20.0)], 0.0, 30.0), [0.0, 20.0]);
    }
}
