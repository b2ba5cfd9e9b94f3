//! Large pictures for measurements, each of a kind that takes another amount of memory:
//!
//! ```text
//! cargo run --release --example photograph -- jpeg|progressive|png|png16 WIDTH HEIGHT FILE
//! ```

use std::error::Error;
use std::fs;
use std::path::Path;

use image::{ImageBuffer, ImageFormat, Rgb, RgbImage, Rgba};

const USAGE: &str = "usage: photograph jpeg|progressive|png|png16 WIDTH HEIGHT FILE";

fn main() -> Result<(), Box<dyn Error>> {
    let [kind, width, height, file] =
        <[String; 4]>::try_from(Vec::from_iter(std::env::args().skip(1))).map_err(|_| USAGE)?;
    let width = width.parse()?;
    let height = height.parse()?;
    let file = Path::new(&file);

    match kind.as_str() {
        "jpeg" => {
            RgbImage::from_fn(width, height, |x, y| rgb_pixel(x, y, grain_at(x, y)))
                .save_with_format(file, ImageFormat::Jpeg)?;
        }
        "progressive" => fs::write(file, progressive_jpeg(width.try_into()?, height.try_into()?))?,
        // Without the grain: a PNG would have more bytes than a picture may have.
        "png" => {
            RgbImage::from_fn(width, height, |x, y| rgb_pixel(x, y, 0)).save_with_format(file, ImageFormat::Png)?;
        }
        // Sixteen bits and transparency: eight bytes a pixel before it is made smaller.
        "png16" => {
            ImageBuffer::from_fn(width, height, |x, y| Rgba([0, 1, 2, 3].map(|n| (slope_at(x, y, n) * 257) as u16)))
                .save_with_format(file, ImageFormat::Png)?;
        }
        _ => return Err(USAGE.into()),
    }
    Ok(())
}

/// The brightness of a colour, which rises slowly across the picture.
fn slope_at(x: u32, y: u32, channel: u32) -> u32 {
    (x / 23 + y / (17 + channel)) % 256
}

/// A grain, so that an encoder has some work.
fn grain_at(x: u32, y: u32) -> u32 {
    (x * 7 + y * 13) % 5
}

fn rgb_pixel(x: u32, y: u32, grain: u32) -> Rgb<u8> {
    Rgb([0, 1, 2].map(|channel| (slope_at(x, y, channel) + grain).min(255) as u8))
}

/// A grey JPEG of which the decoder has to keep every coefficient until the last scan: only the first is there.
fn progressive_jpeg(width: u16, height: u16) -> Vec<u8> {
    let [[w0, w1], [h0, h1]] = [width.to_be_bytes(), height.to_be_bytes()];
    let blocks = usize::from(width.div_ceil(8)) * usize::from(height.div_ceil(8));
    let segments: [(u8, &[u8]); 4] = [
        (0xDB, &[&[0][..], &[1; 64]].concat()),
        (0xC2, &[8, h0, h1, w0, w1, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
        // One code, a single bit, for: no difference from the block before.
        (0xC4, &[&[0, 1][..], &[0; 15], &[0]].concat()),
        (0xDA, &[3, 1, 0, 2, 0, 3, 0, 0, 0, 0]),
    ];

    let mut out = vec![0xFF, 0xD8];
    for (marker, content) in segments {
        // No segment is longer than 70 bytes.
        out.extend([0xFF, marker, 0, content.len() as u8 + 2]);
        out.extend(content);
    }

    out.resize(out.len() + (blocks * 3).div_ceil(8), 0);
    out.extend([0xFF, 0xD9]);
    out
}
