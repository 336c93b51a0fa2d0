//! What people look for and what the market lacks, by day and without a name: for the office.

use chrono::{Days, NaiveDate};
use diesel::QueryResult;
use diesel::sql_types::{Date, Integer, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::catalog::list::words::Words;
use crate::error::Result;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;

/// More different searches in a day are not people.
const MOST_A_DAY: i32 = 5_000;

/// As long as what is typed; the word of a size may be longer than the size.
const MOST_CHARS: usize = 80;

/// So that a month can be laid beside the same month a year ago.
const KEPT_DAYS: u64 = 400;

/// Counts one search. Whoever searches does not wait for it, and is shown the page whatever comes of it.
pub fn note(ground: &Ground, words: &Words, found: bool) {
    let folded: String = words.folded().chars().take(MOST_CHARS).collect();
    let (ground, typed) = (ground.clone(), words.typed.clone());
    tokio::spawn(async move {
        let written = async {
            let mut conn = ground.db.conn().await?;
            write(&mut conn, ground.clock.today(), &folded, &typed, found).await?;
            Result::<()>::Ok(())
        };
        if let Err(error) = written.await {
            tracing::warn!(%error, "a search was not counted");
        }
    });
}

async fn write(conn: &mut Conn, day: NaiveDate, folded: &str, typed: &str, found: bool) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO searches AS s (day, words, typed, times, empty) \
         SELECT $1, $2, $3, 1, $4 \
         WHERE EXISTS (SELECT FROM searches WHERE day = $1 AND words = $2) \
            OR (SELECT count(*) FROM searches WHERE day = $1) < $5 \
         ON CONFLICT (day, words) DO UPDATE SET times = s.times + 1, empty = s.empty + excluded.empty, last_at = now()",
    )
    .bind::<Date, _>(day)
    .bind::<Text, _>(folded)
    .bind::<Text, _>(typed)
    .bind::<Integer, _>(i32::from(!found))
    .bind::<Integer, _>(MOST_A_DAY)
    .execute(conn)
    .await
}

/// Throws away what was looked for long ago.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepSearches {}

impl Job for SweepSearches {
    const KIND: &'static str = "sweep_searches";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let Some(first) = ground.clock.today().checked_sub_days(Days::new(KEPT_DAYS)) else { return Ok(()) };
        let mut conn = ground.db.conn().await?;
        let swept =
            diesel::sql_query("DELETE FROM searches WHERE day < $1").bind::<Date, _>(first).execute(&mut conn).await?;
        tracing::info!(swept, "old searches swept");
        Ok(())
    }
}
