//! What of a body is running text, and where in the file it stands.

use std::ops::Range;

use crate::source::{FileId, Span};

/// Stands in a paragraph for what is not proofread: code, an address.
const OPAQUE: char = '\u{FFFC}';

/// The running text of a body: pieces of [`Body::text`](crate::parse::markdown::Body::text), by paragraphs.
pub struct RunningText {
    pieces: Vec<Piece>,
    /// Behind how many pieces each paragraph ends.
    ends: Vec<usize>,
}

/// A piece of a paragraph, in bytes. Small, for there are many.
#[derive(Clone)]
struct Piece {
    kind: Kind,
    /// Where it stands in the text.
    words: Range<u32>,
    /// Where it stands in the file.
    place: Range<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
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
    pub(in crate::parse) fn text(&mut self, words: Range<usize>, place: Range<usize>, exact: bool) {
        self.piece(if exact { Kind::Exact } else { Kind::Loose }, words, place);
    }

    /// Adds something that is not proofread.
    pub(in crate::parse) fn opaque(&mut self, place: usize) {
        self.piece(Kind::Opaque, 0..0, place..place);
    }

    /// Adds a line break.
    pub(in crate::parse) fn space(&mut self) {
        self.piece(Kind::Break, 0..0, 0..0);
    }

    fn piece(&mut self, kind: Kind, words: Range<usize>, place: Range<usize>) {
        // Beyond 4 GiB a place is as good as lost, as it is to a `Span`.
        let cap = |range: Range<usize>| {
            let cap = |n| u32::try_from(n).unwrap_or(u32::MAX);
            cap(range.start)..cap(range.end)
        };
        self.pieces.push(Piece { kind, words: cap(words), place: cap(place) });
    }

    /// Ends a paragraph.
    pub(in crate::parse) fn finish(&mut self) {
        if self.ends.last().copied().unwrap_or_default() < self.pieces.len() {
            self.ends.push(self.pieces.len());
        }
    }

    /// Reads the paragraphs out of the body's text.
    pub(super) fn paragraphs(&self, text: &str, mut each: impl FnMut(&Paragraph)) {
        let mut gathered = Gathered::default();
        let mut start = 0;
        for &end in &self.ends {
            let pieces = &self.pieces[start..end];
            start = end;
            match stretch(pieces, text) {
                // Nearly all: the text can be read where it is.
                Some((from, text)) => each(&Paragraph { text, from: Some(from), pieces }),
                None => {
                    gathered.fill(pieces, text);
                    each(&Paragraph { text: &gathered.text, from: None, pieces: &gathered.pieces });
                }
            }
        }
    }
}

/// Pieces that stand one behind the other in the text, with where they begin.
fn stretch<'t>(pieces: &[Piece], text: &'t str) -> Option<(usize, &'t str)> {
    let (first, last) = (pieces.first()?, pieces.last()?);
    let words = pieces.iter().all(|piece| matches!(piece.kind, Kind::Exact | Kind::Loose));
    let joined = pieces.windows(2).all(|two| two[0].words.end == two[1].words.start);
    // The text has lost the white space at its end.
    let (from, to) = (first.words.start as usize, (last.words.end as usize).min(text.len()));
    (words && joined).then_some((from, text.get(from..to)?))
}

/// A paragraph that had to be put together.
#[derive(Default)]
struct Gathered {
    text: String,
    /// With their places in this text.
    pieces: Vec<Piece>,
}

impl Gathered {
    fn fill(&mut self, pieces: &[Piece], text: &str) {
        self.text.clear();
        self.pieces.clear();
        for piece in pieces {
            let at = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
            match piece.kind {
                Kind::Break => {
                    self.text.push('\n');
                    continue;
                }
                Kind::Opaque => self.text.push(OPAQUE),
                Kind::Exact | Kind::Loose => {
                    let words = piece.words.start as usize..(piece.words.end as usize).min(text.len());
                    self.text.push_str(text.get(words).unwrap_or_default());
                }
            }
            self.pieces.push(Piece { words: at..at, ..piece.clone() });
        }
    }
}

/// A paragraph of running text.
pub(super) struct Paragraph<'t> {
    /// What it says.
    pub text: &'t str,
    /// Where it begins in the body's text, if it stands there as it is.
    pub from: Option<usize>,
    pieces: &'t [Piece],
}

impl Paragraph<'_> {
    /// The place in the file of what stands at a place here, in one piece.
    pub fn span(&self, file: FileId, at: usize, len: usize) -> Span {
        let (start, end) = self.place(at, len);
        Span::new(file, start, end)
    }

    /// The place of a stretch that may begin in one piece of the file and end in another: `**科**技`.
    pub fn across(&self, file: FileId, at: usize, len: usize) -> Span {
        Span::new(file, self.place(at, 1).0, self.place(at + len.max(1) - 1, 1).1)
    }

    fn place(&self, at: usize, len: usize) -> (usize, usize) {
        let at = self.from.unwrap_or_default() + at;
        let n = self.pieces.partition_point(|piece| piece.words.start as usize <= at);
        let Some(piece) = n.checked_sub(1).and_then(|n| self.pieces.get(n)) else { return (0, 0) };
        let (from, to) = (piece.place.start as usize, piece.place.end as usize);
        let inside = at.saturating_sub(piece.words.start as usize);
        if piece.kind == Kind::Exact { (from + inside, from + inside + len) } else { (from, to) }
    }
}
