//! `words.txt`: words of the site that the dictionary does not know, such as names of projects.

use crate::diagnostic::{Diagnostic, catalog};
use crate::search::segmenter::is_word;
use crate::source::{Sources, Span};

/// The file's name.
pub const WORDS_FILE: &str = "words.txt";

/// Parses `words.txt`, which may be absent: a word a line, `#` begins a comment. The frequency and part of speech that a
/// dictionary of jieba has behind the word are not needed: the word is always taken as one.
pub fn parse_words(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let Some((file, source)) = sources.find(WORDS_FILE) else { return Vec::new() };
    let mut words = Vec::new();
    let mut next_line = 0;
    for line in source.text.split_inclusive('\n') {
        let line_start = next_line;
        next_line += line.len();
        let text = line.split('#').next().unwrap_or_default();
        let Some(word) = text.split_whitespace().next() else { continue };

        if is_word(word) {
            words.push(word.to_owned());
        } else {
            let from = line_start + text.find(word).unwrap_or_default();
            diagnostics.push(catalog::bad_word(Span::new(file, from, from + word.len()), word));
        }
    }
    words
}
