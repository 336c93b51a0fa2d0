//! The inbox as it is read: a page of it, its counts, and one item.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Int4, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::filter::{Filter, Only};
use super::sources;
use super::trust;
use crate::accounts::rights::Right;
use crate::error::Result;
use crate::kernel::ids::{AccountId, ProducerId};
use crate::kernel::money::Money;
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;

pub const PAGE: usize = 25;
/// Others may take the first of them meanwhile.
const CANDIDATES: i64 = 8;

/// The office is late: what waits for others is not its to decide.
const OVERDUE: &str = "x.whom = 'office' AND x.due < now()";
/// As a cursor counts.
const KEY: &str = "floor(extract(epoch FROM x.due) * 1000000)::bigint";

#[derive(Debug, QueryableByName)]
pub struct Item {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub noun: String,
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub spot: i64,
    #[diesel(sql_type = BigInt)]
    pub key: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub producer_id: Option<ProducerId>,
    #[diesel(sql_type = Text)]
    pub household_vi: String,
    #[diesel(sql_type = Text)]
    pub household_en: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub amount: Option<Money>,
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub due: DateTime<Utc>,
    /// `office`, `household`, `buyer`, or `second`: another clerk.
    #[diesel(sql_type = Text)]
    pub whom: String,
    #[diesel(sql_type = Bool)]
    pub overdue: bool,
    /// Minutes until it is due, below nought when it was.
    #[diesel(sql_type = BigInt)]
    pub minutes: i64,
    /// Of the text that is seen here.
    #[diesel(sql_type = Nullable<Int4>)]
    pub seq: Option<i32>,
    #[diesel(sql_type = Bool)]
    pub trusted: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub holder: Option<String>,
    #[diesel(sql_type = Bool)]
    pub mine: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub held_since: Option<DateTime<Utc>>,
}

/// A page of `size` of what waits, what is due first first.
pub async fn list(
    conn: &mut Conn,
    filter: &Filter,
    may: impl Fn(Right) -> bool,
    clerk: AccountId,
    size: usize,
) -> Result<(Vec<Item>, Option<Cursor>)> {
    let Some(union) = sources::union(may, filter.kind.map(|source| source.kind), clerk) else {
        return Ok((Vec::new(), None));
    };
    let only = match filter.only {
        Only::All => "true",
        Only::Mine => "c.clerk = $3",
        Only::Overdue => OVERDUE,
    };
    let mut items: Vec<Item> = diesel::sql_query(format!(
        "SELECT y.*, coalesce(r.name_vi, '') AS household_vi, coalesce(r.name_en, '') AS household_en, \
                y.noun = 'listing' AND coalesce({trusted}, false) AS trusted, a.name AS holder \
         FROM (SELECT x.*, {KEY} AS key, {OVERDUE} AS overdue, floor(extract(epoch FROM x.due - now()) / 60)::bigint AS minutes, \
                      c.clerk, coalesce(c.clerk = $3, false) AS mine, c.since AS held_since \
               FROM ({union}) x LEFT JOIN claims c ON c.kind = x.noun AND c.item = x.id AND c.until > now() \
               WHERE ({KEY}, x.spot) > ($1, $2) AND {only} ORDER BY {KEY}, x.spot LIMIT $4) y \
         LEFT JOIN producers r ON r.id = y.producer_id LEFT JOIN accounts a ON a.id = y.clerk ORDER BY y.key, y.spot",
        trusted = trust::sql("y.producer_id"),
    ))
    .bind::<BigInt, _>(filter.after.map_or(i64::MIN, |cursor| cursor.key))
    .bind::<BigInt, _>(filter.after.map_or(i64::MIN, |cursor| cursor.id))
    .bind::<BigInt, _>(clerk.0)
    .bind::<BigInt, _>(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut items, size, |item| Cursor { key: item.key, id: item.spot });
    Ok((items, next))
}

/// How many of a kind wait, and are late.
#[derive(Clone, Debug, QueryableByName)]
pub struct Count {
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// In how many hours one of them is due; of most, where each has a deadline of its own.
    #[diesel(sql_type = Int4)]
    pub hours: i32,
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub overdue: i64,
    #[diesel(sql_type = BigInt)]
    pub mine: i64,
}

/// The counts of each kind that this one may see, those without any too, in the order of the sources.
pub async fn counts(conn: &mut Conn, may: impl Fn(Right) -> bool, clerk: AccountId) -> Result<Vec<Count>> {
    let Some(union) = sources::union(&may, None, clerk) else { return Ok(Vec::new()) };
    Ok(diesel::sql_query(format!(
        "SELECT k.kind, k.hours, coalesce(n.waiting, 0) AS waiting, coalesce(n.overdue, 0) AS overdue, coalesce(n.mine, 0) AS mine \
         FROM (VALUES {kinds}) k (place, kind, hours) LEFT JOIN ( \
           SELECT x.kind, count(*) AS waiting, count(*) FILTER (WHERE {OVERDUE}) AS overdue, count(c.clerk) AS mine \
           FROM ({union}) x LEFT JOIN claims c ON c.kind = x.noun AND c.item = x.id AND c.until > now() AND c.clerk = $1 \
           GROUP BY x.kind) n ON n.kind = k.kind ORDER BY k.place",
        kinds = sources::kinds(&may),
    ))
    .bind::<BigInt, _>(clerk.0)
    .load(conn)
    .await?)
}

/// All that waits, and what of it is late.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Sum {
    pub waiting: i64,
    pub overdue: i64,
    pub mine: i64,
}

#[must_use]
pub fn sum(counts: &[Count]) -> Sum {
    counts.iter().fold(Sum::default(), |sum, count| Sum {
        waiting: sum.waiting + count.waiting,
        overdue: sum.overdue + count.overdue,
        mine: sum.mine + count.mine,
    })
}

/// Where an item is decided.
#[derive(Clone, Debug, QueryableByName)]
pub struct Place {
    #[diesel(sql_type = Text)]
    pub noun: String,
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub producer_id: Option<ProducerId>,
    #[diesel(sql_type = Text)]
    pub link: String,
}

/// One item; `None` when it does not wait any more, or is not for this one to see.
pub async fn find(
    conn: &mut Conn,
    kind: &str,
    id: i64,
    may: impl Fn(Right) -> bool,
    clerk: AccountId,
) -> Result<Option<Place>> {
    let Some(union) = sources::union(may, Some(kind), clerk) else { return Ok(None) };
    let found = diesel::sql_query(format!(
        "SELECT x.noun, x.id, x.title, x.producer_id, x.link FROM ({union}) x WHERE x.id = $1"
    ))
    .bind::<BigInt, _>(id);
    Ok(found.get_result(conn).await.optional()?)
}

/// What waits for the office in this view and nobody looks at, the most urgent first: a few.
pub async fn free(
    conn: &mut Conn,
    filter: &Filter,
    may: impl Fn(Right) -> bool,
    clerk: AccountId,
) -> Result<Vec<Place>> {
    let kind = filter.kind.map(|source| source.kind);
    let Some(union) = sources::union(may, kind, clerk) else { return Ok(Vec::new()) };
    let only = if filter.only == Only::Overdue { OVERDUE } else { "x.whom = 'office'" };
    Ok(diesel::sql_query(format!(
        "SELECT x.noun, x.id, x.title, x.producer_id, x.link FROM ({union}) x \
         WHERE {only} AND NOT EXISTS (SELECT FROM claims c WHERE c.kind = x.noun AND c.item = x.id AND c.until > now()) \
           AND NOT EXISTS (SELECT FROM members m WHERE m.account_id = $2 AND m.producer_id = x.producer_id) \
         ORDER BY x.due, x.spot LIMIT $1"
    ))
    .bind::<BigInt, _>(CANDIDATES)
    .bind::<BigInt, _>(clerk.0)
    .load(conn)
    .await?)
}
