//! Work that follows a commit. An [`Event`] is recorded in the transaction of the change; a runner turns it into jobs,
//! and runs jobs under a lease. A job may run twice (its runner may die after the work and before the
//! tick-off), so each must be idempotent.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Int4, Int8, Interval, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Ground;
use super::db::Conn;
use super::signals::Signals;
use super::stop::Stop;
use crate::kernel::events::Event;
use crate::schema::{events, jobs, schedules};

/// How often a failing job is tried before it goes to the dead letters.
const ATTEMPTS: i32 = 8;
/// How long a runner may hold a job before another takes it for abandoned.
const LEASE_SECONDS: i32 = 120;
/// Longer than any job may take, shorter than the lease.
const JOB_TIMEOUT: Duration = Duration::from_secs(100);

/// Jobs that one process works at once.
const LANES: usize = 3;
/// The kind of a dead letter that is an event.
const EVENT: &str = "event";

/// One kind of work. `run` gets everything it needs from its own fields and the ground.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    const KIND: &'static str;
    fn run(self, ground: Ground) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// A job about to be written.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = jobs)]
pub struct NewJob {
    kind: &'static str,
    payload: Value,
    dedupe_key: Option<String>,
    run_at: Option<DateTime<Utc>>,
}

impl NewJob {
    pub fn of<J: Job>(job: &J) -> anyhow::Result<Self> {
        let payload = serde_json::to_value(job).with_context(|| format!("job {}", J::KIND))?;
        Ok(NewJob { kind: J::KIND, payload, dedupe_key: None, run_at: None })
    }

    /// While a job of this key waits, a second one is not written.
    #[must_use]
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.dedupe_key = Some(format!("{}:{}", self.kind, key.into()));
        self
    }

    /// Not before this moment.
    #[must_use]
    pub fn at(mut self, moment: DateTime<Utc>) -> Self {
        self.run_at = Some(moment);
        self
    }
}

/// Writes jobs in the caller's transaction.
pub async fn enqueue(conn: &mut Conn, new: &[NewJob]) -> QueryResult<()> {
    diesel::insert_into(jobs::table).values(new).on_conflict(jobs::dedupe_key).do_nothing().execute(conn).await?;
    Ok(())
}

/// A job that finds itself run too early waits until this moment, with all its attempts before it: its runner then has nothing
/// to tick off. At least a minute, so that two clocks that differ do not make it run in circles.
pub async fn put_off<J: Job>(conn: &mut Conn, job: &J, until: DateTime<Utc>) -> anyhow::Result<()> {
    let payload = serde_json::to_value(job).with_context(|| format!("job {}", J::KIND))?;
    diesel::sql_query(
        "UPDATE jobs SET run_at = greatest($3, now() + interval '1 minute'), leased_until = NULL, attempts = 0 \
         WHERE kind = $1 AND payload = $2 AND dead_at IS NULL",
    )
    .bind::<Text, _>(J::KIND)
    .bind::<Jsonb, _>(payload)
    .bind::<Timestamptz, _>(until)
    .execute(conn)
    .await?;
    Ok(())
}

/// Records an event in the caller's transaction, and wakes the runners when it commits.
pub async fn record(conn: &mut Conn, event: &Event) -> anyhow::Result<()> {
    let payload = serde_json::to_value(event)?;
    diesel::insert_into(events::table)
        .values((events::kind.eq(event.kind()), events::payload.eq(payload)))
        .execute(conn)
        .await?;
    super::signals::send(conn, super::signals::EVENTS).await?;
    Ok(())
}

type Handler = Arc<dyn Fn(Ground, Value) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>> + Send + Sync>;

/// Every job the program knows, every schedule, and what follows from each event.
pub struct Works {
    handlers: HashMap<&'static str, Handler>,
    schedules: Vec<(NewJob, Duration)>,
    react: fn(&Event) -> anyhow::Result<Vec<NewJob>>,
}

impl Works {
    #[must_use]
    pub fn new(react: fn(&Event) -> anyhow::Result<Vec<NewJob>>) -> Self {
        Works { handlers: HashMap::new(), schedules: Vec::new(), react }
    }

    #[must_use]
    pub fn job<J: Job>(mut self) -> Self {
        let handler: Handler = Arc::new(|ground, payload| {
            Box::pin(async move {
                let job: J = serde_json::from_value(payload).with_context(|| format!("payload of {}", J::KIND))?;
                job.run(ground).await
            })
        });
        self.handlers.insert(J::KIND, handler);
        self
    }

    /// A job enqueued every so often by whichever process comes first.
    pub fn every<J: Job>(mut self, period: Duration, job: &J) -> anyhow::Result<Self> {
        self = self.job::<J>();
        self.schedules.push((NewJob::of(job)?.once("scheduled"), period));
        Ok(self)
    }
}

#[derive(QueryableByName)]
struct Claimed {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Jsonb)]
    payload: Value,
    #[diesel(sql_type = Int4)]
    attempts: i32,
}

/// Takes events and jobs off the tables, any number of runners side by side.
#[derive(Clone)]
pub struct Runner {
    ground: Ground,
    works: Arc<Works>,
}

impl Runner {
    #[must_use]
    pub fn new(ground: Ground, works: Arc<Works>) -> Self {
        Runner { ground, works }
    }

    /// Works until told to stop, several jobs side by side, so that one that waits for a slow provider holds up no other.
    pub async fn work(&self, stop: &Stop, wake: Signals) {
        futures_util::future::join_all((0..LANES).map(|lane| self.lane(lane, stop, wake.another()))).await;
    }

    /// One job after the other, waking at each signal and at least every tick. The first lane also keeps the schedules.
    async fn lane(&self, lane: usize, stop: &Stop, mut wake: Signals) {
        let tick = Duration::from_secs(self.ground.config.job_tick_seconds);
        while !stop.told() {
            if lane == 0
                && let Err(error) = self.enqueue_scheduled().await
            {
                tracing::error!(error = format!("{error:#}"), "schedules");
            }
            match self.step().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(error = format!("{error:#}"), "job runner"),
            }
            tokio::select! {
                () = stop.wait() => {}
                _ = wake.next() => {}
                () = tokio::time::sleep(tick) => {}
            }
        }
    }

    /// Runs until nothing is due; returns how many steps that took. What tests call instead of waiting.
    pub async fn drain(&self) -> anyhow::Result<usize> {
        let mut steps = 0;
        while self.step().await? {
            steps += 1;
        }
        Ok(steps)
    }

    /// Dispatches waiting events and runs one due job; `false` when there was nothing to do.
    pub async fn step(&self) -> anyhow::Result<bool> {
        let dispatched = self.dispatch().await?;
        let ran = match self.claim().await? {
            Some(job) => {
                self.run(job).await?;
                true
            }
            None => false,
        };
        Ok(dispatched || ran)
    }

    /// Turns waiting events into jobs: rows are marked and jobs written in one transaction, so neither is lost nor doubled.
    /// An event that this version cannot read goes to the dead letters and leaves the way free for the next one.
    async fn dispatch(&self) -> anyhow::Result<bool> {
        let mut conn = self.ground.db.conn().await?;
        conn.transaction(async |conn| {
            let waiting: Vec<(i64, Value)> = events::table
                .select((events::id, events::payload))
                .filter(events::dispatched_at.is_null())
                .order(events::id)
                .limit(50)
                .for_update()
                .skip_locked()
                .load(conn)
                .await?;
            for (id, payload) in &waiting {
                match self.follow(payload.clone()) {
                    Ok(jobs) => enqueue(conn, &jobs).await?,
                    Err(error) => {
                        tracing::error!(event = *id, error = format!("{error:#}"), "nothing follows from an event");
                        bury(conn, payload, &error).await?;
                    }
                }
            }
            let ids: Vec<i64> = waiting.iter().map(|(id, _)| *id).collect();
            diesel::update(events::table.filter(events::id.eq_any(&ids)))
                .set(events::dispatched_at.eq(diesel::dsl::now))
                .execute(conn)
                .await?;
            Ok(!waiting.is_empty())
        })
        .await
    }

    /// The jobs that follow from an event as it was recorded.
    fn follow(&self, payload: Value) -> anyhow::Result<Vec<NewJob>> {
        let event: Event = serde_json::from_value(payload).context("reading the event")?;
        (self.works.react)(&event)
    }

    /// A second look at an event from the dead letters.
    async fn follow_again(&self, payload: Value) -> anyhow::Result<()> {
        let jobs = self.follow(payload)?;
        let mut conn = self.ground.db.conn().await?;
        enqueue(&mut conn, &jobs).await?;
        Ok(())
    }

    /// Takes the job that is due longest, under a lease. The attempt is counted here: a job that kills its runner uses
    /// up its attempts too.
    async fn claim(&self) -> anyhow::Result<Option<Claimed>> {
        let mut conn = self.ground.db.conn().await?;
        let job = diesel::sql_query(
            "UPDATE jobs SET attempts = attempts + 1, leased_until = now() + make_interval(secs => $1) \
             WHERE id = (SELECT id FROM jobs WHERE dead_at IS NULL AND run_at <= now() \
                         AND (leased_until IS NULL OR leased_until < now()) \
                         ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) \
             RETURNING id, kind, payload, attempts",
        )
        .bind::<diesel::sql_types::Double, _>(f64::from(LEASE_SECONDS))
        .get_result::<Claimed>(&mut conn)
        .await
        .optional()?;
        Ok(job)
    }

    async fn run(&self, job: Claimed) -> anyhow::Result<()> {
        let outcome = match self.works.handlers.get(job.kind.as_str()) {
            _ if job.attempts > ATTEMPTS => Err(anyhow::anyhow!("ended its runner each time it was tried")),
            _ if job.kind == EVENT => self.follow_again(job.payload).await,
            // Spawned, so that a panic in a job is an error of that job and not the end of the runner.
            Some(handler) => {
                let work = tokio::spawn(tokio::time::timeout(JOB_TIMEOUT, handler(self.ground.clone(), job.payload)));
                match work.await {
                    Ok(Ok(done)) => done,
                    Ok(Err(_)) => Err(anyhow::anyhow!("took longer than {} s", JOB_TIMEOUT.as_secs())),
                    Err(panic) => Err(anyhow::anyhow!("panicked: {panic}")),
                }
            }
            None => Err(anyhow::anyhow!("no such job in this version")),
        };
        let mut conn = self.ground.db.conn().await?;
        let row = jobs::table.filter(jobs::id.eq(job.id).and(jobs::attempts.eq(job.attempts)));
        match outcome {
            Ok(()) => {
                diesel::delete(row).execute(&mut conn).await?;
                if self.works.schedules.iter().any(|(scheduled, _)| scheduled.kind == job.kind) {
                    diesel::update(schedules::table.find(&job.kind))
                        .set(schedules::done_at.eq(diesel::dsl::now))
                        .execute(&mut conn)
                        .await?;
                }
                metrics::counter!("market_jobs_done_total", "kind" => job.kind).increment(1);
            }
            Err(error) => {
                let dead = job.attempts >= ATTEMPTS;
                tracing::warn!(
                    job = job.id,
                    kind = job.kind,
                    attempts = job.attempts,
                    dead,
                    error = format!("{error:#}"),
                    "job failed"
                );
                metrics::counter!("market_jobs_failed_total", "kind" => job.kind).increment(1);
                diesel::update(row)
                    .set((
                        jobs::last_error.eq(format!("{error:#}")),
                        jobs::leased_until.eq(None::<DateTime<Utc>>),
                        jobs::run_at
                            .eq(diesel::dsl::now.into_sql::<Timestamptz>()
                                + back_off(job.attempts).into_sql::<Interval>()),
                        jobs::dead_at.eq(diesel::dsl::sql::<Nullable<Timestamptz>>(if dead {
                            "now()"
                        } else {
                            "NULL"
                        })),
                        // A dead letter no longer stands in the way of the next job of its kind.
                        jobs::dedupe_key.eq(diesel::dsl::sql::<Nullable<Text>>(if dead {
                            "NULL"
                        } else {
                            "dedupe_key"
                        })),
                    ))
                    .execute(&mut conn)
                    .await?;
            }
        }
        Ok(())
    }

    async fn enqueue_scheduled(&self) -> anyhow::Result<()> {
        let mut conn = self.ground.db.conn().await?;
        for (job, period) in &self.works.schedules {
            let seconds = i32::try_from(period.as_secs()).unwrap_or(i32::MAX);
            let period = chrono::Duration::from_std(*period)?;
            conn.transaction(async |conn| {
                diesel::insert_into(schedules::table)
                    .values((schedules::kind.eq(job.kind), schedules::next_at.eq(diesel::dsl::now)))
                    .on_conflict_do_nothing()
                    .execute(conn)
                    .await?;
                let due = diesel::update(schedules::table)
                    .filter(schedules::kind.eq(job.kind).and(schedules::next_at.le(diesel::dsl::now)))
                    .set((
                        schedules::next_at
                            .eq(diesel::dsl::now.into_sql::<Timestamptz>() + period.into_sql::<Interval>()),
                        schedules::every_seconds.eq(seconds),
                    ))
                    .execute(conn)
                    .await?;
                if due == 1 {
                    enqueue(conn, std::slice::from_ref(job)).await?;
                }
                QueryResult::Ok(())
            })
            .await?;
        }
        Ok(())
    }
}

/// Puts an event among the dead letters.
async fn bury(conn: &mut Conn, payload: &Value, error: &anyhow::Error) -> QueryResult<()> {
    diesel::insert_into(jobs::table)
        .values((
            jobs::kind.eq(EVENT),
            jobs::payload.eq(payload),
            jobs::attempts.eq(ATTEMPTS),
            jobs::last_error.eq(format!("{error:#}")),
            jobs::dead_at.eq(diesel::dsl::now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// 10 s, 40 s, 90 s, ... up to ten minutes: a provider that is down for a while is not hammered.
fn back_off(attempts: i32) -> chrono::Duration {
    let attempts = i64::from(attempts);
    chrono::Duration::seconds((10 * attempts * attempts).min(600))
}
