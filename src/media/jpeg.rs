//! JPEG, read by its segments before a pixel is decoded: how large it will be, how much work it asks for, where it ends.

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage, RgbaImage};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::decode::{Decoded, Ink, MOST_MEMORY, measured};
use super::foreign;
use super::ingest::IngestError;

/// Each scan of a progressive picture visits every block again. Encoders write ten or so; a bomb writes thousands.
const MOST_SCANS: u32 = 24;

const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;

/// What the segments say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Survey {
    width: u32,
    height: u32,
    components: u32,
    /// Blocks of 64 samples in all components.
    blocks: u64,
    progressive: bool,
    scans: u32,
    /// Where the last scan ends: whatever follows is no part of the picture.
    end: usize,
    /// A comment, or what a program noted, is a page, an archive or a document.
    also_else: bool,
}

/// Refuses what is larger or more work than is taken, what is torn, and what is something else besides.
pub(super) fn look(upload: &[u8]) -> Result<Survey, IngestError> {
    let survey = survey(upload).ok_or(IngestError::NotAPicture)?;
    measured(survey.width, survey.height)?;
    // Behind its end a phone puts a second picture for bright screens, or a film: those are left out.
    let behind = upload.get(survey.end..).unwrap_or_default();
    if survey.scans > MOST_SCANS || survey.also_else || foreign::is_in(behind) {
        return Err(IngestError::NotAPicture);
    }
    let pixels = u64::from(survey.width) * u64::from(survey.height);
    // With several scans the coefficients of the whole picture are kept, two bytes each.
    let kept = if survey.progressive || survey.scans > 1 { survey.blocks * 128 } else { 0 };
    if pixels * u64::from(survey.components) + kept > MOST_MEMORY {
        return Err(IngestError::TooManyPixels);
    }
    Ok(survey)
}

/// Decodes what was looked at. Small errors in the pixels are forgiven, as browsers do: cameras make them.
pub(super) fn decode(upload: &[u8], survey: Survey) -> Result<Decoded, IngestError> {
    let picture = upload.get(..survey.end).ok_or(IngestError::NotAPicture)?;
    let side = usize::try_from(super::ingest::MOST_SIDE).map_err(|_| IngestError::TooManyPixels)?;
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(side).set_max_height(side);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(picture), options);
    decoder.decode_headers().map_err(|_| IngestError::NotAPicture)?;
    // Inks stay as they are until the profile says what they look like.
    let (colours, ink) = match decoder.input_colorspace() {
        Some(ColorSpace::CMYK) => (ColorSpace::CMYK, Some(Ink::Cmyk)),
        Some(ColorSpace::YCCK) => (ColorSpace::YCCK, Some(Ink::Ycck)),
        Some(ColorSpace::Luma) => (ColorSpace::Luma, None),
        _ => (ColorSpace::RGB, None),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(colours));
    let samples = decoder.decode().map_err(|_| IngestError::NotAPicture)?;
    let (width, height) = (survey.width, survey.height);
    let image = match (colours, ink) {
        (ColorSpace::Luma, _) => GrayImage::from_raw(width, height, samples).map(DynamicImage::ImageLuma8),
        (_, Some(_)) => RgbaImage::from_raw(width, height, samples).map(DynamicImage::ImageRgba8),
        _ => RgbImage::from_raw(width, height, samples).map(DynamicImage::ImageRgb8),
    };
    Ok(Decoded {
        image: image.ok_or(IngestError::NotAPicture)?,
        ink,
        orientation: decoder
            .exif()
            .and_then(|exif| Orientation::from_exif_chunk(exif))
            .unwrap_or(Orientation::NoTransforms),
        profile: decoder.icc_profile(),
    })
}

/// Walks from segment to segment. `None` when the file is torn, has two frames, or holds fewer bits than it claims
/// blocks: decoders fill such a one up with grey, which no buyer should see.
fn survey(upload: &[u8]) -> Option<Survey> {
    let mut found = Survey::default();
    let mut drawn = 0_usize;
    let mut at = 2_usize;
    loop {
        let (0xFF, marker) = (*upload.get(at)?, *upload.get(at + 1)?) else { return None };
        match marker {
            0xFF => at += 1,
            0x01 | 0xD0..=0xD7 => at += 2,
            END => {
                found.end = at + 2;
                let bits = u64::try_from(drawn).ok()? * 8;
                return (found.scans > 0 && found.blocks <= bits).then_some(found);
            }
            _ => {
                let length = u16::from_be_bytes([*upload.get(at + 2)?, *upload.get(at + 3)?]);
                let next = at + 2 + usize::from(length.max(2));
                let segment = upload.get(at + 4..next)?;
                match marker {
                    0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                        if found.blocks > 0 {
                            return None;
                        }
                        frame(segment, &mut found)?;
                        found.progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
                    }
                    SCAN => {
                        found.scans += 1;
                        let scan = upload.get(next..)?;
                        let length = scan_length(scan)?;
                        drawn += length;
                        at = next + length;
                        continue;
                    }
                    0xE2 if segment.starts_with(b"ICC_PROFILE\0") => {}
                    0xE0..=0xEF | 0xFE => found.also_else |= foreign::is_in(segment),
                    _ => {}
                }
                at = next;
            }
        }
    }
}

/// Precision, height, width, components; for each its number, sampling and table.
fn frame(segment: &[u8], found: &mut Survey) -> Option<()> {
    let (&[_, h1, h0, w1, w0, components], parts) = segment.split_first_chunk::<6>()?;
    (found.height, found.width) = (u32::from(u16::from_be_bytes([h1, h0])), u32::from(u16::from_be_bytes([w1, w0])));
    found.components = u32::from(components);
    let samplings: Vec<(u64, u64)> =
        parts.chunks_exact(3).filter_map(|part| part.get(1).map(|s| (u64::from(s >> 4), u64::from(s & 0xF)))).collect();
    let (across, down) = (samplings.iter().map(|s| s.0).max()?, samplings.iter().map(|s| s.1).max()?);
    if samplings.len() != usize::from(components) || samplings.iter().any(|s| s.0 == 0 || s.1 == 0) {
        return None;
    }
    let units = u64::from(found.width).div_ceil(8 * across) * u64::from(found.height).div_ceil(8 * down);
    found.blocks = units * samplings.iter().map(|(h, v)| h * v).sum::<u64>();
    (found.blocks > 0).then_some(())
}

/// Bytes until the next marker. Within a scan FF is followed by 00 or by the number of a restart.
pub(super) fn scan_length(scan: &[u8]) -> Option<usize> {
    let mut from = 0_usize;
    loop {
        let at = from + scan.get(from..)?.iter().position(|byte| *byte == 0xFF)?;
        match scan.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => from = at + 2,
            0xFF => from = at + 1,
            _ => return Some(at),
        }
    }
}
