//! A photo on a drawing.

use image::imageops::{self, FilterType};
use image::{DynamicImage, RgbaImage};

use super::decode::{decode, look};
use super::render::jpeg;

const QUALITY: u8 = 85;

/// The drawing as a JPEG file, with the photo in its upper left corner as large as `size`: what sticks out of that shape is cut
/// off on both sides alike. `photo` is a rendition of ours. `None` when it or the drawing is no picture.
#[must_use]
pub fn mount(rgba: Vec<u8>, (width, height): (u32, u32), photo: Option<&[u8]>, size: (u32, u32)) -> Option<Vec<u8>> {
    let mut canvas = RgbaImage::from_raw(width, height, rgba)?;
    if let Some(photo) = photo {
        let photo: DynamicImage = decode(photo, look(photo).ok()?).ok()?.image;
        let face = photo.resize_to_fill(size.0, size.1, FilterType::Triangle).into_rgba8();
        imageops::replace(&mut canvas, &face, 0, 0);
    }
    jpeg(canvas.into_raw(), width, height, QUALITY)
}
