//! Where an order goes and by which way: the commune as people call it, the ways it can come by, and what each costs, all
//! of it before the button.

use market::kernel::ids::ProducerId;

use super::buyer::{WHO, execute, fingerprint, number, press, put, ready, say, text};
use super::checkout::{before_the_button, field, second_press};
use super::support::{self, Answer, Client, TestShop, build};

/// The checkout with the fees to this commune, whose province is not chosen.
async fn quoted(buyer: &Client, commune: &str) -> Answer {
    let page = buyer.get("/checkout").await;
    let mut fields = WHO.to_vec();
    fields.extend([("province", ""), ("commune", commune), ("commune_code", ""), ("step", "quote")]);
    buyer.submit(&page, "/checkout", &fields).await
}

#[actix_web::test]
async fn a_parcel_costs_by_zone_and_weight_and_the_fee_stands_before_the_button() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    put(&buyer, fish, 5).await;
    // Five kilograms, by the table in the migration.
    let zones = [
        ("lap thach", 15_000 + 2 * 2_000),
        ("tien lu, phu tho", 18_000 + 2 * 2_500),
        ("viet tri", 22_000 + 3 * 3_500),
        ("phuong ba dinh, ha noi", 25_000 + 3 * 4_000),
        ("phuong sai gon, ho chi minh", 38_000 + 4 * 8_000),
    ];
    for (commune, fee) in zones {
        let page = quoted(&buyer, commune).await;
        assert_eq!(page.status, 200, "{commune}: {}", page.words());
        assert_eq!(field(&page, "seen_total"), (490_000 + fee).to_string(), "{commune}: {}", page.words());
        let shown = market::kernel::money::Money::dong(fee).to_string();
        assert_eq!(page.texts("#delivery .choice-end")[0], shown.replace('\u{a0}', " "), "{commune}");
        assert!(page.texts("#sum-box dd").contains(&shown.replace('\u{a0}', " ")), "{commune}");
    }
    execute(&shop, "UPDATE products SET fragile = true, cold = true").await;
    let page = quoted(&buyer, "lap thach").await;
    assert_eq!(field(&page, "seen_total"), (490_000 + 19_000 + 15_000).to_string());
    assert!(page.words().contains("giữ lạnh"), "{}", page.words());
    // Two households are two parcels and two fees.
    let other = build::producer(&shop, "Ông Lợi").await;
    put(&buyer, build::goods(&shop, other, "Mật ong", 150_000, 9).await, 1).await;
    let page = quoted(&buyer, "lap thach").await;
    assert_eq!(page.texts("#delivery .choice-end").len(), 2);
    assert_eq!(field(&page, "seen_total"), (490_000 + 34_000 + 150_000 + 15_000).to_string());
}

/// A pick-up point of this household; its number.
async fn pickup(shop: &TestShop, house: ProducerId, code: &str) -> String {
    execute(
        shop,
        &format!(
            "WITH p AS (INSERT INTO pickup_points (code, name_vi, name_en, commune_code, hours_vi, hours_en) \
               VALUES ('{code}', 'Chợ Thản {code}', 'Than market {code}', '08761', '6 giờ đến 17 giờ', '6 to 17') RETURNING id) \
             INSERT INTO producer_pickup_points SELECT {house}, id FROM p"
        ),
    )
    .await;
    number(shop, &format!("SELECT id FROM pickup_points WHERE code = '{code}'")).await.to_string()
}

#[actix_web::test]
async fn pick_up_and_the_households_own_round_are_offered_where_there_are_any() {
    let shop = support::shop().await;
    let (house, other) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let point = pickup(&shop, house, "than").await;
    let foreign = pickup(&shop, other, "other").await;
    execute(
        &shop,
        // Saturdays; the shop's clock stands at a Monday.
        &format!("INSERT INTO rounds (producer_id, commune_code, weekdays, fee, free_from) VALUES ({house}, '08761', 32, 10000, 300000)"),
    )
    .await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    put(&buyer, fish, 2).await;
    let page = ready(&buyer).await;
    let way = format!("delivery-{house}");
    let offered = page.attributes(&format!("input[name={way}]"), "value");
    assert_eq!(offered, ["carrier", "round", &format!("pickup-{point}")], "{}", page.words());
    assert_eq!(page.texts("#delivery .choice-end"), ["15.000 ₫", "10.000 ₫", "Miễn phí"]);
    assert!(page.words().contains("thứ Bảy 28/11") && page.words().contains("6 giờ đến 17 giờ"), "{}", page.words());
    let before = fingerprint(&shop).await;

    // A way nobody offers, another household's, and one that closed after the page was made.
    for choice in [format!("pickup-{foreign}"), "pickup-999999".into(), "teleport".into(), String::new()] {
        let answer = buyer.submit(&page, "/checkout", &[(&way, &choice)]).await;
        assert_eq!(answer.status, 409, "{choice}: {:?}", answer.location());
        assert!(
            answer.words().contains(&say("checkout-change-way", &[("name", "Bà Lụa")])),
            "{choice}: {}",
            answer.words()
        );
        assert_eq!(fingerprint(&shop).await, before, "{choice}");
    }
    // Another way than the page had summed up: its sum first.
    let choice = format!("pickup-{point}");
    let answer = buyer.submit(&page, "/checkout", &[(&way, &choice)]).await;
    assert_eq!((answer.status, field(&answer, "seen_total")), (409, "196000".to_owned()), "{}", answer.words());
    execute(&shop, "UPDATE pickup_points SET closed_at = now() WHERE code = 'than'").await;
    let closed = press(&buyer, &answer).await;
    assert_eq!(closed.status, 409);
    assert_eq!(fingerprint(&shop).await, before);
    execute(&shop, "UPDATE pickup_points SET closed_at = NULL").await;
    second_press(&shop, &buyer, &answer).await;
    assert_eq!(
        text(&shop, "SELECT concat_ws('|', delivery_kind, pickup_point_id) FROM parcels").await,
        format!("pickup|{point}")
    );

    // From its sum up the round costs nothing; elsewhere it is not driven.
    put(&buyer, fish, 4).await;
    let page = ready(&buyer).await;
    let free = buyer.submit(&page, "/checkout", &[(&way, "round"), ("step", "quote")]).await;
    assert_eq!(field(&free, "seen_total"), "392000", "{}", free.words());
    let far = quoted(&buyer, "tien lu, phu tho").await;
    assert!(!far.attributes(&format!("input[name={way}]"), "value").contains(&"round".to_owned()));
    // What was chosen for one commune and is not offered in another falls back before anybody's eyes.
    let fields = [("commune", "tien lu, phu tho"), ("commune_code", "")];
    assert_eq!(buyer.submit(&free, "/checkout", &fields).await.status, 409);
}

#[actix_web::test]
async fn goods_that_stay_in_the_area_are_refused_to_a_far_commune_with_a_way_on() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let tofu = build::goods(&shop, house, "Đậu phụ", 9_000, 50).await;
    execute(&shop, &format!("UPDATE products SET ship_scope = 'local' WHERE id = {}", tofu.product)).await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    put(&buyer, tofu, 2).await;
    let near = quoted(&buyer, "tien lu, phu tho").await;
    assert_eq!(near.texts("#place .btn.big").len(), 1);
    let far = quoted(&buyer, "phuong ba dinh, ha noi").await;
    let said = &far.texts("#delivery .note.bad")[0];
    assert!(said.contains("Đậu phụ của Bà Lụa") && !said.contains("Cá thính"), "{said}");
    assert_eq!(far.attributes("#delivery .note.bad a", "href"), ["/cart"], "a way on");
    assert!(far.texts("#sum-box .btn.big").is_empty(), "no button that cannot work");
    let before = fingerprint(&shop).await;
    // Pressed all the same, with the sum of the near page.
    let fields = [("commune", "phuong ba dinh, ha noi"), ("commune_code", ""), ("province", "")];
    let forced = buyer.submit(&near, "/checkout", &fields).await;
    assert_eq!(forced.status, 409, "{}", forced.words());
    assert!(forced.words().contains("Đậu phụ của Bà Lụa"), "{}", forced.words());
    assert_eq!(fingerprint(&shop).await, before);
    assert_eq!(buyer.post("/cart", &[("remove", &tofu.pack.to_string())]).await.status, 303);
    second_press(&shop, &buyer, &quoted(&buyer, "phuong ba dinh, ha noi").await).await;
}

#[actix_web::test]
async fn between_communes_of_one_name_the_buyer_chooses() {
    let (shop, _, buyer, page) = before_the_button().await;
    // A name in two provinces, and in no third place of before.
    let name = text(
        &shop,
        "SELECT c.folded FROM communes c WHERE NOT EXISTS (SELECT FROM former_communes f WHERE f.folded = c.folded) \
         GROUP BY c.folded HAVING count(DISTINCT province_code) = 2 AND count(*) = 2 ORDER BY 1 LIMIT 1",
    )
    .await;
    let page2 = buyer
        .submit(&page, "/checkout", &[("province", ""), ("commune", &name), ("commune_code", ""), ("step", "quote")])
        .await;
    assert_eq!(page2.status, 422, "{name}: {}", page2.words());
    let codes = page2.attributes("input[name=commune_pick]", "value");
    assert_eq!(codes.len(), 2, "{name}: {}", page2.words());
    let labels = page2.texts(".choice:has(input[name=commune_pick])");
    assert_ne!(labels[0], labels[1], "the labels tell them apart");
    for code in &codes {
        let chosen = buyer.submit(&page2, "/checkout", &[("commune_pick", code), ("step", "quote")]).await;
        assert_eq!(chosen.status, 200, "{}", chosen.words());
        assert_eq!(&field(&chosen, "commune_code"), code);
        let province = text(&shop, &format!("SELECT province_code FROM communes WHERE code = '{code}'")).await;
        assert_eq!(field(&chosen, "province"), province);
    }
    // The choice was for that name; another name typed over it counts.
    let other = [("commune_pick", codes[0].as_str()), ("commune", "tu du"), ("province", "25"), ("step", "quote")];
    assert_eq!(field(&buyer.submit(&page2, "/checkout", &other).await, "commune_code"), "08761");
    let chosen = buyer.submit(&page2, "/checkout", &[("commune_pick", &codes[1]), ("step", "quote")]).await;
    second_press(&shop, &buyer, &chosen).await;
    assert_eq!(text(&shop, "SELECT commune_code FROM orders").await, codes[1]);
}

#[actix_web::test]
async fn every_old_name_of_lap_thach_leads_to_the_new_commune() {
    let (_, _, buyer, page) = before_the_button().await;
    for (name, code) in super::places::LAP_THACH {
        let typed = market::kernel::text::fold(name);
        let fields = [("commune", typed.as_str()), ("commune_code", ""), ("province", "25"), ("step", "quote")];
        let answer = buyer.submit(&page, "/checkout", &fields).await;
        if answer.status == 200 {
            assert_eq!(field(&answer, "commune_code"), code, "{typed}");
            assert!(field(&answer, "commune").starts_with("Xã "), "{typed} is shown by its new name");
            continue;
        }
        // Some names were given twice in what is Phú Thọ now: the buyer chooses.
        assert!(answer.attributes("input[name=commune_pick]", "value").contains(&code.to_owned()), "{typed}");
        let chosen = buyer.submit(&answer, "/checkout", &[("commune_pick", code), ("step", "quote")]).await;
        assert_eq!(field(&chosen, "commune_code"), code, "{typed}");
    }
}

#[actix_web::test]
async fn a_commune_of_another_province_is_shown_before_it_is_taken() {
    let (shop, _, buyer, page) = before_the_button().await;
    let before = fingerprint(&shop).await;
    // A name there is but one of, and that one in Hà Nội.
    let only = text(
        &shop,
        "SELECT min(c.folded) FROM communes c WHERE c.province_code = '01' \
           AND NOT EXISTS (SELECT FROM former_communes f WHERE f.folded = c.folded) \
           AND NOT EXISTS (SELECT FROM communes d WHERE d.folded = c.folded AND d.code <> c.code)",
    )
    .await;
    let name = text(&shop, &format!("SELECT name FROM communes WHERE folded = '{only}'")).await;
    let typed = [("commune", only.as_str()), ("province", "25")];
    let pressed = buyer.submit(&page, "/checkout", &typed).await;
    assert_eq!(pressed.status, 422);
    assert!(pressed.texts("#commune-why")[0].contains("Tỉnh bạn chọn không có"), "{}", pressed.words());
    let labels = pressed.texts(".choice:has(input[name=commune_pick])");
    assert!(labels.len() == 1 && labels[0].ends_with(&format!("{name}, Hà Nội")), "{labels:?}");
    assert_eq!(fingerprint(&shop).await, before);
    // Asked for the fees, the page shows where it would go.
    let asked = buyer.submit(&page, "/checkout", &[typed[0], typed[1], ("step", "quote")]).await;
    assert_eq!((asked.status, field(&asked, "province")), (200, "01".to_owned()), "{only}: {}", asked.words());
    assert!(field(&asked, "commune").ends_with(&name));
    let code = &pressed.attributes("input[name=commune_pick]", "value")[0];
    let chosen = buyer.submit(&pressed, "/checkout", &[("commune_pick", code), ("step", "quote")]).await;
    assert_eq!(field(&chosen, "seen_total"), "221000", "the fee to Hà Nội is seen");
    second_press(&shop, &buyer, &chosen).await;
    assert_eq!(text(&shop, "SELECT commune_code FROM orders").await, *code);
}
