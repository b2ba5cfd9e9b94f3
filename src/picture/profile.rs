//! Colour profiles (ICC.1). One that is whole and of a sensible size passes; anything else that stands in its place is
//! left out, as browsers would. What no tag of the standard refers to is blanked: screens write their serial numbers there.

use std::borrow::Cow;
use std::io::Read;

use flate2::Compression;
use flate2::read::{ZlibDecoder, ZlibEncoder};

use super::Refusal;

/// The most bytes of a colour profile. Those of printing machines have up to three megabytes.
pub const MAX_PROFILE: usize = 4 * 1024 * 1024;

/// Bytes of the header, with the number of tags.
const HEADER: usize = 132;

/// The most tags; a profile has ten to thirty.
const MAX_TAGS: usize = 100;

/// Tags of the standard, versions 2 and 4.
const TAGS: [&[u8; 4]; 50] = [
    b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"B2D0", b"B2D1", b"B2D2", b"B2D3", b"D2B0", b"D2B1",
    b"D2B2", b"D2B3", b"bTRC", b"bXYZ", b"bfd ", b"bkpt", b"chad", b"chrm", b"cicp", b"clro", b"clrt", b"clot",
    b"cprt", b"desc", b"dmdd", b"dmnd", b"gTRC", b"gXYZ", b"gamt", b"kTRC", b"lumi", b"meas", b"ncl2", b"pre0",
    b"pre1", b"pre2", b"ps2s", b"ps2i", b"rTRC", b"rXYZ", b"resp", b"rig0", b"rig2", b"scrn", b"tech", b"view",
    b"vued", b"wtpt",
];

/// A profile without what was hung on behind it, or stands in it and belongs to no tag; `None` if it is none.
pub(super) fn whole(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let long = |at: usize| bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let size = long(0)?;
    if bytes.get(36..40)? != b"acsp" || size < HEADER || size > bytes.len() {
        return None;
    }

    let tags = long(128).filter(|count| (1..=MAX_TAGS).contains(count))?;
    let table = 0..HEADER + tags * 12;
    let mut used = vec![table];
    for entry in (0..tags).map(|tag| HEADER + tag * 12) {
        let start = long(entry + 4)?;
        let end = start.checked_add(long(entry + 8)?).filter(|end| *end <= size)?;
        if TAGS.iter().any(|tag| bytes[entry..].starts_with(*tag)) {
            used.push(start..end);
        }
    }
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

/// A profile out of the segments of a JPEG, each with its number and their count; `None` if one is missing or twice there.
pub(super) fn joined(segments: &[&[u8]]) -> Result<Option<Vec<u8>>, Refusal> {
    if segments.iter().map(|segment| segment.len()).sum::<usize>() > MAX_PROFILE {
        return Err(Refusal::Profile);
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

/// The profile in a chunk of a PNG, behind its name and the method; `None` if it is none.
pub(super) fn unpacked(chunk: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    let Some(name) = memchr::memchr(0, chunk.get(..chunk.len().min(80)).unwrap_or_default()) else { return Ok(None) };
    let Some([0, packed @ ..]) = chunk.get(name + 1..) else { return Ok(None) };

    let mut profile = Vec::new();
    let read = ZlibDecoder::new(packed).take(MAX_PROFILE as u64 + 1).read_to_end(&mut profile);
    if profile.len() > MAX_PROFILE {
        return Err(Refusal::Profile);
    }
    Ok(read.ok().map(|_| profile))
}

/// The content of a chunk of a PNG with a profile.
pub(super) fn packed(profile: &[u8]) -> Vec<u8> {
    let mut packed = b"ICC\0\0".to_vec();
    // Reading from memory cannot fail.
    let _ = ZlibEncoder::new(profile, Compression::default()).read_to_end(&mut packed);
    packed
}

#[cfg(test)]
mod tests {
    use super::super::sample::profile;
    use super::*;

    #[test]
    fn a_profile_is_whole_or_none() {
        let good = profile(b"RGB ", 100);
        assert_eq!(whole(&good).as_deref(), Some(&good[..]));
        let longer = [&good[..], b"hung on"].concat();
        assert_eq!(whole(&longer).as_deref(), Some(&good[..]), "what was hung on is cut off");

        for cut in [0, 40, 131, good.len() - 1] {
            assert_eq!(whole(&good[..cut]), None, "{cut}");
        }
        let mut none = good.clone();
        none[36] = b'x';
        assert_eq!(whole(&none), None);

        // More than its tags take, and a tag of one maker: room for anything.
        let mut roomy = [&good[..], &[7; 400]].concat();
        let size = roomy.len() as u32;
        roomy[..4].copy_from_slice(&size.to_be_bytes());
        let blank = whole(&roomy).unwrap();
        assert!(blank[..good.len()] == roomy[..good.len()] && blank[good.len()..] == [0; 400]);
        roomy[132..136].copy_from_slice(b"mmod");
        assert_eq!(whole(&roomy).unwrap()[144..], [0; 500]);
    }

    #[test]
    fn segments_are_a_sequence() {
        assert_eq!(joined(&[b"\x02\x02cd", b"\x01\x02ab"]), Ok(Some(b"abcd".to_vec())));
        assert_eq!(joined(&[]), Ok(Some(Vec::new())));
        for wrong in [&[&b"\x01\x02ab"[..]][..], &[b"\x01\x02ab", b"\x01\x02cd"], &[b"\0\x01ab"], &[b"\x01"]] {
            assert_eq!(joined(wrong), Ok(None));
        }
        let part = [&[1, 1][..], &vec![0; 60_000]].concat();
        assert_eq!(joined(&vec![&part[..]; 255]), Err(Refusal::Profile));
    }
}
