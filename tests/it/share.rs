//! Share cards: the right words and photo, drawn once, and none of what nobody can open.

use market::platform::letters::{EM, Letters, Weight};

use super::buyer::{execute, text};
use super::support::{self, build};

/// Width and height of a JPEG file.
fn size(jpeg: &[u8]) -> (u32, u32) {
    let picture = image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg).unwrap();
    (picture.width(), picture.height())
}

#[actix_web::test]
async fn a_page_names_its_card_which_is_drawn_once_and_again_when_its_words_change() {
    let shop = support::demo_shop().await;
    let guest = shop.guest();
    let slug = "ca-thinh-tram-khuc";
    let page = guest.get(&format!("/products/{slug}")).await;
    let card = page.attributes(r#"meta[property="og:image"]"#, "content").pop().unwrap();
    assert_eq!(card, format!("{}/share/products/{slug}.jpg", shop.url));
    let english = shop.guest().get(&format!("/products/{slug}?lang=en")).await;
    assert_eq!(english.attributes(r#"meta[property="og:image"]"#, "content"), [format!("{card}?lang=en")]);
    let asked = async |with: &str| {
        let response = reqwest::Client::new().get(&card).header("if-none-match", with).send().await.unwrap();
        let tag = response.headers()["etag"].to_str().unwrap().to_owned();
        (response.status().as_u16(), tag, response.bytes().await.unwrap())
    };
    let (status, tag, first) = asked("").await;
    assert_eq!((status, size(&first)), (200, (1200, 630)));
    assert!(first.len() < 200_000, "{} bytes", first.len());
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("share-product.jpg"), &first).unwrap();
    assert_eq!((asked(&tag).await.0, asked(&tag).await.2.len()), (304, 0));
    // What is kept is shown, and is not drawn again.
    let file = format!("share-products-{slug}-vi");
    let mut kept = shop.ground.files.get(&file).await.unwrap().unwrap().to_vec();
    kept.truncate(32);
    kept.extend_from_slice(b"kept");
    shop.ground.files.put(&file, kept).await.unwrap();
    assert_eq!(asked("").await.2, "kept");
    execute(&shop, &format!("UPDATE products SET name_vi = 'Cá thính mới' WHERE slug = '{slug}'")).await;
    let (_, other, drawn) = asked(&tag).await;
    assert!(other != tag && drawn != first, "other words, another card");
    assert_eq!(size(&drawn), (1200, 630));
    // Many at once: one is drawn, and all get it.
    execute(&shop, &format!("UPDATE products SET name_vi = 'Cá thính mới nữa' WHERE slug = '{slug}'")).await;
    let all = futures_util::future::join_all((0..5).map(|_| asked(""))).await;
    assert!(all.iter().all(|(status, _, bytes)| *status == 200 && *bytes == all[0].2));
}

#[actix_web::test]
async fn households_and_collections_have_cards_and_what_cannot_be_opened_has_none() {
    let shop = support::demo_shop().await;
    let guest = shop.guest();
    let house = text(&shop, "SELECT slug FROM producers WHERE picture_id IS NOT NULL LIMIT 1").await;
    for path in [format!("producers/{house}"), "collections/qua-que-cuoi-nam".to_owned()] {
        let card =
            guest.get(&format!("/{path}")).await.attributes(r#"meta[property="og:image"]"#, "content").pop().unwrap();
        assert_eq!(card, format!("{}/share/{path}.jpg", shop.url));
        let bytes = reqwest::get(&card).await.unwrap().bytes().await.unwrap();
        assert_eq!(size(&bytes), (1200, 630), "{path}");
        let name = path.replace('/', "-");
        let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        std::fs::write(dir.join(format!("share-{name}.jpg")), &bytes).unwrap();
    }
    for path in [
        "/share/products/khong-co.jpg",
        "/share/producers/khong-co.jpg",
        "/share/collections/khong-co.jpg",
        "/share/orders/khong-co.jpg",
        "/share/products/..%2F..%2Fetc%2Fpasswd.jpg",
        "/share/products/%00.jpg",
        "/share/products/ca-thinh-tram-khuc.png",
    ] {
        assert_eq!(guest.get(path).await.status, 404, "{path}");
    }
    execute(&shop, &format!("UPDATE producers SET suspended_at = now() WHERE slug = '{house}'")).await;
    assert_eq!(guest.get(&format!("/share/producers/{house}.jpg")).await.status, 404);
    execute(
        &shop,
        "UPDATE collections SET ends_at = now() - interval '1 second', starts_at = now() - interval '1 day'",
    )
    .await;
    assert_eq!(guest.get("/share/collections/qua-que-cuoi-nam.jpg").await.status, 404);
}

#[actix_web::test]
async fn a_card_without_a_photo_is_drawn_too_whatever_the_name() {
    let shop = support::shop().await;
    let house =
        build::producer(&shop, "Mật ong hoa bạc hà nguyên chất của Hợp tác xã nông nghiệp hữu cơ Vân Trục 😀 </svg>")
            .await;
    let slug = super::households::slug(&shop, house).await;
    let bytes =
        reqwest::get(format!("{}/share/producers/{slug}.jpg?lang=xx", shop.url)).await.unwrap().bytes().await.unwrap();
    assert_eq!(size(&bytes), (1200, 630));
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("share-long.jpg"), &bytes).unwrap();
}

#[test]
fn every_letter_of_vietnamese_can_be_drawn() {
    let letters =
        "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz0123456789";
    for weight in [Weight::Plain, Weight::Bold] {
        let font = Letters::of(weight).unwrap();
        for letter in letters.chars().chain(letters.to_uppercase().chars()).chain(".,:;!?·–—…₫/%()&'\"“”’-".chars())
        {
            let svg = font.svg(&letter.to_string(), 60, (0, 0), "#000");
            assert!(font.has(letter) && svg.matches("<path").count() == 1, "{letter} {weight:?}");
        }
        // Typed on a Mac, accents come apart; they are put together first.
        assert_eq!(font.svg("ề", 60, (0, 0), "#000"), font.svg("e\u{302}\u{300}", 60, (0, 0), "#000"));
    }
}

#[test]
fn lines_fit_and_what_does_not_is_cut_with_dots() {
    let font = Letters::of(Weight::Bold).unwrap();
    let words = "Mật ong hoa bạc hà nguyên chất của Hợp tác xã nông nghiệp hữu cơ Vân Trục";
    let fits = |line: &String| font.width(line) * 60 <= 572 * EM;
    let lines = font.lines(words, 60, 572, 9);
    assert_eq!(lines.join(" "), words);
    assert!(lines.len() > 2 && lines.iter().all(fits), "{lines:?}");
    let cut = font.lines(words, 60, 572, 2);
    assert!(cut.len() == 2 && cut[1].ends_with('…') && fits(&cut[1]), "{cut:?}");
    let long = font.lines(&"W".repeat(200), 60, 572, 3);
    assert!(long.len() == 1 && long[0].ends_with('…') && fits(&long[0]), "{long:?}");
    assert!(font.width("a a") > font.width("aa") + 100, "a space is as wide as one");
    assert_eq!(font.lines("  ", 60, 572, 3), Vec::<String>::new());
}

#[test]
fn no_word_gets_into_the_drawing_as_markup() {
    let font = Letters::of(Weight::Plain).unwrap();
    let svg = font.svg("</g><script>\"&", 40, (1, 2), "#123456");
    assert!(!svg.contains("script") && !svg.contains('&') && svg.matches("</g>").count() == 1, "{svg}");
    assert!(!font.svg("😀", 60, (0, 0), "#000").contains("<path"), "what cannot be drawn is left out");
}
