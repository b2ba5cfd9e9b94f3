//! Views of issues: all of them, one, and one as a whole.

use super::cards::day_view;
use super::{Renderer, view};
use crate::address::Address;
use crate::model::{Issue, IssuePage};
use crate::plan::{issue_address, whole_issue_address};

impl Renderer<'_> {
    pub(super) fn issues_view(&self) -> view::Issues {
        let mut years: Vec<view::IssueYear> = Vec::new();
        for (at, issue) in self.site.issues.iter().enumerate() {
            let year = issue_year(issue);
            let name = format!("{year}年");
            if years.last().is_none_or(|year| year.name != name) {
                // Issues stand by their dates: the first of 2021 may come before the last of 2020.
                let again = years.iter().any(|year| year.name == name);
                let id = if again { format!("y{year}-{at}") } else { format!("y{year}") };
                years.push(view::IssueYear { id, name, issues: Vec::new() });
            }
            if let Some(year) = years.last_mut() {
                year.issues.push(self.issue_card(at));
            }
        }
        view::Issues { years }
    }

    pub(super) fn issue_view(&self, at: usize) -> view::IssueView {
        let issue = &self.site.issues[at];
        let page = |page: &IssuePage| view::IssuePageView {
            name: page_name(page),
            title: page.name.clone(),
            id: format!("p{}", page.number),
            stories: self.story_cards(&page.stories),
        };
        let year = issue_year(issue);
        let all = self.link_to(&Address::from_known("issues/index.html"));
        view::IssueView {
            name: issue.name.title(),
            date: day_view(issue.date),
            count: issue.story_count(),
            pages: issue.pages.iter().map(page).collect(),
            whole: self.link_to(&whole_issue_address(issue.name)),
            year: view::LinkView { name: format!("{year}年"), url: format!("{all}#y{year}") },
            newer: at.checked_sub(1).map(|at| self.issue_link(at)),
            older: (at + 1 < self.site.issues.len()).then(|| self.issue_link(at + 1)),
        }
    }

    pub(super) fn whole_issue_view(&self, at: usize) -> view::IssueWhole {
        let issue = &self.site.issues[at];
        let mut number = 0;
        let mut page = |page: &IssuePage| view::WholePage {
            name: page_name(page),
            title: page.name.clone(),
            stories: page
                .stories
                .iter()
                .map(|&ix| {
                    number += 1;
                    self.story_view_with_anchors(ix, &format!("s{number}-"))
                })
                .collect(),
        };
        view::IssueWhole {
            name: issue.name.title(),
            date: day_view(issue.date),
            url: self.link_to(&issue_address(issue.name)),
            pages: issue.pages.iter().map(&mut page).collect(),
        }
    }
}

fn page_name(page: &IssuePage) -> String {
    if page.number == 0 { "其他".to_owned() } else { format!("第{}版", page.number) }
}

/// The year that an issue belongs to: the one in its name, or that of its date.
fn issue_year(issue: &Issue) -> String {
    let own = issue.name.year.map(|year| year.to_string());
    own.unwrap_or_else(|| issue.date.at.format("%Y").to_string())
}
