//! PNG: chunks with names (W3C PNG, third edition), of which those are kept that make the picture.

use super::super::error::{PictureError, PictureFileError};
use super::super::{exif, profile};
use super::{Chunk, ProfileEdit};

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";

/// Chunks that make the picture, with the most bytes that they may have. The colour profile has a rule of its own.
const KEPT_PNG_CHUNKS: [(&[u8], usize); 18] = [
    (b"IHDR", 13),
    (b"PLTE", 768),
    (b"IDAT", usize::MAX),
    (b"IEND", 0),
    (b"tRNS", 256),
    (b"gAMA", 4),
    (b"cHRM", 32),
    (b"sRGB", 1),
    (b"cICP", 4),
    (b"mDCV", 24),
    (b"cLLI", 8),
    (b"sBIT", 4),
    (b"pHYs", 9),
    (b"bKGD", 6),
    (b"hIST", 512),
    (b"acTL", 8),
    (b"fcTL", 26),
    (b"fdAT", usize::MAX),
];

impl Chunk<'_> {
    /// Returns whether it makes the picture and is no longer than it can be.
    fn is_kept(&self) -> bool {
        KEPT_PNG_CHUNKS.iter().any(|(name, limit)| *name == self.name && self.content.len() <= *limit)
    }

    /// Returns whether no decoder may pass it over: it has a capital first.
    fn is_critical(&self) -> bool {
        self.name[0].is_ascii_uppercase()
    }
}

/// Reads the chunk at a place, with the checksum behind it.
fn read_chunk(bytes: &[u8], at: usize) -> Option<Chunk<'_>> {
    let head = bytes.get(at..at.checked_add(8)?)?;
    let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let end = (at + 8).checked_add(length)?;
    let content = bytes.get(at + 8..end)?;
    bytes.get(end..end.checked_add(4)?)?;
    Some(Chunk { name: &head[4..], content, end: end + 4 })
}

/// Returns a PNG without private data.
pub(super) fn strip_png(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let packed = chunks_before_pixels(bytes).find(|chunk| chunk.name == b"iCCP");
    let profile = packed.map(|chunk| profile::unpack_iccp(chunk.content)).transpose()?.flatten();
    let edit = ProfileEdit::for_profile(profile.as_deref());
    Ok(copy_kept_chunks(bytes, &edit).ok_or(PictureFileError::Broken)?)
}

/// Copies the chunks that make the picture. `None` if it does not reach its end, or has a critical chunk that no decoder
/// knows.
fn copy_kept_chunks(bytes: &[u8], profile: &ProfileEdit) -> Option<Vec<u8>> {
    let orientation = find_png_exif(bytes).map_or(1, exif::parse_orientation);
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(bytes.get(..8).filter(|head| *head == PNG_SIGNATURE)?);

    let mut has_profile = false;
    let mut at = 8;
    loop {
        let chunk = read_chunk(bytes, at)?;
        let whole = &bytes[at..chunk.end];
        if chunk.name == b"iCCP" && !has_profile {
            has_profile = true;
            match profile {
                ProfileEdit::Kept => out.extend(whole),
                ProfileEdit::Dropped => {}
                ProfileEdit::Replaced(profile) => write_png_chunk(&mut out, b"iCCP", &profile::pack_iccp(profile)),
            }
        } else if chunk.is_kept() {
            out.extend(whole);
        } else if chunk.is_critical() {
            return None;
        }

        // Only the first is a head; a file may say that it has more.
        if chunk.name == b"IHDR" && at == 8 && orientation != 1 {
            write_png_chunk(&mut out, b"eXIf", &exif::minimal_exif(orientation));
        }
        if chunk.name == b"IEND" {
            return Some(out);
        }
        at = chunk.end;
    }
}

/// Writes a chunk, of which the content is no longer than it was in a file.
fn write_png_chunk(out: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    out.extend((content.len() as u32).to_be_bytes());
    let mut sum = flate2::Crc::new();
    for part in [name, content] {
        out.extend(part);
        sum.update(part);
    }
    out.extend(sum.sum().to_be_bytes());
}

/// Goes through the chunks before the pixels.
pub(super) fn chunks_before_pixels(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut at = 8;
    std::iter::from_fn(move || {
        let chunk = read_chunk(bytes, at)?;
        at = chunk.end;
        Some(chunk).filter(|chunk| chunk.name != b"IDAT")
    })
}

/// Returns the EXIF block, where it stands before the pixels.
pub(in crate::picture) fn find_png_exif(bytes: &[u8]) -> Option<&[u8]> {
    chunks_before_pixels(bytes).find(|chunk| chunk.name == b"eXIf").map(|chunk| chunk.content)
}
