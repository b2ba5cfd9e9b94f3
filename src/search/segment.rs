//! The terms of some stories, packed.
//!
//! Stories are cut some hundred at a time, newest first and side by side; a [`Chunk`] has their terms sorted by shard and
//! packed, so that the index of a large bulletin stays small in memory. A shard is put together from all chunks when it is
//! written.

use serde::{Deserialize, Serialize};

use super::bigram::Bigram;
use super::packed_postings::PackedPostings;

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
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
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
