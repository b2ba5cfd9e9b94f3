//! The house's face for headlines, in slices that change little as stories come.

use std::collections::HashSet;
use std::sync::Arc;

use super::Site;
use crate::diagnostic::{Diagnostic, catalog};
use crate::digest::Hasher;
use crate::font::{self, Font};
use crate::parse::Story;

/// Characters in one slice: of a bold Chinese font some 25 KB.
const SLICE_CHARACTERS: usize = 128;

/// Characters that a message names.
const NAMED_CHARACTERS: usize = 20;

/// The house's face for the site's name and for headlines.
#[derive(Clone, Debug)]
pub struct HeadlineFace {
    /// The font that the slices are cut from.
    pub font: Arc<Font>,
    /// Its characters in the order in which headlines first used them, so that a new story adds to the last slice alone.
    pub slices: Vec<FaceSlice>,
}

/// A part of a face, which readers load if a page shows one of its characters.
#[derive(Clone, Debug)]
pub struct FaceSlice {
    /// The digest of the font and the characters.
    pub name: String,
    /// Its characters.
    pub characters: Vec<char>,
}

impl HeadlineFace {
    /// Divides the characters of the site's name and of headlines into slices. Reports those that the font lacks.
    pub(super) fn new(site: &Site, font: Arc<Font>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let characters = headline_characters(&site.config.title, &site.stories);
        let known = font.known_characters(characters.iter().copied());
        if let Some((_, span)) = &site.config.look.headline_font
            && known.len() < characters.len()
        {
            let known: HashSet<char> = known.iter().copied().collect();
            let missing: Vec<char> = characters.into_iter().filter(|c| !known.contains(c)).collect();
            let named = String::from_iter(&missing[..missing.len().min(NAMED_CHARACTERS)]);
            diagnostics.push(catalog::font_lacks_characters(*span, &named, missing.len()));
        }

        let slices = known.chunks(SLICE_CHARACTERS).map(|characters| FaceSlice::new(&font, characters)).collect();
        Self { font, slices }
    }
}

impl FaceSlice {
    fn new(font: &Font, characters: &[char]) -> Self {
        let digest = Hasher::default()
            .add_bytes(&font::SUBSET_VERSION.to_le_bytes())
            .add_text(&font.digest().to_string())
            .add_text(&String::from_iter(characters))
            .to_digest();
        Self { name: format!("{:.10}", digest.to_string()), characters: characters.to_vec() }
    }
}

/// The letters, digits and Han characters of a name and of headlines, each once, the oldest story's first. Marks are the system's,
/// which squeezes them.
fn headline_characters(name: &str, newest_first: &[Arc<Story>]) -> Vec<char> {
    let headlines = newest_first.iter().rev().map(|story| story.front.title.as_str());
    let letters = [name].into_iter().chain(headlines).flat_map(str::chars).filter(|c| c.is_alphanumeric());

    let mut seen = HashSet::new();
    letters.filter(|c| seen.insert(*c)).collect()
}
