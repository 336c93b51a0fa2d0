//! A picture's way from an upload to a browser.

pub mod hostile;
mod memory;

use std::time::Duration;

use actix_web::web::Bytes;
use market::media::ingest::jpeg;
use market::media::{self, IngestError, Picture};

use crate::support::{self, TestShop};

fn photo(seed: u8) -> Vec<u8> {
    let rgba = (0..400_u32 * 300).flat_map(|n| [seed, u8::try_from(n % 251).unwrap(), 90, 255]).collect();
    jpeg(rgba, 400, 300, 90).unwrap()
}

#[actix_web::test]
async fn a_picture_taken_in_is_served_for_ever_and_runs_nothing() {
    let shop = support::shop().await;
    let picture = take_in(&shop, &photo(7).into()).await;
    assert_eq!((picture.width, picture.height), (400, 300));
    let guest = shop.guest();
    for (ending, mime) in [("webp", "image/webp"), ("jpg", "image/jpeg")] {
        for width in [320, 640, 1280] {
            let path = format!("/media/{}-{width}.{ending}", picture.hash);
            let answer = guest.get(&path).await;
            assert_eq!((answer.status, answer.header("content-type")), (200, mime), "{path}");
            assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
            assert!(answer.header("content-security-policy").contains("sandbox"));
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("content-encoding"), "", "a picture is compressed already");
            let again = guest.request(reqwest::Method::GET, &path).header("if-none-match", answer.header("etag"));
            let again = guest.send(again).await;
            assert_eq!((again.status, again.body.len()), (304, 0));
        }
    }
}

/// Takes it in as soon as the pictures of the tests beside this one leave a turn.
async fn take_in(shop: &TestShop, upload: &Bytes) -> Picture {
    loop {
        match media::ingest(&shop.ground, upload.clone()).await {
            Err(IngestError::Busy) => tokio::time::sleep(Duration::from_millis(200)).await,
            taken => return taken.unwrap(),
        }
    }
}

#[actix_web::test]
async fn the_same_bytes_are_one_picture_however_often_and_at_once() {
    let shop = support::shop().await;
    let upload = Bytes::from(photo(1));
    let (a, b) = tokio::join!(take_in(&shop, &upload), take_in(&shop, &upload));
    assert_eq!(a, b);
    assert_eq!(take_in(&shop, &upload).await, a);
    assert_ne!(take_in(&shop, &photo(2).into()).await.hash, a.hash);
}

#[actix_web::test]
async fn what_is_refused_leaves_nothing_behind() {
    let shop = support::shop().await;
    let torn = photo(3);
    let torn = torn[..torn.len() / 2].to_vec();
    assert!(matches!(media::ingest(&shop.ground, torn.clone()).await, Err(IngestError::NotAPicture)));
    let heavy = vec![0xFF; media::ingest::MOST_BYTES + 1];
    assert!(matches!(media::ingest(&shop.ground, heavy).await, Err(IngestError::TooLarge)));
    let name = media::picture::file_name(&media::picture::hash_of(&torn), 320, media::picture::Kind::Webp);
    assert_eq!(shop.guest().get(&format!("/media/{name}")).await.status, 404);
}

#[actix_web::test]
async fn no_other_name_reaches_a_file() {
    let shop = support::shop().await;
    let guest = shop.guest();
    for name in ["..%2f..%2fsecret_key", "secret_key", "%00", "a-320.webp", "0123456789abcdef0123456789abcdef-320.svg"]
    {
        assert_eq!(guest.get(&format!("/media/{name}")).await.status, 404, "{name}");
    }
}

#[actix_web::test]
async fn hostile_files_are_refused_with_a_sentence_or_come_out_clean() {
    let shop = support::shop().await;
    let files = hostile::files();
    assert_eq!(files.len(), 21);
    for hostile::Hostile { name, bytes, refusal } in files {
        let hash = media::picture::hash_of(&bytes);
        let outcome = media::ingest(&shop.ground, bytes).await;
        assert_eq!(outcome.as_ref().err().map(IngestError::sentence), refusal, "{name}: {outcome:?}");
        for kind in [media::picture::Kind::Webp, media::picture::Kind::Jpg] {
            let kept = shop.ground.files.get(&media::picture::file_name(&hash, 640, kind)).await.unwrap();
            assert_eq!(kept.is_none(), refusal.is_some(), "{name}");
            for leftover in [
                &b"<script"[..],
                b"PK\x03\x04",
                b"Exif\0",
                b"EXIF",
                b"GPSLatitude",
                b"ICC_PROFILE",
                b"ICCP",
                b"Comment",
            ] {
                let kept = kept.as_deref().unwrap_or_default();
                assert!(!kept.windows(leftover.len()).any(|w| w == leftover), "{name} keeps {leftover:?}");
            }
        }
    }
}

#[actix_web::test]
async fn a_png_that_holds_far_more_than_it_says_is_refused() {
    let shop = support::shop().await;
    let said = 100 * 301;
    for (bytes, taken) in [(said, true), (2 * said, true), (1_000_000, false), (50_000_000, false)] {
        let png = hostile::png(100, 100, 8, 2, &[], hostile::zeros(bytes));
        let outcome = media::ingest(&shop.ground, png).await;
        let refusal = (!taken).then_some("media-not-a-picture");
        assert_eq!(outcome.as_ref().err().map(IngestError::sentence), refusal, "{bytes}");
    }
}

#[actix_web::test]
async fn an_upload_of_twenty_five_megabytes_is_taken_and_one_byte_more_is_not() {
    let shop = support::shop().await;
    // What follows the end of a JPEG is no part of it.
    let mut heavy = photo(4);
    heavy.resize(media::ingest::MOST_BYTES, 0);
    assert!(media::ingest(&shop.ground, heavy.clone()).await.is_ok());
    heavy.push(0);
    assert!(matches!(media::ingest(&shop.ground, heavy).await, Err(IngestError::TooLarge)));
}

#[actix_web::test]
async fn fifty_million_pixels_of_a_phone_are_taken_and_a_row_more_is_not() {
    let shop = support::shop().await;
    let camera = [(2, 2), (1, 1), (1, 1)];
    let picture = media::ingest(&shop.ground, hostile::flat_jpeg(12_500, 4_000, &camera, 1)).await.unwrap();
    assert_eq!((picture.width, picture.height), (12_500, 4_000));
    let more = media::ingest(&shop.ground, hostile::flat_jpeg(12_500, 4_001, &camera, 1)).await;
    assert!(matches!(more, Err(IngestError::TooManyPixels)), "{more:?}");
}
