//! The published stories, chunk by chunk and side by side → the index.

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

use super::chunk_size;
use crate::config::TagSettings;
use crate::model::{Edition, Parts, Site};
use crate::parse::Story;
use crate::plan::SearchFiles;
use crate::search::help::Written;
use crate::search::index::Form;
use crate::search::{Chunk, ChunkBuilder, Collected, Index, Segmenter, Shape, index};
use crate::source::FileId;

/// Words that no dictionary knows: a story's tags, and the names in its byline.
pub(super) fn own_words<'t>(story: &'t Story, tags: &'t TagSettings) -> impl Iterator<Item = &'t str> {
    let names = story.front.byline.iter().flat_map(|byline| &byline.names).map(String::as_str);
    story.front.tags.iter().map(|(tag, _)| tags.canonical(tag)).chain(names)
}

/// Hands out the texts of a story that are searched, and whether each belongs to its head.
pub(super) fn texts(story: &Story, tags: &TagSettings, mut each: impl FnMut(bool, &str)) {
    each(true, &story.front.title);
    story.front.tags.iter().for_each(|(tag, _)| each(true, tags.canonical(tag)));
    story.search_head().into_iter().for_each(|text| each(true, text));
    each(false, &story.body.text);
}

/// The index of a whole site, whose segmenter knows its own words.
pub(super) fn index(site: &Site, tags: &TagSettings, segmenter: &Segmenter) -> Index {
    let shape = index::shape(site.stories.len());
    let numbered: Vec<(u32, &Story)> = (0..).zip(site.stories.iter().map(|story| &**story)).collect();
    let chunk = |stories: &[(u32, &Story)]| {
        let mut builder = ChunkBuilder::new(segmenter, shape);
        let mut written = Written::default();
        // A chunk has far fewer stories than numbers.
        for (number, (_, story)) in (0..).zip(stories) {
            texts(story, tags, |head, text| {
                builder.add(number, head, text);
                written.add(text);
            });
        }
        (builder.finish().0, written, stories.iter().map(|(number, _)| *number).collect::<Vec<u32>>())
    };
    let done: Vec<(Chunk, Written, Vec<u32>)> = numbered.par_chunks(chunk_size(numbered.len())).map(chunk).collect();
    let mut collected = Collected { shape, ..Collected::default() };
    for (chunk, written, numbers) in done {
        collected.chunks.push(chunk);
        collected.written = collected.written.and(written);
        collected.numbers.push(numbers);
    }
    put_together(collected, site, segmenter)
}

/// How many bytes of text a site has.
fn bytes(site: &Site) -> usize {
    site.stories.iter().map(|story| story.body.text.len()).sum()
}

/// The files that the index of a site will have.
pub(super) fn files(site: &Site) -> SearchFiles {
    let bytes = bytes(site);
    let (Shape { shards, characters, suggestions }, blocks) = index::files(site.stories.len(), bytes);
    SearchFiles { shards, characters, suggestions, blocks, scan: index::form(bytes) == Form::Scan }
}

fn put_together(collected: Collected, site: &Site, segmenter: &Segmenter) -> Index {
    let tags = site.tags.iter().filter(|tag| !tag.stories.is_empty());
    let tags = tags.map(|tag| (tag.name.clone(), tag.stories.len())).collect();
    Index::new(collected, bytes(site), tags, segmenter)
}

/// Terms of stories that have no numbers yet.
pub(super) struct Indexing<'s> {
    segmenter: Cow<'s, Segmenter>,
    collected: Collected,
    /// The files of each chunk's stories.
    files: Vec<Vec<FileId>>,
}

impl<'s> Indexing<'s> {
    /// Indexes the stories that will be published, and gives them their keywords.
    pub(super) fn new(segmenter: &'s Segmenter, parts: &Parts, edition: Edition) -> Self {
        let Parts { stories, tags, .. } = parts;
        let published: Vec<&Story> =
            stories.iter().map(|story| &**story).filter(|story| edition.withholds(&story.front).is_none()).collect();
        // Tags and names are words, though no dictionary knows them.
        let own = published.iter().flat_map(|story| own_words(story, tags));
        let segmenter = segmenter.knowing(own);
        let shape = index::shape(published.len());
        let size = chunk_size(published.len());
        let chunk = |stories: &[&Story]| {
            let mut builder = ChunkBuilder::new(&segmenter, shape);
            let mut written = Written::default();
            // A chunk has far fewer stories than numbers.
            for (number, story) in (0..).zip(stories) {
                texts(story, tags, |head, text| {
                    builder.add(number, head, text);
                    written.add(text);
                });
            }
            let (chunk, keywords) = builder.finish();
            for (story, keywords) in stories.iter().zip(keywords) {
                let _ = story.keywords.set(keywords);
            }
            (chunk, written, stories.iter().map(|story| story.file).collect())
        };
        let done: Vec<(Chunk, Written, Vec<FileId>)> = published.par_chunks(size).map(chunk).collect();
        let mut collected = Collected { shape, ..Collected::default() };
        let mut files = Vec::with_capacity(done.len());
        for (chunk, written, chunk_files) in done {
            collected.chunks.push(chunk);
            collected.written = collected.written.and(written);
            files.push(chunk_files);
        }
        Self { segmenter, collected, files }
    }

    /// The index, once the stories have their order.
    pub(super) fn finish(self, site: &Site) -> Index {
        let numbers: HashMap<FileId, u32> = site.all().map(|ix| (site.story(ix).file, ix.0)).collect();
        let mut collected = self.collected;
        // What was indexed is what the site publishes: both asked the edition.
        let number = |file: &FileId| numbers.get(file).copied().unwrap_or_default();
        collected.numbers = self.files.iter().map(|files| files.iter().map(number).collect()).collect();
        put_together(collected, site, &self.segmenter)
    }
}
