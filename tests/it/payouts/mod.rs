//! Money to the households: who is paid what and when, and that the books agree.

mod batches;
pub mod books;
mod desks;
mod givers;
mod lessons;
mod rates;
mod split;
mod statements;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use market::error::Error;
use market::kernel::ids::{AccountId, ParcelId, PaymentId, PayoutId, ProducerId};
use market::kernel::money::Money;
use market::ledger::account::Account;
use market::orders::advance::{self, By};
use market::orders::parcel::ParcelState;
use market::payments::books as rules;
use market::payments::collect::{With, collect};
use market::payments::receive::{self, News, Outcome};
use market::payments::refund::{self, Part, Wish};
use market::payments::{bank_account, ended};
use market::payouts::batch;

use crate::support::build::{self, Goods};
use crate::support::placed::{self, Placed};
use crate::support::{self, TestShop};

/// Where the shop's clock stands.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// How a parcel's money came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    Cash,
    Transfer,
}

/// A household with goods of 100.000 ₫ and a bank account; and a clerk.
pub struct Setting {
    pub shop: TestShop,
    pub producer: ProducerId,
    pub goods: Goods,
    pub clerk: AccountId,
}

pub async fn setting() -> Setting {
    setting_in(support::shop().await).await
}

pub async fn setting_in(shop: TestShop) -> Setting {
    let (producer, goods) = household(&shop, "Cá thính Bà Lụa").await;
    let clerk = build::clerk(&shop).await;
    Setting { shop, producer, goods, clerk }
}

pub async fn household(shop: &TestShop, name: &str) -> (ProducerId, Goods) {
    let producer = build::producer(shop, name).await;
    let goods = build::goods(shop, producer, "Cá thính trắm", 100_000, 500).await;
    let mut conn = shop.conn().await;
    bank_account::set(&mut conn, Some(producer), "970405", &format!("00123456{:04}", producer.0), "TRAN VAN BEN")
        .await
        .unwrap();
    (producer, goods)
}

#[derive(QueryableByName)]
pub struct Number {
    #[diesel(sql_type = BigInt)]
    pub n: i64,
}

pub async fn number(shop: &TestShop, sql: &str) -> i64 {
    let row: Number = diesel::sql_query(sql).get_result(&mut *shop.conn().await).await.unwrap();
    row.n
}

pub async fn run(shop: &TestShop, sql: &str) {
    diesel::sql_query(sql).execute(&mut *shop.conn().await).await.unwrap();
}

/// An order whose parcels are charged 3 % commission, 1 % VAT and 0,5 % income tax; 20.000 ₫ of delivery each.
pub async fn order(shop: &TestShop, goods: &[(Goods, i32)]) -> Placed {
    let placed = placed::order(shop, goods, "carrier").await;
    let mut conn = shop.conn().await;
    for parcel in &placed.parcels {
        diesel::sql_query(
            "INSERT INTO parcel_charges (parcel_id, kind, basis, amount, source) \
             SELECT p.id, c.kind, p.goods_total, p.goods_total * c.bp / 10000, 'test' FROM parcels p, \
                    (VALUES ('commission', 300), ('vat', 100), ('pit', 50)) c(kind, bp) WHERE p.id = $1",
        )
        .bind::<BigInt, _>(parcel.id.0)
        .execute(&mut conn)
        .await
        .unwrap();
    }
    placed
}

/// The whole order is paid by transfer to the market.
pub async fn pay_order(shop: &TestShop, placed: &Placed) {
    let mut conn = shop.conn().await;
    #[derive(QueryableByName)]
    struct Asked {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = BigInt)]
        amount: i64,
    }
    let asked: Asked = diesel::sql_query(
        "WITH asked AS (INSERT INTO payments (order_id, method, amount) SELECT id, 'bank_transfer', total FROM orders \
                        WHERE code = $1 RETURNING id, order_id, amount), \
         parts AS (INSERT INTO payment_parcels (payment_id, parcel_id, amount) \
                   SELECT a.id, p.id, p.total FROM asked a JOIN parcels p ON p.order_id = a.order_id) \
         SELECT id, amount FROM asked",
    )
    .bind::<Text, _>(&placed.code)
    .get_result(&mut conn)
    .await
    .unwrap();
    let news = News {
        payment: PaymentId(asked.id),
        amount: Money::dong(asked.amount),
        from: Account::Bank,
        charge: None,
        by: None,
    };
    let outcome = conn.transaction(async |conn| receive::receive(conn, &news).await).await.unwrap();
    assert_eq!(outcome, Outcome::Paid);
}

/// Delivers a parcel, ten days ago.
pub async fn deliver(shop: &TestShop, parcel: ParcelId) {
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| {
        for to in [ParcelState::Confirmed, ParcelState::Packed, ParcelState::HandedOver, ParcelState::Delivered] {
            advance::advance(conn, parcel, to, By::System, "").await.unwrap();
        }
        ended::follow(conn, parcel, None).await.unwrap();
        diesel::sql_query("UPDATE parcels SET delivered_at = '2026-11-13T12:00:00Z' WHERE id = $1")
            .bind::<BigInt, _>(parcel.0)
            .execute(conn)
            .await?;
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
}

pub async fn take_cash(shop: &TestShop, parcel: ParcelId, producer: ProducerId, with: With, by: AccountId) {
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| collect(conn, parcel, producer, with, by).await).await.unwrap();
}

/// One parcel of `qty` packs, delivered ten days ago and paid.
pub async fn sold(setting: &Setting, goods: Goods, qty: i32, came: Came) -> ParcelId {
    let placed = order(&setting.shop, &[(goods, qty)]).await;
    let parcel = placed.parcels[0].id;
    if came == Came::Transfer {
        pay_order(&setting.shop, &placed).await;
    }
    deliver(&setting.shop, parcel).await;
    if came == Came::Cash {
        take_cash(&setting.shop, parcel, goods.producer, With::Household, setting.clerk).await;
    }
    parcel
}

/// A parcel that reached its buyer this morning, so that nothing of it counts today.
async fn sold_today(s: &Setting, qty: i32, came: Came) -> ParcelId {
    let parcel = sold(s, s.goods, qty, came).await;
    run(&s.shop, &format!("UPDATE parcels SET delivered_at = '2026-11-23T03:00:00Z' WHERE id = {parcel}")).await;
    parcel
}

pub async fn give_back(shop: &TestShop, parcel: ParcelId, part: Part, key: &str) {
    let wish = Wish { key: key.to_owned(), parcel, part, way: None, reason: "hỏng".to_owned(), by: None };
    shop.conn().await.transaction(async |conn| refund::refund(conn, &wish).await).await.unwrap();
}

pub async fn make(shop: &TestShop, day: NaiveDate) -> usize {
    shop.conn().await.transaction(async |conn| batch::make(conn, day, None).await).await.unwrap()
}

/// The newest payout and its sum.
pub async fn newest(shop: &TestShop) -> (PayoutId, i64) {
    let id = number(shop, "SELECT max(id) AS n FROM payouts").await;
    (PayoutId(id), number(shop, &format!("SELECT amount AS n FROM payouts WHERE id = {id}")).await)
}

/// What a household has to get by the entries of the books; negative: it owes.
async fn by_the_books(shop: &TestShop, producer: ProducerId) -> i64 {
    let sql = format!(
        "SELECT coalesce(-sum(amount), 0)::bigint AS n FROM entries \
         WHERE account IN ('payable', 'delivery', 'with_household') AND producer_id = {producer}"
    );
    number(shop, &sql).await
}

/// Nothing is wrong in the books.
pub async fn sound(shop: &TestShop) {
    let faults = rules::faults(&mut *shop.conn().await).await.unwrap();
    assert_eq!(faults, []);
}

/// A shop in which every page about money has something to show.
pub struct Scene {
    pub member: AccountId,
    pub slug: String,
    pub code: String,
    /// To be sent, sent, and sent back.
    pub payouts: [PayoutId; 3],
    /// To be transferred, paid back in cash, and failed on its way to a card.
    pub refunds: [i64; 3],
    /// Cash with a carrier.
    pub cash: i64,
}

pub async fn scene(s: &Setting) -> Scene {
    let shop = &s.shop;
    let act = async |sql: &str| run(shop, sql).await;
    act("INSERT INTO bank_accounts (bin, number, holder) VALUES ('970436', '1023456789', 'PHONG KINH TE LAP THACH')")
        .await;
    let mut made = Vec::new();
    for day in ["2026-11-20", "2026-11-21"] {
        sold(s, s.goods, 3, Came::Transfer).await;
        sold(s, s.goods, 1, Came::Cash).await;
        make(shop, day.parse().unwrap()).await;
        let (id, _) = newest(shop).await;
        let mut conn = shop.conn().await;
        conn.transaction(async |conn| market::payouts::pay::pay(conn, id, "FT26327000001", s.clerk).await)
            .await
            .unwrap();
        made.push(id);
    }
    shop.conn()
        .await
        .transaction(async |conn| {
            market::payouts::returned::come_back(conn, made[1], "Sai số tài khoản", s.clerk).await
        })
        .await
        .unwrap();
    let refunded = sold(s, s.goods, 5, Came::Transfer).await;
    give_back(shop, refunded, Part::Amount(Money::dong(100_000)), "transfer").await;
    let card = sold(s, s.goods, 2, Came::Transfer).await;
    give_back(shop, card, Part::Rest { shipping: false }, "card").await;
    act("UPDATE refunds SET method = 'card', state = 'sent' WHERE key = 'card'").await;
    act("UPDATE refunds SET state = 'failed', why_failed = 'expired_card' WHERE key = 'card'").await;
    act("UPDATE refunds SET to_bin = '970405', to_number = '2700205112233', to_holder = 'NGUYEN THU HA' WHERE key = 'transfer'").await;
    let cash_back = sold(s, s.goods, 2, Came::Cash).await;
    give_back(shop, cash_back, Part::Amount(Money::dong(30_000)), "cash").await;
    make(shop, today()).await;
    let (due, _) = newest(shop).await;
    // Still coming: delivered yesterday, and on its way.
    let fresh = sold(s, s.goods, 4, Came::Transfer).await;
    act(&format!("UPDATE parcels SET delivered_at = '2026-11-22T09:00:00Z' WHERE id = {fresh}")).await;
    let placed = order(shop, &[(s.goods, 2)]).await;
    pay_order(shop, &placed).await;
    let carried = order(shop, &[(s.goods, 1)]).await.parcels[0].id;
    deliver(shop, carried).await;
    take_cash(shop, carried, s.producer, With::Carrier, s.clerk).await;
    sold(s, s.goods, 1, Came::Cash).await;
    sound(shop).await;
    let of = async |key: &str| number(shop, &format!("SELECT id AS n FROM refunds WHERE key = '{key}'")).await;
    #[derive(QueryableByName)]
    struct Slug {
        #[diesel(sql_type = Text)]
        slug: String,
    }
    let named: Slug = diesel::sql_query(format!("SELECT slug FROM producers WHERE id = {}", s.producer))
        .get_result(&mut *shop.conn().await)
        .await
        .unwrap();
    Scene {
        member: build::member(shop, s.producer).await,
        slug: named.slug,
        code: placed.code,
        payouts: [due, made[0], made[1]],
        refunds: [of("transfer").await, of("cash").await, of("card").await],
        cash: number(
            shop,
            &format!("SELECT id AS n FROM payments WHERE parcel_id = {carried} AND state = 'collected'"),
        )
        .await,
    }
}
