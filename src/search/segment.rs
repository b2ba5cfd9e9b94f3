//! Index segments: the packed terms of some neighbouring stories.
//!
//! Stories are indexed some hundred at a time, newest first and in parallel. An [`IndexSegment`] has their terms sorted and packed
//! by shard, so that the index of a large bulletin stays small in memory, and never changes; a shard of the index is merged from
//! all segments when it is written. Lucene and tantivy call the same a segment.

use serde::{Deserialize, Serialize};

use super::bigram::Bigram;
use super::packed_postings::PackedPostings;

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
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
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
