//! Packs of wording that ship with the program: common wrong words, variant spellings, absolute wording of advertisements,
//! names of authorities. Each is a file of `packs/` with its source and date; `proofread:` of `site.yaml` says which are used.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use chrono::NaiveDate;

use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::yaml::{Node, Value, text_list};

/// A set of rules for wording that a site may switch on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordingPack {
    /// 别字: words that are always wrong.
    Typos,
    /// 异形词: spellings that are not recommended.
    Variants,
    /// 计量单位: symbols of units.
    Units,
    /// 标点: punctuation by GB/T 15834.
    Punctuation,
    /// 广告: absolute wording.
    Advertising,
    /// 机构: names of authorities.
    Organisations,
}

impl WordingPack {
    /// All packs.
    pub const ALL: [Self; 6] =
        [Self::Typos, Self::Variants, Self::Units, Self::Punctuation, Self::Advertising, Self::Organisations];

    /// The names by which `site.yaml` knows the pack: Chinese, English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Typos => ("别字", "typos"),
            Self::Variants => ("异形词", "variants"),
            Self::Units => ("计量单位", "units"),
            Self::Punctuation => ("标点", "punctuation"),
            Self::Advertising => ("广告", "advertising"),
            Self::Organisations => ("机构", "organisations"),
        }
    }

    /// The words of the pack, as its file has them; none where rules are more than words.
    fn lines(self) -> &'static str {
        match self {
            Self::Typos => include_str!("packs/typos.txt"),
            Self::Variants => include_str!("packs/variants.txt"),
            Self::Advertising => include_str!("packs/advertising.txt"),
            Self::Organisations => include_str!("packs/organisations.txt"),
            Self::Units | Self::Punctuation => "",
        }
    }
}

/// A wording of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackEntry {
    /// The wording.
    pub text: &'static str,
    /// The wording that is right; empty where none can be proposed.
    pub instead: &'static str,
    /// The pack that it is of.
    pub pack: WordingPack,
    /// Whether it is wrong at the beginning of a clause only.
    pub begins_clause: bool,
    /// Words behind it in the same sentence with which it is right.
    pub unless: Vec<&'static str>,
    /// Texts right before it with which it is right: 情难自已.
    pub unless_behind: Vec<&'static str>,
    /// The first day on which it is wrong.
    pub since: Option<NaiveDate>,
}

/// The packs that a site uses.
#[derive(Clone, Debug)]
pub struct WordingPacks {
    packs: Vec<WordingPack>,
    /// Made when the first text is looked through: where all is known from the build before, none is.
    automaton: OnceLock<PackAutomaton>,
}

#[derive(Clone, Debug)]
struct PackAutomaton {
    entries: Vec<PackEntry>,
    finder: Option<AhoCorasick>,
}

impl Default for WordingPacks {
    /// Of the packs those whose every entry is always wrong.
    fn default() -> Self {
        Self::new(vec![WordingPack::Typos])
    }
}

impl WordingPacks {
    /// Uses these packs.
    pub fn new(packs: Vec<WordingPack>) -> Self {
        Self { packs, automaton: OnceLock::new() }
    }

    /// The packs, in the order of `site.yaml`.
    pub fn packs(&self) -> &[WordingPack] {
        &self.packs
    }

    /// Whether a pack is used.
    pub fn holds(&self, pack: WordingPack) -> bool {
        self.packs.contains(&pack)
    }

    /// Finds the wordings that stand in a text (Aho–Corasick), from left to right, the longest where several begin.
    pub fn find_entries<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, &'t PackEntry)> {
        let PackAutomaton { entries, finder } = self.automaton.get_or_init(|| PackAutomaton::new(&self.packs));
        let found = finder.iter().flat_map(move |finder| finder.find_iter(text));
        found.map(|found| (found.start(), &entries[found.pattern().as_usize()]))
    }
}

impl PackAutomaton {
    fn new(packs: &[WordingPack]) -> Self {
        let entries: Vec<PackEntry> = packs.iter().flat_map(|pack| parse_pack(*pack)).collect();
        let words = entries.iter().map(|entry| entry.text);
        // It fails only where the words together are beyond what the automaton can number.
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok();
        Self { finder: finder.filter(|_| !entries.is_empty()), entries }
    }
}

/// Parses the lines of a pack: the wording, what is right, conditions; apart by tabs.
fn parse_pack(pack: WordingPack) -> impl Iterator<Item = PackEntry> {
    let lines = pack.lines().lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(move |line| {
        let mut fields = line.split('\t');
        let text = fields.next().unwrap_or_default();
        let instead = fields.next().unwrap_or_default();
        let conditions: Vec<&str> = fields.next().unwrap_or_default().split(' ').collect();
        let behind = |word: &str| conditions.iter().skip_while(|known| **known != word).nth(1).copied();
        PackEntry {
            text,
            instead,
            pack,
            begins_clause: conditions.contains(&"句首"),
            unless: behind("除非").map(|words| words.split(',').collect()).unwrap_or_default(),
            unless_behind: behind("前非").map(|words| words.split(',').collect()).unwrap_or_default(),
            since: behind("起").and_then(|date| date.parse().ok()),
        }
    })
}

/// Parses `proofread: [别字, 异形词]`, `proofread: 否`.
pub(super) fn parse_wording_packs(node: Node, diagnostics: &mut Vec<Diagnostic>) -> WordingPacks {
    let is_off = match &node.value {
        Value::Bool(yes, _) => Some(!yes),
        Value::Text(text) if text == "是" => Some(false),
        Value::Text(text) if text == "否" => Some(true),
        _ => None,
    };
    match is_off {
        Some(true) => return WordingPacks::new(Vec::new()),
        Some(false) => return WordingPacks::default(),
        None => {}
    }

    let mut packs = Vec::new();
    for (name, span) in text_list(node, "proofread", diagnostics) {
        match WordingPack::ALL.into_iter().find(|pack| [pack.names().0, pack.names().1].contains(&name.as_str())) {
            Some(pack) if packs.contains(&pack) => {}
            Some(pack) => packs.push(pack),
            None => {
                let known = WordingPack::ALL.iter().flat_map(|pack| [pack.names().0, pack.names().1]);
                let near = nearest(&name, known);
                diagnostics.push(catalog::unknown_key(span, &name, near));
            }
        }
    }
    WordingPacks::new(packs)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_entry_says_something_else_than_it_finds() {
        let mut seen: HashMap<(&str, bool), &str> = HashMap::new();
        for entry in WordingPack::ALL.into_iter().flat_map(parse_pack) {
            assert_ne!(entry.text, entry.instead);
            assert!(!entry.instead.contains(entry.text), "{}: what is right holds what is wrong", entry.text);
            assert!(entry.text.chars().count() > 1, "{}", entry.text);
            let is_typo = entry.pack == WordingPack::Typos;
            assert_eq!(seen.insert((entry.text, is_typo), entry.instead), None, "{} stands twice", entry.text);
        }
        assert!(seen.len() > 900, "{}", seen.len());
    }

    #[test]
    fn every_file_names_its_source_and_its_date() {
        for pack in WordingPack::ALL.into_iter().filter(|pack| !pack.lines().is_empty()) {
            let head: String = pack.lines().lines().take_while(|line| line.starts_with('#')).collect();
            assert!(head.contains("来源：") && head.contains("整理："), "{pack:?}");
        }
    }

    #[test]
    fn conditions_are_read() {
        let packs = WordingPacks::new(WordingPack::ALL.to_vec());
        let (at, entry) = packs.find_entries("，既使下雨").next().unwrap();
        assert_eq!((at, entry.instead, entry.begins_clause), (3, "即使", true));
        assert_eq!(entry.unless, ["又", "更"]);
        let (_, entry) = packs.find_entries("环境保护部发布").next().unwrap();
        assert_eq!(entry.since, NaiveDate::from_ymd_opt(2018, 4, 16));
    }
}
