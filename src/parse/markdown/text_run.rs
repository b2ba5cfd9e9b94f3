//! Running text of a body: one text out of the parser's pieces, its addresses as links, its long words broken.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::aligned::{AlignedPiece, align_source};
use super::reader::BodyReader;
use crate::character::is_text_char;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{add, catalog};
use crate::markup::escape_html;
use crate::parse::inline::{self, InlinePiece};
use crate::parse::markdown::rewrite::Events;
use crate::parse::{bare_address, headline, link};
use crate::source::Span;

/// A text that the parser gives in pieces: an address may stand in several of them.
#[derive(Default)]
pub(super) struct TextRun<'a> {
    text: Option<CowStr<'a>>,
    /// All of it, if the pieces do not stand one behind the other in what is parsed.
    copied: String,
    range: Range<usize>,
}

impl<'a> TextRun<'a> {
    /// Adds the next piece.
    pub fn push_piece(&mut self, piece: CowStr<'a>, range: Range<usize>, events: &Events<'a>) {
        let Some(text) = &mut self.text else {
            self.text = Some(piece);
            self.range = range;
            return;
        };

        self.range.end = range.end;
        if self.copied.is_empty() {
            if let Some(whole) = events.join_adjacent(text, &piece) {
                *text = whole.into();
                return;
            }
            self.copied.push_str(text);
        }
        self.copied.push_str(&piece);
    }

    /// Returns the text that was added, and its place; `None` if nothing was added.
    pub fn joined_text(&self) -> Option<(&str, &Range<usize>)> {
        let text = self.text.as_deref()?;
        Some((if self.copied.is_empty() { text } else { &self.copied }, &self.range))
    }

    pub fn clear(&mut self) {
        self.text = None;
        self.copied.clear();
    }
}

impl BodyReader<'_, '_> {
    /// Running text: bare addresses become links, long words may break anywhere.
    pub(super) fn read_text(&mut self, words: &str, range: &Range<usize>) {
        if self.stray.may_be && !self.in_code && !self.in_reading {
            self.stray.find_in_text(self.markdown, range);
        }

        let source = &self.markdown[range.clone()];
        let exact = source == words;
        // An entity such as `&#8;` can bring in what the source does not hold.
        if !exact && !words.chars().all(is_text_char) {
            let words = self.clean_text(words, range);
            self.write_running_text(&words, source, false, range.start);
        } else {
            self.write_running_text(words, source, exact, range.start);
        }
    }

    /// Running text that stands in the source at a place, `exact` if letter by letter.
    fn write_running_text(&mut self, words: &str, source: &str, exact: bool, at: usize) {
        let mut at = self.start + at;
        let mut from = self.body.text.len();
        let text_start = from;
        if self.in_reading {
            self.write_words(words);
            return;
        }

        self.body.text.push_str(words);
        if self.in_code {
            self.html.write_text(words);
            return;
        }
        let pieces = inline::holds_long_word(words) || (self.may_hold_address && inline::may_hold_address(words));
        let aligned = if exact { Vec::new() } else { align_source(words, source) };
        if !pieces {
            match exact {
                true => self.proof.push_text(from..from + words.len(), at..at + source.len(), true),
                false => self.push_aligned(&aligned, 0..words.len(), from, at),
            }
            self.write_words(words);
            return;
        }

        for piece in inline::split_inline(words, !self.in_link) {
            let (InlinePiece::Plain(part) | InlinePiece::Url(part) | InlinePiece::Long(part)) = piece;
            match piece {
                InlinePiece::Plain(text) => {
                    match exact {
                        true => self.proof.push_text(from..from + text.len(), at..at + text.len(), true),
                        false => self.push_aligned(
                            &aligned,
                            from - text_start..from - text_start + text.len(),
                            text_start,
                            at,
                        ),
                    }
                    self.write_words(text);
                }
                InlinePiece::Url(url) => {
                    self.proof.push_opaque(at);
                    let scheme = if url.starts_with(['w', 'W']) { "http://" } else { "" };
                    let class = if inline::is_long_word(url) { " class=\"long\"" } else { "" };
                    self.report_doubtful_address(url, &words[from - text_start + url.len()..], at, exact);
                    let href = escape_html(&link::encode_beyond_host(&format!("{scheme}{url}")));
                    let url = escape_html(url);
                    self.html.write_html(&format!("<a href=\"{href}\"{class}>{url}</a>"));
                }
                InlinePiece::Long(word) => {
                    self.proof.push_opaque(at);
                    self.html.write_html(&format!("<span class=\"long\">{}</span>", escape_html(word)));
                }
            }
            from += part.len();
            if exact {
                at += part.len();
            }
        }
    }

    /// Adds a stretch of a text that is written with escapes or entities, piece by piece. The text begins at byte `from` of the
    /// body's text, its source at byte `at` of the file.
    fn push_aligned(&mut self, aligned: &[AlignedPiece], stretch: Range<usize>, from: usize, at: usize) {
        for piece in aligned {
            let start = piece.words.start.max(stretch.start);
            let end = piece.words.end.min(stretch.end);
            if start >= end {
                continue;
            }

            let source = match piece.is_exact {
                true => piece.source.start + (start - piece.words.start)..piece.source.end - (piece.words.end - end),
                false => piece.source.clone(),
            };
            self.proof.push_text(from + start..from + end, at + source.start..at + source.end, piece.is_exact);
        }
    }

    /// Reports an address that stands at a byte of the file, if it cannot be told whether it goes on with the text behind it.
    fn report_doubtful_address(&mut self, url: &str, rest: &str, at: usize, exact: bool) {
        if let Some(word) = bare_address::doubtful_word(url, rest).filter(|_| exact) {
            let span = Span::new(self.file, at, at + url.len() + word.len());
            let whole = Fix::to_confirm(span, format!("<{url}{word}>"));
            add(self.diagnostics, catalog::address_cut(span, url, word, whole));
        }
    }

    /// Writes text; in a heading with `<wbr>` between words.
    #[inline]
    fn write_words(&mut self, text: &str) {
        let mut from = 0;
        if let (Some(_), Some(segmenter)) = (&self.heading, self.rules.segmenter) {
            for at in headline::word_breaks(text, segmenter) {
                self.html.write_text(&text[from..at]);
                self.html.write_html("<wbr>");
                from = at;
            }
        }
        self.html.write_text(&text[from..]);
    }
}
