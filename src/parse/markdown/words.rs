//! Running text of a body: one text out of the parser's pieces, its addresses as links, its long words broken.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::{Reader, escape};
use crate::character::is_text_char;
use crate::parse::cjk::Events;
use crate::parse::inline::{self, Piece};

/// A text that the parser gives in pieces: an address may stand in several of them.
#[derive(Default)]
pub(super) struct Words<'a> {
    text: Option<CowStr<'a>>,
    /// All of it, if the pieces do not stand one behind the other in what is parsed.
    copied: String,
    range: Range<usize>,
}

impl<'a> Words<'a> {
    /// Adds the next piece.
    pub fn add(&mut self, piece: CowStr<'a>, range: Range<usize>, events: &Events<'a>) {
        let Some(text) = &mut self.text else {
            self.text = Some(piece);
            self.range = range;
            return;
        };
        self.range.end = range.end;
        if self.copied.is_empty() {
            if let Some(whole) = events.joined(text, &piece) {
                *text = whole.into();
                return;
            }
            self.copied.push_str(text);
        }
        self.copied.push_str(&piece);
    }

    /// What was added, and where it stands; None if nothing was.
    pub fn whole(&self) -> Option<(&str, &Range<usize>)> {
        let text = self.text.as_deref()?;
        Some((if self.copied.is_empty() { text } else { &self.copied }, &self.range))
    }

    pub fn clear(&mut self) {
        self.text = None;
        self.copied.clear();
    }
}

impl Reader<'_, '_> {
    /// Running text: bare addresses become links, long words may break anywhere.
    pub(super) fn text(&mut self, words: &str, range: &Range<usize>) {
        let source = &self.markdown[range.clone()];
        let exact = source == words;
        // An entity such as `&#8;` can bring in what the source does not hold.
        if !exact && !words.chars().all(is_text_char) {
            let words = self.clean(words, range);
            self.exact_text(&words, source, false, range.start);
        } else {
            self.exact_text(words, source, exact, range.start);
        }
    }

    /// Running text that stands in the source at a place, `exact` if letter by letter.
    fn exact_text(&mut self, words: &str, source: &str, exact: bool, at: usize) {
        let mut at = self.start + at;
        let mut from = self.body.text.len();
        if self.in_reading {
            self.words(words);
            return;
        }
        self.body.text.push_str(words);
        if self.in_code {
            self.html.text(words);
            return;
        }
        let pieces = inline::holds_long_word(words) || (self.may_hold_address && inline::may_hold_address(words));
        if !pieces {
            self.proof.text(from..from + words.len(), at..at + source.len(), exact);
            self.words(words);
            return;
        }
        for piece in inline::pieces(words, !self.in_link) {
            let (Piece::Plain(part) | Piece::Url(part) | Piece::Long(part)) = piece;
            match piece {
                Piece::Plain(text) => {
                    let len = if exact { text.len() } else { source.len() };
                    self.proof.text(from..from + text.len(), at..at + len, exact);
                    self.words(text);
                }
                Piece::Url(url) => {
                    self.proof.opaque(at);
                    let scheme = if url.starts_with(['w', 'W']) { "http://" } else { "" };
                    let class = if inline::is_long(url) { " class=\"long\"" } else { "" };
                    let url = escape(url);
                    self.html.raw(&format!("<a href=\"{scheme}{url}\"{class}>{url}</a>"));
                }
                Piece::Long(word) => {
                    self.proof.opaque(at);
                    self.html.raw(&format!("<span class=\"long\">{}</span>", escape(word)));
                }
            }
            from += part.len();
            if exact {
                at += part.len();
            }
        }
    }

    /// Writes text; in a heading with `<wbr>` between words.
    #[inline]
    fn words(&mut self, text: &str) {
        let mut from = 0;
        if let (Some(_), Some(segmenter)) = (&self.heading, self.rules.segmenter) {
            for at in inline::word_breaks(text, segmenter) {
                self.html.text(&text[from..at]);
                self.html.raw("<wbr>");
                from = at;
            }
        }
        self.html.text(&text[from..]);
    }
}
