//! The words of stories, looked for when they are needed: what is like a story takes the words of all of them, and
//! these take longer than everything else that a preview has to know.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::indexing;
use crate::config::TagSettings;
use crate::parse::Story;
use crate::search::{SegmentWriter, Segmenter, index};

/// What stories are cut with.
pub(super) struct KeywordCutter {
    pub(super) tags: TagSettings,
    segmenter: Arc<Segmenter>,
    /// Tags and names.
    own: BTreeSet<String>,
    /// The segmenter that knows these too, once one is needed.
    knowing: OnceLock<Segmenter>,
}

impl KeywordCutter {
    pub(super) fn new<'s>(
        segmenter: &Arc<Segmenter>,
        tags: &TagSettings,
        stories: impl Iterator<Item = &'s Story>,
    ) -> Self {
        let own = stories.flat_map(|story| indexing::own_words(story, tags)).collect::<BTreeSet<&str>>();
        let own = own.into_iter().map(str::to_owned).collect();
        Self { tags: tags.clone(), segmenter: segmenter.clone(), own, knowing: OnceLock::new() }
    }

    /// Whether it cuts a story as another one does.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.segmenter, &other.segmenter) && self.own == other.own
    }

    /// The segmenter.
    pub(super) fn segmenter(&self) -> &Segmenter {
        self.knowing.get_or_init(|| self.segmenter.with_words(self.own.iter().map(String::as_str)).into_owned())
    }

    /// Looks for a story's keywords, unless that has been done.
    pub(super) fn cut(&self, story: &Story) {
        story.keywords.get_or_init(|| {
            // Only its words are wanted, and no files.
            let mut cutter = SegmentWriter::new(self.segmenter(), index::shape_for(1));
            indexing::texts(story, &self.tags, |field, text| cutter.add_text(0, field, text));
            cutter.finish_segment().keywords.pop().unwrap_or_default()
        });
    }
}
