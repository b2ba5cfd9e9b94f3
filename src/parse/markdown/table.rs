//! Tables of a body: every column is given the form that its cells have.
//!
//! Figures are aligned at the decimal point, short cells stay on one line, long ones wrap, and a table of many columns may be
//! wider than the text around it. What a style sheet needs for that stands in classes: a style attribute would not pass a
//! strict content security policy.

use std::fmt::Write;

use pulldown_cmark::Alignment;

use super::html_tags::text_between_tags;

/// The width in em from which a cell wraps.
const LONG_CELL: f32 = 12.0;

/// The width in em from which the head of a column wraps.
const LONG_HEAD: f32 = 5.0;

/// The width in em, and the number of columns, from which a table may be wider than the text around it.
const WIDE_TABLE: f32 = 38.0;
const WIDE_COLUMNS: usize = 6;

/// A table being written.
#[derive(Default)]
pub(super) struct OpenTable {
    alignments: Vec<Alignment>,
    /// Where the class of the table is to stand.
    class_place: usize,
    is_in_head: bool,
    /// The position of the next cell in its row.
    next_column: usize,
    cells: Vec<Cell>,
}

/// A cell of a table, and what its form depends on.
struct Cell {
    column: usize,
    is_head: bool,
    /// Where its attributes are to stand.
    attribute_place: usize,
    /// Where its content begins.
    content_start: usize,
    content: CellContent,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum CellContent {
    /// Nothing, or a dash in the place of a figure.
    Blank,
    /// A figure with so many decimals; `None` if a sign stands behind it, such as `%`.
    Figure(Option<usize>),
    /// A text of this width in em.
    Text(f32),
}

/// The form of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
enum ColumnForm {
    Short,
    Long,
    /// Figures, of which the longest has so many decimals; `None` if they cannot be aligned at the decimal point.
    Figures(Option<usize>),
}

impl OpenTable {
    /// Opens a table whose class is to stand at a place.
    pub fn new(alignments: &[Alignment], class_place: usize) -> Self {
        Self { alignments: alignments.to_vec(), class_place, ..Self::default() }
    }

    pub fn open_row(&mut self, is_head: bool) {
        self.is_in_head = is_head;
        self.next_column = 0;
    }

    /// The name of the element that a cell of this row is.
    pub fn cell_element(&self) -> &'static str {
        if self.is_in_head { "th" } else { "td" }
    }

    /// Opens a cell whose attributes are to stand at a place, right before the `>` that its content follows.
    pub fn open_cell(&mut self, attribute_place: usize) {
        self.cells.push(Cell {
            column: self.next_column,
            is_head: self.is_in_head,
            attribute_place,
            content_start: attribute_place + ">".len(),
            content: CellContent::Blank,
        });
        self.next_column += 1;
    }

    /// Closes a cell, with all HTML up to here.
    pub fn close_cell(&mut self, html: &str) {
        if let Some(cell) = self.cells.last_mut() {
            cell.content = CellContent::of_html(&html[cell.content_start..]);
        }
    }

    /// Returns the classes and attributes of the table and of its cells, by their places in ascending order.
    pub fn into_attributes(self) -> Vec<(usize, String)> {
        let columns = self.cells.iter().map(|cell| cell.column + 1).max().unwrap_or_default();
        let forms: Vec<ColumnForm> = (0..columns).map(|column| self.form_of(column)).collect();
        let width: f32 = (0..columns).map(|column| self.column_width(column)).sum();

        let mut attributes = Vec::new();
        if columns >= WIDE_COLUMNS || width > WIDE_TABLE {
            attributes.push((self.class_place, " wide".to_owned()));
        }
        for cell in &self.cells {
            let alignment = self.alignments.get(cell.column).copied().unwrap_or(Alignment::None);
            let text = cell.attributes(forms[cell.column], alignment);
            if !text.is_empty() {
                attributes.push((cell.attribute_place, text));
            }
        }
        attributes
    }

    fn cells_below_head(&self, column: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |cell| cell.column == column && !cell.is_head)
    }

    fn form_of(&self, column: usize) -> ColumnForm {
        let mut has_figure = false;
        let mut decimals = Some(0);
        let mut is_long = false;
        let mut has_text = false;
        for cell in self.cells_below_head(column) {
            match cell.content {
                CellContent::Blank => {}
                CellContent::Figure(own) => {
                    has_figure = true;
                    decimals = decimals.zip(own).map(|(most, own)| most.max(own));
                }
                CellContent::Text(width) => {
                    has_text = true;
                    is_long |= width > LONG_CELL;
                }
            }
        }

        // The first column says what a row is about; numbers there are names.
        if has_figure && !has_text && column > 0 {
            ColumnForm::Figures(decimals)
        } else if is_long {
            ColumnForm::Long
        } else {
            ColumnForm::Short
        }
    }

    /// The width of the longest cell in em, as far as it does not wrap.
    fn column_width(&self, column: usize) -> f32 {
        let widths = self.cells_below_head(column).map(|cell| match cell.content {
            CellContent::Blank => 1.0,
            CellContent::Figure(_) => 4.0,
            CellContent::Text(width) => width.min(LONG_CELL),
        });
        widths.fold(2.0, f32::max)
    }
}

impl Cell {
    fn attributes(&self, form: ColumnForm, alignment: Alignment) -> String {
        let side = match alignment {
            Alignment::Left => "left",
            Alignment::Center => "center",
            Alignment::Right => "right",
            Alignment::None => "",
        };
        // A side that the editor has chosen holds for figures, too.
        let has_figures = matches!(form, ColumnForm::Figures(_)) && matches!(side, "" | "right");
        let is_long = match self.content {
            CellContent::Text(width) if self.is_head => width > LONG_HEAD,
            _ => form == ColumnForm::Long && !self.is_head,
        };

        let side = if has_figures { "number" } else { side };
        let classes: Vec<&str> =
            [side, if is_long { "long" } else { "" }].into_iter().filter(|class| !class.is_empty()).collect();
        let mut text = String::new();
        if !classes.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(text, " class=\"{}\"", classes.join(" "));
        }
        if let (true, ColumnForm::Figures(Some(most)), CellContent::Figure(Some(own))) =
            (has_figures, form, self.content)
            && own < most
        {
            let point = if own == 0 { "." } else { "" };
            let _ = write!(text, " data-pad=\"{point}{}\"", "0".repeat(most - own));
        }
        text
    }
}

impl CellContent {
    /// The content of a cell, read from its HTML.
    fn of_html(html: &str) -> Self {
        let text = text_between_tags(html);
        let text = text.trim();
        if matches!(text, "" | "-" | "–" | "—" | "——" | "－" | "/" | "／" | "…" | "……") {
            return Self::Blank;
        }
        // A picture has no text, and is no figure.
        parse_figure(text).map_or_else(|| Self::Text(width_of(text)), Self::Figure)
    }
}

/// Reads a figure: digits with commas between thousands, a sign before it, a percent or permille sign behind it. Returns how
/// many decimals it has, `None` within if a sign is behind it.
fn parse_figure(text: &str) -> Option<Option<usize>> {
    let unsigned = text.strip_prefix(['+', '-', '−', '＋', '－', '±']).unwrap_or(text);
    let digits = unsigned.strip_suffix(['%', '‰', '％']).unwrap_or(unsigned);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let is_figure = whole.starts_with(|c: char| c.is_ascii_digit())
        && whole.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
        && decimals.bytes().all(|byte| byte.is_ascii_digit())
        && decimals.is_empty() != digits.contains('.');
    is_figure.then(|| (digits.len() == unsigned.len()).then_some(decimals.len()))
}

/// The width of a text in em: a Chinese character is one, a Latin one about half of that.
fn width_of(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_from_texts() {
        for (text, expected) in [
            ("12", Some(Some(0))),
            ("1,203.50", Some(Some(2))),
            ("-2.4", Some(Some(1))),
            ("−2.4", Some(Some(1))),
            ("9.4%", Some(None)),
            ("+3‰", Some(None)),
            ("2024年", None),
            ("0573-85012345", None),
            ("2026-11-30", None),
            ("3.", None),
            (".5", None),
            ("1.2.3", None),
            (",1", None),
            ("约12", None),
            ("", None),
        ] {
            assert_eq!(parse_figure(text), expected, "{text}");
        }
    }

    #[test]
    fn a_cell_is_judged_by_its_text_alone() {
        assert_eq!(CellContent::of_html("<strong>12.5</strong>"), CellContent::Figure(Some(1)));
        assert_eq!(CellContent::of_html("<b title=\"甲>乙\">12</b>"), CellContent::Figure(Some(0)));
        assert_eq!(CellContent::of_html(" — "), CellContent::Blank);
        assert_eq!(CellContent::of_html("青溪镇"), CellContent::Text(3.0));
    }
}
