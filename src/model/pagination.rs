//! Pages of a list, numbered from the oldest.
//!
//! Page 1 holds the oldest stories and never changes once it is full. The front holds the newest: all of
//! them while there are fewer than two pages' worth, else at least one page's and less than two pages' worth.

use std::ops::Range;

/// How a list of `total` stories falls into pages of `size`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    total: usize,
    size: usize,
}

impl Pagination {
    /// `size` of 0 counts as 1.
    pub fn new(total: usize, size: usize) -> Self {
        Self { total, size: size.max(1) }
    }

    /// Number of older pages; they are numbered from 1, the oldest.
    pub fn older_count(self) -> usize {
        (self.total / self.size).saturating_sub(1)
    }

    /// The stories of the front, as a range of the list from the newest.
    pub fn front_range(self) -> Range<usize> {
        0..self.total - self.older_count() * self.size
    }

    /// The stories of older page `number`, as a range of the list from the newest.
    pub fn page_range(self, number: usize) -> Range<usize> {
        self.total - number * self.size..self.total - (number - 1) * self.size
    }

    /// The older page that holds the story at a place of the list, counted from the newest; none for the front.
    pub fn page_number(self, place: usize) -> Option<usize> {
        (place >= self.front_range().end && place < self.total).then(|| (self.total - 1 - place) / self.size + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_story_is_on_one_page_and_the_front_is_never_nearly_empty() {
        for size in 1..8 {
            for total in 0..100 {
                let pages = Pagination::new(total, size);
                let mut ranges = vec![pages.front_range()];
                ranges.extend((1..=pages.older_count()).rev().map(|n| pages.page_range(n)));
                let all: Vec<usize> = ranges.iter().cloned().flatten().collect();
                assert_eq!(all, (0..total).collect::<Vec<_>>());
                let numbered = |place: &usize| match pages.page_number(*place) {
                    Some(number) => pages.page_range(number).contains(place),
                    None => pages.front_range().contains(place),
                };
                assert!((0..total).all(|place| numbered(&place)));
                assert!(pages.front_range().len() < 2 * size);
                assert!(total < size || pages.front_range().len() >= size);
            }
        }
    }

    #[test]
    fn a_newer_story_moves_nothing_on_older_pages() {
        let oldest_first = |total: usize, range: Range<usize>| total - range.end..total - range.start;
        for total in 0..60 {
            let (before, after) = (Pagination::new(total, 5), Pagination::new(total + 1, 5));
            for n in 1..=before.older_count() {
                assert_eq!(oldest_first(total, before.page_range(n)), oldest_first(total + 1, after.page_range(n)));
            }
        }
    }
}
