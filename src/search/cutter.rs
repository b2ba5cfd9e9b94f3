//! Texts → their terms, packed.

use rustc_hash::FxHashMap;

use super::bits::Field;
use super::chunk::{Chunk, Shape};
use super::cut::Cut;
use super::dictionary::Dictionary;
use super::fold::{fold_into, is_han, is_searchable};
use super::help::Written;
use super::keywords::Keywords;
use super::pair::Pair;
use super::sections::{Occurrence, Packer};
use super::sort::sort;
use super::terms::Segmenter;

pub use super::sections::LIMIT;

/// Pairs for which there is room from the first: those of some three hundred stories.
const ROOM: usize = 1 << 18;

/// Cuts the texts of some stories, a chunk, and of the next; keeps its room from one to the next.
pub struct Cutter<'s> {
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
    /// The characters that the texts are written with, and their folded forms do not have.
    written: Written,
    keywords: Keywords,
    spare: Vec<Occurrence>,
    packer: Packer,
}

impl<'s> Cutter<'s> {
    /// One that has cut nothing yet.
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
            written: Written::default(),
            keywords: Keywords::default(),
            spare: Vec::new(),
            packer: Packer::default(),
        }
    }

    /// Cuts a text of a story by its number in the chunk, below [`LIMIT`]. Stories come in the order of their
    /// numbers, the headline of each first, then what else is in its head.
    pub fn add(&mut self, story: u16, field: Field, text: &str) {
        self.stories = usize::from(story) + 1;
        let mut folded = std::mem::take(&mut self.text);
        fold_into(text, &mut folded, |c| self.written.add(c));
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
            let seen = std::mem::replace(&mut self.seen[c as usize], story + 1);
            characters += usize::from(seen != story + 1);
            if let Some(first) = before.replace(c) {
                self.pairs.push(Occurrence::new(Pair::new(first, c).number(), story, field));
            }
            han = if is_han(c) { han + 1 } else { 0 };
            if han > 2 && self.dictionary.may_begin([folded[at - 2], folded[at - 1], c]) {
                self.add_words(story, field, &folded[at - 2..]);
            }
        }
        self.characters.truncate(characters);
        self.text = folded;
    }

    /// Adds the words of three and more Han characters that a text begins with.
    fn add_words(&mut self, story: u16, field: Field, text: &[char]) {
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
            words.push(Occurrence::new(u64::from(place), story, field));
        });
    }

    /// Takes out what comes of the texts, sorted and packed; what is added then begins another chunk.
    pub fn finish(&mut self) -> Cut {
        let Self { dictionary, shape, seen, keywords, written, spare, packer, .. } = self;
        let Shape { shards, characters: files, .. } = *shape;
        sort(&mut self.words, spare, Occurrence::term);
        sort(&mut self.characters, spare, Occurrence::term);
        if self.pairs.iter().fold(0, |any, pair| any | pair.term()) & UNUSED == 0 {
            sort(&mut self.pairs, spare, |pair| pair.term() >> 5 & !0xFFFF | pair.term() & 0xFFFF);
        } else {
            sort(&mut self.pairs, spare, Occurrence::term);
        }
        let (stories, names) = (std::mem::take(&mut self.stories), std::mem::take(&mut self.names));
        keywords.reserve(stories);
        let mut short_words = Vec::new();
        let pairs = packer.pack(
            &self.pairs,
            shards,
            |pair| Pair::from_number(pair).shard(shards),
            |occurrences| {
                let pair = Pair::from_number(occurrences[0].term());
                let (a, b) = pair.characters();
                let is_word = is_han(a) && is_han(b) && dictionary.get(&[a, b]).is_some();
                if is_word {
                    short_words.push((pair, keywords.add(pair.text_in(&mut [0; 8]), occurrences)));
                }
                is_word
            },
        );
        let words = packer.pack(
            &self.words,
            names.len(),
            |name| name as usize,
            |occurrences| {
                keywords.add(&names[occurrences[0].term() as usize], occurrences);
                true
            },
        );
        let characters = packer.pack(
            &self.characters,
            files,
            |c| c as usize % files,
            |occurrences| {
                let code = occurrences[0].term() as u32;
                seen[code as usize] = 0;
                char::from_u32(code).filter(|c| is_han(*c)).into_iter().for_each(|c| written.add(c));
                false
            },
        );
        [&mut self.pairs, &mut self.characters, &mut self.words].into_iter().for_each(Vec::clear);
        self.places.clear();
        let chunk = Chunk { stories, pairs, characters, names, words, short_words };
        Cut { chunk, written: std::mem::take(written), keywords: keywords.take(stories) }
    }
}

/// Bits of a pair that are set only where the second character is a very rare one, beyond U+FFFF: without them a pair
/// has 32 bits, and is the sooner sorted.
const UNUSED: u64 = 0x1F << 16;

#[cfg(test)]
mod tests {
    use super::super::bits::Class;
    use super::super::postings::Gathered;
    use super::super::sections::Sections;
    use super::*;

    /// The stories of a term.
    fn stories(sections: &Sections, shard: usize, term: u64) -> Vec<(u32, Class)> {
        let (mut gathered, mut found) = (Gathered::default(), Vec::new());
        gathered.add(sections, shard, 0);
        gathered.sort();
        let terms: Vec<_> = gathered.terms().iter().copied().filter(|found| found.term() == term).collect();
        gathered.stories(&terms, &mut found);
        found.iter().map(|posting| (posting.story(), posting.class())).collect()
    }

    #[test]
    fn terms_come_back_with_stories_and_classes() {
        let segmenter = Segmenter::new();
        let shape = Shape { shards: 3, characters: 2, suggestions: 1 };
        let mut cutter = Cutter::new(&segmenter, shape);
        cutter.add(0, Field::Title, "火炬");
        cutter.add(0, Field::Head, "火炬长三角");
        cutter.add(0, Field::Body, "火炬，火炬");
        cutter.add(7, Field::Body, "火炬6.5，火炬");
        // A second character beyond U+FFFF is sorted another way.
        cutter.add(8, Field::Body, "大𠮷");
        let chunk = cutter.finish().chunk;
        let of = |pair: Pair| stories(chunk.pairs(), pair.shard(3), pair.number());
        assert_eq!(of(Pair::new('火', '炬')), [(0, Class::Title), (7, Class::Few)]);
        assert_eq!(of(Pair::new('大', '𠮷')), [(8, Class::Once)]);
        assert_eq!(stories(chunk.characters(), '5' as usize % 2, '5'.into()), [(7, Class::Once)]);
        assert_eq!(stories(chunk.characters(), '火' as usize % 2, '火'.into()), [(0, Class::Title), (7, Class::Once)]);
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

    #[test]
    fn one_that_is_used_again_cuts_as_a_new_one() {
        let segmenter = Segmenter::new();
        let shape = Shape { shards: 3, characters: 2, suggestions: 1 };
        let cut = |cutter: &mut Cutter, texts: &[&str]| {
            for (number, text) in (0..).zip(texts) {
                cutter.add(number, Field::Title, text);
                cutter.add(number, Field::Body, &text.repeat(2));
            }
            cutter.finish()
        };
        let chunks =
            [&["臺灣長三角，C++", "科技创新，长三角"][..], &["长三角𠮷野家"], &[], &["科技", "臺灣", "长三角"]];
        let mut again = Cutter::new(&segmenter, shape);
        for texts in chunks {
            assert_eq!(cut(&mut again, texts), cut(&mut Cutter::new(&segmenter, shape), texts), "{texts:?}");
        }
    }
}
