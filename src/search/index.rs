//! The index as files; `docs/search-format.md` has every byte of them.

mod keys;

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::bits::{deflate, file};
use super::chunk::{Chunk, Shape};
use super::coder::{Coder, Context, POPULARITIES, magnitude};
use super::help::{Suggestion, Suggestions, Written};
use super::pair::Pair;
use super::postings::{Gathered, Posting, Term};
use super::sections::Sections;
use super::shard::{self, Place};
use super::terms::Segmenter;

/// Stories in one block of story data.
const BLOCK: usize = 32;

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

/// How many files the terms of so many stories are divided among: all files of the index together are no more than one
/// for eight stories, but of the smallest sites. The numbers grow in steps: a new story seldom divides all terms anew.
pub fn shape(stories: usize) -> Shape {
    let characters = step(stories / 128);
    // Who types meets several of them. There are no more than so many words in them, however large a site is.
    let suggestions = (stories / 256).min(64 + stories / 2048) + 1;
    // What the others, the blocks and the files that stand alone leave.
    let shards = (stories / 8).saturating_sub(stories.div_ceil(BLOCK) + characters + suggestions + SINGLE);
    Shape { shards: step(shards).max(1), characters: characters.max(1), suggestions }
}

/// The greatest number that is no greater and a multiple of a power of two, by at most a thirty-second less.
fn step(n: usize) -> usize {
    n - n % (1 << (n / 32).max(1).ilog2())
}

/// `meta.json`, `fold.bin`, `sounds.bin`.
const SINGLE: usize = 3;

/// How a site with so many bytes of text is searched.
pub fn form(bytes: usize) -> Form {
    if bytes <= SMALL { Form::Scan } else { Form::Shards }
}

/// How many files an index of so many stories in so many bytes of text has, before it is made: terms and characters,
/// suggestions, story blocks.
pub fn files(stories: usize, bytes: usize) -> (Shape, usize) {
    let shape = shape(stories);
    match form(bytes) {
        Form::Shards => (shape, stories.div_ceil(BLOCK)),
        Form::Scan | Form::None => (Shape { shards: 0, characters: 0, ..shape }, 0),
    }
}

/// The terms of all stories.
#[derive(Debug, Default)]
pub struct Index {
    chunks: Vec<Chunk>,
    /// The number of the first story of each chunk, counted from the newest of all.
    firsts: Vec<u32>,
    shape: Shape,
    stories: usize,
    /// The frequencies of the characters in the words.
    characters: FxHashMap<char, u32>,
    /// Words of two characters.
    short_words: FxHashMap<Pair, ShortWord>,
    /// Words of three and more characters by the pair that they begin with, ascending.
    words: FxHashMap<Pair, Vec<Word>>,
    total: u64,
    form: Form,
    written: Written,
    suggestions: Suggestions,
    keys: keys::Keys,
}

/// A word of two characters: how often the dictionary saw it, and how many stories have it.
#[derive(Clone, Copy, Debug)]
struct ShortWord {
    frequency: u32,
    stories: usize,
}

/// A word of three and more characters.
#[derive(Debug)]
struct Word {
    text: Box<str>,
    frequency: u32,
    /// How many stories have it.
    stories: usize,
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
    /// Their terms, those of the newest stories first, in each chunk too.
    pub chunks: Vec<Chunk>,
    /// What the chunks were made with.
    pub shape: Shape,
    /// The characters they are written with.
    pub written: Written,
}

impl Index {
    /// Puts together what was collected of the stories' texts, of which there are `bytes`. `tags` are the
    /// site's, each with the number of its stories.
    pub fn new(collected: Collected, bytes: usize, tags: Vec<(String, usize)>, segmenter: &Segmenter) -> Self {
        let Collected { chunks, shape, written } = collected;
        let form = form(bytes);
        let stories = chunks.iter().map(Chunk::stories).sum();
        let mut index = Self { shape, stories, total: segmenter.total(), form, written, ..Self::default() };
        let mut words: FxHashMap<&str, Vec<(u32, u32)>> = FxHashMap::default();
        let mut short: FxHashMap<Pair, usize> = FxHashMap::default();
        for (c, chunk) in (0..).zip(&chunks) {
            for (pair, stories) in chunk.short_words() {
                *short.entry(*pair).or_default() += stories;
            }
            for (place, word) in (0..).zip(chunk.names()) {
                words.entry(word).or_default().push((c, place));
            }
        }
        let short: Vec<(Pair, usize)> = short.into_iter().collect();
        let texts: Vec<String> = short.iter().map(|(pair, _)| pair.text()).collect();
        let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let words: Vec<_> = words.into_iter().collect();
        texts.extend(words.iter().map(|(word, _)| *word));
        let mut frequencies = segmenter.frequencies(&texts).into_iter();
        let characters: FxHashSet<char> = texts.iter().flat_map(|word| word.chars()).collect();
        let count = |((pair, stories), frequency)| (pair, ShortWord { frequency, stories });
        index.short_words = short.into_iter().zip(&mut frequencies).map(count).collect();
        for ((text, places), frequency) in words.into_iter().zip(frequencies) {
            if let Some(pair) = Pair::head(text) {
                let count = |&(chunk, place): &(u32, u32)| chunks[chunk as usize].words().stories(place as usize);
                let stories = places.iter().map(count).sum();
                index.words.entry(pair).or_default().push(Word { text: text.into(), frequency, stories, places });
            }
        }
        let texts: Vec<String> = characters.iter().map(char::to_string).collect();
        let frequencies = segmenter.frequencies(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        index.characters = characters.into_iter().zip(frequencies).collect();
        index.words.values_mut().for_each(|words| words.sort_unstable_by(|a, b| a.text.cmp(&b.text)));
        let stories = chunks.iter().map(|chunk| chunk.stories() as u32);
        index.firsts = stories.scan(0, |next, stories| Some(std::mem::replace(next, *next + stories))).collect();
        index.chunks = chunks;
        let tags = tags.into_iter().map(|(text, stories)| Suggestion { text, tag: true, stories });
        let all = tags.chain(index.vocabulary()).collect();
        index.suggestions = Suggestions::new(all, shape.suggestions);
        index.keys = index.make_keys(segmenter);
        index
    }

    /// The words that most stories have, if they are no accident of their neighbours.
    fn vocabulary(&self) -> Vec<Suggestion> {
        let most = (self.stories * 8).clamp(200, 1_000).max(self.stories / 2).min(20_000);
        // By how many characters they fill: longer words count more.
        let short = self.short_words.iter().filter(|(_, word)| word.frequency > 0);
        let short = short.map(|(pair, word)| (word.stories * pair.bytes(), word.stories, Words::Short(*pair)));
        let long = self.words.values().flatten().filter(|word| word.frequency > 0);
        let long = long.map(|word| (word.stories * word.text.len(), word.stories, Words::Long(&word.text)));
        let mut words: Vec<_> = short.chain(long).collect();
        if words.len() > most {
            let (_, (least, ..), _) = words.select_nth_unstable_by_key(most, |word| std::cmp::Reverse(word.0));
            let least = *least;
            words.retain(|word| word.0 >= least);
        }
        let text = |word| match word {
            Words::Short(pair) => Pair::text(pair),
            Words::Long(text) => text.to_owned(),
        };
        let mut words: Vec<(usize, usize, String)> = words.into_iter().map(|(w, n, word)| (w, n, text(word))).collect();
        words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
        words.truncate(most);
        words.into_iter().map(|(_, stories, text)| Suggestion { text, tag: false, stories }).collect()
    }

    /// The stories in a block.
    pub fn block_range(&self, block: usize) -> std::ops::Range<usize> {
        let start = block * BLOCK;
        start..(start + BLOCK).min(self.stories)
    }

    /// `meta.json`: how many there are of everything.
    pub fn meta(&self, columns: &[&str]) -> Vec<u8> {
        let Self { shape: Shape { shards, characters, suggestions }, stories, total, .. } = self;
        let form = if self.form == Form::Shards { "index" } else { "scan" };
        let (columns, variants) = (serde_json::json!(columns), serde_json::json!(self.written.variants()));
        format!(
            "{{\"version\":7,\"stories\":{stories},\"form\":\"{form}\",\"shards\":{shards},\
             \"characters\":{characters},\"suggestions\":{suggestions},\"block\":{BLOCK},\"columns\":{columns},\
             \"variants\":{variants},\"total\":{total}}}"
        )
        .into_bytes()
    }

    /// A file of pairs and words.
    pub fn shard(&self, shard: usize) -> Vec<u8> {
        let gathered = self.gathered(|chunk| chunk.pairs(), shard);
        let same = gathered.terms().chunk_by(|a, b| a.term() == b.term());
        let mut pairs: Vec<(Place, &[Term])> = same.map(|terms| (Place::of(pair(&terms[0])), terms)).collect();
        pairs.sort_unstable_by_key(|(place, _)| *place);
        let (mut stories, mut words, mut found) = (Vec::new(), Gathered::default(), Vec::new());
        let bytes = shard::write(shard, self.shape.shards, &pairs, |coder, popular, terms| {
            gathered.stories(terms, &mut stories);
            let own = terms.iter().any(|term| term.is_word());
            self.pair(coder, popular, (pair(&terms[0]), own), &stories, (&mut words, &mut found));
        });
        file(&[&bytes])
    }

    /// The terms of a shard, in order.
    fn gathered(&self, sections: impl Fn(&Chunk) -> &Sections, shard: usize) -> Gathered<'_> {
        let mut gathered = Gathered::default();
        for (chunk, first) in self.chunks.iter().zip(&self.firsts) {
            gathered.add(sections(chunk), shard, *first);
        }
        gathered.sort();
        gathered
    }

    /// A pair's stories, and the words that begin with it, itself if it is one. The list of a longer word is one out of
    /// the pair's stories.
    fn pair<'i>(
        &'i self,
        coder: &mut Coder,
        popular: usize,
        (pair, own): (Pair, bool),
        stories: &[Posting],
        (gathered, found): (&mut Gathered<'i>, &mut Vec<Posting>),
    ) {
        let longer = self.words.get(&pair).map_or(&[][..], Vec::as_slice);
        coder.bit(Context::Word, 0, own);
        coder.bit(Context::Longer, usize::from(own), !longer.is_empty());
        coder.number_of(Context::Of, usize::from(own) * POPULARITIES + popular, stories.len() as u32 - 1);
        coder.list(stories, self.stories);
        if own {
            coder.number(Context::Frequency, self.short_words.get(&pair).map_or(0, |word| word.frequency));
        }
        if !longer.is_empty() {
            coder.number(Context::Words, longer.len() as u32 - 1);
        }
        for word in longer {
            let rest = || word.text.chars().skip(2);
            coder.number(Context::Length, rest().count() as u32 - 1);
            rest().for_each(|c| shard::put_character(coder, c));
            coder.number(Context::Frequency, word.frequency);
            let without = stories.len() - word.stories;
            coder.number_of(Context::Without, magnitude(stories.len()), without as u32);
            self.stories_of(word, gathered, found);
            // Where the word is, the pair is.
            let mut of_pair = (0..).zip(stories);
            for posting in &mut *found {
                let same = |(_, other): &(u32, &Posting)| other.story() == posting.story();
                *posting = Posting::new(of_pair.find(same).map_or(0, |(place, _)| place), posting.class());
            }
            coder.list(found, stories.len());
        }
    }

    fn stories_of<'i>(&'i self, word: &Word, gathered: &mut Gathered<'i>, found: &mut Vec<Posting>) {
        gathered.clear();
        for &(chunk, place) in &word.places {
            let chunk = chunk as usize;
            gathered.add(self.chunks[chunk].words(), place as usize, self.firsts[chunk]);
        }
        gathered.stories(gathered.terms(), found);
    }

    /// The words of two and more characters in the stories, and their characters, with their frequencies.
    fn frequencies(&self) -> impl Iterator<Item = (String, u32)> {
        let short = self.short_words.iter().map(|(pair, word)| (pair.text(), word.frequency));
        let long = self.words.values().flatten().map(|word| (word.text.to_string(), word.frequency));
        self.characters.iter().map(|(c, n)| (c.to_string(), *n)).chain(short).chain(long)
    }

    /// A file of single characters.
    pub fn characters(&self, shard: usize) -> Vec<u8> {
        let characters = self.gathered(|chunk| chunk.characters(), shard);
        let (mut coder, mut stories) = (Coder::default(), Vec::new());
        let mut before = shard as u64;
        for terms in characters.terms().chunk_by(|a, b| a.term() == b.term()) {
            coder.bit(Context::More, 0, true);
            coder.number(Context::Gap, ((terms[0].term() - before) / self.shape.characters as u64) as u32);
            before = terms[0].term();
            characters.stories(terms, &mut stories);
            coder.number(Context::Stories, stories.len() as u32 - 1);
            coder.list(&stories, self.stories);
        }
        coder.bit(Context::More, 0, false);
        file(&[&coder.finish()])
    }

    /// The scan form as JSON: stories with the texts of their bodies, and the words in them.
    pub fn scan(&self, stories: &[(StoryEntry, String)]) -> Vec<u8> {
        let words: BTreeMap<_, _> = self.frequencies().filter(|(_, frequency)| *frequency > 0).collect();
        let stories: Vec<_> = stories.iter().map(|(story, body)| (story.fields(), body)).collect();
        // Strings and numbers always have a JSON form.
        serde_json::to_vec(&(stories, words)).unwrap_or_default()
    }

    /// `fold.bin` as JSON: traditional characters and wording, and how often characters are words.
    pub fn fold_file(&self) -> Vec<u8> {
        // The scan form has these among its words.
        let none = FxHashMap::default();
        self.written.fold_file(if self.form == Form::Shards { &self.characters } else { &none })
    }

    /// `sounds.bin` as JSON: how characters are read.
    pub fn sounds_file(&self) -> Vec<u8> {
        self.written.sounds_file()
    }

    /// A file of suggestions as JSON.
    pub fn suggestions(&self, n: usize) -> Vec<u8> {
        self.suggestions.file(n)
    }
}

/// A word whose text is not needed yet.
enum Words<'w> {
    Short(Pair),
    Long(&'w str),
}

fn pair(term: &Term) -> Pair {
    Pair::from_number(term.term())
}

/// A block of story data as JSON.
pub fn block(stories: &[StoryEntry]) -> Vec<u8> {
    // Strings and numbers always have a JSON form.
    serde_json::to_vec(&stories.iter().map(StoryEntry::fields).collect::<Vec<_>>()).unwrap_or_default()
}

/// JSON as a file of the index.
pub fn packed(json: &[u8]) -> Vec<u8> {
    file(&[&deflate(json)])
}
