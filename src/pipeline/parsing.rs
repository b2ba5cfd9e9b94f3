//! The parse stage: what comes of each text, from the previous bulletin, from the memo on disk, or parsed now.
//!
//! On disk texts are parted by their paths, so that a new text changes one piece of what is kept. Each piece says at its head
//! by which program and by which rules it was made, and holds exactly the texts that there are: what is gone goes with the
//! next change of its piece.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Bulletin;
use super::settings::has_same_surroundings;
use super::turns::Turns;
use crate::digest::{Digest, Hasher};
use crate::memo::{self, MemoStore};
use crate::parse::kept::{OutcomeCodec, text_key};
use crate::parse::{self, ParsedText, Rules};
use crate::source::{FileId, Input, Text};

/// Texts of a piece, at least in the mean: a piece is what is written anew if one of them changes.
const TEXTS: usize = 128;

/// The most pieces.
const PIECES: usize = 1024;

/// Texts that one thread parses in one go.
const PARSE_RUN: usize = 16;

/// Bytes of large texts that may be parsed at once: what is made of a text meanwhile takes many times its own room.
const MAX_BYTES_AT_ONCE: u64 = 2 * 1024 * 1024;

/// Bytes from which on a text is large. Nearly all are smaller, and wait for nobody.
const LARGE_TEXT: u64 = 64 * 1024;

/// The outcome of parsing each text, in their order; none of a text that is neither a story nor an introduction.
pub(super) type Outcomes = Vec<Option<Arc<ParsedText>>>;

/// A text that is to be parsed, and its place among all texts.
#[derive(Clone, Copy)]
struct NewText<'s> {
    place: usize,
    file: FileId,
    text: &'s Text,
}

/// Parses all stories and introductions but those that are known.
pub(super) fn parse_texts(input: &Input, rules: &Rules, previous: Option<&Bulletin>) -> Outcomes {
    let sources = &input.sources;
    let previous = previous.filter(|previous| has_same_surroundings(&previous.input, input));
    let recall = |(place, (file, _)): (usize, (FileId, &Text))| {
        let previous = previous.filter(|previous| previous.input.sources.shared(file) == sources.shared(file))?;
        previous.outcomes[place].clone()
    };
    let mut outcomes: Outcomes = sources.iter().enumerate().map(recall).collect();

    let all = sources.iter().enumerate().map(|(place, (file, text))| NewText { place, file, text });
    let new: Vec<NewText> = all.filter(|new| is_parsed(&new.text.path) && outcomes[new.place].is_none()).collect();
    let parser = Parser { rules, turns: Turns::new(MAX_BYTES_AT_ONCE) };
    let parsed: Vec<(usize, ParsedText)> = match input.memo.0.as_deref().filter(|_| previous.is_none()) {
        Some(store) => Pieces::new(&parser, store).parse(new),
        None => new.par_iter().with_min_len(PARSE_RUN).map(|new| (new.place, parser.parse(new))).collect(),
    };
    for (place, outcome) in parsed {
        outcomes[place] = Some(Arc::new(outcome));
    }
    outcomes
}

/// Whether a text is parsed as a story or an introduction.
pub(super) fn is_parsed(path: &str) -> bool {
    parse::is_story(path) || parse::is_introduction(path)
}

/// Parses texts by the same rules, large ones in their turn.
struct Parser<'r> {
    rules: &'r Rules<'r>,
    turns: Turns,
}

impl Parser<'_> {
    fn parse(&self, new: &NewText) -> ParsedText {
        let bytes = new.text.text.len() as u64;
        let _turn = (bytes >= LARGE_TEXT).then(|| self.turns.wait(bytes));
        parse::parse_text(new.file, new.text, self.rules)
    }
}

/// The memo of outcomes, partitioned by the hashes of paths.
struct Pieces<'p> {
    parser: &'p Parser<'p>,
    store: &'p dyn MemoStore,
    codec: OutcomeCodec<'p>,
    /// The digest of the program and the rules.
    head: Digest,
}

/// A piece as it is kept.
#[derive(Serialize, Deserialize)]
struct Piece<'p> {
    head: Digest,
    /// The encoded outcome of each text, by [`text_key`].
    #[serde(borrow)]
    entries: Vec<(Digest, Encoded<'p>)>,
}

/// An outcome that [`OutcomeCodec`] encoded.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Encoded<'p>(#[serde(serialize_with = "memo::bytes::serialize")] &'p [u8]);

impl<'p> Pieces<'p> {
    fn new(parser: &'p Parser<'p>, store: &'p dyn MemoStore) -> Self {
        let codec = OutcomeCodec::new(parser.rules);
        let head =
            Hasher::default().add_text(env!("JIANBAO_BUILD")).add_bytes(&codec.rules_digest().to_bytes()).to_digest();
        Self { parser, store, codec, head }
    }

    /// Parses texts that are not kept, and keeps them.
    fn parse(&self, texts: Vec<NewText>) -> Vec<(usize, ParsedText)> {
        let count = (texts.len() / TEXTS).clamp(1, PIECES).next_power_of_two();
        let mut pieces: Vec<Vec<NewText>> = vec![Vec::new(); count];
        for new in texts {
            pieces[new.file.0 as usize % count].push(new);
        }
        let parse =
            |(number, texts): (usize, &Vec<NewText>)| self.parse_piece(texts, &format!("stories-{number}-of-{count}"));
        pieces.par_iter().enumerate().flat_map_iter(parse).collect()
    }

    /// Parses the texts of a piece, and writes it anew if they are not those that it held.
    fn parse_piece(&self, texts: &[NewText], name: &str) -> Vec<(usize, ParsedText)> {
        let bytes = self.store.load(name).unwrap_or_default();
        let kept = memo::decode::<Piece>(&bytes).filter(|piece| piece.head == self.head);
        let known: HashMap<Digest, Encoded> = kept.into_iter().flat_map(|piece| piece.entries).collect();
        let parse = |new: &NewText| {
            let key = text_key(new.text);
            match known.get(&key).and_then(|entry| Some((*entry, self.codec.decode(entry.0, new.file)?))) {
                Some((entry, outcome)) => (key, Some(entry), outcome),
                None => (key, None, self.parser.parse(new)),
            }
        };
        let done: Vec<(Digest, Option<Encoded>, ParsedText)> =
            texts.par_iter().with_min_len(PARSE_RUN).map(parse).collect();

        if done.len() != known.len() || done.iter().any(|(_, kept, _)| kept.is_none()) {
            let encode = |(new, (_, kept, outcome)): (&NewText, &(Digest, Option<Encoded>, ParsedText))| match kept {
                Some(_) => Vec::new(),
                None => self.codec.encode(outcome, new.file),
            };
            let encoded: Vec<Vec<u8>> = texts.iter().zip(&done).map(encode).collect();
            let entries = done.iter().zip(&encoded).map(|((key, kept, _), new)| (*key, kept.unwrap_or(Encoded(new))));
            let piece = Piece { head: self.head, entries: entries.collect() };
            self.store.save(name, &memo::encode(&piece));
        }
        texts.iter().zip(done).map(|(new, (.., outcome))| (new.place, outcome)).collect()
    }
}
