//! The dictionary's words in a text.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jieba_rs::Jieba;

use super::fold::{fold, is_han};

/// Cuts text into terms. Loading the dictionary takes about 0.1 s and 30 MB: make one and share it.
#[derive(Clone)]
pub struct Segmenter {
    jieba: Jieba,
    total: u64,
}

impl Default for Segmenter {
    fn default() -> Self {
        Self::new()
    }
}

impl Segmenter {
    /// Loads the dictionary.
    #[must_use]
    pub fn new() -> Self {
        let mut jieba = Jieba::new();
        let mut total = DICTIONARY_TOTAL;
        let own = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
        for (word, frequency) in own.filter_map(|line| line.split_once(' ')) {
            total += jieba.add_word(word, frequency.parse().ok(), None) as u64;
        }
        Self { jieba, total }
    }

    /// A segmenter that knows these words too; the same one if it knows them all.
    #[must_use]
    pub fn knowing<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> Cow<'_, Self> {
        let words: BTreeSet<String> = words.into_iter().map(fold).collect();
        let mut known = Cow::Borrowed(self);
        for word in words.iter().filter(|word| is_word(word) && !self.jieba.has_word(word)) {
            let known = known.to_mut();
            known.total += known.jieba.add_word(word, None, None) as u64;
        }
        known
    }

    /// A text cut into words; together they are the text. Unknown words are guessed, which an index must not do.
    pub fn words<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        self.jieba.cut(text, true).into_iter().map(|token| token.word)
    }

    /// A text cut into words of the dictionary alone, as the browser cuts a query; together they are the text.
    pub fn known_words<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        self.jieba.cut(text, false).into_iter().map(|token| token.word)
    }

    /// The words of a text, as [`Segmenter::known_words`] cuts it, that name something: nouns, names, what can be done as
    /// a thing (调研, 合作), and this program's own words; of two and more Han characters.
    pub fn names<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let tokens = self.jieba.tag(text, false).into_iter();
        let names = tokens
            .filter(|token| token.tag.is_empty() || token.tag.starts_with('n') || ["vn", "j"].contains(&token.tag));
        names.map(|token| token.word).filter(|word| word.chars().nth(1).is_some() && word.chars().all(is_han))
    }

    /// Hands out every word of two and more Han characters of a [folded](fold) text, wherever it begins: all that the
    /// dictionary knows, also inside one another. With each comes the number of the character that it begins with,
    /// and how many it has.
    pub fn each_word<'t>(&self, text: &'t str, mut found: impl FnMut(&'t str, usize, usize)) {
        for token in self.jieba.cut_all(text) {
            let length = token.end - token.start;
            // What is no Han character comes out as it is, one by one or in stretches of ASCII.
            if length > 1 && !token.word.starts_with(|c: char| c.is_ascii()) {
                found(token.word, token.start, length);
            }
        }
    }

    /// How often each of some words of the dictionary, or characters, stands in the texts that it was made from, give
    /// or take one; 0 for a character that is no word, and for a word that is always cut apart because its parts
    /// together are more probable.
    #[must_use]
    pub fn frequencies(&self, words: &[&str]) -> Vec<u32> {
        let mut frequencies = Vec::with_capacity(words.len());
        // Some are cut at once, with spaces between: a call for each takes longer than the cutting.
        for words in words.chunks(64) {
            let text = words.join(" ");
            let mut tokens = self.jieba.cut(&text, false).into_iter().map(|token| token.word);
            frequencies.extend(words.iter().map(|word| {
                let parts = tokens.by_ref().take_while(|token| *token != " ").count();
                if parts > 1 || word.chars().nth(1).is_none() && !self.jieba.has_word(word) {
                    return 0;
                }
                // The suggestion is one more than the frequency.
                u32::try_from(self.jieba.suggest_freq(word)).unwrap_or(u32::MAX).saturating_sub(1).max(1)
            }));
        }
        frequencies
    }

    /// The sum of all frequencies.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }
}

/// Whether a text can be a word of the dictionary: 2 to 16 Han characters.
#[must_use]
pub fn is_word(text: &str) -> bool {
    (2..=16).contains(&text.chars().count()) && text.chars().all(is_han)
}

/// The sum of the frequencies in the dictionary of jieba-rs.
const DICTIONARY_TOTAL: u64 = 60_101_967;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_dictionary_is_found_with_its_frequency() {
        let segmenter = Segmenter::new();
        let mut words = Vec::new();
        segmenter.each_word("创新能力6623.48长三角", |word, _, _| words.push(word));
        assert_eq!(words, ["创新", "创新能力", "能力", "长三", "长三角", "三角"]);
        let frequencies = segmenter.frequencies(&["火炬杯", "中能", "㐀", "科技", "的"]);
        assert_eq!(frequencies[..3], [200, 0, 0]);
        assert!(frequencies[3] > 1000 && frequencies[4] > 100_000, "{frequencies:?}");
    }

    #[test]
    fn a_site_has_words_of_its_own() {
        let segmenter = Segmenter::new();
        assert!(matches!(segmenter.knowing(["火炬杯", "科技", "第十五期x"]), Cow::Borrowed(_)));
        let own = segmenter.knowing(["卜歆宇", "湖畔燈塔計劃"]);
        let cut = |text| own.known_words(text).collect::<Vec<_>>();
        assert_eq!(cut("摄影卜歆宇湖畔灯塔计划启动"), ["摄影", "卜歆宇", "湖畔灯塔计划", "启动"]);
        assert!(own.total() > segmenter.total());
    }
}
