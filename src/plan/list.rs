//! Lists of stories and their parts. All lists are alike: all stories, a column, a tag, a month.

use std::ops::Range;

use super::Route;
use crate::address::Address;
use crate::model::pagination::Pagination;
use crate::model::{ColumnIx, Month, Site, StoryIx, TagIx, YearIx};

/// A list of stories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListKey {
    /// All stories; its front is the front page.
    All,
    /// A column.
    Column(ColumnIx),
    /// A tag.
    Tag(TagIx),
    /// A month of a year.
    Month(MonthKey),
}

/// A month: its year, and its position in [`Year::months`](crate::model::Year::months).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthKey {
    /// The year.
    pub year: YearIx,
    /// The position of the month in its year.
    pub position: usize,
}

impl MonthKey {
    /// Iterates over the months of a year with their keys.
    pub fn enumerate(site: &Site, year: YearIx) -> impl Iterator<Item = (Self, &Month)> {
        let months = site.year(year).months.iter().enumerate();
        months.map(move |(position, month)| (Self { year, position }, month))
    }

    /// Returns the month.
    pub fn month(self, site: &Site) -> &Month {
        &site.year(self.year).months[self.position]
    }
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListPart {
    /// The newest stories.
    Front,
    /// An older page, numbered from the oldest, which is 1.
    Older(usize),
}

/// Titles on one page of a month, as many times as stories on a page of another list: a month shows titles only.
const MONTH_FACTOR: usize = 5;

impl ListKey {
    /// Returns the stories, newest first.
    pub fn stories(self, site: &Site) -> StoryList<'_> {
        match self {
            Self::All => StoryList::All(site),
            Self::Column(column) => StoryList::Some(&site.column(column).stories),
            Self::Tag(tag) => StoryList::Some(&site.tag(tag).stories),
            Self::Month(month) => StoryList::Some(&month.month(site).stories),
        }
    }

    /// Returns how the list falls into pages.
    pub fn pagination(self, site: &Site) -> Pagination {
        let factor = if let Self::Month(_) = self { MONTH_FACTOR } else { 1 };
        Pagination::new(self.stories(site).len(), site.config.page_size * factor)
    }

    /// Returns the directory of the list in the output: empty or file_extension in `/`.
    pub fn directory(self, site: &Site) -> String {
        match self {
            Self::All => String::new(),
            Self::Column(column) => format!("{}/", site.column(column).slug),
            Self::Tag(tag) => format!("tags/{}/", site.tag(tag).slug),
            Self::Month(month) => {
                format!("archive/{:04}/{:02}/", site.year(month.year).year, month.month(site).month)
            }
        }
    }

    /// Returns the directory of the list in the output of earlier versions, where that was another one.
    fn former_directory(self, site: &Site) -> Option<String> {
        match self {
            Self::Column(column) => site.column(column).former_slug.as_ref().map(|slug| format!("{slug}/")),
            Self::Tag(tag) => site.tag(tag).former_slug.as_ref().map(|slug| format!("tags/{slug}/")),
            Self::All | Self::Month(_) => None,
        }
    }

    /// Returns the address of a part. Behind the newest older page stands one more that leads to the front: so the
    /// link to the newer page never changes, and older pages stay as they are, byte for byte.
    pub fn part_address(self, site: &Site, part: ListPart) -> Address {
        let directory = self.directory(site);
        match part {
            ListPart::Front => Address::from_known(&format!("{directory}index.html")),
            ListPart::Older(n) => Address::from_known(&format!("{directory}page/{n}.html")),
        }
    }

    /// Returns the address of the list's RSS feed; months have none.
    pub fn feed_address(self, site: &Site) -> Option<Address> {
        let has_feed = !matches!(self, Self::Month(_));
        has_feed.then(|| Address::from_known(&format!("{}rss.xml", self.directory(site))))
    }
}

/// The stories of a list.
#[derive(Clone, Copy)]
pub enum StoryList<'s> {
    /// Every story of the site.
    All(&'s Site),
    /// Those of a list of the model.
    Some(&'s [StoryIx]),
}

impl StoryList<'_> {
    /// Returns the number of stories.
    pub fn len(&self) -> usize {
        match self {
            Self::All(site) => site.stories.len(),
            Self::Some(list) => list.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the stories in a range of positions.
    pub fn stories_in(&self, range: Range<usize>) -> Vec<StoryIx> {
        match self {
            Self::All(site) => site.all_stories().skip(range.start).take(range.len()).collect(),
            Self::Some(list) => list[range].to_vec(),
        }
    }

    /// Returns how many stories of the list are newer than a story, which need not be one of them.
    pub fn count_newer(&self, story: StoryIx) -> usize {
        match self {
            Self::All(_) => story.index(),
            // Lists and the site have the same order.
            Self::Some(list) => list.partition_point(|other| *other < story),
        }
    }

    /// Returns the position of a story, from the newest.
    pub fn position(&self, story: StoryIx) -> Option<usize> {
        match self {
            Self::All(_) => Some(story.index()),
            Self::Some(list) => list.iter().position(|other| *other == story),
        }
    }
}

/// Returns all lists of a site.
pub(super) fn all_lists(site: &Site) -> Vec<ListKey> {
    let mut lists = vec![ListKey::All];
    lists.extend(ColumnIx::enumerate(&site.columns).map(|(column, _)| ListKey::Column(column)));
    lists.extend(TagIx::enumerate(&site.tags).map(|(tag, _)| ListKey::Tag(tag)));
    lists.extend(all_months(site).map(ListKey::Month));
    lists
}

/// Iterates over the months of all years.
pub(super) fn all_months(site: &Site) -> impl Iterator<Item = MonthKey> {
    let years = YearIx::enumerate(&site.years);
    years.flat_map(|(year, _)| MonthKey::enumerate(site, year).map(|(month, _)| month))
}

/// Adds redirects from the addresses that a list's parts had in earlier versions. Its feed stays there, too: programs that
/// fetch feeds do not follow pages.
pub(super) fn add_former_list(site: &Site, list: ListKey, routes: &mut Vec<(Address, Route)>) {
    let Some(former) = list.former_directory(site) else { return };
    let directory = list.directory(site);
    let mut parts = Vec::new();
    add_list_routes(site, list, &mut parts);

    for (address, route) in parts {
        let Some(rest) = address.as_str().strip_prefix(&directory) else { continue };
        let route = match route {
            Route::Rss(_) | Route::Redirect(_) => route,
            _ => Route::Redirect(address.clone()),
        };
        routes.extend(Address::new(&format!("{former}{rest}")).map(|address| (address, route)));
    }
}

/// Adds the addresses of a list's parts and of its feed.
pub(super) fn add_list_routes(site: &Site, list: ListKey, routes: &mut Vec<(Address, Route)>) {
    let front = list.part_address(site, ListPart::Front);
    let older = list.pagination(site).older_count();

    for n in 1..=older {
        let part = ListPart::Older(n);
        routes.push((list.part_address(site, part), Route::List(list, part)));
    }
    if older > 0 {
        routes.push((list.part_address(site, ListPart::Older(older + 1)), Route::Redirect(front.clone())));
    }

    let route = if list == ListKey::All { Route::Home } else { Route::List(list, ListPart::Front) };
    routes.push((front, route));
    routes.extend(list.feed_address(site).map(|address| (address, Route::Rss(list))));
}
