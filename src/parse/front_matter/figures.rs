//! Figures: numbers of a story that are drawn.

use crate::diagnostic::{Diagnostic, catalog};
use crate::yaml::{Fields, Node, Value};

/// A set of numbers to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// The unit of all its values.
    pub unit: String,
    /// What it says, for those who do not see it.
    pub alt: String,
    /// In the order of the file.
    pub values: Vec<FigureValue>,
}

/// One number of a [`Figure`].
#[derive(Clone, Debug, PartialEq)]
pub struct FigureValue {
    /// What it counts.
    pub label: String,
    /// As it was written: `6623.48`.
    pub written: String,
    /// Its size.
    pub value: f64,
}

/// A figure or a list of them: `{title, unit, alt, values: {label: number}}`.
pub(super) fn read(node: Node, diagnostics: &mut Vec<Diagnostic>) -> Vec<Figure> {
    let nodes = match node.value {
        Value::List(nodes) => nodes,
        value => vec![Node { span: node.span, value }],
    };
    let mut figures = Vec::new();
    for node in nodes {
        let mut f = Fields::of(node, "figures", diagnostics);
        let mut text = |en, zh| f.text(en, zh).map_or_else(String::new, |(text, _)| text);
        let (title, unit, alt) = (text("title", "标题"), text("unit", "单位"), text("alt", "说明"));
        let span = f.span();
        let readable = f.is_map();
        let values_node = f.take("values", "数值");
        if readable && alt.is_empty() {
            f.diagnostics().push(catalog::figure_without_alt(span));
        }
        let Some(values_node) = values_node.filter(|_| readable) else {
            if readable {
                f.diagnostics().push(catalog::missing_key(span, "values", "数值", "{申报: 114, 立项: 29}"));
            }
            f.finish();
            continue;
        };
        let mut values = Vec::new();
        for (label, _, node) in Fields::of(values_node, "values", f.diagnostics()).rest() {
            let number = node.scalar().and_then(|written| Some((written.parse::<f64>().ok()?, written)));
            match number.filter(|(value, _)| value.is_finite()) {
                Some((value, written)) => values.push(FigureValue { label, written, value }),
                None => f.diagnostics().push(catalog::figure_not_a_number(node.span, &label)),
            }
        }
        f.finish();
        if !values.is_empty() {
            figures.push(Figure { title, unit, alt, values });
        }
    }
    figures
}
