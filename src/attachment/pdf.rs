//! PDF (ISO 32000-2): author, annotations and attached files, without building the document.
//!
//! The bytes are read from the beginning to the end as the tokens that they are, whatever the table of references says:
//! earlier versions of the document are in the file too. Of streams, those that hold objects and XMP are unpacked.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;

use super::{InspectError, PrivateData, UNPACKED_LIMIT, office};

/// The first bytes of a file in which the mark of a PDF has to stand.
const PDF_HEADER_RANGE: usize = 1024;

/// The greatest depth of dictionaries and arrays that are told apart.
const MAX_PDF_DEPTH: usize = 64;

/// Annotations that somebody has written for somebody: no links, fields of forms, seals and media.
const REMARK_SUBTYPES: [&[u8]; 10] = [
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
pub(super) fn inspect_pdf(bytes: &[u8]) -> Result<PrivateData, InspectError> {
    let head = &bytes[..bytes.len().min(PDF_HEADER_RANGE)];
    if memchr::memmem::find(head, b"%PDF-").is_none() {
        return Err(InspectError::Broken);
    }

    let mut scan = PdfScan { found: PrivateData::default(), is_encrypted: false, left: UNPACKED_LIMIT };
    scan.scan_objects(bytes, true)?;
    if scan.is_encrypted { Err(InspectError::Encrypted) } else { Ok(scan.found) }
}

/// The entries of a dictionary that matter.
#[derive(Default)]
struct PdfDictionary<'b> {
    kind: Cow<'b, [u8]>,
    subtype: Cow<'b, [u8]>,
    filter: Cow<'b, [u8]>,
    author: Option<Vec<u8>>,
    has_rectangle: bool,
    has_files: bool,
}

/// A dictionary or an array that is open.
enum OpenContainer<'b> {
    Dictionary {
        /// The key whose value comes next.
        key: Option<Cow<'b, [u8]>>,
        entries: PdfDictionary<'b>,
    },
    Array,
}

/// A token (7.2).
enum PdfToken<'b> {
    OpenDictionary,
    CloseDictionary,
    OpenArray,
    CloseArray,
    Name(Cow<'b, [u8]>),
    Text(Vec<u8>),
    /// A number, `R`, `obj`, `stream`.
    Word(&'b [u8]),
}

/// The findings so far.
struct PdfScan {
    found: PrivateData,
    is_encrypted: bool,
    /// How many bytes may still be unpacked.
    left: u64,
}

impl PdfScan {
    /// Goes through objects; `is_file` where streams may stand among them.
    fn scan_objects(&mut self, bytes: &[u8], is_file: bool) -> Result<(), InspectError> {
        let mut tokens = PdfLexer { bytes, at: 0 };
        let mut open: Vec<OpenContainer> = Vec::new();
        let mut last = PdfDictionary::default();

        while let Some(token) = tokens.next_token() {
            match token {
                PdfToken::OpenDictionary if open.len() < MAX_PDF_DEPTH => {
                    open.push(OpenContainer::Dictionary { key: None, entries: PdfDictionary::default() });
                }
                PdfToken::OpenArray if open.len() < MAX_PDF_DEPTH => open.push(OpenContainer::Array),
                // Anything so deep is no document: it is read as if it began anew.
                PdfToken::OpenDictionary | PdfToken::OpenArray => open.clear(),
                PdfToken::CloseDictionary => {
                    if let Some(OpenContainer::Dictionary { entries, .. }) = open.pop() {
                        self.note_dictionary(&entries);
                        last = entries;
                    }
                    close_value(&mut open);
                }
                PdfToken::CloseArray => {
                    open.pop();
                    close_value(&mut open);
                }
                PdfToken::Name(name) => self.note_name(&mut open, name),
                PdfToken::Text(text) => text_value(&mut open, text),
                PdfToken::Word(b"stream") if is_file && open.is_empty() => {
                    let data = tokens.read_stream();
                    self.scan_stream(&std::mem::take(&mut last), data)?;
                }
                // An object that was not closed ends where the next begins.
                PdfToken::Word(b"obj" | b"endobj") if is_file => open.clear(),
                PdfToken::Word(_) => plain_value(&mut open),
            }
        }
        Ok(())
    }

    /// Takes note of a name, which is a key or the value of one.
    fn note_name<'b>(&mut self, open: &mut [OpenContainer<'b>], name: Cow<'b, [u8]>) {
        // The filters of a stream may stand in an array.
        let (is_in_array, containers) = match open {
            [rest @ .., OpenContainer::Array] => (true, rest),
            rest => (false, rest),
        };
        let Some(OpenContainer::Dictionary { key, entries }) = containers.last_mut() else { return };

        let Some(known) = key else {
            if !is_in_array {
                self.is_encrypted |= &*name == b"Encrypt";
                entries.has_rectangle |= &*name == b"Rect";
                entries.has_files |= &*name == b"EF";
                *key = Some(name);
            }
            return;
        };
        match &**known {
            b"Type" => entries.kind = name,
            b"Subtype" => entries.subtype = name,
            b"Filter" if entries.filter.is_empty() => entries.filter = name,
            _ => {}
        }
        if !is_in_array {
            *key = None;
        }
    }

    /// Takes note of a dictionary that is closed.
    fn note_dictionary(&mut self, entries: &PdfDictionary) {
        if let Some(author) = &entries.author {
            self.found.add_author(&text_string(author));
        }
        let is_remark = entries.has_rectangle && REMARK_SUBTYPES.contains(&&*entries.subtype);
        self.found.comments += usize::from(is_remark);
        self.found.files += usize::from(entries.has_files);
    }

    /// Looks into a stream that holds objects or XMP.
    fn scan_stream(&mut self, dictionary: &PdfDictionary, data: &[u8]) -> Result<(), InspectError> {
        let is_objects = &*dictionary.kind == b"ObjStm";
        let is_xmp = &*dictionary.subtype == b"XML";
        // Encrypted data cannot be unpacked.
        if self.is_encrypted || !(is_objects || is_xmp) {
            return Ok(());
        }

        let unpacked = match &*dictionary.filter {
            b"" => Cow::Borrowed(data),
            b"FlateDecode" | b"Fl" => Cow::Owned(self.unpack_stream(data)?),
            _ => return Ok(()),
        };
        if is_objects {
            self.scan_objects(&unpacked, false)
        } else {
            office::collect_xmp_authors(&unpacked, &mut self.found);
            Ok(())
        }
    }

    /// Unpacks as much as can be: damaged data end where the damage begins.
    fn unpack_stream(&mut self, data: &[u8]) -> Result<Vec<u8>, InspectError> {
        let mut unpacked = Vec::new();
        let _ = ZlibDecoder::new(data).take(self.left).read_to_end(&mut unpacked);
        self.left -= unpacked.len() as u64;
        if self.left == 0 { Err(InspectError::TooLarge) } else { Ok(unpacked) }
    }
}

/// Takes note that the value of a key has ended.
fn close_value(open: &mut [OpenContainer]) {
    if let Some(OpenContainer::Dictionary { key, .. }) = open.last_mut() {
        *key = None;
    }
}

/// Takes note of a number or the like: the value of a key, or a part of one (`1 0 R`).
fn plain_value(open: &mut [OpenContainer]) {
    close_value(open);
}

/// Takes note of a text, the value of a key.
fn text_value(open: &mut [OpenContainer], text: Vec<u8>) {
    if let Some(OpenContainer::Dictionary { key, entries }) = open.last_mut() {
        if key.as_deref() == Some(b"Author") {
            entries.author = Some(text);
        }
        *key = None;
    }
}

/// Decodes a text string (7.9.2.2); bytes that are neither Unicode nor ASCII are shown by replacement characters.
fn text_string(bytes: &[u8]) -> String {
    if let Some(utf16) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        let units: Vec<u16> = utf16.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        return String::from_utf16_lossy(&units);
    }
    let utf8 = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    String::from_utf8_lossy(utf8).into_owned()
}

/// Divides bytes into tokens.
struct PdfLexer<'b> {
    bytes: &'b [u8],
    at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'b> PdfLexer<'b> {
    /// Returns the next token; `None` at the end.
    fn next_token(&mut self) -> Option<PdfToken<'b>> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'%' => self.skip_comment(),
                b'<' if self.skip_byte(b'<') => return Some(PdfToken::OpenDictionary),
                b'>' if self.skip_byte(b'>') => return Some(PdfToken::CloseDictionary),
                b'<' => return Some(PdfToken::Text(self.read_hexadecimal())),
                b'(' => return Some(PdfToken::Text(self.read_literal())),
                b'[' => return Some(PdfToken::OpenArray),
                b']' => return Some(PdfToken::CloseArray),
                b'/' => return Some(PdfToken::Name(self.read_name())),
                byte if is_space(byte) || is_delimiter(byte) => {}
                _ => {
                    let start = self.at - 1;
                    self.at = start + word_length(&self.bytes[start..]);
                    return Some(PdfToken::Word(&self.bytes[start..self.at]));
                }
            }
        }
    }

    /// Passes over a byte if it comes next; returns whether it did.
    fn skip_byte(&mut self, byte: u8) -> bool {
        let is_next = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Passes over a comment up to the end of its line.
    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    }

    /// Reads a name, in which `#41` stands for a character.
    fn read_name(&mut self) -> Cow<'b, [u8]> {
        let rest = &self.bytes[self.at..];
        let name = &rest[..word_length(rest)];
        self.at += name.len();
        if !name.contains(&b'#') {
            return Cow::Borrowed(name);
        }

        let mut decoded = Vec::with_capacity(name.len());
        let mut left = name;
        while let Some((&byte, rest)) = left.split_first() {
            match hexadecimal_code(rest).filter(|_| byte == b'#') {
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

    /// Reads a text in parentheses, which may hold others.
    fn read_literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut depth = 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => {
                    text.extend(self.read_escape());
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

    /// Reads the character that a backslash announces; `None` for the end of a line. White space becomes a blank.
    fn read_escape(&mut self) -> Option<u8> {
        let escaped = self.bytes.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        match escaped {
            b'0'..=b'7' => Some(self.read_octal(escaped)),
            b'n' => Some(b'\n'),
            b'r' | b't' | b'b' | b'f' => Some(b' '),
            b'\r' | b'\n' => None,
            other => Some(other),
        }
    }

    /// Reads up to three octal digits, of which the first is known.
    fn read_octal(&mut self, first: u8) -> u8 {
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

    /// Reads a text of hexadecimal digits up to its `>`.
    fn read_hexadecimal(&mut self) -> Vec<u8> {
        let rest = &self.bytes[self.at..];
        let length = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        self.at = (self.at + length + 1).min(self.bytes.len());
        let digits: Vec<u8> =
            rest[..length].iter().filter_map(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }

    /// Reads the data of a stream whose keyword has just been read.
    fn read_stream(&mut self) -> &'b [u8] {
        let mut rest = &self.bytes[self.at..];
        rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);

        let length = memchr::memmem::find(rest, b"endstream").unwrap_or(rest.len());
        self.at = self.bytes.len() - rest.len() + (length + b"endstream".len()).min(rest.len());
        &rest[..length]
    }
}

/// Returns the number of bytes before the next space or delimiter.
fn word_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| is_space(*byte) || is_delimiter(*byte)).unwrap_or(bytes.len())
}

/// Returns the byte that two hexadecimal digits stand for.
fn hexadecimal_code(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits.get(..2)?).ok()?, 16).ok()
}
