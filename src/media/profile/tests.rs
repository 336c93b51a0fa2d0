//! Profiles made here, and what the colours under them become.

use image::{GrayImage, Luma, Rgb, Rgba, RgbaImage};

use super::*;

fn under(profile: &ColorProfile, rgb: [u8; 3]) -> [u8; 3] {
    let bytes = profile.encode().unwrap();
    let image = DynamicImage::ImageRgb8(RgbImage::from_pixel(20, 10, Rgb(rgb)));
    to_srgb(image, None, Some(&bytes)).unwrap().get_pixel(7, 3).0
}

fn near(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 2)
}

#[test]
fn wide_colours_become_those_a_screen_shows() {
    // Computed from the primaries: P3's (200, 80, 60) is a stronger red in sRGB's numbers.
    let p3 = under(&ColorProfile::new_display_p3(), [200, 80, 60]);
    assert!(near(p3, [216, 69, 50]), "{p3:?}");
    // Adobe RGB's middle green needs less red in sRGB and the same green.
    let adobe = under(&ColorProfile::new_adobe_rgb(), [100, 150, 80]);
    assert!(near(adobe, [66, 151, 74]), "{adobe:?}");
    for grey in [0, 60, 128, 255] {
        let same = under(&ColorProfile::new_display_p3(), [grey; 3]);
        assert!(near(same, [grey; 3]), "{grey}: {same:?}");
        let plain = under(&ColorProfile::new_srgb(), [grey, 10, 200]);
        assert!(near(plain, [grey, 10, 200]), "{plain:?}");
    }
}

#[test]
fn a_broken_profile_is_as_good_as_none() {
    let whole = ColorProfile::new_display_p3().encode().unwrap();
    let image = || DynamicImage::ImageRgb8(RgbImage::from_pixel(4, 4, Rgb([200, 80, 60])));
    let plain = |profile: &[u8]| to_srgb(image(), None, Some(profile)).unwrap().get_pixel(0, 0).0;
    assert_ne!(plain(&whole), [200, 80, 60]);
    assert_eq!(plain(b""), [200, 80, 60]);
    assert_eq!(plain(&whole[..whole.len() / 2]), [200, 80, 60]);
    assert_eq!(plain(&vec![0xFF; MOST_BYTES + 1]), [200, 80, 60]);
    // One for other channels than the picture has.
    assert_eq!(plain(&ColorProfile::new_gray_with_gamma(2.2).encode().unwrap()), [200, 80, 60]);
    // Whatever byte is wrong, a picture comes out.
    for at in 0..whole.len() {
        for wrong in [0x00, 0x7F, 0xFF] {
            let mut broken = whole.clone();
            broken[at] = wrong;
            assert_eq!(to_srgb(image(), None, Some(&broken)).unwrap().dimensions(), (4, 4), "byte {at}");
        }
    }
}

#[test]
fn greys_have_profiles_too() {
    let grey = || DynamicImage::ImageLuma8(GrayImage::from_pixel(4, 4, Luma([128])));
    let linear = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let lit = to_srgb(grey(), None, Some(&linear)).unwrap().get_pixel(0, 0).0;
    assert!(near(lit, [188; 3]), "{lit:?}");
    assert_eq!(to_srgb(grey(), None, None).unwrap().get_pixel(0, 0).0, [128; 3]);
}

#[test]
fn inks_without_a_profile_are_ink_on_white_paper() {
    let seen = |ink, stored| {
        let image = DynamicImage::ImageRgba8(RgbaImage::from_pixel(4, 4, Rgba(stored)));
        to_srgb(image, Some(ink), None).unwrap().get_pixel(0, 0).0
    };
    // Stored turned round: 255 is no ink.
    assert_eq!(seen(Ink::Cmyk, [255, 255, 255, 255]), [255, 255, 255]);
    assert_eq!(seen(Ink::Cmyk, [0, 255, 255, 255]), [0, 255, 255]);
    assert_eq!(seen(Ink::Cmyk, [255, 255, 255, 0]), [0, 0, 0]);
    assert_eq!(seen(Ink::Cmyk, [255, 255, 255, 100]), [100, 100, 100]);
    assert_eq!(seen(Ink::Ycck, [0, 128, 128, 255]), [255, 255, 255]);
    assert_eq!(seen(Ink::Ycck, [255, 128, 128, 255]), [0, 0, 0]);
    // Red of JFIF: (76, 85, 255) is all cyan and neither magenta nor yellow.
    assert!(near(seen(Ink::Ycck, [76, 85, 255, 255]), [1, 255, 255]));
}

/// A profile of inks with the smallest table there is: for each corner of the four inks a colour in Lab.
fn ink_profile(corner: impl Fn([bool; 4]) -> [u8; 3]) -> Vec<u8> {
    let mut table = b"mft1\0\0\0\0\x04\x03\x02\0".to_vec();
    for n in 0..9_u32 {
        table.extend(if n % 4 == 0 { 65_536_u32 } else { 0 }.to_be_bytes());
    }
    (0..4).for_each(|_| table.extend(0..=255_u8));
    for at in 0..16_u8 {
        table.extend(corner([8, 4, 2, 1].map(|bit| at & bit != 0)));
    }
    (0..3).for_each(|_| table.extend(0..=255_u8));
    let mut profile = vec![0_u8; 128];
    profile[8] = 2;
    profile[12..24].copy_from_slice(b"prtrCMYKLab ");
    profile[36..40].copy_from_slice(b"acsp");
    // D50, in 1/65536.
    for (at, part) in [(68, 63_190_u32), (72, 65_536), (76, 54_061)] {
        profile[at..at + 4].copy_from_slice(&part.to_be_bytes());
    }
    profile.extend(1_u32.to_be_bytes());
    profile.extend(b"A2B0");
    profile.extend(144_u32.to_be_bytes());
    profile.extend(u32::try_from(table.len()).unwrap().to_be_bytes());
    profile.extend(table);
    let length = u32::try_from(profile.len()).unwrap();
    profile[..4].copy_from_slice(&length.to_be_bytes());
    profile
}

#[test]
fn inks_look_as_their_profile_says() {
    // Black is deep grey, cyan a mid blue; the rest is paper.
    let profile = ink_profile(|[cyan, _, _, black]| match (cyan, black) {
        (_, true) => [51, 128, 128],
        (true, false) => [140, 108, 80],
        _ => [255, 128, 128],
    });
    let seen = |stored| {
        let image = DynamicImage::ImageRgba8(RgbaImage::from_pixel(4, 4, Rgba(stored)));
        to_srgb(image, Some(Ink::Cmyk), Some(&profile)).unwrap().get_pixel(0, 0).0
    };
    assert!(near(seen([255, 255, 255, 255]), [255; 3]), "{:?}", seen([255; 4]));
    // L* 20 is sRGB 48.
    let black = seen([255, 255, 255, 0]);
    assert!(near(black, [48; 3]), "{black:?}");
    let cyan = seen([0, 255, 255, 255]);
    assert!(cyan[2] > cyan[1] && cyan[1] > cyan[0], "{cyan:?}");
}
