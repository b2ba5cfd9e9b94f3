//! A chart as HTML, and what that HTML says as text. The two belong together: a search verifies on the page what it found
//! in the text.

use std::fmt::Write;

use super::drawing::{Drawing, Layout, n};
use super::{Chart, Series};
use crate::markup::escape_double_quoted;

/// What opens the table below a drawing.
const TABLE: &str = "数据表";

impl Chart {
    /// The figure of a page: caption, drawing, and if wanted its numbers as a table that opens.
    pub fn figure(&self, table: bool) -> String {
        let kind = if self.single().is_some() { "single" } else { self.kind.class() };
        let mut html = format!("<figure class=\"chart chart-{kind}\">\n");
        self.caption(&mut html);
        if let Some((label, number)) = self.single() {
            html.push_str("<p class=\"number\"><strong>");
            escape_double_quoted(&mut html, &number.written);
            html.push_str("</strong>");
            escape_double_quoted(&mut html, &self.unit);
            html.push_str("</p>\n");
            paragraph(&mut html, "number-label", label);
        } else {
            for layout in [Layout::Narrow, Layout::Wide] {
                self.svg(&mut html, &self.drawing(layout));
            }
        }
        for note in self.notes() {
            paragraph(&mut html, "chart-note", &note);
        }
        if table && self.single().is_none() {
            let _ = write!(html, "<details class=\"data\"><summary>{TABLE}</summary><div class=\"table\">");
            self.table(&mut html);
            html.push_str("</div></details>\n");
        }
        html.push_str("</figure>\n");
        html
    }

    /// The figure for readers elsewhere, who have neither our styles nor perhaps SVG: the table.
    pub fn plain_figure(&self) -> String {
        let mut html = String::from("<figure>\n");
        self.caption(&mut html);
        if !self.alt.is_empty() {
            paragraph(&mut html, "", &self.alt);
        }
        self.table(&mut html);
        for note in self.notes() {
            paragraph(&mut html, "", &note);
        }
        html.push_str("</figure>\n");
        html
    }

    /// What [`Self::figure`] shows outside its drawing, a line each: all labels and numbers are in the table.
    pub fn text(&self) -> String {
        let mut lines = vec![self.title.clone()];
        if let Some((label, number)) = self.single() {
            lines.extend([format!("{}{}", number.written, self.unit), label.to_owned()]);
            lines.extend(self.notes());
        } else {
            lines.push(self.unit_said());
            lines.extend(self.notes());
            lines.push(TABLE.to_owned());
            lines.extend(self.columns());
            for (row, label) in self.labels.iter().enumerate() {
                lines.push(label.clone());
                lines.extend(self.series.iter().map(|series| cell(series, row).to_owned()));
            }
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    fn unit_said(&self) -> String {
        if self.unit.is_empty() { String::new() } else { format!("单位：{}", self.unit) }
    }

    fn caption(&self, html: &mut String) {
        let unit = if self.single().is_some() { String::new() } else { self.unit_said() };
        if self.title.is_empty() && unit.is_empty() {
            return;
        }
        html.push_str("<figcaption>");
        if !self.title.is_empty() {
            paragraph(html, "chart-title", &self.title);
        }
        if !unit.is_empty() {
            paragraph(html, "chart-unit", &unit);
        }
        html.push_str("</figcaption>\n");
    }

    fn svg(&self, html: &mut String, drawing: &Drawing) {
        let layout = drawing.layout;
        let _ = write!(
            html,
            "<svg class=\"{}\" viewBox=\"0 0 {} {}\" font-size=\"{}\" fill=\"currentColor\" role=\"img\"><title>",
            layout.class(),
            n(layout.width()),
            n(drawing.height.ceil()),
            n(layout.font())
        );
        escape_double_quoted(html, if self.title.is_empty() { "数据图" } else { &self.title });
        html.push_str("</title><desc>");
        escape_double_quoted(html, &self.spoken());
        html.push_str("</desc>\n");
        html.push_str(&drawing.svg);
        html.push_str("</svg>\n");
    }

    /// The heads of the table's columns.
    fn columns(&self) -> Vec<String> {
        let head = if self.head.is_empty() { "项目" } else { &self.head };
        let series = self.series.iter().map(|series| if series.name.is_empty() { "数值" } else { &series.name });
        std::iter::once(head).chain(series).map(str::to_owned).collect()
    }

    fn table(&self, html: &mut String) {
        html.push_str("<table><thead><tr>");
        for column in self.columns() {
            html.push_str("<th scope=\"col\">");
            escape_double_quoted(html, &column);
            html.push_str("</th>");
        }
        html.push_str("</tr></thead><tbody>");
        for (row, label) in self.labels.iter().enumerate() {
            html.push_str("\n<tr><th scope=\"row\">");
            escape_double_quoted(html, label);
            html.push_str("</th>");
            for series in &self.series {
                html.push_str("<td>");
                escape_double_quoted(html, cell(series, row));
                html.push_str("</td>");
            }
            html.push_str("</tr>");
        }
        html.push_str("\n</tbody></table>\n");
    }
}

fn cell(series: &Series, row: usize) -> &str {
    series.numbers.get(row).and_then(Option::as_ref).map_or("—", |number| &number.written)
}

fn paragraph(html: &mut String, class: &str, text: &str) {
    if class.is_empty() {
        html.push_str("<p>");
    } else {
        let _ = write!(html, "<p class=\"{class}\">");
    }
    escape_double_quoted(html, text);
    html.push_str("</p>\n");
}
