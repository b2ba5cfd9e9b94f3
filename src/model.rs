//! The site: every published story in its order, in its column, under its tags, in its issue. Immutable.
//!
//! Identity is an index: a [`StoryIx`] into [`Site::stories`], and likewise for columns, tags and issues.
//! Every list is newest first; stories of one moment stand in the order of their paths.

pub mod archive;
mod checks;
pub mod columns;
pub mod headline_face;
mod index;
pub mod issues;
pub mod ledger;
mod levels;
pub mod pagination;
pub mod related;
pub mod review;
pub mod suggest;
pub mod tags;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

pub use archive::{Month, Year};
pub use checks::check_site;
pub use columns::Column;
pub use index::{AssetIx, ColumnIx, IssueIx, StoryIx, TagIx, YearIx};
pub use issues::{Issue, IssuePage};
pub use tags::TagEntry;

use self::headline_face::HeadlineFace;
use self::review::{ReviewDesk, ReviewedTexts};
use crate::config::{Config, TagSettings};
use crate::diagnostic::Diagnostic;
use crate::font::Font;
use crate::parse::{Introduction, Moment, Story};
use crate::source::Asset;

/// Everything that was read, before it is put in order.
#[derive(Debug, Default)]
pub struct SiteParts {
    /// `site.yaml`
    pub config: Config,
    /// `tags.yaml`
    pub tags: TagSettings,
    /// Every story, published or not.
    pub stories: Vec<Arc<Story>>,
    /// The columns' introductions.
    pub introductions: Vec<Introduction>,
    /// Files below `content/` and `static/` that are copied.
    pub assets: Vec<Asset>,
    /// The present texts of the stories whose signatures name one.
    pub reviewed_texts: ReviewedTexts,
    /// The house's font for headlines.
    pub headline_font: Option<Arc<Font>>,
}

/// The moment, and the choices that decide which stories are published.
#[derive(Clone, Copy, Debug)]
pub struct Edition {
    /// Stories dated after it are scheduled.
    pub now: DateTime<FixedOffset>,
    /// Whether drafts are published too.
    pub drafts: bool,
    /// Whether scheduled stories are published too, as the preview shows them.
    pub scheduled: bool,
}

impl Edition {
    /// Returns why this edition leaves out a story; `None` if it publishes it. A story that has to be signed before is left
    /// out with the drafts, whatever its date: a day that comes publishes nothing that nobody is answerable for.
    pub fn reason_withheld(&self, story: &Story, desk: &ReviewDesk) -> Option<Unpublished> {
        let front = &story.front;
        if front.draft && !self.drafts {
            return Some(Unpublished::Draft);
        }

        if let Some(end) = front.expires.filter(|end| end.at <= self.now) {
            return Some(Unpublished::Expired(*end));
        }

        if !self.drafts && desk.review_story(story).holds_story() {
            return Some(Unpublished::Unsigned);
        }

        (front.date.at > self.now && !self.scheduled).then_some(Unpublished::Scheduled(*front.date))
    }

    /// Returns why readers would not see a story at this moment, whatever this edition shows.
    pub fn reason_unpublished(&self, story: &Story, desk: &ReviewDesk) -> Option<Unpublished> {
        Self { drafts: false, scheduled: false, ..*self }.reason_withheld(story, desk)
    }
}

/// Why a story is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unpublished {
    /// Its date is still to come.
    Scheduled(Moment),
    /// `draft: true`
    Draft,
    /// Not all steps of its review are rightly signed, and the house publishes nothing else.
    Unsigned,
    /// Its time is over.
    Expired(Moment),
}

/// A story that readers do not see.
#[derive(Clone, Debug)]
pub struct Held {
    /// The story.
    pub story: Arc<Story>,
    /// Why it is not published.
    pub reason: Unpublished,
}

/// The whole bulletin at one moment.
#[derive(Clone, Debug)]
pub struct Site {
    /// The settings.
    pub config: Config,
    /// The published stories, newest first.
    pub stories: Vec<Arc<Story>>,
    /// In the order of `site.yaml`.
    pub columns: Vec<Column>,
    /// By pinyin.
    pub tags: Vec<TagEntry>,
    /// Newest first.
    pub issues: Vec<Issue>,
    /// Newest first.
    pub years: Vec<Year>,
    /// The stories that readers do not see, by path.
    pub held: Vec<Held>,
    /// When the site would next change by itself: a scheduled story comes, or one expires.
    pub next_change: Option<DateTime<FixedOffset>>,
    /// The moment for which this is the site.
    pub now: DateTime<FixedOffset>,
    /// Files that are copied.
    pub assets: Vec<Asset>,
    /// The present texts of the stories whose signatures name one.
    pub reviewed_texts: ReviewedTexts,
    /// The house's face for headlines.
    pub headline_face: Option<HeadlineFace>,
    /// By story: its place in the lists.
    locations: Vec<StoryLocation>,
}

/// A story's place in the lists of its column, its tags and its issue.
#[derive(Clone, Debug, Default)]
struct StoryLocation {
    column: ColumnIx,
    /// Position among the stories of the column.
    position: usize,
    tags: Vec<TagIx>,
    issue: Option<IssueIx>,
}

/// The stories beside one in a list, newer or earlier ones `before` it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Neighbours {
    /// The story before it.
    pub before: Option<StoryIx>,
    /// The story after it.
    pub after: Option<StoryIx>,
}

/// Puts everything in order. [`check_site`] looks through it.
pub fn assemble_site(parts: SiteParts, edition: Edition) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let SiteParts { config, tags: tag_settings, stories, introductions, mut assets, reviewed_texts, headline_font } =
        parts;
    let desk = ReviewDesk::new(&config, &reviewed_texts, edition.now);
    let EditionStories { published, held, next_change } = EditionStories::new(stories, edition, &desk);
    assets.sort_by(|a, b| a.path.cmp(&b.path));

    let coming: Vec<&Story> = scheduled_stories(&held).map(|(story, _)| story).collect();
    let columns = columns::assemble_columns(&config, &published, &coming, introductions, &mut diagnostics);
    let tags = tags::assemble_tags(&tag_settings, config.naming, &published, &coming, &mut diagnostics);
    let issues = issues::assemble_issues(&published);

    let mut site = Site {
        years: archive::assemble_years(&published),
        locations: locate_stories(published.len(), &columns, &tags, &issues),
        config,
        stories: published,
        columns,
        tags,
        issues,
        held,
        next_change,
        now: edition.now,
        assets,
        reviewed_texts,
        headline_face: None,
    };
    site.headline_face = headline_font.map(|font| HeadlineFace::new(&site, font, &mut diagnostics));
    (site, diagnostics)
}

/// The stories of an edition, each published or held.
struct EditionStories {
    /// Newest first.
    published: Vec<Arc<Story>>,
    /// By path.
    held: Vec<Held>,
    /// When the first of them would be held or published.
    next_change: Option<DateTime<FixedOffset>>,
}

impl EditionStories {
    fn new(stories: Vec<Arc<Story>>, edition: Edition, desk: &ReviewDesk) -> Self {
        let mut published = Vec::with_capacity(stories.len());
        let mut held = Vec::new();
        let mut changes: Vec<DateTime<FixedOffset>> = Vec::new();

        for story in stories {
            match edition.reason_withheld(&story, desk) {
                Some(reason) => {
                    if let Unpublished::Scheduled(date) = reason {
                        changes.push(date.at);
                    }
                    held.push(Held { story, reason });
                }
                None => {
                    changes.extend(story.front.expires.map(|end| end.at));
                    // The preview publishes a scheduled story before its time.
                    changes.extend(Some(story.front.date.at).filter(|date| *date > edition.now));
                    published.push(story);
                }
            }
        }

        published.sort_by(|a, b| newest_first(a, b));
        held.sort_by(|a, b| a.story.path.cmp(&b.story.path));
        Self { published, held, next_change: changes.into_iter().min() }
    }
}

/// Compares published stories for their order: the newest first, equals by path.
pub fn newest_first(a: &Story, b: &Story) -> Ordering {
    b.front.date.at.cmp(&a.front.date.at).then_with(|| a.path.cmp(&b.path))
}

/// Inverts the lists of columns, tags and issues: returns the place of each story in them.
fn locate_stories(story_count: usize, columns: &[Column], tags: &[TagEntry], issues: &[Issue]) -> Vec<StoryLocation> {
    let mut locations = vec![StoryLocation::default(); story_count];

    for (index, column) in ColumnIx::enumerate(columns) {
        for (position, story) in column.stories.iter().enumerate() {
            locations[story.index()].column = index;
            locations[story.index()].position = position;
        }
    }

    for (index, tag) in TagIx::enumerate(tags) {
        for story in &tag.stories {
            locations[story.index()].tags.push(index);
        }
    }

    for (index, issue) in IssueIx::enumerate(issues) {
        for story in issue.stories() {
            locations[story.index()].issue = Some(index);
        }
    }

    locations
}

/// Iterates over the stories that will be published at a later date, with their dates. They are checked like published
/// ones, since nobody is there to check them when their time comes.
fn scheduled_stories(held: &[Held]) -> impl Iterator<Item = (&Story, Moment)> {
    held.iter().filter_map(|held| match held.reason {
        Unpublished::Scheduled(date) => Some((&*held.story, date)),
        Unpublished::Draft | Unpublished::Unsigned | Unpublished::Expired(_) => None,
    })
}

impl Site {
    /// Iterates over the stories that will be published at a later date, with their dates.
    pub fn scheduled_stories(&self) -> impl Iterator<Item = (&Story, Moment)> {
        scheduled_stories(&self.held)
    }

    /// Iterates over the stories that wait for signatures.
    pub fn unsigned_stories(&self) -> impl Iterator<Item = &Story> {
        self.held_stories(Unpublished::Unsigned)
    }

    /// Iterates over the drafts.
    pub fn drafts(&self) -> impl Iterator<Item = &Story> {
        self.held_stories(Unpublished::Draft)
    }

    fn held_stories(&self, reason: Unpublished) -> impl Iterator<Item = &Story> {
        self.held.iter().filter(move |held| held.reason == reason).map(|held| &*held.story)
    }

    /// Iterates over all published stories, newest first.
    pub fn all_stories(&self) -> impl DoubleEndedIterator<Item = StoryIx> + ExactSizeIterator + use<> {
        (0..u32::try_from(self.stories.len()).unwrap_or(u32::MAX)).map(StoryIx)
    }

    /// Returns the column of a story.
    pub fn column_of(&self, story: StoryIx) -> ColumnIx {
        self.locations[story.index()].column
    }

    /// Iterates over the tags of a story, by pinyin.
    pub fn tags_of(&self, story: StoryIx) -> impl Iterator<Item = TagIx> {
        self.locations[story.index()].tags.iter().copied()
    }

    /// Returns the issue of a story.
    pub fn issue_of(&self, story: StoryIx) -> Option<IssueIx> {
        self.locations[story.index()].issue
    }

    /// Returns the newer and the older neighbour of a story in its column.
    pub fn column_neighbours(&self, story: StoryIx) -> Neighbours {
        let location = &self.locations[story.index()];
        let stories = &self.column(location.column).stories;

        Neighbours {
            before: location.position.checked_sub(1).map(|position| stories[position]),
            after: stories.get(location.position + 1).copied(),
        }
    }

    /// Returns the stories before and after a story in its issue, in the order of its pages.
    pub fn issue_neighbours(&self, story: StoryIx) -> Neighbours {
        let Some(issue) = self.issue_of(story).map(|issue| self.issue(issue)) else { return Neighbours::default() };
        let stories: Vec<StoryIx> = issue.stories().collect();
        let Some(position) = stories.iter().position(|other| *other == story) else { return Neighbours::default() };

        Neighbours {
            before: position.checked_sub(1).map(|position| stories[position]),
            after: stories.get(position + 1).copied(),
        }
    }

    /// Returns the story that leads the front page: the newest pinned one, else the newest.
    pub fn lead_story(&self) -> Option<StoryIx> {
        self.all_stories().find(|&story| self.story(story).front.pinned).or_else(|| self.all_stories().next())
    }

    /// Returns the published stories by their paths.
    pub fn stories_by_path(&self) -> HashMap<&str, StoryIx> {
        self.all_stories().map(|story| (self.story(story).path.as_str(), story)).collect()
    }
}
