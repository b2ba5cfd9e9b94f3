//! What has been parsed before, for a preview that reads a bulletin again and again: a text that is as it was is not
//! parsed again. What stories depend on besides their text (settings, words, sizes of pictures, which files there are)
//! must be as it was too; else nothing of it counts.
//!
//! Where no more than the text of stories has changed, their front matter being what it was, all stands where it
//! stood: [`Memory::retell`] gives the site anew without putting it in order again.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::cutting::KeywordCutter;
use super::turns::Turns;
use super::{Settings, indexing};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::model::related::Words;
use crate::model::{self, Edition, Site, StoryIx};
use crate::parse::{self, Introduction, ParsedText, Rules, Story};
use crate::plan::{self, Plan, SearchFiles};
use crate::search::Segmenter;
use crate::source::{Asset, FileId, Input, Sources, Text};

/// What is remembered from one reading to the next.
#[derive(Default)]
pub struct Memory {
    /// The paths of all texts: what a place in a text refers to.
    paths: Vec<String>,
    /// Texts that are no stories.
    texts: Vec<Text>,
    pictures: HashMap<String, (u32, u32)>,
    assets: Vec<Asset>,
    base_url: Option<String>,
    /// What the texts that are no stories came to.
    settings: Option<Arc<Settings>>,
    files: Vec<Option<Known>>,
    /// The site's own `words.txt`, and a segmenter that knows them.
    words: Option<(Vec<String>, Arc<Segmenter>)>,
    /// With what the words of stories were last looked for.
    cutter: Option<Arc<KeywordCutter>>,
    /// What came of the last reading.
    last: Option<Last>,
}

/// What came of a file.
struct Known {
    text: Arc<Text>,
    story: Option<Arc<Story>>,
    introduction: Option<Introduction>,
    diagnostics: Vec<Diagnostic>,
}

/// A bulletin as it was when it was last read, as far as it is more than its stories one by one.
pub(super) struct Last {
    pub(super) site: Arc<Site>,
    pub(super) plan: Arc<Plan>,
    pub(super) files: SearchFiles,
    /// What was wrong with order and addresses.
    pub(super) order: Vec<Diagnostic>,
    /// What [`model::check`] found.
    pub(super) checks: Vec<Diagnostic>,
    /// Whether it has looked at this very site.
    pub(super) checked: bool,
    /// What was wrong with links.
    pub(super) links: Vec<Diagnostic>,
    /// The site, and what its stories are compared by.
    pub(super) compared: Compared,
    /// The same of an earlier site, for the time until then.
    pub(super) before: Option<Compared>,
    /// What was wrong with pages that were rendered for trial, once that was done.
    pub(super) trial: Option<Vec<Diagnostic>>,
}

/// A site with new texts in old places.
pub(super) struct Retold {
    pub(super) site: Site,
    /// Where the new texts are.
    pub(super) edited: Vec<StoryIx>,
}

/// A site, and what its stories are compared by once one of them is.
pub(super) type Compared = (Arc<Site>, Arc<OnceLock<Words>>);

/// All that was parsed.
pub(super) type Parsed = (Vec<Arc<Story>>, Vec<Introduction>, Vec<Diagnostic>);

impl Memory {
    /// The settings. Forgets what no longer counts.
    pub(super) fn settings(&mut self, input: &Input, pictures: HashMap<String, (u32, u32)>) -> Arc<Settings> {
        let sources = &input.sources;
        let texts = || sources.iter().filter(|(_, text)| !is_parsed(&text.path)).map(|(_, text)| text);
        let paths = || sources.iter().map(|(_, text)| text.path.as_str());
        let same = paths().eq(self.paths.iter().map(String::as_str))
            && texts().eq(self.texts.iter())
            && pictures == self.pictures;
        if !same {
            self.paths = paths().map(str::to_owned).collect();
            self.texts = texts().cloned().collect();
            self.pictures = pictures;
            self.files = self.paths.iter().map(|_| None).collect();
            self.cutter = None;
        }
        let same = same && input.assets == self.assets && input.base_url == self.base_url;
        let known = self.settings.take().filter(|_| same);
        if known.is_none() {
            self.last = None;
            self.assets = input.assets.clone();
            self.base_url = input.base_url.clone();
        }
        let settings = known.unwrap_or_else(|| Arc::new(Settings::read(input)));
        self.settings = Some(settings.clone());
        settings
    }

    /// The segmenter with the site's own words.
    pub(super) fn knowing(&mut self, segmenter: &Segmenter, words: &[String]) -> Arc<Segmenter> {
        match &self.words {
            Some((known, segmenter)) if known == words => segmenter.clone(),
            _ => {
                let knowing = Arc::new(segmenter.knowing(words.iter().map(String::as_str)).into_owned());
                self.words = Some((words.to_vec(), knowing.clone()));
                knowing
            }
        }
    }

    /// Parses what is new. Gives the stories whose text alone is new, or `None` if more is.
    pub(super) fn parse(&mut self, sources: &Sources, rules: &Rules) -> Option<Vec<Arc<Story>>> {
        let is_new =
            |file: FileId| self.files[file.0 as usize].as_ref().is_none_or(|known| known.text != *sources.shared(file));
        let markdown = sources.iter().filter(|(_, text)| is_parsed(&text.path));
        let new: Vec<(FileId, &Text)> = markdown.filter(|(file, _)| is_new(*file)).collect();
        let turns = Turns::default();
        let one = |&(file, source): &(FileId, &Text)| {
            let text = sources.shared(file).clone();
            let ParsedText { story, introduction, diagnostics } = turns.read(file, source, rules);
            (file, Known { text, story, introduction, diagnostics })
        };
        let parsed: Vec<(FileId, Known)> = new.par_iter().map(one).collect();
        let mut edited = Some(Vec::new());
        for (file, known) in parsed {
            let old = self.files[file.0 as usize].as_ref().and_then(|known| known.story.as_ref());
            let in_place = known.story.clone().filter(|new| old.is_some_and(|old| plan::stands(old, new)));
            match (&mut edited, in_place) {
                (Some(edited), Some(story)) => edited.push(story),
                _ => edited = None,
            }
            self.files[file.0 as usize] = Some(known);
        }
        edited
    }

    /// The last site with some new texts in it, if these change nothing of its order nor of its addresses.
    pub(super) fn retell(&self, edited: Vec<Arc<Story>>, edition: Edition) -> Option<(Retold, &Last)> {
        let last = self.last.as_ref()?;
        if last.site.next_change.is_some_and(|at| at <= edition.now) {
            return None;
        }
        // Of an address it may be said where the text names it.
        let is_told = |mistake: &Diagnostic| match &mistake.place {
            Place::At(span) => edited.iter().any(|story| story.file == span.file),
            Place::Site | Place::File(_) => false,
        };
        if last.order.iter().any(is_told) {
            return None;
        }
        let mut site = Site::clone(&last.site);
        site.now = edition.now;
        let mut at = Vec::new();
        for story in edited {
            let file = story.file;
            let ix = site.all().find(|ix| site.story(*ix).file == file)?;
            site.stories[ix.at()] = story;
            at.push(ix);
        }
        (indexing::files(&site) == last.files).then_some((Retold { site, edited: at }, last))
    }

    /// What looks for the words of an edition's stories. Where others than before are the site's own, all stories are
    /// to be cut again.
    pub(super) fn cutter(
        &mut self,
        segmenter: &Arc<Segmenter>,
        settings: &Settings,
        edition: Edition,
    ) -> Arc<KeywordCutter> {
        let stories = self.files.iter().flatten().filter_map(|known| known.story.as_deref());
        let shown = stories.filter(|story| edition.withholds(&story.front).is_none());
        let cutter = KeywordCutter::new(segmenter, &settings.tags, shown);
        match &self.cutter {
            Some(known) if known.is_same(&cutter) => known.clone(),
            _ => {
                let cutter = Arc::new(cutter);
                // Those that are not cut yet too: someone may be about to cut them as it was done before.
                if self.cutter.replace(cutter.clone()).is_some() {
                    let stories = self.files.iter_mut().flatten().filter_map(|known| known.story.as_mut());
                    stories.for_each(|story| *story = Arc::new(story.uncut()));
                }
                cutter
            }
        }
    }

    /// All that was parsed, now and before.
    pub(super) fn parsed(&self) -> Parsed {
        let known = || self.files.iter().flatten();
        let stories = known().filter_map(|known| known.story.clone()).collect();
        let introductions = known().filter_map(|known| known.introduction.clone()).collect();
        (stories, introductions, self.mistakes())
    }

    /// What was wrong with all that was parsed.
    pub(super) fn mistakes(&self) -> Vec<Diagnostic> {
        self.files.iter().flatten().flat_map(|known| known.diagnostics.iter().cloned()).collect()
    }

    /// Keeps what has come of a reading.
    pub(super) fn keep(&mut self, last: Last) {
        self.last = Some(last);
    }

    /// What was last kept.
    pub(super) fn last(&mut self) -> Option<&mut Last> {
        self.last.as_mut()
    }

    /// With what the words of stories were last looked for.
    pub(super) fn last_cutter(&self) -> Option<Arc<KeywordCutter>> {
        self.cutter.clone()
    }

    /// Whether nothing is put off.
    pub fn is_looked_through(&self) -> bool {
        self.last.as_ref().is_none_or(|last| last.checked)
    }

    /// Looks through the whole site as it was last read, where that has been put off. Whether something else is found
    /// than before: then it is there with the next reading.
    pub fn look_through(&mut self, edition: Edition) -> bool {
        let Some(last) = self.last.as_mut().filter(|last| !last.checked) else { return false };
        let found = model::check(&last.site, edition);
        let news = found != last.checks;
        last.checks = found;
        last.checked = true;
        news
    }
}

/// Whether what is found by looking through a site may keep it from being shown.
pub(super) fn is_strict(site: &Site) -> bool {
    site.config.levels.values().any(|level| *level == Some(Severity::Error))
}

/// Whether a text is parsed as a story or an introduction.
pub(super) fn is_parsed(path: &str) -> bool {
    parse::is_story(path) || parse::is_introduction(path)
}
