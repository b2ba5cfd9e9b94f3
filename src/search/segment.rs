//! Index segments: the packed terms of some neighbouring stories.
//!
//! Stories are indexed some hundred at a time, newest first and in parallel. An [`IndexSegment`] has their terms sorted and packed
//! by shard, so that the index of a large bulletin stays small in memory, and never changes; a shard of the index is merged from
//! all segments when it is written. Lucene and tantivy call the same a segment.

use super::bigram::Bigram;
use super::encoding::{VarintReader, write_varint};
use super::packed_postings::{MAX_SEGMENT_STORIES, PackedPostings};

/// The numbers of files that the index is divided among.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexShape {
    /// Files of bigrams and words.
    pub shards: usize,
    /// Files of single characters.
    pub characters: usize,
    /// Files of suggestions.
    pub suggestions: usize,
}

/// The packed terms of a segment.
#[derive(Debug, Default, PartialEq)]
pub struct IndexSegment {
    pub(super) stories: usize,
    pub(super) bigrams: PackedPostings,
    pub(super) characters: PackedPostings,
    /// Words of three and more characters.
    pub(super) long_words: Vec<Box<str>>,
    /// Their postings: shard `n` is of the `n`th word.
    pub(super) long_word_postings: PackedPostings,
    /// Words of two characters, ascending, each with the number of its stories.
    pub(super) short_words: Vec<(Bigram, usize)>,
}

impl IndexSegment {
    /// Serializes the segment.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        write_varint(out, self.stories as u64);
        self.bigrams.write_to(out);
        self.characters.write_to(out);
        self.long_word_postings.write_to(out);

        write_varint(out, self.long_words.len() as u64);
        for word in &self.long_words {
            write_varint(out, word.len() as u64);
            out.extend_from_slice(word.as_bytes());
        }

        write_varint(out, self.short_words.len() as u64);
        let mut before = 0;
        for (bigram, stories) in &self.short_words {
            write_varint(out, bigram.to_number().wrapping_sub(before));
            before = bigram.to_number();
            write_varint(out, *stories as u64);
        }
    }

    /// Deserializes what [`IndexSegment::write_to`] wrote; `None` if it cannot have been that.
    pub fn read_from(packed: &mut VarintReader) -> Option<Self> {
        let stories = usize::try_from(packed.read_varint()).ok().filter(|stories| *stories <= MAX_SEGMENT_STORIES)?;
        let bigrams = PackedPostings::read_from(packed)?;
        let characters = PackedPostings::read_from(packed)?;
        let long_word_postings = PackedPostings::read_from(packed)?;

        let count = packed.read_count()?;
        let mut long_words = Vec::with_capacity(count);
        for _ in 0..count {
            let length = packed.read_count()?;
            long_words.push(std::str::from_utf8(packed.read_bytes(length)?).ok()?.into());
        }

        let count = packed.read_count()?;
        let mut short_words = Vec::with_capacity(count);
        let mut number = 0_u64;
        for _ in 0..count {
            number = number.wrapping_add(packed.read_varint());
            short_words.push((Bigram::from_number(number), usize::try_from(packed.read_varint()).ok()?));
        }

        Some(Self { stories, bigrams, characters, long_words, long_word_postings, short_words })
    }

    /// The number of stories.
    pub fn story_count(&self) -> usize {
        self.stories
    }

    /// The postings of bigrams, by shard.
    pub fn bigrams(&self) -> &PackedPostings {
        &self.bigrams
    }

    /// The postings of characters, by shard. A story has a character once: its impact is never `Few`
    /// or `Many`.
    pub fn characters(&self) -> &PackedPostings {
        &self.characters
    }

    /// The words of three and more characters.
    pub fn long_words(&self) -> &[Box<str>] {
        &self.long_words
    }

    /// The postings of the longer words: shard `n` is of the `n`th word.
    pub fn long_word_postings(&self) -> &PackedPostings {
        &self.long_word_postings
    }

    /// The words of two characters, each with the number of the segment's stories that have it.
    pub fn short_words(&self) -> &[(Bigram, usize)] {
        &self.short_words
    }
}
