//! Lists of stories and their parts. All lists are alike: all stories, a column, a tag, a month.

use super::Route;
use crate::address::Address;
use crate::model::pagination::Pagination;
use crate::model::{Site, StoryIx};

/// A list; columns, tags, years and months by their indexes in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListKey {
    /// All stories; its front is the front page.
    All,
    /// A column.
    Column(usize),
    /// A tag.
    Tag(usize),
    /// A month of a year.
    Month(usize, usize),
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
    /// The stories, newest first.
    pub fn stories(self, site: &Site) -> StoryList<'_> {
        match self {
            Self::All => StoryList::All(site),
            Self::Column(at) => StoryList::Some(&site.columns[at].stories),
            Self::Tag(at) => StoryList::Some(&site.tags[at].stories),
            Self::Month(year, month) => StoryList::Some(&site.years[year].months[month].stories),
        }
    }

    /// How the list falls into pages.
    pub fn pagination(self, site: &Site) -> Pagination {
        let factor = if let Self::Month(..) = self { MONTH_FACTOR } else { 1 };
        Pagination::new(self.stories(site).len(), site.config.page_size * factor)
    }

    /// The directory of the list in the output: empty or ending in `/`.
    pub fn directory(self, site: &Site) -> String {
        match self {
            Self::All => String::new(),
            Self::Column(at) => format!("{}/", site.columns[at].slug),
            Self::Tag(at) => format!("tags/{}/", site.tags[at].slug),
            Self::Month(year, month) => {
                let year = &site.years[year];
                format!("archive/{:04}/{:02}/", year.year, year.months[month].month)
            }
        }
    }

    /// The address of a part. Behind the newest older page stands one more that leads to the front: so the
    /// link to the newer page never changes, and older pages stay as they are, byte for byte.
    pub fn part_address(self, site: &Site, part: ListPart) -> Address {
        let directory = self.directory(site);
        match part {
            ListPart::Front => Address::from_known(&format!("{directory}index.html")),
            ListPart::Older(n) => Address::from_known(&format!("{directory}page/{n}.html")),
        }
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
    /// How many.
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

    /// A stretch of them.
    pub fn stories_in(&self, range: std::ops::Range<usize>) -> Vec<StoryIx> {
        match self {
            Self::All(site) => site.all_stories().skip(range.start).take(range.len()).collect(),
            Self::Some(list) => list[range].to_vec(),
        }
    }
}

/// All lists of a site.
pub(super) fn all_lists(site: &Site) -> Vec<ListKey> {
    let mut keys = vec![ListKey::All];
    keys.extend((0..site.columns.len()).map(ListKey::Column));
    keys.extend((0..site.tags.len()).map(ListKey::Tag));
    for (year, months) in site.years.iter().enumerate() {
        keys.extend((0..months.months.len()).map(|month| ListKey::Month(year, month)));
    }
    keys
}

/// The addresses of a list's parts and of its feed.
pub(super) fn add_list_routes(site: &Site, key: ListKey, routes: &mut Vec<(Address, Route)>) {
    let front = key.part_address(site, ListPart::Front);
    let older = key.pagination(site).older_count();
    for n in 1..=older {
        routes.push((key.part_address(site, ListPart::Older(n)), Route::List(key, ListPart::Older(n))));
    }
    if older > 0 {
        routes.push((key.part_address(site, ListPart::Older(older + 1)), Route::Redirect(front.clone())));
    }
    let route = if key == ListKey::All { Route::Home } else { Route::List(key, ListPart::Front) };
    routes.push((front, route));
    if !matches!(key, ListKey::Month(..)) {
        routes.push((Address::from_known(&format!("{}rss.xml", key.directory(site))), Route::Rss(key)));
    }
}
