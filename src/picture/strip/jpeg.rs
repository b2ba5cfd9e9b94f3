//! JPEG: segments that begin with a marker (ITU T.81), of which those are kept that make the picture.

use super::super::error::{PictureError, PictureFileError};
use super::super::{exif, profile};
use super::ProfileEdit;

/// Marker of the beginning (SOI).
const START_OF_IMAGE: u8 = 0xD8;

/// Marker of the end (EOI).
const END_OF_IMAGE: u8 = 0xD9;

/// Marker of a scan (SOS), behind whose segment the pixels stand.
const START_OF_SCAN: u8 = 0xDA;

/// Marker of JFIF (APP0).
const APP0: u8 = 0xE0;

/// Marker of EXIF, and of XMP (APP1).
const APP1: u8 = 0xE1;

/// Marker of a part of the colour profile (APP2).
const APP2: u8 = 0xE2;

/// Marker of the segment in which Adobe says how colours are coded (APP14).
const APP14: u8 = 0xEE;

/// The name at the beginning of a part of a colour profile, before its number and their count.
const ICC_MARK: &[u8] = b"ICC_PROFILE\0";

/// Returns a JPEG without private data.
pub(super) fn strip_jpeg(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let profile = profile::join_segments(&profile_parts(bytes))?;
    let edit = ProfileEdit::for_profile(profile.as_deref());
    Ok(copy_kept_segments(bytes, &edit).ok_or(PictureFileError::Broken)?)
}

/// Copies the segments that make the picture. `None` if it does not reach its end.
fn copy_kept_segments(bytes: &[u8], profile: &ProfileEdit) -> Option<Vec<u8>> {
    if !bytes.starts_with(&[0xFF, START_OF_IMAGE]) {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    out.extend([0xFF, START_OF_IMAGE]);
    write_orientation(&mut out, bytes);
    if let ProfileEdit::Replaced(profile) = profile {
        write_profile(&mut out, profile);
    }

    let mut has_scan = false;
    let mut at = 2;
    loop {
        let Marker { code, end: start } = next_marker(bytes, at)?;
        match code {
            END_OF_IMAGE => {
                out.extend([0xFF, END_OF_IMAGE]);
                return has_scan.then_some(out);
            }
            // Markers without a segment.
            0x01 | 0xD0..=0xD7 => {
                out.extend([0xFF, code]);
                at = start;
            }
            START_OF_IMAGE => return None,
            _ => {
                let end = segment_end(bytes, start)?;
                let keeps_profile = !has_scan && matches!(profile, ProfileEdit::Kept);
                copy_segment(&mut out, code, &bytes[start + 2..end], keeps_profile);
                at = end;
                if code == START_OF_SCAN {
                    has_scan = true;
                    at = scan_end(bytes, end)?;
                    out.extend(&bytes[end..at]);
                }
            }
        }
    }
}

/// Copies a segment, or as much of it as makes the picture.
fn copy_segment(out: &mut Vec<u8>, code: u8, content: &[u8], keeps_profile: bool) {
    match code {
        APP0 if content.starts_with(b"JFIF\0") && content.len() >= 14 => {
            // Without the thumbnail, whose size stands at the end.
            write_segment(out, code, &[&content[..12], &[0, 0]].concat());
        }
        APP14 if content.starts_with(b"Adobe") && content.len() >= 12 => write_segment(out, code, &content[..12]),
        APP2 if content.starts_with(ICC_MARK) && keeps_profile => write_segment(out, code, content),
        // Tables, frames, scans.
        0xC0..=0xC7 | 0xC9..=0xCF | START_OF_SCAN..=0xDF => write_segment(out, code, content),
        _ => {}
    }
}

/// Writes which way is up, where a picture does not lie upright in its file.
fn write_orientation(out: &mut Vec<u8>, bytes: &[u8]) {
    let orientation = find_jpeg_exif(bytes).map_or(1, exif::parse_orientation);
    if orientation != 1 {
        write_segment(out, APP1, &[exif::EXIF_MARK, &exif::minimal_exif(orientation)].concat());
    }
}

/// A marker of a file, and where what follows it begins.
struct Marker {
    code: u8,
    end: usize,
}

/// Finds the next marker. Bytes that belong to nothing are passed over, as browsers do.
fn next_marker(bytes: &[u8], at: usize) -> Option<Marker> {
    let mut at = at + memchr::memchr(0xFF, bytes.get(at..)?)?;
    while *bytes.get(at)? == 0xFF {
        at += 1;
    }
    Some(Marker { code: bytes[at], end: at + 1 })
}

/// Returns the end of the segment whose length stands at `start`.
fn segment_end(bytes: &[u8], start: usize) -> Option<usize> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(start)?, *bytes.get(start + 1)?]));
    (length >= 2 && start + length <= bytes.len()).then_some(start + length)
}

/// Returns where the marker behind a scan begins.
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

/// Writes a segment, of which the content is no longer than it was in a file.
fn write_segment(out: &mut Vec<u8>, code: u8, content: &[u8]) {
    out.extend([0xFF, code]);
    out.extend((content.len() as u16 + 2).to_be_bytes());
    out.extend(content);
}

/// Writes a colour profile, of which there is less than 255 segments hold.
fn write_profile(out: &mut Vec<u8>, profile: &[u8]) {
    let parts = profile.chunks(usize::from(u16::MAX) - 2 - ICC_MARK.len() - 2);
    let count = parts.len() as u8;
    for (number, part) in (1..).zip(parts) {
        write_segment(out, APP2, &[ICC_MARK, &[number, count], part].concat());
    }
}

/// Returns the parts of the colour profile, each with its number and their count.
fn profile_parts(bytes: &[u8]) -> Vec<&[u8]> {
    let segments = segments_before_scans(bytes).filter(|segment| segment.code == APP2);
    segments.filter_map(|segment| segment.content.strip_prefix(ICC_MARK)).collect()
}

/// A segment with its marker.
struct Segment<'b> {
    code: u8,
    content: &'b [u8],
}

/// Goes through the segments before the first scan.
fn segments_before_scans(bytes: &[u8]) -> impl Iterator<Item = Segment<'_>> {
    let mut at = 2;
    std::iter::from_fn(move || {
        let Marker { code, end: start } = next_marker(bytes, at)?;
        let end = segment_end(bytes, start).filter(|_| !matches!(code, END_OF_IMAGE | START_OF_SCAN))?;
        at = end;
        Some(Segment { code, content: &bytes[start + 2..end] })
    })
}

/// Returns the EXIF block, with the mark before it.
pub(in crate::picture) fn find_jpeg_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut segments = segments_before_scans(bytes);
    let exif = segments.find(|segment| segment.code == APP1 && segment.content.starts_with(exif::EXIF_MARK));
    exif.map(|segment| segment.content)
}
