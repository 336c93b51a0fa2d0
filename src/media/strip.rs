//! Taking out of a picture all that is no picture: where and when it was taken, by whom and with what. Nothing is drawn
//! anew, so a scan stays as sharp as it came; only how a camera was held is said again, or the page would lie on its side.
//!
//! JPEG by ITU-T T.81 annex B, PNG by its specification (W3C, 3rd edition, §5), WebP by RFC 9649.

use image::metadata::Orientation;

use super::decode::look;
use super::ingest::IngestError;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// What a PNG needs to look as it does. Texts, times, EXIF and whatever else a program put in are left out.
const PNG_KEPT: [&[u8; 4]; 12] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYS", b"bKGD"];
/// And a WebP.
const WEBP_KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// The bits of a VP8X chunk that say that EXIF and XMP follow.
const WEBP_TOLD: u8 = 0b0000_1100;

/// The same picture and nothing else.
///
/// # Refuses
/// What an upload of the market's own pictures is refused for: whoever opens this one, be it a clerk, decodes it too.
pub fn strip(picture: &[u8]) -> Result<Vec<u8>, IngestError> {
    look(picture)?;
    let stripped = match picture {
        [0xFF, 0xD8, 0xFF, ..] => jpeg(picture),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', chunks @ ..] => webp(chunks),
        _ => picture.strip_prefix(PNG).and_then(png),
    };
    stripped.ok_or(IngestError::NotAPicture)
}

fn jpeg(picture: &[u8]) -> Option<Vec<u8>> {
    let mut kept = vec![0xFF, 0xD8];
    let (mut at, mut drawn, mut turned) = (2_usize, false, None);
    loop {
        let (0xFF, marker) = (*picture.get(at)?, *picture.get(at + 1)?) else { return None };
        match marker {
            0xFF => at += 1,
            0x01 | 0xD0..=0xD7 => at += 2,
            // Whatever follows is no part of the picture: a second one, or a film.
            0xD9 => {
                kept.extend([0xFF, 0xD9]);
                return drawn.then_some(kept);
            }
            _ => {
                let length = u16::from_be_bytes([*picture.get(at + 2)?, *picture.get(at + 3)?]);
                let next = at + 2 + usize::from(length);
                let segment = picture.get(at + 4..next)?;
                let whole = picture.get(at..next)?;
                match marker {
                    0xE1 => turned = turned.or_else(|| orientation(segment)),
                    // JFIF and Adobe say what the colours are, and a profile says it better.
                    0xE0 | 0xEE => kept.extend(whole),
                    0xE2 if segment.starts_with(b"ICC_PROFILE\0") => kept.extend(whole),
                    0xE2..=0xEF | 0xFE => {}
                    _ => {
                        if let Some(turned) = turned.take() {
                            kept.extend(held(turned));
                        }
                        kept.extend(whole);
                    }
                }
                at = next;
                if marker == 0xDA {
                    drawn = true;
                    let length = super::jpeg::scan_length(picture.get(at..)?)?;
                    kept.extend(picture.get(at..at + length)?);
                    at += length;
                }
            }
        }
    }
}

/// How the camera was held, when it was not held straight.
fn orientation(segment: &[u8]) -> Option<u8> {
    let exif = segment.strip_prefix(b"Exif\0\0")?;
    Orientation::from_exif_chunk(exif).map(Orientation::to_exif).filter(|turned| *turned > 1)
}

/// An EXIF segment that says this and nothing else.
fn held(turned: u8) -> Vec<u8> {
    let mut segment = b"\xFF\xE1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    segment.extend([turned, 0, 0, 0, 0, 0, 0]);
    segment
}

fn png(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut kept = PNG.to_vec();
    loop {
        let (length, _) = rest.split_first_chunk::<4>()?;
        // Length, name, and a checksum behind.
        let end = usize::try_from(u32::from_be_bytes(*length)).ok()?.checked_add(12)?;
        let (chunk, behind) = rest.split_at_checked(end)?;
        let name = chunk.get(4..8)?;
        if PNG_KEPT.iter().any(|known| known.as_slice() == name) {
            kept.extend(chunk);
        }
        if name == b"IEND" {
            return Some(kept);
        }
        rest = behind;
    }
}

fn webp(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut kept = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut drawn = false;
    while let Some((head, _)) = rest.split_first_chunk::<8>() {
        let length = usize::try_from(u32::from_le_bytes([head[4], head[5], head[6], head[7]])).ok()?;
        // Each chunk fills up to an even number of bytes; the last one of some writers does not.
        let end = length.checked_add(8)?;
        let (chunk, behind) = rest.split_at_checked(end)?;
        rest = if length % 2 == 1 { behind.get(1..).unwrap_or_default() } else { behind };
        let name = chunk.get(..4)?;
        if !WEBP_KEPT.iter().any(|known| known.as_slice() == name) {
            continue;
        }
        drawn |= matches!(name, b"VP8 " | b"VP8L" | b"ANMF");
        let from = kept.len();
        kept.extend(chunk);
        if name == b"VP8X"
            && let Some(told) = kept.get_mut(from + 8)
        {
            *told &= !WEBP_TOLD;
        }
        if length % 2 == 1 {
            kept.push(0);
        }
    }
    let size = u32::try_from(kept.len().checked_sub(8)?).ok()?;
    kept.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    drawn.then_some(kept)
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat, RgbImage};
    use proptest::prelude::*;

    use super::*;

    fn picture(format: ImageFormat) -> Vec<u8> {
        let image = RgbImage::from_fn(37, 23, |x, y| {
            image::Rgb([u8::try_from(x * 6).unwrap(), u8::try_from(y * 9).unwrap(), 120])
        });
        let mut bytes = std::io::Cursor::new(Vec::new());
        DynamicImage::from(image).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn pixels(bytes: &[u8]) -> Vec<u8> {
        image::load_from_memory(bytes).unwrap().to_rgb8().into_raw()
    }

    fn says_where(bytes: &[u8]) -> bool {
        ["GPS", "Nokia", "xmpmeta", "Photoshop"]
            .iter()
            .any(|word| bytes.windows(word.len()).any(|w| w == word.as_bytes()))
    }

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], &length[..], body].concat()
    }

    #[test]
    fn a_jpeg_loses_where_it_was_taken_and_keeps_every_pixel_and_how_it_was_held() {
        let clean = picture(ImageFormat::Jpeg);
        let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPSLatitude 21.4 Nokia";
        let profile = [b"ICC_PROFILE\0\x01\x01".as_slice(), &[7; 40]].concat();
        let told = [
            segment(0xE1, exif),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GPS"),
            segment(0xE2, b"MPF\0GPS"),
            segment(0xE2, &profile),
            segment(0xED, b"Photoshop 3.0"),
            segment(0xFE, b"GPS too"),
        ];
        let tagged = [&clean[..2], &told.concat(), &clean[2..], b"and a film with GPS"].concat();
        assert!(says_where(&tagged));
        let stripped = strip(&tagged).unwrap();
        assert!(!says_where(&stripped));
        assert_eq!(pixels(&stripped), pixels(&clean));
        assert!(stripped.windows(profile.len()).any(|w| w == profile), "its colours stay");
        let at = stripped.windows(6).position(|w| w == b"Exif\0\0").unwrap();
        assert_eq!(Orientation::from_exif_chunk(&stripped[at + 6..]), Orientation::from_exif(6));
        assert_eq!(strip(&stripped).unwrap(), stripped, "there is nothing more to take out");
        assert_eq!(pixels(&strip(&clean).unwrap()), pixels(&clean));
    }

    #[test]
    fn png_and_webp_lose_it_too() {
        let clean = picture(ImageFormat::Png);
        let text = [&13_u32.to_be_bytes()[..], b"tEXt", b"GPS\0somewhere", &[0; 4]].concat();
        let exif = [&3_u32.to_be_bytes()[..], b"eXIf", b"GPS", &[0; 4]].concat();
        let tagged = [&clean[..33], &text, &exif, &clean[33..], b"GPS behind"].concat();
        assert!(says_where(&tagged));
        let stripped = strip(&tagged).unwrap();
        assert_eq!((says_where(&stripped), pixels(&stripped)), (false, pixels(&clean)));

        let clean = picture(ImageFormat::WebP);
        let chunk = |name: &[u8; 4], body: &[u8]| {
            let pad: &[u8] = if body.len() % 2 == 1 { &[0] } else { &[] };
            [&name[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), body, pad].concat()
        };
        let head = chunk(b"VP8X", &[WEBP_TOLD, 0, 0, 0, 36, 0, 0, 22, 0, 0]);
        let mut tagged =
            [&clean[..12], &head, &clean[12..], &chunk(b"EXIF", b"GPS"), &chunk(b"XMP ", b"xmpmeta")].concat();
        let size = u32::try_from(tagged.len() - 8).unwrap();
        tagged[4..8].copy_from_slice(&size.to_le_bytes());
        let stripped = strip(&tagged).unwrap();
        assert_eq!((says_where(&stripped), pixels(&stripped)), (false, pixels(&clean)));
        assert_eq!(stripped[20] & WEBP_TOLD, 0, "and says of none");
        assert_eq!(
            usize::try_from(u32::from_le_bytes(stripped[4..8].try_into().unwrap())).unwrap() + 8,
            stripped.len()
        );
    }

    proptest! {
        #[test]
        fn torn_and_turned_over_it_is_refused_or_clean(
            kind in 0_usize..3, cut in 0_usize..4_000, flips in prop::collection::vec((0_usize..4_000, any::<u8>()), 0..6)
        ) {
            let format = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP][kind];
            let mut bytes = picture(format);
            for (at, value) in flips {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = value;
                }
            }
            bytes.truncate(cut);
            if let Ok(stripped) = strip(&bytes) {
                prop_assert_eq!(strip(&stripped).ok(), Some(stripped));
            }
        }
    }
}
