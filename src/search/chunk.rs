//! The terms of some stories, packed.
//!
//! Stories are indexed where they are parsed, a [`Chunk`] of some hundred at a time and side by side; a
//! chunk keeps its terms sorted by shard and packed, so that the index of a large bulletin stays small in
//! memory. A shard is put together from all chunks when it is written.

use std::collections::{HashMap, HashSet};

use super::bits::{Class, Packed, hash, put};
use super::fold::{fold, runs};
use super::terms::Segmenter;

/// Two neighbouring characters as a number. Pairs are in the order in which a shard has them: by the first
/// character, then by the lowest four bits of the second, then by the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair(u64);

/// Bits of a character.
const BITS: u32 = 21;

impl Pair {
    /// The pair of two characters.
    #[must_use]
    pub fn new(first: char, second: char) -> Self {
        let second = u64::from(second as u32);
        Self(u64::from(first as u32) << BITS | (second & 15) << (BITS - 4) | second >> 4)
    }

    /// The first two characters of a word.
    #[must_use]
    pub fn head(word: &str) -> Option<Self> {
        let mut chars = word.chars();
        Some(Self::new(chars.next()?, chars.next()?))
    }

    /// What it was made of.
    #[must_use]
    pub fn characters(self) -> (char, char) {
        let second = (self.0 & ((1 << (BITS - 4)) - 1)) << 4 | (self.0 >> (BITS - 4) & 15);
        let character = |n: u64| char::from_u32(n as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
        (character(self.0 >> BITS), character(second))
    }

    /// The first character and the lowest four bits of the second, as the files number groups of pairs.
    #[must_use]
    pub fn group(self) -> u64 {
        self.0 >> (BITS - 4)
    }

    /// The bits of the second character above the lowest four.
    #[must_use]
    pub fn rest(self) -> u64 {
        self.0 & ((1 << (BITS - 4)) - 1)
    }

    /// Its shard. The browser computes the same.
    #[must_use]
    pub fn shard(self, shards: usize) -> usize {
        let first = (self.0 >> BITS) as u32;
        let low = (self.0 >> (BITS - 4) & 15) as u32;
        first.wrapping_mul(0x9E37_79B1).wrapping_add(low.wrapping_mul(0x85EB_CA6B)) as usize % shards
    }
}

/// Collects the terms of a chunk's stories. Occurrences are numbers that sort by term, then story, then
/// head before body.
pub struct ChunkBuilder<'s> {
    segmenter: &'s Segmenter,
    shape: Shape,
    pairs: Vec<u64>,
    characters: Vec<u64>,
    /// Words of three and more characters by their numbers in `names`.
    words: Vec<u64>,
    names: HashMap<Box<str>, u32>,
    /// Pairs that are words.
    short_words: HashSet<Pair>,
    /// The words of the story that is being added.
    keywords: Vec<Keyword>,
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

/// Words that are kept of a story.
const KEYWORDS: usize = 64;

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

/// Bits for a story of a chunk, and one that says that the term is not in the head.
const STORY: u32 = 12;

/// Stories that a chunk can hold.
pub const LIMIT: usize = 1 << (STORY - 1);

/// The packed terms of a chunk.
#[derive(Debug, Default)]
pub struct Chunk {
    pairs: Sections,
    characters: Sections,
    words: Vec<Word>,
    short_words: Vec<Pair>,
}

/// A word of three and more characters, with the stories of the chunk that have it.
pub type Word = (Box<str>, Vec<(u16, Class)>);

/// Terms and their stories, by shard.
#[derive(Debug, Default)]
struct Sections {
    bytes: Vec<u8>,
    /// Where each shard begins, and the end.
    starts: Vec<u32>,
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
            words: Vec::new(),
            names: HashMap::new(),
            short_words: HashSet::new(),
            keywords: Vec::new(),
        }
    }

    /// Adds a text of a story by its number in the chunk, below [`LIMIT`].
    pub fn add(&mut self, story: u16, head: bool, text: &str) {
        let place = u64::from(story) << 1 | u64::from(!head);
        for run in runs(&fold(text)) {
            let mut before = None;
            for c in run.chars() {
                self.characters.push(u64::from(c as u32) << STORY | place);
                if let Some(first) = before.replace(c) {
                    self.pairs.push(Pair::new(first, c).0 << STORY | place);
                }
            }
            let Self { segmenter, words, names, short_words, keywords, .. } = self;
            segmenter.each_word(run, |word| {
                keywords.push(Keyword {
                    hash: hash(word.as_bytes()),
                    times: if head { 3 } else { 1 },
                    // A word of the dictionary has at most 16 characters of at most 4 bytes.
                    length: (word.len() / 3) as u8,
                });
                let mut chars = word.chars();
                if let (Some(first), Some(second), None) = (chars.next(), chars.next(), chars.next()) {
                    short_words.insert(Pair::new(first, second));
                    return;
                }
                let next = names.len() as u32;
                let name = match names.get(word) {
                    Some(name) => *name,
                    None => *names.entry(Box::from(word)).or_insert(next),
                };
                words.push(u64::from(name) << STORY | place);
            });
        }
    }

    /// The most telling words of the texts that were added since this was last asked, by hash.
    pub fn keywords(&mut self) -> Vec<Keyword> {
        let mut words = std::mem::take(&mut self.keywords);
        words.sort_unstable();
        words.dedup_by(|next, kept| {
            let same = next.hash == kept.hash;
            if same {
                kept.times = kept.times.saturating_add(next.times);
            }
            same
        });
        words.sort_by_key(|word| std::cmp::Reverse(u32::from(word.times) * u32::from(word.length)));
        words.truncate(KEYWORDS);
        words.sort_unstable();
        words.shrink_to_fit();
        words
    }

    /// Sorts and packs.
    #[must_use]
    pub fn finish(mut self) -> Chunk {
        let Shape { shards, characters, .. } = self.shape;
        let mut names: Vec<(Box<str>, u32)> = self.names.into_iter().collect();
        names.sort_unstable_by_key(|(_, number)| *number);
        let words =
            postings(&mut self.words).map(|(name, stories)| (names[name as usize].0.clone(), stories)).collect();
        Chunk {
            pairs: Sections::pack(postings(&mut self.pairs), shards, |pair| Pair(pair).shard(shards)),
            characters: Sections::pack(postings(&mut self.characters), characters, |c| c as usize % characters),
            words,
            short_words: self.short_words.into_iter().collect(),
        }
    }
}

/// The terms of sorted occurrences, each with its stories.
fn postings(occurrences: &mut [u64]) -> impl Iterator<Item = (u64, Vec<(u16, Class)>)> {
    occurrences.sort_unstable();
    occurrences.chunk_by(|a, b| a >> STORY == b >> STORY).map(|term| {
        let place = |occurrence: &u64| occurrence >> 1;
        let stories = term.chunk_by(|a, b| place(a) == place(b)).map(|story| {
            let number = (place(&story[0]) as usize & (LIMIT - 1)) as u16;
            // Heads sort first.
            (number, Class::of(story.len(), story[0] & 1 == 0))
        });
        (term[0] >> STORY, stories.collect())
    })
}

impl Sections {
    fn pack(
        terms: impl Iterator<Item = (u64, Vec<(u16, Class)>)>,
        shards: usize,
        shard_of: impl Fn(u64) -> usize,
    ) -> Self {
        // Stable: within a shard the terms stay in their order.
        let mut terms: Vec<_> = terms.map(|(term, stories)| (shard_of(term), term, stories)).collect();
        terms.sort_by_key(|(shard, ..)| *shard);
        let mut bytes = Vec::with_capacity(terms.len() * 6);
        let mut starts = vec![0];
        let mut rest = terms.chunk_by(|(a, ..), (b, ..)| a == b).peekable();
        for shard in 0..shards {
            let mut before = 0;
            for (_, term, stories) in rest.next_if(|group| group[0].0 == shard).unwrap_or_default() {
                put(&mut bytes, term - before);
                before = *term;
                put(&mut bytes, stories.len() as u64);
                let mut last = 0;
                for (story, class) in stories {
                    put(&mut bytes, u64::from(story - last) << 2 | u64::from(class.number()));
                    last = *story;
                }
            }
            starts.push(bytes.len() as u32);
        }
        bytes.shrink_to_fit();
        Self { bytes, starts }
    }

    fn each(&self, shard: usize, mut found: impl FnMut(u64, u16, Class)) {
        let (Some(&start), Some(&end)) = (self.starts.get(shard), self.starts.get(shard + 1)) else { return };
        let mut packed = Packed(&self.bytes[start as usize..end as usize]);
        let mut term = 0;
        while !packed.0.is_empty() {
            term += packed.number();
            let mut story = 0;
            for _ in 0..packed.number() {
                let n = packed.number();
                story += (n >> 2) as u16;
                found(term, story, Class::from_number(n as u8));
            }
        }
    }
}

impl Chunk {
    /// Every pair of a shard with its stories.
    pub fn each_pair(&self, shard: usize, mut found: impl FnMut(Pair, u16, Class)) {
        self.pairs.each(shard, |term, story, class| found(Pair(term), story, class));
    }

    /// Every character of a shard with its stories.
    pub fn each_character(&self, shard: usize, mut found: impl FnMut(char, u16, Class)) {
        self.characters.each(shard, |term, story, class| {
            if let Some(c) = char::from_u32(term as u32) {
                found(c, story, class);
            }
        });
    }

    /// The words of three and more characters, each with its stories.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The words of two characters.
    #[must_use]
    pub fn short_words(&self) -> &[Pair] {
        &self.short_words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_keeps_its_characters() {
        for (a, b) in [('科', '技'), ('a', '绘'), ('𠮷', '野'), ('\u{10FFFF}', '\u{10FFFE}')] {
            assert_eq!(Pair::new(a, b).characters(), (a, b));
        }
        assert_eq!(Pair::head("火炬杯"), Some(Pair::new('火', '炬')));
        assert!(Pair::new('a', 'b') < Pair::new('a', 'c') && Pair::new('a', 'z') < Pair::new('b', 'a'));
    }

    #[test]
    fn terms_come_back_with_stories_and_classes() {
        let segmenter = Segmenter::new();
        let shape = Shape { shards: 3, characters: 2, suggestions: 1 };
        let mut builder = ChunkBuilder::new(&segmenter, shape);
        builder.add(0, true, "火炬长三角");
        builder.add(0, false, "火炬，火炬");
        builder.add(7, false, "火炬6.5，火炬");
        let chunk = builder.finish();
        let pair = Pair::new('火', '炬');
        let mut found = Vec::new();
        chunk.each_pair(pair.shard(3), |p, story, class| {
            if p == pair {
                found.push((story, class))
            }
        });
        assert_eq!(found, [(0, Class::Head), (7, Class::Few)]);
        let mut found = Vec::new();
        chunk.each_character('5' as usize % 2, |c, story, class| {
            if c == '5' {
                found.push((story, class))
            }
        });
        assert_eq!(found, [(7, Class::Once)]);
        assert_eq!(chunk.words(), [(Box::from("长三角"), vec![(0, Class::Head)])]);
        assert!(chunk.short_words().contains(&pair));
    }
}
