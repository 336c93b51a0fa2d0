//! The checkout says what is wrong beside the field, what has changed in words, and what it costs before the button; and
//! whatever is sent to it, only the button writes, and only what was seen.

use diesel_async::SimpleAsyncConnection as _;

use super::buyer::{WHO, code, desk_path, execute, fingerprint, number, press, put, ready, say, sound, text};
use super::support::{self, Answer, Client, TestShop, build};

/// What a field holds in the checkout's form.
pub fn field(page: &Answer, name: &str) -> String {
    page.form("/checkout").into_iter().find(|(n, _)| n == name).map(|(_, value)| value).unwrap_or_default()
}

/// A shop with fish for sale, and a buyer before the button with two jars of it.
pub async fn before_the_button() -> (TestShop, build::Goods, Client, Answer) {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    put(&buyer, fish, 2).await;
    let page = ready(&buyer).await;
    (shop, fish, buyer, page)
}

/// The button is there, and brings an order that adds up.
pub async fn second_press(shop: &TestShop, buyer: &Client, page: &Answer) -> String {
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
    let fee = say("checkout-change-fee", &[("name", "Bà Lụa"), ("from", "15.000 ₫"), ("to", "19.000 ₫")]);
    let changes = [
        ("UPDATE packs SET price = 110000 WHERE id = {fish}", "Cá thính, hũ 1 kg: 98.000 ₫ nay là 110.000 ₫."),
        ("UPDATE packs SET price = 90000 WHERE id = {fish}", "Cá thính, hũ 1 kg: 98.000 ₫ nay là 90.000 ₫."),
        ("UPDATE delivery_rates SET base_fee = 19000", fee.as_str()),
        ("UPDATE delivery_rates SET days_max = 5", "Hàng của Bà Lụa nay dự kiến thứ Ba 24/11 đến Chủ nhật 29/11."),
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
async fn whoever_orders_too_often_waits_and_loses_nothing_of_what_was_typed() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    put(&buyer, fish, 2).await;
    let page = ready(&buyer).await;
    let often = "INSERT INTO throttles VALUES ('place-phone:+84912345678|127.0.0.1', 30, now() + interval '9 minutes')";
    execute(&shop, often).await;
    let before = fingerprint(&shop).await;
    let refused = press(&buyer, &page).await;
    assert_eq!(refused.status, 429);
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((500..=540).contains(&seconds), "{seconds}");
    assert_eq!(refused.texts("#phone-why").len(), 1);
    for (name, value) in page.form("/checkout") {
        assert_eq!(field(&refused, &name), value, "{name} is kept");
    }
    assert_eq!(fingerprint(&shop).await, before);
    execute(&shop, "DELETE FROM throttles").await;
    second_press(&shop, &buyer, &refused).await;
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
        shows(&member.get(&desk_path(&shop, &code, 1).await).await, "the parcel", &sums);
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
                member
                    .submit(&desk, &format!("{}/state", desk_path(&shop, &code, 1).await), &[("cash", "1")])
                    .await
                    .status,
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
