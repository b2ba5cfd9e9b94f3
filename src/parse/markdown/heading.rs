//! Headings of a body: their levels and anchors.

use super::{Heading, Reader, escape};
use crate::parse::text;

impl Reader<'_, '_> {
    pub(super) fn end_heading(&mut self) {
        let Some((level, own, place, from)) = self.heading.take() else { return };
        self.proof.finish(self.file, self.diagnostics);
        let heading = self.body.text[from..].trim().to_owned();
        self.body.text.push('\n');
        let is_own = own.is_some();
        let id = self.free_anchor(own.unwrap_or_else(|| text::anchor(&heading)), is_own);
        // Of the attributes that a heading may name only the anchor is taken.
        self.html.wrap(place, &format!("<h{level} id=\"{}\">", escape(&id)), &format!("</h{level}>\n"));
        self.body.headings.push(Heading { level, id, text: heading });
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
