//! Pictures through all of it: the picture stays, private data go, nothing crashes.

use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage, load_from_memory_with_format};
use proptest::prelude::*;

use self::sample::{encode_as, sample_image, sample_png, sample_profile};
use super::strip::{wrap_in_riff, write_chunk};
use super::*;

mod private;
pub(crate) mod sample;

/// Stands for a position, a name, a comment.
const PRIVATE_TEXT: &[u8] = b"39.9042N 116.4074E";

/// Reads the facts of a whole file.
fn probe_facts(path: &str, bytes: &[u8]) -> PictureFacts {
    probe_picture(path, bytes, bytes.len() as u64).unwrap()
}

/// Cleans a picture of that name.
fn clean(path: &str, file: &[u8]) -> Result<Vec<u8>, PictureError> {
    make_variant(file, &probe_facts(path, file), Variant::Clean)
}

/// Makes EXIF that says which way is up, and more than that.
fn private_exif(way: u8) -> Vec<u8> {
    [&exif::minimal_exif(way)[..], PRIVATE_TEXT].concat()
}

/// Makes a piece of a file with private text behind its head.
fn with_private_text(head: &[u8]) -> Vec<u8> {
    [head, PRIVATE_TEXT].concat()
}

fn has_private_text(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, PRIVATE_TEXT).is_some()
}

fn jpeg_segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &(content.len() as u16 + 2).to_be_bytes(), content].concat()
}

/// Makes a JPEG as a telephone writes it.
fn private_jpeg(image: &DynamicImage, way: u8) -> Vec<u8> {
    let plain = encode_as(image, ImageFormat::Jpeg);
    let private = [
        jpeg_segment(0xE1, &[exif::EXIF_MARK, &private_exif(way)].concat()),
        jpeg_segment(0xE1, &with_private_text(b"http://ns.adobe.com/xap/1.0/\0")),
        jpeg_segment(0xE2, &with_private_text(b"MPF\0")),
        jpeg_segment(0xED, &with_private_text(b"Photoshop 3.0\0")),
        jpeg_segment(0xFE, PRIVATE_TEXT),
    ];
    [&plain[..2], &private.concat(), &plain[2..], PRIVATE_TEXT].concat()
}

fn png_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let sum = !name.iter().chain(content).fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 })
    });
    [&(content.len() as u32).to_be_bytes()[..], name, content, &sum.to_be_bytes()].concat()
}

/// Makes a PNG with private chunks behind its head, which has 25 bytes.
fn private_png(image: &DynamicImage, way: u8) -> Vec<u8> {
    let plain = encode_as(image, ImageFormat::Png);
    let texts = [b"tEXt", b"iTXt", b"prVt"].map(|name| png_chunk(name, PRIVATE_TEXT)).concat();
    [&plain[..33], &png_chunk(b"eXIf", &private_exif(way)), &texts, &plain[33..], PRIVATE_TEXT].concat()
}

fn private_webp(image: &DynamicImage, way: u8) -> Vec<u8> {
    let plain = encode_as(image, ImageFormat::WebP);
    let mut chunks = Vec::new();
    let mut head = vec![0x0C, 0, 0, 0];
    head.extend(&(image.width() - 1).to_le_bytes()[..3]);
    head.extend(&(image.height() - 1).to_le_bytes()[..3]);
    write_chunk(&mut chunks, b"VP8X", &head);
    chunks.extend(&plain[12..]);
    write_chunk(&mut chunks, b"EXIF", &private_exif(way));
    write_chunk(&mut chunks, b"XMP ", PRIVATE_TEXT);
    with_private_text(&wrap_in_riff(&chunks))
}

/// Makes a file of an image that lies on its side in a given way.
type MakeFile = fn(&DynamicImage, u8) -> Vec<u8>;

/// The formats that are decoded, with a name and a private file of each.
const DECODED_FORMATS: [(&str, ImageFormat, MakeFile); 3] = [
    ("a.jpg", ImageFormat::Jpeg, private_jpeg),
    ("a.png", ImageFormat::Png, private_png),
    ("a.webp", ImageFormat::WebP, private_webp),
];

/// Turns an image so that it is seen as it was when its file says `way`.
fn laid_down(image: &DynamicImage, way: u8) -> DynamicImage {
    let back = match way {
        6 => 8,
        8 => 6,
        way => way,
    };
    let mut image = image.clone();
    image.apply_orientation(Orientation::from_exif(back).unwrap());
    image
}

/// Checks that the red corner of [`sample_image`] is the left upper one.
fn check_upright(copy: &RgbImage, context: &str) {
    assert_eq!(copy.dimensions(), (480, 375), "{context}");
    assert!(copy.get_pixel(20, 20).0[0] > 180, "{context}: the red corner is the left upper one");
    for (x, y) in [(460, 20), (20, 350), (460, 350)] {
        assert!(copy.get_pixel(x, y).0[0] <= 180, "{context}: no other is");
    }
}

#[test]
fn whichever_way_a_picture_lies_it_is_seen_upright_and_as_large_as_is_said() {
    let seen = sample_image(640, 500);
    for (path, _, make_file) in DECODED_FORMATS {
        for way in 1..=8 {
            let file = make_file(&laid_down(&seen, way), way);
            let facts = probe_facts(path, &file);
            assert_eq!((facts.width, facts.height), (640, 500), "{path} {way}");
            assert_eq!(facts.copy_widths(), [480, 640]);

            let copy = make_variant(&file, &facts, Variant::Scaled(480)).unwrap();
            let copy = load_from_memory_with_format(&copy, ImageFormat::WebP).unwrap().into_rgb8();
            check_upright(&copy, &format!("{path} {way}"));
        }
    }
}

#[test]
fn whichever_way_a_picture_lies_it_is_cleaned() {
    let seen = sample_image(640, 500);
    for (path, format, make_file) in DECODED_FORMATS {
        for way in 1..=8 {
            let file = make_file(&laid_down(&seen, way), way);
            let made = clean(path, &file).unwrap();
            assert!(has_private_text(&file) && !has_private_text(&made), "{path} {way}");
            assert_eq!(clean(path, &made).unwrap(), made, "cleaned once is cleaned");

            let kind = probe_facts(path, &file).kind;
            assert_eq!(head::read_orientation(&made, kind), way, "{path}: browsers turn what is published");
            let before = load_from_memory_with_format(&file, format).unwrap();
            let after = load_from_memory_with_format(&made, format).unwrap();
            assert!(before == after, "{path} {way}: pixels are not touched");
        }
    }
}

fn facts_of(kind: PictureKind, width: u32, height: u32, still: bool) -> PictureFacts {
    PictureFacts { kind, width, height, still, length: 10 }
}

#[test]
fn sides_and_depth_are_limited() {
    for (width, height, wanted) in [
        (30_000, 2000, Ok(())),
        (30_001, 1, Err(PictureError::SideTooLong(30_001, 1))),
        (1, 64_000_000, Err(PictureError::SideTooLong(1, 64_000_000))),
        (30_000, 30_000, Err(PictureFileError::TooManyPixels(30_000, 30_000).into())),
    ] {
        assert_eq!(facts_of(PictureKind::Gif, width, height, false).check_publishable(), wanted);
    }

    let long = facts_of(PictureKind::Png, 40_000, 10, true);
    assert!(long.copy_widths().is_empty() && !long.has_share_card());
}

#[test]
fn nothing_is_made_wider_than_it_is() {
    for (width, wanted) in [
        (480, &[][..]),
        (481, &[480, 481]),
        (1000, &[480, 800, 1000]),
        (1600, &[480, 800, 1200]),
        (4000, &[480, 800, 1200, 1600]),
    ] {
        assert_eq!(facts_of(PictureKind::Jpeg, width, 10, true).copy_widths(), wanted);
    }

    assert_eq!(facts_of(PictureKind::Jpeg, 1000, 30_000, true).copy_widths(), [480]);
    assert!(facts_of(PictureKind::Webp, 4000, 10, false).copy_widths().is_empty());
}

#[test]
fn what_shines_through_lies_on_white_where_it_is_shared() {
    let glass = RgbaImage::from_fn(1300, 20, |x, _| Rgba([200, 0, 0, if x < 650 { 0 } else { 255 }]));
    let png = encode_as(&glass.into(), ImageFormat::Png);
    let facts = probe_facts("a.png", &png);
    assert!(facts.has_share_card());

    let card = make_variant(&png, &facts, Variant::Card).unwrap();
    let card = load_from_memory_with_format(&card, ImageFormat::Jpeg).unwrap().into_rgb8();
    assert_eq!(card.width(), 1200);
    let Rgb(left) = *card.get_pixel(100, 5);
    let Rgb(right) = *card.get_pixel(1100, 5);
    assert!(left.iter().all(|c| *c > 250) && right[0] > 190 && right[1] < 12, "{left:?} {right:?}");
}

#[test]
fn what_is_shared_is_cut_to_its_shape_and_small() {
    for ((width, height), wanted) in [
        ((1800, 1300), (1200, 630)),
        ((1300, 1300), (800, 800)),
        ((700, 1400), (700, 700)),
        ((1000, 500), (952, 499)),
        // Of a strip the whole is shown.
        ((1300, 20), (1200, 18)),
        ((200, 4000), (200, 4000)),
    ] {
        let facts = facts_of(PictureKind::Jpeg, width, height, true);
        assert_eq!(facts.card_size(), wanted, "{width}×{height}");
    }

    // Noise, which takes the most room.
    let mut state = 1_u32;
    let noise = RgbImage::from_fn(1000, 1500, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([(state >> 24) as u8, (state >> 16) as u8, (state >> 8) as u8])
    });
    let file = private_jpeg(&noise.into(), 1);
    let card = make_variant(&file, &probe_facts("a.jpg", &file), Variant::Card).unwrap();
    let size = imagesize::blob_size(&card).unwrap();
    assert_eq!((size.width, size.height), (800, 800));
}

/// Computes the FNV-1a hash of a copy of 480 pixels.
fn hash_of_copy(path: &str, file: &[u8]) -> u64 {
    let copy = make_variant(file, &probe_facts(path, file), Variant::Scaled(480)).unwrap();
    copy.iter().fold(0xCBF2_9CE4_8422_2325, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x100_0000_01B3))
}

#[test]
fn the_same_picture_becomes_the_same_bytes_on_every_machine() {
    let photograph = private_jpeg(&sample_image(700, 300), 1);
    let drawing = encode_as(&DynamicImage::new_rgba8(700, 300), ImageFormat::Png);
    // Other numbers mean another encoder, decoder or filter: raise `COPY_VERSION`.
    assert_eq!(hash_of_copy("a.jpg", &photograph), 17_443_551_404_617_871_289);
    assert_eq!(hash_of_copy("a.png", &drawing), 9_730_619_589_256_850_266);
}

#[test]
fn a_drawing_stays_as_it_is_to_the_last_pixel() {
    let stripes = RgbaImage::from_fn(500, 40, |x, _| Rgba(if x % 2 == 0 { [200, 0, 0, 255] } else { [0, 0, 0, 0] }));
    let file = encode_as(&stripes.into(), ImageFormat::Png);
    let copy = make_variant(&file, &probe_facts("a.png", &file), Variant::Scaled(500)).unwrap();
    let copy = load_from_memory_with_format(&copy, ImageFormat::WebP).unwrap().into_rgba8();
    assert_eq!((copy.get_pixel(10, 5).0, copy.get_pixel(11, 5).0[3]), ([200, 0, 0, 255], 0));
}

#[test]
fn colours_keep_their_profile() {
    let profile = sample_profile(b"RGB ", 200);
    let plain = encode_as(&sample_image(600, 100), ImageFormat::Jpeg);
    let icc = jpeg_segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat());
    let file = [&plain[..2], &icc, &plain[2..]].concat();
    let facts = probe_facts("a.jpg", &file);
    for variant in [Variant::Clean, Variant::Scaled(480)] {
        let made = make_variant(&file, &facts, variant).unwrap();
        assert!(memchr::memmem::find(&made, &profile).is_some(), "{variant:?}");
        image::load_from_memory(&made).unwrap();
    }
}

#[test]
fn what_was_cut_off_is_found() {
    for (path, _, make_file) in DECODED_FORMATS {
        let file = make_file(&sample_image(64, 48), 6);
        let whole = file.len() - PRIVATE_TEXT.len();
        let facts = probe_facts(path, &file);
        assert!(make_variant(&file[..whole], &facts, Variant::Clean).is_ok());

        for end in (0..whole).step_by(7).chain([whole - 1]) {
            let made = make_variant(&file[..end], &facts, Variant::Clean);
            assert_eq!(made, Err(PictureFileError::Broken.into()), "{path} cut at {end} of {whole}");
        }
    }
}

#[test]
fn a_lie_about_the_size_costs_no_memory() {
    let mut file = sample_png(8, 8);
    file[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
    let claimed = probe_facts("a.png", &file);
    let too_large = PictureFileError::TooManyPixels(65535, 65535);
    assert_eq!(make_variant(&file, &claimed, Variant::Scaled(480)), Err(too_large.into()));
    assert!(matches!(
        decode_picture(&file, PictureKind::Png),
        Err(PictureError::File(PictureFileError::TooManyPixels(65535, 65535) | PictureFileError::Broken))
    ));

    let heavy = PictureFacts { length: MAX_BYTES + 1, ..claimed };
    let too_heavy = PictureFileError::TooManyBytes(MAX_BYTES + 1);
    assert_eq!(make_variant(&[], &heavy, Variant::Clean), Err(too_heavy.into()));
}

/// Makes all variants of a picture, whole or cut off.
fn try_all_variants(path: &str, file: &[u8]) {
    for length in [file.len() as u64, file.len() as u64 + 1] {
        let Some(facts) = probe_picture(path, file, length) else { continue };
        let _ = make_variant(file, &facts, Variant::Clean).map(|clean| assert!(clean.len() <= file.len() + 64));
        // Larger ones take long without optimisation.
        if u64::from(facts.width) * u64::from(facts.height) < 1_000_000 {
            let _ = make_variant(file, &facts, Variant::Scaled(32));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_the_bytes_nothing_panics(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        magic in prop::sample::select(vec![&b"\xFF\xD8\xFF"[..], b"\x89PNG\r\n\x1A\n", b"RIFF\x10\0\0\0WEBPVP8X", b"GIF89a", b"<svg ", b""]),
        path in prop::sample::select(vec!["a.jpg", "a.svg", "a.avif"]),
    ) {
        try_all_variants(path, &[magic, &bytes].concat());
    }

    #[test]
    fn whatever_is_changed_in_a_picture_nothing_panics(
        which in 0..3_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let (path, _, make_file) = DECODED_FORMATS[which];
        let mut file = make_file(&sample_image(40, 30), [6, 3, 8][which]);
        for (at, byte) in changes {
            // Heads more often than pixels.
            let at = at.index(file.len().min(if byte % 2 == 0 { 200 } else { usize::MAX }));
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        try_all_variants(path, &file);
    }
}
