//! Search: text, [indexed](SegmentWriter) → [`segmenter`], packed in [`segment`]s → [`index`] files that the reader's browser looks things up in.
//!
//! The only module that knows the segmenter. The browser's half is in `themes/jianbao/assets/js/search/`; what
//! the two agree on is written down in `docs/search-format.md`.

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
pub use keywords::Keyword;
pub use segment::{IndexSegment, IndexShape};
pub use segment_writer::{MAX_SEGMENT_STORIES, SegmentWriter};
pub use segmenter::Segmenter;
pub use tokens::TokenStrings;
