//! Which stories have which terms: occurrences of a chunk, sorted and packed by shard, and a shard's terms out of all
//! chunks.
//!
//! Nearly all of what an index costs beside the cutting of words is done here, for every character of every story;
//! `benches/index.rs` has the figures.

use super::bits::{Class, Packed, put};

/// Bits of an occurrence below its term: a story of the chunk, and whether it is not in the head.
const PLACE: u32 = STORY + 1;

/// Bits for a story of a chunk.
const STORY: u32 = 11;

/// Stories that a chunk can hold.
pub const LIMIT: usize = 1 << STORY;

/// A term at a place in a story of a chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occurrence(u64);

impl Occurrence {
    /// A term of at most 52 bits in a story below [`LIMIT`].
    #[must_use]
    pub fn new(term: u64, story: u16, head: bool) -> Self {
        Self(term << PLACE | u64::from(story) << 1 | u64::from(!head))
    }

    /// The term.
    #[must_use]
    pub fn term(self) -> u64 {
        self.0 >> PLACE
    }

    /// The story.
    #[must_use]
    pub fn story(self) -> u16 {
        (self.0 >> 1) as u16 & (LIMIT - 1) as u16
    }

    /// Whether it is of the same term in the same story.
    fn is_beside(self, other: Self) -> bool {
        (self.0 ^ other.0) >> 1 == 0
    }

    /// Whether it is in the story's head.
    #[must_use]
    pub fn head(self) -> bool {
        self.0 & 1 == 0
    }
}

/// The digits that occurrences are sorted by: 2,048 piles, which stay in the processor's nearest memory.
const DIGIT: u32 = 11;

/// Sorts by `key`; equals stay in their order. Digit by digit: a comparison that cannot be foreseen costs more than a move.
pub fn sort<T: Copy>(items: &mut Vec<T>, key: impl Fn(T) -> u64) {
    let Some(&first) = items.first() else { return };
    // Bits that are the same in all decide nothing.
    let differing = items.iter().fold(0, |any, item| any | key(*item) ^ key(first));
    let (low, bits) = (differing.trailing_zeros() % u64::BITS, u64::BITS - differing.leading_zeros());
    let rounds = bits.saturating_sub(low).div_ceil(DIGIT);
    let digit = bits.saturating_sub(low).div_ceil(rounds.max(1));
    let piles = 1 << digit;
    let pile = |item: &T, round: u32| (key(*item) >> (low + round * digit)) as usize & (piles - 1);
    // How many there are of each digit, in one look at all of them.
    let mut next = vec![0_u32; piles * rounds as usize];
    for item in &*items {
        (0..rounds).for_each(|round| next[round as usize * piles + pile(item, round)] += 1);
    }
    let mut spare = items.clone();
    for (round, next) in (0..rounds).zip(next.chunks_exact_mut(piles)) {
        let mut start = 0;
        for place in &mut *next {
            start += std::mem::replace(place, start);
        }
        for item in &*items {
            let place = &mut next[pile(item, round)];
            spare[*place as usize] = *item;
            *place += 1;
        }
        std::mem::swap(items, &mut spare);
    }
}

/// The terms of a chunk with their stories, packed by shard.
#[derive(Debug, Default, PartialEq)]
pub struct Sections {
    bytes: Vec<u8>,
    /// Where each shard begins, and the end.
    starts: Vec<u32>,
}

impl Sections {
    /// Packs sorted occurrences; those of a term are in the order of their stories, and in a story the head comes
    /// first. Asks of the occurrences of each term, by ascending terms, whether it is a word.
    #[must_use]
    pub fn pack(
        occurrences: &[Occurrence],
        shards: usize,
        shard_of: impl Fn(u64) -> usize,
        mut is_word: impl FnMut(&[Occurrence]) -> bool,
    ) -> Self {
        // One after another, each with its shard; what is packed of a term tells it from the one before in its shard.
        let mut packed = Vec::with_capacity(occurrences.len() * 4);
        let mut terms: Vec<(u32, u32)> = Vec::with_capacity(occurrences.len() / 2);
        let mut starts = vec![0_u32; shards + 1];
        let mut before = vec![0_u64; shards];
        let mut stories = [0; 2 * LIMIT];
        let mut rest = occurrences;
        while let Some(first) = rest.first() {
            let term = first.term();
            let shard = shard_of(term);
            let (mut length, mut end) = (0, 0);
            while let Some(first) = rest.get(end).filter(|first| first.term() == term) {
                let same = rest[end + 1..].iter().take_while(|other| other.is_beside(*first)).count();
                let class = Class::of(1 + same, first.head()).number();
                // Two bytes each: to pack them more tightly takes longer than to find their terms.
                let posting = first.story() << 2 | u16::from(class);
                stories[length..length + 2].copy_from_slice(&posting.to_le_bytes());
                length += 2;
                end += 1 + same;
            }
            let occurrences;
            (occurrences, rest) = rest.split_at(end);
            let start = packed.len();
            put(&mut packed, term - std::mem::replace(&mut before[shard], term));
            // Stories of two bytes each, doubled, are bytes.
            put(&mut packed, length as u64 | u64::from(is_word(occurrences)));
            packed.extend_from_slice(&stories[..length]);
            let length = (packed.len() - start) as u32;
            starts[shard + 1] += length;
            terms.push((shard as u32, length));
        }
        (1..starts.len()).for_each(|shard| starts[shard] += starts[shard - 1]);
        // Within a shard the terms stay in their order.
        let mut bytes = vec![0; packed.len()];
        let (mut next, mut rest) = (starts.clone(), packed.as_slice());
        for (shard, length) in terms {
            let (term, behind) = rest.split_at(length as usize);
            let place = &mut next[shard as usize];
            bytes[*place as usize..][..term.len()].copy_from_slice(term);
            (*place, rest) = (*place + length, behind);
        }
        Self { bytes, starts }
    }
}

impl Sections {
    /// How many stories have the first term of a shard.
    #[must_use]
    pub fn stories(&self, shard: usize) -> usize {
        let mut packed = Packed(self.section(shard));
        packed.number();
        packed.number() as usize >> 1
    }

    /// What is packed of a shard; nothing if there is no such shard.
    #[must_use]
    pub fn section(&self, shard: usize) -> &[u8] {
        match (self.starts.get(shard), self.starts.get(shard + 1)) {
            (Some(start), Some(end)) => &self.bytes[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// Writes them down.
    pub fn write(&self, out: &mut Vec<u8>) {
        put(out, self.starts.len() as u64);
        let mut before = 0;
        for start in &self.starts {
            put(out, u64::from(start - before));
            before = *start;
        }
        put(out, self.bytes.len() as u64);
        out.extend_from_slice(&self.bytes);
    }

    /// Reads what [`Sections::write`] wrote; `None` if it cannot have been that.
    #[must_use]
    pub fn read(packed: &mut Packed) -> Option<Self> {
        let count = packed.count()?;
        let mut at = 0_u32;
        let starts = (0..count).map(|_| {
            at = at.checked_add(u32::try_from(packed.number()).ok()?)?;
            Some(at)
        });
        let starts = starts.collect::<Option<Vec<u32>>>()?;
        let length = packed.count()?;
        let bytes = packed.take(length)?.to_vec();
        (starts.last().copied().unwrap_or_default() as usize == bytes.len()).then_some(Self { bytes, starts })
    }
}

/// A story that has a term, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting(u32);

impl Posting {
    /// A story by its final number, below 2³⁰.
    #[must_use]
    pub fn new(story: u32, class: Class) -> Self {
        Self(story << 2 | u32::from(class.number()))
    }

    /// The story.
    #[must_use]
    pub fn story(self) -> u32 {
        self.0 >> 2
    }

    /// How the term stands in it.
    #[must_use]
    pub fn class(self) -> Class {
        Class::from_number(self.0 as u8)
    }
}

/// The stories of a term, and what it takes to put them in order, kept for those of the next.
#[derive(Debug, Default)]
pub struct Stories {
    /// By ascending numbers.
    pub postings: Vec<Posting>,
    /// A bit for each story.
    bits: Vec<u64>,
    classes: Vec<Class>,
}

/// The terms of a shard out of several chunks.
#[derive(Debug, Default)]
pub struct Gathered<'c> {
    /// Of each chunk, what is packed, and the final numbers of its stories.
    chunks: Vec<(&'c [u8], &'c [u32])>,
    terms: Vec<Term>,
}

/// A term of one chunk.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The term, and in the lowest bit whether it is a word.
    term: u64,
    /// The chunk, and how many stories have the term there: [`COUNT`] bits.
    chunk: u32,
    /// Where in the chunk its stories are.
    start: u32,
}

/// Below so many terms, comparing them is quicker than to count digits.
const FEW: usize = 256;

/// Bits for how many of a chunk's stories have a term.
const COUNT: u32 = STORY + 1;

impl Term {
    /// What was given to [`Occurrence::new`].
    #[must_use]
    pub fn term(&self) -> u64 {
        self.term >> 1
    }

    /// Whether it is a word of the dictionary.
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.term & 1 == 1
    }

    /// How many stories of the chunk have it.
    fn stories(&self) -> usize {
        self.chunk as usize & ((1 << COUNT) - 1)
    }
}

impl<'c> Gathered<'c> {
    /// Adds the terms of a chunk whose stories have these numbers.
    pub fn add(&mut self, sections: &'c Sections, shard: usize, numbers: &'c [u32]) {
        let section = sections.section(shard);
        let chunk = self.chunks.len() as u32;
        self.chunks.push((section, numbers));
        let mut packed = Packed(section);
        let mut term = 0;
        while !packed.0.is_empty() {
            term += packed.number();
            // Stories of two bytes each, doubled, are bytes; the lowest bit says whether it is a word.
            let stories = packed.number();
            let start = (section.len() - packed.0.len()) as u32;
            let chunk = chunk << COUNT | (stories >> 1) as u32;
            self.terms.push(Term { term: term << 1 | stories & 1, chunk, start });
            packed.0 = packed.0.get((stories & !1) as usize..).unwrap_or_default();
        }
    }

    /// Puts the terms in order.
    pub fn sort(&mut self) {
        if self.terms.len() < FEW {
            // Stable, because that one makes use of what is already in order: every chunk's terms are.
            return self.terms.sort_by_key(Term::term);
        }
        sort(&mut self.terms, |term| term.term());
    }

    /// The terms, each once for every chunk that has it.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The stories of some terms, which have no story in common; `total` is more than any number.
    pub fn stories(&self, terms: &[Term], total: usize, found: &mut Stories) {
        let lists = terms.iter().map(|term| {
            let (section, numbers) = self.chunks[(term.chunk >> COUNT) as usize];
            let stories = &section[term.start as usize..][..2 * term.stories()];
            (stories.as_chunks::<2>().0, numbers)
        });
        let posting = |numbers: &[u32], packed: [u8; 2]| {
            let packed = u16::from_le_bytes(packed);
            Posting(numbers[usize::from(packed >> 2)] << 2 | u32::from(packed) & 3)
        };
        let Stories { postings: sorted, bits, classes } = found;
        sorted.clear();
        // To look at eight words of bits is quicker than to put one more story in its place.
        if terms.iter().map(Term::stories).sum::<usize>() * 512 < total {
            for (stories, numbers) in lists {
                sorted.extend(stories.iter().map(|packed| posting(numbers, *packed)));
            }
            return sorted.sort_unstable();
        }
        bits.resize(total.div_ceil(64), 0);
        classes.resize(total, Class::Once);
        for (stories, numbers) in lists {
            for packed in stories {
                let posting = posting(numbers, *packed);
                let story = posting.story() as usize;
                bits[story / 64] |= 1 << (story % 64);
                classes[story] = posting.class();
            }
        }
        for (word, at) in bits.iter_mut().zip((0_u32..).step_by(64)) {
            while *word > 0 {
                let story = at + word.trailing_zeros();
                *word &= *word - 1;
                sorted.push(Posting::new(story, classes[story as usize]));
            }
        }
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.chunks.clear();
        self.terms.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_stories_and_many_come_in_order_with_their_classes() {
        // Numbers count from the newest; each chunk has every second story.
        let numbers: [Vec<u32>; 2] = [1, 0].map(|odd| (0..LIMIT as u32).rev().map(|n| 2 * n + odd).collect());
        let mut stories = Stories::default();
        for every in [1, 3, 64, 2000] {
            let head = |story| story % 3 == 0;
            let occurrences: Vec<_> =
                (0..LIMIT as u16).step_by(every).map(|story| Occurrence::new(7, story, head(story))).collect();
            let sections = Sections::pack(&occurrences, 1, |_| 0, |_| true);
            let mut gathered = Gathered::default();
            numbers.iter().for_each(|numbers| gathered.add(&sections, 0, numbers));
            gathered.sort();
            gathered.stories(gathered.terms(), 2 * LIMIT, &mut stories);
            let class = |o: &Occurrence| Class::of(1, o.head());
            let of = |numbers: &Vec<u32>| {
                occurrences.iter().map(|o| Posting::new(numbers[usize::from(o.story())], class(o))).collect::<Vec<_>>()
            };
            let mut expected = numbers.each_ref().map(of).concat();
            expected.sort_unstable();
            assert_eq!(stories.postings, expected, "every {every}");
        }
    }
}
