//! Lists below a key whose items have other marks than `- `: `-科技`, `· 科技`, `1、科技`.

use std::ops::Range;

use super::head_lines::{KeyLine, find_key};
use super::tags::read_tags;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, catalog};
use crate::schema::ValueKind;
use crate::source::{FileId, Span};
use crate::yaml::quote_if_needed;

/// Marks of items, besides numbers.
const ITEM_MARKS: [char; 12] = ['-', '－', '—', '–', '·', '•', '●', '○', '*', '+', '、', '▪'];

/// Finds lists of texts of which an item has no `- `. YAML that begins at byte `start` of a file.
pub(super) fn find_lists(yaml: &str, file: FileId, start: usize) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    let mut at = 0;
    while at < yaml.len() {
        let line_end = next_line(yaml, at);
        let Some(list) = MarkedList::below(yaml, at, line_end) else {
            at = line_end;
            continue;
        };
        at = list.range.end;
        if list.is_yaml {
            continue;
        }

        let items: Vec<String> = list.items.iter().map(|item| quote_if_needed(item)).collect();
        let items = format!("[{}]", items.join(", "));
        let span = Span::new(file, start + list.first, start + list.range.end);
        let fix = Fix::safe(Span::new(file, start + list.range.start, start + list.range.end), format!(" {items}"));
        mistakes.push(Diagnostic { fixes: vec![fix], ..catalog::list_misspelt(span, list.key, &items) });
    }
    mistakes
}

/// The items below a key.
struct MarkedList<'y> {
    key: &'y str,
    /// From behind the colon to the end of the last item, without its line break.
    range: Range<usize>,
    /// Where the first item begins.
    first: usize,
    items: Vec<String>,
    /// Whether all marks are YAML's.
    is_yaml: bool,
}

impl<'y> MarkedList<'y> {
    /// Finds the items below the key of tags that stands in the line at `at`, if it has no value of its own.
    fn below(yaml: &'y str, at: usize, line_end: usize) -> Option<Self> {
        let line = &yaml[at..line_end];
        let key = KeyLine::parse(line).filter(|key| key.start == 0)?;
        find_key(key.key).filter(|key| key.kind == ValueKind::Texts && key.prose)?;

        let colon = at + key.value_start;
        let mut list = Self { key: key.key, range: colon..colon, first: line_end, items: Vec::new(), is_yaml: true };
        let value = line[key.value_start..].trim();
        if !value.is_empty() {
            // An item may stand on the line of the key, and is none for YAML.
            let is_item = !value.starts_with(['"', '\'', '[', '{', '&', '#']) && yaml[line_end..].starts_with("- ");
            list.items = if is_item { read_tags(value, true).tags } else { return None };
            list.first = colon + line[key.value_start..].find(value).unwrap_or_default();
            list.is_yaml = false;
        }

        let mut next = line_end;
        while next < yaml.len() {
            let end = next_line(yaml, next);
            let Some(item) = Item::parse(&yaml[next..end]) else { break };
            list.is_yaml &= item.is_yaml;
            list.items.extend(read_tags(item.text, false).tags);
            list.range.end = next + yaml[next..end].trim_end().len();
            next = end;
        }
        (list.range.end > colon).then_some(list)
    }
}

/// A line that begins with the mark of an item.
struct Item<'l> {
    text: &'l str,
    is_yaml: bool,
}

impl<'l> Item<'l> {
    fn parse(line: &'l str) -> Option<Self> {
        let bare = line.trim();
        if bare.starts_with("--") {
            return None;
        }
        let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let behind = match digits {
            0 => bare.strip_prefix(ITEM_MARKS)?,
            _ => bare[digits..].strip_prefix(['、', '.', '．', ')', '）'])?,
        };

        let text = behind.trim().trim_matches(['"', '\'']);
        let is_plain = !text.is_empty() && !text.starts_with(['[', '{']) && !text.contains([':', '：', '#']);
        let is_yaml = bare.starts_with("- ");
        (is_plain || is_yaml).then_some(Self { text, is_yaml })
    }
}

fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}
