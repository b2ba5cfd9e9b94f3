//! YAML as a tree in which every key and value knows its place. The only module that knows the YAML crate.
//!
//! A tree rather than types, because a type stops at the first mistake and an editor wants all of them:
//! [`MapReader`] hands out the entries of a map one by one, reports each that does not fit, and at the end
//! every key that was not taken.

mod map_reader;
mod quote;
mod raw;

use serde_yaml::Spanned;

use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{FileId, Span};

pub use map_reader::{MapReader, STORY_HEAD, in_smart_quotes, line_text, text_list};
pub use quote::{quote_if_needed, quote_text};
use raw::RawNode;

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A value of YAML.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing after the key, or `~`.
    Null,
    /// `true` or `false`, and how it was written.
    Bool(bool, String),
    /// A number, as it was written: `6623.48` stays `6623.48`.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the file; a key may occur twice.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// Returns a text, or a number or truth value as it was written (an editor who writes `title: 2020` means a text).
    pub fn scalar_text(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.clone()),
            Value::Bool(_, written) => Some(written.clone()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Returns whether there is nothing here.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }
}

/// The greatest depth of lists and maps: far deeper than any setting, and far from the end of a thread's stack.
const MAX_YAML_DEPTH: usize = 24;

/// The most anchors (`&a`) in one document.
const MAX_ANCHORS: usize = 1000;

/// The most aliases (`*a`) in one document.
const MAX_YAML_ALIASES: usize = 1000;

/// The most merges (`<<: *a`): the time of a merge grows with the square of the keys that it brings.
const MAX_MERGE_KEYS: usize = 100;

/// The most values and ends of values that all aliases of a document together bring.
const MAX_REPLAYED_EVENTS: usize = 20_000;

/// The reason of a fault for which the crate has another one: text behind a list in brackets.
const TEXT_BEHIND_BRACKET: &str = "invalid content behind a closing bracket";

/// Parses one YAML document that stands in a range of the bytes of a file whose whole text is `text`. An empty document
/// is an empty map.
///
/// # Errors
/// The first fault of syntax, with its place: after it nothing can be trusted.
pub fn parse_document(file: FileId, text: &str, range: std::ops::Range<usize>) -> Result<Node, Box<Diagnostic>> {
    let yaml = &text[range.clone()];
    if yaml.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        let start = Span::new(file, range.start, range.start);
        return Ok(Node { span: start, value: Value::Map(Vec::new()) });
    }

    let raw = serde_yaml::from_str_with_options::<Spanned<RawNode>>(yaml, parser_options())
        .map_err(|error| Box::new(syntax_diagnostic(&error, file, yaml, range.start)))?;
    let node = raw::locate_node(raw, file, yaml, range.start);
    match find_bad_character(&node) {
        Some((span, c)) => Err(Box::new(catalog::bad_character(span, c))),
        None => Ok(node),
    }
}

fn parser_options() -> serde_yaml::Options {
    let mut options = serde_yaml::Options::default();
    options.strict_booleans = true;
    options.duplicate_keys = serde_yaml::options::DuplicateKeyPolicy::LastWins;
    options.with_snippet = false;
    options.alias_limits.max_total_replayed_events = MAX_REPLAYED_EVENTS;
    if let Some(budget) = &mut options.budget {
        budget.max_depth = MAX_YAML_DEPTH;
        budget.max_anchors = MAX_ANCHORS;
        budget.max_aliases = MAX_YAML_ALIASES;
        budget.max_merge_keys = MAX_MERGE_KEYS;
    }
    options
}

/// Makes the diagnostic of a fault of syntax; `base` is where the document begins in its file.
fn syntax_diagnostic(error: &serde_yaml::Error, file: FileId, yaml: &str, base: usize) -> Diagnostic {
    let reason = error.without_snippet().to_string();
    let reason = reason.split(" at line ").next().unwrap_or(&reason);

    let start = error.location().map_or(0, |at| offset_of(yaml, at.line(), at.column()));
    let line_start = yaml[..start].rfind('\n').map_or(0, |at| at + 1);
    // Behind `[图文]` the crate looks for another key, and calls that a fault of the indentation.
    let is_behind_bracket =
        reason.contains("block mapping") && yaml[line_start..start].trim_end().ends_with([']', '}']);
    let reason = if is_behind_bracket { TEXT_BEHIND_BRACKET } else { reason };
    let rest = &yaml[start..];
    // The crate names the end of what it understood; the tab stands behind that.
    let tab = rest.find('\t').filter(|_| reason.contains("tab"));
    let span = match tab {
        Some(tab) => Span::new(file, base + start + tab, base + start + tab + 1),
        None => Span::new(file, base + start, base + start + rest.find('\n').unwrap_or(rest.len())),
    };
    catalog::yaml_syntax(span, reason)
}

/// Finds a control character or noncharacter that an escape such as `"\u0008"` brought in.
fn find_bad_character(node: &Node) -> Option<(Span, char)> {
    match &node.value {
        Value::Text(text) => text.chars().find(|c| !crate::character::is_text_char(*c)).map(|c| (node.span, c)),
        Value::List(items) => items.iter().find_map(find_bad_character),
        Value::Map(entries) => {
            entries.iter().find_map(|(key, value)| find_bad_character(key).or_else(|| find_bad_character(value)))
        }
        _ => None,
    }
}

/// Returns the byte of a line and column that count from 1, the column in characters.
fn offset_of(text: &str, line: u64, column: u64) -> usize {
    let mut at = 0;
    for (n, content) in (1u64..).zip(text.split_inclusive('\n')) {
        if n == line {
            let skip = usize::try_from(column).unwrap_or(1).saturating_sub(1);
            return at + content.char_indices().nth(skip).map_or(content.trim_end().len(), |(i, _)| i);
        }
        at += content.len();
    }
    text.trim_end().len()
}
