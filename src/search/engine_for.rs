//! Which engine answers: Meilisearch while it is fit, and the database whenever it is not, or fails on the way. Whoever
//! searches never learns which it was.

use std::time::Instant;

use super::engine::{Ask, Found, Named, Naming, SearchEngine};
use super::meili::ask::Engine;
use super::meili::fitness;
use super::meili::indexes::Names;
use super::postgres::Postgres;
use super::state::Answering;
use crate::error::Result;
use crate::platform::Ground;
use crate::platform::meili::{Failure, SEARCH, Standby};

/// Which engine the next search is likely to be answered by.
pub async fn answering(ground: &Ground) -> Answering {
    let fit = fitness::fit(ground).await.is_some_and(|standby| standby.breaker.closed());
    let engine = if fit { Engine::NAME } else { Postgres::NAME };
    Answering { engine, indexed: ground.engine.is_some() }
}

pub async fn goods(ground: &Ground, ask: &Ask<'_>) -> Result<Found> {
    if let Some(found) = first(ground, async |engine: &Engine<'_>| engine.goods(ask).await).await {
        return Ok(found);
    }
    answered::<Postgres<'_>>();
    Postgres { db: &ground.db }.goods(ask).await
}

pub async fn named(ground: &Ground, naming: &Naming<'_>) -> Result<Named> {
    if let Some(named) = first(ground, async |engine: &Engine<'_>| engine.named(naming).await).await {
        return Ok(named);
    }
    answered::<Postgres<'_>>();
    Postgres { db: &ground.db }.named(naming).await
}

/// The engine's answer, if there is one to be had.
async fn first<T>(ground: &Ground, ask: impl AsyncFnOnce(&Engine<'_>) -> Result<T, Failure>) -> Option<T> {
    let Some(standby) = fitness::fit(ground).await else {
        if ground.engine.is_some() {
            fell_back("unfit");
        }
        return None;
    };
    if !standby.breaker.allows(Instant::now()) {
        fell_back("resting");
        return None;
    }
    let names = Names::of_this_version(&standby.prefix).ok()?;
    // Some questions take several calls, and whoever searches waits for all of them.
    let engine = Engine { meili: &standby.meili, names: &names };
    match tokio::time::timeout(SEARCH, ask(&engine)).await.unwrap_or(Err(Failure::Slow)) {
        Ok(answer) => {
            standby.breaker.succeeded();
            answered::<Engine<'_>>();
            Some(answer)
        }
        Err(failure) => {
            failed(standby, &failure);
            None
        }
    }
}

fn failed(standby: &Standby, failure: &Failure) {
    tracing::warn!(%failure, "the database searches instead");
    match failure {
        Failure::Slow => standby.breaker.failed_slowly(Instant::now()),
        _ => standby.breaker.failed(Instant::now()),
    }
    fell_back(failure.why());
    match failure {
        // This question only, or this moment.
        Failure::Slow | Failure::Garbled | Failure::Refused { status: 400, .. } => {}
        // It will say the same until something is done about it; or it is gone, and may come back without what it held.
        Failure::Unreachable | Failure::Refused { .. } | Failure::Failed { .. } | Failure::NoIndex => {
            let now = Instant::now();
            standby.found(false, now, now);
        }
    }
}

fn answered<E: SearchEngine>() {
    metrics::counter!("market_search_answers_total", "engine" => E::NAME).increment(1);
}

fn fell_back(why: &'static str) {
    metrics::counter!("market_search_fallbacks_total", "why" => why).increment(1);
}
