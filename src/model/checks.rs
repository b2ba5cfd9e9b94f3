//! Checks of the whole site: duplicates, mistyped tags and issues, stale columns; and the house's rules for every story
//! that readers will see. All of it takes time in proportion to the site.

mod dates;
mod duplicates;
mod freshness;
mod house;
mod issues;
mod review;
mod tags;

use super::{Edition, Site};
use crate::diagnostic::{Diagnostic, Place};
use crate::parse::Story;
use crate::source::Span;

/// Checks a site as a whole.
pub fn check_site(site: &Site, edition: Edition) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();

    // In one order on every machine: stories that will come belong to it like those that are there.
    let published = site.stories.iter().map(|story| &**story);
    let coming = site.scheduled_stories().map(|(story, _)| story).chain(site.unsigned_stories());
    let mut stories: Vec<&Story> = published.chain(coming).collect();
    stories.sort_by(|a, b| a.front.date.at.cmp(&b.front.date.at).then_with(|| a.path.cmp(&b.path)));

    for story in &stories {
        house::check_house_rules(&site.config.house, story, &mut diagnostics);
        review::check_review(site, story, &mut diagnostics);
    }
    for draft in site.drafts() {
        review::check_draft_signatures(site, draft, &mut diagnostics);
    }

    // A story whose date cannot be read stands nowhere in time.
    stories.retain(|story| story.front.date.span().is_some());
    duplicates::check_duplicates(&stories, &mut diagnostics);
    tags::check_tag_names(site, &mut diagnostics);
    for story in &stories {
        dates::check_dates(story, edition, &mut diagnostics);
    }
    issues::check_issues(site, &stories, &mut diagnostics);
    freshness::check_freshness(site, edition, &mut diagnostics);

    diagnostics
}

/// Returns the place of a value of the front matter, or of the first line of the file.
fn value_place(story: &Story, value: Option<Span>) -> Place {
    value.unwrap_or_else(|| Span::new(story.file, 0, 3)).into()
}
