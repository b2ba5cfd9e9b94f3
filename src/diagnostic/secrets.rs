//! Keeps credentials out of everything that is shown: excerpts, messages, remarks and remedies, in every format.
//!
//! What CI prints is often public. A credential is known by the name that it stands behind ([`names`]), which counts in
//! settings and front matter; by its form ([`forms`]), which counts everywhere; and by its value, once it has been found
//! in the settings. It is replaced by as many `*`, so that carets stay where they are.

mod forms;
mod names;

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use unicode_width::UnicodeWidthChar;

pub use names::is_secret_key;
use names::{Block, Keys};

use super::fix::Edit;
use super::{Diagnostic, Message, Place};
use crate::source::{Sources, Text};

/// Shorter values may be anything: they are masked where they stand, not wherever they occur.
const VALUE_LENGTH: usize = 6;

/// A message may show the beginning of a value; so many characters of it are enough to know it by.
const VALUE_START: usize = 12;

/// How far round an excerpt a story is searched: longer than a credential that is not known by its form alone.
const WINDOW: usize = 1024;

/// How much is taken for a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// Names count anywhere on a line, and any long random text is one.
    Settings,
    /// Names count where keys stand; addresses and names of pictures are left alone.
    FrontMatter,
    /// Forms alone count; addresses and names of pictures are left alone.
    Story,
}

impl Room {
    /// What a file holds, and where the part ends that consists of keys and values.
    fn of(file: &Text) -> (Self, usize) {
        let text = &file.text;
        if file.path.starts_with("content/") {
            return if file.path.ends_with(".md") { (Self::FrontMatter, head_end(text)) } else { (Self::Story, 0) };
        }
        if file.path.ends_with(".yaml") || file.path.ends_with(".yml") {
            return (Self::Settings, text.len());
        }
        (Self::Story, 0)
    }

    /// Where names count.
    fn keys(self) -> Keys {
        match self {
            Self::Settings => Keys::Anywhere,
            Self::FrontMatter => Keys::AtStart,
            Self::Story => Keys::Nowhere,
        }
    }
}

/// The end of a story's front matter. One that is not closed ends with the first empty line.
fn head_end(text: &str) -> usize {
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

/// The credentials in texts, each of which is looked through once: a text may be full of mistakes.
pub(super) struct Credentials<'s> {
    sources: &'s Sources,
    /// By the paths of the texts.
    blocks: RefCell<HashMap<String, Rc<Block>>>,
}

impl<'s> Credentials<'s> {
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, blocks: RefCell::default() }
    }

    /// What is called a credential where keys and values of a text stand.
    fn block(&self, file: &Text) -> Rc<Block> {
        let mut blocks = self.blocks.borrow_mut();
        let block = blocks.entry(file.path.clone()).or_insert_with(|| {
            let (room, end) = Room::of(file);
            Rc::new(names::in_block(&file.text[..end], room.keys()))
        });
        Rc::clone(block)
    }

    /// Collects what the settings, and the files that a mistake is about, call a credential.
    pub fn of(&self, mistake: &Diagnostic) -> Secrets<'_> {
        let sources = self.sources;
        let mut values = Vec::new();
        let places = std::iter::once(&mistake.place).chain(mistake.related.iter().map(|(place, _)| place));
        let named = places.filter_map(|place| match place {
            Place::At(span) => Some(sources.text(span.file)),
            Place::File(path) => sources.find(path).map(|(_, text)| text),
            Place::Site => None,
        });
        let settings = sources.find("site.yaml").map(|(_, text)| text);
        let mut seen: Vec<&str> = Vec::new();

        for file in settings.into_iter().chain(named) {
            if seen.contains(&file.path.as_str()) {
                continue;
            }
            seen.push(&file.path);
            let block = self.block(file);
            values.extend(block.values.iter().filter(|value| value.chars().count() >= VALUE_LENGTH).cloned());
        }
        Secrets { credentials: self, values }
    }
}

/// The credentials that the texts behind a mistake are known to hold.
pub(super) struct Secrets<'c> {
    credentials: &'c Credentials<'c>,
    /// What stands behind the name of a credential.
    values: Vec<String>,
}

impl Secrets<'_> {
    /// A mistake without them.
    pub fn without(&self, mistake: &Diagnostic) -> Diagnostic {
        let room = |place: &Place| match place {
            Place::At(span) => Room::of(self.credentials.sources.text(span.file)).0,
            // A file that is not there, the command line, what a store says.
            Place::File(path) if path.starts_with("content/") => Room::Story,
            Place::File(_) | Place::Site => Room::Settings,
        };
        let say = |message: &Message, place: &Place| Message {
            zh: self.in_message(&message.zh, room(place)),
            en: self.in_message(&message.en, room(place)),
        };

        let mut mistake = mistake.clone();
        mistake.message = say(&mistake.message, &mistake.place);
        mistake.help = mistake.help.as_ref().map(|help| say(help, &mistake.place));
        for (place, remark) in &mut mistake.related {
            *remark = say(remark, place);
        }
        mistake.fixes.retain(|fix| fix.edits.iter().all(|edit| self.may_be_shown(edit)));
        mistake
    }

    /// Returns whether neither the text that an edit replaces nor its replacement holds a credential.
    fn may_be_shown(&self, edit: &Edit) -> bool {
        let file = self.credentials.sources.text(edit.span.file);
        let replaced = edit.span.start as usize..edit.span.end as usize;
        let (room, _) = Room::of(file);

        let mut marks = self.known(&edit.replacement);
        forms::mark(&edit.replacement, room == Room::Settings, &mut marks);
        marks.is_empty() && self.in_excerpt(file, replaced).is_empty()
    }

    /// A sentence of the program without the credentials that it quotes. Names count in what it quotes alone: the
    /// program speaks of passwords itself.
    fn in_message(&self, text: &str, room: Room) -> String {
        let mut marks = self.known(text);
        forms::mark(text, room == Room::Settings, &mut marks);
        if room != Room::Story {
            for quoted in quotations(text) {
                let found = names::in_block(&text[quoted.clone()], Keys::Anywhere);
                marks.extend(found.marks.iter().map(|mark| quoted.start + mark.start..quoted.start + mark.end));
            }
        }
        hidden(text, &marks)
    }

    /// Where known credentials stand in a text.
    fn known(&self, text: &str) -> Vec<Range<usize>> {
        let mut marks = Vec::new();
        for value in &self.values {
            let start = value.char_indices().nth(VALUE_START).map_or(value.len(), |(at, _)| at);
            for (at, _) in text.match_indices(&value[..start]) {
                let same = value.chars().zip(text[at..].chars()).take_while(|(a, b)| a == b);
                marks.push(at..at + same.map(|(c, _)| c.len_utf8()).sum::<usize>());
            }
        }
        marks
    }

    /// The stretches of a file that must not be shown, as far as they touch a range of it.
    pub fn in_excerpt(&self, file: &Text, range: Range<usize>) -> Vec<Range<usize>> {
        let (room, end) = Room::of(file);
        let text = &file.text;
        let keyed = range.start < end;
        let mut marks = if keyed { self.credentials.block(file).marks.clone() } else { Vec::new() };

        let from = text.floor_char_boundary(range.start.saturating_sub(WINDOW));
        let to = text.ceil_char_boundary((range.end + WINDOW).min(text.len()));
        let around = &text[from..to];
        let mut near = self.known(around);
        forms::mark(around, keyed && room == Room::Settings, &mut near);
        marks.extend(near.into_iter().map(|mark| from + mark.start..from + mark.end));
        marks.extend(forms::pem_block(text, range.start));

        marks.retain(|mark| mark.start < range.end && mark.end > range.start);
        marks.iter().map(|mark| mark.start.max(range.start)..mark.end.min(range.end)).collect()
    }
}

/// What stands in back-ticks or quotation marks.
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

/// A text with `*` in the place of what is marked, as wide as what stood there.
pub(super) fn hidden(text: &str, marks: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        out.extend(shown(c, marks.iter().any(|mark| mark.contains(&at))));
    }
    out
}

/// Where a byte of a text stands in what [`hidden`] makes of it.
pub(super) fn moved(text: &str, marks: &[Range<usize>], at: usize) -> usize {
    hidden(&text[..at], marks).len()
}

/// What is shown of a character.
fn shown(c: char, marked: bool) -> Option<char> {
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
        let out = hidden(text, &marks);
        assert_eq!(out, "密码：＊＊*＊＊** 后");
        let at = text.find('后').unwrap();
        assert_eq!(&out[moved(text, &marks, at)..], "后");
    }

    #[test]
    fn what_a_message_quotes_is_found() {
        let text = "`a` 与“b”，`c";
        let found: Vec<&str> = quotations(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["a", "b", "c"]);
    }
}
