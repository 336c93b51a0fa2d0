//! Uploads of every kind, rendered.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma, Rgb};

use super::*;
use crate::media::decode::look;

fn render(upload: &[u8]) -> Result<Clean, IngestError> {
    super::render(upload, look(upload)?)
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Red on the left, blue on the right.
fn red_and_blue(width: u32, height: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, _| Rgb(if x < width / 2 { [230, 20, 20] } else { [20, 20, 230] }));
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

fn grey_png(width: u32, height: u32) -> Vec<u8> {
    encoded(&DynamicImage::ImageLuma8(GrayImage::from_pixel(width, height, Luma([9]))), ImageFormat::Png)
}

#[test]
fn the_bounds_are_met_to_the_pixel() {
    assert_eq!(refused(&grey_png(16_000, 2)), "taken");
    assert_eq!(refused(&grey_png(16_001, 2)), "TooManyPixels");
    assert_eq!(refused(&grey_png(2, 16_001)), "TooManyPixels");
    // Fifty million to the pixel, and a row more.
    let whole = grey_png(10_000, 5_000);
    assert!(whole.len() < 400_000, "a small file: {}", whole.len());
    assert_eq!(refused(&whole), "taken");
    assert_eq!(refused(&grey_png(10_000, 5_001)), "TooManyPixels");
}

#[test]
fn a_long_strip_keeps_its_shape_within_three_times_the_width() {
    let clean = render(&grey_png(400, 8_000)).unwrap();
    assert_eq!((clean.width, clean.height), (400, 8_000));
    assert_eq!(pixels(file(&clean, 1280, Kind::Jpg)).dimensions(), (192, 3_840));
    assert_eq!(pixels(file(&clean, 320, Kind::Webp)).dimensions(), (48, 960));
    let panorama = render(&grey_png(12_000, 4_000)).unwrap();
    assert_eq!(pixels(file(&panorama, 1280, Kind::Jpg)).dimensions(), (1280, 427));
}

#[test]
fn what_is_half_see_through_is_half_white_at_any_depth() {
    let eight = DynamicImage::ImageRgba8(RgbaImage::from_pixel(9, 9, image::Rgba([200, 100, 0, 128])));
    let sixteen = DynamicImage::ImageRgba16(eight.to_rgba16());
    let grey = DynamicImage::ImageLumaA8(image::ImageBuffer::from_pixel(9, 9, image::LumaA([100, 128])));
    for (image, expected) in [(eight, [227, 177, 127]), (sixteen, [227, 177, 127]), (grey, [177, 177, 177])] {
        let clean = render(&encoded(&image, ImageFormat::Png)).unwrap();
        let pixel = pixels(file(&clean, 320, Kind::Jpg)).get_pixel(4, 4).0;
        assert!(pixel.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 3), "{pixel:?} {expected:?}");
    }
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
    assert_eq!(refused(b"\0\0\0\x18ftypavif\0\0\0\0avifmif1"), "Unsupported(\"avif\")");
    assert_eq!(IngestError::Unsupported("heic").sentence(), "media-heic");
    assert_eq!(IngestError::Unsupported("avif").sentence(), "media-avif");
}

#[test]
fn a_file_that_is_also_a_page_an_archive_or_a_document_is_refused() {
    let jpeg = red_and_blue(640, 480);
    let png = encoded(&image::load_from_memory(&jpeg).unwrap(), ImageFormat::Png);
    let webp = encoded(&image::load_from_memory(&jpeg).unwrap(), ImageFormat::WebP);
    // The name an upload carries is never looked at: a PNG is a PNG.
    for (picture, odd) in [(&jpeg, &b"abc"[..]), (&png, &b"abcd"[..]), (&webp, &b"ab"[..])] {
        for behind in [
            &b"PK\x03\x04\x14\0\0\0\x08\0"[..],
            b"PK\x05\x06\0\0\0\0\x01\0\x01\0",
            b"\n%PDF-1.7\n",
            b"<!DOCTYPE html>",
            b"<HTML><body>",
            b"<script src=x>",
            b"<?php echo 1;",
        ] {
            assert_eq!(refused(&[&picture[..], odd, behind].concat()), "NotAPicture", "{behind:?}");
        }
        // What cameras put there: another picture, a film, a trailer of their maker's.
        for behind in [&jpeg[..], b"\0\0\0\x18ftypmp42\0\0\0\0isom", b"Image_UTC_Data1700000000SEFT", b"PK <htm <x>"] {
            assert_eq!(refused(&[&picture[..], odd, behind].concat()), "taken", "{behind:?}");
        }
    }
    let noted = |body: &[u8]| {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xFF, 0xFE], &length, body, &jpeg[2..]].concat()
    };
    assert_eq!(refused(&noted(b"%PDF-1.4 in the first thousand bytes")), "NotAPicture");
    assert_eq!(refused(&noted("Ảnh chụp ở vườn <3".as_bytes())), "taken");
}
