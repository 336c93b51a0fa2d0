//! A shop with an account at the stand-in, both by the machine's clock, for Postgres goes by that one too.

use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use market::catalog::stock::{self, Wanted};
use market::config::Config;
use market::error::Error;
use market::kernel::clock::Clock;
use market::kernel::ids::{AccountId, OrderId, ParcelId};
use market::kernel::money::Money;
use market::kernel::quantity::Quantity;
use market::kernel::settlement::Settlement;
use market::payments::open::{self, Opening};
use market::payments::payment::Method;
use market::platform::files::Files;
use market::platform::stripe::{Patience, Stripe};

use super::super::buyer::{execute, put, ready, text};
use super::super::money::support::market_account;
use super::super::support::build::Goods;
use super::super::support::stripe::{HASTY, StandIn};
use super::super::support::{self, Client, TestShop};

pub async fn card_shop() -> (TestShop, StandIn) {
    card_shop_with(|_| {}).await
}

pub async fn card_shop_with(change: impl FnOnce(&mut Config)) -> (TestShop, StandIn) {
    let stripe = StandIn::open(Clock::Real);
    let shop = reopened(&stripe, support::database_url().await, HASTY, change);
    market_account(&shop).await;
    (shop, stripe)
}

/// A shop over this database, which the stand-in tells from now on.
pub fn reopened(stripe: &StandIn, database: String, patience: Patience, change: impl FnOnce(&mut Config)) -> TestShop {
    let keys = stripe.keys();
    let set = |config: &mut Config| {
        config.stripe = Some(keys);
        change(config);
    };
    let shop = support::open_at(Clock::Real, database, Files::memory(), set, |ground| {
        let keys = ground.config.stripe.clone().unwrap();
        ground.stripe = Some(Arc::new(Stripe::new(&keys, patience).unwrap()));
    });
    stripe.tell(&format!("{}/webhooks/stripe", shop.url));
    shop
}

/// Places an order by card; its code, and where the buyer is sent.
pub async fn order(shop: &TestShop, client: &Client, goods: &[(Goods, i32)]) -> (String, String) {
    for (goods, qty) in goods {
        put(client, *goods, *qty).await;
    }
    let page = ready(client).await;
    let placed = client.submit(&page, "/checkout", &[("payment", "card")]).await;
    assert_eq!(placed.status, 303, "{}", placed.words());
    shop.work_off().await;
    (text(shop, "SELECT code FROM orders ORDER BY id DESC LIMIT 1").await, placed.location().unwrap())
}

/// The page of an order that was opened last.
pub fn page_of(stripe: &StandIn, code: &str) -> String {
    stripe.sessions().iter().rev().find(|p| p.reference.as_deref() == Some(code)).unwrap().id.clone()
}

pub async fn job(shop: &TestShop, kind: &str) {
    execute(shop, &format!("INSERT INTO jobs (kind, payload) VALUES ('{kind}', '{{}}')")).await;
    shop.work_off().await;
}

/// Some minutes pass, and the job that asks Stripe comes by.
pub async fn poll(shop: &TestShop) {
    execute(shop, "UPDATE payments SET opened_at = opened_at - interval '3 minutes'").await;
    execute(shop, "UPDATE refunds SET made_at = made_at - interval '3 minutes'").await;
    job(shop, "poll_stripe").await;
}

/// All that waits is heard and done.
pub async fn settle(shop: &TestShop, stripe: &StandIn) {
    stripe.heard().await;
    shop.work_off().await;
    stripe.heard().await;
    shop.work_off().await;
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// An order by card of this account, written row by row as checkout would, with a parcel for each of the goods: for those
/// who need hundreds.
pub async fn written(shop: &TestShop, account: AccountId, goods: &[Goods], n: usize) -> String {
    let mut conn = shop.conn().await;
    let code = market::orders::code::draw();
    conn.transaction(async |conn| {
        let parts = i64::try_from(goods.len()).unwrap();
        let order: Id = diesel::sql_query(
            "INSERT INTO orders (code, token, account_id, buyer_name, buyer_phone, lang, commune_code, commune_name, \
                    province_name, street, note, payment_method, goods_total, shipping_total, total) \
             VALUES ($1, $2, $3, 'Nguyễn Thu Hà', '+84912345678', 'vi', '08761', 'Xã Lập Thạch', 'Tỉnh Phú Thọ', 'Thôn Đồi', \
                    '', 'card', 98000 * $4, 15000 * $4, 113000 * $4) RETURNING id",
        )
        .bind::<Text, _>(&code)
        .bind::<Text, _>(format!("{n:032x}"))
        .bind::<BigInt, _>(account.0)
        .bind::<BigInt, _>(parts)
        .get_result(conn)
        .await?;
        let mut due = Vec::new();
        for (number, goods) in (1_i32..).zip(goods) {
            let parcel: Id = diesel::sql_query(
                "INSERT INTO parcels (order_id, producer_id, number, state, delivery_kind, delivery_name_vi, \
                        delivery_name_en, expected_from, expected_to, goods_total, shipping_fee, total) \
                 VALUES ($1, $2, $3, 'awaiting_payment', 'carrier', 'Giao thử', 'Test delivery', '2026-11-25', \
                         '2026-11-26', 98000, 15000, 113000) RETURNING id",
            )
            .bind::<BigInt, _>(order.id)
            .bind::<BigInt, _>(goods.producer.0)
            .bind::<Integer, _>(number)
            .get_result(conn)
            .await?;
            diesel::sql_query(
                "INSERT INTO order_lines (order_id, parcel_id, pack_id, product_id, product_slug, name_vi, name_en, \
                        pack_name_vi, pack_name_en, price, qty, total, net_weight_g) \
                 SELECT $1, $2, k.id, p.id, p.slug, p.name_vi, p.name_en, k.name_vi, k.name_en, 98000, 1, 98000, \
                        k.net_weight_g FROM packs k JOIN products p ON p.id = k.product_id WHERE k.id = $3",
            )
            .bind::<BigInt, _>(order.id)
            .bind::<BigInt, _>(parcel.id)
            .bind::<BigInt, _>(goods.pack.0)
            .execute(conn)
            .await?;
            due.push((ParcelId(parcel.id), goods.producer, Money::dong(113_000)));
        }
        let wanted: Vec<Wanted> =
            goods.iter().map(|g| Wanted::in_stock(g.pack, Quantity::new(1).unwrap())).collect();
        stock::reserve(conn, &wanted).await.map_err(|error| Error::Internal(error.into()))?;
        let (order, settlement, method) = (OrderId(order.id), Settlement::Operator, Method::Card);
        let opening = Opening { order, code: &code, method, settlement, parcels: &due, card_minutes: 31 };
        open::open(conn, &opening).await
    })
    .await
    .unwrap();
    code
}
