//! From pixels to the files that browsers get: three widths, two formats, upright, in sRGB, and nothing else in them.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, RgbImage, RgbaImage};
use webp::WebPConfig;

use super::decode::{Decoded, Looked, decode};
use super::ingest::IngestError;
use super::picture::{Kind, WIDTHS};
use super::profile;

/// How many times its width a rendition may be high. Only pictures of long strips are narrower than asked for.
const TALLEST: u32 = 3;
/// What a picture on a card may weigh; the quality gives way until it does.
const CARD_BYTES: usize = 40_000;
const WEBP_QUALITY: f32 = 78.0;
const LIGHTER: [f32; 5] = [66.0, 54.0, 42.0, 30.0, 18.0];
const JPEG_QUALITY: u8 = 82;

/// All files of a picture, ready to be written.
#[derive(Debug)]
pub struct Clean {
    /// Of the upload, the way up it is looked at.
    pub width: i32,
    pub height: i32,
    pub files: Vec<File>,
}

#[derive(Debug)]
pub struct File {
    /// The width in its name.
    pub width: u32,
    pub kind: Kind,
    pub bytes: Vec<u8>,
}

/// Opaque RGBA pixels as a JPEG file, as a camera would hand it over.
#[must_use]
pub fn jpeg(rgba: Vec<u8>, width: u32, height: u32, quality: u8) -> Option<Vec<u8>> {
    let pixels = DynamicImage::ImageRgba8(RgbaImage::from_raw(width, height, rgba)?).into_rgb8();
    jpg(&pixels, quality)
}

/// One decode, then ever smaller: each size is made from the next larger one.
pub(super) fn render(upload: &[u8], looked: Looked) -> Result<Clean, IngestError> {
    let Decoded { mut image, ink, orientation, profile } = decode(upload, looked)?;
    let sideways = matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    let turned = |(width, height): (u32, u32)| if sideways { (height, width) } else { (width, height) };
    if ink.is_none() {
        whiten(&mut image);
    }
    let (width, height) = turned((image.width(), image.height()));
    let largest = WIDTHS.iter().copied().max().unwrap_or(width);
    // Shrunk first, coloured and turned upright after: the original would need its memory twice.
    let small = shrink(image, turned(fitting(width, height, largest)))?;
    let plain = profile::to_srgb(small, ink, profile.as_deref()).ok_or(IngestError::NotAPicture)?;
    let mut upright = DynamicImage::ImageRgb8(plain);
    upright.apply_orientation(orientation);
    let mut files = Vec::new();
    for name in WIDTHS.into_iter().rev() {
        let size = fitting(upright.width(), upright.height(), name);
        upright = shrink(upright, size)?;
        let pixels = upright.as_rgb8().ok_or(IngestError::NotAPicture)?;
        let webp = webp(pixels, name < largest).ok_or(IngestError::NotAPicture)?;
        let jpg = jpg(pixels, JPEG_QUALITY).ok_or(IngestError::NotAPicture)?;
        files.extend([
            File { width: name, kind: Kind::Webp, bytes: webp },
            File { width: name, kind: Kind::Jpg, bytes: jpg },
        ]);
    }
    let side = |n: u32| i32::try_from(n).map_err(|_| IngestError::TooManyPixels);
    Ok(Clean { width: side(width)?, height: side(height)?, files })
}

/// The size a picture is shown in under this name; never blown up.
fn fitting(width: u32, height: u32, name: u32) -> (u32, u32) {
    let tallest = name * TALLEST;
    if width <= name && height <= tallest {
        return (width, height);
    }
    let by_width = u64::from(width) * u64::from(tallest) >= u64::from(height) * u64::from(name);
    let (part, whole) = if by_width { (name, width) } else { (tallest, height) };
    (scaled(width, part, whole), scaled(height, part, whole))
}

fn scaled(side: u32, part: u32, whole: u32) -> u32 {
    let (side, part, whole) = (u64::from(side), u64::from(part), u64::from(whole.max(1)));
    u32::try_from((side * part + whole / 2) / whole).unwrap_or(u32::MAX).max(1)
}

fn shrink(image: DynamicImage, (width, height): (u32, u32)) -> Result<DynamicImage, IngestError> {
    if (image.width(), image.height()) == (width, height) {
        return Ok(image);
    }
    // What was see-through is white by now, and inks are no transparency.
    let careful = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom)).use_alpha(false);
    let mut small = DynamicImage::new(width, height, image.color());
    Resizer::new().resize(&image, &mut small, &careful).map_err(|_| IngestError::NotAPicture)?;
    Ok(small)
}

/// What is see-through becomes white, in place: JPEG knows no transparency.
fn whiten(image: &mut DynamicImage) {
    match image {
        DynamicImage::ImageLumaA8(image) => mix::<2, u8>(image, u8::MAX),
        DynamicImage::ImageRgba8(image) => mix::<4, u8>(image, u8::MAX),
        DynamicImage::ImageLumaA16(image) => mix::<2, u16>(image, u16::MAX),
        DynamicImage::ImageRgba16(image) => mix::<4, u16>(image, u16::MAX),
        _ => {}
    }
}

/// The last channel says how much of the others is seen.
fn mix<const CHANNELS: usize, T: Copy + Into<u32> + TryFrom<u32> + PartialEq>(samples: &mut [T], white: T) {
    for pixel in samples.as_chunks_mut::<CHANNELS>().0 {
        let Some(seen) = pixel.last().copied().filter(|seen| *seen != white) else { continue };
        let (seen, full): (u32, u32) = (seen.into(), white.into());
        *pixel =
            pixel.map(|c| T::try_from((c.into() * seen + full * (full - seen) + full / 2) / full).unwrap_or(white));
        if let Some(last) = pixel.last_mut() {
            *last = white;
        }
    }
}

fn jpg(pixels: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    encoder.encode(pixels.as_raw(), pixels.width(), pixels.height(), ExtendedColorType::Rgb8).ok()?;
    Some(bytes)
}

/// Lossy WebP; one for a card weighs at most [`CARD_BYTES`] unless it is all noise.
fn webp(image: &RgbImage, card: bool) -> Option<Vec<u8>> {
    let encoder = webp::Encoder::from_rgb(image.as_raw(), image.width(), image.height());
    let mut settings = WebPConfig::new().ok()?;
    let mut encode = |quality| {
        settings.quality = quality;
        encoder.encode_advanced(&settings).ok().map(|bytes| bytes.to_vec())
    };
    let mut best = encode(WEBP_QUALITY)?;
    if !card || best.len() <= CARD_BYTES {
        return Some(best);
    }
    // The best quality that is light enough, found by halving: an encoding takes as long as all else of a card.
    let mut left: &[f32] = &LIGHTER;
    while let Some((middle, (better, worse))) = left.get(left.len() / 2).zip(left.split_at_checked(left.len() / 2)) {
        let bytes = encode(*middle)?;
        let light = bytes.len() <= CARD_BYTES;
        if light || best.len() > CARD_BYTES {
            best = bytes;
        }
        left = if light { better } else { worse.get(1..)? };
    }
    Some(best)
}

#[cfg(test)]
mod tests;
