//! Notes: which are referred to, and which are written twice.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::reader::BodyReader;
use crate::diagnostic::{add, catalog};
use crate::parse::markdown::rewrite::Events;
use crate::source::Span;

/// The longest label that is looked for.
const MAX_LABEL_BYTES: usize = 1000;

/// The notes of a body, as far as it has been read.
#[derive(Default)]
pub(super) struct NotesSeen {
    /// The labels that the body may refer to, once a note was defined.
    referred: Option<HashSet<String>>,
    /// Where notes are defined, by their labels.
    defined: HashMap<String, Span>,
}

impl<'a> BodyReader<'a, '_> {
    /// Reads the beginning of a note. One that nothing refers to is passed over.
    pub fn open_note(&mut self, tag: &Tag<'a>, range: &Range<usize>, events: &mut Events<'a>) {
        let Tag::FootnoteDefinition(label) = tag else { return };
        let key = note_key(label);
        let span = self.span(&(range.start..range.start + label_length(&self.markdown[range.clone()])));

        let referred = self.notes.referred.get_or_insert_with(|| labels_referred_to(self.markdown));
        if !referred.contains(&key) {
            add(self.diagnostics, catalog::note_not_referred_to(span, label));
            return skip_note(events);
        }

        match self.notes.defined.entry(key) {
            Entry::Occupied(first) => add(self.diagnostics, catalog::note_twice(span, label, *first.get())),
            Entry::Vacant(place) => {
                place.insert(span);
            }
        }
        self.open_tag(tag, range);
    }
}

/// Returns the form of a label by which notes and references find one another, and which may stand in an `id`: the case of
/// letters does not count, and white space is `_`.
pub(super) fn note_key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()
}

/// Returns the length of `[^label]:` at the beginning of a definition, with what stands before it.
fn label_length(definition: &str) -> usize {
    definition.find("]:").map_or(definition.len(), |at| at + "]:".len())
}

/// Passes over the rest of a note that has just opened.
fn skip_note(events: &mut Events) {
    let mut depth = 1_usize;
    for (event, _) in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => depth += 1,
            Event::End(TagEnd::FootnoteDefinition) if depth == 1 => break,
            Event::End(TagEnd::FootnoteDefinition) => depth -= 1,
            _ => {}
        }
    }
}

/// Returns the labels of everything in a body that looks like a reference to a note, also of what is code.
fn labels_referred_to(markdown: &str) -> HashSet<String> {
    let mut labels = HashSet::new();
    for (at, _) in markdown.match_indices("[^") {
        let rest = &markdown[at + "[^".len()..];
        let rest = &rest[..rest.floor_char_boundary(MAX_LABEL_BYTES)];
        let Some((label, after)) = rest.split_once(']') else { continue };
        let before = markdown[..at].trim_end_matches([' ', '\t', '>']);
        let begins_line = before.is_empty() || before.ends_with('\n');
        if !(begins_line && after.starts_with(':')) {
            labels.insert(note_key(label));
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_no_references() {
        let found = labels_referred_to("甲[^1]乙[^A b]：\n\n[^1]: 注\n[^2]: 注，见[^3]\n> [^4]: 注");
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort();
        assert_eq!(found, ["1", "3", "a_b"]);
    }
}
