//! The texts that signatures are held to: what readers would get of a story now, with the files that it shows.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Bulletin;
use super::parsing::Outcomes;
use super::settings::Settings;
use crate::config::Config;
use crate::model::review::ReviewedTexts;
use crate::parse::reviewed_text::{ShownFile, with_files};
use crate::parse::{SignedText, Story};
use crate::plan;
use crate::source::{Asset, FileId, Input};

/// Returns the present texts of the stories whose signatures name one. Of most bulletins there are none.
pub(super) fn reviewed_texts(
    input: &Input,
    settings: &Arc<Settings>,
    outcomes: &Outcomes,
    previous: Option<&Bulletin>,
) -> ReviewedTexts {
    let stories = outcomes.iter().flatten().filter_map(|outcome| outcome.story.as_ref());
    let signed: Vec<&Arc<Story>> = stories.filter(|story| has_signed_text(story)).collect();
    let mut texts = known_texts(input, settings, &signed, previous);
    if texts.len() == signed.len() {
        return texts;
    }

    let files = SiteFiles::new(input);
    let new: Vec<&Arc<Story>> = signed.into_iter().filter(|story| !texts.contains_key(&story.file)).collect();
    let new: ReviewedTexts =
        new.par_iter().map(|story| (story.file, files.reviewed_text(&settings.config, story))).collect();
    texts.extend(new);
    texts
}

/// Returns the texts of the previous bulletin that are still the same: of the stories that are, where no more than the texts of
/// stories was read again.
fn known_texts(
    input: &Input,
    settings: &Arc<Settings>,
    signed: &[&Arc<Story>],
    previous: Option<&Bulletin>,
) -> ReviewedTexts {
    let is_same = |previous: &&Bulletin| {
        Arc::ptr_eq(&previous.settings, settings) && Arc::ptr_eq(&previous.input.pictures.0, &input.pictures.0)
    };
    let Some(previous) = previous.filter(is_same) else { return ReviewedTexts::new() };

    let old_stories: HashMap<FileId, &Arc<Story>> = previous
        .outcomes
        .iter()
        .flatten()
        .filter_map(|outcome| outcome.story.as_ref())
        .filter(|story| has_signed_text(story))
        .map(|story| (story.file, story))
        .collect();
    let known = signed.iter().filter_map(|story| {
        let is_unchanged = old_stories.get(&story.file).is_some_and(|old| Arc::ptr_eq(old, story));
        let text = previous.site.reviewed_texts.get(&story.file).filter(|_| is_unchanged)?;
        Some((story.file, *text))
    });
    known.collect()
}

fn has_signed_text(story: &Story) -> bool {
    story.front.review.iter().any(|signature| signature.text.is_some())
}

/// The files that stories may show, by their paths in the output.
struct SiteFiles<'i> {
    input: &'i Input,
    assets: HashMap<&'i str, &'i Asset>,
    outputs: HashSet<&'i str>,
}

impl<'i> SiteFiles<'i> {
    fn new(input: &'i Input) -> Self {
        let files = input.assets.iter().filter_map(|asset| {
            let output = asset.path.strip_prefix("content/").or_else(|| asset.path.strip_prefix("static/"))?;
            Some((output, asset))
        });
        let assets: HashMap<&str, &Asset> = files.collect();
        let outputs = assets.keys().copied().collect();
        Self { input, assets, outputs }
    }

    fn reviewed_text(&self, config: &Config, story: &Story) -> SignedText {
        let outputs = plan::story_files(config, story, &self.outputs);
        let directory = story.path.strip_prefix("content/").and_then(|path| path.rsplit_once('/'));
        let mut shown: Vec<ShownFile> = outputs
            .iter()
            .map(|output| {
                // Seen from the story, so that it may move with its pictures.
                let beside = directory.and_then(|(directory, _)| output.strip_prefix(directory)?.strip_prefix('/'));
                let asset = self.assets.get(output.as_ref());
                let digest = asset.and_then(|asset| self.input.pictures.0.content_digest(asset));
                ShownFile { name: beside.unwrap_or(output), digest }
            })
            .collect();
        with_files(story.reviewed_text, &mut shown).into()
    }
}

impl Bulletin {
    /// Returns what a signature of a story has to name now.
    pub fn reviewed_text(&self, story: &Story) -> SignedText {
        match self.site.reviewed_texts.get(&story.file) {
            Some(text) => *text,
            None => SiteFiles::new(&self.input).reviewed_text(&self.site.config, story),
        }
    }
}
