//! The bytes and bits of the index's files, as `docs/search-format.md` has them.

use std::io::Write;

use flate2::{Compression, write::DeflateEncoder};

use super::postings::Posting;

/// How a term stands in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Once in the body.
    Once,
    /// Two or three times in the body.
    Few,
    /// More often in the body.
    Many,
    /// In the head, however often in the body.
    Head,
}

impl Class {
    /// From the number of times in the body, and whether it stands in the head.
    #[must_use]
    pub fn of(times: usize, head: bool) -> Self {
        match times {
            _ if head => Self::Head,
            0 | 1 => Self::Once,
            2 | 3 => Self::Few,
            _ => Self::Many,
        }
    }

    /// The class that [`Class::number`] numbered.
    #[must_use]
    pub fn from_number(number: u8) -> Self {
        [Self::Once, Self::Few, Self::Many, Self::Head][usize::from(number & 3)]
    }

    /// 0 to 3.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }
}

/// Seven bits a byte, the lowest first; the eighth says that more follow (LEB128).
pub fn put(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

/// Reads what [`put`] wrote.
pub struct Packed<'b>(pub &'b [u8]);

impl<'b> Packed<'b> {
    /// A number of things of a byte at least that follow; `None` at the end, or if there cannot be so many.
    pub fn count(&mut self) -> Option<usize> {
        self.0.first()?;
        usize::try_from(self.number()).ok().filter(|count| *count <= self.0.len())
    }

    /// The next bytes; `None` if there are not so many.
    pub fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next number; 0 at the end.
    pub fn number(&mut self) -> u64 {
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

/// Bits, the lowest of each byte first.
#[derive(Default)]
pub struct Bits {
    bytes: Vec<u8>,
    word: u64,
    used: u32,
}

/// A quotient of the Rice code from which on the gap is written out.
const ESCAPE: u64 = 65;

impl Bits {
    /// Adds the lowest `count` bits of a number; at most 32.
    fn push(&mut self, bits: u64, count: u32) {
        self.word |= (bits & ((1 << count) - 1)) << self.used;
        self.used += count;
        if self.used >= 32 {
            self.bytes.extend_from_slice(&(self.word as u32).to_le_bytes());
            self.word >>= 32;
            self.used -= 32;
        }
    }

    fn ones(&mut self, mut count: u64) {
        while count > 0 {
            let now = count.min(32);
            self.push(u64::MAX, now as u32);
            count -= now;
        }
    }

    /// Adds numbers, ascending, nearly all of which are below `total`, all below `most`.
    pub fn rests(&mut self, numbers: &[u32], total: usize, most: usize) {
        self.numbers(numbers.iter().map(|number| (*number, (0, 0))), numbers.len(), total, most);
    }

    /// Adds a list of stories out of `total`, ascending; then those of them in which the term stands more than once.
    pub fn list(&mut self, stories: &[Posting], total: usize) {
        let marked = stories.iter().filter(|posting| posting.class() != Class::Once).count();
        self.push(u64::from(marked > 0), 1);
        self.numbers(stories.iter().map(|posting| (posting.story(), (0, 0))), stories.len(), total, total);
        if marked == 0 {
            return;
        }
        let length = marked.ilog2();
        self.ones(u64::from(length));
        self.push(0, 1);
        self.push(marked as u64, length);
        let marks = (0..).zip(stories).filter_map(|(n, posting)| match posting.class() {
            Class::Once => None,
            Class::Few => Some((n, (0b0, 1))),
            Class::Many => Some((n, (0b01, 2))),
            Class::Head => Some((n, (0b11, 2))),
        });
        self.numbers(marks, marked, stories.len(), stories.len());
    }

    /// Adds `count` numbers out of `total`, or, if they are more than half, those that are not among them; and behind each
    /// the bits that come with it.
    fn numbers(&mut self, numbers: impl Iterator<Item = (u32, (u64, u32))>, count: usize, total: usize, most: usize) {
        let (mut next, mut numbers) = (0, numbers.peekable());
        if count * 2 <= most {
            let k = rice(count, total);
            for (number, (bits, length)) in numbers {
                self.gap(u64::from(number - next), k);
                self.push(bits, length);
                next = number + 1;
            }
            return;
        }
        let k = rice(most - count, total);
        let mut before = Vec::new();
        for missing in 0..=most as u32 {
            match numbers.next_if(|(number, _)| *number == missing) {
                Some((_, bits)) => before.push(bits),
                None => {
                    if (missing as usize) < most {
                        self.gap(u64::from(missing - next), k);
                    }
                    before.drain(..).for_each(|(bits, length)| self.push(bits, length));
                    next = missing + 1;
                }
            }
        }
    }

    fn gap(&mut self, gap: u64, k: u32) {
        let quotient = gap >> k;
        if quotient + u64::from(k) < 32 {
            // All at once: as many 1s, a 0, the rest of the gap.
            let rest = (gap & ((1 << k) - 1)) << 1;
            self.push(rest << quotient | ((1 << quotient) - 1), quotient as u32 + 1 + k);
        } else if quotient >= ESCAPE {
            self.ones(ESCAPE);
            self.push(gap, 32);
        } else {
            self.ones(quotient);
            self.push(0, 1);
            self.push(gap, k);
        }
    }

    /// The bytes; the last one is filled up with zeros.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let rest = self.used.div_ceil(8) as usize;
        self.bytes.extend_from_slice(&self.word.to_le_bytes()[..rest]);
        self.bytes
    }
}

/// The parameter of the Rice code for a list of `n` stories out of `total`: near the best where stories
/// are drawn at random.
fn rice(n: usize, total: usize) -> u32 {
    (total * 2 / (n * 3).max(1)).checked_ilog2().unwrap_or(0)
}

/// Sixteen tries for each match: more takes several times as long, and makes files by three thousandths smaller.
const LEVEL: u32 = 4;

/// Bytes, deflated.
#[must_use]
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(LEVEL));
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// A hash of bytes: FNV-1a, 32 bits.
pub fn hash<'b>(bytes: impl IntoIterator<Item = &'b u8>) -> u32 {
    bytes.into_iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// A file: the parts one after another, behind a hash of them.
#[must_use]
pub fn file(parts: &[&[u8]]) -> Vec<u8> {
    let mut file = vec![0; 4];
    file.reserve(parts.iter().map(|part| part.len()).sum());
    parts.iter().for_each(|part| file.extend_from_slice(part));
    let hash = hash(&file[4..]);
    file[..4].copy_from_slice(&hash.to_le_bytes());
    file
}

/// A file of terms: the length of their dictionary, the dictionary deflated, their lists.
#[must_use]
pub fn term_file(dictionary: &[u8], lists: Bits) -> Vec<u8> {
    let dictionary = deflate(dictionary);
    let mut length = Vec::new();
    put(&mut length, dictionary.len() as u64);
    file(&[&length, &dictionary, &lists.finish()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX)];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|n| put(&mut bytes, *n));
        let mut packed = Packed(&bytes);
        assert_eq!(numbers.map(|_| packed.number()), numbers);
    }

    #[test]
    fn a_list_is_written_bit_by_bit() {
        // n = 2 of 16: 2 * 3 << k <= 32, so k = 2. Gaps 3 (0 11) and 4 (10 00); one of the two marked (0), the second:
        // k = 0, gap 1 (10), class 11.
        let mut bits = Bits::default();
        bits.list(&[Posting::new(3, Class::Once), Posting::new(8, Class::Head)], 16);
        // 1, 0 11, 10 00; 0, 10, 11: from the lowest bit on.
        assert_eq!(bits.finish(), [0b0001_1101, 0b0001_1010]);
    }

    #[test]
    fn a_far_story_is_written_out() {
        let mut bits = Bits::default();
        let stories: Vec<_> = (0..399).chain([999]).map(|story| Posting::new(story, Class::Once)).collect();
        bits.list(&stories, 1000);
        // k = 0; 399 times 0; the gap of 600 escapes: 65 ones and 32 bits.
        assert_eq!(bits.finish().len(), (1_usize + 399 + 65 + 32).div_ceil(8));
    }

    #[test]
    fn of_most_stories_those_are_written_that_are_missing() {
        let mut bits = Bits::default();
        let stories: Vec<_> = (0..15).filter(|n| *n != 4).map(|n| Posting::new(n, Class::Head)).collect();
        bits.list(&stories, 15);
        // Some are marked (1); k = 3, gap 4 (0 001); 14 of 14 marked (1110 011), none of them missing: 14 times 11.
        assert_eq!(bits.finish(), [0b1111_0001, 0b1111_1100, 0xFF, 0xFF, 0xFF]);
    }
}
