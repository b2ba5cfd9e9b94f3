//! The words that are known: jieba's dictionary, packed into the program so that it need not be loaded, and those of a site.

use std::sync::LazyLock;

use super::tree::{MOST, Node, ROOT, Tree, Word};
use super::triples::{self, Triples};

/// What `build.rs` made of `dictionary.txt` and `words.txt`: the sum of all frequencies, the table of beginnings, the tree.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/dictionary.bin"));

static TRIPLES: Triples = Triples::packed(PACKED.split_at(8).1);

static GENERAL: Tree = Tree::packed(PACKED.split_at(8 + triples::BYTES).1);

/// The unified ideographs of the basic plane, with which nearly all words begin.
const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;

/// By the ideographs from [`FIRST`] to [`LAST`]: their nodes, or [`ROOT`] for none.
static BEGINNINGS: LazyLock<Vec<Node>> = LazyLock::new(|| {
    let mut nodes = vec![ROOT; (LAST - FIRST + 1) as usize];
    for node in GENERAL.children(ROOT) {
        if let Some(place) = GENERAL.character(node).checked_sub(FIRST).and_then(|n| nodes.get_mut(n as usize)) {
            *place = node;
        }
    }
    nodes
});

/// The words of this program that jieba's dictionary lacks.
pub fn house_words() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split(' ').next())
}

/// A word that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its number in this dictionary, as long as no words are added.
    pub id: u32,
    /// How often it stands in the texts that the dictionary was made from; at least 1.
    pub frequency: u32,
    /// Whether it names something.
    pub names: bool,
}

/// Words with their frequencies.
#[derive(Clone, Debug)]
pub struct Dictionary {
    /// Words that the general dictionary lacks, sorted.
    words: Vec<Word>,
    own: Tree,
    threes: Threes,
    total: u64,
}

impl Default for Dictionary {
    fn default() -> Self {
        let total = PACKED[..8].iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte));
        let mut threes = Threes::default();
        threes.add(&GENERAL);
        Self { words: Vec::new(), own: Tree::default(), threes, total }
    }
}

impl Dictionary {
    /// Adds words that it lacks, with their frequencies.
    pub fn add(&mut self, words: impl IntoIterator<Item = (Vec<char>, u32)>) {
        for (word, frequency) in words {
            let frequency = frequency.clamp(1, MOST);
            self.total += u64::from(frequency);
            self.words.push((word, frequency, true));
        }
        self.words.sort_unstable();
        self.words.dedup_by(|a, b| a.0 == b.0);
        self.own = Tree::new(&self.words);
        self.threes.add(&self.own);
    }

    /// The words that were added, with their frequencies, sorted.
    pub fn own(&self) -> impl Iterator<Item = (&[char], u32)> {
        self.words.iter().map(|(word, frequency, _)| (word.as_slice(), *frequency))
    }

    /// The sum of all frequencies.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Hands out the words that a text begins with, each with how many characters it has.
    pub fn each(&self, text: &[char], mut found: impl FnMut(usize, Known)) {
        self.walk(text, |length, id, tree, node| {
            if let Some(known) = known(tree, node, id) {
                found(length, known);
            }
        });
    }

    /// Hands out those of three and more characters.
    pub fn each_long(&self, text: &[char], mut found: impl FnMut(usize, Known)) {
        let Some((three, rest)) = text.split_first_chunk() else { return };
        let mut at = |length: usize, id: u32, tree: &Tree, node: Node| {
            if let Some(known) = known(tree, node, id) {
                found(length, known);
            }
        };
        if let Some(node) = TRIPLES.get(*three) {
            at(three.len(), node, &GENERAL, node);
            go_on(&GENERAL, node, rest, |more, node| at(three.len() + more, node, &GENERAL, node));
        }
        self.walk_own(text, |length, id, tree, node| {
            if length >= three.len() {
                at(length, id, tree, node);
            }
        });
    }

    /// A word, if it is known.
    pub fn get(&self, word: &[char]) -> Option<Known> {
        if let [a, b] = *word
            && !self.threes.has([a, b, END])
        {
            return None;
        }
        let mut last = None;
        self.walk(word, |length, id, tree, node| {
            if length == word.len() {
                last = last.or(known(tree, node, id));
            }
        });
        last
    }

    /// Goes as far as there are words that go on, in the general dictionary and in the site's own words.
    fn walk(&self, text: &[char], mut at: impl FnMut(usize, u32, &Tree, Node)) {
        let Some((first, rest)) = text.split_first() else { return };
        let begins = match (*first as u32).checked_sub(FIRST).and_then(|n| BEGINNINGS.get(n as usize)) {
            Some(node) => Some(*node).filter(|node| *node != ROOT),
            None => GENERAL.step(ROOT, *first),
        };
        if let Some(node) = begins {
            at(1, node, &GENERAL, node);
            go_on(&GENERAL, node, rest, |more, node| at(1 + more, node, &GENERAL, node));
        }
        self.walk_own(text, at);
    }

    fn walk_own(&self, text: &[char], mut at: impl FnMut(usize, u32, &Tree, Node)) {
        if !self.words.is_empty() {
            go_on(&self.own, ROOT, text, |length, node| at(length, GENERAL.len() as u32 + node, &self.own, node));
        }
    }

    /// Whether a word of three and more characters may begin with these; most that do not are told by it.
    pub fn may_begin(&self, three: [char; 3]) -> bool {
        self.threes.has(three)
    }
}

/// Goes through a tree with a text, as far as it has such words.
fn go_on(tree: &Tree, mut node: Node, text: &[char], mut at: impl FnMut(usize, Node)) {
    for (length, c) in (1..).zip(text) {
        let Some(next) = tree.step(node, *c) else { break };
        node = next;
        at(length, node);
    }
}

fn known(tree: &Tree, node: Node, id: u32) -> Option<Known> {
    let frequency = tree.frequency(node);
    (frequency > 0).then(|| Known { id, frequency, names: tree.names(node) })
}

/// What stands for the third character of a word of two.
const END: char = '\0';

/// The first three characters of all words, those of two too: for each, three bits of a number, all by a hash of them (a blocked Bloom filter). They stay in the processor's nearer memory, where
/// the tree does not: nine of ten places of a text need no look at that.
#[derive(Clone, Debug)]
struct Threes(Vec<u64>);

/// As many numbers there are, as a power of two.
const SIZE: u32 = 15;

impl Default for Threes {
    fn default() -> Self {
        Self(vec![0; 1 << SIZE])
    }
}

impl Threes {
    /// Which number, and which of its bits.
    fn place(three: [char; 3]) -> (usize, u64) {
        let [a, b, c] = three.map(|c| u64::from(c as u32));
        let hash = (a << 42 | b << 21 | c).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let bits = [6, 12, 18].map(|n| 1 << (hash >> (64 - SIZE - n) & 63));
        ((hash >> (64 - SIZE)) as usize, bits[0] | bits[1] | bits[2])
    }

    fn add(&mut self, tree: &Tree) {
        let characters = |node| {
            let character = |node| char::from_u32(tree.character(node)).map(|c| (node, c));
            tree.children(node).filter_map(character)
        };
        for (first, a) in characters(ROOT) {
            for (second, b) in characters(first) {
                let ends = (tree.frequency(second) > 0).then_some(END);
                for c in characters(second).map(|(_, c)| c).chain(ends) {
                    let (number, bits) = Self::place([a, b, c]);
                    self.0[number] |= bits;
                }
            }
        }
    }

    fn has(&self, three: [char; 3]) -> bool {
        let (number, bits) = Self::place(three);
        self.0[number] & bits == bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of three and more characters that some texts begin with.
    fn long<'t>(texts: impl IntoIterator<Item = &'t [char]>) -> usize {
        let mut dictionary = Dictionary::default();
        dictionary.add(["湖畔灯塔", "湖畔灯塔计划", "科技创新港"].map(|word| (word.chars().collect(), 9)));
        let mut count = 0;
        for text in texts {
            let (mut all, mut long) = (Vec::new(), Vec::new());
            dictionary.each(text, |length, word| all.push((length, word)));
            dictionary.each_long(text, |length, word| long.push((length, word)));
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
        assert!(long(words.iter().map(Vec::as_slice)) > 200_000);
        // What no dictionary has: the same characters, turned round and run together.
        words.iter_mut().for_each(|word| word.reverse());
        let run: Vec<char> = words.concat();
        assert!(long((0..run.len() - 8).step_by(3).map(|at| &run[at..at + 8])) > 1_000);
        let own: Vec<char> = "湖畔灯塔计划𠮷野家".chars().collect();
        assert_eq!(long((0..own.len()).map(|at| &own[at..])), 2);
    }
}
