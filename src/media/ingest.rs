//! Taking a picture in: bytes from anyone become clean files of ours. Nothing of the upload is kept but its pixels.
//!
//! A picture is measured before it is decoded, because a file of 50 kB can ask for gigabytes.

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};
use tokio::sync::Semaphore;

use super::picture::{self, Kind, Picture, WIDTHS};
use crate::error::Error;
use crate::platform::Ground;
use crate::refusal;

pub const MOST_BYTES: usize = 25 * 1024 * 1024;
const MOST_SIDE: u32 = 8_000;
const MOST_PIXELS: u64 = 50_000_000;
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// What a picture on a card may weigh; the quality gives way until it does.
const CARD_BYTES: usize = 40_000;
const WEBP_QUALITIES: [f32; 6] = [78.0, 66.0, 54.0, 42.0, 30.0, 18.0];
const JPEG_QUALITY: u8 = 82;
/// A decode may take a quarter of a gigabyte, so the others wait for their turn.
static DECODING: Semaphore = Semaphore::const_new(2);

#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    #[error("more than {MOST_BYTES} bytes")]
    TooLarge,
    /// No picture at all, or one that is broken.
    #[error("not a picture, or a broken one")]
    NotAPicture,
    /// A picture in a format that not every browser shows.
    #[error("pictures of the kind {0} are not taken")]
    Unsupported(&'static str),
    #[error("more than {MOST_SIDE} pixels wide or high, or {MOST_PIXELS} in all")]
    TooManyPixels,
    #[error(transparent)]
    Failed(Error),
}
refusal!(IngestError);

impl IngestError {
    /// Fluent key of the sentence beside the field.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        match self {
            IngestError::TooLarge => "media-too-large",
            IngestError::NotAPicture => "media-not-a-picture",
            IngestError::Unsupported("heic") => "media-heic",
            IngestError::Unsupported(_) => "media-unsupported",
            IngestError::TooManyPixels => "media-too-many-pixels",
            IngestError::Failed(_) => "error-internal",
        }
    }
}

/// Takes an upload in: checks it, writes its renditions, then its row. The same bytes again are the same picture.
///
/// # Refuses
/// What is too large, no picture, or in a format that browsers do not share; nothing is written then.
pub async fn ingest(ground: &Ground, upload: impl Into<Bytes>) -> Result<Picture, IngestError> {
    let upload: Bytes = upload.into();
    if upload.len() > MOST_BYTES {
        return Err(IngestError::TooLarge);
    }
    let hash = picture::hash_of(&upload);
    if let Some(known) = picture::find(&mut *ground.db.conn().await?, &hash).await? {
        return Ok(known);
    }
    let turn = DECODING.acquire().await.map_err(|error| Error::Internal(error.into()))?;
    let rendered = tokio::task::spawn_blocking(move || render(&upload)).await;
    drop(turn);
    let clean = match rendered {
        Ok(outcome) => outcome?,
        Err(error) => {
            tracing::warn!(%error, "a picture broke its decoder");
            return Err(IngestError::NotAPicture);
        }
    };
    for file in clean.files {
        ground.files.put(&picture::file_name(&hash, file.width, file.kind), file.bytes).await.map_err(Error::from)?;
    }
    Ok(picture::keep(&mut *ground.db.conn().await?, &hash, clean.width, clean.height).await?)
}

/// Opaque RGBA pixels as a JPEG file, as a camera would hand it over.
#[must_use]
pub fn jpeg(rgba: Vec<u8>, width: u32, height: u32, quality: u8) -> Option<Vec<u8>> {
    let pixels = DynamicImage::ImageRgba8(RgbaImage::from_raw(width, height, rgba)?).into_rgb8();
    jpg(&pixels, quality)
}

fn jpg(pixels: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    encoder.encode(pixels.as_raw(), pixels.width(), pixels.height(), ExtendedColorType::Rgb8).ok()?;
    Some(bytes)
}

/// All files of a picture, ready to be written.
struct Clean {
    width: i32,
    height: i32,
    files: Vec<File>,
}

struct File {
    /// The width in its name.
    width: u32,
    kind: Kind,
    bytes: Vec<u8>,
}

fn render(upload: &[u8]) -> Result<Clean, IngestError> {
    let (decoded, orientation) = decode(upload)?;
    let (width, height) = match orientation {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => {
            (decoded.height(), decoded.width())
        }
        _ => (decoded.width(), decoded.height()),
    };
    // Shrunk first and turned upright after: turning the original would need its memory twice.
    let largest = WIDTHS.iter().copied().max().unwrap_or(width);
    let mut upright = shrink(decoded, largest.min(width), width);
    upright.apply_orientation(orientation);
    let mut upright = flatten(upright);
    let mut files = Vec::new();
    for name in WIDTHS.into_iter().rev() {
        if upright.width() > name {
            let width = upright.width();
            upright = shrink(DynamicImage::ImageRgb8(upright), name, width).into_rgb8();
        }
        files.push(File { width: name, kind: Kind::Webp, bytes: webp(&upright, name < largest)? });
        let jpg = jpg(&upright, JPEG_QUALITY);
        files.push(File { width: name, kind: Kind::Jpg, bytes: jpg.ok_or(IngestError::NotAPicture)? });
    }
    let side = |n: u32| i32::try_from(n).map_err(|_| IngestError::TooManyPixels);
    Ok(Clean { width: side(width)?, height: side(height)?, files })
}

/// Decodes within the limits; the format is told by the bytes, whatever the name said.
fn decode(upload: &[u8]) -> Result<(DynamicImage, Orientation), IngestError> {
    let format = match image::guess_format(upload) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => format,
        _ => return Err(foreign(upload).map_or(IngestError::NotAPicture, IngestError::Unsupported)),
    };
    if format == ImageFormat::Jpeg && !jpeg_is_whole(upload) {
        return Err(IngestError::NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(upload), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if width > MOST_SIDE || height > MOST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(IngestError::TooManyPixels);
    }
    if decoder.total_bytes() > MOST_MEMORY {
        return Err(IngestError::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let decoded = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok((decoded, orientation))
}

fn refused(error: image::ImageError) -> IngestError {
    match error {
        image::ImageError::Limits(_) => IngestError::TooManyPixels,
        _ => IngestError::NotAPicture,
    }
}

/// Names a picture format we know and do not take.
fn foreign(upload: &[u8]) -> Option<&'static str> {
    if upload.get(4..8) == Some(b"ftyp") {
        return match upload.get(8..12) {
            Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1") => Some("heic"),
            Some(b"avif" | b"avis") => Some("avif"),
            _ => None,
        };
    }
    match image::guess_format(upload).ok()? {
        ImageFormat::Gif => Some("gif"),
        ImageFormat::Bmp => Some("bmp"),
        ImageFormat::Tiff => Some("tiff"),
        ImageFormat::Avif => Some("avif"),
        _ => None,
    }
}

/// Whether a JPEG has an end. Decoders fill a torn one up with grey, which no buyer should see.
fn jpeg_is_whole(upload: &[u8]) -> bool {
    let mut at = 2_usize;
    loop {
        match (upload.get(at), upload.get(at + 1)) {
            (Some(0xFF), Some(0xFF)) => at += 1,
            // Start of scan: the pixels follow, in which FF is always followed by 00.
            (Some(0xFF), Some(0xDA)) => {
                return upload.get(at..).is_some_and(|scan| scan.windows(2).any(|pair| pair == [0xFF, 0xD9]));
            }
            (Some(0xFF), Some(_)) => {
                let length = upload.get(at + 2..at + 4).and_then(|l| <[u8; 2]>::try_from(l).ok());
                let Some(length) = length.map(u16::from_be_bytes).filter(|l| *l >= 2) else { return false };
                at += 2 + usize::from(length);
            }
            _ => return false,
        }
    }
}

/// Smaller by `part` in `whole`; nothing changes when they are the same.
fn shrink(image: DynamicImage, part: u32, whole: u32) -> DynamicImage {
    if part >= whole {
        return image;
    }
    let (width, height) = (scaled(image.width(), part, whole), scaled(image.height(), part, whole));
    // A big photo is brought near by plain averages first, which are quick; the last step is the careful one.
    let near = if whole / part.max(1) >= 4 { image.thumbnail_exact(width * 2, height * 2) } else { image };
    near.resize_exact(width, height, FilterType::CatmullRom)
}

fn scaled(side: u32, part: u32, whole: u32) -> u32 {
    let (side, part, whole) = (u64::from(side), u64::from(part), u64::from(whole.max(1)));
    u32::try_from((side * part + whole / 2) / whole).unwrap_or(MOST_SIDE).max(1)
}

/// What is see-through becomes white: JPEG knows no transparency.
fn flatten(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    let mut rgb = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in rgb.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, a] = from.0;
        to.0 = [r, g, b].map(|c| {
            let mixed = (u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        });
    }
    rgb
}

/// Lossy WebP; one for a card weighs at most [`CARD_BYTES`] unless it is all noise.
fn webp(image: &RgbImage, card: bool) -> Result<Vec<u8>, IngestError> {
    let encoder = webp::Encoder::from_rgb(image.as_raw(), image.width(), image.height());
    let mut smallest = Vec::new();
    for quality in WEBP_QUALITIES {
        smallest = encoder.encode_simple(false, quality).map_err(|_| IngestError::NotAPicture)?.to_vec();
        if !card || smallest.len() <= CARD_BYTES {
            break;
        }
    }
    Ok(smallest)
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma, Rgb};

    use super::*;

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// Red on the left, blue on the right.
    fn red_and_blue(width: u32, height: u32) -> Vec<u8> {
        let image =
            RgbImage::from_fn(width, height, |x, _| Rgb(if x < width / 2 { [230, 20, 20] } else { [20, 20, 230] }));
        encoded(&DynamicImage::ImageRgb8(image), ImageFormat::Jpeg)
    }

    /// An EXIF segment that says how the camera was held, and where.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
        tiff.extend(b"GPSLatitude 21.4");
        let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xFF, 0xE1], &length, &tiff, &jpeg[2..]].concat()
    }

    fn pixels(bytes: &[u8]) -> RgbImage {
        image::load_from_memory(bytes).unwrap().into_rgb8()
    }

    fn file(clean: &Clean, width: u32, kind: Kind) -> &[u8] {
        &clean.files.iter().find(|f| f.width == width && f.kind == kind).unwrap().bytes
    }

    fn refused(upload: &[u8]) -> String {
        match render(upload) {
            Ok(_) => "taken".to_owned(),
            Err(error) => format!("{error:?}"),
        }
    }

    fn contains(bytes: &[u8], needle: &[u8]) -> bool {
        bytes.windows(needle.len()).any(|w| w == needle)
    }

    #[test]
    fn a_picture_becomes_three_sizes_in_two_formats_and_is_never_blown_up() {
        let clean = render(&red_and_blue(2000, 1000)).unwrap();
        assert_eq!((clean.width, clean.height, clean.files.len()), (2000, 1000, 6));
        for width in WIDTHS {
            for kind in [Kind::Webp, Kind::Jpg] {
                assert_eq!(pixels(file(&clean, width, kind)).dimensions(), (width, width / 2));
            }
        }
        let small = render(&red_and_blue(500, 300)).unwrap();
        assert_eq!(pixels(file(&small, 1280, Kind::Webp)).dimensions(), (500, 300));
        assert_eq!(pixels(file(&small, 640, Kind::Jpg)).dimensions(), (500, 300));
        assert_eq!(pixels(file(&small, 320, Kind::Jpg)).dimensions(), (320, 192));
    }

    #[test]
    fn a_phone_held_sideways_gives_an_upright_picture_without_its_place() {
        let upload = with_exif(&red_and_blue(800, 400), 6);
        assert!(contains(&upload, b"GPSLatitude"));
        let clean = render(&upload).unwrap();
        assert_eq!((clean.width, clean.height), (400, 800));
        for f in &clean.files {
            assert!(!contains(&f.bytes, b"GPS") && !contains(&f.bytes, b"Exif"), "{}", f.width);
        }
        let upright = pixels(file(&clean, 320, Kind::Jpg));
        assert_eq!(upright.dimensions(), (320, 640));
        // Turned a quarter clockwise, what was left is on top.
        let (top, bottom) = (upright.get_pixel(160, 100), upright.get_pixel(160, 540));
        assert!(top[0] > 180 && top[2] < 80, "{top:?}");
        assert!(bottom[2] > 180 && bottom[0] < 80, "{bottom:?}");
    }

    #[test]
    fn a_busy_photo_still_makes_light_cards() {
        let busy = RgbImage::from_fn(1600, 1200, |x, y| {
            let n = (x * 7919 + y * 104_729) % 61;
            let n = u8::try_from(n).unwrap();
            Rgb([90 + n, 120 + n / 2, 60 + n])
        });
        let clean = render(&encoded(&DynamicImage::ImageRgb8(busy), ImageFormat::Png)).unwrap();
        for width in [320, 640] {
            let weight = file(&clean, width, Kind::Webp).len();
            assert!(weight <= CARD_BYTES, "{width}: {weight}");
        }
    }

    #[test]
    fn what_is_see_through_becomes_white() {
        let clear = RgbaImage::from_pixel(400, 400, image::Rgba([0, 0, 0, 0]));
        let clean = render(&encoded(&DynamicImage::ImageRgba8(clear), ImageFormat::Png)).unwrap();
        assert!(pixels(file(&clean, 320, Kind::Jpg)).pixels().all(|p| p.0.iter().all(|c| *c > 250)));
    }

    #[test]
    fn more_pixels_than_memory_are_refused_before_they_are_decoded() {
        let wide = encoded(&DynamicImage::ImageLuma8(GrayImage::new(8_001, 2)), ImageFormat::Png);
        assert_eq!(refused(&wide), "TooManyPixels");
        let bomb = encoded(&DynamicImage::ImageLuma8(GrayImage::from_pixel(7_500, 7_500, Luma([9]))), ImageFormat::Png);
        assert!(bomb.len() < 400_000, "a small file: {}", bomb.len());
        assert_eq!(refused(&bomb), "TooManyPixels");
    }

    #[test]
    fn broken_and_foreign_files_are_refused_in_words() {
        let jpeg = red_and_blue(640, 480);
        let png = encoded(&image::load_from_memory(&jpeg).unwrap(), ImageFormat::Png);
        assert_eq!(refused(&jpeg[..jpeg.len() / 2]), "NotAPicture");
        assert_eq!(refused(&png[..png.len() / 2]), "NotAPicture");
        assert_eq!(refused(b""), "NotAPicture");
        assert_eq!(refused(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "NotAPicture");
        assert_eq!(refused(b"\xFF\xD8\xFF\xE1\0\0"), "NotAPicture");
        assert_eq!(refused(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "Unsupported(\"heic\")");
        assert_eq!(refused(b"GIF89a\x01\0\x01\0\0\0\0;"), "Unsupported(\"gif\")");
        assert_eq!(IngestError::Unsupported("heic").sentence(), "media-heic");
    }

    #[test]
    fn a_file_that_is_also_a_page_or_an_archive_comes_out_as_a_picture_only() {
        let mut polyglot = red_and_blue(640, 480);
        polyglot.extend(b"PK\x03\x04<script>alert(document.cookie)</script>");
        let clean = render(&polyglot).unwrap();
        assert!(clean.files.iter().all(|f| !contains(&f.bytes, b"<script>") && !contains(&f.bytes, b"PK\x03\x04")));
        // The name an upload carries is never looked at: a PNG is a PNG.
        let png = encoded(&image::load_from_memory(&polyglot).unwrap(), ImageFormat::Png);
        assert!(render(&png).is_ok());
    }
}
