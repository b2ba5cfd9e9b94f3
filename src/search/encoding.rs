//! The bytes of the index's files, as `docs/search-format.md` has them.

use std::io::Write;

use flate2::{Compression, write::DeflateEncoder};

/// How a term stands in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// Once in the body.
    Once,
    /// Two or three times in the body.
    Few,
    /// More often in the body.
    Many,
    /// In the head, however often in the body.
    Head,
    /// In the headline, however often elsewhere.
    Title,
}

/// A field of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The headline.
    Title,
    /// What else stands in the head.
    Head,
    /// The rest.
    Body,
}

impl Impact {
    /// From the number of times in a story, and the first field that it stands in.
    pub fn from_count(times: usize, field: Field) -> Self {
        match (field, times) {
            (Field::Title, _) => Self::Title,
            (Field::Head, _) => Self::Head,
            (Field::Body, 0 | 1) => Self::Once,
            (Field::Body, 2 | 3) => Self::Few,
            (Field::Body, _) => Self::Many,
        }
    }

    /// The class that [`Class::number`] numbered.
    pub fn from_number(number: u8) -> Self {
        [Self::Once, Self::Few, Self::Many, Self::Head, Self::Title][usize::from(number & 7).min(4)]
    }

    /// 0 to 4.
    pub fn number(self) -> u8 {
        self as u8
    }
}

/// Seven bits a byte, the lowest first; the eighth says that more follow (LEB128).
pub fn write_varint(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

/// Reads what [`put`] wrote.
pub struct VarintReader<'b>(pub &'b [u8]);

impl VarintReader<'_> {
    /// The next number; 0 at the end.
    pub fn read_varint(&mut self) -> u64 {
        // Nearly all are short.
        if let Some((&byte, rest)) = self.0.split_first()
            && byte < 0x80
        {
            self.0 = rest;
            return u64::from(byte);
        }
        let (mut n, mut shift) = (0, 0);
        while let Some((&byte, rest)) = self.0.split_first() {
            self.0 = rest;
            n |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        n
    }
}

/// Sixteen tries for each match: more takes several times as long, and makes files by three thousandths smaller.
const DEFLATE_LEVEL: u32 = 4;

/// Bytes, deflated.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(DEFLATE_LEVEL));
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// A hash of bytes: FNV-1a, 32 bits.
pub fn fnv1a_hash<'b>(bytes: impl IntoIterator<Item = &'b u8>) -> u32 {
    bytes.into_iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// A file: the parts one after another, behind a hash of them.
pub fn with_checksum(parts: &[&[u8]]) -> Vec<u8> {
    let mut file = vec![0; 4];
    file.reserve(parts.iter().map(|part| part.len()).sum());
    parts.iter().for_each(|part| file.extend_from_slice(part));
    let hash = fnv1a_hash(&file[4..]);
    file[..4].copy_from_slice(&hash.to_le_bytes());
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX)];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|n| write_varint(&mut bytes, *n));
        let mut packed = VarintReader(&bytes);
        assert_eq!(numbers.map(|_| packed.read_varint()), numbers);
    }
}
