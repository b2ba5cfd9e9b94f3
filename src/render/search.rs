//! The files of the search.

use super::{Made, Renderer, Sheet};
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Hasher};
use crate::model::StoryIx;
use crate::search::{Index, StoryEntry, index};

impl<'a> Renderer<'a> {
    /// Renders the file that the browser's search reads first.
    pub(super) fn search_meta(&self) -> Vec<u8> {
        let columns: Vec<&str> = self.site.columns.iter().map(|column| column.name.as_str()).collect();
        (self.index)().meta_json(&columns)
    }

    /// Renders a block of story data.
    pub(super) fn search_block(&self, number: usize) -> DeflatedJson {
        let positions = (self.index)().block_range(number);
        let entries: Vec<_> = positions.map(|position| self.search_entry(StoryIx(position as u32))).collect();
        DeflatedJson(index::block_json(&entries))
    }

    /// Renders all texts.
    pub(super) fn search_scan(&self) -> DeflatedJson {
        let stories = self.site.all_stories();
        let texts: Vec<_> = stories.map(|story| (self.search_entry(story), self.search_text(story))).collect();
        DeflatedJson((self.index)().scan_json(&texts))
    }

    fn search_text(&self, story: StoryIx) -> String {
        self.site.story(story).search_body().collect::<Vec<_>>().join("\n")
    }

    fn search_entry(&self, index: StoryIx) -> StoryEntry<'a> {
        let site = self.site;
        let story = site.story(index);

        StoryEntry {
            url: story.address.to_url(),
            title: &story.front.title,
            date: story.front.date.iso_date(),
            column: site.column_of(index).index(),
            issue: site.issue_of(index).map_or_else(String::new, |issue| site.issue(issue).name.title()),
            tags: site.tags_of(index).map(|tag| site.tag(tag).name.as_str()).collect(),
            head: story.search_head(),
        }
    }
}

/// A file of terms, which takes long to put together.
pub(super) enum PackedTerms<'i> {
    /// Pairs and words, by shard.
    Shard(&'i Index, usize),
    /// Single characters, by shard.
    Characters(&'i Index, usize),
}

impl Sheet for PackedTerms<'_> {
    fn key(&self) -> Option<Digest> {
        Some(match self {
            Self::Shard(index, n) => index.shard_key(*n),
            Self::Characters(index, n) => index.characters_key(*n),
        })
    }

    fn fill(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        Ok(match self {
            Self::Shard(index, n) => index.shard_file(*n),
            Self::Characters(index, n) => index.characters_file(*n),
        })
    }
}

impl<'i> From<PackedTerms<'i>> for Made<'i> {
    fn from(file: PackedTerms<'i>) -> Self {
        Self::Sheet(Box::new(file))
    }
}

/// JSON that has to be deflated, which takes longer than to write it.
pub(super) struct DeflatedJson(pub Vec<u8>);

impl Sheet for DeflatedJson {
    fn key(&self) -> Option<Digest> {
        Some(Hasher::default().add_text(env!("JIANBAO_BUILD")).add_part(&self.0).to_digest())
    }

    fn fill(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        Ok(index::pack_json(&self.0))
    }
}

impl From<DeflatedJson> for Made<'_> {
    fn from(json: DeflatedJson) -> Self {
        Self::Sheet(Box::new(json))
    }
}
