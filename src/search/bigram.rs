//! Bigrams: two neighbouring characters, the terms that most of an index consists of; and the shards they are divided among.

use serde::{Deserialize, Serialize};

use super::trie::CHARACTER_BITS;

/// A bigram as a number: sorting is most of what is done with bigrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Bigram(u64);

/// Number of the second character's lowest bits that bigrams are divided among shards by: a shard has many first characters with
/// few second ones, so that the ones seen make the others likely.
pub const LOW_BITS: u32 = 5;

impl Bigram {
    /// Makes the bigram of two characters.
    pub fn new(first: char, second: char) -> Self {
        Self(u64::from(first as u32) << CHARACTER_BITS | u64::from(second as u32))
    }

    /// Returns the first bigram of a word.
    pub fn first_of(word: &str) -> Option<Self> {
        let mut chars = word.chars();
        Some(Self::new(chars.next()?, chars.next()?))
    }

    /// The number of the bigram, which sorts like it.
    pub fn to_number(self) -> u64 {
        self.0
    }

    /// The bigram of a number from [`Bigram::to_number`].
    pub fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The two characters.
    pub fn characters(self) -> (char, char) {
        (to_character(self.0 >> CHARACTER_BITS), to_character(self.0 & ((1 << CHARACTER_BITS) - 1)))
    }

    /// The bigram as a text.
    pub fn to_text(self) -> String {
        self.encode_text(&mut [0; 8]).to_owned()
    }

    /// Encodes the bigram as UTF-8 into a buffer.
    pub fn encode_text(self, room: &mut [u8; 8]) -> &str {
        let (first, second) = self.characters();
        let start = first.encode_utf8(room).len();
        let length = start + second.encode_utf8(&mut room[start..]).len();
        // Two encoded characters are always UTF-8.
        std::str::from_utf8(&room[..length]).unwrap_or_default()
    }

    /// The length of its text in bytes.
    pub fn utf8_length(self) -> usize {
        let (first, second) = self.characters();
        first.len_utf8() + second.len_utf8()
    }

    /// The shard of the bigram.
    pub fn shard(self, shards: usize) -> usize {
        Self::shard_of((self.0 >> CHARACTER_BITS) as u32, self.0 as usize & ((1 << LOW_BITS) - 1), shards)
    }

    /// The shard of the bigrams of a first character whose second characters have these lowest bits. The browser computes the same.
    pub fn shard_of(first: u32, low: usize, shards: usize) -> usize {
        // Fibonacci hashing spreads consecutive code points, whatever the number of shards.
        shard_at(low, first.wrapping_mul(0x9E37_79B1) >> LOW_BITS, shards)
    }

    /// The shards of all bigrams whose second characters have these lowest bits.
    pub fn shards_of(low: usize, shards: usize) -> std::ops::RangeInclusive<usize> {
        shard_at(low, 0, shards)..=shard_at(low, u32::MAX >> LOW_BITS, shards)
    }
}

fn to_character(code: u64) -> char {
    char::from_u32(code as u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The shard by the lowest bits of the second character, then by the hash of the first.
fn shard_at(low: usize, first: u32, shards: usize) -> usize {
    let place = u64::from(first) | (low as u64) << (32 - LOW_BITS);
    ((place * shards as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_keeps_its_characters() {
        for (a, b) in [('科', '技'), ('a', '绘'), ('𠮷', '野'), ('\u{10FFFF}', '\u{10FFFE}')] {
            assert_eq!(Bigram::new(a, b).characters(), (a, b));
            assert_eq!(Bigram::new(a, b).to_text(), format!("{a}{b}"));
        }
        assert_eq!(Bigram::first_of("火炬杯"), Some(Bigram::new('火', '炬')));
    }
}
