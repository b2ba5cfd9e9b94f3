//! The house's lexicon: wording that is forbidden, names that are written in full at first, people with their
//! titles. From `lexicon.yaml`, from `lexicon:` in `site.yaml`, and people also from `lexicon.csv`. With them the packs of
//! wording that the site uses.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};
use chrono::NaiveDate;

use super::lexicon_table::parse_title_rows;
use super::near_names::NearNames;
use super::period::{Period, take_period};
use super::wording_packs::WordingPacks;
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{Sources, Span};
use crate::yaml::{self, MapReader, Node, Value, line_text, text_list};

/// The file's name.
pub const LEXICON_FILE: &str = "lexicon.yaml";

/// All entries, and the automaton that finds them.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    entries: Vec<LexiconEntry>,
    /// None without entries.
    finder: Option<AhoCorasick>,
    near_names: NearNames,
    packs: WordingPacks,
    /// The stories that the packs of choice are meant for, by their dates.
    period: Period,
}

/// A wording with the rule for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconEntry {
    /// The wording.
    pub text: String,
    /// The rule.
    pub rule: Rule,
    /// The stories that the rule is meant for, by their dates.
    pub period: Period,
}

/// A rule for a wording.
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
    /// All entries.
    pub fn entries(&self) -> &[LexiconEntry] {
        &self.entries
    }

    /// The packs of wording that the site uses.
    pub fn packs(&self) -> &WordingPacks {
        &self.packs
    }

    /// The people of the lexicon, by their titles.
    pub fn near_names(&self) -> &NearNames {
        &self.near_names
    }

    /// The stories that the packs of choice are meant for: what is always wrong is so in every story.
    pub fn period(&self) -> Period {
        self.period
    }

    /// The wording that holds for stories of a day; for those of no day, that of today.
    pub fn for_day(&self, day: Option<NaiveDate>) -> LexiconOfDay<'_> {
        LexiconOfDay { lexicon: self, day }
    }
}

/// The entries of a lexicon whose rules hold on the day of a story.
#[derive(Clone, Copy, Debug)]
pub struct LexiconOfDay<'l> {
    lexicon: &'l Lexicon,
    day: Option<NaiveDate>,
}

impl<'l> LexiconOfDay<'l> {
    /// Returns whether there is nothing to look for on any day.
    pub fn is_empty(self) -> bool {
        self.lexicon.entries.is_empty()
    }

    /// The number of entries of the lexicon; indices are below it.
    pub fn len(self) -> usize {
        self.lexicon.entries.len()
    }

    /// The entry behind an index that [`LexiconOfDay::find_entries`] gave out.
    pub fn entry_at(self, at: usize) -> &'l LexiconEntry {
        &self.lexicon.entries[at]
    }

    /// Finds every entry that stands in a text (Aho–Corasick), each as its first byte and its index: from left to right,
    /// the longest where several begin, none inside another. Latin letters match as whole words only.
    pub fn find_entries<'t>(self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + use<'t, 'l> {
        let found = self.lexicon.finder.iter().flat_map(move |finder| finder.find_iter(text));
        found
            .filter(move |m| !cuts_latin_word(text, m.start()) && !cuts_latin_word(text, m.end()))
            .map(|m| (m.start(), m.pattern().as_usize()))
            .filter(move |(_, n)| self.entry_at(*n).period.contains(self.day))
    }
}

/// Returns whether Latin letters or digits stand on both sides of a place in a text.
fn cuts_latin_word(text: &str, at: usize) -> bool {
    let (before, after) = text.as_bytes().split_at(at);
    before.last().is_some_and(u8::is_ascii_alphanumeric) && after.first().is_some_and(u8::is_ascii_alphanumeric)
}

/// Collects entries while they are parsed.
#[derive(Default)]
struct LexiconReader {
    /// The period of entries that do not name their own.
    period: Period,
    entries: Vec<LexiconEntry>,
    /// By wording: the index of its entry, and where it was written first.
    places: HashMap<String, (usize, Span)>,
}

impl LexiconReader {
    /// Adds an entry and returns its index. One that stands there already with another rule is reported.
    fn add_entry(&mut self, text: &str, rule: Rule, span: Span, diagnostics: &mut Vec<Diagnostic>) -> usize {
        if let Some((at, first)) = self.places.get(text) {
            if self.entries[*at].rule != rule {
                diagnostics.push(catalog::lexicon_conflict(span, text, *first));
            }
            return *at;
        }

        let at = self.entries.len();
        self.places.insert(text.to_owned(), (at, span));
        self.entries.push(LexiconEntry { text: text.to_owned(), rule, period: self.period });
        at
    }

    /// Parses one of the two places that hold entries; `name` is for reports.
    fn read_entries(&mut self, node: Node, name: &str, diagnostics: &mut Vec<Diagnostic>) {
        let mut fields = MapReader::from_node(node, name, diagnostics);
        let forbidden = fields.take_node("forbidden", "禁用词");
        let allowed = fields.take_texts("allowed", "例外");
        let full_names = fields.take_node("full_names", "全称");
        let titles = fields.take_node("titles", "职务");
        let own = take_period(&mut fields);
        fields.report_unknown();

        let rules = self.period;
        self.period = own.or(rules);

        self.read_forbidden(forbidden, diagnostics);
        for (word, span) in allowed {
            self.add_entry(&word, Rule::Allowed, span, diagnostics);
        }

        for (name, span, node) in named_entries(full_names, "full_names", diagnostics) {
            let full = self.add_entry(&name, Rule::Full, span, diagnostics);
            for (short, span) in text_list(node, &name, diagnostics) {
                self.add_entry(&short, Rule::Short(full), span, diagnostics);
            }
        }

        for (name, span, node) in named_entries(titles, "titles", diagnostics) {
            let titles = text_list(node, &name, diagnostics).into_iter().map(|(title, _)| title).collect();
            self.add_entry(&name, Rule::Titled(titles), span, diagnostics);
        }
        self.period = rules;
    }

    /// Adds the people of the tables: a row adds a title to those that its person has already.
    fn read_table(&mut self, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
        for row in parse_title_rows(sources, diagnostics) {
            let known = self.places.get(&row.name).map(|(at, _)| *at);
            if let Some(LexiconEntry { rule: Rule::Titled(titles), .. }) = known.map(|at| &mut self.entries[at]) {
                titles.push(row.title);
            } else {
                self.add_entry(&row.name, Rule::Titled(vec![row.title]), row.place, diagnostics);
            }
        }
    }

    /// Parses `forbidden: {word: instead}`; with nothing behind it, nothing is proposed instead. A word that is wrong from a
    /// day on is written `{word: {instead: …, since: 2018-03-21}}`.
    fn read_forbidden(&mut self, node: Option<Node>, diagnostics: &mut Vec<Diagnostic>) {
        for (word, span, node) in named_entries(node, "forbidden", diagnostics) {
            let (instead, period) = match &node.value {
                Value::Null => (Some(String::new()), self.period),
                Value::Map(_) => {
                    let mut fields = MapReader::from_node(node.clone(), &word, diagnostics);
                    let instead = fields.take_text("instead", "改用").map_or_else(String::new, |(text, _)| text);
                    let period = take_period(&mut fields).or(self.period);
                    fields.report_unknown();
                    (Some(instead), period)
                }
                _ => (line_text(&node, &word, diagnostics), self.period),
            };

            match instead {
                Some(instead) => {
                    let at = self.add_entry(&word, Rule::Forbidden(instead), span, diagnostics);
                    self.entries[at].period = period;
                }
                None => diagnostics.push(catalog::wrong_type(node.span, &word, &phrases::wanted_wording())),
            }
        }
    }
}

/// The entries of a map; those with an empty key are left out, since they would match everywhere.
fn named_entries(node: Option<Node>, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, Span, Node)> {
    let entries = node.map_or_else(Vec::new, |node| MapReader::from_node(node, name, diagnostics).into_entries());
    entries.into_iter().filter(|(text, ..)| !text.is_empty()).collect()
}

/// The titles of an entry, each with the person; none of an entry that is no person.
fn people_of(entry: &LexiconEntry) -> impl Iterator<Item = (&str, &str)> {
    let titles = if let Rule::Titled(titles) = &entry.rule { titles.as_slice() } else { &[] };
    titles.iter().map(|title| (entry.text.as_str(), title.as_str()))
}

/// Parses `lexicon:` of `site.yaml`, if it is there, and `lexicon.yaml`, if there is one.
/// Entries hold for `period` unless they name another.
pub(super) fn parse_lexicon(
    own: Option<Node>,
    packs: WordingPacks,
    sources: &Sources,
    period: Period,
    diagnostics: &mut Vec<Diagnostic>,
) -> Lexicon {
    let mut reader = LexiconReader { period, ..LexiconReader::default() };
    if let Some(node) = own {
        reader.read_entries(node, "lexicon", diagnostics);
    }
    if let Some((file, source)) = sources.find(LEXICON_FILE) {
        match yaml::parse_document(file, &source.text, 0..source.text.len()) {
            Ok(node) => reader.read_entries(node, LEXICON_FILE, diagnostics),
            Err(mistake) => diagnostics.push(*mistake),
        }
    }

    reader.read_table(sources, diagnostics);
    if reader.entries.is_empty() {
        return Lexicon { packs, period, ..Lexicon::default() };
    }
    let words = reader.entries.iter().map(|entry| &entry.text);
    // It fails only where the words together are beyond what the automaton can number.
    let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok();
    let near_names = NearNames::new(reader.entries.iter().flat_map(people_of));
    Lexicon { entries: reader.entries, finder, near_names, packs, period }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::period::parse_day;
    use crate::source::Text;

    /// Each entry that is found in a story of a day, as `byte text`.
    fn found_on(lexicon: &Lexicon, day: &str, text: &str) -> Vec<String> {
        let lexicon = lexicon.for_day(parse_day(day));
        lexicon.find_entries(text).map(|(at, n)| format!("{at} {}", lexicon.entry_at(n).text)).collect()
    }

    fn parse_file(text: &str, period: Period) -> Lexicon {
        let sources = Sources::new(vec![Text { path: LEXICON_FILE.to_owned(), text: text.to_owned() }]);
        let mut diagnostics = Vec::new();
        let lexicon = parse_lexicon(None, WordingPacks::default(), &sources, period, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        lexicon
    }

    #[test]
    fn the_longest_entry_wins_and_latin_words_are_whole() {
        let text = "禁用词: {科技局: 甲, AI: 人工智能}\n例外: [嘉兴市科技局]\n";
        let lexicon = parse_file(text, Period::default());

        assert_eq!(found_on(&lexicon, "", "嘉兴市科技局与科技局"), ["0 嘉兴市科技局", "21 科技局"]);
        assert_eq!(found_on(&lexicon, "", "MAIN、AI与AI2"), ["7 AI"]);
    }

    #[test]
    fn wording_is_wrong_from_its_day_on() {
        let text = "起始: 2020-01-01\n禁用词: {打造: 建设, 卫计委: {改用: 卫健委, since: 2018-03-21}}\n";
        let lexicon = parse_file(text, Period::starting(parse_day("2015")));
        let written = "打造卫计委";
        assert_eq!(found_on(&lexicon, "2018-03-20", written), Vec::<String>::new());
        assert_eq!(found_on(&lexicon, "2018-03-21", written), ["6 卫计委"]);
        assert_eq!(found_on(&lexicon, "2020-01-01", written), ["0 打造", "6 卫计委"]);
        assert_eq!(found_on(&lexicon, "", written), ["0 打造", "6 卫计委"]);

        let of_the_house = parse_file("禁用词: {打造: 建设}\n", Period::starting(parse_day("2015")));
        assert_eq!(found_on(&of_the_house, "2014-12-31", written), Vec::<String>::new());
        assert_eq!(found_on(&of_the_house, "2015-01-01", written), ["0 打造"]);
    }
}
