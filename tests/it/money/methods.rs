//! What may be paid how, switching, and money that comes in every state an order can be in.

use market::payments::receive::{Outcome, Why};

use super::super::buyer::{WHO, execute, number, put, ready, sound, text};
use super::super::support::{self, build};
use super::support::{balance, balanced, both, market_account, order, parcel, pay, payment, payment_state, states};

#[actix_web::test]
async fn a_transfer_order_waits_for_its_money_and_its_household_does_not_see_it() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 2)], "bank_transfer").await;
    assert_eq!(states(&shop, &code).await, "awaiting_payment");
    assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 2);
    let parcel = parcel(&shop, &code, 1).await;
    assert_eq!(member.get(&format!("/sell/parcels/G{parcel}")).await.status, 404);
    assert!(!member.get("/sell").await.words().contains("Cá thính"));
    assert_eq!(text(&shop, "SELECT count(*) FROM messages WHERE recipient <> '+84912345678'").await, "0");

    // The page says how: the account, the sum, the code, and a picture of all three.
    let page = buyer.get(&format!("/orders/{code}")).await;
    let words = page.words();
    for part in ["1234567890123", "PHONG KINH TE LAP THACH", "211.000 ₫", "Agribank", &code] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(page.attributes(".qr img", "src")[0].starts_with("data:image/svg+xml;base64,"));

    assert_eq!(pay(&shop, payment(&shop, &code).await, None).await, Outcome::Paid);
    shop.work_off().await;
    assert_eq!(states(&shop, &code).await, "placed");
    assert_eq!(member.get(&format!("/sell/parcels/G{parcel}")).await.status, 200);
    assert!(text(&shop, "SELECT string_agg(body, '|') FROM messages").await.contains("đã nhận 211.000"));
    let page = buyer.get(&format!("/orders/{code}")).await;
    assert!(page.words().contains("Đã chuyển khoản") && !page.words().contains("1234567890123"), "{}", page.words());
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "held").await), (211_000, -211_000));
    balanced(&shop).await;
    sound(&shop).await;
}

#[actix_web::test]
async fn the_same_money_twice_and_another_sum_pay_nothing() {
    for shop in both().await {
        let house = super::support::house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
        let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
        let payment = payment(&shop, &code).await;
        for wrong in [1, 112_999, 113_001, 226_000] {
            assert_eq!(pay(&shop, payment, Some(wrong)).await, Outcome::Unwanted(Why::Amount), "{wrong}");
        }
        assert_eq!(states(&shop, &code).await, "awaiting_payment");
        assert_eq!(pay(&shop, payment, None).await, Outcome::Paid);
        assert_eq!(pay(&shop, payment, None).await, Outcome::Unwanted(Why::Twice));
        assert_eq!(balance(&shop, "bank").await, 113_000);
        balanced(&shop).await;
    }
}

#[actix_web::test]
async fn what_is_not_set_up_is_not_offered_and_caps_hold() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 500).await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    let page = ready(&buyer).await;
    assert_eq!(page.attributes("input[name=payment]", "value"), ["cod"]);
    for method in ["bank_transfer", "card"] {
        let answer = buyer.submit(&page, "/checkout", &[("payment", method)]).await;
        assert_eq!(answer.status, 422, "{method}");
        assert_eq!(answer.texts("#payment").len(), 1, "{method}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM orders").await, 0);
    market_account(&shop).await;
    execute(&shop, "UPDATE money_settings SET cod_order_cap = 100000").await;
    let page = ready(&buyer).await;
    assert_eq!(page.attributes("input[name=payment]:not([disabled])", "value"), ["bank_transfer"]);
    assert!(page.words().contains("Chỉ nhận tiền mặt cho đơn đến 100.000 ₫"), "{}", page.words());
    // The form can say what it likes.
    let answer = buyer.submit(&page, "/checkout", &[("payment", "cod")]).await;
    assert_eq!(answer.status, 422);

    // A phone may owe so much at the door, however many orders it is in, however fast they come.
    execute(&shop, "UPDATE money_settings SET cod_order_cap = 1000000, cod_phone_cap = 300000").await;
    let mut crowd = Vec::new();
    for _ in 0..6 {
        let client = shop.guest();
        put(&client, fish, 1).await;
        let page = ready(&client).await;
        crowd.push((client, page));
    }
    let presses = crowd.iter().map(|(client, page)| client.submit(page, "/checkout", &[("payment", "cod")]));
    let answers = futures_util::future::join_all(presses).await;
    assert_eq!(answers.iter().filter(|a| a.status == 303).count(), 2, "each is 113.000");
    assert!(answers.iter().all(|a| matches!(a.status, 303 | 422)));

    // Who would not take parcels at the door pays first.
    execute(&shop, "UPDATE money_settings SET cod_phone_cap = 900000000, cod_refusals = 1").await;
    for state in ["confirmed", "packed", "handed_over", "refused"] {
        execute(&shop, &format!("UPDATE parcels SET state = '{state}'")).await;
    }
    execute(&shop, "UPDATE payments SET state = 'void', settled_at = now()").await;
    let client = shop.guest();
    put(&client, fish, 1).await;
    let page = ready(&client).await;
    assert_eq!(page.attributes("input[name=payment]:not([disabled])", "value"), ["bank_transfer"]);
}

#[actix_web::test]
async fn a_buyer_pays_another_way() {
    for shop in both().await {
        let house = super::support::house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
        let buyer = shop.guest();
        let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
        let first = payment(&shop, &code).await;
        let way = format!("/orders/{code}/payment");
        // To cash: the household hears of it now.
        let answer = buyer.post(&way, &[("method", "cod")]).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        assert_eq!(states(&shop, &code).await, "placed");
        assert_eq!(payment_state(&shop, first).await, "void");
        assert_eq!(text(&shop, "SELECT payment_method FROM orders").await, "cod");
        // And back, before it has left: the parcel stays with its household.
        assert_eq!(buyer.post(&way, &[("method", "bank_transfer")]).await.status, 303);
        assert_eq!(states(&shop, &code).await, "placed");
        let third = payment(&shop, &code).await;
        // The money that comes is of the first code: it is the same order, and pays it.
        assert_eq!(pay(&shop, first, None).await, Outcome::Paid);
        assert_eq!(payment_state(&shop, third).await, "void");
        assert_eq!(pay(&shop, third, None).await, Outcome::Unwanted(Why::Twice));
        let late = buyer.post(&way, &[("method", "cod")]).await;
        assert_eq!(late.status, 409, "{}", late.words());
        // A stranger cannot.
        let stranger = shop.guest();
        assert_eq!(stranger.post(&way, &[("method", "cod")]).await.status, 404);
        balanced(&shop).await;
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn goods_that_leave_before_the_transfer_comes_are_paid_at_the_door() {
    for shop in both().await {
        let house = super::support::house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
        let member = shop.signed_in(build::member(&shop, house).await).await;
        let buyer = shop.guest();
        let code = order(&shop, &buyer, &[(fish, 1)], "cod").await;
        assert_eq!(buyer.post(&format!("/orders/{code}/payment"), &[("method", "bank_transfer")]).await.status, 303);
        let transfer = payment(&shop, &code).await;
        let desk = format!("/sell/parcels/G{}", parcel(&shop, &code, 1).await);
        for (from, to) in [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over")] {
            let moved = member.post(&format!("{desk}/state"), &[("from", from), ("to", to)]).await;
            assert_eq!(moved.status, 303, "{}", moved.words());
        }
        assert_eq!(payment_state(&shop, transfer).await, "void");
        assert!(member.get(&desk).await.words().contains("113.000"));
        assert_eq!(number(&shop, "SELECT count(*) FROM payments WHERE method = 'cod' AND state = 'due'").await, 1);
        sound(&shop).await;
    }
}

/// The phone is one however it is written, and so is what it may owe at the door.
#[actix_web::test]
async fn a_phone_written_otherwise_owes_no_more_at_the_door() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 500).await;
    execute(&shop, "UPDATE money_settings SET cod_phone_cap = 120000").await;
    order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    let spellings = [
        "0912345678",
        "0912.345.678",
        "+84 912 345 678",
        "+84912345678",
        "84912345678",
        "0084912345678",
        "0084 912 345 678",
        " 0912 345 678 ",
    ];
    for (phone, offered) in spellings.into_iter().map(|phone| (phone, 1)).chain([("0987 654 321", 2)]) {
        let client = shop.guest();
        put(&client, fish, 1).await;
        let page = client.get("/checkout").await;
        let mut fields = WHO.to_vec();
        fields.extend([("phone", phone), ("step", "quote")]);
        let page = client.submit(&page, "/checkout", &fields).await;
        assert_eq!(page.status, 200, "{phone}: {}", page.words());
        let open = page.attributes("input[name=payment]:not([disabled])", "value");
        assert_eq!(open.len(), offered, "{phone}: {open:?}");
        let placed = client.submit(&page, "/checkout", &[("payment", "cod")]).await;
        assert_eq!(placed.status, if offered == 2 { 303 } else { 422 }, "{phone}: {}", placed.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM payments").await, 2);
}

#[actix_web::test]
async fn orders_changed_to_cash_at_once_keep_within_what_their_phone_may_owe() {
    for shop in both().await {
        let house = super::support::house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 500).await;
        execute(&shop, "UPDATE money_settings SET cod_phone_cap = 300000").await;
        let mut crowd = Vec::new();
        for _ in 0..10 {
            let client = shop.guest();
            let code = order(&shop, &client, &[(fish, 1)], "bank_transfer").await;
            crowd.push((client, format!("/orders/{code}/payment")));
        }
        let cash = [("method", "cod")];
        let answers = futures_util::future::join_all(crowd.iter().map(|(client, way)| client.post(way, &cash))).await;
        assert_eq!(answers.iter().filter(|a| a.status == 303).count(), 2, "each is 113.000");
        assert!(answers.iter().all(|a| matches!(a.status, 303 | 409)));
        let at_the_door = "SELECT sum(amount) FROM payments WHERE method = 'cod' AND state = 'due'";
        assert_eq!(number(&shop, at_the_door).await, 226_000);
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn an_order_placed_while_another_is_changed_to_cash_is_one_too_many() {
    for shop in both().await {
        let house = super::support::house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 500).await;
        for round in 1..=6 {
            // Room for one order more each time, of 113.000.
            let cap = 113_000 * round + 7_000;
            execute(&shop, &format!("UPDATE money_settings SET cod_phone_cap = {cap}")).await;
            let (first, second) = (shop.guest(), shop.guest());
            let way = format!("/orders/{}/payment", order(&shop, &first, &[(fish, 1)], "bank_transfer").await);
            put(&second, fish, 1).await;
            let page = ready(&second).await;
            let (changed, placed) = futures_util::join!(
                first.post(&way, &[("method", "cod")]),
                second.submit(&page, "/checkout", &[("payment", "cod")])
            );
            assert!(
                matches!((changed.status, placed.status), (303, 422) | (409, 303)),
                "{} {}",
                changed.status,
                placed.status
            );
            let at_the_door = "SELECT sum(amount) FROM payments WHERE method = 'cod' AND state = 'due'";
            assert_eq!(number(&shop, at_the_door).await, 113_000 * round);
        }
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn cash_that_was_changed_to_a_transfer_still_counts_as_long_as_the_household_has_the_parcel() {
    for shop in both().await {
        let house = super::support::house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 500).await;
        execute(&shop, "UPDATE money_settings SET cod_phone_cap = 120000").await;
        let first = shop.guest();
        let way = format!("/orders/{}/payment", order(&shop, &first, &[(fish, 1)], "cod").await);
        assert_eq!(first.post(&way, &[("method", "bank_transfer")]).await.status, 303);
        let second = shop.guest();
        put(&second, fish, 1).await;
        let page = ready(&second).await;
        assert_eq!(page.attributes("input[name=payment]:not([disabled])", "value"), ["bank_transfer"]);
        assert_eq!(second.submit(&page, "/checkout", &[("payment", "cod")]).await.status, 422);
        let other = order(&shop, &second, &[], "bank_transfer").await;
        let refused = second.post(&format!("/orders/{other}/payment"), &[("method", "cod")]).await;
        assert_eq!(refused.status, 409, "{}", refused.words());
        assert_eq!(states(&shop, &other).await, "awaiting_payment");
        // What an order asks for itself is not held against it.
        assert_eq!(first.post(&way, &[("method", "cod")]).await.status, 303);
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn nobody_presses_how_to_pay_without_end() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    let way = format!("/orders/{}/payment", order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await);
    for n in 0..21 {
        let answer = buyer.post(&way, &[("method", "bank_transfer")]).await;
        assert_eq!(answer.status, if n < 20 { 303 } else { 429 }, "{n}");
    }
}
