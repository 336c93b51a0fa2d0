//! What a household has: counted by hand and on one page, sold ahead of a harvest, made to order.

pub mod ahead;
mod around;
mod delays;
mod grid;
mod minimum;
mod stock;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use market::kernel::ids::PackId;

use super::support::build::{self, Goods};
use super::support::{self, Client, TestShop};

/// A shop with one household, its member and ten jars.
pub async fn household() -> (TestShop, Client, Goods) {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    let jar = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    (shop, member, jar)
}

#[derive(QueryableByName, Debug, PartialEq, Eq)]
struct Entry {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    qty: i64,
}

/// A pack's entries, first things first.
pub async fn entries(shop: &TestShop, pack: PackId) -> Vec<(String, i64)> {
    let rows: Vec<Entry> =
        diesel::sql_query("SELECT kind, qty::bigint AS qty FROM stock_entries WHERE pack_id = $1 ORDER BY id")
            .bind::<BigInt, _>(pack.0)
            .load(&mut shop.conn().await)
            .await
            .unwrap();
    rows.into_iter().map(|e| (e.kind, e.qty)).collect()
}
