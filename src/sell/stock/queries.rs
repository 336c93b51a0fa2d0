//! A household's packs as its desk counts them.

use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{PackId, ProducerId};
use crate::kernel::money::Money;
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// A pack and what there is of it.
#[derive(Clone, Debug, diesel::QueryableByName)]
pub struct PackRow {
    #[diesel(sql_type = BigInt)]
    pub id: PackId,
    #[diesel(sql_type = BigInt)]
    pub product: i64,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub pack_vi: String,
    #[diesel(sql_type = Text)]
    pub pack_en: String,
    #[diesel(sql_type = BigInt)]
    pub price: Money,
    #[diesel(sql_type = Integer)]
    pub on_hand: i32,
    #[diesel(sql_type = Integer)]
    pub reserved: i32,
    #[diesel(sql_type = Bool)]
    pub made_to_order: bool,
    #[diesel(sql_type = SmallInt)]
    pub make_days: i16,
    #[diesel(sql_type = Nullable<Integer>)]
    pub most_per_day: Option<i32>,
    #[diesel(sql_type = Integer)]
    pub min_qty: i32,
    #[diesel(sql_type = Integer)]
    pub qty_step: i32,
    /// Sold ahead of a harvest now.
    #[diesel(sql_type = Bool)]
    pub ahead: bool,
    /// Hash of the product's first picture.
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
    /// What the last "sold out" wrote off; 0 when the pack was counted since.
    #[diesel(sql_type = Integer)]
    pub sold_out: i32,
}

/// What was never approved is sold nowhere, and counted nowhere.
const ANY: &str = "SELECT k.id, p.id AS product, p.state, p.name_vi, p.name_en, k.name_vi AS pack_vi, \
       pack_english(k.name_vi, k.name_en) AS pack_en, k.price, k.on_hand, k.reserved, k.made_to_order, k.make_days, \
       k.most_per_day, k.min_qty, k.qty_step, \
       (SELECT o.source = 'harvest' FROM offers o WHERE o.pack_id = k.id) AS ahead, \
       (SELECT f.hash FROM product_pictures x JOIN pictures f ON f.id = x.picture_id \
         WHERE x.product_id = p.id ORDER BY x.position LIMIT 1) AS picture, \
       coalesce((SELECT CASE WHEN e.kind = 'sold_out' THEN -e.qty END FROM stock_entries e \
         WHERE e.pack_id = k.id AND e.kind <> 'sold' ORDER BY e.id DESC LIMIT 1), 0) AS sold_out \
     FROM packs k JOIN products p ON p.id = k.product_id \
     WHERE p.producer_id = $1 AND p.state <> 'draft'";
/// Neither is what was withdrawn.
const ON_SALE: &str = "k.withdrawn_at IS NULL";

/// A page of a household's packs, product by product, and where the next one begins.
pub async fn list(
    conn: &mut Conn,
    producer: ProducerId,
    after: Option<Cursor>,
    most: usize,
) -> Result<(Vec<PackRow>, Option<Cursor>)> {
    let after = after.unwrap_or(Cursor { key: 0, id: 0 });
    let mut rows: Vec<PackRow> =
        diesel::sql_query(format!("{ANY} AND {ON_SALE} AND (p.id, k.id) > ($2, $3) ORDER BY p.id, k.id LIMIT $4"))
            .bind::<BigInt, _>(producer.0)
            .bind::<BigInt, _>(after.key)
            .bind::<BigInt, _>(after.id)
            .bind::<BigInt, _>(i64::try_from(most + 1).unwrap_or(i64::MAX))
            .kept()
            .load(conn)
            .await?;
    let next = cut(&mut rows, most, |row| Cursor { key: row.product, id: row.id.0 });
    Ok((rows, next))
}

/// Those of these packs that are the household's, in the order of [`list`].
pub async fn these(conn: &mut Conn, producer: ProducerId, ids: &[PackId]) -> Result<Vec<PackRow>> {
    which(conn, producer, ids, ON_SALE).await
}

/// Those of these packs that are the household's and were withdrawn.
pub async fn withdrawn(conn: &mut Conn, producer: ProducerId, ids: &[PackId]) -> Result<Vec<PackRow>> {
    which(conn, producer, ids, "k.withdrawn_at IS NOT NULL").await
}

async fn which(conn: &mut Conn, producer: ProducerId, ids: &[PackId], which: &'static str) -> Result<Vec<PackRow>> {
    Ok(diesel::sql_query(format!("{ANY} AND {which} AND k.id = ANY($2) ORDER BY p.id, k.id"))
        .bind::<BigInt, _>(producer.0)
        .bind::<Array<BigInt>, _>(ids.iter().map(|id| id.0).collect::<Vec<_>>())
        .kept()
        .load(conn)
        .await?)
}
