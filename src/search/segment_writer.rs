//! Texts → their terms, packed.

use rustc_hash::FxHashMap;

use super::bigram::Bigram;
use super::charset::CharacterSet;
use super::cut::Cut;
use super::dictionary::WordDictionary;
use super::encoding::Field;
use super::fold::{fold_into_chars, is_han, is_searchable};
use super::keywords::KeywordCollector;
use super::packed_postings::{Occurrence, PostingsPacker};
use super::radix_sort::radix_sort;
use super::segment::{IndexSegment, IndexShape};
use super::segmenter::Segmenter;

pub use super::packed_postings::MAX_SEGMENT_STORIES;

/// Pairs for which there is room from the first: those of some three hundred stories.
const INITIAL_BIGRAMS: usize = 1 << 18;

/// Cuts the texts of some stories, a chunk, and of the next; keeps its room from one to the next.
pub struct SegmentWriter<'s> {
    dictionary: &'s WordDictionary,
    shape: IndexShape,
    /// How many stories it has.
    stories: usize,
    /// The text that is being added.
    text: Vec<char>,
    bigrams: Vec<Occurrence>,
    /// Characters, once in each story.
    characters: Vec<Occurrence>,
    /// By character: one more than the last story that has it.
    last_story: Vec<u16>,
    /// Words of three and more characters by their places in `names`.
    long_word_occurrences: Vec<Occurrence>,
    long_words: Vec<Box<str>>,
    /// By the numbers that the dictionary gives them.
    word_numbers: FxHashMap<u32, u32>,
    /// The characters that the texts are written with, and their folded forms do not have.
    charset: CharacterSet,
    keywords: KeywordCollector,
    spare: Vec<Occurrence>,
    packer: PostingsPacker,
}

impl<'s> SegmentWriter<'s> {
    /// One that has cut nothing yet.
    pub fn new(segmenter: &'s Segmenter, shape: IndexShape) -> Self {
        Self {
            dictionary: segmenter.dictionary(),
            shape,
            stories: 0,
            text: Vec::new(),
            // Untouched memory costs nothing, and to move to where there is more room does.
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

    /// Cuts a text of a story by its number in the chunk, below [`LIMIT`]. Stories come in the order of their
    /// numbers, the headline of each first, then what else is in its head.
    pub fn add_text(&mut self, story: u16, field: Field, text: &str) {
        self.stories = usize::from(story) + 1;
        let mut folded = std::mem::take(&mut self.text);
        fold_into_chars(text, &mut folded, |c| self.charset.insert_character(c));
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
            self.characters[characters] = Occurrence::new(u64::from(c as u32), story, field);
            let seen = std::mem::replace(&mut self.last_story[c as usize], story + 1);
            characters += usize::from(seen != story + 1);
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
        let Self { dictionary, long_word_occurrences: words, long_words: names, word_numbers: places, .. } = self;
        dictionary.for_each_long_prefix(text, |length, word| {
            let chars = &text[..length];
            if !chars.iter().all(|c| is_han(*c)) {
                return;
            }
            let place = *places.entry(word.id).or_insert_with(|| {
                names.push(chars.iter().collect::<String>().into());
                names.len() as u32 - 1
            });
            words.push(Occurrence::new(u64::from(place), story, field));
        });
    }

    /// Takes out what comes of the texts, sorted and packed; what is added then begins another chunk.
    pub fn finish_segment(&mut self) -> Cut {
        let Self { dictionary, shape, last_story: seen, keywords, charset: written, spare, packer, .. } = self;
        let IndexShape { shards, characters: files, .. } = *shape;
        radix_sort(&mut self.long_word_occurrences, spare, Occurrence::term);
        radix_sort(&mut self.characters, spare, Occurrence::term);
        if self.bigrams.iter().fold(0, |any, pair| any | pair.term()) & SUPPLEMENTARY_BITS == 0 {
            radix_sort(&mut self.bigrams, spare, |pair| pair.term() >> 5 & !0xFFFF | pair.term() & 0xFFFF);
        } else {
            radix_sort(&mut self.bigrams, spare, Occurrence::term);
        }
        let (stories, names) = (std::mem::take(&mut self.stories), std::mem::take(&mut self.long_words));
        keywords.reserve_stories(stories);
        let mut short_words = Vec::new();
        let pairs = packer.pack_occurrences(
            &self.bigrams,
            shards,
            |pair| Bigram::from_number(pair).shard(shards),
            |occurrences| {
                let pair = Bigram::from_number(occurrences[0].term());
                let (a, b) = pair.characters();
                let is_word = is_han(a) && is_han(b) && dictionary.find_word(&[a, b]).is_some();
                if is_word {
                    short_words.push((pair, keywords.add_word(pair.encode_text(&mut [0; 8]), occurrences)));
                }
                is_word
            },
        );
        let words = packer.pack_occurrences(
            &self.long_word_occurrences,
            names.len(),
            |name| name as usize,
            |occurrences| {
                keywords.add_word(&names[occurrences[0].term() as usize], occurrences);
                true
            },
        );
        let characters = packer.pack_occurrences(
            &self.characters,
            files,
            |c| c as usize % files,
            |occurrences| {
                let code = occurrences[0].term() as u32;
                seen[code as usize] = 0;
                char::from_u32(code).filter(|c| is_han(*c)).into_iter().for_each(|c| written.insert_character(c));
                false
            },
        );
        [&mut self.bigrams, &mut self.characters, &mut self.long_word_occurrences].into_iter().for_each(Vec::clear);
        self.word_numbers.clear();
        let chunk = IndexSegment {
            stories,
            bigrams: pairs,
            characters,
            long_words: names,
            long_word_postings: words,
            short_words,
        };
        Cut { chunk, written: std::mem::take(written), keywords: keywords.take_keywords(stories) }
    }
}

/// Bits of a pair that are set only where the second character is a very rare one, beyond U+FFFF: without them a pair
/// has 32 bits, and is the sooner sorted.
const SUPPLEMENTARY_BITS: u64 = 0x1F << 16;

#[cfg(test)]
mod tests {
    use super::super::encoding::Impact;
    use super::super::packed_postings::PackedPostings;
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
        let chunk = cutter.finish_segment().chunk;
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
