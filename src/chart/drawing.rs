//! A drawing under way: shapes and texts of an SVG, and where its texts stand, so that none is set upon another.

use std::fmt::Write;

use super::measure;
use crate::markup::escape_double_quoted;

/// The two forms of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// For a phone or a column: a unit is about a pixel.
    Narrow,
    /// For the width of a page's text.
    Wide,
}

impl Layout {
    pub fn width(self) -> f64 {
        match self {
            Self::Narrow => 360.0,
            Self::Wide => 640.0,
        }
    }

    /// The size of all type: at 320 pixels of screen the narrow drawing is set at four fifths, 16 units at 12.8 pixels.
    pub fn font(self) -> f64 {
        match self {
            Self::Narrow => 16.0,
            Self::Wide => 15.0,
        }
    }

    pub fn class(self) -> &'static str {
        match self {
            Self::Narrow => "chart-narrow",
            Self::Wide => "chart-wide",
        }
    }
}

/// On which side of its place a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A rectangle: left, top, right, bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area(pub f64, pub f64, pub f64, pub f64);

impl Area {
    pub fn meets(&self, other: &Self) -> bool {
        // Touching is no overlap.
        let e = 0.01;
        self.0 + e < other.2 && other.0 + e < self.2 && self.1 + e < other.3 && other.1 + e < self.3
    }

    pub fn within(&self, other: &Self) -> bool {
        let e = 0.01;
        self.0 >= other.0 - e && self.1 >= other.1 - e && self.2 <= other.2 + e && self.3 <= other.3 + e
    }
}

/// Shapes and texts of an SVG. Classes get `c-` before them, so that they meet no other of a page.
#[derive(Debug)]
pub struct Drawing {
    pub layout: Layout,
    pub height: f64,
    pub svg: String,
    /// Where texts stand.
    pub texts: Vec<Area>,
}

impl Drawing {
    pub fn new(layout: Layout) -> Self {
        Self { layout, height: 0.0, svg: String::new(), texts: Vec::new() }
    }

    /// The distance between base lines.
    pub fn line_height(&self) -> f64 {
        self.layout.font() * 1.35
    }

    /// The width of a text in units.
    pub fn measure(&self, text: &str) -> f64 {
        measure::width(text) * self.layout.font()
    }

    pub fn wrap(&self, text: &str, width: f64) -> Vec<String> {
        measure::balanced(text, (width / self.layout.font()).max(1.0))
    }

    /// The area of a text whose base line is at `y`.
    pub fn area(&self, x: f64, y: f64, anchor: Anchor, text: &str) -> Area {
        let (width, font) = (self.measure(text.trim_end()), self.layout.font());
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Area(left, y - font * 0.9, left + width, y + font * 0.25)
    }

    /// Whether a text of that area would stand on another.
    pub fn is_free(&self, area: &Area) -> bool {
        !self.texts.iter().any(|other| area.meets(other))
    }

    /// A text with its base line at `y`.
    pub fn text(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, text: &str) {
        self.lines(class, x, y, anchor, &[text.to_owned()]);
    }

    /// Lines of one text, the first with its base line at `y`.
    pub fn lines(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, lines: &[String]) {
        let anchored = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        // Writing to a string cannot fail.
        let _ = write!(self.svg, "<text class=\"c-{class}\" x=\"{}\" y=\"{}\"{anchored}>", n(x), n(y));
        let mut at = y;
        for (nth, line) in lines.iter().enumerate() {
            let area = self.area(x, at, anchor, line);
            self.texts.push(area);
            if nth == 0 {
                escape_double_quoted(&mut self.svg, line);
            } else {
                let _ = write!(self.svg, "<tspan x=\"{}\" y=\"{}\">", n(x), n(at));
                escape_double_quoted(&mut self.svg, line);
                self.svg.push_str("</tspan>");
            }
            at += self.line_height();
        }
        self.svg.push_str("</text>\n");
    }

    pub fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        let _ = writeln!(
            self.svg,
            "<rect class=\"c-{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            n(x),
            n(y),
            n(width.max(0.0)),
            n(height.max(0.0))
        );
    }

    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = ((n(from.0), n(from.1)), (n(to.0), n(to.1)));
        let _ = writeln!(
            self.svg,
            "<line class=\"c-{class}\" stroke=\"currentColor\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>"
        );
    }

    pub fn dot(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        let _ = writeln!(self.svg, "<circle class=\"c-{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", n(x), n(y), n(radius));
    }

    /// A line through points, in pieces where there is a gap.
    pub fn polyline(&mut self, class: &str, points: &[Option<(f64, f64)>]) {
        let mut path = String::new();
        let mut before = false;
        for point in points {
            if let Some((x, y)) = point {
                let _ = write!(path, "{}{} {}", if before { 'L' } else { 'M' }, n(*x), n(*y));
            }
            before = point.is_some();
        }
        let _ = writeln!(self.svg, "<path class=\"c-{class}\" fill=\"none\" stroke=\"currentColor\" d=\"{path}\"/>");
    }

    /// A filled shape.
    pub fn shape(&mut self, class: &str, path: &str) {
        let _ = writeln!(self.svg, "<path class=\"c-{class}\" d=\"{path}\"/>");
    }
}

/// A coordinate: one decimal, none where there is none, never `-0`.
pub fn n(value: f64) -> String {
    let text = super::scale::plain(value, 1);
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}
