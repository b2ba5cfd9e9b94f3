//! Slips in issues and pages: gaps, numbers used twice, pages that are missing or have two names, stories that were
//! forgotten.

use std::collections::{BTreeMap, HashMap};

use super::value_place;
use crate::diagnostic::{Diagnostic, catalog};
use crate::model::Site;
use crate::parse::{IssueName, Story};

/// Stories by issue, in the order of their dates.
type StoriesByIssue<'s> = BTreeMap<IssueName, Vec<&'s Story>>;

pub(super) fn check_issues(site: &Site, stories: &[&Story], diagnostics: &mut Vec<Diagnostic>) {
    let mut issues = StoriesByIssue::new();
    for &story in stories {
        if let Some(name) = story.front.issue {
            issues.entry(*name).or_default().push(story);
        }
    }
    check_issue_sequence(site, &issues, diagnostics);
    for (name, stories) in &issues {
        check_issue_pages(*name, stories, diagnostics);
    }
    report_stories_without_issue(stories, diagnostics);
}

/// Gaps between issues, and stories that are later than the whole next issue.
fn check_issue_sequence(site: &Site, issues: &StoriesByIssue, diagnostics: &mut Vec<Diagnostic>) {
    // What readers do not see fills a gap too: a draft, or an issue that is over.
    let mut names: Vec<IssueName> = issues
        .keys()
        .copied()
        .chain(site.held.iter().filter_map(|held| held.story.front.issue.map(|issue| issue.value)))
        .collect();
    names.sort_unstable();
    names.dedup();
    let mut before: Option<IssueName> = None;
    for name in names {
        if let (Some(before), Some(first)) = (before, issues.get(&name).and_then(|stories| stories.first()))
            && before.year == name.year
            && before.number + 1 < name.number
        {
            let title = |number| IssueName { number, ..name }.title();
            let (from, to) = (title(before.number + 1), title(name.number - 1));
            let here = value_place(first, first.front.issue.map(|issue| issue.span));
            diagnostics.push(catalog::issue_gap(here, &from, &to, &before.title(), &name.title()));
        }
        before = Some(name);
    }
    for ((name, own), (next, later)) in issues.iter().zip(issues.iter().skip(1)) {
        let (Some(last), Some(end)) = (own.last(), later.last()) else { continue };
        if name.year == next.year && last.front.date.at.date_naive() > end.front.date.at.date_naive() {
            let (here, there) = (
                value_place(last, last.front.issue.map(|issue| issue.span)),
                value_place(end, end.front.issue.map(|issue| issue.span)),
            );
            diagnostics.push(catalog::issue_out_of_order(here, &name.title(), &next.title(), there));
        }
    }
}

/// Pages that are missing although the first one is there, and pages with two names.
fn check_issue_pages(issue: IssueName, stories: &[&Story], diagnostics: &mut Vec<Diagnostic>) {
    let mut named: BTreeMap<u32, Vec<&Story>> = BTreeMap::new();
    for &story in stories {
        if let Some(page) = &story.front.page {
            named.entry(page.number).or_default().push(story);
        }
    }
    // A bulletin that takes over single pages of a paper begins with another one.
    if named.contains_key(&1) {
        let mut before = 1;
        for (&number, stories) in &named {
            if let Some(first) = stories.first().filter(|_| number > before + 1) {
                let here = value_place(first, first.front.page.as_ref().map(|page| page.span));
                diagnostics.push(catalog::page_gap(here, &issue.title(), before + 1));
            }
            before = number;
        }
    }
    for (number, stories) in named {
        let name = |story: &Story| story.front.page.as_ref().map_or_else(String::new, |page| page.name.clone());
        let mut with_name = stories.into_iter().filter(|story| !name(story).is_empty());
        let Some(first) = with_name.next() else { continue };
        if let Some(other) = with_name.find(|other| name(other) != name(first)) {
            let here = value_place(other, other.front.page.as_ref().map(|page| page.span));
            let there = value_place(first, first.front.page.as_ref().map(|page| page.span));
            diagnostics.push(catalog::page_named_twice(
                here,
                &issue.title(),
                number,
                &name(other),
                &name(first),
                there,
            ));
        }
    }
}

/// Stories in no issue on a day of which more stories are in one.
fn report_stories_without_issue(stories: &[&Story], diagnostics: &mut Vec<Diagnostic>) {
    for day in stories.chunk_by(|a, b| a.front.date.at.date_naive() == b.front.date.at.date_naive()) {
        let mut counts: HashMap<IssueName, usize> = HashMap::new();
        day.iter()
            .filter_map(|story| story.front.issue.map(|issue| issue.value))
            .for_each(|issue| *counts.entry(issue).or_default() += 1);
        let Some((issue, count)) = counts.into_iter().max_by_key(|(issue, count)| (*count, *issue)) else { continue };
        let without: Vec<_> = day.iter().filter(|story| story.front.issue.is_none()).collect();
        let Some(other) = day.iter().find(|story| story.front.issue.is_some_and(|other| *other == issue)) else {
            continue;
        };
        if count > without.len() {
            for story in without {
                let there = value_place(other, other.front.issue.map(|issue| issue.span));
                diagnostics.push(catalog::story_without_issue(value_place(story, None), &issue.title(), there));
            }
        }
    }
}
