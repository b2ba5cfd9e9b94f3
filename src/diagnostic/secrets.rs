//! Keeps credentials out of everything that is shown: excerpts, messages, remarks and remedies, in every format.
//!
//! Logs of CI are often public. A credential is recognised by the key before it ([`names`]), in settings and front matter; by
//! its form ([`forms`]), everywhere; and by its value, once it has been found in the settings. It is masked by as many `*`,
//! so that carets stay where they are.

mod forms;
mod names;

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use unicode_width::UnicodeWidthChar;

pub use names::is_secret_key;
use names::{CredentialBlock, KeyPositions};

use super::fix::Edit;
use super::{Diagnostic, Message, Place};
use crate::source::{Sources, Text};

/// Shorter values, in characters, may be anything: they are masked where they stand, not wherever they occur.
const MIN_VALUE_LENGTH: usize = 6;

/// Characters of a value's beginning that are enough to recognise it: a message may quote no more.
const VALUE_PREFIX_LENGTH: usize = 12;

/// The beginning of a command of the program's own whose name could be that of a credential.
const SIGN_COMMAND: &str = "jianbao sign ";

/// Bytes of a story that are searched before and after an excerpt: more than a credential that is not recognised by its form.
const EXCERPT_MARGIN: usize = 1024;

/// How strictly a text is searched for credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// Keys count anywhere on a line, and any long random text is a credential.
    Settings,
    /// Keys count at the start of a line; addresses and names of pictures are left alone.
    FrontMatter,
    /// Forms alone count; addresses and names of pictures are left alone.
    Story,
}

impl Strictness {
    /// Returns the strictness for a file, and where the part of it ends that consists of keys and values.
    fn of_file(file: &Text) -> (Self, usize) {
        let text = &file.text;
        if file.path.starts_with("content/") {
            return if file.path.ends_with(".md") {
                (Self::FrontMatter, front_matter_end(text))
            } else {
                (Self::Story, 0)
            };
        }
        if file.path.ends_with(".yaml") || file.path.ends_with(".yml") {
            return (Self::Settings, text.len());
        }
        (Self::Story, 0)
    }

    fn key_positions(self) -> KeyPositions {
        match self {
            Self::Settings => KeyPositions::Anywhere,
            Self::FrontMatter => KeyPositions::AtStart,
            Self::Story => KeyPositions::Nowhere,
        }
    }
}

/// Returns the end of a story's front matter. One that is not closed ends with the first empty line.
fn front_matter_end(text: &str) -> usize {
    if !text.starts_with("---") {
        return 0;
    }

    let mut end = 0;
    for (n, line) in text.split_inclusive('\n').enumerate() {
        end += line.len();
        if n > 0 && (line.trim().is_empty() || line.starts_with("---")) {
            break;
        }
    }
    end
}

/// The credentials in texts. Each text is searched once, however many mistakes it has.
pub(super) struct KnownCredentials<'s> {
    sources: &'s Sources,
    /// By the paths of the texts.
    blocks: RefCell<HashMap<String, Rc<CredentialBlock>>>,
}

impl<'s> KnownCredentials<'s> {
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, blocks: RefCell::default() }
    }

    /// Returns the credentials in the part of a text that consists of keys and values.
    fn block_of(&self, file: &Text) -> Rc<CredentialBlock> {
        let mut blocks = self.blocks.borrow_mut();
        let block = blocks.entry(file.path.clone()).or_insert_with(|| {
            let (strictness, end) = Strictness::of_file(file);
            Rc::new(names::find_in_block(&file.text[..end], strictness.key_positions()))
        });
        Rc::clone(block)
    }

    /// Collects the credentials of the settings and of the files that a diagnostic is about.
    pub fn for_diagnostic(&self, d: &Diagnostic) -> Secrets<'_> {
        let places = std::iter::once(&d.place).chain(d.related.iter().map(|related| &related.place));
        self.in_files(places.filter_map(|place| self.file_at(place)))
    }

    /// Collects the credentials of the settings and of a text.
    pub fn for_text(&self, text: &Text) -> Secrets<'_> {
        self.in_files(std::iter::once(text))
    }

    fn in_files<'t>(&self, files: impl Iterator<Item = &'t Text>) -> Secrets<'_>
    where
        's: 't,
    {
        let settings = self.sources.find("site.yaml").map(|(_, text)| text);
        let files = settings.into_iter().chain(files);

        let mut values = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for file in files {
            if seen.contains(&file.path.as_str()) {
                continue;
            }
            seen.push(&file.path);
            let block = self.block_of(file);
            values.extend(block.values.iter().filter(|value| value.chars().count() >= MIN_VALUE_LENGTH).cloned());
        }
        Secrets { credentials: self, values }
    }

    fn file_at(&self, place: &Place) -> Option<&'s Text> {
        match place {
            Place::At(span) => Some(self.sources.text(span.file)),
            Place::File(path) => self.sources.find(path).map(|(_, text)| text),
            Place::Site => None,
        }
    }
}

/// The credentials that may be quoted in one diagnostic.
pub(super) struct Secrets<'c> {
    credentials: &'c KnownCredentials<'c>,
    /// The values behind keys of credentials.
    values: Vec<String>,
}

impl Secrets<'_> {
    /// Returns a diagnostic whose sentences have credentials masked, without fixes that would show one.
    pub fn redact(&self, d: &Diagnostic) -> Diagnostic {
        let mut redacted = d.clone();
        redacted.message = self.redact_message(&d.message, &d.place);
        redacted.help = d.help.as_ref().map(|help| self.redact_message(help, &d.place));
        for related in &mut redacted.related {
            related.remark = self.redact_message(&related.remark, &related.place);
        }
        redacted.fixes.retain(|fix| fix.edits.iter().all(|edit| self.is_public(edit)));
        redacted
    }

    fn redact_message(&self, message: &Message, place: &Place) -> Message {
        let strictness = match place {
            Place::At(span) => Strictness::of_file(self.credentials.sources.text(span.file)).0,
            // A file that is not there, the command line, what a store says.
            Place::File(path) if path.starts_with("content/") => Strictness::Story,
            Place::File(_) | Place::Site => Strictness::Settings,
        };
        Message::new(self.mask_sentence(&message.zh, strictness), self.mask_sentence(&message.en, strictness))
    }

    /// Returns whether neither the text that an edit replaces nor its replacement holds a credential.
    fn is_public(&self, edit: &Edit) -> bool {
        let file = self.credentials.sources.text(edit.span.file);
        let (strictness, _) = Strictness::of_file(file);

        let mut marks = self.find_values(&edit.replacement);
        forms::mark_credentials(&edit.replacement, strictness == Strictness::Settings, &mut marks);
        let replaced = edit.span.start as usize..edit.span.end as usize;
        marks.is_empty() && self.in_excerpt(file, replaced).is_empty()
    }

    /// Masks the credentials that a sentence of the program quotes. Keys count within its quotations alone: the program
    /// speaks of passwords itself.
    fn mask_sentence(&self, text: &str, strictness: Strictness) -> String {
        let mut marks = self.find_values(text);
        forms::mark_credentials(text, strictness == Strictness::Settings, &mut marks);
        if strictness != Strictness::Story {
            for mut quoted in quotations(text) {
                if text[quoted.clone()].starts_with(SIGN_COMMAND) {
                    quoted.start += SIGN_COMMAND.len();
                }
                let found = names::find_in_block(&text[quoted.clone()], KeyPositions::Anywhere);
                marks.extend(found.marks.iter().map(|mark| quoted.start + mark.start..quoted.start + mark.end));
            }
        }
        mask(text, &marks)
    }

    /// Finds known values, or their beginnings, in a text.
    fn find_values(&self, text: &str) -> Vec<Range<usize>> {
        let mut marks = Vec::new();
        for value in &self.values {
            let prefix = value.char_indices().nth(VALUE_PREFIX_LENGTH).map_or(value.len(), |(at, _)| at);
            for (at, _) in text.match_indices(&value[..prefix]) {
                let same = value.chars().zip(text[at..].chars()).take_while(|(a, b)| a == b);
                marks.push(at..at + same.map(|(c, _)| c.len_utf8()).sum::<usize>());
            }
        }
        marks
    }

    /// Returns the stretches of a file that must not be shown, as far as they lie in a range of it.
    pub fn in_excerpt(&self, file: &Text, range: Range<usize>) -> Vec<Range<usize>> {
        let (strictness, end) = Strictness::of_file(file);
        let text = &file.text;
        let has_keys = range.start < end;
        let mut marks = if has_keys { self.credentials.block_of(file).marks.clone() } else { Vec::new() };

        let from = text.floor_char_boundary(range.start.saturating_sub(EXCERPT_MARGIN));
        let to = text.ceil_char_boundary((range.end + EXCERPT_MARGIN).min(text.len()));
        let around = &text[from..to];
        let mut near = self.find_values(around);
        forms::mark_credentials(around, has_keys && strictness == Strictness::Settings, &mut near);
        marks.extend(near.into_iter().map(|mark| from + mark.start..from + mark.end));
        marks.extend(forms::pem_block_at(text, range.start));

        marks.retain(|mark| mark.start < range.end && mark.end > range.start);
        marks.iter().map(|mark| mark.start.max(range.start)..mark.end.min(range.end)).collect()
    }
}

/// Finds the insides of back-ticks and quotation marks.
fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = None;

    for (at, c) in text.char_indices() {
        match (c, open) {
            ('`', Some((start, '`'))) | ('”', Some((start, '“'))) => {
                found.push(start..at);
                open = None;
            }
            ('`' | '“', None) => open = Some((at + c.len_utf8(), c)),
            _ => {}
        }
    }

    // Of a quotation that a quoted back-tick has put out of step.
    found.extend(open.map(|(start, _)| start..text.len()));
    found
}

/// Masks the marked stretches of a text by `*`, as wide as the characters that stood there.
pub(super) fn mask(text: &str, marks: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        out.extend(masked_character(c, marks.iter().any(|mark| mark.contains(&at))));
    }
    out
}

/// Returns where a byte of a text stands once it is masked.
pub(super) fn masked_offset(text: &str, marks: &[Range<usize>], at: usize) -> usize {
    mask(&text[..at], marks).len()
}

fn masked_character(c: char, marked: bool) -> Option<char> {
    if !marked || c.is_control() {
        return Some(c);
    }
    match c.width() {
        Some(0) => None,
        Some(2) => Some('＊'),
        _ => Some('*'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_as_wide_as_it_was() {
        let text = "密码：芝麻e\u{301}开门ab 后";
        let marks = [9..12, 12..text.find(' ').unwrap()];
        let out = mask(text, &marks);
        assert_eq!(out, "密码：＊＊*＊＊** 后");
        let at = text.find('后').unwrap();
        assert_eq!(&out[masked_offset(text, &marks, at)..], "后");
    }

    #[test]
    fn what_a_message_quotes_is_found() {
        let text = "`a` 与“b”，`c";
        let found: Vec<&str> = quotations(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["a", "b", "c"]);
    }
}
