//! read → parse → index → assemble → plan → render. All threads and all memory are decided here.

mod attachments;
mod cutting;
mod exporting;
mod indexing;
mod kept;
mod memory;
mod pictures;
mod rendering;
pub mod threads;
mod turns;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rayon::prelude::*;

pub use self::memory::Memory;
pub use self::rendering::Destination;

use self::cutting::KeywordCutter;
use self::indexing::Indexing;
use self::memory::{Compared, Last, Retold, is_strict};
use crate::config::{self, Config, TagSettings, words};
use crate::diagnostic::{Diagnostic, any_error, catalog};
use crate::model::related::{Related, Scores, Words};
use crate::model::{self, Edition, Parts, Site, StoryIx};
use crate::parse::Rules;
use crate::plan::{self, Plan, Route, SearchFiles};
use crate::render::{Renderer, names};
use crate::search::{Index, Segmenter};
use crate::source::{Input, Kept, Pictures, Sources};
use crate::theme::{self, Theme};

/// A bulletin, checked and ready to be rendered.
pub struct Bulletin {
    /// The texts that it was made from, for showing mistakes.
    pub sources: Sources,
    /// The model.
    pub site: Arc<Site>,
    /// Every address.
    pub plan: Arc<Plan>,
    /// What pages are made with, and the files that go with it.
    pub theme: Arc<Theme>,
    index: OnceLock<Index>,
    /// What stories are compared by, once the first is.
    words: Arc<OnceLock<Words>>,
    /// What the stories of a site in the same order were compared by.
    before: Option<Compared>,
    /// What the index is made with and the words of stories are looked for with, if that is not done yet.
    cutter: Option<Arc<KeywordCutter>>,
    pictures: Pictures,
    kept: Kept,
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
    /// The stories whose text is new, if nothing else is since the last reading.
    pub edited: Option<Vec<StoryIx>>,
}

/// Stories that one thread indexes in one go.
const CHUNK: usize = 1024;

/// Small bulletins are cut smaller, so that every core has something to do.
fn chunk_size(stories: usize) -> usize {
    (stories / 16).clamp(1, CHUNK)
}

/// Everything up to the plan. Without a segmenter the search stays empty.
pub fn prepare(input: Input, edition: Edition, segmenter: Option<&Segmenter>) -> Prepared {
    let mut clock = Clock::default();
    let settings = Settings::read(&input);
    let segmenter = segmenter.map(|segmenter| segmenter.knowing(settings.words.iter().map(String::as_str)));
    let rules = settings.rules(segmenter.as_deref(), &input.sources);
    let parsed = kept::parsed(&input.sources, &rules, &input.kept);
    let Settings { config, tags, theme, mut diagnostics, .. } = settings;
    let mut parts = Parts { config, tags, assets: site_assets(&input), ..Parts::default() };
    for (_, outcome) in parsed {
        diagnostics.extend(outcome.diagnostics);
        parts.stories.extend(outcome.story);
        parts.introductions.extend(outcome.introduction);
    }
    clock.lap("parse");

    let indexing = segmenter.as_deref().map(|segmenter| Indexing::new(segmenter, &parts, edition, &input.kept));
    clock.lap("index");

    let (site, mistakes) = model::assemble(parts, edition);
    diagnostics.extend(mistakes);
    clock.lap("assemble");

    // Which files the index will have is known before what stands in them.
    let files = indexing.as_ref().map_or_else(SearchFiles::default, |_| indexing::files(&site));
    let finish = || indexing.map_or_else(Index::default, |indexing| indexing.finish(&site));
    let plan = || addresses(&site, &theme, files, edition, &mut diagnostics);
    let (index, (plan, found)) = rayon::join(finish, plan);
    diagnostics.extend(found);
    diagnostics.extend(plan::links(&site, &plan));
    diagnostics.extend(passed_over(&input));
    clock.lap("plan");

    site.config.apply_levels(&mut diagnostics);
    let bulletin = Bulletin { index: index.into(), ..Bulletin::new(input, site.into(), plan.into(), theme) };
    Prepared { bulletin, diagnostics, timings: clock.timings, edited: None }
}

/// The same, for a bulletin that is read again and again: what is as it was is not parsed again, and the index is made
/// when one of its files is asked for. Where the text of stories alone has changed, the site is not looked through for
/// what only the whole of it shows: it is taken to be as it was, until [`Memory::look_through`].
pub fn prepare_again(input: Input, edition: Edition, segmenter: &Segmenter, memory: &mut Memory) -> Prepared {
    let mut clock = Clock::default();
    let settings = memory.settings(&input, picture_sizes(&input));
    let segmenter = memory.knowing(segmenter, &settings.words);
    let edited = memory.parse(&input.sources, &settings.rules(Some(&segmenter), &input.sources));
    clock.lap("parse");

    if let Some((retold, last)) = edited.and_then(|edited| memory.retell(edited, edition)) {
        let Retold { site, edited } = retold;
        clock.lap("assemble");
        let mut diagnostics: Vec<Diagnostic> = settings.diagnostics.iter().chain(&last.order).cloned().collect();
        let (plan, files, order) = (last.plan.clone(), last.files, last.order.clone());
        diagnostics.extend(memory.mistakes());
        let links = plan::links_again(&site, &plan, (&last.site, &last.links), &edited);
        diagnostics.extend(links.iter().cloned());
        let strict = is_strict(&site);
        let checks = if strict { model::check(&site, edition) } else { last.checks.clone() };
        let checked = strict || edited.is_empty() && last.checked;
        let trial = last.trial.clone();
        diagnostics.extend(checks.iter().cloned());
        diagnostics.extend(passed_over(&input));
        clock.lap("plan");
        let site = Arc::new(site);
        let words = Arc::new(OnceLock::new());
        // Who saves faster than pages are asked for: what was compared before that is near enough to begin with.
        let (compared, before) = (last.compared.clone(), last.before.clone());
        let before = if compared.1.get().is_some() { Some(compared) } else { before };
        let compared = (site.clone(), words.clone());
        let (plan, kept) = (plan.clone(), plan);
        memory.keep(Last {
            site: site.clone(),
            plan: kept,
            files,
            order,
            checks,
            checked,
            links,
            compared,
            before: before.clone(),
            trial,
        });
        site.config.apply_levels(&mut diagnostics);
        let (cutter, theme) = (memory.last_cutter(), settings.theme.clone());
        let bulletin = Bulletin { cutter, words, before, ..Bulletin::new(input, site, plan, theme) };
        return Prepared { bulletin, diagnostics, timings: clock.timings, edited: Some(edited) };
    }

    let cutter = memory.cutter(&segmenter, &settings, edition);
    let (stories, introductions, mut diagnostics) = memory.parsed();
    diagnostics.extend(settings.diagnostics.iter().cloned());
    let (config, tags) = (settings.config.clone(), settings.tags.clone());
    let parts = Parts { config, tags, assets: site_assets(&input), stories, introductions };
    let (site, mut order) = model::assemble(parts, edition);
    clock.lap("assemble");

    let files = indexing::files(&site);
    let (plan, checks) = addresses(&site, &settings.theme, files, edition, &mut order);
    diagnostics.extend(order.iter().chain(&checks).cloned());
    let links = plan::links(&site, &plan);
    diagnostics.extend(links.iter().cloned());
    diagnostics.extend(passed_over(&input));
    clock.lap("plan");

    let (site, plan, words) = (Arc::new(site), Arc::new(plan), Arc::new(OnceLock::new()));
    let compared = (site.clone(), words.clone());
    let (checked, before, trial) = (true, None, None);
    memory.keep(Last {
        site: site.clone(),
        plan: plan.clone(),
        files,
        order,
        checks,
        checked,
        links,
        compared,
        before,
        trial,
    });
    site.config.apply_levels(&mut diagnostics);
    let bulletin = Bulletin { cutter: Some(cutter), words, ..Bulletin::new(input, site, plan, settings.theme.clone()) };
    Prepared { bulletin, diagnostics, timings: clock.timings, edited: None }
}

/// What stories depend on besides their own texts.
struct Settings {
    config: Config,
    tags: TagSettings,
    theme: Arc<Theme>,
    pictures: HashMap<String, (u32, u32)>,
    words: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Settings {
    fn read(input: &Input) -> Self {
        let mut diagnostics = Vec::new();
        let mut config = config::parse_settings(&input.sources, &mut diagnostics);
        if let Some(url) = &input.base_url {
            config.move_to(url, &mut diagnostics);
        }
        let tags = config::parse_tag_settings(&input.sources, &mut diagnostics);
        let mut theme = theme::load_theme(&config, input, &mut diagnostics);
        if !theme.broken {
            let mistakes = names::check(&input.sources, &config.theme.name);
            // The engine would say the same again, once for each page.
            theme.broken = !mistakes.is_empty();
            diagnostics.extend(mistakes);
        }
        let theme = Arc::new(theme);
        let words = words::parse_words(&input.sources, &mut diagnostics);
        Self { config, tags, theme, pictures: picture_sizes(input), words, diagnostics }
    }

    fn rules<'a>(&'a self, segmenter: Option<&'a Segmenter>, sources: &'a Sources) -> Rules<'a> {
        let Self { config, pictures, .. } = self;
        Rules {
            naming: config.naming,
            timezone: config.timezone,
            line_breaks: config.line_breaks,
            html: config.html,
            segmenter,
            pictures,
            sources,
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

/// Every address, and what is found by looking through the site; mistakes in addresses are added to `order`.
fn addresses(
    site: &Site,
    theme: &Theme,
    files: SearchFiles,
    edition: Edition,
    order: &mut Vec<Diagnostic>,
) -> (Plan, Vec<Diagnostic>) {
    let check = || model::check(site, edition);
    let ((plan, mistakes), found) = rayon::join(|| plan::plan(site, &theme.assets, files), check);
    order.extend(mistakes);
    (plan, found)
}

/// What is said of dot files that are not published.
fn passed_over(input: &Input) -> Option<Diagnostic> {
    (!input.passed_over.is_empty()).then(|| catalog::dot_files_not_published(&input.passed_over))
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
    fn new(input: Input, site: Arc<Site>, plan: Arc<Plan>, theme: Arc<Theme>) -> Self {
        let Input { sources, pictures, kept, .. } = input;
        Self {
            sources,
            pictures,
            kept,
            site,
            plan,
            theme,
            index: OnceLock::new(),
            words: Arc::default(),
            before: None,
            cutter: None,
        }
    }

    /// Prepares rendering single pages.
    pub fn renderer(&self) -> Renderer<'_> {
        self.renderer_with(|ix| Scores::of(&self.site).related(&self.site, self.words(), ix))
    }

    fn renderer_with<'b>(&'b self, related: impl Fn(StoryIx) -> Related + Send + Sync + 'b) -> Renderer<'b> {
        Renderer::new(&self.site, &self.plan, &self.theme, || self.index(), related, &self.sources, &self.pictures)
    }

    /// The index; the first who asks waits until it is made.
    fn index(&self) -> &Index {
        self.index.get_or_init(|| match &self.cutter {
            Some(cutter) => indexing::index(&self.site, &cutter.tags, cutter.segmenter(), &self.kept),
            None => Index::default(),
        })
    }

    /// What stories are compared by; the first who asks waits until they are cut.
    fn words(&self) -> &Words {
        self.words.get_or_init(|| {
            if let Some(cutter) = &self.cutter {
                self.site.stories.par_iter().for_each(|story| cutter.cut(story));
            }
            let before = self.before.as_ref().and_then(|(site, words)| Some((site, words.get()?)));
            match before {
                Some((site, words)) => words.after(&site.stories, &self.site.stories),
                None => Words::new(&self.site.stories),
            }
        })
    }

    /// Looks for the words of all stories before someone asks, in this thread alone; who asks meanwhile helps.
    pub fn warm(&self) {
        if let Some(cutter) = &self.cutter {
            // From the other end than those who ask.
            self.site.stories.iter().rev().for_each(|story| cutter.cut(story));
        }
        self.words();
    }
}

impl Prepared {
    /// Renders for trial what is new: the pages of edited stories, or one of each kind.
    pub fn try_pages(&self, memory: &mut Memory) -> Vec<Diagnostic> {
        let Some(last) = memory.last() else { return self.bulletin.check_kinds() };
        match (&self.edited, &last.trial) {
            (Some(edited), Some(trial)) if trial.is_empty() => {
                self.bulletin.check_pages(|route| matches!(route, Route::Story(ix) if edited.contains(ix)))
            }
            _ => {
                let mistakes = self.bulletin.check_kinds();
                last.trial = Some(mistakes.clone());
                mistakes
            }
        }
    }
}

impl Prepared {
    /// Whether nothing keeps the bulletin from being published so far.
    pub fn is_publishable(&self) -> bool {
        !any_error(&self.diagnostics)
    }
}
