//! Where in the tree words go on that begin with three characters, found in one look instead of three searches, each far
//! from the processor. `build.rs`, which packs this table beside the tree, has this file too.

use std::borrow::Cow;

use super::tree::{Node, ROOT, Tree};

/// A table of the beginnings of three characters: eight bytes for each, at the place that the highest bits of their hash
/// say, or behind it where that is taken. No two have the same hash, so that what is left of it tells them apart. Of the
/// bits, from the lowest: the beginning's place in the tree (20); how far it stands behind its own place (8); the rest of
/// the hash (30). 0 is no beginning.
#[derive(Clone, Debug)]
pub struct Triples(Cow<'static, [u8]>);

/// There are so many places, as a power of two.
const PLACES: u32 = 18;

/// Bits of a hash: as many as three characters below U+10000 have, and so it is another for any other three.
const HASH: u32 = 48;

const NODE: u32 = 20;
const BEHIND: u32 = 8;

impl Triples {
    /// The beginnings in a tree.
    ///
    /// # Panics
    /// If it has more than there is room for, or characters beyond U+FFFF: the dictionary is packed when the program is
    /// made, and must then be packed otherwise.
    #[allow(dead_code, reason = "the program has it packed")]
    pub fn new(tree: &Tree) -> Self {
        let mut entries = vec![0_u64; 1 << PLACES];
        let character = |node| char::from_u32(tree.character(node)).unwrap_or(char::MAX);
        for first in tree.children(ROOT) {
            for second in tree.children(first) {
                for third in tree.children(second) {
                    let hash = hash([first, second, third].map(character)).expect("characters below U+10000");
                    let places = (0..1 << BEHIND).map(|behind| (place(hash, behind), entry(hash, behind)));
                    let (place, entry) = places.into_iter().find(|(place, _)| entries[*place] == 0).expect("room");
                    entries[place] = entry << NODE | u64::from(third);
                }
            }
        }
        Self(entries.iter().flat_map(|entry| entry.to_le_bytes()).collect::<Vec<_>>().into())
    }

    /// The table that begins some bytes, which was packed before.
    pub const fn packed(bytes: &'static [u8]) -> Self {
        Self(Cow::Borrowed(bytes.split_at(BYTES).0))
    }

    /// As it is packed: for `build.rs`.
    #[allow(dead_code, reason = "the program has it packed")]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The beginning of these three characters in the tree.
    pub fn get(&self, three: [char; 3]) -> Option<Node> {
        let hash = hash(three)?;
        for behind in 0..1 << BEHIND {
            let bytes = self.0.get(place(hash, behind) * 8..).and_then(|bytes| bytes.first_chunk())?;
            let found = u64::from_le_bytes(*bytes);
            if found == 0 {
                return None;
            }
            if found >> NODE == entry(hash, behind) {
                return Some(found as Node & ((1 << NODE) - 1));
            }
        }
        None
    }
}

/// How many bytes a table has.
pub const BYTES: usize = 8 << PLACES;

/// Of characters below U+10000. An odd factor: none is lost in what is left of the product.
fn hash(three: [char; 3]) -> Option<u64> {
    let [a, b, c] = three.map(|c| u64::from(c as u32));
    let number = a << 32 | b << 16 | c;
    ((a | b | c) < 1 << 16).then_some(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) & ((1 << HASH) - 1))
}

fn place(hash: u64, behind: u64) -> usize {
    ((hash >> (HASH - PLACES)) + behind) as usize & ((1 << PLACES) - 1)
}

/// What an entry has above the node.
fn entry(hash: u64, behind: u64) -> u64 {
    (hash & ((1 << (HASH - PLACES)) - 1)) << BEHIND | behind
}
