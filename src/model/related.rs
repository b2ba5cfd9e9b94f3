//! Related stories: those with the most similar words and the rarest common tags.
//!
//! A story is a [TF-IDF](crate::search::tf_idf) vector of its keywords, truncated to the greatest weights and normalised. The
//! score of two stories is the cosine between their vectors, plus a weight for every tag that they share.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Site, StoryIx};
use crate::search::Keyword;
use crate::search::tf_idf::{Idf, TermWeight, normalize_vector};

/// Greatest number of words in a story's vector.
const MAX_VECTOR_TERMS: usize = 16;

/// For each word and tag, only this many stories on either side are scored, so that a word that is everywhere costs no more.
const NEIGHBOURS_PER_TERM: usize = 32;

/// Greatest weight of a shared tag; the cosine is at most 1.
const SHARED_TAG_WEIGHT: f32 = 0.3;

/// Least score of a related story.
const MIN_RELATED_SCORE: f32 = 0.05;

/// The keywords of a story.
pub type StoryKeywords = Arc<[Keyword]>;

/// The words of a story by descending weight.
type TermVector = Arc<Vec<TermWeight>>;

/// The term vectors of all stories, with an inverted index over them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TermVectors {
    /// By story.
    keywords: Vec<StoryKeywords>,
    /// The number of stories that have a word, by word.
    document_frequencies: FxHashMap<u32, u32>,
    /// By story.
    vectors: Vec<TermVector>,
    /// By word: the stories whose vectors have it, newest first.
    postings: FxHashMap<u32, Arc<Vec<WeightedStory>>>,
}

/// A story and the weight of a word in it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct WeightedStory {
    story: StoryIx,
    weight: f32,
}

impl TermVectors {
    /// Weighs the keywords of all stories, given by story.
    pub fn new(keywords: Vec<StoryKeywords>) -> Self {
        let mut vectors = Self { vectors: Vec::with_capacity(keywords.len()), ..Self::default() };
        for word in keywords.iter().flat_map(|keywords| keywords.iter()) {
            *vectors.document_frequencies.entry(word.hash).or_default() += 1;
        }

        for (story, keywords) in (0..).map(StoryIx).zip(&keywords) {
            let vector = vectors.term_vector(keywords);
            for component in vector.iter() {
                let stories = Arc::make_mut(vectors.postings.entry(component.term).or_default());
                stories.push(WeightedStory { story, weight: component.weight });
            }
            vectors.vectors.push(vector);
        }

        Self { keywords, ..vectors }
    }

    /// Returns what [`TermVectors::new`] returns for new keywords of the same stories; fast where few stories differ.
    pub fn updated_from(&self, keywords: Vec<StoryKeywords>) -> Self {
        if self.keywords.len() != keywords.len() {
            return Self::new(keywords);
        }

        let mut updated = self.clone();
        let changed: Vec<usize> =
            (0..keywords.len()).filter(|at| !Arc::ptr_eq(&self.keywords[*at], &keywords[*at])).collect();
        let reweighted = updated.count_changes(&keywords, &changed);

        for (at, keywords) in keywords.iter().enumerate() {
            let is_reweighted = !reweighted.is_empty() && keywords.iter().any(|word| reweighted.contains(&word.hash));
            if is_reweighted || changed.binary_search(&at).is_ok() {
                updated.replace_vector(at, keywords);
            }
        }

        Self { keywords, ..updated }
    }

    /// Updates the document frequencies for changed stories; returns the words whose inverse document frequency changed.
    fn count_changes(&mut self, keywords: &[StoryKeywords], changed: &[usize]) -> FxHashSet<u32> {
        let mut before: FxHashMap<u32, u32> = FxHashMap::default();
        for at in changed {
            for word in keywords[*at].iter() {
                let stories = self.document_frequencies.entry(word.hash).or_default();
                before.entry(word.hash).or_insert(*stories);
                *stories += 1;
            }
            for word in self.keywords[*at].iter() {
                let stories = self.document_frequencies.entry(word.hash).or_default();
                before.entry(word.hash).or_insert(*stories);
                *stories = stories.saturating_sub(1);
            }
        }

        let reweighted = before
            .into_iter()
            .filter(|(word, stories)| {
                Idf::Bucketed.of_frequency(*stories) != Idf::Bucketed.of_frequency(self.document_frequencies[word])
            })
            .map(|(word, _)| word)
            .collect();
        self.document_frequencies.retain(|_, stories| *stories > 0);
        reweighted
    }

    /// Replaces the vector of a story, and its postings.
    fn replace_vector(&mut self, at: usize, keywords: &[Keyword]) {
        let story = StoryIx(at as u32);
        let vector = self.term_vector(keywords);
        let before = std::mem::replace(&mut self.vectors[at], vector.clone());

        for component in before.iter() {
            let stories = self.postings.entry(component.term).or_default();
            Arc::make_mut(stories).retain(|other| other.story != story);
            if stories.is_empty() {
                self.postings.remove(&component.term);
            }
        }

        for component in vector.iter() {
            let stories = Arc::make_mut(self.postings.entry(component.term).or_default());
            let place = stories.partition_point(|other| other.story < story);
            stories.insert(place, WeightedStory { story, weight: component.weight });
        }
    }

    /// Weighs the keywords of a story.
    fn term_vector(&self, keywords: &[Keyword]) -> TermVector {
        let mut vector: Vec<TermWeight> = keywords
            .iter()
            .filter_map(|word| Idf::Bucketed.weigh_keyword(*word, *self.document_frequencies.get(&word.hash)?))
            .collect();

        vector.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.term.cmp(&b.term)));
        vector.truncate(MAX_VECTOR_TERMS);
        normalize_vector(&mut vector);
        Arc::new(vector)
    }
}

/// Greatest number of related stories.
pub const MAX_RELATED: usize = 4;

/// The stories that are related to one, by descending score; of equals the newer first.
pub type Related = Vec<StoryIx>;

/// Scores of all stories against one, for one story after the other. A dense table: it is filled a thousand times for each.
pub struct RelatedScores {
    /// By story.
    scores: Vec<f32>,
    /// The stories whose score is not 0.
    touched: Vec<StoryIx>,
}

/// A story and its score.
struct ScoredStory {
    story: StoryIx,
    score: f32,
}

impl RelatedScores {
    /// Makes the table for the stories of a site.
    pub fn for_site(site: &Site) -> Self {
        Self { scores: vec![0.0; site.stories.len()], touched: Vec::new() }
    }

    fn add_score(&mut self, ix: StoryIx, score: f32) {
        let entry = &mut self.scores[ix.index()];
        if *entry == 0.0 {
            self.touched.push(ix);
        }
        *entry += score;
    }

    /// Finds the stories that are related to one.
    pub fn find_related(&mut self, site: &Site, vectors: &TermVectors, ix: StoryIx) -> Related {
        for component in vectors.vectors[ix.index()].iter() {
            let stories = &vectors.postings[&component.term];
            let Ok(at) = stories.binary_search_by_key(&ix, |other| other.story) else { continue };
            for other in neighbourhood(stories, at) {
                self.add_score(other.story, component.weight * other.weight);
            }
        }

        for tag in site.tags_of(ix) {
            let stories = &site.tag(tag).stories;
            let Ok(at) = stories.binary_search(&ix) else { continue };
            let weight = SHARED_TAG_WEIGHT / (1.0 + stories.len() as f32).ln();
            neighbourhood(stories, at).iter().for_each(|story| self.add_score(*story, weight));
        }

        self.take_best(ix)
    }

    /// Takes out the greatest scores of other stories, and resets the table.
    fn take_best(&mut self, ix: StoryIx) -> Related {
        let mut best: Vec<ScoredStory> = Vec::with_capacity(MAX_RELATED + 1);

        for story in self.touched.drain(..) {
            // All weights are above 0, so a score is 0 only before the first one: no story is touched twice.
            let score = std::mem::take(&mut self.scores[story.index()]);
            if story == ix || score < MIN_RELATED_SCORE {
                continue;
            }

            let place = best
                .partition_point(|other| other.score.total_cmp(&score).reverse().then(other.story.cmp(&story)).is_lt());
            if place < MAX_RELATED {
                best.truncate(MAX_RELATED - 1);
                best.insert(place, ScoredStory { story, score });
            }
        }

        best.into_iter().map(|scored| scored.story).collect()
    }
}

/// The items of a list around a position.
fn neighbourhood<T>(list: &[T], at: usize) -> &[T] {
    &list[at.saturating_sub(NEIGHBOURS_PER_TERM)..list.len().min(at + NEIGHBOURS_PER_TERM + 1)]
}
