//! read → parse → assemble → plan, and index and render what is asked for. All threads and all memory are decided here.
//!
//! A preview prepares a bulletin again and again. Each stage is a function of its inputs and of its previous result, which it
//! hands on as far as the inputs are the same; the previous results are those of the previous [`Bulletin`].

mod attachments;
mod checks;
mod exporting;
mod in_place;
mod indexing;
mod parsing;
mod pictures;
mod rendering;
mod reviewing;
mod search;
mod settings;
pub mod threads;
pub mod turns;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

pub use self::rendering::Destination;

use self::checks::Checks;
use self::in_place::InPlaceEdit;
use self::parsing::{Outcomes, parse_texts};
use self::search::Search;
use self::settings::{Settings, site_assets};
use crate::diagnostic::fix::settle_fixes;
use crate::diagnostic::{Diagnostic, any_error, catalog};
use crate::model::related::{Related, RelatedScores};
use crate::model::review::ReviewedTexts;
use crate::model::suggest::{self, TagSuggestions};
use crate::model::{self, Edition, Site, SiteParts, StoryIx};
use crate::parse::Story;
use crate::plan::{self, Plan, Route, SearchFiles};
use crate::render::{RenderInput, Renderer};
use crate::search::Segmenter;
use crate::source::{Input, Sources};
use crate::theme::Theme;

/// A bulletin, checked and ready to be rendered: the results of all stages.
pub struct Bulletin {
    /// The texts that it was made from, for showing mistakes.
    pub sources: Sources,
    /// The model.
    pub site: Arc<Site>,
    /// Every address.
    pub plan: Arc<Plan>,
    /// The templates, and the files that go with them.
    pub theme: Arc<Theme>,
    input: Input,
    edition: Edition,
    settings: Arc<Settings>,
    outcomes: Outcomes,
    /// Diagnostics of the assemble stage.
    order: Arc<[Diagnostic]>,
    /// The files that its search index has.
    search_files: SearchFiles,
    /// Diagnostics of the plan stage.
    addresses: Arc<[Diagnostic]>,
    /// Diagnostics of links.
    links: Vec<Diagnostic>,
    checks: Arc<Checks>,
    search: Arc<Search>,
    /// Diagnostics of one page of each kind, once these were rendered for trial.
    trial: OnceLock<Vec<Diagnostic>>,
}

/// How long each stage took, in the order of the stages.
pub type Timings = Vec<(&'static str, Duration)>;

/// A bulletin with its diagnostics.
pub struct Prepared {
    /// The bulletin; fit to be published only if no diagnostic is an error.
    pub bulletin: Bulletin,
    /// Everything that is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
    /// How long it took.
    pub timings: Timings,
    /// The stories whose text is new, if nothing else is since the previous bulletin.
    pub edited: Option<Vec<StoryIx>>,
}

/// Stories that one thread indexes in one go.
const CHUNK: usize = 1024;

/// Small bulletins are cut smaller, so that every core has something to do.
fn chunk_size(stories: usize) -> usize {
    (stories / 16).clamp(1, CHUNK)
}

/// Everything up to the plan. Without a segmenter the search stays empty; with one, it is made when it is asked for.
///
/// Of the previous bulletin every stage hands on what has not changed. Where the text of stories alone has, the site is not
/// looked through for what only the whole of it shows: see [`Bulletin::check_whole_site`].
pub fn prepare(input: Input, edition: Edition, segmenter: Option<&Segmenter>, previous: Option<&Bulletin>) -> Prepared {
    let mut clock = Clock::default();
    let settings = Settings::renew(&input, segmenter, previous);
    let outcomes = parse_texts(&input, &settings.rules(&input.sources), previous);
    clock.lap("parse");

    let reviewed_texts = reviewing::reviewed_texts(&input, &settings, &outcomes, previous);
    let in_place = InPlaceEdit::find(previous, &settings, &outcomes, &reviewed_texts, edition);
    let in_place = in_place.as_ref();
    let (site, order) = assemble(&input, &settings, &outcomes, reviewed_texts, edition, in_place);
    let search_files = in_place.map_or_else(|| settings.search_files(&site), |edit| edit.previous.search_files);
    clock.lap("assemble");

    let ((plan, addresses), checks) = rayon::join(
        || find_addresses(&site, &settings, search_files, in_place),
        || Checks::renew(&site, edition, in_place),
    );
    let links = plan::check_links(&site, &plan, in_place.map(InPlaceEdit::known_links).as_ref());
    clock.lap("plan");

    let bulletin = Bulletin {
        sources: input.sources.clone(),
        search: Search::renew(&site, &settings, previous, in_place),
        trial: in_place.map_or_else(OnceLock::new, InPlaceEdit::trial),
        theme: settings.theme.clone(),
        input,
        edition,
        settings,
        outcomes,
        site,
        order,
        search_files,
        plan,
        addresses,
        links,
        checks,
    };
    let diagnostics = bulletin.diagnostics();
    Prepared { bulletin, diagnostics, timings: clock.timings, edited: in_place.map(|edit| edit.edited.clone()) }
}

/// The assemble stage: all stories in their order, and what is wrong with it.
fn assemble(
    input: &Input,
    settings: &Settings,
    outcomes: &Outcomes,
    reviewed_texts: ReviewedTexts,
    edition: Edition,
    in_place: Option<&InPlaceEdit>,
) -> (Arc<Site>, Arc<[Diagnostic]>) {
    if let Some(edit) = in_place {
        return (edit.site.clone(), edit.previous.order.clone());
    }
    let parts = SiteParts {
        config: settings.config.clone(),
        tags: settings.tags.clone(),
        stories: outcomes.iter().flatten().filter_map(|outcome| outcome.story.clone()).collect(),
        introductions: outcomes.iter().flatten().filter_map(|outcome| outcome.introduction.clone()).collect(),
        assets: site_assets(input),
        reviewed_texts,
        headline_font: settings.headline_font.clone(),
    };
    let (site, mistakes) = model::assemble_site(parts, edition);
    (Arc::new(site), mistakes.into())
}

/// The plan stage: every address, and what is wrong with them.
fn find_addresses(
    site: &Site,
    settings: &Settings,
    search_files: SearchFiles,
    in_place: Option<&InPlaceEdit>,
) -> (Arc<Plan>, Arc<[Diagnostic]>) {
    if let Some(InPlaceEdit { previous, .. }) = in_place {
        return (previous.plan.clone(), previous.addresses.clone());
    }
    let (plan, mistakes) = plan::plan_site(site, &settings.theme.assets, &settings.theme.directory, search_files);
    (Arc::new(plan), mistakes.into())
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

impl Bulletin {
    /// Everything that is wrong so far.
    fn diagnostics(&self) -> Vec<Diagnostic> {
        let parsed = self.outcomes.iter().flatten().flat_map(|outcome| &outcome.diagnostics);
        let all = self.settings.diagnostics.iter().chain(parsed).chain(&*self.order).chain(&*self.addresses);
        let mut diagnostics: Vec<Diagnostic> = all.chain(self.checks.known()).chain(&self.links).cloned().collect();

        let passed_over = &self.input.passed_over;
        diagnostics.extend((!passed_over.is_empty()).then(|| catalog::dot_files_not_published(passed_over)));
        self.site.apply_levels(&mut diagnostics);
        settle_fixes(&mut diagnostics, &self.sources);
        diagnostics
    }

    /// The input that it was made from.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// Prepares rendering single pages.
    pub fn renderer(&self) -> Renderer<'_> {
        self.renderer_with(|ix| RelatedScores::for_site(&self.site).find_related(&self.site, self.vectors(), ix))
    }

    fn renderer_with<'b>(&'b self, related: impl Fn(StoryIx) -> Related + Send + Sync + 'b) -> Renderer<'b> {
        let Self { site, plan, theme, sources, input, settings, .. } = self;
        let input = RenderInput { site, name: &settings.name, plan, theme, sources, pictures: &input.pictures };
        Renderer::new(input, || self.index(), related)
    }

    /// Proposes tags for a story, published or not. The segmenter need not know the site's own words.
    pub fn suggest_tags(&self, story: &Story, segmenter: &Segmenter) -> TagSuggestions {
        suggest::suggest_tags(&self.site, &self.keywords(), &self.settings.tags, story, segmenter)
    }
}

impl Prepared {
    /// Renders for trial what is new: the pages of edited stories, or one of each kind.
    pub fn try_pages(&self) -> Vec<Diagnostic> {
        let Self { bulletin, edited, .. } = self;
        match (edited, bulletin.trial.get()) {
            (Some(edited), Some(_)) => {
                bulletin.check_pages(|route| matches!(route, Route::Story(ix) if edited.contains(ix)))
            }
            _ => bulletin.trial.get_or_init(|| bulletin.check_kinds()).clone(),
        }
    }

    /// Whether nothing keeps the bulletin from being published so far.
    pub fn is_publishable(&self) -> bool {
        !any_error(&self.diagnostics)
    }
}
