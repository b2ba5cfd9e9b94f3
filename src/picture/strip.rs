//! Takes everything out of a picture's file that does not make the picture: position, camera, comments, thumbnails,
//! edits, and whatever was hung on behind its end. What stays is a list; pixels are not touched.
//!
//! What was cut off on its way is found here too: each of these formats says where it ends.

use std::borrow::Cow;

use super::{Fault, Kind, Refusal, exif, head, profile};

pub(super) use png::{png, png_exif};
pub(super) use webp::{put_chunk, riff, webp, webp_exif, webp_has_exif};

mod png;
mod webp;

/// What becomes of the colour profile in a file.
enum Profile {
    /// It stays as it is.
    Kept,
    /// It is left out: it is none.
    Dropped,
    /// Another stands in its place: the same, without what does not belong to it.
    Replaced(Vec<u8>),
}

impl Profile {
    fn of(bytes: Option<&[u8]>) -> Self {
        match bytes.and_then(|bytes| Some((bytes.len(), profile::whole(bytes)?))) {
            None => Self::Dropped,
            Some((length, Cow::Borrowed(whole))) if whole.len() == length => Self::Kept,
            Some((_, whole)) => Self::Replaced(whole.into_owned()),
        }
    }
}

/// A JPEG without private data.
pub(super) fn jpeg(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let profile = profile::joined(&jpeg_profile(bytes))?;
    let profile = Profile::of(profile.as_deref());
    Ok(jpeg_with(bytes, &profile).ok_or(Fault::Broken)?)
}

/// A JPEG without private data, with a colour profile. `None` if it does not reach its end.
fn jpeg_with(bytes: &[u8], profile: &Profile) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(bytes.strip_prefix(&[0xFF, 0xD8])?.get(..0).map(|_| [0xFF, 0xD8])?);
    let way = head::orientation(bytes, Kind::Jpeg);
    if way != 1 {
        let block = [exif::MARK, &exif::minimal(way)].concat();
        out.extend([0xFF, 0xE1, 0, (block.len() + 2) as u8]);
        out.extend(block);
    }
    if let Profile::Replaced(profile) = profile {
        put_jpeg_profile(&mut out, profile);
    }
    let mut pictured = false;
    let mut at = 2;
    loop {
        let (marker, start) = marker(bytes, at)?;
        match marker {
            0xD9 => {
                out.extend([0xFF, 0xD9]);
                return pictured.then_some(out);
            }
            0x01 | 0xD0..=0xD7 => {
                out.extend([0xFF, marker]);
                at = start;
            }
            0xD8 => return None,
            _ => {
                let end = segment_end(bytes, start)?;
                let content = &bytes[start + 2..end];
                match marker {
                    0xE0 if content.starts_with(b"JFIF\0") && content.len() >= 14 => {
                        // Without the thumbnail, whose size stands at the end.
                        put_segment(&mut out, marker, &[&content[..12], &[0, 0]].concat());
                    }
                    0xEE if content.starts_with(b"Adobe") && content.len() >= 12 => {
                        put_segment(&mut out, marker, &content[..12]);
                    }
                    0xE2 if content.starts_with(ICC) && !pictured && matches!(profile, Profile::Kept) => {
                        put_segment(&mut out, marker, content);
                    }
                    // Tables, frames, scans.
                    0xC0..=0xC7 | 0xC9..=0xCF | 0xDA..=0xDF => put_segment(&mut out, marker, content),
                    _ => {}
                }
                at = end;
                if marker == 0xDA {
                    pictured = true;
                    at = scan_end(bytes, end)?;
                    out.extend(&bytes[end..at]);
                }
            }
        }
    }
}

/// The next marker of a JPEG, and where what follows it begins. Bytes that belong to nothing are passed over, as
/// browsers do.
fn marker(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let mut at = at + memchr::memchr(0xFF, bytes.get(at..)?)?;
    while *bytes.get(at)? == 0xFF {
        at += 1;
    }
    Some((bytes[at], at + 1))
}

fn segment_end(bytes: &[u8], start: usize) -> Option<usize> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(start)?, *bytes.get(start + 1)?]));
    (length >= 2 && start + length <= bytes.len()).then_some(start + length)
}

/// Where the marker behind a scan begins.
fn scan_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr(0xFF, bytes.get(at..)?)?;
        match bytes.get(at + 1)? {
            0 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

/// What stands before a part of a colour profile, its number and their count.
const ICC: &[u8] = b"ICC_PROFILE\0";

/// The parts of the colour profile of a JPEG, each with its number and their count.
fn jpeg_profile(bytes: &[u8]) -> Vec<&[u8]> {
    let segments = jpeg_before_scans(bytes).filter(|(marker, _)| *marker == 0xE2);
    segments.filter_map(|(_, content)| content.strip_prefix(ICC)).collect()
}

/// Writes a segment, of which the content is no longer than it was in a file.
fn put_segment(out: &mut Vec<u8>, marker: u8, content: &[u8]) {
    out.extend([0xFF, marker]);
    out.extend((content.len() as u16 + 2).to_be_bytes());
    out.extend(content);
}

/// Writes a colour profile, of which there is less than 255 segments hold.
fn put_jpeg_profile(out: &mut Vec<u8>, profile: &[u8]) {
    let parts = profile.chunks(usize::from(u16::MAX) - 2 - ICC.len() - 2);
    let count = parts.len() as u8;
    for (number, part) in (1..).zip(parts) {
        put_segment(out, 0xE2, &[ICC, &[number, count], part].concat());
    }
}

/// The segments of a JPEG before its first scan.
fn jpeg_before_scans(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 2;
    std::iter::from_fn(move || {
        let (marker, start) = marker(bytes, at)?;
        let end = segment_end(bytes, start).filter(|_| !matches!(marker, 0xD9 | 0xDA))?;
        at = end;
        Some((marker, &bytes[start + 2..end]))
    })
}

/// The EXIF of a JPEG.
pub(super) fn jpeg_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut segments = jpeg_before_scans(bytes);
    let exif = segments.find(|(marker, content)| *marker == 0xE1 && content.starts_with(exif::MARK));
    exif.map(|(_, content)| content)
}

/// Whether the beginning of a PNG or WebP announces that it moves.
pub(super) fn moves(head: &[u8], kind: Kind) -> bool {
    match kind {
        Kind::Png => png::before_pixels(head).any(|(name, _)| name == b"acTL"),
        Kind::Webp => webp::flags(head) & webp::MOVES_FLAG != 0,
        _ => false,
    }
}

/// A GIF without comments, text and application data, but for how often it repeats. `None` if it does not reach its end.
pub(super) fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut out = bytes.get(..at)?.to_vec();
    loop {
        let end = match (*bytes.get(at)?, bytes.get(at + 1)) {
            (0x3B, _) => {
                out.push(0x3B);
                return Some(out);
            }
            (0x2C, _) => {
                let end = blocks_end(bytes, at + 11 + table(*bytes.get(at + 9)?))?;
                out.extend(bytes.get(at..end)?);
                end
            }
            // Time and transparency of the next picture.
            (0x21, Some(0xF9)) => {
                let end = blocks_end(bytes, at + 2)?;
                if end == at + 8 {
                    out.extend(bytes.get(at..end)?);
                }
                end
            }
            (0x21, Some(0xFF)) => {
                let name = bytes.get(at + 3..at + 14)?;
                let end = blocks_end(bytes, at + 2)?;
                // How often stands in its first block, of three bytes.
                if [&b"NETSCAPE2.0"[..], b"ANIMEXTS1.0"].contains(&name) && bytes.get(at + 14..at + 16)? == [3, 1] {
                    out.extend(bytes.get(at..at + 18)?);
                    out.push(0);
                }
                end
            }
            (0x21, Some(_)) => blocks_end(bytes, at + 2)?,
            _ => return None,
        };
        at = end;
    }
}

/// Where blocks end that each say their length; the last is empty.
fn blocks_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// A BMP up to the end that its head names. `None` if it does not reach it, or its pixels.
pub(super) fn bmp(bytes: &[u8]) -> Option<Vec<u8>> {
    let long = |at: usize| bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let pixels = long(10)?;
    // Some programs write no size.
    let end = long(2).filter(|end| *end > pixels).unwrap_or(bytes.len());
    bytes.get(..end).filter(|whole| whole.len() > pixels).map(<[u8]>::to_vec)
}
