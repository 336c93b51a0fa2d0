//! What a household does with the packs of an approved product: price, weight and stock change at once, and every price
//! there ever was is kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::lock;
use super::revision::lock as product_lock;
use super::steps::Steps;
use crate::error::Error;
use crate::kernel::ids::{AccountId, PackId, ProducerId, ProductId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::refusal;

/// Sizes of one product that are sold at once.
pub const MOST: usize = 40;
/// Price changes shown.
const HISTORY: i64 = 12;
/// By no more per cent may a pack weigh less than is said of it, where it is sold by final weight.
pub const WIDEST_BAND: i32 = 20;
/// What is proposed.
pub const USUAL_BAND: i32 = 10;

/// A pack as its household sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct DeskPack {
    #[diesel(sql_type = BigInt)]
    pub id: PackId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = BigInt)]
    pub price: Money,
    #[diesel(sql_type = Integer)]
    pub net_weight_g: i32,
    /// Sold by final weight: by so many per cent it may weigh less, and costs less then.
    #[diesel(sql_type = Nullable<Integer>)]
    pub weight_band: Option<i32>,
    #[diesel(sql_type = Integer)]
    pub min_qty: i32,
    #[diesel(sql_type = Integer)]
    pub qty_step: i32,
    /// Of one day's orders, where it is made to order and there is such a bound.
    #[diesel(sql_type = Nullable<Integer>)]
    pub most_per_day: Option<i32>,
    /// What can still be promised.
    #[diesel(sql_type = Integer)]
    pub left: i32,
    /// Promised to orders.
    #[diesel(sql_type = Integer)]
    pub reserved: i32,
}

/// What a household wants a pack to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub name: String,
    pub price: Money,
    pub net_weight_g: i32,
    /// From 1 to [`WIDEST_BAND`], when it is sold by final weight.
    pub weight_band: Option<i32>,
    /// `None`: as it is; one by one when it is new.
    pub steps: Option<Steps>,
    /// To be promised from now on, besides what is promised already.
    pub left: i32,
}

#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error("no such pack of this household")]
    NotFound,
    /// Somebody bought or changed it since the form was shown: this is how it is now.
    #[error("it is different by now")]
    Moved(Box<DeskPack>),
    #[error("{MOST} packs are enough")]
    TooMany,
    /// More would have to be bought at once than are made of one day's orders: nobody could order.
    #[error("more at once than are made in a day")]
    LeastAboveDay,
    #[error(transparent)]
    Failed(Error),
}
refusal!(PackError);

const PACK: &str = "SELECT id, name_vi AS name, pack_english(name_vi, name_en) AS name_en, price, net_weight_g, \
       weight_band, min_qty, qty_step, CASE WHEN made_to_order THEN most_per_day END AS most_per_day, \
       on_hand - reserved AS left, reserved \
     FROM packs WHERE product_id = $1 AND withdrawn_at IS NULL ";

/// The packs on sale of a product, in its household's order.
pub async fn list(conn: &mut Conn, product: ProductId) -> Result<Vec<DeskPack>, Error> {
    let sql = format!("{PACK} ORDER BY sort, price, id");
    Ok(diesel::sql_query(sql).bind::<BigInt, _>(product.0).kept().load(conn).await?)
}

/// What packs of these names are called in English while nobody has given them an English name; empty where no unit of the
/// office's says it.
pub async fn english(conn: &mut Conn, names: &[String]) -> Result<Vec<String>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        name_en: String,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT pack_english(x.name, '') AS name_en FROM unnest($1) WITH ORDINALITY AS x (name, n) ORDER BY x.n",
    )
    .bind::<Array<Text>, _>(names)
    .kept()
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.name_en).collect())
}

/// Changes a pack. `was` is the price and stock that the form showed: what the household changed of them must still be so.
///
/// # Refuses
/// [`PackError::Moved`] rather than write over a sale or another phone's change; [`PackError::LeastAboveDay`].
///
/// # Locks
/// The product, then the pack.
pub async fn edit(
    conn: &mut Conn,
    producer: ProducerId,
    product: ProductId,
    pack: PackId,
    by: AccountId,
    was: (Money, i32),
    wish: &Wish,
) -> Result<(), PackError> {
    let now = locked(conn, producer, product, pack).await?;
    let price_moved = wish.price != was.0 && now.price != was.0 && now.price != wish.price;
    let stock_moved = wish.left != was.1 && now.left != was.1 && now.left != wish.left;
    if price_moved || stock_moved {
        return Err(PackError::Moved(Box::new(now)));
    }
    let price = if wish.price == was.0 { now.price } else { wish.price };
    let left = if wish.left == was.1 { now.left } else { wish.left };
    let sold = Steps { least: now.min_qty, step: now.qty_step };
    let steps = wish.steps.unwrap_or(sold);
    if steps.least != sold.least && now.most_per_day.is_some_and(|most| most < steps.least) {
        return Err(PackError::LeastAboveDay);
    }
    if (wish.name.as_str(), price, wish.net_weight_g, wish.weight_band, steps, left)
        == (now.name.as_str(), now.price, now.net_weight_g, now.weight_band, sold, now.left)
    {
        return Ok(());
    }
    diesel::sql_query(
        "UPDATE packs SET name_en = CASE WHEN name_vi = $2 THEN name_en ELSE '' END, name_vi = $2, price = $3, \
                net_weight_g = $4, on_hand = reserved + $5, weight_band = $6, min_qty = $7, qty_step = $8 WHERE id = $1",
    )
    .bind::<BigInt, _>(pack.0)
    .bind::<Text, _>(&wish.name)
    .bind::<BigInt, _>(price)
    .bind::<Integer, _>(wish.net_weight_g)
    .bind::<Integer, _>(left)
    .bind::<Nullable<Integer>, _>(wish.weight_band)
    .bind::<Integer, _>(steps.least)
    .bind::<Integer, _>(steps.step)
    .execute(conn)
    .await?;
    if price != now.price {
        diesel::sql_query("INSERT INTO price_changes (pack_id, account_id, before, after) VALUES ($1, $2, $3, $4)")
            .bind::<BigInt, _>(pack.0)
            .bind::<BigInt, _>(by.0)
            .bind::<BigInt, _>(now.price)
            .bind::<BigInt, _>(price)
            .execute(conn)
            .await?;
    }
    enter(conn, pack, left - now.left).await?;
    Ok(())
}

/// Adds a size.
///
/// # Refuses
/// [`PackError::TooMany`].
///
/// # Locks
/// The product.
pub async fn add(conn: &mut Conn, producer: ProducerId, product: ProductId, wish: &Wish) -> Result<PackId, PackError> {
    #[derive(QueryableByName)]
    struct Made {
        #[diesel(sql_type = BigInt)]
        id: PackId,
    }
    approved(conn, producer, product).await?;
    if list(conn, product).await?.len() >= MOST {
        return Err(PackError::TooMany);
    }
    let steps = wish.steps.unwrap_or(Steps { least: 1, step: 1 });
    let made: Made = diesel::sql_query(
        "INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, on_hand, weight_band, min_qty, qty_step, sort) \
         SELECT $1, $2, '', $3, $4, $5, $6, $7, $8, coalesce(max(sort), 0) + 1 FROM packs WHERE product_id = $1 RETURNING id",
    )
    .bind::<BigInt, _>(product.0)
    .bind::<Text, _>(&wish.name)
    .bind::<BigInt, _>(wish.price)
    .bind::<Integer, _>(wish.net_weight_g)
    .bind::<Integer, _>(wish.left)
    .bind::<Nullable<Integer>, _>(wish.weight_band)
    .bind::<Integer, _>(steps.least)
    .bind::<Integer, _>(steps.step)
    .get_result(conn)
    .await?;
    if wish.left > 0 {
        diesel::sql_query("INSERT INTO stock_entries (pack_id, kind, qty) VALUES ($1, 'initial', $2)")
            .bind::<BigInt, _>(made.id)
            .bind::<Integer, _>(wish.left)
            .execute(conn)
            .await?;
    }
    Ok(made.id)
}

/// Takes a size off the shelf for good. What is promised of it stays promised.
///
/// # Locks
/// The product, then the pack.
pub async fn withdraw(
    conn: &mut Conn,
    producer: ProducerId,
    product: ProductId,
    pack: PackId,
) -> Result<(), PackError> {
    locked(conn, producer, product, pack).await?;
    diesel::sql_query("UPDATE packs SET withdrawn_at = now() WHERE id = $1")
        .bind::<BigInt, _>(pack.0)
        .execute(conn)
        .await?;
    Ok(())
}

async fn approved(conn: &mut Conn, producer: ProducerId, product: ProductId) -> Result<(), PackError> {
    match product_lock::product(conn, producer, product).await?.as_deref() {
        None | Some("draft") => Err(PackError::NotFound),
        Some(_) => Ok(()),
    }
}

async fn locked(
    conn: &mut Conn,
    producer: ProducerId,
    product: ProductId,
    pack: PackId,
) -> Result<DeskPack, PackError> {
    approved(conn, producer, product).await?;
    lock::packs(conn, &[pack]).await?;
    let found: Option<DeskPack> = diesel::sql_query(format!("{PACK} AND id = $2"))
        .bind::<BigInt, _>(product.0)
        .bind::<BigInt, _>(pack.0)
        .kept()
        .get_result(conn)
        .await
        .optional()?;
    found.ok_or(PackError::NotFound)
}

/// What came to the stock or went from it, for the sum of its entries to stay its height.
async fn enter(conn: &mut Conn, pack: PackId, by: i32) -> Result<(), Error> {
    if by == 0 {
        return Ok(());
    }
    diesel::sql_query("INSERT INTO stock_entries (pack_id, kind, qty) VALUES ($1, $2, $3)")
        .bind::<BigInt, _>(pack.0)
        .bind::<Text, _>(if by > 0 { "restock" } else { "write_off" })
        .bind::<Integer, _>(by)
        .execute(conn)
        .await?;
    Ok(())
}

/// One change of a price.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct PriceChange {
    #[diesel(sql_type = Text)]
    pub pack: String,
    #[diesel(sql_type = BigInt)]
    pub before: Money,
    #[diesel(sql_type = BigInt)]
    pub after: Money,
    #[diesel(sql_type = Nullable<Text>)]
    pub who: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// The latest changes of a product's prices, newest first.
pub async fn price_changes(conn: &mut Conn, product: ProductId) -> Result<Vec<PriceChange>, Error> {
    Ok(diesel::sql_query(
        "SELECT k.name_vi AS pack, c.before, c.after, a.name AS who, c.at FROM packs k \
         JOIN price_changes c ON c.pack_id = k.id LEFT JOIN accounts a ON a.id = c.account_id \
         WHERE k.product_id = $1 ORDER BY c.id DESC LIMIT $2",
    )
    .bind::<BigInt, _>(product.0)
    .bind::<BigInt, _>(HISTORY)
    .kept()
    .load(conn)
    .await?)
}
