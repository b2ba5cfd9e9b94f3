//! Corrections (更正): what an editor owns up to having got wrong.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Moment, read_moment};
use crate::diagnostic::{Diagnostic, catalog};
use crate::yaml::{Fields, Node, Value};

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// When it was made.
    pub date: Moment,
    /// What was wrong and what is right.
    pub text: String,
}

/// `[{date, text}]`, or one of these alone; in the order of their dates.
pub(super) fn read_corrections(node: Node, zone: Tz, diagnostics: &mut Vec<Diagnostic>) -> Vec<Correction> {
    let nodes = match node.value {
        Value::List(nodes) => nodes,
        value => vec![Node { span: node.span, value }],
    };
    let mut corrections = Vec::new();
    for node in nodes {
        let mut f = Fields::of(node, "corrections", diagnostics);
        let (span, readable) = (f.span(), f.is_map());
        let date = f.take("date", "日期");
        let text = f.paragraph("text", "内容").map(|(text, _)| text);
        if readable && date.is_none() {
            f.diagnostics().push(catalog::missing_key(span, "date", "日期", "2020-09-16"));
        }
        if readable && text.is_none() {
            f.diagnostics().push(catalog::missing_key(span, "text", "内容", "“114项”误作“141项”，已改正。"));
        }
        let date = date.and_then(|node| read_moment(&node, "date", zone, f.diagnostics()));
        f.finish();
        if let (Some(date), Some(text)) = (date, text) {
            corrections.push(Correction { date, text });
        }
    }
    corrections.sort_by_key(|correction| correction.date.at);
    corrections
}
