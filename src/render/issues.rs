//! Views of issues: all of them, one, and one as a whole.

use super::cards::day_view;
use super::qr_code::qr_code_svg;
use super::{Renderer, view};
use crate::address::Address;
use crate::model::{Issue, IssueIx, IssuePage};
use crate::parse::PagePlace;
use crate::plan::{issue_address, whole_issue_address};

impl Renderer<'_> {
    pub(super) fn issues_view(&self) -> view::Issues {
        let mut years: Vec<view::IssueYear> = Vec::new();

        for (index, issue) in IssueIx::enumerate(&self.site.issues) {
            let year = issue_year(issue);
            let name = format!("{year}年");

            if years.last().is_none_or(|year| year.name != name) {
                // Issues stand by their dates: the first of 2021 may come before the last of 2020.
                let is_repeated = years.iter().any(|year| year.name == name);
                let id = if is_repeated { format!("y{year}-{}", index.0) } else { format!("y{year}") };
                years.push(view::IssueYear { id, name, issues: Vec::new() });
            }
            if let Some(year) = years.last_mut() {
                year.issues.push(self.issue_card(index));
            }
        }

        view::Issues { years }
    }

    pub(super) fn issue_view(&self, index: IssueIx) -> view::IssueView {
        let issue = self.site.issue(index);
        let year = issue_year(issue);
        let all_issues = self.link_to(&Address::from_known("issues/index.html"));
        let newer = index.0.checked_sub(1).map(IssueIx);
        let older = IssueIx(index.0 + 1);

        view::IssueView {
            name: issue.name.title(),
            date: day_view(issue.date),
            count: issue.story_count(),
            pages: issue.pages.iter().map(|page| self.issue_page_view(page)).collect(),
            whole: self.link_to(&whole_issue_address(issue.name)),
            qr_code: self.issue_qr_code(issue),
            year: view::LinkView { name: format!("{year}年"), url: format!("{all_issues}#y{year}") },
            newer: newer.map(|newer| self.issue_link(newer)),
            older: (older.index() < self.site.issues.len()).then(|| self.issue_link(older)),
        }
    }

    fn issue_page_view(&self, page: &IssuePage) -> view::IssuePageView {
        view::IssuePageView {
            name: page_name(page),
            title: page.name.clone(),
            id: page.place.map_or_else(|| "p0".to_owned(), PagePlace::anchor),
            stories: self.story_cards(&page.stories),
        }
    }

    pub(super) fn whole_issue_view(&self, index: IssueIx) -> view::IssueWhole {
        let issue = self.site.issue(index);
        let mut pages = Vec::with_capacity(issue.pages.len());
        let mut number = 0;

        for page in &issue.pages {
            let mut stories = Vec::with_capacity(page.stories.len());
            for &story in &page.stories {
                number += 1;
                stories.push(self.story_view(story, &format!("s{number}-")));
            }
            pages.push(view::WholePage { name: page_name(page), title: page.name.clone(), stories });
        }

        view::IssueWhole {
            name: issue.name.title(),
            date: day_view(issue.date),
            url: self.link_to(&issue_address(issue.name)),
            qr_code: self.issue_qr_code(issue),
            pages,
        }
    }

    fn issue_qr_code(&self, issue: &Issue) -> String {
        qr_code_svg(&self.absolute_url(&issue_address(issue.name)))
    }
}

fn page_name(page: &IssuePage) -> String {
    page.place.map_or_else(|| "其他".to_owned(), PagePlace::title)
}

/// Returns the year that an issue belongs to: the one in its name, or that of its date.
fn issue_year(issue: &Issue) -> String {
    let own = issue.name.year.map(|year| year.to_string());
    own.unwrap_or_else(|| issue.date.at.format("%Y").to_string())
}
