//! Levels of warnings: `warnings:` of `site.yaml`.

use std::collections::BTreeMap;

use super::Config;
use crate::diagnostic::{Diagnostic, Severity, catalog, nearest};
use crate::yaml::{MapReader, Node};

impl Config {
    /// Gives warnings the levels that the site wants.
    pub fn apply_levels(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.retain_mut(|d| match self.levels.get(d.code) {
            Some(Some(severity)) => {
                d.severity = *severity;
                true
            }
            Some(None) => false,
            None => true,
        });
    }
}

/// Parses `warnings: {J619: off, J611: error}`.
pub(super) fn parse_levels(node: Node, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<&'static str, Option<Severity>> {
    let mut levels = BTreeMap::new();
    for (code, span, node) in MapReader::from_node(node, "warnings", diagnostics).into_entries() {
        let Some(code) = catalog::warning_codes().find(|known| *known == code) else {
            diagnostics.push(catalog::unknown_key(span, &code, nearest(&code, catalog::warning_codes())));
            continue;
        };

        match node.scalar_text().as_deref() {
            // YAML's own word for `off` is `false`.
            Some("off" | "false") => levels.insert(code, None),
            Some("warning") => levels.insert(code, Some(Severity::Warning)),
            Some("error") => levels.insert(code, Some(Severity::Error)),
            _ => {
                let value = node.scalar_text().unwrap_or_default();
                diagnostics.push(catalog::unknown_choice(node.span, code, &value, "`off`, `warning`, `error`"));
                None
            }
        };
    }
    levels
}
