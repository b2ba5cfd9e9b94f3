//! Pages of a list, numbered from the oldest.
//!
//! Page 1 holds the oldest stories and never changes once it is full. The front holds the newest: all of
//! them while there are fewer than two pages' worth, else at least one page's and less than two pages' worth.

use std::ops::Range;

/// The division of a list of `total` stories into pages of `size`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    total: usize,
    size: usize,
}

impl Pagination {
    /// Divides `total` stories into pages of `size`; a `size` of 0 counts as 1.
    pub fn new(total: usize, size: usize) -> Self {
        Self { total, size: size.max(1) }
    }

    /// Returns the number of older pages; they are numbered from 1, the oldest.
    pub fn older_count(self) -> usize {
        (self.total / self.size).saturating_sub(1)
    }

    /// Returns the number of all pages, of which the front is one.
    pub fn page_count(self) -> usize {
        self.older_count() + 1
    }

    /// Returns the place of older page `number` among all pages as readers count them: from the newest, the front being 1.
    pub fn place_from_newest(self, number: usize) -> usize {
        self.page_count() + 1 - number
    }

    /// Returns the stories of the front, as a range of the list from the newest.
    pub fn front_range(self) -> Range<usize> {
        0..self.total - self.older_count() * self.size
    }

    /// Returns the stories of older page `number`, as a range of the list from the newest.
    pub fn page_range(self, number: usize) -> Range<usize> {
        self.total - number * self.size..self.total - (number - 1) * self.size
    }

    /// Returns the older page that holds the story at a position of the list, counted from the newest; `None` for the
    /// front.
    pub fn page_number(self, position: usize) -> Option<usize> {
        let is_older = position >= self.front_range().end && position < self.total;
        is_older.then(|| (self.total - 1 - position) / self.size + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The range that holds a position, by its page number.
    fn range_with(pages: Pagination, position: usize) -> Range<usize> {
        pages.page_number(position).map_or(pages.front_range(), |number| pages.page_range(number))
    }

    /// A range counted from the oldest story.
    fn from_oldest(total: usize, range: Range<usize>) -> Range<usize> {
        total - range.end..total - range.start
    }

    fn check_every_story_is_on_one_page(total: usize, size: usize) {
        let pages = Pagination::new(total, size);
        let mut ranges = vec![pages.front_range()];
        ranges.extend((1..=pages.older_count()).rev().map(|n| pages.page_range(n)));

        let all: Vec<usize> = ranges.iter().cloned().flatten().collect();
        assert_eq!(all, (0..total).collect::<Vec<_>>());
        assert!((0..total).all(|position| range_with(pages, position).contains(&position)));

        assert!(pages.front_range().len() < 2 * size);
        assert!(total < size || pages.front_range().len() >= size);
    }

    #[test]
    fn every_story_is_on_one_page_and_the_front_is_never_nearly_empty() {
        for size in 1..8 {
            for total in 0..100 {
                check_every_story_is_on_one_page(total, size);
            }
        }
    }

    #[test]
    fn readers_count_pages_from_the_newest() {
        let pages = Pagination::new(1703, 10);
        assert_eq!(pages.page_count(), 170);
        assert_eq!(pages.place_from_newest(169), 2);
        assert_eq!(pages.place_from_newest(100), 71);
        assert_eq!(pages.place_from_newest(1), 170);

        for total in 0..20 {
            assert_eq!(Pagination::new(total, 10).page_count(), 1, "{total}");
        }
        assert_eq!(Pagination::new(20, 10).page_count(), 2);
        assert_eq!(Pagination::new(20, 10).place_from_newest(1), 2);
    }

    #[test]
    fn a_newer_story_moves_nothing_on_older_pages() {
        for total in 0..60 {
            let before = Pagination::new(total, 5);
            let after = Pagination::new(total + 1, 5);
            for n in 1..=before.older_count() {
                let old = from_oldest(total, before.page_range(n));
                assert_eq!(old, from_oldest(total + 1, after.page_range(n)));
            }
        }
    }
}
