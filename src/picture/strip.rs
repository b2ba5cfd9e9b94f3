//! Takes everything out of a picture's file that does not make the picture: position, camera, comments, thumbnails,
//! edits, and whatever was hung on behind its end. What stays is a list; pixels are not touched.
//!
//! What was cut off on its way is found here too: each of these formats says where it ends.

use super::{Kind, exif, head};

/// A JPEG without private data. `None` if it does not reach its end.
pub(super) fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(bytes.strip_prefix(&[0xFF, 0xD8])?.get(..0).map(|_| [0xFF, 0xD8])?);
    let way = head::orientation(bytes, Kind::Jpeg);
    if way != 1 {
        let block = [exif::MARK, &exif::minimal(way)].concat();
        out.extend([0xFF, 0xE1, 0, (block.len() + 2) as u8]);
        out.extend(block);
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
                if jpeg_keeps(marker, &bytes[start + 2..end]) {
                    out.extend([0xFF, marker]);
                    out.extend(&bytes[start..end]);
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

/// Whether a segment makes the picture: tables, frames, scans, JFIF, the colour profile, Adobe's note on colours.
fn jpeg_keeps(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xE0 => content.starts_with(b"JFIF\0"),
        0xE2 => content.starts_with(b"ICC_PROFILE\0"),
        0xEE => content.starts_with(b"Adobe"),
        0xE1..=0xEF | 0xFE => false,
        _ => true,
    }
}

/// The EXIF of a JPEG.
pub(super) fn jpeg_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 2;
    loop {
        let (marker, start) = marker(bytes, at)?;
        if matches!(marker, 0xD9 | 0xDA) {
            return None;
        }
        let end = segment_end(bytes, start)?;
        let content = &bytes[start + 2..end];
        if marker == 0xE1 && content.starts_with(exif::MARK) {
            return Some(content);
        }
        at = end;
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";

/// Chunks of a PNG that make the picture. All that are critical do, too.
const PNG_KEPT: [&[u8]; 15] = [
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"pHYs", b"bKGD", b"hIST",
    b"acTL", b"fcTL", b"fdAT",
];

/// A chunk of a PNG at `at`: its name, its content, and where the next begins.
fn png_chunk(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8], usize)> {
    let head = bytes.get(at..at.checked_add(8)?)?;
    let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let end = (at + 8).checked_add(length)?;
    let content = bytes.get(at + 8..end)?;
    bytes.get(end..end.checked_add(4)?)?;
    Some((&head[4..], content, end + 4))
}

/// A PNG without private data. `None` if it does not reach its end.
pub(super) fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(bytes.get(..8).filter(|head| *head == PNG)?);
    let way = head::orientation(bytes, Kind::Png);
    let mut at = 8;
    loop {
        let (name, _, end) = png_chunk(bytes, at)?;
        // Critical chunks have a capital first.
        if name[0].is_ascii_uppercase() || PNG_KEPT.contains(&name) {
            out.extend(&bytes[at..end]);
        }
        // Only the first is one; a file may say that it has more.
        if name == b"IHDR" && at == 8 && way != 1 {
            let block = [b"eXIf", &exif::minimal(way)[..]].concat();
            out.extend(((block.len() - 4) as u32).to_be_bytes());
            out.extend(&block);
            out.extend(crc(&block).to_be_bytes());
        }
        if name == b"IEND" {
            return Some(out);
        }
        at = end;
    }
}

/// The check sum of a PNG chunk, of a few bytes.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

/// The chunks of a PNG before its pixels.
fn png_before_pixels(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = 8;
    std::iter::from_fn(move || {
        let (name, content, end) = png_chunk(bytes, at)?;
        at = end;
        (name != b"IDAT").then_some((name, content))
    })
}

/// The EXIF of a PNG, where it stands before the pixels.
pub(super) fn png_exif(bytes: &[u8]) -> Option<&[u8]> {
    png_before_pixels(bytes).find(|(name, _)| *name == b"eXIf").map(|(_, content)| content)
}

const WEBP_KEPT: [&[u8]; 6] = [b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
const EXIF_FLAG: u8 = 0x08;
const XMP_FLAG: u8 = 0x04;
const MOVES_FLAG: u8 = 0x02;

/// A chunk of a WebP at `at`: its name, its content, and where the next begins.
fn webp_chunk(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8], usize)> {
    let head = bytes.get(at..at.checked_add(8)?)?;
    let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
    let end = (at + 8).checked_add(length)?;
    Some((&head[..4], bytes.get(at + 8..end)?, end + (length & 1)))
}

/// A chunk of a WebP.
pub(super) fn put_chunk(out: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    out.extend(name);
    out.extend((content.len() as u32).to_le_bytes());
    out.extend(content);
    if content.len() % 2 == 1 {
        out.push(0);
    }
}

/// A WebP out of its chunks.
pub(super) fn riff(chunks: &[u8]) -> Vec<u8> {
    let mut out = b"RIFF".to_vec();
    out.extend((chunks.len() as u32 + 4).to_le_bytes());
    out.extend(b"WEBP");
    out.extend(chunks);
    out
}

/// A WebP without private data. `None` if it does not reach its end.
pub(super) fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = bytes.get(4..8).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)?;
    let bytes = bytes.get(..length.checked_add(8)?)?;
    let way = head::orientation(bytes, Kind::Webp);
    let (mut chunks, mut at) = (Vec::with_capacity(bytes.len()), 12);
    while at < bytes.len() {
        let (name, content, end) = webp_chunk(bytes, at)?;
        if name == b"VP8X" {
            let mut flags = content.to_vec();
            *flags.first_mut()? &= !(EXIF_FLAG | XMP_FLAG);
            flags[0] |= if way == 1 { 0 } else { EXIF_FLAG };
            put_chunk(&mut chunks, name, &flags);
        } else if WEBP_KEPT.contains(&name) {
            put_chunk(&mut chunks, name, content);
        }
        at = end;
    }
    if way != 1 {
        put_chunk(&mut chunks, b"EXIF", &exif::minimal(way));
    }
    (!chunks.is_empty()).then(|| riff(&chunks))
}

fn webp_flags(bytes: &[u8]) -> u8 {
    if bytes.get(12..16) == Some(b"VP8X") { bytes.get(20).copied().unwrap_or_default() } else { 0 }
}

/// Whether a WebP says that it holds EXIF.
pub(super) fn webp_has_exif(bytes: &[u8]) -> bool {
    webp_flags(bytes) & EXIF_FLAG != 0
}

/// The EXIF of a WebP.
pub(super) fn webp_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = if webp_has_exif(bytes) { 12 } else { bytes.len() };
    loop {
        let (name, content, end) = webp_chunk(bytes, at)?;
        if name == b"EXIF" {
            return Some(content);
        }
        at = end;
    }
}

/// Whether the beginning of a PNG or WebP announces that it moves.
pub(super) fn moves(head: &[u8], kind: Kind) -> bool {
    match kind {
        Kind::Png => png_before_pixels(head).any(|(name, _)| name == b"acTL"),
        Kind::Webp => webp_flags(head) & MOVES_FLAG != 0,
        _ => false,
    }
}

/// A GIF without comments and application data, but for what makes it repeat. `None` if it does not reach its end.
pub(super) fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut out = bytes.get(..at)?.to_vec();
    loop {
        let (end, kept) = match (*bytes.get(at)?, bytes.get(at + 1)) {
            (0x3B, _) => {
                out.push(0x3B);
                return Some(out);
            }
            (0x2C, _) => (blocks_end(bytes, at + 11 + table(*bytes.get(at + 9)?))?, true),
            (0x21, Some(0xFF)) => {
                let name = bytes.get(at + 3..at + 14)?;
                (blocks_end(bytes, at + 2)?, [&b"NETSCAPE2.0"[..], b"ANIMEXTS1.0"].contains(&name))
            }
            (0x21, Some(0xFE)) => (blocks_end(bytes, at + 2)?, false),
            (0x21, _) => (blocks_end(bytes, at + 2)?, true),
            _ => return None,
        };
        if kept {
            out.extend(bytes.get(at..end)?);
        }
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
