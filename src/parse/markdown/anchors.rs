//! Anchors of headings, each unique in its body.

use std::collections::{HashMap, HashSet};

use pulldown_cmark::{Event, HeadingLevel, Tag};

use crate::parse::markdown::rewrite::Events;
use crate::parse::text;
use crate::source::Span;

/// Facts about all headings of a body that bear on the ones before them.
#[derive(Default)]
pub(super) struct HeadingsAhead {
    /// Whether one is of the first level.
    pub first_level: bool,
    /// Anchors that they name themselves; no other heading may take them.
    pub anchors: HashSet<String>,
}

impl HeadingsAhead {
    /// Whether an event is a heading that says something of the others: one of the first level, or with an anchor
    /// of its own.
    pub fn affects_others(event: &Event) -> bool {
        matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. } | Tag::Heading { id: Some(_), .. }))
    }

    /// Looks through the first such heading and what is behind it.
    pub fn look_ahead(first: &Event, rest: Events) -> Self {
        let mut ahead = Self::default();
        ahead.record_heading(first);
        rest.for_each(|(event, _)| ahead.record_heading(&event));
        ahead
    }

    fn record_heading(&mut self, event: &Event) {
        if let Event::Start(Tag::Heading { level, id, .. }) = event {
            self.first_level |= *level == HeadingLevel::H1;
            self.anchors.extend(id.as_ref().map(|id| text::heading_anchor(id)));
        }
    }
}

/// The anchors of a body so far.
#[derive(Default)]
pub(super) struct Anchors {
    taken: HashSet<String>,
    /// Where headings name theirs.
    pub named: HashMap<String, Span>,
    /// The last number that an anchor was given behind it to tell it from others.
    numbers: HashMap<String, usize>,
}

impl Anchors {
    /// The anchor itself, or with `-1`, `-2` … if it is taken, or kept for those that name theirs.
    pub fn claim_anchor(&mut self, anchor: String, kept: Option<&HeadingsAhead>) -> String {
        let is_free = |id: &String| !self.taken.contains(id) && kept.is_none_or(|kept| !kept.anchors.contains(id));
        let mut id = anchor.clone();
        if !is_free(&id) {
            let mut number = self.numbers.get(&anchor).copied().unwrap_or_default();
            while !is_free(&id) {
                number += 1;
                id = format!("{anchor}-{number}");
            }
            self.numbers.insert(anchor, number);
        }
        self.taken.insert(id.clone());
        id
    }
}
