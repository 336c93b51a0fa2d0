//! Who gives a buyer's cash back: who has it.

use diesel_async::AsyncConnection as _;
use market::kernel::ids::{ParcelId, PaymentId, RefundId};
use market::kernel::money::Money;
use market::orders::advance::{self, By};
use market::orders::parcel::ParcelState;
use market::payments::collect::With;
use market::payments::owed;
use market::payments::refund::Part;
use market::payments::refund_sent::{self, From};
use market::payments::remit::remit;
use market::payouts::due;

use super::{Came, Setting, deliver, give_back, number, order, setting, sold, sound, take_cash};

/// Who gives the newest refund back when nothing else is said, and what the household is told that it has to.
async fn giver(s: &Setting) -> (From, i64) {
    let mut conn = s.shop.conn().await;
    let refund = RefundId(number(&s.shop, "SELECT max(id) AS n FROM refunds").await);
    let from = refund_sent::usual(&mut conn, refund).await.unwrap();
    (from, owed::sum_of_household(&mut conn, s.producer).await.unwrap().amount())
}

async fn hand_on(s: &Setting, parcel: ParcelId) {
    let cash = PaymentId(number(&s.shop, &format!("SELECT id AS n FROM payments WHERE parcel_id = {parcel}")).await);
    s.shop.conn().await.transaction(async |conn| remit(conn, cash, s.clerk).await).await.unwrap();
}

#[actix_web::test]
async fn cash_is_given_back_by_who_has_it() {
    let s = setting().await;
    let some = || Part::Amount(Money::dong(10_000));
    let own = sold(&s, s.goods, 1, Came::Cash).await;
    give_back(&s.shop, own, some(), "own").await;
    assert_eq!(giver(&s).await, (From::Household, 10_000));
    hand_on(&s, own).await;
    assert_eq!(giver(&s).await, (From::Bank, 0), "the market has it now");
    let refund = RefundId(number(&s.shop, "SELECT max(id) AS n FROM refunds").await);
    let mut conn = s.shop.conn().await;
    conn.transaction(async |conn| refund_sent::done(conn, refund, From::Bank, "biên nhận", None).await).await.unwrap();
    drop(conn);
    sound(&s.shop).await;
    // The household holds nothing any more: it is owed its part of what stayed.
    let next = due::in_all(&mut *s.shop.conn().await, s.producer).await.unwrap();
    assert_eq!(next, Money::dong(85_950 + 20_000));

    let placed = order(&s.shop, &[(s.goods, 1)]).await;
    let carried = placed.parcels[0].id;
    deliver(&s.shop, carried).await;
    take_cash(&s.shop, carried, s.producer, With::Carrier, s.clerk).await;
    give_back(&s.shop, carried, some(), "carried").await;
    assert_eq!(giver(&s).await, (From::Bank, 0), "the carrier hands on to the market");
    sound(&s.shop).await;
}

/// Cash that was taken when the parcel left, and handed on before it arrived, is in nobody's hand.
#[actix_web::test]
async fn what_was_handed_on_before_the_goods_came_is_not_held() {
    let s = setting().await;
    let placed = order(&s.shop, &[(s.goods, 1)]).await;
    let parcel = placed.parcels[0].id;
    let mut conn = s.shop.conn().await;
    for to in [ParcelState::Confirmed, ParcelState::Packed, ParcelState::HandedOver] {
        conn.transaction(async |conn| advance::advance(conn, parcel, to, By::System, "").await).await.unwrap();
    }
    take_cash(&s.shop, parcel, s.producer, With::Household, s.clerk).await;
    assert_eq!(due::held_in_hand(&mut conn, s.producer).await.unwrap(), Money::dong(120_000));
    hand_on(&s, parcel).await;
    assert_eq!(due::held_in_hand(&mut conn, s.producer).await.unwrap(), Money::ZERO);
    assert_eq!(due::in_all(&mut conn, s.producer).await.unwrap(), Money::ZERO, "nothing is owed yet");
    drop(conn);
    sound(&s.shop).await;
}
