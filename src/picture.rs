//! Pictures: bytes in; facts, cleaned bytes and smaller copies out. Nothing here reads a file or remembers anything.
//!
//! A picture is published as itself without private data (position, camera, comments, thumbnails), pixel by pixel as it
//! was, and in smaller copies in WebP for narrow screens. One that cannot be read, or would take too much memory, is a
//! [`PictureError`].

mod avif;
mod error;
mod exif;
mod facts;
mod format;
mod head;
mod profile;
mod scale;
mod strip;
mod svg;

pub use error::{PictureError, PictureFileError, SvgError, SvgErrorKind};
pub use facts::{MAX_BYTES, MAX_PIXELS, MAX_SIDE, PICTURE_EXTENSIONS, PictureFacts, PictureKind, shown_size};
pub use format::{FileFormat, file_extension};
pub use head::{PROBE_BYTES, probe_picture};
pub use profile::MAX_PROFILE;
pub use scale::{MAX_DECODED, decode_picture};

/// The version of the encoders: raised whenever the bytes of a copy change. Part of the key under which copies are kept.
pub const COPY_VERSION: u32 = 3;

/// A form in which a picture is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Itself, without private data.
    Clean,
    /// A copy in WebP of this width in pixels.
    Scaled(u32),
    /// A copy in JPEG for sites that show shared links: many of them know no WebP, and load nothing large.
    Card,
}

/// Makes a published form of a picture from its bytes.
///
/// # Errors
/// If it cannot be published.
pub fn make_variant(bytes: &[u8], facts: &PictureFacts, variant: Variant) -> Result<Vec<u8>, PictureError> {
    facts.check_publishable()?;

    let clean = strip_private_data(bytes, facts.kind)?;
    match variant {
        Variant::Clean => Ok(clean),
        Variant::Scaled(width) => Ok(decode_picture(&clean, facts.kind)?.to_webp(width)?),
        Variant::Card => Ok(decode_picture(&clean, facts.kind)?.to_share_card(facts.card_size())?),
    }
}

/// Returns a picture without private data, its pixels untouched.
fn strip_private_data(bytes: &[u8], kind: PictureKind) -> Result<Vec<u8>, PictureError> {
    match kind {
        PictureKind::Svg => svg::rewrite_svg(bytes),
        PictureKind::Avif => Ok(avif::clean_avif(bytes)?),
        PictureKind::Heic | PictureKind::Tiff if exif::has_private_marks(bytes) => {
            Err(PictureFileError::Private.into())
        }
        PictureKind::Heic | PictureKind::Tiff => Ok(bytes.to_vec()),
        PictureKind::Misnamed(format) => Err(PictureError::Misnamed(format)),
        _ => strip::strip_raster(bytes, kind),
    }
}

#[cfg(test)]
pub(crate) mod tests;
