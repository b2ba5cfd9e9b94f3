//! The texts that signatures are held to: what readers would get of a story now, with the files that it shows.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::Bulletin;
use super::parsing::Outcomes;
use crate::config::Config;
use crate::model::review::ReviewedTexts;
use crate::parse::reviewed_text::{ShownFile, with_files};
use crate::parse::{SignedText, Story};
use crate::plan;
use crate::source::{Asset, Input};

/// Returns the present texts of the stories whose signatures name one. Of most bulletins there are none.
pub(super) fn reviewed_texts(input: &Input, config: &Config, outcomes: &Outcomes) -> ReviewedTexts {
    let stories = outcomes.iter().flatten().filter_map(|outcome| outcome.story.as_deref());
    let signed: Vec<&Story> = stories.filter(|story| has_signed_text(story)).collect();
    if signed.is_empty() {
        return ReviewedTexts::new();
    }

    let files = SiteFiles::new(input);
    signed.par_iter().map(|story| (story.file, files.reviewed_text(config, story))).collect()
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
