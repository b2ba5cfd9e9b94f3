//! EXIF: the one thing in it that readers need, which way is up.

/// The tag of the orientation in a TIFF directory.
const ORIENTATION: u16 = 0x0112;

/// What stands before EXIF in JPEG, and in some WebP.
pub(super) const MARK: &[u8] = b"Exif\0\0";

/// Which of the eight ways a picture lies, from a TIFF block: 1 is upright, and what is said of nothing.
pub(super) fn orientation(tiff: &[u8]) -> u8 {
    read(tiff).filter(|way| (1..=8).contains(way)).map_or(1, |way| way as u8)
}

fn read(tiff: &[u8]) -> Option<u16> {
    let tiff = tiff.strip_prefix(MARK).unwrap_or(tiff);
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = [*tiff.get(at)?, *tiff.get(at.checked_add(1)?)?];
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let (a, b) = (u32::from(short(at)?), u32::from(short(at.checked_add(2)?)?));
        Some(if little { b << 16 | a } else { a << 16 | b })
    };
    let directory = long(4)? as usize;
    let entries = usize::from(short(directory)?);
    let mut all = (0..entries).map_while(|n| directory.checked_add(2 + n * 12));
    let entry = all.find(|at| short(*at) == Some(ORIENTATION))?;
    // A SHORT stands where the offset of longer values would.
    (short(entry + 2)? == 3).then(|| short(entry + 8)).flatten()
}

/// A TIFF block that says which way is up, and nothing else.
pub(super) fn minimal(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// Whether a file of a format that is not taken apart seems to hold EXIF or XMP. TIFF is made of nothing else.
pub(super) fn is_in(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        return true;
    }
    [&b"Exif"[..], b"application/rdf+xml", b"<x:xmpmeta"].iter().any(|mark| memchr::memmem::find(bytes, mark).is_some())
}
