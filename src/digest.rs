//! What names content by what it says: the same bytes, the same name, on every machine.

use std::fmt;
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

/// The first 128 bits of a BLAKE3 hash: two different contents never have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest([u8; 16]);

impl Digest {
    /// Of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Maker::default().bytes(bytes).done()
    }

    /// As a number, every bit of which is as good as drawn by lot.
    pub fn number(self) -> u128 {
        u128::from_be_bytes(self.0)
    }

    /// Its bytes.
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// From its hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let number = u128::from_str_radix(text, 16).ok().filter(|_| digits && text.len() == 32)?;
        Some(Self(number.to_be_bytes()))
    }
}

impl From<[u8; 16]> for Digest {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.number())
    }
}

/// Makes a digest of several parts.
#[derive(Clone, Debug, Default)]
pub struct Maker(blake3::Hasher);

impl Maker {
    /// Adds bytes.
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update(bytes);
        self
    }

    /// Adds bytes, told apart from their neighbours.
    pub fn part(self, bytes: &[u8]) -> Self {
        self.bytes(&bytes.len().to_le_bytes()).bytes(bytes)
    }

    /// Adds a text, told apart from its neighbours.
    pub fn text(self, text: &str) -> Self {
        self.part(text.as_bytes())
    }

    /// Adds a value by what a template sees of it.
    ///
    /// # Errors
    /// A value that cannot be written as JSON, of which there is none among ours.
    pub fn value(self, value: &impl Serialize) -> Result<Self, serde_json::Error> {
        let mut bytes = Vec::with_capacity(16 * 1024);
        serde_json::to_writer(&mut bytes, value)?;
        Ok(self.part(&bytes))
    }

    /// The digest of all that was added.
    pub fn done(&self) -> Digest {
        let mut bytes = [0; 16];
        self.0.finalize_xof().fill(&mut bytes);
        Digest(bytes)
    }
}

/// Copies everything; gives the number of bytes and their digest.
///
/// # Errors
/// What reading or writing gives.
pub fn copy(from: &mut impl Read, to: &mut impl Write) -> io::Result<(u64, Digest)> {
    let (mut maker, mut bytes) = (Maker::default(), 0);
    blocks(from, |block| {
        maker.0.update(block);
        bytes += block.len() as u64;
        to.write_all(block)
    })?;
    Ok((bytes, maker.done()))
}

/// Reads to the end, a block at a time.
///
/// # Errors
/// What reading or `each` gives.
pub fn blocks(from: &mut impl Read, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(n) => each(&buffer[..n])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_blake3_and_can_be_read_again() {
        // The published test vector for no input: af1349b9f5f9a1a6a0404dea36dcc949…
        let empty = Digest::of(b"");
        assert_eq!(empty.to_string(), "af1349b9f5f9a1a6a0404dea36dcc949");
        assert_eq!(Digest::parse(&empty.to_string()), Some(empty));
        for wrong in ["", "af", "AF1349B9F5F9A1A6A0404DEA36DCC949", "+f1349b9f5f9a1a6a0404dea36dcc949"] {
            assert_eq!(Digest::parse(wrong), None, "{wrong}");
        }
        let mut out = Vec::new();
        assert_eq!(copy(&mut &b"text"[..], &mut out).unwrap(), (4, Digest::of(b"text")));
        assert_eq!(out, b"text");
        let parts = |a, b| Maker::default().text(a).text(b).done();
        assert_ne!(parts("ab", "c"), parts("a", "bc"));
    }
}
