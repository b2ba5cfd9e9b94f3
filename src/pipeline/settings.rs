//! Everything that stories are read by and pages are made with besides the stories themselves.

use std::collections::HashMap;
use std::sync::Arc;

use super::parsing::is_parsed;
use super::{Bulletin, indexing};
use crate::config::{self, Config, TagSettings, words};
use crate::diagnostic::{Diagnostic, catalog};
use crate::font::Font;
use crate::model::Site;
use crate::parse::Rules;
use crate::parse::headline::headline_html;
use crate::plan::SearchFiles;
use crate::render::template_fields;
use crate::search::{LazySegmenter, Segmenter};
use crate::source::{Asset, Bytes, Input, Sources, Text};
use crate::theme::{self, Theme};

/// The settings of a bulletin.
pub(super) struct Settings {
    pub(super) config: Config,
    /// The bulletin's name as HTML, with `<wbr>` between words.
    pub(super) name: String,
    pub(super) tags: TagSettings,
    pub(super) theme: Arc<Theme>,
    /// The house's font for headlines.
    pub(super) headline_font: Option<Arc<Font>>,
    /// The words of `words.txt`.
    words: Vec<String>,
    /// A segmenter that knows these words; none where nothing is searched.
    pub(super) segmenter: Option<Arc<Segmenter>>,
    /// Cuts what is proofread into words, also where nothing is searched.
    proof_segmenter: LazySegmenter,
    /// Sizes of the site's pictures in pixels, by their paths in the output.
    pictures: HashMap<String, (u32, u32)>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Settings {
    /// Reads the settings, or hands on the previous ones if all that they are read from is the same.
    pub(super) fn renew(input: &Input, segmenter: Option<&Segmenter>, previous: Option<&Bulletin>) -> Arc<Self> {
        match previous {
            Some(previous) if has_same_settings(&previous.input, input) => previous.settings.clone(),
            _ => Arc::new(Self::read(input, segmenter, previous.map(|previous| &*previous.settings))),
        }
    }

    fn read(input: &Input, segmenter: Option<&Segmenter>, previous: Option<&Self>) -> Self {
        let mut diagnostics = Vec::new();
        let mut config = config::parse_settings(&input.sources, &mut diagnostics);
        if let Some(url) = &input.base_url {
            config.move_to(url, &mut diagnostics);
        }
        let tags = config::parse_tag_settings(&input.sources, &mut diagnostics);

        let mut theme = theme::load_theme(&config, input, &mut diagnostics);
        if !theme.broken {
            let mistakes = template_fields::check_templates(&input.sources, &config.theme.name);
            // The engine would say the same again, once for each page.
            theme.broken = !mistakes.is_empty();
            diagnostics.extend(mistakes);
        }
        let theme = Arc::new(theme);
        let headline_font = read_headline_font(&config, input, &mut diagnostics).map(Arc::new);

        let words = words::parse_words(&input.sources, &mut diagnostics);
        let known = previous.filter(|previous| previous.words == words).and_then(|previous| previous.segmenter.clone());
        let knowing =
            |segmenter: &Segmenter| Arc::new(segmenter.with_words(words.iter().map(String::as_str)).into_owned());
        let segmenter = known.or_else(|| segmenter.map(knowing));
        let proof_segmenter = LazySegmenter::new(words.clone(), segmenter.clone());
        let name = headline_html(&config.title, segmenter.as_deref());
        let pictures = picture_sizes(input);
        Self { config, name, tags, theme, headline_font, words, segmenter, proof_segmenter, pictures, diagnostics }
    }

    /// Returns the files that the index of a site will have; none where nothing is searched.
    pub(super) fn search_files(&self, site: &Site) -> SearchFiles {
        self.segmenter.as_ref().map_or_else(SearchFiles::default, |_| indexing::files(site))
    }

    /// Returns the rules by which stories are parsed.
    pub(super) fn rules<'a>(&'a self, sources: &'a Sources) -> Rules<'a> {
        let Self { config, pictures, segmenter, proof_segmenter, .. } = self;
        Rules {
            naming: config.naming,
            timezone: config.timezone,
            line_breaks: config.line_breaks,
            html: config.html,
            segmenter: segmenter.as_deref(),
            proof_segmenter,
            pictures,
            sources,
            lexicon: &config.lexicon,
        }
    }
}

/// Reads the font that the settings name.
fn read_headline_font(config: &Config, input: &Input, diagnostics: &mut Vec<Diagnostic>) -> Option<Font> {
    let (path, span) = config.look.headline_font.as_ref()?;
    let file = input.assets.iter().find(|asset| asset.path == *path);
    let Some(Asset { bytes: Bytes::Memory(bytes), .. }) = file else {
        diagnostics.push(catalog::missing_font(*span, path));
        return None;
    };

    let font = Font::parse(bytes.clone());
    font.map_err(|error| diagnostics.push(catalog::bad_font(*span, path, error))).ok()
}

/// Whether two inputs differ in stories and introductions alone: then the settings of one are those of the other.
fn has_same_settings(old: &Input, new: &Input) -> bool {
    old.base_url == new.base_url && old.assets == new.assets && has_same_texts(&old.sources, &new.sources)
}

/// Whether a story of one input is read in the other as it was, if its text is the same: all paths are the same, so that
/// a place is the same place, and so are the other texts and the sizes of pictures.
pub(super) fn has_same_surroundings(old: &Input, new: &Input) -> bool {
    has_same_texts(&old.sources, &new.sources) && (old.assets == new.assets || picture_sizes(old) == picture_sizes(new))
}

fn has_same_texts(old: &Sources, new: &Sources) -> bool {
    fn is_same(old: &Text, new: &Text) -> bool {
        old.path == new.path && (is_parsed(&new.path) || old.text == new.text)
    }

    old.iter().len() == new.iter().len()
        && old.iter().zip(new.iter()).all(|((_, old), (_, new))| std::ptr::eq(old, new) || is_same(old, new))
        && old.all_unread().eq(new.all_unread())
}

/// Sizes of the site's pictures by their paths in the output.
fn picture_sizes(input: &Input) -> HashMap<String, (u32, u32)> {
    fn below(path: &str) -> Option<String> {
        path.strip_prefix("content/").or(path.strip_prefix("static/")).map(str::to_owned)
    }
    let known = input.assets.iter().filter_map(|asset| Some((asset, asset.picture.filter(|facts| facts.width > 0)?)));
    known.filter_map(|(asset, facts)| Some((below(&asset.path)?, (facts.width, facts.height)))).collect()
}

/// Files that are copied as they are; those of themes belong to the theme.
pub(super) fn site_assets(input: &Input) -> Vec<Asset> {
    fn own(path: &str) -> bool {
        path.starts_with("content/") || path.starts_with("static/")
    }
    input.assets.iter().filter(|asset| own(&asset.path)).cloned().collect()
}
