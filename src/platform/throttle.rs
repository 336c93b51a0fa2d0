//! How often something may be tried: counters in Postgres, so that several processes count together.

use diesel::prelude::*;
use diesel::sql_types::{Double, Int4, Text};
use diesel_async::RunQueryDsl;

use super::Ground;
use super::db::Conn;
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
    .get_result(conn)
    .await?;
    if hit.hits > limit.hits {
        metrics::counter!("market_throttled_total", "what" => limit.name).increment(1);
        return Err(Error::TooMany(u64::try_from(hit.wait.max(1)).unwrap_or(1)));
    }
    Ok(())
}

/// Removes counters that have run out.
pub async fn sweep(conn: &mut Conn) -> Result<usize> {
    Ok(diesel::delete(throttles::table.filter(throttles::resets_at.lt(diesel::dsl::now))).execute(conn).await?)
}
