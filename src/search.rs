//! Search: the stories' texts → an inverted index as files that the reader's browser looks terms up in.
//!
//! Indexing: a [`SegmentWriter`] folds the texts, extracts characters, bigrams and dictionary words, and packs their postings into
//! an [`IndexSegment`]. The [`Index`] merges the segments, shard by shard, and encodes them with a range coder.
//!
//! The only module that knows the segmenter. The browser's half is in `themes/jianbao/assets/js/search/`;
//! `docs/search-format.md` describes the files, and how a query is answered.

mod bigram;
mod bigram_shard;
pub mod charset;
mod cut;
pub mod dictionary;
mod encoding;
pub mod fold;
mod impact;
pub mod index;
mod keywords;
mod lazy_segmenter;
mod packed_postings;
mod prefix_table;
mod radix_sort;
mod range_encoder;
pub mod segment;
mod segment_writer;
pub mod segmenter;
mod shard_merger;
pub mod suggestions;
pub mod tf_idf;
mod tokens;
mod trie;

pub use cut::Cut;
pub use impact::Field;
pub use index::{CollectedTerms, Index, StoryEntry};
pub use keywords::{HEAD_OCCURRENCES, Keyword};
pub use lazy_segmenter::LazySegmenter;
pub use segment::{IndexSegment, IndexShape};
pub use segment_writer::{MAX_SEGMENT_STORIES, SegmentWriter};
pub use segmenter::Segmenter;
pub use tokens::TokenStrings;
