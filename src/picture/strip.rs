//! Takes everything out of a picture's file that does not make the picture: position, camera, comments, thumbnails,
//! edits, and whatever was hung on behind its end. The list is of what stays; pixels are not touched.
//!
//! A file that was cut off on its way is found here too: each of these formats says where it ends.

use std::borrow::Cow;

use super::error::{PictureError, PictureFileError};
use super::facts::PictureKind;
use super::profile;

pub(super) use jpeg::find_jpeg_exif;
pub(super) use png::find_png_exif;
pub(super) use webp::{find_webp_exif, webp_has_exif, wrap_in_riff, write_chunk};

mod gif;
mod jpeg;
mod png;
mod webp;

/// Returns a JPEG, PNG, WebP, GIF or BMP without private data.
///
/// # Errors
/// A picture that is broken or of another format, or a colour profile that is too large.
pub(super) fn strip_raster(bytes: &[u8], kind: PictureKind) -> Result<Vec<u8>, PictureError> {
    match kind {
        PictureKind::Jpeg => jpeg::strip_jpeg(bytes),
        PictureKind::Png => png::strip_png(bytes),
        PictureKind::Webp => webp::strip_webp(bytes),
        PictureKind::Gif => Ok(gif::strip_gif(bytes).ok_or(PictureFileError::Broken)?),
        PictureKind::Bmp => Ok(strip_bmp(bytes).ok_or(PictureFileError::Broken)?),
        _ => Err(PictureFileError::Broken.into()),
    }
}

/// A chunk of a PNG or a WebP.
struct Chunk<'b> {
    name: &'b [u8],
    content: &'b [u8],
    /// Where the next chunk begins.
    end: usize,
}

/// The fate of the colour profile in a file.
enum ProfileEdit {
    /// It stays as it is.
    Kept,
    /// It is left out: it is none.
    Dropped,
    /// Another stands in its place: the same, without what does not belong to it.
    Replaced(Vec<u8>),
}

impl ProfileEdit {
    /// Decides on the profile that stands in a file.
    fn for_profile(bytes: Option<&[u8]>) -> Self {
        let Some(bytes) = bytes else { return Self::Dropped };
        match profile::clean_profile(bytes) {
            None => Self::Dropped,
            Some(Cow::Borrowed(clean)) if clean.len() == bytes.len() => Self::Kept,
            Some(clean) => Self::Replaced(clean.into_owned()),
        }
    }
}

/// Returns whether the beginning of a PNG or WebP announces that it moves.
pub(super) fn is_animated(head: &[u8], kind: PictureKind) -> bool {
    match kind {
        PictureKind::Png => png::chunks_before_pixels(head).any(|chunk| chunk.name == b"acTL"),
        PictureKind::Webp => webp::header_flags(head) & webp::ANIMATION_FLAG != 0,
        _ => false,
    }
}

/// Returns a BMP up to the end that its head names. `None` if it does not reach it, or its pixels.
fn strip_bmp(bytes: &[u8]) -> Option<Vec<u8>> {
    let pixels = u32_at(bytes, 10)?;
    // Some programs write no size.
    let end = u32_at(bytes, 2).filter(|end| *end > pixels).unwrap_or(bytes.len());
    bytes.get(..end).filter(|whole| whole.len() > pixels).map(<[u8]>::to_vec)
}

/// Returns the little-endian number of four bytes at a place.
fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let number = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([number[0], number[1], number[2], number[3]]) as usize)
}
