//! Smaller copies: decoded once, scaled, set upright, and written in WebP.
//!
//! Decoders are Rust, for they read files of others; the encoder is libwebp, which sees pixels only. Both and the
//! scaling give the same bytes everywhere: they reckon in whole numbers, with one thread.

use std::collections::HashSet;
use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};
use webp::{Encoder, WebPConfig};

use super::error::{PictureError, PictureFileError};
use super::facts::{MAX_CARD_BYTES, MAX_PIXELS, PictureKind};
use super::strip::{wrap_in_riff, write_chunk};
use super::{exif, head};

/// The most bytes of a decoded picture. One of 64 megapixels with 16 bits a colour would take half a gigabyte before it
/// is brought to 8 bits.
pub const MAX_DECODED: u64 = 256 * 1024 * 1024;

/// The most memory that a decoder may ask for, in bytes.
const MAX_DECODER_MEMORY: u64 = 512 * 1024 * 1024;

/// Quality of photographs in WebP, of 100: no one sees a difference at the size of a page.
const WEBP_QUALITY: f32 = 80.0;

/// The effort, of 100, that lossless WebP takes to become small.
const LOSSLESS_EFFORT: f32 = 75.0;

/// Qualities of photographs in JPEG, of 100, from the best; the first whose file is small enough counts, or else the last.
const CARD_QUALITIES: [u8; 4] = [85, 75, 65, 50];

/// A PNG of no more colours is a drawing, and stays sharp: its copies lose nothing.
const MAX_FLAT_COLOURS: usize = 4096;

/// Entries of the cache of colours, one for each value of 16 bits; far more than there are colours in a drawing.
const COLOUR_CACHE_SIZE: usize = 1 << 16;

/// A picture in memory.
pub struct DecodedPicture {
    /// As it lies in the file: three bytes a pixel, or four.
    image: DynamicImage,
    /// The EXIF orientation.
    orientation: u8,
    /// The colour profile, if it is for red, green and blue.
    profile: Option<Vec<u8>>,
    /// Whether it is a drawing.
    is_flat: bool,
}

/// Decodes a JPEG, PNG or WebP that [`make_variant`](super::make_variant) has cleaned: decoders unfold what stands beside
/// the pixels, too.
///
/// # Errors
/// If it is broken, or would take too much memory.
pub fn decode_picture(bytes: &[u8], kind: PictureKind) -> Result<DecodedPicture, PictureError> {
    let format = match kind {
        PictureKind::Jpeg => ImageFormat::Jpeg,
        PictureKind::Png => ImageFormat::Png,
        PictureKind::Webp => ImageFormat::WebP,
        _ => return Err(PictureFileError::Broken.into()),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODER_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PictureFileError::Broken)?;
    check_decoded_size(&decoder)?;

    let profile = decoder.icc_profile().ok().flatten().filter(|profile| is_rgb(profile));
    let image = DynamicImage::from_decoder(decoder).map_err(|_| PictureFileError::Broken)?;
    let image: DynamicImage = match image {
        image @ (DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_)) => image,
        image if image.color().has_alpha() => image.into_rgba8().into(),
        image => image.into_rgb8().into(),
    };

    let is_flat = kind == PictureKind::Png && is_drawing(&image);
    Ok(DecodedPicture { image, orientation: head::read_orientation(bytes, kind), profile, is_flat })
}

/// Checks the size of a picture before its pixels are decoded.
fn check_decoded_size(decoder: &impl ImageDecoder) -> Result<(), PictureError> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureFileError::TooManyPixels(width, height).into());
    }
    if decoder.total_bytes() > MAX_DECODED {
        let depth = u32::from(decoder.color_type().bytes_per_pixel());
        return Err(PictureError::TooMuchMemory { width, height, depth });
    }
    Ok(())
}

/// Returns whether a colour profile is for red, green and blue: one for four inks says nothing of decoded pixels.
fn is_rgb(profile: &[u8]) -> bool {
    profile.get(16..20) == Some(b"RGB ")
}

/// Returns whether a picture has so few colours that it is a drawing.
fn is_drawing(image: &DynamicImage) -> bool {
    let size = usize::from(image.color().bytes_per_pixel());
    let mut colours = HashSet::new();

    // A direct-mapped cache of colours that were counted: most pixels of a drawing need no look into the set.
    let mut counted: Vec<&[u8]> = vec![&[]; COLOUR_CACHE_SIZE];
    image.as_bytes().chunks_exact(size).all(|pixel| {
        let packed = pixel.iter().fold(0_u32, |packed, byte| packed << 8 | u32::from(*byte));
        let slot = &mut counted[(packed.wrapping_mul(0x9E37_79B1) >> 16) as usize];
        if *slot != pixel {
            *slot = pixel;
            colours.insert(pixel);
        }
        colours.len() <= MAX_FLAT_COLOURS
    })
}

impl DecodedPicture {
    /// Encodes a copy in WebP that is `width` pixels wide when it stands upright.
    ///
    /// # Errors
    /// If it cannot be made: nothing that was decoded should do that.
    pub fn to_webp(&self, width: u32) -> Result<Vec<u8>, PictureFileError> {
        let image = self.scale_upright(width)?;
        encode_webp(&image, self.is_flat, self.profile.as_deref()).ok_or(PictureFileError::Broken)
    }

    /// Encodes a copy in JPEG of a width and a height for sites that show shared links, cut to its middle; of a portrait
    /// nearer to its top, where faces are. What is transparent lies on white.
    ///
    /// # Errors
    /// If it cannot be made: nothing that was decoded should do that.
    pub fn to_share_card(&self, (width, height): (u32, u32)) -> Result<Vec<u8>, PictureFileError> {
        let seen = self.seen_size();
        let covering_width = (u64::from(height) * u64::from(seen.width)).div_ceil(u64::from(seen.height.max(1)));
        let scaled = self.scale_upright(width.max(u32::try_from(covering_width).unwrap_or(u32::MAX)))?;

        let above = if seen.height > seen.width { 4 } else { 2 };
        let left = scaled.width().saturating_sub(width) / 2;
        let top = scaled.height().saturating_sub(height) / above;
        let image = match scaled.crop_imm(left, top, width, height) {
            DynamicImage::ImageRgba8(image) => blend_on_white(&image),
            image => image.into_rgb8(),
        };

        let mut card = Vec::new();
        for quality in CARD_QUALITIES {
            card = self.encode_jpeg(&image, quality)?;
            if card.len() as u64 <= MAX_CARD_BYTES {
                break;
            }
        }
        Ok(card)
    }

    fn encode_jpeg(&self, image: &RgbImage, quality: u8) -> Result<Vec<u8>, PictureFileError> {
        let mut out = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
        if let Some(profile) = &self.profile {
            encoder.set_icc_profile(profile.clone()).map_err(|_| PictureFileError::Broken)?;
        }
        encoder.encode_image(image).map_err(|_| PictureFileError::Broken)?;
        Ok(out)
    }

    /// Returns its size as it is seen, upright.
    fn seen_size(&self) -> Size {
        let size = Size { width: self.image.width(), height: self.image.height() };
        if exif::is_sideways(self.orientation) { size.turned() } else { size }
    }

    /// Scales it to `width` pixels as it is seen, and sets it upright. It is never made wider than it is.
    fn scale_upright(&self, width: u32) -> Result<DynamicImage, PictureFileError> {
        let mut size = self.seen_size().scaled_to(width);
        if exif::is_sideways(self.orientation) {
            size = size.turned();
        }
        let mut image = self.resize_to(size).ok_or(PictureFileError::Broken)?;
        image.apply_orientation(Orientation::from_exif(self.orientation).unwrap_or(Orientation::NoTransforms));
        Ok(image)
    }

    /// Scales it as it lies in the file. Lanczos-3 on premultiplied alpha: transparent pixels do not stain their
    /// neighbours.
    fn resize_to(&self, size: Size) -> Option<DynamicImage> {
        let Size { width, height } = size;
        if width == self.image.width() && height == self.image.height() {
            return Some(self.image.clone());
        }

        let has_alpha = self.image.color().has_alpha();
        let pixel_type = if has_alpha { PixelType::U8x4 } else { PixelType::U8x3 };
        let bytes = self.image.as_bytes();
        let source = ImageRef::new(self.image.width(), self.image.height(), bytes, pixel_type).ok()?;
        let mut target = Image::new(width, height, pixel_type);
        Resizer::new().resize(&source, &mut target, &ResizeOptions::new()).ok()?;

        let bytes = target.into_vec();
        Some(if has_alpha {
            RgbaImage::from_raw(width, height, bytes)?.into()
        } else {
            RgbImage::from_raw(width, height, bytes)?.into()
        })
    }
}

/// The size of an image in pixels.
#[derive(Clone, Copy)]
struct Size {
    width: u32,
    height: u32,
}

impl Size {
    /// Returns the size of the image turned by 90 degrees.
    fn turned(self) -> Self {
        Self { width: self.height, height: self.width }
    }

    /// Returns the size of a copy of a width, its height rounded.
    fn scaled_to(self, width: u32) -> Self {
        let own_width = u64::from(self.width);
        let width = width.clamp(1, self.width.max(1));
        let height = (u64::from(self.height) * u64::from(width) + own_width / 2) / own_width.max(1);
        Self { width, height: u32::try_from(height).unwrap_or(u32::MAX).max(1) }
    }
}

/// Removes transparency, as if the picture lay on white paper.
fn blend_on_white(image: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0.map(u32::from);
        // No more than 255 × 255 / 255.
        image::Rgb([red, green, blue].map(|c| ((c * alpha + 255 * (255 - alpha)) / 255) as u8))
    })
}

/// Encodes an image in WebP, with a colour profile if it has one.
fn encode_webp(image: &DynamicImage, is_lossless: bool, profile: Option<&[u8]>) -> Option<Vec<u8>> {
    let pixels = image.as_bytes();
    let encoder = if image.color().has_alpha() {
        Encoder::from_rgba(pixels, image.width(), image.height())
    } else {
        Encoder::from_rgb(pixels, image.width(), image.height())
    };

    let mut config = WebPConfig::new().ok()?;
    config.lossless = i32::from(is_lossless);
    config.quality = if is_lossless { LOSSLESS_EFFORT } else { WEBP_QUALITY };
    let webp = encoder.encode_advanced(&config).ok()?;
    match profile {
        Some(profile) => insert_profile(&webp, profile, image),
        None => Some(webp.to_vec()),
    }
}

/// Writes a colour profile into a WebP of an image: without it, the colours of a good camera turn pale.
fn insert_profile(webp: &[u8], profile: &[u8], image: &DynamicImage) -> Option<Vec<u8>> {
    let own = webp.get(12..)?;
    // The encoder has made this chunk by itself where a transparency stands beside the pixels.
    let own = if own.starts_with(b"VP8X") { own.get(18..)? } else { own };

    // Flags of what there is, then width and height less one in 24 bits.
    let mut head = vec![0x20 | if image.color().has_alpha() { 0x10 } else { 0 }, 0, 0, 0];
    head.extend(&(image.width() - 1).to_le_bytes()[..3]);
    head.extend(&(image.height() - 1).to_le_bytes()[..3]);

    let mut chunks = Vec::with_capacity(own.len() + profile.len() + 32);
    write_chunk(&mut chunks, b"VP8X", &head);
    write_chunk(&mut chunks, b"ICCP", profile);
    chunks.extend(own);
    Some(wrap_in_riff(&chunks))
}
