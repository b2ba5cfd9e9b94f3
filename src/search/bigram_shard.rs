//! Encoding of a shard's bigrams, as `docs/search-format.md` has it.
//!
//! The bigrams of a shard have their second characters in common. With how many first characters each one occurred so far
//! tells how likely it occurs with the next one, and in how many stories.

use std::sync::LazyLock;

use super::bigram::{Bigram, LOW_BITS};
use super::fold::common_characters;
use super::range_encoder::{Context, RangeEncoder, log2_bucket};

/// The common characters, in the order of GB 2312.
static COMMON_CHARACTERS: LazyLock<Vec<char>> = LazyLock::new(|| common_characters().collect());

/// The ranks of the characters up to the last common one, by code point.
static CHARACTER_RANKS: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let end = COMMON_CHARACTERS.iter().max().map_or(0, |last| *last as u32 + 1);
    let mut places: Vec<u32> = (COMMON_CHARACTERS.len() as u32..).take(end as usize).collect();
    COMMON_CHARACTERS.iter().zip(0..).for_each(|(c, place)| places[*c as usize] = place);
    places
});

/// The ranks of the common characters, by their lowest bits.
static COMMON_BY_LOW_BITS: LazyLock<Vec<Vec<u32>>> = LazyLock::new(|| {
    let mut seconds = vec![Vec::new(); 1 << LOW_BITS];
    COMMON_CHARACTERS.iter().zip(0..).for_each(|(c, place)| seconds[low_bits(*c)].push(place));
    seconds
});

fn low_bits(c: char) -> usize {
    c as usize & ((1 << LOW_BITS) - 1)
}

/// The rank of a character: the common ones first, then all others by code point.
fn character_rank(c: char) -> u32 {
    CHARACTER_RANKS.get(c as usize).copied().unwrap_or_else(|| COMMON_CHARACTERS.len() as u32 + c as u32)
}

/// The code point of a rank, if it is of a rare character.
fn rare_code_point(rank: u32) -> Option<u32> {
    rank.checked_sub(COMMON_CHARACTERS.len() as u32)
}

/// The order of bigrams in a shard: by the lowest bits of the second character, the first character, the second. As a number,
/// since most of what is done with ranks is sorting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BigramRank(u64);

/// Bits of a character's rank.
const RANK_BITS: u32 = 21;

impl BigramRank {
    /// Returns the rank of a bigram.
    pub fn from_bigram(bigram: Bigram) -> Self {
        let (first, second) = bigram.characters();
        Self(
            (low_bits(second) as u64) << (2 * RANK_BITS)
                | u64::from(character_rank(first)) << RANK_BITS
                | u64::from(character_rank(second)),
        )
    }

    fn low_bits(self) -> usize {
        (self.0 >> (2 * RANK_BITS)) as usize
    }

    fn first_rank(self) -> u32 {
        (self.0 >> RANK_BITS) as u32 & ((1 << RANK_BITS) - 1)
    }

    fn second_rank(self) -> u32 {
        self.0 as u32 & ((1 << RANK_BITS) - 1)
    }

    /// The key of the row: the first character, and the lowest bits of the second.
    fn row_key(self) -> u64 {
        self.0 >> RANK_BITS
    }
}

/// Encodes a character of a word.
pub fn encode_character(encoder: &mut RangeEncoder, c: char) {
    let rank = character_rank(c);
    let rare = rare_code_point(rank);
    encoder.encode_bit(Context::IsCommon, 0, rare.is_none());
    match rare {
        None => encoder.encode_uniform(rank, COMMON_CHARACTERS.len() as u32),
        Some(code) => encoder.encode_uniform(code, char::MAX as u32 + 1),
    }
}

/// Encodes a shard of sorted bigrams. `each` encodes what is said of a bigram; it is given the bucket of its popularity, which is
/// a context for the number of its stories.
pub fn encode_shard<T>(
    shard: usize,
    shards: usize,
    bigrams: &[(BigramRank, T)],
    mut each: impl FnMut(&mut RangeEncoder, usize, &T),
) -> Vec<u8> {
    let mut encoder = RangeEncoder::default();
    let mut rows = bigrams.chunk_by(|(a, _), (b, _)| a.row_key() == b.row_key()).peekable();

    for low in (0..1 << LOW_BITS).filter(|low| Bigram::shards_of(*low, shards).contains(&shard)) {
        let mut counts = SecondCharacterCounts::new(low);
        for (c, first) in COMMON_CHARACTERS.iter().zip(0..) {
            if Bigram::shard_of(*c as u32, low, shards) != shard {
                continue;
            }
            let row = rows.next_if(|row| (row[0].0.low_bits(), row[0].0.first_rank()) == (low, first));
            encoder.encode_bit(Context::RowPresent, 0, row.is_some());
            counts.encode_row(&mut encoder, row.unwrap_or_default(), &mut each);
        }

        // Rows of rare first characters.
        let mut before = 0;
        while let Some(row) = rows.next_if(|row| row[0].0.low_bits() == low) {
            let code = rare_code_point(row[0].0.first_rank()).unwrap_or_default();
            encoder.encode_bit(Context::HasMore, 0, true);
            encoder.encode_number(Context::CharacterGap, code - before);
            before = code;
            counts.encode_row(&mut encoder, row, &mut each);
        }
        encoder.encode_bit(Context::HasMore, 0, false);
    }

    encoder.finish()
}

/// Statistics of the second characters that have the same lowest bits.
struct SecondCharacterCounts {
    /// The number of rows so far.
    rows: usize,
    /// The number of rows that each of the common characters was in.
    counts: Vec<usize>,
}

impl SecondCharacterCounts {
    fn new(low: usize) -> Self {
        Self { rows: 0, counts: vec![0; COMMON_BY_LOW_BITS[low].len()] }
    }

    /// Encodes a row: the bigrams of a first character.
    fn encode_row<T>(
        &mut self,
        encoder: &mut RangeEncoder,
        row: &[(BigramRank, T)],
        each: &mut impl FnMut(&mut RangeEncoder, usize, &T),
    ) {
        if row.is_empty() {
            return;
        }
        self.rows += 1;
        let common = row.partition_point(|(rank, _)| rare_code_point(rank.second_rank()).is_none());
        let (common, rare) = row.split_at(common);
        let width = log2_bucket(row.len());
        encoder.encode_number(Context::RowLength, row.len() as u32 - 1);
        encoder.encode_number(Context::RareCount, rare.len() as u32);

        let popularities = self.encode_common_seconds(encoder, common, width);
        let mut before = 0;
        for code in rare.iter().filter_map(|(rank, _)| rare_code_point(rank.second_rank())) {
            encoder.encode_number(Context::CharacterGap, (code >> LOW_BITS) - before);
            before = code >> LOW_BITS;
        }

        // Rare characters are not counted.
        let popularities = popularities.into_iter().chain(std::iter::repeat(0));
        for ((_, bigram), popularity) in row.iter().zip(popularities) {
            each(encoder, popularity + width, bigram);
        }
    }

    /// Encodes which common second characters a row has; returns the popularity of each of them.
    fn encode_common_seconds<T>(
        &mut self,
        encoder: &mut RangeEncoder,
        common: &[(BigramRank, T)],
        width: usize,
    ) -> Vec<usize> {
        let mut popularities = Vec::with_capacity(common.len());
        let Some((rank, _)) = common.first() else { return popularities };
        let mut rest = common.iter().map(|(rank, _)| rank.second_rank()).peekable();

        for (second, count) in COMMON_BY_LOW_BITS[rank.low_bits()].iter().zip(&mut self.counts) {
            if rest.peek().is_none() {
                break;
            }
            let is_present = rest.next_if_eq(second).is_some();
            let share = if *count > 0 { 1 + share_bucket(*count, self.rows) } else { 0 };
            encoder.encode_bit(Context::BigramPresent, share * 8 + width, is_present);
            if is_present {
                popularities.push(if *count > 0 { 1 + log2_bucket(*count) } else { 0 });
                *count += 1;
            }
        }

        popularities
    }
}

/// The bucket of `64 * count / rows + 1`, computed without a division: nothing else is computed more often here.
fn share_bucket(count: usize, rows: usize) -> usize {
    (1..=6).map(|n| usize::from(count * 64 >= ((1 << n) - 1) * rows)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_magnitude_of_a_quotient() {
        for rows in 1..200 {
            for times in 1..=rows {
                assert_eq!(share_bucket(times, rows), log2_bucket(times * 64 / rows + 1), "{times} of {rows}");
            }
        }
    }

    #[test]
    fn common_characters_come_first_and_keep_their_order() {
        let places = ["啊啊", "阿啊", "𠮷啊"].map(|pair| BigramRank::from_bigram(Bigram::first_of(pair).unwrap()));
        assert!(places.is_sorted());
        assert_eq!(
            (rare_code_point(character_rank('齄')), rare_code_point(character_rank('座'))),
            (Some('齄' as u32), None)
        );
        assert_eq!(COMMON_CHARACTERS.len(), 3755);
    }

    /// The bytes of a file of these pairs, and how each was announced.
    fn encoded_shard(pairs: &[&str]) -> (usize, Vec<(usize, String)>) {
        let mut pairs: Vec<_> =
            pairs.iter().filter_map(|text| Some((BigramRank::from_bigram(Bigram::first_of(text)?), *text))).collect();
        pairs.sort_unstable();
        let mut told = Vec::new();
        let bytes = encode_shard(0, 1, &pairs, |_, popular, pair| told.push((popular, (*pair).to_owned())));
        (bytes.len(), told)
    }

    #[test]
    fn every_pair_is_told_of_once_in_the_order_of_its_place() {
        // The lowest bits of 技 are 0, those of a are 1; a and 𠮷 are no common characters.
        let (_, told) = encoded_shard(&["科技", "学技", "𠮷技", "aa", "科a"]);
        let told: Vec<_> = told.iter().map(|(_, pair)| pair.as_str()).collect();
        assert_eq!(told, ["科技", "学技", "𠮷技", "科a", "aa"]);
    }

    #[test]
    fn a_second_character_that_was_seen_is_expected() {
        let (_, told) = encoded_shard(&["科技", "学技", "知技"]);
        assert_eq!(told.iter().map(|(popular, _)| *popular).collect::<Vec<_>>(), [0, 1, 2]);
    }
}
