//! An order that falls through whole and unpaid gives its use back, once; one that does not keeps it.

use futures_util::future::join_all;
use market::payments::receive::{Outcome, Why};

use super::super::buyer::{code, execute, number, press, put, sound};
use super::super::money::support::{balanced, market_account, parcel, pay, payment, states};
use super::super::support::{self, TestShop, build};
use super::support::{percent, ready_with, used, voucher};

async fn run_out(shop: &TestShop) {
    execute(shop, "UPDATE payments SET expires_at = now() - interval '1 second' WHERE state = 'due'").await;
    execute(shop, "INSERT INTO jobs (kind, payload) VALUES ('expire_unpaid', '{}')").await;
    shop.work_off().await;
}

#[actix_web::test]
async fn cancelled_six_times_at_once_it_is_given_back_once() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 10).await;
    let id = voucher(&shop, "TET10", percent(10), |t| t.total_limit = Some(2)).await;
    for _ in 0..2 {
        let other = shop.guest();
        put(&other, jar, 1).await;
        let page = ready_with(&other, "TET10").await;
        let path = format!("/orders/{}/cancellation", code(&press(&other, &page).await));
        if used(&shop, id).await == 2 {
            let answers = join_all((0..6).map(|_| other.post(&path, &[]))).await;
            assert!(answers.iter().all(|a| a.status == 303));
        }
    }
    assert_eq!(used(&shop, id).await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM voucher_uses").await, 2);
    sound(&shop).await;
}

#[actix_web::test]
async fn one_parcel_of_two_taken_back_keeps_it_and_the_second_gives_it_back() {
    let shop = support::shop().await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(&shop, loi, "Mật ong", 150_000, 50).await;
    let member = shop.signed_in(build::member(&shop, loi).await).await;
    let id = voucher(&shop, "TET10", percent(10), |_| {}).await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    put(&buyer, honey, 1).await;
    let page = ready_with(&buyer, "TET10").await;
    let order = code(&press(&buyer, &page).await);
    let cancelled = buyer.post(&format!("/orders/{order}/cancellation"), &[("parcel", "1")]).await;
    assert_eq!(cancelled.status, 303);
    assert_eq!(used(&shop, id).await, 1);
    // What is left is asked for with its own share of the discount, no more and no less.
    assert_eq!(number(&shop, "SELECT amount FROM payments WHERE state = 'due'").await, 150_000);
    let desk = format!("/sell/parcels/G{}", parcel(&shop, &order, 2).await);
    let fields = [("from", "placed"), ("to", "unfulfillable"), ("reason", "short"), ("words", "")];
    assert_eq!(member.post(&format!("{desk}/state"), &fields).await.status, 303);
    assert_eq!(used(&shop, id).await, 0, "the household gave up the last of it");
    sound(&shop).await;
}

#[actix_web::test]
async fn an_expired_order_gives_it_back_and_late_money_takes_it_again_if_it_is_there() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let id = voucher(&shop, "TET10", percent(10), |t| t.total_limit = Some(1)).await;
    let place = async |method: &str| {
        let buyer = shop.guest();
        put(&buyer, jar, 1).await;
        let page = ready_with(&buyer, "TET10").await;
        code(&buyer.submit(&page, "/checkout", &[("payment", method)]).await)
    };
    let first = place("bank_transfer").await;
    assert_eq!(used(&shop, id).await, 1);
    run_out(&shop).await;
    run_out(&shop).await;
    assert_eq!((states(&shop, &first).await.as_str(), used(&shop, id).await), ("expired", 0));
    assert_eq!(pay(&shop, payment(&shop, &first).await, None).await, Outcome::Paid);
    assert_eq!(used(&shop, id).await, 1, "taken again");

    // Where somebody else has the last use by then, the price is no more: the money pays nothing and goes back.
    execute(&shop, "UPDATE vouchers SET total_limit = 2").await;
    let second = place("bank_transfer").await;
    run_out(&shop).await;
    let third = place("cod").await;
    assert_eq!(used(&shop, id).await, 2);
    let late = payment(&shop, &second).await;
    assert_eq!(pay(&shop, late, None).await, Outcome::Unwanted(Why::Gone));
    assert_eq!((states(&shop, &second).await.as_str(), used(&shop, id).await), ("expired", 2));
    assert_eq!(number(&shop, &format!("SELECT total FROM orders WHERE code = '{third}'")).await, 103_200);
    // Goods that are gone take no use with them.
    execute(&shop, "UPDATE vouchers SET total_limit = 3").await;
    execute(&shop, "UPDATE products SET state = 'hidden'").await;
    assert_eq!(pay(&shop, late, None).await, Outcome::Unwanted(Why::Gone));
    assert_eq!(used(&shop, id).await, 2);
    execute(&shop, "UPDATE products SET state = 'on_sale'").await;
    assert_eq!(pay(&shop, late, None).await, Outcome::Paid);
    assert_eq!((states(&shop, &second).await.as_str(), used(&shop, id).await), ("placed", 3));
    balanced(&shop).await;
    sound(&shop).await;
}

/// Ordered, let go and ordered again with the same one use, then paid for all at once: it is one discount.
#[actix_web::test]
async fn late_money_makes_no_more_discounts_of_a_voucher_than_it_has_uses() {
    for limit in ["total_limit", "phone_limit"] {
        let shop = support::shop().await;
        market_account(&shop).await;
        let house = build::producer(&shop, "Bà Lụa").await;
        let jar = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
        let id = voucher(&shop, "TET10", percent(10), |t| match limit {
            "total_limit" => t.total_limit = Some(1),
            _ => t.phone_limit = Some(1),
        })
        .await;
        let mut late = Vec::new();
        for _ in 0..4 {
            let buyer = shop.guest();
            put(&buyer, jar, 1).await;
            let page = ready_with(&buyer, "TET10").await;
            let order = code(&buyer.submit(&page, "/checkout", &[("payment", "bank_transfer")]).await);
            late.push(payment(&shop, &order).await);
            run_out(&shop).await;
        }
        assert_eq!(used(&shop, id).await, 0);
        let outcomes = join_all(late.iter().map(|payment| pay(&shop, *payment, None))).await;
        let paid = outcomes.iter().filter(|outcome| **outcome == Outcome::Paid).count();
        assert_eq!(paid, 1, "{limit}: {outcomes:?}");
        assert!(outcomes.iter().all(|o| matches!(o, Outcome::Paid | Outcome::Unwanted(Why::Gone))), "{outcomes:?}");
        assert_eq!(used(&shop, id).await, 1, "{limit}");
        assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 1, "{limit}");
        balanced(&shop).await;
        sound(&shop).await;
    }
}
