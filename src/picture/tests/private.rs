//! Private data in every place of every format where it can be.

use super::*;

/// Cleans a picture that holds private text, and checks that it is gone.
fn clean_private(path: &str, file: &[u8]) -> Vec<u8> {
    let made = clean(path, file).unwrap();
    assert!(has_private_text(file) && !has_private_text(&made), "{path}");
    made
}

/// The head of a GIF of one pixel, with its colours.
const GIF_HEAD: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF";

/// Makes a block of a GIF, which says its length.
fn gif_block(content: &[u8]) -> Vec<u8> {
    [&[content.len() as u8][..], content].concat()
}

/// Makes blocks of a GIF from their head, up to the empty one.
fn gif_blocks(head: &[u8], blocks: &[&[u8]]) -> Vec<u8> {
    let blocks: Vec<u8> = blocks.iter().flat_map(|block| gif_block(block)).collect();
    [head, &blocks, b"\0"].concat()
}

#[test]
fn a_gif_keeps_its_pictures_and_loses_its_comments() {
    let repeat = gif_blocks(b"\x21\xFF\x0BNETSCAPE2.0", &[b"\x01\0\0"]);
    let image = gif_blocks(b"\x2C\0\0\0\0\x01\0\x01\0\0\x02", &[b"\x44\x01"]);
    let comment = gif_blocks(b"\x21\xFE", &[PRIVATE_TEXT]);
    let xmp = gif_blocks(b"\x21\xFF\x0BXMP DataXMP", &[PRIVATE_TEXT]);
    let gif = [GIF_HEAD, &repeat, &comment, &image, &xmp, b"\x3B", PRIVATE_TEXT].concat();
    assert_eq!(clean_private("a.gif", &gif), [GIF_HEAD, &repeat, &image, b"\x3B"].concat());
}

#[test]
fn text_in_a_gif_goes_and_more_than_how_often_it_repeats() {
    let times: &[u8] = b"\x01\0\0";
    let control = gif_blocks(b"\x21\xF9", &[&[0; 4]]);
    let image = gif_blocks(b"\x2C\0\0\0\0\x01\0\x01\0\0\x02", &[b"\x44\x01"]);
    let plain_repeat = gif_blocks(b"\x21\xFF\x0BNETSCAPE2.0", &[times]);
    let plain = [GIF_HEAD, &plain_repeat, &control, &image, b"\x3B"].concat();

    let long_repeat = gif_blocks(b"\x21\xFF\x0BNETSCAPE2.0", &[times, PRIVATE_TEXT]);
    let text = gif_blocks(b"\x21\x01", &[&[0; 12], PRIVATE_TEXT]);
    let private = [GIF_HEAD, &long_repeat, &text, &control, &image, b"\x3B"].concat();
    assert_eq!(clean_private("a.gif", &private), plain);
}

/// A thumbnail behind JFIF, more than Adobe's twelve bytes, segments of other kinds of JPEG, a comment between scans.
#[test]
fn segments_of_a_jpeg_are_cut_to_what_they_are_for() {
    let plain = encode_as(&sample_image(64, 48), ImageFormat::Jpeg);
    let jfif = jpeg_segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0");
    let adobe = jpeg_segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01");
    let body = &plain[2 + jfif.len()..];
    assert!(plain[2..].starts_with(&jfif));

    let thumbnail = jpeg_segment(0xE0, &with_private_text(b"JFIF\0\x01\x02\0\0\x01\0\x01\x03\x02"));
    let long_adobe = jpeg_segment(0xEE, &with_private_text(b"Adobe\0\x64\0\0\0\0\x01"));
    let markers = [0xF7, 0xFD, 0xC8, 0x02, 0xE3, 0xEF, 0xFE];
    let others = markers.map(|marker| jpeg_segment(marker, PRIVATE_TEXT)).concat();
    let file = [&plain[..2], &thumbnail, &long_adobe, &others, body, &others].concat();
    assert_eq!(clean_private("a.jpg", &file), [&plain[..2], &jfif, &adobe, body].concat());
}

/// Chunks that are longer than they can be, and the time of the last edit.
#[test]
fn chunks_of_a_png_are_no_longer_than_they_can_be() {
    let plain = encode_as(&sample_image(64, 48), ImageFormat::Png);
    let names = [b"pHYs", b"bKGD", b"gAMA", b"cHRM", b"tIME", b"zTXt", b"dSIG"];
    let long = names.map(|name| png_chunk(name, &with_private_text(&[0; 40]))).concat();
    assert_eq!(clean_private("a.png", &[&plain[..33], &long, &plain[33..]].concat()), plain);

    let short = [&plain[..33], &png_chunk(b"pHYs", &[0, 0, 11, 19, 0, 0, 11, 19, 1]), &plain[33..]].concat();
    assert_eq!(clean("a.png", &short), Ok(short.clone()));
    let critical = [&plain[..33], &png_chunk(b"PRVT", PRIVATE_TEXT), &plain[33..]].concat();
    assert_eq!(clean("a.png", &critical), Err(PictureFileError::Broken.into()));
}

/// Makes a WebP that moves, of one frame with more chunks in it.
fn animated_webp(more: &[u8]) -> Vec<u8> {
    let plain = encode_as(&sample_image(40, 30), ImageFormat::WebP);
    let mut chunks = Vec::new();
    write_chunk(&mut chunks, b"VP8X", &[2, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
    write_chunk(&mut chunks, b"ANIM", &[0; 6]);
    write_chunk(&mut chunks, b"ANMF", &[&[0; 16], &plain[12..], more].concat());
    wrap_in_riff(&chunks)
}

#[test]
fn frames_of_a_webp_are_cleaned() {
    let mut private = Vec::new();
    write_chunk(&mut private, b"EXIF", PRIVATE_TEXT);
    assert_eq!(clean_private("a.webp", &animated_webp(&private)), animated_webp(b""));
}

#[test]
fn a_bmp_ends_where_it_says() {
    let bmp = b"BM\x3A\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    assert_eq!(clean_private("a.bmp", &with_private_text(bmp)), bmp);
    let cut_off = make_variant(&bmp[..56], &probe_facts("a.bmp", bmp), Variant::Clean);
    assert_eq!(cut_off, Err(PictureFileError::Broken.into()));
}

#[test]
fn a_photograph_with_position_in_a_format_that_is_not_taken_apart_is_refused() {
    let heic = [b"\0\0\0\x10ftypheic\0\0\0\0", PRIVATE_TEXT, b"Exif\0\0", PRIVATE_TEXT].concat();
    assert_eq!(clean("a.heic", &heic), Err(PictureFileError::Private.into()));
    for mark in [b"II*\0", b"MM\0*"] {
        assert_eq!(clean("a.tif", &with_private_text(mark)), Err(PictureFileError::Private.into()));
    }
}

/// Makes a segment with a part of a colour profile, of its number and their count.
fn profile_part(number: u8, count: u8, part: &[u8]) -> Vec<u8> {
    jpeg_segment(0xE2, &[&b"ICC_PROFILE\0"[..], &[number, count], part].concat())
}

#[test]
fn what_stands_for_the_colour_profile_of_a_jpeg_and_is_none_goes() {
    let plain = encode_as(&sample_image(64, 48), ImageFormat::Jpeg);
    let good = sample_profile(b"RGB ", 70_000);
    let (first, second) = good.split_at(60_000);

    // In as many segments as there may be, without a head; with one missing, or twice there.
    let many: Vec<u8> = (1..=255).flat_map(|n| profile_part(n, 255, PRIVATE_TEXT)).collect();
    let twice = [profile_part(1, 2, first), profile_part(1, 2, second)].concat();
    for broken in [many, profile_part(1, 2, first), twice, profile_part(2, 1, &good[..900])] {
        let file = [&plain[..2], &broken, &plain[2..]].concat();
        assert_eq!(clean("a.jpg", &file), Ok(plain.clone()));
    }

    let large: Vec<u8> = (1..=255).flat_map(|n| profile_part(n, 255, &[7; 60_000])).collect();
    let file = [&plain[..2], &large, &plain[2..]].concat();
    assert_eq!(clean("a.jpg", &file), Err(PictureError::ProfileTooLarge));
}

#[test]
fn a_whole_colour_profile_of_a_jpeg_stays() {
    let plain = encode_as(&sample_image(64, 48), ImageFormat::Jpeg);
    let good = sample_profile(b"RGB ", 70_000);
    let (first, second) = good.split_at(60_000);

    // Divided as it was, and in any order.
    let whole = [&plain[..2], &profile_part(2, 2, second), &profile_part(1, 2, first), &plain[2..]].concat();
    assert_eq!(clean("a.jpg", &whole), Ok(whole.clone()));

    // Anything that was hung on behind it goes.
    let longer = profile_part(2, 2, &with_private_text(second));
    let longer = [&plain[..2], &profile_part(1, 2, first), &longer, &plain[2..]].concat();
    let made = clean_private("a.jpg", &longer);
    assert_eq!(made.len(), whole.len());
    assert_eq!(load_from_memory_with_format(&made, ImageFormat::Jpeg).unwrap().width(), 64);
    assert_eq!(clean("a.jpg", &made), Ok(made.clone()), "cleaned once is cleaned");
}

/// Makes a PNG with a profile behind its head.
fn png_with_profile(plain: &[u8], profile: &[u8]) -> Vec<u8> {
    let packed = png_chunk(b"iCCP", &profile::pack_iccp(profile));
    [&plain[..33], &packed, &plain[33..]].concat()
}

#[test]
fn what_stands_for_the_colour_profile_of_a_png_and_is_none_goes() {
    let plain = encode_as(&sample_image(64, 48), ImageFormat::Png);
    let good = sample_profile(b"RGB ", 200);
    let whole = png_with_profile(&plain, &good);
    assert_eq!(clean("a.png", &whole), Ok(whole.clone()));
    assert_eq!(clean("a.png", &png_with_profile(&plain, &with_private_text(&good))), Ok(whole.clone()));
    assert_eq!(clean("a.png", &png_with_profile(&plain, PRIVATE_TEXT)), Ok(plain.clone()));

    let large = png_with_profile(&plain, &vec![0; MAX_PROFILE + 1]);
    assert_eq!(clean("a.png", &large), Err(PictureError::ProfileTooLarge));
    let other = png_with_profile(&plain, PRIVATE_TEXT);
    let twice = [&whole[..33 + whole.len() - plain.len()], &other[33..]].concat();
    assert_eq!(clean("a.png", &twice), Ok(whole));
}

/// Makes a WebP whose head says whether it has a profile.
fn webp_with_profile(profile: Option<&[u8]>) -> Vec<u8> {
    let plain = encode_as(&sample_image(40, 30), ImageFormat::WebP);
    let flags = if profile.is_some() { 0x20 } else { 0 };
    let mut chunks = Vec::new();
    write_chunk(&mut chunks, b"VP8X", &[flags, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
    if let Some(profile) = profile {
        write_chunk(&mut chunks, b"ICCP", profile);
    }
    chunks.extend(&plain[12..]);
    wrap_in_riff(&chunks)
}

#[test]
fn what_stands_for_the_colour_profile_of_a_webp_and_is_none_goes() {
    let good = webp_with_profile(Some(&sample_profile(b"RGB ", 200)));
    assert_eq!(clean("a.webp", &good), Ok(good.clone()));
    assert_eq!(clean("a.webp", &webp_with_profile(Some(PRIVATE_TEXT))), Ok(webp_with_profile(None)));
}
