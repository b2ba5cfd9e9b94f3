//! PNG: chunks with names, of which those are kept that make the picture.

use super::super::{Fault, Kind, Refusal, exif, head, profile};
use super::Profile;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";

/// Chunks of a PNG that make the picture, with the most bytes that they may have. The colour profile has a rule of its own.
const KEPT: [(&[u8], usize); 18] = [
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

/// A chunk of a PNG at `at`: its name, its content, and where the next begins.
fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8], usize)> {
    let head = bytes.get(at..at.checked_add(8)?)?;
    let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let end = (at + 8).checked_add(length)?;
    let content = bytes.get(at + 8..end)?;
    bytes.get(end..end.checked_add(4)?)?;
    Some((&head[4..], content, end + 4))
}

/// A PNG without private data.
pub(in crate::picture) fn png(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let packed = before_pixels(bytes).find(|(name, _)| *name == b"iCCP").map(|(_, content)| content);
    let unpacked = packed.map(profile::unpacked).transpose()?.flatten();
    let profile = Profile::of(unpacked.as_deref());
    Ok(with_profile(bytes, &profile).ok_or(Fault::Broken)?)
}

/// A PNG without private data, with a colour profile. `None` if it does not reach its end, or has a critical chunk that
/// no decoder knows.
fn with_profile(bytes: &[u8], profile: &Profile) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(bytes.get(..8).filter(|head| *head == SIGNATURE)?);
    let way = head::orientation(bytes, Kind::Png);
    let mut is_profiled = false;
    let mut at = 8;
    loop {
        let (name, content, end) = chunk(bytes, at)?;
        let limit = KEPT.iter().find(|(kept, _)| *kept == name).map(|(_, limit)| *limit);
        match limit {
            _ if name == b"iCCP" && !std::mem::replace(&mut is_profiled, true) => match profile {
                Profile::Kept => out.extend(&bytes[at..end]),
                Profile::Dropped => {}
                Profile::Replaced(profile) => put_chunk(&mut out, b"iCCP", &profile::packed(profile)),
            },
            Some(limit) if content.len() <= limit => out.extend(&bytes[at..end]),
            // Critical chunks have a capital first.
            _ if name[0].is_ascii_uppercase() => return None,
            _ => {}
        }
        // Only the first is one; a file may say that it has more.
        if name == b"IHDR" && at == 8 && way != 1 {
            put_chunk(&mut out, b"eXIf", &exif::minimal(way));
        }
        if name == b"IEND" {
            return Some(out);
        }
        at = end;
    }
}

/// Writes a chunk of a PNG, of which the content is no longer than it was in a file.
fn put_chunk(out: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    out.extend((content.len() as u32).to_be_bytes());
    let mut sum = flate2::Crc::new();
    for part in [name, content] {
        out.extend(part);
        sum.update(part);
    }
    out.extend(sum.sum().to_be_bytes());
}

/// The chunks of a PNG before its pixels.
pub(super) fn before_pixels(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = 8;
    std::iter::from_fn(move || {
        let (name, content, end) = chunk(bytes, at)?;
        at = end;
        (name != b"IDAT").then_some((name, content))
    })
}

/// The EXIF of a PNG, where it stands before the pixels.
pub(in crate::picture) fn png_exif(bytes: &[u8]) -> Option<&[u8]> {
    before_pixels(bytes).find(|(name, _)| *name == b"eXIf").map(|(_, content)| content)
}
