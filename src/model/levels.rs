//! Levels of messages that hold for the stories of some days only.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Site;
use crate::diagnostic::Diagnostic;
use crate::source::FileId;

impl Site {
    /// Gives messages the levels that the site wants, those of a story by its date.
    pub fn apply_levels(&self, diagnostics: &mut Vec<Diagnostic>) {
        let days = if self.config.has_dated_levels() { self.days_of_stories() } else { HashMap::new() };
        self.config.apply_levels(diagnostics, |file| days.get(&file).copied());
    }

    /// Returns the day of each story whose date is written, in the site's time zone.
    fn days_of_stories(&self) -> HashMap<FileId, NaiveDate> {
        let stories = self.stories.iter().chain(self.held.iter().map(|held| &held.story));
        let dated = stories.filter(|story| story.front.date.span().is_some());
        dated.map(|story| (story.file, story.front.date.at.with_timezone(&self.config.timezone).date_naive())).collect()
    }
}
