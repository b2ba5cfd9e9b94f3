//! The index as files; `docs/search-format.md` has every byte of them.

mod keys;

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::bigram::Bigram;
use super::bigram_shard::{self, BigramRank};
use super::charset::CharacterSet;
use super::encoding::{deflate, with_checksum};
use super::packed_postings::PackedPostings;
use super::range_encoder::{Context, POPULARITY_BUCKETS, RangeEncoder, log2_bucket};
use super::segment::{IndexSegment, IndexShape};
use super::segmenter::Segmenter;
use super::shard_merger::{Posting, SegmentTerm, ShardMerger};
use super::suggestions::{Suggestion, SuggestionIndex};

/// Stories in one block of story data.
const STORIES_PER_BLOCK: usize = 32;

/// Bytes of text up to which a site is small: all of it, deflated, is less than an index and what it leads to.
const SCAN_TEXT_LIMIT: usize = 64 * 1024;

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
    fn to_fields(&self) -> impl Serialize {
        (&self.url, self.title, &self.date, self.column, &self.issue, &self.tags, &self.head)
    }
}

/// How many files the terms of so many stories are divided among: all files of the index together are no more than one
/// for eight stories, but of the smallest sites. The numbers grow in steps: a new story seldom divides all terms anew.
pub fn shape_for(stories: usize) -> IndexShape {
    let characters = round_down_to_step(stories / 128);
    // Who types meets several of them. There are no more than so many words in them, however large a site is.
    let suggestions = (stories / 256).min(64 + stories / 2048) + 1;
    // What the others, the blocks and the files that stand alone leave.
    let shards =
        (stories / 8).saturating_sub(stories.div_ceil(STORIES_PER_BLOCK) + characters + suggestions + SINGLE_FILES);
    IndexShape { shards: round_down_to_step(shards).max(1), characters: characters.max(1), suggestions }
}

/// The greatest number that is no greater and a multiple of a power of two, by at most a thirty-second less.
fn round_down_to_step(n: usize) -> usize {
    n - n % (1 << (n / 32).max(1).ilog2())
}

/// `meta.json`, `fold.bin`, `sounds.bin`.
const SINGLE_FILES: usize = 3;

/// How a site with so many bytes of text is searched.
pub fn form_for(bytes: usize) -> SearchForm {
    if bytes <= SCAN_TEXT_LIMIT { SearchForm::Scan } else { SearchForm::Shards }
}

/// How many files an index of so many stories in so many bytes of text has, before it is made: terms and characters,
/// suggestions, story blocks.
pub fn file_counts(stories: usize, bytes: usize) -> (IndexShape, usize) {
    let shape = shape_for(stories);
    match form_for(bytes) {
        SearchForm::Shards => (shape, stories.div_ceil(STORIES_PER_BLOCK)),
        SearchForm::Scan | SearchForm::None => (IndexShape { shards: 0, characters: 0, ..shape }, 0),
    }
}

/// The terms of all stories.
#[derive(Debug, Default)]
pub struct Index {
    segments: Vec<IndexSegment>,
    /// The number of the first story of each chunk, counted from the newest of all.
    first_stories: Vec<u32>,
    shape: IndexShape,
    stories: usize,
    /// The frequencies of the characters in the words.
    character_frequencies: FxHashMap<char, u32>,
    /// Words of two characters.
    short_words: FxHashMap<Bigram, ShortWord>,
    /// Words of three and more characters by the pair that they begin with, ascending.
    long_words: FxHashMap<Bigram, Vec<LongWord>>,
    total_frequency: u64,
    form: SearchForm,
    charset: CharacterSet,
    suggestions: SuggestionIndex,
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
struct LongWord {
    text: Box<str>,
    frequency: u32,
    /// How many stories have it.
    stories: usize,
    /// The chunks it stands in, and its place among each chunk's words.
    locations: Vec<(u32, u32)>,
}

/// How a site is searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchForm {
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
pub struct CollectedTerms {
    /// Their terms, those of the newest stories first, in each chunk too.
    pub segments: Vec<IndexSegment>,
    /// What the chunks were made with.
    pub shape: IndexShape,
    /// The characters they are written with.
    pub charset: CharacterSet,
}

impl Index {
    /// Puts together what was collected of the stories' texts, of which there are `bytes`. `tags` are the
    /// site's, each with the number of its stories.
    pub fn new(collected: CollectedTerms, bytes: usize, tags: Vec<(String, usize)>, segmenter: &Segmenter) -> Self {
        let CollectedTerms { segments: chunks, shape, charset: written } = collected;
        let form = form_for(bytes);
        let stories = chunks.iter().map(IndexSegment::story_count).sum();
        let mut index = Self {
            shape,
            stories,
            total_frequency: segmenter.total_frequency(),
            form,
            charset: written,
            ..Self::default()
        };
        let mut words: FxHashMap<&str, Vec<(u32, u32)>> = FxHashMap::default();
        let mut short: FxHashMap<Bigram, usize> = FxHashMap::default();
        for (c, chunk) in (0..).zip(&chunks) {
            for (pair, stories) in chunk.short_words() {
                *short.entry(*pair).or_default() += stories;
            }
            for (place, word) in (0..).zip(chunk.long_words()) {
                words.entry(word).or_default().push((c, place));
            }
        }
        let short: Vec<(Bigram, usize)> = short.into_iter().collect();
        let texts: Vec<String> = short.iter().map(|(pair, _)| pair.to_text()).collect();
        let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let words: Vec<_> = words.into_iter().collect();
        texts.extend(words.iter().map(|(word, _)| *word));
        let mut frequencies = segmenter.word_frequencies(&texts).into_iter();
        let characters: FxHashSet<char> = texts.iter().flat_map(|word| word.chars()).collect();
        let count = |((pair, stories), frequency)| (pair, ShortWord { frequency, stories });
        index.short_words = short.into_iter().zip(&mut frequencies).map(count).collect();
        for ((text, places), frequency) in words.into_iter().zip(frequencies) {
            if let Some(pair) = Bigram::first_of(text) {
                let count = |&(chunk, place): &(u32, u32)| {
                    chunks[chunk as usize].long_word_postings().first_term_story_count(place as usize)
                };
                let stories = places.iter().map(count).sum();
                index.long_words.entry(pair).or_default().push(LongWord {
                    text: text.into(),
                    frequency,
                    stories,
                    locations: places,
                });
            }
        }
        let texts: Vec<String> = characters.iter().map(char::to_string).collect();
        let frequencies = segmenter.word_frequencies(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        index.character_frequencies = characters.into_iter().zip(frequencies).collect();
        index.long_words.values_mut().for_each(|words| words.sort_unstable_by(|a, b| a.text.cmp(&b.text)));
        let stories = chunks.iter().map(|chunk| chunk.story_count() as u32);
        index.first_stories = stories.scan(0, |next, stories| Some(std::mem::replace(next, *next + stories))).collect();
        index.segments = chunks;
        let tags = tags.into_iter().map(|(text, stories)| Suggestion { text, is_tag: true, stories });
        let all = tags.chain(index.suggested_words()).collect();
        index.suggestions = SuggestionIndex::new(all, shape.suggestions);
        index.keys = index.make_keys(segmenter);
        index
    }

    /// The words that most stories have, if they are no accident of their neighbours.
    fn suggested_words(&self) -> Vec<Suggestion> {
        let most = (self.stories * 8).clamp(200, 1_000).max(self.stories / 2).min(20_000);
        // By how many characters they fill: longer words count more.
        let short = self.short_words.iter().filter(|(_, word)| word.frequency > 0);
        let short =
            short.map(|(pair, word)| (word.stories * pair.utf8_length(), word.stories, VocabularyText::Short(*pair)));
        let long = self.long_words.values().flatten().filter(|word| word.frequency > 0);
        let long = long.map(|word| (word.stories * word.text.len(), word.stories, VocabularyText::Long(&word.text)));
        let mut words: Vec<_> = short.chain(long).collect();
        if words.len() > most {
            let (_, (least, ..), _) = words.select_nth_unstable_by_key(most, |word| std::cmp::Reverse(word.0));
            let least = *least;
            words.retain(|word| word.0 >= least);
        }
        let text = |word| match word {
            VocabularyText::Short(pair) => Bigram::to_text(pair),
            VocabularyText::Long(text) => text.to_owned(),
        };
        let mut words: Vec<(usize, usize, String)> = words.into_iter().map(|(w, n, word)| (w, n, text(word))).collect();
        words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
        words.truncate(most);
        words.into_iter().map(|(_, stories, text)| Suggestion { text, is_tag: false, stories }).collect()
    }

    /// The stories in a block.
    pub fn block_range(&self, block: usize) -> std::ops::Range<usize> {
        let start = block * STORIES_PER_BLOCK;
        start..(start + STORIES_PER_BLOCK).min(self.stories)
    }

    /// `meta.json`: how many there are of everything.
    pub fn meta_json(&self, columns: &[&str]) -> Vec<u8> {
        let Self { shape: IndexShape { shards, characters, suggestions }, stories, total_frequency: total, .. } = self;
        let form = if self.form == SearchForm::Shards { "index" } else { "scan" };
        let (columns, variants) = (serde_json::json!(columns), serde_json::json!(self.charset.traditional_variants()));
        format!(
            "{{\"version\":7,\"stories\":{stories},\"form\":\"{form}\",\"shards\":{shards},\
             \"characters\":{characters},\"suggestions\":{suggestions},\"block\":{STORIES_PER_BLOCK},\"columns\":{columns},\
             \"variants\":{variants},\"total\":{total}}}"
        )
        .into_bytes()
    }

    /// A file of pairs and words.
    pub fn shard_file(&self, shard: usize) -> Vec<u8> {
        let gathered = self.merge_shard(|chunk| chunk.bigrams(), shard);
        let same = gathered.terms().chunk_by(|a, b| a.term() == b.term());
        let mut pairs: Vec<(BigramRank, &[SegmentTerm])> =
            same.map(|terms| (BigramRank::from_bigram(bigram_of(&terms[0])), terms)).collect();
        pairs.sort_unstable_by_key(|(place, _)| *place);
        let (mut stories, mut words, mut found) = (Vec::new(), ShardMerger::default(), Vec::new());
        let bytes = bigram_shard::encode_shard(shard, self.shape.shards, &pairs, |coder, popular, terms| {
            gathered.collect_postings(terms, &mut stories);
            let own = terms.iter().any(|term| term.is_word());
            self.encode_bigram(coder, popular, (bigram_of(&terms[0]), own), &stories, (&mut words, &mut found));
        });
        with_checksum(&[&bytes])
    }

    /// The terms of a shard, in order.
    fn merge_shard(&self, sections: impl Fn(&IndexSegment) -> &PackedPostings, shard: usize) -> ShardMerger<'_> {
        let mut gathered = ShardMerger::default();
        for (chunk, first) in self.segments.iter().zip(&self.first_stories) {
            gathered.add_section(sections(chunk), shard, *first);
        }
        gathered.sort_terms();
        gathered
    }

    /// A pair's stories, and the words that begin with it, itself if it is one. The list of a longer word is one out of
    /// the pair's stories.
    fn encode_bigram<'i>(
        &'i self,
        coder: &mut RangeEncoder,
        popular: usize,
        (pair, own): (Bigram, bool),
        stories: &[Posting],
        (gathered, found): (&mut ShardMerger<'i>, &mut Vec<Posting>),
    ) {
        let longer = self.long_words.get(&pair).map_or(&[][..], Vec::as_slice);
        coder.encode_bit(Context::IsWord, 0, own);
        coder.encode_bit(Context::HasLongerWords, usize::from(own), !longer.is_empty());
        coder.encode_number_in(
            Context::BigramStoryCount,
            usize::from(own) * POPULARITY_BUCKETS + popular,
            stories.len() as u32 - 1,
        );
        coder.encode_postings(stories, self.stories);
        if own {
            coder.encode_number(Context::Frequency, self.short_words.get(&pair).map_or(0, |word| word.frequency));
        }
        if !longer.is_empty() {
            coder.encode_number(Context::LongerWordCount, longer.len() as u32 - 1);
        }
        for word in longer {
            let rest = || word.text.chars().skip(2);
            coder.encode_number(Context::WordLength, rest().count() as u32 - 1);
            rest().for_each(|c| bigram_shard::encode_character(coder, c));
            coder.encode_number(Context::Frequency, word.frequency);
            let without = stories.len() - word.stories;
            coder.encode_number_in(Context::WordAbsences, log2_bucket(stories.len()), without as u32);
            self.collect_word_postings(word, gathered, found);
            // Where the word is, the pair is.
            let mut of_pair = (0..).zip(stories);
            for posting in &mut *found {
                let same = |(_, other): &(u32, &Posting)| other.story() == posting.story();
                *posting = Posting::new(of_pair.find(same).map_or(0, |(place, _)| place), posting.impact());
            }
            coder.encode_postings(found, stories.len());
        }
    }

    fn collect_word_postings<'i>(&'i self, word: &LongWord, gathered: &mut ShardMerger<'i>, found: &mut Vec<Posting>) {
        gathered.clear();
        for &(chunk, place) in &word.locations {
            let chunk = chunk as usize;
            gathered.add_section(self.segments[chunk].long_word_postings(), place as usize, self.first_stories[chunk]);
        }
        gathered.collect_postings(gathered.terms(), found);
    }

    /// The words of two and more characters in the stories, and their characters, with their frequencies.
    fn word_frequencies(&self) -> impl Iterator<Item = (String, u32)> {
        let short = self.short_words.iter().map(|(pair, word)| (pair.to_text(), word.frequency));
        let long = self.long_words.values().flatten().map(|word| (word.text.to_string(), word.frequency));
        self.character_frequencies.iter().map(|(c, n)| (c.to_string(), *n)).chain(short).chain(long)
    }

    /// A file of single characters.
    pub fn characters_file(&self, shard: usize) -> Vec<u8> {
        let characters = self.merge_shard(|chunk| chunk.characters(), shard);
        let (mut coder, mut stories) = (RangeEncoder::default(), Vec::new());
        let mut before = shard as u64;
        for terms in characters.terms().chunk_by(|a, b| a.term() == b.term()) {
            coder.encode_bit(Context::HasMore, 0, true);
            coder.encode_number(
                Context::CharacterGap,
                ((terms[0].term() - before) / self.shape.characters as u64) as u32,
            );
            before = terms[0].term();
            characters.collect_postings(terms, &mut stories);
            coder.encode_number(Context::CharacterStoryCount, stories.len() as u32 - 1);
            coder.encode_postings(&stories, self.stories);
        }
        coder.encode_bit(Context::HasMore, 0, false);
        with_checksum(&[&coder.finish()])
    }

    /// The scan form as JSON: stories with the texts of their bodies, and the words in them.
    pub fn scan_json(&self, stories: &[(StoryEntry, String)]) -> Vec<u8> {
        let words: BTreeMap<_, _> = self.word_frequencies().filter(|(_, frequency)| *frequency > 0).collect();
        let stories: Vec<_> = stories.iter().map(|(story, body)| (story.to_fields(), body)).collect();
        // Strings and numbers always have a JSON form.
        serde_json::to_vec(&(stories, words)).unwrap_or_default()
    }

    /// `fold.bin` as JSON: traditional characters and wording, and how often characters are words.
    pub fn fold_json(&self) -> Vec<u8> {
        // The scan form has these among its words.
        let none = FxHashMap::default();
        self.charset.fold_json(if self.form == SearchForm::Shards { &self.character_frequencies } else { &none })
    }

    /// `sounds.bin` as JSON: how characters are read.
    pub fn sounds_json(&self) -> Vec<u8> {
        self.charset.sounds_json()
    }

    /// A file of suggestions as JSON.
    pub fn suggestions_json(&self, n: usize) -> Vec<u8> {
        self.suggestions.file_json(n)
    }
}

/// A word whose text is not needed yet.
enum VocabularyText<'w> {
    Short(Bigram),
    Long(&'w str),
}

fn bigram_of(term: &SegmentTerm) -> Bigram {
    Bigram::from_number(term.term())
}

/// A block of story data as JSON.
pub fn block_json(stories: &[StoryEntry]) -> Vec<u8> {
    // Strings and numbers always have a JSON form.
    serde_json::to_vec(&stories.iter().map(StoryEntry::to_fields).collect::<Vec<_>>()).unwrap_or_default()
}

/// JSON as a file of the index.
pub fn pack_json(json: &[u8]) -> Vec<u8> {
    with_checksum(&[&deflate(json)])
}
