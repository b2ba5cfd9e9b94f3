//! Errors of pictures: why one is not published.

use super::format::FileFormat;

/// A fault of a picture's file as such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureFileError {
    /// It is cut off, damaged, or no picture at all.
    Broken,
    /// It has more bytes than [`MAX_BYTES`](super::MAX_BYTES).
    TooManyBytes(u64),
    /// It has, or says it has, more pixels than [`MAX_PIXELS`](super::MAX_PIXELS): width and height.
    TooManyPixels(u32, u32),
    /// A format in which there is or may be private data that cannot be taken out.
    Private,
    /// It could not be read from the disk, for this reason.
    Unreadable(String),
}

/// The reason for which a picture cannot be published: a fault of its file, or a limit or rule that needs more words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureError {
    /// Its file is faulty.
    File(PictureFileError),
    /// Width or height, in this order, is beyond [`MAX_SIDE`](super::MAX_SIDE).
    SideTooLong(u32, u32),
    /// Decoded, it would take more than [`MAX_DECODED`](super::MAX_DECODED) bytes.
    TooMuchMemory {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Bytes of a decoded pixel.
        depth: u32,
    },
    /// Its name promises a picture, and it holds something else.
    Misnamed(FileFormat),
    /// Its colour profile is larger than [`MAX_PROFILE`](super::MAX_PROFILE).
    ProfileTooLarge,
    /// An SVG that cannot be re-written safely.
    Svg(SvgError),
}

impl From<PictureFileError> for PictureError {
    fn from(error: PictureFileError) -> Self {
        Self::File(error)
    }
}

/// The rule that an SVG breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SvgErrorKind {
    /// It runs code.
    Script,
    /// It loads something from elsewhere.
    Address,
    /// A picture written into it is broken, too large, or of another format than PNG, JPEG, GIF and WebP.
    Picture,
    /// It holds a piece of a page.
    Foreign,
    /// It moves.
    Animation,
    /// An element of which nothing is known.
    Unknown,
    /// CSS that could load something, or hides what it is.
    Style,
    /// It is nested too deep, or unfolds into too much.
    TooComplex,
    /// It is in another encoding than UTF-8.
    Encoding,
    /// It has a document type with declarations of its own, or an entity that such would declare.
    Doctype,
    /// A character that stands in no text.
    Character,
    /// It is no well-formed XML.
    Syntax,
}

/// An SVG that is not written again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SvgError {
    /// The rule that it breaks.
    pub kind: SvgErrorKind,
    /// The element, attribute, encoding or character, as it stands in the file; of [`SvgErrorKind::Syntax`] the line.
    pub what: String,
}

impl SvgError {
    /// Makes an error of a kind and the part of the file that it is about.
    pub(super) fn new(kind: SvgErrorKind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into() }
    }
}
