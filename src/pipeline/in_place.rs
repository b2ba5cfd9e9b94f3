//! Edits that leave all stories where they are: no more than the text of some is new, and their front matter is what it was.
//! Then the order, the addresses and most of what was checked are those of the previous bulletin.

use std::sync::{Arc, OnceLock};

use super::Bulletin;
use super::parsing::Outcomes;
use super::settings::Settings;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::review::ReviewedTexts;
use crate::model::{Edition, Site, StoryIx};
use crate::parse::{ParsedText, Story};
use crate::plan::{self, KnownLinks};

/// A bulletin whose stories stand where those of the previous one stand.
pub(super) struct InPlaceEdit<'p> {
    pub(super) previous: &'p Bulletin,
    /// The previous site with the new texts in it.
    pub(super) site: Arc<Site>,
    /// The stories whose text is new.
    pub(super) edited: Vec<StoryIx>,
}

impl<'p> InPlaceEdit<'p> {
    /// Compares what came of all texts with what came of them before.
    pub(super) fn find(
        previous: Option<&'p Bulletin>,
        settings: &Arc<Settings>,
        outcomes: &Outcomes,
        reviewed_texts: &ReviewedTexts,
        edition: Edition,
    ) -> Option<Self> {
        let previous = previous.filter(|previous| Arc::ptr_eq(&previous.settings, settings))?;
        if previous.site.next_change.is_some_and(|at| at <= edition.now) {
            return None;
        }
        // An edit that loses a signature may take its story out of an edition without drafts.
        if previous.site.reviewed_texts != *reviewed_texts && !edition.drafts {
            return None;
        }
        let stories = edited_stories(&previous.outcomes, outcomes)?;
        // Of an address it may be said where the text names it.
        let is_placed_in_edited = |mistake: &Diagnostic| match &mistake.place {
            Place::At(span) => stories.iter().any(|story| story.file == span.file),
            Place::Site | Place::File(_) => false,
        };
        if previous.order.iter().chain(&*previous.addresses).any(is_placed_in_edited) {
            return None;
        }

        let mut site = Site::clone(&previous.site);
        site.now = edition.now;
        site.reviewed_texts.clone_from(reviewed_texts);
        let mut edited = Vec::new();
        for story in stories {
            let ix = site.all_stories().find(|ix| site.story(*ix).file == story.file)?;
            site.stories[ix.index()] = story.clone();
            edited.push(ix);
        }
        let same_files = settings.search_files(&site) == previous.search_files;
        same_files.then(|| Self { previous, site: Arc::new(site), edited })
    }

    /// The links of the previous site.
    pub(super) fn known_links(&self) -> KnownLinks<'_> {
        KnownLinks { site: &self.previous.site, mistakes: &self.previous.links, edited: &self.edited }
    }

    /// Returns the result of the previous trial rendering, if every page of it could be rendered.
    pub(super) fn trial(&self) -> OnceLock<Vec<Diagnostic>> {
        let good = self.previous.trial.get().filter(|mistakes| mistakes.is_empty());
        good.cloned().map_or_else(OnceLock::new, OnceLock::from)
    }
}

/// The stories whose text alone is new; `None` if more is.
fn edited_stories<'o>(old: &Outcomes, new: &'o Outcomes) -> Option<Vec<&'o Arc<Story>>> {
    fn is_same(old: &Arc<ParsedText>, new: &Arc<ParsedText>) -> bool {
        Arc::ptr_eq(old, new)
    }
    let texts = old.iter().flatten().zip(new.iter().flatten()).filter(|(old, new)| !is_same(old, new));
    let edited = texts.map(|(old, new)| {
        let (old, new) = (old.story.as_ref()?, new.story.as_ref()?);
        plan::keeps_addresses(old, new).then_some(new)
    });
    edited.collect()
}
