//! A paragraph while it is proofread: its text, the places to look at, and where these stand in the file.

use std::ops::Range;

use super::running::Paragraph;
use crate::diagnostic::{Diagnostic, add};
use crate::search::LazySegmenter;
use crate::search::fold::is_han;
use crate::source::{FileId, Span};

/// A paragraph with the places that the rules look at.
pub(super) struct Passage<'p> {
    /// Its text.
    pub text: &'p str,
    /// Places (bytes) at which a mistake can show, ascending; see [`super::marks`].
    pub marks: &'p [usize],
    /// Cuts it into words.
    pub segmenter: &'p LazySegmenter,
    pub paragraph: &'p Paragraph<'p>,
    pub file: FileId,
}

impl<'p> Passage<'p> {
    /// The characters that stand at the marks, with their places.
    pub fn marked_characters(&self) -> impl Iterator<Item = (usize, char)> + use<'p> {
        let text = self.text;
        self.marks.iter().filter_map(move |at| Some((*at, text.get(*at..)?.chars().next()?)))
    }

    /// The place in the file of a stretch of the text.
    pub fn span(&self, at: usize, len: usize) -> Span {
        self.paragraph.span(self.file, at, len)
    }

    /// The place in the file of a stretch that may begin in one piece of the file and end in another.
    pub fn span_across(&self, at: usize, len: usize) -> Span {
        self.paragraph.span_across(self.file, at, len)
    }

    /// Reports a mistake that stands at a place of the text. Where the file has it written otherwise, with escapes or
    /// entities, the fix is left out: its edit would replace more than the mistake.
    pub fn report(&self, at: usize, len: usize, mut mistake: Diagnostic, diagnostics: &mut Vec<Diagnostic>) {
        if !self.paragraph.is_exact(at, len) {
            mistake.fixes.clear();
        }
        add(diagnostics, mistake);
    }

    /// The character before a place.
    pub fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    /// The character at a place.
    pub fn at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// The words of the Han characters round a stretch, by the dictionary: their places in the text.
    pub fn words_around(&self, at: usize, len: usize) -> Vec<Range<usize>> {
        words_around(self.text, at, len, self.segmenter)
    }

    /// Whether no word reaches from a stretch to what stands before or behind it: a wording that is found there was written.
    pub fn is_cut_off(&self, at: usize, len: usize) -> bool {
        is_cut_off(self.text, at, len, self.segmenter)
    }
}

/// The words of the Han characters round a stretch of a text. Nothing beyond the next ten characters on each side changes how
/// the stretch is cut.
fn words_around(text: &str, at: usize, len: usize, segmenter: &LazySegmenter) -> Vec<Range<usize>> {
    let start = at - han_suffix_length(&text[..at]);
    let end = at + len + han_prefix_length(&text[at + len..]);
    let mut word_start = start;
    let words = segmenter.segmenter().known_words(&text[start..end]);
    words
        .map(|word| {
            let range = word_start..word_start + word.len();
            word_start = range.end;
            range
        })
        .collect()
}

/// Whether no word of the dictionary reaches over an end of a stretch of a text.
pub(in crate::parse) fn is_cut_off(text: &str, at: usize, len: usize, segmenter: &LazySegmenter) -> bool {
    fn crosses(word: &Range<usize>, border: usize) -> bool {
        word.start < border && border < word.end
    }
    words_around(text, at, len, segmenter).iter().all(|word| !crosses(word, at) && !crosses(word, at + len))
}

/// Han characters beside a stretch that are cut with it.
const CUT_CONTEXT: usize = 10;

fn han_suffix_length(text: &str) -> usize {
    text.chars().rev().take(CUT_CONTEXT).take_while(|c| is_han(*c)).map(char::len_utf8).sum()
}

fn han_prefix_length(text: &str) -> usize {
    text.chars().take(CUT_CONTEXT).take_while(|c| is_han(*c)).map(char::len_utf8).sum()
}

/// Whether a character is Chinese: an ideograph or a full-width mark.
pub(super) fn is_chinese(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        is_han(c) || matches!(c, '，' | '。' | '、' | '；' | '：' | '？' | '！' | '“' | '”' | '（' | '）' | '《' | '》')
    })
}
