//! Stretches of running text that need more than their characters: bare addresses become links, long Latin
//! words may be broken anywhere.

use super::bare_address;

/// Latin letters and digits in a row from which on a word may be broken anywhere: half a line on a phone.
const LONG_WORD: usize = 20;

/// A stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InlinePiece<'t> {
    /// As it is.
    Plain(&'t str),
    /// The address of a page.
    Url(&'t str),
    /// A word too long for a line.
    Long(&'t str),
}

/// Returns whether a text holds one of the characters that every address holds.
pub fn may_hold_address(text: &str) -> bool {
    memchr::memchr3(b':', b'w', b'W', text.as_bytes()).is_some()
}

/// Returns whether a text holds a word so long that it has to be broken. Such a word covers one of every `LONG_WORD` bytes,
/// so only these are looked at.
pub fn holds_long_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = LONG_WORD - 1;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_graphic() {
            let before = bytes[..at].iter().rev().take_while(|b| b.is_ascii_graphic()).count();
            let after = bytes[at..].iter().take_while(|b| b.is_ascii_graphic()).count();
            if before + after >= LONG_WORD {
                return true;
            }
        }
        at += LONG_WORD;
    }
    false
}

/// Divides a text; addresses are only looked for where `links` says so.
pub fn split_inline(text: &str, links: bool) -> Vec<InlinePiece<'_>> {
    let mut pieces = Vec::new();
    let mut done = 0;
    let mut at = 0;

    while at < text.len() {
        let rest = &text[at..];
        // The next stretch of visible ASCII: addresses begin in one, and long words are made of nothing else.
        let Some(skip) = rest.bytes().position(|b| b.is_ascii_graphic()) else { break };
        let start = at + skip;
        let len = text[start..].bytes().take_while(u8::is_ascii_graphic).count();
        let run = &text[start..start + len];
        at = start + len;

        let found = links.then(|| bare_address::find_address(text, start..at)).flatten();
        let piece = match found {
            Some(address) => {
                at = address.end;
                Some((address.start, at, InlinePiece::Url(&text[address])))
            }
            None if run.len() >= LONG_WORD => Some((start, at, InlinePiece::Long(run))),
            None => None,
        };

        if let Some((from, to, piece)) = piece {
            if done < from {
                pieces.push(InlinePiece::Plain(&text[done..from]));
            }
            pieces.push(piece);
            done = to;
        }
    }

    if done < text.len() {
        pieces.push(InlinePiece::Plain(&text[done..]));
    }
    pieces
}

/// Returns whether an address or a word is so long that it has to be broken.
pub fn is_long_word(word: &str) -> bool {
    word.len() >= LONG_WORD
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_long_words_are_marked() {
        let text = "甲 https://example.org/ 乙 Donaudampfschifffahrtsgesellschaft 丙";
        let found = split_inline(text, true);
        assert_eq!(found.len(), 5);
        let all: String = found
            .iter()
            .map(|p| match p {
                InlinePiece::Plain(t) | InlinePiece::Url(t) | InlinePiece::Long(t) => *t,
            })
            .collect();
        assert_eq!(all, text);
        assert!(matches!(found[3], InlinePiece::Long(_)));
    }
}
