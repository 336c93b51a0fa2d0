//! Who feeds the index: one at a time among all processes, so that what the engine is told arrives in the order it happened.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::changes::Change;
use crate::error::Result;
use crate::platform::db::Conn;

const LOOK: Duration = Duration::from_millis(200);

/// Locks of the session, not of a transaction: the engine works meanwhile, and no transaction may wait for it. They end with
/// the connection, so take them on one that is not the pool's ([`crate::platform::db::Db::own`]): who is cut off or killed
/// gives them back.
#[derive(Clone, Copy, Debug)]
pub enum Turn {
    /// Telling the engine what has changed.
    Feeding,
    /// Making the indexes anew beside the old ones.
    Making,
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

/// Takes the turn if it is free.
pub async fn take(conn: &mut Conn, turn: Turn) -> Result<bool> {
    let row: Taken = diesel::sql_query("SELECT pg_try_advisory_lock($1) AS taken")
        .bind::<BigInt, _>(key(turn))
        .get_result(conn)
        .await?;
    Ok(row.taken)
}

/// Waits for the turn at most so long.
pub async fn wait(conn: &mut Conn, turn: Turn, patience: Duration) -> Result<bool> {
    let begun = Instant::now();
    while !take(conn, turn).await? {
        if begun.elapsed() >= patience {
            return Ok(false);
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(true)
}

/// Whether somebody has the turn just now.
pub async fn taken(conn: &mut Conn, turn: Turn) -> Result<bool> {
    let row: Taken = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid::bigint = $1 AND granted \
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS taken",
    )
    .bind::<BigInt, _>(key(turn))
    .get_result(conn)
    .await?;
    Ok(row.taken)
}

pub async fn give_back(conn: &mut Conn, turn: Turn) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_unlock($1)").bind::<BigInt, _>(key(turn)).execute(conn).await?;
    Ok(())
}

const fn key(turn: Turn) -> i64 {
    match turn {
        Turn::Feeding => 4_242_004,
        Turn::Making => 4_242_005,
    }
}

/// Ticks off changes that were told, except those that have changed again since, or are changing now; returns how many. One
/// that has changed again waits only since it was read: what was before that is told.
pub async fn tick_off(conn: &mut Conn, told: &[Change]) -> Result<usize> {
    #[derive(QueryableByName)]
    struct Gone {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let kinds: Vec<&str> = told.iter().map(|change| change.kind.as_str()).collect();
    let keys: Vec<&str> = told.iter().map(|change| change.key.as_str()).collect();
    let seqs: Vec<i64> = told.iter().map(|change| change.seq).collect();
    let read_at: Option<DateTime<Utc>> = told.iter().map(|change| change.read_at).min();
    let gone: Gone = diesel::sql_query(
        "WITH held AS MATERIALIZED ( \
           SELECT c.kind, c.key, c.seq = told.seq AS same FROM search_changes c \
           JOIN unnest($1, $2, $3) AS told (kind, key, seq) ON c.kind = told.kind AND c.key = told.key \
           FOR UPDATE OF c SKIP LOCKED), \
         gone AS (DELETE FROM search_changes c USING held h \
                  WHERE c.kind = h.kind AND c.key = h.key AND h.same RETURNING 1), \
         again AS (UPDATE search_changes c SET since = greatest(c.since, $4) FROM held h \
                   WHERE c.kind = h.kind AND c.key = h.key AND NOT h.same) \
         SELECT count(*) AS n FROM gone",
    )
    .bind::<Array<Text>, _>(kinds)
    .bind::<Array<Text>, _>(keys)
    .bind::<Array<BigInt>, _>(seqs)
    .bind::<Nullable<Timestamptz>, _>(read_at)
    .get_result(conn)
    .await?;
    Ok(usize::try_from(gone.n).unwrap_or(0))
}
