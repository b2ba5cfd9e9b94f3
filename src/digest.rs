//! Digests that name content: the same bytes, the same name, on every machine.

use std::fmt;
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

/// The first 128 bits of a BLAKE3 hash: two different contents never have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest([u8; 16]);

impl Digest {
    /// Computes the digest of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Hasher::default().add_bytes(bytes).to_digest()
    }

    /// Returns the digest as a number; its bits are uniformly distributed.
    pub fn to_u128(self) -> u128 {
        u128::from_be_bytes(self.0)
    }

    /// Returns the bytes of the digest.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// Parses 32 hexadecimal digits in lower case, as `Display` writes them.
    pub fn from_hex(text: &str) -> Option<Self> {
        let is_hex = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !is_hex || text.len() != 32 {
            return None;
        }
        Some(Self(u128::from_str_radix(text, 16).ok()?.to_be_bytes()))
    }
}

impl From<[u8; 16]> for Digest {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.to_u128())
    }
}

/// Computes a digest of several parts (BLAKE3).
#[derive(Clone, Debug, Default)]
pub struct Hasher(blake3::Hasher);

impl Hasher {
    /// Adds bytes.
    pub fn add_bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update(bytes);
        self
    }

    /// Adds bytes with their length before them: parts that are divided elsewhere give another digest.
    pub fn add_part(self, bytes: &[u8]) -> Self {
        self.add_bytes(&(bytes.len() as u64).to_le_bytes()).add_bytes(bytes)
    }

    /// Adds a text with its length before it.
    pub fn add_text(self, text: &str) -> Self {
        self.add_part(text.as_bytes())
    }

    /// Adds a value as JSON, which is all that a template sees of it.
    ///
    /// # Errors
    /// A value that cannot be written as JSON; the program has none.
    pub fn add_json(self, value: &impl Serialize) -> Result<Self, serde_json::Error> {
        let mut bytes = Vec::with_capacity(16 * 1024);
        serde_json::to_writer(&mut bytes, value)?;
        Ok(self.add_part(&bytes))
    }

    /// Returns the digest of all that was added.
    pub fn to_digest(&self) -> Digest {
        let mut bytes = [0; 16];
        self.0.finalize_xof().fill(&mut bytes);
        Digest(bytes)
    }
}

/// Copies everything from a reader to a writer; returns the number of bytes and their digest.
///
/// # Errors
/// Errors of reading and writing.
pub fn copy_with_digest(from: &mut impl Read, to: &mut impl Write) -> io::Result<(u64, Digest)> {
    let mut hasher = Hasher::default();
    let mut bytes = 0;
    for_each_block(from, |block| {
        hasher.0.update(block);
        bytes += block.len() as u64;
        to.write_all(block)
    })?;
    Ok((bytes, hasher.to_digest()))
}

/// Returns the digest of what a reader gives with every CR LF as LF, and without a byte-order mark at its beginning: tools that
/// keep texts in another form on another system change these, also in files that are no texts.
///
/// # Errors
/// Errors of reading.
pub fn digest_without_line_ends(from: &mut impl Read) -> io::Result<Digest> {
    let mut head = Vec::with_capacity(3);
    from.by_ref().take(3).read_to_end(&mut head)?;
    if head == *b"\xEF\xBB\xBF" {
        head.clear();
    }

    let mut hasher = blake3::Hasher::new();
    // A CR at the end of a block waits for what follows.
    let mut has_cr = false;
    for_each_block(&mut head.chain(from), |block| {
        for part in block.split_inclusive(|byte| *byte == b'\r') {
            if has_cr && part[0] != b'\n' {
                hasher.update(b"\r");
            }
            let bare = part.strip_suffix(b"\r");
            has_cr = bare.is_some();
            hasher.update(bare.unwrap_or(part));
        }
        Ok(())
    })?;
    if has_cr {
        hasher.update(b"\r");
    }
    Ok(Hasher(hasher).to_digest())
}

/// Reads to the end and calls a function with each block.
///
/// # Errors
/// Errors of reading and of `each`.
pub fn for_each_block(from: &mut impl Read, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
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
    fn line_ends_make_no_difference_to_a_file() {
        fn digest(bytes: &[u8]) -> Digest {
            digest_without_line_ends(&mut &*bytes).unwrap()
        }
        assert_eq!(digest(b"a,b\r\n1,2\r\n"), digest(b"\xEF\xBB\xBFa,b\n1,2\n"));
        assert_eq!(digest(b"a\nb"), Digest::of_bytes(b"a\nb"));
        for (a, b) in [(&b"a\rb"[..], &b"ab"[..]), (b"a\r", b"a"), (b"a\r\r\n", b"a\n"), (b"", b"\n")] {
            assert_ne!(digest(a), digest(b), "{a:?} {b:?}");
        }
        assert_eq!(digest(b"a\r\r\n"), Digest::of_bytes(b"a\r\n"));

        let long: Vec<u8> = b"x\r\n".repeat(200_000);
        assert_eq!(digest(&long), Digest::of_bytes(&b"x\n".repeat(200_000)));
    }

    #[test]
    fn a_digest_is_that_of_blake3_and_can_be_read_again() {
        // The published test vector for no input: af1349b9f5f9a1a6a0404dea36dcc949…
        let empty = Digest::of_bytes(b"");
        assert_eq!(empty.to_string(), "af1349b9f5f9a1a6a0404dea36dcc949");
        assert_eq!(Digest::from_hex(&empty.to_string()), Some(empty));
        for wrong in ["", "af", "AF1349B9F5F9A1A6A0404DEA36DCC949", "+f1349b9f5f9a1a6a0404dea36dcc949"] {
            assert_eq!(Digest::from_hex(wrong), None, "{wrong}");
        }

        let mut out = Vec::new();
        assert_eq!(copy_with_digest(&mut &b"text"[..], &mut out).unwrap(), (4, Digest::of_bytes(b"text")));
        assert_eq!(out, b"text");

        let first = Hasher::default().add_text("ab").add_text("c").to_digest();
        let second = Hasher::default().add_text("a").add_text("bc").to_digest();
        assert_ne!(first, second);
    }
}
