//! Views of the pages that are not stories: front page, lists, tags, archive, issues.

use super::cards::day;
use super::{Renderer, view};
use crate::address::Address;
use crate::model::StoryIx;
use crate::plan::{COLUMN_STORIES, ListKey, ListPart};

/// Tags on the front page.
const TAGS: usize = 20;

impl Renderer<'_> {
    pub(super) fn home(&self) -> view::Home {
        let site = self.site;
        let lead = site.lead();
        let pages = ListKey::All.pages(site);
        let front = ListKey::All.stories(site).slice(pages.front());
        let rest: Vec<StoryIx> = front.into_iter().filter(|ix| Some(*ix) != lead).collect();
        let mut tags: Vec<usize> = (0..site.tags.len()).collect();
        tags.sort_by_key(|&at| std::cmp::Reverse(site.tags[at].stories.len()));
        tags.truncate(TAGS);
        // The leading story is not told twice.
        let block = |at: usize| {
            let column = &site.columns[at];
            let others = column.stories.iter().filter(|ix| Some(**ix) != lead);
            view::ColumnBlock {
                link: self.column_link(at),
                description: column.description.clone(),
                stories: others.take(COLUMN_STORIES).map(|&ix| self.card(ix)).collect(),
            }
        };
        view::Home {
            lead: lead.map(|ix| view::Lead { card: self.card(ix), figures: self.figures(ix) }),
            list: self.cards(&rest),
            older: self.older(ListKey::All, pages.older()),
            columns: (0..site.columns.len()).map(block).filter(|block| !block.stories.is_empty()).collect(),
            issue: (!site.issues.is_empty()).then(|| self.issue_card(0)),
            tags: tags.into_iter().map(|at| self.tag_count(at)).collect(),
            date: site.stories.first().map(|story| day(story.front.date)),
        }
    }

    pub(super) fn list(&self, key: ListKey, part: ListPart) -> view::List {
        let site = self.site;
        let pages = key.pages(site);
        let (range, older) = match part {
            ListPart::Front => (pages.front(), pages.older()),
            ListPart::Older(n) => (pages.page(n), n - 1),
        };
        let stories = key.stories(site).slice(range);
        let front = part == ListPart::Front;
        let (kind, description, introduction) = match key {
            ListKey::All => ("all", String::new(), None),
            ListKey::Column(at) => {
                let column = &site.columns[at];
                ("column", column.description.clone(), column.introduction.as_ref())
            }
            ListKey::Tag(at) => ("tag", site.tags[at].description.clone(), None),
            ListKey::Month(..) => ("month", String::new(), None),
        };
        let introduction = introduction.filter(|_| front).map_or_else(String::new, |body| self.body_html(body));
        let span = match (stories.last(), stories.first()) {
            (Some(&oldest), Some(&newest)) => {
                let text = |ix| day(site.story(ix).front.date).text;
                let (oldest, newest) = (text(oldest), text(newest));
                if oldest == newest { newest } else { format!("{oldest} — {newest}") }
            }
            _ => String::new(),
        };
        let newer = match part {
            ListPart::Front => String::new(),
            ListPart::Older(n) => self.link(&key.address(site, ListPart::Older(n + 1))),
        };
        let feed = match key {
            ListKey::Month(..) => String::new(),
            _ => self.link(&Address::known(&format!("{}rss.xml", key.directory(site)))),
        };
        view::List {
            kind,
            title: self.list_title(key),
            description,
            introduction,
            front,
            url: self.link(&key.address(site, ListPart::Front)),
            stories: self.cards(&stories),
            span,
            newer,
            older: self.older(key, older),
            feed,
        }
    }

    /// The address of older page `number`; empty for 0.
    fn older(&self, key: ListKey, number: usize) -> String {
        if number == 0 { String::new() } else { self.link(&key.address(self.site, ListPart::Older(number))) }
    }

    pub(super) fn list_title(&self, key: ListKey) -> String {
        let site = self.site;
        match key {
            ListKey::All => "全部稿件".to_owned(),
            ListKey::Column(at) => site.columns[at].name.clone(),
            ListKey::Tag(at) => site.tags[at].name.clone(),
            ListKey::Month(year, month) => {
                let year = &site.years[year];
                format!("{}年{}月", year.year, year.months[month].month)
            }
        }
    }

    pub(super) fn tags(&self) -> view::Tags {
        let mut groups: Vec<view::TagGroup> = Vec::new();
        for (at, tag) in self.site.tags.iter().enumerate() {
            if groups.last().is_none_or(|group| group.initial != tag.initial) {
                groups.push(view::TagGroup { initial: tag.initial, tags: Vec::new() });
            }
            if let Some(group) = groups.last_mut() {
                group.tags.push(self.tag_count(at));
            }
        }
        view::Tags { groups }
    }

    pub(super) fn archive(&self, only: Option<usize>) -> view::Archive {
        let site = self.site;
        let year = |at: usize| {
            let year = &site.years[at];
            let month = |(m, month): (usize, &crate::model::Month)| view::TagLink {
                name: format!("{}月", month.month),
                url: self.link(&ListKey::Month(at, m).address(site, ListPart::Front)),
                count: month.stories.len(),
            };
            view::ArchiveYear {
                name: format!("{}年", year.year),
                url: self.link(&Address::known(&format!("archive/{:04}/index.html", year.year))),
                count: year.len(),
                months: year.months.iter().enumerate().map(month).collect(),
            }
        };
        let years = match only {
            Some(at) => vec![year(at)],
            None => (0..site.years.len()).map(year).collect(),
        };
        view::Archive { single: only.is_some(), years }
    }

    pub(super) fn issues(&self) -> view::Issues {
        let mut years: Vec<view::IssueYear> = Vec::new();
        for at in 0..self.site.issues.len() {
            let card = self.issue_card(at);
            let own = self.site.issues[at].name.year.map(|year| year.to_string());
            let name = format!("{}年", own.as_deref().or(card.date.day.split('-').next()).unwrap_or_default());
            if years.last().is_none_or(|year| year.name != name) {
                years.push(view::IssueYear { name, issues: Vec::new() });
            }
            if let Some(year) = years.last_mut() {
                year.issues.push(card);
            }
        }
        view::Issues { years }
    }

    pub(super) fn issue(&self, at: usize) -> view::Issue {
        let issue = &self.site.issues[at];
        let page = |page: &crate::model::IssuePage| view::IssuePage {
            name: if page.number == 0 { "其他".to_owned() } else { format!("第{}版", page.number) },
            title: page.name.clone(),
            id: format!("p{}", page.number),
            stories: self.cards(&page.stories),
        };
        view::Issue {
            name: issue.name.title(),
            date: day(issue.date),
            pages: issue.pages.iter().map(page).collect(),
            newer: at.checked_sub(1).map(|at| self.issue_link(at)),
            older: (at + 1 < self.site.issues.len()).then(|| self.issue_link(at + 1)),
        }
    }
}
