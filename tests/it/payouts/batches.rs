//! Batches, payouts and what becomes of them.

use std::collections::BTreeSet;

use chrono::Days;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use market::kernel::ids::ProducerId;
use market::kernel::money::Money;
use market::ledger::balance;
use market::payments::collect::With;
use market::payments::refund::Part;
use market::payments::remit::{RemitError, remit};
use market::payouts::batch;
use market::payouts::due::{self, Coming};
use market::payouts::pay::{PayError, pay};
use market::payouts::payout::PayoutState;
use market::payouts::returned::{ReturnError, come_back};
use market::payouts::undo::{UndoError, undo};

use super::*;

/// What a household keeps of one pack that was paid by transfer: 100.000 less 4,5 %, and the delivery.
const ONE: i64 = 95_500 + 20_000;

async fn owed(shop: &TestShop, producer: ProducerId) -> i64 {
    due::next(&mut *shop.conn().await, producer, today()).await.unwrap().amount.amount()
}

/// What comes after the payout of today.
async fn coming(s: &Setting) -> Vec<Coming> {
    let mut conn = s.shop.conn().await;
    let next = due::next(&mut conn, s.producer, today()).await.unwrap();
    due::after(&mut conn, s.producer, today(), next).await.unwrap()
}

async fn balance_of(shop: &TestShop, producer: ProducerId) -> i64 {
    balance::of_household(&mut *shop.conn().await, producer).await.unwrap().amount()
}

#[actix_web::test]
async fn sql_and_program_know_the_same_moves() {
    #[derive(QueryableByName)]
    struct Move {
        #[diesel(sql_type = Text)]
        from_state: String,
        #[diesel(sql_type = Text)]
        to_state: String,
    }
    let shop = support::shop().await;
    let rows: Vec<Move> =
        diesel::sql_query("SELECT from_state, to_state FROM payout_moves").load(&mut *shop.conn().await).await.unwrap();
    let sql: BTreeSet<_> = rows.into_iter().map(|m| (m.from_state, m.to_state)).collect();
    let program: BTreeSet<_> = PayoutState::ALL
        .iter()
        .flat_map(|from| from.moves().iter().map(|to| (from.as_str().to_owned(), to.as_str().to_owned())))
        .collect();
    assert_eq!(sql, program);
}

#[actix_web::test]
async fn a_batch_twice_or_at_once_is_one_batch() {
    let s = setting().await;
    let (other, pomelo) = household(&s.shop, "HTX Ven Lô").await;
    sold(&s, s.goods, 1, Came::Transfer).await;
    sold(&s, s.goods, 2, Came::Transfer).await;
    sold(&s, pomelo, 1, Came::Transfer).await;
    let (a, b, c) = futures_util::join!(make(&s.shop, today()), make(&s.shop, today()), make(&s.shop, today()));
    assert_eq!(a + b + c, 2);
    assert_eq!(make(&s.shop, today()).await, 0);
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM payout_batches").await, 1);
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM payouts").await, 2);
    let own = format!("SELECT amount AS n FROM payouts WHERE producer_id = {}", s.producer);
    assert_eq!(number(&s.shop, &own).await, ONE + 191_000 + 20_000);
    let theirs = format!("SELECT amount AS n FROM payouts WHERE producer_id = {other}");
    assert_eq!(number(&s.shop, &theirs).await, ONE);
    sound(&s.shop).await;
    // Different days at once claim nothing twice either.
    sold(&s, s.goods, 1, Came::Transfer).await;
    let days = [1, 2, 3].map(|n| today().checked_add_days(Days::new(n)).unwrap());
    let made = futures_util::join!(make(&s.shop, days[0]), make(&s.shop, days[1]), make(&s.shop, days[2]));
    assert_eq!(made.0 + made.1 + made.2, 1);
    sound(&s.shop).await;
}

#[actix_web::test]
async fn nobody_is_paid_too_early_too_little_or_nowhere() {
    let s = setting().await;
    let parcel = sold(&s, s.goods, 1, Came::Transfer).await;
    // Delivered at 23:30 in Vietnam, two days before.
    run(&s.shop, &format!("UPDATE parcels SET delivered_at = '2026-11-22T16:30:00Z' WHERE id = {parcel}")).await;
    assert_eq!(make(&s.shop, today()).await, 0);
    let coming = coming(&s).await;
    assert_eq!(coming.len(), 1);
    assert_eq!(coming[0].day.unwrap().to_string(), "2026-11-24");
    assert_eq!(coming[0].amount, Money::dong(ONE));
    let day = coming[0].day.unwrap();
    run(&s.shop, "UPDATE money_settings SET payout_minimum = 115501").await;
    assert_eq!(make(&s.shop, day).await, 0);
    run(&s.shop, "UPDATE money_settings SET payout_minimum = 115500").await;
    run(&s.shop, "UPDATE bank_accounts SET ended_at = now()").await;
    assert_eq!(make(&s.shop, day).await, 0);
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM payout_batches").await, 0, "no empty batch");
    run(&s.shop, "UPDATE bank_accounts SET ended_at = NULL").await;
    assert_eq!(make(&s.shop, day).await, 1);
    sound(&s.shop).await;
}

#[actix_web::test]
async fn a_payout_is_paid_once_and_settles_what_it_claimed() {
    let s = setting().await;
    sold(&s, s.goods, 3, Came::Transfer).await;
    assert_eq!(make(&s.shop, today()).await, 1);
    let (id, amount) = newest(&s.shop).await;
    assert_eq!(amount, 286_500 + 20_000);
    assert_eq!(balance_of(&s.shop, s.producer).await, amount);
    let press = async |reference: &'static str| {
        s.shop.conn().await.transaction(async |conn| pay(conn, id, reference, s.clerk).await).await
    };
    let (a, b) = futures_util::join!(press("FT26327000001"), press("FT26327000001"));
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert!(matches!(press("FT2").await, Err(PayError::Already(reference)) if reference == "FT26327000001"));
    assert_eq!(balance_of(&s.shop, s.producer).await, 0);
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM postings WHERE kind = 'payout'").await, 1);
    let left = number(
        &s.shop,
        "SELECT count(*) AS n FROM (SELECT parcel_id FROM entries WHERE account IN ('payable', 'delivery') \
         GROUP BY account, parcel_id HAVING sum(amount) <> 0) x",
    )
    .await;
    assert_eq!(left, 0, "each parcel is settled to the đồng");
    sound(&s.shop).await;
}

#[actix_web::test]
async fn never_more_than_is_owed() {
    let s = setting().await;
    sold(&s, s.goods, 3, Came::Transfer).await;
    make(&s.shop, today()).await;
    let (id, amount) = newest(&s.shop).await;
    run(&s.shop, "UPDATE payouts SET amount = amount + 1").await;
    let refused = s.shop.conn().await.transaction(async |conn| pay(conn, id, "FT1", s.clerk).await).await;
    assert!(matches!(refused, Err(PayError::NotOwed(owed)) if owed.amount() == amount), "{refused:?}");
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM postings WHERE kind = 'payout'").await, 0);
}

/// Goods that came today, paid in cash, and some of it goes back: all of that is a minus that counts in some days only.
#[actix_web::test]
async fn a_minus_that_counts_later_is_taken_off_at_once() {
    let s = setting().await;
    sold(&s, s.goods, 3, Came::Transfer).await;
    let fresh = sold_today(&s, 1, Came::Cash).await;
    give_back(&s.shop, fresh, Part::Amount(Money::dong(60_000)), "most").await;
    // Of the cash parcel: 4.5 % of the 40.000 that stay, and the 60.000 that the household still has.
    let owed_in_all = 286_500 + 20_000 - 1_800 - 60_000;
    assert_eq!(balance_of(&s.shop, s.producer).await, owed_in_all);
    assert_eq!(owed(&s.shop, s.producer).await, owed_in_all);
    assert_eq!(coming(&s).await, [], "it is in the payout");
    let member = s.shop.signed_in(build::member(&s.shop, s.producer).await).await;
    let words = member.get("/sell/money").await.words();
    assert!(words.contains("Đợt trả tới, từ hôm nay: 244.700"), "{words}");
    // What goes back to the buyer is no debt to the market, and the page says where it is taken off.
    assert!(words.contains("Chợ còn phải trả nhà mình304.700") || words.contains("Chợ còn phải trả nhà mình 304.700"));
    assert!(words.contains("đã trừ 60.000 ₫ nhà mình còn phải trả lại người mua"), "{words}");
    let english = member.get("/sell/money?lang=en").await.words();
    assert!(english.contains("60.000 ₫ that we have yet to give back to buyers"), "{english}");
    assert_eq!(make(&s.shop, today()).await, 1);
    let (id, amount) = newest(&s.shop).await;
    assert_eq!(amount, owed_in_all);
    s.shop.conn().await.transaction(async |conn| pay(conn, id, "FT1", s.clerk).await).await.unwrap();
    assert_eq!(balance_of(&s.shop, s.producer).await, 0);
    sound(&s.shop).await;
}

#[actix_web::test]
async fn a_minus_that_what_comes_later_pays_for_waits() {
    let s = setting().await;
    sold(&s, s.goods, 3, Came::Transfer).await;
    sold_today(&s, 1, Came::Cash).await;
    sold_today(&s, 1, Came::Transfer).await;
    assert_eq!(owed(&s.shop, s.producer).await, 286_500 + 20_000, "no more than counts");
    let later = coming(&s).await;
    assert_eq!(later.iter().map(|c| c.amount.amount()).collect::<Vec<_>>(), [ONE - 4_500]);
    assert_eq!(make(&s.shop, today()).await, 1);
    assert_eq!(newest(&s.shop).await.1, 286_500 + 20_000);
    sound(&s.shop).await;
}

/// All that counts is less than the minus that counts later.
#[actix_web::test]
async fn who_owes_more_than_counts_is_paid_nothing() {
    let s = setting().await;
    sold(&s, s.goods, 1, Came::Transfer).await;
    let fresh = sold_today(&s, 2, Came::Cash).await;
    give_back(&s.shop, fresh, Part::Amount(Money::dong(200_000)), "all of it").await;
    let minus = ONE - 200_000;
    assert_eq!(owed(&s.shop, s.producer).await, minus);
    assert_eq!(make(&s.shop, today()).await, 0);
    let standing = batch::list_standing(&mut *s.shop.conn().await, today()).await.unwrap();
    assert_eq!(standing.iter().map(|h| (h.amount.amount(), h.ready)).collect::<Vec<_>>(), [(minus, false)]);
    let member = s.shop.signed_in(build::member(&s.shop, s.producer).await).await;
    let words = member.get("/sell/money").await.words();
    assert!(words.contains("Trừ vào lần trả sau: -84.500"), "{words}");
    sound(&s.shop).await;
}

#[actix_web::test]
async fn batches_and_a_refund_at_once_pay_no_more_than_is_owed() {
    let s = setting().await;
    for n in 0..4 {
        sold(&s, s.goods, 2, Came::Transfer).await;
        let fresh = sold_today(&s, 1, Came::Cash).await;
        let key = format!("at once {n}");
        let day = today().checked_add_days(Days::new(n)).unwrap();
        let (a, b, ()) = futures_util::join!(
            make(&s.shop, day),
            make(&s.shop, day),
            give_back(&s.shop, fresh, Part::Amount(Money::dong(90_000)), &key)
        );
        assert_eq!(a + b, 1);
        let press = async || {
            let (id, _) = newest(&s.shop).await;
            s.shop.conn().await.transaction(async |conn| pay(conn, id, "FT1", s.clerk).await).await
        };
        match press().await {
            Ok(()) => {}
            // The refund came after the batch: the payout is made again, for what is left.
            Err(PayError::Fallen(_)) => {
                let (id, _) = newest(&s.shop).await;
                s.shop.conn().await.transaction(async |conn| undo(conn, id, "hoàn tiền", s.clerk).await).await.unwrap();
                assert_eq!(make(&s.shop, day).await, 1);
                press().await.unwrap();
            }
            Err(other) => panic!("{other:?}"),
        }
        assert_eq!(balance_of(&s.shop, s.producer).await, 0);
        sound(&s.shop).await;
    }
}

#[actix_web::test]
async fn cash_in_hand_is_taken_off_and_what_is_owed_is_carried_over() {
    let s = setting().await;
    // The household has the whole sum in its pocket, and owes commission and tax of it.
    sold(&s, s.goods, 1, Came::Cash).await;
    assert_eq!(owed(&s.shop, s.producer).await, -4_500);
    assert_eq!(make(&s.shop, today()).await, 0);
    assert_eq!(due::in_hand(&mut *s.shop.conn().await, s.producer).await.unwrap(), Money::dong(120_000));
    sold(&s, s.goods, 1, Came::Transfer).await;
    assert_eq!(make(&s.shop, today()).await, 1);
    let (id, amount) = newest(&s.shop).await;
    assert_eq!(amount, ONE - 4_500);
    s.shop.conn().await.transaction(async |conn| pay(conn, id, "FT1", s.clerk).await).await.unwrap();
    assert_eq!(balance_of(&s.shop, s.producer).await, 0);
    assert_eq!(due::in_hand(&mut *s.shop.conn().await, s.producer).await.unwrap(), Money::ZERO);
    sound(&s.shop).await;
    // Cash that a payout has taken off is not asked for again.
    let cash = number(&s.shop, "SELECT id AS n FROM payments WHERE state = 'collected'").await;
    let again = s.shop.conn().await.transaction(async |conn| remit(conn, PaymentId(cash), s.clerk).await).await;
    assert!(matches!(again, Err(RemitError::Netted)), "{again:?}");
}

#[actix_web::test]
async fn cash_that_is_handed_on_is_paid_out() {
    let s = setting().await;
    let placed = order(&s.shop, &[(s.goods, 1)]).await;
    let parcel = placed.parcels[0].id;
    let cash = PaymentId(number(&s.shop, &format!("SELECT id AS n FROM payments WHERE parcel_id = {parcel}")).await);
    let press = async || s.shop.conn().await.transaction(async |conn| remit(conn, cash, s.clerk).await).await;
    assert!(matches!(press().await, Err(RemitError::NotCollected(_))));
    deliver(&s.shop, parcel).await;
    take_cash(&s.shop, parcel, s.producer, With::Carrier, s.clerk).await;
    assert_eq!(owed(&s.shop, s.producer).await, ONE, "the carrier's cash is not the household's");
    let (a, b) = futures_util::join!(press(), press());
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert!(matches!(press().await, Err(RemitError::Already)));
    sound(&s.shop).await;

    let parcel = sold(&s, s.goods, 1, Came::Cash).await;
    let cash = PaymentId(number(&s.shop, &format!("SELECT id AS n FROM payments WHERE parcel_id = {parcel}")).await);
    let sum = s.shop.conn().await.transaction(async |conn| remit(conn, cash, s.clerk).await).await.unwrap();
    assert_eq!(sum, Money::dong(120_000));
    assert_eq!(owed(&s.shop, s.producer).await, 2 * ONE);
    assert_eq!(make(&s.shop, today()).await, 1);
    assert_eq!(newest(&s.shop).await.1, 2 * ONE);
    sound(&s.shop).await;
}

#[actix_web::test]
async fn a_refund_after_the_payout_is_taken_off_the_next() {
    let s = setting().await;
    let parcel = sold(&s, s.goods, 2, Came::Transfer).await;
    make(&s.shop, today()).await;
    let (id, _) = newest(&s.shop).await;
    s.shop.conn().await.transaction(async |conn| pay(conn, id, "FT1", s.clerk).await).await.unwrap();
    give_back(&s.shop, parcel, Part::Amount(Money::dong(100_000)), "half").await;
    assert_eq!(owed(&s.shop, s.producer).await, -95_500);
    let tomorrow = today().checked_add_days(Days::new(1)).unwrap();
    assert_eq!(make(&s.shop, tomorrow).await, 0, "carried over");
    sold(&s, s.goods, 2, Came::Transfer).await;
    assert_eq!(make(&s.shop, tomorrow).await, 1);
    assert_eq!(newest(&s.shop).await.1, 191_000 + 20_000 - 95_500);
    sound(&s.shop).await;
}

#[actix_web::test]
async fn what_comes_back_or_is_undone_is_owed_again() {
    let s = setting().await;
    sold(&s, s.goods, 2, Came::Transfer).await;
    make(&s.shop, today()).await;
    let (first, amount) = newest(&s.shop).await;
    let mut conn = s.shop.conn().await;
    let early = conn.transaction(async |conn| come_back(conn, first, "sai số", s.clerk).await).await;
    assert!(matches!(early, Err(ReturnError::NotSent(PayoutState::Due))), "{early:?}");
    conn.transaction(async |conn| pay(conn, first, "FT1", s.clerk).await).await.unwrap();
    let late = conn.transaction(async |conn| undo(conn, first, "nhầm", s.clerk).await).await;
    assert!(matches!(late, Err(UndoError::MovedOn(PayoutState::Paid))), "{late:?}");
    conn.transaction(async |conn| come_back(conn, first, "sai số", s.clerk).await).await.unwrap();
    let again = conn.transaction(async |conn| come_back(conn, first, "sai số", s.clerk).await).await;
    assert!(matches!(again, Err(ReturnError::Already)));
    assert_eq!(balance_of(&s.shop, s.producer).await, amount);
    sound(&s.shop).await;

    assert_eq!(make(&s.shop, today()).await, 1, "in the same batch again");
    let (second, same) = newest(&s.shop).await;
    assert_eq!(same, amount);
    conn.transaction(async |conn| undo(conn, second, "đổi tài khoản", s.clerk).await).await.unwrap();
    let again = conn.transaction(async |conn| undo(conn, second, "đổi tài khoản", s.clerk).await).await;
    assert!(matches!(again, Err(UndoError::Already)));
    assert_eq!(owed(&s.shop, s.producer).await, amount);
    sound(&s.shop).await;

    assert_eq!(make(&s.shop, today()).await, 1);
    let (third, _) = newest(&s.shop).await;
    conn.transaction(async |conn| pay(conn, third, "FT3", s.clerk).await).await.unwrap();
    assert_eq!(balance_of(&s.shop, s.producer).await, 0);
    sound(&s.shop).await;
}

#[actix_web::test]
async fn undoing_and_paying_at_once_leaves_one_done() {
    let s = setting().await;
    sold(&s, s.goods, 2, Came::Transfer).await;
    for _ in 0..4 {
        make(&s.shop, today()).await;
        let (id, _) = newest(&s.shop).await;
        let paying = async { s.shop.conn().await.transaction(async |conn| pay(conn, id, "FT1", s.clerk).await).await };
        let undoing = async { s.shop.conn().await.transaction(async |conn| undo(conn, id, "x", s.clerk).await).await };
        let (paid, undone) = futures_util::join!(paying, undoing);
        assert!(paid.is_ok() != undone.is_ok(), "{paid:?} {undone:?}");
        sound(&s.shop).await;
        if paid.is_ok() {
            s.shop.conn().await.transaction(async |conn| come_back(conn, id, "x", s.clerk).await).await.unwrap();
        }
    }
    let nothing = s.shop.conn().await.transaction(async |conn| batch::make(conn, today(), None).await).await.unwrap();
    assert_eq!(nothing, 1);
}

#[actix_web::test]
async fn paid_directly_a_household_owes_the_commission() {
    let s = setting().await;
    let placed = order(&s.shop, &[(s.goods, 2)]).await;
    let parcel = placed.parcels[0].id;
    run(&s.shop, "UPDATE orders SET settlement = 'direct'").await;
    // The buyer transfers to the household's own account.
    run(&s.shop, &format!("UPDATE payments SET method = 'bank_transfer' WHERE parcel_id = {parcel}")).await;
    let payment = number(&s.shop, &format!("SELECT id AS n FROM payments WHERE parcel_id = {parcel}")).await;
    let news = News {
        payment: PaymentId(payment),
        amount: Money::dong(220_000),
        from: Account::WithHousehold(s.producer),
        charge: None,
        by: None,
    };
    let outcome = s.shop.conn().await.transaction(async |conn| receive::receive(conn, &news).await).await.unwrap();
    assert_eq!(outcome, Outcome::Paid);
    let held = due::held_in_hand(&mut *s.shop.conn().await, s.producer).await.unwrap().amount();
    assert_eq!(balance_of(&s.shop, s.producer).await + held, 0, "nothing is owed before the goods are there");
    deliver(&s.shop, parcel).await;
    assert_eq!(due::held_in_hand(&mut *s.shop.conn().await, s.producer).await.unwrap(), Money::ZERO);
    assert_eq!(balance_of(&s.shop, s.producer).await, -9_000);
    assert_eq!(make(&s.shop, today()).await, 0);
    sound(&s.shop).await;
}
