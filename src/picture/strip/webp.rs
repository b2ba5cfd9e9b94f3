//! WebP: chunks with names in a RIFF container (RFC 9649), of which those are kept that make the picture.

use super::super::error::{PictureError, PictureFileError};
use super::super::{exif, profile};
use super::{Chunk, u32_at};

/// Chunks that make the picture, besides the head, the colour profile and frames.
const KEPT_WEBP_CHUNKS: [&[u8]; 4] = [b"VP8 ", b"VP8L", b"ALPH", b"ANIM"];

// Flags of the head (`VP8X`): which other chunks there are.
const PROFILE_FLAG: u8 = 0x20;
const EXIF_FLAG: u8 = 0x08;
const XMP_FLAG: u8 = 0x04;
pub(super) const ANIMATION_FLAG: u8 = 0x02;

/// Reads the chunk at a place.
fn read_chunk(bytes: &[u8], at: usize) -> Option<Chunk<'_>> {
    let name = bytes.get(at..at.checked_add(4)?)?;
    let length = u32_at(bytes, at + 4)?;
    let end = (at + 8).checked_add(length)?;
    Some(Chunk { name, content: bytes.get(at + 8..end)?, end: end + (length & 1) })
}

/// Writes a chunk.
pub(in crate::picture) fn write_chunk(out: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    out.extend(name);
    out.extend((content.len() as u32).to_le_bytes());
    out.extend(content);
    if content.len() % 2 == 1 {
        out.push(0);
    }
}

/// Makes a WebP of its chunks.
pub(in crate::picture) fn wrap_in_riff(chunks: &[u8]) -> Vec<u8> {
    let mut out = b"RIFF".to_vec();
    out.extend((chunks.len() as u32 + 4).to_le_bytes());
    out.extend(b"WEBP");
    out.extend(chunks);
    out
}

/// Returns a WebP without private data.
pub(super) fn strip_webp(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let profile = find_chunk(bytes, b"ICCP");
    if profile.is_some_and(|profile| profile.len() > profile::MAX_PROFILE) {
        return Err(PictureError::ProfileTooLarge);
    }

    let profile = profile.and_then(profile::clean_profile);
    Ok(copy_kept_chunks(bytes, profile.as_deref()).ok_or(PictureFileError::Broken)?)
}

/// Copies the chunks that make the picture, with a colour profile in the place of its own. `None` if it does not reach
/// its end.
fn copy_kept_chunks(bytes: &[u8], mut profile: Option<&[u8]>) -> Option<Vec<u8>> {
    let length = u32_at(bytes, 4)?;
    let bytes = bytes.get(..length.checked_add(8)?)?;
    let orientation = find_webp_exif(bytes).map_or(1, exif::parse_orientation);
    let has_profile = profile.is_some();

    let mut chunks = Vec::with_capacity(bytes.len());
    let mut at = 12;
    while at < bytes.len() {
        let Chunk { name, content, end } = read_chunk(bytes, at)?;
        match name {
            b"VP8X" => write_chunk(&mut chunks, name, &edit_head(content, has_profile, orientation)?),
            b"ICCP" => {
                if let Some(profile) = profile.take() {
                    write_chunk(&mut chunks, name, profile);
                }
            }
            b"ANMF" => write_chunk(&mut chunks, name, &strip_frame(content)?),
            name if KEPT_WEBP_CHUNKS.contains(&name) => write_chunk(&mut chunks, name, content),
            _ => {}
        }
        at = end;
    }

    if orientation != 1 {
        write_chunk(&mut chunks, b"EXIF", &exif::minimal_exif(orientation));
    }
    (!chunks.is_empty()).then(|| wrap_in_riff(&chunks))
}

/// Returns the head with the flags of the chunks that stay.
fn edit_head(content: &[u8], has_profile: bool, orientation: u8) -> Option<Vec<u8>> {
    let mut head = content.get(..10.min(content.len()))?.to_vec();
    let flags = head.first_mut()?;
    *flags &= !(EXIF_FLAG | XMP_FLAG);
    if orientation != 1 {
        *flags |= EXIF_FLAG;
    }
    if !has_profile {
        *flags &= !PROFILE_FLAG;
    }
    Some(head)
}

/// Returns a frame of a WebP that moves without private data: sixteen bytes of its place and time, then chunks of its own.
fn strip_frame(frame: &[u8]) -> Option<Vec<u8>> {
    let mut out = frame.get(..16)?.to_vec();
    let mut at = 16;
    while at < frame.len() {
        let Chunk { name, content, end } = read_chunk(frame, at)?;
        if KEPT_WEBP_CHUNKS.contains(&name) {
            write_chunk(&mut out, name, content);
        }
        at = end;
    }
    Some(out)
}

/// Returns the content of the first chunk of a name, if all before it are whole.
fn find_chunk<'b>(bytes: &'b [u8], wanted: &[u8]) -> Option<&'b [u8]> {
    let mut at = 12;
    loop {
        let Chunk { name, content, end } = read_chunk(bytes, at)?;
        if name == wanted {
            return Some(content);
        }
        at = end;
    }
}

/// Returns the flags of the head; 0 if there is none.
pub(super) fn header_flags(bytes: &[u8]) -> u8 {
    if bytes.get(12..16) == Some(b"VP8X") { bytes.get(20).copied().unwrap_or_default() } else { 0 }
}

/// Returns whether the head says that there is EXIF.
pub(in crate::picture) fn webp_has_exif(bytes: &[u8]) -> bool {
    header_flags(bytes) & EXIF_FLAG != 0
}

/// Returns the EXIF block.
pub(in crate::picture) fn find_webp_exif(bytes: &[u8]) -> Option<&[u8]> {
    if webp_has_exif(bytes) { find_chunk(bytes, b"EXIF") } else { None }
}
