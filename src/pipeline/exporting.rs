//! The published stories, some at a time and side by side → documents for a search engine.

use std::borrow::Cow;

use rayon::prelude::*;

use super::Bulletin;
use crate::export::{Document, Engine};
use crate::model::StoryIx;
use crate::search::Segmenter;

/// Stories that are in memory as documents at once.
const BATCH: usize = 64;

impl Bulletin {
    /// Hands out the lines of every published story, the newest first; ends at the first failure.
    ///
    /// # Errors
    /// The failure of who takes them.
    pub fn export<E>(&self, engine: Engine, mut take: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        let segmenter = self.export_segmenter();
        let stories: Vec<StoryIx> = self.site.all_stories().collect();
        for batch in stories.chunks(BATCH) {
            let lines = |ix: &StoryIx| engine.document_lines(&Document::new(&self.site, *ix, &segmenter));
            let lines: Vec<String> = batch.par_iter().map(lines).collect();
            lines.iter().try_for_each(|lines| take(lines))?;
        }
        Ok(())
    }

    /// The settings of the index that the stories go to.
    pub fn export_settings(&self, engine: Engine) -> String {
        engine.index_settings(&self.export_segmenter())
    }

    /// The segmenter that the site's own index is made with; a bulletin without one knows the dictionary alone.
    fn export_segmenter(&self) -> Cow<'_, Segmenter> {
        self.segmenter().map_or_else(|| Cow::Owned(Segmenter::new()), Cow::Borrowed)
    }
}
