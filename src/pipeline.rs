//! read → parse → index → assemble → plan → render. All threads and all memory are decided here.

mod indexing;
mod memory;
mod pictures;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rayon::prelude::*;

pub use self::memory::Memory;

use self::indexing::Indexing;
use crate::address::Address;
use crate::config::{self, Config, TagSettings, words};
use crate::diagnostic::{Diagnostic, any_error};
use crate::model::{self, Edition, Parts, Site};
use crate::parse::{self, Introduction, Rules, Story};
use crate::plan::{self, Plan, Route, SearchFiles};
use crate::render::{Output, Renderer, names};
use crate::search::index::{self, Form};
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
    index: OnceLock<Index>,
    /// What the index is made with, if it is not made yet.
    indexer: Option<(TagSettings, Arc<Segmenter>)>,
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
    let mut clock = Clock::default();
    let mut settings = Settings::read(&input);
    let segmenter = segmenter.map(|segmenter| segmenter.knowing(settings.words.iter().map(String::as_str)));
    let rules = settings.rules(segmenter.as_deref());
    let markdown: Vec<(FileId, &Text)> =
        input.sources.iter().filter(|(_, source)| memory::is_parsed(&source.path)).collect();
    let parsed: Vec<Parsed> =
        markdown.par_chunks(chunk_size(markdown.len())).map(|files| parse_chunk(files, &rules)).collect();
    let Settings { config, tags, theme, ref mut diagnostics, .. } = settings;
    let mut diagnostics = std::mem::take(diagnostics);
    let mut parts = Parts { config, tags, assets: site_assets(&input), ..Parts::default() };
    for chunk in parsed {
        diagnostics.extend(chunk.diagnostics);
        parts.stories.extend(chunk.stories);
        parts.introductions.extend(chunk.introductions);
    }
    clock.lap("parse");

    let indexing = segmenter.as_deref().map(|segmenter| Indexing::new(segmenter, &mut parts, edition));
    clock.lap("index");

    let (site, mistakes) = model::assemble(parts, edition);
    diagnostics.extend(mistakes);
    let index = indexing.map_or_else(Index::default, |indexing| indexing.finish(&site));
    clock.lap("assemble");

    let files = search_files(&index);
    let index = OnceLock::from(index);
    let assembled = Assembled { sources: input.sources, site, theme, index, indexer: None, pictures: input.pictures };
    finish(assembled, files, edition, diagnostics, clock)
}

/// The same, for a bulletin that is read again and again: what is as it was is not parsed again, and the index is made
/// when one of its files is asked for.
#[must_use]
pub fn prepare_again(input: Input, edition: Edition, segmenter: &Segmenter, memory: &mut Memory) -> Prepared {
    let mut clock = Clock::default();
    let mut settings = Settings::read(&input);
    memory.prepare(&input.sources, &settings.pictures);
    let segmenter = memory.knowing(segmenter, std::mem::take(&mut settings.words));
    memory.parse(&input.sources, &settings.rules(Some(&segmenter)));
    clock.lap("parse");

    let segmenter = memory.weigh(&segmenter, &settings.tags, edition);
    let (stories, introductions, known) = memory.parsed();
    let Settings { config, tags, theme, mut diagnostics, .. } = settings;
    diagnostics.extend(known);
    clock.lap("index");

    let indexer = Some((tags.clone(), segmenter));
    let parts = Parts { config, tags, assets: site_assets(&input), stories, introductions };
    let (site, mistakes) = model::assemble(parts, edition);
    diagnostics.extend(mistakes);
    clock.lap("assemble");

    let bytes = indexing::bytes(&site);
    let (Shape { shards, characters, suggestions }, blocks) = index::files(site.stories.len(), bytes);
    let files = SearchFiles { shards, characters, suggestions, blocks, scan: index::form(bytes) == Form::Scan };
    let assembled =
        Assembled { sources: input.sources, site, theme, index: OnceLock::new(), indexer, pictures: input.pictures };
    finish(assembled, files, edition, diagnostics, clock)
}

/// What stories depend on besides their own texts.
struct Settings {
    config: Config,
    tags: TagSettings,
    theme: Theme,
    pictures: HashMap<String, (u32, u32)>,
    words: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Settings {
    fn read(input: &Input) -> Self {
        let mut diagnostics = Vec::new();
        let config = config::read(&input.sources, &mut diagnostics);
        let tags = config::read_tags(&input.sources, &mut diagnostics);
        let mut theme = theme::load(&config, input, &mut diagnostics);
        if !theme.broken {
            let mistakes = names::check(&input.sources, &config.theme.0);
            // The engine would say the same again, once for each page.
            theme.broken = !mistakes.is_empty();
            diagnostics.extend(mistakes);
        }
        let words = words::read(&input.sources, &mut diagnostics);
        Self { config, tags, theme, pictures: picture_sizes(input), words, diagnostics }
    }

    fn rules<'a>(&'a self, segmenter: Option<&'a Segmenter>) -> Rules<'a> {
        let Self { config, pictures, .. } = self;
        Rules {
            naming: config.naming,
            timezone: config.timezone,
            line_breaks: config.line_breaks,
            html: config.html,
            segmenter,
            pictures,
            lexicon: &config.lexicon,
        }
    }
}

/// How long each stage takes.
struct Clock {
    from: Instant,
    timings: Timings,
}

impl Default for Clock {
    fn default() -> Self {
        Self { from: Instant::now(), timings: Timings::new() }
    }
}

impl Clock {
    fn lap(&mut self, stage: &'static str) {
        self.timings.push((stage, self.from.elapsed()));
        self.from = Instant::now();
    }
}

/// A site that has no addresses yet.
struct Assembled {
    sources: Sources,
    site: Site,
    theme: Theme,
    index: OnceLock<Index>,
    indexer: Option<(TagSettings, Arc<Segmenter>)>,
    pictures: Pictures,
}

fn finish(
    assembled: Assembled,
    files: SearchFiles,
    edition: Edition,
    mut diagnostics: Vec<Diagnostic>,
    mut clock: Clock,
) -> Prepared {
    let Assembled { sources, site, theme, index, indexer, pictures } = assembled;
    let check = || model::check(&site, edition);
    let ((plan, mistakes), found) = rayon::join(|| plan::plan(&site, &theme.assets, files), check);
    diagnostics.extend(mistakes);
    diagnostics.extend(found);
    clock.lap("plan");

    site.config.apply_levels(&mut diagnostics);
    let bulletin = Bulletin { sources, site, plan, theme, index, indexer, pictures };
    Prepared { bulletin, diagnostics, timings: clock.timings }
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
        Renderer::new(&self.site, &self.plan, &self.theme, || self.index(), &self.sources, &self.pictures)
    }

    /// The index; the first who asks waits until it is made.
    fn index(&self) -> &Index {
        self.index.get_or_init(|| match &self.indexer {
            Some((tags, segmenter)) => indexing::index(&self.site, tags, segmenter),
            None => Index::default(),
        })
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
        // Made by all threads together, and not by one while the others wait.
        self.index();
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
            self.index();
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
        let pages: Vec<_> = self.plan.routes().iter().filter(|(_, route)| first(route)).collect();
        let mistakes = pages.par_iter().filter_map(|(address, route)| renderer.render(address, route).err());
        mistakes.map(|mistake| *mistake).collect()
    }
}

impl Prepared {
    /// Whether nothing keeps the bulletin from being published so far.
    #[must_use]
    pub fn is_publishable(&self) -> bool {
        !any_error(&self.diagnostics)
    }
}
