//! Small views that many pages share: dates, links, cards.

use chrono::{Datelike, Timelike};

use super::facts::StoryFacts;
use super::{Renderer, view};
use crate::address::Address;
use crate::config::GovernmentSettings;
use crate::model::{ColumnIx, IssueIx, StoryIx, TagIx};
use crate::parse::front_matter::Correction;
use crate::parse::moment::weekday_name;
use crate::parse::{Byline, Moment};
use crate::plan::{FACE_SHEET, ListKey, ListPart, issue_address};

/// Writes a moment for readers and machines.
pub(super) fn date_view(moment: Moment) -> view::Date {
    let at = moment.at;
    let mut text = format!("{}年{}月{}日", at.year(), at.month(), at.day());
    if moment.has_time {
        text.push_str(&format!(" {:02}:{:02}", at.hour(), at.minute()));
    }

    view::Date {
        iso: if moment.has_time { at.to_rfc3339() } else { moment.iso_date() },
        day: moment.iso_date(),
        text,
        weekday: weekday_name(at.weekday()),
    }
}

/// Writes a moment without its time of day.
pub(super) fn day_view(moment: Moment) -> view::Date {
    date_view(Moment { has_time: false, ..moment })
}

/// 记者 徐晓雯
pub(super) fn byline_view(byline: &Byline) -> view::BylineView {
    view::BylineView { role: byline.role.clone(), names: byline.names.join("、") }
}

pub(super) fn correction_view(correction: &Correction) -> view::CorrectionView {
    view::CorrectionView { date: date_view(correction.date), text: correction.text.clone() }
}

fn government_view(government: &GovernmentSettings) -> view::GovernmentView {
    view::GovernmentView {
        site_name: government.site_name.clone(),
        organizer: government.organizer.clone(),
        contact: government.contact.clone(),
        icp: government.icp.clone(),
        police: government.police.clone(),
        site_id: government.site_id.clone(),
        report: report_link(&government.report),
    }
}

/// Returns the link for where readers report a mistake: a web address as it is, a mail address as one to write to.
fn report_link(written: &str) -> String {
    let is_mail = written.contains('@') && !written.contains("://") && !written.starts_with("mailto:");
    if is_mail { format!("mailto:{written}") } else { written.to_owned() }
}

impl StoryFacts<'_> {
    /// Makes the card of the story, for lists.
    pub(super) fn card(&self) -> view::Card {
        let Self { story, url, column, cover, .. } = self;
        view::Card {
            title: story.front.title.to_string(),
            headline: story.headline.clone(),
            kicker: story.front.kicker.as_deref().cloned().unwrap_or_default(),
            url: url.clone(),
            date: day_view(*story.front.date),
            column: column.clone(),
            summary: story.summary.clone(),
            anchor: String::new(),
            cover: cover.clone(),
        }
    }
}

impl Renderer<'_> {
    pub(super) fn site_view(&self, name: &str) -> view::SiteView {
        let config = &self.site.config;
        let logo = config.look.logo.as_ref().and_then(|(path, _)| Address::new(path));

        view::SiteView {
            title: config.title.clone(),
            name: name.to_owned(),
            description: config.description.clone(),
            url: config.root_url(),
            root: format!("{}/", config.base_path),
            columns: ColumnIx::enumerate(&self.site.columns).map(|(column, _)| self.column_link(column)).collect(),
            links: self.site_links(),
            chinese_numbering: config.chinese_numbering,
            logo: logo.map_or_else(String::new, |logo| self.link_to(&logo)),
            face: self.site.headline_face.as_ref().map_or_else(String::new, |_| self.link_to_known(FACE_SHEET)),
            touch_icon: self.touch_icon(),
            colophon: config.colophon,
            government: config.government.as_ref().map(government_view),
        }
    }

    fn site_links(&self) -> view::SiteLinks {
        view::SiteLinks {
            home: self.link_to_known("index.html"),
            tags: self.link_to_known("tags/index.html"),
            archive: self.link_to_known("archive/index.html"),
            issues: self.link_to_known("issues/index.html"),
            search: self.link_to_known("search.html"),
            atom: self.link_to_known("feed.xml"),
            rss: self.link_to_known("rss.xml"),
            json_feed: self.link_to_known("feed.json"),
            map: self.link_to_known("map.html"),
            sitemap: self.link_to_known("sitemap.xml"),
        }
    }

    pub(super) fn link_to_known(&self, path: &str) -> String {
        self.link_to(&Address::from_known(path))
    }

    pub(super) fn column_link(&self, column: ColumnIx) -> view::LinkView {
        let url = self.link_to(&ListKey::Column(column).part_address(self.site, ListPart::Front));
        view::LinkView { name: self.site.column(column).name.clone(), url }
    }

    pub(super) fn tag_link(&self, tag: TagIx) -> view::LinkView {
        let url = self.link_to(&ListKey::Tag(tag).part_address(self.site, ListPart::Front));
        view::LinkView { name: self.site.tag(tag).name.clone(), url }
    }

    pub(super) fn tag_count(&self, tag: TagIx) -> view::TagLink {
        let view::LinkView { name, url } = self.tag_link(tag);
        view::TagLink { name, url, count: self.site.tag(tag).stories.len() }
    }

    pub(super) fn issue_link(&self, issue: IssueIx) -> view::LinkView {
        let name = self.site.issue(issue).name;
        view::LinkView { name: name.title(), url: self.link_to(&issue_address(name)) }
    }

    pub(super) fn story_link(&self, story: StoryIx) -> view::LinkView {
        let story = self.site.story(story);
        view::LinkView { name: story.front.title.to_string(), url: self.link_to(&story.address) }
    }

    pub(super) fn story_card(&self, story: StoryIx) -> view::Card {
        self.known_story(story).facts.card()
    }

    pub(super) fn story_cards(&self, stories: &[StoryIx]) -> Vec<view::Card> {
        stories.iter().map(|&story| self.story_card(story)).collect()
    }

    pub(super) fn issue_card(&self, index: IssueIx) -> view::IssueCard {
        let issue = self.site.issue(index);
        let view::LinkView { name, url } = self.issue_link(index);
        let first = issue.stories().next();
        let headline = first.map_or_else(String::new, |story| self.site.story(story).front.title.to_string());

        view::IssueCard {
            name,
            short_name: issue.name.title_in_year(),
            url,
            date: day_view(issue.date),
            day: format!("{}月{}日", issue.date.at.month(), issue.date.at.day()),
            count: issue.story_count(),
            headline,
        }
    }
}
