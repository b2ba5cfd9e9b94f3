//! Figures (数据): numbers of a story that are drawn above its text.

use serde::{Deserialize, Serialize};

use crate::chart::Chart;
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::chart::{self, ChartContext};
use crate::yaml::{Node, Value};

/// The figures of a story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// In the order of the file.
    pub charts: Vec<Chart>,
    /// The paths below the root of the files that they are drawn from.
    pub tables: Vec<String>,
}

/// Reads a figure or a list of them.
pub(super) fn read_figures(node: Node, context: ChartContext, diagnostics: &mut Vec<Diagnostic>) -> Figures {
    let mut nodes = match node.value {
        Value::List(nodes) => nodes,
        value => vec![Node { span: node.span, value }],
    };
    if let Some(first) = nodes.get(chart::MAX_CHARTS) {
        diagnostics.push(catalog::too_many_charts(first.span, chart::MAX_CHARTS));
        nodes.truncate(chart::MAX_CHARTS);
    }

    let mut figures = Figures::default();
    for node in nodes {
        figures.charts.extend(chart::parse_figure(node, context, &mut figures.tables, diagnostics));
    }
    figures
}
