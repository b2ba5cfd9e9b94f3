//! What a file of pairs says of which pairs there are, as `docs/search-format.md` has it.
//!
//! A file's pairs have their second characters in common: which of these it has already seen with other first
//! characters says how likely it has them with the next one, and in how many stories.

use std::sync::LazyLock;

use super::bigram::{Bigram, LOW_BITS};
use super::fold::common_characters;
use super::range_encoder::{Context, RangeEncoder, log2_bucket};

/// The common characters, in the order of GB 2312.
static COMMON_CHARACTERS: LazyLock<Vec<char>> = LazyLock::new(|| common_characters().collect());

/// The places of the characters up to the last common one.
static CHARACTER_RANKS: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let end = COMMON_CHARACTERS.iter().max().map_or(0, |last| *last as u32 + 1);
    let mut places: Vec<u32> = (COMMON_CHARACTERS.len() as u32..).take(end as usize).collect();
    COMMON_CHARACTERS.iter().zip(0..).for_each(|(c, place)| places[*c as usize] = place);
    places
});

/// The common characters by their lowest bits.
static COMMON_BY_LOW_BITS: LazyLock<Vec<Vec<u32>>> = LazyLock::new(|| {
    let mut seconds = vec![Vec::new(); 1 << LOW_BITS];
    COMMON_CHARACTERS.iter().zip(0..).for_each(|(c, place)| seconds[low_bits(*c)].push(place));
    seconds
});

fn low_bits(c: char) -> usize {
    c as usize & ((1 << LOW_BITS) - 1)
}

/// Where a character stands among all: the common ones first.
fn character_rank(c: char) -> u32 {
    CHARACTER_RANKS.get(c as usize).copied().unwrap_or_else(|| COMMON_CHARACTERS.len() as u32 + c as u32)
}

/// The rare character at a place, if it is one of those.
fn rare_code_point(place: u32) -> Option<u32> {
    place.checked_sub(COMMON_CHARACTERS.len() as u32)
}

/// Where a pair stands in a file: by the lowest bits of the second character, the first, the second. A number, since most
/// of what is done with it is sorting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BigramRank(u64);

/// Bits of a character's place.
const RANK_BITS: u32 = 21;

impl BigramRank {
    /// That of a pair.
    pub fn from_bigram(pair: Bigram) -> Self {
        let (first, second) = pair.characters();
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

    /// The same for all pairs that have the first character and the lowest bits of the second in common.
    fn row_key(self) -> u64 {
        self.0 >> RANK_BITS
    }
}

/// Adds a character of a word.
pub fn encode_character(coder: &mut RangeEncoder, c: char) {
    let place = character_rank(c);
    let rare = rare_code_point(place);
    coder.encode_bit(Context::IsCommon, 0, rare.is_none());
    match rare {
        None => coder.encode_uniform(place, COMMON_CHARACTERS.len() as u32),
        Some(code) => coder.encode_uniform(code, char::MAX as u32 + 1),
    }
}

/// A file of pairs, which are sorted and those of one shard of so many. Of each pair `each` adds what is to be said, and is
/// told how many stories it may have: a context for their number.
pub fn encode_shard<T>(
    shard: usize,
    shards: usize,
    pairs: &[(BigramRank, T)],
    mut each: impl FnMut(&mut RangeEncoder, usize, &T),
) -> Vec<u8> {
    let mut coder = RangeEncoder::default();
    let mut rows = pairs.chunk_by(|(a, _), (b, _)| a.row_key() == b.row_key()).peekable();
    for low in (0..1 << LOW_BITS).filter(|low| Bigram::shards_of(*low, shards).contains(&shard)) {
        let mut seen = SecondCharacterCounts::new(low);
        for (c, first) in COMMON_CHARACTERS.iter().zip(0..) {
            if Bigram::shard_of(*c as u32, low, shards) != shard {
                continue;
            }
            let row = rows.next_if(|row| (row[0].0.low_bits(), row[0].0.first_rank()) == (low, first));
            coder.encode_bit(Context::RowPresent, 0, row.is_some());
            seen.encode_row(&mut coder, row.unwrap_or_default(), &mut each);
        }
        let mut before = 0;
        while let Some(row) = rows.next_if(|row| row[0].0.low_bits() == low) {
            let code = rare_code_point(row[0].0.first_rank()).unwrap_or_default();
            coder.encode_bit(Context::HasMore, 0, true);
            coder.encode_number(Context::CharacterGap, code - before);
            before = code;
            seen.encode_row(&mut coder, row, &mut each);
        }
        coder.encode_bit(Context::HasMore, 0, false);
    }
    coder.finish()
}

/// What was seen of the second characters that have the same lowest bits.
struct SecondCharacterCounts {
    rows: usize,
    /// With how many first characters each of the common ones.
    times: Vec<usize>,
}

impl SecondCharacterCounts {
    fn new(low: usize) -> Self {
        Self { rows: 0, times: vec![0; COMMON_BY_LOW_BITS[low].len()] }
    }

    /// The pairs of a first character.
    fn encode_row<T>(
        &mut self,
        coder: &mut RangeEncoder,
        row: &[(BigramRank, T)],
        each: &mut impl FnMut(&mut RangeEncoder, usize, &T),
    ) {
        let Some((place, _)) = row.first() else { return };
        self.rows += 1;
        let common = row.partition_point(|(place, _)| rare_code_point(place.second_rank()).is_none());
        let (common, others) = row.split_at(common);
        coder.encode_number(Context::RowLength, row.len() as u32 - 1);
        coder.encode_number(Context::RareCount, others.len() as u32);
        let width = log2_bucket(row.len());
        let mut left = common.iter().map(|(place, _)| place.second_rank()).peekable();
        let mut popular = Vec::with_capacity(row.len());
        for (second, times) in COMMON_BY_LOW_BITS[place.low_bits()].iter().zip(&mut self.times) {
            if left.peek().is_none() {
                break;
            }
            let there = left.next_if_eq(second).is_some();
            let share = if *times > 0 { 1 + share_bucket(*times, self.rows) } else { 0 };
            coder.encode_bit(Context::BigramPresent, share * 8 + width, there);
            if there {
                popular.push(if *times > 0 { 1 + log2_bucket(*times) } else { 0 });
                *times += 1;
            }
        }
        let mut before = 0;
        for code in others.iter().filter_map(|(place, _)| rare_code_point(place.second_rank())) {
            coder.encode_number(Context::CharacterGap, (code >> LOW_BITS) - before);
            before = code >> LOW_BITS;
        }
        // Of the rare ones nothing is counted.
        for ((_, pair), popular) in row.iter().zip(popular.into_iter().chain(std::iter::repeat(0))) {
            each(coder, popular + width, pair);
        }
    }
}

/// The magnitude of one more than how often something was seen, of 64 times: without the division that takes, of which
/// there are more than of anything else here.
fn share_bucket(times: usize, rows: usize) -> usize {
    (1..=6).map(|n| usize::from(times * 64 >= ((1 << n) - 1) * rows)).sum()
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
