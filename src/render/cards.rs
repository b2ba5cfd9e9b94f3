//! Small views that many pages share: dates, links, cards.

use chrono::{Datelike, Timelike};

use super::{Renderer, view};
use crate::address::Address;
use crate::model::StoryIx;
use crate::parse::moment::weekday_name;
use crate::parse::{Byline, Moment};
use crate::plan::{ListKey, ListPart, issue_address};

/// A moment for readers and machines.
pub(super) fn date_view(moment: Moment) -> view::Date {
    let at = moment.at;
    let mut text = format!("{}年{}月{}日", at.year(), at.month(), at.day());
    if moment.has_time {
        text.push_str(&format!(" {:02}:{:02}", at.hour(), at.minute()));
    }
    let weekday = weekday_name(at.weekday());
    let iso = if moment.has_time { at.to_rfc3339() } else { moment.iso_date() };
    view::Date { iso, day: moment.iso_date(), text, weekday }
}

/// A moment without its time of day.
pub(super) fn day_view(moment: Moment) -> view::Date {
    date_view(Moment { has_time: false, ..moment })
}

/// 记者 徐晓雯
pub(super) fn byline_view(byline: &Byline) -> view::BylineView {
    view::BylineView { role: byline.role.clone(), names: byline.names.join("、") }
}

/// A mail address becomes a link as well.
fn report_link(written: &str) -> String {
    let mail = written.contains('@') && !written.contains("://") && !written.starts_with("mailto:");
    if mail { format!("mailto:{written}") } else { written.to_owned() }
}

impl Renderer<'_> {
    pub(super) fn site_view(&self) -> view::SiteView {
        let config = &self.site.config;
        let to = |path: &str| self.link_to(&Address::from_known(path));
        view::SiteView {
            title: config.title.clone(),
            description: config.description.clone(),
            url: config.root_url(),
            root: format!("{}/", config.base_path),
            columns: (0..self.site.columns.len()).map(|at| self.column_link(at)).collect(),
            links: view::SiteLinks {
                home: to("index.html"),
                tags: to("tags/index.html"),
                archive: to("archive/index.html"),
                issues: to("issues/index.html"),
                search: to("search.html"),
                atom: to("feed.xml"),
                rss: to("rss.xml"),
                json_feed: to("feed.json"),
                map: to("map.html"),
                sitemap: to("sitemap.xml"),
            },
            chinese_numbering: config.chinese_numbering,
            logo: config
                .look
                .logo
                .as_ref()
                .and_then(|(path, _)| Address::new(path))
                .map_or_else(String::new, |at| self.link_to(&at)),
            colophon: config.colophon,
            government: config.government.as_ref().map(|g| view::GovernmentView {
                site_name: g.site_name.clone(),
                organizer: g.organizer.clone(),
                contact: g.contact.clone(),
                icp: g.icp.clone(),
                police: g.police.clone(),
                site_id: g.site_id.clone(),
                report: report_link(&g.report),
            }),
        }
    }

    pub(super) fn column_link(&self, at: usize) -> view::LinkView {
        let url = self.link_to(&ListKey::Column(at).part_address(self.site, ListPart::Front));
        view::LinkView { name: self.site.columns[at].name.clone(), url }
    }

    pub(super) fn tag_link(&self, at: usize) -> view::LinkView {
        let url = self.link_to(&ListKey::Tag(at).part_address(self.site, ListPart::Front));
        view::LinkView { name: self.site.tags[at].name.clone(), url }
    }

    pub(super) fn tag_count(&self, at: usize) -> view::TagLink {
        let view::LinkView { name, url } = self.tag_link(at);
        view::TagLink { name, url, count: self.site.tags[at].stories.len() }
    }

    pub(super) fn issue_link(&self, at: usize) -> view::LinkView {
        let name = self.site.issues[at].name;
        view::LinkView { name: name.title(), url: self.link_to(&issue_address(name)) }
    }

    pub(super) fn story_link(&self, ix: StoryIx) -> view::LinkView {
        let story = self.site.story(ix);
        view::LinkView { name: story.front.title.to_string(), url: self.link_to(&story.address) }
    }

    pub(super) fn story_card(&self, ix: StoryIx) -> view::Card {
        let story = self.site.story(ix);
        view::Card {
            title: story.front.title.to_string(),
            headline: story.headline.clone(),
            kicker: story.front.kicker.as_deref().cloned().unwrap_or_default(),
            url: self.link_to(&story.address),
            date: day_view(*story.front.date),
            column: self.column_link(self.site.column_of(ix)),
            summary: story.summary.clone(),
            anchor: String::new(),
            cover: self.cover_view(ix),
        }
    }

    pub(super) fn story_cards(&self, stories: &[StoryIx]) -> Vec<view::Card> {
        stories.iter().map(|&ix| self.story_card(ix)).collect()
    }

    pub(super) fn issue_card(&self, at: usize) -> view::IssueCard {
        let issue = &self.site.issues[at];
        let view::LinkView { name, url } = self.issue_link(at);
        let first = issue.pages.iter().flat_map(|page| &page.stories).next();
        let headline = first.map_or_else(String::new, |&ix| self.site.story(ix).front.title.to_string());
        view::IssueCard { name, url, date: day_view(issue.date), count: issue.story_count(), headline }
    }
}
