//! Views of the pages that are not stories: front page, lists, tags, archive, issues.

use chrono::{Datelike, Duration};

use super::cards::{date_view, day_view};
use super::{Renderer, view};
use crate::address::Address;
use crate::model::StoryIx;
use crate::parse::Moment;
use crate::plan::{FRONT_STORIES_PER_COLUMN, ListKey, ListPart};

/// Tags on the front page.
const FRONT_TAGS: usize = 20;

/// Numbers on the front page.
const FRONT_NUMBERS: usize = 4;

/// Issues on the map of the site.
const MAP_ISSUES: usize = 24;

/// A part of a list.
pub(super) struct ListSlice {
    /// Everything but the cards of its stories.
    pub frame: view::ListView,
    /// The story before the first.
    pub before: Option<StoryIx>,
    pub stories: Vec<StoryIx>,
}

impl Renderer<'_> {
    pub(super) fn home_view(&self) -> view::Home {
        let site = self.site;
        let lead = site.lead_story();
        let pages = ListKey::All.pagination(site);
        let front = ListKey::All.stories(site).stories_in(pages.front_range());
        let rest: Vec<StoryIx> = front.into_iter().filter(|ix| Some(*ix) != lead).collect();
        let mut tags: Vec<usize> = (0..site.tags.len()).collect();
        tags.sort_by_key(|&at| std::cmp::Reverse(site.tags[at].stories.len()));
        tags.truncate(FRONT_TAGS);
        // The leading story is not told twice.
        let block = |at: usize| {
            let column = &site.columns[at];
            let others = column.stories.iter().filter(|ix| Some(**ix) != lead);
            view::ColumnBlock {
                link: self.column_link(at),
                description: column.description.clone(),
                stories: others.take(FRONT_STORIES_PER_COLUMN).map(|&ix| self.story_card(ix)).collect(),
            }
        };
        view::Home {
            lead: lead.map(|ix| view::Lead { card: self.story_card(ix), figures: self.figure_views(ix) }),
            list: self.story_cards(&rest),
            older: self.older_page_url(ListKey::All, pages.older_count()),
            columns: (0..site.columns.len()).map(block).filter(|block| !block.stories.is_empty()).collect(),
            issue: (!site.issues.is_empty()).then(|| self.issue_card(0)),
            numbers: self.front_numbers(),
            tags: tags.into_iter().map(|at| self.tag_count(at)).collect(),
            date: site.stories.first().map(|story| day_view(*story.front.date)),
            made: site.config.colophon.then(|| date_view(Moment { at: site.now, has_time: true })),
        }
    }

    /// The first number of each figure: editors put what counts most first. Of the week before the newest story, so
    /// that the same stories make the same page whenever it is made.
    fn front_numbers(&self) -> Vec<view::NumberView> {
        let Some(newest) = self.site.stories.first() else { return Vec::new() };
        let since = newest.front.date.at - Duration::days(7);
        let week = self.site.all_stories().take_while(|ix| self.site.story(*ix).front.date.at > since);
        let numbers = week.flat_map(|ix| {
            let figures = self.site.story(ix).front.figures.charts.iter();
            figures.filter_map(move |figure| {
                let first = figure.series.first()?.numbers.first()?.as_ref()?;
                let (value, unit) = (first.written.clone(), figure.unit.clone());
                // Away from its figure a number says nothing without the figure's title.
                let label = figure.labels.first().map_or("", String::as_str);
                let parts = [figure.title.as_str(), label].into_iter().filter(|part| !part.is_empty());
                let label = parts.collect::<Vec<_>>().join("：");
                Some(view::NumberView { value, unit, label, story: self.story_link(ix) })
            })
        });
        numbers.take(FRONT_NUMBERS).collect()
    }

    pub(super) fn list_view(&self, key: ListKey, part: ListPart) -> view::ListView {
        let ListSlice { frame, before, stories } = self.list_slice(key, part);
        view::ListView { stories: self.cards_with_year_anchors(before, &stories), ..frame }
    }

    /// A part of a list without its cards.
    pub(super) fn list_slice(&self, key: ListKey, part: ListPart) -> ListSlice {
        let site = self.site;
        let pages = key.pagination(site);
        let (range, older) = match part {
            ListPart::Front => (pages.front_range(), pages.older_count()),
            ListPart::Older(n) => (pages.page_range(n), n - 1),
        };
        let before = range.start.checked_sub(1);
        let before = before.and_then(|at| key.stories(site).stories_in(at..at + 1).first().copied());
        let stories = key.stories(site).stories_in(range);
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
        let introduction = introduction.filter(|_| front).map_or_else(String::new, |body| self.body_html(body, ""));
        let span = match (stories.last(), stories.first()) {
            (Some(&oldest), Some(&newest)) => {
                let text = |ix| day_view(*site.story(ix).front.date).text;
                let (oldest, newest) = (text(oldest), text(newest));
                if oldest == newest { newest } else { format!("{oldest} — {newest}") }
            }
            _ => String::new(),
        };
        let newer = match part {
            ListPart::Front => String::new(),
            ListPart::Older(n) => self.link_to(&key.part_address(site, ListPart::Older(n + 1))),
        };
        let feed = match key {
            ListKey::Month(..) => String::new(),
            _ => self.link_to(&Address::from_known(&format!("{}rss.xml", key.directory(site)))),
        };
        let frame = view::ListView {
            kind,
            title: self.list_title(key),
            description,
            introduction,
            front,
            url: self.link_to(&key.part_address(site, ListPart::Front)),
            stories: Vec::new(),
            years: if front { self.year_links(key) } else { Vec::new() },
            span,
            newer,
            older: self.older_page_url(key, older),
            feed,
        };
        ListSlice { frame, before, stories }
    }

    /// Cards of a part of a list, with an anchor where a year begins: at its newest story.
    fn cards_with_year_anchors(&self, before: Option<StoryIx>, stories: &[StoryIx]) -> Vec<view::Card> {
        let year = |ix: StoryIx| self.site.story(ix).front.date.at.year();
        let previous = std::iter::once(before).chain(stories.iter().copied().map(Some));
        let card = |(&ix, previous): (&StoryIx, Option<StoryIx>)| {
            let begins = previous.is_some_and(|previous| year(previous) != year(ix));
            let anchor = if begins { format!("y{}", year(ix)) } else { String::new() };
            view::Card { anchor, ..self.story_card(ix) }
        };
        stories.iter().zip(previous).map(card).collect()
    }

    /// Where each year of a list begins; nothing if there is only one. Months are of one year.
    fn year_links(&self, key: ListKey) -> Vec<view::LinkView> {
        if matches!(key, ListKey::Month(..)) {
            return Vec::new();
        }
        let (stories, pages) = (key.stories(self.site), key.pagination(self.site));
        let mut years: Vec<(i32, view::LinkView)> = Vec::new();
        for (at, ix) in stories.stories_in(0..stories.len()).into_iter().enumerate() {
            let year = self.site.story(ix).front.date.at.year();
            if years.last().is_some_and(|(last, _)| *last == year) {
                continue;
            }
            let part = pages.page_number(at).map_or(ListPart::Front, ListPart::Older);
            let page = self.link_to(&key.part_address(self.site, part));
            let url = if at == 0 { format!("{page}#main") } else { format!("{page}#y{year}") };
            years.push((year, view::LinkView { name: format!("{year}年"), url }));
        }
        if years.len() < 2 { Vec::new() } else { years.into_iter().map(|(_, link)| link).collect() }
    }

    /// The address of older page `number`; empty for 0.
    fn older_page_url(&self, key: ListKey, number: usize) -> String {
        if number == 0 { String::new() } else { self.link_to(&key.part_address(self.site, ListPart::Older(number))) }
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

    pub(super) fn tags_view(&self) -> view::Tags {
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

    pub(super) fn map_view(&self) -> view::Map {
        let site = self.site;
        let column = |at: usize| {
            let view::LinkView { name, url } = self.column_link(at);
            view::TagLink { name, url, count: site.columns[at].stories.len() }
        };
        let year = |year: view::ArchiveYear| view::TagLink { name: year.name, url: year.url, count: year.count };
        view::Map {
            columns: (0..site.columns.len()).map(column).collect(),
            tags: (0..site.tags.len()).map(|at| self.tag_count(at)).collect(),
            years: self.archive_view(None).years.into_iter().map(year).collect(),
            issues: (0..site.issues.len().min(MAP_ISSUES)).map(|at| self.issue_link(at)).collect(),
        }
    }

    pub(super) fn archive_view(&self, only: Option<usize>) -> view::ArchiveView {
        let site = self.site;
        let year = |at: usize| {
            let year = &site.years[at];
            let month = |(m, month): (usize, &crate::model::Month)| view::TagLink {
                name: format!("{}月", month.month),
                url: self.link_to(&ListKey::Month(at, m).part_address(site, ListPart::Front)),
                count: month.stories.len(),
            };
            view::ArchiveYear {
                name: format!("{}年", year.year),
                url: self.link_to(&Address::from_known(&format!("archive/{:04}/index.html", year.year))),
                count: year.story_count(),
                months: year.months.iter().enumerate().map(month).collect(),
            }
        };
        let years = match only {
            Some(at) => vec![year(at)],
            None => (0..site.years.len()).map(year).collect(),
        };
        view::ArchiveView { single: only.is_some(), years }
    }
}
