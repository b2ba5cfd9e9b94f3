//! Reads a map entry by entry, and reports everything in it that does not fit.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::{Node, Value};
use crate::diagnostic::catalog::{self, phrases};
use crate::diagnostic::{Diagnostic, nearest};
use crate::source::Span;

/// The most characters of a text of one line, such as a title, a name or an address: most of them stand on many pages.
const MAX_LINE_CHARS: usize = 2000;

/// The most characters of a text that may have several lines, such as a summary.
const MAX_PARAGRAPH_CHARS: usize = 20_000;

/// The name under which the front matter of a story is read.
pub const STORY_HEAD: &str = "稿件头";

/// The entries of a map, taken out one by one; see the module's text.
pub struct MapReader<'d> {
    entries: Vec<(String, Span, Node)>,
    known: Vec<&'static str>,
    /// Keys that were taken.
    written: Vec<TakenKey>,
    /// Whether most of its keys are Chinese.
    is_chinese: bool,
    /// Whether it is the front matter of a story.
    is_story: bool,
    span: Span,
    is_map: bool,
    diagnostics: &'d mut Vec<Diagnostic>,
}

/// A key that was taken out of a map.
struct TakenKey {
    en: &'static str,
    written: String,
    span: Span,
}

impl<'d> MapReader<'d> {
    /// Opens a map. Anything but a map is reported under `name` and read as an empty one; a key that
    /// stands twice is reported, and the first one counts.
    pub fn from_node(node: Node, name: &str, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        let span = node.span;
        let is_map = matches!(node.value, Value::Map(_));
        let entries = match node.value {
            Value::Map(map) => unique_entries(map, name, diagnostics),
            Value::Null => Vec::new(),
            _ => {
                diagnostics.push(catalog::wrong_type(span, name, &phrases::wanted_map()));
                Vec::new()
            }
        };
        let chinese = entries.iter().filter(|(key, ..)| !key.is_ascii()).count();
        let is_story = name == STORY_HEAD;
        let is_chinese = chinese * 2 > entries.len() || (is_story && entries.is_empty());
        Self { entries, known: Vec::new(), written: Vec::new(), is_chinese, is_story, span, is_map, diagnostics }
    }

    /// Returns the name of a key as it is written; of one that is not there, the name in the language of the others.
    pub fn name_of(&self, en: &'static str, zh: &'static str) -> String {
        let written = self.written.iter().find(|taken| taken.en == en).map(|taken| taken.written.clone());
        let usual = if self.is_chinese && !zh.is_empty() { zh } else { en };
        written.unwrap_or_else(|| usual.to_owned())
    }

    /// Returns where a key that has been taken is written.
    pub fn key_span(&self, en: &str) -> Option<Span> {
        self.written.iter().find(|taken| taken.en == en).map(|taken| taken.span)
    }

    /// Returns whether a key that nobody has taken yet is probably a misspelt form of this one.
    pub fn has_misspelt(&self, en: &'static str, zh: &'static str, others: &[&'static str]) -> bool {
        let names = || others.iter().copied();
        self.entries.iter().filter(|(key, ..)| !others.contains(&key.as_str())).any(|(key, ..)| {
            let near = nearest(key, names());
            near.is_some() && (near == Some(en) || near == Some(zh))
        })
    }

    /// Returns whether a key is there and its value is not empty.
    pub fn has_value(&self, en: &str, zh: &str) -> bool {
        self.entries.iter().any(|(key, _, node)| {
            let is_empty = node.is_null() || node.scalar_text().is_some_and(|text| text.is_empty());
            (key == en || key == zh) && !is_empty
        })
    }

    /// Returns whether it was a map at all.
    pub fn is_map(&self) -> bool {
        self.is_map
    }

    /// Returns where the map stands.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Gives access to the diagnostics, for mistakes that the caller finds itself.
    pub fn diagnostics(&mut self) -> &mut Vec<Diagnostic> {
        self.diagnostics
    }

    /// Takes the value of a key that has an English and a Chinese name (`zh` may be empty). An empty
    /// value counts as absent. Both names at once are a mistake.
    pub fn take_node(&mut self, en: &'static str, zh: &'static str) -> Option<Node> {
        self.known.push(en);
        if !zh.is_empty() {
            self.known.push(zh);
        }

        let mut found: Option<(Span, Node)> = None;
        while let Some(at) = self.entries.iter().position(|(key, ..)| key == en || (!zh.is_empty() && key == zh)) {
            let (key, span, node) = self.entries.remove(at);
            match &found {
                Some((first, _)) => self.diagnostics.push(catalog::duplicate_key(span, &key, *first, None)),
                None => {
                    self.written.push(TakenKey { en, written: key, span });
                    found = Some((span, node));
                }
            }
        }
        found.map(|(_, node)| node).filter(|node| !node.is_null())
    }

    /// Takes a text (a number will do) of no more than a line.
    pub fn take_text(&mut self, en: &'static str, zh: &'static str) -> Option<(String, Span)> {
        self.take_text_within(en, zh, MAX_LINE_CHARS)
    }

    /// Takes a text that may have several lines.
    pub fn take_paragraph(&mut self, en: &'static str, zh: &'static str) -> Option<(String, Span)> {
        self.take_text_within(en, zh, MAX_PARAGRAPH_CHARS)
    }

    /// Takes the value of a key if it is a list or a map, in the place of a text.
    pub fn take_list_or_map(&mut self, en: &'static str, zh: &'static str) -> Option<Node> {
        let found = self.entries.iter().find(|(key, ..)| key == en || (!zh.is_empty() && key == zh));
        found.filter(|(_, _, node)| matches!(node.value, Value::List(_) | Value::Map(_)))?;
        self.take_node(en, zh)
    }

    fn take_text_within(&mut self, en: &'static str, zh: &'static str, limit: usize) -> Option<(String, Span)> {
        let node = self.take_node(en, zh)?;
        let Some(text) = node.scalar_text() else {
            self.diagnostics.push(catalog::wrong_type(node.span, &self.name_of(en, zh), &phrases::wanted_text()));
            return None;
        };

        let text = cut_to_limit(text, node.span, &self.name_of(en, zh), limit, self.diagnostics);
        Some((text, node.span)).filter(|(text, _)| !text.is_empty())
    }

    /// Takes a text or a list of texts.
    pub fn take_texts(&mut self, en: &'static str, zh: &'static str) -> Vec<(String, Span)> {
        let Some(node) = self.take_node(en, zh) else { return Vec::new() };
        text_list(node, &self.name_of(en, zh), self.diagnostics)
    }

    /// Takes `true` or `false`, `是` or `否`, and nothing else.
    pub fn take_flag(&mut self, en: &'static str, zh: &'static str) -> Option<bool> {
        let node = self.take_node(en, zh)?;
        let mistake = match &node.value {
            Value::Bool(yes, _) => return Some(*yes),
            Value::Text(text) | Value::Number(text) if let Some(yes) = truth_value(text) => return Some(yes),
            Value::Text(text) if let Some(inside) = in_smart_quotes(text) => {
                catalog::smart_quotes(node.span, &self.name_of(en, zh), inside)
            }
            _ => {
                let name = self.name_of(en, zh);
                let mistake = catalog::wrong_type(node.span, &name, &phrases::wanted_truth_value());
                Diagnostic { help: Some(phrases::write_flag(&name)), ..mistake }
            }
        };

        self.diagnostics.push(mistake);
        None
    }

    /// Takes a whole number within a range.
    pub fn take_number(&mut self, en: &'static str, range: RangeInclusive<u32>) -> Option<u32> {
        let node = self.take_node(en, "")?;
        let number = match &node.value {
            Value::Number(digits) => digits.parse().ok().filter(|n| range.contains(n)),
            _ => None,
        };
        if number.is_none() {
            self.diagnostics.push(catalog::number_out_of_range(node.span, en, *range.start(), *range.end()));
        }
        number
    }

    /// Returns the entries that are left, for maps whose keys are free; nothing is reported.
    pub fn into_entries(self) -> Vec<(String, Span, Node)> {
        self.entries
    }

    /// Ends the reading: every key that was not taken is reported, with the nearest known one.
    pub fn report_unknown(self) {
        for (key, span, _) in self.entries {
            let near = nearest(&key, self.known.iter().copied());
            let mut mistake = catalog::unknown_key(span, &key, near);
            if self.is_story && near.is_none() {
                mistake.help = Some(phrases::look_up_key());
            }
            self.diagnostics.push(mistake);
        }
    }
}

/// Returns what a word for yes or no says. YAML itself knows `true` and `false`.
fn truth_value(text: &str) -> Option<bool> {
    match text
        .trim_matches([' ', '\u{3000}', '\u{FEFF}', '\u{200B}', '。', '！', '，', '；', '.', '!', ',', ';'])
        .to_lowercase()
        .as_str()
    {
        "是" | "是的" | "yes" | "y" | "on" | "true" | "1" | "真" | "√" | "✓" => Some(true),
        "否" | "no" | "n" | "off" | "false" | "0" | "假" | "不是" | "×" => Some(false),
        _ => None,
    }
}

/// Returns the entries of a map, of a key that stands twice the first; keys that are no text or too long are reported.
fn unique_entries(map: Vec<(Node, Node)>, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, Span, Node)> {
    let mut entries = Vec::new();
    let mut seen: HashMap<String, Span> = HashMap::new();
    for (key, value) in map {
        let Some(text) = key.scalar_text() else {
            diagnostics.push(catalog::wrong_type(key.span, name, &phrases::wanted_text_key()));
            continue;
        };
        if report_too_long(&text, key.span, name, MAX_LINE_CHARS, diagnostics) {
            continue;
        }

        if let Some(first) = seen.get(&text) {
            diagnostics.push(catalog::duplicate_key(key.span, &text, *first, None));
        } else {
            seen.insert(text.clone(), key.span);
            entries.push((text, key.span, value));
        }
    }
    entries
}

/// Pairs of quotation marks of text, which are none of YAML's.
const SMART_QUOTES: [(char, char); 4] = [('“', '”'), ('‘', '’'), ('＂', '＂'), ('「', '」')];

/// Returns the content of a pair of quotation marks of text: `“15”`.
pub fn in_smart_quotes(text: &str) -> Option<&str> {
    let text = text.trim();
    let mut pairs = SMART_QUOTES.into_iter();
    let inside = pairs.find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))?;
    // In “甲”与“乙” the marks at both ends are two pairs.
    if inside.contains(['“', '”', '‘', '’', '＂', '「', '」']) { None } else { Some(inside) }
}

/// Returns the text of a node that stands where a text of one line may stand, a number or a truth value as it was
/// written. `None` for anything else; one that is too long is reported, and cut.
pub fn line_text(node: &Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    node.scalar_text().map(|text| cut_to_limit(text, node.span, name, MAX_LINE_CHARS, diagnostics))
}

/// Reports and cuts a text that is too long: its content is not reported to be missing, too.
fn cut_to_limit(text: String, span: Span, name: &str, limit: usize, diagnostics: &mut Vec<Diagnostic>) -> String {
    if report_too_long(&text, span, name, limit, diagnostics) { text.chars().take(limit).collect() } else { text }
}

/// Reports a text that has more characters than it may have; returns whether it has.
fn report_too_long(text: &str, span: Span, name: &str, limit: usize, diagnostics: &mut Vec<Diagnostic>) -> bool {
    // A character has at least one byte: most texts need not be counted.
    let count = if text.len() <= limit { 0 } else { text.chars().count() };
    if count > limit {
        diagnostics.push(catalog::text_too_long(span, name, count, limit));
    }
    count > limit
}

/// Returns a text, or each text of a list; anything else is reported.
pub fn text_list(node: Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, Span)> {
    if let Some(text) = line_text(&node, name, diagnostics) {
        return if text.is_empty() { Vec::new() } else { vec![(text, node.span)] };
    }
    let Value::List(items) = node.value else {
        diagnostics.push(catalog::wrong_type(node.span, name, &phrases::wanted_texts()));
        return Vec::new();
    };

    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        match line_text(&item, name, diagnostics) {
            Some(text) if !text.is_empty() => texts.push((text, item.span)),
            _ => diagnostics.push(catalog::wrong_type(item.span, name, &phrases::wanted_text_item())),
        }
    }
    texts
}
