//! Search: text, [cut](Cutter) → [`terms`], packed in [`chunk`]s → [`index`] files that the reader's browser looks things up in.
//!
//! The only module that knows the segmenter. The browser's half is in `themes/jianbao/assets/js/search/`; what
//! the two agree on is written down in `docs/search-format.md`.

mod bits;
pub mod chunk;
mod coder;
mod cut;
mod cutter;
pub mod dictionary;
pub mod fold;
pub mod help;
pub mod index;
mod keywords;
mod pair;
mod postings;
mod sections;
mod shard;
mod sort;
pub mod terms;
mod tokens;
mod tree;
mod triples;

pub use bits::Field;
pub use chunk::{Chunk, Shape};
pub use cut::Cut;
pub use cutter::{Cutter, LIMIT};
pub use index::{Collected, Index, StoryEntry};
pub use keywords::Keyword;
pub use terms::Segmenter;
pub use tokens::Tokens;
