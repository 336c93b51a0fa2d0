//! The checkout says what is wrong beside the field, what has changed in words, and what it costs before the button; and
//! whatever is sent to it, only the button writes, and only what was seen.

use diesel_async::SimpleAsyncConnection as _;
use market::kernel::ids::ProducerId;

use super::buyer::{WHO, code, execute, fingerprint, number, press, put, ready, sound, text};
use super::support::{self, Answer, Client, TestShop, build};

/// What a field holds in the checkout's form.
fn field(page: &Answer, name: &str) -> String {
    page.form("/checkout").into_iter().find(|(n, _)| n == name).map(|(_, value)| value).unwrap_or_default()
}

/// The checkout with the fees to this commune, whose province is not chosen.
async fn quoted(buyer: &Client, commune: &str) -> Answer {
    let page = buyer.get("/checkout").await;
    let mut fields = WHO.to_vec();
    fields.extend([("province", ""), ("commune", commune), ("commune_code", ""), ("step", "quote")]);
    buyer.submit(&page, "/checkout", &fields).await
}

/// A shop with fish for sale, and a buyer before the button with two jars of it.
async fn before_the_button() -> (TestShop, build::Goods, Client, Answer) {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    put(&buyer, fish, 2).await;
    let page = ready(&buyer).await;
    (shop, fish, buyer, page)
}

/// The button is there, and brings an order that adds up.
async fn second_press(shop: &TestShop, buyer: &Client, page: &Answer) -> String {
    let code = code(&press(buyer, page).await);
    sound(shop).await;
    code
}

#[actix_web::test]
async fn what_is_wrong_is_said_beside_its_field_keeps_what_was_typed_and_writes_nothing() {
    let (shop, _, buyer, page) = before_the_button().await;
    let before = fingerprint(&shop).await;
    let long = |n: usize| "ố".repeat(n);
    let (name, street, note, huge) = (long(121), long(201), long(501), long(1_500));
    let wrong = [
        (
            "phone",
            vec!["", "   ", "0912", "abc", "091234567890123", "+49 30 1234567890123", "0;phone-context=", "\u{0}"],
        ),
        ("phone", vec!["tel:0912;phone-context=+", "'; DROP TABLE orders --", "+", "０", "113", huge.as_str()]),
        ("name", vec!["", "  ", "\u{1}\u{7f}", "\u{200b}\u{202e}", "\u{0}", name.as_str(), huge.as_str()]),
        ("street", vec!["", "\t", street.as_str()]),
        ("note", vec![note.as_str(), huge.as_str()]),
        ("email", vec!["a@", "a b@c.vn", "a@b", "@", huge.as_str()]),
        ("commune", vec!["", "zzzzqqqq", "%", "Xuân Hòa", "' OR 1=1 --", huge.as_str()]),
        ("payment", vec!["", "card", "bank_transfer", "COD", "cod "]),
    ];
    for (name, values) in wrong {
        for typed in values {
            let answer = buyer.submit(&page, "/checkout", &[(name, typed)]).await;
            let what = format!("{name}={}", typed.chars().take(40).collect::<String>());
            assert_eq!(answer.status, 422, "{what}: {}", answer.words());
            let beside = if name == "payment" { "#payment".to_owned() } else { format!("#{name}-why") };
            assert!(answer.texts(&beside).first().is_some_and(|s| s.chars().count() > 8), "{what} says why");
            assert_eq!(answer.texts("[role=alert] li").len(), 1, "{what}: nothing else is wrong");
            for (other, value) in page.form("/checkout") {
                // Without a commune there is no sum to have seen.
                if other != name && !(name == "commune" && (other.starts_with("seen") || other == "commune_code")) {
                    assert_eq!(field(&answer, &other), value, "{what} loses {other}");
                } else if name != "payment" && other == name {
                    assert_eq!(field(&answer, name), typed.replace('\0', ""), "{what} is kept");
                }
            }
            assert_eq!(fingerprint(&shop).await, before, "{what} wrote something");
        }
    }
    // Everything at once: each field has its own sentence, and putting all right is all there is to do.
    let answer =
        buyer.submit(&page, "/checkout", &[("phone", "1"), ("name", ""), ("street", ""), ("payment", "x")]).await;
    assert_eq!(answer.texts("[role=alert] li").len(), 4, "{}", answer.words());
    let fields = [("phone", "0912345678"), ("name", "Hà"), ("street", "Thôn Đồi"), ("payment", "cod")];
    code(&buyer.submit(&answer, "/checkout", &fields).await);
}

#[actix_web::test]
async fn odd_characters_are_tidied_away_and_a_megabyte_is_refused() {
    let (shop, _, buyer, page) = before_the_button().await;
    let megabyte = "x".repeat(1 << 20);
    let request = buyer.request(reqwest::Method::POST, "/checkout").header("origin", &shop.url);
    // The server does not read a megabyte to say no; a client that is still sending may miss the answer.
    if let Ok(answer) = request.form(&[("note", megabyte.as_str())]).send().await {
        assert_eq!(answer.status().as_u16(), 413);
        assert!(answer.text().await.unwrap().contains("<h1"));
    }
    let odd = [
        ("phone", " +84 912-345.678\u{0} "),
        ("name", "  Thu\u{0}\u{7}  Ha\u{300}\u{202e} "),
        ("street", "Thôn\tĐồi\r\n2"),
        ("note", "a\r\n\u{b}\u{0}b"),
    ];
    code(&buyer.submit(&page, "/checkout", &odd).await);
    let kept = text(&shop, "SELECT concat_ws('|', buyer_phone, buyer_name, street, note) FROM orders").await;
    assert_eq!(kept, "+84912345678|Thu Hà|Thôn Đồi 2|a\nb");
}

#[actix_web::test]
async fn only_the_fields_of_the_form_count() {
    let (shop, fish, buyer, page) = before_the_button().await;
    let other = build::account(&shop, "Người khác").await.to_string();
    let (house, pack) = (fish.producer.to_string(), fish.pack.to_string());
    let (line, price) = (format!("qty-{pack}"), format!("price-{pack}"));
    let forged = [
        ("price", "1"),
        (price.as_str(), "1"),
        ("total", "1"),
        ("goods_total", "1"),
        ("shipping", "0"),
        ("shipping_fee", "0"),
        ("fee", "0"),
        ("discount", "200000"),
        ("role", "admin"),
        ("owner", other.as_str()),
        ("account", other.as_str()),
        ("account_id", other.as_str()),
        ("producer_id", "99"),
        ("producer", house.as_str()),
        ("state", "delivered"),
        ("code", "LT2222222"),
        ("id", "1"),
        ("qty", "1"),
        (line.as_str(), "1"),
        ("reserved_until", "2020-01-01"),
        ("placed_at", "2020-01-01"),
        ("lang", "xx"),
        ("commune_name", "Hà Nội"),
    ];
    code(&buyer.submit(&page, "/checkout", &forged).await);
    let row = "SELECT concat_ws('|', o.goods_total, o.shipping_total, o.total, coalesce(o.account_id, 0), o.lang, \
               o.commune_name, p.producer_id, p.state, y.state, l.price, l.qty, o.placed_at > '2025-01-01', \
               o.reserved_until IS NULL) \
               FROM orders o JOIN parcels p ON p.order_id = o.id JOIN payments y ON y.parcel_id = p.id \
               JOIN order_lines l ON l.parcel_id = p.id";
    let expected = format!("196000|15000|211000|0|vi|Xã Lập Thạch|{house}|placed|due|98000|2|t|t");
    assert_eq!(text(&shop, row).await, expected);
    sound(&shop).await;
}

#[actix_web::test]
async fn a_sum_that_was_not_seen_is_shown_first() {
    let (shop, fish, buyer, page) = before_the_button().await;
    let before = fingerprint(&shop).await;
    // No sum at all: it is shown, as if the fees had been asked for.
    for nothing in ["", "abc", "1e9", "211000.0", "9223372036854775808", "２１１０００"] {
        let answer = buyer.submit(&page, "/checkout", &[("seen_total", nothing)]).await;
        assert_eq!(answer.status, 200, "{nothing}");
        assert_eq!(field(&answer, "seen_total"), "211000", "{nothing}");
    }
    for other in ["0", "1", "-211000", "210999", "211001", "9223372036854775807", "-9223372036854775808"] {
        let answer = buyer.submit(&page, "/checkout", &[("seen_total", other)]).await;
        assert_eq!(answer.status, 409, "{other}");
        assert!(answer.texts("[role=alert]")[0].contains("nay là 211.000"), "{other}: {}", answer.words());
        assert!(answer.words().contains("Chưa có gì được đặt"));
    }
    let (pack, house, days) = (fish.pack, fish.producer, "20261124-20261125");
    assert_eq!(field(&page, "seen"), format!("{pack}x2@98000,{house}=carrier@15000@{days}"));
    for tampered in [
        String::new(),
        "x@,=@".to_owned(),
        format!("{pack}x2@1,{house}=carrier@15000@{days}"),
        format!("{pack}x1@98000,{house}=carrier@15000@{days}"),
        format!("{pack}x2@98000,{house}=carrier@0@{days}"),
        format!("{pack}x2@98000,{house}=round@15000@{days}"),
        format!("{pack}x2@98000"),
        format!("{pack}x2@98000,{house}=carrier@15000"),
        format!("{pack}x2@98000,{house}=carrier@15000@20261123-20261124"),
        format!("{pack}x2@98000,{house}=carrier@15000@{days},999999x1@1"),
    ] {
        let answer = buyer.submit(&page, "/checkout", &[("seen", &tampered)]).await;
        assert_eq!(answer.status, 409, "{tampered}");
        assert!(answer.texts("[role=alert] p").len() >= 2, "{tampered} says what: {}", answer.words());
    }
    assert_eq!(fingerprint(&shop).await, before);
    let answer = buyer.submit(&page, "/checkout", &[("seen_total", "1")]).await;
    second_press(&shop, &buyer, &answer).await;
}

#[actix_web::test]
async fn a_token_that_is_none_of_ours_makes_an_order_once() {
    for token in ["", "x", "../../etc", &"A".repeat(32), &"g".repeat(32), &"0".repeat(33), "\u{0}"] {
        let (shop, _, buyer, page) = before_the_button().await;
        code(&buyer.submit(&page, "/checkout", &[("token", token)]).await);
        let again = buyer.submit(&page, "/checkout", &[("token", token)]).await;
        assert_eq!(again.status, 409, "the cart is empty now");
        assert_eq!(number(&shop, "SELECT count(*) FROM orders").await, 1, "{token}");
    }
}

#[actix_web::test]
async fn another_buyers_token_opens_nothing_of_theirs() {
    let (shop, fish, buyer, page) = before_the_button().await;
    let theirs = second_press(&shop, &buyer, &page).await;
    let token = field(&page, "token");
    let stranger = shop.guest();
    put(&stranger, fish, 1).await;
    let own = ready(&stranger).await;
    let before = fingerprint(&shop).await;
    let fields = [("token", token.as_str()), ("phone", "0987 654 321"), ("name", "Người lạ")];
    let answer = stranger.submit(&own, "/checkout", &fields).await;
    assert_eq!(answer.status, 409, "{:?}", answer.location());
    assert!(!answer.body.contains(&theirs) && !answer.body.contains("Nguyễn Thu Hà"), "{}", answer.body);
    assert!(answer.headers.get_all("set-cookie").iter().all(|c| !c.to_str().unwrap().starts_with("orders=")));
    assert_ne!(stranger.get(&format!("/orders/{theirs}")).await.status, 200);
    assert_eq!(fingerprint(&shop).await, before);
    assert!(answer.words().contains("Trang này đã đặt một đơn rồi"), "{}", answer.words());
    let own = second_press(&shop, &stranger, &answer).await;
    assert_ne!(own, theirs);
    // Nor when there is nothing in the stranger's cart.
    let answer = shop.guest().post("/checkout", &[("token", token.as_str()), ("seen_total", "1")]).await;
    assert!(answer.status >= 300 && !answer.body.contains(&theirs), "{}", answer.status);
    // The buyer's own second press still finds it, with the address put right meanwhile.
    let again = buyer.submit(&page, "/checkout", &[("street", "Thôn Trại")]).await;
    assert_eq!(code(&again), theirs);
}

#[actix_web::test]
async fn whatever_changes_before_the_button_is_said_in_words_and_the_second_press_works() {
    let changes = [
        ("UPDATE packs SET price = 110000 WHERE id = {fish}", "Cá thính, hũ 1 kg: 98.000 ₫ nay là 110.000 ₫."),
        ("UPDATE packs SET price = 90000 WHERE id = {fish}", "Cá thính, hũ 1 kg: 98.000 ₫ nay là 90.000 ₫."),
        ("UPDATE delivery_zones SET base_fee = 19000", "Tiền gửi từ Bà Lụa: 15.000 ₫ nay là 19.000 ₫."),
        ("UPDATE delivery_zones SET days_max = 5", "Hàng của Bà Lụa nay dự kiến thứ Ba 24/11 đến Chủ nhật 29/11."),
        ("UPDATE packs SET reserved = on_hand - 1 WHERE id = {fish}", "Cá thính, hũ 1 kg: chỉ còn 1, bạn chọn 2."),
        ("UPDATE packs SET reserved = on_hand WHERE id = {fish}", "Cá thính, hũ 1 kg: vừa có người mua hết."),
        ("UPDATE packs SET withdrawn_at = now() WHERE id = {fish}", "Cá thính, hũ 1 kg: nhà không bán nữa."),
        ("UPDATE products SET state = 'hidden' WHERE id = {product}", "Cá thính, hũ 1 kg: nhà không bán nữa."),
        ("UPDATE producers SET suspended_at = now() WHERE id = {house}", "Cá thính, hũ 1 kg: nhà không bán nữa."),
        ("UPDATE packs SET min_qty = 4 WHERE id = {fish}", "Cá thính, hũ 1 kg: 2 nay thành 4."),
        ("DELETE FROM cart_lines WHERE pack_id = {fish}", "Một món trong giỏ không còn trong giỏ."),
        ("UPDATE cart_lines SET qty = 5 WHERE pack_id = {fish}", "Cá thính, hũ 1 kg: 2 nay thành 5."),
    ];
    for (change, words) in changes {
        let shop = support::shop().await;
        let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
        let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
        let honey = build::goods(&shop, loi, "Mật ong", 150_000, 50).await;
        let buyer = shop.guest();
        put(&buyer, fish, 2).await;
        put(&buyer, honey, 1).await;
        let page = ready(&buyer).await;
        let change = change
            .replace("{fish}", &fish.pack.to_string())
            .replace("{product}", &fish.product.to_string())
            .replace("{house}", &lua.to_string());
        execute(&shop, &change).await;
        let before = fingerprint(&shop).await;
        let answer = press(&buyer, &page).await;
        assert_eq!(answer.status, 409, "{change}: {}", answer.words());
        let said = answer.texts("[role=alert] p");
        assert!(said.iter().any(|s| s.replace('\u{a0}', " ") == words), "{change}: {said:?}");
        assert!(said.iter().any(|s| s.contains("Chưa có gì được đặt")), "{change}: {said:?}");
        assert_eq!(field(&answer, "street"), WHO[4].1, "what was typed stays");
        assert_eq!(fingerprint(&shop).await, before, "{change} wrote something");
        code(&press(&buyer, &answer).await);
    }
}

#[actix_web::test]
async fn a_cart_in_which_nothing_is_left_says_so() {
    let (shop, fish, buyer, page) = before_the_button().await;
    for change in ["reserved = on_hand", "reserved = 0, withdrawn_at = now()"] {
        execute(&shop, &format!("UPDATE packs SET {change} WHERE id = {}", fish.pack)).await;
        let before = fingerprint(&shop).await;
        for fields in [&[][..], &[("step", "quote")], &[("name", "")]] {
            let answer = buyer.submit(&page, "/checkout", fields).await;
            assert_eq!(answer.status, 409, "{change} {fields:?}");
            assert!(answer.words().contains("không còn món nào mua được"), "{}", answer.words());
            assert!(answer.words().contains("Cá thính"), "the cart is shown");
        }
        assert_eq!(buyer.get("/checkout").await.location().as_deref(), Some("/cart"));
        assert_eq!(fingerprint(&shop).await, before);
    }
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
               VALUES ('{code}', 'Chợ Thản', 'Than market', '08761', '6 giờ đến 17 giờ', '6 to 17') RETURNING id) \
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
        assert!(answer.words().contains("Cách gửi hàng của Bà Lụa đã đổi"), "{choice}: {}", answer.words());
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
    assert!(far.texts("#sum-box button").is_empty(), "no button that cannot work");
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

#[actix_web::test]
async fn a_cart_of_many_households_costs_no_more_queries_than_one_of_two() {
    let shop = support::shop().await;
    let mut spent = Vec::new();
    for households in [2, 12] {
        let buyer = shop.guest();
        for n in 0..households {
            let house = build::producer(&shop, &format!("Nhà {n}")).await;
            for name in ["Cá thính", "Mật ong"] {
                put(&buyer, build::goods(&shop, house, name, 98_000, 50).await, 1).await;
            }
        }
        let mut counts = Vec::new();
        let mut since = shop.ground.db.queries();
        let mut lap = || {
            let now = shop.ground.db.queries();
            counts.push(now - since);
            since = now;
        };
        buyer.get("/cart").await;
        lap();
        let page = ready(&buyer).await;
        lap();
        let code = code(&press(&buyer, &page).await);
        lap();
        buyer.get(&format!("/orders/{code}")).await;
        lap();
        shop.work_off().await;
        spent.push(counts);
    }
    assert_eq!(spent[0], spent[1], "cart, checkout, placing, order");
    assert!(spent[0].iter().all(|n| *n <= 40), "{spent:?}");
    sound(&shop).await;
}

#[actix_web::test]
async fn a_lock_that_is_not_had_in_time_is_answered_and_the_button_works_later() {
    let (shop, fish, buyer, page) = before_the_button().await;
    let before = fingerprint(&shop).await;
    let mut other = shop.conn().await;
    let lock = format!("BEGIN; SELECT FROM packs WHERE id = {} FOR UPDATE", fish.pack);
    other.batch_execute(&lock).await.unwrap();
    let answer = press(&buyer, &page).await;
    assert_eq!(answer.status, 503, "{}", answer.words());
    assert!(!answer.header("retry-after").is_empty() && answer.texts("h1").len() == 1);
    other.batch_execute("COMMIT").await.unwrap();
    assert_eq!(fingerprint(&shop).await, before);
    second_press(&shop, &buyer, &page).await;
}

#[actix_web::test]
async fn a_buyer_whose_connection_breaks_at_the_button_has_one_order() {
    let (shop, _, buyer, page) = before_the_button().await;
    let fields = page.form("/checkout");
    let sent = buyer.request(reqwest::Method::POST, "/checkout").header("origin", &shop.url).form(&fields);
    // The answer is not waited for: the client hangs up while the order is being written.
    let _ = tokio::time::timeout(std::time::Duration::from_millis(8), sent.send()).await;
    let code = second_press(&shop, &buyer, &page).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM orders").await, 1);
    assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 2);
    assert_eq!(buyer.get(&format!("/orders/{code}")).await.status, 200);
}

#[actix_web::test]
async fn orders_of_millions_show_sum_and_print_right_everywhere() {
    for (price, qty, fee, sums) in [
        (150_000, 1_000, 2_009_000, ["150.000.000 ₫", "2.009.000 ₫", "152.009.000 ₫"]),
        (1_000_000_000, 9_000, 18_009_000, ["9.000.000.000.000 ₫", "18.009.000 ₫", "9.000.018.009.000 ₫"]),
    ] {
        let shop = support::shop().await;
        let house = build::producer(&shop, "HTX Ven Lô").await;
        let pomelo = build::goods(&shop, house, "Bưởi", price, 9_999).await;
        let buyer = shop.guest();
        put(&buyer, pomelo, qty).await;
        let [goods, _, total] = sums;
        let shows = |page: &Answer, what: &str, sums: &[&str]| {
            let words = page.words().replace('\u{a0}', " ");
            for sum in sums {
                assert!(words.contains(sum), "{what} shows {sum}: {words}");
            }
        };
        shows(&buyer.get("/cart").await, "the cart", &[goods]);
        let page = buyer.get("/checkout").await;
        let mut fields = WHO.to_vec();
        fields.extend([("email", "ha@example.com"), ("step", "quote")]);
        let page = buyer.submit(&page, "/checkout", &fields).await;
        shows(&page, "the checkout", &sums);
        assert_eq!(field(&page, "seen_total"), (price * i64::from(qty) + fee).to_string());
        let placed = press(&buyer, &page).await;
        let code = code(&placed);
        shows(&buyer.get(&placed.location().unwrap()).await, "the confirmation", &sums);
        shows(&buyer.get(&format!("/orders/{code}")).await, "the order", &sums);
        let member = shop.signed_in(build::member(&shop, house).await).await;
        shows(&member.get("/sell").await, "the desk", &[total]);
        shows(&member.get(&format!("/sell/parcels/{code}-1")).await, "the parcel", &sums);
        let clerk = shop.signed_in(build::clerk(&shop).await).await;
        shows(&clerk.get("/office").await, "the overview", &[total]);
        shows(&clerk.get("/office/orders").await, "the office's list", &[total]);
        shows(&clerk.get(&format!("/office/orders/{code}")).await, "the office's order", &sums);
        shop.work_off().await;
        let sms = text(&shop, "SELECT body FROM messages WHERE recipient = '+84912345678'").await;
        assert!(sms.contains(total), "{sms}");
        let mail = text(&shop, "SELECT body || body_html FROM messages WHERE channel = 'mail'").await;
        for sum in sums {
            assert!(mail.replace('\u{a0}', " ").matches(sum).count() >= 2, "{sum}: {mail}");
        }
        for _ in 0..4 {
            let desk = member.get("/sell").await;
            assert_eq!(
                member.submit(&desk, &format!("/sell/parcels/{code}-1/state"), &[("cash", "1")]).await.status,
                303
            );
        }
        assert_eq!(
            number(&shop, "SELECT amount FROM payments WHERE state = 'collected'").await,
            price * i64::from(qty) + fee
        );
        sound(&shop).await;
    }
}
