//! read → parse → index → assemble → plan → render. All threads and all memory are decided here.

mod indexing;
mod pictures;

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use self::indexing::Indexing;
use crate::address::Address;
use crate::config::{self, words};
use crate::diagnostic::{Diagnostic, any_error};
use crate::model::{self, Edition, Parts, Site};
use crate::parse::{self, Introduction, Rules, Story};
use crate::plan::{self, Plan, Route, SearchFiles};
use crate::render::{Output, Renderer};
use crate::search::index::Form;
use crate::search::{Index, Segmenter, Shape};
use crate::source::{FileId, Input, Pictures, Sources, Text};
use crate::theme::{self, Theme};

/// A bulletin, checked and ready to be rendered.
pub struct Bulletin {
    /// The texts that it was made from, for showing mistakes.
    pub sources: Sources,
    /// The model.
    pub site: Site,
    /// Every address.
    pub plan: Plan,
    theme: Theme,
    index: Index,
    pictures: Pictures,
}

/// How long each stage took, in the order of the stages.
pub type Timings = Vec<(&'static str, Duration)>;

/// What is known once everything has been read and put in order.
pub struct Prepared {
    /// The bulletin; fit to be published only if no diagnostic is an error.
    pub bulletin: Bulletin,
    /// Everything that is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
    /// How long it took.
    pub timings: Timings,
}

/// Files that one thread parses in one go, or stories that it indexes.
const CHUNK: usize = 1024;

/// Small bulletins are cut smaller, so that every core has something to do.
fn chunk_size(files: usize) -> usize {
    (files / 16).clamp(1, CHUNK)
}

/// What came of a chunk of files.
#[derive(Default)]
struct Parsed {
    stories: Vec<Story>,
    introductions: Vec<Introduction>,
    diagnostics: Vec<Diagnostic>,
}

fn parse_chunk(files: &[(FileId, &Text)], rules: &Rules) -> Parsed {
    let mut parsed = Parsed::default();
    for &(file, source) in files {
        if parse::is_introduction(&source.path) {
            let (introduction, diagnostics) = parse::introduction(file, source, rules);
            parsed.introductions.push(introduction);
            parsed.diagnostics.extend(diagnostics);
        } else {
            let (story, diagnostics) = parse::story(file, source, rules);
            parsed.stories.extend(story);
            parsed.diagnostics.extend(diagnostics);
        }
    }
    parsed
}

/// Everything up to the plan. Without a segmenter the search stays empty.
#[must_use]
pub fn prepare(input: Input, edition: Edition, segmenter: Option<&Segmenter>) -> Prepared {
    let mut diagnostics = Vec::new();
    let mut timings = Timings::new();
    let mut clock = Instant::now();
    let mut lap = |name, timings: &mut Timings| {
        timings.push((name, clock.elapsed()));
        clock = Instant::now();
    };

    let config = config::read(&input.sources, &mut diagnostics);
    let tags = config::read_tags(&input.sources, &mut diagnostics);
    let theme = theme::load(&config, &input, &mut diagnostics);
    let pictures = picture_sizes(&input);
    let words = words::read(&input.sources, &mut diagnostics);
    let segmenter = segmenter.map(|segmenter| segmenter.knowing(words.iter().map(String::as_str)));
    let rules = Rules {
        naming: config.naming,
        timezone: config.timezone,
        line_breaks: config.line_breaks,
        html: config.html,
        segmenter: segmenter.as_deref(),
        pictures: &pictures,
        lexicon: &config.lexicon,
    };
    let markdown: Vec<(FileId, &Text)> = input
        .sources
        .iter()
        .filter(|(_, source)| parse::is_story(&source.path) || parse::is_introduction(&source.path))
        .collect();
    let parsed: Vec<Parsed> =
        markdown.par_chunks(chunk_size(markdown.len())).map(|files| parse_chunk(files, &rules)).collect();
    let mut parts = Parts { config, tags, assets: site_assets(&input), ..Parts::default() };
    for chunk in parsed {
        diagnostics.extend(chunk.diagnostics);
        parts.stories.extend(chunk.stories);
        parts.introductions.extend(chunk.introductions);
    }
    lap("parse", &mut timings);

    let indexing = segmenter.as_deref().map(|segmenter| Indexing::new(segmenter, &mut parts, edition));
    lap("index", &mut timings);

    let (site, mistakes) = model::assemble(parts, edition);
    diagnostics.extend(mistakes);
    let index = indexing.map_or_else(Index::default, |indexing| indexing.finish(&site));
    lap("assemble", &mut timings);

    let (plan, mistakes) = plan::plan(&site, &theme.assets, search_files(&index));
    diagnostics.extend(mistakes);
    lap("plan", &mut timings);

    site.config.apply_levels(&mut diagnostics);
    let bulletin = Bulletin { sources: input.sources, site, plan, theme, index, pictures: input.pictures };
    Prepared { bulletin, diagnostics, timings }
}

fn search_files(index: &Index) -> SearchFiles {
    let Shape { shards, characters, suggestions } = index.shape();
    SearchFiles { shards, characters, suggestions, blocks: index.blocks(), scan: index.form() == Form::Scan }
}

/// Sizes of the site's pictures by their paths in the output.
fn picture_sizes(input: &Input) -> HashMap<String, (u32, u32)> {
    let below = |path: &str| path.strip_prefix("content/").or(path.strip_prefix("static/")).map(str::to_owned);
    let known = input.assets.iter().filter_map(|asset| Some((asset, asset.picture.filter(|facts| facts.width > 0)?)));
    known.filter_map(|(asset, facts)| Some((below(&asset.path)?, (facts.width, facts.height)))).collect()
}

/// Files that are copied as they are; those of themes belong to the theme.
fn site_assets(input: &Input) -> Vec<crate::source::Asset> {
    let own = |path: &str| path.starts_with("content/") || path.starts_with("static/");
    input.assets.iter().filter(|asset| own(&asset.path)).cloned().collect()
}

impl Bulletin {
    /// Prepares rendering single pages.
    #[must_use]
    pub fn renderer(&self) -> Renderer<'_> {
        Renderer::new(&self.site, &self.plan, &self.theme, &self.index, &self.sources, &self.pictures)
    }

    /// Renders every page and hands each to `each` as soon as it is ready, from many threads at once.
    /// Gives the pages that could not be rendered, and the first failure of `each`, after which no more
    /// pages are made.
    ///
    /// # Errors
    /// The failure of `each`.
    pub fn render_all<E: Send>(
        &self,
        each: impl Fn(&Address, Output) -> Result<(), E> + Sync,
    ) -> Result<Vec<Diagnostic>, E> {
        let renderer = self.renderer();
        let mistakes: Vec<Diagnostic> = self
            .plan
            .routes()
            .par_iter()
            .filter_map(|(address, route)| match renderer.render(address, route) {
                Ok(output) => each(address, output).err().map(Err),
                Err(mistake) => Some(Ok(*mistake)),
            })
            .collect::<Result<_, E>>()?;
        Ok(mistakes)
    }

    /// Renders every page to nothing and decodes every picture, for the mistakes. Of pages, none are added where the
    /// theme is broken as a whole.
    #[must_use]
    pub fn check(&self) -> Vec<Diagnostic> {
        let mut mistakes = self.prepare_pictures(false);
        if !self.theme.broken {
            let renderer = self.renderer();
            let routes = self.plan.routes().par_iter().filter(|(_, route)| !matches!(route, Route::Picture(..)));
            let broken = routes.filter_map(|(address, route)| renderer.render(address, route).err());
            mistakes.extend(broken.map(|mistake| *mistake).collect::<Vec<_>>());
        }
        mistakes
    }
}

impl Bulletin {
    /// Renders one page of each kind to nothing: a template that is wrong mostly fails on the first page that uses it.
    /// Quick, for the preview.
    #[must_use]
    pub fn check_kinds(&self) -> Vec<Diagnostic> {
        if self.theme.broken {
            return Vec::new();
        }
        let renderer = self.renderer();
        let mut seen = HashSet::new();
        let mut first = |route: &Route| route.is_page() && seen.insert(std::mem::discriminant(route));
        let pages = self.plan.routes().iter().filter(|(_, route)| first(route));
        pages.filter_map(|(address, route)| renderer.render(address, route).err()).map(|mistake| *mistake).collect()
    }
}

impl Prepared {
    /// Whether nothing keeps the bulletin from being published so far.
    #[must_use]
    pub fn is_publishable(&self) -> bool {
        !any_error(&self.diagnostics)
    }
}
