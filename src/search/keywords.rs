//! Keywords of stories: the words with the greatest frequency times length, from which TF-IDF vectors are made.

use serde::{Deserialize, Serialize};

use super::encoding::fnv1a_hash;
use super::impact::Field;
use super::packed_postings::Occurrence;

/// Greatest number of keywords of a story.
const MAX_KEYWORDS: usize = 64;

/// Weight of an occurrence in the head, in occurrences in the body.
pub const HEAD_OCCURRENCES: usize = 3;

/// A word of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Keyword {
    /// The hash of the word. Two words may have the same; for a ranking that is exact enough.
    pub hash: u32,
    /// The number of occurrences, one in the head counting three times; at most 255.
    pub times: u8,
    /// The length in characters: longer words say more.
    pub length: u8,
}

impl Keyword {
    /// A number that sorts by descending weight, then by ascending hash.
    fn to_sort_key(self) -> u64 {
        let weight = u16::from(self.times) * u16::from(self.length);
        u64::from(!weight) << 48 | u64::from(self.hash) << 16 | u64::from(self.times) << 8 | u64::from(self.length)
    }

    fn from_sort_key(key: u64) -> Self {
        Self { hash: (key >> 16) as u32, times: (key >> 8) as u8, length: key as u8 }
    }
}

/// Collects the words of a segment's stories, by story and as sort keys.
#[derive(Debug, Default)]
pub struct KeywordCollector(Vec<Vec<u64>>);

impl KeywordCollector {
    /// Makes room for so many stories.
    pub fn reserve_stories(&mut self, stories: usize) {
        self.0.resize(self.0.len().max(stories), Vec::new());
    }

    /// Adds a word of at most 16 characters with all its occurrences; those in the same story follow one another. Returns the
    /// number of its stories.
    pub fn add_word(&mut self, word: &str, occurrences: &[Occurrence]) -> usize {
        let hash = fnv1a_hash(word.as_bytes());
        let length = word.chars().count() as u8;
        let mut stories = 0;

        for story in occurrences.chunk_by(|a, b| a.story() == b.story()) {
            let times: usize = story
                .iter()
                .map(|occurrence| if occurrence.field() == Field::Body { 1 } else { HEAD_OCCURRENCES })
                .sum();
            let keyword = Keyword { hash, times: times.min(255) as u8, length };
            self.0[usize::from(story[0].story())].push(keyword.to_sort_key());
            stories += 1;
        }

        stories
    }

    /// Takes out the keywords of each of so many stories, by ascending hash.
    pub fn take_keywords(&mut self, stories: usize) -> Vec<Vec<Keyword>> {
        self.0[..stories].iter_mut().map(select_keywords).collect()
    }
}

/// Selects the words of the greatest weight.
fn select_keywords(keys: &mut Vec<u64>) -> Vec<Keyword> {
    if keys.len() > MAX_KEYWORDS {
        keys.select_nth_unstable(MAX_KEYWORDS);
        keys.truncate(MAX_KEYWORDS);
    }

    let mut keywords: Vec<Keyword> = keys.drain(..).map(Keyword::from_sort_key).collect();
    keywords.sort_unstable();
    keywords.dedup_by_key(|keyword| keyword.hash);
    keywords
}
