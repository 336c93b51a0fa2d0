//! What people look for, as the office reads it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::platform::db::Conn;

/// As many as anyone would read at once; the file has more.
pub const SHOWN: usize = 100;

/// How many days back is looked, today with them.
pub const PERIODS: [u64; 3] = [7, 30, 90];

/// The period a link asks for, or the first.
pub fn period(asked: &str) -> u64 {
    let asked = asked.parse().ok();
    PERIODS.into_iter().find(|days| Some(*days) == asked).unwrap_or(7)
}

/// The first day of a period that ends today.
pub fn first_day(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_sub_days(Days::new(days.saturating_sub(1))).unwrap_or(today)
}

/// One wish of several people, in however many spellings.
#[derive(QueryableByName, Serialize)]
pub struct Wish {
    /// As somebody typed it on the last of the days.
    #[diesel(sql_type = Text)]
    pub typed: String,
    #[diesel(sql_type = BigInt)]
    pub times: i64,
    /// How often nothing was found.
    #[diesel(sql_type = BigInt)]
    pub empty: i64,
    #[diesel(sql_type = Timestamptz)]
    pub last_at: DateTime<Utc>,
}

/// What was not found since a day, what was missed most first: `most` of it, and whether there is more.
pub async fn list_missed(conn: &mut Conn, since: NaiveDate, most: usize) -> Result<(Vec<Wish>, bool)> {
    list(conn, since, "HAVING sum(empty) > 0 ORDER BY sum(empty) DESC", most).await
}

/// What was missed most in some days: as many wishes as are asked for.
pub async fn list_missed_in(conn: &mut Conn, from: NaiveDate, until: NaiveDate, most: i64) -> Result<Vec<Wish>> {
    Ok(diesel::sql_query(
        "SELECT (array_agg(typed ORDER BY day DESC))[1] AS typed, sum(times)::bigint AS times, sum(empty)::bigint AS empty, \
                max(last_at) AS last_at \
         FROM searches WHERE day >= $1 AND day < $2 GROUP BY words \
         HAVING sum(empty) > 0 ORDER BY sum(empty) DESC, max(last_at) DESC, words LIMIT $3",
    )
    .bind::<Date, _>(from)
    .bind::<Date, _>(until)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?)
}

/// What was looked for most since a day: `most` of it, and whether there is more.
pub async fn list_most(conn: &mut Conn, since: NaiveDate, most: usize) -> Result<(Vec<Wish>, bool)> {
    list(conn, since, "ORDER BY sum(times) DESC", most).await
}

async fn list(conn: &mut Conn, since: NaiveDate, ordered: &str, most: usize) -> Result<(Vec<Wish>, bool)> {
    let mut rows: Vec<Wish> = diesel::sql_query(format!(
        "SELECT (array_agg(typed ORDER BY day DESC))[1] AS typed, sum(times)::bigint AS times, sum(empty)::bigint AS empty, \
                max(last_at) AS last_at \
         FROM searches WHERE day >= $1 GROUP BY words {ordered}, max(last_at) DESC, words LIMIT $2"
    ))
    .bind::<Date, _>(since)
    .bind::<BigInt, _>(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let more = rows.len() > most;
    rows.truncate(most);
    Ok((rows, more))
}
