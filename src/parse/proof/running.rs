//! The running text of a body, with its places in the file.

use std::ops::Range;

use crate::source::{FileId, Span};

/// Stands in a paragraph for what is not proofread: code, an address.
pub(super) const OPAQUE: char = '\u{FFFC}';

/// The running text of a body: pieces of [`StoryBody::text`](crate::parse::markdown::StoryBody::text), by paragraphs.
pub struct RunningText {
    pieces: Vec<RunningPiece>,
    /// Behind how many pieces each paragraph ends.
    ends: Vec<usize>,
}

/// A piece of a paragraph, in bytes. Small, for there are many.
#[derive(Clone)]
struct RunningPiece {
    kind: PieceKind,
    /// Where it stands in the text.
    words: Range<u32>,
    /// Where it stands in the file.
    place: Range<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    /// Stands in the file letter by letter.
    Exact,
    /// Written otherwise there: with entities or escapes.
    Loose,
    /// Not to be proofread.
    Opaque,
    /// A line break.
    Break,
}

impl RunningText {
    /// For a body of about so many bytes that has yet to begin.
    pub(in crate::parse) fn new(capacity: usize) -> Self {
        Self { pieces: Vec::with_capacity(capacity / 128), ends: Vec::with_capacity(capacity / 256) }
    }

    /// Adds words by their place in the text and in the file, where they stand `exact`ly or not.
    pub(in crate::parse) fn push_text(&mut self, words: Range<usize>, place: Range<usize>, exact: bool) {
        self.push_piece(if exact { PieceKind::Exact } else { PieceKind::Loose }, words, place);
    }

    /// Adds something that is not proofread.
    pub(in crate::parse) fn push_opaque(&mut self, place: usize) {
        self.push_piece(PieceKind::Opaque, 0..0, place..place);
    }

    /// Adds a line break.
    pub(in crate::parse) fn push_break(&mut self) {
        self.push_piece(PieceKind::Break, 0..0, 0..0);
    }

    fn push_piece(&mut self, kind: PieceKind, words: Range<usize>, place: Range<usize>) {
        self.pieces.push(RunningPiece { kind, words: capped_range(&words), place: capped_range(&place) });
    }

    /// Ends a paragraph.
    pub(in crate::parse) fn end_paragraph(&mut self) {
        if self.ends.last().copied().unwrap_or_default() < self.pieces.len() {
            self.ends.push(self.pieces.len());
        }
    }

    /// Reads the paragraphs out of the body's text.
    pub(super) fn for_each_paragraph(&self, text: &str, mut each: impl FnMut(&Paragraph)) {
        let mut gathered = GatheredParagraph::default();
        let mut start = 0;
        for &end in &self.ends {
            let pieces = &self.pieces[start..end];
            start = end;

            match contiguous_text(pieces, text) {
                // Nearly all: the text can be read where it is.
                Some((from, text)) => each(&Paragraph { text, from: Some(from), pieces }),
                None => {
                    gathered.gather_pieces(pieces, text);
                    each(&Paragraph { text: &gathered.text, from: None, pieces: &gathered.pieces });
                }
            }
        }
    }
}

/// Returns a range in 32 bits. Beyond 4 GiB a place is lost, as it is to a `Span`.
fn capped_range(range: &Range<usize>) -> Range<u32> {
    let [start, end] = [range.start, range.end].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
    start..end
}

/// Pieces that stand one behind the other in the text, with where they begin.
fn contiguous_text<'t>(pieces: &[RunningPiece], text: &'t str) -> Option<(usize, &'t str)> {
    let first = pieces.first()?;
    let last = pieces.last()?;
    let words = pieces.iter().all(|piece| matches!(piece.kind, PieceKind::Exact | PieceKind::Loose));
    let joined = pieces.windows(2).all(|two| two[0].words.end == two[1].words.start);
    // The text has lost the white space at its end.
    let from = first.words.start as usize;
    let to = (last.words.end as usize).min(text.len());
    (words && joined).then_some((from, text.get(from..to)?))
}

/// A paragraph that had to be put together.
#[derive(Default)]
struct GatheredParagraph {
    text: String,
    /// With their places in this text.
    pieces: Vec<RunningPiece>,
}

impl GatheredParagraph {
    fn gather_pieces(&mut self, pieces: &[RunningPiece], text: &str) {
        self.text.clear();
        self.pieces.clear();
        for piece in pieces {
            let at = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
            match piece.kind {
                PieceKind::Break => {
                    self.text.push('\n');
                    continue;
                }
                PieceKind::Opaque => self.text.push(OPAQUE),
                PieceKind::Exact | PieceKind::Loose => {
                    let words = piece.words.start as usize..(piece.words.end as usize).min(text.len());
                    self.text.push_str(text.get(words).unwrap_or_default());
                }
            }

            self.pieces.push(RunningPiece { words: at..at, ..piece.clone() });
        }
    }
}

/// A paragraph of running text.
pub(super) struct Paragraph<'t> {
    /// Its text.
    pub text: &'t str,
    /// Where it begins in the body's text, if it stands there as it is.
    pub from: Option<usize>,
    pieces: &'t [RunningPiece],
}

impl Paragraph<'_> {
    /// Whether a stretch stands in the file letter by letter, so that it can be replaced there.
    pub fn is_exact(&self, at: usize, len: usize) -> bool {
        self.piece_at(at).is_some_and(|piece| {
            let end = self.from.unwrap_or_default() + at + len;
            piece.kind == PieceKind::Exact && end - piece.words.start as usize <= piece.place.len()
        })
    }

    /// Whether markup, code or a line break stands between the characters on both sides of a place.
    pub fn is_beside_markup(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).and_then(|before| self.piece_at(before)) else { return true };
        let Some(after) = self.piece_at(at) else { return true };
        before.words != after.words && before.place.end != after.place.start
    }

    /// The place in the file of what stands at a place here, in one piece.
    pub fn span(&self, file: FileId, at: usize, len: usize) -> Span {
        let (start, end) = self.file_range(at, len);
        Span::new(file, start, end)
    }

    /// The place of a stretch that may begin in one piece of the file and end in another: `**科**技`.
    pub fn span_across(&self, file: FileId, at: usize, len: usize) -> Span {
        Span::new(file, self.file_range(at, 1).0, self.file_range(at + len.max(1) - 1, 1).1)
    }

    fn file_range(&self, at: usize, len: usize) -> (usize, usize) {
        let Some(piece) = self.piece_at(at) else { return (0, 0) };
        let from = piece.place.start as usize;
        let to = piece.place.end as usize;
        let inside = (self.from.unwrap_or_default() + at).saturating_sub(piece.words.start as usize);
        if piece.kind == PieceKind::Exact { (from + inside, from + inside + len) } else { (from, to) }
    }

    fn piece_at(&self, at: usize) -> Option<&RunningPiece> {
        let at = self.from.unwrap_or_default() + at;
        let n = self.pieces.partition_point(|piece| piece.words.start as usize <= at);
        n.checked_sub(1).and_then(|n| self.pieces.get(n))
    }
}
