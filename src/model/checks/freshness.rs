//! Columns that nobody keeps: empty, or without a new story for longer than `site.yaml` allows.

use chrono::{DateTime, Days, FixedOffset, TimeZone};

use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::{Edition, Site};

pub(super) fn check_freshness(site: &Site, edition: Edition, diagnostics: &mut Vec<Diagnostic>) {
    let limits = &site.config.house.freshness;
    let now = edition.now.with_timezone(&site.config.timezone);

    for (directory, &limit) in &limits.columns {
        let Some(column) = site.columns.iter().find(|column| column.directory == *directory) else { continue };
        let Some(newest) = column.stories.first() else {
            diagnostics.push(catalog::column_empty(directory, &column.name, limit));
            continue;
        };
        if let Some(overdue) = Overdue::since(site.story(*newest).front.date.at, limit, &now) {
            diagnostics.push(catalog::column_stale(
                directory,
                &column.name,
                overdue.days,
                limit,
                &overdue.day,
                &overdue.due,
            ));
        }
    }

    let newest = site.stories.first().map(|story| story.front.date.at);
    if let (Some(limit), Some(newest)) = (limits.home, newest)
        && let Some(overdue) = Overdue::since(newest, limit, &now)
    {
        let settings = Place::File("site.yaml".to_owned());
        diagnostics.push(catalog::site_stale(settings, overdue.days, limit, &overdue.day, &overdue.due));
    }
}

/// A list whose newest story is older than allowed.
struct Overdue {
    /// The age of the newest story.
    days: i64,
    /// The day of the newest story.
    day: String,
    /// The last day on which another story would have kept the limit.
    due: String,
}

impl Overdue {
    /// Compares the date of the newest story with a limit in days; `None` if it is within the limit.
    fn since<Z: TimeZone>(newest: DateTime<FixedOffset>, limit: u32, now: &DateTime<Z>) -> Option<Self> {
        let day = newest.with_timezone(&now.timezone()).date_naive();
        let days = (now.date_naive() - day).num_days();
        let due = day.checked_add_days(Days::new(limit.into()))?;

        (days > i64::from(limit)).then(|| Self { days, day: day.to_string(), due: due.to_string() })
    }
}
