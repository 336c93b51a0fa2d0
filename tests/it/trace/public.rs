//! `/t/{lot}`: trusted in five seconds, read to the end, counted, and found again by whoever mistypes.

use market::config::Config;
use market::trace::code;

use super::support::{self, PHONE, farm, farm_in, lot_of, number, read_as, sql, today};
use crate::support::build;

#[actix_web::test]
async fn the_page_says_all_ten_things_in_both_languages_in_five_queries() {
    let farm = farm().await;
    support::done(&farm, 9, "treat", ", material, wait_days", ", 'Vôi bột', 3").await;
    support::done(&farm, 2, "harvest", ", product_id, words", &format!(", {}, 'Kéo <lưới>'", farm.fish.product)).await;
    let new = market::trace::make::NewLot {
        plot: Some(market::kernel::ids::PlotId(farm.plot)),
        quantity: Some((60_000, market::trace::make::Unit::Gram)),
        ..market::trace::make::NewLot::of(
            farm.producer,
            farm.fish.product,
            today(),
            market::platform::secrets::form_token(),
        )
    };
    let lot = support::make_lot(&farm.shop, &new).await;
    let guest = farm.shop.guest();
    let path = format!("/t/{}", lot.code);
    let before = farm.shop.ground.db.queries();
    let page = read_as(&guest, PHONE, &path).await;
    let spent = farm.shop.ground.db.queries() - before;
    assert!(spent <= 5, "{spent} queries");
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.texts(".facts.ten > div").len(), 10);
    for said in [
        "Còn hạn đến 22/05/2027",
        "Cá thính Bà Lụa",
        "Thôn Đồi",
        "Thu hoạch ngày 23/11/2026",
        "60 kg",
        "Ao trước nhà",
        &lot.code,
        &code::spaced(&lot.code),
        "Vôi bột",
        "Cách ly 3 ngày",
        "Kéo <lưới>",
        "2 việc trong nhật ký",
        "02/2024/TT-BKHCN",
    ] {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
    assert!(page.attributes("script[src]", "src").is_empty(), "no script");
    assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex"]);
    assert!(page.body.len() < 60_000, "{} bytes", page.body.len());
    let ld: serde_json::Value = serde_json::from_str(&page.texts("script[type='application/ld+json']")[0]).unwrap();
    assert_eq!(
        (ld["productionDate"].as_str(), ld["serialNumber"].as_str()),
        (Some("2026-11-23"), Some(lot.code.as_str()))
    );
    let english = read_as(&guest, PHONE, &format!("{path}?lang=en")).await;
    for said in ["Good until 22/05/2027", "1. Product", "10. Standards, certificates", "3 days to wait"] {
        assert!(english.words().contains(said), "{said}: {}", english.words());
    }
    // What nobody may eat any more is said first.
    sql(&farm.shop, "UPDATE products SET shelf_life_days = 2").await;
    let old = lot_of(&farm.shop, farm.producer, farm.fish.product, today() - chrono::Days::new(9)).await;
    let page = read_as(&farm.shop.guest(), PHONE, &format!("/t/{}", old.code)).await;
    assert!(page.texts(".verdict").join(" ").contains("Đã hết hạn ngày 16/11/2026"), "{}", page.words());
    // A household that was suspended still answers for what it sold.
    sql(&farm.shop, "UPDATE producers SET suspended_at = now()").await;
    assert_eq!(read_as(&guest, PHONE, &path).await.status, 200);
}

#[actix_web::test]
async fn each_of_the_ten_items_says_plainly_what_was_not_stated() {
    let farm = farm().await;
    let items = async |code: &str, lang: &str| {
        let page = read_as(&farm.shop.guest(), PHONE, &format!("/t/{code}?lang={lang}")).await;
        page.texts(".facts.ten > div")
    };
    // Everything was stated; a line that was struck through is no stage.
    let line = support::done(&farm, 9, "feed", "", "").await;
    support::done(&farm, 5, "salt", "", "").await;
    sql(
        &farm.shop,
        &format!(
            "WITH stated AS (UPDATE products SET storage_vi = 'Để nơi mát', certificate_kinds = '{{trade_mark}}') \
             INSERT INTO certificates (producer_id, kind, label, number, issuer, issued_on, checked_at) \
             VALUES ({}, 'trade_mark', 'Nhãn hiệu Bà Lụa', 'NH-7', 'Cục Sở hữu trí tuệ', '2025-01-01', now())",
            farm.producer
        ),
    )
    .await;
    let new = market::trace::make::NewLot {
        plot: Some(market::kernel::ids::PlotId(farm.plot)),
        ..market::trace::make::NewLot::of(
            farm.producer,
            farm.fish.product,
            today(),
            market::platform::secrets::form_token(),
        )
    };
    let full = support::make_lot(&farm.shop, &new).await;
    sql(&farm.shop, &format!("INSERT INTO farm_diary_strikes (line_id, reason) VALUES ({line}, 'Nhầm ao')")).await;
    let told = items(&full.code, "vi").await;
    for (item, said) in [
        (3, "Ao: Ao trước nhà"),
        (4, "Ướp muối"),
        (7, "Nhãn hiệu Bà Lụa NH-7"),
        (8, "Để nơi mát"),
        (9, "Nhãn hiệu Bà Lụa"),
    ] {
        assert!(told[item].contains(said) && !told[item].contains("hưa khai"), "{item}: {}", told[item]);
    }
    assert!(!told[4].contains("Cho ăn"), "{}", told[4]);
    sql(
        &farm.shop,
        &format!(
            "INSERT INTO farm_diary_strikes (line_id, reason) SELECT x.line_id, 'Nhầm lô' FROM lot_diary x \
             JOIN lots l ON l.id = x.lot_id WHERE l.code = '{}' \
               AND NOT EXISTS (SELECT FROM farm_diary_strikes s WHERE s.line_id = x.line_id)",
            full.code
        ),
    )
    .await;
    let told = items(&full.code, "vi").await;
    assert!(told[4].contains("Chưa khai: các dòng nhật ký"), "{}", told[4]);
    // Nothing but what every lot has.
    let bare = build::producer(&farm.shop, "Nhà mới").await;
    let goods = build::goods(&farm.shop, bare, "Bưởi", 35_000, 9).await;
    sql(
        &farm.shop,
        &format!(
            "UPDATE products SET shelf_life_days = NULL, storage_vi = '', storage_en = '' WHERE id = {}",
            goods.product
        ),
    )
    .await;
    let bare = lot_of(&farm.shop, bare, goods.product, today()).await;
    for (lang, unsaid) in [("vi", "hưa khai"), ("en", "ot stated")] {
        let told = items(&bare.code, lang).await;
        assert_eq!(told.len(), 10);
        for (n, item) in told.iter().enumerate() {
            let missing = [1, 3, 4, 7, 8, 9].contains(&n);
            assert_eq!(item.contains(unsaid), missing, "{lang} {n}: {item}");
            assert!(item.starts_with(&format!("{}. ", n + 1)), "{item}");
        }
        assert_eq!(told[8].matches(unsaid).count(), 2, "the last day and the storage: {}", told[8]);
    }
}

#[actix_web::test]
async fn a_code_is_read_as_people_write_it_and_a_wrong_one_asks_again() {
    let farm = farm().await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let guest = farm.shop.guest();
    let path = format!("/t/{}", lot.code);
    let spaced = code::spaced(&lot.code);
    for typed in [spaced.clone(), spaced.to_lowercase(), format!("%20{}", lot.code)] {
        let answer = guest.get(&format!("/t/{typed}")).await;
        assert_eq!((answer.status, answer.location().as_deref()), (303, Some(path.as_str())), "{typed}");
        let asked = guest.get(&format!("/t?code={typed}")).await;
        assert_eq!(asked.location().as_deref(), Some(path.as_str()), "{typed}");
    }
    let alike: String = lot.code.chars().map(|c| if matches!(c, 'Q' | 'D') { '0' } else { c }).collect();
    if alike.matches('0').count() == 1 {
        assert_eq!(guest.get(&format!("/t/{alike}")).await.location().as_deref(), Some(path.as_str()));
    }
    for typed in ["K7MQ", "AAAAAAAAA", "<b>", "ạạạạạạạạ", "%2e%2e%2f"] {
        let answer = guest.get(&format!("/t/{typed}")).await;
        assert_eq!(answer.status, 404, "{typed}");
        assert_eq!(answer.form("/t").len(), 1, "{typed}: a field to type it again");
    }
    let unknown = loop {
        let drawn = code::draw();
        if drawn != lot.code {
            break drawn;
        }
    };
    let answer = guest.get(&format!("/t/{unknown}")).await;
    assert_eq!(answer.status, 404);
    assert!(answer.words().contains("Chợ không có lô mang mã này"), "{}", answer.words());
    assert_eq!(guest.get("/t").await.status, 200);
    assert_eq!(guest.get(&format!("/t/{unknown}/qr.svg")).await.status, 404);
}

#[actix_web::test]
async fn guessing_is_slowed_down_and_a_real_label_never_is() {
    let farm = farm_in(crate::support::shop_with(|config: &mut Config| config.rate_limits = true).await).await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let guest = farm.shop.guest();
    let mut statuses = Vec::new();
    for _ in 0..32 {
        statuses.push(guest.get(&format!("/t/{}", code::draw())).await.status);
    }
    assert_eq!((statuses[29], statuses[31]), (404, 429), "{statuses:?}");
    for _ in 0..40 {
        assert_eq!(guest.get(&format!("/t/{}", lot.code)).await.status, 200);
    }
}

#[actix_web::test]
async fn looks_are_counted_by_day_but_not_programs_nor_the_household_nor_the_office() {
    let farm = farm().await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let path = format!("/t/{}", lot.code);
    let guest = farm.shop.guest();
    for agent in ["", "curl/8.5", "Mozilla/5.0 (compatible; Googlebot/2.1)", "facebookexternalhit/1.1"] {
        read_as(&guest, agent, &path).await;
    }
    let clerk = farm.shop.signed_in(build::clerk(&farm.shop).await).await;
    read_as(&farm.member, PHONE, &path).await;
    read_as(&clerk, PHONE, &path).await;
    let ahead =
        guest.request(reqwest::Method::GET, &path).header("user-agent", PHONE).header("sec-purpose", "prefetch");
    guest.send(ahead).await;
    guest.send(guest.request(reqwest::Method::HEAD, &path).header("user-agent", PHONE)).await;
    assert_eq!(number(&farm.shop, "SELECT count(*) AS n FROM lot_scans").await, 0);
    let page = read_as(&guest, PHONE, &path).await;
    assert!(page.words().contains("đã được xem 1 lần"), "{}", page.words());
    let other = build::producer(&farm.shop, "Nhà bên").await;
    let neighbour = farm.shop.signed_in(build::member(&farm.shop, other).await).await;
    futures_util::future::join_all((0..8).map(|_| read_as(&neighbour, PHONE, &path))).await;
    assert_eq!(number(&farm.shop, "SELECT sum(scans) AS n FROM lot_scans WHERE day = '2026-11-23'").await, 9);
    let desk = farm.member.get("/sell/trace/lots").await;
    assert_eq!(desk.texts("tbody td.num"), ["0", "9"], "no parcel, nine looks");
    // Nothing is kept of who looked.
    let columns = number(
        &farm.shop,
        "SELECT count(*) AS n FROM information_schema.columns WHERE table_name = 'lot_scans' \
         AND column_name NOT IN ('lot_id', 'day', 'scans')",
    )
    .await;
    assert_eq!(columns, 0);
}

#[actix_web::test]
async fn a_digital_link_leads_to_the_lot_of_that_trade_item_only() {
    let farm = farm().await;
    sql(&farm.shop, "UPDATE products SET gtin = '08934563138165'").await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    sql(&farm.shop, "UPDATE products SET gtin = NULL").await;
    let without = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let guest = farm.shop.guest();
    let path = format!("/t/{}", lot.code);
    for (link, to) in [
        (format!("/01/08934563138165/10/{}", lot.code), path.clone()),
        (format!("/01/8934563138165/10/{}", lot.code.to_lowercase()), path.clone()),
        (format!("/01/08934563138165/10/{}?17=270522", lot.code), format!("{path}?17=270522")),
        (format!("/01/08934563138165/10/{}?17=xx", lot.code), path.clone()),
    ] {
        let answer = guest.get(&link).await;
        assert_eq!((answer.status, answer.location()), (307, Some(to)), "{link}");
    }
    for link in [
        format!("/01/08934563138164/10/{}", lot.code),
        format!("/01/00012345678905/10/{}", lot.code),
        format!("/01/08934563138165/10/{}", without.code),
        format!("/01/08934563138165/10/{}", code::draw()),
        "/01/x/10/y".to_owned(),
    ] {
        assert_eq!(guest.get(&link).await.status, 404, "{link}");
    }
    assert!(!guest.get(&format!("{path}?17=270522")).await.words().contains("Tem bạn quét"));
    let forged = guest.get(&format!("{path}?17=270600")).await;
    assert!(forged.words().contains("Tem bạn quét ghi hạn 30/06/2027"), "{}", forged.words());
    // The picture on the label says the same address.
    let svg = guest.get(&format!("/t/{}/qr.svg", lot.code)).await;
    assert_eq!((svg.status, svg.header("content-type")), (200, "image/svg+xml"));
}

#[actix_web::test]
async fn the_products_page_tells_of_its_newest_good_lot() {
    let farm = farm().await;
    let slug = support::words(&farm.shop, "SELECT slug AS words FROM products").await;
    let guest = farm.shop.guest();
    let path = format!("/products/{slug}");
    assert!(!guest.get(&path).await.words().contains("Lô mới nhất"));
    let older = lot_of(&farm.shop, farm.producer, farm.fish.product, today() - chrono::Days::new(3)).await;
    let newer = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let page = guest.get(&path).await;
    assert!(page.words().contains("Thu hoạch ngày 23/11/2026"), "{}", page.words());
    sql(&farm.shop, &format!("INSERT INTO recalls (lot_id, reason, by_office) VALUES ({}, 'mốc', true)", newer.id))
        .await;
    let page = guest.get(&path).await;
    assert_eq!(page.attributes("a[href^='/t/']", "href"), [format!("/t/{}", older.code)]);
}
