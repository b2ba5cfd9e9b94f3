//! What a file of pairs says of which pairs there are, as `docs/search-format.md` has it.
//!
//! A file's pairs have their second characters in common: which of these it has already seen with other first
//! characters says how likely it has them with the next one, and in how many stories.

use std::sync::LazyLock;

use super::coder::{Coder, Context, magnitude};
use super::fold::common;
use super::pair::{LOW, Pair};

/// The common characters, in the order of GB 2312.
static COMMON: LazyLock<Vec<char>> = LazyLock::new(|| common().collect());

/// The places of the characters up to the last common one.
static PLACES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let end = COMMON.iter().max().map_or(0, |last| *last as u32 + 1);
    let mut places: Vec<u32> = (COMMON.len() as u32..).take(end as usize).collect();
    COMMON.iter().zip(0..).for_each(|(c, place)| places[*c as usize] = place);
    places
});

/// The common characters by their lowest bits.
static SECONDS: LazyLock<Vec<Vec<u32>>> = LazyLock::new(|| {
    let mut seconds = vec![Vec::new(); 1 << LOW];
    COMMON.iter().zip(0..).for_each(|(c, place)| seconds[low(*c)].push(place));
    seconds
});

fn low(c: char) -> usize {
    c as usize & ((1 << LOW) - 1)
}

/// Where a character stands among all: the common ones first.
fn place(c: char) -> u32 {
    PLACES.get(c as usize).copied().unwrap_or_else(|| COMMON.len() as u32 + c as u32)
}

/// The rare character at a place, if it is one of those.
fn rare(place: u32) -> Option<u32> {
    place.checked_sub(COMMON.len() as u32)
}

/// Where a pair stands in a file: by the lowest bits of the second character, the first, the second. A number, since most
/// of what is done with it is sorting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(u64);

/// Bits of a character's place.
const BITS: u32 = 21;

impl Place {
    /// That of a pair.
    pub fn of(pair: Pair) -> Self {
        let (first, second) = pair.characters();
        Self((low(second) as u64) << (2 * BITS) | u64::from(place(first)) << BITS | u64::from(place(second)))
    }

    fn low(self) -> usize {
        (self.0 >> (2 * BITS)) as usize
    }

    fn first(self) -> u32 {
        (self.0 >> BITS) as u32 & ((1 << BITS) - 1)
    }

    fn second(self) -> u32 {
        self.0 as u32 & ((1 << BITS) - 1)
    }

    /// The same for all pairs that have the first character and the lowest bits of the second in common.
    fn row(self) -> u64 {
        self.0 >> BITS
    }
}

/// Adds a character of a word.
pub fn put_character(coder: &mut Coder, c: char) {
    let place = place(c);
    let rare = rare(place);
    coder.bit(Context::Common, 0, rare.is_none());
    match rare {
        None => coder.even(place, COMMON.len() as u32),
        Some(code) => coder.even(code, char::MAX as u32 + 1),
    }
}

/// A file of pairs, which are sorted and those of one shard of so many. Of each pair `each` adds what is to be said, and is
/// told how many stories it may have: a context for their number.
pub fn write<T>(
    shard: usize,
    shards: usize,
    pairs: &[(Place, T)],
    mut each: impl FnMut(&mut Coder, usize, &T),
) -> Vec<u8> {
    let mut coder = Coder::default();
    let mut rows = pairs.chunk_by(|(a, _), (b, _)| a.row() == b.row()).peekable();
    for low in (0..1 << LOW).filter(|low| Pair::shards(*low, shards).contains(&shard)) {
        let mut seen = Seen::new(low);
        for (c, first) in COMMON.iter().zip(0..) {
            if Pair::shard_of(*c as u32, low, shards) != shard {
                continue;
            }
            let row = rows.next_if(|row| (row[0].0.low(), row[0].0.first()) == (low, first));
            coder.bit(Context::Row, 0, row.is_some());
            seen.row(&mut coder, row.unwrap_or_default(), &mut each);
        }
        let mut before = 0;
        while let Some(row) = rows.next_if(|row| row[0].0.low() == low) {
            let code = rare(row[0].0.first()).unwrap_or_default();
            coder.bit(Context::More, 0, true);
            coder.number(Context::Gap, code - before);
            before = code;
            seen.row(&mut coder, row, &mut each);
        }
        coder.bit(Context::More, 0, false);
    }
    coder.finish()
}

/// What was seen of the second characters that have the same lowest bits.
struct Seen {
    rows: usize,
    /// With how many first characters each of the common ones.
    times: Vec<usize>,
}

impl Seen {
    fn new(low: usize) -> Self {
        Self { rows: 0, times: vec![0; SECONDS[low].len()] }
    }

    /// The pairs of a first character.
    fn row<T>(&mut self, coder: &mut Coder, row: &[(Place, T)], each: &mut impl FnMut(&mut Coder, usize, &T)) {
        let Some((place, _)) = row.first() else { return };
        self.rows += 1;
        let common = row.partition_point(|(place, _)| rare(place.second()).is_none());
        let (common, others) = row.split_at(common);
        coder.number(Context::Pairs, row.len() as u32 - 1);
        coder.number(Context::Rare, others.len() as u32);
        let width = magnitude(row.len());
        let mut left = common.iter().map(|(place, _)| place.second()).peekable();
        let mut popular = Vec::with_capacity(row.len());
        for (second, times) in SECONDS[place.low()].iter().zip(&mut self.times) {
            if left.peek().is_none() {
                break;
            }
            let there = left.next_if_eq(second).is_some();
            let share = if *times > 0 { 1 + share(*times, self.rows) } else { 0 };
            coder.bit(Context::Pair, share * 8 + width, there);
            if there {
                popular.push(if *times > 0 { 1 + magnitude(*times) } else { 0 });
                *times += 1;
            }
        }
        let mut before = 0;
        for code in others.iter().filter_map(|(place, _)| rare(place.second())) {
            coder.number(Context::Gap, (code >> LOW) - before);
            before = code >> LOW;
        }
        // Of the rare ones nothing is counted.
        for ((_, pair), popular) in row.iter().zip(popular.into_iter().chain(std::iter::repeat(0))) {
            each(coder, popular + width, pair);
        }
    }
}

/// The magnitude of one more than how often something was seen, of 64 times: without the division that takes, of which
/// there are more than of anything else here.
fn share(times: usize, rows: usize) -> usize {
    (1..=6).map(|n| usize::from(times * 64 >= ((1 << n) - 1) * rows)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_magnitude_of_a_quotient() {
        for rows in 1..200 {
            for times in 1..=rows {
                assert_eq!(share(times, rows), magnitude(times * 64 / rows + 1), "{times} of {rows}");
            }
        }
    }

    #[test]
    fn common_characters_come_first_and_keep_their_order() {
        let places = ["啊啊", "阿啊", "𠮷啊"].map(|pair| Place::of(Pair::head(pair).unwrap()));
        assert!(places.is_sorted());
        assert_eq!((rare(place('齄')), rare(place('座'))), (Some('齄' as u32), None));
        assert_eq!(COMMON.len(), 3755);
    }

    /// The bytes of a file of these pairs, and how each was announced.
    fn written(pairs: &[&str]) -> (usize, Vec<(usize, String)>) {
        let mut pairs: Vec<_> = pairs.iter().filter_map(|text| Some((Place::of(Pair::head(text)?), *text))).collect();
        pairs.sort_unstable();
        let mut told = Vec::new();
        let bytes = write(0, 1, &pairs, |_, popular, pair| told.push((popular, (*pair).to_owned())));
        (bytes.len(), told)
    }

    #[test]
    fn every_pair_is_told_of_once_in_the_order_of_its_place() {
        // The lowest bits of 技 are 0, those of a are 1; a and 𠮷 are no common characters.
        let (_, told) = written(&["科技", "学技", "𠮷技", "aa", "科a"]);
        let told: Vec<_> = told.iter().map(|(_, pair)| pair.as_str()).collect();
        assert_eq!(told, ["科技", "学技", "𠮷技", "科a", "aa"]);
    }

    #[test]
    fn a_second_character_that_was_seen_is_expected() {
        let (_, told) = written(&["科技", "学技", "知技"]);
        assert_eq!(told.iter().map(|(popular, _)| *popular).collect::<Vec<_>>(), [0, 1, 2]);
    }
}
