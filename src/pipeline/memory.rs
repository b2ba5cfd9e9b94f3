//! What has been parsed before, for a preview that reads a bulletin again and again: a text that is as it was is not
//! parsed again. What stories depend on besides their text (settings, words, sizes of pictures, which files there are)
//! must be as it was too; else nothing of it counts.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::{chunk_size, indexing};
use crate::config::TagSettings;
use crate::diagnostic::Diagnostic;
use crate::model::Edition;
use crate::parse::{self, Introduction, Rules, Story};
use crate::search::{ChunkBuilder, Segmenter, index};
use crate::source::{FileId, Sources, Text};

/// What is remembered from one reading to the next.
#[derive(Default)]
pub struct Memory {
    /// The paths of all texts: what a place in a text refers to.
    paths: Vec<String>,
    /// Texts that are no stories: the settings.
    settings: Vec<Text>,
    pictures: HashMap<String, (u32, u32)>,
    files: Vec<Option<Known>>,
    /// The site's own `words.txt`, and a segmenter that knows them.
    words: Option<(Vec<String>, Arc<Segmenter>)>,
    /// The words that tags and names are, and a segmenter that knows them as well.
    own: Option<(BTreeSet<String>, Arc<Segmenter>)>,
}

/// What came of a file.
struct Known {
    text: String,
    story: Option<Story>,
    introduction: Option<Introduction>,
    diagnostics: Vec<Diagnostic>,
    /// Whether the story has its keywords.
    weighed: bool,
}

/// All that was parsed.
pub(super) type Parsed = (Vec<Story>, Vec<Introduction>, Vec<Diagnostic>);

impl Memory {
    /// Forgets what no longer counts.
    pub(super) fn prepare(&mut self, sources: &Sources, pictures: &HashMap<String, (u32, u32)>) {
        let settings = || sources.iter().filter(|(_, text)| !is_parsed(&text.path)).map(|(_, text)| text);
        let paths = || sources.iter().map(|(_, text)| text.path.as_str());
        let same = paths().eq(self.paths.iter().map(String::as_str))
            && settings().eq(self.settings.iter())
            && *pictures == self.pictures;
        if !same {
            self.paths = paths().map(str::to_owned).collect();
            self.settings = settings().cloned().collect();
            self.pictures = pictures.clone();
            self.files = self.paths.iter().map(|_| None).collect();
            self.own = None;
        }
    }

    /// The segmenter with the site's own words.
    pub(super) fn knowing(&mut self, segmenter: &Segmenter, words: Vec<String>) -> Arc<Segmenter> {
        match &self.words {
            Some((known, segmenter)) if *known == words => segmenter.clone(),
            _ => {
                let knowing = Arc::new(segmenter.knowing(words.iter().map(String::as_str)).into_owned());
                self.words = Some((words, knowing.clone()));
                knowing
            }
        }
    }

    /// Parses what is new.
    pub(super) fn parse(&mut self, sources: &Sources, rules: &Rules) {
        let is_new = |file: FileId, text: &Text| {
            self.files[file.0 as usize].as_ref().is_none_or(|known| known.text != text.text)
        };
        let markdown = sources.iter().filter(|(_, text)| is_parsed(&text.path));
        let new: Vec<(FileId, &Text)> = markdown.filter(|(file, text)| is_new(*file, text)).collect();
        let one = |&(file, source): &(FileId, &Text)| {
            let text = source.text.clone();
            let known = if parse::is_introduction(&source.path) {
                let (introduction, diagnostics) = parse::introduction(file, source, rules);
                Known { text, story: None, introduction: Some(introduction), diagnostics, weighed: false }
            } else {
                let (story, diagnostics) = parse::story(file, source, rules);
                Known { text, story, introduction: None, diagnostics, weighed: false }
            };
            (file, known)
        };
        let parsed: Vec<(FileId, Known)> = new.par_iter().map(one).collect();
        for (file, known) in parsed {
            self.files[file.0 as usize] = Some(known);
        }
    }

    /// Gives the stories of an edition their keywords, and the segmenter that knows their tags and names.
    pub(super) fn weigh(&mut self, segmenter: &Arc<Segmenter>, tags: &TagSettings, edition: Edition) -> Arc<Segmenter> {
        let is_shown = |story: &Story| edition.withholds(&story.front).is_none();
        let stories = || self.files.iter().flatten().filter_map(|known| known.story.as_ref()).filter(|s| is_shown(s));
        let own: BTreeSet<&str> = stories().flat_map(|story| indexing::own_words(story, tags)).collect();
        let same = self.own.as_ref().filter(|(known, _)| own.iter().copied().eq(known.iter().map(String::as_str)));
        let knowing = match same {
            Some((_, segmenter)) => segmenter.clone(),
            None => {
                let knowing = Arc::new(segmenter.knowing(own.iter().copied()).into_owned());
                self.own = Some((own.into_iter().map(str::to_owned).collect(), knowing.clone()));
                self.files.iter_mut().flatten().for_each(|known| known.weighed = false);
                knowing
            }
        };
        let open = self.files.iter_mut().flatten().filter(|known| !known.weighed);
        let mut open: Vec<&mut Known> = open.filter(|known| known.story.as_ref().is_some_and(is_shown)).collect();
        let size = chunk_size(open.len());
        open.par_chunks_mut(size).for_each(|chunk| {
            // Only their words are wanted, and no files.
            let mut builder = ChunkBuilder::new(&knowing, index::shape(1));
            // A chunk has far fewer stories than numbers.
            for (number, known) in (0..).zip(chunk.iter()) {
                if let Some(story) = &known.story {
                    indexing::texts(story, tags, |head, text| builder.add(number, head, text));
                }
            }
            for (known, keywords) in chunk.iter_mut().zip(builder.finish().1) {
                if let Some(story) = &mut known.story {
                    story.keywords = keywords;
                }
                known.weighed = true;
            }
        });
        knowing
    }

    /// All that was parsed, now and before.
    pub(super) fn parsed(&self) -> Parsed {
        let known: Vec<&Known> = self.files.iter().flatten().collect();
        let stories = known.par_iter().filter_map(|known| known.story.clone()).collect();
        let introductions = known.iter().filter_map(|known| known.introduction.clone()).collect();
        let diagnostics = known.iter().flat_map(|known| known.diagnostics.iter().cloned()).collect();
        (stories, introductions, diagnostics)
    }
}

/// Whether a text is parsed as a story or an introduction.
pub(super) fn is_parsed(path: &str) -> bool {
    parse::is_story(path) || parse::is_introduction(path)
}
