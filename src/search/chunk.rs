//! The terms of some stories, packed.
//!
//! Stories are indexed where they are parsed, a [`Chunk`] of some hundred at a time and side by side; a
//! chunk keeps its terms sorted by shard and packed, so that the index of a large bulletin stays small in
//! memory. A shard is put together from all chunks when it is written.

use rustc_hash::FxHashMap;

use super::bits::{Packed, put};
use super::dictionary::Dictionary;
use super::fold::{fold_into, is_han, is_searchable};
use super::keywords::{Keyword, Keywords};
use super::postings::{self, Occurrence, Sections};
use super::terms::Segmenter;

pub use super::postings::LIMIT;

/// Two neighbouring characters as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair(u64);

/// Bits of a character.
const BITS: u32 = 21;

/// The lowest bits of the second character, by which pairs are divided among shards: a shard has those of many first
/// characters with few second ones.
pub const LOW: u32 = 5;

impl Pair {
    /// The pair of two characters.
    #[must_use]
    pub fn new(first: char, second: char) -> Self {
        Self(u64::from(first as u32) << BITS | u64::from(second as u32))
    }

    /// The first two characters of a word.
    #[must_use]
    pub fn head(word: &str) -> Option<Self> {
        let mut chars = word.chars();
        Some(Self::new(chars.next()?, chars.next()?))
    }

    /// As a number that sorts like it.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }

    /// The pair that [`Pair::number`] numbered.
    #[must_use]
    pub fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// What it was made of.
    #[must_use]
    pub fn characters(self) -> (char, char) {
        let character = |n: u64| char::from_u32(n as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
        (character(self.0 >> BITS), character(self.0 & ((1 << BITS) - 1)))
    }

    /// What it was made of, as a text.
    #[must_use]
    pub fn text(self) -> String {
        self.text_in(&mut [0; 8]).to_owned()
    }

    /// What it was made of, as a text in this room.
    #[must_use]
    pub fn text_in(self, room: &mut [u8; 8]) -> &str {
        let (first, second) = self.characters();
        let start = first.encode_utf8(room).len();
        let length = start + second.encode_utf8(&mut room[start..]).len();
        // Two characters are nothing else.
        std::str::from_utf8(&room[..length]).unwrap_or_default()
    }

    /// How many bytes it has as a text.
    #[must_use]
    pub fn bytes(self) -> usize {
        let (first, second) = self.characters();
        first.len_utf8() + second.len_utf8()
    }

    /// Its shard.
    #[must_use]
    pub fn shard(self, shards: usize) -> usize {
        Self::shard_of((self.0 >> BITS) as u32, self.0 as usize & ((1 << LOW) - 1), shards)
    }

    /// The shard of the pairs of a first character with those that have these lowest bits. The browser computes the same.
    #[must_use]
    pub fn shard_of(first: u32, low: usize, shards: usize) -> usize {
        // Fibonacci hashing: numbers that stand in a row are spread, whatever the number of shards.
        place(low, first.wrapping_mul(0x9E37_79B1) >> LOW, shards)
    }

    /// The shards of all pairs whose second characters have these lowest bits.
    #[must_use]
    pub fn shards(low: usize, shards: usize) -> std::ops::RangeInclusive<usize> {
        place(low, 0, shards)..=place(low, u32::MAX >> LOW, shards)
    }
}

/// The shard at a place among all pairs: by the lowest bits of the second character, then by the first.
fn place(low: usize, first: u32, shards: usize) -> usize {
    let place = u64::from(first) | (low as u64) << (32 - LOW);
    ((place * shards as u64) >> 32) as usize
}

/// Pairs for which there is room from the first: those of some three hundred stories.
const ROOM: usize = 1 << 18;

/// Collects the terms of a chunk's stories.
pub struct ChunkBuilder<'s> {
    dictionary: &'s Dictionary,
    shape: Shape,
    /// How many stories it has.
    stories: usize,
    /// The text that is being added.
    text: Vec<char>,
    pairs: Vec<Occurrence>,
    /// Characters, once in each story.
    characters: Vec<Occurrence>,
    /// By character: one more than the last story that has it.
    seen: Vec<u16>,
    /// Words of three and more characters by their places in `names`.
    words: Vec<Occurrence>,
    names: Vec<Box<str>>,
    /// By the numbers that the dictionary gives them.
    places: FxHashMap<u32, u32>,
}

/// How many files the terms are divided among.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Files of pairs and words.
    pub shards: usize,
    /// Files of single characters.
    pub characters: usize,
    /// Files of suggestions.
    pub suggestions: usize,
}

/// The packed terms of a chunk.
#[derive(Debug, Default, PartialEq)]
pub struct Chunk {
    pairs: Sections,
    characters: Sections,
    /// Words of three and more characters.
    names: Vec<Box<str>>,
    /// By the word's place in `names`.
    words: Sections,
    /// Words of two characters, each with how many stories have it.
    short_words: Vec<(Pair, usize)>,
}

impl<'s> ChunkBuilder<'s> {
    /// An empty chunk.
    #[must_use]
    pub fn new(segmenter: &'s Segmenter, shape: Shape) -> Self {
        Self {
            dictionary: segmenter.dictionary(),
            shape,
            stories: 0,
            text: Vec::new(),
            // Untouched memory costs nothing, and to move to where there is more room does.
            pairs: Vec::with_capacity(ROOM),
            characters: Vec::with_capacity(ROOM / 4),
            seen: vec![0; char::MAX as usize + 1],
            words: Vec::new(),
            names: Vec::new(),
            places: FxHashMap::default(),
        }
    }

    /// Adds a text of a story by its number in the chunk, below [`LIMIT`]. Stories come in the order of their
    /// numbers, the texts of a story's head before its body.
    pub fn add(&mut self, story: u16, head: bool, text: &str) {
        self.stories = usize::from(story) + 1;
        let mut folded = std::mem::take(&mut self.text);
        fold_into(text, &mut folded);
        let mut before = None;
        let mut characters = self.characters.len();
        self.characters.resize(characters + folded.len(), Occurrence::default());
        // How many Han characters there are up to here, without another between.
        let mut han = 0;
        for (at, &c) in folded.iter().enumerate() {
            if !is_searchable(c) {
                (before, han) = (None, 0);
                continue;
            }
            // Without a branch, which could not be foreseen: it is overwritten if the story has it already.
            self.characters[characters] = Occurrence::new(u64::from(c as u32), story, head);
            let seen = std::mem::replace(&mut self.seen[c as usize], story + 1);
            characters += usize::from(seen != story + 1);
            if let Some(first) = before.replace(c) {
                self.pairs.push(Occurrence::new(Pair::new(first, c).0, story, head));
            }
            han = if is_han(c) { han + 1 } else { 0 };
            if han > 2 && self.dictionary.may_begin([folded[at - 2], folded[at - 1], c]) {
                self.add_words(story, head, &folded[at - 2..]);
            }
        }
        self.characters.truncate(characters);
        self.text = folded;
    }

    /// Adds the words of three and more Han characters that a text begins with.
    fn add_words(&mut self, story: u16, head: bool, text: &[char]) {
        let Self { dictionary, words, names, places, .. } = self;
        dictionary.each_long(text, |length, word| {
            let chars = &text[..length];
            if !chars.iter().all(|c| is_han(*c)) {
                return;
            }
            let place = *places.entry(word.id).or_insert_with(|| {
                names.push(chars.iter().collect::<String>().into());
                names.len() as u32 - 1
            });
            words.push(Occurrence::new(u64::from(place), story, head));
        });
    }

    /// Sorts and packs. With the chunk come the most telling words of each of its stories.
    #[must_use]
    pub fn finish(mut self) -> (Chunk, Vec<Vec<Keyword>>) {
        let Shape { shards, characters, .. } = self.shape;
        let Self { names, dictionary, .. } = self;
        postings::sort(&mut self.words, Occurrence::term);
        postings::sort(&mut self.characters, Occurrence::term);
        if self.pairs.iter().fold(0, |any, pair| any | pair.term()) & UNUSED == 0 {
            postings::sort(&mut self.pairs, |pair| pair.term() >> 5 & !0xFFFF | pair.term() & 0xFFFF);
        } else {
            postings::sort(&mut self.pairs, Occurrence::term);
        }
        let mut keywords = Keywords::new(self.stories);
        let mut short_words = Vec::new();
        let short = |occurrences: &[Occurrence]| {
            let pair = Pair(occurrences[0].term());
            let (a, b) = pair.characters();
            let is_word = is_han(a) && is_han(b) && dictionary.get(&[a, b]).is_some();
            if is_word {
                short_words.push((pair, keywords.add(pair.text_in(&mut [0; 8]), occurrences)));
            }
            is_word
        };
        let pairs = Sections::pack(&self.pairs, shards, |pair| Pair(pair).shard(shards), short);
        let long = |occurrences: &[Occurrence]| {
            keywords.add(&names[occurrences[0].term() as usize], occurrences);
            true
        };
        let words = Sections::pack(&self.words, names.len(), |name| name as usize, long);
        let characters = Sections::pack(&self.characters, characters, |c| c as usize % characters, |_| false);
        (Chunk { pairs, characters, words, names, short_words }, keywords.finish())
    }
}

/// Bits of a pair that are set only where the second character is a very rare one, beyond U+FFFF: without them a pair
/// has 32 bits, and is the sooner sorted.
const UNUSED: u64 = 0x1F << 16;

impl Chunk {
    /// Writes it down.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.pairs.write(out);
        self.characters.write(out);
        self.words.write(out);
        put(out, self.names.len() as u64);
        for name in &self.names {
            put(out, name.len() as u64);
            out.extend_from_slice(name.as_bytes());
        }
        put(out, self.short_words.len() as u64);
        let mut before = 0;
        for (pair, stories) in &self.short_words {
            // Ascending, as `finish` meets them.
            put(out, pair.0.wrapping_sub(before));
            before = pair.0;
            put(out, *stories as u64);
        }
    }

    /// Reads what [`Chunk::write`] wrote; `None` if it cannot have been that.
    #[must_use]
    pub fn read(packed: &mut Packed) -> Option<Self> {
        let pairs = Sections::read(packed)?;
        let characters = Sections::read(packed)?;
        let words = Sections::read(packed)?;
        let name = |packed: &mut Packed| {
            let length = packed.count()?;
            Some(std::str::from_utf8(packed.take(length)?).ok()?.into())
        };
        let count = packed.count()?;
        let names = (0..count).map(|_| name(packed)).collect::<Option<_>>()?;
        let mut before = 0_u64;
        let count = packed.count()?;
        let short_words = (0..count).map(|_| {
            before = before.wrapping_add(packed.number());
            Some((Pair(before), usize::try_from(packed.number()).ok()?))
        });
        let short_words = short_words.collect::<Option<_>>()?;
        Some(Self { pairs, characters, names, words, short_words })
    }

    /// Its pairs, by shard.
    #[must_use]
    pub fn pairs(&self) -> &Sections {
        &self.pairs
    }

    /// Its characters, by shard; of how often they occur in the body nothing is kept.
    #[must_use]
    pub fn characters(&self) -> &Sections {
        &self.characters
    }

    /// The words of three and more characters.
    #[must_use]
    pub fn names(&self) -> &[Box<str>] {
        &self.names
    }

    /// Their stories, by the places of the words among the names.
    #[must_use]
    pub fn words(&self) -> &Sections {
        &self.words
    }

    /// The words of two characters, each with how many of the chunk's stories have it.
    #[must_use]
    pub fn short_words(&self) -> &[(Pair, usize)] {
        &self.short_words
    }
}

#[cfg(test)]
mod tests {
    use super::super::bits::Class;
    use super::super::postings::{Gathered, Stories};
    use super::*;

    #[test]
    fn a_pair_keeps_its_characters() {
        for (a, b) in [('科', '技'), ('a', '绘'), ('𠮷', '野'), ('\u{10FFFF}', '\u{10FFFE}')] {
            assert_eq!(Pair::new(a, b).characters(), (a, b));
            assert_eq!(Pair::new(a, b).text(), format!("{a}{b}"));
        }
        assert_eq!(Pair::head("火炬杯"), Some(Pair::new('火', '炬')));
    }

    /// The stories of a term, with the numbers that they have in the chunk.
    fn stories(sections: &Sections, shard: usize, term: u64) -> Vec<(u32, Class)> {
        let numbers: Vec<u32> = (0..LIMIT as u32).collect();
        let (mut gathered, mut found) = (Gathered::default(), Stories::default());
        gathered.add(sections, shard, &numbers);
        gathered.sort();
        let terms: Vec<_> = gathered.terms().iter().copied().filter(|found| found.term() == term).collect();
        gathered.stories(&terms, LIMIT, &mut found);
        found.postings.iter().map(|posting| (posting.story(), posting.class())).collect()
    }

    #[test]
    fn terms_come_back_with_stories_and_classes() {
        let segmenter = Segmenter::new();
        let shape = Shape { shards: 3, characters: 2, suggestions: 1 };
        let mut builder = ChunkBuilder::new(&segmenter, shape);
        builder.add(0, true, "火炬长三角");
        builder.add(0, false, "火炬，火炬");
        builder.add(7, false, "火炬6.5，火炬");
        // A second character beyond U+FFFF is sorted another way.
        builder.add(8, false, "大𠮷");
        let (chunk, _) = builder.finish();
        let of = |pair: Pair| stories(chunk.pairs(), pair.shard(3), pair.number());
        assert_eq!(of(Pair::new('火', '炬')), [(0, Class::Head), (7, Class::Few)]);
        assert_eq!(of(Pair::new('大', '𠮷')), [(8, Class::Once)]);
        assert_eq!(stories(chunk.characters(), '5' as usize % 2, '5'.into()), [(7, Class::Once)]);
        assert_eq!(stories(chunk.characters(), '火' as usize % 2, '火'.into()), [(0, Class::Head), (7, Class::Once)]);
        assert_eq!(chunk.names(), [Box::from("长三角")]);
        assert_eq!(stories(chunk.words(), 0, 0), [(0, Class::Head)]);
        assert_eq!(chunk.words().stories(0), 1);
        let short = chunk.short_words();
        assert!(
            short.contains(&(Pair::new('火', '炬'), 2)) && short.contains(&(Pair::new('三', '角'), 1)),
            "{short:?}"
        );
        assert!(short.iter().all(|(pair, _)| *pair != Pair::new('大', '𠮷')), "{short:?}");
    }
}
