//! Mistakes in issues and pages: gaps, numbers used twice, pages that are missing or have two names, stories that were
//! forgotten.

use std::collections::{BTreeMap, HashMap};

use super::value_place;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::Site;
use crate::parse::{IssueName, PagePlace, Story};

/// Stories by issue, in the order of their dates.
type StoriesByIssue<'s> = BTreeMap<IssueName, Vec<&'s Story>>;

pub(super) fn check_issues(site: &Site, stories: &[&Story], diagnostics: &mut Vec<Diagnostic>) {
    let mut issues = StoriesByIssue::new();
    for &story in stories {
        if let Some(name) = story.front.issue {
            issues.entry(name.identity()).or_default().push(story);
        }
    }

    report_missing_issues(site, &issues, diagnostics);
    report_issues_out_of_order(&issues, diagnostics);
    for (name, stories) in &issues {
        check_issue_pages(*name, stories, diagnostics);
    }
    report_stories_without_issue(stories, diagnostics);
}

/// Reports gaps between the numbers of a year's issues.
fn report_missing_issues(site: &Site, issues: &StoriesByIssue, diagnostics: &mut Vec<Diagnostic>) {
    // Stories that readers do not see fill a gap too: a draft, or an issue that is over.
    let held = site.held.iter().filter_map(|held| issue_of(&held.story));
    let mut names: Vec<IssueName> = issues.keys().copied().chain(held).collect();
    names.retain(|name| name.is_numbered());
    names.sort_unstable();
    names.dedup();

    for pair in names.windows(2) {
        let [before, name] = [pair[0], pair[1]];
        let Some(first) = issues.get(&name).and_then(|stories| stories.first()) else { continue };

        let is_in_row = before.year == name.year && name.is_numbered();
        if is_in_row && before.last_number() + 1 < name.number {
            let from = name.with_number(before.last_number() + 1).title();
            let to = name.with_number(name.number - 1).title();
            diagnostics.push(catalog::issue_gap(issue_place(first), &from, &to, &before.title(), &name.title()));
        }
    }
}

/// Reports stories that are later than the whole next issue.
fn report_issues_out_of_order(issues: &StoriesByIssue, diagnostics: &mut Vec<Diagnostic>) {
    for ((name, own), (next, later)) in issues.iter().zip(issues.iter().skip(1)) {
        let (Some(last), Some(end)) = (own.last(), later.last()) else { continue };

        if name.year == next.year
            && name.kind == next.kind
            && last.front.date.at.date_naive() > end.front.date.at.date_naive()
        {
            let place = issue_place(last);
            diagnostics.push(catalog::issue_out_of_order(place, &name.title(), &next.title(), issue_place(end)));
        }
    }
}

/// Reports pages that are missing although the first one is there, and pages with two names.
fn check_issue_pages(issue: IssueName, stories: &[&Story], diagnostics: &mut Vec<Diagnostic>) {
    let mut by_page: BTreeMap<PagePlace, Vec<&Story>> = BTreeMap::new();
    for &story in stories {
        if let Some(page) = &story.front.page {
            by_page.entry(page.place).or_default().push(story);
        }
    }

    // A bulletin that takes over single pages of a paper begins with another one.
    let mut before: Option<PagePlace> = None;
    for (&place, stories) in &by_page {
        let last =
            before.filter(|before| before.section == place.section).map(|before| before.last.unwrap_or(before.number));
        // A bulletin that takes over single pages of a paper begins with another one.
        let is_gap =
            last.is_some_and(|last| place.number > last + 1) && by_page.keys().any(|page| is_first(*page, place));
        if let (Some(first), Some(last), true) = (stories.first(), last, is_gap) {
            let page_key = first.front.key_names.name_of("page");
            let missing = PagePlace { number: last + 1, last: None, ..place };
            diagnostics.push(catalog::page_gap(page_place(first), &issue.title(), &missing.label(), page_key));
        }
        before = Some(place);
    }

    for (place, stories) in by_page {
        let mut with_name = stories.into_iter().filter(|story| !page_name(story).is_empty());
        let Some(first) = with_name.next() else { continue };
        if let Some(other) = with_name.find(|other| page_name(other) != page_name(first)) {
            diagnostics.push(catalog::page_named_twice(
                page_place(other),
                &issue.title(),
                &place.label(),
                page_name(other),
                page_name(first),
                page_place(first),
            ));
        }
    }
}

/// Returns whether a page is the first one of a section.
fn is_first(page: PagePlace, of: PagePlace) -> bool {
    page.section == of.section && page.number == 1
}

/// Reports stories in no issue on a day of which more stories are in one.
fn report_stories_without_issue(stories: &[&Story], diagnostics: &mut Vec<Diagnostic>) {
    for day in stories.chunk_by(|a, b| a.front.date.at.date_naive() == b.front.date.at.date_naive()) {
        let mut counts: HashMap<IssueName, usize> = HashMap::new();
        for issue in day.iter().filter_map(|story| issue_of(story)) {
            *counts.entry(issue).or_default() += 1;
        }

        let Some((issue, count)) = counts.into_iter().max_by_key(|(issue, count)| (*count, *issue)) else { continue };
        let Some(other) = day.iter().find(|story| issue_of(story) == Some(issue)) else { continue };
        let without: Vec<_> = day.iter().filter(|story| story.front.issue.is_none()).collect();

        if count > without.len() {
            for story in without {
                let place = value_place(story, None);
                let issue_key = story.front.key_names.name_of("issue");
                let page_key = story.front.key_names.name_of("page");
                let other = issue_place(other);
                diagnostics.push(catalog::story_without_issue(place, &issue.title(), issue_key, page_key, other));
            }
        }
    }
}

/// Returns the name of the page that a story says; empty if it says none.
fn page_name(story: &Story) -> &str {
    story.front.page.as_ref().map_or("", |page| &page.name)
}

fn issue_of(story: &Story) -> Option<IssueName> {
    story.front.issue.map(|issue| issue.identity())
}

fn issue_place(story: &Story) -> Place {
    value_place(story, story.front.issue.map(|issue| issue.span))
}

fn page_place(story: &Story) -> Place {
    value_place(story, story.front.page.as_ref().map(|page| page.span))
}
