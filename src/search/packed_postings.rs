//! Postings of an index segment: occurrences of terms, sorted, packed by shard.

use serde::{Deserialize, Serialize};

use super::encoding::{VarintReader, write_varint};
use super::impact::{Field, Impact};
use crate::memo;

/// Bits of an occurrence below its term: the story's number in the segment, and the field.
const LOCATION_BITS: u32 = STORY_BITS + FIELD_BITS;

/// Bits of a story's number in a segment.
const STORY_BITS: u32 = 11;

const FIELD_BITS: u32 = 2;

/// Bits of the number of a segment's stories that have a term.
pub const STORY_COUNT_BITS: u32 = STORY_BITS + 1;

/// Bits of an impact.
pub const IMPACT_BITS: u32 = 3;

/// Greatest number of stories in a segment.
pub const MAX_SEGMENT_STORIES: usize = 1 << STORY_BITS;

/// An occurrence of a term in a story of a segment. As a number, since most of what is done with occurrences is sorting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occurrence(u64);

impl Occurrence {
    /// Makes an occurrence of a term of at most 51 bits in a story below [`MAX_SEGMENT_STORIES`].
    pub fn new(term: u64, story: u16, field: Field) -> Self {
        Self(term << LOCATION_BITS | u64::from(story) << FIELD_BITS | field as u64)
    }

    /// The term.
    pub fn term(self) -> u64 {
        self.0 >> LOCATION_BITS
    }

    /// The story.
    pub fn story(self) -> u16 {
        (self.0 >> FIELD_BITS) as u16 & (MAX_SEGMENT_STORIES - 1) as u16
    }

    /// Whether another occurrence is of the same term in the same story.
    fn is_same_term_and_story(self, other: Self) -> bool {
        (self.0 ^ other.0) >> FIELD_BITS == 0
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

/// The postings of a segment's terms, packed by shard. In a shard the terms are ascending; each has a varint, its distance from
/// the one before, a varint with the length of its postings in bytes and, in the lowest bit, whether it is a word of the
/// dictionary, and two bytes a posting.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PackedPostings {
    #[serde(with = "memo::bytes")]
    bytes: Vec<u8>,
    /// Where each shard begins, and the end of the last.
    starts: Vec<u32>,
}

/// Packs the occurrences of segments. Keeps its buffers from one segment to the next, since touching new memory costs time.
#[derive(Debug, Default)]
pub struct PostingsPacker {
    /// The packed terms in their order, not yet divided among shards.
    packed: Vec<u8>,
    terms: Vec<PackedTerm>,
}

/// A term in the packer's buffer.
#[derive(Clone, Copy, Debug)]
struct PackedTerm {
    shard: u32,
    /// Length in bytes.
    length: u32,
}

impl PostingsPacker {
    /// Packs sorted occurrences: those of a term in the order of their stories, those in a story with the headline first, then
    /// the rest of the head. `is_word` is called with the occurrences of each term, by ascending terms.
    pub fn pack_occurrences(
        &mut self,
        occurrences: &[Occurrence],
        shards: usize,
        shard_of: impl Fn(u64) -> usize,
        mut is_word: impl FnMut(&[Occurrence]) -> bool,
    ) -> PackedPostings {
        self.packed.clear();
        self.terms.clear();
        let mut starts = vec![0_u32; shards + 1];
        let mut last_terms = vec![0_u64; shards];
        let mut postings = [0; 2 * MAX_SEGMENT_STORIES];
        let mut rest = occurrences;

        while let Some(first) = rest.first() {
            let term = first.term();
            let shard = shard_of(term);
            let (end, length) = write_postings(rest, &mut postings);
            let (occurrences, others) = rest.split_at(end);
            rest = others;

            let start = self.packed.len();
            write_varint(&mut self.packed, term - std::mem::replace(&mut last_terms[shard], term));
            // Two bytes a posting, so that the lowest bit of the length is free.
            write_varint(&mut self.packed, length as u64 | u64::from(is_word(occurrences)));
            self.packed.extend_from_slice(&postings[..length]);

            let length = (self.packed.len() - start) as u32;
            starts[shard + 1] += length;
            self.terms.push(PackedTerm { shard: shard as u32, length });
        }

        (1..starts.len()).for_each(|shard| starts[shard] += starts[shard - 1]);
        PackedPostings { bytes: self.divide_among_shards(&starts), starts }
    }

    /// Moves the packed terms to their shards; within a shard they keep their order.
    fn divide_among_shards(&self, starts: &[u32]) -> Vec<u8> {
        let mut bytes = vec![0; self.packed.len()];
        let mut next = starts.to_vec();
        let mut rest = self.packed.as_slice();

        for &PackedTerm { shard, length } in &self.terms {
            let (term, others) = rest.split_at(length as usize);
            rest = others;
            let place = &mut next[shard as usize];
            bytes[*place as usize..][..term.len()].copy_from_slice(term);
            *place += length;
        }

        bytes
    }
}

/// Writes the postings of the first term of some occurrences. Returns the number of its occurrences, and the number of bytes.
#[inline(always)]
fn write_postings(occurrences: &[Occurrence], postings: &mut [u8]) -> (usize, usize) {
    let term = occurrences[0].term();
    let mut end = 0;
    let mut length = 0;

    while let Some(first) = occurrences.get(end).filter(|first| first.term() == term) {
        let more = occurrences[end + 1..].iter().take_while(|other| other.is_same_term_and_story(*first)).count();
        let impact = Impact::from_count(1 + more, first.field()).number();
        // Two bytes a posting: packing them more tightly would take longer than finding their terms.
        let posting = first.story() << IMPACT_BITS | u16::from(impact);
        postings[length..length + 2].copy_from_slice(&posting.to_le_bytes());
        length += 2;
        end += 1 + more;
    }

    (end, length)
}

impl PackedPostings {
    /// The number of stories that have the first term of a shard.
    pub fn first_term_story_count(&self, shard: usize) -> usize {
        let mut packed = VarintReader(self.shard_bytes(shard));
        packed.read_varint();
        packed.read_varint() as usize >> 1
    }

    /// The packed terms of a shard; empty if there is no such shard.
    pub fn shard_bytes(&self, shard: usize) -> &[u8] {
        match (self.starts.get(shard), self.starts.get(shard + 1)) {
            (Some(start), Some(end)) => &self.bytes[*start as usize..*end as usize],
            _ => &[],
        }
    }
}
