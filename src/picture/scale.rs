//! Smaller copies: decoded once, scaled, set upright, and written in WebP.
//!
//! Decoders are Rust, for they read what others have made; the encoder is libwebp, which sees pixels only. Both and the
//! scaling give the same bytes everywhere: they reckon in whole numbers, with one thread.

use std::collections::HashSet;
use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};
use webp::{Encoder, WebPConfig};

use super::strip::{put_chunk, riff};
use super::{CARD, Fault, Kind, MAX_DECODED, MAX_PIXELS, Refusal, head};

/// The most memory that a decoder may ask for, in bytes.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;

/// Photographs in WebP, of 100: no one sees a difference at the size of a page.
const QUALITY: f32 = 80.0;

/// Photographs in JPEG, of 100.
const CARD_QUALITY: u8 = 85;

/// A PNG of no more colours is a drawing, and stays sharp: its copies lose nothing.
const FLAT: usize = 4096;

/// Entries of the cache of colours, one for each value of 16 bits; far more than there are colours in a drawing.
const COUNTED: usize = 1 << 16;

/// A picture in memory.
pub struct Pixels {
    /// As it lies in the file: three bytes a pixel, or four.
    image: DynamicImage,
    way: u8,
    profile: Option<Vec<u8>>,
    flat: bool,
}

/// Decodes a JPEG, PNG or WebP that [`make`](super::make) has cleaned: decoders unfold what stands beside the pixels, too.
///
/// # Errors
/// If it is broken, or would take too much memory.
pub fn decode(bytes: &[u8], kind: Kind) -> Result<Pixels, Refusal> {
    let format = match kind {
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Png => ImageFormat::Png,
        Kind::Webp => ImageFormat::WebP,
        _ => return Err(Fault::Broken.into()),
    };

    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Fault::Broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Fault::Huge(width, height).into());
    }
    if decoder.total_bytes() > MAX_DECODED {
        let depth = u32::from(decoder.color_type().bytes_per_pixel());
        return Err(Refusal::Deep { width, height, depth });
    }

    let profile = decoder.icc_profile().ok().flatten().filter(|profile| is_rgb(profile));
    let image = DynamicImage::from_decoder(decoder).map_err(|_| Fault::Broken)?;
    let image: DynamicImage = match image {
        image @ (DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_)) => image,
        image if image.color().has_alpha() => image.into_rgba8().into(),
        image => image.into_rgb8().into(),
    };
    let flat = kind == Kind::Png && is_flat(&image);
    Ok(Pixels { image, way: head::orientation(bytes, kind), profile, flat })
}

/// Whether a colour profile is for red, green and blue: one for four inks says nothing of decoded pixels.
fn is_rgb(profile: &[u8]) -> bool {
    profile.get(16..20) == Some(b"RGB ")
}

fn is_flat(image: &DynamicImage) -> bool {
    let size = usize::from(image.color().bytes_per_pixel());
    let mut colours = HashSet::new();

    // A direct-mapped cache of colours that were counted: most pixels of a drawing need no look into the set.
    let mut counted: Vec<&[u8]> = vec![&[]; COUNTED];
    image.as_bytes().chunks_exact(size).all(|pixel| {
        let packed = pixel.iter().fold(0_u32, |packed, byte| packed << 8 | u32::from(*byte));
        let slot = &mut counted[(packed.wrapping_mul(0x9E37_79B1) >> 16) as usize];
        if *slot != pixel {
            *slot = pixel;
            colours.insert(pixel);
        }
        colours.len() <= FLAT
    })
}

impl Pixels {
    /// A copy in WebP that is `width` pixels wide when it stands upright.
    ///
    /// # Errors
    /// If it cannot be made: nothing that was decoded should do that.
    pub fn scaled(&self, width: u32) -> Result<Vec<u8>, Fault> {
        let image = self.upright(width)?;
        encode(&image, self.flat, self.profile.as_deref()).ok_or(Fault::Broken)
    }

    /// A copy in JPEG for those who share a link; what shines through lies on white.
    ///
    /// # Errors
    /// If it cannot be made: nothing that was decoded should do that.
    pub fn card(&self) -> Result<Vec<u8>, Fault> {
        let image = match self.upright(CARD)? {
            DynamicImage::ImageRgba8(image) => on_white(&image),
            image => image.into_rgb8(),
        };
        let mut out = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut out, CARD_QUALITY);
        if let Some(profile) = &self.profile {
            encoder.set_icc_profile(profile.clone()).map_err(|_| Fault::Broken)?;
        }
        encoder.encode_image(&image).map_err(|_| Fault::Broken)?;
        Ok(out)
    }

    /// As it is seen, `width` pixels wide.
    fn upright(&self, width: u32) -> Result<DynamicImage, Fault> {
        let lies = self.way >= 5;
        let (own_width, own_height) = (self.image.width(), self.image.height());
        let (seen_width, seen_height) = if lies { (own_height, own_width) } else { (own_width, own_height) };
        let width = width.clamp(1, seen_width.max(1));
        let scaled =
            (u64::from(seen_height) * u64::from(width) + u64::from(seen_width) / 2) / u64::from(seen_width.max(1));
        let height = u32::try_from(scaled).unwrap_or(u32::MAX).max(1);
        let (to_width, to_height) = if lies { (height, width) } else { (width, height) };
        let mut image = self.resized(to_width, to_height).ok_or(Fault::Broken)?;
        image.apply_orientation(Orientation::from_exif(self.way).unwrap_or(Orientation::NoTransforms));
        Ok(image)
    }

    fn resized(&self, width: u32, height: u32) -> Option<DynamicImage> {
        if (width, height) == (self.image.width(), self.image.height()) {
            return Some(self.image.clone());
        }
        let alpha = self.image.color().has_alpha();
        let kind = if alpha { PixelType::U8x4 } else { PixelType::U8x3 };
        let own = fast_image_resize::images::ImageRef::new(
            self.image.width(),
            self.image.height(),
            self.image.as_bytes(),
            kind,
        )
        .ok()?;
        let mut out = Image::new(width, height, kind);
        // Lanczos; what shines through does not stain what does not.
        Resizer::new().resize(&own, &mut out, &ResizeOptions::new()).ok()?;
        let bytes = out.into_vec();
        Some(if alpha {
            RgbaImage::from_raw(width, height, bytes)?.into()
        } else {
            RgbImage::from_raw(width, height, bytes)?.into()
        })
    }
}

fn on_white(image: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0.map(u32::from);
        // No more than 255 × 255 / 255.
        image::Rgb([red, green, blue].map(|c| ((c * alpha + 255 * (255 - alpha)) / 255) as u8))
    })
}

fn encode(image: &DynamicImage, lossless: bool, profile: Option<&[u8]>) -> Option<Vec<u8>> {
    let (width, height, alpha) = (image.width(), image.height(), image.color().has_alpha());
    let pixels = image.as_bytes();
    let encoder =
        if alpha { Encoder::from_rgba(pixels, width, height) } else { Encoder::from_rgb(pixels, width, height) };
    let mut config = WebPConfig::new().ok()?;
    config.lossless = i32::from(lossless);
    config.quality = if lossless { 75.0 } else { QUALITY };
    let webp = encoder.encode_advanced(&config).ok()?;
    match profile {
        Some(profile) => with_profile(&webp, profile, (width, height), alpha),
        None => Some(webp.to_vec()),
    }
}

/// A WebP with a colour profile: without it, the colours of a good camera turn pale.
fn with_profile(webp: &[u8], profile: &[u8], (width, height): (u32, u32), alpha: bool) -> Option<Vec<u8>> {
    let own = webp.get(12..)?;
    // The encoder has made this chunk by itself where a transparency stands beside the pixels.
    let own = if own.starts_with(b"VP8X") { own.get(18..)? } else { own };
    let mut flags = vec![0x20 | if alpha { 0x10 } else { 0 }, 0, 0, 0];
    flags.extend(&(width - 1).to_le_bytes()[..3]);
    flags.extend(&(height - 1).to_le_bytes()[..3]);
    let mut chunks = Vec::with_capacity(own.len() + profile.len() + 32);
    put_chunk(&mut chunks, b"VP8X", &flags);
    put_chunk(&mut chunks, b"ICCP", profile);
    chunks.extend(own);
    Some(riff(&chunks))
}
