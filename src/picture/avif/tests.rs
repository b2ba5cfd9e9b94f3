//! An AVIF as a telephone writes it: the picture stays at its place, private data are blanked.

use super::*;

const POSITION: &[u8] = b"39.9042N 116.4074E";
const PIXEL_DATA: &[u8] = b"\x12\x00\x0A\x0A\x19pixels of a picture";

fn iso_box(name: &[u8; 4], content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    [&(content.len() as u32 + 8).to_be_bytes()[..], name, &content].concat()
}

/// Makes an item of its number and kind, and the words behind them.
fn item_entry(number: u16, kind: &[u8; 4], words: &[u8]) -> Vec<u8> {
    iso_box(b"infe", &[&[2, 0, 0, 0], &number.to_be_bytes(), &[0, 0], kind, words])
}

/// Makes the table of where the data of three items stand: pixels, EXIF and XMP.
fn locations_box(method: u8, origin: u32) -> Vec<u8> {
    let exif = PIXEL_DATA.len() as u32;
    let mut entries = Vec::new();
    for (number, offset, length) in [(1_u16, 0, exif), (2, exif, 28), (3, exif + 28, 29)] {
        entries.extend(number.to_be_bytes());
        entries.extend([0, method, 0, 0, 0, 1]);
        entries.extend((origin + offset).to_be_bytes());
        entries.extend(u32::to_be_bytes(length));
    }
    // Offsets and lengths of four bytes, no base, no index.
    iso_box(b"iloc", &[&[1, 0, 0, 0, 0x44, 0, 0, 3], &entries])
}

/// Makes the head of a file, with the data beside the items if `method` is 1.
fn head_boxes(method: u8, origin: u32, data: &[u8]) -> Vec<u8> {
    let items = [
        item_entry(1, b"av01", b"secret name\0"),
        item_entry(2, b"Exif", b"\0"),
        item_entry(3, b"mime", b"\0application/rdf+xml\0"),
    ];
    let properties = iso_box(
        b"ipco",
        &[
            &iso_box(b"ispe", &[&[0; 4], &640_u32.to_be_bytes(), &480_u32.to_be_bytes()]),
            &iso_box(b"av1C", &[b"\x81\0\x0C\0"]),
            &iso_box(b"udes", &[POSITION]),
        ],
    );
    let idat = if method == 1 { iso_box(b"idat", &[data]) } else { Vec::new() };

    let meta = iso_box(
        b"meta",
        &[
            &[0; 4],
            &iso_box(b"hdlr", &[&[0; 8], b"pict", &[0; 12], b"secret program\0"]),
            &iso_box(b"pitm", &[&[0, 0, 0, 0, 0, 1]]),
            &locations_box(method, origin),
            &iso_box(b"iinf", &[&[0, 0, 0, 0, 0, 3], &items.concat()]),
            &iso_box(b"iprp", &[&properties, &iso_box(b"ipma", &[&[0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 1, 2]])]),
            &idat,
            &iso_box(b"udta", &[POSITION]),
        ],
    );
    [iso_box(b"ftyp", &[b"avif\0\0\0\0avifmif1"]), meta].concat()
}

/// Makes a picture whose data are in `mdat` (`method` 0) or beside the items (1), with more boxes behind them.
fn sample_avif(method: u8, more: &[u8]) -> Vec<u8> {
    let data = [PIXEL_DATA, b"Exif\0\0MM\0*", POSITION, b"<x:xmpmeta>", POSITION, b"slack", POSITION].concat();
    // The head has the same length wherever the data are.
    let origin = if method == 1 { 0 } else { head_boxes(method, 0, &data).len() as u32 + 8 };
    let mdat = if method == 0 { iso_box(b"mdat", &[&data]) } else { Vec::new() };
    [head_boxes(method, origin, &data), mdat, iso_box(b"uuid", &[POSITION]), more.to_vec()].concat()
}

fn contains_bytes(bytes: &[u8], piece: &[u8]) -> bool {
    memchr::memmem::find(bytes, piece).is_some()
}

#[test]
fn what_is_private_is_blanked_in_its_place() {
    for method in [0, 1] {
        let file = sample_avif(method, &iso_box(b"free", &[POSITION]));
        let made = clean_avif(&file).unwrap();
        // The boxes behind the data are gone.
        assert!(made.len() < file.len());
        let at = memchr::memmem::find(&file, PIXEL_DATA).unwrap();
        assert_eq!(&made[at..at + PIXEL_DATA.len()], PIXEL_DATA, "the picture is where it was");
        for piece in [POSITION, b"Exif", b"xmpmeta", b"rdf+xml", b"secret", b"slack", b"udes"] {
            let was_there = contains_bytes(&file, piece);
            assert!(was_there && !contains_bytes(&made, piece), "{method}: {}", piece.escape_ascii());
        }
        assert!([b"ispe", b"av1C", b"av01"].iter().all(|name| contains_bytes(&made, *name)));
        assert_eq!(clean_avif(&made).unwrap(), made, "cleaned once is cleaned");

        let size = imagesize::blob_size(&made).unwrap();
        assert_eq!((size.width, size.height), (640, 480));
    }
}

#[test]
fn what_is_cut_off_is_broken_and_what_is_hung_on_goes() {
    let file = sample_avif(0, b"");
    let whole = clean_avif(&file).unwrap();
    for end in [9, 40, whole.len() - 3] {
        assert_eq!(clean_avif(&file[..end]), Err(PictureFileError::Broken), "{end}");
    }

    for behind in [&b"behind the end"[..], b"x", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0", POSITION] {
        assert_eq!(clean_avif(&[&file[..], behind].concat()), Ok(whole.clone()), "{}", behind.escape_ascii());
    }
}

fn with_byte(file: &[u8], at: usize, byte: u8) -> Vec<u8> {
    let mut file = file.to_vec();
    file[at] = byte;
    file
}

#[test]
fn what_cannot_be_told_apart_is_refused() {
    let file = sample_avif(0, b"");
    let infe = memchr::memmem::find(&file, b"infe").unwrap();
    let iinf = memchr::memmem::find(&file, b"iinf").unwrap();
    let iloc = memchr::memmem::find(&file, b"iloc").unwrap();

    // The last is an offset behind the end of the file.
    for (at, byte) in [(infe + 4, 0), (iinf, b'x'), (iloc, b'x'), (iloc + 20, 0x7F)] {
        assert_eq!(clean_avif(&with_byte(&file, at, byte)), Err(PictureFileError::Private), "{at}");
    }
    // Data that stand in those of another item.
    assert_eq!(clean_avif(&sample_avif(2, b"")), Err(PictureFileError::Private));
}

#[test]
fn what_moves_is_cleaned_of_what_its_film_says() {
    let track = iso_box(b"trak", &[&iso_box(b"udta", &[POSITION])]);
    let film = iso_box(b"moov", &[&iso_box(b"mvhd", &[&[0; 8]]), &track, &iso_box(b"udta", &[POSITION])]);
    let made = clean_avif(&sample_avif(0, &film)).unwrap();
    assert!(contains_bytes(&made, b"mvhd") && contains_bytes(&made, PIXEL_DATA));
    // Once in data that no item claims: of those it is not known whether a frame is there.
    assert_eq!(memchr::memmem::find_iter(&made, POSITION).count(), 1);
    assert!(!contains_bytes(&made, b"Exif") && !contains_bytes(&made, b"xmpmeta"));
}

#[test]
fn whatever_is_changed_nothing_panics() {
    let file = sample_avif(0, b"");
    for at in 0..file.len() {
        for byte in [0, 1, 0x7F, 0xFF] {
            let _ = clean_avif(&with_byte(&file, at, byte)).map(|made| assert!(made.len() <= file.len()));
        }
    }
}
