//! `columns:` of `site.yaml`.

use crate::diagnostic::{Diagnostic, catalog};
use crate::naming::{self, Naming};
use crate::yaml::{MapReader, Node, line_text};

/// Directories of the output that columns may not take.
const RESERVED_DIRECTORIES: [&str; 7] = ["tags", "archive", "issues", "page", "search", "assets", "static"];

/// One entry of `columns:`.
#[derive(Clone, Debug)]
pub struct ColumnSetting {
    /// Its directory below `content/`.
    pub directory: String,
    /// Its name for readers.
    pub name: String,
    /// Its subject, in a sentence.
    pub description: String,
    /// 类别: the class that inspectors of government sites count it as.
    pub kind: String,
}

/// Returns whether a directory below `content/` can be a column: it becomes an address that is not taken.
pub fn is_column(directory: &str, naming: Naming) -> bool {
    !directory.contains(['/', '\\'])
        && naming::make_slug(directory, naming).is_some_and(|slug| !RESERVED_DIRECTORIES.contains(&slug.as_str()))
}

/// A column with its rank: the `order` that it gives, or the highest.
struct RankedColumn {
    order: u32,
    column: ColumnSetting,
}

/// Parses `directory: name` or `directory: {name, description, order}`; without `order`, in the order of the file.
pub(super) fn parse_columns(node: Node, naming: Naming, diagnostics: &mut Vec<Diagnostic>) -> Vec<ColumnSetting> {
    let mut columns = Vec::new();
    for (directory, span, node) in MapReader::from_node(node, "columns", diagnostics).into_entries() {
        if is_column(&directory, naming) {
            columns.push(parse_column(directory, node, diagnostics));
        } else {
            diagnostics.push(catalog::bad_column_directory(span.into(), &directory));
        }
    }

    columns.sort_by_key(|ranked| ranked.order);
    columns.into_iter().map(|ranked| ranked.column).collect()
}

fn parse_column(directory: String, node: Node, diagnostics: &mut Vec<Diagnostic>) -> RankedColumn {
    let mut column =
        ColumnSetting { name: directory.clone(), directory, description: String::new(), kind: String::new() };
    if let Some(name) = line_text(&node, "columns", diagnostics) {
        column.name = name;
        return RankedColumn { order: u32::MAX, column };
    }

    let mut fields = MapReader::from_node(node, "columns", diagnostics);
    if let Some((name, _)) = fields.take_text("name", "名称") {
        column.name = name;
    }
    column.description = fields.take_text("description", "说明").map_or_else(String::new, |(text, _)| text);
    column.kind = fields.take_text("type", "类别").map_or_else(String::new, |(text, _)| text);
    let order = fields.take_number("order", 0..=9999).unwrap_or(u32::MAX);

    fields.report_unknown();
    RankedColumn { order, column }
}
