//! Keys that stand twice, also once in English and once in Chinese.

use std::collections::HashMap;

use super::head_lines::find_key;
use super::tags::read_tags;
use crate::diagnostic::fix::{Edit, Fix};
use crate::diagnostic::{Diagnostic, catalog};
use crate::schema::ValueKind;
use crate::source::Span;
use crate::yaml::{Node, Value, quote_if_needed};

/// Reports keys that stand twice, and leaves one entry of each: the first one that has a value.
pub(super) fn remove_duplicates(
    entries: Vec<(Node, Node)>,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Node, Node)> {
    let mut kept: Vec<(Node, Node)> = Vec::with_capacity(entries.len());
    let mut places: HashMap<String, usize> = HashMap::new();

    for entry in entries {
        let Some(written) = entry.0.scalar_text() else {
            kept.push(entry);
            continue;
        };
        let name = find_key(&written).map_or(written.clone(), |key| key.name.to_owned());
        let Some(&at) = places.get(&name) else {
            places.insert(name, kept.len());
            kept.push(entry);
            continue;
        };

        let pair = DuplicatePair { first: &kept[at], second: &entry, text };
        diagnostics.push(catalog::duplicate_key(entry.0.span, &written, kept[at].0.span, pair.fix(&name)));
        if is_empty(&kept[at].1) {
            kept[at] = entry;
        }
    }
    kept
}

/// Two entries of the same key.
struct DuplicatePair<'n> {
    first: &'n (Node, Node),
    second: &'n (Node, Node),
    text: &'n str,
}

impl DuplicatePair<'_> {
    /// Returns the fix that leaves one entry. It is certain where nothing is lost: the two say the same, or one says nothing.
    fn fix(&self, name: &str) -> Option<Fix> {
        let first = &self.first.1;
        let second = &self.second.1;
        if is_empty(second)
            || (!is_empty(first) && first.scalar_text().is_some_and(|text| Some(text) == second.scalar_text()))
        {
            return self.line_of(self.second).map(|line| Fix::safe(line, ""));
        }
        if is_empty(first) {
            return self.line_of(self.first).map(|line| Fix::safe(line, ""));
        }

        let are_tags = find_key(name).is_some_and(|key| key.kind == ValueKind::Texts);
        let tags: Vec<String> = [first, second]
            .into_iter()
            .filter_map(Node::scalar_text)
            .flat_map(|text| read_tags(&text, true).tags)
            .collect();
        if !are_tags || first.scalar_text().is_none() || second.scalar_text().is_none() {
            return None;
        }
        let quoted: Vec<String> = tags.iter().map(|tag| quote_if_needed(tag)).collect();
        let deleted = Edit { span: self.line_of(self.second)?, replacement: String::new() };
        let mut fix = Fix::to_confirm(first.span, format!("[{}]", quoted.join(", ")));
        fix.edits.push(deleted);
        Some(fix)
    }

    /// Returns the place of an entry with its line break, if it stands alone on one line.
    fn line_of(&self, entry: &(Node, Node)) -> Option<Span> {
        let (key, value) = entry;
        let start = key.span.start as usize;
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.text[start..].find('\n').map(|at| start + at + 1)?;

        let is_alone = start == line_start;
        let value_end = if is_empty(value) { key.span.end } else { value.span.end } as usize;
        let behind = self.text.get(value_end..line_end)?;
        let ends_here = behind.trim_matches([':', ' ', '\t', '\r', '\n', '"', '\'']).is_empty();
        (is_alone && ends_here).then(|| Span::new(key.span.file, line_start, line_end))
    }
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        _ => node.scalar_text().is_none_or(|text| text.is_empty()),
    }
}
