//! Formats of files that are not published as pictures, told apart by their first bytes or by their names.

/// A format, as its first bytes or its name tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
    /// AVIF.
    Avif,
    /// BMP.
    Bmp,
    /// SVG, plain or compressed.
    Svg,
    /// HEIC or HEIF, the format of telephones.
    Heic,
    /// TIFF, and raw pictures of cameras, which are TIFF inside.
    Tiff,
    /// JPEG XL, JPEG 2000 and other pictures that browsers do not show.
    Rare,
    /// A drawing of Windows: EMF or WMF.
    Metafile,
    /// A file of Photoshop, Illustrator, CorelDRAW, CAD: the source of a drawing.
    Drawing,
    /// A film.
    Film,
    /// Sound.
    Sound,
    /// PDF.
    Pdf,
    /// A document of an office program.
    Office,
    /// An archive, or an office document, which is one inside.
    Archive,
    /// An HTML page.
    Page,
    /// A text or table, by its name.
    Text,
    /// A program of Windows.
    Program,
}

/// Extensions of names by the format that they promise, but for those of pictures that browsers show.
const BY_NAME: [(FileFormat, &[&str]); 13] = [
    (FileFormat::Heic, &["heic", "heif", "hif", "heics"]),
    (FileFormat::Tiff, &["tif", "tiff", "dng", "nef", "cr2", "cr3", "arw", "orf", "rw2", "raf"]),
    (FileFormat::Rare, &["jxl", "jp2", "j2k", "jpx", "jxr", "tga", "pcx", "hdr", "exr"]),
    (FileFormat::Metafile, &["emf", "wmf", "emz", "wmz"]),
    (
        FileFormat::Drawing,
        &["psd", "psb", "ai", "eps", "cdr", "xcf", "sketch", "fig", "dwg", "dxf", "vsd", "vsdx", "drawio"],
    ),
    (
        FileFormat::Film,
        &[
            "mp4", "m4v", "mov", "avi", "wmv", "mkv", "webm", "flv", "f4v", "mpg", "mpeg", "3gp", "rmvb", "rm", "ts",
            "mts", "vob", "swf",
        ],
    ),
    (FileFormat::Sound, &["mp3", "m4a", "wav", "wma", "aac", "ogg", "flac", "amr"]),
    (FileFormat::Pdf, &["pdf", "ofd", "caj"]),
    (
        FileFormat::Office,
        &[
            "doc", "docx", "docm", "xls", "xlsx", "xlsm", "ppt", "pptx", "pptm", "wps", "et", "dps", "rtf", "odt",
            "ods", "odp", "pages", "numbers", "key",
        ],
    ),
    (FileFormat::Archive, &["zip", "rar", "7z", "gz", "tar", "svgz"]),
    (FileFormat::Page, &["html", "htm", "mht", "mhtml", "xhtml"]),
    (FileFormat::Text, &["txt", "md", "csv", "json", "xml", "log", "css", "js"]),
    (FileFormat::Program, &["exe", "msi", "bat", "apk", "dmg"]),
];

impl FileFormat {
    /// Returns the format that the name of a file promises which is no picture for browsers. `None` if it is not known.
    pub fn by_name(path: &str) -> Option<Self> {
        let extension = file_extension(path);
        BY_NAME.iter().find(|(_, known)| known.contains(&extension.as_str())).map(|(format, _)| *format)
    }

    /// Returns the format that the first bytes of a file tell.
    pub(super) fn by_content(head: &[u8]) -> Option<Self> {
        Some(match head {
            [0xFF, 0xD8, 0xFF, ..] => Self::Jpeg,
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Self::Png,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Webp,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Self::Gif,
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => by_brand(head),
            [b'B', b'M', ..] if is_bmp(head) => Self::Bmp,
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Self::Tiff,
            [0xFF, 0x0A, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Self::Rare,
            [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] | [0xFF, 0x4F, 0xFF, 0x51, ..] => Self::Rare,
            [0xD7, 0xCD, 0xC6, 0x9A, ..] => Self::Metafile,
            [1, 0, 0, 0, ..] if head.get(40..44) == Some(b" EMF") => Self::Metafile,
            [b'8', b'B', b'P', b'S', ..] | [b'%', b'!', b'P', b'S', ..] | [b'A', b'C', b'1', b'0', ..] => Self::Drawing,
            [b'%', b'P', b'D', b'F', ..] => Self::Pdf,
            [0xD0, 0xCF, 0x11, 0xE0, ..] | [b'{', b'\\', b'r', b't', b'f', ..] => Self::Office,
            [b'P', b'K', 3 | 5, 4 | 6, ..] if memchr::memmem::find(head, b"[Content_Types].xml").is_some() => {
                Self::Office
            }
            [b'P', b'K', 3 | 5, 4 | 6, ..] | [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xBC, 0xAF, ..] => {
                Self::Archive
            }
            [0x1F, 0x8B, ..] => Self::Archive,
            [0x1A, 0x45, 0xDF, 0xA3, ..] | [b'F', b'L', b'V', 1, ..] | [0x30, 0x26, 0xB2, 0x75, ..] => Self::Film,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] | [0, 0, 1, 0xBA | 0xB3, ..] => Self::Film,
            [_, _, _, _, b'm', b'o', b'o', b'v', ..] | [_, _, _, _, b'm', b'd', b'a', b't', ..] => Self::Film,
            [_, _, _, _, b'w', b'i', b'd', b'e', ..] | [b'.', b'R', b'M', b'F', ..] => Self::Film,
            [b'I', b'D', b'3', ..] | [b'O', b'g', b'g', b'S', ..] | [b'f', b'L', b'a', b'C', ..] => Self::Sound,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] | [b'#', b'!', b'A', b'M', b'R', ..] => {
                Self::Sound
            }
            [b'M', b'Z', ..] | [0x7F, b'E', b'L', b'F', ..] => Self::Program,
            _ => return by_words(head),
        })
    }
}

/// Returns the format of a file of the ISO base media format, by its brands.
fn by_brand(head: &[u8]) -> FileFormat {
    let length = head.get(..4).map_or(0, |b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let brands = head.get(8..length.clamp(12, 512).min(head.len())).unwrap_or_default();

    if has_brand(brands, &[b"avif", b"avis"]) {
        FileFormat::Avif
    } else if has_brand(brands, &[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        FileFormat::Heic
    } else if has_brand(brands, &[b"crx "]) {
        FileFormat::Tiff
    } else if brands.starts_with(b"M4A ") {
        FileFormat::Sound
    } else {
        FileFormat::Film
    }
}

fn has_brand(brands: &[u8], wanted: &[&[u8]]) -> bool {
    brands.chunks_exact(4).any(|brand| wanted.contains(&brand))
}

/// Returns whether a file that begins with `BM` has the header of a BMP, and is no text.
fn is_bmp(head: &[u8]) -> bool {
    // The size of the second header: of OS/2, or of one of the five versions of Windows.
    let size = head.get(14..18).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    matches!(size, Some(12 | 16 | 40 | 52 | 56 | 64 | 108 | 124))
}

/// Beginnings of an HTML page.
const PAGE_BEGINNINGS: [&str; 5] = ["<!doctype html", "<html", "<head", "<body", "<script"];

/// Beginnings of an SVG.
const SVG_BEGINNINGS: [&str; 4] = ["<svg", "<?xml", "<!doctype svg", "<!--"];

/// Returns whether a text is a page or a drawing. Of any other text in the place of a picture, a download that failed perhaps,
/// nothing is known but that it is none.
fn by_words(head: &[u8]) -> Option<FileFormat> {
    let head = &head[..head.len().min(4096)];
    // The head may end within a character.
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).ok()?,
        Err(_) => return None,
    };

    let lower = text.trim_start_matches('\u{FEFF}').trim_start().to_ascii_lowercase();
    if PAGE_BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning)) {
        Some(FileFormat::Page)
    } else if SVG_BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning)) && lower.contains("<svg") {
        Some(FileFormat::Svg)
    } else {
        None
    }
}

/// Returns the extension of a path in lower case; the whole name if it has none.
pub fn file_extension(path: &str) -> String {
    path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        for (head, format) in [
            (&b"\0\0\0\x18ftypmp42\0\0\0\0isommp42"[..], FileFormat::Film),
            (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", FileFormat::Film),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", FileFormat::Heic),
            (b"\0\0\0\x1Cftypmif1\0\0\0\0mif1avifmiaf", FileFormat::Avif),
            (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", FileFormat::Tiff),
            (b"\x1A\x45\xDF\xA3\x01", FileFormat::Film),
            (b"RIFF\0\0\0\0AVI LIST", FileFormat::Film),
            (b"II*\0\x08\0\0\0", FileFormat::Tiff),
            (b"8BPS\0\x01", FileFormat::Drawing),
            (b"%PDF-1.7", FileFormat::Pdf),
            (b"PK\x03\x04\x14\0\x06\0[Content_Types].xml", FileFormat::Office),
            (b"PK\x03\x04\x14\0\0\0a.txt", FileFormat::Archive),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", FileFormat::Office),
            (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", FileFormat::Bmp),
            (b"<!DOCTYPE html><p>", FileFormat::Page),
            (b"<?xml version=\"1.0\"?><svg/>", FileFormat::Svg),
        ] {
            assert_eq!(FileFormat::by_content(head), Some(format), "{}", head.escape_ascii());
        }

        for head in [&b""[..], b"\0\0\0\0", b"\xFE\xFF\x01", "BMW 集团到访。".as_bytes(), b"{\"errcode\":40001}"] {
            assert_eq!(FileFormat::by_content(head), None);
        }
    }

    #[test]
    fn files_are_known_by_their_names() {
        assert_eq!(FileFormat::by_name("content/照片.HEIC"), Some(FileFormat::Heic));
        assert_eq!(FileFormat::by_name("a.docx"), Some(FileFormat::Office));
        assert_eq!(FileFormat::by_name("a.jpg"), None);
        assert_eq!(FileFormat::by_name("没有扩展名"), None);
    }
}
