//! The inverted index as files; `docs/search-format.md` has every byte of them.

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

/// Number of stories in a block of story data.
const STORIES_PER_BLOCK: usize = 32;

/// Size of a site's text in bytes up to which it is searched by scanning: deflated, the text is smaller than an index.
const SCAN_TEXT_LIMIT: usize = 64 * 1024;

/// Story data: what the list of hits shows of a story, and what is verified of it without its page.
#[derive(Clone, Debug)]
pub struct StoryEntry<'s> {
    /// Its address from the site's root, without a leading `/`, percent-encoded.
    pub url: String,
    /// Its headline.
    pub title: &'s str,
    /// `2020-09-15`
    pub date: String,
    /// The position of its column.
    pub column: usize,
    /// Its issue's title, or an empty text.
    pub issue: String,
    /// Its tags by their canonical names.
    pub tags: Vec<&'s str>,
    /// The other texts of the head.
    pub head: Vec<&'s str>,
}

impl StoryEntry<'_> {
    fn to_fields(&self) -> impl Serialize {
        (&self.url, self.title, &self.date, self.column, &self.issue, &self.tags, &self.head)
    }
}

/// The shape of an index of so many stories. All files together are at most one for eight stories, except on the smallest sites.
/// The numbers grow in steps, so that a new story seldom moves all terms to other shards.
pub fn shape_for(stories: usize) -> IndexShape {
    let characters = round_down_to_step(stories / 128);
    // Typing fetches several of these files. The number of suggested words is limited, however large a site is.
    let suggestions = (stories / 256).min(64 + stories / 2048) + 1;
    // What is left by the other shards, the blocks and the single files.
    let shards =
        (stories / 8).saturating_sub(stories.div_ceil(STORIES_PER_BLOCK) + characters + suggestions + SINGLE_FILES);
    IndexShape { shards: round_down_to_step(shards).max(1), characters: characters.max(1), suggestions }
}

/// Rounds down to a multiple of a power of two, by at most a thirty-second.
fn round_down_to_step(n: usize) -> usize {
    n - n % (1 << (n / 32).max(1).ilog2())
}

/// Number of files of which there is one: `meta.json`, `fold.bin`, `sounds.bin`.
const SINGLE_FILES: usize = 3;

/// The form of the index for so many bytes of text.
pub fn form_for(bytes: usize) -> SearchForm {
    if bytes <= SCAN_TEXT_LIMIT { SearchForm::Scan } else { SearchForm::Shards }
}

/// The numbers of files of an index of so many stories and bytes of text: its shape, and the number of blocks of story data.
pub fn file_counts(stories: usize, bytes: usize) -> (IndexShape, usize) {
    let shape = shape_for(stories);
    match form_for(bytes) {
        SearchForm::Shards => (shape, stories.div_ceil(STORIES_PER_BLOCK)),
        SearchForm::Scan | SearchForm::None => (IndexShape { shards: 0, characters: 0, ..shape }, 0),
    }
}

/// The inverted index of a site.
#[derive(Debug, Default)]
pub struct Index {
    segments: Vec<IndexSegment>,
    /// The number of each segment's first story.
    first_stories: Vec<u32>,
    shape: IndexShape,
    stories: usize,
    /// The frequencies of characters as words of their own.
    character_frequencies: FxHashMap<char, u32>,
    /// Words of two characters.
    short_words: FxHashMap<Bigram, ShortWord>,
    /// Words of three and more characters by their first bigram, ascending.
    long_words: FxHashMap<Bigram, Vec<LongWord>>,
    total_frequency: u64,
    form: SearchForm,
    charset: CharacterSet,
    suggestions: SuggestionIndex,
    keys: keys::Keys,
}

/// A word of two characters: its frequency in the dictionary, and the number of its stories.
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
    /// The number of its stories.
    stories: usize,
    /// Where its postings are.
    locations: Vec<WordLocation>,
}

/// A word in a segment.
#[derive(Clone, Copy, Debug)]
struct WordLocation {
    segment: u32,
    /// Its position among the segment's words.
    position: u32,
}

/// The form of an index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchForm {
    /// None: there was no segmenter.
    #[default]
    None,
    /// All texts in one file, which the browser scans.
    Scan,
    /// The inverted index in shards.
    Shards,
}

/// The terms that were collected from all stories.
#[derive(Debug, Default)]
pub struct CollectedTerms {
    /// The segments, those of the newest stories first.
    pub segments: Vec<IndexSegment>,
    /// The shape that the segments were made with.
    pub shape: IndexShape,
    /// The Han characters of the stories.
    pub charset: CharacterSet,
}

impl Index {
    /// Makes the index from segments; `bytes` is the size of the stories' texts. `tags` are the site's, each with the number of its
    /// stories.
    pub fn new(collected: CollectedTerms, bytes: usize, tags: Vec<(String, usize)>, segmenter: &Segmenter) -> Self {
        let CollectedTerms { segments, shape, charset } = collected;
        let counts = segments.iter().map(|segment| segment.story_count() as u32);
        let first_stories = counts.scan(0, |next, count| Some(std::mem::replace(next, *next + count))).collect();
        let stories = segments.iter().map(IndexSegment::story_count).sum();

        let mut index = Self {
            segments,
            first_stories,
            shape,
            stories,
            total_frequency: segmenter.total_frequency(),
            form: form_for(bytes),
            charset,
            ..Self::default()
        };

        index.collect_words(segmenter);
        let tags = tags.into_iter().map(|(text, stories)| Suggestion { text, is_tag: true, stories });
        let suggestions = tags.chain(index.suggested_words()).collect();
        index.suggestions = SuggestionIndex::new(suggestions, shape.suggestions);
        index.keys = index.make_keys(segmenter);
        index
    }

    /// Collects the words of all segments, and their characters, with their frequencies.
    fn collect_words(&mut self, segmenter: &Segmenter) {
        let mut short_words: FxHashMap<Bigram, usize> = FxHashMap::default();
        let mut long_words: FxHashMap<&str, Vec<WordLocation>> = FxHashMap::default();
        for (segment, terms) in (0..).zip(&self.segments) {
            for (bigram, stories) in terms.short_words() {
                *short_words.entry(*bigram).or_default() += stories;
            }
            for (position, word) in (0..).zip(terms.long_words()) {
                long_words.entry(word).or_default().push(WordLocation { segment, position });
            }
        }

        let mut characters: FxHashSet<char> = FxHashSet::default();
        for (bigram, stories) in short_words {
            let text = bigram.to_text();
            characters.extend(text.chars());
            let frequency = segmenter.word_frequency(&text);
            self.short_words.insert(bigram, ShortWord { frequency, stories });
        }

        for (text, locations) in long_words {
            characters.extend(text.chars());
            let Some(bigram) = Bigram::first_of(text) else { continue };
            let stories = locations
                .iter()
                .map(|location| {
                    let postings = self.segments[location.segment as usize].long_word_postings();
                    postings.first_term_story_count(location.position as usize)
                })
                .sum();
            let frequency = segmenter.word_frequency(text);
            let word = LongWord { text: text.into(), frequency, stories, locations };
            self.long_words.entry(bigram).or_default().push(word);
        }

        self.long_words.values_mut().for_each(|words| words.sort_unstable_by(|a, b| a.text.cmp(&b.text)));
        self.character_frequencies =
            characters.into_iter().map(|c| (c, segmenter.word_frequency(c.encode_utf8(&mut [0; 4])))).collect();
    }

    /// Selects the words to suggest: those that fill the most text, without those that segmentation always cuts apart.
    fn suggested_words(&self) -> Vec<Suggestion> {
        let most = (self.stories * 8).clamp(200, 1_000).max(self.stories / 2).min(20_000);
        let short_words = self.short_words.iter().filter(|(_, word)| word.frequency > 0).map(|(bigram, word)| {
            let bytes = word.stories * bigram.utf8_length();
            VocabularyWord { bytes, stories: word.stories, text: VocabularyText::Short(*bigram) }
        });
        let long_words = self.long_words.values().flatten().filter(|word| word.frequency > 0).map(|word| {
            let bytes = word.stories * word.text.len();
            VocabularyWord { bytes, stories: word.stories, text: VocabularyText::Long(&word.text) }
        });
        let mut words: Vec<VocabularyWord> = short_words.chain(long_words).collect();

        // Texts are made for those alone that may be among the first.
        if words.len() > most {
            let (_, least, _) = words.select_nth_unstable_by_key(most, |word| std::cmp::Reverse(word.bytes));
            let least = least.bytes;
            words.retain(|word| word.bytes >= least);
        }

        let mut words: Vec<(usize, Suggestion)> = words
            .into_iter()
            .map(|VocabularyWord { bytes, stories, text }| {
                (bytes, Suggestion { text: text.into(), is_tag: false, stories })
            })
            .collect();
        words.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.text.cmp(&other.text)));
        words.truncate(most);
        words.into_iter().map(|(_, suggestion)| suggestion).collect()
    }

    /// The range of stories in a block of story data.
    pub fn block_range(&self, block: usize) -> std::ops::Range<usize> {
        let start = block * STORIES_PER_BLOCK;
        start..(start + STORIES_PER_BLOCK).min(self.stories)
    }

    /// Writes `meta.json`.
    pub fn meta_json(&self, columns: &[&str]) -> Vec<u8> {
        let Self { shape: IndexShape { shards, characters, suggestions }, stories, total_frequency: total, .. } = self;
        let form = if self.form == SearchForm::Shards { "index" } else { "scan" };
        let columns = serde_json::json!(columns);
        let variants = serde_json::json!(self.charset.traditional_variants());
        format!(
            "{{\"version\":7,\"stories\":{stories},\"form\":\"{form}\",\"shards\":{shards},\
             \"characters\":{characters},\"suggestions\":{suggestions},\"block\":{STORIES_PER_BLOCK},\"columns\":{columns},\
             \"variants\":{variants},\"total\":{total}}}"
        )
        .into_bytes()
    }

    /// Writes a shard of bigrams and words.
    pub fn shard_file(&self, shard: usize) -> Vec<u8> {
        let merger = self.merge_shard(IndexSegment::bigrams, shard);
        let mut bigrams: Vec<(BigramRank, &[SegmentTerm])> = merger
            .terms()
            .chunk_by(|a, b| a.term() == b.term())
            .map(|terms| (BigramRank::from_bigram(bigram_of(&terms[0])), terms))
            .collect();
        bigrams.sort_unstable_by_key(|(rank, _)| *rank);

        let mut postings = Vec::new();
        let mut buffers = WordBuffers::default();
        let bytes = bigram_shard::encode_shard(shard, self.shape.shards, &bigrams, |encoder, popularity, terms| {
            merger.collect_postings(terms, &mut postings);
            let is_word = terms.iter().any(SegmentTerm::is_word);
            let bigram = BigramEntry { bigram: bigram_of(&terms[0]), is_word, popularity, postings: &postings };
            self.encode_bigram(encoder, &bigram, &mut buffers);
        });
        with_checksum(&[&bytes])
    }

    /// Merges a shard out of all segments.
    fn merge_shard(&self, postings: impl Fn(&IndexSegment) -> &PackedPostings, shard: usize) -> ShardMerger<'_> {
        let mut merger = ShardMerger::default();
        for (segment, first_story) in self.segments.iter().zip(&self.first_stories) {
            merger.add_section(postings(segment), shard, *first_story);
        }
        merger.sort_terms();
        merger
    }

    /// Encodes what is said of a bigram: its postings, and the words that begin with it.
    fn encode_bigram<'i>(&'i self, encoder: &mut RangeEncoder, entry: &BigramEntry, buffers: &mut WordBuffers<'i>) {
        let BigramEntry { bigram, is_word, popularity, postings } = *entry;
        let longer = self.long_words.get(&bigram).map_or(&[][..], Vec::as_slice);
        let context = usize::from(is_word) * POPULARITY_BUCKETS + popularity;
        encoder.encode_bit(Context::IsWord, 0, is_word);
        encoder.encode_bit(Context::HasLongerWords, usize::from(is_word), !longer.is_empty());
        encoder.encode_number_in(Context::BigramStoryCount, context, postings.len() as u32 - 1);
        encoder.encode_postings(postings, self.stories);

        if is_word {
            let frequency = self.short_words.get(&bigram).map_or(0, |word| word.frequency);
            encoder.encode_number(Context::Frequency, frequency);
        }
        if !longer.is_empty() {
            encoder.encode_number(Context::LongerWordCount, longer.len() as u32 - 1);
        }
        for word in longer {
            self.encode_long_word(encoder, word, postings, buffers);
        }
    }

    /// Encodes a longer word; its posting list is one out of the stories of its first bigram.
    fn encode_long_word<'i>(
        &'i self,
        encoder: &mut RangeEncoder,
        word: &LongWord,
        of_bigram: &[Posting],
        WordBuffers { merger, postings }: &mut WordBuffers<'i>,
    ) {
        let length = word.text.chars().count() - 2;
        encoder.encode_number(Context::WordLength, length as u32 - 1);
        word.text.chars().skip(2).for_each(|c| bigram_shard::encode_character(encoder, c));
        encoder.encode_number(Context::Frequency, word.frequency);
        let absences = of_bigram.len() - word.stories;
        encoder.encode_number_in(Context::WordAbsences, log2_bucket(of_bigram.len()), absences as u32);

        merger.clear();
        for location in &word.locations {
            let segment = location.segment as usize;
            let word_postings = self.segments[segment].long_word_postings();
            merger.add_section(word_postings, location.position as usize, self.first_stories[segment]);
        }
        merger.collect_postings(merger.terms(), postings);

        // Every story of the word is one of its bigram: numbered by its position among those.
        let mut stories = (0..).zip(of_bigram);
        for posting in &mut *postings {
            let found = stories.find(|(_, other)| other.story() == posting.story());
            *posting = Posting::new(found.map_or(0, |(position, _)| position), posting.impact());
        }
        encoder.encode_postings(postings, of_bigram.len());
    }

    /// The words in the stories, and their characters, with their frequencies.
    fn word_frequencies(&self) -> impl Iterator<Item = (String, u32)> {
        let short = self.short_words.iter().map(|(pair, word)| (pair.to_text(), word.frequency));
        let long = self.long_words.values().flatten().map(|word| (word.text.to_string(), word.frequency));
        self.character_frequencies.iter().map(|(c, n)| (c.to_string(), *n)).chain(short).chain(long)
    }

    /// Writes a shard of single characters.
    pub fn characters_file(&self, shard: usize) -> Vec<u8> {
        let merger = self.merge_shard(IndexSegment::characters, shard);
        let mut encoder = RangeEncoder::default();
        let mut postings = Vec::new();
        let mut before = shard as u64;

        for terms in merger.terms().chunk_by(|a, b| a.term() == b.term()) {
            let character = terms[0].term();
            let gap = (character - before) / self.shape.characters as u64;
            encoder.encode_bit(Context::HasMore, 0, true);
            encoder.encode_number(Context::CharacterGap, gap as u32);
            before = character;

            merger.collect_postings(terms, &mut postings);
            encoder.encode_number(Context::CharacterStoryCount, postings.len() as u32 - 1);
            encoder.encode_postings(&postings, self.stories);
        }

        encoder.encode_bit(Context::HasMore, 0, false);
        with_checksum(&[&encoder.finish()])
    }

    /// Writes the scan form as JSON: stories with the texts of their bodies, and the words in them.
    pub fn scan_json(&self, stories: &[(StoryEntry, String)]) -> Vec<u8> {
        let words: BTreeMap<_, _> = self.word_frequencies().filter(|(_, frequency)| *frequency > 0).collect();
        let stories: Vec<_> = stories.iter().map(|(story, body)| (story.to_fields(), body)).collect();
        // Strings and numbers always have a JSON form.
        serde_json::to_vec(&(stories, words)).unwrap_or_default()
    }

    /// Writes `fold.bin` as JSON: traditional characters, wording, and frequencies of characters.
    pub fn fold_json(&self) -> Vec<u8> {
        // The scan form has these among its words.
        let none = FxHashMap::default();
        self.charset.fold_json(if self.form == SearchForm::Shards { &self.character_frequencies } else { &none })
    }

    /// Writes `sounds.bin` as JSON: characters by their readings.
    pub fn sounds_json(&self) -> Vec<u8> {
        self.charset.sounds_json()
    }

    /// Writes a file of suggestions as JSON.
    pub fn suggestions_json(&self, n: usize) -> Vec<u8> {
        self.suggestions.file_json(n)
    }
}

/// A bigram that is encoded.
struct BigramEntry<'p> {
    bigram: Bigram,
    is_word: bool,
    /// The bucket of its popularity.
    popularity: usize,
    postings: &'p [Posting],
}

/// Buffers for the postings of longer words.
#[derive(Default)]
struct WordBuffers<'i> {
    merger: ShardMerger<'i>,
    postings: Vec<Posting>,
}

/// A word that may be suggested.
struct VocabularyWord<'w> {
    /// The number of bytes that it fills in the stories that have it.
    bytes: usize,
    stories: usize,
    text: VocabularyText<'w>,
}

/// The text of a word, before it is needed.
enum VocabularyText<'w> {
    Short(Bigram),
    Long(&'w str),
}

impl From<VocabularyText<'_>> for String {
    fn from(text: VocabularyText) -> Self {
        match text {
            VocabularyText::Short(bigram) => bigram.to_text(),
            VocabularyText::Long(text) => text.to_owned(),
        }
    }
}

fn bigram_of(term: &SegmentTerm) -> Bigram {
    Bigram::from_number(term.term())
}

/// Writes a block of story data as JSON.
pub fn block_json(stories: &[StoryEntry]) -> Vec<u8> {
    // Strings and numbers always have a JSON form.
    serde_json::to_vec(&stories.iter().map(StoryEntry::to_fields).collect::<Vec<_>>()).unwrap_or_default()
}

/// Compresses JSON into a file of the index.
pub fn pack_json(json: &[u8]) -> Vec<u8> {
    with_checksum(&[&deflate(json)])
}
