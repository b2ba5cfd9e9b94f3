//! Trie of words, packed into bytes that need no parsing. `build.rs` includes this file and packs the dictionary.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

/// A word of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TrieWord {
    /// Its characters.
    pub characters: Vec<char>,
    /// Its frequency in the corpus of the dictionary.
    pub frequency: u32,
    /// Whether it is a noun or a verbal noun.
    pub is_noun: bool,
}

/// A trie in breadth-first order: eight bytes a node, children of a node side by side and sorted by character. The bits of a
/// node, from the lowest: the frequency of the word that ends here, or 0 (20); whether it is a noun (1); the character (21);
/// the index of the first child (20).
#[derive(Clone, Debug, Default)]
pub struct Trie(Cow<'static, [u8]>);

/// The greatest frequency of a word.
pub const MAX_FREQUENCY: u32 = (1 << 20) - 1;

/// Bits of a code point.
pub const CHARACTER_BITS: u32 = 21;

const NOUN_FLAG: u64 = 1 << 20;
const CHARACTER_SHIFT: u32 = 21;
const CHILDREN_SHIFT: u32 = 42;

/// The index of a node, which stands for a prefix of words.
pub type Node = u32;

/// The node of the empty prefix.
pub const ROOT: Node = 0;

/// Words with a common prefix, whose node has no children yet.
struct PendingNode<'w> {
    words: &'w [TrieWord],
    depth: usize,
}

impl Trie {
    /// Packs sorted words without duplicates.
    pub fn new(words: &[TrieWord]) -> Self {
        let mut nodes: Vec<u64> = vec![0];
        let mut pending = VecDeque::from([PendingNode { words, depth: 0 }]);
        let mut done = 0;

        while let Some(PendingNode { words, depth }) = pending.pop_front() {
            nodes[done] |= (nodes.len() as u64) << CHILDREN_SHIFT;
            done += 1;

            // The first word may be the prefix itself.
            let longer = &words[words.iter().take_while(|word| word.characters.len() == depth).count()..];
            for words in longer.chunk_by(|a, b| a.characters[depth] == b.characters[depth]) {
                let first = &words[0];
                let mut node = u64::from(first.characters[depth] as u32) << CHARACTER_SHIFT;
                if first.characters.len() == depth + 1 {
                    node |= u64::from(first.frequency.clamp(1, MAX_FREQUENCY));
                    node |= if first.is_noun { NOUN_FLAG } else { 0 };
                }
                nodes.push(node);
                pending.push_back(PendingNode { words, depth: depth + 1 });
            }
        }

        // A sentinel: the end of the last node's children.
        nodes.push((nodes.len() as u64) << CHILDREN_SHIFT);
        Self(nodes.iter().flat_map(|node| node.to_le_bytes()).collect::<Vec<_>>().into())
    }

    /// Returns a trie that was packed before.
    pub const fn from_static(bytes: &'static [u8]) -> Self {
        Self(Cow::Borrowed(bytes))
    }

    /// The packed trie, for `build.rs`.
    #[allow(dead_code, reason = "the program includes it packed")]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        (self.0.len() / 8).saturating_sub(1)
    }

    fn node_bits(&self, node: Node) -> u64 {
        let bytes = self.0.get(node as usize * 8..).and_then(|bytes| bytes.first_chunk());
        bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// The children of a node.
    pub fn children(&self, node: Node) -> Range<Node> {
        if self.0.is_empty() {
            return 0..0;
        }
        (self.node_bits(node) >> CHILDREN_SHIFT) as Node..(self.node_bits(node + 1) >> CHILDREN_SHIFT) as Node
    }

    /// The character that leads to a node.
    pub fn character(&self, node: Node) -> u32 {
        (self.node_bits(node) >> CHARACTER_SHIFT) as u32 & ((1 << CHARACTER_BITS) - 1)
    }

    /// Finds the child of a node by its character.
    pub fn find_child(&self, node: Node, c: char) -> Option<Node> {
        let Range { start, end } = self.children(node);
        let mut found = start;
        let mut left = end - start;

        // Branchless binary search: every second branch would be mispredicted.
        while left > 1 {
            let half = left / 2;
            found = if self.character(found + half) <= c as u32 { found + half } else { found };
            left -= half;
        }

        (left == 1 && self.character(found) == c as u32).then_some(found)
    }

    /// The frequency of the word that ends at a node; 0 if none does.
    pub fn frequency(&self, node: Node) -> u32 {
        self.node_bits(node) as u32 & MAX_FREQUENCY
    }

    /// Whether the word that ends at a node is a noun or a verbal noun.
    pub fn is_noun(&self, node: Node) -> bool {
        self.node_bits(node) & NOUN_FLAG > 0
    }
}
