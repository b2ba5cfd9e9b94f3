//! What comes of the texts of some stories, and the same as bytes: a build need not cut again what an earlier one has cut.

use super::charset::CharacterSet;
use super::encoding::{VarintReader, write_varint};
use super::{IndexSegment, Keyword};

/// All that an index and related stories need of some stories.
#[derive(Debug, Default, PartialEq)]
pub struct Cut {
    /// Their terms.
    pub chunk: IndexSegment,
    /// The characters they are written with.
    pub written: CharacterSet,
    /// The most telling words of each.
    pub keywords: Vec<Vec<Keyword>>,
}

impl Cut {
    /// Writes it down.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.chunk.write_to(&mut out);
        self.written.write_to(&mut out);
        write_varint(&mut out, self.keywords.len() as u64);
        for keywords in &self.keywords {
            write_varint(&mut out, keywords.len() as u64);
            for Keyword { hash, times, length } in keywords {
                out.extend_from_slice(&hash.to_le_bytes());
                out.extend([*times, *length]);
            }
        }
        out
    }

    /// Reads what [`Cut::to_bytes`] wrote of so many stories; `None` if it cannot have been that.
    pub fn from_bytes(bytes: &[u8], stories: usize) -> Option<Self> {
        let mut packed = VarintReader(bytes);
        let chunk = IndexSegment::read_from(&mut packed)?;
        let written = CharacterSet::read_from(&mut packed)?;
        let one = |packed: &mut VarintReader| {
            let length = packed.read_count()?.checked_mul(6)?;
            let (words, _) = packed.read_bytes(length)?.as_chunks();
            let word = |&[a, b, c, d, times, length]: &[u8; 6]| Keyword {
                hash: u32::from_le_bytes([a, b, c, d]),
                times,
                length,
            };
            Some(words.iter().map(word).collect())
        };
        let count = packed.read_count()?;
        let keywords = (0..count).map(|_| one(&mut packed)).collect::<Option<Vec<_>>>()?;
        (chunk.story_count() == stories && keywords.len() == stories && packed.0.is_empty()).then_some(Self {
            chunk,
            written,
            keywords,
        })
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
