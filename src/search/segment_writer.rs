//! Indexing of texts: folds them, extracts characters, bigrams and dictionary words, and packs the postings of a segment.

use rustc_hash::FxHashMap;

use super::bigram::Bigram;
use super::charset::CharacterSet;
use super::cut::Cut;
use super::dictionary::WordDictionary;
use super::fold::{fold_into_chars, is_han, is_searchable};
use super::impact::Field;
use super::keywords::KeywordCollector;
use super::packed_postings::{Occurrence, PackedPostings, PostingsPacker};
use super::radix_sort::radix_sort;
use super::segment::{IndexSegment, IndexShape};
use super::segmenter::Segmenter;

pub use super::packed_postings::MAX_SEGMENT_STORIES;

/// Initial capacity for bigrams: those of some three hundred stories.
const INITIAL_BIGRAMS: usize = 1 << 18;

/// Bits of a bigram that are set only if the second character is beyond U+FFFF. Without them a bigram has 32 bits, and is sorted
/// in fewer rounds.
const SUPPLEMENTARY_BITS: u64 = 0x1F << 16;

/// Indexes the texts of a segment's stories, one segment after the other; keeps its buffers from one to the next.
pub struct SegmentWriter<'s> {
    dictionary: &'s WordDictionary,
    shape: IndexShape,
    /// The number of stories so far.
    stories: usize,
    /// The folded text that is being added.
    text: Vec<char>,
    bigrams: Vec<Occurrence>,
    /// Characters, once for each story.
    characters: Vec<Occurrence>,
    /// By character: one more than the last story that has it.
    last_story: Vec<u16>,
    /// Words of three and more characters, by their positions in `long_words`.
    long_word_occurrences: Vec<Occurrence>,
    long_words: Vec<Box<str>>,
    /// From the dictionary's numbers of words to the positions in `long_words`.
    word_numbers: FxHashMap<u32, u32>,
    /// The Han characters that folding may have replaced; those that it leaves are added at the end.
    charset: CharacterSet,
    keywords: KeywordCollector,
    spare: Vec<Occurrence>,
    packer: PostingsPacker,
}

impl<'s> SegmentWriter<'s> {
    /// Makes a writer without stories.
    pub fn new(segmenter: &'s Segmenter, shape: IndexShape) -> Self {
        Self {
            dictionary: segmenter.dictionary(),
            shape,
            stories: 0,
            text: Vec::new(),
            // Untouched memory costs nothing; moving to a larger allocation does.
            bigrams: Vec::with_capacity(INITIAL_BIGRAMS),
            characters: Vec::with_capacity(INITIAL_BIGRAMS / 4),
            last_story: vec![0; char::MAX as usize + 1],

            long_word_occurrences: Vec::new(),
            long_words: Vec::new(),
            word_numbers: FxHashMap::default(),
            charset: CharacterSet::default(),
            keywords: KeywordCollector::default(),
            spare: Vec::new(),
            packer: PostingsPacker::default(),
        }
    }

    /// Adds a text of a story, by the story's number in the segment, below [`MAX_SEGMENT_STORIES`]. Stories come in the order of
    /// their numbers, the headline of each first, then the rest of its head.
    pub fn add_text(&mut self, story: u16, field: Field, text: &str) {
        self.stories = usize::from(story) + 1;
        let mut folded = std::mem::take(&mut self.text);
        fold_into_chars(text, &mut folded, |c| self.charset.insert_character(c));

        let mut before = None;
        let mut characters = self.characters.len();
        self.characters.resize(characters + folded.len(), Occurrence::default());
        // The length of the run of Han characters that ends here.
        let mut han = 0;

        for (at, &c) in folded.iter().enumerate() {
            if !is_searchable(c) {
                before = None;
                han = 0;
                continue;
            }

            // Branchless, as a branch would be mispredicted: written always, and overwritten if the story has it already.
            self.characters[characters] = Occurrence::new(u64::from(c as u32), story, field);
            let last_story = std::mem::replace(&mut self.last_story[c as usize], story + 1);
            characters += usize::from(last_story != story + 1);

            if let Some(first) = before.replace(c) {
                self.bigrams.push(Occurrence::new(Bigram::new(first, c).to_number(), story, field));
            }
            han = if is_han(c) { han + 1 } else { 0 };
            if han > 2 && self.dictionary.may_begin_word([folded[at - 2], folded[at - 1], c]) {
                self.add_words(story, field, &folded[at - 2..]);
            }
        }

        self.characters.truncate(characters);
        self.text = folded;
    }

    /// Adds the words of three and more Han characters that a text begins with.
    fn add_words(&mut self, story: u16, field: Field, text: &[char]) {
        let Self { dictionary, long_word_occurrences, long_words, word_numbers, .. } = self;

        dictionary.for_each_long_prefix(text, |length, word| {
            let characters = &text[..length];
            if !characters.iter().all(|c| is_han(*c)) {
                return;
            }
            let number = *word_numbers.entry(word.id).or_insert_with(|| {
                long_words.push(characters.iter().collect::<String>().into());
                long_words.len() as u32 - 1
            });
            long_word_occurrences.push(Occurrence::new(u64::from(number), story, field));
        });
    }

    /// Sorts and packs the segment and takes it out; what is added then begins another one.
    pub fn finish_segment(&mut self) -> Cut {
        self.sort_occurrences();
        let stories = std::mem::take(&mut self.stories);
        self.keywords.reserve_stories(stories);

        let mut short_words = Vec::new();
        let bigrams = self.pack_bigrams(&mut short_words);
        let long_words = std::mem::take(&mut self.long_words);
        let long_word_postings = self.pack_long_words(&long_words);
        let characters = self.pack_characters();

        self.bigrams.clear();
        self.characters.clear();
        self.long_word_occurrences.clear();
        self.word_numbers.clear();

        let segment = IndexSegment { stories, bigrams, characters, long_words, long_word_postings, short_words };
        Cut { segment, charset: std::mem::take(&mut self.charset), keywords: self.keywords.take_keywords(stories) }
    }

    fn sort_occurrences(&mut self) {
        radix_sort(&mut self.long_word_occurrences, &mut self.spare, Occurrence::term);
        radix_sort(&mut self.characters, &mut self.spare, Occurrence::term);

        let is_supplementary = self.bigrams.iter().fold(0, |any, bigram| any | bigram.term()) & SUPPLEMENTARY_BITS != 0;
        if is_supplementary {
            radix_sort(&mut self.bigrams, &mut self.spare, Occurrence::term);
        } else {
            radix_sort(&mut self.bigrams, &mut self.spare, |bigram| {
                bigram.term() >> 5 & !0xFFFF | bigram.term() & 0xFFFF
            });
        }
    }

    /// Packs the bigrams; collects those that are words, each with the number of its stories.
    fn pack_bigrams(&mut self, short_words: &mut Vec<(Bigram, usize)>) -> PackedPostings {
        let Self { dictionary, keywords, packer, .. } = self;
        let shards = self.shape.shards;

        packer.pack_occurrences(
            &self.bigrams,
            shards,
            |bigram| Bigram::from_number(bigram).shard(shards),
            |occurrences| {
                let bigram = Bigram::from_number(occurrences[0].term());
                let (a, b) = bigram.characters();
                let is_word = is_han(a) && is_han(b) && dictionary.find_word(&[a, b]).is_some();
                if is_word {
                    short_words.push((bigram, keywords.add_word(bigram.encode_text(&mut [0; 8]), occurrences)));
                }
                is_word
            },
        )
    }

    /// Packs the longer words, each in a shard of its own.
    fn pack_long_words(&mut self, long_words: &[Box<str>]) -> PackedPostings {
        let Self { keywords, packer, .. } = self;

        packer.pack_occurrences(
            &self.long_word_occurrences,
            long_words.len(),
            |number| number as usize,
            |occurrences| {
                keywords.add_word(&long_words[occurrences[0].term() as usize], occurrences);
                true
            },
        )
    }

    /// Packs the single characters; adds the Han characters to the character set, and resets the table of last stories.
    fn pack_characters(&mut self) -> PackedPostings {
        let Self { last_story, charset, packer, .. } = self;
        let shards = self.shape.characters;

        packer.pack_occurrences(
            &self.characters,
            shards,
            |c| c as usize % shards,
            |occurrences| {
                let code = occurrences[0].term() as u32;
                last_story[code as usize] = 0;
                char::from_u32(code).filter(|c| is_han(*c)).into_iter().for_each(|c| charset.insert_character(c));
                false
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::impact::Impact;
    use super::super::shard_merger::ShardMerger;
    use super::*;

    /// The stories of a term.
    fn term_postings(sections: &PackedPostings, shard: usize, term: u64) -> Vec<(u32, Impact)> {
        let (mut gathered, mut found) = (ShardMerger::default(), Vec::new());
        gathered.add_section(sections, shard, 0);
        gathered.sort_terms();
        let terms: Vec<_> = gathered.terms().iter().copied().filter(|found| found.term() == term).collect();
        gathered.collect_postings(&terms, &mut found);
        found.iter().map(|posting| (posting.story(), posting.impact())).collect()
    }

    #[test]
    fn terms_come_back_with_stories_and_classes() {
        let segmenter = Segmenter::new();
        let shape = IndexShape { shards: 3, characters: 2, suggestions: 1 };
        let mut cutter = SegmentWriter::new(&segmenter, shape);
        cutter.add_text(0, Field::Title, "火炬");
        cutter.add_text(0, Field::Head, "火炬长三角");
        cutter.add_text(0, Field::Body, "火炬，火炬");
        cutter.add_text(7, Field::Body, "火炬6.5，火炬");
        // A second character beyond U+FFFF is sorted another way.
        cutter.add_text(8, Field::Body, "大𠮷");
        let chunk = cutter.finish_segment().segment;
        let of = |pair: Bigram| term_postings(chunk.bigrams(), pair.shard(3), pair.to_number());
        assert_eq!(of(Bigram::new('火', '炬')), [(0, Impact::Title), (7, Impact::Few)]);
        assert_eq!(of(Bigram::new('大', '𠮷')), [(8, Impact::Once)]);
        assert_eq!(term_postings(chunk.characters(), '5' as usize % 2, '5'.into()), [(7, Impact::Once)]);
        assert_eq!(
            term_postings(chunk.characters(), '火' as usize % 2, '火'.into()),
            [(0, Impact::Title), (7, Impact::Once)]
        );
        assert_eq!(chunk.long_words(), [Box::from("长三角")]);
        assert_eq!(term_postings(chunk.long_word_postings(), 0, 0), [(0, Impact::Head)]);
        assert_eq!(chunk.long_word_postings().first_term_story_count(0), 1);
        let short = chunk.short_words();
        assert!(
            short.contains(&(Bigram::new('火', '炬'), 2)) && short.contains(&(Bigram::new('三', '角'), 1)),
            "{short:?}"
        );
        assert!(short.iter().all(|(pair, _)| *pair != Bigram::new('大', '𠮷')), "{short:?}");
    }

    #[test]
    fn one_that_is_used_again_cuts_as_a_new_one() {
        let segmenter = Segmenter::new();
        let shape = IndexShape { shards: 3, characters: 2, suggestions: 1 };
        let cut = |cutter: &mut SegmentWriter, texts: &[&str]| {
            for (number, text) in (0..).zip(texts) {
                cutter.add_text(number, Field::Title, text);
                cutter.add_text(number, Field::Body, &text.repeat(2));
            }
            cutter.finish_segment()
        };
        let chunks =
            [&["臺灣長三角，C++", "科技创新，长三角"][..], &["长三角𠮷野家"], &[], &["科技", "臺灣", "长三角"]];
        let mut again = SegmentWriter::new(&segmenter, shape);
        for texts in chunks {
            assert_eq!(cut(&mut again, texts), cut(&mut SegmentWriter::new(&segmenter, shape), texts), "{texts:?}");
        }
    }
}
