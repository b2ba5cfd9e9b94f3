//! A chart as HTML, and what that HTML says as text. The two belong together: a search verifies on the page what it found
//! in the text.

use std::fmt::Write;

use super::drawing::{Drawing, Layout, format_coordinate};
use super::{Chart, ChartNumber, Series};
use crate::markup::escape_double_quoted;

/// The summary of the table below a drawing, which opens it.
const TABLE_SUMMARY: &str = "数据表";

impl Chart {
    /// Writes the figure of a page: caption, drawing, and if wanted its numbers as a table that opens.
    pub fn to_figure(&self, with_table: bool) -> String {
        let class = if self.single_number().is_some() { "single" } else { self.kind.css_class() };
        let mut html = format!("<figure class=\"chart chart-{class}\">\n");
        self.write_caption(&mut html);

        if let Some((label, number)) = self.single_number() {
            self.write_large_number(&mut html, label, number);
        } else {
            for layout in [Layout::Narrow, Layout::Wide] {
                self.write_svg(&mut html, &self.draw_layout(layout));
            }
        }
        for note in self.note_lines() {
            write_paragraph(&mut html, "chart-note", &note);
        }

        if with_table && self.single_number().is_none() {
            let _ = write!(html, "<details class=\"data\"><summary>{TABLE_SUMMARY}</summary><div class=\"table\">");
            self.write_table(&mut html, "<td>");
            html.push_str("</div></details>\n");
        }
        html.push_str("</figure>\n");
        html
    }

    /// Writes the figure for readers elsewhere, who have neither our styles nor perhaps SVG: the table.
    pub fn to_plain_figure(&self) -> String {
        let mut html = String::from("<figure>\n");
        self.write_caption(&mut html);
        if !self.alt.is_empty() {
            write_paragraph(&mut html, "", &self.alt);
        }
        self.write_table(&mut html, "<td align=\"right\">");
        for note in self.note_lines() {
            write_paragraph(&mut html, "", &note);
        }
        html.push_str("</figure>\n");
        html
    }

    /// Returns the text that [`Self::to_figure`] shows outside its drawing, a line each: all labels and numbers are in the
    /// table.
    pub fn to_text(&self) -> String {
        let mut lines = vec![self.title.clone()];
        if let Some((label, number)) = self.single_number() {
            lines.extend([format!("{}{}", number.written, self.unit), label.to_owned()]);
            lines.extend(self.note_lines());
        } else {
            lines.push(self.unit_note());
            lines.extend(self.note_lines());
            lines.push(TABLE_SUMMARY.to_owned());

            lines.extend(self.column_heads());
            for (row, label) in self.labels.iter().enumerate() {
                lines.push(label.clone());
                lines.extend(self.series.iter().map(|series| cell_text(series, row).to_owned()));
            }
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    fn unit_note(&self) -> String {
        if self.unit.is_empty() { String::new() } else { format!("单位：{}", self.unit) }
    }

    fn write_caption(&self, html: &mut String) {
        let unit = if self.single_number().is_some() { String::new() } else { self.unit_note() };
        if self.title.is_empty() && unit.is_empty() {
            return;
        }

        html.push_str("<figcaption>");
        if !self.title.is_empty() {
            write_paragraph(html, "chart-title", &self.title);
        }
        if !unit.is_empty() {
            write_paragraph(html, "chart-unit", &unit);
        }
        html.push_str("</figcaption>\n");
    }

    fn write_large_number(&self, html: &mut String, label: &str, number: &ChartNumber) {
        html.push_str("<p class=\"number\"><strong>");
        escape_double_quoted(html, &number.written);
        html.push_str("</strong>");
        escape_double_quoted(html, &self.unit);
        html.push_str("</p>\n");
        write_paragraph(html, "number-label", label);
    }

    fn write_svg(&self, html: &mut String, drawing: &Drawing) {
        let layout = drawing.layout;
        let _ = write!(
            html,
            "<svg class=\"{}\" viewBox=\"0 0 {} {}\" font-size=\"{}\" fill=\"currentColor\" role=\"img\"><title>",
            layout.css_class(),
            format_coordinate(layout.width()),
            format_coordinate(drawing.height.ceil()),
            format_coordinate(layout.font_size())
        );
        escape_double_quoted(html, if self.title.is_empty() { "数据图" } else { &self.title });

        html.push_str("</title><desc>");
        escape_double_quoted(html, &self.in_words());
        html.push_str("</desc>\n");

        html.push_str(&drawing.svg);
        html.push_str("</svg>\n");
    }

    /// Returns the heads of the table's columns.
    fn column_heads(&self) -> Vec<String> {
        let head = if self.head.is_empty() { "项目" } else { &self.head };
        let series = self.series.iter().map(|series| if series.name.is_empty() { "数值" } else { &series.name });
        std::iter::once(head).chain(series).map(str::to_owned).collect()
    }

    /// Writes the numbers as a table, the cell of each beginning with a tag.
    fn write_table(&self, html: &mut String, cell_start: &str) {
        html.push_str("<table><thead><tr>");
        for head in self.column_heads() {
            html.push_str("<th scope=\"col\">");
            escape_double_quoted(html, &head);
            html.push_str("</th>");
        }
        html.push_str("</tr></thead><tbody>");

        for (row, label) in self.labels.iter().enumerate() {
            html.push_str("\n<tr><th scope=\"row\">");
            escape_double_quoted(html, label);
            html.push_str("</th>");
            for series in &self.series {
                html.push_str(cell_start);
                escape_double_quoted(html, cell_text(series, row));
                html.push_str("</td>");
            }
            html.push_str("</tr>");
        }
        html.push_str("\n</tbody></table>\n");
    }
}

/// Returns the number of a row as it was written, or a dash where there is none.
fn cell_text(series: &Series, row: usize) -> &str {
    series.numbers.get(row).and_then(Option::as_ref).map_or("—", |number| &number.written)
}

fn write_paragraph(html: &mut String, class: &str, text: &str) {
    if class.is_empty() {
        html.push_str("<p>");
    } else {
        let _ = write!(html, "<p class=\"{class}\">");
    }
    escape_double_quoted(html, text);
    html.push_str("</p>\n");
}
