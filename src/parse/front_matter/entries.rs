//! Reads front matter entry by entry where YAML cannot read it as a whole, so that one mistake hides no other.

use std::ops::Range;

use super::byline_text::{parse_byline_text, write_bylines};
use super::head_lines::{KeyLine, find_key, is_known_key};
use super::tags::read_tags;
use crate::diagnostic::catalog::{self, phrases};
use crate::diagnostic::fix::{Edit, Fix};
use crate::diagnostic::{Diagnostic, Message};
use crate::schema::ValueKind;
use crate::source::{FileId, Span};
use crate::yaml::{self, Node, Value, quote_if_needed, quote_text};

/// The entries of front matter that could be read.
#[derive(Default)]
pub(super) struct ReadEntries {
    /// Keys with their values.
    pub entries: Vec<(Node, Node)>,
    /// Keys of which the value cannot be read, which is reported.
    pub broken_keys: Vec<String>,
}

/// A stretch of front matter.
enum Block {
    /// A key with its value.
    Entry(Range<usize>),
    /// Lines that are none.
    Prose(Range<usize>),
}

/// Reads each top-level entry for itself. Places are those in `yaml`.
pub(super) fn read_entries(file: FileId, yaml: &str, diagnostics: &mut Vec<Diagnostic>) -> ReadEntries {
    let mut read = ReadEntries::default();
    for block in split_blocks(yaml) {
        match block {
            Block::Entry(range) => read_entry(file, yaml, range, &mut read, diagnostics),
            Block::Prose(range) => {
                let end = range.start + yaml[range.clone()].trim_end().len();
                let fix = range.start.checked_sub(1).map(|_| indent_lines(file, yaml, range.start..end));
                diagnostics.push(catalog::text_in_front_matter(Span::new(file, range.start, end), fix));
            }
        }
    }
    read
}

/// Divides front matter at the lines that begin with a key.
fn split_blocks(yaml: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut at = 0;
    for line in yaml.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;

        let is_quiet = line.trim().is_empty() || line.starts_with('#');
        let is_part = is_quiet || line.starts_with([' ', '\t', '-', ']', '}']);
        match blocks.last_mut() {
            Some(Block::Entry(entry)) if is_part || is_in_brackets(&yaml[entry.clone()]) => entry.end = range.end,
            Some(Block::Prose(prose)) if is_part || KeyLine::parse(line).is_none() => prose.end = range.end,
            _ if KeyLine::parse(line).is_some() => blocks.push(Block::Entry(range)),
            _ if is_quiet => {}
            _ => blocks.push(Block::Prose(range)),
        }
    }
    blocks
}

/// Returns whether a list that ends on a later line has begun.
fn is_in_brackets(entry: &str) -> bool {
    let Some(line) = KeyLine::parse(entry) else { return false };
    let value = entry[line.value_start..].trim();
    let is_list = find_key(line.key).is_none_or(|key| key.kind != ValueKind::Text) && value.starts_with(['[', '{']);
    let is_first_line = !value.contains('\n') && !value.ends_with([',', '[', '{']);
    is_list && !is_first_line && value.matches(['[', '{']).count() > value.matches([']', '}']).count()
}

/// Returns the fix that makes lines a part of the value above them.
fn indent_lines(file: FileId, yaml: &str, range: Range<usize>) -> Fix {
    let mut edits = Vec::new();
    let mut at = range.start;
    for line in yaml[range].split_inclusive('\n') {
        if !line.trim().is_empty() {
            edits.push(Edit { span: Span::new(file, at, at), replacement: "  ".to_owned() });
        }
        at += line.len();
    }
    Fix::edits_to_confirm(edits)
}

fn read_entry(
    file: FileId,
    yaml: &str,
    range: Range<usize>,
    read: &mut ReadEntries,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mistake = match yaml::parse_document(file, yaml, range.clone()) {
        Ok(Node { value: Value::Map(entries), .. }) => return read.entries.extend(entries),
        Ok(_) => None,
        Err(mistake) => Some(mistake),
    };

    let Some(line) = KeyLine::parse(&yaml[range.clone()]) else { return };
    let key_start = range.start + line.start;
    let key =
        Node { span: Span::new(file, key_start, key_start + line.key.len()), value: Value::Text(line.key.to_owned()) };
    let written = WrittenValue::new(file, yaml, range.start + line.value_start..range.end);

    let is_ours = is_known_key(line.key);
    let may_be_read = is_ours && mistake.as_ref().is_none_or(|mistake| mistake.code != catalog::BAD_CHARACTER);
    if may_be_read && let Some(text) = written.as_meant(line.key, diagnostics) {
        return read.entries.push((key, Node { span: written.span, value: Value::Text(text) }));
    }
    read.broken_keys.push(line.key.to_owned());
    // An unknown key is reported as such.
    if is_ours {
        diagnostics.extend(mistake.map(|mistake| written.with_proposal(*mistake)));
    } else {
        read.entries.push((key, Node { span: written.span, value: Value::Null }));
    }
}

/// A value as it is written behind its colon.
struct WrittenValue<'y> {
    text: &'y str,
    span: Span,
    /// The value behind the colon, with blanks and line breaks.
    behind: Span,
    is_one_line: bool,
    begins_on_next_line: bool,
}

impl<'y> WrittenValue<'y> {
    fn new(file: FileId, yaml: &'y str, range: Range<usize>) -> Self {
        let behind = &yaml[range.clone()];
        let text = behind.trim();
        let start = range.start + (behind.len() - behind.trim_start().len());
        let behind = Span::new(file, range.start, start);
        let begins_on_next_line = yaml[range.start..start].contains('\n');
        let span = Span::new(file, start, start + text.len());
        Self { text, span, behind, is_one_line: !text.contains('\n'), begins_on_next_line }
    }

    /// Returns the text that is meant although YAML reads something else, and reports how to write it.
    fn as_meant(&self, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
        if let Some(text) = self.as_block(key, diagnostics) {
            return Some(text);
        }
        if !self.is_one_line || self.text.is_empty() {
            return None;
        }

        match find_key(key).map(|key| key.kind) {
            Some(ValueKind::Names) => {
                let bylines = parse_byline_text(self.text)?;
                diagnostics.push(catalog::list_misspelt(self.span, key, &write_bylines(&bylines)));
                Some(self.text.to_owned())
            }
            Some(ValueKind::Texts) => {
                let text = self.text.trim_matches(['[', ']', '{', '}', '【', '】']).to_owned();
                let tags: Vec<String> = read_tags(&text, true).tags.iter().map(|tag| quote_if_needed(tag)).collect();
                if tags.is_empty() || text.contains(['[', ']', '{', '}']) {
                    return None;
                }
                diagnostics.push(catalog::list_misspelt(self.span, key, &format!("[{}]", tags.join(", "))));
                Some(text)
            }
            Some(ValueKind::Map) => None,
            // Quotes would make no date of it: what is wrong is said where it is read.
            Some(ValueKind::Date) => Some(self.text.to_owned()),
            _ => self.as_text(key, diagnostics),
        }
    }

    /// Returns the indented lines of a summary as a text.
    fn as_block(&self, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
        let is_summary = find_key(key).is_some_and(|key| key.name == "summary");
        let begins_below = self.begins_on_next_line && !self.text.starts_with(['|', '>', '"', '\'', '[', '{', '-']);
        let is_indented = self.text.lines().skip(1).all(|line| line.trim().is_empty() || line.starts_with(' '));
        if !is_summary || !begins_below || !is_indented {
            return None;
        }

        let at = Span { end: self.behind.start, ..self.behind };
        diagnostics.push(catalog::block_mark_missing(self.span, key, Fix::safe(at, " |")));
        let lines: Vec<&str> = self.text.lines().map(str::trim).collect();
        Some(lines.join("\n"))
    }

    /// Returns the whole line as a text, unless a quotation mark that is never closed makes it doubtful.
    fn as_text(&self, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
        for quote in ['"', '\''] {
            let Some(inside) = self.text.strip_prefix(quote) else { continue };
            if let Some(inside) = inside.strip_suffix(quote).filter(|inside| !inside.contains(quote)) {
                // In double quotes a backslash is YAML's: `"D:\图片"`.
                let text = inside.to_owned();
                diagnostics.push(self.needs_quotes(key, &phrases::value_has_backslash(), &text));
                return Some(text);
            }
            if !inside.contains(quote) {
                return None;
            }
        }

        // A bracket that is never closed leaves open where the text ends.
        let is_open = |open, close| self.text.starts_with(open) && !self.text.contains(close);
        if is_open('[', ']') || is_open('{', '}') {
            return None;
        }

        diagnostics.push(self.needs_quotes(key, &self.reason(), self.text));
        Some(self.text.to_owned())
    }

    /// Adds to a mistake what is probably meant by a text with a quotation mark at one end.
    fn with_proposal(&self, mut mistake: Diagnostic) -> Diagnostic {
        let inside = self.text.trim_start_matches(['"', '\'']);
        if self.is_one_line && inside.len() + 1 == self.text.len() {
            mistake.place = self.span.into();
            mistake.fixes.push(Fix::to_confirm(self.span, quote_text(inside)));
        }
        mistake
    }

    fn needs_quotes(&self, key: &str, reason: &Message, text: &str) -> Diagnostic {
        let sign_at = if *reason == phrases::value_has_colon() { self.text.find(": ").unwrap_or(0) } else { 0 };
        let place = Span { start: self.span.start + sign_at as u32, ..self.span };
        catalog::value_needs_quotes(place, self.span, key, reason, &quote_text(text))
    }

    /// Returns why YAML does not take the value for a text.
    fn reason(&self) -> Message {
        match self.text.chars().next() {
            Some(
                sign @ ('[' | ']' | '{' | '}' | '"' | '\'' | '@' | '`' | '*' | '&' | '!' | '%' | '|' | '>' | '#' | '-'
                | '?' | ','),
            ) => phrases::value_begins_with(sign),
            _ => phrases::value_has_colon(),
        }
    }
}
