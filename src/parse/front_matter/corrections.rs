//! Corrections (更正): mistakes of a published story that its editor owns up to.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::moment::{Moment, read_moment};
use crate::yaml::{MapReader, Node, Value};

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// When it was made.
    pub date: Moment,
    /// Its text: the mistake, and what is right.
    pub text: String,
}

/// Reads `[{date, text}]`, or one of these alone, and sorts them by date.
pub(super) fn read_corrections(node: Node, zone: Tz, diagnostics: &mut Vec<Diagnostic>) -> Vec<Correction> {
    let nodes = match node.value {
        Value::List(nodes) => nodes,
        value => vec![Node { span: node.span, value }],
    };

    let mut corrections: Vec<Correction> =
        nodes.into_iter().filter_map(|node| read_correction(node, zone, diagnostics)).collect();
    corrections.sort_by_key(|correction| correction.date.at);
    corrections
}

/// Reads one correction; `None` if it has no date or no text.
fn read_correction(node: Node, zone: Tz, diagnostics: &mut Vec<Diagnostic>) -> Option<Correction> {
    let mut fields = MapReader::from_node(node, "corrections", diagnostics);
    let span = fields.span();
    let date = fields.take_node("date", "日期");
    let text = fields.take_paragraph("text", "内容").map(|(text, _)| text);

    if fields.is_map() && date.is_none() {
        fields.diagnostics().push(catalog::missing_key(span, "date", "日期", "2020-09-16", false));
    }
    if fields.is_map() && text.is_none() {
        fields.diagnostics().push(catalog::missing_key(span, "text", "内容", "“114项”误作“141项”，已改正。", false));
    }

    let date = date.and_then(|node| read_moment(&node, "date", zone, fields.diagnostics()));
    fields.report_unknown();
    Some(Correction { date: date?.value, text: text? })
}
