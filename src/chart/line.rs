//! Lines over time: a light grid, names where the lines end, numbers at the points that have room for them.

use super::drawing::{Anchor, Area, Drawing, Layout, Point};
use super::scale::{self, Scale, ValueRange};
use super::{Chart, ChartNumber, Series};

/// Points up to which every one gets its number, if there is room.
const MAX_LABELLED_POINTS: usize = 12;

/// Draws all series on the same axes.
pub fn draw_line_chart(chart: &Chart, layout: Layout) -> Drawing {
    let mut drawing = Drawing::new(layout);
    let axis = ValueAxis::new(chart);
    let names = if chart.series.len() > 1 { wrap_names(chart, &drawing) } else { Vec::new() };
    let plot = Plot::new(chart, &axis, &names, &drawing);

    draw_axis(&axis, &plot, &mut drawing);
    let lower_edge = draw_row_labels(&plot, &mut drawing);
    draw_series_lines(&plot, &mut drawing);
    if chart.series.len() > 1 {
        draw_names(&plot, &names, &mut drawing);
    } else {
        draw_values(&plot, &mut drawing);
    }

    drawing.height = lower_edge;
    drawing
}

/// Returns the range of the numbers, with zero in it unless the editor says where the axis begins.
pub fn value_range(chart: &Chart) -> ValueRange {
    let from = chart.from.as_ref().map_or(0.0, |number| number.value);
    let low = chart.all_numbers().map(|number| number.value).fold(from, f64::min);
    let high = chart.all_numbers().map(|number| number.value).fold(from, f64::max);
    ValueRange { low, high }
}

/// The vertical axis.
struct ValueAxis {
    /// The value at its lower end.
    bottom: f64,
    /// The value at its upper end.
    top: f64,
    /// Lines of the grid, from the lowest to the highest.
    marks: Vec<AxisMark>,
}

/// A line of the grid.
struct AxisMark {
    value: f64,
    text: String,
}

impl ValueAxis {
    fn new(chart: &Chart) -> Self {
        let range = value_range(chart);
        let ticks = scale::round_ticks(range, 4);
        let bottom = match &chart.from {
            Some(from) => from.value,
            None => ticks.values.first().copied().unwrap_or(0.0),
        };
        let top = ticks.values.last().copied().unwrap_or(1.0).max(range.high);

        let step = ticks.values.get(1).map_or(1.0, |second| second - ticks.values[0]);
        let mut marks = Vec::new();
        for value in ticks.values.iter().copied() {
            // A tick right above the line that the axis begins at has no room for its number.
            if value > bottom + step * 0.4 || value == bottom {
                let text = format!("{}{}", ticks.format_tick(value), chart.unit_suffix());
                marks.push(AxisMark { value, text });
            }
        }
        if let Some(from) = chart.from.as_ref().filter(|from| marks.iter().all(|mark| mark.value != from.value)) {
            marks.insert(0, AxisMark { value: from.value, text: chart.with_unit(from) });
        }

        Self { bottom, top, marks }
    }
}

/// Where the parts of a line chart stand.
struct Plot<'c> {
    chart: &'c Chart,
    area: Area,
    y: Scale,
    /// The horizontal place of each row.
    xs: Vec<f64>,
}

impl<'c> Plot<'c> {
    fn new(chart: &'c Chart, axis: &ValueAxis, names: &[SeriesName], drawing: &Drawing) -> Self {
        let left = drawing.widest_of(axis.marks.iter().map(|mark| &mark.text)) + 8.0;
        let inset = if chart.labels.len() > 1 { 8.0 } else { 0.0 };
        let from = left + inset;
        let to = right_edge(chart, names, drawing).max(left + 60.0);

        let names_height: f64 = names.iter().map(|name| name.line_count() as f64 * drawing.line_height()).sum();
        let least_height = if drawing.layout == Layout::Narrow { 190.0_f64 } else { 230.0 };
        let top = drawing.layout.font_size() * 1.5;
        let bottom = top + least_height.max(names_height);

        Self {
            chart,
            area: Area { left, top, right: to + 4.0, bottom },
            y: Scale::new(axis.bottom, axis.top, bottom, top),
            xs: scale::row_positions(&chart.labels).into_iter().map(|share| from + share * (to - from)).collect(),
        }
    }

    /// Returns the points of a series, with gaps where it has no number.
    fn series_points(&self, series: usize) -> Vec<Option<Point>> {
        let numbers = self.chart.series.get(series).map_or(&[][..], |series| &series.numbers);
        let pairs = self.xs.iter().zip(numbers);
        pairs.map(|(x, number)| Some(Point::new(*x, self.y.position_of(number.as_ref()?.value)))).collect()
    }
}

/// Returns how far right lines may go: up to the names, or as far as the last number has room.
fn right_edge(chart: &Chart, names: &[SeriesName], drawing: &Drawing) -> f64 {
    let width = drawing.layout.width();
    let names_width = drawing.widest_of(names.iter().flat_map(SeriesName::lines));
    if names_width > 0.0 {
        return width - names_width - 14.0;
    }

    let last = chart.series.first().and_then(|series| series.numbers.last()).and_then(Option::as_ref);
    match last {
        Some(last) => width - 8.0 - drawing.text_width(&last.written) / 2.0,
        None => width - 12.0,
    }
}

/// Draws the grid with its numbers.
fn draw_axis(axis: &ValueAxis, plot: &Plot, drawing: &mut Drawing) {
    let font = drawing.layout.font_size();
    for mark in &axis.marks {
        let y = plot.y.position_of(mark.value);
        let class = if mark.value == 0.0 || mark.value == axis.bottom { "zero" } else { "grid" };
        drawing.draw_line(class, Point::new(plot.area.left, y), Point::new(plot.area.right, y));
        drawing.draw_text("tick", Point::new(plot.area.left - 8.0, y + font * 0.35), Anchor::End, &mark.text);
    }
}

/// Draws the lines themselves. A point between two gaps would be nothing without its dot.
fn draw_series_lines(plot: &Plot, drawing: &mut Drawing) {
    let series_count = plot.chart.series.len();
    for nth in 0..series_count {
        let points = plot.series_points(nth);
        drawing.draw_polyline(&format!("line s{}", nth + 1), &points);

        let has_dots = series_count == 1 && points.len() <= 30;
        let last = points.iter().rposition(Option::is_some);
        for (at, point) in points.iter().enumerate() {
            let is_alone = at.checked_sub(1).is_none_or(|before| points[before].is_none())
                && points.get(at + 1).is_none_or(Option::is_none);
            if let Some(point) = point.filter(|_| has_dots || Some(at) == last || is_alone) {
                drawing.draw_dot(&format!("dot s{}", nth + 1), point, 3.5);
            }
        }
    }
}

/// The label of a row below the plot.
struct RowLabel {
    /// Its area with some space beside it.
    area: Area,
    /// The middle of its lines.
    x: f64,
    lines: Vec<String>,
}

/// Draws as many labels of rows below the plot as have room, the first and the last before all others. Returns the lower
/// edge.
fn draw_row_labels(plot: &Plot, drawing: &mut Drawing) -> f64 {
    let font = drawing.layout.font_size();
    let y = plot.area.bottom + font * 1.65;

    let last = plot.chart.labels.len().saturating_sub(1);
    let mut shown: Vec<RowLabel> = Vec::new();
    for row in [0, last].into_iter().chain(1..last) {
        let label = place_row_label(plot, row, y, drawing);
        if !shown.iter().any(|other| label.area.overlaps(&other.area)) {
            shown.push(label);
        }
    }

    let mut lower_edge = y;
    for label in shown {
        lower_edge = lower_edge.max(label.area.bottom);
        drawing.draw_lines("tick", Point::new(label.x, y), Anchor::Middle, &label.lines);
    }
    lower_edge + font * 0.4
}

/// Returns where the label of a row stands below its point, moved inwards at the edges of the drawing.
fn place_row_label(plot: &Plot, row: usize, y: f64, drawing: &Drawing) -> RowLabel {
    let font = drawing.layout.font_size();
    let columns = plot.chart.labels.len().clamp(1, 4) as f64;
    let widest = ((plot.area.right - plot.area.left) / columns - 8.0).max(font * 3.6);
    let lines = drawing.wrap_text(&plot.chart.labels[row], widest);

    let half = drawing.widest_of(&lines) / 2.0;
    let x = plot.xs[row].min(drawing.layout.width() - half).max(half);
    let further_lines = (lines.len() as f64 - 1.0) * drawing.line_height();
    let area = Area { left: x - half - 4.0, top: y - font, right: x + half + 4.0, bottom: y + further_lines };
    RowLabel { area, x, lines }
}

/// Draws the numbers of a single line at its points, as far as they have room above or below.
fn draw_values(plot: &Plot, drawing: &mut Drawing) {
    let Some(series) = plot.chart.series.first() else { return };
    let points = plot.series_points(0);
    let mut is_done = vec![false; points.len()];

    for at in rank_points(series, &points) {
        let (Some(point), Some(number)) = (points[at], series.numbers[at].as_ref()) else { continue };
        if !std::mem::replace(&mut is_done[at], true) {
            draw_value(number, point, &points, plot, drawing);
        }
    }
}

/// Returns the points whose numbers matter most: the last, the first, the highest, the lowest, then the others if they
/// are few. Some stand there twice.
fn rank_points(series: &Series, points: &[Option<Point>]) -> Vec<usize> {
    let values: Vec<f64> = series.numbers.iter().map(|number| number.as_ref().map_or(0.0, |n| n.value)).collect();
    let present: Vec<usize> = (0..points.len()).filter(|at| points[*at].is_some()).collect();
    let (Some(&first), Some(&last)) = (present.first(), present.last()) else { return Vec::new() };

    let highest = present.iter().copied().reduce(|a, b| if values[b] > values[a] { b } else { a });
    let lowest = present.iter().copied().reduce(|a, b| if values[b] < values[a] { b } else { a });
    let mut ranked = vec![last, first];
    ranked.extend(highest.into_iter().chain(lowest));
    if present.len() <= MAX_LABELLED_POINTS {
        ranked.extend(&present);
    }
    ranked
}

/// Draws a number above its point or below it, where it stands neither on another number nor on the line; else not.
fn draw_value(number: &ChartNumber, at: Point, points: &[Option<Point>], plot: &Plot, drawing: &mut Drawing) {
    let font = drawing.layout.font_size();
    let width = drawing.layout.width();
    let text = plot.chart.with_unit(number);
    let half = drawing.text_width(&text) / 2.0;
    let x = at.x.max(plot.area.left + half).min(width - half);
    let room = Area { left: 0.0, top: 0.0, right: width, bottom: plot.area.bottom };

    for y in [at.y - 10.0, at.y + 10.0 + font * 0.8] {
        let place = Point::new(x, y);
        let area = drawing.text_area(place, Anchor::Middle, &text);
        if area.is_within(&room) && drawing.is_free(&area) && !line_crosses(points, &area) {
            drawing.draw_text("value", place, Anchor::Middle, &text);
            return;
        }
    }
}

/// Returns whether a line through points goes through an area: tried at 49 places between two points.
fn line_crosses(points: &[Option<Point>], area: &Area) -> bool {
    let is_between = points.windows(2).any(|pair| {
        let (Some(a), Some(b)) = (pair[0], pair[1]) else { return false };
        (0..=48).any(|step| {
            let t = f64::from(step) / 48.0;
            is_struck(area, Point::new(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t))
        })
    });
    is_between || points.iter().flatten().any(|point| is_struck(area, *point))
}

/// Returns whether a point of a line would touch the letters of a text in an area.
fn is_struck(area: &Area, point: Point) -> bool {
    point.x > area.left && point.x < area.right && point.y > area.top + 1.0 && point.y < area.bottom - 1.0
}

/// The name of a series beside the end of its line, with its last number.
struct SeriesName {
    name: Vec<String>,
    value: Vec<String>,
}

impl SeriesName {
    fn lines(&self) -> impl Iterator<Item = &String> {
        self.name.iter().chain(&self.value)
    }

    fn line_count(&self) -> usize {
        self.name.len() + self.value.len()
    }
}

/// Breaks the names of all series and their last numbers into lines.
fn wrap_names(chart: &Chart, drawing: &Drawing) -> Vec<SeriesName> {
    let widest = drawing.layout.width() * if drawing.layout == Layout::Narrow { 0.3 } else { 0.26 };
    let names = chart.series.iter().map(|series| {
        let last = series.numbers.iter().rev().find_map(Option::as_ref);
        SeriesName {
            name: drawing.wrap_text(&series.name, widest),
            value: last.map_or_else(Vec::new, |number| drawing.wrap_text(&chart.with_unit(number), widest)),
        }
    });
    names.collect()
}

/// Draws the names right of the lines, as near to their ends as they can stand without standing on one another.
fn draw_names(plot: &Plot, names: &[SeriesName], drawing: &mut Drawing) {
    let font = drawing.layout.font_size();
    let line_height = drawing.line_height();
    let x = plot.area.right + 10.0;

    let ends: Vec<Option<Point>> =
        (0..names.len()).map(|nth| plot.series_points(nth).into_iter().rev().flatten().next()).collect();
    // The name of a line without numbers stands at the bottom.
    let middles: Vec<f64> = ends.iter().map(|end| end.map_or(plot.area.bottom, |end| end.y)).collect();
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|a, b| middles[*a].total_cmp(&middles[*b]));

    let blocks: Vec<NameBlock> = order
        .iter()
        .map(|nth| NameBlock { middle: middles[*nth], height: names[*nth].line_count() as f64 * line_height })
        .collect();
    let tops = spread_blocks(&blocks, plot.area.top - font * 0.5, plot.area.bottom + font * 0.5);

    for ((nth, block), top) in order.into_iter().zip(blocks).zip(tops) {
        let middle = top + block.height / 2.0;
        // Where the name is not right beside the end, a line leads from one to the other.
        if let Some(end) = ends[nth].filter(|end| (middle - end.y).abs() > font * 0.7 || end.x < plot.area.right - 12.0)
        {
            let class = format!("leader s{}", nth + 1);
            drawing.draw_line(&class, Point::new(end.x + 5.0, end.y), Point::new(x - 3.0, middle));
        }

        let SeriesName { name, value } = &names[nth];
        let first = top + font;
        drawing.draw_lines(&format!("name s{}", nth + 1), Point::new(x, first), Anchor::Start, name);
        if !value.is_empty() {
            let below_name = first + name.len() as f64 * line_height;
            drawing.draw_lines("value", Point::new(x, below_name), Anchor::Start, value);
        }
    }
}

/// A name that wants to have its middle at a height.
struct NameBlock {
    middle: f64,
    height: f64,
}

/// Returns the upper edges of blocks in their order, each as near to where it wants to be as it can without standing on
/// another, within limits if they have room there.
fn spread_blocks(blocks: &[NameBlock], top: f64, bottom: f64) -> Vec<f64> {
    // Downwards, each below the one before it.
    let mut edges = Vec::with_capacity(blocks.len());
    let mut free = top;
    for block in blocks {
        let edge = (block.middle - block.height / 2.0).max(free);
        edges.push(edge);
        free = edge + block.height;
    }

    // Upwards, until the last does not reach beyond the limit.
    let mut limit = bottom.max(top + blocks.iter().map(|block| block.height).sum::<f64>());
    for (edge, block) in edges.iter_mut().zip(blocks).rev() {
        *edge = edge.min(limit - block.height);
        limit = *edge;
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::{NameBlock, spread_blocks};

    fn spread(middles: &[f64], bottom: f64) -> Vec<f64> {
        let blocks: Vec<NameBlock> = middles.iter().map(|middle| NameBlock { middle: *middle, height: 20.0 }).collect();
        spread_blocks(&blocks, 0.0, bottom)
    }

    #[test]
    fn names_stand_apart_and_near_their_lines() {
        assert_eq!(spread(&[50.0, 100.0], 200.0), [40.0, 90.0]);
        assert_eq!(spread(&[50.0, 52.0, 54.0], 200.0), [40.0, 60.0, 80.0]);
        assert_eq!(spread(&[195.0, 199.0], 200.0), [160.0, 180.0]);
        assert_eq!(spread(&[0.0], 200.0), [0.0]);
        // Too many for the room: they go on below it rather than over one another.
        assert_eq!(spread(&[5.0, 5.0], 30.0), [0.0, 20.0]);
    }
}
