//! Parses `tags.yaml`: merged names, addresses and descriptions of tags.

use std::collections::BTreeMap;

use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{Sources, Span};
use crate::yaml::{self, MapReader, Node, Value, line_text};

/// `tags.yaml`: the right names of tags, and how each is filed.
#[derive(Clone, Debug, Default)]
pub struct TagSettings {
    /// Old name → right name; never a chain.
    pub merged: BTreeMap<String, String>,
    /// By right name.
    pub details: BTreeMap<String, TagDetail>,
}

/// The entry of one tag in `tags.yaml`.
#[derive(Clone, Debug, Default)]
pub struct TagDetail {
    /// Its name in the address.
    pub slug: Option<String>,
    /// Where it is filed: pinyin or letters.
    pub sort: Option<String>,
    /// Its subject, in a sentence.
    pub description: String,
}

/// A name that is written to be merged into another.
struct Merge {
    into: String,
    /// The place of the name.
    span: Span,
}

impl TagSettings {
    /// The right name of a tag.
    pub fn canonical_name<'a>(&'a self, name: &'a str) -> &'a str {
        self.merged.get(name).map_or(name, String::as_str)
    }
}

/// Parses `tags.yaml`, which may be absent.
pub fn parse_tag_settings(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> TagSettings {
    let mut settings = TagSettings::default();
    let Some((file, source)) = sources.find("tags.yaml") else { return settings };
    let node = match yaml::parse_document(file, &source.text, 0..source.text.len()) {
        Ok(node) => node,
        Err(mistake) => {
            diagnostics.push(*mistake);
            return settings;
        }
    };

    let mut merges = BTreeMap::new();
    for (name, span, node) in MapReader::from_node(node, "tags.yaml", diagnostics).into_entries() {
        if let Some(into) = line_text(&node, &name, diagnostics) {
            merges.insert(name, Merge { into, span });
        } else if let Value::Map(_) = node.value {
            let detail = parse_detail(node, &name, diagnostics);
            settings.details.insert(name, detail);
        } else {
            diagnostics.push(catalog::wrong_type(node.span, &name, &phrases::wanted_tag_settings()));
        }
    }

    settings.merged = resolve_merges(&merges, diagnostics);
    settings
}

fn parse_detail(node: Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> TagDetail {
    let mut fields = MapReader::from_node(node, name, diagnostics);
    let slug = fields.take_text("slug", "网址").map(|(text, _)| text);
    let sort = fields.take_text("sort", "排序").map(|(text, _)| text);
    let description = fields.take_text("description", "说明").map_or_else(String::new, |(text, _)| text);

    fields.report_unknown();
    TagDetail { slug, sort, description }
}

/// Follows chains of merges to their ends. Names whose chain has none are reported and left out.
fn resolve_merges(merges: &BTreeMap<String, Merge>, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let mut resolved = BTreeMap::new();
    for (name, merge) in merges {
        match last_name(merges, merge) {
            Some(last) => {
                resolved.insert(name.clone(), last.to_owned());
            }
            None => diagnostics.push(catalog::tag_merge_loop(merge.span, name)),
        }
    }
    resolved
}

/// The name at the end of a chain of merges; `None` where the chain is a loop.
fn last_name<'m>(merges: &'m BTreeMap<String, Merge>, first: &'m Merge) -> Option<&'m str> {
    let mut merge = first;
    // A chain that takes more steps than there are names is a loop.
    for _ in 0..=merges.len() {
        match merges.get(&merge.into) {
            Some(next) => merge = next,
            None => return Some(&merge.into),
        }
    }
    None
}
