//! A parcel costs less than when it was placed: never more off than it cost, once however often it is pressed, and the
//! books know.

use market::kernel::ids::ParcelId;
use market::kernel::money::Money;
use market::kernel::settlement::Settlement;
use market::payments::books;
use market::payments::correct::{CorrectError, Cut, Less, Outcome};
use market::payments::refund::Part;
use market::vouchers::voucher::Off;

use super::super::buyer::{execute, number, put, sound, text};
use super::super::money::support::{
    balance, balanced, both, give_back, house, order, parcel, pay, payment, payment_state, states,
};
use super::super::support::build::{self, Goods};
use super::super::support::{Client, TestShop};
use super::super::vouchers::support::{ready_with, voucher};
use super::support::{cut, cut_by, line, member, short};

/// 3 fish at 98.000 and 2 honey at 150.000 of one household: 594.000 of goods and the delivery.
async fn fish_and_honey(shop: &TestShop) -> (Goods, Goods, Client) {
    execute(shop, "INSERT INTO commission_rates (from_day, bp) VALUES ('2026-10-01', 300)").await;
    let lua = house(shop, "Bà Lụa").await;
    let fish = build::goods(shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(shop, lua, "Mật ong", 150_000, 50).await;
    let desk = shop.signed_in(build::member(shop, lua).await).await;
    (fish, honey, desk)
}

async fn reserved(shop: &TestShop, goods: Goods) -> i64 {
    number(shop, &format!("SELECT reserved FROM packs WHERE id = {}", goods.pack)).await
}

async fn along(desk: &Client, parcel: ParcelId, states: &[&str]) {
    for pair in states.windows(2) {
        let moved = desk.post(&format!("/sell/parcels/G{parcel}/state"), &[("from", pair[0]), ("to", pair[1])]).await;
        assert_eq!(moved.status, 303, "{}", moved.words());
    }
}

#[actix_web::test]
async fn unpaid_cash_is_less_at_the_door_and_everybodys_share_follows() {
    for shop in both().await {
        let (fish, honey, desk) = fish_and_honey(&shop).await;
        let buyer = shop.guest();
        let code = order(&shop, &buyer, &[(fish, 3), (honey, 2)], "cod").await;
        let id = parcel(&shop, &code, 1).await;
        let before = number(&shop, "SELECT total FROM parcels").await;
        let cuts = [
            short(&shop, id, 0, 1).await,
            Cut { line: line(&shop, id, 1).await, less: Less::Amount(Money::dong(12_000)) },
        ];
        let made = cut(&shop, "a", id, &cuts).await.unwrap();
        assert!(
            matches!(made, Outcome::Corrected { off, refund: None, .. } if off == Money::dong(110_000)),
            "{made:?}"
        );
        // Pressed again, it is the same correction.
        assert_eq!(cut(&shop, "a", id, &cuts).await.unwrap(), made);
        assert_eq!(number(&shop, "SELECT count(*) FROM corrections").await, 1);
        assert_eq!((reserved(&shop, fish).await, reserved(&shop, honey).await), (2, 2));
        assert_eq!(number(&shop, "SELECT amount FROM payments").await, before - 110_000);
        sound(&shop).await;
        shop.work_off().await;
        let told = text(&shop, "SELECT body FROM messages WHERE dedupe_key LIKE 'corrected:%'").await;
        assert!(told.contains("Thiếu 1 Cá thính") && told.contains("chim ăn"), "{told}");
        assert_eq!(number(&shop, "SELECT count(*) FROM refunds").await, 0);
        let clerk = shop.signed_in(build::clerk(&shop).await).await;
        let office = clerk.get(&format!("/office/orders/{code}")).await.words();
        for said in
            ["Thiếu 1 Cá thính, hũ 1 kg (− 98.000 ₫)", "chim ăn", "chợ tự ghi", "Chưa trả nên thu bớt", "− 110.000 ₫"]
        {
            assert!(office.contains(said), "{said}: {office}");
        }
        let page = buyer.get(&format!("/orders/{code}")).await.words();
        assert!(page.contains("Thiếu 1 Cá thính, hũ 1 kg") && page.contains("− 110.000 ₫"), "{page}");
        assert!(desk.get(&format!("/sell/parcels/G{id}")).await.words().contains("− 110.000 ₫"));

        along(&desk, id, &["placed", "confirmed", "packed", "handed_over", "delivered"]).await;
        let cash = desk.post(&format!("/sell/parcels/G{id}/cash"), &[]).await;
        assert_eq!(cash.status, 303, "{}", cash.words());
        assert_eq!(balance(&shop, "with_household").await, before - 110_000);
        // 3 % of the 484.000 that came.
        assert_eq!(-balance(&shop, "commission").await, 14_520);
        assert_eq!(number(&shop, &format!("SELECT on_hand FROM packs WHERE id = {}", fish.pack)).await, 48);
        balanced(&shop).await;
        sound(&shop).await;
        // What was never paid cannot be given back later: two fish at 98.000 are left of three.
        let whole = give_back(&shop, id, Part::Lines(vec![(line(&shop, id, 0).await, 3)]), "r").await;
        assert!(whole.is_err(), "{whole:?}");
        give_back(&shop, id, Part::Rest { shipping: true }, "r").await.unwrap();
        assert_eq!(number(&shop, "SELECT amount FROM refunds").await, before - 110_000);
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn what_was_paid_goes_back_in_the_same_act() {
    for shop in both().await {
        let (fish, honey, desk) = fish_and_honey(&shop).await;
        let code = order(&shop, &shop.guest(), &[(fish, 3), (honey, 2)], "bank_transfer").await;
        let id = parcel(&shop, &code, 1).await;
        let one = [short(&shop, id, 0, 1).await];
        assert!(matches!(cut(&shop, "early", id, &one).await, Err(CorrectError::NotPaid)));
        pay(&shop, payment(&shop, &code).await, None).await;
        let made = cut(&shop, "a", id, &one).await.unwrap();
        assert!(matches!(made, Outcome::Corrected { refund: Some(_), .. }), "{made:?}");
        assert_eq!(cut(&shop, "a", id, &one).await.unwrap(), made);
        assert_eq!(balance(&shop, "refunds_due").await, -98_000);
        let clerk = shop.signed_in(build::clerk(&shop).await).await;
        let office = clerk.get(&format!("/office/orders/{code}")).await.words();
        assert!(office.contains("Đã trả trước nên hoàn lại: Phải hoàn"), "{office}");
        assert_eq!(reserved(&shop, fish).await, 2);
        sound(&shop).await;
        along(&desk, id, &["placed", "confirmed", "packed"]).await;
        cut(&shop, "b", id, &[short(&shop, id, 1, 2).await]).await.unwrap();
        assert_eq!(balance(&shop, "refunds_due").await, -398_000);
        along(&desk, id, &["packed", "handed_over", "delivered"]).await;
        assert_eq!(-balance(&shop, "commission").await, 5_880);
        let late = cut(&shop, "c", id, &[short(&shop, id, 0, 1).await]).await;
        assert!(matches!(late, Err(CorrectError::MovedOn(_))), "{late:?}");
        balanced(&shop).await;
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn a_discount_shrinks_with_what_it_was_for_and_the_last_piece_takes_the_rest() {
    for shop in both().await {
        let (fish, honey, _) = fish_and_honey(&shop).await;
        voucher(&shop, "BAY", Off::Percent { percent: 7, most: None }, |_| {}).await;
        let buyer = shop.guest();
        put(&buyer, fish, 3).await;
        put(&buyer, honey, 2).await;
        let page = ready_with(&buyer, "BAY").await;
        let placed = buyer.submit(&page, "/checkout", &[("payment", "cod")]).await;
        let id = parcel(&shop, &super::super::buyer::code(&placed), 1).await;
        let net = number(&shop, "SELECT total - discount FROM order_lines ORDER BY id LIMIT 1").await;
        for key in ["a", "b", "c"] {
            cut(&shop, key, id, &[short(&shop, id, 0, 1).await]).await.unwrap();
            sound(&shop).await;
        }
        assert_eq!(number(&shop, "SELECT cut FROM parcels").await, net);
        let gone = cut(&shop, "d", id, &[short(&shop, id, 0, 1).await]).await;
        assert!(matches!(gone, Err(CorrectError::TooMuch { left: 0, .. })), "{gone:?}");
    }
}

/// A voucher pays all of it: the buyer gets nothing back, but the market does not pay for what never came.
#[actix_web::test]
async fn goods_that_a_voucher_pays_whole_are_paid_to_the_household_as_far_as_they_came() {
    let [shop, _] = both().await;
    let (fish, _, desk) = fish_and_honey(&shop).await;
    voucher(&shop, "HET", Off::Percent { percent: 100, most: None }, |_| {}).await;
    let buyer = shop.guest();
    put(&buyer, fish, 4).await;
    let page = ready_with(&buyer, "HET").await;
    let placed = buyer.submit(&page, "/checkout", &[("payment", "cod")]).await;
    let id = parcel(&shop, &super::super::buyer::code(&placed), 1).await;
    let made = cut(&shop, "a", id, &[short(&shop, id, 0, 1).await]).await.unwrap();
    assert!(matches!(made, Outcome::Corrected { off: Money::ZERO, refund: None, .. }), "{made:?}");
    along(&desk, id, &["placed", "confirmed", "packed", "handed_over", "delivered"]).await;
    desk.post(&format!("/sell/parcels/G{id}/cash"), &[]).await;
    assert_eq!(balance(&shop, "vouchers").await, 3 * 98_000);
    sound(&shop).await;
}

#[actix_web::test]
async fn a_parcel_of_which_nothing_comes_is_given_up() {
    for shop in both().await {
        let (fish, honey, _) = fish_and_honey(&shop).await;
        let code = order(&shop, &shop.guest(), &[(fish, 3), (honey, 2)], "bank_transfer").await;
        let id = parcel(&shop, &code, 1).await;
        pay(&shop, payment(&shop, &code).await, None).await;
        cut(&shop, "a", id, &[short(&shop, id, 0, 2).await]).await.unwrap();
        let all = [short(&shop, id, 0, 1).await, short(&shop, id, 1, 2).await];
        assert_eq!(cut(&shop, "b", id, &all).await.unwrap(), Outcome::GivenUp);
        assert_eq!(cut(&shop, "b", id, &all).await.unwrap(), Outcome::GivenUp);
        assert_eq!(states(&shop, &code).await, "unfulfillable");
        let total = number(&shop, "SELECT total FROM parcels").await;
        assert_eq!(balance(&shop, "refunds_due").await, -total, "the delivery too");
        assert_eq!((reserved(&shop, fish).await, reserved(&shop, honey).await), (0, 0));
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn another_pack_comes_instead_and_more_comes_for_nothing() {
    let [shop, _] = both().await;
    let (fish, honey, _) = fish_and_honey(&shop).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1), (honey, 3)], "cod").await;
    let id = parcel(&shop, &code, 1).await;
    let (first, second) = (line(&shop, id, 0).await, line(&shop, id, 1).await);
    let swap = |line, goods: Goods, qty| Cut { line, less: Less::Swap { pack: goods.pack, qty } };
    let dear = cut(&shop, "a", id, &[swap(first, honey, 1)]).await;
    assert!(matches!(dear, Err(CorrectError::Dearer(_))), "{dear:?}");
    let other = build::goods(&shop, house(&shop, "Ông Lợi").await, "Gạo", 10_000, 9).await;
    let foreign = cut(&shop, "f0", id, &[swap(second, other, 1)]).await;
    assert!(matches!(foreign, Err(CorrectError::NotFound)), "another household's: {foreign:?}");
    let same = cut(&shop, "f1", id, &[swap(second, honey, 1)]).await;
    assert!(matches!(same, Err(CorrectError::Same(line)) if line == second), "{same:?}");
    execute(&shop, &format!("UPDATE packs SET on_hand = 2 WHERE id = {}", fish.pack)).await;
    execute(&shop, &format!("INSERT INTO stock_entries (pack_id, kind, qty) VALUES ({}, 'write_off', -48)", fish.pack))
        .await;
    let empty = cut(&shop, "b", id, &[swap(second, fish, 2)]).await;
    assert!(matches!(empty, Err(CorrectError::OutOfStock(_))), "{empty:?}");
    assert_eq!((reserved(&shop, fish).await, reserved(&shop, honey).await), (1, 3), "nothing was written");
    let made = cut(&shop, "b", id, &[swap(second, fish, 1), Cut { line: first, less: Less::Extra(1) }]).await.unwrap();
    assert!(matches!(made, Outcome::Corrected { off, .. } if off == Money::dong(52_000)), "{made:?}");
    assert_eq!((reserved(&shop, fish).await, reserved(&shop, honey).await), (2, 2));
    sound(&shop).await;
    shop.work_off().await;
    let told = text(&shop, "SELECT body FROM messages WHERE dedupe_key LIKE 'corrected:%'").await;
    assert!(told.contains("1 Mật ong, hũ 1 kg đổi thành Cá thính, hũ 1 kg"), "{told}");
    assert!(told.contains("Gửi thêm 1 Cá thính"), "{told}");
}

/// The buyer has changed to a transfer and not paid it. It is cash again, and should the transfer come after all, what is
/// too much of it goes back.
#[actix_web::test]
async fn a_correction_between_the_wish_to_pay_and_the_money() {
    for shop in both().await {
        let (fish, _, desk) = fish_and_honey(&shop).await;
        let buyer = shop.guest();
        let code = order(&shop, &buyer, &[(fish, 3)], "cod").await;
        let id = parcel(&shop, &code, 1).await;
        let switched = buyer.post(&format!("/orders/{code}/payment"), &[("method", "bank_transfer")]).await;
        assert_eq!(switched.status, 303, "{}", switched.words());
        let transfer = payment(&shop, &code).await;
        assert_eq!(payment_state(&shop, transfer).await, "due");
        cut(&shop, "a", id, &[short(&shop, id, 0, 1).await]).await.unwrap();
        assert_eq!(payment_state(&shop, transfer).await, "void");
        let door = number(&shop, "SELECT amount FROM payments WHERE state = 'due' AND method = 'cod'").await;
        let total = number(&shop, "SELECT total FROM parcels").await;
        assert_eq!(door, total - 98_000);
        sound(&shop).await;
        pay(&shop, transfer, None).await;
        assert_eq!(payment_state(&shop, transfer).await, "paid");
        assert_eq!((balance(&shop, "held").await, balance(&shop, "refunds_due").await), (98_000 - total, -98_000));
        assert_eq!(number(&shop, "SELECT cut FROM parcels").await, 0);
        sound(&shop).await;
        along(&desk, id, &["placed", "confirmed", "packed", "handed_over", "delivered"]).await;
        assert_eq!(-balance(&shop, "commission").await, 5_880);
        balanced(&shop).await;
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn eight_at_once_take_no_more_off_than_there_is() {
    for shop in both().await {
        let (fish, honey, _) = fish_and_honey(&shop).await;
        let mut parcels = Vec::new();
        for method in ["cod", "bank_transfer"] {
            let code = order(&shop, &shop.guest(), &[(fish, 3), (honey, 1)], method).await;
            if method == "bank_transfer" {
                pay(&shop, payment(&shop, &code).await, None).await;
            }
            parcels.push(parcel(&shop, &code, 1).await);
        }
        for id in parcels {
            let one = short(&shop, id, 0, 1).await;
            let (shop, one) = (&shop, &one);
            let outcomes = futures_util::future::join_all((0..8).map(|i| {
                let key = format!("{id}/{}", i / 2);
                async move { cut(shop, &key, id, &[*one]).await }
            }))
            .await;
            // Four keys, each pressed twice, and three pieces.
            assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 6, "{outcomes:?}");
            let left = outcomes.iter().filter(|o| matches!(o, Err(CorrectError::TooMuch { left: 0, .. }))).count();
            assert_eq!(left, 2, "{outcomes:?}");
            let off = number(shop, &format!("SELECT sum(paid_off) FROM corrections WHERE parcel_id = {id}")).await;
            assert_eq!(off, 3 * 98_000);
        }
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn a_foreign_parcel_line_or_key_corrects_nothing() {
    let [shop, _] = both().await;
    let (fish, honey, _) = fish_and_honey(&shop).await;
    let id = parcel(&shop, &order(&shop, &shop.guest(), &[(fish, 3)], "cod").await, 1).await;
    let other = parcel(&shop, &order(&shop, &shop.guest(), &[(honey, 3)], "cod").await, 1).await;
    let stranger = house(&shop, "Ông Lợi").await;
    let by = member(build::member(&shop, stranger).await, stranger);
    let cuts = [short(&shop, id, 0, 1).await];
    assert!(matches!(cut_by(&shop, "a", id, &cuts, by).await, Err(CorrectError::NotFound)));
    assert!(matches!(cut(&shop, "a", other, &cuts).await, Err(CorrectError::NotFound)));
    for less in [Less::Pieces(0), Less::Pieces(-1), Less::Amount(Money::ZERO), Less::Extra(0)] {
        let nothing = cut(&shop, "a", id, &[Cut { less, ..cuts[0] }]).await;
        assert!(matches!(nothing, Err(CorrectError::Nothing)), "{less:?}: {nothing:?}");
    }
    for less in [Less::Pieces(4), Less::Pieces(i32::MAX), Less::Amount(Money::dong(294_001)), Less::Extra(100)] {
        let much = cut(&shop, "a", id, &[Cut { less, ..cuts[0] }]).await;
        assert!(matches!(much, Err(CorrectError::TooMuch { .. })), "{less:?}: {much:?}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM corrections").await, 0);
    cut(&shop, "a", id, &cuts).await.unwrap();
    assert!(matches!(cut(&shop, "a", other, &[short(&shop, other, 0, 1).await]).await, Err(CorrectError::NotFound)));
    // SQL holds it as well, whoever writes.
    let mut conn = shop.conn().await;
    for (sql, constraint) in [
        (
            format!(
                "INSERT INTO correction_lines (correction_id, line_id, qty_off, total_off, paid_off) \
                  SELECT c.id, l.id, 1, 0, 0 FROM corrections c, order_lines l WHERE l.parcel_id = {other}"
            ),
            "of the parcel",
        ),
        ("UPDATE corrections SET paid_off = 0".to_owned(), "only ever added to"),
        ("DELETE FROM correction_lines".to_owned(), "only ever added to"),
        ("UPDATE order_lines SET paid_off = total + 1".to_owned(), "order_lines_paid_off"),
        ("UPDATE order_lines SET qty_off = 2, swapped = 2".to_owned(), "order_lines_qty_off"),
        ("UPDATE parcels SET cut = goods_total + 1".to_owned(), "parcels_cut_of_goods"),
    ] {
        let refused =
            diesel_async::RunQueryDsl::execute(diesel::sql_query(&sql), &mut conn).await.unwrap_err().to_string();
        assert!(refused.contains(constraint), "{sql}: {refused}");
    }
}

/// Breaks something that SQL would not let pass, and sees that a rule says so.
#[actix_web::test]
async fn the_books_find_a_correction_that_does_not_add_up() {
    let [shop, _] = both().await;
    let (fish, honey, _) = fish_and_honey(&shop).await;
    let cash = parcel(&shop, &order(&shop, &shop.guest(), &[(fish, 3)], "cod").await, 1).await;
    cut(&shop, "a", cash, &[short(&shop, cash, 0, 1).await]).await.unwrap();
    let code = order(&shop, &shop.guest(), &[(honey, 3)], "bank_transfer").await;
    pay(&shop, payment(&shop, &code).await, None).await;
    let paid = parcel(&shop, &code, 1).await;
    cut(&shop, "b", paid, &[short(&shop, paid, 0, 1).await]).await.unwrap();
    sound(&shop).await;
    let mut conn = shop.conn().await;
    let run = async |conn: &mut market::platform::db::Conn, sql: &str| {
        diesel_async::RunQueryDsl::execute(diesel::sql_query(sql), conn).await.unwrap();
    };
    for (sql, rule) in [
        (format!("UPDATE parcels SET cut = 0 WHERE id = {cash}"), "what was taken off is not asked, or went back"),
        (format!("UPDATE parcels SET cut = 0 WHERE id = {cash}"), "less what was taken off"),
        ("UPDATE refunds SET key = 'lost' WHERE key LIKE 'correction:%'".to_owned(), "not asked, or went back"),
        ("UPDATE corrections SET paid_off = paid_off + 1".to_owned(), "a correction is the sum of its lines"),
        ("UPDATE order_lines SET qty_off = 0".to_owned(), "a line is corrected by its corrections"),
        ("UPDATE order_lines SET qty_off = 0".to_owned(), "reserved is what live parcels wait for"),
        ("UPDATE order_lines SET paid_off = 0".to_owned(), "a line costs less by its corrections"),
    ] {
        run(&mut conn, "BEGIN").await;
        run(&mut conn, "SET LOCAL session_replication_role = replica").await;
        run(&mut conn, &sql).await;
        let faults = books::faults(&mut conn).await.unwrap();
        assert!(faults.iter().any(|f| f.rule.contains(rule)), "{rule} after {sql}: {faults:#?}");
        run(&mut conn, "ROLLBACK").await;
    }
    sound(&shop).await;
}

/// A page that shows money on its way back is a page.
#[actix_web::test]
async fn the_buyer_sees_what_goes_back_and_that_it_has_gone() {
    for shop in both().await {
        let (fish, _, _) = fish_and_honey(&shop).await;
        let buyer = shop.guest();
        let code = order(&shop, &buyer, &[(fish, 3)], "bank_transfer").await;
        pay(&shop, payment(&shop, &code).await, None).await;
        let id = parcel(&shop, &code, 1).await;
        cut(&shop, "a", id, &[short(&shop, id, 0, 1).await]).await.unwrap();
        let page = buyer.get(&format!("/orders/{code}")).await;
        assert_eq!(page.status, 200, "{}", page.words());
        // Who has the money gives it back.
        let who = if shop.ground.config.settlement == Settlement::Direct { "nhà nông" } else { "chợ" };
        assert!(page.words().contains(&format!("98.000 ₫: {who} chuyển khoản lại")), "{}", page.words());
    }
}
