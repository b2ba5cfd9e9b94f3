//! Typed indexes: a thing is identified by its place in a list of the [`Site`], and the index of one list cannot be used
//! for another.

use std::sync::Arc;

use super::{Column, Issue, Site, TagEntry, Year};
use crate::parse::Story;
use crate::source::Asset;

/// Declares the index of a list of [`Site`], and the method of `Site` that returns the item at an index.
macro_rules! site_index {
    ($Index:ident, $list:ident: $Item:ty, $item:ident -> $Target:ty) => {
        #[doc = concat!("An index into [`Site::", stringify!($list), "`].")]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Index(pub u32);

        impl $Index {
            /// Returns the position in the list.
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// Iterates over the items of a list with their indexes.
            pub fn enumerate(list: &[$Item]) -> impl DoubleEndedIterator<Item = (Self, &$Item)> + ExactSizeIterator {
                // A bulletin has far fewer than 2³² of anything.
                list.iter().enumerate().map(|(position, item)| (Self(position as u32), item))
            }
        }

        impl Site {
            #[doc = concat!("Returns the item of [`Site::", stringify!($list), "`] at an index.")]
            pub fn $item(&self, index: $Index) -> &$Target {
                &self.$list[index.index()]
            }
        }
    };
}

site_index!(StoryIx, stories: Arc<Story>, story -> Story);
site_index!(ColumnIx, columns: Column, column -> Column);
site_index!(TagIx, tags: TagEntry, tag -> TagEntry);
site_index!(IssueIx, issues: Issue, issue -> Issue);
site_index!(YearIx, years: Year, year -> Year);
site_index!(AssetIx, assets: Asset, asset -> Asset);
