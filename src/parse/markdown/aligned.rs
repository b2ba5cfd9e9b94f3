//! Where the characters of a text stand in its source, in which some are written with a backslash or as an entity.

use std::ops::Range;

/// A stretch of a text and of its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AlignedPiece {
    /// Bytes of the text.
    pub words: Range<usize>,
    /// Bytes of the source.
    pub source: Range<usize>,
    /// Whether it stands in the source letter by letter.
    pub is_exact: bool,
}

/// The longest entity that is looked for: `&CounterClockwiseContourIntegral;`.
const MAX_ENTITY_BYTES: usize = 34;

/// Aligns a text with its source. From a place on where they cannot be aligned, the rest is one piece that is not exact.
pub(super) fn align_source(words: &str, source: &str) -> Vec<AlignedPiece> {
    let mut pieces: Vec<AlignedPiece> = Vec::new();
    let mut word_at = 0;
    let mut source_at = 0;

    while word_at < words.len() {
        let piece = next_piece(&words[word_at..], &source[source_at..]).unwrap_or_else(|| AlignedPiece {
            words: 0..words.len() - word_at,
            source: 0..source.len() - source_at,
            is_exact: false,
        });
        let shifted = AlignedPiece {
            words: word_at..word_at + piece.words.end,
            source: source_at + piece.source.start..source_at + piece.source.end,
            is_exact: piece.is_exact,
        };
        word_at = shifted.words.end;
        source_at = shifted.source.end;

        match pieces.last_mut() {
            Some(last) if last.is_exact && shifted.is_exact && last.source.end == shifted.source.start => {
                last.words.end = shifted.words.end;
                last.source.end = shifted.source.end;
            }
            _ => pieces.push(shifted),
        }
    }
    pieces
}

/// Returns the piece that both begin with.
fn next_piece(words: &str, source: &str) -> Option<AlignedPiece> {
    let word = words.chars().next()?;
    if let Some(escaped) = source.strip_prefix('\\')
        && word.is_ascii_punctuation()
        && escaped.starts_with(word)
    {
        return Some(AlignedPiece { words: 0..1, source: 1..2, is_exact: true });
    }
    if let Some(piece) = next_entity(words, source) {
        return Some(piece);
    }

    let length = word.len_utf8();
    source.starts_with(word).then_some(AlignedPiece { words: 0..length, source: 0..length, is_exact: true })
}

/// Returns an entity that the source begins with, and the characters that it stands for.
fn next_entity(words: &str, source: &str) -> Option<AlignedPiece> {
    if !source.starts_with('&') {
        return None;
    }
    let end = source.bytes().take(MAX_ENTITY_BYTES).position(|b| b == b';')? + 1;
    let meant = htmlize::unescape(&source[..end]);
    let is_entity = meant != source[..end] && words.starts_with(&*meant);
    is_entity.then_some(AlignedPiece { words: 0..meant.len(), source: 0..end, is_exact: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(words: &str, source: &str) -> Vec<(String, String, bool)> {
        let pieces = align_source(words, source).into_iter();
        pieces.map(|p| (words[p.words].to_owned(), source[p.source].to_owned(), p.is_exact)).collect()
    }

    #[test]
    fn escapes_and_entities_are_pieces_of_their_own() {
        let own = |words: &str, source: &str, exact| (words.to_owned(), source.to_owned(), exact);
        assert_eq!(places("甲*乙,丙", r"甲\*乙,丙"), [own("甲", "甲", true), own("*乙,丙", "*乙,丙", true)]);
        assert_eq!(
            places("甲&乙", "甲&amp;乙"),
            [own("甲", "甲", true), own("&", "&amp;", false), own("乙", "乙", true)]
        );
        assert_eq!(places("甲\u{A0}乙", "甲&#160;乙")[2], own("乙", "乙", true));
        assert_eq!(places("A&B", "A&B"), [own("A&B", "A&B", true)]);
        assert_eq!(places(r"\甲", r"\甲"), [own(r"\甲", r"\甲", true)]);
        assert_eq!(places("甲丁", "甲丙丁"), [own("甲", "甲", true), own("丁", "丙丁", false)]);
    }
}
