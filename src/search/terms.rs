//! What a text is searched by: its runs of searchable characters and the dictionary's words in them.

use jieba_rs::Jieba;
use unicode_normalization::UnicodeNormalization;

/// Cuts text into terms. Loading the dictionary takes about 0.1 s and 30 MB: make one and share it.
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

    /// A text cut into words; together they are the text. Unknown words are guessed, which an index must not do.
    pub fn words<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        self.jieba.cut(text, true).into_iter().map(|token| token.word)
    }

    /// A text cut into words of the dictionary alone, as the browser cuts a query; together they are the text.
    pub fn known_words<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        self.jieba.cut(text, false).into_iter().map(|token| token.word)
    }

    /// Hands out every word of two and more characters in the Han characters of a [run](runs), wherever it
    /// begins: all that the dictionary knows, also inside one another.
    pub fn each_word<'t>(&self, run: &'t str, mut found: impl FnMut(&'t str)) {
        for token in self.jieba.cut_all(run) {
            // What is no Han character comes out as it is.
            if token.end - token.start > 1 && token.word.chars().all(is_han) {
                found(token.word);
            }
        }
    }

    /// How often a word stands in the texts that the dictionary was made from, give or take one; 0 if it is no
    /// word, or one that is always cut apart because its parts together are more probable.
    #[must_use]
    pub fn frequency(&self, word: &str) -> u32 {
        if !self.jieba.has_word(word) || self.jieba.cut(word, false).len() > 1 {
            return 0;
        }
        // The suggestion is one more than the frequency.
        u32::try_from(self.jieba.suggest_freq(word)).unwrap_or(u32::MAX).saturating_sub(1).max(1)
    }

    /// The sum of all frequencies.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }
}

/// The sum of the frequencies in the dictionary of jieba-rs.
const DICTIONARY_TOTAL: u64 = 60_101_967;

/// The longest stretches of characters that can be searched for, in a [folded](fold) text.
pub fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_searchable(c)).filter(|run| !run.is_empty())
}

/// Whether a character can be searched for: letters, digits, Han, and signs that words and numbers are
/// written with (`6623.48`, `gb/t`, `1+4+n`, `c++`).
#[must_use]
pub fn is_searchable(c: char) -> bool {
    // Nearly all characters are the first; the tables are slow.
    matches!(c, '\u{4E00}'..='\u{9FFF}')
        || c.is_alphanumeric()
        || matches!(c, '+' | '#' | '.' | '/' | '-' | '&' | '%' | '@' | '_')
}

/// Whether a character is an ideograph.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '〇' | '々')
}

/// Text with the differences taken away that a reader does not type: width (NFKC) and case.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\0'..='\x7f' => out.push(c.to_ascii_lowercase()),
            // Full-width forms of ASCII: nearly all that NFKC changes in Chinese text.
            '\u{FF01}'..='\u{FF5E}' => {
                out.push(char::from_u32(c as u32 - 0xFEE0).map_or(c, |c| c.to_ascii_lowercase()));
            }
            '\u{3000}' => out.push(' '),
            '\u{4E00}'..='\u{9FFF}'
            | '\u{3001}'..='\u{301F}'
            | '\u{2014}'..='\u{2016}'
            | '\u{2018}'..='\u{2023}'
            | '…' => out.push(c),
            _ => return fold_slowly(text),
        }
    }
    out
}

fn fold_slowly(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // NFKC would make three full stops of an ellipsis.
    for (n, part) in text.split('…').enumerate() {
        if n > 0 {
            out.push('…');
        }
        // The final form of sigma is the same letter.
        out.extend(part.nfkc().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_at_marks_and_spaces() {
        let text = fold("投入6623.48万元，“1+4+N”、GB/T 37668、Ｃ++与R&D。");
        assert_eq!(runs(&text).collect::<Vec<_>>(), ["投入6623.48万元", "1+4+n", "gb/t", "37668", "c++与r&d"]);
    }

    #[test]
    fn every_word_of_the_dictionary_is_found_with_its_frequency() {
        let segmenter = Segmenter::new();
        let mut words = Vec::new();
        segmenter.each_word("创新能力6623.48长三角", |word| words.push(word));
        assert_eq!(words, ["创新", "创新能力", "能力", "长三", "长三角", "三角"]);
        assert_eq!(segmenter.frequency("火炬杯"), 200);
        assert_eq!(segmenter.frequency("炬杯"), 0);
        assert!(segmenter.frequency("科技") > 1000);
    }

    #[test]
    fn folding_takes_the_short_way_only_where_it_is_right() {
        for text in ["科技，（ＡＢＣ）　“1+4+N”——……·℃①", "ⅷ é ﬁ Å가", "〸卅〱‑‗", "ΟΔΟΣ"]
        {
            assert_eq!(fold(text), fold_slowly(text));
        }
    }
}
