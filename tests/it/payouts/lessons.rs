//! What other markets of many sellers broke, as tests of our own: the faults that an end-to-end run found in Spree's
//! multi-vendor flow (github.com/spree/spree/pull/14622), as far as they have a counterpart here.
//!
//! Of the twelve, seven are below, and five in `split`: those of registering with Stripe Connect, of transfers to sellers and
//! of returns.

use diesel_async::AsyncConnection as _;
use market::kernel::money::Money;
use market::payments::collect::With;
use market::payments::refund::Part;
use market::payouts::pay::PayError;
use market::payouts::{pay, queries, returned, undo};

use super::{
    Came, by_the_books, deliver, give_back, household, make, newest, number, order, pay_order, run, setting, sold,
    sold_today, sound, take_cash, today,
};
use crate::buyer;

/// Every seller's commission stood on every order: here each parcel has its own, and a household sees no other's.
#[actix_web::test]
async fn commission_is_each_parcels_own() {
    let s = setting().await;
    let (_, other) = household(&s.shop, "Ong Lợi").await;
    let placed = order(&s.shop, &[(s.goods, 1), (other, 3)]).await;
    pay_order(&s.shop, &placed).await;
    for parcel in &placed.parcels {
        deliver(&s.shop, parcel.id).await;
    }
    let of = |parcel| {
        format!("SELECT -sum(amount)::bigint AS n FROM entries WHERE account = 'commission' AND parcel_id = {parcel}")
    };
    assert_eq!(number(&s.shop, &of(placed.parcels[0].id)).await, 3_000);
    assert_eq!(number(&s.shop, &of(placed.parcels[1].id)).await, 9_000);
}

/// The paid check looked for one payment per parcel and found none, so split orders could neither be packed nor paid out.
#[actix_web::test]
async fn one_payment_pays_every_parcel_and_every_household() {
    let s = setting().await;
    let (_, other) = household(&s.shop, "Ong Lợi").await;
    let placed = order(&s.shop, &[(s.goods, 1), (other, 1)]).await;
    pay_order(&s.shop, &placed).await;
    for parcel in &placed.parcels {
        deliver(&s.shop, parcel.id).await;
    }
    assert_eq!(make(&s.shop, today()).await, 2);
    sound(&s.shop).await;
}

/// What was on its way could not be cancelled, and the answer was an empty page: it is refused with words, and nothing moves.
#[actix_web::test]
async fn what_is_on_its_way_is_not_cancelled_and_the_buyer_is_told_so() {
    let s = setting().await;
    let (_, other) = household(&s.shop, "Ong Lợi").await;
    let client = s.shop.guest();
    for goods in [s.goods, other] {
        buyer::put(&client, goods, 1).await;
    }
    let code = buyer::code(&buyer::press(&client, &buyer::ready(&client).await).await);
    for state in ["confirmed", "packed", "handed_over"] {
        run(&s.shop, &format!("UPDATE parcels SET state = '{state}'")).await;
    }
    let before = buyer::fingerprint(&s.shop).await;
    for which in ["", "1", "2"] {
        let fields = [("parcel", which)];
        let answer =
            client.post(&format!("/orders/{code}/cancellation"), &fields[usize::from(which.is_empty())..]).await;
        assert_eq!(answer.status, 409, "{}", answer.words());
        assert!(answer.words().contains(&buyer::say("order-cancel-late", &[])), "{}", answer.words());
    }
    assert_eq!(buyer::fingerprint(&s.shop).await, before);
}

/// Splitting a parcel priced its delivery anew, and the customer paid twice: what a parcel costs is frozen.
#[actix_web::test]
async fn delivery_is_priced_once() {
    let s = setting().await;
    let placed = order(&s.shop, &[(s.goods, 2)]).await;
    pay_order(&s.shop, &placed).await;
    run(&s.shop, "UPDATE delivery_rates SET base_fee = base_fee + 50000").await;
    deliver(&s.shop, placed.parcels[0].id).await;
    assert_eq!(
        number(&s.shop, "SELECT -sum(amount)::bigint AS n FROM entries WHERE account = 'delivery'").await,
        20_000
    );
    assert_eq!(number(&s.shop, "SELECT shipping_fee AS n FROM parcels").await, 20_000);
}

/// An order that was refunded whole still read as paid.
#[actix_web::test]
async fn what_was_refunded_whole_is_paid_no_more() {
    let s = setting().await;
    let placed = order(&s.shop, &[(s.goods, 1)]).await;
    pay_order(&s.shop, &placed).await;
    give_back(&s.shop, placed.parcels[0].id, Part::Rest { shipping: true }, "all").await;
    assert_eq!(number(&s.shop, "SELECT (received - refunded) AS n FROM payments WHERE state = 'paid'").await, 0);
    let clerk = s.shop.signed_in(s.clerk).await;
    let page = clerk.get(&format!("/office/orders/{}", placed.code)).await;
    assert!(page.words().contains("Đã hoàn hết"), "{}", page.words());
    sound(&s.shop).await;
}

/// Payouts asked for more than there was: a refund between the batch and the bank has the payout undone and made again, for
/// what is left.
#[actix_web::test]
async fn no_household_gets_more_than_it_is_owed() {
    let s = setting().await;
    let first = sold(&s, s.goods, 1, Came::Transfer).await;
    assert_eq!(make(&s.shop, today()).await, 1);
    let (id, amount) = newest(&s.shop).await;
    // Before it is sent, half goes back to the buyer.
    give_back(&s.shop, first, Part::Amount(Money::dong(50_000)), "half").await;
    let left = by_the_books(&s.shop, s.producer).await;
    assert!(left < amount, "{left} {amount}");
    let mut conn = s.shop.conn().await;
    let refused = conn.transaction(async |conn| pay::pay(conn, id, "FT1", s.clerk).await).await;
    assert!(matches!(refused, Err(PayError::Fallen(sum)) if sum.amount() == left), "{refused:?}");
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM postings WHERE kind = 'payout'").await, 0);
    conn.transaction(async |conn| undo::undo(conn, id, "hoàn tiền", s.clerk).await).await.unwrap();
    assert_eq!(make(&s.shop, today()).await, 1);
    let (again, next) = newest(&s.shop).await;
    assert_eq!(next, left);
    conn.transaction(async |conn| pay::pay(conn, again, "FT2", s.clerk).await).await.unwrap();
    drop(conn);
    assert_eq!(by_the_books(&s.shop, s.producer).await, 0);
    // After that another order comes, and is paid for itself.
    sold(&s, s.goods, 1, Came::Transfer).await;
    run(&s.shop, "UPDATE payout_batches SET day = day - 1").await;
    assert_eq!(make(&s.shop, today()).await, 1);
    assert_eq!(newest(&s.shop).await.1, by_the_books(&s.shop, s.producer).await);
    sound(&s.shop).await;
}

/// What is taken off since a payout was made holds it up only where nothing else is owed: else the next one is less by it.
#[actix_web::test]
async fn a_small_refund_is_taken_off_the_next_payout() {
    let s = setting().await;
    let first = sold(&s, s.goods, 3, Came::Transfer).await;
    assert_eq!(make(&s.shop, today()).await, 1);
    let (id, amount) = newest(&s.shop).await;
    // The next goods came to their buyer today, and count in some days.
    let own = sold_today(&s, 1, Came::Transfer).await;
    give_back(&s.shop, first, Part::Amount(Money::dong(5_000)), "few").await;
    let left = by_the_books(&s.shop, s.producer).await - amount;
    assert!(left > 0, "{left}");
    let mut conn = s.shop.conn().await;
    assert!(!queries::load(&mut conn, id).await.unwrap().fallen);
    conn.transaction(async |conn| pay::pay(conn, id, "FT1", s.clerk).await).await.unwrap();
    drop(conn);
    run(&s.shop, &format!("UPDATE parcels SET delivered_at = '2026-11-13T12:00:00Z' WHERE id = {own}")).await;
    run(&s.shop, "UPDATE payout_batches SET day = day - 1").await;
    assert_eq!(make(&s.shop, today()).await, 1);
    assert_eq!(newest(&s.shop).await.1, left);
    sound(&s.shop).await;
}

/// What came since a payout was made waits for the next one, and holds this one up in no way.
#[actix_web::test]
async fn what_is_owed_since_holds_no_payout_up() {
    let s = setting().await;
    sold(&s, s.goods, 1, Came::Transfer).await;
    assert_eq!(make(&s.shop, today()).await, 1);
    let (id, amount) = newest(&s.shop).await;
    sold(&s, s.goods, 3, Came::Transfer).await;
    let mut conn = s.shop.conn().await;
    conn.transaction(async |conn| pay::pay(conn, id, "FT1", s.clerk).await).await.unwrap();
    drop(conn);
    assert_eq!(number(&s.shop, "SELECT sum(amount)::bigint AS n FROM payouts WHERE state = 'paid'").await, amount);
    sound(&s.shop).await;
}

/// Cash came into the household's hands since, of which it owes a part on a later day, and nothing else comes that this could
/// be taken off: so much less is owed in all.
#[actix_web::test]
async fn a_minus_since_that_counts_later_holds_a_payout_up() {
    let s = setting().await;
    sold(&s, s.goods, 1, Came::Transfer).await;
    assert_eq!(make(&s.shop, today()).await, 1);
    let (id, amount) = newest(&s.shop).await;
    let cash = order(&s.shop, &[(s.goods, 3)]).await;
    deliver(&s.shop, cash.parcels[0].id).await;
    take_cash(&s.shop, cash.parcels[0].id, s.producer, With::Household, s.clerk).await;
    run(&s.shop, "UPDATE parcels SET delivered_at = '2026-11-22T12:00:00Z' WHERE id = (SELECT max(id) FROM parcels)")
        .await;
    let left = amount - 13_500;
    let mut conn = s.shop.conn().await;
    assert!(queries::load(&mut conn, id).await.unwrap().fallen, "the desk says so");
    let refused = conn.transaction(async |conn| pay::pay(conn, id, "FT1", s.clerk).await).await;
    assert!(matches!(refused, Err(PayError::Fallen(sum)) if sum.amount() == left), "{refused:?}");
    conn.transaction(async |conn| undo::undo(conn, id, "tiền mặt", s.clerk).await).await.unwrap();
    assert_eq!(make(&s.shop, today()).await, 1);
    let (again, next) = newest(&s.shop).await;
    assert_eq!(next, left);
    conn.transaction(async |conn| pay::pay(conn, again, "FT2", s.clerk).await).await.unwrap();
    drop(conn);
    sound(&s.shop).await;
}

/// A payout that the bank returned still read as settled.
#[actix_web::test]
async fn a_payout_that_came_back_is_owed_again() {
    let s = setting().await;
    sold(&s, s.goods, 1, Came::Transfer).await;
    make(&s.shop, today()).await;
    let (id, _) = newest(&s.shop).await;
    let bank = "SELECT coalesce(sum(amount), 0)::bigint AS n FROM entries WHERE account = 'bank'";
    let before = number(&s.shop, bank).await;
    let mut conn = s.shop.conn().await;
    conn.transaction(async |conn| pay::pay(conn, id, "FT1", s.clerk).await).await.unwrap();
    conn.transaction(async |conn| returned::come_back(conn, id, "sai số tài khoản", s.clerk).await).await.unwrap();
    drop(conn);
    assert_eq!(number(&s.shop, bank).await, before);
    run(&s.shop, "UPDATE payout_batches SET day = day - 1").await;
    assert_eq!(make(&s.shop, today()).await, 1, "it is in the next batch");
    sound(&s.shop).await;
}
