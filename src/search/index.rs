//! The index as files; `docs/search-format.md` has every byte of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::bits::{Bits, Class, deflate, file, put, term_file};
use super::chunk::{Chunk, Pair, Shape};
use super::help::{Suggestion, Suggestions, Written};
use super::terms::Segmenter;

/// Stories in one block of story data.
const BLOCK: usize = 32;

/// Han characters without their lowest four bits: about so many, which the pairs of a group are drawn from.
const RESTS: usize = 2560;

/// Bytes of text up to which a site is small: all of it, deflated, is less than an index and what it leads to.
const SMALL: usize = 64 * 1024;

/// What the result list shows and search verifies of a story.
#[derive(Clone, Debug)]
pub struct StoryEntry<'s> {
    /// Its address from the site's root, without a leading `/`, percent-encoded.
    pub url: String,
    /// Its headline.
    pub title: &'s str,
    /// `2020-09-15`
    pub date: String,
    /// The number of its column.
    pub column: usize,
    /// Its issue's title, or nothing.
    pub issue: String,
    /// Its tags by their proper names.
    pub tags: Vec<&'s str>,
    /// The other texts of the head.
    pub head: Vec<&'s str>,
}

impl StoryEntry<'_> {
    fn fields(&self) -> impl Serialize {
        (&self.url, self.title, &self.date, self.column, &self.issue, &self.tags, &self.head)
    }
}

/// How many files the terms of so many stories are divided among: all files of the index together are
/// fewer than one for eight stories.
#[must_use]
pub fn shape(stories: usize) -> Shape {
    Shape { shards: (stories * 84 / 1000).max(1), characters: (stories / 128).max(1), suggestions: stories / 1024 + 1 }
}

/// The terms of all stories.
#[derive(Debug, Default)]
pub struct Index {
    chunks: Vec<Chunk>,
    /// The number of each story of each chunk.
    numbers: Vec<Vec<u32>>,
    shape: Shape,
    stories: usize,
    /// The words of two and more characters in the stories, and their characters, with their frequencies.
    frequencies: HashMap<Box<str>, u32>,
    /// Words of three and more characters by the pair that they begin with, ascending.
    words: HashMap<Pair, Vec<Word>>,
    total: u64,
    form: Form,
    written: Written,
    suggestions: Suggestions,
}

/// A word of three and more characters.
#[derive(Debug)]
struct Word {
    text: Box<str>,
    /// The chunks it stands in, and its place among each chunk's words.
    places: Vec<(u32, u32)>,
}

/// How a site is searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Not at all: there was no segmenter.
    #[default]
    None,
    /// All texts in one file.
    Scan,
    /// Shards of terms.
    Shards,
}

/// What was collected of the texts of all stories.
#[derive(Debug, Default)]
pub struct Collected {
    /// Their terms.
    pub chunks: Vec<Chunk>,
    /// The number of each story of each chunk, from the newest.
    pub numbers: Vec<Vec<u32>>,
    /// What the chunks were made with.
    pub shape: Shape,
    /// The characters they are written with.
    pub written: Written,
}

impl Index {
    /// Puts together what was collected of the stories' texts, of which there are `bytes`. `tags` are the
    /// site's, each with the number of its stories.
    #[must_use]
    pub fn new(collected: Collected, bytes: usize, tags: Vec<(String, usize)>, segmenter: &Segmenter) -> Self {
        let Collected { chunks, numbers, shape, written } = collected;
        let form = if bytes <= SMALL { Form::Scan } else { Form::Shards };
        let stories = numbers.iter().map(Vec::len).sum();
        let mut index = Self { shape, stories, total: segmenter.total(), form, written, ..Self::default() };
        let mut words: HashMap<&str, Vec<(u32, u32)>> = HashMap::new();
        let mut short: HashSet<Pair> = HashSet::new();
        for (c, chunk) in (0..).zip(&chunks) {
            short.extend(chunk.short_words());
            for (place, (word, _)) in (0..).zip(chunk.words()) {
                words.entry(word).or_default().push((c, place));
            }
        }
        let short = short.into_iter().map(|pair| {
            let (first, second) = pair.characters();
            String::from_iter([first, second])
        });
        for word in short.chain(words.keys().map(|word| (*word).to_owned())) {
            for c in word.chars() {
                let mut buffer = [0; 4];
                let c = &*c.encode_utf8(&mut buffer);
                if !index.frequencies.contains_key(c) {
                    index.frequencies.insert(c.into(), segmenter.frequency(c));
                }
            }
            let frequency = segmenter.frequency(&word);
            index.frequencies.insert(word.into(), frequency);
        }
        for (text, places) in words {
            if let Some(pair) = Pair::head(text) {
                index.words.entry(pair).or_default().push(Word { text: text.into(), places });
            }
        }
        index.words.values_mut().for_each(|words| words.sort_unstable_by(|a, b| a.text.cmp(&b.text)));
        index.chunks = chunks;
        index.numbers = numbers;
        let tags = tags.into_iter().map(|(text, stories)| Suggestion { text, tag: true, stories });
        let all = tags.chain(index.vocabulary()).collect();
        index.suggestions = Suggestions::new(all, shape.suggestions);
        index
    }

    /// The words that most stories have, if they are no accident of their neighbours.
    fn vocabulary(&self) -> Vec<Suggestion> {
        let mut pairs: HashMap<Pair, usize> = HashMap::new();
        for chunk in &self.chunks {
            pairs.extend(chunk.short_words().iter().map(|pair| (*pair, 0)));
        }
        for chunk in &self.chunks {
            for shard in 0..self.shape.shards {
                chunk.each_pair(shard, |pair, _, _| {
                    if let Some(stories) = pairs.get_mut(&pair) {
                        *stories += 1;
                    }
                });
            }
        }
        let short = pairs.into_iter().map(|(pair, stories)| {
            let (first, second) = pair.characters();
            (String::from_iter([first, second]), stories)
        });
        let long = self.words.values().flatten().map(|word| (word.text.to_string(), self.stories_of(word).len()));
        let known = |text: &str| self.frequencies.get(text).is_some_and(|frequency| *frequency > 0);
        let mut words: Vec<_> = short.chain(long).filter(|(text, stories)| *stories > 0 && known(text)).collect();
        words.sort_by(|(a, m), (b, n)| (n * b.len()).cmp(&(m * a.len())).then_with(|| a.cmp(b)));
        words.truncate((self.stories * 8).clamp(200, 1_000).max(self.stories / 2).min(20_000));
        words.into_iter().map(|(text, stories)| Suggestion { text, tag: false, stories }).collect()
    }

    /// How the site is searched.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// How many files the terms have.
    #[must_use]
    pub fn shape(&self) -> Shape {
        let none = Shape { shards: 0, characters: 0, ..self.shape };
        if self.form == Form::Shards { self.shape } else { none }
    }

    /// Number of story blocks.
    #[must_use]
    pub fn blocks(&self) -> usize {
        if self.form == Form::Shards { self.stories.div_ceil(BLOCK) } else { 0 }
    }

    /// The stories in a block.
    #[must_use]
    pub fn block_range(&self, block: usize) -> std::ops::Range<usize> {
        let start = block * BLOCK;
        start..(start + BLOCK).min(self.stories)
    }

    /// `meta.json`: how many there are of everything.
    #[must_use]
    pub fn meta(&self, columns: &[&str]) -> Vec<u8> {
        let Self { shape: Shape { shards, characters, suggestions }, stories, total, .. } = self;
        let form = if self.form == Form::Shards { "index" } else { "scan" };
        let (columns, variants) = (serde_json::json!(columns), serde_json::json!(self.written.variants()));
        format!(
            "{{\"version\":3,\"stories\":{stories},\"form\":\"{form}\",\"shards\":{shards},\
             \"characters\":{characters},\"suggestions\":{suggestions},\"block\":{BLOCK},\"columns\":{columns},\
             \"variants\":{variants},\"total\":{total}}}"
        )
        .into_bytes()
    }

    /// A file of pairs and words.
    #[must_use]
    pub fn shard(&self, shard: usize) -> Vec<u8> {
        let mut found: Vec<(Pair, u32, Class)> = Vec::new();
        for (chunk, numbers) in self.chunks.iter().zip(&self.numbers) {
            chunk.each_pair(shard, |pair, story, class| {
                found.push((pair, numbers[usize::from(story)], class));
            });
        }
        found.sort_unstable();
        let (mut dictionary, mut lists) = (Vec::new(), Bits::default());
        let mut before = 0;
        for group in found.chunk_by(|a, b| a.0.group() == b.0.group()) {
            let number = group[0].0.group();
            put(&mut dictionary, number - before);
            before = number;
            put(&mut dictionary, self.character_frequency(group[0].0.characters().0));
            let rests: Vec<_> =
                group.chunk_by(|a, b| a.0 == b.0).map(|pair| (pair[0].0.rest() as u32, Class::Once)).collect();
            put(&mut dictionary, rests.len() as u64);
            lists.list(&rests, RESTS);
            for pair in group.chunk_by(|a, b| a.0 == b.0) {
                let stories: Vec<_> = pair.iter().map(|&(_, story, class)| (story, class)).collect();
                lists.list(&stories, self.stories);
                self.words(pair[0].0, stories.len(), &mut dictionary, &mut lists);
            }
        }
        term_file(&dictionary, lists)
    }

    /// The number of a pair's stories, and the words that begin with it.
    fn words(&self, pair: Pair, stories: usize, dictionary: &mut Vec<u8>, lists: &mut Bits) {
        let (first, second) = pair.characters();
        let own = self.frequencies.get(String::from_iter([first, second]).as_str());
        let longer = self.words.get(&pair).map_or(&[][..], Vec::as_slice);
        let count = longer.len() + usize::from(own.is_some());
        put(dictionary, stories as u64 * 2 + u64::from(count > 0));
        if count == 0 {
            return;
        }
        put(dictionary, count as u64);
        if let Some(frequency) = own {
            put(dictionary, 0);
            put(dictionary, u64::from(*frequency));
            put(dictionary, self.character_frequency(second));
        }
        for word in longer {
            let stories = self.stories_of(word);
            let rest: Vec<char> = word.text.chars().skip(2).collect();
            put(dictionary, rest.len() as u64);
            rest.iter().for_each(|c| put(dictionary, u64::from(*c as u32)));
            put(dictionary, u64::from(self.frequencies.get(&word.text).copied().unwrap_or_default()));
            put(dictionary, rest.last().map_or(0, |c| self.character_frequency(*c)));
            put(dictionary, stories.len() as u64);
            lists.list(&stories, self.stories);
        }
    }

    fn stories_of(&self, word: &Word) -> Vec<(u32, Class)> {
        let mut stories: Vec<(u32, Class)> = Vec::new();
        for &(chunk, place) in &word.places {
            let (_, found) = &self.chunks[chunk as usize].words()[place as usize];
            let numbers = &self.numbers[chunk as usize];
            stories.extend(found.iter().map(|(story, class)| (numbers[usize::from(*story)], *class)));
        }
        stories.sort_unstable();
        stories
    }

    fn character_frequency(&self, c: char) -> u64 {
        self.frequencies.get(&*c.encode_utf8(&mut [0; 4])).map_or(0, |n| u64::from(*n))
    }

    /// A file of single characters.
    #[must_use]
    pub fn characters(&self, shard: usize) -> Vec<u8> {
        let mut found: Vec<(char, u32, Class)> = Vec::new();
        for (chunk, numbers) in self.chunks.iter().zip(&self.numbers) {
            chunk.each_character(shard, |c, story, class| {
                found.push((c, numbers[usize::from(story)], class));
            });
        }
        found.sort_unstable();
        let (mut dictionary, mut lists) = (Vec::new(), Bits::default());
        let mut before = 0;
        for character in found.chunk_by(|a, b| a.0 == b.0) {
            let code = u64::from(character[0].0 as u32);
            put(&mut dictionary, code - before);
            before = code;
            put(&mut dictionary, character.len() as u64);
            // How often hardly tells one story from another, and would take as much room as the stories.
            let seldom = |class| if class == Class::Head { Class::Head } else { Class::Once };
            let stories: Vec<_> = character.iter().map(|&(_, story, class)| (story, seldom(class))).collect();
            lists.list(&stories, self.stories);
        }
        term_file(&dictionary, lists)
    }

    /// The scan form: stories with the texts of their bodies, and the words in them.
    #[must_use]
    pub fn scan(&self, stories: &[(StoryEntry, &str)]) -> Vec<u8> {
        let words: BTreeMap<_, _> = self.frequencies.iter().filter(|(_, frequency)| **frequency > 0).collect();
        let stories: Vec<_> = stories.iter().map(|(story, body)| (story.fields(), body)).collect();
        // Strings and numbers always have a JSON form.
        file(&[&deflate(&serde_json::to_vec(&(stories, words)).unwrap_or_default())])
    }

    /// `fold.bin`: traditional characters and wording.
    #[must_use]
    pub fn fold_file(&self) -> Vec<u8> {
        self.written.fold_file()
    }

    /// `sounds.bin`: how characters are read.
    #[must_use]
    pub fn sounds_file(&self) -> Vec<u8> {
        self.written.sounds_file()
    }

    /// A file of suggestions.
    #[must_use]
    pub fn suggestions(&self, n: usize) -> Vec<u8> {
        self.suggestions.file(n)
    }
}

/// A block of story data.
#[must_use]
pub fn block(stories: &[StoryEntry]) -> Vec<u8> {
    // Strings and numbers always have a JSON form.
    let json = serde_json::to_vec(&stories.iter().map(StoryEntry::fields).collect::<Vec<_>>()).unwrap_or_default();
    file(&[&deflate(&json)])
}
