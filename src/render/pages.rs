//! Views of the pages that are neither stories, lists nor issues: front page, tags, archive, the map of the site.

use std::cmp::Reverse;

use chrono::Duration;

use super::cards::{date_view, day_view};
use super::figure::figure_views;
use super::{Renderer, view};
use crate::chart::Chart;
use crate::model::{ColumnIx, IssueIx, StoryIx, TagIx, YearIx};
use crate::parse::Moment;
use crate::plan::{FrontColumn, FrontPage, ListKey, ListPart, MonthKey, year_address};

/// Tags on the front page.
const FRONT_TAGS: usize = 20;

/// Numbers on the front page.
const FRONT_NUMBERS: usize = 4;

/// Days before the newest story whose numbers the front page shows.
const RECENT_DAYS: i64 = 14;

/// Issues on the map of the site.
const MAP_ISSUES: usize = 24;

impl Renderer<'_> {
    pub(super) fn home_view(&self) -> view::Home {
        let site = self.site;
        let FrontPage { lead, latest, columns, rest } = FrontPage::compose(site);
        let pages = ListKey::All.pagination(site);
        let mut newest = ListKey::All.stories(site).stories_in(pages.front_range());
        newest.retain(|story| Some(*story) != lead);

        view::Home {
            lead: lead
                .map(|story| view::Lead { card: self.story_card(story), figures: figure_views(site.story(story)) }),
            list: self.story_cards(&newest),
            latest: self.story_cards(&latest),
            rest: self.story_cards(&rest),
            older: self.older_page_url(ListKey::All, pages.older_count()),
            columns: columns.iter().map(|column| self.column_block(column)).collect(),
            issue: IssueIx::enumerate(&site.issues).next().map(|(newest, _)| self.issue_card(newest)),
            numbers: self.front_numbers(),
            tags: self.front_tags(),
            date: site.stories.first().map(|story| day_view(*story.front.date)),
            made: site.config.colophon.then(|| date_view(Moment { at: site.now, has_time: true })),
        }
    }

    fn column_block(&self, front: &FrontColumn) -> view::ColumnBlock {
        view::ColumnBlock {
            link: self.column_link(front.column),
            description: self.site.column(front.column).description.clone(),
            brief: front.is_brief,
            stories: self.story_cards(&front.stories),
        }
    }

    /// Returns the tags with the most stories.
    fn front_tags(&self) -> Vec<view::TagLink> {
        let mut tags: Vec<TagIx> = TagIx::enumerate(&self.site.tags).map(|(tag, _)| tag).collect();
        tags.sort_by_key(|tag| Reverse(self.site.tag(*tag).stories.len()));
        tags.truncate(FRONT_TAGS);
        tags.into_iter().map(|tag| self.tag_count(tag)).collect()
    }

    /// Returns the numbers that stand alone in a figure: one of several says nothing without the others. Of the days
    /// before the newest story, so that the same stories make the same page whenever it is made.
    fn front_numbers(&self) -> Vec<view::NumberView> {
        let Some(newest) = self.site.stories.first() else { return Vec::new() };
        let since = newest.front.date.at - Duration::days(RECENT_DAYS);
        let recent = self.site.all_stories().take_while(|story| self.site.story(*story).front.date.at > since);

        let numbers = recent.flat_map(|story| {
            let figures = self.site.story(story).front.figures.charts.iter();
            figures.filter_map(move |figure| self.number_view(figure, story))
        });
        numbers.take(FRONT_NUMBERS).collect()
    }

    fn number_view(&self, figure: &Chart, story: StoryIx) -> Option<view::NumberView> {
        let (label, number) = figure.single_number()?;
        // Away from its figure a number says nothing without the figure's title.
        let parts = [figure.title.as_str(), label].into_iter().filter(|part| !part.is_empty());

        Some(view::NumberView {
            value: number.written.clone(),
            unit: figure.unit.clone(),
            label: parts.collect::<Vec<_>>().join("："),
            story: self.story_link(story),
        })
    }

    pub(super) fn tags_view(&self) -> view::Tags {
        let mut groups: Vec<view::TagGroup> = Vec::new();
        for (index, tag) in TagIx::enumerate(&self.site.tags) {
            if groups.last().is_none_or(|group| group.initial != tag.initial) {
                groups.push(view::TagGroup { initial: tag.initial, tags: Vec::new() });
            }
            if let Some(group) = groups.last_mut() {
                group.tags.push(self.tag_count(index));
            }
        }
        view::Tags { groups }
    }

    pub(super) fn map_view(&self) -> view::Map {
        let site = self.site;
        let columns = ColumnIx::enumerate(&site.columns).map(|(index, column)| {
            let view::LinkView { name, url } = self.column_link(index);
            view::TagLink { name, url, count: column.stories.len() }
        });
        let years = self.archive_view(None).years.into_iter();
        let issues = IssueIx::enumerate(&site.issues).take(MAP_ISSUES);

        view::Map {
            columns: columns.collect(),
            tags: TagIx::enumerate(&site.tags).map(|(tag, _)| self.tag_count(tag)).collect(),
            years: years.map(|year| view::TagLink { name: year.name, url: year.url, count: year.count }).collect(),
            issues: issues.map(|(issue, _)| self.issue_link(issue)).collect(),
        }
    }

    /// Makes the view of one year, or of all.
    pub(super) fn archive_view(&self, only: Option<YearIx>) -> view::ArchiveView {
        let all = YearIx::enumerate(&self.site.years).map(|(year, _)| year);
        let chosen = all.filter(|year| only.is_none_or(|only| only == *year));
        view::ArchiveView {
            single: only.is_some(),
            jumps: self.archive_jumps(only),
            years: chosen.map(|year| self.archive_year(year)).collect(),
        }
    }

    /// Returns links to all years; none if there is only one.
    fn archive_jumps(&self, only: Option<YearIx>) -> Vec<view::YearLink> {
        let jumps = YearIx::enumerate(&self.site.years).map(|(index, year)| view::YearLink {
            name: format!("{}年", year.year),
            url: if only.is_some() { self.link_to(&year_address(year.year)) } else { format!("#y{}", year.year) },
            current: only == Some(index),
        });
        if self.site.years.len() < 2 { Vec::new() } else { jumps.collect() }
    }

    fn archive_year(&self, index: YearIx) -> view::ArchiveYear {
        let year = self.site.year(index);
        let months = MonthKey::enumerate(self.site, index).map(|(key, month)| view::TagLink {
            name: format!("{}月", month.month),
            url: self.link_to(&ListKey::Month(key).part_address(self.site, ListPart::Front)),
            count: month.stories.len(),
        });

        view::ArchiveYear {
            id: format!("y{}", year.year),
            name: format!("{}年", year.year),
            url: self.link_to(&year_address(year.year)),
            count: year.story_count(),
            months: months.collect(),
        }
    }

    /// Returns the title of the archive's page of all years, or of one.
    pub(super) fn archive_title(&self, only: Option<YearIx>) -> String {
        only.map_or("归档".to_owned(), |year| format!("{}年归档", self.site.year(year).year))
    }
}
