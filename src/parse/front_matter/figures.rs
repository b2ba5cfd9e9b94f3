//! Figures: numbers of a story that are drawn above its text.

use crate::chart::Chart;
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::chart::{self, Place};
use crate::yaml::{Node, Value};

/// Reads a figure or a list of them, and adds the files that they are drawn from to `tables`.
pub(super) fn read(
    node: Node,
    place: Place,
    tables: &mut Vec<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Chart> {
    let mut nodes = match node.value {
        Value::List(nodes) => nodes,
        value => vec![Node { span: node.span, value }],
    };
    if let Some(first) = nodes.get(chart::MOST) {
        diagnostics.push(catalog::too_many_charts(first.span, chart::MOST));
        nodes.truncate(chart::MOST);
    }
    nodes.into_iter().filter_map(|node| chart::figure(node, place, tables, diagnostics)).collect()
}
