//! The terms of some stories, packed.
//!
//! Stories are cut some hundred at a time, newest first and side by side; a [`Chunk`] has their terms sorted by shard and
//! packed, so that the index of a large bulletin stays small in memory. A shard is put together from all chunks when it is
//! written.

use super::bits::{Packed, put};
use super::pair::Pair;
use super::sections::{LIMIT, Sections};

/// How many files the terms are divided among.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Files of pairs and words.
    pub shards: usize,
    /// Files of single characters.
    pub characters: usize,
    /// Files of suggestions.
    pub suggestions: usize,
}

/// The packed terms of a chunk.
#[derive(Debug, Default, PartialEq)]
pub struct Chunk {
    pub(super) stories: usize,
    pub(super) pairs: Sections,
    pub(super) characters: Sections,
    /// Words of three and more characters.
    pub(super) names: Vec<Box<str>>,
    /// By the word's place in `names`.
    pub(super) words: Sections,
    /// Words of two characters, ascending, each with how many stories have it.
    pub(super) short_words: Vec<(Pair, usize)>,
}

impl Chunk {
    /// Writes it down.
    pub fn write(&self, out: &mut Vec<u8>) {
        put(out, self.stories as u64);
        self.pairs.write(out);
        self.characters.write(out);
        self.words.write(out);
        put(out, self.names.len() as u64);
        for name in &self.names {
            put(out, name.len() as u64);
            out.extend_from_slice(name.as_bytes());
        }
        put(out, self.short_words.len() as u64);
        let mut before = 0;
        for (pair, stories) in &self.short_words {
            put(out, pair.number().wrapping_sub(before));
            before = pair.number();
            put(out, *stories as u64);
        }
    }

    /// Reads what [`Chunk::write`] wrote; `None` if it cannot have been that.
    pub fn read(packed: &mut Packed) -> Option<Self> {
        let stories = usize::try_from(packed.number()).ok().filter(|stories| *stories <= LIMIT)?;
        let pairs = Sections::read(packed)?;
        let characters = Sections::read(packed)?;
        let words = Sections::read(packed)?;
        let name = |packed: &mut Packed| {
            let length = packed.count()?;
            Some(std::str::from_utf8(packed.take(length)?).ok()?.into())
        };
        let count = packed.count()?;
        let names = (0..count).map(|_| name(packed)).collect::<Option<_>>()?;
        let mut before = 0_u64;
        let count = packed.count()?;
        let short_words = (0..count).map(|_| {
            before = before.wrapping_add(packed.number());
            Some((Pair::from_number(before), usize::try_from(packed.number()).ok()?))
        });
        let short_words = short_words.collect::<Option<_>>()?;
        Some(Self { stories, pairs, characters, names, words, short_words })
    }

    /// How many stories it has.
    pub fn stories(&self) -> usize {
        self.stories
    }

    /// Its pairs, by shard.
    pub fn pairs(&self) -> &Sections {
        &self.pairs
    }

    /// Its characters, by shard; of how often they occur in the body nothing is kept.
    pub fn characters(&self) -> &Sections {
        &self.characters
    }

    /// The words of three and more characters.
    pub fn names(&self) -> &[Box<str>] {
        &self.names
    }

    /// Their stories, by the places of the words among the names.
    pub fn words(&self) -> &Sections {
        &self.words
    }

    /// The words of two characters, each with how many of the chunk's stories have it.
    pub fn short_words(&self) -> &[(Pair, usize)] {
        &self.short_words
    }
}
