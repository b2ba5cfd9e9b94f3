//! A text as what it quotes of another. Nearly all of a body stands in its file letter by letter, in the same order: the
//! quotations take a tenth of its room, and what is copied from a text need not be told again to be one.

use std::ops::Range;

use memchr::memmem;

/// Bytes of the shortest quotation that is looked for: a shorter one would take as much room as what it quotes.
const SHORTEST: usize = 12;

/// How far ahead of the last quotation the next may stand, in bytes.
const REACH: usize = 8 * 1024;

/// By how many bytes it goes on where nothing is quoted.
const STEP: usize = 24;

/// Hands out the parts of a text, each with what is new in it and the stretch of the source that is quoted behind that.
/// The last quotation is empty, and no other.
pub(super) fn each<'t>(text: &'t str, source: &str, mut part: impl FnMut(&'t str, Range<usize>)) {
    let (bytes, from) = (text.as_bytes(), source.as_bytes());
    let (mut at, mut told, mut next) = (0, 0, 0);
    loop {
        at = behind_marks(bytes, at);
        let Some(beginning) = bytes.get(at..at + SHORTEST) else { break };
        let ahead = &from[next..from.len().min(next + REACH)];
        if let Some(found) = memmem::find(ahead, beginning) {
            let start = next + found;
            // It begins with a whole character, and so does what it quotes.
            let end = text.floor_char_boundary(at + alike(&bytes[at..], &from[start..]));
            next = start + (end - at);
            part(&text[told..at], start..next);
            (at, told) = (end, end);
        } else {
            let here = &bytes[at..bytes.len().min(at + STEP)];
            let step = memchr::memchr2(b'>', b'\n', here).map_or(STEP, |mark| mark + 1);
            at = text.ceil_char_boundary(at + step);
        }
    }
    part(&text[told..], 0..0);
}

/// The place behind tags and line breaks, which differ most.
fn behind_marks(bytes: &[u8], mut at: usize) -> usize {
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
fn alike(a: &[u8], b: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let blocks = a.chunks_exact(BLOCK).zip(b.chunks_exact(BLOCK)).take_while(|(a, b)| a == b).count() * BLOCK;
    blocks + a[blocks..].iter().zip(&b[blocks..]).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, source: &str) -> (String, usize) {
        let (mut whole, mut new) = (String::new(), 0);
        each(text, source, |own, quoted| {
            whole.push_str(own);
            whole.push_str(&source[quoted]);
            new += own.len();
        });
        (whole, new)
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
