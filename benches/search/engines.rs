//! The engines that can be measured on this machine, each with a ground on which it alone answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::ValueEnum;
use diesel_async::SimpleAsyncConnection as _;
use indicatif::ProgressBar;
use market::catalog::shelf;
use market::platform::Ground;
use market::platform::meili::{Standby, server};
use market::search::meili::{fitness, reindex};
use market::search::vocabulary;

use crate::stand::Stand;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Postgres,
    Meilisearch,
}

impl Engine {
    /// As the shop counts its answers.
    pub const fn name(self) -> &'static str {
        match self {
            Engine::Postgres => "postgres",
            Engine::Meilisearch => "meilisearch",
        }
    }
}

/// An engine and the shop that asks it.
pub struct Contender {
    pub engine: Engine,
    pub ground: Ground,
    server: Option<server::Engine>,
}

/// Starts it; `None` when it is not installed here.
pub async fn start(stand: &Stand, engine: Engine) -> anyhow::Result<Option<Contender>> {
    let mut ground = stand.ground.clone();
    ground.engine = None;
    if engine == Engine::Postgres {
        return Ok(Some(Contender { engine, ground, server: None }));
    }
    let Some(program) = server::installed() else { return Ok(None) };
    let server = server::Engine::start(&program, &stand.folder.join("meili")).await?;
    ground.engine = Some(Arc::new(Standby::new(server.meili(), &ground.config.meili_prefix)));
    Ok(Some(Contender { engine, ground, server: Some(server) }))
}

impl Contender {
    /// Makes anew all that searches are answered from, and says how long that took.
    pub async fn index(&self) -> anyhow::Result<Duration> {
        let took = match &self.ground.engine {
            None => write_shelf(&self.ground).await?,
            Some(standby) => fill_index(&self.ground, standby).await?,
        };
        self.ground.shelf.invalidate_all();
        Ok(took)
    }

    /// Fails when the database would answer in its place.
    pub async fn fit(&self) -> anyhow::Result<()> {
        let fit = match self.ground.engine {
            None => true,
            Some(_) => fitness::fit(&self.ground).await.is_some_and(|standby| standby.breaker.allows(Instant::now())),
        };
        ensure!(fit, "{} is not fit to answer", self.engine.name());
        Ok(())
    }

    pub async fn stop(self) -> anyhow::Result<()> {
        drop(self.ground);
        match self.server {
            Some(server) => server.stop().await,
            None => Ok(()),
        }
    }
}

async fn write_shelf(ground: &Ground) -> anyhow::Result<Duration> {
    let mut conn = ground.db.conn().await?;
    // A row that is right already would not be written again.
    conn.batch_execute("SET statement_timeout = 0; TRUNCATE shelf CASCADE").await?;
    let begun = Instant::now();
    shelf::refresh_all(&mut conn, ground.clock.today()).await?;
    vocabulary::rebuild(&mut conn).await?;
    let took = begun.elapsed();
    conn.batch_execute("VACUUM (ANALYZE) shelf, shelf_terms, shelf_alike").await?;
    conn.batch_execute("RESET statement_timeout").await?;
    Ok(took)
}

async fn fill_index(ground: &Ground, standby: &Arc<Standby>) -> anyhow::Result<Duration> {
    // What was made for this measurement is on the shelf; told again as changes it would be counted twice.
    ground.db.conn().await?.batch_execute("TRUNCATE search_changes").await?;
    let begun = Instant::now();
    Box::pin(reindex::reindex(ground, standby, &ProgressBar::hidden())).await.context("filling the index")?;
    let took = begun.elapsed();
    fitness::find_out(ground, standby).await;
    Ok(took)
}
