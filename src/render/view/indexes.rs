//! Pages that lead to lists: tags, archive, the map of the site.

use serde::Serialize;

use super::declaration::views;
use super::{LinkView, YearLink};

views! {
    /// `tags.html`
    #[derive(Debug, Serialize)]
    pub struct Tags {
        /// By initial: `A`–`Z`, then `#`.
        pub groups: Vec<TagGroup>,
    }

    /// Tags that begin alike.
    #[derive(Debug, Serialize)]
    pub struct TagGroup {
        /// `A`–`Z` or `#`.
        pub initial: char,
        /// By pinyin.
        pub tags: Vec<TagLink>,
    }

    /// A tag.
    #[derive(Debug, Serialize)]
    pub struct TagLink {
        /// Its name.
        pub name: String,
        /// Where it leads.
        pub url: String,
        /// Number of stories.
        pub count: usize,
    }

    /// `archive.html`: all years, or one.
    #[derive(Debug, Serialize)]
    pub struct ArchiveView {
        /// Whether this is the page of one year.
        pub single: bool,
        /// Links to each year, newest first: on this page, or from a year to the others.
        pub jumps: Vec<YearLink>,
        /// Newest first.
        pub years: Vec<ArchiveYear>,
    }

    /// A year of the archive.
    #[derive(Debug, Serialize)]
    pub struct ArchiveYear {
        /// An anchor on the page of all years: `y2020`.
        pub id: String,
        /// `2020年`
        pub name: String,
        /// Its page.
        pub url: String,
        /// Number of stories.
        pub count: usize,
        /// Newest first.
        pub months: Vec<TagLink>,
    }

    /// `map.html`: the map of the site, for people.
    #[derive(Debug, Serialize)]
    pub struct Map {
        /// Columns with the number of their stories, in their order.
        pub columns: Vec<TagLink>,
        /// All tags, by pinyin.
        pub tags: Vec<TagLink>,
        /// Years of the archive, newest first.
        pub years: Vec<TagLink>,
        /// The newest issues, newest first.
        pub issues: Vec<LinkView>,
    }
}
