//! A drawing under way: shapes and texts of an SVG, and the areas of its texts, so that none is set upon another.

use std::fmt::Write;

use super::measure;
use super::scale::format_decimals;
use crate::markup::escape_double_quoted;

/// The two widths in which every chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// For a phone or a column: a unit is about a pixel.
    Narrow,
    /// For the width of a page's text.
    Wide,
}

impl Layout {
    /// Returns the width of a drawing in units of its view box.
    pub fn width(self) -> f64 {
        match self {
            Self::Narrow => 360.0,
            Self::Wide => 640.0,
        }
    }

    /// Returns the size of all type in units. A screen of 320 pixels shows the narrow drawing at four fifths: 16 units
    /// become 12.8 pixels.
    pub fn font_size(self) -> f64 {
        match self {
            Self::Narrow => 16.0,
            Self::Wide => 15.0,
        }
    }

    /// Returns the class of the `<svg>` element. The style sheet shows one of the two by it.
    pub fn css_class(self) -> &'static str {
        match self {
            Self::Narrow => "chart-narrow",
            Self::Wide => "chart-wide",
        }
    }
}

/// The part of a text that stands at the place it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins there.
    Start,
    /// The text is centred there.
    Middle,
    /// The text ends there.
    End,
}

/// A place in a drawing, in units from its left and its upper edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Distance from the left edge.
    pub x: f64,
    /// Distance from the upper edge.
    pub y: f64,
}

impl Point {
    /// Makes a point of its coordinates.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
}

/// A rectangle of a drawing, by the coordinates of its edges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// Rounding that two areas may differ by: areas that touch do not overlap.
const TOLERANCE: f64 = 0.01;

impl Area {
    /// Returns whether two areas share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left + TOLERANCE < other.right
            && other.left + TOLERANCE < self.right
            && self.top + TOLERANCE < other.bottom
            && other.top + TOLERANCE < self.bottom
    }

    /// Returns whether an area does not reach beyond another.
    pub fn is_within(&self, other: &Self) -> bool {
        self.left >= other.left - TOLERANCE
            && self.top >= other.top - TOLERANCE
            && self.right <= other.right + TOLERANCE
            && self.bottom <= other.bottom + TOLERANCE
    }
}

/// The shapes and texts of an SVG. Classes are prefixed with `c-`, so that they meet no other class of a page.
#[derive(Debug)]
pub struct Drawing {
    /// The width that is drawn for.
    pub layout: Layout,
    /// Height in units, once it is known.
    pub height: f64,
    /// The content of the `<svg>` element.
    pub svg: String,
    /// The area of every line of text.
    pub texts: Vec<Area>,
}

impl Drawing {
    /// Begins an empty drawing.
    pub fn new(layout: Layout) -> Self {
        Self { layout, height: 0.0, svg: String::new(), texts: Vec::new() }
    }

    /// Returns the distance between base lines in units.
    pub fn line_height(&self) -> f64 {
        self.layout.font_size() * 1.35
    }

    /// Returns the width of a text in units.
    pub fn text_width(&self, text: &str) -> f64 {
        measure::text_width(text) * self.layout.font_size()
    }

    /// Returns the width of the widest of some texts in units; 0 if there are none.
    pub fn widest_of<T: AsRef<str>>(&self, texts: impl IntoIterator<Item = T>) -> f64 {
        texts.into_iter().map(|text| self.text_width(text.as_ref())).fold(0.0, f64::max)
    }

    /// Breaks a text into lines of at most `width` units and of about one length.
    pub fn wrap_text(&self, text: &str, width: f64) -> Vec<String> {
        measure::wrap_balanced(text, (width / self.layout.font_size()).max(1.0))
    }

    /// Returns the area of a line of text whose base line is at `at`.
    pub fn text_area(&self, at: Point, anchor: Anchor, text: &str) -> Area {
        let width = self.text_width(text.trim_end());
        let font = self.layout.font_size();
        let left = match anchor {
            Anchor::Start => at.x,
            Anchor::Middle => at.x - width / 2.0,
            Anchor::End => at.x - width,
        };

        Area { left, top: at.y - font * 0.9, right: left + width, bottom: at.y + font * 0.25 }
    }

    /// Returns whether no text stands in an area yet.
    pub fn is_free(&self, area: &Area) -> bool {
        !self.texts.iter().any(|other| area.overlaps(other))
    }

    /// Draws a text of one line with its base line at `at`.
    pub fn draw_text(&mut self, class: &str, at: Point, anchor: Anchor, text: &str) {
        self.draw_lines(class, at, anchor, &[text.to_owned()]);
    }

    /// Draws the lines of one text, the first with its base line at `at`.
    pub fn draw_lines(&mut self, class: &str, at: Point, anchor: Anchor, lines: &[String]) {
        let anchored = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let x = format_coordinate(at.x);
        // Writing to a string cannot fail.
        let _ = write!(self.svg, "<text class=\"c-{class}\" x=\"{x}\" y=\"{}\"{anchored}>", format_coordinate(at.y));

        let mut y = at.y;
        for (nth, line) in lines.iter().enumerate() {
            let area = self.text_area(Point::new(at.x, y), anchor, line);
            self.texts.push(area);
            if nth == 0 {
                escape_double_quoted(&mut self.svg, line);
            } else {
                let _ = write!(self.svg, "<tspan x=\"{x}\" y=\"{}\">", format_coordinate(y));
                escape_double_quoted(&mut self.svg, line);
                self.svg.push_str("</tspan>");
            }
            y += self.line_height();
        }
        self.svg.push_str("</text>\n");
    }

    /// Draws a filled rectangle. A negative width or height counts as 0.
    pub fn draw_rect(&mut self, class: &str, corner: Point, width: f64, height: f64) {
        let _ = writeln!(
            self.svg,
            "<rect class=\"c-{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            format_coordinate(corner.x),
            format_coordinate(corner.y),
            format_coordinate(width.max(0.0)),
            format_coordinate(height.max(0.0))
        );
    }

    /// Draws a straight line.
    pub fn draw_line(&mut self, class: &str, from: Point, to: Point) {
        let _ = writeln!(
            self.svg,
            "<line class=\"c-{class}\" stroke=\"currentColor\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            format_coordinate(from.x),
            format_coordinate(from.y),
            format_coordinate(to.x),
            format_coordinate(to.y)
        );
    }

    /// Draws a filled circle.
    pub fn draw_dot(&mut self, class: &str, centre: Point, radius: f64) {
        let _ = writeln!(
            self.svg,
            "<circle class=\"c-{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            format_coordinate(centre.x),
            format_coordinate(centre.y),
            format_coordinate(radius)
        );
    }

    /// Draws a line through points, interrupted where there is a gap.
    pub fn draw_polyline(&mut self, class: &str, points: &[Option<Point>]) {
        let mut path = String::new();
        let mut is_joined = false;
        for point in points {
            if let Some(Point { x, y }) = point {
                let command = if is_joined { 'L' } else { 'M' };
                let _ = write!(path, "{command}{} {}", format_coordinate(*x), format_coordinate(*y));
            }
            is_joined = point.is_some();
        }

        let _ = writeln!(self.svg, "<path class=\"c-{class}\" fill=\"none\" stroke=\"currentColor\" d=\"{path}\"/>");
    }

    /// Draws a filled shape, given as the data of an SVG path.
    pub fn draw_path(&mut self, class: &str, path: &str) {
        let _ = writeln!(self.svg, "<path class=\"c-{class}\" d=\"{path}\"/>");
    }
}

/// Writes a coordinate with one decimal, with none if that is 0, and never as `-0`.
pub fn format_coordinate(value: f64) -> String {
    let mut text = format_decimals(value, 1);
    if text.ends_with(".0") {
        text.truncate(text.len() - 2);
    }
    text
}
