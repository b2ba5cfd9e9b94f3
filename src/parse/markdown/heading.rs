//! Headings of a body: their levels and anchors.

use std::collections::HashSet;

use pulldown_cmark::{Event, Options, Tag};

use super::{Heading, Reader};
use crate::parse::cjk::Marked;
use crate::parse::text;

/// What must be known of a body's headings before the first is written.
#[derive(Default)]
pub(super) struct HeadingsAhead {
    /// Whether one is of the first level.
    pub first_level: bool,
    /// Anchors that they name themselves.
    pub anchors: HashSet<String>,
}

impl HeadingsAhead {
    /// Looks ahead where there may be something to see.
    pub fn of(marked: &Marked, options: Options, markdown: &str) -> Self {
        let mut ahead = Self::default();
        if !Self::may_tell(markdown) {
            return ahead;
        }
        for (event, _) in marked.events(options) {
            if let Event::Start(Tag::Heading { level, id, .. }) = event {
                ahead.first_level |= level as u8 == 1;
                ahead.anchors.extend(id.map(|id| text::anchor(&id)));
            }
        }
        ahead
    }

    /// Whether a text may hold what is asked for: a single `#`, an anchor in braces, a line of `=`. The usual
    /// text does not, and is parsed only once.
    fn may_tell(markdown: &str) -> bool {
        let bytes = markdown.as_bytes();
        let sharp = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'#');
        memchr::memchr3_iter(b'#', b'{', b'=', bytes).any(|at| match bytes[at] {
            b'#' => !sharp(at.checked_sub(1)) && !sharp(Some(at + 1)),
            b'{' => true,
            _ => at == 0 || matches!(bytes[at - 1], b'\n' | b'\r' | b'\t' | b' ' | b'>'),
        })
    }
}

impl Reader<'_, '_> {
    pub(super) fn end_heading(&mut self) {
        let Some((level, own, place, from)) = self.heading.take() else { return };
        self.proof.finish();
        let heading = self.body.text[from..].trim().to_owned();
        self.body.text.push('\n');
        let is_own = own.is_some();
        let id = self.free_anchor(own.unwrap_or_else(|| text::anchor(&heading)), is_own);
        // Of the attributes that a heading may name only the anchor is taken, and that needs no escape.
        let digit = char::from(b'0' + level);
        let open = ["<h", digit.encode_utf8(&mut [0; 4]), " id=\"", &id, "\">"].concat();
        self.html.wrap(
            place,
            &open,
            ["</h1>\n", "</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"][usize::from(level - 1)],
        );
        self.body.headings.push(Heading { level, id, text: heading });
    }

    /// The anchor itself, or with `-1`, `-2` … if it is taken, or another heading names it itself.
    fn free_anchor(&mut self, anchor: String, own: bool) -> String {
        let taken =
            |id: &String| self.anchors.contains_key(id) || (!(own && *id == anchor) && self.own_anchors.contains(id));
        if !taken(&anchor) {
            self.anchors.insert(anchor.clone(), 0);
            return anchor;
        }
        let mut count = self.anchors.get(&anchor).copied().unwrap_or_default();
        let mut id = anchor.clone();
        while taken(&id) {
            count += 1;
            id = format!("{anchor}-{count}");
        }
        self.anchors.insert(anchor, count);
        self.anchors.insert(id.clone(), 0);
        id
    }
}
