//! How often something may be tried: counters in Postgres, so that several processes count together.

use diesel::prelude::*;
use diesel::sql_types::{Double, Int4, Text};
use diesel_async::RunQueryDsl;

use super::Ground;
use super::db::Conn;
use super::kept::Keep as _;
use crate::error::{Error, Result};
use crate::schema::throttles;

/// At most `hits` in `seconds`.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub name: &'static str,
    pub hits: i32,
    pub seconds: i32,
}

#[derive(QueryableByName)]
struct Hit {
    #[diesel(sql_type = Int4)]
    hits: i32,
    #[diesel(sql_type = Int4)]
    wait: i32,
}

/// Counts one try by `who` and refuses it with the seconds to wait when it is one too many.
/// Call it outside a transaction: a refused try must count too.
pub async fn check(ground: &Ground, conn: &mut Conn, limit: Limit, who: &str) -> Result<()> {
    if !ground.config.rate_limits {
        return Ok(());
    }
    let hit: Hit = diesel::sql_query(
        "INSERT INTO throttles AS t (key, hits, resets_at) VALUES ($1, 1, now() + make_interval(secs => $2)) \
         ON CONFLICT (key) DO UPDATE SET \
           hits = CASE WHEN t.resets_at <= now() THEN 1 ELSE least(t.hits, 1000000) + 1 END, \
           resets_at = CASE WHEN t.resets_at <= now() THEN excluded.resets_at ELSE t.resets_at END \
         RETURNING hits, ceil(extract(epoch FROM resets_at - now()))::int AS wait",
    )
    .bind::<Text, _>(format!("{}:{who}", limit.name))
    .bind::<Double, _>(f64::from(limit.seconds))
    .kept()
    .get_result(conn)
    .await?;
    if hit.hits > limit.hits {
        metrics::counter!("market_throttled_total", "what" => limit.name).increment(1);
        return Err(Error::TooMany(u64::try_from(hit.wait.max(1)).unwrap_or(1)));
    }
    Ok(())
}

/// So many tries are free; after them each waits twice as long as the one before, up to `longest` seconds. Never a
/// lock-out: whoever waits may try again.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    pub name: &'static str,
    pub free: i32,
    pub longest: i32,
}

#[derive(QueryableByName)]
struct Wait {
    #[diesel(sql_type = Int4)]
    wait: i32,
}

/// Tries are forgotten a day after the last one; until then `resets_at` also tells when the last one was.
const MEMORY: &str = "interval '1 day'";

/// How long after the last try the next may come.
const PAUSE: &str =
    "make_interval(secs => CASE WHEN t.hits < $2 THEN 0 ELSE least(power(2, least(t.hits - $2, 20)), $3) END)";

/// Counts one try by `who`, unless it comes too early: then it is refused with the seconds to wait, and not counted.
/// It is counted before its outcome is known, so that many at once are no way around. Call it outside a transaction.
pub async fn attempt(ground: &Ground, conn: &mut Conn, backoff: Backoff, who: &str) -> Result<()> {
    if !ground.config.rate_limits {
        return Ok(());
    }
    let key = format!("{}:{who}", backoff.name);
    let counted = diesel::sql_query(format!(
        "INSERT INTO throttles AS t (key, hits, resets_at) VALUES ($1, 1, now() + {MEMORY}) \
         ON CONFLICT (key) DO UPDATE SET \
           hits = CASE WHEN t.resets_at <= now() THEN 1 ELSE least(t.hits, 1000000) + 1 END, \
           resets_at = now() + {MEMORY} \
         WHERE t.resets_at - {MEMORY} + {PAUSE} <= now()"
    ))
    .bind::<Text, _>(&key)
    .bind::<Int4, _>(backoff.free)
    .bind::<Double, _>(f64::from(backoff.longest))
    .kept()
    .execute(conn)
    .await?;
    if counted > 0 {
        return Ok(());
    }
    let left: Option<Wait> = diesel::sql_query(format!(
        "SELECT ceil(extract(epoch FROM t.resets_at - {MEMORY} + {PAUSE} - now()))::int AS wait \
         FROM throttles t WHERE t.key = $1"
    ))
    .bind::<Text, _>(&key)
    .bind::<Int4, _>(backoff.free)
    .bind::<Double, _>(f64::from(backoff.longest))
    .kept()
    .get_result(conn)
    .await
    .optional()?;
    metrics::counter!("market_throttled_total", "what" => backoff.name).increment(1);
    Err(Error::TooMany(u64::try_from(left.map_or(1, |l| l.wait.max(1))).unwrap_or(1)))
}

/// Forgets the tries of someone who got it right.
pub async fn forgive(conn: &mut Conn, backoff: Backoff, who: &str) -> Result<()> {
    diesel::delete(throttles::table.find(format!("{}:{who}", backoff.name))).execute(conn).await?;
    Ok(())
}

/// Removes counters that have run out.
pub async fn sweep(conn: &mut Conn) -> Result<usize> {
    Ok(diesel::delete(throttles::table.filter(throttles::resets_at.lt(diesel::dsl::now))).execute(conn).await?)
}
