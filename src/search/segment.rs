//! The terms of some stories, packed.
//!
//! Stories are cut some hundred at a time, newest first and side by side; a [`Chunk`] has their terms sorted by shard and
//! packed, so that the index of a large bulletin stays small in memory. A shard is put together from all chunks when it is
//! written.

use super::bigram::Bigram;
use super::encoding::{VarintReader, write_varint};
use super::packed_postings::{MAX_SEGMENT_STORIES, PackedPostings};

/// How many files the terms are divided among.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexShape {
    /// Files of pairs and words.
    pub shards: usize,
    /// Files of single characters.
    pub characters: usize,
    /// Files of suggestions.
    pub suggestions: usize,
}

/// The packed terms of a chunk.
#[derive(Debug, Default, PartialEq)]
pub struct IndexSegment {
    pub(super) stories: usize,
    pub(super) bigrams: PackedPostings,
    pub(super) characters: PackedPostings,
    /// Words of three and more characters.
    pub(super) long_words: Vec<Box<str>>,
    /// By the word's place in `names`.
    pub(super) long_word_postings: PackedPostings,
    /// Words of two characters, ascending, each with how many stories have it.
    pub(super) short_words: Vec<(Bigram, usize)>,
}

impl IndexSegment {
    /// Writes it down.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        write_varint(out, self.stories as u64);
        self.bigrams.write_to(out);
        self.characters.write_to(out);
        self.long_word_postings.write_to(out);
        write_varint(out, self.long_words.len() as u64);
        for name in &self.long_words {
            write_varint(out, name.len() as u64);
            out.extend_from_slice(name.as_bytes());
        }
        write_varint(out, self.short_words.len() as u64);
        let mut before = 0;
        for (pair, stories) in &self.short_words {
            write_varint(out, pair.to_number().wrapping_sub(before));
            before = pair.to_number();
            write_varint(out, *stories as u64);
        }
    }

    /// Reads what [`Chunk::write`] wrote; `None` if it cannot have been that.
    pub fn read_from(packed: &mut VarintReader) -> Option<Self> {
        let stories = usize::try_from(packed.read_varint()).ok().filter(|stories| *stories <= MAX_SEGMENT_STORIES)?;
        let pairs = PackedPostings::read_from(packed)?;
        let characters = PackedPostings::read_from(packed)?;
        let words = PackedPostings::read_from(packed)?;
        let name = |packed: &mut VarintReader| {
            let length = packed.read_count()?;
            Some(std::str::from_utf8(packed.read_bytes(length)?).ok()?.into())
        };
        let count = packed.read_count()?;
        let names = (0..count).map(|_| name(packed)).collect::<Option<_>>()?;
        let mut before = 0_u64;
        let count = packed.read_count()?;
        let short_words = (0..count).map(|_| {
            before = before.wrapping_add(packed.read_varint());
            Some((Bigram::from_number(before), usize::try_from(packed.read_varint()).ok()?))
        });
        let short_words = short_words.collect::<Option<_>>()?;
        Some(Self { stories, bigrams: pairs, characters, long_words: names, long_word_postings: words, short_words })
    }

    /// How many stories it has.
    pub fn story_count(&self) -> usize {
        self.stories
    }

    /// Its pairs, by shard.
    pub fn bigrams(&self) -> &PackedPostings {
        &self.bigrams
    }

    /// Its characters, by shard; of how often they occur in the body nothing is kept.
    pub fn characters(&self) -> &PackedPostings {
        &self.characters
    }

    /// The words of three and more characters.
    pub fn long_words(&self) -> &[Box<str>] {
        &self.long_words
    }

    /// Their stories, by the places of the words among the names.
    pub fn long_word_postings(&self) -> &PackedPostings {
        &self.long_word_postings
    }

    /// The words of two characters, each with how many of the chunk's stories have it.
    pub fn short_words(&self) -> &[(Bigram, usize)] {
        &self.short_words
    }
}
