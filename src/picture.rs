//! Pictures: bytes in; facts, cleaned bytes and smaller copies out. Nothing here reads a file or remembers anything.
//!
//! What is published of a picture is itself without private data (position, camera, comments, thumbnails), pixel by
//! pixel as it was, and smaller copies in WebP for narrow screens. A picture that cannot be read, or would take too much
//! memory, is a [`Fault`].

mod exif;
mod head;
mod scale;
mod strip;
mod vector;

pub use head::{HEAD, probe};
pub use scale::decode;

/// The most pixels of a picture that is decoded: what a telephone takes today, with room to spare. Decoding takes up
/// to twelve bytes a pixel (BENCHMARKS.md).
pub const MAX_PIXELS: u64 = 64_000_000;

/// The most bytes of a picture.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// Widths of copies; a picture is never made wider than it is.
const WIDTHS: [u32; 4] = [480, 800, 1200, 1600];

/// The width of what is shown of a page where a link to it is shared.
const CARD: u32 = 1200;

/// The most pixels of a side that WebP can say.
const WEBP_SIDE: u64 = 16_383;

/// Another number whenever the bytes of a copy become others: part of the key under which copies are kept.
pub const VERSION: u32 = 1;

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
    /// SVG: a text, which may hold scripts.
    Svg,
    /// AVIF, HEIC, BMP: published as they are, if nothing private is found. TIFF: never.
    Other,
    /// None of these, whatever its name says.
    Unknown,
}

impl Kind {
    /// Its usual ending.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Svg => "svg",
            Self::Other | Self::Unknown => "",
        }
    }

    /// Whether a file of this kind may be called so.
    #[must_use]
    pub fn fits(self, path: &str) -> bool {
        let ending = ending(path);
        match self {
            Self::Jpeg => ["jpg", "jpeg"].contains(&ending.as_str()),
            Self::Other | Self::Unknown => true,
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

/// Why a picture cannot be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is cut off, damaged, or no picture at all.
    Broken,
    /// It has more bytes than [`MAX_BYTES`].
    Heavy(u64),
    /// It has, or says it has, more pixels than [`MAX_PIXELS`].
    Huge(u32, u32),
    /// An SVG that runs scripts when it is opened.
    Script,
    /// A format in which there is or may be private data that cannot be taken out.
    Private,
    /// It could not be read from the disk.
    Disk(String),
}

impl Facts {
    /// The widths of the copies in WebP, the smallest first: none for what is small, moves, or is no photograph.
    #[must_use]
    pub fn widths(&self) -> Vec<u32> {
        let may = self.still && matches!(self.kind, Kind::Jpeg | Kind::Png | Kind::Webp);
        if !may || self.width <= WIDTHS[0] || self.check().is_err() {
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
    #[must_use]
    pub fn has_card(&self) -> bool {
        self.still && self.is_decoded() && self.width > CARD && self.check().is_ok()
    }

    /// The path of that copy beside the picture at `path`.
    #[must_use]
    pub fn card_of(path: &str) -> String {
        format!("{path}.card.jpg")
    }

    /// The height of a copy.
    fn height_at(&self, width: u32) -> u64 {
        u64::from(self.height) * u64::from(width) / u64::from(self.width.max(1)) + 1
    }

    /// Whether it is decoded, and so known to be whole to the last pixel.
    #[must_use]
    pub fn is_decoded(&self) -> bool {
        matches!(self.kind, Kind::Jpeg | Kind::Png | Kind::Webp)
    }

    /// The path of a copy beside the picture at `path`.
    #[must_use]
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
        let sized = matches!(self.kind, Kind::Svg | Kind::Other) || (self.width > 0 && self.height > 0);
        if self.kind == Kind::Unknown || !sized { Err(Fault::Broken) } else { Ok(()) }
    }
}

/// The ending of a path, in lower case.
#[must_use]
pub fn ending(path: &str) -> String {
    path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase()
}

/// What is published of a picture with these bytes.
///
/// # Errors
/// If it cannot be published.
pub fn make(bytes: &[u8], facts: &Facts, form: Form) -> Result<Vec<u8>, Fault> {
    facts.check()?;
    match form {
        Form::Clean => match facts.kind {
            Kind::Jpeg => strip::jpeg(bytes).ok_or(Fault::Broken),
            Kind::Png => strip::png(bytes).ok_or(Fault::Broken),
            Kind::Webp => strip::webp(bytes).ok_or(Fault::Broken),
            Kind::Gif => strip::gif(bytes).ok_or(Fault::Broken),
            Kind::Svg => vector::check(bytes).map(|()| bytes.to_vec()),
            Kind::Other if exif::is_in(bytes) => Err(Fault::Private),
            Kind::Other => Ok(bytes.to_vec()),
            Kind::Unknown => Err(Fault::Broken),
        },
        Form::Scaled(width) => decode(bytes, facts.kind)?.scaled(width),
        Form::Card => decode(bytes, facts.kind)?.card(),
    }
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
