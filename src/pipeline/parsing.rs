//! The parse stage: what comes of each text, from the previous bulletin, from the memo on disk, or parsed now.
//!
//! On disk texts are parted by their paths, so that a new text changes one piece of what is kept. Each piece says at its head
//! by which program and by which rules it was made, and holds exactly the texts that there are: what is gone goes with the
//! next change of its piece.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Bulletin;
use super::settings::has_same_surroundings;
use super::turns::Turns;
use crate::digest::{Digest, Hasher};
use crate::parse::kept::{Keeper, key};
use crate::parse::{self, ParsedText, Rules};
use crate::source::{FileId, Input, Shelf, Text};

/// Texts of a piece, at least in the mean: a piece is what is written anew if one of them changes.
const TEXTS: usize = 128;

/// The most pieces.
const PIECES: usize = 1024;

/// Texts that one thread reads in one go.
const RUN: usize = 16;

/// Bytes of a digest.
const DIGEST: usize = 16;

/// Bytes of the length of an entry.
const LENGTH: usize = 8;

/// Room for a piece, in bytes: it is taken at once, so that nothing that stays is put between what goes.
const ROOM: usize = 256 * 1024;

/// What came of each text, by file; nothing of a text that is neither a story nor an introduction.
pub(super) type Outcomes = Vec<Option<Arc<ParsedText>>>;

/// Parses all stories and introductions but those that are known.
pub(super) fn parse_texts(input: &Input, rules: &Rules, previous: Option<&Bulletin>) -> Outcomes {
    let sources = &input.sources;
    let previous = previous.filter(|previous| has_same_surroundings(&previous.input, input));
    let recall = |file: FileId| {
        let previous = previous.filter(|previous| previous.input.sources.shared(file) == sources.shared(file))?;
        previous.outcomes[file.0 as usize].clone()
    };
    let mut outcomes: Outcomes = sources.iter().map(|(file, _)| recall(file)).collect();

    let is_new = |(file, text): &(FileId, &Text)| is_parsed(&text.path) && outcomes[file.0 as usize].is_none();
    let new: Vec<(FileId, &Text)> = sources.iter().filter(is_new).collect();
    let turns = Turns::default();
    let parsed: Vec<(FileId, ParsedText)> = match input.kept.0.as_deref().filter(|_| previous.is_none()) {
        Some(shelf) => Pieces::new(rules, &turns, shelf).parse(new),
        None => new.par_iter().with_min_len(RUN).map(|&(file, text)| (file, turns.read(file, text, rules))).collect(),
    };
    for (file, outcome) in parsed {
        outcomes[file.0 as usize] = Some(Arc::new(outcome));
    }
    outcomes
}

/// Whether a text is parsed as a story or an introduction.
pub(super) fn is_parsed(path: &str) -> bool {
    parse::is_story(path) || parse::is_introduction(path)
}

/// The texts of a piece.
type Piece<'s> = Vec<(FileId, &'s Text)>;

/// What is kept of texts on disk.
struct Pieces<'p> {
    rules: &'p Rules<'p>,
    turns: &'p Turns,
    shelf: &'p dyn Shelf,
    keeper: Keeper<'p>,
    /// The digest of the program and the rules.
    head: Digest,
}

impl<'p> Pieces<'p> {
    fn new(rules: &'p Rules<'p>, turns: &'p Turns, shelf: &'p dyn Shelf) -> Self {
        let keeper = Keeper::new(rules);
        let head = Hasher::default().add_text(env!("JIANBAO_BUILD")).add_bytes(&keeper.rules().to_bytes()).to_digest();
        Self { rules, turns, shelf, keeper, head }
    }

    /// Parses texts that are not kept, and keeps them.
    fn parse(&self, texts: Piece) -> Vec<(FileId, ParsedText)> {
        let count = (texts.len() / TEXTS).clamp(1, PIECES).next_power_of_two();
        let mut pieces: Vec<Piece> = vec![Vec::new(); count];
        for (file, text) in texts {
            let [first, second, ..] = Digest::of_bytes(text.path.as_bytes()).to_bytes();
            pieces[usize::from(u16::from_le_bytes([first, second])) % count].push((file, text));
        }
        let parse = |(number, texts): (usize, &Piece)| self.parse_piece(texts, &format!("stories-{number}-of-{count}"));
        pieces.par_iter().enumerate().flat_map_iter(parse).collect()
    }

    /// Parses the texts of a piece, and writes it anew if they are not those that it held.
    fn parse_piece(&self, texts: &Piece, name: &str) -> Vec<(FileId, ParsedText)> {
        let Self { rules, turns, shelf, keeper, head } = self;
        let kept = shelf.take(name).unwrap_or_default();
        let known = entries(&kept, *head).unwrap_or_default();
        let read = |&(file, text): &(FileId, &Text)| {
            let key = key(text).to_bytes();
            match known.get(&key).and_then(|entry| Some((*entry, keeper.read(entry, file)?))) {
                Some((entry, outcome)) => (key, Some(entry), (file, outcome)),
                None => (key, None, (file, turns.read(file, text, rules))),
            }
        };
        let done: Vec<_> = texts.par_iter().with_min_len(RUN).map(read).collect();

        if done.len() != known.len() || done.iter().any(|(_, old, _)| old.is_none()) {
            let mut bytes = Vec::with_capacity(kept.len().max(ROOM));
            bytes.extend_from_slice(&head.to_bytes());
            for (key, old, (file, outcome)) in &done {
                bytes.extend_from_slice(key);
                let length = bytes.len();
                bytes.extend_from_slice(&[0; LENGTH]);
                match old {
                    Some(entry) => bytes.extend_from_slice(entry),
                    None => keeper.write(outcome, *file, &mut bytes),
                }
                let written = (bytes.len() - length - LENGTH) as u64;
                bytes[length..length + LENGTH].copy_from_slice(&written.to_le_bytes());
            }
            shelf.put(name, &bytes);
        }
        done.into_iter().map(|(.., parsed)| parsed).collect()
    }
}

/// What a piece holds, by the keys of the texts; `None` if it was made otherwise, or is none.
fn entries(piece: &[u8], head: Digest) -> Option<HashMap<[u8; DIGEST], &[u8]>> {
    let mut rest = piece.strip_prefix(&head.to_bytes())?;
    let mut entries = HashMap::new();
    while !rest.is_empty() {
        let (key, behind) = rest.split_first_chunk::<DIGEST>()?;
        let (length, behind) = behind.split_first_chunk::<LENGTH>()?;
        let (entry, behind) = behind.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        entries.insert(*key, entry);
        rest = behind;
    }
    Some(entries)
}
