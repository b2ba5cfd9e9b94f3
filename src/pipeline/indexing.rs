//! The published stories, some hundred at a time and side by side → the index.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::chunk_size;
use super::search::KeywordCell;
use crate::config::TagSettings;
use crate::digest::Hasher;
use crate::memo::Memo;
use crate::model::Site;
use crate::parse::Story;
use crate::plan::SearchFiles;
use crate::search::charset::CharacterSet;
use crate::search::index::SearchForm;
use crate::search::{
    CollectedTerms, Cut, Field, Index, IndexSegment, IndexShape, MAX_SEGMENT_STORIES, SegmentWriter, Segmenter, index,
};

/// Stories of a run in a large bulletin, about.
const RUN: usize = 512;

/// Hands out the texts of a story that are searched, each with its field.
pub(super) fn texts(story: &Story, tags: &TagSettings, mut each: impl FnMut(Field, &str)) {
    each(Field::Title, &story.front.title);
    story.front.tags.iter().for_each(|tag| each(Field::Head, tags.canonical_name(tag)));
    story.search_head().into_iter().for_each(|text| each(Field::Head, text));
    story.search_body().for_each(|text| each(Field::Body, text));
}

/// The number of bytes of text that a site has.
fn text_bytes(site: &Site) -> usize {
    site.stories.iter().flat_map(|story| story.search_body()).map(str::len).sum()
}

/// The files that the index of a site will have: known before what stands in them.
pub(super) fn files(site: &Site) -> SearchFiles {
    let bytes = text_bytes(site);
    let (IndexShape { shards, characters, suggestions }, blocks) = index::file_counts(site.stories.len(), bytes);
    SearchFiles { shards, characters, suggestions, blocks, scan: index::form_for(bytes) == SearchForm::Scan }
}

/// Everything that an index is made from.
pub(super) struct Indexing<'i> {
    pub site: &'i Site,
    pub tags: &'i TagSettings,
    /// Knows the site's own words.
    pub segmenter: &'i Segmenter,
    pub memo: &'i Memo,
    /// By story: gets the keywords, which are found on the way.
    pub keywords: &'i [KeywordCell],
}

impl<'i> Indexing<'i> {
    /// Makes the index.
    pub(super) fn index(&self) -> Index {
        let Self { site, segmenter, .. } = self;
        let tags = site.tags.iter().map(|tag| (tag.name.clone(), tag.stories.len())).collect();
        Index::new(self.collect(), text_bytes(site), tags, segmenter)
    }

    /// Cuts all stories into terms.
    fn collect(&self) -> CollectedTerms {
        let shape = index::shape_for(self.site.stories.len());
        let key = Hasher::default().add_text(env!("JIANBAO_BUILD")).add_text(&self.segmenter.digest().to_string());
        let key = key.add_bytes(&shape.shards.to_le_bytes()).add_bytes(&shape.characters.to_le_bytes());

        let cut = |cutter: &mut Option<SegmentWriter<'i>>, run: &Range<usize>| {
            let mut cut_now = |stories: &[Arc<Story>]| {
                self.cut(stories, cutter.get_or_insert_with(|| SegmentWriter::new(self.segmenter, shape)))
            };
            let Cut { segment, charset, keywords } = self.recall(&key, &self.site.stories[run.clone()], &mut cut_now);
            for (cell, keywords) in self.keywords[run.clone()].iter().zip(keywords) {
                let _ = cell.set(keywords.into());
            }
            (segment, charset)
        };
        let done: Vec<(IndexSegment, CharacterSet)> =
            runs(&self.site.stories).par_iter().map_init(|| None, cut).collect();

        let mut collected = CollectedTerms { shape, ..CollectedTerms::default() };
        for (segment, charset) in done {
            collected.segments.push(segment);
            collected.charset = collected.charset.union_with(charset);
        }
        collected
    }

    /// The terms of some stories, from the memo or cut now.
    fn recall(&self, key: &Hasher, stories: &[Arc<Story>], cut: &mut impl FnMut(&[Arc<Story>]) -> Cut) -> Cut {
        let Some(store) = &self.memo.0 else { return cut(stories) };
        // All texts in one go, which is several times as quick as one by one. No text has these bytes.
        let mut bytes = Vec::with_capacity(stories.iter().map(|story| story.body.text.len() + 256).sum());
        for story in stories {
            texts(story, self.tags, |field, text| {
                bytes.push(0xFC + field as u8);
                bytes.extend_from_slice(text.as_bytes());
            });
            bytes.push(0xFF);
        }

        let name = format!("cut-{}", key.clone().add_bytes(&bytes).to_digest());
        let known = store.load(&name).and_then(|bytes| Cut::from_bytes(&bytes, stories.len()));
        known.unwrap_or_else(|| {
            let cut = cut(stories);
            store.save(&name, &cut.to_bytes());
            cut
        })
    }

    fn cut(&self, stories: &[Arc<Story>], cutter: &mut SegmentWriter<'i>) -> Cut {
        // A run has far fewer stories than numbers.
        for (number, story) in (0..).zip(stories) {
            texts(story, self.tags, |field, text| cutter.add_text(number, field, text));
        }
        cutter.finish_segment()
    }
}

/// Stories in runs that are cut in one go and kept together. Where one ends is decided by the hashes of their paths, so that a
/// story that comes or goes leaves all runs but its own as they are.
fn runs(stories: &[Arc<Story>]) -> Vec<Range<usize>> {
    // The nearest power of two, so that the size of the bulletin decides only when it has doubled. Every run has its own
    // list of each of its terms: the fewer there are, the sooner they are put together; and the more memory one takes.
    let size = 1_usize << (chunk_size(stories.len()) * 3 / 2).clamp(1, RUN).ilog2();
    let least = size.div_ceil(2);
    let most = (size + size / 2).min(MAX_SEGMENT_STORIES);

    let mut runs = Vec::new();
    let mut start = 0;
    for (at, story) in stories.iter().enumerate() {
        let length = at + 1 - start;
        let is_end = length >= most || length >= least && story.file.0.is_multiple_of(least as u64);
        if is_end || at + 1 == stories.len() {
            runs.push(start..at + 1);
            start = at + 1;
        }
    }
    runs
}
