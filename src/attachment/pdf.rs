//! PDF (ISO 32000-2): author, annotations and attached files, without building the document.
//!
//! The bytes are read from the beginning to the end as the tokens that they are, whatever the table of references says: what
//! an earlier version of the document held is in the file too. Of streams, those that hold objects and XMP are unpacked.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;

use super::{Private, UNPACKED_LIMIT, Unread, office};

/// How far from the start the mark of a PDF may stand.
const HEADER: usize = 1024;

/// The most dictionaries and arrays inside of one another that are told apart.
const DEPTH: usize = 64;

/// Annotations that somebody has written for somebody: no links, fields of forms, seals and media.
const REMARKS: [&[u8]; 10] = [
    b"Text",
    b"FreeText",
    b"Highlight",
    b"Underline",
    b"StrikeOut",
    b"Squiggly",
    b"Caret",
    b"Ink",
    b"Redact",
    b"FileAttachment",
];

/// Looks into a whole file.
pub(super) fn inspect(bytes: &[u8]) -> Result<Private, Unread> {
    let head = &bytes[..bytes.len().min(HEADER)];
    if memchr::memmem::find(head, b"%PDF-").is_none() {
        return Err(Unread::Broken);
    }
    let mut scan = Scan { found: Private::default(), is_encrypted: false, left: UNPACKED_LIMIT };
    scan.objects(bytes, true)?;
    if scan.is_encrypted { Err(Unread::Encrypted) } else { Ok(scan.found) }
}

/// What a dictionary says, as far as it matters.
#[derive(Default)]
struct Dictionary<'b> {
    kind: Cow<'b, [u8]>,
    subtype: Cow<'b, [u8]>,
    filter: Cow<'b, [u8]>,
    author: Option<Vec<u8>>,
    has_rectangle: bool,
    has_files: bool,
}

/// A dictionary or an array that is open.
enum Open<'b> {
    Dictionary {
        /// The key whose value comes next.
        key: Option<Cow<'b, [u8]>>,
        entries: Dictionary<'b>,
    },
    Array,
}

/// A token (7.2).
enum Token<'b> {
    OpenDictionary,
    CloseDictionary,
    OpenArray,
    CloseArray,
    Name(Cow<'b, [u8]>),
    Text(Vec<u8>),
    /// A number, `R`, `obj`, `stream`.
    Word(&'b [u8]),
}

struct Scan {
    found: Private,
    is_encrypted: bool,
    /// How many bytes may still be unpacked.
    left: u64,
}

impl Scan {
    /// Goes through objects; `is_file` where streams may stand among them.
    fn objects(&mut self, bytes: &[u8], is_file: bool) -> Result<(), Unread> {
        let mut tokens = Tokens { bytes, at: 0 };
        let mut open: Vec<Open> = Vec::new();
        let mut last = Dictionary::default();

        while let Some(token) = tokens.next() {
            match token {
                Token::OpenDictionary if open.len() < DEPTH => {
                    open.push(Open::Dictionary { key: None, entries: Dictionary::default() });
                }
                Token::OpenArray if open.len() < DEPTH => open.push(Open::Array),
                // What is too deep is no document: it is read as if it began anew.
                Token::OpenDictionary | Token::OpenArray => open.clear(),
                Token::CloseDictionary => {
                    if let Some(Open::Dictionary { entries, .. }) = open.pop() {
                        self.dictionary(&entries);
                        last = entries;
                    }
                    close_value(&mut open);
                }
                Token::CloseArray => {
                    open.pop();
                    close_value(&mut open);
                }
                Token::Name(name) => self.name(&mut open, name),
                Token::Text(text) => text_value(&mut open, text),
                Token::Word(b"stream") if is_file && open.is_empty() => {
                    let data = tokens.stream();
                    self.stream(&std::mem::take(&mut last), data)?;
                }
                // An object that was not closed ends where the next begins.
                Token::Word(b"obj" | b"endobj") if is_file => open.clear(),
                Token::Word(_) => plain_value(&mut open),
            }
        }
        Ok(())
    }

    /// A name is a key, or the value of one.
    fn name<'b>(&mut self, open: &mut [Open<'b>], name: Cow<'b, [u8]>) {
        // The filters of a stream may stand in an array.
        let (in_array, rest) = match open {
            [rest @ .., Open::Array] => (true, rest),
            rest => (false, rest),
        };
        let Some(Open::Dictionary { key, entries }) = rest.last_mut() else { return };
        match key {
            None if in_array => {}
            None => {
                self.is_encrypted |= &*name == b"Encrypt";
                entries.has_rectangle |= &*name == b"Rect";
                entries.has_files |= &*name == b"EF";
                *key = Some(name);
            }
            Some(known) => {
                match &**known {
                    b"Type" => entries.kind = name,
                    b"Subtype" => entries.subtype = name,
                    b"Filter" if entries.filter.is_empty() => entries.filter = name,
                    _ => {}
                }
                if !in_array {
                    *key = None;
                }
            }
        }
    }

    /// Takes note of a dictionary that is closed.
    fn dictionary(&mut self, entries: &Dictionary) {
        if let Some(author) = &entries.author {
            self.found.add_author(&text_string(author));
        }
        let is_remark = entries.has_rectangle && REMARKS.contains(&&*entries.subtype);
        self.found.comments += usize::from(is_remark);
        self.found.files += usize::from(entries.has_files);
    }

    /// Looks into the streams that hold objects or say who wrote the document.
    fn stream(&mut self, dictionary: &Dictionary, data: &[u8]) -> Result<(), Unread> {
        let is_objects = &*dictionary.kind == b"ObjStm";
        let is_xmp = &*dictionary.subtype == b"XML";
        // What is encrypted cannot be unpacked.
        if self.is_encrypted || !(is_objects || is_xmp) {
            return Ok(());
        }

        let unpacked = match &*dictionary.filter {
            b"" => Cow::Borrowed(data),
            b"FlateDecode" | b"Fl" => Cow::Owned(self.unpacked(data)?),
            _ => return Ok(()),
        };
        if is_objects {
            self.objects(&unpacked, false)
        } else {
            office::xmp_authors(&unpacked, &mut self.found);
            Ok(())
        }
    }

    /// Unpacks as much as can be: what is damaged ends where the damage begins.
    fn unpacked(&mut self, data: &[u8]) -> Result<Vec<u8>, Unread> {
        let mut unpacked = Vec::new();
        let _ = ZlibDecoder::new(data).take(self.left).read_to_end(&mut unpacked);
        self.left -= unpacked.len() as u64;
        if self.left == 0 { Err(Unread::TooLarge) } else { Ok(unpacked) }
    }
}

/// The value of a key has ended.
fn close_value(open: &mut [Open]) {
    if let Some(Open::Dictionary { key, .. }) = open.last_mut() {
        *key = None;
    }
}

/// A number or the like: the value of a key, or a part of one (`1 0 R`).
fn plain_value(open: &mut [Open]) {
    close_value(open);
}

fn text_value(open: &mut [Open], text: Vec<u8>) {
    if let Some(Open::Dictionary { key, entries }) = open.last_mut() {
        if key.as_deref() == Some(b"Author") {
            entries.author = Some(text);
        }
        *key = None;
    }
}

/// A text string (7.9.2.2); what is neither Unicode nor ASCII is shown by replacement characters.
fn text_string(bytes: &[u8]) -> String {
    if let Some(utf16) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        let units: Vec<u16> = utf16.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        return String::from_utf16_lossy(&units);
    }
    let utf8 = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    String::from_utf8_lossy(utf8).into_owned()
}

/// Cuts bytes into tokens.
struct Tokens<'b> {
    bytes: &'b [u8],
    at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'b> Tokens<'b> {
    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'%' => {
                    let rest = &self.bytes[self.at..];
                    self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                }
                b'<' if self.bytes.get(self.at) == Some(&b'<') => {
                    self.at += 1;
                    return Some(Token::OpenDictionary);
                }
                b'>' if self.bytes.get(self.at) == Some(&b'>') => {
                    self.at += 1;
                    return Some(Token::CloseDictionary);
                }
                b'<' => return Some(Token::Text(self.hexadecimal())),
                b'(' => return Some(Token::Text(self.literal())),
                b'[' => return Some(Token::OpenArray),
                b']' => return Some(Token::CloseArray),
                b'/' => return Some(Token::Name(self.name())),
                byte if is_space(byte) || is_delimiter(byte) => {}
                _ => {
                    let start = self.at - 1;
                    self.at = start + self.regular();
                    return Some(Token::Word(&self.bytes[start..self.at]));
                }
            }
        }
    }

    /// How many bytes there are until the next space or delimiter, from the last byte on.
    fn regular(&self) -> usize {
        let rest = &self.bytes[self.at - 1..];
        rest.iter().position(|byte| is_space(*byte) || is_delimiter(*byte)).unwrap_or(rest.len())
    }

    /// A name, in which `#41` stands for a character.
    fn name(&mut self) -> Cow<'b, [u8]> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| is_space(*byte) || is_delimiter(*byte)).unwrap_or(rest.len());
        self.at += length;
        let name = &rest[..length];
        if !name.contains(&b'#') {
            return Cow::Borrowed(name);
        }
        let mut decoded = Vec::with_capacity(length);
        let mut left = name;
        while let Some((&byte, rest)) = left.split_first() {
            let code = rest.get(..2).and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
            match code.filter(|_| byte == b'#') {
                Some(code) => {
                    decoded.push(code);
                    left = &rest[2..];
                }
                None => {
                    decoded.push(byte);
                    left = rest;
                }
            }
        }
        Cow::Owned(decoded)
    }

    /// A text in parentheses, which may hold others.
    fn literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut depth = 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => {
                    let escaped = self.bytes.get(self.at).copied().unwrap_or_default();
                    self.at += 1;
                    match escaped {
                        b'0'..=b'7' => text.push(self.octal(escaped)),
                        b'n' => text.push(b'\n'),
                        b'r' | b't' | b'b' | b'f' => text.push(b' '),
                        b'\r' | b'\n' => {}
                        other => text.push(other),
                    }
                    continue;
                }
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            text.push(byte);
        }
        text
    }

    /// Up to three octal digits, of which the first is known.
    fn octal(&mut self, first: u8) -> u8 {
        let mut code = first - b'0';
        for _ in 0..2 {
            match self.bytes.get(self.at) {
                Some(digit @ b'0'..=b'7') => code = code.wrapping_mul(8).wrapping_add(digit - b'0'),
                _ => break,
            }
            self.at += 1;
        }
        code
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let rest = &self.bytes[self.at..];
        let length = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        self.at = (self.at + length + 1).min(self.bytes.len());
        let digits: Vec<u8> =
            rest[..length].iter().filter_map(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }

    /// The data of a stream whose keyword has just been read.
    fn stream(&mut self) -> &'b [u8] {
        let mut rest = &self.bytes[self.at..];
        rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        let length = memchr::memmem::find(rest, b"endstream").unwrap_or(rest.len());
        self.at = self.bytes.len() - rest.len() + (length + b"endstream".len()).min(rest.len());
        &rest[..length]
    }
}
