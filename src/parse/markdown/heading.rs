//! Headings of a body: their levels, anchors, and where they may be broken.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::{Heading, Reader};
use crate::parse::{inline, text};

impl Reader<'_, '_> {
    pub(super) fn end_heading(&mut self) {
        let Some((level, open, from)) = self.heading.take() else { return };
        self.proof.finish(self.file, self.diagnostics);
        let heading = self.body.text[from..].trim().to_owned();
        self.body.text.push('\n');
        let own = match &self.out[open] {
            Event::Start(Tag::Heading { id: Some(id), .. }) => Some(text::anchor(id)),
            _ => None,
        };
        let is_own = own.is_some();
        let id = self.free_anchor(own.unwrap_or_else(|| text::anchor(&heading)), is_own);
        let level_name = match level {
            2 => HeadingLevel::H2,
            3 => HeadingLevel::H3,
            4 => HeadingLevel::H4,
            5 => HeadingLevel::H5,
            _ => HeadingLevel::H6,
        };
        // Of the attributes that a heading may name only the anchor is taken.
        self.out[open] = Event::Start(Tag::Heading {
            level: level_name,
            id: Some(id.clone().into()),
            classes: Vec::new(),
            attrs: Vec::new(),
        });
        self.break_heading(open + 1);
        self.out.push(Event::End(TagEnd::Heading(level_name)));
        self.body.headings.push(Heading { level, id, text: heading });
    }

    /// Puts `<wbr>` between the words of the heading whose events begin at `from`.
    fn break_heading(&mut self, from: usize) {
        let Some(segmenter) = self.rules.segmenter else { return };
        for event in self.out.split_off(from) {
            let Event::Text(text) = event else {
                self.out.push(event);
                continue;
            };
            let mut done = 0;
            for at in inline::word_breaks(&text, segmenter) {
                self.out.push(Event::Text(text[done..at].to_owned().into()));
                self.html("<wbr>".to_owned());
                done = at;
            }
            self.out.push(Event::Text(text[done..].to_owned().into()));
        }
    }

    /// The anchor itself, or with `-1`, `-2` … if it is taken, or another heading names it itself.
    fn free_anchor(&mut self, anchor: String, own: bool) -> String {
        let mut id = anchor.clone();
        let mut count = self.anchors.get(&anchor).copied().unwrap_or_default();
        while self.anchors.contains_key(&id) || (!(own && id == anchor) && self.own_anchors.contains(&id)) {
            count += 1;
            id = format!("{anchor}-{count}");
        }
        self.anchors.insert(anchor, count);
        self.anchors.entry(id.clone()).or_default();
        id
    }
}
