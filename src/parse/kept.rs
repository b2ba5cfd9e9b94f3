//! What came of a text as bytes, to be kept from one process to the next: it only saves the parsing.
//!
//! Whoever keeps it tells texts apart by [`key`], and throws all of it away when [`Keeper::rules`] says something else.
//! What a single text depends on besides both is kept with it: the sizes of the pictures that it shows, and the tables
//! that its charts may be drawn from. A place in another file stands there by that file's path, since numbers of files
//! shift.

mod bytes;
mod plain;
mod quote;
mod values;

use super::{LinkTarget, ParsedText, Rules};
use crate::digest::{Digest, Hasher};
use crate::source::{FileId, Sources, Text};
use bytes::{Ground, Kept, Reader, Writer};

/// The size of a picture in pixels, if there is one.
type Size = Option<(u32, u32)>;

/// Writes and reads what comes of texts by certain rules.
pub struct Keeper<'r> {
    rules: &'r Rules<'r>,
    tables: Digest,
}

/// What tells a text from every other: its path and what it says.
pub fn key(text: &Text) -> Digest {
    Hasher::default().add_text(&text.path).add_bytes(text.text.as_bytes()).to_digest()
}

impl<'r> Keeper<'r> {
    /// For texts that are read by these rules.
    pub fn new(rules: &'r Rules<'r>) -> Self {
        Self { rules, tables: tables(rules.sources) }
    }

    /// The digest of all that every text depends on. The program's build is not part of it.
    pub fn rules(&self) -> Digest {
        // Sizes and tables are looked at text by text.
        let Rules { naming, timezone, line_breaks, html, segmenter, pictures: _, sources: _, lexicon } = self.rules;
        let words = segmenter.map(|segmenter| segmenter.dictionary().added_words().collect::<Vec<_>>());
        let entries = (0..lexicon.len()).map(|n| lexicon.entry_at(n)).collect::<Vec<_>>();
        let all = format!("{:?}", (naming, timezone, line_breaks, html, words, entries));
        Digest::of_bytes(all.as_bytes())
    }

    /// Adds what came of the text of a file to some bytes.
    pub fn write(&self, outcome: &ParsedText, file: FileId, bytes: &mut Vec<u8>) {
        let mut to = Writer { bytes, ground: self.ground(file) };
        outcome.write(&mut to);
        self.sizes(outcome).collect::<Vec<Size>>().write(&mut to);
        may_look_at_tables(outcome).then(|| self.tables.to_bytes()).write(&mut to);
    }

    /// What came of the text of a file with the same key, by the same rules; `None` if it would not come of it now, or the
    /// bytes say nothing.
    pub fn read(&self, bytes: &[u8], file: FileId) -> Option<ParsedText> {
        let mut from = Reader::new(bytes, self.ground(file));
        let outcome = ParsedText::read(&mut from)?;
        let sizes: Vec<Size> = Kept::read(&mut from)?;
        let tables: Option<[u8; 16]> = Kept::read(&mut from)?;
        let same = sizes.into_iter().eq(self.sizes(&outcome)) && tables.is_none_or(|t| t == self.tables.to_bytes());
        (same && from.is_done()).then_some(outcome)
    }

    fn ground(&self, file: FileId) -> Ground<'r> {
        Ground { file, sources: self.rules.sources }
    }

    /// How large the pictures are that a body shows.
    fn sizes(&self, outcome: &ParsedText) -> impl Iterator<Item = Size> {
        let story = outcome.story.iter().flat_map(|story| &story.body.links);
        let links = story.chain(outcome.introduction.iter().flat_map(|introduction| &introduction.body.links));
        links.filter_map(|link| match &link.target {
            LinkTarget::Picture(output) => Some(self.rules.pictures.get(output).copied()),
            LinkTarget::Here | LinkTarget::Story(_) | LinkTarget::Output(_) => None,
        })
    }
}

/// Whether tables may have been looked at: then there is a chart, or something is said of the one that there is not.
fn may_look_at_tables(outcome: &ParsedText) -> bool {
    let ParsedText { story, introduction, diagnostics } = outcome;
    let in_story =
        story.as_ref().is_some_and(|story| !story.front.figures.charts.is_empty() || !story.body.charts.is_empty());
    in_story || introduction.as_ref().is_some_and(|it| !it.body.charts.is_empty()) || !diagnostics.is_empty()
}

/// The digest of all tables, and of those that could not be read.
fn tables(sources: &Sources) -> Digest {
    let read = sources.iter().filter(|(_, text)| Sources::is_table(&text.path));
    let maker = read.fold(Hasher::default(), |maker, (_, table)| maker.add_text(&table.path).add_text(&table.text));
    let unread = sources.all_unread().map(|(path, why)| format!("{path} {why:?}")).collect::<Vec<_>>();
    maker.add_text(&format!("{unread:?}")).to_digest()
}
