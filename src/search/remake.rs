//! `market reindex` from the office: a job that makes the index anew and tells how far it is. One at a time; one that takes
//! longer than a job may goes on in the next, where it stopped. The only place that writes `reindexes`.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::lock::{self, Turn};
use super::meili::reindex;
use crate::error::Result;
use crate::kernel::ids::AccountId;
use crate::kernel::veil::veil;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::signals;

/// How often it is told how far the work is.
const TOLD: Duration = Duration::from_secs(1);
/// Shorter than any job may take.
const STINT: Duration = Duration::from_secs(80);

/// One making of the index.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Remake {
    #[diesel(sql_type = Timestamptz)]
    pub asked_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    pub done: i64,
    #[diesel(sql_type = BigInt)]
    pub goods: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ended_at: Option<DateTime<Utc>>,
    /// Empty for a good end.
    #[diesel(sql_type = Text)]
    pub failed: String,
    /// Not heard of for long: a new one may begin.
    #[diesel(sql_type = Bool)]
    pub stalled: bool,
}

/// The latest one.
pub async fn latest(conn: &mut Conn) -> Result<Option<Remake>> {
    Ok(diesel::sql_query(
        "SELECT asked_at, done, goods, ended_at, failed, \
                ended_at IS NULL AND moved_at < now() - interval '5 minutes' AS stalled FROM reindexes ORDER BY id DESC LIMIT 1",
    )
    .get_result(conn)
    .await
    .optional()?)
}

#[derive(Debug, thiserror::Error)]
pub enum RemakeError {
    /// Only the database searches.
    #[error("no engine")]
    NoEngine,
    /// From the office, or by hand at the machine.
    #[error("one is under way")]
    UnderWay,
    #[error(transparent)]
    Failed(crate::error::Error),
}
crate::refusal!(RemakeError);

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Has the index made anew. Call it inside a transaction.
///
/// # Refuses
/// Without an engine, and while one is under way.
pub async fn ask(conn: &mut Conn, ground: &Ground, by: AccountId) -> Result<(), RemakeError> {
    if ground.engine.is_none() {
        return Err(RemakeError::NoEngine);
    }
    if lock::taken(conn, Turn::Making).await? {
        return Err(RemakeError::UnderWay);
    }
    diesel::sql_query(
        "UPDATE reindexes SET ended_at = now(), failed = 'stalled' \
         WHERE ended_at IS NULL AND moved_at < now() - interval '5 minutes'",
    )
    .execute(conn)
    .await?;
    let new: Option<Id> = diesel::sql_query(
        "INSERT INTO reindexes (asked_by) VALUES ($1) ON CONFLICT ((true)) WHERE ended_at IS NULL DO NOTHING RETURNING id",
    )
    .bind::<BigInt, _>(by.0)
    .get_result(conn)
    .await
    .optional()?;
    let run = new.ok_or(RemakeError::UnderWay)?.id;
    enqueue(conn, run).await?;
    Ok(())
}

async fn enqueue(conn: &mut Conn, run: i64) -> Result<()> {
    jobs::enqueue(conn, &[NewJob::of(&RemakeIndex { run })?]).await?;
    signals::send(conn, signals::EVENTS).await?;
    Ok(())
}

async fn step(ground: &Ground, run: i64, progress: &ProgressBar) -> Result<()> {
    let (done, goods) = (progress.position(), progress.length().unwrap_or(0));
    diesel::sql_query(
        "UPDATE reindexes SET done = $2, goods = $3, moved_at = now() WHERE id = $1 AND ended_at IS NULL",
    )
    .bind::<BigInt, _>(run)
    .bind::<BigInt, _>(i64::try_from(done).unwrap_or(i64::MAX))
    .bind::<BigInt, _>(i64::try_from(goods).unwrap_or(i64::MAX))
    .execute(&mut *ground.db.conn().await?)
    .await?;
    Ok(())
}

async fn end(ground: &Ground, run: i64, failed: &str, goods: u64) -> Result<()> {
    diesel::sql_query(
        "UPDATE reindexes SET ended_at = now(), failed = $2, done = $3, goods = greatest(goods, $3) \
         WHERE id = $1 AND ended_at IS NULL",
    )
    .bind::<BigInt, _>(run)
    .bind::<Text, _>(failed)
    .bind::<BigInt, _>(i64::try_from(goods).unwrap_or(i64::MAX))
    .execute(&mut *ground.db.conn().await?)
    .await?;
    Ok(())
}

/// Works at one making of the index.
#[derive(Debug, Serialize, Deserialize)]
pub struct RemakeIndex {
    pub run: i64,
}

impl Job for RemakeIndex {
    const KIND: &'static str = "remake_index";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let open: Option<Id> = diesel::sql_query("SELECT id FROM reindexes WHERE id = $1 AND ended_at IS NULL")
            .bind::<BigInt, _>(self.run)
            .get_result(&mut *ground.db.conn().await?)
            .await
            .optional()?;
        if open.is_none() {
            return Ok(());
        }
        let Some(standby) = ground.engine.clone() else {
            return Ok(end(&ground, self.run, "no-engine", 0).await?);
        };
        let progress = ProgressBar::hidden();
        let until = Instant::now() + STINT;
        let mut tick = interval(TOLD);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut work = Box::pin(reindex::reindex(&ground, &standby, &progress));
        loop {
            tokio::select! {
                made = &mut work => {
                    match made {
                        Ok(made) => end(&ground, self.run, "", made.goods).await?,
                        Err(error) => {
                            tracing::warn!(error = format!("{error:#}"), "the search index was not made anew");
                            let words: String = veil(&format!("{error:#}")).chars().take(300).collect();
                            end(&ground, self.run, &words, progress.position()).await?;
                        }
                    }
                    return Ok(());
                }
                _ = tick.tick() => step(&ground, self.run, &progress).await?,
                () = tokio::time::sleep_until(until) => break,
            }
        }
        // Cut off it changes nothing, and goes on where it stopped.
        drop(work);
        Ok(enqueue(&mut *ground.db.conn().await?, self.run).await?)
    }
}
