//! Where a story can be seen, and what an address of the site leads to.

use std::ops::Range;

use super::{ListKey, ListPart, Plan, Route};
use crate::address::Address;
use crate::model::{Site, StoryIx};
use crate::parse::link;

/// Stories of each column on the front page, beside the newest of all.
pub const FRONT_STORIES_PER_COLUMN: usize = 4;

/// Every page and feed that shows a story: its own page first, the front page, lists with the number of the page,
/// the issue, the feeds, and addresses that lead to it.
pub fn story_appearances(site: &Site, plan: &Plan, ix: StoryIx) -> Vec<(Address, Route)> {
    let story = site.story(ix);
    let mut shown = vec![(story.address.clone(), Route::Story(ix))];
    let lists = lists_with(site, ix);
    if is_on_front_page(site, ix) {
        shown.push((ListKey::All.part_address(site, ListPart::Front), Route::Home));
    }
    for (key, at) in &lists {
        let part = match key.pagination(site).page_number(*at) {
            Some(number) => ListPart::Older(number),
            // The front page is named above.
            None if *key == ListKey::All => continue,
            None => ListPart::Front,
        };
        shown.push((key.part_address(site, part), Route::List(*key, part)));
    }
    if let Some(at) = site.issue_of(ix) {
        shown.push((super::issue_address(site.issues[at].name), Route::Issue(at)));
        shown.push((super::whole_issue_address(site.issues[at].name), Route::IssueWhole(at)));
    }
    let fed = |at: usize| at < site.config.feed_size;
    if fed(ix.index()) {
        shown.push((Address::from_known("feed.xml"), Route::Atom));
        shown.push((Address::from_known("feed.json"), Route::JsonFeed));
    }
    for (key, at) in lists {
        if fed(at) && !matches!(key, ListKey::Month(..)) {
            shown.push((Address::from_known(&format!("{}rss.xml", key.directory(site))), Route::Rss(key)));
        }
    }
    let leads = |(_, route): &&(Address, Route)| *route == Route::Redirect(story.address.clone());
    shown.extend(plan.routes().iter().filter(leads).cloned());
    shown
}

/// Every list that has a story, with its place there, from the newest.
fn lists_with(site: &Site, ix: StoryIx) -> Vec<(ListKey, usize)> {
    let mut keys = vec![ListKey::All, ListKey::Column(site.column_of(ix))];
    keys.extend(site.tags_of(ix).map(ListKey::Tag));
    for (year, months) in site.years.iter().enumerate() {
        keys.extend((0..months.months.len()).map(|month| ListKey::Month(year, month)));
    }
    let place = |key: ListKey| {
        let stories = key.stories(site).stories_in(Range { start: 0, end: key.stories(site).len() });
        stories.iter().position(|other| *other == ix)
    };
    keys.into_iter().filter_map(|key| Some((key, place(key)?))).collect()
}

fn is_on_front_page(site: &Site, ix: StoryIx) -> bool {
    let lead = site.lead_story();
    let column = &site.columns[site.column_of(ix)].stories;
    let mut block = column.iter().filter(|other| Some(**other) != lead).take(FRONT_STORIES_PER_COLUMN);
    ListKey::All.pagination(site).front_range().contains(&ix.index())
        || lead == Some(ix)
        || block.any(|other| *other == ix)
}

/// The address within the site that a URL names, whole or from its path on. `None` if it is of another site.
pub fn address_of(site: &Site, url: &str) -> Option<String> {
    let path = match url.split_once("://") {
        Some((_, rest)) => {
            let host = |url: &str| url.split_once("://").map_or(url, |(_, host)| host).to_ascii_lowercase();
            let (own, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if own.to_ascii_lowercase() != host(&site.config.origin) {
                return None;
            }
            path
        }
        None => url,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let below = path.strip_prefix(&site.config.base_path).unwrap_or(path).trim_start_matches('/');
    let decoded = link::decode_url(below).into_owned();
    Some(if decoded.is_empty() || decoded.ends_with('/') { decoded + "index.html" } else { decoded })
}
