//! Where a story can be seen, and what an address of the site leads to.

use super::list::all_months;
use super::{FrontPage, ListKey, ListPart, Plan, Route};
use crate::address::Address;
use crate::model::{Site, StoryIx};
use crate::parse::link;

/// Returns every page and feed that shows a story: its own page first, the front page, lists with the number of the page,
/// the issue, the feeds, and addresses that lead to it.
pub fn story_appearances(site: &Site, plan: &Plan, story: StoryIx) -> Vec<(Address, Route)> {
    let own_address = &site.story(story).address;
    let mut appearances = vec![(own_address.clone(), Route::Story(story))];

    if FrontPage::compose(site).contains(story) {
        appearances.push((ListKey::All.part_address(site, ListPart::Front), Route::Home));
    }

    let lists = lists_with(site, story);
    for listed in &lists {
        let part = match listed.list.pagination(site).page_number(listed.position) {
            Some(number) => ListPart::Older(number),
            // The front page is named above.
            None if listed.list == ListKey::All => continue,
            None => ListPart::Front,
        };
        appearances.push((listed.list.part_address(site, part), Route::List(listed.list, part)));
    }

    if let Some(issue) = site.issue_of(story) {
        let name = site.issue(issue).name;
        appearances.push((super::issue_address(name), Route::Issue(issue)));
        appearances.push((super::whole_issue_address(name), Route::IssueWhole(issue)));
    }

    if story.index() < site.config.feed_size {
        appearances.push((Address::from_known("feed.xml"), Route::Atom));
        appearances.push((Address::from_known("feed.json"), Route::JsonFeed));
    }
    for listed in lists.iter().filter(|listed| listed.position < site.config.feed_size) {
        let feed = listed.list.feed_address(site);
        appearances.extend(feed.map(|address| (address, Route::Rss(listed.list))));
    }

    let redirect = Route::Redirect(own_address.clone());
    appearances.extend(plan.routes().iter().filter(|(_, route)| *route == redirect).cloned());
    appearances
}

/// A list that has a story.
struct ListedStory {
    list: ListKey,
    /// Position of the story, from the newest.
    position: usize,
}

/// Returns every list that has a story.
fn lists_with(site: &Site, story: StoryIx) -> Vec<ListedStory> {
    let mut lists = vec![ListKey::All, ListKey::Column(site.column_of(story))];
    lists.extend(site.tags_of(story).map(ListKey::Tag));
    lists.extend(all_months(site).map(ListKey::Month));

    let positions = lists.into_iter().map(|list| (list, list.stories(site).position(story)));
    positions.filter_map(|(list, position)| Some(ListedStory { list, position: position? })).collect()
}

/// Returns the address within the site that a URL names, whole or from its path on; `None` if it is of another site.
pub fn address_of(site: &Site, url: &str) -> Option<String> {
    let path = match url.split_once("://") {
        Some((_, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let origin = &site.config.origin;
            let own_host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
            if !host.eq_ignore_ascii_case(own_host) {
                return None;
            }
            path
        }
        None => url,
    };

    let path = path.split(['?', '#']).next().unwrap_or_default();
    let below_root = path.strip_prefix(&site.config.base_path).unwrap_or(path).trim_start_matches('/');
    let decoded = link::decode_url(below_root).into_owned();
    Some(if decoded.is_empty() || decoded.ends_with('/') { decoded + "index.html" } else { decoded })
}
