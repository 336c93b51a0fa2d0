//! The five of the twelve faults that `lessons` has no counterpart of its own for: what would be the fault here is tried, and
//! does not happen.
//!
//! The pull request names ten of its twelve; of the last two no more can be had than its title's "returns", so the two ways
//! in which goods come back here are tried.

use diesel_async::AsyncConnection as _;
use market::kernel::clock::Clock;
use market::kernel::ids::{AccountId, ParcelId, PayoutId, ProducerId};
use market::orders::advance::{self, By};
use market::orders::parcel::ParcelState;
use market::payments::ended;
use market::payments::refund::{self, Part, RefundError, Wish};
use market::payouts::pay;

use super::{by_the_books, deliver, household, make, newest, number, order, pay_order, run, setting, sound, today};
use crate::cards::support as cards;
use crate::money::support as money;
use crate::support::stripe::{HASTY, StandIn};
use crate::support::{self, TestShop, build};

/// The payout of a household that waits to be sent.
async fn due_of(shop: &TestShop, producer: ProducerId) -> PayoutId {
    PayoutId(
        number(shop, &format!("SELECT id AS n FROM payouts WHERE producer_id = {producer} AND state = 'due'")).await,
    )
}

async fn send(shop: &TestShop, payout: PayoutId, reference: &str, by: AccountId) {
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| pay::pay(conn, payout, reference, by).await).await.unwrap();
}

/// The webhook was registered twice, and the second one deleted the first with the secret that signs. Here no instance
/// registers or deletes anything at Stripe, however many are opened, and each hears what is signed with the one secret.
#[actix_web::test]
async fn no_instance_touches_the_endpoint_that_hears_of_payments() {
    let stripe = StandIn::open(Clock::Real);
    let database = support::database_url().await;
    let first = cards::reopened(&stripe, database.clone(), HASTY, |_| {});
    money::market_account(&first).await;
    let house = build::producer(&first, "Bà Lụa").await;
    let fish = build::goods(&first, house, "Cá thính", 98_000, 50).await;
    let second = cards::reopened(&stripe, database, HASTY, |_| {});
    for shop in [&first, &second] {
        stripe.tell(&format!("{}/webhooks/stripe", shop.url));
        let (code, _) = cards::order(shop, &shop.guest(), &[(fish, 1)]).await;
        stripe.pay(&cards::page_of(&stripe, &code)).unwrap();
        cards::settle(shop, &stripe).await;
        assert_eq!(money::states(shop, &code).await, "placed");
        cards::poll(shop).await;
    }
    let known = ["/v1/checkout/sessions", "/v1/balance_transactions", "/v1/refunds"];
    for asked in stripe.seen() {
        assert!(known.iter().any(|path| asked.path.starts_with(path)), "{} {}", asked.method, asked.path);
    }
}

/// Stripe refused every connected account. Here no household has one: a card pays the market's account alone, and the
/// households get theirs by their bank.
#[actix_web::test]
async fn no_household_needs_an_account_at_stripe_to_be_paid_out() {
    let (shop, stripe) = cards::card_shop().await;
    let (lua, fish) = household(&shop, "Bà Lụa").await;
    let (loi, honey) = household(&shop, "Ông Lợi").await;
    let clerk = build::clerk(&shop).await;
    let (code, _) = cards::order(&shop, &shop.guest(), &[(fish, 1), (honey, 2)]).await;
    stripe.pay(&cards::page_of(&stripe, &code)).unwrap();
    cards::settle(&shop, &stripe).await;
    for asked in stripe.seen() {
        for word in ["transfer_data", "transfer_group", "on_behalf_of", "application_fee", "destination"] {
            assert!(!asked.body.contains(word), "{word}: {}", asked.body);
        }
    }
    for nth in [1, 2] {
        deliver(&shop, money::parcel(&shop, &code, nth).await).await;
    }
    assert_eq!(make(&shop, today()).await, 2);
    for (producer, reference) in [(lua, "FT1"), (loi, "FT2")] {
        assert!(by_the_books(&shop, producer).await > 0);
        send(&shop, due_of(&shop, producer).await, reference, clerk).await;
        assert_eq!(by_the_books(&shop, producer).await, 0);
    }
    assert!(!stripe.seen().iter().any(|asked| asked.path.contains("account") || asked.path.contains("transfer")));
    sound(&shop).await;
}

/// Transfers to the sellers were refused on every split checkout. Here one payment of the buyer's pays out to each household
/// its own part, all at once, and no household twice.
#[actix_web::test]
async fn every_household_of_one_payment_is_sent_its_own_part_once() {
    let s = setting().await;
    let (other, honey) = household(&s.shop, "Ông Lợi").await;
    let placed = order(&s.shop, &[(s.goods, 1), (honey, 3)]).await;
    pay_order(&s.shop, &placed).await;
    for parcel in &placed.parcels {
        deliver(&s.shop, parcel.id).await;
    }
    let parts = [by_the_books(&s.shop, s.producer).await, by_the_books(&s.shop, other).await];
    // 4.5 % less of the goods, and the delivery.
    assert_eq!(parts, [95_500 + 20_000, 3 * 95_500 + 20_000]);
    assert_eq!(make(&s.shop, today()).await, 2);
    let due = [due_of(&s.shop, s.producer).await, due_of(&s.shop, other).await];
    futures_util::join!(send(&s.shop, due[0], "FT1", s.clerk), send(&s.shop, due[1], "FT2", s.clerk));
    let sent = |producer| format!("SELECT sum(amount)::bigint AS n FROM payouts WHERE producer_id = {producer}");
    assert_eq!([number(&s.shop, &sent(s.producer)).await, number(&s.shop, &sent(other)).await], parts);
    run(&s.shop, "UPDATE payout_batches SET day = day - 1").await;
    assert_eq!(make(&s.shop, today()).await, 0, "nobody is owed it again");
    sound(&s.shop).await;
}

/// Goods come back from the door: their own price goes back once, and the other household's money stays what it was.
#[actix_web::test]
async fn what_one_buyer_would_not_take_costs_no_other_household() {
    let s = setting().await;
    let (other, honey) = household(&s.shop, "Ông Lợi").await;
    let placed = order(&s.shop, &[(s.goods, 1), (honey, 1)]).await;
    pay_order(&s.shop, &placed).await;
    deliver(&s.shop, placed.parcels[0].id).await;
    let kept = by_the_books(&s.shop, s.producer).await;
    let back = placed.parcels[1].id;
    let mut conn = s.shop.conn().await;
    conn.transaction(async |conn| {
        for to in [ParcelState::Confirmed, ParcelState::Packed, ParcelState::HandedOver, ParcelState::Refused] {
            advance::advance(conn, back, to, By::System, "not_home").await.unwrap();
        }
        ended::follow(conn, back, None).await.unwrap();
        // Told again, it is the same end.
        ended::follow(conn, back, None).await.unwrap();
        Ok::<_, market::error::Error>(())
    })
    .await
    .unwrap();
    drop(conn);
    assert_eq!(number(&s.shop, "SELECT sum(amount)::bigint AS n FROM refunds").await, 100_000);
    assert_eq!(by_the_books(&s.shop, s.producer).await, kept);
    // It travelled there all the same.
    assert_eq!(by_the_books(&s.shop, other).await, 20_000);
    sound(&s.shop).await;
}

async fn goods_back(shop: &TestShop, parcel: ParcelId, key: &str) -> Result<(), RefundError> {
    let part = Part::Rest { shipping: false };
    let wish = Wish { key: key.to_owned(), parcel, part, way: None, reason: "trả hàng".to_owned(), by: None };
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| refund::refund(conn, &wish).await).await.map(drop)
}

/// Goods come back after their household has its money: it is taken off its next payout, once, and off nobody else's.
#[actix_web::test]
async fn what_comes_back_after_the_payout_is_taken_off_the_next() {
    let s = setting().await;
    let (other, honey) = household(&s.shop, "Ông Lợi").await;
    let placed = order(&s.shop, &[(s.goods, 1), (honey, 1)]).await;
    pay_order(&s.shop, &placed).await;
    for parcel in &placed.parcels {
        deliver(&s.shop, parcel.id).await;
    }
    make(&s.shop, today()).await;
    send(&s.shop, due_of(&s.shop, s.producer).await, "FT1", s.clerk).await;
    let others = by_the_books(&s.shop, other).await;
    let parcel = placed.parcels[0].id;
    goods_back(&s.shop, parcel, "returned").await.unwrap();
    // The same return again, and under another name.
    goods_back(&s.shop, parcel, "returned").await.unwrap();
    assert!(matches!(goods_back(&s.shop, parcel, "again").await, Err(RefundError::Nothing)));
    assert_eq!(by_the_books(&s.shop, s.producer).await, -95_500);
    assert_eq!(by_the_books(&s.shop, other).await, others);
    // What it sells next, less that.
    let next = order(&s.shop, &[(s.goods, 2)]).await;
    pay_order(&s.shop, &next).await;
    deliver(&s.shop, next.parcels[0].id).await;
    run(&s.shop, "UPDATE payout_batches SET day = day - 1").await;
    assert_eq!(make(&s.shop, today()).await, 1);
    assert_eq!(newest(&s.shop).await.1, 2 * 95_500 + 20_000 - 95_500);
    sound(&s.shop).await;
}
