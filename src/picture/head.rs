//! What the first bytes of a picture say: what it is, how large, which way up.

use super::{Facts, Kind, exif, strip};

/// How many first bytes nearly always say everything.
pub const HEAD: usize = 256 * 1024;

/// What the beginning of a file of `length` bytes says. `None` if more of it is needed; never with all of it.
#[must_use]
pub fn probe(path: &str, head: &[u8], length: u64) -> Option<Facts> {
    let kind = kind(path, head);
    let whole = head.len() as u64 >= length;
    // In WebP, EXIF stands at the end.
    if kind == Kind::Webp && strip::webp_has_exif(head) && !whole {
        return None;
    }
    let size = match kind {
        Kind::Svg | Kind::Unknown => None,
        _ => imagesize::blob_size(head).ok(),
    };
    if size.is_none() && !whole && matches!(kind, Kind::Jpeg | Kind::Other) {
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

fn kind(path: &str, head: &[u8]) -> Kind {
    let ending = super::ending(path);
    match head {
        [0xFF, 0xD8, 0xFF, ..] => Kind::Jpeg,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Kind::Png,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Kind::Webp,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Kind::Gif,
        [_, _, _, _, b'f', b't', b'y', b'p', ..] | [b'B', b'M', ..] => Kind::Other,
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Kind::Other,
        // A text has no first bytes of its own; what is wrong with it is found when it is looked through.
        _ if ending == "svg" => Kind::Svg,
        _ => Kind::Unknown,
    }
}
