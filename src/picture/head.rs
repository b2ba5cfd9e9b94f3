//! What the first bytes of a picture say: what it is, how large, which way up.

use super::{Facts, Format, Kind, exif, strip};

/// How many first bytes nearly always say everything.
pub const HEAD: usize = 256 * 1024;

/// What the beginning of a file of `length` bytes says. `None` if more of it is needed; never with all of it.
pub fn probe(path: &str, head: &[u8], length: u64) -> Option<Facts> {
    let kind = kind(path, head);
    let whole = head.len() as u64 >= length;
    // In WebP, EXIF stands at the end.
    if kind == Kind::Webp && strip::webp_has_exif(head) && !whole {
        return None;
    }
    let size = match kind {
        Kind::Svg | Kind::Misnamed(_) | Kind::Unknown => None,
        _ => imagesize::blob_size(head).ok(),
    };
    if size.is_none() && !whole && matches!(kind, Kind::Jpeg | Kind::Avif | Kind::Heic) {
        return None;
    }
    let pixels = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (mut width, mut height) = size.map_or((0, 0), |size| (pixels(size.width), pixels(size.height)));
    if orientation(head, kind) >= 5 {
        (width, height) = (height, width);
    }
    let still = !matches!(kind, Kind::Gif) && !strip::moves(head, kind);
    Some(Facts { kind, width, height, still, length })
}

/// Which way a picture lies.
pub(super) fn orientation(bytes: &[u8], kind: Kind) -> u8 {
    let block = match kind {
        Kind::Jpeg => strip::jpeg_exif(bytes),
        Kind::Png => strip::png_exif(bytes),
        Kind::Webp => strip::webp_exif(bytes),
        _ => None,
    };
    block.map_or(1, exif::orientation)
}

/// What a file is. Browsers look at the bytes of a raster picture and not at its name, but take whatever is called `.svg`
/// for a text; and what they do not show, they show under no name.
fn kind(path: &str, head: &[u8]) -> Kind {
    let ending = super::ending(path);
    let named = |endings: &[&str]| endings.contains(&ending.as_str());
    let is_svg = named(&["svg"]);

    match Format::by_content(head) {
        Some(Format::Jpeg) if !is_svg => Kind::Jpeg,
        Some(Format::Png) if !is_svg => Kind::Png,
        Some(Format::Webp) if !is_svg => Kind::Webp,
        Some(Format::Gif) if !is_svg => Kind::Gif,
        Some(Format::Avif) if !is_svg => Kind::Avif,
        Some(Format::Bmp) if named(&["bmp"]) => Kind::Bmp,
        Some(Format::Heic) if named(&["heic", "heif"]) => Kind::Heic,
        Some(Format::Tiff) if named(&["tif", "tiff"]) => Kind::Tiff,
        // What is wrong with the text is found when it is re-written.
        Some(Format::Svg | Format::Page) | None if is_svg => Kind::Svg,
        Some(format) => Kind::Misnamed(format),
        None => Kind::Unknown,
    }
}
