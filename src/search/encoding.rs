//! Encodings of the index's files: varints, deflate, checksums.

use std::io::Write;

use flate2::{Compression, write::DeflateEncoder};

/// Appends an unsigned number as LEB128: seven bits a byte, the lowest first, the eighth set while more follow.
pub fn write_varint(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

/// Reads varints from the front of a slice.
pub struct VarintReader<'b>(pub &'b [u8]);

impl VarintReader<'_> {
    /// Reads a number; 0 at the end.
    pub fn read_varint(&mut self) -> u64 {
        // Nearly all numbers have one byte.
        if let Some((&byte, rest)) = self.0.split_first()
            && byte < 0x80
        {
            self.0 = rest;
            return u64::from(byte);
        }

        let mut n = 0;
        let mut shift = 0;
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

/// Level of compression, 16 attempts a match: higher levels take several times as long and save 0.3 %.
const DEFLATE_LEVEL: u32 = 4;

/// Compresses bytes as raw deflate.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(DEFLATE_LEVEL));
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The FNV-1a hash of bytes, 32 bits.
pub fn fnv1a_hash<'b>(bytes: impl IntoIterator<Item = &'b u8>) -> u32 {
    bytes.into_iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Makes a file of parts: a checksum, then the parts one after another.
pub fn with_checksum(parts: &[&[u8]]) -> Vec<u8> {
    let mut file = vec![0; 4];
    file.reserve(parts.iter().map(|part| part.len()).sum());
    parts.iter().for_each(|part| file.extend_from_slice(part));

    let checksum = fnv1a_hash(&file[4..]);
    file[..4].copy_from_slice(&checksum.to_le_bytes());
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
