//! Goods that the office has gathered, on a page of their own while it is open.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::acts::{self, Act};
use crate::catalog::card::{self, Card};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, CollectionId, ProductId};
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::{self, Conn};
use crate::schema::collections;

/// Goods of one collection, at the most.
pub const MOST_GOODS: usize = 60;

/// What a collection says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = collections)]
pub struct Said {
    pub slug: String,
    pub title_vi: String,
    pub title_en: String,
    pub lead_vi: String,
    pub lead_en: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Another collection has this address.
    #[error("the address is taken")]
    Taken,
    /// Somebody changed it since it was looked at.
    #[error("changed meanwhile")]
    Meanwhile,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for SaveError {
    fn from(error: Error) -> Self {
        SaveError::Failed(error)
    }
}

impl From<diesel::result::Error> for SaveError {
    fn from(error: diesel::result::Error) -> Self {
        match db::broken_constraint(&error) {
            Some("collections_slug_key") => SaveError::Taken,
            _ => SaveError::Failed(error.into()),
        }
    }
}

/// Writes a new one, or over one that is there, as it was when it had been changed so many times. Call it inside a
/// transaction.
///
/// # Refuses
/// An address that another one has, and a change over one that somebody has changed since.
pub async fn save(
    conn: &mut Conn,
    over: Option<(CollectionId, i32)>,
    said: &Said,
    goods: &[ProductId],
    clerk: AccountId,
    why: &str,
) -> Result<CollectionId, SaveError> {
    let (id, before) = match over {
        Some((id, seen)) => {
            let before = find(conn, id).await?.ok_or(Error::NotFound)?;
            // Its goods too are changed under the lock that this takes.
            let row = collections::table.find(id).filter(collections::seq.eq(seen));
            let set = (said, collections::seq.eq(collections::seq + 1));
            if diesel::update(row).set(set).execute(conn).await? == 0 {
                return Err(SaveError::Meanwhile);
            }
            (id, told(&before)?)
        }
        None => {
            let id = diesel::insert_into(collections::table)
                .values((said, collections::made_by.eq(clerk)))
                .returning(collections::id)
                .get_result(conn)
                .await?;
            (id, Value::Null)
        }
    };
    diesel::sql_query("DELETE FROM collection_products WHERE collection_id = $1 AND product_id <> ALL($2)")
        .bind::<BigInt, _>(id.0)
        .bind::<Array<BigInt>, _>(goods.iter().map(|g| g.0).collect::<Vec<_>>())
        .execute(conn)
        .await?;
    diesel::sql_query(
        "INSERT INTO collection_products (collection_id, product_id, position) \
         SELECT $1, x.id, x.place FROM unnest($2) WITH ORDINALITY AS x (id, place) \
         ON CONFLICT (collection_id, product_id) DO UPDATE SET position = excluded.position",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Array<BigInt>, _>(goods.iter().map(|g| g.0).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    let after = told(&find(conn, id).await?.ok_or(Error::NotFound)?)?;
    let act = Act::new("collection.saved", Some(clerk)).on(&said.slug).because(why).changed(before, after);
    acts::record(conn, &act).await?;
    Ok(id)
}

/// What the log keeps of one: each thing that it says, and its goods by their addresses.
fn told(kept: &Kept) -> Result<Value> {
    let mut told = serde_json::to_value(&kept.said).map_err(anyhow::Error::new)?;
    if let Some(facts) = told.as_object_mut() {
        facts.insert("goods".to_owned(), json!(kept.goods));
    }
    Ok(told)
}

/// A collection as the office has it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub said: Said,
    /// The addresses of its goods in order.
    pub goods: Vec<String>,
    /// How often it was changed.
    pub seq: i32,
}

/// The one of this number.
pub async fn find(conn: &mut Conn, id: CollectionId) -> Result<Option<Kept>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        slug: String,
    }
    let row: Option<(Said, i32)> =
        collections::table.find(id).select((Said::as_select(), collections::seq)).first(conn).await.optional()?;
    let Some((said, seq)) = row else { return Ok(None) };
    let goods: Vec<Row> = diesel::sql_query(
        "SELECT p.slug FROM collection_products x JOIN products p ON p.id = x.product_id \
         WHERE x.collection_id = $1 ORDER BY x.position, x.product_id",
    )
    .bind::<BigInt, _>(id.0)
    .load(conn)
    .await?;
    Ok(Some(Kept { said, goods: goods.into_iter().map(|row| row.slug).collect(), seq }))
}

/// A collection as buyers see it.
pub struct Open {
    pub id: i64,
    pub said: Said,
    pub goods: Vec<Card>,
}

/// The one at this address that is open, at a moment or now by Postgres' clock, with what of it can be bought today.
pub async fn open(conn: &mut Conn, slug: &str, moment: Option<DateTime<Utc>>) -> Result<Option<Open>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Array<BigInt>)]
        goods: Vec<i64>,
    }
    let row: Option<Row> = diesel::sql_query(
        "SELECT c.id, ARRAY(SELECT x.product_id FROM collection_products x WHERE x.collection_id = c.id \
                            ORDER BY x.position, x.product_id) AS goods \
         FROM collections c WHERE c.slug = $1 AND c.starts_at <= coalesce($2, now()) AND c.ends_at > coalesce($2, now())",
    )
    .bind::<Text, _>(slug)
    .bind::<Nullable<Timestamptz>, _>(moment)
    .get_result(conn)
    .await
    .optional()?;
    let Some(row) = row else { return Ok(None) };
    let Some(Kept { said, .. }) = find(conn, CollectionId(row.id)).await? else { return Ok(None) };
    let ids: Vec<ProductId> = row.goods.into_iter().map(ProductId).collect();
    let mut goods = card::load(conn, &ids).await?;
    goods.retain(|card| card.left > 0 && card.away.is_none());
    Ok(Some(Open { id: row.id, said, goods }))
}

/// The one at this address as it is when it opens, whether that is to come or long over.
pub async fn when_open(conn: &mut Conn, slug: &str) -> Result<Option<Open>> {
    let of = collections::table.filter(collections::slug.eq(slug)).select(collections::starts_at);
    let starts: Option<DateTime<Utc>> = of.first(conn).await.optional()?;
    match starts {
        Some(at) => open(conn, slug, Some(at)).await,
        None => Ok(None),
    }
}

/// A collection in the office's list.
#[derive(Serialize, QueryableByName)]
pub struct Listed {
    #[diesel(sql_type = BigInt)]
    pub id: CollectionId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub title_vi: String,
    #[diesel(sql_type = Text)]
    pub title_en: String,
    #[diesel(sql_type = Timestamptz)]
    pub starts_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub ends_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub running: bool,
    #[diesel(sql_type = BigInt)]
    pub goods: i64,
    #[diesel(sql_type = BigInt)]
    pub to_be_had: i64,
    #[diesel(sql_type = BigInt)]
    pub shown: i64,
    #[diesel(sql_type = BigInt)]
    pub clicked: i64,
}

/// Collections of one page of the list.
pub const PAGE: usize = 25;

/// A page of `size` collections, the latest first.
pub async fn list(conn: &mut Conn, after: Option<Cursor>, size: usize) -> Result<(Vec<Listed>, Option<Cursor>)> {
    let mut rows: Vec<Listed> = diesel::sql_query(
        "SELECT c.id, c.slug, c.title_vi, c.title_en, c.starts_at, c.ends_at, c.starts_at <= now() AND c.ends_at > now() AS running, \
                (SELECT count(*) FROM collection_products x WHERE x.collection_id = c.id) AS goods, \
                (SELECT count(*) FROM collection_products x JOIN shelf s ON s.product_id = x.product_id AND s.in_stock \
                 WHERE x.collection_id = c.id) AS to_be_had, \
                (SELECT coalesce(sum(d.shown), 0)::bigint FROM collection_days d WHERE d.collection_id = c.id) AS shown, \
                (SELECT coalesce(sum(d.clicked), 0)::bigint FROM collection_days d WHERE d.collection_id = c.id) AS clicked \
         FROM collections c WHERE ($1 IS NULL OR c.id < $1) ORDER BY c.id DESC LIMIT $2",
    )
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.id.0, id: row.id.0 });
    Ok((rows, next))
}
