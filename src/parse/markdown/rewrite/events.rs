//! The events of the parser, with places in the source.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{Event, OffsetIter, Options, Parser, Tag};

use super::sentinels::clean_event;
use super::{ParagraphClass, RewrittenSource};

/// The events of the parser, with lookahead.
pub struct Events<'m> {
    rewritten: &'m RewrittenSource<'m>,
    /// The text that is parsed.
    text: &'m str,
    parser: OffsetIter<'m>,
    /// Events that have been peeked at.
    lookahead: VecDeque<(Event<'m>, Range<usize>)>,
}

impl<'m> Iterator for Events<'m> {
    type Item = (Event<'m>, Range<usize>);

    // Events are large: moved out of a function they would be copied once more.
    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        if self.lookahead.is_empty() { self.read_next() } else { self.lookahead.pop_front() }
    }
}

impl<'m> Events<'m> {
    /// Starts to parse a rewritten source.
    pub(super) fn new(rewritten: &'m RewrittenSource<'m>, options: Options) -> Self {
        let text = rewritten.text();
        let parser = Parser::new_ext(text, options).into_offset_iter();
        Self { rewritten, text, parser, lookahead: VecDeque::new() }
    }

    /// The event that comes after `n` others.
    pub fn peek(&mut self, n: usize) -> Option<&Event<'m>> {
        while self.lookahead.len() <= n {
            let event = self.read_next()?;
            self.lookahead.push_back(event);
        }
        self.lookahead.get(n).map(|(event, _)| event)
    }

    /// Passes over as many bytes of the text that comes next.
    pub fn skip_text(&mut self, mut length: usize) {
        while length > 0 && matches!(self.peek(0), Some(Event::Text(_))) {
            let Some((Event::Text(words), mut range)) = self.next() else { return };
            if words.len() > length {
                // Only text that stands in the source as it is can be divided there.
                if range.len() == words.len() {
                    range.start += length;
                }
                let rest = words[length..].to_owned();
                self.lookahead.push_front((Event::Text(rest.into()), range));
                return;
            }
            length -= words.len();
        }
    }

    #[inline(always)]
    fn read_next(&mut self) -> Option<(Event<'m>, Range<usize>)> {
        let mut next = self.parser.next();
        if let Some((event, range)) = &mut next
            && self.rewritten.is_edited()
        {
            // Only what stands in a stretch is in its event; but links may take theirs from a definition elsewhere.
            if self.rewritten.has_sentinels_near(range)
                || matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }))
            {
                clean_event(event);
            }
            *range = self.rewritten.source_range(range);
        }
        next
    }

    /// Returns the class of the paragraph that begins at a byte of the source.
    pub fn class_at(&self, at: usize) -> Option<ParagraphClass> {
        self.rewritten.class_at(at)
    }

    /// Two texts as one, if the second follows the first.
    pub fn join_adjacent(&self, first: &str, second: &str) -> Option<&'m str> {
        let start = (first.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let follows = first.as_ptr() as usize + first.len() == second.as_ptr() as usize;
        follows.then(|| self.text.get(start..start + first.len() + second.len())).flatten()
    }
}
