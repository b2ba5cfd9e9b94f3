//! The published stories, chunk by chunk and side by side → the index.

use std::borrow::Cow;

use rayon::prelude::*;

use super::chunk_size;
use crate::config::TagSettings;
use crate::digest::{Digest, Maker};
use crate::model::{Edition, Parts, Site, newest_first};
use crate::parse::Story;
use crate::plan::SearchFiles;
use crate::search::help::Written;
use crate::search::index::Form;
use crate::search::{Chunk, Collected, Cut, Cutter, Field, Index, LIMIT, Segmenter, Shape, index};
use crate::source::Kept;

/// Words that no dictionary knows: a story's tags, and the names in its byline.
pub(super) fn own_words<'t>(story: &'t Story, tags: &'t TagSettings) -> impl Iterator<Item = &'t str> {
    let names = story.front.byline.iter().flat_map(|byline| &byline.names).map(String::as_str);
    story.front.tags.iter().map(|(tag, _)| tags.canonical_name(tag)).chain(names)
}

/// Hands out the texts of a story that are searched, each with its field.
pub(super) fn texts(story: &Story, tags: &TagSettings, mut each: impl FnMut(Field, &str)) {
    each(Field::Title, &story.front.title);
    story.front.tags.iter().for_each(|(tag, _)| each(Field::Head, tags.canonical_name(tag)));
    story.search_head().into_iter().for_each(|text| each(Field::Head, text));
    story.search_body().for_each(|text| each(Field::Body, text));
}

/// The index of a whole site, whose segmenter knows its own words.
pub(super) fn index(site: &Site, tags: &TagSettings, segmenter: &Segmenter, kept: &Kept) -> Index {
    let cutting = Cutting { segmenter, tags, shape: index::shape(site.stories.len()), kept };
    let stories: Vec<&Story> = site.stories.iter().map(|story| &**story).collect();
    put_together(cutting.collect(&stories), site, segmenter)
}

/// How many bytes of text a site has.
fn bytes(site: &Site) -> usize {
    site.stories.iter().flat_map(|story| story.search_body()).map(str::len).sum()
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

/// How texts are cut.
struct Cutting<'c> {
    segmenter: &'c Segmenter,
    tags: &'c TagSettings,
    shape: Shape,
    kept: &'c Kept,
}

impl<'c> Cutting<'c> {
    /// The terms of stories, newest first. Gives the stories their keywords.
    fn collect(&self, stories: &[&Story]) -> Collected {
        let all = Maker::default().text(env!("JIANBAO_BUILD")).text(&self.segmenter.digest().to_string());
        let Shape { shards, characters, .. } = self.shape;
        let all = all.bytes(&shards.to_le_bytes()).bytes(&characters.to_le_bytes());
        let one = |cutter: &mut Option<Cutter<'c>>, stories: &&[&Story]| {
            let Cut { chunk, written, keywords } = self.cut(stories, &all, cutter);
            for (story, keywords) in stories.iter().zip(keywords) {
                let _ = story.keywords.set(keywords);
            }
            (chunk, written)
        };
        let done: Vec<(Chunk, Written)> = stretches(stories).par_iter().map_init(|| None, one).collect();
        let mut collected = Collected { shape: self.shape, ..Collected::default() };
        for (chunk, written) in done {
            collected.chunks.push(chunk);
            collected.written = collected.written.and(written);
        }
        collected
    }

    /// What comes of some stories; cut now, or by an earlier build.
    fn cut(&self, stories: &[&Story], all: &Maker, cutter: &mut Option<Cutter<'c>>) -> Cut {
        let Some(shelf) = &self.kept.0 else { return self.cut_now(stories, cutter) };
        // All texts in one go, which is several times as quick as one by one. No text has these bytes.
        let mut bytes = Vec::with_capacity(stories.iter().map(|story| story.body.text.len() + 256).sum());
        for story in stories {
            texts(story, self.tags, |field, text| {
                bytes.push(0xFC + field as u8);
                bytes.extend_from_slice(text.as_bytes());
            });
            bytes.push(0xFF);
        }
        let name = format!("cut-{}", all.clone().bytes(&bytes).done());
        let kept = shelf.take(&name).and_then(|bytes| Cut::from_bytes(&bytes, stories.len()));
        kept.unwrap_or_else(|| {
            let cut = self.cut_now(stories, cutter);
            shelf.put(&name, &cut.to_bytes());
            cut
        })
    }

    fn cut_now(&self, stories: &[&Story], cutter: &mut Option<Cutter<'c>>) -> Cut {
        let cutter = cutter.get_or_insert_with(|| Cutter::new(self.segmenter, self.shape));
        // A stretch has far fewer stories than numbers.
        for (number, story) in (0..).zip(stories) {
            texts(story, self.tags, |field, text| cutter.add(number, field, text));
        }
        cutter.finish()
    }
}

/// Stories of a stretch in a large bulletin, about.
const STRETCH: usize = 512;

/// Stories in stretches that are cut in one go and kept together. Where one ends is decided by the paths there, so that a
/// story that comes or goes leaves all stretches but its own as they are.
fn stretches<'s, 'p>(stories: &'s [&'p Story]) -> Vec<&'s [&'p Story]> {
    // The nearest power of two, so that the size of the bulletin decides only when it has doubled. Every stretch has its own
    // list of each of its terms: the fewer there are, the sooner they are put together; and the more memory one takes.
    let size = 1_usize << (chunk_size(stories.len()) * 3 / 2).clamp(1, STRETCH).ilog2();
    let (least, most) = (size.div_ceil(2), (size + size / 2).min(LIMIT));
    let mut length = 0;
    let ends = |story: &&Story, _: &&Story| {
        length += 1;
        let end = length >= most || length >= least && hash(&story.path).is_multiple_of(least as u64);
        if end {
            length = 0;
        }
        !end
    };
    stories.chunk_by(ends).collect()
}

/// The same on every machine, for ever.
fn hash(path: &str) -> u64 {
    Digest::of(path.as_bytes()).number() as u64
}

/// Terms of stories of which there is no site yet.
pub(super) struct Indexing<'s> {
    segmenter: Cow<'s, Segmenter>,
    collected: Collected,
}

impl<'s> Indexing<'s> {
    /// Indexes the stories that will be published, and gives them their keywords.
    pub(super) fn new(segmenter: &'s Segmenter, parts: &Parts, edition: Edition, kept: &Kept) -> Self {
        let Parts { stories, tags, .. } = parts;
        let mut published: Vec<&Story> =
            stories.iter().map(|story| &**story).filter(|story| edition.withholds(&story.front).is_none()).collect();
        // As the site will have them, which asks the edition too: a story's number is its place.
        published.sort_by(|a, b| newest_first(a, b));
        // Tags and names are words, though no dictionary knows them.
        let own = published.iter().flat_map(|story| own_words(story, tags));
        let segmenter = segmenter.knowing(own);
        let shape = index::shape(published.len());
        let collected = Cutting { segmenter: &segmenter, tags, shape, kept }.collect(&published);
        Self { segmenter, collected }
    }

    /// The index, once there is a site.
    pub(super) fn finish(self, site: &Site) -> Index {
        put_together(self.collected, site, &self.segmenter)
    }
}
