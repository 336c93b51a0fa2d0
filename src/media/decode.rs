//! From bytes to pixels. A picture is measured before it is decoded, because a file of 50 kB can ask for gigabytes.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::ingest::{IngestError, MOST_PIXELS, MOST_SIDE};
use super::{jpeg, png, riff};

/// 50 million pixels of RGB are 150 MB, with transparency 200; the rest is for what a decoder keeps beside them. A
/// progressive JPEG or a WebP needs twice its pixels and so ends at some 40 million.
pub(super) const MOST_MEMORY: u64 = 256 * 1024 * 1024;

/// What stands in a file beside the pixels; an ink profile of two megabytes is the largest that is honest.
const MOST_BESIDE: u64 = 8 * 1024 * 1024;

/// Printers' colours, which no screen shows as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// Cyan, magenta, yellow and black, all turned round, as Adobe began to write them and everyone since.
    Cmyk,
    /// The same with the first three as brightness and two differences.
    Ycck,
}

pub(super) struct Decoded {
    pub image: DynamicImage,
    /// The four channels of `image` are these inks, when it has any.
    pub ink: Option<Ink>,
    pub orientation: Orientation,
    /// An ICC profile, unchecked.
    pub profile: Option<Vec<u8>>,
}

/// A file that was looked at: no larger and no more work than is taken, and a picture only.
#[derive(Clone, Copy, Debug)]
pub(super) enum Looked {
    Jpeg(jpeg::Survey),
    Plain(ImageFormat),
}

/// Reads what a file says of itself, and no pixel: quick and in hardly any memory, however much it claims. The format is told
/// by the bytes, whatever the name said.
pub(super) fn look(upload: &[u8]) -> Result<Looked, IngestError> {
    match image::guess_format(upload) {
        Ok(ImageFormat::Jpeg) => jpeg::look(upload).map(Looked::Jpeg),
        Ok(format @ ImageFormat::Png) => png::look(upload).map(|()| Looked::Plain(format)),
        Ok(format @ ImageFormat::WebP) => {
            riff::look(upload)?;
            open(upload, format).map(|_| Looked::Plain(format))
        }
        _ => Err(foreign(upload).map_or(IngestError::NotAPicture, IngestError::Unsupported)),
    }
}

/// Decodes what was looked at, within the limits.
pub(super) fn decode(upload: &[u8], looked: Looked) -> Result<Decoded, IngestError> {
    match looked {
        Looked::Jpeg(survey) => jpeg::decode(upload, survey),
        Looked::Plain(format) => plain(upload, format),
    }
}

/// Refuses what is larger than we take.
pub(super) fn measured(width: u32, height: u32) -> Result<(), IngestError> {
    let fits = width <= MOST_SIDE && height <= MOST_SIDE && u64::from(width) * u64::from(height) <= MOST_PIXELS;
    if fits { Ok(()) } else { Err(IngestError::TooManyPixels) }
}

/// Opened and measured, with no pixel read.
fn open(upload: &[u8], format: ImageFormat) -> Result<impl ImageDecoder, IngestError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    // To a PNG this is what its texts and its profile may unpack to; its pixels are counted below.
    limits.max_alloc = Some(if format == ImageFormat::Png { MOST_BESIDE } else { MOST_MEMORY });
    let mut reader = ImageReader::with_format(Cursor::new(upload), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    measured(width, height)?;
    // WebP's decoder makes its planes or its transparency beside the picture.
    let beside = if format == ImageFormat::WebP { u64::from(width) * u64::from(height) * 4 } else { 0 };
    if decoder.total_bytes() + beside > MOST_MEMORY {
        return Err(IngestError::TooManyPixels);
    }
    Ok(decoder)
}

fn plain(upload: &[u8], format: ImageFormat) -> Result<Decoded, IngestError> {
    let mut decoder = open(upload, format)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok(Decoded { image, ink: None, orientation, profile })
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
