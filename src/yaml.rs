//! YAML as a tree in which every key and value knows its place. The only module that knows the YAML crate.
//!
//! A tree rather than types, because a type stops at the first mistake and an editor wants all of them:
//! [`Fields`] hands out the entries of a map one by one, reports each that does not fit, and at the end
//! every key that nobody asked for.

use std::collections::HashMap;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;

use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::source::{FileId, Span};

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What YAML can say.
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
    /// A text, or a number or truth value as it was written (an editor who writes `title: 2020` means a text).
    pub fn scalar(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.clone()),
            Value::Bool(_, written) => Some(written.clone()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Whether there is nothing here.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }
}

/// How deep lists and maps may lie in one another: far deeper than any setting, and far from the end of a thread's stack.
const DEPTH: usize = 24;

/// Anchors (`&a`) in one document, ...
const ANCHORS: usize = 1000;
/// ... aliases (`*a`), ...
const ALIASES: usize = 1000;
/// ... and merges (`<<: *a`): the time of a merge grows with the square of the keys that it brings.
const MERGES: usize = 100;

/// Values and ends of values that all aliases of a document together bring.
const REPLAYED: usize = 20_000;

/// The most characters of a text of one line, such as a title, a name or an address: most of them stand on many pages.
const LINE: usize = 2000;

/// The most characters of a text that may have several lines, such as a summary.
const PARAGRAPH: usize = 20_000;

/// Reads one YAML document that stands at byte `offset` of a file whose whole text is `text` and ends at
/// `offset + len`. An empty document is an empty map.
///
/// # Errors
/// The first fault of syntax, with its place: after it nothing can be trusted.
pub fn parse(file: FileId, text: &str, range: std::ops::Range<usize>) -> Result<Node, Box<Diagnostic>> {
    let yaml = &text[range.clone()];
    let whole = Span::new(file, range.start, range.start);
    if yaml.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Node { span: whole, value: Value::Map(Vec::new()) });
    }
    let mut options = serde_yaml::Options::default();
    options.strict_booleans = true;
    options.duplicate_keys = serde_yaml::options::DuplicateKeyPolicy::LastWins;
    options.with_snippet = false;
    options.alias_limits.max_total_replayed_events = REPLAYED;
    if let Some(budget) = &mut options.budget {
        budget.max_depth = DEPTH;
        budget.max_anchors = ANCHORS;
        budget.max_aliases = ALIASES;
        budget.max_merge_keys = MERGES;
    }
    match serde_yaml::from_str_with_options::<Spanned<Raw>>(yaml, options) {
        Ok(raw) => {
            let node = place(raw, file, yaml, range.start);
            match bad_character(&node) {
                Some((span, c)) => Err(Box::new(catalog::bad_character(span, c))),
                None => Ok(node),
            }
        }
        Err(error) => {
            let start = error.location().map_or(0, |at| offset_of(yaml, at.line(), at.column()));
            let reason = error.without_snippet().to_string();
            let reason = reason.split(" at line ").next().unwrap_or(&reason).to_owned();
            // The crate names the end of what it understood; the tab stands behind that.
            let tab = yaml[start..].find('\t').filter(|_| reason.contains("tab")).map(|at| start + at);
            let (start, end) = match tab {
                Some(at) => (at, at + 1),
                None => (start, yaml[start..].find('\n').map_or(yaml.len(), |n| start + n)),
            };
            let span = Span::new(file, range.start + start, range.start + end);
            Err(Box::new(catalog::yaml_syntax(span, &reason)))
        }
    }
}

/// A control character or noncharacter that an escape such as `"\u0008"` brought in.
fn bad_character(node: &Node) -> Option<(Span, char)> {
    match &node.value {
        Value::Text(text) => text.chars().find(|c| !is_text(*c)).map(|c| (node.span, c)),
        Value::List(items) => items.iter().find_map(bad_character),
        Value::Map(entries) => entries.iter().find_map(|(k, v)| bad_character(k).or_else(|| bad_character(v))),
        _ => None,
    }
}

/// Whether a character may stand in a text: no control character but line breaks and tabs, no noncharacter.
pub fn is_text(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\u{FDD0}'..='\u{FDEF}' => false,
        c => !c.is_control() && (c as u32 & 0xFFFE) != 0xFFFE,
    }
}

/// The byte of a line and column that count from 1, the column in characters.
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

enum Raw {
    Scalar(Value),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Raw;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a YAML value")
            }
            fn visit_unit<E>(self) -> Result<Raw, E> {
                Ok(Raw::Scalar(Value::Null))
            }
            fn visit_none<E>(self) -> Result<Raw, E> {
                Ok(Raw::Scalar(Value::Null))
            }
            fn visit_bool<E>(self, v: bool) -> Result<Raw, E> {
                Ok(Raw::Scalar(Value::Bool(v, String::new())))
            }
            fn visit_i64<E>(self, v: i64) -> Result<Raw, E> {
                Ok(Raw::Scalar(Value::Number(v.to_string())))
            }
            fn visit_u64<E>(self, v: u64) -> Result<Raw, E> {
                Ok(Raw::Scalar(Value::Number(v.to_string())))
            }
            fn visit_i128<E>(self, v: i128) -> Result<Raw, E> {
                Ok(Raw::Scalar(Value::Number(v.to_string())))
            }
            fn visit_u128<E>(self, v: u128) -> Result<Raw, E> {
                Ok(Raw::Scalar(Value::Number(v.to_string())))
            }
            fn visit_f64<E>(self, v: f64) -> Result<Raw, E> {
                Ok(Raw::Scalar(Value::Number(v.to_string())))
            }
            fn visit_str<E>(self, v: &str) -> Result<Raw, E> {
                Ok(Raw::Scalar(Value::Text(v.to_owned())))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = seq.next_element()? {
                    list.push(item);
                }
                Ok(Raw::List(list))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Raw::Map(entries))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// Turns the crate's places into ours, and numbers back into what was written.
fn place(raw: Spanned<Raw>, file: FileId, yaml: &str, base: usize) -> Node {
    let at = raw.referenced.span();
    let start = at.byte_offset().and_then(|n| usize::try_from(n).ok()).unwrap_or(0).min(yaml.len());
    let len = at.byte_len().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let end = (start + len).min(yaml.len());
    let written = yaml.get(start..end).unwrap_or_default().trim_end();
    let value = match raw.value {
        // As it was written: `1_000`, `0x1F` and `True` are what an editor typed, whatever YAML makes of them.
        Raw::Scalar(Value::Number(number)) => {
            Value::Number(if written.is_empty() || written.starts_with('*') { number } else { written.to_owned() })
        }
        Raw::Scalar(Value::Bool(yes, _)) => Value::Bool(yes, written.to_owned()),
        Raw::Scalar(value) => value,
        Raw::List(items) => Value::List(items.into_iter().map(|n| place(n, file, yaml, base)).collect()),
        Raw::Map(entries) => Value::Map(
            entries.into_iter().map(|(k, v)| (place(k, file, yaml, base), place(v, file, yaml, base))).collect(),
        ),
    };
    Node { span: Span::new(file, base + start, base + start + written.len()), value }
}

/// The entries of a map, taken out one by one; see the module's text.
pub struct Fields<'d> {
    entries: Vec<(String, Span, Node)>,
    known: Vec<&'static str>,
    span: Span,
    map: bool,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'d> Fields<'d> {
    /// Opens a map. Anything but a map is reported under `name` and read as an empty one; a key that
    /// stands twice is reported, and the first one counts.
    pub fn of(node: Node, name: &str, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        let span = node.span;
        let map = matches!(node.value, Value::Map(_));
        let mut entries: Vec<(String, Span, Node)> = Vec::new();
        let mut seen: HashMap<String, Span> = HashMap::new();
        match node.value {
            Value::Map(map) => {
                for (key, value) in map {
                    let Some(text) = key.scalar() else {
                        diagnostics.push(catalog::wrong_type(key.span, name, &phrases::wanted_text_key()));
                        continue;
                    };
                    if is_too_long(&text, key.span, name, LINE, diagnostics) {
                        continue;
                    }
                    if let Some(first) = seen.get(&text) {
                        diagnostics.push(catalog::duplicate_key(key.span, &text, *first));
                    } else {
                        seen.insert(text.clone(), key.span);
                        entries.push((text, key.span, value));
                    }
                }
            }
            Value::Null => {}
            _ => diagnostics.push(catalog::wrong_type(span, name, &phrases::wanted_map())),
        }
        Self { entries, known: Vec::new(), span, map, diagnostics }
    }

    /// Whether a key is there and says something.
    pub fn has(&self, en: &str, zh: &str) -> bool {
        let empty = |node: &Node| node.is_null() || node.scalar().is_some_and(|text| text.is_empty());
        self.entries.iter().any(|(key, _, node)| (key == en || key == zh) && !empty(node))
    }

    /// Whether it was a map at all.
    pub fn is_map(&self) -> bool {
        self.map
    }

    /// Where the map stands.
    pub fn span(&self) -> Span {
        self.span
    }

    /// For mistakes that the reader of the map finds itself.
    pub fn diagnostics(&mut self) -> &mut Vec<Diagnostic> {
        self.diagnostics
    }

    /// Takes the value of a key that has an English and a Chinese name (`zh` may be empty). An empty
    /// value counts as absent. Both names at once are a mistake.
    pub fn take(&mut self, en: &'static str, zh: &'static str) -> Option<Node> {
        self.known.push(en);
        if !zh.is_empty() {
            self.known.push(zh);
        }
        let mut found: Option<(Span, Node)> = None;
        while let Some(at) = self.entries.iter().position(|(key, ..)| key == en || (!zh.is_empty() && key == zh)) {
            let (key, span, node) = self.entries.remove(at);
            match &found {
                Some((first, _)) => self.diagnostics.push(catalog::duplicate_key(span, &key, *first)),
                None => found = Some((span, node)),
            }
        }
        found.map(|(_, node)| node).filter(|node| !node.is_null())
    }

    /// Takes a text (a number will do) of no more than a line.
    pub fn text(&mut self, en: &'static str, zh: &'static str) -> Option<(String, Span)> {
        self.text_within(en, zh, LINE)
    }

    /// Takes a text that may have several lines.
    pub fn paragraph(&mut self, en: &'static str, zh: &'static str) -> Option<(String, Span)> {
        self.text_within(en, zh, PARAGRAPH)
    }

    fn text_within(&mut self, en: &'static str, zh: &'static str, limit: usize) -> Option<(String, Span)> {
        let node = self.take(en, zh)?;
        let Some(text) = node.scalar() else {
            self.diagnostics.push(catalog::wrong_type(node.span, en, &phrases::wanted_text()));
            return None;
        };
        let text = held_to(text, node.span, en, limit, self.diagnostics);
        Some((text, node.span)).filter(|(text, _)| !text.is_empty())
    }

    /// Takes a text or a list of texts.
    pub fn texts(&mut self, en: &'static str, zh: &'static str) -> Vec<(String, Span)> {
        let Some(node) = self.take(en, zh) else { return Vec::new() };
        texts_of(node, en, self.diagnostics)
    }

    /// Takes `true` or `false`, `是` or `否`, and nothing else.
    pub fn flag(&mut self, en: &'static str, zh: &'static str) -> Option<bool> {
        let node = self.take(en, zh)?;
        match &node.value {
            Value::Bool(yes, _) => Some(*yes),
            Value::Text(text) if text == "是" => Some(true),
            Value::Text(text) if text == "否" => Some(false),
            Value::Text(text) if let Some(inside) = in_smart_quotes(text) => {
                self.diagnostics.push(catalog::smart_quotes(node.span, en, inside));
                None
            }
            _ => {
                self.diagnostics.push(catalog::wrong_type(node.span, en, &phrases::wanted_truth_value()));
                None
            }
        }
    }

    /// Takes a whole number within a range.
    pub fn number(&mut self, en: &'static str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let node = self.take(en, "")?;
        let number = match &node.value {
            Value::Number(digits) => digits.parse().ok().filter(|n| range.contains(n)),
            _ => None,
        };
        if number.is_none() {
            self.diagnostics.push(catalog::number_out_of_range(node.span, en, *range.start(), *range.end()));
        }
        number
    }

    /// The entries that are left, for maps whose keys are free; nothing is reported.
    pub fn rest(self) -> Vec<(String, Span, Node)> {
        self.entries
    }

    /// Ends the reading: every key that was not taken is reported, with the nearest known one.
    pub fn finish(self) {
        for (key, span, _) in self.entries {
            let near = nearest(&key, self.known.iter().copied());
            self.diagnostics.push(catalog::unknown_key(span, &key, near));
        }
    }
}

/// What stands in a pair of quotation marks of text, which are none of YAML's: `“15”`.
pub fn in_smart_quotes(text: &str) -> Option<&str> {
    const PAIRS: [(char, char); 4] = [('“', '”'), ('‘', '’'), ('＂', '＂'), ('「', '」')];
    let inside = |(open, close): (char, char)| text.trim().strip_prefix(open)?.strip_suffix(close);
    // In “甲”与“乙” the marks at both ends are two pairs.
    PAIRS.into_iter().find_map(inside).filter(|inside| !inside.contains(['“', '”', '‘', '’', '＂', '「', '」']))
}

/// The text of a node that stands where a text of one line may stand, a number or a truth value as it was written.
/// `None` for anything else; one that is too long is reported, and cut.
pub fn line_of(node: &Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    node.scalar().map(|text| held_to(text, node.span, name, LINE, diagnostics))
}

/// A text, cut if it is too long: what is there is not said to be missing, too.
fn held_to(text: String, span: Span, name: &str, limit: usize, diagnostics: &mut Vec<Diagnostic>) -> String {
    if is_too_long(&text, span, name, limit, diagnostics) { text.chars().take(limit).collect() } else { text }
}

/// Whether a text has more characters than it may have; that is reported.
fn is_too_long(text: &str, span: Span, name: &str, limit: usize, diagnostics: &mut Vec<Diagnostic>) -> bool {
    // A character has at least one byte: most texts need not be counted.
    let count = if text.len() <= limit { 0 } else { text.chars().count() };
    if count > limit {
        diagnostics.push(catalog::text_too_long(span, name, count, limit));
    }
    count > limit
}

/// A text, or each text of a list; the rest is reported.
pub fn texts_of(node: Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, Span)> {
    if let Some(text) = line_of(&node, name, diagnostics) {
        return if text.is_empty() { Vec::new() } else { vec![(text, node.span)] };
    }
    let Value::List(items) = node.value else {
        diagnostics.push(catalog::wrong_type(node.span, name, &phrases::wanted_texts()));
        return Vec::new();
    };
    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        match line_of(&item, name, diagnostics) {
            Some(text) if !text.is_empty() => texts.push((text, item.span)),
            _ => diagnostics.push(catalog::wrong_type(item.span, name, &phrases::wanted_text_item())),
        }
    }
    texts
}
