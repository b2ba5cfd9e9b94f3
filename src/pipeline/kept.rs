//! What was parsed is kept from one process to the next: a text that is as it was is not parsed again.
//!
//! Texts are parted by their paths, so that a new text changes one piece of what is kept. Each piece says at its head by
//! which program and by which rules it was made, and holds exactly the texts that there are: what is gone goes with the
//! next change of its piece.

use std::collections::HashMap;

use rayon::prelude::*;

use super::memory::is_parsed;
use super::turns::Turns;
use crate::digest::{Digest, Maker};
use crate::parse::kept::{Keeper, key};
use crate::parse::{ParsedText, Rules};
use crate::source::{FileId, Kept, Shelf, Sources, Text};

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

/// What came of the text of a file.
pub(super) type Parsed = (FileId, ParsedText);

/// Reads all stories and introductions, in the order of their paths; those that are on the shelf are not parsed.
pub(super) fn parsed(sources: &Sources, rules: &Rules, kept: &Kept) -> Vec<Parsed> {
    let texts: Vec<(FileId, &Text)> = sources.iter().filter(|(_, text)| is_parsed(&text.path)).collect();
    let turns = Turns::default();
    let Some(shelf) = &kept.0 else {
        let parse = |&(file, text): &(FileId, &Text)| (file, turns.read(file, text, rules));
        return texts.par_iter().with_min_len(RUN).map(parse).collect();
    };
    let keeper = Keeper::new(rules);
    let head = Maker::default().text(env!("JIANBAO_BUILD")).bytes(&keeper.rules().bytes()).done();
    let count = (texts.len() / TEXTS).clamp(1, PIECES).next_power_of_two();
    let mut pieces: Vec<Piece> = vec![Vec::new(); count];
    for (file, text) in texts {
        let [first, second, ..] = Digest::of(text.path.as_bytes()).bytes();
        pieces[usize::from(u16::from_le_bytes([first, second])) % count].push((file, text));
    }
    let read = |(number, texts): (usize, &Piece)| {
        let name = format!("stories-{number}-of-{count}");
        piece(texts, (rules, &keeper, &turns, head), (&**shelf, &name))
    };
    let mut parsed: Vec<Parsed> = pieces.par_iter().enumerate().flat_map_iter(read).collect();
    parsed.sort_unstable_by_key(|(file, _)| *file);
    parsed
}

/// The texts of a piece.
type Piece<'s> = Vec<(FileId, &'s Text)>;

/// Reads the texts of a piece, and puts it on the shelf anew if they are not those that it held.
fn piece(
    texts: &Piece,
    (rules, keeper, turns, head): (&Rules, &Keeper, &Turns, Digest),
    (shelf, name): (&dyn Shelf, &str),
) -> Vec<Parsed> {
    let kept = shelf.take(name).unwrap_or_default();
    let known = entries(&kept, head).unwrap_or_default();
    let read = |&(file, text): &(FileId, &Text)| {
        let key = key(text).bytes();
        match known.get(&key).and_then(|entry| Some((*entry, keeper.read(entry, file)?))) {
            Some((entry, outcome)) => (key, Some(entry), (file, outcome)),
            None => (key, None, (file, turns.read(file, text, rules))),
        }
    };
    let done: Vec<_> = texts.par_iter().with_min_len(RUN).map(read).collect();
    if done.len() != known.len() || done.iter().any(|(_, old, _)| old.is_none()) {
        let mut bytes = Vec::with_capacity(kept.len().max(ROOM));
        bytes.extend_from_slice(&head.bytes());
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

/// What a piece holds, by the keys of the texts; `None` if it was made otherwise, or is none.
fn entries(piece: &[u8], head: Digest) -> Option<HashMap<[u8; DIGEST], &[u8]>> {
    let mut rest = piece.strip_prefix(&head.bytes())?;
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
