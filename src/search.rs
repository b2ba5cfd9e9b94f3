//! Search: text → [`terms`] → [`index`] → files that the reader's browser looks things up in.
//!
//! The only module that knows the segmenter. The browser's half is in `themes/jianbao/assets/js/search/`.

pub mod index;
pub mod terms;

pub use index::{Chunk, ChunkBuilder, Index, StoryEntry};
pub use terms::Segmenter;
