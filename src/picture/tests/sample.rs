//! Pictures for tests.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// Makes an image whose pixels all differ from their neighbours, and whose left upper corner is red.
pub(crate) fn sample_image(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 4 && y < height / 4 {
            Rgb([250, 10, 10])
        } else {
            Rgb([(x % 64) as u8, (y % 256) as u8, 120 + ((x / 3 + y) % 100) as u8])
        }
    })
    .into()
}

/// Encodes an image in a format.
pub(crate) fn encode_as(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// Makes a PNG of many colours.
pub(crate) fn sample_png(width: u32, height: u32) -> Vec<u8> {
    encode_as(&sample_image(width, height), ImageFormat::Png)
}

/// Makes a colour profile with one tag of `tag` bytes.
pub(crate) fn sample_profile(space: &[u8; 4], tag: usize) -> Vec<u8> {
    let size = 132 + 12 + tag;

    let mut profile = vec![0; 128];
    profile[..4].copy_from_slice(&(size as u32).to_be_bytes());
    profile[16..20].copy_from_slice(space);
    profile[36..40].copy_from_slice(b"acsp");
    profile.extend([0, 0, 0, 1]);
    profile.extend(b"desc");
    profile.extend(144_u32.to_be_bytes());
    profile.extend((tag as u32).to_be_bytes());
    profile.extend(vec![7; tag]);
    profile
}
