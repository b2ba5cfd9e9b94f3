//! The most telling words of stories: what is like a story is found by them.

use serde::{Deserialize, Serialize};

use super::encoding::{Field, fnv1a_hash};
use super::packed_postings::Occurrence;

/// A word of a story: a hash of it, and how much it says about the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Keyword {
    /// Two words may have the same hash; it costs a little exactness in what is only a ranking.
    pub hash: u32,
    /// How often it occurs, an occurrence in the headline counting three times; at most 255.
    pub times: u8,
    /// How many characters it has: longer words say more.
    pub length: u8,
}

impl Keyword {
    /// As a number: what says more is less, and of equals what has the lesser hash.
    fn to_sort_key(self) -> u64 {
        let weight = u16::from(self.times) * u16::from(self.length);
        u64::from(!weight) << 48 | u64::from(self.hash) << 16 | u64::from(self.times) << 8 | u64::from(self.length)
    }

    fn from_sort_key(packed: u64) -> Self {
        Self { hash: (packed >> 16) as u32, times: (packed >> 8) as u8, length: packed as u8 }
    }
}

/// Words that are kept of a story.
const MAX_KEYWORDS: usize = 64;

/// Collects the words of a chunk's stories, packed: see [`Keyword::pack`].
#[derive(Debug, Default)]
pub struct KeywordCollector(Vec<Vec<u64>>);

impl KeywordCollector {
    /// Makes room for so many stories.
    pub fn reserve_stories(&mut self, stories: usize) {
        self.0.resize(self.0.len().max(stories), Vec::new());
    }

    /// Adds a word of at most 16 characters of stories that there is room for, with all places where it stands; those in the same story follow one
    /// another. Gives the number of stories.
    pub fn add_word(&mut self, word: &str, occurrences: &[Occurrence]) -> usize {
        let (hash, length) = (fnv1a_hash(word.as_bytes()), word.chars().count() as u8);
        let mut stories = 0;
        for story in occurrences.chunk_by(|a, b| a.story() == b.story()) {
            let times: usize =
                story.iter().map(|occurrence| if occurrence.field() == Field::Body { 1 } else { 3 }).sum();
            let keyword = Keyword { hash, times: times.min(255) as u8, length };
            self.0[usize::from(story[0].story())].push(keyword.to_sort_key());
            stories += 1;
        }
        stories
    }

    /// Takes out the most telling ones of each of so many stories, by hash.
    pub fn take_keywords(&mut self, stories: usize) -> Vec<Vec<Keyword>> {
        let best = |words: &mut Vec<u64>| {
            if words.len() > MAX_KEYWORDS {
                words.select_nth_unstable(MAX_KEYWORDS);
                words.truncate(MAX_KEYWORDS);
            }
            let mut words: Vec<Keyword> = words.drain(..).map(Keyword::from_sort_key).collect();
            words.sort_unstable();
            words.dedup_by_key(|word| word.hash);
            words
        };
        self.0[..stories].iter_mut().map(best).collect()
    }
}
