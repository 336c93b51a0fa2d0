//! The pool of database connections, and what a broken constraint was called.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use diesel::connection::InstrumentationEvent;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection as _, AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use futures_util::FutureExt as _;

use crate::error::{Error, Result};

pub use diesel_async::AsyncPgConnection as Conn;

pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// How long a request may wait for a connection before it is told to come back.
const WAIT: Duration = Duration::from_secs(4);

/// Bounds on every statement of a request: a lock that is not had in 3 s is somebody else's fault, told as such. A search that
/// finds the whole of a large market keeps what it finds within 16 MB, and would write it to disk within Postgres' own 4.
const SESSION: &str = "SET lock_timeout = '3s'; SET statement_timeout = '15s'; \
     SET idle_in_transaction_session_timeout = '20s'; SET timezone = 'UTC'; SET work_mem = '16MB'";

/// For work that nobody waits for and that reads a large market whole: until the end of this transaction a statement may take
/// longer than a page's.
pub async fn take_time(conn: &mut Conn) -> diesel::QueryResult<()> {
    conn.batch_execute("SET LOCAL statement_timeout = '15min'").await
}

/// The database: hands out connections and counts queries, so that a test can hold a page to its budget.
#[derive(Clone)]
pub struct Db {
    pool: Pool<AsyncPgConnection>,
    queries: Arc<AtomicU64>,
}

impl Db {
    pub fn connect(url: &str, size: usize) -> anyhow::Result<Self> {
        let queries = Arc::new(AtomicU64::new(0));
        let counter = queries.clone();
        let mut config = ManagerConfig::default();
        // A connection whose future was dropped in mid-transaction must not be lent again as it is.
        config.recycling_method = RecyclingMethod::Verified;
        // A connection's driver lives on the runtime that opened it: on the program's own, not on the web worker that
        // happened to ask, so that a worker busy with a page never holds up another one's query.
        let runtime = tokio::runtime::Handle::current();
        config.custom_setup = Box::new(move |url| {
            let counter = counter.clone();
            let url = url.to_owned();
            let opened = runtime.spawn(async move {
                let mut conn = AsyncPgConnection::establish(&url).await?;
                conn.batch_execute(SESSION).await.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                    if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                        counter.fetch_add(1, Ordering::Relaxed);
                    }
                });
                Ok(conn)
            });
            async move { opened.await.map_err(|e| diesel::ConnectionError::BadConnection(e.to_string()))? }.boxed()
        });
        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        let pool = Pool::builder(manager)
            .max_size(size)
            .wait_timeout(Some(WAIT))
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .context("database pool")?;
        Ok(Db { pool, queries })
    }

    /// A connection, or [`Error::Busy`] when none is free in time.
    pub async fn conn(&self) -> Result<Object<AsyncPgConnection>> {
        self.pool.get().await.map_err(|error| {
            tracing::warn!(%error, "no database connection");
            Error::Busy
        })
    }

    /// A connection that does not go back into the pool: dropped, it is closed, and what the session holds is given back.
    pub async fn own(&self) -> Result<Conn> {
        Ok(Object::take(self.conn().await?))
    }

    /// Queries sent since the start.
    #[must_use]
    pub fn queries(&self) -> u64 {
        self.queries.load(Ordering::Relaxed)
    }

    /// Connections in use and in all, for `/metrics`.
    #[must_use]
    pub fn status(&self) -> (usize, usize) {
        let status = self.pool.status();
        (status.size.saturating_sub(status.available), status.size)
    }
}

/// Applies what is missing of the embedded migrations; returns their names.
pub async fn migrate(url: &str) -> anyhow::Result<Vec<String>> {
    let mut conn = AsyncPgConnection::establish(url).await.context("connecting to the database")?;
    // Two processes starting at once would both run the first migration.
    conn.batch_execute("SELECT pg_advisory_lock(4242001)").await?;
    let mut harness = AsyncMigrationHarness::new(conn);
    let applied = tokio::task::block_in_place(|| {
        harness.run_pending_migrations(MIGRATIONS).map(|versions| versions.iter().map(ToString::to_string).collect())
    })
    .map_err(|error| anyhow::anyhow!("migrating: {error}"));
    let mut conn = harness.into_inner();
    conn.batch_execute("SELECT pg_advisory_unlock(4242001)").await?;
    applied
}

/// The name of the constraint a statement broke, when that is why it failed.
#[must_use]
pub fn broken_constraint(error: &DieselError) -> Option<&str> {
    match error {
        DieselError::DatabaseError(
            DatabaseErrorKind::UniqueViolation
            | DatabaseErrorKind::CheckViolation
            | DatabaseErrorKind::ForeignKeyViolation
            | DatabaseErrorKind::ExclusionViolation,
            info,
        ) => info.constraint_name(),
        _ => None,
    }
}

/// Whether a statement gave up because another transaction kept what it needed: worth coming back for, no fault.
#[must_use]
pub fn kept_waiting(error: &DieselError) -> bool {
    matches!(error, DieselError::DatabaseError(_, info) if info.message().contains("due to lock timeout"))
}

/// Whether Postgres gave up a transaction that is worth trying again: a deadlock or a serialization failure.
#[must_use]
pub fn worth_retrying(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        DieselError::DatabaseError(_, info) => info.message().contains("deadlock detected"),
        _ => false,
    }
}
