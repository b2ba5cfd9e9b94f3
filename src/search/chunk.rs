//! The terms of some stories, packed.
//!
//! Stories are indexed where they are parsed, a [`Chunk`] of some hundred at a time and side by side; a
//! chunk keeps its terms sorted by shard and packed, so that the index of a large bulletin stays small in
//! memory. A shard is put together from all chunks when it is written.

use rustc_hash::FxHashMap;

use super::bits::hash;
use super::fold::{fold, is_searchable};
use super::postings::{self, Occurrence, Sections};
use super::terms::Segmenter;

pub use super::postings::LIMIT;

/// Two neighbouring characters as a number. Pairs are in the order in which a shard has them: by the first
/// character, then by the lowest bits of the second (`LOW`), then by the others, [turned](turn).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair(u64);

/// Bits of a character.
const BITS: u32 = 21;

/// Bits of the second character by which the pairs of a first one are divided among shards: more make shards more
/// even, fewer make them smaller, since what a group says of its first character is said less often.
const LOW: u32 = 5;

/// The bits above the lowest of the first Han character, and of the one behind the last.
const HAN: u64 = 0x4E00 >> LOW;
const TURNED: u64 = 0xA000 >> LOW;

/// The Han characters before those that stand before them in Unicode, or back: a list that begins with them is shorter.
fn turn(rest: u64, by: u64) -> u64 {
    match rest {
        _ if rest >= TURNED => rest,
        _ if rest >= by => rest - by,
        _ => rest + TURNED - by,
    }
}

impl Pair {
    /// How many rests the Han characters have.
    pub const RESTS: usize = (TURNED - HAN) as usize;

    /// The pair of two characters.
    #[must_use]
    pub fn new(first: char, second: char) -> Self {
        let second = u64::from(second as u32);
        Self(u64::from(first as u32) << BITS | (second & ((1 << LOW) - 1)) << (BITS - LOW) | turn(second >> LOW, HAN))
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
        let second = turn(self.rest(), TURNED - HAN) << LOW | self.low();
        let character = |n: u64| char::from_u32(n as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
        (character(self.0 >> BITS), character(second))
    }

    /// What it was made of, as a text.
    #[must_use]
    pub fn text(self) -> String {
        let (first, second) = self.characters();
        String::from_iter([first, second])
    }

    /// How many bytes it has as a text.
    #[must_use]
    pub fn bytes(self) -> usize {
        let (first, second) = self.characters();
        first.len_utf8() + second.len_utf8()
    }

    /// The first character and the lowest bits of the second, as the files number groups of pairs.
    #[must_use]
    pub fn group(self) -> u64 {
        self.0 >> (BITS - LOW)
    }

    /// The bits of the second character above the lowest, turned so that Han characters come first.
    #[must_use]
    pub fn rest(self) -> u64 {
        self.0 & ((1 << (BITS - LOW)) - 1)
    }

    fn low(self) -> u64 {
        self.group() & ((1 << LOW) - 1)
    }

    /// Its shard. The browser computes the same.
    #[must_use]
    pub fn shard(self, shards: usize) -> usize {
        let first = (self.0 >> BITS) as u32;
        let low = self.low() as u32;
        first.wrapping_mul(0x9E37_79B1).wrapping_add(low.wrapping_mul(0x85EB_CA6B)) as usize % shards
    }
}

/// Collects the terms of a chunk's stories.
pub struct ChunkBuilder<'s> {
    segmenter: &'s Segmenter,
    shape: Shape,
    pairs: Vec<Occurrence>,
    /// Characters, once in each story.
    characters: Vec<Occurrence>,
    /// By character: one more than the last story that has it.
    seen: Vec<u16>,
    /// Words of three and more characters by their numbers in `names`.
    words: Vec<Occurrence>,
    names: FxHashMap<Box<str>, u32>,
    /// The words of the story that is being added, packed: see [`Keyword::pack`].
    keywords: Vec<u64>,
    /// By character of the text that is being added: how many pairs there were before it.
    places: Vec<u32>,
}

/// A word of a story: a hash of it, and how much it says about the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Keyword {
    /// Two words may have the same hash; it costs a little exactness in what is only a ranking.
    pub hash: u32,
    /// How often it occurs, an occurrence in the headline counting three times; at most 255.
    pub times: u8,
    /// How many characters it has: longer words say more.
    pub length: u8,
}

impl Keyword {
    fn new(word: &str, times: u8) -> Self {
        // A word of the dictionary has at most 16 characters of at most 4 bytes.
        Self { hash: hash(word.as_bytes()), times, length: (word.len() / 3) as u8 }
    }

    /// As a number that sorts by hash, then times, then length.
    fn pack(self) -> u64 {
        u64::from(self.hash) << 16 | u64::from(self.times) << 8 | u64::from(self.length)
    }

    fn unpack(packed: u64) -> Self {
        Self { hash: (packed >> 16) as u32, times: (packed >> 8) as u8, length: packed as u8 }
    }

    /// How much it says about the story.
    fn weight(self) -> u16 {
        u16::from(self.times) * u16::from(self.length)
    }
}

/// Words that are kept of a story.
const KEYWORDS: usize = 64;

/// What an occurrence counts.
fn times(head: bool) -> u8 {
    if head { 3 } else { 1 }
}

/// The most telling of some packed words, by hash.
fn most_telling(packed: &mut Vec<u64>) -> Vec<Keyword> {
    packed.sort_unstable();
    let mut words: Vec<Keyword> = Vec::with_capacity(packed.len());
    for word in packed.drain(..).map(Keyword::unpack) {
        match words.last_mut().filter(|last| last.hash == word.hash) {
            Some(last) => last.times = last.times.saturating_add(word.times),
            None => words.push(word),
        }
    }
    if words.len() > KEYWORDS {
        words.select_nth_unstable_by_key(KEYWORDS, |word| (std::cmp::Reverse(word.weight()), word.hash));
        words.truncate(KEYWORDS);
        words.sort_unstable_by_key(|word| word.hash);
    }
    words.shrink_to_fit();
    words
}

/// The same as [`ChunkBuilder::keywords`] of a story that is not indexed; `texts` hands out what the builder would get.
pub fn keywords(segmenter: &Segmenter, texts: impl FnOnce(&mut dyn FnMut(bool, &str))) -> Vec<Keyword> {
    let mut packed = Vec::new();
    texts(&mut |head, text| {
        segmenter.each_word(&fold(text), |word, _, _| packed.push(Keyword::new(word, times(head)).pack()));
    });
    most_telling(&mut packed)
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
#[derive(Debug, Default)]
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
            segmenter,
            shape,
            pairs: Vec::new(),
            characters: Vec::new(),
            // Untouched memory costs nothing.
            seen: vec![0; char::MAX as usize + 1],
            words: Vec::new(),
            names: FxHashMap::default(),
            keywords: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Adds a text of a story by its number in the chunk, below [`LIMIT`]. Stories come in the order of their
    /// numbers, the texts of a story's head before its body.
    pub fn add(&mut self, story: u16, head: bool, text: &str) {
        let text = fold(text);
        let first_pair = self.pairs.len();
        let mut before = None;
        self.places.clear();
        for c in text.chars() {
            if !is_searchable(c) {
                before = None;
            } else {
                let seen = &mut self.seen[c as usize];
                if *seen != story + 1 {
                    *seen = story + 1;
                    self.characters.push(Occurrence::new(u64::from(c as u32), story, head));
                }
                if let Some(first) = before.replace(c) {
                    self.pairs.push(Occurrence::new(Pair::new(first, c).0, story, head));
                }
            }
            self.places.push((self.pairs.len() - first_pair) as u32);
        }
        let Self { segmenter, pairs, words, names, keywords, places, .. } = self;
        let pairs = &mut pairs[first_pair..];
        segmenter.each_word(&text, |word, start, length| {
            let times = times(head);
            keywords.push(Keyword::new(word, times).pack());
            if length == 2 {
                // The pair that begins with its first character.
                pairs[places[start] as usize].set_word();
                return;
            }
            let next = names.len() as u32;
            let name = match names.get(word) {
                Some(name) => *name,
                None => *names.entry(Box::from(word)).or_insert(next),
            };
            words.push(Occurrence::new(u64::from(name), story, head));
        });
    }

    /// The most telling words of the texts that were added since this was last asked, by hash.
    pub fn keywords(&mut self) -> Vec<Keyword> {
        most_telling(&mut self.keywords)
    }

    /// Sorts and packs.
    #[must_use]
    pub fn finish(mut self) -> Chunk {
        let Shape { shards, characters, .. } = self.shape;
        let mut names = vec![Box::default(); self.names.len()];
        self.names.into_iter().for_each(|(name, number)| names[number as usize] = name);
        postings::sort(&mut self.words, Occurrence::term);
        postings::sort(&mut self.characters, Occurrence::term);
        if self.pairs.iter().fold(0, |any, pair| any | pair.term()) & UNUSED == 0 {
            postings::sort(&mut self.pairs, |pair| pair.term() >> 5 & !0xFFF | pair.term() & 0xFFF);
        } else {
            postings::sort(&mut self.pairs, Occurrence::term);
        }
        let mut short_words = Vec::new();
        let short = |pair, stories| short_words.push((Pair(pair), stories));
        Chunk {
            pairs: Sections::pack(&self.pairs, shards, |pair| Pair(pair).shard(shards), short),
            characters: Sections::pack(&self.characters, characters, |c| c as usize % characters, |_, _| ()),
            words: Sections::pack(&self.words, names.len(), |name| name as usize, |_, _| ()),
            names,
            short_words,
        }
    }
}

/// Bits of a pair that are set only where the second character is a very rare one, beyond U+FFFF: without them a pair
/// has 32 bits, and is the sooner sorted.
const UNUSED: u64 = 0x1F << 12;

impl Chunk {
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
    use super::super::postings::{Gathered, Posting};
    use super::*;

    #[test]
    fn a_pair_keeps_its_characters() {
        for (a, b) in [('科', '技'), ('a', '绘'), ('𠮷', '野'), ('\u{10FFFF}', '\u{10FFFE}')] {
            assert_eq!(Pair::new(a, b).characters(), (a, b));
        }
        assert_eq!(Pair::head("火炬杯"), Some(Pair::new('火', '炬')));
        assert!(Pair::new('a', 'b') < Pair::new('a', 'c') && Pair::new('a', 'z') < Pair::new('b', 'a'));
    }

    /// The stories of a term, with the numbers that they have in the chunk.
    fn stories(sections: &Sections, shard: usize, term: u64) -> Vec<(u32, Class)> {
        let (mut gathered, mut found) = (Gathered::default(), Vec::new());
        gathered.add(sections, shard, &(0..LIMIT as u32).collect::<Vec<_>>());
        gathered.sort();
        let terms: Vec<_> = gathered.terms().iter().copied().filter(|found| found.term() == term).collect();
        gathered.stories(&terms, LIMIT, &mut found);
        found.into_iter().map(|posting: Posting| (posting.story(), posting.class())).collect()
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
        let chunk = builder.finish();
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
