//! Values one behind the other as bytes, without names: only who has written them can read them. What does not fit is
//! `None`, whatever the bytes are.

use super::quote;
use crate::source::{FileId, Sources};

/// What bytes refer to: texts may quote that of their own file, and places may be in other files.
#[derive(Clone, Copy)]
pub(super) struct Ground<'g> {
    /// The file that the value came of.
    pub file: FileId,
    /// All texts.
    pub sources: &'g Sources,
}

impl<'g> Ground<'g> {
    /// What its own file says.
    pub fn text(self) -> &'g str {
        &self.sources.text(self.file).text
    }
}

/// A value that can be kept.
pub(super) trait Kept: Sized {
    /// Adds it to what is written.
    fn write(&self, to: &mut Writer);

    /// The next value; `None` if there is none like it.
    fn read(from: &mut Reader) -> Option<Self>;
}

/// Bytes that are being written.
pub(super) struct Writer<'g> {
    pub bytes: &'g mut Vec<u8>,
    pub ground: Ground<'g>,
}

impl Writer<'_> {
    /// Adds bytes as they are; whoever reads them knows how many there are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Adds a number, a small one as a single byte.
    pub fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    /// Adds a text: after its length what is new in it and what it quotes, in turn, until it quotes nothing.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        quote::each(text, self.ground.text(), |new, quoted| {
            self.number(new.len() as u64);
            self.bytes(new.as_bytes());
            self.number(quoted.len() as u64);
            if !quoted.is_empty() {
                self.number(quoted.start as u64);
            }
        });
    }
}

/// Bytes that are being read.
pub(super) struct Reader<'g> {
    rest: &'g [u8],
    pub ground: Ground<'g>,
}

impl<'g> Reader<'g> {
    /// Reads from the beginning.
    pub fn new(bytes: &'g [u8], ground: Ground<'g>) -> Self {
        Self { rest: bytes, ground }
    }

    /// Whether all of it has been read.
    pub fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next bytes, so many.
    pub fn bytes(&mut self, count: usize) -> Option<&'g [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(bytes)
    }

    /// The next number.
    pub fn number(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            n |= u64::from(byte & 0x7F) << shift;
            if *byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    /// The next number, if it counts something in memory.
    pub fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// The next text.
    pub fn text(&mut self) -> Option<String> {
        let (length, source) = (self.count()?, self.ground.text());
        // A length that is none must not take memory.
        let mut text = String::with_capacity(length.min(self.rest.len() + 2 * source.len()));
        loop {
            let new = self.count()?;
            text.push_str(std::str::from_utf8(self.bytes(new)?).ok()?);
            let quoted = self.count()?;
            if quoted == 0 {
                return (text.len() == length).then_some(text);
            }
            let start = self.count()?;
            text.push_str(source.get(start..start.checked_add(quoted)?)?);
            if text.len() > length {
                return None;
            }
        }
    }

    /// Room for so many values, each of which takes at least a byte.
    pub fn room<T>(&self, count: usize) -> Option<Vec<T>> {
        (count <= self.rest.len()).then(|| Vec::with_capacity(count))
    }
}
