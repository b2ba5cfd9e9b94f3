//! Which stories of a chunk have which terms: where terms stand, sorted, and packed by shard.

use serde::{Deserialize, Serialize};

use super::encoding::{Field, Impact, VarintReader, write_varint};
use crate::memo;

/// Bits of an occurrence below its term: a story of the chunk, and the field.
const LOCATION_BITS: u32 = STORY_BITS + 2;

/// Bits for a story of a chunk.
const STORY_BITS: u32 = 11;

/// Bits for how many of a chunk's stories have a term.
pub const STORY_COUNT_BITS: u32 = STORY_BITS + 1;

/// Bits for how a term stands in a story.
pub const IMPACT_BITS: u32 = 3;

/// Stories that a chunk can hold.
pub const MAX_SEGMENT_STORIES: usize = 1 << STORY_BITS;

/// A term at a place in a story of a chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occurrence(u64);

impl Occurrence {
    /// A term of at most 51 bits in a story below [`LIMIT`].
    pub fn new(term: u64, story: u16, field: Field) -> Self {
        Self(term << LOCATION_BITS | u64::from(story) << 2 | field as u64)
    }

    /// The term.
    pub fn term(self) -> u64 {
        self.0 >> LOCATION_BITS
    }

    /// The story.
    pub fn story(self) -> u16 {
        (self.0 >> 2) as u16 & (MAX_SEGMENT_STORIES - 1) as u16
    }

    /// Whether it is of the same term in the same story.
    fn is_same_term_and_story(self, other: Self) -> bool {
        (self.0 ^ other.0) >> 2 == 0
    }

    /// The field.
    pub fn field(self) -> Field {
        match self.0 & 3 {
            0 => Field::Title,
            1 => Field::Head,
            _ => Field::Body,
        }
    }
}

/// The terms of a chunk with their stories, packed by shard.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PackedPostings {
    #[serde(with = "memo::bytes")]
    bytes: Vec<u8>,
    /// Where each shard begins, and the end.
    starts: Vec<u32>,
}

/// Packs the terms of chunks. Keeps its room from one to the next: new memory is not there before it is touched.
#[derive(Debug, Default)]
pub struct PostingsPacker {
    /// Terms one after another; what is packed of each tells it from the one before in its shard.
    packed: Vec<u8>,
    /// Of each, its shard and how many bytes it has.
    terms: Vec<(u32, u32)>,
}

impl PostingsPacker {
    /// Packs sorted occurrences; those of a term are in the order of their stories, and in a story the headline comes
    /// first, then the rest of the head. Asks of the occurrences of each term, by ascending terms, whether it is a word.
    pub fn pack_occurrences(
        &mut self,
        occurrences: &[Occurrence],
        shards: usize,
        shard_of: impl Fn(u64) -> usize,
        mut is_word: impl FnMut(&[Occurrence]) -> bool,
    ) -> PackedPostings {
        let Self { packed, terms } = self;
        packed.clear();
        terms.clear();
        let mut starts = vec![0_u32; shards + 1];
        let mut before = vec![0_u64; shards];
        let mut stories = [0; 2 * MAX_SEGMENT_STORIES];
        let mut rest = occurrences;
        while let Some(first) = rest.first() {
            let term = first.term();
            let shard = shard_of(term);
            let (mut length, mut end) = (0, 0);
            while let Some(first) = rest.get(end).filter(|first| first.term() == term) {
                let same = rest[end + 1..].iter().take_while(|other| other.is_same_term_and_story(*first)).count();
                let class = Impact::from_count(1 + same, first.field()).number();
                // Two bytes each: to pack them more tightly takes longer than to find their terms.
                let posting = first.story() << IMPACT_BITS | u16::from(class);
                stories[length..length + 2].copy_from_slice(&posting.to_le_bytes());
                length += 2;
                end += 1 + same;
            }
            let occurrences;
            (occurrences, rest) = rest.split_at(end);
            let start = packed.len();
            write_varint(packed, term - std::mem::replace(&mut before[shard], term));
            // Stories of two bytes each, doubled, are bytes.
            write_varint(packed, length as u64 | u64::from(is_word(occurrences)));
            packed.extend_from_slice(&stories[..length]);
            let length = (packed.len() - start) as u32;
            starts[shard + 1] += length;
            terms.push((shard as u32, length));
        }
        (1..starts.len()).for_each(|shard| starts[shard] += starts[shard - 1]);
        // Within a shard the terms stay in their order.
        let mut bytes = vec![0; packed.len()];
        let (mut next, mut rest) = (starts.clone(), packed.as_slice());
        for &(shard, length) in &*terms {
            let (term, behind) = rest.split_at(length as usize);
            let place = &mut next[shard as usize];
            bytes[*place as usize..][..term.len()].copy_from_slice(term);
            (*place, rest) = (*place + length, behind);
        }
        PackedPostings { bytes, starts }
    }
}

impl PackedPostings {
    /// How many stories have the first term of a shard.
    pub fn first_term_story_count(&self, shard: usize) -> usize {
        let mut packed = VarintReader(self.shard_bytes(shard));
        packed.read_varint();
        packed.read_varint() as usize >> 1
    }

    /// What is packed of a shard; nothing if there is no such shard.
    pub fn shard_bytes(&self, shard: usize) -> &[u8] {
        match (self.starts.get(shard), self.starts.get(shard + 1)) {
            (Some(start), Some(end)) => &self.bytes[*start as usize..*end as usize],
            _ => &[],
        }
    }
}
