//! The first bytes of a picture: its kind, its size, which way up.

use super::facts::{PictureFacts, PictureKind};
use super::format::{FileFormat, file_extension};
use super::{exif, strip};

/// The number of first bytes that nearly always say everything.
pub const PROBE_BYTES: usize = 256 * 1024;

/// Reads the facts of a file of `length` bytes from its beginning. `None` if more of it is needed; never with all of it.
pub fn probe_picture(path: &str, head: &[u8], length: u64) -> Option<PictureFacts> {
    let kind = detect_kind(path, head);
    let is_whole = head.len() as u64 >= length;
    // In WebP, EXIF stands at the end.
    if kind == PictureKind::Webp && strip::webp_has_exif(head) && !is_whole {
        return None;
    }

    let size = match kind {
        PictureKind::Svg | PictureKind::Misnamed(_) | PictureKind::Unknown => None,
        _ => imagesize::blob_size(head).ok(),
    };
    if size.is_none() && !is_whole && matches!(kind, PictureKind::Jpeg | PictureKind::Avif | PictureKind::Heic) {
        return None;
    }

    let mut width = size.as_ref().map_or(0, |size| u32::try_from(size.width).unwrap_or(u32::MAX));
    let mut height = size.as_ref().map_or(0, |size| u32::try_from(size.height).unwrap_or(u32::MAX));
    if exif::is_sideways(read_orientation(head, kind)) {
        std::mem::swap(&mut width, &mut height);
    }
    let still = kind != PictureKind::Gif && !strip::is_animated(head, kind);
    Some(PictureFacts { kind, width, height, still, length })
}

/// Returns the EXIF orientation of a picture, 1 to 8; 1 (upright) if it has none.
pub(super) fn read_orientation(bytes: &[u8], kind: PictureKind) -> u8 {
    let exif = match kind {
        PictureKind::Jpeg => strip::find_jpeg_exif(bytes),
        PictureKind::Png => strip::find_png_exif(bytes),
        PictureKind::Webp => strip::find_webp_exif(bytes),
        _ => None,
    };
    exif.map_or(1, exif::parse_orientation)
}

/// Returns the kind of a file. Browsers look at the bytes of a raster picture and not at its name, but take whatever is
/// called `.svg` for a text; and what they do not show, they show under no name.
fn detect_kind(path: &str, head: &[u8]) -> PictureKind {
    let extension = file_extension(path);
    let extension = extension.as_str();
    let is_svg = extension == "svg";

    match FileFormat::by_content(head) {
        Some(FileFormat::Jpeg) if !is_svg => PictureKind::Jpeg,
        Some(FileFormat::Png) if !is_svg => PictureKind::Png,
        Some(FileFormat::Webp) if !is_svg => PictureKind::Webp,
        Some(FileFormat::Gif) if !is_svg => PictureKind::Gif,
        Some(FileFormat::Avif) if !is_svg => PictureKind::Avif,
        Some(FileFormat::Bmp) if extension == "bmp" => PictureKind::Bmp,
        Some(FileFormat::Heic) if matches!(extension, "heic" | "heif") => PictureKind::Heic,
        Some(FileFormat::Tiff) if matches!(extension, "tif" | "tiff") => PictureKind::Tiff,
        // Faults of the text are found when it is re-written.
        Some(FileFormat::Svg | FileFormat::Page) | None if is_svg => PictureKind::Svg,
        Some(format) => PictureKind::Misnamed(format),
        None => PictureKind::Unknown,
    }
}
