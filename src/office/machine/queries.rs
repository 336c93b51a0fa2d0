//! The machine as the office reads it, without anybody's name.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::veil::veil;
use crate::platform::db::Conn;
use crate::platform::locales;

/// What a kind of job is called.
#[must_use]
pub fn named(lang: Lang, kind: &str) -> String {
    locales::find(lang, &format!("job-{}", kind.replace('_', "-"))).unwrap_or_else(|| kind.to_owned())
}

/// Jobs of one kind by how they stand.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct JobRow {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub running: i64,
    /// Would run now.
    #[diesel(sql_type = BigInt)]
    pub due: i64,
    /// At a later time, of their own or after a failure.
    #[diesel(sql_type = BigInt)]
    pub later: i64,
    /// Failed before, and are tried again.
    #[diesel(sql_type = BigInt)]
    pub again: i64,
    #[diesel(sql_type = BigInt)]
    pub dead: i64,
    /// For how long the first that is due has waited, in seconds.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub oldest: Option<i64>,
}

pub async fn jobs(conn: &mut Conn) -> Result<Vec<JobRow>> {
    Ok(diesel::sql_query(
        "SELECT kind, count(*) FILTER (WHERE live AND held) AS running, count(*) FILTER (WHERE live AND NOT held AND due) AS due, \
                count(*) FILTER (WHERE live AND NOT held AND NOT due) AS later, \
                count(*) FILTER (WHERE live AND attempts > 0 AND NOT held) AS again, count(*) FILTER (WHERE NOT live) AS dead, \
                (extract(epoch FROM now() - min(run_at) FILTER (WHERE live AND NOT held AND due)))::bigint AS oldest \
         FROM (SELECT kind, attempts, run_at, dead_at IS NULL AS live, coalesce(leased_until > now(), false) AS held, \
                      run_at <= now() AS due FROM jobs) j GROUP BY kind ORDER BY count(*) FILTER (WHERE NOT live) DESC, kind",
    )
    .load(conn)
    .await?)
}

/// What runs by itself every so often.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct ScheduleRow {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Timestamptz)]
    pub next_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub done_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub every_seconds: Option<i32>,
    /// Nobody has enqueued it for long, or it came to no good end for three of its turns.
    #[diesel(sql_type = Bool)]
    pub late: bool,
}

pub async fn schedules(conn: &mut Conn) -> Result<Vec<ScheduleRow>> {
    Ok(diesel::sql_query(
        "SELECT kind, next_at, done_at, every_seconds, next_at < now() - interval '5 minutes' \
                OR coalesce(done_at < now() - 3 * greatest(every_seconds, 120) * interval '1 second', false) AS late \
         FROM schedules ORDER BY every_seconds DESC NULLS LAST, kind",
    )
    .load(conn)
    .await?)
}

/// Events that nothing has followed from yet.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Outbox {
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub oldest: Option<i64>,
}

pub async fn outbox(conn: &mut Conn) -> Result<Outbox> {
    Ok(diesel::sql_query(
        "SELECT count(*) AS waiting, (extract(epoch FROM now() - min(recorded_at)))::bigint AS oldest \
         FROM events WHERE dispatched_at IS NULL",
    )
    .get_result(conn)
    .await?)
}

/// Messages of one channel.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Channel {
    #[diesel(sql_type = Text)]
    pub channel: String,
    /// In the last day.
    #[diesel(sql_type = BigInt)]
    pub sent: i64,
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Given up.
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
}

pub async fn channels(conn: &mut Conn) -> Result<Vec<Channel>> {
    Ok(diesel::sql_query(
        "SELECT c.channel, \
           (SELECT count(*) FROM messages m WHERE m.channel = c.channel AND m.created_at > now() - interval '2 days' \
              AND m.sent_at > now() - interval '1 day') AS sent, \
           (SELECT count(*) FROM messages m WHERE m.channel = c.channel AND m.sent_at IS NULL AND m.erased_at IS NULL) AS waiting, \
           (SELECT count(*) FROM jobs j JOIN messages m ON m.id = (j.payload ->> 'message')::bigint \
              WHERE j.kind = 'send_message' AND j.dead_at IS NOT NULL AND m.channel = c.channel) AS failed \
         FROM (VALUES ('sms'), ('mail')) c (channel)",
    )
    .load(conn)
    .await?)
}

/// A message that could not be sent, of its recipient only the last signs.
#[derive(Clone, Debug, Serialize)]
pub struct Unsent {
    pub channel: String,
    pub to: String,
    pub why: String,
    pub attempts: i32,
    pub dead: bool,
}

/// The latest `most` of them.
pub async fn unsent(conn: &mut Conn, most: usize) -> Result<Vec<Unsent>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        channel: String,
        #[diesel(sql_type = Text)]
        recipient: String,
        #[diesel(sql_type = Text)]
        last_error: String,
        #[diesel(sql_type = Integer)]
        attempts: i32,
        #[diesel(sql_type = Bool)]
        dead: bool,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT m.channel, m.recipient, j.last_error, j.attempts, j.dead_at IS NOT NULL AS dead \
         FROM jobs j JOIN messages m ON m.id = (j.payload ->> 'message')::bigint \
         WHERE j.kind = 'send_message' AND j.last_error IS NOT NULL ORDER BY j.id DESC LIMIT $1",
    )
    .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let unsent = |row: Row| Unsent {
        to: veil(&row.recipient),
        why: veil(&row.last_error),
        channel: row.channel,
        attempts: row.attempts,
        dead: row.dead,
    };
    Ok(rows.into_iter().map(unsent).collect())
}
