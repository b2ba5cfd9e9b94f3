//! The outcome of parsing a text as bytes, to be kept from one process to the next: it only saves the parsing.
//!
//! Texts are told apart by [`text_key`], and all that is kept is thrown away when [`OutcomeCodec::rules_digest`] is another.
//! Other inputs of a single text are kept with it: the sizes of the pictures that it shows, the tables that its charts may
//! be drawn from, and the names of all files if it has links by name.

mod quote;

use std::sync::{Arc, OnceLock};

use quote::Quotation;
use serde::{Deserialize, Serialize};

use super::{LinkTarget, ParsedText, Rules, StoryBody};
use crate::digest::{Digest, Hasher};
use crate::memo;
use crate::source::{FileId, Sources, Text};

/// The size of a picture in pixels, if there is one.
type PictureSize = Option<(u32, u32)>;

/// Encodes and decodes what comes of texts by certain rules.
pub struct OutcomeCodec<'r> {
    rules: &'r Rules<'r>,
    tables: Digest,
    /// The digest of the names of all files; few texts depend on it.
    names: OnceLock<Digest>,
}

/// An encoded outcome: the outcome without the two texts of its body, these as quotations, and what they depend on.
#[derive(Serialize, Deserialize)]
struct EncodedOutcome<'e, O> {
    outcome: O,
    #[serde(borrow)]
    html: Vec<Quotation<'e>>,
    #[serde(borrow)]
    text: Vec<Quotation<'e>>,
    pictures: Vec<PictureSize>,
    tables: Option<Digest>,
    names: Option<Digest>,
}

/// Returns the cache key of a text: the digest of its path and its content.
pub fn text_key(text: &Text) -> Digest {
    Hasher::default().add_text(&text.path).add_bytes(text.text.as_bytes()).to_digest()
}

impl<'r> OutcomeCodec<'r> {
    /// For texts that are read by these rules.
    pub fn new(rules: &'r Rules<'r>) -> Self {
        Self { rules, tables: tables_digest(rules.sources), names: OnceLock::new() }
    }

    /// The digest of all that every text depends on. The program's build is not part of it.
    pub fn rules_digest(&self) -> Digest {
        // Sizes and tables are looked at text by text.
        let Rules { naming, timezone, line_breaks, html, segmenter, proof_segmenter, pictures: _, sources: _, lexicon } =
            self.rules;
        let words = segmenter.map(|segmenter| segmenter.dictionary().added_words().collect::<Vec<_>>());
        let all = format!(
            "{:?}",
            (
                naming,
                timezone,
                line_breaks,
                html,
                words,
                proof_segmenter.words(),
                lexicon.entries(),
                lexicon.packs().packs(),
                lexicon.period()
            )
        );
        Digest::of_bytes(all.as_bytes())
    }

    /// Encodes what came of the text of a file.
    pub fn encode(&self, outcome: &ParsedText, file: FileId) -> Vec<u8> {
        let source = &self.rules.sources.text(file).text;
        let quoted =
            |part: fn(&StoryBody) -> &str| body(outcome).map_or_else(Vec::new, |it| quote::encode(part(it), source));
        let entry = EncodedOutcome {
            outcome,
            html: quoted(|body| body.html.text()),
            text: quoted(|body| &body.text),
            pictures: self.picture_sizes(outcome).collect(),
            tables: may_read_tables(outcome).then_some(self.tables),
            names: self.names_for(source),
        };
        memo::encode(&entry)
    }

    /// Decodes what came of the text of a file with the same key, by the same rules; `None` if it would not come of it
    /// now, or the bytes say nothing.
    pub fn decode(&self, bytes: &[u8], file: FileId) -> Option<ParsedText> {
        let EncodedOutcome { mut outcome, html, text, pictures, tables, names } =
            memo::decode::<EncodedOutcome<ParsedText>>(bytes)?;
        let source = &self.rules.sources.text(file).text;
        if let Some(body) = body_mut(&mut outcome) {
            body.text = quote::decode(&text, source)?;
            body.html = std::mem::take(&mut body.html).with_text(quote::decode(&html, source)?)?;
        }
        let is_here = outcome.story.as_ref().is_none_or(|story| story.file == file);
        let is_same = pictures.into_iter().eq(self.picture_sizes(&outcome))
            && tables.is_none_or(|it| it == self.tables)
            && names == self.names_for(source);
        (is_here && is_same).then_some(outcome)
    }

    /// The digest of the names of all files, if a text may link to one by its name alone: `[[…]]`.
    fn names_for(&self, source: &str) -> Option<Digest> {
        source.contains("[[").then(|| *self.names.get_or_init(|| names_digest(self.rules)))
    }

    /// The sizes of the pictures that a body shows.
    fn picture_sizes(&self, outcome: &ParsedText) -> impl Iterator<Item = PictureSize> {
        let links = body(outcome).into_iter().flat_map(|body| &body.links);
        links.filter_map(|link| match &link.target {
            LinkTarget::Picture(output) => Some(self.rules.pictures.get(output).copied()),
            LinkTarget::Here | LinkTarget::Story(_) | LinkTarget::Output(_) => None,
        })
    }
}

fn body(outcome: &ParsedText) -> Option<&StoryBody> {
    let story = outcome.story.as_ref().map(|story| &story.body);
    story.or(outcome.introduction.as_ref().map(|introduction| &introduction.body))
}

fn body_mut(outcome: &mut ParsedText) -> Option<&mut StoryBody> {
    let story = outcome.story.as_mut().and_then(Arc::get_mut).map(|story| &mut story.body);
    story.or(outcome.introduction.as_mut().map(|introduction| &mut introduction.body))
}

/// Whether tables may have been looked at: then there is a chart, or something is said of the one that there is not.
fn may_read_tables(outcome: &ParsedText) -> bool {
    let figures = outcome.story.as_ref().is_some_and(|story| !story.front.figures.charts.is_empty());
    figures || body(outcome).is_some_and(|body| !body.charts.is_empty()) || !outcome.diagnostics.is_empty()
}

/// Returns the digest of the paths of all stories and pictures.
fn names_digest(rules: &Rules) -> Digest {
    let mut pictures: Vec<&String> = rules.pictures.keys().collect();
    pictures.sort_unstable();
    let stories = rules.sources.iter().map(|(_, text)| text.path.as_str()).filter(|path| path.ends_with(".md"));
    let paths = stories.chain(pictures.into_iter().map(String::as_str));
    paths.fold(Hasher::default(), |hasher, path| hasher.add_text(path)).to_digest()
}

/// The digest of all tables, and of those that could not be read.
fn tables_digest(sources: &Sources) -> Digest {
    let read = sources.iter().filter(|(_, text)| Sources::is_table(&text.path));
    let maker = read.fold(Hasher::default(), |maker, (_, table)| maker.add_text(&table.path).add_text(&table.text));
    let unread = sources.all_unread().map(|(path, why)| format!("{path} {why:?}")).collect::<Vec<_>>();
    maker.add_text(&format!("{unread:?}")).to_digest()
}
