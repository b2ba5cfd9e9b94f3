//! The archive: years and months with their stories.

use std::sync::Arc;

use chrono::Datelike;

use crate::model::StoryIx;
use crate::parse::Story;

/// A year with the months that have stories.
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
    /// Returns the newest story of the year; there is no year without one.
    pub fn newest_story(&self) -> Option<StoryIx> {
        self.months.first().and_then(|month| month.stories.first()).copied()
    }

    /// Returns the number of stories.
    pub fn story_count(&self) -> usize {
        self.months.iter().map(|month| month.stories.len()).sum()
    }
}

/// Groups stories, which are newest first, by year and month, newest first.
pub(super) fn assemble_years(stories: &[Arc<Story>]) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();

    for (index, story) in StoryIx::enumerate(stories) {
        let date = story.front.date.at;
        if years.last().is_none_or(|last| last.year != date.year()) {
            years.push(Year { year: date.year(), months: Vec::new() });
        }

        let Some(year) = years.last_mut() else { continue };
        if year.months.last().is_none_or(|last| last.month != date.month()) {
            year.months.push(Month { month: date.month(), stories: Vec::new() });
        }
        if let Some(month) = year.months.last_mut() {
            month.stories.push(index);
        }
    }

    years
}
