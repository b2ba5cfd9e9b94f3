//! Hash table from the first three characters of words to their nodes in the trie: one lookup instead of three binary
//! searches, each of which would miss the processor's cache. `build.rs` includes this file and packs the table.

use std::borrow::Cow;

use super::trie::{Node, ROOT, Trie};

/// An open-addressing hash table of prefixes of three characters, with linear probing. A slot has eight bytes; 0 is an empty
/// one. Its bits, from the lowest: the prefix's node in the trie (20), the distance from the prefix's home slot (8), the
/// lowest bits of its hash (30). Multiplicative hashing without loss: different prefixes have different hashes, so the home
/// slot and the rest of the hash identify a prefix.
#[derive(Clone, Debug)]
pub struct PrefixTable(Cow<'static, [u8]>);

/// Size of a packed table in bytes.
pub const PREFIX_TABLE_BYTES: usize = 8 << SLOTS_LOG2;

/// Binary logarithm of the number of slots.
const SLOTS_LOG2: u32 = 18;

/// Bits of a hash: as many as three characters below U+10000 have together.
const HASH_BITS: u32 = 48;

const NODE_BITS: u32 = 20;
const PROBE_BITS: u32 = 8;

impl PrefixTable {
    /// Builds the table of a trie.
    ///
    /// # Panics
    /// If a probe sequence is longer than [`PROBE_BITS`] can hold, or a word begins with characters beyond U+FFFF: both
    /// happen while the program is built, and the table must then be packed in another way.
    #[allow(dead_code, reason = "the program includes it packed")]
    pub fn new(trie: &Trie) -> Self {
        let mut slots = vec![0_u64; 1 << SLOTS_LOG2];

        for first in trie.children(ROOT) {
            for second in trie.children(first) {
                for third in trie.children(second) {
                    let prefix =
                        [first, second, third].map(|node| char::from_u32(trie.character(node)).unwrap_or(char::MAX));
                    let hash = hash_prefix(prefix).expect("characters below U+10000");
                    let distance = (0..1 << PROBE_BITS)
                        .find(|distance| slots[slot_index(hash, *distance)] == 0)
                        .expect("a free slot");
                    slots[slot_index(hash, distance)] = slot_tag(hash, distance) << NODE_BITS | u64::from(third);
                }
            }
        }

        Self(slots.iter().flat_map(|slot| slot.to_le_bytes()).collect::<Vec<_>>().into())
    }

    /// Returns the packed table at the front of some bytes.
    pub const fn from_static(bytes: &'static [u8]) -> Self {
        Self(Cow::Borrowed(bytes.split_at(PREFIX_TABLE_BYTES).0))
    }

    /// The packed table, for `build.rs`.
    #[allow(dead_code, reason = "the program includes it packed")]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Finds the node of a prefix.
    pub fn find_node(&self, prefix: [char; 3]) -> Option<Node> {
        let hash = hash_prefix(prefix)?;

        for distance in 0..1 << PROBE_BITS {
            let bytes = self.0.get(slot_index(hash, distance) * 8..).and_then(|bytes| bytes.first_chunk())?;
            let slot = u64::from_le_bytes(*bytes);
            if slot == 0 {
                return None;
            }
            if slot >> NODE_BITS == slot_tag(hash, distance) {
                return Some(slot as Node & ((1 << NODE_BITS) - 1));
            }
        }

        None
    }
}

/// Hashes three characters below U+10000; `None` for others. Multiplication by an odd number is a bijection modulo a power of two.
fn hash_prefix(prefix: [char; 3]) -> Option<u64> {
    let [a, b, c] = prefix.map(|c| u64::from(c as u32));
    let number = a << 32 | b << 16 | c;
    ((a | b | c) < 1 << 16).then_some(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) & ((1 << HASH_BITS) - 1))
}

/// The slot at a distance from a hash's home slot, which its highest bits name.
fn slot_index(hash: u64, distance: u64) -> usize {
    ((hash >> (HASH_BITS - SLOTS_LOG2)) + distance) as usize & ((1 << SLOTS_LOG2) - 1)
}

/// The bits of a slot above the node.
fn slot_tag(hash: u64, distance: u64) -> u64 {
    (hash & ((1 << (HASH_BITS - SLOTS_LOG2)) - 1)) << PROBE_BITS | distance
}
