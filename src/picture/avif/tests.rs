//! An AVIF as a telephone writes it: what is seen stays at its place, what is private is blanked.

use super::*;

const SECRET: &[u8] = b"39.9042N 116.4074E";
const PIXELS: &[u8] = b"\x12\x00\x0A\x0A\x19pixels of a picture";

fn part(name: &[u8; 4], content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    [&(content.len() as u32 + 8).to_be_bytes()[..], name, &content].concat()
}

/// An item: its number and kind, and what stands behind.
fn item(number: u16, kind: &[u8; 4], words: &[u8]) -> Vec<u8> {
    part(b"infe", &[&[2, 0, 0, 0], &number.to_be_bytes(), &[0, 0], kind, words])
}

/// The picture, with where its data are: in `mdat`, or beside the items.
fn avif(method: u8, more: &[u8]) -> Vec<u8> {
    let data = [PIXELS, b"Exif\0\0MM\0*", SECRET, b"<x:xmpmeta>", SECRET, b"slack", SECRET].concat();
    let exif = PIXELS.len() as u32;
    let places = |origin: u32| {
        let extents = [(0, exif), (exif, 28), (exif + 28, 29)];
        let entries = (1_u16..).zip(extents).flat_map(|(number, (offset, length))| {
            [
                &number.to_be_bytes()[..],
                &[0, method, 0, 0, 0, 1],
                &(origin + offset).to_be_bytes(),
                &u32::to_be_bytes(length),
            ]
            .concat()
        });
        // Offsets and lengths of four bytes, no base, no index.
        part(b"iloc", &[&[1, 0, 0, 0, 0x44, 0, 0, 3], &entries.collect::<Vec<u8>>()])
    };
    let file = |origin: u32| {
        let items =
            [item(1, b"av01", b"secret name\0"), item(2, b"Exif", b"\0"), item(3, b"mime", b"\0application/rdf+xml\0")];
        let properties = part(
            b"ipco",
            &[
                &part(b"ispe", &[&[0; 4], &640_u32.to_be_bytes(), &480_u32.to_be_bytes()]),
                &part(b"av1C", &[b"\x81\0\x0C\0"]),
                &part(b"udes", &[SECRET]),
            ],
        );
        let idat = if method == 1 { part(b"idat", &[&data]) } else { Vec::new() };
        let meta = part(
            b"meta",
            &[
                &[0; 4],
                &part(b"hdlr", &[&[0; 8], b"pict", &[0; 12], b"secret program\0"]),
                &part(b"pitm", &[&[0, 0, 0, 0, 0, 1]]),
                &places(origin),
                &part(b"iinf", &[&[0, 0, 0, 0, 0, 3], &items.concat()]),
                &part(b"iprp", &[&properties, &part(b"ipma", &[&[0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 1, 2]])]),
                &idat,
                &part(b"udta", &[SECRET]),
            ],
        );
        let head = [part(b"ftyp", &[b"avif\0\0\0\0avifmif1"]), meta].concat();
        let mdat = if method == 0 { part(b"mdat", &[&data]) } else { Vec::new() };
        (head.len() as u32 + 8, [head, mdat, part(b"uuid", &[SECRET]), more.to_vec()].concat())
    };
    // The head has the same length wherever the data are.
    let (origin, _) = file(0);
    file(if method == 1 { 0 } else { origin }).1
}

fn holds(bytes: &[u8], piece: &[u8]) -> bool {
    memchr::memmem::find(bytes, piece).is_some()
}

#[test]
fn what_is_private_is_blanked_in_its_place() {
    for method in [0, 1] {
        let file = avif(method, &part(b"free", &[SECRET]));
        let made = clean(&file).unwrap();
        // The boxes behind the data are gone.
        assert!(made.len() < file.len());
        let at = memchr::memmem::find(&file, PIXELS).unwrap();
        assert_eq!(&made[at..at + PIXELS.len()], PIXELS, "the picture is where it was");
        for piece in [SECRET, b"Exif", b"xmpmeta", b"rdf+xml", b"secret", b"slack", b"udes"] {
            assert!(holds(&file, piece) && !holds(&made, piece), "{method}: {}", piece.escape_ascii());
        }
        assert!(holds(&made, b"ispe") && holds(&made, b"av1C") && holds(&made, b"av01"));
        assert_eq!(clean(&made).unwrap(), made, "cleaned once is cleaned");

        let size = imagesize::blob_size(&made).unwrap();
        assert_eq!((size.width, size.height), (640, 480));
    }
}

#[test]
fn what_cannot_be_told_apart_is_refused() {
    let file = avif(0, b"");
    let whole = clean(&file).unwrap();
    for end in [9, 40, whole.len() - 3] {
        assert_eq!(clean(&file[..end]), Err(Fault::Broken), "{end}");
    }
    for behind in [&b"behind the end"[..], b"x", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0", SECRET] {
        assert_eq!(clean(&[&file[..], behind].concat()), Ok(whole.clone()), "{}", behind.escape_ascii());
    }
    // Data that stand in those of another item.
    assert_eq!(clean(&avif(2, b"")), Err(Fault::Private));
    let place = |name: &[u8]| memchr::memmem::find(&file, name).unwrap();
    for (at, byte) in [(place(b"infe") + 4, 0), (place(b"iinf"), b'x'), (place(b"iloc"), b'x')] {
        let mut other = file.clone();
        other[at] = byte;
        assert_eq!(clean(&other), Err(Fault::Private), "{at}");
    }
    // An offset behind the end of the file.
    let mut other = file.clone();
    other[place(b"iloc") + 20] = 0x7F;
    assert_eq!(clean(&other), Err(Fault::Private));
}

#[test]
fn what_moves_is_cleaned_of_what_its_film_says() {
    let film = part(
        b"moov",
        &[&part(b"mvhd", &[&[0; 8]]), &part(b"trak", &[&part(b"udta", &[SECRET])]), &part(b"udta", &[SECRET])],
    );
    let made = clean(&avif(0, &film)).unwrap();
    assert!(holds(&made, b"mvhd") && holds(&made, PIXELS));
    // Once in data that no item claims: of those it is not known whether a frame is there.
    assert_eq!(memchr::memmem::find_iter(&made, SECRET).count(), 1);
    assert!(!holds(&made, b"Exif") && !holds(&made, b"xmpmeta"));
}

#[test]
fn whatever_is_changed_nothing_panics() {
    let file = avif(0, b"");
    for at in 0..file.len() {
        for byte in [0, 1, 0x7F, 0xFF] {
            let mut other = file.clone();
            other[at] = byte;
            let _ = clean(&other).map(|made| assert!(made.len() <= file.len()));
        }
    }
}
