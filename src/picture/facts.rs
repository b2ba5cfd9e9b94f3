//! The facts of a picture that its first bytes tell, and the limits that it is held to.

use super::error::{PictureError, PictureFileError};
use super::format::{FileFormat, file_extension};

/// The most pixels of a picture that is decoded: those of a telephone's camera today, with room to spare. Decoding takes
/// up to twelve bytes a pixel (BENCHMARKS.md).
pub const MAX_PIXELS: u64 = 64_000_000;

/// The longest side of a picture in pixels. Scaling takes memory for every pixel of a side, and browsers draw nothing
/// that is much longer.
pub const MAX_SIDE: u32 = 30_000;

/// The most bytes of a picture.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// Widths of copies in pixels; a picture is never made wider than it is.
const COPY_WIDTHS: [u32; 4] = [480, 800, 1200, 1600];

/// The width and the height in pixels of the copy of a landscape that is shown where a link to a page is shared.
const LANDSCAPE_CARD: (u32, u32) = (1200, 630);

/// The width and the height in pixels of the copy of any other picture that is shown there.
const SQUARE_CARD: (u32, u32) = (800, 800);

/// The least width in pixels of a copy that is cut: WeChat shows nothing smaller. Of a narrower one the whole is shown.
const MIN_CUT_WIDTH: u64 = 300;

/// The most bytes of a picture that is shared as it is, and of the copy that is shared instead.
pub(super) const MAX_CARD_BYTES: u64 = 200 * 1024;

/// The most pixels of a side in WebP.
const MAX_WEBP_SIDE: u64 = 16_383;

/// The most pixels of a picture's height on a page: a portrait is seen whole, without scrolling.
const MAX_SHOWN_HEIGHT: u32 = 760;

/// Returns the width and the height in pixels at which a picture of this size is shown on a page, if nobody wants it
/// otherwise: as it is, but not higher than a window.
pub fn shown_size((width, height): (u32, u32)) -> (u32, u32) {
    if height <= MAX_SHOWN_HEIGHT {
        return (width, height);
    }
    let scaled = u64::from(width) * u64::from(MAX_SHOWN_HEIGHT) / u64::from(height);
    // Narrower than it was, so it fits.
    (u32::try_from(scaled).unwrap_or(width).max(1), MAX_SHOWN_HEIGHT)
}

/// Extensions of file names that promise a picture.
pub const PICTURE_EXTENSIONS: [&str; 14] =
    ["jpg", "jpeg", "jfif", "mpo", "png", "gif", "webp", "avif", "heic", "heif", "bmp", "tif", "tiff", "svg"];

/// The kind of a file, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
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
    Misnamed(FileFormat),
    /// None of these, whatever its name says.
    Unknown,
}

impl PictureKind {
    /// Returns the usual extension of its file names; empty where there is none.
    pub fn usual_extension(self) -> &'static str {
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

    /// Returns the media type; empty where it is no picture that browsers show.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Svg => "image/svg+xml",
            Self::Avif => "image/avif",
            Self::Bmp => "image/bmp",
            Self::Heic | Self::Tiff | Self::Misnamed(_) | Self::Unknown => "",
        }
    }

    /// Returns the format of a picture that no browser can be relied on to show. `None` if it is shown, or if
    /// [`make_variant`](super::make_variant) refuses it anyway.
    pub fn undisplayable_format(self) -> Option<FileFormat> {
        match self {
            Self::Heic => Some(FileFormat::Heic),
            Self::Tiff => Some(FileFormat::Tiff),
            _ => None,
        }
    }

    /// Returns whether the extension of a path is one of this kind.
    pub fn fits_name(self, path: &str) -> bool {
        let extension = file_extension(path);
        match self {
            Self::Jpeg => ["jpg", "jpeg"].contains(&extension.as_str()),
            Self::Bmp | Self::Heic | Self::Tiff | Self::Misnamed(_) | Self::Unknown => true,
            kind => extension == kind.usual_extension(),
        }
    }
}

/// The facts that the first bytes of a picture tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureFacts {
    /// The kind of file.
    pub kind: PictureKind,
    /// Width in pixels as it is seen, upright; 0 if it is not known.
    pub width: u32,
    /// Height in pixels as it is seen; 0 if it is not known.
    pub height: u32,
    /// Whether it stands still.
    pub still: bool,
    /// Bytes of the file.
    pub length: u64,
}

impl PictureFacts {
    /// Returns the widths of the copies in WebP, the smallest first: none for one that is small, moves, or is no
    /// photograph.
    pub fn copy_widths(&self) -> Vec<u32> {
        let has_copies = self.still && self.is_decoded();
        if !has_copies || self.width <= COPY_WIDTHS[0] || self.check_publishable().is_err() {
            return Vec::new();
        }

        let mut widths: Vec<u32> = COPY_WIDTHS.into_iter().filter(|width| *width < self.width).collect();
        // Screens that need all of a middling picture get that in WebP too.
        if self.width < COPY_WIDTHS[COPY_WIDTHS.len() - 1] {
            widths.push(self.width);
        }
        // A picture of a whole conversation is too long for WebP.
        widths.retain(|width| self.copy_height(*width) <= MAX_WEBP_SIDE);
        widths
    }

    /// Returns whether sites that show shared links get a copy: it is large, or of a format that some of them do not know.
    pub fn has_share_card(&self) -> bool {
        let is_large = self.width.max(self.height) > LANDSCAPE_CARD.0 || self.length > MAX_CARD_BYTES;
        let needs_copy = is_large || self.kind == PictureKind::Webp;
        self.still && self.is_decoded() && needs_copy && self.check_publishable().is_ok()
    }

    /// Returns the width and the height in pixels of that copy.
    pub fn card_size(&self) -> (u32, u32) {
        let own_width = u64::from(self.width);
        let own_height = u64::from(self.height);
        let is_landscape = own_width * 5 >= own_height * 6;
        let (width, height) = if is_landscape { LANDSCAPE_CARD } else { SQUARE_CARD };

        // The largest of that shape within the picture.
        let cut_width = own_width.min(own_height * u64::from(width) / u64::from(height)).min(u64::from(width));
        if cut_width < MIN_CUT_WIDTH {
            let whole_width = self.width.min(width);
            let whole_height = self.copy_height(whole_width).saturating_sub(1).max(1);
            return (whole_width, u32::try_from(whole_height).unwrap_or(u32::MAX));
        }
        let cut_height = cut_width * u64::from(height) / u64::from(width);
        // Neither is more than that of a card.
        (cut_width as u32, cut_height as u32)
    }

    /// Returns the path of that copy beside the picture at `path`.
    pub fn card_path(path: &str) -> String {
        format!("{path}.card.jpg")
    }

    /// Returns the height of a copy in pixels, rounded up.
    fn copy_height(&self, width: u32) -> u64 {
        u64::from(self.height) * u64::from(width) / u64::from(self.width.max(1)) + 1
    }

    /// Returns whether it is decoded, and so known to be whole to the last pixel.
    pub fn is_decoded(&self) -> bool {
        matches!(self.kind, PictureKind::Jpeg | PictureKind::Png | PictureKind::Webp)
    }

    /// Returns the path of a copy beside the picture at `path`.
    pub fn copy_path(path: &str, width: u32) -> String {
        format!("{path}.{width}.webp")
    }

    /// Checks that the first bytes promise something that can be read.
    ///
    /// # Errors
    /// If they do not.
    pub fn check_file(&self) -> Result<(), PictureFileError> {
        if self.length > MAX_BYTES {
            return Err(PictureFileError::TooManyBytes(self.length));
        }
        if u64::from(self.width) * u64::from(self.height) > MAX_PIXELS {
            return Err(PictureFileError::TooManyPixels(self.width, self.height));
        }

        let is_measured = self.is_decoded() || self.kind == PictureKind::Gif;
        let has_size = self.width > 0 && self.height > 0;
        if self.kind == PictureKind::Unknown || (is_measured && !has_size) {
            return Err(PictureFileError::Broken);
        }
        Ok(())
    }

    /// Checks that the first bytes promise a picture that is published under its name, within all limits.
    ///
    /// # Errors
    /// If they do not.
    pub fn check_publishable(&self) -> Result<(), PictureError> {
        if let PictureKind::Misnamed(format) = self.kind {
            return Err(PictureError::Misnamed(format));
        }

        self.check_file()?;
        if self.width.max(self.height) > MAX_SIDE {
            return Err(PictureError::SideTooLong(self.width, self.height));
        }
        Ok(())
    }
}
