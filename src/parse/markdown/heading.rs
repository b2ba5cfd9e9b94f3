//! Headings of a body: their levels and anchors.

use std::collections::hash_map::Entry;
use std::ops::Range;

use super::body::Heading;
use super::reader::{BodyReader, OpenHeading};
use crate::diagnostic::{add, catalog};
use crate::parse::text;

impl BodyReader<'_, '_> {
    /// Reads the anchor that a heading names itself.
    pub fn read_named_anchor(&mut self, name: &str, heading: &Range<usize>) -> String {
        let anchor = text::heading_anchor(name);
        let written = &self.markdown[heading.clone()];
        let start = heading.start + written.rfind('{').unwrap_or_default();
        let end = start + self.markdown[start..heading.end].find('}').map_or(heading.end - start, |end| end + 1);
        let span = self.span(&(start..end));

        match self.anchors.named.entry(anchor.clone()) {
            Entry::Occupied(first) => add(self.diagnostics, catalog::anchor_twice(span, &anchor, *first.get())),
            Entry::Vacant(place) => {
                place.insert(span);
            }
        }
        anchor
    }

    /// Ends the heading that is open: wraps its HTML and gives it an anchor.
    pub fn end_heading(&mut self) {
        let Some(OpenHeading { level, anchor, html_start, text_start }) = self.heading.take() else { return };
        self.proof.end_paragraph();
        self.report_stray_marks();
        let text = self.body.text[text_start..].trim().to_owned();
        self.body.text.push('\n');

        let id = match anchor {
            Some(own) => self.anchors.claim_anchor(own, None),
            None => self.anchors.claim_anchor(text::heading_anchor(&text), self.ahead.as_ref()),
        };
        // Of the attributes that a heading may name only the anchor is taken.
        self.html.wrap_heading(html_start, level, &id);
        self.body.headings.push(Heading { level, id, text });
    }
}
