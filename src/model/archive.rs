//! The archive: years and months with their stories.

use std::sync::Arc;

use chrono::Datelike;

use crate::model::StoryIx;
use crate::parse::Story;

/// A year with the months that have stories, newest first.
#[derive(Clone, Debug)]
pub struct Year {
    /// 2020
    pub year: i32,
    /// Newest first.
    pub months: Vec<Month>,
}

/// A month with its stories.
#[derive(Clone, Debug)]
pub struct Month {
    /// 1–12
    pub month: u32,
    /// Newest first.
    pub stories: Vec<StoryIx>,
}

impl Year {
    /// Number of stories.
    pub fn story_count(&self) -> usize {
        self.months.iter().map(|month| month.stories.len()).sum()
    }

    /// Never: a year comes from its stories.
    pub fn is_empty(&self) -> bool {
        self.story_count() == 0
    }
}

/// Years, newest first, from stories that are newest first.
pub(super) fn assemble_years(stories: &[Arc<Story>]) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for (ix, story) in (0u32..).zip(stories) {
        let (year, month) = (story.front.date.at.year(), story.front.date.at.month());
        if years.last().is_none_or(|last| last.year != year) {
            years.push(Year { year, months: Vec::new() });
        }
        let Some(last) = years.last_mut() else { continue };
        if last.months.last().is_none_or(|last| last.month != month) {
            last.months.push(Month { month, stories: Vec::new() });
        }
        if let Some(last) = last.months.last_mut() {
            last.stories.push(StoryIx(ix));
        }
    }
    years
}
