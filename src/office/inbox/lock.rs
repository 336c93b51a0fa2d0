//! The only place that locks claims. A claim is taken by one statement on the row of its item, so of two clerks at once one
//! waits for the other and then finds it taken.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Int4, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::claims::LEASE_MINUTES;
use crate::error::Result;
use crate::kernel::ids::AccountId;
use crate::platform::db::Conn;

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    fresh: bool,
}

/// How taking an item went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// It is this clerk's now, and was not before.
    Fresh,
    /// It was this clerk's already, and is for another lease.
    Again,
    /// Somebody else looks at it.
    Held,
}

/// Takes an item for a clerk by Postgres' clock, from the inbox of this view or, without one, for the moment of a decision.
///
/// # Locks
/// The claim, until the transaction ends.
pub async fn take(conn: &mut Conn, noun: &str, item: i64, clerk: AccountId, view: Option<&str>) -> Result<Take> {
    Ok(match taken(conn, noun, &[item], clerk, view).await?.as_slice() {
        [Taken { fresh: true }, ..] => Take::Fresh,
        [Taken { fresh: false }, ..] => Take::Again,
        [] => Take::Held,
    })
}

/// Takes many items for the moment of a decision on them all; whether it got every one. Each item once.
///
/// # Locks
/// The claims in the order of their numbers, until the transaction ends.
pub async fn take_all(conn: &mut Conn, noun: &str, items: &[i64], clerk: AccountId) -> Result<bool> {
    Ok(taken(conn, noun, items, clerk, None).await?.len() == items.len())
}

async fn taken(conn: &mut Conn, noun: &str, items: &[i64], clerk: AccountId, view: Option<&str>) -> Result<Vec<Taken>> {
    Ok(diesel::sql_query(
        "WITH before AS (SELECT item, clerk FROM claims WHERE kind = $1 AND item = ANY($2) AND until > now()) \
         INSERT INTO claims AS c (kind, item, clerk, since, until, view) \
         SELECT $1, x.item, $3, now(), now() + make_interval(mins => $4), $5 FROM unnest($2) AS x (item) ORDER BY x.item \
         ON CONFLICT (kind, item) DO UPDATE SET clerk = excluded.clerk, until = excluded.until, \
           since = CASE WHEN c.clerk = excluded.clerk AND c.until > now() THEN c.since ELSE excluded.since END, \
           view = CASE WHEN c.clerk = excluded.clerk THEN coalesce(excluded.view, c.view) ELSE excluded.view END \
         WHERE c.clerk = excluded.clerk OR c.until <= now() \
         RETURNING NOT EXISTS (SELECT FROM before WHERE before.item = c.item AND before.clerk = $3) AS fresh",
    )
    .bind::<Text, _>(noun)
    .bind::<Array<BigInt>, _>(items)
    .bind::<BigInt, _>(clerk.0)
    .bind::<Int4, _>(LEASE_MINUTES)
    .bind::<Nullable<Text>, _>(view)
    .load(conn)
    .await?)
}
