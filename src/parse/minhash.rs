//! One-permutation MinHash over 8-character shingles, to find near-duplicates without comparing whole texts.
//!
//! The first bits of a shingle's hash choose a bin, which keeps the smallest hash. The share of equal bins of two
//! signatures estimates the Jaccard similarity of their shingles. Bands of the signature are the keys of an LSH lookup.

use serde::{Deserialize, Serialize};

/// Bins of a signature.
const BIN_COUNT: usize = 64;

/// Characters of a shingle.
const SHINGLE_LENGTH: usize = 8;

/// Texts with fewer shingles have no signature: short notices are alike by nature.
const MIN_SHINGLES: usize = 100;

/// Bins of a band.
const BAND_ROWS: usize = 4;

/// Equal bins of 64 from which on two texts count as near-duplicates: about nine shingles of ten.
const MIN_EQUAL_BINS: usize = 56;

/// Equal bins of 64 from which on two texts with one headline count as versions of one story.
const MIN_SIMILAR_BINS: usize = 38;

/// The MinHash signature of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinHash(Box<[u32]>);

impl MinHash {
    /// Computes the signature of a text; `None` if it is short. Only letters, digits and ideographs count.
    pub fn from_text(text: &str) -> Option<Self> {
        const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
        let leaving = (0..SHINGLE_LENGTH).fold(1_u64, |power, _| power.wrapping_mul(BASE));
        let mut bins = Box::new([u32::MAX; BIN_COUNT]);
        let mut last = [0_u64; SHINGLE_LENGTH];
        let mut hash = 0_u64;
        let mut count = 0_usize;

        for c in text.chars().filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}') || c.is_alphanumeric()) {
            let new = u64::from(c as u32);
            let old = std::mem::replace(&mut last[count % SHINGLE_LENGTH], new);
            hash = hash.wrapping_mul(BASE).wrapping_add(new).wrapping_sub(old.wrapping_mul(leaving));
            count += 1;
            if count >= SHINGLE_LENGTH {
                // The low bits of the rolling hash are weak, so it is mixed before its bits choose a bin.
                let mixed = (hash ^ (hash >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
                let bin = &mut bins[(mixed >> 58) as usize];
                *bin = (*bin).min((mixed >> 16) as u32);
            }
        }

        (count >= MIN_SHINGLES + SHINGLE_LENGTH).then_some(Self(bins))
    }

    /// Returns the LSH keys, with the numbers of their bands. Near-duplicates nearly always share one.
    pub fn band_keys(&self) -> impl Iterator<Item = (usize, &[u32])> {
        self.0.chunks(BAND_ROWS).enumerate().filter(|(_, band)| band.iter().any(|bin| *bin != u32::MAX))
    }

    /// Returns whether the texts are near-duplicates.
    pub fn is_near_duplicate(&self, other: &Self) -> bool {
        self.equal_bins(other) >= MIN_EQUAL_BINS
    }

    /// Returns whether one text could be a version of the other: six shingles of ten are the same.
    pub fn is_similar(&self, other: &Self) -> bool {
        self.equal_bins(other) >= MIN_SIMILAR_BINS
    }

    fn equal_bins(&self, other: &Self) -> usize {
        self.0.iter().zip(other.0.iter()).filter(|(a, b)| a == b).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random_text(seed: u32) -> String {
        let mut state = seed;
        let mut text = String::new();
        for _ in 0..600 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push(char::from_u32(0x4E00 + (state >> 16) % 5000).unwrap_or('一'));
        }
        text
    }

    #[test]
    fn a_text_filed_twice_is_the_same_and_another_is_not() {
        let first = random_text(1);
        fn sketch(text: &str) -> MinHash {
            MinHash::from_text(text).unwrap()
        }
        let edited = format!("本报讯　{}。", first.replacen(first.chars().nth(300).unwrap(), "改动", 1));
        assert!(sketch(&first).is_near_duplicate(&sketch(&edited)));
        assert!(sketch(&first).band_keys().any(|key| sketch(&edited).band_keys().any(|other| other == key)));
        assert!(!sketch(&first).is_near_duplicate(&sketch(&random_text(2))));
        // Half of it is new.
        let half: String = first.chars().take(300).chain(random_text(3).chars().take(300)).collect();
        assert!(!sketch(&first).is_near_duplicate(&sketch(&half)));
        assert_eq!(MinHash::from_text("简讯。"), None);
    }
}
