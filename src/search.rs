//! Search: text → [`terms`] → packed [`chunk`]s → [`index`] files that the reader's browser looks things up in.
//!
//! The only module that knows the segmenter. The browser's half is in `themes/jianbao/assets/js/search/`; what
//! the two agree on is written down in `docs/search-format.md`.

mod bits;
pub mod chunk;
pub mod fold;
pub mod help;
pub mod index;
mod postings;
pub mod terms;

pub use chunk::{Chunk, ChunkBuilder, Keyword, Shape, keywords};
pub use index::{Collected, Index, StoryEntry};
pub use terms::Segmenter;
