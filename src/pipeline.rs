//! read → parse → assemble → plan → render. All threads and all memory are decided here.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::address::Address;
use crate::config;
use crate::diagnostic::{Diagnostic, any_error};
use crate::model::{self, Edition, Parts, Site};
use crate::parse::{self, Introduction, Rules, Story};
use crate::plan::{self, Plan, SearchFiles};
use crate::render::{Output, Renderer};
use crate::search::{self, Chunk, ChunkBuilder, Index, Segmenter, Shape};
use crate::source::{FileId, Input, Sources, Text};
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

/// Files that one thread parses and indexes in one go.
const CHUNK: usize = 256;

/// What came of a chunk of files.
#[derive(Default)]
struct Parsed {
    stories: Vec<Story>,
    introductions: Vec<Introduction>,
    diagnostics: Vec<Diagnostic>,
    index: Chunk,
}

fn parse_chunk(files: &[(FileId, &Text)], rules: &Rules, mut index: Option<ChunkBuilder>) -> Parsed {
    let mut parsed = Parsed::default();
    for &(file, source) in files {
        if parse::is_introduction(&source.path) {
            let (introduction, diagnostics) = parse::introduction(file, source, rules);
            parsed.introductions.push(introduction);
            parsed.diagnostics.extend(diagnostics);
            continue;
        }
        let (story, diagnostics) = parse::story(file, source, rules);
        parsed.diagnostics.extend(diagnostics);
        let Some(mut story) = story else { continue };
        if let Some(index) = &mut index {
            // A chunk has far fewer stories than numbers.
            let number = parsed.stories.len() as u16;
            index.add(number, true, &story.front.title);
            story.search_head().into_iter().for_each(|text| index.add(number, true, text));
            index.add(number, false, &story.body.text);
            story.keywords = index.keywords();
        }
        parsed.stories.push(story);
    }
    parsed.index = index.map(ChunkBuilder::finish).unwrap_or_default();
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
    let rules = Rules {
        naming: config.naming,
        timezone: config.timezone,
        line_breaks: config.line_breaks,
        html: config.html,
        segmenter,
        pictures: &pictures,
    };
    let markdown: Vec<(FileId, &Text)> = input
        .sources
        .iter()
        .filter(|(_, source)| parse::is_story(&source.path) || parse::is_introduction(&source.path))
        .collect();
    let shape = search::index::shape(markdown.len());
    // Small bulletins are cut smaller, so that every core has something to do.
    let size = (markdown.len() / 16).clamp(1, CHUNK);
    let parsed: Vec<Parsed> = markdown
        .par_chunks(size)
        .map(|files| parse_chunk(files, &rules, segmenter.map(|segmenter| ChunkBuilder::new(segmenter, shape))))
        .collect();
    let mut parts = Parts { config, tags, assets: site_assets(&input), ..Parts::default() };
    let mut chunks: Vec<(Chunk, Vec<FileId>)> = Vec::with_capacity(parsed.len());
    for chunk in parsed {
        diagnostics.extend(chunk.diagnostics);
        chunks.push((chunk.index, chunk.stories.iter().map(|story| story.file).collect()));
        parts.stories.extend(chunk.stories);
        parts.introductions.extend(chunk.introductions);
    }
    lap("parse", &mut timings);

    let (site, mistakes) = model::assemble(parts, edition);
    diagnostics.extend(mistakes);
    let index = segmenter.map_or_else(Index::default, |segmenter| index(chunks, &site, shape, segmenter));
    lap("assemble", &mut timings);

    let (plan, mistakes) = plan::plan(&site, &theme.assets, search_files(&index));
    diagnostics.extend(mistakes);
    lap("plan", &mut timings);

    site.config.apply_levels(&mut diagnostics);
    let bulletin = Bulletin { sources: input.sources, site, plan, theme, index };
    Prepared { bulletin, diagnostics, timings }
}

/// Gives the stories of the chunks their final numbers.
fn index(chunks: Vec<(Chunk, Vec<FileId>)>, site: &Site, shape: Shape, segmenter: &Segmenter) -> Index {
    let published: HashMap<FileId, u32> = site.all().map(|ix| (site.story(ix).file, ix.0)).collect();
    let (chunks, files): (Vec<Chunk>, Vec<Vec<FileId>>) = chunks.into_iter().unzip();
    let number = |file: &FileId| published.get(file).copied();
    let numbers = files.iter().map(|files| files.iter().map(number).collect()).collect();
    let bytes = site.stories.iter().map(|story| story.body.text.len()).sum();
    Index::new(chunks, numbers, shape, (site.stories.len(), bytes), segmenter)
}

fn search_files(index: &Index) -> SearchFiles {
    let Shape { shards, characters } = index.shape();
    SearchFiles { shards, characters, blocks: index.blocks(), scan: index.form() == search::index::Form::Scan }
}

/// Sizes of the site's pictures by their paths in the output.
fn picture_sizes(input: &Input) -> HashMap<String, (u32, u32)> {
    let below = |path: &str| path.strip_prefix("content/").or(path.strip_prefix("static/")).map(str::to_owned);
    input.assets.iter().filter_map(|asset| Some((below(&asset.path)?, asset.size?))).collect()
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
        Renderer::new(&self.site, &self.plan, &self.theme, &self.index, &self.sources)
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

    /// Renders every page to nothing, for the mistakes. None are added where the theme is broken as a whole.
    #[must_use]
    pub fn check(&self) -> Vec<Diagnostic> {
        if self.theme.broken {
            return Vec::new();
        }
        let Ok(mistakes) = self.render_all(|_, _| Ok::<(), std::convert::Infallible>(()));
        mistakes
    }
}

impl Prepared {
    /// Whether nothing keeps the bulletin from being published so far.
    #[must_use]
    pub fn is_publishable(&self) -> bool {
        !any_error(&self.diagnostics)
    }
}
