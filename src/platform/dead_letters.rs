//! Jobs whose attempts are used up: listed for people, and put back in the queue by one of them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::db::Conn;
use super::signals;
use crate::error::Result;
use crate::kernel::ids::JobId;
use crate::kernel::paging::{Cursor, cut};
use crate::schema::jobs;

/// A job that was given up.
#[derive(Clone, Debug, Queryable, Serialize)]
pub struct DeadLetter {
    pub id: JobId,
    pub kind: String,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub dead_at: Option<DateTime<Utc>>,
}

/// A page of `size` dead letters, the latest first.
pub async fn list(conn: &mut Conn, after: Option<Cursor>, size: usize) -> Result<(Vec<DeadLetter>, Option<Cursor>)> {
    let mut found = jobs::table
        .select((jobs::id, jobs::kind, jobs::attempts, jobs::last_error, jobs::created_at, jobs::dead_at))
        .filter(jobs::dead_at.is_not_null())
        .order((jobs::dead_at.desc(), jobs::id.desc()))
        .limit(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
        .into_boxed();
    // A cursor of no moment that there can be is none.
    let after = after.filter(|cursor| (0..=LAST).contains(&cursor.key));
    if let Some((at, id)) = after.and_then(|cursor| Some((DateTime::from_timestamp_micros(cursor.key)?, cursor.id))) {
        found = found.filter(jobs::dead_at.lt(at).or(jobs::dead_at.eq(at).and(jobs::id.lt(JobId(id)))));
    }
    let mut rows: Vec<DeadLetter> = found.load(conn).await?;
    let next = cut(&mut rows, size, |letter| Cursor {
        key: letter.dead_at.map_or(0, |at| at.timestamp_micros()),
        id: letter.id.0,
    });
    Ok((rows, next))
}

/// Later than any letter, in microseconds: the year 9999. What Postgres can hold as a moment ends later.
const LAST: i64 = 253_370_764_800_000_000;

/// Puts a dead letter back in the queue with all its attempts and says what kind of job it is; `None` when it is not (or no
/// longer) dead.
pub async fn revive(conn: &mut Conn, id: JobId) -> Result<Option<String>> {
    let revived: Option<String> = diesel::update(jobs::table.filter(jobs::id.eq(id).and(jobs::dead_at.is_not_null())))
        .set((
            jobs::dead_at.eq(None::<DateTime<Utc>>),
            jobs::leased_until.eq(None::<DateTime<Utc>>),
            jobs::attempts.eq(0),
            jobs::run_at.eq(diesel::dsl::now),
        ))
        .returning(jobs::kind)
        .get_result(conn)
        .await
        .optional()?;
    if revived.is_some() {
        signals::send(conn, signals::EVENTS).await?;
    }
    Ok(revived)
}

/// The numbers of a kind's dead letters.
pub async fn of(conn: &mut Conn, kind: &str) -> Result<Vec<JobId>> {
    let dead = jobs::table.filter(jobs::kind.eq(kind).and(jobs::dead_at.is_not_null()));
    Ok(dead.select(jobs::id).order(jobs::id).load(conn).await?)
}

/// Puts these dead letters back in the queue; how many there were.
pub async fn revive_all(conn: &mut Conn, these: &[JobId]) -> Result<usize> {
    let revived = diesel::update(jobs::table.filter(jobs::id.eq_any(these).and(jobs::dead_at.is_not_null())))
        .set((
            jobs::dead_at.eq(None::<DateTime<Utc>>),
            jobs::leased_until.eq(None::<DateTime<Utc>>),
            jobs::attempts.eq(0),
            jobs::run_at.eq(diesel::dsl::now),
        ))
        .execute(conn)
        .await?;
    if revived > 0 {
        signals::send(conn, signals::EVENTS).await?;
    }
    Ok(revived)
}
