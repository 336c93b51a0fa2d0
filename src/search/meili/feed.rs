//! Keeps the indexes right: fills them when they are not there, tells them what has changed, and looks now and then whether
//! they hold as much as the shelf.
//!
//! A change is ticked off after the engine has carried it out, so that neither a killed shop nor a killed engine loses one; told
//! twice, it does no harm. One process at a time has the turn.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::document::{self, Which};
use super::indexes::Names;
use super::{compare, fill, fitness, generations};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::meili::{Meili, Standby};
use crate::platform::signals::Signals;
use crate::platform::stop::Stop;
use crate::search::changes::{self, Change};
use crate::search::lock::{self, Turn};

/// Changes told at once.
const BATCH: i64 = 1_000;
/// How often the numbers of documents are looked at.
const LOOK: Duration = Duration::from_secs(30);
/// A dead engine is tried again after so long, twice as long each time, up to the last.
const FIRST_REST: Duration = Duration::from_secs(1);
const LAST_REST: Duration = Duration::from_secs(15);

/// Works until told to stop.
pub async fn work(ground: Ground, standby: Arc<Standby>, stop: &Stop, mut wake: Signals) {
    let tick = Duration::from_secs(ground.config.job_tick_seconds);
    let mut feeder = Feeder::new(ground, standby);
    let mut rest = FIRST_REST;
    while !stop.told() {
        let turn = tokio::select! {
            () = stop.wait() => return,
            turn = feeder.turn() => turn,
        };
        let pause = match turn {
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
    /// Not the pool's: when a turn is cut off it ends, and the lock with it.
    conn: Option<Conn>,
    /// Whether it has had the turn before.
    begun: bool,
    /// When the numbers of documents were last looked at.
    looked: Option<Instant>,
}

impl Feeder {
    #[must_use]
    pub const fn new(ground: Ground, standby: Arc<Standby>) -> Self {
        Feeder { ground, standby, conn: None, begun: false, looked: None }
    }

    fn meili(&self) -> &Meili {
        &self.standby.meili
    }

    /// All there is to do now; `false` when it is another one's turn. Cut off at any moment, it loses nothing.
    pub async fn turn(&mut self) -> anyhow::Result<bool> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.ground.db.own().await?,
        };
        let taken = lock::take(&mut conn, Turn::Feeding).await?;
        if taken {
            let done = self.work(&mut conn).await;
            lock::give_back(&mut conn, Turn::Feeding).await?;
            self.conn = Some(conn);
            done?;
        } else {
            self.conn = Some(conn);
        }
        Ok(taken)
    }

    async fn work(&mut self, conn: &mut Conn) -> anyhow::Result<()> {
        let names = Names::of_this_version(&self.standby.prefix)?;
        let standing = generations::standing(conn, &names).await?;
        // Who has just started is the youngest. Who is not leaves the engine to the other version, and its own searches to
        // the database.
        if self.begun && standing.superseded {
            return Ok(());
        }
        generations::keep(conn, &names, !self.begun).await?;
        self.begun = true;
        if !(standing.ready && fill::there(self.meili(), &names).await?) {
            self.fill(conn, &names).await?;
        }
        if standing.others {
            generations::drop_others(conn, self.meili(), &self.standby.prefix, &names).await?;
        }
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

    async fn fill(&self, conn: &mut Conn, names: &Names) -> anyhow::Result<()> {
        generations::retire(conn, names).await?;
        let started = Instant::now();
        fill::fill(&self.ground.db, self.meili(), names, |_| {}).await?;
        generations::ready(conn, names).await?;
        tracing::info!(index = names.goods, milliseconds = started.elapsed().as_millis(), "the search index is filled");
        Ok(())
    }

    /// Tells what has changed until now. What changes meanwhile is the next one's: in a busy shop there would be no end.
    pub async fn feed(&self, conn: &mut Conn, names: &Names) -> anyhow::Result<()> {
        let now = changes::youngest(conn).await?;
        loop {
            let waiting = changes::waiting(conn, now, BATCH).await?;
            if waiting.is_empty() {
                return Ok(());
            }
            self.tell(conn, names, &waiting).await?;
            let told = lock::tick_off(conn, &waiting).await?;
            metrics::counter!("market_search_changes_fed_total").increment(u64::try_from(told).unwrap_or(0));
            if told == 0 {
                // All of them are changing just now; whoever does it tells when it is done.
                return Ok(());
            }
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
