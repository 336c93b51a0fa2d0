//! Broadcasts as the office reads them: the list, one, whom it reaches, and what became of each message.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::BroadcastId;
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;

pub const PAGE: usize = 25;
pub const LINES: usize = 50;

/// Households `r` that a broadcast reaches: `$1` the commune or NULL, `$2` the kind or NULL.
pub(super) const RECIPIENTS: &str =
    "r.listed AND r.phone <> '' AND ($1 IS NULL OR r.commune_code = $1) AND ($2 IS NULL OR r.kind = $2)";

/// What became of message `m`: `sent`, `failed` when it was given up or whoever it was for is erased, else `waiting`. A job that
/// was given up has no key any more, so it is known by its message.
const FATE: &str = "CASE WHEN m.sent_at IS NOT NULL THEN 'sent' \
     WHEN m.erased_at IS NOT NULL OR m.id IN (SELECT (j.payload ->> 'message')::bigint FROM jobs j \
                   WHERE j.kind = 'send_message' AND j.dead_at IS NOT NULL) THEN 'failed' \
     ELSE 'waiting' END";

/// The fates, as the filter offers them.
pub const FATES: [&str; 3] = ["sent", "waiting", "failed"];

/// Where broadcast `b` is on its way, by the counts `n` of its households: `draft`, `waiting` for the morning, `sending`, `sent`
/// as far as it could be, or `failed` for all of them.
const STATE: &str = "CASE WHEN b.sent_at IS NULL THEN 'draft' WHEN n.waiting = 0 AND n.sent = 0 THEN 'failed' \
     WHEN n.waiting = 0 THEN 'sent' WHEN b.goes_at > now() AND n.sent = 0 THEN 'waiting' ELSE 'sending' END";

/// Households of broadcast `b` by what became of their message, as `n`.
fn counted() -> String {
    format!(
        "LATERAL (SELECT count(*) AS households, count(*) FILTER (WHERE x.fate = 'sent') AS sent, \
                         count(*) FILTER (WHERE x.fate = 'waiting') AS waiting, count(*) FILTER (WHERE x.fate = 'failed') AS failed \
                  FROM (SELECT {FATE} AS fate FROM broadcast_households h JOIN messages m ON m.id = h.message_id \
                        WHERE h.broadcast_id = b.id) x) n"
    )
}

/// As SQL: whether broadcast `b` is still to go, to a commune `c` that is served no more.
const GONE: &str = "b.sent_at IS NULL AND NOT coalesce(c.served, true)";

/// A commune whose households a broadcast may be for.
#[derive(Serialize, QueryableByName)]
pub struct Commune {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// It is served no more: named, and not to be chosen.
    #[diesel(sql_type = Bool)]
    pub gone: bool,
}

/// The communes served, by name, and the one that a form has chosen already: a form that did not know it would write to every
/// commune.
pub async fn communes(conn: &mut Conn, chosen: &str) -> Result<Vec<Commune>> {
    Ok(diesel::sql_query(
        "SELECT code, name, NOT served AS gone FROM communes WHERE served OR code = $1 ORDER BY folded, code",
    )
    .bind::<Text, _>(chosen)
    .load(conn)
    .await?)
}

#[derive(Serialize, QueryableByName)]
pub struct Listed {
    #[diesel(sql_type = BigInt)]
    pub id: BroadcastId,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub commune: Option<String>,
    /// It is not sent, and its commune is served no more.
    #[diesel(sql_type = Bool)]
    pub gone: bool,
    /// Tail of a Fluent key.
    #[diesel(sql_type = Nullable<Text>)]
    pub kind: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub sent_at: Option<DateTime<Utc>>,
    /// The morning it waits for, of one sent at night.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub goes_at: Option<DateTime<Utc>>,
    /// Where it is on its way: tail of a Fluent key (`broadcast-state-…`).
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(embed)]
    pub counts: Counts,
}

/// A page of `size` of them, the latest first.
pub async fn list(conn: &mut Conn, after: Option<Cursor>, size: usize) -> Result<(Vec<Listed>, Option<Cursor>)> {
    let mut rows: Vec<Listed> = diesel::sql_query(format!(
        "SELECT b.id, b.body, c.name AS commune, {GONE} AS gone, replace(b.kind, '_', '-') AS kind, b.made_at, b.sent_at, b.goes_at, \
                {STATE} AS state, n.households, n.sent, n.waiting, n.failed \
         FROM broadcasts b LEFT JOIN communes c ON c.code = b.commune_code CROSS JOIN {} \
         WHERE ($1 IS NULL OR b.id < $1) ORDER BY b.id DESC LIMIT $2",
        counted()
    ))
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.id.0, id: row.id.0 });
    Ok((rows, next))
}

#[derive(Serialize, QueryableByName)]
pub struct Broadcast {
    #[diesel(sql_type = BigInt)]
    pub id: BroadcastId,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub commune_code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub commune: Option<String>,
    /// It is not sent, and its commune is served no more.
    #[diesel(sql_type = Bool)]
    pub gone: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub kind: Option<String>,
    #[diesel(sql_type = Text)]
    pub why: String,
    #[diesel(sql_type = Text)]
    pub made_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub sent_by: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub sent_at: Option<DateTime<Utc>>,
    /// Why it goes at once at any hour.
    #[diesel(sql_type = Nullable<Text>)]
    pub urgent_why: Option<String>,
    /// The morning it waits for, of one sent at night.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub goes_at: Option<DateTime<Utc>>,
    /// Where it is on its way: tail of a Fluent key (`broadcast-state-…`).
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(embed)]
    pub counts: Counts,
}

pub async fn find(conn: &mut Conn, id: BroadcastId) -> Result<Option<Broadcast>> {
    Ok(diesel::sql_query(format!(
        "SELECT b.id, b.body, b.commune_code, c.name AS commune, {GONE} AS gone, b.kind, b.why, m.name AS made_by, b.made_at, \
                coalesce(s.name, '') AS sent_by, b.sent_at, b.urgent_why, b.goes_at, \
                {STATE} AS state, n.households, n.sent, n.waiting, n.failed \
         FROM broadcasts b JOIN accounts m ON m.id = b.made_by LEFT JOIN accounts s ON s.id = b.sent_by \
         LEFT JOIN communes c ON c.code = b.commune_code CROSS JOIN {} WHERE b.id = $1",
        counted()
    ))
    .bind::<BigInt, _>(id.0)
    .get_result(conn)
    .await
    .optional()?)
}

/// Whom it would reach now.
#[derive(Serialize, QueryableByName)]
pub struct Reach {
    #[diesel(sql_type = BigInt)]
    pub households: i64,
    #[diesel(sql_type = BigInt)]
    pub phones: i64,
}

pub async fn reach(conn: &mut Conn, broadcast: &Broadcast) -> Result<Reach> {
    Ok(diesel::sql_query(format!(
        "SELECT count(*) AS households, count(DISTINCT r.phone) AS phones FROM producers r WHERE {RECIPIENTS}"
    ))
    .bind::<Nullable<Text>, _>(broadcast.commune_code.as_deref())
    .bind::<Nullable<Text>, _>(broadcast.kind.as_deref())
    .get_result(conn)
    .await?)
}

/// Households by what became of their message.
#[derive(Serialize, QueryableByName)]
pub struct Counts {
    #[diesel(sql_type = BigInt)]
    pub households: i64,
    #[diesel(sql_type = BigInt)]
    pub sent: i64,
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
}

/// One household in the delivery log.
#[derive(Serialize, QueryableByName)]
pub struct Line {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Text)]
    pub fate: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub sent_at: Option<DateTime<Utc>>,
    /// The phone of another household too, which gets no second message.
    #[diesel(sql_type = Bool)]
    pub shared: bool,
}

/// A page of `size` lines of the delivery log, of one fate or of all.
pub async fn lines(
    conn: &mut Conn,
    id: BroadcastId,
    fate: Option<&str>,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Line>, Option<Cursor>)> {
    let mut rows: Vec<Line> = diesel::sql_query(format!(
        "SELECT x.* FROM ( \
           SELECT r.id, r.name_vi, r.name_en, c.name AS commune, r.phone, {FATE} AS fate, m.sent_at, \
                  EXISTS (SELECT FROM broadcast_households o WHERE o.message_id = h.message_id AND o.producer_id <> r.id) AS shared \
           FROM broadcast_households h JOIN messages m ON m.id = h.message_id JOIN producers r ON r.id = h.producer_id \
           JOIN communes c ON c.code = r.commune_code WHERE h.broadcast_id = $1) x \
         WHERE ($2 IS NULL OR x.fate = $2) AND x.id > $3 ORDER BY x.id LIMIT $4"
    ))
    .bind::<BigInt, _>(id.0)
    .bind::<Nullable<Text>, _>(fate)
    .bind::<BigInt, _>(after.map_or(0, |cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.id, id: row.id });
    Ok((rows, next))
}
