//! The house's lexicon: wording that is forbidden, names that are written in full at first, people with their
//! titles. From `lexicon.yaml`, from `lexicon:` in `site.yaml`, or both.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{Sources, Span};
use crate::yaml::{self, MapReader, Node, Value, line_text, text_list};

/// The file's name.
pub const FILE: &str = "lexicon.yaml";

/// All entries, and what finds them.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    entries: Vec<Entry>,
    /// None without entries.
    finder: Option<AhoCorasick>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is looked for.
    pub text: String,
    /// What it is.
    pub rule: Rule,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// 禁用词, with what to write instead; empty: nothing.
    Forbidden(String),
    /// 例外: wording that is right although it holds another entry.
    Allowed,
    /// 全称.
    Full,
    /// 简称 of the full name that is this entry.
    Short(usize),
    /// A person, with the titles that are right.
    Titled(Vec<String>),
}

impl Lexicon {
    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry behind an index that [`Lexicon::find`] gave out.
    pub fn entry(&self, at: usize) -> &Entry {
        &self.entries[at]
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Every entry that stands in a text, with its first byte: from left to right, the longest where several
    /// begin, none inside another. Latin letters match as whole words only.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        let latin = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
        let whole = move |start: usize, end: usize| {
            let bytes = text.as_bytes();
            let cut = |at: usize| latin(at.checked_sub(1).and_then(|at| bytes.get(at))) && latin(bytes.get(at));
            !cut(start) && !cut(end)
        };
        let found = self.finder.iter().flat_map(move |finder| finder.find_iter(text));
        found.filter(move |m| whole(m.start(), m.end())).map(|m| (m.start(), m.pattern().as_usize()))
    }
}

/// The entries as they are read.
#[derive(Default)]
struct Reader {
    entries: Vec<Entry>,
    places: HashMap<String, (usize, Span)>,
}

impl Reader {
    /// Adds an entry. One that stands there already with another meaning is reported.
    fn add(&mut self, text: &str, rule: Rule, span: Span, diagnostics: &mut Vec<Diagnostic>) -> usize {
        if let Some((at, first)) = self.places.get(text) {
            if self.entries[*at].rule != rule {
                diagnostics.push(catalog::lexicon_conflict(span, text, *first));
            }
            return *at;
        }
        let at = self.entries.len();
        self.places.insert(text.to_owned(), (at, span));
        self.entries.push(Entry { text: text.to_owned(), rule });
        at
    }

    fn read(&mut self, node: Node, name: &str, diagnostics: &mut Vec<Diagnostic>) {
        let mut fields = MapReader::from_node(node, name, diagnostics);
        let forbidden = fields.take_node("forbidden", "禁用词");
        let allowed = fields.take_texts("allowed", "例外");
        let full = fields.take_node("full_names", "全称");
        let titles = fields.take_node("titles", "职务");
        fields.report_unknown();
        for (word, span, node) in entries(forbidden, "forbidden", diagnostics) {
            let instead = match &node.value {
                Value::Null => Some(String::new()),
                _ => line_text(&node, &word, diagnostics),
            };
            match instead {
                Some(instead) => {
                    self.add(&word, Rule::Forbidden(instead), span, diagnostics);
                }
                None => diagnostics.push(catalog::wrong_type(node.span, &word, "改用的词", "the wording to use")),
            }
        }
        for (word, span) in allowed {
            self.add(&word, Rule::Allowed, span, diagnostics);
        }
        for (name, span, node) in entries(full, "full_names", diagnostics) {
            let full = self.add(&name, Rule::Full, span, diagnostics);
            for (short, span) in text_list(node, &name, diagnostics) {
                self.add(&short, Rule::Short(full), span, diagnostics);
            }
        }
        for (name, span, node) in entries(titles, "titles", diagnostics) {
            let titles = text_list(node, &name, diagnostics).into_iter().map(|(title, _)| title).collect();
            self.add(&name, Rule::Titled(titles), span, diagnostics);
        }
    }
}

fn entries(node: Option<Node>, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, Span, Node)> {
    let entries = node.map_or_else(Vec::new, |node| MapReader::from_node(node, name, diagnostics).into_entries());
    entries.into_iter().filter(|(text, ..)| !text.is_empty()).collect()
}

/// Reads `lexicon:` of `site.yaml`, if it is there, and `lexicon.yaml`, if there is one.
pub(super) fn read(own: Option<Node>, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Lexicon {
    let mut reader = Reader::default();
    if let Some(node) = own {
        reader.read(node, "lexicon", diagnostics);
    }
    if let Some((file, source)) = sources.find(FILE) {
        match yaml::parse_document(file, &source.text, 0..source.text.len()) {
            Ok(node) => reader.read(node, FILE, diagnostics),
            Err(mistake) => diagnostics.push(*mistake),
        }
    }
    if reader.entries.is_empty() {
        return Lexicon::default();
    }
    let words = reader.entries.iter().map(|entry| &entry.text);
    // It fails only where the words together are beyond what the automaton can number.
    let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok();
    Lexicon { entries: reader.entries, finder }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Text;

    #[test]
    fn the_longest_entry_wins_and_latin_words_are_whole() {
        let text = "禁用词: {科技局: 甲, AI: 人工智能}\n例外: [嘉兴市科技局]\n".to_owned();
        let sources = Sources::new(vec![Text { path: FILE.to_owned(), text }]);
        let mut diagnostics = Vec::new();
        let lexicon = read(None, &sources, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let found = |text| -> Vec<String> {
            let found = lexicon.find(text).map(|(at, n)| format!("{at} {}", lexicon.entry(n).text));
            found.collect()
        };
        assert_eq!(found("嘉兴市科技局与科技局"), ["0 嘉兴市科技局", "21 科技局"]);
        assert_eq!(found("MAIN、AI与AI2"), ["7 AI"]);
    }
}
