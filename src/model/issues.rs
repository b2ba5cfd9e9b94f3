//! Issues (期) and their pages (版).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::StoryIx;
use crate::parse::{IssueName, Moment, Story};

/// One issue.
#[derive(Clone, Debug)]
pub struct Issue {
    /// Year and number.
    pub name: IssueName,
    /// The date of its newest story.
    pub date: Moment,
    /// By number; stories without a page come last, under number 0.
    pub pages: Vec<IssuePage>,
}

/// One page of an issue.
#[derive(Clone, Debug)]
pub struct IssuePage {
    /// From 1; 0 for stories that say none.
    pub number: u32,
    /// What the page is called, if a story says it.
    pub name: String,
    /// In the order of the bulletin, pinned ones first.
    pub stories: Vec<StoryIx>,
}

impl Issue {
    /// Number of stories.
    pub fn story_count(&self) -> usize {
        self.pages.iter().map(|page| page.stories.len()).sum()
    }

    /// Never: an issue comes from its stories.
    pub fn is_empty(&self) -> bool {
        self.story_count() == 0
    }
}

/// All issues, newest first.
pub(super) fn assemble_issues(stories: &[Arc<Story>]) -> Vec<Issue> {
    let mut issues: BTreeMap<IssueName, (Moment, BTreeMap<u32, IssuePage>)> = BTreeMap::new();
    for (ix, story) in (0u32..).zip(stories) {
        let Some(name) = story.front.issue else { continue };
        // Stories come newest first, so the first one gives the date.
        let (_, pages) = issues.entry(*name).or_insert_with(|| (*story.front.date, BTreeMap::new()));
        let number = story.front.page.as_ref().map_or(0, |page| page.number);
        let page =
            pages.entry(number).or_insert_with(|| IssuePage { number, name: String::new(), stories: Vec::new() });
        if let Some(named) = story.front.page.as_ref().filter(|named| !named.name.is_empty()) {
            page.name.clone_from(&named.name);
        }
        page.stories.push(StoryIx(ix));
    }
    let mut issues: Vec<Issue> = issues
        .into_iter()
        .map(|(name, (date, pages))| {
            let mut pages: Vec<IssuePage> = pages.into_values().collect();
            // What leads the bulletin leads its page.
            pages.iter_mut().for_each(|page| page.stories.sort_by_key(|ix| !stories[ix.index()].front.pinned));
            if pages.first().is_some_and(|page| page.number == 0) {
                pages.rotate_left(1);
            }
            Issue { name, date, pages }
        })
        .collect();
    issues.sort_by(|a, b| b.date.at.cmp(&a.date.at).then_with(|| b.name.cmp(&a.name)));
    issues
}
