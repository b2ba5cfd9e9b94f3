//! Errors of pictures: why one is not published.

use std::error::Error;
use std::fmt;

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

impl fmt::Display for PictureFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken => f.write_str("it is cut off, damaged, or no picture"),
            Self::TooManyBytes(bytes) => write!(f, "{bytes} bytes are too many"),
            Self::TooManyPixels(width, height) => write!(f, "{width}×{height} pixels are too many"),
            Self::Private => f.write_str("it may hold private data that cannot be removed"),
            Self::Unreadable(reason) => write!(f, "it cannot be read: {reason}"),
        }
    }
}

impl Error for PictureFileError {}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::SideTooLong(width, height) => write!(f, "one side of {width}×{height} pixels is too long"),
            Self::TooMuchMemory { width, height, depth } => {
                write!(f, "{width}×{height} pixels of {depth} bytes take too much memory")
            }
            Self::Misnamed(_) => f.write_str("its content is not what its name says"),
            Self::ProfileTooLarge => f.write_str("its colour profile is too large"),
            Self::Svg(error) => error.fmt(f),
        }
    }
}

// The text of the error inside is the error's own, so that neither is the source of the other.
impl Error for PictureError {}

impl fmt::Display for SvgErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Script => "a script",
            Self::Address => "a reference to something outside",
            Self::Picture => "an embedded picture that is not published",
            Self::Foreign => "a piece of a page",
            Self::Animation => "an animation",
            Self::Unknown => "something unknown",
            Self::Style => "CSS that is not published",
            Self::TooComplex => "too many shapes, or too deep nesting",
            Self::Encoding => "an encoding other than UTF-8",
            Self::Doctype => "declarations of its own",
            Self::Character => "a character that XML does not allow",
            Self::Syntax => "XML that is not well-formed",
        })
    }
}

impl fmt::Display for SvgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the SVG has {}: {}", self.kind, self.what)
    }
}

impl Error for SvgError {}
