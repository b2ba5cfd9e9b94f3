//! `words.txt`: words of the site that the dictionary does not know, such as names of projects.

use crate::diagnostic::{Diagnostic, catalog};
use crate::search::segmenter::is_word;
use crate::source::{Sources, Span};

/// The file's name.
pub const FILE: &str = "words.txt";

/// Reads `words.txt`, which may be absent: a word a line, `#` begins a comment. What a dictionary of jieba has
/// behind the word (frequency, part of speech) is not needed: the word is always taken as one.
pub fn read(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let Some((file, source)) = sources.find(FILE) else { return Vec::new() };
    let mut words = Vec::new();
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let text = line.split('#').next().unwrap_or_default();
        let Some(word) = text.split_whitespace().next() else { continue };
        if is_word(word) {
            words.push(word.to_owned());
        } else {
            let from = at + text.find(word).unwrap_or_default();
            diagnostics.push(catalog::bad_word(Span::new(file, from, from + word.len()), word));
        }
    }
    words
}
