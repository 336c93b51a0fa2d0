//! The register of requests: the only place that writes `data_requests`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::lock;
use super::person::Who;
use super::request::{self, How, Kind, State};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, DataRequestId, OrderId};
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;
use crate::refusal;

/// Letters of what is asked and of what came of it.
pub const MOST_WORDS: usize = 1_000;
/// As many of one person as anyone reads; the desk's file has all.
pub const SHOWN: usize = 50;
/// Rows of a page.
pub const PAGE: usize = 25;

/// A request as the desk reads it; who asks is told by a number only.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Request {
    #[diesel(sql_type = BigInt)]
    pub id: DataRequestId,
    #[diesel(sql_type = Nullable<BigInt>)]
    #[serde(skip)]
    pub account_id: Option<AccountId>,
    #[diesel(sql_type = Nullable<BigInt>)]
    #[serde(skip)]
    pub order_id: Option<OrderId>,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub how: String,
    #[diesel(sql_type = Text)]
    pub words: String,
    #[diesel(sql_type = Timestamptz)]
    pub received_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub answer_by: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub due_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub extended: bool,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub outcome: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub closed_at: Option<DateTime<Utc>>,
    /// The clerk who closed it; empty when the person or the market did.
    #[diesel(sql_type = Text)]
    pub closer: String,
    /// Not answered, or not done, in its time.
    #[diesel(sql_type = Bool)]
    pub late: bool,
}

impl Request {
    /// [`Error::NotFound`] never: the table asks for one of the two.
    pub fn who(&self) -> Result<Who> {
        Who::of(self.account_id, self.order_id).ok_or(Error::NotFound)
    }

    /// The table's CHECK knows no other word.
    pub fn kind(&self) -> Result<Kind> {
        Kind::parse(&self.kind).ok_or(Error::NotFound)
    }

    #[must_use]
    pub fn open(&self) -> bool {
        State::parse(&self.state).is_some_and(State::open)
    }
}

const FACTS: &str = "SELECT r.id, r.account_id, r.order_id, r.kind, r.how, r.words, r.received_at, r.answer_by, r.due_at, \
       r.extended_at IS NOT NULL AS extended, r.state, r.outcome, r.closed_at, coalesce(c.name, '') AS closer, \
       CASE r.state WHEN 'received' THEN least(r.answer_by, r.due_at) < now() WHEN 'answered' THEN r.due_at < now() \
                    ELSE false END AS late \
     FROM data_requests r LEFT JOIN accounts c ON c.id = r.closed_by";

/// Which requests a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Open,
    Closed,
}

impl Shown {
    #[must_use]
    pub fn parse(word: &str) -> Self {
        if word == "closed" { Shown::Closed } else { Shown::Open }
    }

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Shown::Open => "",
            Shown::Closed => "closed",
        }
    }
}

/// A page of requests: the open ones by when they are due, the closed ones newest first.
pub async fn list(
    conn: &mut Conn,
    shown: Shown,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Request>, Option<Cursor>)> {
    let (state, beyond, order, start) = match shown {
        Shown::Open => ("IN", ">", "ASC", FIRST),
        Shown::Closed => ("NOT IN", "<", "DESC", LAST),
    };
    let mut rows: Vec<Request> = diesel::sql_query(format!(
        "{FACTS} WHERE r.state {state} ('received', 'answered') \
           AND (r.due_at, r.id) {beyond} (to_timestamp(0) + $1 * interval '1 microsecond', $2) \
         ORDER BY r.due_at {order}, r.id {order} LIMIT $3"
    ))
    .bind::<BigInt, _>(after.map_or(start, |cursor| cursor.key.clamp(FIRST, LAST)))
    .bind::<BigInt, _>(after.map_or(if shown == Shown::Open { 0 } else { i64::MAX }, |cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.due_at.timestamp_micros(), id: row.id.0 });
    Ok((rows, next))
}

/// Years 1970 and 9999, in microseconds.
const FIRST: i64 = 0;
const LAST: i64 = 253_370_764_800_000_000;

/// The latest that one person asked for, newest first.
pub async fn of(conn: &mut Conn, who: Who, orders: &[i64], most: usize) -> Result<Vec<Request>> {
    Ok(diesel::sql_query(format!(
        "{FACTS} WHERE r.account_id = $1 OR r.order_id = ANY($2) ORDER BY r.id DESC LIMIT $3"
    ))
    .bind::<Nullable<BigInt>, _>(who.account().map(|id| id.0))
    .bind::<diesel::sql_types::Array<BigInt>, _>(orders)
    .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX))
    .load(conn)
    .await?)
}

/// A request, or [`Error::NotFound`].
pub async fn find(conn: &mut Conn, id: DataRequestId) -> Result<Request> {
    let found: Option<Request> = diesel::sql_query(format!("{FACTS} WHERE r.id = $1"))
        .bind::<BigInt, _>(id.0)
        .get_result(conn)
        .await
        .optional()?;
    found.ok_or(Error::NotFound)
}

/// A request about to be written.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub who: Who,
    pub kind: Kind,
    pub how: How,
    pub words: &'a str,
    pub received: DateTime<Utc>,
    /// The clerk who writes it down.
    pub by: Option<AccountId>,
}

/// Writes a request down; the open one of the same kind when there is one, and whether it is new.
pub async fn open(conn: &mut Conn, asked: &Asked<'_>) -> Result<(DataRequestId, bool)> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: DataRequestId,
    }
    let new: Option<Row> = diesel::sql_query(
        "INSERT INTO data_requests (account_id, order_id, kind, how, words, received_at, answer_by, due_at, opened_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id",
    )
    .bind::<Nullable<BigInt>, _>(asked.who.account().map(|id| id.0))
    .bind::<Nullable<BigInt>, _>(asked.who.order().map(|id| id.0))
    .bind::<Text, _>(asked.kind.as_str())
    .bind::<Text, _>(asked.how.as_str())
    .bind::<Text, _>(asked.words)
    .bind::<Timestamptz, _>(asked.received)
    .bind::<Timestamptz, _>(request::answer_by(asked.received))
    .bind::<Timestamptz, _>(request::due_at(asked.kind, asked.received))
    .bind::<Nullable<BigInt>, _>(asked.by.map(|id| id.0))
    .get_result(conn)
    .await
    .optional()?;
    if let Some(new) = new {
        return Ok((new.id, true));
    }
    let there: Row = diesel::sql_query(
        "SELECT id FROM data_requests WHERE (account_id = $1 OR order_id = $2) AND kind = $3 \
           AND state IN ('received', 'answered')",
    )
    .bind::<Nullable<BigInt>, _>(asked.who.account().map(|id| id.0))
    .bind::<Nullable<BigInt>, _>(asked.who.order().map(|id| id.0))
    .bind::<Text, _>(asked.kind.as_str())
    .get_result(conn)
    .await
    .optional()?
    .ok_or(Error::Conflict("people-again"))?;
    Ok((there.id, false))
}

#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// It stands where nothing leads to that any more; or was extended before.
    #[error("closed, or extended before")]
    Closed,
    #[error(transparent)]
    Failed(Error),
}
refusal!(MoveError);

/// Moves a request; the same again changes nothing and says so. Call it inside a transaction.
///
/// # Locks
/// The request.
///
/// # Refuses
/// What no legal move leads to.
pub async fn advance(
    conn: &mut Conn,
    id: DataRequestId,
    to: State,
    outcome: &str,
    by: Option<AccountId>,
) -> Result<bool, MoveError> {
    lock::request(conn, id).await?;
    let now = find(conn, id).await?;
    let state = State::parse(&now.state).ok_or(MoveError::Closed)?;
    if state == to {
        return Ok(false);
    }
    if !state.moves().contains(&to) {
        return Err(MoveError::Closed);
    }
    diesel::sql_query(
        "UPDATE data_requests SET state = $2, \
           answered_at = CASE WHEN $2 = 'answered' THEN now() ELSE answered_at END, \
           outcome = CASE WHEN $3 <> '' THEN $3 ELSE outcome END, \
           closed_at = CASE WHEN $4 THEN NULL ELSE now() END, closed_by = CASE WHEN $4 THEN NULL ELSE $5 END WHERE id = $1",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Text, _>(to.as_str())
    .bind::<Text, _>(outcome)
    .bind::<Bool, _>(to.open())
    .bind::<Nullable<BigInt>, _>(by.map(|id| id.0))
    .execute(conn)
    .await?;
    Ok(true)
}

/// Makes the time longer, once, for a reason. Call it inside a transaction.
///
/// # Locks
/// The request.
///
/// # Refuses
/// One that is closed, or was extended before.
pub async fn extend(conn: &mut Conn, id: DataRequestId, why: &str) -> Result<DateTime<Utc>, MoveError> {
    lock::request(conn, id).await?;
    let now = find(conn, id).await?;
    if !now.open() || now.extended {
        return Err(MoveError::Closed);
    }
    let due = request::extended(now.kind()?, now.due_at);
    diesel::sql_query("UPDATE data_requests SET due_at = $2, extended_at = now(), outcome = $3 WHERE id = $1")
        .bind::<BigInt, _>(id.0)
        .bind::<Timestamptz, _>(due)
        .bind::<Text, _>(why)
        .execute(conn)
        .await?;
    Ok(due)
}
