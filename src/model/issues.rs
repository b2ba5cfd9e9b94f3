//! Issues (期) and their pages (版).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::StoryIx;
use crate::parse::{IssueName, Moment, PagePlace, Story};

/// One issue.
#[derive(Clone, Debug)]
pub struct Issue {
    /// Year and number.
    pub name: IssueName,
    /// The date of its newest story.
    pub date: Moment,
    /// In their order; stories without a page come last.
    pub pages: Vec<IssuePage>,
}

/// One page of an issue.
#[derive(Clone, Debug)]
pub struct IssuePage {
    /// Its place in the issue; `None` for stories that say none.
    pub place: Option<PagePlace>,
    /// The name of the page, if a story says it.
    pub name: String,
    /// In the order of the bulletin, pinned ones first.
    pub stories: Vec<StoryIx>,
}

impl Issue {
    /// Iterates over its stories, in the order of its pages.
    pub fn stories(&self) -> impl Iterator<Item = StoryIx> {
        self.pages.iter().flat_map(|page| page.stories.iter().copied())
    }

    /// Returns the number of stories.
    pub fn story_count(&self) -> usize {
        self.pages.iter().map(|page| page.stories.len()).sum()
    }
}

/// Groups stories, which are newest first, into issues and pages, newest issue first.
pub(super) fn assemble_issues(stories: &[Arc<Story>]) -> Vec<Issue> {
    let mut by_name: BTreeMap<IssueName, DraftIssue> = BTreeMap::new();
    for (index, story) in StoryIx::enumerate(stories) {
        let Some(name) = story.front.issue else { continue };
        // Stories come newest first, so the first one gives the date.
        let issue = by_name.entry(name.identity()).or_insert_with(|| DraftIssue::new(*story.front.date));
        issue.total = issue.total.or(name.total);
        issue.add_story(index, story);
    }

    let mut issues: Vec<Issue> = by_name.into_iter().map(|(name, draft)| draft.finish(name, stories)).collect();
    issues.sort_by(|a, b| b.date.at.cmp(&a.date.at).then_with(|| b.name.cmp(&a.name)));
    issues
}

/// An issue while its stories are collected.
struct DraftIssue {
    date: Moment,
    /// Its number since the first issue, if a story says it.
    total: Option<u32>,
    pages: BTreeMap<Option<PagePlace>, IssuePage>,
}

impl DraftIssue {
    fn new(date: Moment) -> Self {
        Self { date, total: None, pages: BTreeMap::new() }
    }

    fn add_story(&mut self, index: StoryIx, story: &Story) {
        let place = story.front.page.as_ref().map(|page| page.place);
        let empty = IssuePage { place, name: String::new(), stories: Vec::new() };
        let page = self.pages.entry(place).or_insert(empty);

        if let Some(named) = story.front.page.as_ref().filter(|named| !named.name.is_empty()) {
            page.name.clone_from(&named.name);
        }
        page.stories.push(index);
    }

    /// Puts the pages and their stories in order.
    fn finish(self, name: IssueName, stories: &[Arc<Story>]) -> Issue {
        let mut pages: Vec<IssuePage> = self.pages.into_values().collect();

        // A story that leads the bulletin leads its page.
        for page in &mut pages {
            page.stories.sort_by_key(|story| !stories[story.index()].front.pinned);
        }
        if pages.first().is_some_and(|page| page.place.is_none()) {
            pages.rotate_left(1);
        }

        Issue { name: IssueName { total: self.total, ..name }, date: self.date, pages }
    }
}
