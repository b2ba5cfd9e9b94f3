//! Word segmentation, with the same result as jieba: the most probable path through the words of a text, and a hidden Markov model
//! for unknown ones.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use jieba_rs::Jieba;

use super::dictionary::{DictionaryWord, WordDictionary};
use super::fold::{fold_text, is_han};
use crate::digest::{Digest, Hasher};

/// Cuts text into words of a dictionary.
#[derive(Clone, Default)]
pub struct Segmenter {
    dictionary: WordDictionary,
}

/// Cuts unknown words by a hidden Markov model.
static HMM_SEGMENTER: LazyLock<Jieba> = LazyLock::new(Jieba::empty);

/// The first step of the most probable path from a character on.
#[derive(Clone, Copy)]
struct RouteStep {
    /// Where the next step begins.
    end: usize,
    /// The word, unless the step is a single unknown character.
    word: Option<DictionaryWord>,
    /// The logarithm of the path's probability.
    probability: f64,
}

impl Segmenter {
    /// Makes a segmenter with the general dictionary.
    pub fn new() -> Self {
        Self::default()
    }

    /// The digest of the added words.
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::default();
        for (word, frequency) in self.dictionary.added_words() {
            hasher = hasher.add_text(&String::from_iter(word)).add_bytes(&frequency.to_le_bytes());
        }
        hasher.to_digest()
    }

    /// The dictionary, with the added words.
    pub fn dictionary(&self) -> &WordDictionary {
        &self.dictionary
    }

    /// Returns a segmenter with these words too; itself if it has them all.
    pub fn with_words<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> Cow<'_, Self> {
        let words: BTreeSet<String> = words.into_iter().map(fold_text).collect();
        let mut added = Vec::new();
        for word in words.iter().filter(|word| is_word(word)) {
            let chars: Vec<char> = word.chars().collect();
            if self.dictionary.find_word(&chars).is_none() {
                let frequency = self.minimum_frequency(&chars);
                added.push((chars, frequency));
            }
        }

        if added.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut known = self.clone();
        known.dictionary.add_words(added);
        Cow::Owned(known)
    }

    /// The least frequency at which a word is not cut apart.
    fn minimum_frequency(&self, word: &[char]) -> u32 {
        let total = (self.dictionary.total_frequency() as f64).ln();
        let route = self.best_route(word);
        let mut at = 0;
        let mut probability = total;
        while let Some(step) = route.get(at) {
            probability += step.word.map_or(0.0, |word| f64::from(word.frequency).ln()) - total;
            at = step.end;
        }
        probability.exp() as u32 + 1
    }

    /// The most probable path: for each character its first step from there, by dynamic programming from the end.
    fn best_route(&self, chars: &[char]) -> Vec<RouteStep> {
        let total = (self.dictionary.total_frequency() as f64).ln();
        let mut route: Vec<RouteStep> = vec![RouteStep { end: 0, word: None, probability: 0.0 }; chars.len() + 1];
        for at in (0..chars.len()).rev() {
            let mut best: Option<RouteStep> = None;
            self.dictionary.for_each_prefix(&chars[at..], |length, word| {
                let end = at + length;
                let probability = f64::from(word.frequency).ln() - total + route[end].probability;
                // Of equals, the longer word.
                if best.is_none_or(|best| (probability, end) > (best.probability, best.end)) {
                    best = Some(RouteStep { end, word: Some(word), probability });
                }
            });

            let alone = RouteStep { end: at + 1, word: None, probability: route[at + 1].probability - total };
            route[at] = best.unwrap_or(alone);
        }
        route.pop();
        route
    }

    /// Cuts a text into words; together they are the text. Unknown words are guessed, which the index must not do.
    pub fn words_with_hmm<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> + use<'t> {
        self.cut_text(text, true).into_iter().map(|(word, _)| word)
    }

    /// Cuts a text into words of the dictionary alone, as the browser cuts a query; together they are the text.
    pub fn known_words<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> + use<'t> {
        self.cut_text(text, false).into_iter().map(|(word, _)| word)
    }

    /// The nouns among [`Segmenter::known_words`]: nouns, names, verbal nouns (调研, 合作) and this program's own words; of two and
    /// more Han characters.
    pub fn known_nouns<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> + use<'t> {
        let names =
            self.cut_text(text, false).into_iter().filter(|(_, known)| known.is_some_and(|known| known.is_noun));
        names.map(|(word, _)| word).filter(|word| is_word(word))
    }

    fn cut_text<'t>(&self, text: &'t str, guess: bool) -> Vec<(&'t str, Option<DictionaryWord>)> {
        let mut words = Vec::with_capacity(text.len() / 4);
        let mut rest = text;

        while let Some(first) = rest.chars().next() {
            let length = rest.find(|c| !is_block_character(c)).unwrap_or(rest.len());
            let (stretch, behind) = rest.split_at(length.max(first.len_utf8()));
            rest = behind;
            if length > 0 {
                self.cut_block(stretch, guess, &mut words);
            } else {
                words.push((stretch, None));
            }
        }
        words
    }

    fn cut_block<'t>(&self, text: &'t str, guess: bool, words: &mut Vec<(&'t str, Option<DictionaryWord>)>) {
        let chars: Vec<char> = text.chars().collect();
        let mut places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
        places.push(text.len());

        let piece = |from: usize, to: usize| &text[places[from]..places[to]];
        let route = self.best_route(&chars);
        let joins = |at: usize| route[at].end == at + 1 && (guess || chars[at].is_ascii_alphanumeric());

        let mut at = 0;
        while at < chars.len() {
            let mut end = at;
            while end < chars.len() && joins(end) {
                end += 1;
            }
            if end < at + 2 {
                words.push((piece(at, route[at].end), route[at].word));
                at = route[at].end;
            } else if guess && self.dictionary.find_word(&chars[at..end]).is_some() {
                words.extend((at..end).map(|at| (piece(at, at + 1), route[at].word)));
                at = end;
            } else if guess {
                words.extend(HMM_SEGMENTER.cut(piece(at, end), true).into_iter().map(|token| (token.word, None)));
                at = end;
            } else {
                words.push((piece(at, end), None));
                at = end;
            }
        }
    }

    /// The frequency of a word of the dictionary, or of a character, in the dictionary's corpus; 0 for a character that is no
    /// word, and for a word that is always cut apart because its parts are more probable together.
    pub fn word_frequency(&self, word: &str) -> u32 {
        let characters: Vec<char> = word.chars().collect();
        let Some(known) = self.dictionary.find_word(&characters) else { return 0 };
        let is_whole = characters.len() == 1 || self.best_route(&characters)[0].end == characters.len();
        if is_whole { known.frequency } else { 0 }
    }

    /// The sum of all frequencies.
    pub fn total_frequency(&self) -> u64 {
        self.dictionary.total_frequency()
    }
}

/// Whether a character is segmented together with its neighbours, as in jieba; others are words of their own.
fn is_block_character(c: char) -> bool {
    (is_han(c) && !matches!(c, '〇' | '々')) || c.is_ascii_alphanumeric() || "+#&._%-".contains(c)
}

/// Whether a text can be a word of the dictionary: 2 to 16 Han characters.
pub fn is_word(text: &str) -> bool {
    (2..=16).contains(&text.chars().count()) && text.chars().all(is_han)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frequency_is_that_of_a_word_that_is_not_cut_apart() {
        let segmenter = Segmenter::new();
        let frequencies = ["火炬杯", "中能", "㐀", "科技", "的"].map(|word| segmenter.word_frequency(word));
        assert_eq!(frequencies[..3], [200, 0, 0]);
        assert!(frequencies[3] > 1000 && frequencies[4] > 100_000, "{frequencies:?}");
    }

    #[test]
    fn a_site_has_words_of_its_own() {
        let segmenter = Segmenter::new();
        assert!(matches!(segmenter.with_words(["火炬杯", "科技", "第十五期x"]), Cow::Borrowed(_)));
        let own = segmenter.with_words(["卜歆宇", "湖畔燈塔計劃"]);
        let cut = |text| own.known_words(text).collect::<Vec<_>>();
        assert_eq!(cut("摄影卜歆宇湖畔灯塔计划启动"), ["摄影", "卜歆宇", "湖畔灯塔计划", "启动"]);
        assert!(own.total_frequency() > segmenter.total_frequency());
    }

    #[test]
    fn words_are_those_that_jieba_finds() {
        // A dictionary that has no own words but those of this program.
        let mut jieba = Jieba::new();
        let own = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
        for (word, frequency) in own.filter_map(|line| line.split_once(' ')) {
            jieba.add_word(word, frequency.parse().ok(), None);
        }
        let segmenter = Segmenter::new();
        let texts =
            include_str!("../../benches/words.txt").lines().map(|line| line.split(' ').next().unwrap_or_default());
        let words: Vec<&str> = texts.collect();
        let mut texts: Vec<String> = words.chunks(9).map(<[_]>::concat).collect();
        texts.push("T恤、卡拉OK，AI绘画2.0版\n“二〇二〇年”GB/T 37668 C++ 5G 卜歆宇𠮷野家 Ｃ++ —— 独山港区".into());
        assert!(texts.len() > 1000);
        for text in &texts {
            for guess in [false, true] {
                let expected: Vec<&str> = jieba.cut(text, guess).into_iter().map(|token| token.word).collect();
                let found: Vec<&str> = segmenter.cut_text(text, guess).into_iter().map(|(word, _)| word).collect();
                assert_eq!(found, expected, "{text}");
            }
        }
    }
}
