//! WebP: chunks with names, of which those are kept that make the picture.

use super::super::{Fault, Kind, Refusal, exif, head, profile};

const KEPT: [&[u8]; 4] = [b"VP8 ", b"VP8L", b"ALPH", b"ANIM"];
const PROFILE_FLAG: u8 = 0x20;
const EXIF_FLAG: u8 = 0x08;
const XMP_FLAG: u8 = 0x04;
pub(super) const MOVES_FLAG: u8 = 0x02;

/// A chunk of a WebP at `at`: its name, its content, and where the next begins.
fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8], usize)> {
    let head = bytes.get(at..at.checked_add(8)?)?;
    let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
    let end = (at + 8).checked_add(length)?;
    Some((&head[..4], bytes.get(at + 8..end)?, end + (length & 1)))
}

/// A chunk of a WebP.
pub(in crate::picture) fn put_chunk(out: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    out.extend(name);
    out.extend((content.len() as u32).to_le_bytes());
    out.extend(content);
    if content.len() % 2 == 1 {
        out.push(0);
    }
}

/// A WebP out of its chunks.
pub(in crate::picture) fn riff(chunks: &[u8]) -> Vec<u8> {
    let mut out = b"RIFF".to_vec();
    out.extend((chunks.len() as u32 + 4).to_le_bytes());
    out.extend(b"WEBP");
    out.extend(chunks);
    out
}

/// A WebP without private data.
pub(in crate::picture) fn webp(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let profile = stored_profile(bytes);
    if profile.is_some_and(|profile| profile.len() > profile::MAX_PROFILE) {
        return Err(Refusal::Profile);
    }
    let profile = profile.and_then(profile::whole);
    Ok(with_profile(bytes, profile.as_deref()).ok_or(Fault::Broken)?)
}

/// A WebP without private data, with a colour profile. `None` if it does not reach its end.
fn with_profile(bytes: &[u8], mut profile: Option<&[u8]>) -> Option<Vec<u8>> {
    let length = bytes.get(4..8).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)?;
    let bytes = bytes.get(..length.checked_add(8)?)?;
    let way = head::orientation(bytes, Kind::Webp);
    let profile_flag = if profile.is_some() { u8::MAX } else { !PROFILE_FLAG };
    let mut chunks = Vec::with_capacity(bytes.len());
    let mut at = 12;
    while at < bytes.len() {
        let (name, content, end) = chunk(bytes, at)?;
        match name {
            b"VP8X" => {
                let mut flags = content.get(..10.min(content.len()))?.to_vec();
                *flags.first_mut()? &= !(EXIF_FLAG | XMP_FLAG);
                flags[0] |= if way == 1 { 0 } else { EXIF_FLAG };
                flags[0] &= profile_flag;
                put_chunk(&mut chunks, name, &flags);
            }
            b"ICCP" => {
                if let Some(profile) = profile.take() {
                    put_chunk(&mut chunks, name, profile);
                }
            }
            b"ANMF" => put_chunk(&mut chunks, name, &frame(content)?),
            name if KEPT.contains(&name) => put_chunk(&mut chunks, name, content),
            _ => {}
        }
        at = end;
    }
    if way != 1 {
        put_chunk(&mut chunks, b"EXIF", &exif::minimal(way));
    }
    (!chunks.is_empty()).then(|| riff(&chunks))
}

/// A frame of a WebP that moves: sixteen bytes of its place and time, then chunks of its own.
fn frame(frame: &[u8]) -> Option<Vec<u8>> {
    let mut out = frame.get(..16)?.to_vec();
    let mut at = 16;
    while at < frame.len() {
        let (name, content, end) = chunk(frame, at)?;
        if KEPT.contains(&name) {
            put_chunk(&mut out, name, content);
        }
        at = end;
    }
    Some(out)
}

/// The colour profile of a WebP.
fn stored_profile(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 12;
    loop {
        let (name, content, end) = chunk(bytes, at)?;
        if name == b"ICCP" {
            return Some(content);
        }
        at = end;
    }
}

pub(super) fn flags(bytes: &[u8]) -> u8 {
    if bytes.get(12..16) == Some(b"VP8X") { bytes.get(20).copied().unwrap_or_default() } else { 0 }
}

/// Whether a WebP says that it holds EXIF.
pub(in crate::picture) fn webp_has_exif(bytes: &[u8]) -> bool {
    flags(bytes) & EXIF_FLAG != 0
}

/// The EXIF of a WebP.
pub(in crate::picture) fn webp_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = if webp_has_exif(bytes) { 12 } else { bytes.len() };
    loop {
        let (name, content, end) = chunk(bytes, at)?;
        if name == b"EXIF" {
            return Some(content);
        }
        at = end;
    }
}
