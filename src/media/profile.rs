//! Colours as they were meant: what a profile describes becomes sRGB, which is what every screen takes plain numbers for.

use image::{DynamicImage, RgbImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::decode::Ink;

/// The tables of printers' inks take one or two megabytes; nothing honest takes more.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The picture in sRGB, eight bits a channel. A profile that is broken, or not for these channels, is not looked at.
pub(super) fn to_srgb(image: DynamicImage, ink: Option<Ink>, profile: Option<&[u8]>) -> Option<RgbImage> {
    let (width, height) = (image.width(), image.height());
    let profile = profile.filter(|bytes| bytes.len() <= MOST_BYTES);
    let through = |space, layout, samples: &[u8]| {
        profile
            .and_then(|bytes| transform(bytes, space, layout, samples))
            .and_then(|rgb| RgbImage::from_raw(width, height, rgb))
    };
    if let Some(ink) = ink {
        let mut inks = image.into_rgba8().into_raw();
        inks.as_chunks_mut().0.iter_mut().for_each(|four| *four = poured(ink, *four));
        return through(DataColorSpace::Cmyk, Layout::Rgba, &inks).or_else(|| {
            let rgb = inks.as_chunks::<4>().0.iter().flat_map(|[c, m, y, k]| [*c, *m, *y].map(|ink| on_paper(ink, *k)));
            RgbImage::from_raw(width, height, rgb.collect())
        });
    }
    if !image.color().has_color() {
        let grey = image.into_luma8();
        return through(DataColorSpace::Gray, Layout::Gray, &grey)
            .or_else(|| Some(DynamicImage::ImageLuma8(grey).into_rgb8()));
    }
    let plain = image.into_rgb8();
    through(DataColorSpace::Rgb, Layout::Rgb, &plain).or(Some(plain))
}

fn transform(profile: &[u8], space: DataColorSpace, layout: Layout, samples: &[u8]) -> Option<Vec<u8>> {
    let profile = ColorProfile::new_from_slice(profile).ok().filter(|profile| profile.color_space == space)?;
    let to = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(layout, &to, Layout::Rgb, TransformOptions::default()).ok()?;
    let channels = match layout {
        Layout::Gray => 1,
        Layout::Rgba => 4,
        _ => 3,
    };
    let mut rgb = vec![0; samples.len() / channels * 3];
    transform.transform(samples, &mut rgb).ok()?;
    Some(rgb)
}

/// How much of each ink, 255 being all of it.
fn poured(ink: Ink, stored: [u8; 4]) -> [u8; 4] {
    match ink {
        Ink::Cmyk => stored.map(|turned| 255 - turned),
        Ink::Ycck => {
            let [y, cb, cr, k] = stored.map(i32::from);
            // JFIF's matrix in 1/65536; it gives cyan, magenta and yellow where it gives red, green and blue elsewhere.
            let (cb, cr) = (cb - 128, cr - 128);
            let part = |more: i32| u8::try_from((y + ((more + 32_768) >> 16)).clamp(0, 255)).unwrap_or(0);
            let black = u8::try_from(255 - k).unwrap_or(0);
            [part(91_881 * cr), part(-22_554 * cb - 46_802 * cr), part(116_130 * cb), black]
        }
    }
}

/// White paper under an ink and black.
fn on_paper(ink: u8, black: u8) -> u8 {
    let light = (255 - u32::from(ink)) * (255 - u32::from(black));
    u8::try_from((light + 127) / 255).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests;
