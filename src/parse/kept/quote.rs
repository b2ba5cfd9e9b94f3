//! Delta encoding of a text against another one (the source). Nearly all of a body stands in its file letter by letter, in
//! the same order: quotations take a tenth of its room, and what is copied from a text need not be validated again.

use memchr::memmem;
use serde::{Deserialize, Serialize};

/// Bytes of the shortest quotation that is looked for: a shorter one would take as much room as what it quotes.
const SHORTEST_QUOTE: usize = 12;

/// How far ahead of the last quotation the next may stand, in bytes.
const LOOKAHEAD: usize = 8 * 1024;

/// By how many bytes it goes on where nothing is quoted.
const SKIP: usize = 24;

/// A part of a text: what is new in it, and the stretch of the source that stands behind that.
#[derive(Serialize, Deserialize)]
pub(super) struct Quotation<'t> {
    new: &'t str,
    /// The first byte of the stretch, …
    start: usize,
    /// … and how many bytes it has.
    length: usize,
}

/// Encodes a text.
pub(super) fn encode<'t>(text: &'t str, source: &str) -> Vec<Quotation<'t>> {
    let bytes = text.as_bytes();
    let from = source.as_bytes();
    let mut parts = Vec::new();
    let mut at = 0;
    let mut told = 0;
    let mut next = 0;
    loop {
        at = skip_markup(bytes, at);
        let Some(beginning) = bytes.get(at..at + SHORTEST_QUOTE) else { break };
        let ahead = &from[next..from.len().min(next + LOOKAHEAD)];
        if let Some(found) = memmem::find(ahead, beginning) {
            let start = next + found;
            // It begins with a whole character, and so does what it quotes.
            let end = text.floor_char_boundary(at + common_prefix(&bytes[at..], &from[start..]));
            parts.push(Quotation { new: &text[told..at], start, length: end - at });
            next = start + (end - at);
            told = end;
            at = end;
        } else {
            let here = &bytes[at..bytes.len().min(at + SKIP)];
            let step = memchr::memchr2(b'>', b'\n', here).map_or(SKIP, |mark| mark + 1);
            at = text.ceil_char_boundary(at + step);
        }
    }
    parts.push(Quotation { new: &text[told..], start: 0, length: 0 });
    parts
}

/// Decodes a text; `None` if it cannot be one that was encoded against this source.
pub(super) fn decode(parts: &[Quotation], source: &str) -> Option<String> {
    let mut text = String::with_capacity(parts.iter().map(|part| part.new.len() + part.length.min(source.len())).sum());
    for Quotation { new, start, length } in parts {
        text.push_str(new);
        text.push_str(source.get(*start..start.checked_add(*length)?)?);
    }
    Some(text)
}

/// The place behind tags and line breaks, which differ most.
fn skip_markup(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b'\n') => at += 1,
            Some(b'<') => match memchr::memchr(b'>', &bytes[at..]) {
                Some(end) => at += end + 1,
                None => return bytes.len(),
            },
            _ => return at,
        }
    }
}

/// How many bytes two begin with alike.
fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let blocks = a.chunks_exact(BLOCK).zip(b.chunks_exact(BLOCK)).take_while(|(a, b)| a == b).count() * BLOCK;
    blocks + a[blocks..].iter().zip(&b[blocks..]).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, source: &str) -> (String, usize) {
        let parts = encode(text, source);
        (decode(&parts, source).unwrap(), parts.iter().map(|part| part.new.len()).sum())
    }

    #[test]
    fn a_body_is_made_of_quotations() {
        let source =
            "---\ntitle: 题\n---\n新材料产业园再次签约，共**二十九个**项目。\n\n第二段也是新闻，说的是别的事情。\n";
        let html =
            "<p>新材料产业园再次签约，共<strong>二十九个</strong>项目。</p>\n<p>第二段也是新闻，说的是别的事情。</p>\n";
        let (whole, new) = parts(html, source);
        assert_eq!(whole, html);
        assert!(new < 60, "{new}");
        // What stands elsewhere in the source, or nowhere, is told.
        for text in [
            "",
            "甲",
            "第二段也是新闻，新材料产业园再次",
            "<p",
            "<<<<<<<<<<<<<<<<<",
            "没有的话，没有的话，没有的话，没有的话",
        ] {
            assert_eq!(parts(text, source).0, text);
        }
        assert_eq!(parts(html, "").0, html);
    }
}
