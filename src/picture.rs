//! Pictures: bytes in; facts, cleaned bytes and smaller copies out. Nothing here reads a file or remembers anything.
//!
//! What is published of a picture is itself without private data (position, camera, comments, thumbnails), pixel by
//! pixel as it was, and smaller copies in WebP for narrow screens. A picture that cannot be read, or would take too much
//! memory, is a [`Fault`].

mod avif;
mod exif;
mod format;
mod head;
mod profile;
mod scale;
mod strip;
mod svg;

pub use format::Format;
pub use head::{HEAD, probe};
pub use profile::MAX_PROFILE;
pub use scale::decode;
pub use svg::{Reason, Rejected};

/// The most pixels of a picture that is decoded: what a telephone takes today, with room to spare. Decoding takes up
/// to twelve bytes a pixel (BENCHMARKS.md).
pub const MAX_PIXELS: u64 = 64_000_000;

/// The longest side of a picture in pixels. Scaling takes memory for every pixel of a side, and browsers draw nothing
/// that is much longer.
pub const MAX_SIDE: u32 = 30_000;

/// The most bytes of a decoded picture. One of 64 megapixels with 16 bits a colour would take half a gigabyte before it
/// is brought to 8 bits.
pub const MAX_DECODED: u64 = 256 * 1024 * 1024;

/// The most bytes of a picture.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// Widths of copies; a picture is never made wider than it is.
const WIDTHS: [u32; 4] = [480, 800, 1200, 1600];

/// The width of what is shown of a page where a link to it is shared.
const CARD: u32 = 1200;

/// The most pixels of a side that WebP can say.
const WEBP_SIDE: u64 = 16_383;

/// Another number whenever the bytes of a copy become others: part of the key under which copies are kept.
pub const VERSION: u32 = 2;

/// Endings of file names that promise a picture.
pub const ENDINGS: [&str; 14] =
    ["jpg", "jpeg", "jfif", "mpo", "png", "gif", "webp", "avif", "heic", "heif", "bmp", "tif", "tiff", "svg"];

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// GIF; published as it is, it may move.
    Gif,
    /// SVG: a text, re-written when it is published.
    Svg,
    /// AVIF; published with its pixels as they are, private data blanked.
    Avif,
    /// BMP; published as it is, up to its end.
    Bmp,
    /// HEIC or HEIF, which most browsers do not show. It may be offered for download, if nothing private is found.
    Heic,
    /// TIFF: neither shown by browsers nor free of private data.
    Tiff,
    /// A file of another format than its name promises, which browsers would not show under that name.
    Misnamed(Format),
    /// None of these, whatever its name says.
    Unknown,
}

impl Kind {
    /// Its usual ending.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Svg => "svg",
            Self::Avif => "avif",
            Self::Bmp => "bmp",
            Self::Heic => "heic",
            Self::Tiff => "tif",
            Self::Misnamed(_) | Self::Unknown => "",
        }
    }

    /// The format of a picture that no browser can be relied on to show. `None` if it is shown, or if
    /// [`make`] refuses it anyway.
    pub fn undisplayable(self) -> Option<Format> {
        match self {
            Self::Heic => Some(Format::Heic),
            Self::Tiff => Some(Format::Tiff),
            _ => None,
        }
    }

    /// Whether a file of this kind may be called so.
    pub fn fits(self, path: &str) -> bool {
        let ending = ending(path);
        match self {
            Self::Jpeg => ["jpg", "jpeg"].contains(&ending.as_str()),
            Self::Bmp | Self::Heic | Self::Tiff | Self::Misnamed(_) | Self::Unknown => true,
            kind => ending == kind.ending(),
        }
    }
}

/// What the first bytes of a picture say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What it is.
    pub kind: Kind,
    /// Width in pixels as it is seen, upright; 0 if it is not known.
    pub width: u32,
    /// Height in pixels as it is seen; 0 if it is not known.
    pub height: u32,
    /// Whether it stands still.
    pub still: bool,
    /// Bytes of the file.
    pub length: u64,
}

/// What is published of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Itself, without private data.
    Clean,
    /// A copy in WebP, so many pixels wide.
    Scaled(u32),
    /// A copy in JPEG for those who share a link: many of them know no WebP, and load nothing large.
    Card,
}

/// What is wrong with a picture's file as such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is cut off, damaged, or no picture at all.
    Broken,
    /// It has more bytes than [`MAX_BYTES`].
    Heavy(u64),
    /// It has, or says it has, more pixels than [`MAX_PIXELS`].
    Huge(u32, u32),
    /// A format in which there is or may be private data that cannot be taken out.
    Private,
    /// It could not be read from the disk.
    Disk(String),
}

/// Why a picture cannot be published: a [`Fault`] of its file, or a limit or rule that needs more words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// See [`Fault`].
    Fault(Fault),
    /// Width or height is beyond [`MAX_SIDE`].
    Long(u32, u32),
    /// Decoded, it would take more than [`MAX_DECODED`] bytes.
    Deep {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Bytes of a decoded pixel.
        depth: u32,
    },
    /// Its name promises a picture, and it holds something else.
    Misnamed(Format),
    /// Its colour profile is larger than [`MAX_PROFILE`].
    Profile,
    /// An SVG that cannot be re-written safely.
    Svg(Rejected),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Facts {
    /// The widths of the copies in WebP, the smallest first: none for what is small, moves, or is no photograph.
    pub fn widths(&self) -> Vec<u32> {
        let may = self.still && matches!(self.kind, Kind::Jpeg | Kind::Png | Kind::Webp);
        if !may || self.width <= WIDTHS[0] || self.admit().is_err() {
            return Vec::new();
        }
        let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|width| *width < self.width).collect();
        // Whoever needs all of a middling picture gets that in WebP too.
        if self.width < WIDTHS[WIDTHS.len() - 1] {
            widths.push(self.width);
        }
        // A picture of a whole conversation is longer than WebP can say.
        widths.retain(|width| self.height_at(*width) <= WEBP_SIDE);
        widths
    }

    /// Whether it is so large that those who share a link get a copy.
    pub fn has_card(&self) -> bool {
        self.still && self.is_decoded() && self.width > CARD && self.admit().is_ok()
    }

    /// The path of that copy beside the picture at `path`.
    pub fn card_of(path: &str) -> String {
        format!("{path}.card.jpg")
    }

    /// The height of a copy.
    fn height_at(&self, width: u32) -> u64 {
        u64::from(self.height) * u64::from(width) / u64::from(self.width.max(1)) + 1
    }

    /// Whether it is decoded, and so known to be whole to the last pixel.
    pub fn is_decoded(&self) -> bool {
        matches!(self.kind, Kind::Jpeg | Kind::Png | Kind::Webp)
    }

    /// The path of a copy beside the picture at `path`.
    pub fn copy_of(path: &str, width: u32) -> String {
        format!("{path}.{width}.webp")
    }

    /// Whether its first bytes promise something that can be read.
    ///
    /// # Errors
    /// If not.
    pub fn check(&self) -> Result<(), Fault> {
        if self.length > MAX_BYTES {
            return Err(Fault::Heavy(self.length));
        }
        if u64::from(self.width) * u64::from(self.height) > MAX_PIXELS {
            return Err(Fault::Huge(self.width, self.height));
        }
        let measured = matches!(self.kind, Kind::Jpeg | Kind::Png | Kind::Webp | Kind::Gif);
        let sized = !measured || (self.width > 0 && self.height > 0);
        if self.kind == Kind::Unknown || !sized { Err(Fault::Broken) } else { Ok(()) }
    }

    /// Whether its first bytes promise a picture that is published under its name, within all limits.
    ///
    /// # Errors
    /// If not.
    pub fn admit(&self) -> Result<(), Refusal> {
        if let Kind::Misnamed(format) = self.kind {
            return Err(Refusal::Misnamed(format));
        }
        self.check()?;
        if self.width.max(self.height) > MAX_SIDE {
            return Err(Refusal::Long(self.width, self.height));
        }
        Ok(())
    }
}

/// The ending of a path, in lower case.
pub fn ending(path: &str) -> String {
    path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase()
}

/// What is published of a picture with these bytes.
///
/// # Errors
/// If it cannot be published.
pub fn make(bytes: &[u8], facts: &Facts, form: Form) -> Result<Vec<u8>, Refusal> {
    facts.admit()?;

    match form {
        Form::Clean => clean(bytes, facts.kind),
        Form::Scaled(width) => Ok(decode(&clean(bytes, facts.kind)?, facts.kind)?.scaled(width)?),
        Form::Card => Ok(decode(&clean(bytes, facts.kind)?, facts.kind)?.card()?),
    }
}

/// A picture without private data, its pixels untouched.
fn clean(bytes: &[u8], kind: Kind) -> Result<Vec<u8>, Refusal> {
    match kind {
        Kind::Jpeg => strip::jpeg(bytes),
        Kind::Png => strip::png(bytes),
        Kind::Webp => strip::webp(bytes),
        Kind::Gif => Ok(strip::gif(bytes).ok_or(Fault::Broken)?),
        Kind::Svg => svg::rewrite(bytes),
        Kind::Avif => Ok(avif::clean(bytes)?),
        Kind::Bmp => Ok(strip::bmp(bytes).ok_or(Fault::Broken)?),
        Kind::Heic | Kind::Tiff if exif::is_in(bytes) => Err(Fault::Private.into()),
        Kind::Heic | Kind::Tiff => Ok(bytes.to_vec()),
        Kind::Misnamed(format) => Err(Refusal::Misnamed(format)),
        Kind::Unknown => Err(Fault::Broken.into()),
    }
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
