//! Related stories: those that share the most telling words and the rarest tags.
//!
//! A story is a vector of its words' weights (how often, how long, how rare), cut to the greatest and
//! normalised; two stories are as alike as the cosine between them, plus something for every tag they share.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Site, StoryIx};
use crate::search::Keyword;

/// Words that a story is compared by.
const WORDS: usize = 16;
/// Of each word and tag only this many stories on either side are weighed, so that one that is everywhere
/// costs no more.
const REACH: usize = 32;
/// What a shared tag counts, at most; the cosine counts 1 at most.
const TAG: f32 = 0.3;
/// Stories less alike than this are not.
const LEAST: f32 = 0.05;

/// The most telling words of a story.
pub type StoryKeywords = Arc<[Keyword]>;

/// The words that a story is compared by, with their weights.
type Vector = Arc<Vec<(u32, f32)>>;

/// Which stories have which words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// By story.
    keywords: Vec<StoryKeywords>,
    /// By word: how many stories have it.
    frequency: FxHashMap<u32, u32>,
    /// By story: its words and their weights.
    vectors: Vec<Vector>,
    /// By word: the stories whose vectors have it, newest first, with its weight in each.
    stories: FxHashMap<u32, Arc<Vec<(StoryIx, f32)>>>,
}

/// How rare a word is that so many stories have; `None` for one that joins no stories. By powers of two, and not by the
/// number of all stories: a new story hardly changes the weights.
fn rarity(stories: u32) -> Option<u32> {
    (stories > 1).then(|| 18_u32.saturating_sub(stories.ilog2()))
}

impl Words {
    /// Weighs the words of all stories, given by story.
    pub fn new(keywords: Vec<StoryKeywords>) -> Self {
        let mut words = Self { vectors: Vec::with_capacity(keywords.len()), ..Self::default() };
        for word in keywords.iter().flat_map(|keywords| keywords.iter()) {
            *words.frequency.entry(word.hash).or_default() += 1;
        }
        for (ix, keywords) in (0..).map(StoryIx).zip(&keywords) {
            let vector = words.vector(keywords);
            for (word, weight) in vector.iter() {
                Arc::make_mut(words.stories.entry(*word).or_default()).push((ix, *weight));
            }
            words.vectors.push(vector);
        }
        Self { keywords, ..words }
    }

    /// What [`Words::new`] would give for other keywords of the same stories; quick where those of few stories differ.
    pub fn after(&self, keywords: Vec<StoryKeywords>) -> Self {
        if self.keywords.len() != keywords.len() {
            return Self::new(keywords);
        }
        let mut words = self.clone();
        let others = || (0..).zip(self.keywords.iter().zip(&keywords)).filter(|(_, (old, new))| !Arc::ptr_eq(old, new));
        let mut touched: FxHashSet<u32> = FxHashSet::default();
        for (_, (old, new)) in others() {
            for word in new.iter() {
                *words.frequency.entry(word.hash).or_default() += 1;
            }
            for word in old.iter() {
                words.frequency.entry(word.hash).and_modify(|stories| *stories = stories.saturating_sub(1));
            }
            touched.extend(old.iter().chain(new.iter()).map(|word| word.hash));
        }
        let count = |words: &Self, word: u32| words.frequency.get(&word).copied().unwrap_or_default();
        touched.retain(|word| rarity(count(self, *word)) != rarity(count(&words, *word)));
        words.frequency.retain(|_, stories| *stories > 0);
        let mut again: Vec<usize> = others().map(|(at, _)| at).collect();
        let has_touched = |at: &usize| keywords[*at].iter().any(|word| touched.contains(&word.hash));
        again.extend((0..keywords.len()).filter(|at| !touched.is_empty() && has_touched(at)));
        again.sort_unstable();
        again.dedup();
        for at in again {
            let ix = StoryIx(at as u32);
            let vector = words.vector(&keywords[at]);
            let before = std::mem::replace(&mut words.vectors[at], vector.clone());
            for (word, _) in before.iter() {
                let stories = words.stories.entry(*word).or_default();
                Arc::make_mut(stories).retain(|(other, _)| *other != ix);
                if stories.is_empty() {
                    words.stories.remove(word);
                }
            }
            for (word, weight) in vector.iter() {
                let stories = Arc::make_mut(words.stories.entry(*word).or_default());
                stories.insert(stories.partition_point(|(other, _)| *other < ix), (ix, *weight));
            }
        }
        Self { keywords, ..words }
    }

    fn vector(&self, keywords: &[Keyword]) -> Vector {
        let weighed = keywords.iter().filter_map(|word| {
            let rarity = rarity(self.frequency.get(&word.hash).copied()?)? as f32;
            Some((word.hash, (1.0 + f32::from(word.times)).ln() * f32::from(word.length) * rarity))
        });
        let mut vector: Vec<(u32, f32)> = weighed.collect();
        vector.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        vector.truncate(WORDS);
        let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        Arc::new(vector)
    }
}

/// How many stories are found to be like one.
pub const LIMIT: usize = 4;

/// Stories that are like one, the most alike first; of equals the newer.
pub type Related = Vec<StoryIx>;

/// How like one story the others are; for one after the other. A table and not a map: it is filled a thousand times for
/// each story.
pub struct Scores {
    /// By story.
    scores: Vec<f32>,
    /// Which of them are not 0.
    touched: Vec<StoryIx>,
}

impl Scores {
    /// For the stories of a site.
    pub fn of(site: &Site) -> Self {
        Self { scores: vec![0.0; site.stories.len()], touched: Vec::new() }
    }

    fn add(&mut self, ix: StoryIx, score: f32) {
        let place = &mut self.scores[ix.index()];
        if *place == 0.0 {
            self.touched.push(ix);
        }
        *place += score;
    }

    /// The stories that are like one.
    pub fn related(&mut self, site: &Site, words: &Words, ix: StoryIx) -> Related {
        for (word, weight) in words.vectors[ix.index()].iter() {
            let stories = &words.stories[word];
            let Ok(at) = stories.binary_search_by_key(&ix, |(story, _)| *story) else { continue };
            near(stories, at).iter().for_each(|(story, other)| self.add(*story, weight * other));
        }
        for tag in site.tags_of(ix) {
            let stories = &site.tag(tag).stories;
            let Ok(at) = stories.binary_search(&ix) else { continue };
            let weight = TAG / (1.0 + stories.len() as f32).ln();
            near(stories, at).iter().for_each(|story| self.add(*story, weight));
        }
        let mut best: Vec<(StoryIx, f32)> = Vec::with_capacity(LIMIT + 1);
        for story in self.touched.drain(..) {
            // All weights are above 0, so that a score is 0 only before the first: no story stands here twice.
            let score = std::mem::take(&mut self.scores[story.index()]);
            if story == ix || score < LEAST {
                continue;
            }
            let at =
                best.partition_point(|(other, more)| more.total_cmp(&score).reverse().then(other.cmp(&story)).is_lt());
            if at < LIMIT {
                best.truncate(LIMIT - 1);
                best.insert(at, (story, score));
            }
        }
        best.into_iter().map(|(story, _)| story).collect()
    }
}

/// What stands near a place in a list.
fn near<T>(list: &[T], at: usize) -> &[T] {
    &list[at.saturating_sub(REACH)..list.len().min(at + REACH + 1)]
}
