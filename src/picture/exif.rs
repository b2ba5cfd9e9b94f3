//! EXIF: the one thing in it that readers need, which way is up.

/// The tag of the orientation in a TIFF directory.
const ORIENTATION_TAG: u16 = 0x0112;

/// The type of a 16-bit number in a TIFF directory.
const SHORT_TYPE: u16 = 3;

/// The mark before EXIF in JPEG, and in some WebP.
pub(super) const EXIF_MARK: &[u8] = b"Exif\0\0";

/// Reads from a TIFF block which of the eight ways a picture lies: 1 is upright, and returned where nothing is said.
pub(super) fn parse_orientation(block: &[u8]) -> u8 {
    find_orientation(block).filter(|way| (1..=8).contains(way)).map_or(1, |way| way as u8)
}

/// Returns whether a picture of an orientation lies on its side in the file: its width is the height that is seen.
pub(super) fn is_sideways(orientation: u8) -> bool {
    orientation >= 5
}

fn find_orientation(block: &[u8]) -> Option<u16> {
    let bytes = block.strip_prefix(EXIF_MARK).unwrap_or(block);
    let is_little_endian = match bytes.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let tiff = Tiff { bytes, is_little_endian };

    let directory = tiff.u32_at(4)? as usize;
    let entry_count = usize::from(tiff.u16_at(directory)?);
    let mut entries = (0..entry_count).map_while(|n| directory.checked_add(2 + n * 12));
    let entry = entries.find(|at| tiff.u16_at(*at) == Some(ORIENTATION_TAG))?;

    // A 16-bit number stands where the offset of longer values would.
    if tiff.u16_at(entry + 2)? == SHORT_TYPE { tiff.u16_at(entry + 8) } else { None }
}

/// The bytes of a TIFF block, in the byte order that its head names.
struct Tiff<'b> {
    bytes: &'b [u8],
    is_little_endian: bool,
}

impl Tiff<'_> {
    fn u16_at(&self, at: usize) -> Option<u16> {
        let bytes = [*self.bytes.get(at)?, *self.bytes.get(at.checked_add(1)?)?];
        Some(if self.is_little_endian { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn u32_at(&self, at: usize) -> Option<u32> {
        let first = u32::from(self.u16_at(at)?);
        let second = u32::from(self.u16_at(at.checked_add(2)?)?);
        Some(if self.is_little_endian { second << 16 | first } else { first << 16 | second })
    }
}

/// Makes a TIFF block that says which way is up, and nothing else.
pub(super) fn minimal_exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// Returns whether a file of a format that is not taken apart seems to hold EXIF or XMP. TIFF is made of nothing else.
pub(super) fn has_private_marks(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        return true;
    }
    [&b"Exif"[..], b"application/rdf+xml", b"<x:xmpmeta"].iter().any(|mark| memchr::memmem::find(bytes, mark).is_some())
}
