//! The dictionary of the segmenter: jieba's, packed into the program as a trie so that it need not be loaded, and a site's own words.

use std::sync::LazyLock;

use super::prefix_table::{self, PrefixTable};
use super::trie::{MAX_FREQUENCY, Node, ROOT, Trie, TrieWord};

/// The dictionary that `build.rs` packs from `dictionary.txt` and `words.txt`: the sum of all frequencies, the prefix table, the trie.
static DICTIONARY_BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/dictionary.bin"));

static PREFIX_TABLE: PrefixTable = PrefixTable::from_static(DICTIONARY_BYTES.split_at(8).1);

static GENERAL_TRIE: Trie = Trie::from_static(DICTIONARY_BYTES.split_at(8 + prefix_table::PREFIX_TABLE_BYTES).1);

/// The unified ideographs of the basic plane, with which nearly all words begin.
const FIRST_IDEOGRAPH: u32 = 0x4E00;
const LAST_IDEOGRAPH: u32 = 0x9FFF;

/// The trie's nodes of the ideographs from [`FIRST_IDEOGRAPH`] to [`LAST_IDEOGRAPH`], or [`ROOT`] for none.
static ROOT_CHILDREN: LazyLock<Vec<Node>> = LazyLock::new(|| {
    let mut nodes = vec![ROOT; (LAST_IDEOGRAPH - FIRST_IDEOGRAPH + 1) as usize];
    for node in GENERAL_TRIE.children(ROOT) {
        if let Some(place) =
            GENERAL_TRIE.character(node).checked_sub(FIRST_IDEOGRAPH).and_then(|n| nodes.get_mut(n as usize))
        {
            *place = node;
        }
    }
    nodes
});

/// Returns the words of this program that jieba's dictionary lacks.
pub fn house_words() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split(' ').next())
}

/// A word of the dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DictionaryWord {
    /// The number of its node, valid until words are added.
    pub id: u32,
    /// Its frequency in the dictionary's corpus, at least 1.
    pub frequency: u32,
    /// Whether it is a noun or a verbal noun.
    pub is_noun: bool,
}

/// The general dictionary and added words, with their frequencies.
#[derive(Clone, Debug)]
pub struct WordDictionary {
    /// Words that the general dictionary lacks, sorted.
    added_words: Vec<TrieWord>,
    added_trie: Trie,
    prefix_filter: PrefixFilter,
    total_frequency: u64,
}

impl Default for WordDictionary {
    fn default() -> Self {
        let total = DICTIONARY_BYTES[..8].iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte));
        let mut threes = PrefixFilter::default();
        threes.insert_trie(&GENERAL_TRIE);
        Self { added_words: Vec::new(), added_trie: Trie::default(), prefix_filter: threes, total_frequency: total }
    }
}

impl WordDictionary {
    /// Adds words that the dictionary lacks, with their frequencies.
    pub fn add_words(&mut self, words: impl IntoIterator<Item = (Vec<char>, u32)>) {
        for (word, frequency) in words {
            let frequency = frequency.clamp(1, MAX_FREQUENCY);
            self.total_frequency += u64::from(frequency);
            self.added_words.push(TrieWord { characters: word, frequency, is_noun: true });
        }
        self.added_words.sort_unstable();
        self.added_words.dedup_by(|a, b| a.characters == b.characters);
        self.added_trie = Trie::new(&self.added_words);
        self.prefix_filter.insert_trie(&self.added_trie);
    }

    /// The added words with their frequencies, sorted.
    pub fn added_words(&self) -> impl Iterator<Item = (&[char], u32)> {
        self.added_words.iter().map(|word| (word.characters.as_slice(), word.frequency))
    }

    /// The sum of all frequencies.
    pub fn total_frequency(&self) -> u64 {
        self.total_frequency
    }

    /// Calls `found` with the words that are prefixes of a text, and their lengths in characters (common prefix search).
    pub fn for_each_prefix(&self, text: &[char], mut found: impl FnMut(usize, DictionaryWord)) {
        self.walk_prefixes(text, |length, id, tree, node| {
            if let Some(known) = word_at(tree, node, id) {
                found(length, known);
            }
        });
    }

    /// Like [`WordDictionary::for_each_prefix`], for words of three and more characters.
    pub fn for_each_long_prefix(&self, text: &[char], mut found: impl FnMut(usize, DictionaryWord)) {
        let Some((three, rest)) = text.split_first_chunk() else { return };

        let mut at = |length: usize, id: u32, tree: &Trie, node: Node| {
            if let Some(known) = word_at(tree, node, id) {
                found(length, known);
            }
        };

        if let Some(node) = PREFIX_TABLE.find_node(*three) {
            at(three.len(), node, &GENERAL_TRIE, node);
            walk_trie(&GENERAL_TRIE, node, rest, |more, node| at(three.len() + more, node, &GENERAL_TRIE, node));
        }

        self.walk_added_words(text, |length, id, tree, node| {
            if length >= three.len() {
                at(length, id, tree, node);
            }
        });
    }

    /// Finds a word.
    pub fn find_word(&self, word: &[char]) -> Option<DictionaryWord> {
        if let [a, b] = *word
            && !self.prefix_filter.may_contain([a, b, WORD_END])
        {
            return None;
        }
        let mut last = None;
        self.walk_prefixes(word, |length, id, tree, node| {
            if length == word.len() {
                last = last.or(word_at(tree, node, id));
            }
        });
        last
    }

    /// Walks the trie of the general dictionary with a text, then that of the added words.
    fn walk_prefixes(&self, text: &[char], mut at: impl FnMut(usize, u32, &Trie, Node)) {
        let Some((first, rest)) = text.split_first() else { return };
        let begins = match (*first as u32).checked_sub(FIRST_IDEOGRAPH).and_then(|n| ROOT_CHILDREN.get(n as usize)) {
            Some(node) => Some(*node).filter(|node| *node != ROOT),
            None => GENERAL_TRIE.find_child(ROOT, *first),
        };
        if let Some(node) = begins {
            at(1, node, &GENERAL_TRIE, node);
            walk_trie(&GENERAL_TRIE, node, rest, |more, node| at(1 + more, node, &GENERAL_TRIE, node));
        }
        self.walk_added_words(text, at);
    }

    fn walk_added_words(&self, text: &[char], mut at: impl FnMut(usize, u32, &Trie, Node)) {
        if !self.added_words.is_empty() {
            walk_trie(&self.added_trie, ROOT, text, |length, node| {
                at(length, GENERAL_TRIE.len() as u32 + node, &self.added_trie, node)
            });
        }
    }

    /// Whether a word of three and more characters may begin with these. Errs towards yes.
    pub fn may_begin_word(&self, three: [char; 3]) -> bool {
        self.prefix_filter.may_contain(three)
    }
}

/// Walks a trie with a text from a node, calling `at` for each node on the way with the number of characters.
fn walk_trie(tree: &Trie, mut node: Node, text: &[char], mut at: impl FnMut(usize, Node)) {
    for (length, c) in (1..).zip(text) {
        let Some(next) = tree.find_child(node, *c) else { break };
        node = next;
        at(length, node);
    }
}

fn word_at(tree: &Trie, node: Node, id: u32) -> Option<DictionaryWord> {
    let frequency = tree.frequency(node);
    (frequency > 0).then(|| DictionaryWord { id, frequency, is_noun: tree.is_noun(node) })
}

/// Stands for the third character of a word of two.
const WORD_END: char = '\0';

/// Blocked Bloom filter of the first three characters of all words, those of two included: three bits in one block of 64. It stays
/// in the processor's cache, which the trie does not fit in, and answers for nine of ten positions of a text.
#[derive(Clone, Debug)]
struct PrefixFilter(Vec<u64>);

/// Binary logarithm of the number of blocks.
const FILTER_BLOCKS_LOG2: u32 = 15;

impl Default for PrefixFilter {
    fn default() -> Self {
        Self(vec![0; 1 << FILTER_BLOCKS_LOG2])
    }
}

impl PrefixFilter {
    /// The block of three characters, and their bits in it.
    fn block_and_mask(three: [char; 3]) -> (usize, u64) {
        let [a, b, c] = three.map(|c| u64::from(c as u32));
        let hash = (a << 42 | b << 21 | c).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let bits = [6, 12, 18].map(|n| 1 << (hash >> (64 - FILTER_BLOCKS_LOG2 - n) & 63));
        ((hash >> (64 - FILTER_BLOCKS_LOG2)) as usize, bits[0] | bits[1] | bits[2])
    }

    /// Inserts the words of a trie.
    fn insert_trie(&mut self, trie: &Trie) {
        for (first, a) in children_with_characters(trie, ROOT) {
            for (second, b) in children_with_characters(trie, first) {
                let end = (trie.frequency(second) > 0).then_some(WORD_END);
                for c in children_with_characters(trie, second).map(|(_, c)| c).chain(end) {
                    let (block, mask) = Self::block_and_mask([a, b, c]);
                    self.0[block] |= mask;
                }
            }
        }
    }

    fn may_contain(&self, three: [char; 3]) -> bool {
        let (number, bits) = Self::block_and_mask(three);
        self.0[number] & bits == bits
    }
}

/// The children of a node, each with its character.
fn children_with_characters(trie: &Trie, node: Node) -> impl Iterator<Item = (Node, char)> {
    trie.children(node).filter_map(|child| Some((child, char::from_u32(trie.character(child))?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of three and more characters that some texts begin with.
    fn count_long_words<'t>(texts: impl IntoIterator<Item = &'t [char]>) -> usize {
        let mut dictionary = WordDictionary::default();
        dictionary.add_words(["湖畔灯塔", "湖畔灯塔计划", "科技创新港"].map(|word| (word.chars().collect(), 9)));
        let mut count = 0;
        for text in texts {
            let (mut all, mut long) = (Vec::new(), Vec::new());
            dictionary.for_each_prefix(text, |length, word| all.push((length, word)));
            dictionary.for_each_long_prefix(text, |length, word| long.push((length, word)));
            all.retain(|(length, _)| *length > 2);
            assert_eq!(long, all, "{}", String::from_iter(text));
            count += long.len();
        }
        count
    }

    #[test]
    fn long_words_are_found_by_their_beginnings_as_by_going_through_the_tree() {
        let words = include_str!("dictionary.txt").lines().filter_map(|line| line.split(' ').next());
        let mut words: Vec<Vec<char>> = words.map(|word| word.chars().collect()).collect();
        assert!(count_long_words(words.iter().map(Vec::as_slice)) > 200_000);
        // What no dictionary has: the same characters, turned round and run together.
        words.iter_mut().for_each(|word| word.reverse());
        let run: Vec<char> = words.concat();
        assert!(count_long_words((0..run.len() - 8).step_by(3).map(|at| &run[at..at + 8])) > 1_000);
        let own: Vec<char> = "湖畔灯塔计划𠮷野家".chars().collect();
        assert_eq!(count_long_words((0..own.len()).map(|at| &own[at..])), 2);
    }
}
