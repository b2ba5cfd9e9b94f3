//! The terms of a text: jieba's words, every pair of neighbouring Han characters, Latin words and numbers whole.
//!
//! Pairs make sure that every string of two and more characters is found; words give ranking.

use jieba_rs::Jieba;
use unicode_normalization::UnicodeNormalization;

/// Cuts text into terms. Loading the dictionary takes about 0.1 s and 30 MB: make one and share it.
pub struct Segmenter {
    jieba: Jieba,
}

impl Default for Segmenter {
    fn default() -> Self {
        Self::new()
    }
}

/// A term of at most three characters as a number: 21 bits a character, the first one highest, so that
/// terms with the same beginning stand together.
pub type Key = u64;

/// Bits of a character in a [`Key`].
const BITS: u32 = 21;

/// The key of a term, if it is short enough.
#[must_use]
pub fn key(term: &str) -> Option<Key> {
    let mut key = 0;
    let mut chars = term.chars();
    for place in (0..3).rev() {
        if let Some(c) = chars.next() {
            key |= Key::from(c as u32) << (place * BITS);
        }
    }
    chars.next().is_none().then_some(key)
}

/// The characters behind a key.
pub fn characters(key: Key) -> impl Iterator<Item = char> {
    let places = (0..3).rev().map(move |place| (key >> (place * BITS)) as u32 & ((1 << BITS) - 1));
    places.filter(|&c| c != 0).filter_map(char::from_u32)
}

impl Segmenter {
    /// Loads the dictionary.
    #[must_use]
    pub fn new() -> Self {
        let mut jieba = Jieba::new();
        let own = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
        for (word, frequency) in own.filter_map(|line| line.split_once(' ')) {
            jieba.add_word(word, frequency.parse().ok(), None);
        }
        Self { jieba }
    }

    /// A text cut into words; together they are the text. Unknown words are guessed, which an index must not do.
    pub fn words<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        self.jieba.cut(text, true).into_iter().map(|token| token.word)
    }

    /// Hands out every term of a [folded](fold) text, each time that it occurs.
    pub fn each_term<'t>(&self, text: &'t str, mut found: impl FnMut(&'t str)) {
        for token in tokens(text) {
            match token {
                Token::Word(word) => found(word),
                Token::Han(run) => {
                    for word in self.jieba.cut_for_search(run, false) {
                        if word.word.chars().nth(2).is_some() {
                            found(word.word);
                        }
                    }
                    let mut before: Option<usize> = None;
                    for (at, c) in run.char_indices() {
                        if let Some(start) = before {
                            found(&run[start..at + c.len_utf8()]);
                        }
                        before = Some(at);
                    }
                }
            }
        }
    }
}

/// A stretch of text that is searched as one.
#[derive(Debug, PartialEq, Eq)]
enum Token<'t> {
    /// Han characters without anything between them.
    Han(&'t str),
    /// A Latin word or a number with the signs inside it: `6623.48`, `gb/t`, `1+4+n`, `c++`.
    Word(&'t str),
}

/// The longest Latin word or number that is a term, in bytes.
const WORD_LIMIT: usize = 64;

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        if is_han(c) {
            while let Some(&(at, next)) = chars.peek().filter(|(_, next)| is_han(*next)) {
                end = at + next.len_utf8();
                chars.next();
            }
            tokens.push(Token::Han(&text[start..end]));
        } else if c.is_alphanumeric() {
            while let Some(&(at, next)) = chars.peek() {
                let inside =
                    || text[at + next.len_utf8()..].chars().next().is_some_and(|c| c.is_alphanumeric() && !is_han(c));
                let part = (next.is_alphanumeric() && !is_han(next))
                    || matches!(next, '+' | '#')
                    || (matches!(next, '.' | '/' | '-' | '&' | '_') && inside());
                if !part {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
            if end - start <= WORD_LIMIT {
                tokens.push(Token::Word(&text[start..end]));
            }
        }
    }
    tokens
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
            '\u{4E00}'..='\u{9FFF}' | '\u{3001}'..='\u{303F}' | '\u{2010}'..='\u{2023}' => out.push(c),
            _ => return fold_slowly(text),
        }
    }
    out
}

fn fold_slowly(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_stay_whole() {
        let text = fold("投入6623.48万元，“1+4+N”、GB/T 37668、Ｃ++与R&D。");
        let words: Vec<_> =
            tokens(&text).into_iter().filter_map(|t| if let Token::Word(w) = t { Some(w) } else { None }).collect();
        assert_eq!(words, ["6623.48", "1+4+n", "gb/t", "37668", "c++", "r&d"]);
    }

    #[test]
    fn every_pair_is_a_term_and_long_words_too() {
        let mut terms = Vec::new();
        Segmenter::new().each_term("创新能力，长三角6623.48", |term| terms.push(term));
        terms.sort_unstable();
        assert_eq!(terms, ["6623.48", "三角", "创新", "创新能力", "新能", "能力", "长三", "长三角"]);
    }

    #[test]
    fn keys_keep_their_characters() {
        for term in ["a", "5g", "火炬杯", "𠮷野家"] {
            assert_eq!(key(term).map(|key| characters(key).collect::<String>()).as_deref(), Some(term));
        }
        assert_eq!(key("四个汉字"), None);
    }

    #[test]
    fn folding_takes_the_short_way_only_where_it_is_right() {
        for text in ["科技，（ＡＢＣ）　“1+4+N”——……·℃①", "ⅷ é ﬁ Å가"] {
            assert_eq!(fold(text), fold_slowly(text));
        }
    }
}
