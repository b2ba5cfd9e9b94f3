//! The published stories, some at a time and side by side → documents for a search engine.

use rayon::prelude::*;

use super::Bulletin;
use crate::config::words;
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
        let segmenter = self.segmenter();
        let stories: Vec<StoryIx> = self.site.all().collect();
        for batch in stories.chunks(BATCH) {
            let lines = |ix: &StoryIx| engine.lines(&Document::new(&self.site, *ix, &segmenter));
            let lines: Vec<String> = batch.par_iter().map(lines).collect();
            lines.iter().try_for_each(|lines| take(lines))?;
        }
        Ok(())
    }

    /// The settings of the index that the stories go to.
    pub fn export_settings(&self, engine: Engine) -> String {
        engine.settings(&self.segmenter())
    }

    /// What knows the words that the site's own index is made with: those of `words.txt`, tags, and names.
    fn segmenter(&self) -> Segmenter {
        // What is wrong with `words.txt` was told when the bulletin was prepared.
        let words = words::parse_words(&self.sources, &mut Vec::new());
        let tags = self.site.tags.iter().filter(|tag| !tag.stories.is_empty()).map(|tag| &tag.name);
        let byline = self.site.stories.iter().flat_map(|story| &story.front.byline);
        let names = byline.flat_map(|byline| &byline.names);
        let own = words.iter().chain(tags).chain(names).map(String::as_str);
        Segmenter::new().knowing(own).into_owned()
    }
}
