//! A segmenter that is made when a text first needs one: loading the dictionary takes longer than reading a short story.

use std::sync::{Arc, OnceLock};

use super::segmenter::Segmenter;

/// A segmenter that knows the general dictionary and words of a site, made when it is first asked for.
#[derive(Default)]
pub struct LazySegmenter {
    words: Vec<String>,
    segmenter: OnceLock<Arc<Segmenter>>,
}

impl LazySegmenter {
    /// For a site's words, and the segmenter that knows them if there is one already.
    pub fn new(words: Vec<String>, segmenter: Option<Arc<Segmenter>>) -> Self {
        Self { words, segmenter: segmenter.map_or_else(OnceLock::new, OnceLock::from) }
    }

    /// Returns the segmenter.
    pub fn segmenter(&self) -> &Segmenter {
        self.segmenter
            .get_or_init(|| Arc::new(Segmenter::new().with_words(self.words.iter().map(String::as_str)).into_owned()))
    }

    /// The site's words.
    pub fn words(&self) -> &[String] {
        &self.words
    }
}
