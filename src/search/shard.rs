//! What a file of pairs says of which pairs there are, as `docs/search-format.md` has it.
//!
//! A file's pairs have their second characters in common: which of these it has already seen with other first
//! characters says how likely it has them with the next one, and in how many stories.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::chunk::{LOW, Pair};
use super::coder::{Coder, Context, magnitude};
use super::fold::common;

/// The common characters, in the order of GB 2312.
static COMMON: LazyLock<Vec<char>> = LazyLock::new(|| common().collect());

static PLACES: LazyLock<FxHashMap<char, u32>> = LazyLock::new(|| COMMON.iter().copied().zip(0..).collect());

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
#[must_use]
fn place(c: char) -> u32 {
    PLACES.get(&c).copied().unwrap_or_else(|| COMMON.len() as u32 + c as u32)
}

/// The rare character at a place, if it is one of those.
fn rare(place: u32) -> Option<u32> {
    place.checked_sub(COMMON.len() as u32)
}

/// Where a pair stands in a file: by the lowest bits of the second character, the first, the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    low: usize,
    first: u32,
    second: u32,
}

impl Place {
    /// That of a pair.
    #[must_use]
    pub fn of(pair: Pair) -> Self {
        let (first, second) = pair.characters();
        Self { low: low(second), first: place(first), second: place(second) }
    }

    /// Whether both have the first character and the lowest bits of the second in common.
    fn same_row(&self, other: &Self) -> bool {
        (self.low, self.first) == (other.low, other.first)
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
#[must_use]
pub fn write<T>(
    shard: usize,
    shards: usize,
    pairs: &[(Place, T)],
    mut each: impl FnMut(&mut Coder, usize, &T),
) -> Vec<u8> {
    let mut coder = Coder::default();
    let mut rows = pairs.chunk_by(|(a, _), (b, _)| a.same_row(b)).peekable();
    for low in (0..1 << LOW).filter(|low| Pair::shards(*low, shards).contains(&shard)) {
        let mut seen = Seen::default();
        for (c, first) in COMMON.iter().zip(0..) {
            if Pair::shard_of(*c as u32, low, shards) != shard {
                continue;
            }
            let row = rows.next_if(|row| (row[0].0.low, row[0].0.first) == (low, first));
            coder.bit(Context::Row, 0, row.is_some());
            seen.row(&mut coder, row.unwrap_or_default(), &mut each);
        }
        let mut before = 0;
        while let Some(row) = rows.next_if(|row| row[0].0.low == low) {
            let code = rare(row[0].0.first).unwrap_or_default();
            coder.bit(Context::More, 0, true);
            coder.number(Context::Gap, code - before);
            before = code;
            seen.row(&mut coder, row, &mut each);
        }
        coder.bit(Context::More, 0, false);
    }
    coder.finish()
}

/// With how many first characters the second ones were seen that have the same lowest bits.
#[derive(Default)]
struct Seen {
    rows: usize,
    seconds: FxHashMap<u32, usize>,
}

impl Seen {
    /// The pairs of a first character.
    fn row<T>(&mut self, coder: &mut Coder, row: &[(Place, T)], each: &mut impl FnMut(&mut Coder, usize, &T)) {
        let Some((Place { low, .. }, _)) = row.first() else { return };
        self.rows += 1;
        let rare: Vec<u32> = row.iter().filter_map(|(place, _)| rare(place.second)).collect();
        let mut left = row.len() - rare.len();
        coder.number(Context::Pairs, row.len() as u32 - 1);
        coder.number(Context::Rare, rare.len() as u32);
        let width = magnitude(row.len()).min(5);
        let there: FxHashSet<u32> = row.iter().map(|(place, _)| place.second).collect();
        for second in &SECONDS[*low] {
            if left == 0 {
                break;
            }
            let share = match self.seconds.get(second) {
                None => 0,
                Some(times) => 1 + magnitude(times * 64 / self.rows + 1),
            };
            coder.bit(Context::Pair, share * 6 + width, there.contains(second));
            left -= usize::from(there.contains(second));
        }
        let mut before = 0;
        for code in rare {
            coder.number(Context::Gap, (code >> LOW) - before);
            before = code >> LOW;
        }
        for (place, pair) in row {
            let times = self.seconds.entry(place.second).or_default();
            let popular = if *times > 0 { 1 + magnitude(*times).min(6) } else { 0 };
            *times += 1;
            each(coder, (popular + width).min(9), pair);
        }
    }
}
