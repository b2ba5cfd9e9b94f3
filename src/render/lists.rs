//! Views of the pages of a list: all stories, a column, a tag, a month.

use std::ops::Range;

use chrono::Datelike;

use super::cards::day_view;
use super::{Renderer, view};
use crate::model::pagination::Pagination;
use crate::model::{StoryIx, Year};
use crate::parse::StoryBody;
use crate::plan::{ListKey, ListPart};

/// A part of a list.
pub(super) struct ListSlice {
    /// Everything but the cards of its stories.
    pub frame: view::ListView,
    /// The story before the first.
    pub before: Option<StoryIx>,
    pub stories: Vec<StoryIx>,
}

impl Renderer<'_> {
    pub(super) fn list_view(&self, list: ListKey, part: ListPart) -> view::ListView {
        let ListSlice { frame, before, stories } = self.list_slice(list, part);
        view::ListView { stories: self.cards_with_year_anchors(before, &stories), ..frame }
    }

    /// Makes the view of a part of a list without its cards.
    pub(super) fn list_slice(&self, list: ListKey, part: ListPart) -> ListSlice {
        let site = self.site;
        let pages = list.pagination(site);
        let range = match part {
            ListPart::Front => pages.front_range(),
            ListPart::Older(n) => pages.page_range(n),
        };
        let before = range.start.checked_sub(1);
        let before = before.and_then(|at| list.stories(site).stories_in(at..at + 1).first().copied());
        let stories = list.stories(site).stories_in(range.clone());
        let neighbours = self.neighbour_pages(list, part, pages);
        let is_front = part == ListPart::Front;
        let introduction = self.list_introduction(list).filter(|_| is_front);

        let frame = view::ListView {
            kind: list_kind(list),
            title: self.list_title(list),
            description: self.list_description(list).to_owned(),
            introduction: introduction.map_or_else(String::new, |body| self.introduction_html(body)),
            front: is_front,
            url: self.link_to(&list.part_address(site, ListPart::Front)),
            total: list.stories(site).len(),
            page_number: place_from_newest(pages, part),
            page_count: pages.page_count(),
            stories: Vec::new(),
            years: self.year_links(list, &range),
            span: self.date_span(&stories),
            newer: neighbours.newer,
            older: neighbours.older,
            oldest: neighbours.oldest,
            feed: list.feed_address(site).map_or_else(String::new, |feed| self.link_to(&feed)),
        };
        ListSlice { frame, before, stories }
    }

    /// Returns the addresses of the pages before and behind a part, and of the oldest beyond these.
    fn neighbour_pages(&self, list: ListKey, part: ListPart, pages: Pagination) -> NeighbourPages {
        let (newer, next_older) = match part {
            ListPart::Front => (String::new(), pages.older_count()),
            ListPart::Older(n) => (self.older_page_url(list, n + 1), n - 1),
        };

        NeighbourPages {
            newer,
            older: self.older_page_url(list, next_older),
            oldest: self.older_page_url(list, usize::from(next_older > 1)),
        }
    }

    pub(super) fn list_title(&self, list: ListKey) -> String {
        let site = self.site;
        match list {
            ListKey::All => "全部稿件".to_owned(),
            ListKey::Column(column) => site.column(column).name.clone(),
            ListKey::Tag(tag) => site.tag(tag).name.clone(),
            ListKey::Month(month) => format!("{}年{}月", site.year(month.year).year, month.month(site).month),
        }
    }

    /// Returns the description of a list; may be empty.
    pub(super) fn list_description(&self, list: ListKey) -> &str {
        match list {
            ListKey::Column(column) => &self.site.column(column).description,
            ListKey::Tag(tag) => &self.site.tag(tag).description,
            ListKey::All | ListKey::Month(_) => "",
        }
    }

    fn introduction_html(&self, body: &StoryBody) -> String {
        self.body_frame().fill(body, &self.body_pictures(body), "")
    }

    fn list_introduction(&self, list: ListKey) -> Option<&StoryBody> {
        match list {
            ListKey::Column(column) => self.site.column(column).introduction.as_ref(),
            ListKey::All | ListKey::Tag(_) | ListKey::Month(_) => None,
        }
    }

    /// Writes the days of the oldest and the newest of some stories.
    fn date_span(&self, stories: &[StoryIx]) -> String {
        let (Some(oldest), Some(newest)) = (stories.last(), stories.first()) else { return String::new() };
        let oldest = day_view(*self.site.story(*oldest).front.date).text;
        let newest = day_view(*self.site.story(*newest).front.date).text;
        if oldest == newest { newest } else { format!("{oldest} — {newest}") }
    }

    /// Makes the cards of a part of a list, with an anchor where a year begins: at its newest story.
    fn cards_with_year_anchors(&self, before: Option<StoryIx>, stories: &[StoryIx]) -> Vec<view::Card> {
        let mut last_year = before.map(|story| self.story_year(story));
        let mut cards = Vec::with_capacity(stories.len());

        for &story in stories {
            let year = self.story_year(story);
            let is_first = last_year.is_some_and(|last| last != year);
            let anchor = if is_first { format!("y{year}") } else { String::new() };
            cards.push(view::Card { anchor, ..self.story_card(story) });
            last_year = Some(year);
        }
        cards
    }

    /// Returns links to where each year of a list begins; none if there is only one. The years of the site give the
    /// positions, so that no story is looked at. `shown` are the positions of the page's own stories.
    fn year_links(&self, list: ListKey, shown: &Range<usize>) -> Vec<view::YearLink> {
        if matches!(list, ListKey::Month(_)) {
            return Vec::new();
        }

        let years = &self.site.years;
        let stories = list.stories(self.site);
        let starts = years.iter().filter_map(Year::newest_story).map(|newest| stories.count_newer(newest));
        let starts: Vec<usize> = starts.chain([stories.len()]).collect();
        let spans = starts.windows(2).map(|ends| ends[0]..ends[1]);

        let present = years.iter().zip(spans).filter(|(_, span)| !span.is_empty());
        let links: Vec<view::YearLink> = present
            .map(|(year, span)| view::YearLink {
                name: format!("{}年", year.year),
                current: span.contains(&shown.start),
                url: self.year_start_url(list, year.year, span.start),
            })
            .collect();
        if links.len() < 2 { Vec::new() } else { links }
    }

    /// Returns the address of the story at a position of a list, the newest of its year.
    fn year_start_url(&self, list: ListKey, year: i32, position: usize) -> String {
        let older = list.pagination(self.site).page_number(position);
        let page = self.link_to(&list.part_address(self.site, older.map_or(ListPart::Front, ListPart::Older)));

        // The front page of the site is the front of all stories, and has no anchors.
        let is_top = position == 0 || (list == ListKey::All && older.is_none());
        if is_top { format!("{page}#main") } else { format!("{page}#y{year}") }
    }

    fn story_year(&self, story: StoryIx) -> i32 {
        self.site.story(story).front.date.at.year()
    }

    /// Returns the address of older page `number`; empty for 0.
    pub(super) fn older_page_url(&self, list: ListKey, number: usize) -> String {
        if number == 0 { String::new() } else { self.link_to(&list.part_address(self.site, ListPart::Older(number))) }
    }
}

/// The addresses of other pages of a list; empty where there is none.
struct NeighbourPages {
    newer: String,
    older: String,
    oldest: String,
}

/// Returns the place of a part of a list, counted from the newest, which is 1.
fn place_from_newest(pages: Pagination, part: ListPart) -> usize {
    match part {
        ListPart::Front => 1,
        ListPart::Older(number) => pages.place_from_newest(number),
    }
}

fn list_kind(list: ListKey) -> &'static str {
    match list {
        ListKey::All => "all",
        ListKey::Column(_) => "column",
        ListKey::Tag(_) => "tag",
        ListKey::Month(_) => "month",
    }
}
