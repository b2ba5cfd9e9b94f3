//! The site: every published story in its order, in its column, under its tags, in its issue. Immutable.
//!
//! Identity is an index: a [`StoryIx`] into [`Site::stories`], and likewise for columns, tags and issues.
//! Every list is newest first; stories of one moment stand in the order of their paths.

pub mod archive;
mod checks;
pub mod columns;
pub mod issues;
pub mod ledger;
pub mod pagination;
pub mod related;
pub mod suggest;
pub mod tags;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

pub use archive::{Month, Year};
pub use checks::check_site;
pub use columns::Column;
pub use issues::{Issue, IssuePage};
pub use tags::TagEntry;

use crate::config::{Config, TagSettings};
use crate::diagnostic::Diagnostic;
use crate::parse::front_matter::FrontMatter;
use crate::parse::{Introduction, Moment, Story};
use crate::source::Asset;

/// A story's place in [`Site::stories`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoryIx(pub u32);

impl StoryIx {
    /// For indexing.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

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
}

/// What decides which stories are published.
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
    /// Why this edition is without a story of such a front matter; `None` if it has it.
    pub fn reason_withheld(&self, front: &FrontMatter) -> Option<Unpublished> {
        if front.draft && !self.drafts {
            return Some(Unpublished::Draft);
        }
        if let Some(end) = front.expires.filter(|end| end.at <= self.now) {
            return Some(Unpublished::Expired(*end));
        }
        (front.date.at > self.now && !self.scheduled).then_some(Unpublished::Scheduled(*front.date))
    }

    /// Why readers would not see a story of such a front matter at this moment, whatever this edition shows.
    pub fn reason_unpublished(&self, front: &FrontMatter) -> Option<Unpublished> {
        Self { drafts: false, scheduled: false, ..*self }.reason_withheld(front)
    }
}

/// Why a story is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unpublished {
    /// Its date is still to come.
    Scheduled(Moment),
    /// `draft: true`
    Draft,
    /// Its time is over.
    Expired(Moment),
}

/// A story that readers do not see.
#[derive(Clone, Debug)]
pub struct Held {
    /// The story.
    pub story: Arc<Story>,
    /// Why.
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
    /// What readers do not see, by path.
    pub held: Vec<Held>,
    /// When the site would next change by itself: a scheduled story comes, or one expires.
    pub next_change: Option<DateTime<FixedOffset>>,
    /// The moment for which this is the site.
    pub now: DateTime<FixedOffset>,
    /// Files that are copied.
    pub assets: Vec<Asset>,
    /// By story: where it stands.
    locations: Vec<StoryLocation>,
}

/// Where a story stands in the lists.
#[derive(Clone, Debug, Default)]
struct StoryLocation {
    column: u32,
    place: u32,
    tags: Vec<u32>,
    issue: Option<u32>,
}

/// Puts everything in order. [`check`] looks through it.
pub fn assemble_site(parts: SiteParts, edition: Edition) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let SiteParts { config, tags: tag_settings, stories, introductions, mut assets } = parts;
    let (mut published, mut held, mut next_change) =
        (Vec::with_capacity(stories.len()), Vec::new(), None::<DateTime<FixedOffset>>);
    let mut change = |at: DateTime<FixedOffset>| next_change = Some(next_change.map_or(at, |other| other.min(at)));
    for story in stories {
        match edition.reason_withheld(&story.front) {
            Some(why) => {
                if let Unpublished::Scheduled(date) = why {
                    change(date.at);
                }
                held.push(Held { story, reason: why });
            }
            None => {
                if let Some(end) = story.front.expires {
                    change(end.at);
                }
                if story.front.date.at > edition.now {
                    change(story.front.date.at);
                }
                published.push(story);
            }
        }
    }
    published.sort_by(|a, b| newest_first(a, b));
    held.sort_by(|a, b| a.story.path.cmp(&b.story.path));
    assets.sort_by(|a, b| a.path.cmp(&b.path));
    let coming: Vec<&Story> = scheduled_stories(&held).map(|(story, _)| story).collect();
    let columns = columns::assemble_columns(&config, &published, &coming, introductions, &mut diagnostics);
    let tags = tags::assemble_tags(&tag_settings, config.naming, &published, &coming, &mut diagnostics);
    let issues = issues::assemble_issues(&published);
    let years = archive::assemble_years(&published);
    let standings = locate_stories(published.len(), &columns, &tags, &issues);
    let stories = published;
    let site = Site {
        config,
        stories,
        columns,
        tags,
        issues,
        years,
        held,
        next_change,
        now: edition.now,
        assets,
        locations: standings,
    };
    (site, diagnostics)
}

/// The order of published stories.
pub fn newest_first(a: &Story, b: &Story) -> Ordering {
    b.front.date.at.cmp(&a.front.date.at).then_with(|| a.path.cmp(&b.path))
}

fn locate_stories(stories: usize, columns: &[Column], tags: &[TagEntry], issues: &[Issue]) -> Vec<StoryLocation> {
    let mut standings = vec![StoryLocation::default(); stories];
    for (at, column) in (0u32..).zip(columns) {
        for (place, story) in (0u32..).zip(&column.stories) {
            standings[story.index()].column = at;
            standings[story.index()].place = place;
        }
    }
    for (at, tag) in (0u32..).zip(tags) {
        for story in &tag.stories {
            standings[story.index()].tags.push(at);
        }
    }
    for (at, issue) in (0u32..).zip(issues) {
        for story in issue.pages.iter().flat_map(|page| &page.stories) {
            standings[story.index()].issue = Some(at);
        }
    }
    standings
}

/// Stories that will come by themselves, with their moments. They are checked like published ones: no one
/// is there when their time comes.
fn scheduled_stories(held: &[Held]) -> impl Iterator<Item = (&Story, Moment)> {
    held.iter().filter_map(|held| match held.reason {
        Unpublished::Scheduled(date) => Some((&*held.story, date)),
        Unpublished::Draft | Unpublished::Expired(_) => None,
    })
}

impl Site {
    /// Stories that will come by themselves, with their moments.
    pub fn scheduled_stories(&self) -> impl Iterator<Item = (&Story, Moment)> {
        scheduled_stories(&self.held)
    }

    /// A story.
    pub fn story(&self, ix: StoryIx) -> &Story {
        &self.stories[ix.index()]
    }

    /// All published stories, newest first.
    pub fn all_stories(&self) -> impl DoubleEndedIterator<Item = StoryIx> + ExactSizeIterator + use<> {
        (0..u32::try_from(self.stories.len()).unwrap_or(u32::MAX)).map(StoryIx)
    }

    /// The column of a story, as an index into [`Site::columns`].
    pub fn column_of(&self, ix: StoryIx) -> usize {
        self.locations[ix.index()].column as usize
    }

    /// The tags of a story, as indexes into [`Site::tags`], by pinyin.
    pub fn tags_of(&self, ix: StoryIx) -> impl Iterator<Item = usize> {
        self.locations[ix.index()].tags.iter().map(|&tag| tag as usize)
    }

    /// The issue of a story, as an index into [`Site::issues`].
    pub fn issue_of(&self, ix: StoryIx) -> Option<usize> {
        self.locations[ix.index()].issue.map(|issue| issue as usize)
    }

    /// The newer and the older neighbour of a story in its column.
    pub fn column_neighbours(&self, ix: StoryIx) -> (Option<StoryIx>, Option<StoryIx>) {
        let standing = &self.locations[ix.index()];
        let stories = &self.columns[standing.column as usize].stories;
        let place = standing.place as usize;
        (place.checked_sub(1).map(|at| stories[at]), stories.get(place + 1).copied())
    }

    /// The stories before and after a story in its issue, in the order of its pages.
    pub fn issue_neighbours(&self, ix: StoryIx) -> (Option<StoryIx>, Option<StoryIx>) {
        let Some(issue) = self.issue_of(ix).map(|at| &self.issues[at]) else { return (None, None) };
        let stories = || issue.pages.iter().flat_map(|page| page.stories.iter().copied());
        let previous = stories().zip(stories().skip(1)).find(|(_, next)| *next == ix).map(|(previous, _)| previous);
        let mut rest = stories().skip_while(|other| *other != ix);
        (previous, rest.nth(1))
    }

    /// The story that leads the front page: the newest pinned one, else the newest.
    pub fn lead_story(&self) -> Option<StoryIx> {
        self.all_stories().find(|&ix| self.story(ix).front.pinned).or_else(|| self.all_stories().next())
    }

    /// Published stories by their paths.
    pub fn stories_by_path(&self) -> HashMap<&str, StoryIx> {
        self.all_stories().map(|ix| (self.story(ix).path.as_str(), ix)).collect()
    }
}
