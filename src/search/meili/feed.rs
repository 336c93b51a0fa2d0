//! Keeps the indexes right: fills them when they are not there, tells them what has changed, and looks now and then whether
//! they hold as much as the shelf.
//!
//! A change is ticked off after the engine has carried it out, so that neither a killed shop nor a killed engine loses one; told
//! twice, it does no harm. One process at a time has the turn.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::document::{self, Which};
use super::indexes::Names;
use super::{compare, fill, fitness};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::meili::{Meili, Standby};
use crate::platform::signals::Signals;
use crate::platform::stop::Stop;
use crate::schema::search_indexes;
use crate::search::changes::{self, Change};
use crate::search::lock;

/// Changes told at once.
const BATCH: i64 = 1_000;
/// How often the numbers of documents are looked at.
const LOOK: Duration = Duration::from_secs(30);
/// A dead engine is tried again after so long, twice as long each time, up to the last.
const FIRST_REST: Duration = Duration::from_secs(1);
const LAST_REST: Duration = Duration::from_secs(30);

/// Works until told to stop.
pub async fn work(ground: Ground, standby: Arc<Standby>, stop: &Stop, mut wake: Signals) {
    let tick = Duration::from_secs(ground.config.job_tick_seconds);
    let mut feeder = Feeder::new(ground, standby);
    let mut rest = FIRST_REST;
    while !stop.told() {
        let pause = match feeder.turn().await {
            Ok(_) => {
                rest = FIRST_REST;
                tick
            }
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "the search index was not fed");
                rest = LAST_REST.min(rest * 2);
                rest
            }
        };
        tokio::select! {
            () = stop.wait() => {}
            // While the engine is down a signal changes nothing.
            _ = wake.next(), if pause == tick => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// One process's readiness to take the turn.
pub struct Feeder {
    ground: Ground,
    standby: Arc<Standby>,
    /// When the numbers of documents were last looked at.
    looked: Option<Instant>,
}

impl Feeder {
    #[must_use]
    pub const fn new(ground: Ground, standby: Arc<Standby>) -> Self {
        Feeder { ground, standby, looked: None }
    }

    fn meili(&self) -> &Meili {
        &self.standby.meili
    }

    /// All there is to do now; `false` when it is another one's turn.
    pub async fn turn(&mut self) -> anyhow::Result<bool> {
        let mut conn = self.ground.db.conn().await?;
        if !lock::take_turn(&mut conn).await? {
            return Ok(false);
        }
        let done = self.work(&mut conn).await;
        lock::give_back(&mut conn).await?;
        done.map(|()| true)
    }

    async fn work(&mut self, conn: &mut Conn) -> anyhow::Result<()> {
        let names = Names::of_this_version(&self.standby.prefix)?;
        if superseded(conn, &names).await? {
            return Ok(());
        }
        self.ensure(conn, &names).await?;
        self.feed(conn, &names).await?;
        if self.looked.is_none_or(|at| at.elapsed() >= LOOK) {
            // A restored copy, a lost disk, somebody's hand: whatever it was, what is missing is told again.
            if !fitness::as_many(conn, self.meili(), &names).await? {
                let mended = compare::compare(&self.ground.db, self.meili(), &names).await?;
                tracing::warn!(mended, "the search index held something else than the shelf");
                self.feed(conn, &names).await?;
            }
            self.looked = Some(Instant::now());
        }
        Ok(())
    }

    /// Makes sure that there are indexes, whole ones.
    async fn ensure(&mut self, conn: &mut Conn, names: &Names) -> anyhow::Result<()> {
        let known = search_indexes::table.find(&names.goods).filter(search_indexes::ready_at.is_not_null());
        let known: i64 = known.count().get_result(conn).await?;
        let mut there = true;
        for (uid, _) in names.each() {
            there &= self.meili().count(uid).await?.is_some();
        }
        if known == 1 && there {
            return Ok(());
        }
        if known == 1 {
            fill::forget(conn, names).await?;
        }
        let started = Instant::now();
        fill::fill(&self.ground.db, self.meili(), names, |_| {}).await?;
        fill::ready(conn, names).await?;
        tracing::info!(index = names.goods, milliseconds = started.elapsed().as_millis(), "the search index is filled");
        self.drop_older(conn, names).await
    }

    /// Removes the indexes of earlier versions.
    async fn drop_older(&self, conn: &mut Conn, names: &Names) -> anyhow::Result<()> {
        // Somebody may be filling the next set just now.
        let next = names.next();
        let kept: Vec<&str> = names.each().into_iter().chain(next.each()).map(|(uid, _)| uid).collect();
        for uid in self.meili().uids().await? {
            if Names::ours(&self.standby.prefix, &uid) && !kept.contains(&uid.as_str()) {
                self.meili().drop(&uid).await?;
            }
        }
        let older = search_indexes::table.filter(search_indexes::uid.ne_all([&names.goods, &next.goods]));
        diesel::delete(older).execute(conn).await?;
        Ok(())
    }

    /// Tells what has changed until nothing is left.
    pub async fn feed(&self, conn: &mut Conn, names: &Names) -> anyhow::Result<()> {
        loop {
            let waiting = changes::waiting(conn, BATCH).await?;
            if waiting.is_empty() {
                return Ok(());
            }
            self.tell(conn, names, &waiting).await?;
            lock::tick_off(conn, &waiting).await?;
            metrics::counter!("market_search_changes_fed_total").increment(u64::try_from(waiting.len()).unwrap_or(0));
        }
    }

    async fn tell(&self, conn: &mut Conn, names: &Names, changes: &[Change]) -> anyhow::Result<()> {
        let ids = numbers(changes, "product");
        let documents = document::goods(conn, Which::These(&ids)).await?;
        let gone = missing(&ids, documents.iter().map(|document| document.id));
        self.meili().put(&names.goods, &documents).await?;
        self.meili().remove(&names.goods, &gone).await?;

        let ids = numbers(changes, "producer");
        let documents = document::households(conn, Some(&ids)).await?;
        let gone = missing(&ids, documents.iter().map(|document| document.id));
        self.meili().put(&names.households, &documents).await?;
        self.meili().remove(&names.households, &gone).await?;

        let slugs: Vec<String> = of_kind(changes, "page").map(str::to_owned).collect();
        let documents = document::help(conn, Some(&slugs)).await?;
        let gone = missing(&slugs, documents.iter().map(|document| document.id.clone()));
        self.meili().put(&names.help, &documents).await?;
        self.meili().remove(&names.help, &gone).await?;
        Ok(())
    }
}

fn of_kind<'a>(changes: &'a [Change], kind: &'a str) -> impl Iterator<Item = &'a str> {
    changes.iter().filter(move |change| change.kind == kind).map(|change| change.key.as_str())
}

fn numbers(changes: &[Change], kind: &str) -> Vec<i64> {
    of_kind(changes, kind).filter_map(|key| key.parse().ok()).collect()
}

fn missing<T: PartialEq + Ord + Clone>(asked: &[T], found: impl Iterator<Item = T>) -> Vec<T> {
    let found: std::collections::BTreeSet<T> = found.collect();
    asked.iter().filter(|id| !found.contains(id)).cloned().collect()
}

/// Whether a newer version of the program has begun an index of its own: then this one leaves the engine to it, and its
/// own searches to the database.
async fn superseded(conn: &mut Conn, names: &Names) -> anyhow::Result<bool> {
    let newest: Option<String> = search_indexes::table
        .filter(search_indexes::uid.ne(names.next().goods))
        .order(search_indexes::made_at.desc())
        .select(search_indexes::uid)
        .first(conn)
        .await
        .optional()?;
    let own: i64 = search_indexes::table.find(&names.goods).count().get_result(conn).await?;
    Ok(own == 1 && newest.is_some_and(|uid| uid != names.goods))
}
