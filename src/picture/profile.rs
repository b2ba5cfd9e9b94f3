//! Colour profiles (ICC.1). One that is whole and of a sensible size passes; anything else that stands in its place is
//! left out, as browsers would. Data that no tag of the standard refers to are blanked: screens write their serial numbers
//! there.

use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;

use flate2::Compression;
use flate2::read::{ZlibDecoder, ZlibEncoder};

use super::error::PictureError;

/// The most bytes of a colour profile. Those of printing machines have up to three megabytes.
pub const MAX_PROFILE: usize = 4 * 1024 * 1024;

/// Length of the header in bytes, with the number of tags.
const PROFILE_HEADER_LEN: usize = 132;

/// Length of an entry of the table of tags in bytes.
const TAG_LEN: usize = 12;

/// The most tags; a profile has ten to thirty.
const MAX_PROFILE_TAGS: usize = 100;

/// Tags of the standard, versions 2 and 4.
const STANDARD_TAGS: [&[u8; 4]; 50] = [
    b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"B2D0", b"B2D1", b"B2D2", b"B2D3", b"D2B0", b"D2B1",
    b"D2B2", b"D2B3", b"bTRC", b"bXYZ", b"bfd ", b"bkpt", b"chad", b"chrm", b"cicp", b"clro", b"clrt", b"clot",
    b"cprt", b"desc", b"dmdd", b"dmnd", b"gTRC", b"gXYZ", b"gamt", b"kTRC", b"lumi", b"meas", b"ncl2", b"pre0",
    b"pre1", b"pre2", b"ps2s", b"ps2i", b"rTRC", b"rXYZ", b"resp", b"rig0", b"rig2", b"scrn", b"tech", b"view",
    b"vued", b"wtpt",
];

/// Returns a profile without bytes behind its end and with those that belong to no tag blanked; `None` if it is none.
pub(super) fn clean_profile(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let size = u32_at(bytes, 0)?;
    if bytes.get(36..40)? != b"acsp" || size < PROFILE_HEADER_LEN || size > bytes.len() {
        return None;
    }
    let mut used = tagged_ranges(bytes, size)?;
    used.sort_by_key(|range| range.start);

    let mut profile = Cow::Borrowed(&bytes[..size]);
    let mut at = 0;
    for range in used.into_iter().chain(std::iter::once(size..size)) {
        if profile.get(at..range.start).unwrap_or_default().iter().any(|byte| *byte != 0) {
            profile.to_mut()[at..range.start].fill(0);
        }
        at = at.max(range.end);
    }
    Some(profile)
}

/// Returns where the header, the table of tags and the data of the standard's tags stand; `None` if a tag reaches beyond
/// the end.
fn tagged_ranges(bytes: &[u8], size: usize) -> Option<Vec<Range<usize>>> {
    let tag_count = u32_at(bytes, 128).filter(|count| (1..=MAX_PROFILE_TAGS).contains(count))?;
    let table_end = PROFILE_HEADER_LEN + tag_count * TAG_LEN;

    let mut ranges = Vec::with_capacity(1 + tag_count);
    ranges.push(0..table_end);

    for entry in (PROFILE_HEADER_LEN..table_end).step_by(TAG_LEN) {
        let start = u32_at(bytes, entry + 4)?;
        let end = start.checked_add(u32_at(bytes, entry + 8)?).filter(|end| *end <= size)?;
        if STANDARD_TAGS.iter().any(|tag| bytes[entry..].starts_with(*tag)) {
            ranges.push(start..end);
        }
    }
    Some(ranges)
}

/// Returns the big-endian number of four bytes at a place.
fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let number = bytes.get(at..at + 4)?;
    Some(u32::from_be_bytes([number[0], number[1], number[2], number[3]]) as usize)
}

/// Joins the segments of a JPEG, each with its number and their count, to a profile; `None` if one is missing or twice
/// there.
pub(super) fn join_segments(segments: &[&[u8]]) -> Result<Option<Vec<u8>>, PictureError> {
    if segments.iter().map(|segment| segment.len()).sum::<usize>() > MAX_PROFILE {
        return Err(PictureError::ProfileTooLarge);
    }

    let mut parts: Vec<&[u8]> = vec![&[]; segments.len()];
    for segment in segments {
        let [number, count, part @ ..] = segment else { return Ok(None) };
        let slot = usize::from(*number).checked_sub(1).and_then(|at| parts.get_mut(at));
        match slot {
            Some(slot) if usize::from(*count) == segments.len() && slot.is_empty() => *slot = part,
            _ => return Ok(None),
        }
    }
    Ok(Some(parts.concat()))
}

/// Unpacks the profile in a chunk of a PNG, behind its name and the method; `None` if it is none.
pub(super) fn unpack_iccp(chunk: &[u8]) -> Result<Option<Vec<u8>>, PictureError> {
    let Some(name) = memchr::memchr(0, chunk.get(..chunk.len().min(80)).unwrap_or_default()) else { return Ok(None) };
    let Some([0, packed @ ..]) = chunk.get(name + 1..) else { return Ok(None) };

    let mut profile = Vec::new();
    let read = ZlibDecoder::new(packed).take(MAX_PROFILE as u64 + 1).read_to_end(&mut profile);
    if profile.len() > MAX_PROFILE {
        return Err(PictureError::ProfileTooLarge);
    }
    Ok(read.ok().map(|_| profile))
}

/// Packs a profile as the content of a chunk of a PNG.
pub(super) fn pack_iccp(profile: &[u8]) -> Vec<u8> {
    let mut packed = b"ICC\0\0".to_vec();
    // Reading from memory cannot fail.
    let _ = ZlibEncoder::new(profile, Compression::default()).read_to_end(&mut packed);
    packed
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample::sample_profile;
    use super::*;

    #[test]
    fn a_profile_is_whole_or_none() {
        let good = sample_profile(b"RGB ", 100);
        assert_eq!(clean_profile(&good).as_deref(), Some(&good[..]));
        let longer = [&good[..], b"hung on"].concat();
        assert_eq!(clean_profile(&longer).as_deref(), Some(&good[..]), "what was hung on is cut off");

        for cut in [0, 40, 131, good.len() - 1] {
            assert_eq!(clean_profile(&good[..cut]), None, "{cut}");
        }
        let mut none = good.clone();
        none[36] = b'x';
        assert_eq!(clean_profile(&none), None);

        // More than its tags take, and a tag of one maker: room for anything.
        let mut roomy = [&good[..], &[7; 400]].concat();
        let size = roomy.len() as u32;
        roomy[..4].copy_from_slice(&size.to_be_bytes());
        let blank = clean_profile(&roomy).unwrap();
        assert!(blank[..good.len()] == roomy[..good.len()] && blank[good.len()..] == [0; 400]);
        roomy[132..136].copy_from_slice(b"mmod");
        assert_eq!(clean_profile(&roomy).unwrap()[144..], [0; 500]);
    }

    #[test]
    fn segments_are_a_sequence() {
        assert_eq!(join_segments(&[b"\x02\x02cd", b"\x01\x02ab"]), Ok(Some(b"abcd".to_vec())));
        assert_eq!(join_segments(&[]), Ok(Some(Vec::new())));
        for wrong in [&[&b"\x01\x02ab"[..]][..], &[b"\x01\x02ab", b"\x01\x02cd"], &[b"\0\x01ab"], &[b"\x01"]] {
            assert_eq!(join_segments(wrong), Ok(None));
        }
        let part = [&[1, 1][..], &vec![0; 60_000]].concat();
        assert_eq!(join_segments(&vec![&part[..]; 255]), Err(PictureError::ProfileTooLarge));
    }
}
