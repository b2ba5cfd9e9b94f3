//! Related stories: those that share the most telling words and the rarest tags.
//!
//! A story is a vector of its words' weights (how often, how long, how rare), cut to the greatest and
//! normalised; two stories are as alike as the cosine between them, plus something for every tag they share.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::{Site, StoryIx};
use crate::parse::Story;

/// Words that a story is compared by.
const WORDS: usize = 16;
/// Of each word and tag only this many stories on either side are weighed, so that one that is everywhere
/// costs no more.
const REACH: usize = 32;
/// What a shared tag counts, at most; the cosine counts 1 at most.
const TAG: f32 = 0.3;
/// Stories less alike than this are not.
const LEAST: f32 = 0.05;

/// Which stories have which words.
#[derive(Debug, Default)]
pub struct Words {
    /// By story: its words and their weights.
    vectors: Vec<Vec<(u32, f32)>>,
    /// By word: the stories whose vectors have it, newest first, with its weight in each.
    stories: FxHashMap<u32, Vec<(StoryIx, f32)>>,
}

impl Words {
    /// Weighs the words of all stories.
    #[must_use]
    pub fn new(stories: &[Arc<Story>]) -> Self {
        let mut frequency: FxHashMap<u32, u32> = FxHashMap::default();
        for word in stories.iter().flat_map(|story| story.keywords()) {
            *frequency.entry(word.hash).or_default() += 1;
        }
        let mut words = Self { vectors: Vec::with_capacity(stories.len()), ..Self::default() };
        for (ix, story) in (0..).map(StoryIx).zip(stories) {
            let weighed = story.keywords().iter().filter_map(|word| {
                let stories = frequency.get(&word.hash).copied().filter(|n| *n > 1)?;
                // By powers of two, and not by the number of all stories: a new story hardly changes the weights.
                let rarity = 18_u32.saturating_sub(stories.ilog2()) as f32;
                Some((word.hash, (1.0 + f32::from(word.times)).ln() * f32::from(word.length) * rarity))
            });
            let mut vector: Vec<(u32, f32)> = weighed.collect();
            vector.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            vector.truncate(WORDS);
            let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
            for (word, weight) in &mut vector {
                *weight /= length;
                words.stories.entry(*word).or_default().push((ix, *weight));
            }
            words.vectors.push(vector);
        }
        words
    }
}

/// At most `limit` stories that are like one, the most alike first; of equals the newer.
#[must_use]
pub fn related(site: &Site, words: &Words, ix: StoryIx, limit: usize) -> Vec<StoryIx> {
    let mut scores: Vec<(StoryIx, f32)> = Vec::new();
    for (word, weight) in &words.vectors[ix.at()] {
        let stories = &words.stories[word];
        let Ok(at) = stories.binary_search_by_key(&ix, |(story, _)| *story) else { continue };
        scores.extend(near(stories, at).iter().map(|(story, other)| (*story, weight * other)));
    }
    for tag in site.tags_of(ix) {
        let stories = &site.tags[tag].stories;
        let Ok(at) = stories.binary_search(&ix) else { continue };
        let weight = TAG / (1.0 + stories.len() as f32).ln();
        scores.extend(near(stories, at).iter().map(|story| (*story, weight)));
    }
    scores.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    scores.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    scores.retain(|(story, score)| *story != ix && *score >= LEAST);
    scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    scores.truncate(limit);
    scores.into_iter().map(|(story, _)| story).collect()
}

/// What stands near a place in a list.
fn near<T>(list: &[T], at: usize) -> &[T] {
    &list[at.saturating_sub(REACH)..list.len().min(at + REACH + 1)]
}
