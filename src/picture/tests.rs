//! Pictures through all of it: what is seen stays, what is private goes, nothing crashes.

use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage, load_from_memory_with_format};
use proptest::prelude::*;

use self::sample::{encode_as, sample_image, sample_png, sample_profile};
use super::strip::{wrap_in_riff, write_chunk};
use super::*;

pub(crate) mod sample;

/// What stands for a position, a name, a comment.
const PRIVATE_TEXT: &[u8] = b"39.9042N 116.4074E";

fn probe_facts(path: &str, bytes: &[u8]) -> PictureFacts {
    probe_picture(path, bytes, bytes.len() as u64).unwrap()
}

/// EXIF that says which way is up, and more than that.
fn private_exif(way: u8) -> Vec<u8> {
    [&exif::minimal_exif(way)[..], PRIVATE_TEXT].concat()
}

fn jpeg_segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &(content.len() as u16 + 2).to_be_bytes(), content].concat()
}

/// A JPEG as a telephone writes it.
fn private_jpeg(image: &DynamicImage, way: u8) -> Vec<u8> {
    let plain = encode_as(image, ImageFormat::Jpeg);
    let marked = |head: &[u8]| [head, PRIVATE_TEXT].concat();
    let private = [
        jpeg_segment(0xE1, &[exif::EXIF_MARK, &private_exif(way)].concat()),
        jpeg_segment(0xE1, &marked(b"http://ns.adobe.com/xap/1.0/\0")),
        jpeg_segment(0xE2, &marked(b"MPF\0")),
        jpeg_segment(0xED, &marked(b"Photoshop 3.0\0")),
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

fn private_png(image: &DynamicImage, way: u8) -> Vec<u8> {
    let plain = encode_as(image, ImageFormat::Png);
    // Behind the head, which has 25 bytes.
    let private = [
        png_chunk(b"eXIf", &private_exif(way)),
        png_chunk(b"tEXt", PRIVATE_TEXT),
        png_chunk(b"iTXt", PRIVATE_TEXT),
        png_chunk(b"prVt", PRIVATE_TEXT),
    ];
    [&plain[..33], &private.concat(), &plain[33..], PRIVATE_TEXT].concat()
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
    [wrap_in_riff(&chunks), PRIVATE_TEXT.to_vec()].concat()
}

fn has_private_text(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, PRIVATE_TEXT).is_some()
}

#[test]
fn whichever_way_a_picture_lies_it_is_seen_upright_and_as_large_as_is_said() {
    let seen = sample_image(640, 500);
    type Make = fn(&DynamicImage, u8) -> Vec<u8>;
    let all: [(&str, ImageFormat, Make); 3] = [
        ("a.jpg", ImageFormat::Jpeg, private_jpeg),
        ("a.png", ImageFormat::Png, private_png),
        ("a.webp", ImageFormat::WebP, private_webp),
    ];
    for (path, format, make_file) in all {
        for way in 1..=8 {
            // As it lies in the file: what, turned, gives what is seen.
            let back = match way {
                6 => 8,
                8 => 6,
                way => way,
            };
            let mut lies = seen.clone();
            lies.apply_orientation(Orientation::from_exif(back).unwrap());
            let file = make_file(&lies, way);
            let facts = probe_facts(path, &file);
            assert_eq!((facts.width, facts.height), (640, 500), "{path} {way}");
            assert_eq!(facts.copy_widths(), [480, 640]);
            let copy = make_variant(&file, &facts, Variant::Scaled(480)).unwrap();
            let copy = load_from_memory_with_format(&copy, ImageFormat::WebP).unwrap().into_rgb8();
            assert_eq!(copy.dimensions(), (480, 375), "{path} {way}");
            let is_red = |x, y| copy.get_pixel(x, y).0[0] > 180;
            assert!(is_red(20, 20), "{path} {way}: the red corner is the left upper one");
            assert!(![(460, 20), (20, 350), (460, 350)].into_iter().any(|(x, y)| is_red(x, y)), "{path} {way}");
            let clean = make_variant(&file, &facts, Variant::Clean).unwrap();
            assert!(has_private_text(&file) && !has_private_text(&clean), "{path} {way}");
            assert_eq!(head::read_orientation(&clean, facts.kind), way, "{path}: browsers turn what is published");
            let pixels = |bytes: &[u8]| load_from_memory_with_format(bytes, format).unwrap();
            assert!(pixels(&file) == pixels(&clean), "{path} {way}: pixels are not touched");
            assert_eq!(make_variant(&clean, &facts, Variant::Clean).unwrap(), clean, "cleaned once is cleaned");
        }
    }
}

#[test]
fn a_gif_keeps_its_pictures_and_loses_its_comments() {
    let block = |content: &[u8]| [&[content.len() as u8][..], content, &[0]].concat();
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF";
    let repeat = [b"\x21\xFF\x0BNETSCAPE2.0", &block(b"\x01\0\0")[..]].concat();
    let image = [b"\x2C\0\0\0\0\x01\0\x01\0\0\x02", &block(b"\x44\x01")[..]].concat();
    let comment = [b"\x21\xFE", &block(PRIVATE_TEXT)[..]].concat();
    let xmp = [b"\x21\xFF\x0BXMP DataXMP", &block(PRIVATE_TEXT)[..]].concat();
    let gif = [head, &repeat[..], &comment, &image, &xmp, b"\x3B", PRIVATE_TEXT].concat();
    let clean = make_variant(&gif, &probe_facts("a.gif", &gif), Variant::Clean).unwrap();
    assert_eq!(clean, [head, &repeat[..], &image, b"\x3B"].concat());
}

#[test]
fn what_is_hung_into_what_is_kept_goes_too() {
    let clean = |path: &str, file: &[u8]| {
        let made = make_variant(file, &probe_facts(path, file), Variant::Clean).unwrap();
        assert!(has_private_text(file) && !has_private_text(&made), "{path}");
        made
    };
    let marked = |head: &[u8]| [head, PRIVATE_TEXT].concat();

    // A thumbnail behind JFIF, more than Adobe's twelve bytes, segments of other kinds of JPEG, a comment between scans.
    let plain = encode_as(&sample_image(64, 48), ImageFormat::Jpeg);
    let jfif = jpeg_segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0");
    let thumbnail = jpeg_segment(0xE0, &marked(b"JFIF\0\x01\x02\0\0\x01\0\x01\x03\x02"));
    let adobe = jpeg_segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01");
    let long_adobe = jpeg_segment(0xEE, &marked(b"Adobe\0\x64\0\0\0\0\x01"));
    let body = &plain[2 + jfif.len()..];
    let others = [0xF7, 0xFD, 0xC8, 0x02, 0xE3, 0xEF, 0xFE].map(|marker| jpeg_segment(marker, PRIVATE_TEXT)).concat();
    let file = [&plain[..2], &thumbnail, &long_adobe, &others, body, &others].concat();
    assert!(plain[2..].starts_with(&jfif));
    assert_eq!(clean("a.jpg", &file), [&plain[..2], &jfif, &adobe, body].concat());

    // Chunks that are longer than they can be, and the time of the last edit.
    let plain = encode_as(&sample_image(64, 48), ImageFormat::Png);
    let names = [b"pHYs", b"bKGD", b"gAMA", b"cHRM", b"tIME", b"zTXt", b"dSIG"];
    let long = names.map(|name| png_chunk(name, &marked(&[0; 40]))).concat();
    let file = [&plain[..33], &long, &plain[33..]].concat();
    assert_eq!(clean("a.png", &file), plain);
    let short = [&plain[..33], &png_chunk(b"pHYs", &[0, 0, 11, 19, 0, 0, 11, 19, 1]), &plain[33..]].concat();
    assert_eq!(make_variant(&short, &probe_facts("a.png", &short), Variant::Clean), Ok(short.clone()));
    let critical = [&plain[..33], &png_chunk(b"PRVT", PRIVATE_TEXT), &plain[33..]].concat();
    assert_eq!(
        make_variant(&critical, &probe_facts("a.png", &critical), Variant::Clean),
        Err(PictureFileError::Broken.into())
    );

    // In a frame of a WebP that moves.
    let plain = encode_as(&sample_image(40, 30), ImageFormat::WebP);
    let webp = |more: &[u8]| {
        let mut chunks = Vec::new();
        write_chunk(&mut chunks, b"VP8X", &[2, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
        write_chunk(&mut chunks, b"ANIM", &[0; 6]);
        write_chunk(&mut chunks, b"ANMF", &[&[0; 16], &plain[12..], more].concat());
        wrap_in_riff(&chunks)
    };
    let mut private = Vec::new();
    write_chunk(&mut private, b"EXIF", PRIVATE_TEXT);
    assert_eq!(clean("a.webp", &webp(&private)), webp(b""));

    // Text in a GIF, and more than how often it repeats.
    let block = |content: &[u8]| [&[content.len() as u8][..], content].concat();
    let gif = |more: &[u8]| {
        let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF";
        let repeat = [b"\x21\xFF\x0BNETSCAPE2.0", &block(b"\x01\0\0")[..], more, b"\0"].concat();
        let text = [b"\x21\x01", &block(&[0; 12])[..], &block(PRIVATE_TEXT), b"\0"].concat();
        let image = b"\x2C\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
        let text = if more.is_empty() { Vec::new() } else { text };
        [&head[..], &repeat, &text, b"\x21\xF9\x04\0\0\0\0\0", image, b"\x3B"].concat()
    };
    assert_eq!(clean("a.gif", &gif(&block(PRIVATE_TEXT))), gif(b""));

    // Behind the end of a BMP.
    let bmp = b"BM\x3A\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    assert_eq!(clean("a.bmp", &marked(bmp)), bmp);
    assert_eq!(
        make_variant(&bmp[..56], &probe_facts("a.bmp", bmp), Variant::Clean),
        Err(PictureFileError::Broken.into())
    );
}

#[test]
fn what_stands_for_a_colour_profile_and_is_none_goes() {
    let part = |number: u8, count: u8, part: &[u8]| {
        jpeg_segment(0xE2, &[&b"ICC_PROFILE\0"[..], &[number, count], part].concat())
    };
    let plain = encode_as(&sample_image(64, 48), ImageFormat::Jpeg);
    let jpeg = |profile: &[u8]| [&plain[..2], profile, &plain[2..]].concat();
    let clean = |path: &str, file: &[u8]| make_variant(file, &probe_facts(path, file), Variant::Clean);

    // In as many segments as there may be: without a head, with one missing, or twice there.
    let many: Vec<u8> = (1..=255).flat_map(|n| part(n, 255, PRIVATE_TEXT)).collect();
    assert_eq!(clean("a.jpg", &jpeg(&many)), Ok(plain.clone()));
    let good = sample_profile(b"RGB ", 70_000);
    let (first, second) = good.split_at(60_000);
    for broken in [part(1, 2, first), [part(1, 2, first), part(1, 2, second)].concat(), part(2, 1, &good[..900])] {
        assert_eq!(clean("a.jpg", &jpeg(&broken)), Ok(plain.clone()));
    }
    let large: Vec<u8> = (1..=255).flat_map(|n| part(n, 255, &[7; 60_000])).collect();
    assert_eq!(clean("a.jpg", &jpeg(&large)), Err(PictureError::ProfileTooLarge));

    // A whole one stays, cut as it was, and in any order.
    let whole = jpeg(&[part(2, 2, second), part(1, 2, first)].concat());
    assert_eq!(clean("a.jpg", &whole), Ok(whole.clone()));
    // What was hung on behind it goes.
    let longer = jpeg(&[part(1, 2, first), part(2, 2, &[second, PRIVATE_TEXT].concat())].concat());
    let made = clean("a.jpg", &longer).unwrap();
    assert!(!has_private_text(&made) && made.len() == jpeg(&[part(1, 2, first), part(2, 2, second)].concat()).len());
    assert_eq!(load_from_memory_with_format(&made, ImageFormat::Jpeg).unwrap().width(), 64);
    assert_eq!(clean("a.jpg", &made), Ok(made.clone()), "cleaned once is cleaned");

    let plain = encode_as(&sample_image(64, 48), ImageFormat::Png);
    let png = |profile: &[u8]| {
        let packed = png_chunk(b"iCCP", &super::profile::pack_iccp(profile));
        [&plain[..33], &packed, &plain[33..]].concat()
    };
    let good = sample_profile(b"RGB ", 200);
    assert_eq!(clean("a.png", &png(&good)), Ok(png(&good)));
    assert_eq!(clean("a.png", &png(&[&good[..], PRIVATE_TEXT].concat())), Ok(png(&good)));
    assert_eq!(clean("a.png", &png(PRIVATE_TEXT)), Ok(plain.clone()));
    assert_eq!(clean("a.png", &png(&vec![0; MAX_PROFILE + 1])), Err(PictureError::ProfileTooLarge));
    let twice = [&plain[..33], &png(&good)[33..33 + png(&good).len() - plain.len()], &png(PRIVATE_TEXT)[33..]].concat();
    assert_eq!(clean("a.png", &twice), Ok(png(&good)));

    let plain = encode_as(&sample_image(40, 30), ImageFormat::WebP);
    let webp = |profile: Option<&[u8]>| {
        let mut chunks = Vec::new();
        let flags = if profile.is_some() { 0x20 } else { 0 };
        write_chunk(&mut chunks, b"VP8X", &[flags, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
        profile.into_iter().for_each(|profile| write_chunk(&mut chunks, b"ICCP", profile));
        chunks.extend(&plain[12..]);
        wrap_in_riff(&chunks)
    };
    assert_eq!(clean("a.webp", &webp(Some(&good))), Ok(webp(Some(&good))));
    assert_eq!(clean("a.webp", &webp(Some(PRIVATE_TEXT))), Ok(webp(None)));
}

#[test]
fn sides_and_depth_are_limited() {
    let of = |width, height| {
        PictureFacts { kind: PictureKind::Gif, width, height, still: false, length: 10 }.check_publishable()
    };
    assert_eq!(of(30_000, 2000), Ok(()));
    assert_eq!(of(30_001, 1), Err(PictureError::SideTooLong(30_001, 1)));
    assert_eq!(of(1, 64_000_000), Err(PictureError::SideTooLong(1, 64_000_000)));
    assert_eq!(of(30_000, 30_000), Err(PictureFileError::TooManyPixels(30_000, 30_000).into()));
    let long = PictureFacts { kind: PictureKind::Png, width: 40_000, height: 10, still: true, length: 10 };
    assert!(long.copy_widths().is_empty() && !long.has_share_card());
}

#[test]
fn nothing_is_made_wider_than_it_is() {
    let of = |width| PictureFacts { kind: PictureKind::Jpeg, width, height: 10, still: true, length: 10 }.copy_widths();
    assert!(of(480).is_empty());
    assert_eq!(of(481), [480, 481]);
    assert_eq!(of(1000), [480, 800, 1000]);
    assert_eq!(of(1600), [480, 800, 1200]);
    assert_eq!(of(4000), [480, 800, 1200, 1600]);
    let long = PictureFacts { kind: PictureKind::Jpeg, width: 1000, height: 30_000, still: true, length: 10 };
    assert_eq!(long.copy_widths(), [480]);
    let moving = PictureFacts { kind: PictureKind::Webp, width: 4000, height: 10, still: false, length: 10 };
    assert!(moving.copy_widths().is_empty());
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
    let (left, right) = (card.get_pixel(100, 5).0, card.get_pixel(1100, 5).0);
    assert!(left.iter().all(|c| *c > 250) && right[0] > 190 && right[1] < 12, "{left:?} {right:?}");
}

#[test]
fn the_same_picture_becomes_the_same_bytes_on_every_machine() {
    let sum = |bytes: &[u8]| {
        bytes.iter().fold(0xCBF2_9CE4_8422_2325_u64, |sum, b| (sum ^ u64::from(*b)).wrapping_mul(0x100_0000_01B3))
    };
    let photograph = private_jpeg(&sample_image(700, 300), 1);
    let drawing = encode_as(&DynamicImage::new_rgba8(700, 300), ImageFormat::Png);
    let copies: Vec<u64> = [("a.jpg", &photograph), ("a.png", &drawing)]
        .into_iter()
        .map(|(path, file)| sum(&make_variant(file, &probe_facts(path, file), Variant::Scaled(480)).unwrap()))
        .collect();
    // Other numbers mean another encoder, decoder or filter: raise `VERSION`.
    assert_eq!(copies, [17_443_551_404_617_871_289, 9_730_619_589_256_850_266]);
}

#[test]
fn a_drawing_stays_as_it_is_to_the_last_pixel() {
    let drawing = DynamicImage::ImageRgba8(image::RgbaImage::from_fn(500, 40, |x, _| {
        image::Rgba(if x % 2 == 0 { [200, 0, 0, 255] } else { [0, 0, 0, 0] })
    }));
    let file = encode_as(&drawing, ImageFormat::Png);
    let copy = make_variant(&file, &probe_facts("a.png", &file), Variant::Scaled(500)).unwrap();
    let copy = load_from_memory_with_format(&copy, ImageFormat::WebP).unwrap().into_rgba8();
    let seen = |x| copy.get_pixel(x, 5).0;
    assert_eq!((seen(10), seen(11)[3]), ([200, 0, 0, 255], 0));
}

#[test]
fn colours_keep_their_profile() {
    let profile = sample_profile(b"RGB ", 200);
    let plain = encode_as(&sample_image(600, 100), ImageFormat::Jpeg);
    let icc = jpeg_segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat());
    let file = [&plain[..2], &icc, &plain[2..]].concat();
    let facts = probe_facts("a.jpg", &file);
    for form in [Variant::Clean, Variant::Scaled(480)] {
        let made = make_variant(&file, &facts, form).unwrap();
        assert!(memchr::memmem::find(&made, &profile).is_some(), "{form:?}");
        image::load_from_memory(&made).unwrap();
    }
}

#[test]
fn what_was_cut_off_is_found() {
    for (path, file) in [
        ("a.jpg", private_jpeg(&sample_image(64, 48), 6)),
        ("a.png", private_png(&sample_image(64, 48), 6)),
        ("a.webp", private_webp(&sample_image(64, 48), 6)),
    ] {
        let whole = file.len() - PRIVATE_TEXT.len();
        let facts = probe_facts(path, &file);
        assert!(make_variant(&file[..whole], &facts, Variant::Clean).is_ok());
        for end in (0..whole).step_by(7).chain([whole - 1]) {
            assert_eq!(
                make_variant(&file[..end], &facts, Variant::Clean),
                Err(PictureFileError::Broken.into()),
                "{path} cut at {end} of {whole}"
            );
        }
    }
}

#[test]
fn a_lie_about_the_size_costs_no_memory() {
    let mut file = sample_png(8, 8);
    file[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
    let claimed = probe_facts("a.png", &file);
    assert_eq!(
        make_variant(&file, &claimed, Variant::Scaled(480)),
        Err(PictureFileError::TooManyPixels(65535, 65535).into())
    );
    assert!(matches!(
        decode_picture(&file, PictureKind::Png),
        Err(PictureError::File(PictureFileError::TooManyPixels(65535, 65535) | PictureFileError::Broken))
    ));
    let heavy = PictureFacts { length: MAX_BYTES + 1, ..claimed };
    assert_eq!(make_variant(&[], &heavy, Variant::Clean), Err(PictureFileError::TooManyBytes(MAX_BYTES + 1).into()));
}

#[test]
fn a_photograph_with_position_in_a_format_that_is_not_taken_apart_is_refused() {
    let file = [b"\0\0\0\x10ftypheic\0\0\0\0", PRIVATE_TEXT, b"Exif\0\0", PRIVATE_TEXT].concat();
    assert_eq!(
        make_variant(&file, &probe_facts("a.heic", &file), Variant::Clean),
        Err(PictureFileError::Private.into())
    );
    for mark in [b"II*\0", b"MM\0*"] {
        let file = [mark, PRIVATE_TEXT].concat();
        assert_eq!(
            make_variant(&file, &probe_facts("a.tif", &file), Variant::Clean),
            Err(PictureFileError::Private.into())
        );
    }
}

/// All that is done with a picture.
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
        let image = sample_image(40, 30);
        let (path, mut file) = [
            ("a.jpg", private_jpeg(&image, 6)), ("a.png", private_png(&image, 3)), ("a.webp", private_webp(&image, 8)),
        ].into_iter().nth(which).unwrap();
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
