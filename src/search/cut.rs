//! The indexed terms of some stories, and their encoding for a memo: a build need not cut again what an earlier one has cut.

use serde::{Deserialize, Serialize};

use super::charset::CharacterSet;
use super::{IndexSegment, Keyword};
use crate::memo;

/// All that an index and related stories need of some stories.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    /// Their terms.
    pub chunk: IndexSegment,
    /// The characters they are written with.
    pub written: CharacterSet,
    /// The most telling words of each.
    pub keywords: Vec<Vec<Keyword>>,
}

impl Cut {
    /// Encodes it for a memo.
    pub fn to_bytes(&self) -> Vec<u8> {
        memo::encode(self)
    }

    /// Decodes what [`Cut::to_bytes`] encoded of so many stories; `None` if it cannot have been that.
    pub fn from_bytes(bytes: &[u8], stories: usize) -> Option<Self> {
        let cut: Self = memo::decode(bytes)?;
        (cut.chunk.story_count() == stories && cut.keywords.len() == stories).then_some(cut)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Field, IndexShape, SegmentWriter, Segmenter};
    use super::*;

    #[test]
    fn what_was_written_down_is_read_again_and_nothing_else_is() {
        let segmenter = Segmenter::new();
        let mut cutter = SegmentWriter::new(&segmenter, IndexShape { shards: 5, characters: 3, suggestions: 1 });
        for (number, text) in (0..).zip(["深根计划推进长三角科技创新，C++ 与 5G。", "𠮷野家、臺灣。", ""])
        {
            cutter.add_text(number, Field::Title, text);
            cutter.add_text(number, Field::Body, &text.repeat(3));
        }
        let cut = cutter.finish_segment();
        let bytes = cut.to_bytes();
        assert_eq!(Cut::from_bytes(&bytes, 3).as_ref(), Some(&cut));
        assert_eq!(Cut::from_bytes(&bytes, 2), None);
        for length in 0..bytes.len() {
            assert_eq!(Cut::from_bytes(&bytes[..length], 3), None, "the first {length}");
        }
        for at in 0..bytes.len() {
            for wrong in [0, 0x7F, 0x80, 0xFF] {
                let mut bytes = bytes.clone();
                bytes[at] = wrong;
                // Whatever it is now, to read it does no harm.
                let _ = Cut::from_bytes(&bytes, 3);
            }
        }
    }
}
