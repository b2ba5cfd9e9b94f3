//! Columns that nobody keeps: empty, or without a new story for longer than `site.yaml` allows.

use chrono::{DateTime, Days, FixedOffset};

use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::{Edition, Site, StoryIx};

pub(super) fn check_freshness(site: &Site, edition: Edition, diagnostics: &mut Vec<Diagnostic>) {
    let limits = &site.config.house.freshness;
    let zone = site.config.timezone;
    let today = edition.now.with_timezone(&zone).date_naive();
    // The age of a story in days, its day, and the last day on which another one keeps the limit.
    let overdue = |newest: DateTime<FixedOffset>, limit: u32| {
        let day = newest.with_timezone(&zone).date_naive();
        let age = (today - day).num_days();
        let due = day.checked_add_days(Days::new(limit.into()))?;
        (age > i64::from(limit)).then(|| (age, day.to_string(), due.to_string()))
    };
    let date = |ix: &StoryIx| site.story(*ix).front.date.at;
    for (directory, &limit) in &limits.columns {
        let Some(column) = site.columns.iter().find(|column| column.directory == *directory) else { continue };
        match column.stories.first() {
            None => diagnostics.push(catalog::column_empty(directory, &column.name, limit)),
            Some(newest) => {
                if let Some((age, day, due)) = overdue(date(newest), limit) {
                    diagnostics.push(catalog::column_stale(directory, &column.name, age, limit, &day, &due));
                }
            }
        }
    }
    let newest = site.stories.first().map(|story| story.front.date.at);
    if let (Some(limit), Some(newest)) = (limits.home, newest)
        && let Some((age, day, due)) = overdue(newest, limit)
    {
        let settings = Place::File("site.yaml".to_owned());
        diagnostics.push(catalog::site_stale(settings, age, limit, &day, &due));
    }
}
