//! The engines that can be measured on this machine.

use std::time::{Duration, Instant};

use clap::ValueEnum;
use diesel_async::SimpleAsyncConnection as _;
use market::catalog::shelf;
use market::platform::Ground;
use market::search::vocabulary;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Postgres,
    Meilisearch,
}

impl Engine {
    pub const fn name(self) -> &'static str {
        match self {
            Engine::Postgres => "postgres",
            Engine::Meilisearch => "meilisearch",
        }
    }

    /// Why it cannot be measured here, if so.
    pub fn missing(self) -> Option<&'static str> {
        (self == Engine::Meilisearch).then_some("the shop does not speak to it yet")
    }
}

/// Writes everything searches are answered from anew, and says how long that took.
pub async fn index(ground: &Ground) -> anyhow::Result<Duration> {
    let mut conn = ground.db.conn().await?;
    // A row that is right already would not be written again.
    conn.batch_execute("SET statement_timeout = 0; TRUNCATE shelf").await?;
    let begun = Instant::now();
    shelf::refresh_all(&mut conn, ground.clock.today()).await?;
    vocabulary::rebuild(&mut conn).await?;
    let took = begun.elapsed();
    conn.batch_execute("VACUUM (ANALYZE) shelf").await?;
    conn.batch_execute("RESET statement_timeout").await?;
    ground.shelf.invalidate_all();
    Ok(took)
}
