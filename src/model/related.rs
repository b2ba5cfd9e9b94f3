//! Related stories: those that share the most telling words and the rarest tags.
//!
//! A story is a vector of its words' weights (how often, how long, how rare), cut to the greatest and
//! normalised; two stories are as alike as the cosine between them, plus something for every tag they share.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Site, StoryIx};
use crate::search::Keyword;

/// TermVectors that a story is compared by.
const MAX_VECTOR_TERMS: usize = 16;
/// Of each word and tag only this many stories on either side are weighed, so that one that is everywhere
/// costs no more.
const NEIGHBOURS_PER_TERM: usize = 32;
/// What a shared tag counts, at most; the cosine counts 1 at most.
const SHARED_TAG_WEIGHT: f32 = 0.3;
/// Stories less alike than this are not.
const MIN_RELATED_SCORE: f32 = 0.05;

/// The most telling words of a story.
pub type StoryKeywords = Arc<[Keyword]>;

/// The words that a story is compared by, with their weights.
type TermVector = Arc<Vec<(u32, f32)>>;

/// Which stories have which words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TermVectors {
    /// By story.
    keywords: Vec<StoryKeywords>,
    /// By word: how many stories have it.
    document_frequencies: FxHashMap<u32, u32>,
    /// By story: its words and their weights.
    vectors: Vec<TermVector>,
    /// By word: the stories whose vectors have it, newest first, with its weight in each.
    postings: FxHashMap<u32, Arc<Vec<(StoryIx, f32)>>>,
}

/// How rare a word is that so many stories have; `None` for one that joins no stories. By powers of two, and not by the
/// number of all stories: a new story hardly changes the weights.
fn bucketed_idf(stories: u32) -> Option<u32> {
    (stories > 1).then(|| 18_u32.saturating_sub(stories.ilog2()))
}

impl TermVectors {
    /// Weighs the words of all stories, given by story.
    pub fn new(keywords: Vec<StoryKeywords>) -> Self {
        let mut words = Self { vectors: Vec::with_capacity(keywords.len()), ..Self::default() };
        for word in keywords.iter().flat_map(|keywords| keywords.iter()) {
            *words.document_frequencies.entry(word.hash).or_default() += 1;
        }
        for (ix, keywords) in (0..).map(StoryIx).zip(&keywords) {
            let vector = words.term_vector(keywords);
            for (word, weight) in vector.iter() {
                Arc::make_mut(words.postings.entry(*word).or_default()).push((ix, *weight));
            }
            words.vectors.push(vector);
        }
        Self { keywords, ..words }
    }

    /// What [`TermVectors::new`] would give for other keywords of the same stories; quick where those of few stories differ.
    pub fn updated_from(&self, keywords: Vec<StoryKeywords>) -> Self {
        if self.keywords.len() != keywords.len() {
            return Self::new(keywords);
        }
        let mut words = self.clone();
        let others = || (0..).zip(self.keywords.iter().zip(&keywords)).filter(|(_, (old, new))| !Arc::ptr_eq(old, new));
        let mut touched: FxHashSet<u32> = FxHashSet::default();
        for (_, (old, new)) in others() {
            for word in new.iter() {
                *words.document_frequencies.entry(word.hash).or_default() += 1;
            }
            for word in old.iter() {
                words.document_frequencies.entry(word.hash).and_modify(|stories| *stories = stories.saturating_sub(1));
            }
            touched.extend(old.iter().chain(new.iter()).map(|word| word.hash));
        }
        let count = |words: &Self, word: u32| words.document_frequencies.get(&word).copied().unwrap_or_default();
        touched.retain(|word| bucketed_idf(count(self, *word)) != bucketed_idf(count(&words, *word)));
        words.document_frequencies.retain(|_, stories| *stories > 0);
        let mut again: Vec<usize> = others().map(|(at, _)| at).collect();
        let has_touched = |at: &usize| keywords[*at].iter().any(|word| touched.contains(&word.hash));
        again.extend((0..keywords.len()).filter(|at| !touched.is_empty() && has_touched(at)));
        again.sort_unstable();
        again.dedup();
        for at in again {
            let ix = StoryIx(at as u32);
            let vector = words.term_vector(&keywords[at]);
            let before = std::mem::replace(&mut words.vectors[at], vector.clone());
            for (word, _) in before.iter() {
                let stories = words.postings.entry(*word).or_default();
                Arc::make_mut(stories).retain(|(other, _)| *other != ix);
                if stories.is_empty() {
                    words.postings.remove(word);
                }
            }
            for (word, weight) in vector.iter() {
                let stories = Arc::make_mut(words.postings.entry(*word).or_default());
                stories.insert(stories.partition_point(|(other, _)| *other < ix), (ix, *weight));
            }
        }
        Self { keywords, ..words }
    }

    fn term_vector(&self, keywords: &[Keyword]) -> TermVector {
        let weighed = keywords.iter().filter_map(|word| {
            let rarity = bucketed_idf(self.document_frequencies.get(&word.hash).copied()?)? as f32;
            Some((word.hash, (1.0 + f32::from(word.times)).ln() * f32::from(word.length) * rarity))
        });
        let mut vector: Vec<(u32, f32)> = weighed.collect();
        vector.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        vector.truncate(MAX_VECTOR_TERMS);
        let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        Arc::new(vector)
    }
}

/// How many stories are found to be like one.
pub const MAX_RELATED: usize = 4;

/// Stories that are like one, the most alike first; of equals the newer.
pub type Related = Vec<StoryIx>;

/// How like one story the others are; for one after the other. A table and not a map: it is filled a thousand times for
/// each story.
pub struct RelatedScores {
    /// By story.
    scores: Vec<f32>,
    /// Which of them are not 0.
    touched: Vec<StoryIx>,
}

impl RelatedScores {
    /// For the stories of a site.
    pub fn for_site(site: &Site) -> Self {
        Self { scores: vec![0.0; site.stories.len()], touched: Vec::new() }
    }

    fn add_score(&mut self, ix: StoryIx, score: f32) {
        let place = &mut self.scores[ix.index()];
        if *place == 0.0 {
            self.touched.push(ix);
        }
        *place += score;
    }

    /// The stories that are like one.
    pub fn find_related(&mut self, site: &Site, words: &TermVectors, ix: StoryIx) -> Related {
        for (word, weight) in words.vectors[ix.index()].iter() {
            let stories = &words.postings[word];
            let Ok(at) = stories.binary_search_by_key(&ix, |(story, _)| *story) else { continue };
            neighbourhood(stories, at).iter().for_each(|(story, other)| self.add_score(*story, weight * other));
        }
        for tag in site.tags_of(ix) {
            let stories = &site.tag(tag).stories;
            let Ok(at) = stories.binary_search(&ix) else { continue };
            let weight = SHARED_TAG_WEIGHT / (1.0 + stories.len() as f32).ln();
            neighbourhood(stories, at).iter().for_each(|story| self.add_score(*story, weight));
        }
        let mut best: Vec<(StoryIx, f32)> = Vec::with_capacity(MAX_RELATED + 1);
        for story in self.touched.drain(..) {
            // All weights are above 0, so that a score is 0 only before the first: no story stands here twice.
            let score = std::mem::take(&mut self.scores[story.index()]);
            if story == ix || score < MIN_RELATED_SCORE {
                continue;
            }
            let at =
                best.partition_point(|(other, more)| more.total_cmp(&score).reverse().then(other.cmp(&story)).is_lt());
            if at < MAX_RELATED {
                best.truncate(MAX_RELATED - 1);
                best.insert(at, (story, score));
            }
        }
        best.into_iter().map(|(story, _)| story).collect()
    }
}

/// What stands near a place in a list.
fn neighbourhood<T>(list: &[T], at: usize) -> &[T] {
    &list[at.saturating_sub(NEIGHBOURS_PER_TERM)..list.len().min(at + NEIGHBOURS_PER_TERM + 1)]
}
