//! Figures: numbers of a story that are drawn above its text.

use crate::chart::Chart;
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::chart::{self, ChartContext};
use crate::yaml::{Node, Value};

/// Reads a figure or a list of them, and adds the files that they are drawn from to `tables`.
pub(super) fn read_figures(
    node: Node,
    place: ChartContext,
    tables: &mut Vec<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Chart> {
    let mut nodes = match node.value {
        Value::List(nodes) => nodes,
        value => vec![Node { span: node.span, value }],
    };
    if let Some(first) = nodes.get(chart::MAX_CHARTS) {
        diagnostics.push(catalog::too_many_charts(first.span, chart::MAX_CHARTS));
        nodes.truncate(chart::MAX_CHARTS);
    }
    nodes.into_iter().filter_map(|node| chart::parse_figure(node, place, tables, diagnostics)).collect()
}
