//! Words as a tree of their characters, as bytes that need no reading in. `build.rs`, which packs the dictionary into one,
//! has this file too.

use std::borrow::Cow;
use std::collections::VecDeque;

/// A word with its frequency, and whether it names something.
pub type Word = (Vec<char>, u32, bool);

/// A tree of words: eight bytes for each beginning of one, those of one character first, then those of two, and so on;
/// those with the same beginning stand side by side. Of the bits, from the lowest: the frequency of the word that ends here,
/// or 0 (20); whether it names something (1); its last character (21); where those begin that go on from here (20).
#[derive(Clone, Debug, Default)]
pub struct Tree(Cow<'static, [u8]>);

/// What a word's frequency may be at most.
pub const MOST: u32 = (1 << 20) - 1;

const NAMES: u64 = 1 << 20;
const CHARACTER: u32 = 21;
const NEXT: u32 = 42;

/// A beginning of words by its place in the tree.
pub type Node = u32;

/// The empty beginning of all words.
pub const ROOT: Node = 0;

impl Tree {
    /// A tree of sorted words, each once.
    pub fn new(words: &[Word]) -> Self {
        let mut nodes: Vec<u64> = vec![0];
        // The words behind each node whose children are to be written, and how many characters lead there.
        let mut behind = VecDeque::from([(words, 0)]);
        let mut done = 0;
        while let Some((words, depth)) = behind.pop_front() {
            nodes[done] |= (nodes.len() as u64) << NEXT;
            done += 1;
            // The shortest word ends here and has none behind it.
            let longer = &words[words.iter().take_while(|(word, ..)| word.len() == depth).count()..];
            for same in longer.chunk_by(|a, b| a.0[depth] == b.0[depth]) {
                let (word, frequency, names) = &same[0];
                let mut node = u64::from(word[depth] as u32) << CHARACTER;
                if word.len() == depth + 1 {
                    node |= u64::from((*frequency).clamp(1, MOST)) | if *names { NAMES } else { 0 };
                }
                nodes.push(node);
                behind.push_back((same, depth + 1));
            }
        }
        // Says where the children of the last one end.
        nodes.push((nodes.len() as u64) << NEXT);
        Self(nodes.iter().flat_map(|node| node.to_le_bytes()).collect::<Vec<_>>().into())
    }

    /// A tree that was packed before.
    pub const fn packed(bytes: &'static [u8]) -> Self {
        Self(Cow::Borrowed(bytes))
    }

    /// As it is packed: for `build.rs`.
    #[allow(dead_code, reason = "the program has it packed")]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// How many beginnings it has.
    pub fn len(&self) -> usize {
        (self.0.len() / 8).saturating_sub(1)
    }

    fn at(&self, node: Node) -> u64 {
        let bytes = self.0.get(node as usize * 8..).and_then(|bytes| bytes.first_chunk());
        bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// The beginnings that are longer by one character.
    pub fn children(&self, node: Node) -> std::ops::Range<Node> {
        if self.0.is_empty() {
            return 0..0;
        }
        (self.at(node) >> NEXT) as Node..(self.at(node + 1) >> NEXT) as Node
    }

    /// The last character of a beginning.
    pub fn character(&self, node: Node) -> u32 {
        (self.at(node) >> CHARACTER) as u32 & ((1 << CHARACTER) - 1)
    }

    /// The beginning that is longer by this character.
    pub fn step(&self, node: Node, c: char) -> Option<Node> {
        let std::ops::Range { start, end } = self.children(node);
        let (mut found, mut left) = (start, end - start);
        // Halves without a branch, of which every second would be foreseen wrongly.
        while left > 1 {
            let half = left / 2;
            found = if self.character(found + half) <= c as u32 { found + half } else { found };
            left -= half;
        }
        (left == 1 && self.character(found) == c as u32).then_some(found)
    }

    /// The frequency of the word that ends here; 0 if none does.
    pub fn frequency(&self, node: Node) -> u32 {
        self.at(node) as u32 & MOST
    }

    /// Whether the word that ends here names something.
    pub fn names(&self, node: Node) -> bool {
        self.at(node) & NAMES > 0
    }
}
