//! Starting, adopting and stopping one PostgreSQL server.
//!
//! Whether a server runs is asked of the kernel: the server and every process it forks hold a lock on `server.lock`
//! (it is their standard input), so the lock is free exactly when none of them is left.

use std::{
    fs::{File, TryLockError},
    process::ExitStatus,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep},
};
use tokio_postgres::{Client, NoTls, error::SqlState};

use super::{Tuning, home::Home, launch, processes};
use crate::platform::private::{PORT, TICK, lock_within};

/// How long anything that should take a second may take on a machine that is busy with something else.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a server may take to replay its log after a crash; it says so meanwhile.
const RECOVERY: Duration = Duration::from_secs(600);

pub struct Server {
    home: Home,
    tuning: Tuning,
    password: String,
}

/// How one attempt to talk to a server ended.
enum Answer {
    Ready(Client),
    StartingUp,
    Silence,
}

impl Server {
    pub fn new(home: Home, tuning: Tuning) -> Result<Server> {
        let password = launch::password(&home)?;
        Ok(Server { home, tuning, password })
    }

    pub fn home(&self) -> &Home {
        &self.home
    }

    pub fn url(&self, port: u16, database: &str) -> String {
        format!("postgres://{}:{}@127.0.0.1:{port}/{database}", launch::USER, self.password)
    }

    /// What an operator's shell needs for psql and pg_dump: `. var/postgres/env`. On a command line, as a URL, the
    /// password would be there for everybody on the machine to read.
    fn environment(&self, port: u16) -> String {
        let (user, password, database) = (launch::USER, &self.password, super::DATABASE);
        format!("export PGHOST=127.0.0.1 PGPORT={port} PGUSER={user} PGPASSWORD={password} PGDATABASE={database}")
    }

    /// Waits for the right to start or stop the server. Nobody else does either while the returned file is open.
    pub async fn turn(&self) -> Result<File> {
        let turn = self.home.lock_file("turn.lock")?;
        if !lock_within(&turn, PATIENCE).await? {
            bail!(
                "another process has been starting or stopping the database server for a minute; look at {}",
                launch::log_path(&self.home).display()
            );
        }
        Ok(turn)
    }

    /// Makes `database` unless it is there already.
    pub async fn create_database(&self, port: u16, database: &str) -> Result<()> {
        // The name goes into SQL and into URLs unquoted, so it is held to what needs no quoting in either.
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if database.is_empty() || database.len() > 63 || !database.chars().all(plain) {
            bail!("`{database}` cannot name a database: use up to 63 of a-z, 0-9 and _");
        }
        let Answer::Ready(client) = self.ask(port).await? else {
            return Err(launch::failure(&self.home, "the database server does not answer"));
        };
        let found = client.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&database]).await?;
        if found.is_some() {
            return Ok(());
        }
        match client.batch_execute(&format!("CREATE DATABASE \"{database}\"")).await {
            // Another process was quicker by a blink.
            Err(error)
                if !matches!(error.code(), Some(&SqlState::DUPLICATE_DATABASE | &SqlState::UNIQUE_VIOLATION)) =>
            {
                Err(error).with_context(|| format!("creating the database `{database}`"))
            }
            _ => Ok(()),
        }
    }

    /// A cheap look without any lock: enough to suspect a crash, not enough to act on it.
    pub fn seems_running(&self) -> bool {
        processes::postmaster(&self.home.data()).is_some()
    }

    /// Makes sure that the server runs and answers, and returns its port. With `pinned`, on no other port.
    pub async fn ensure_running(&self, turn: &File, pinned: Option<u16>) -> Result<u16> {
        let mut child = None;
        if !self.settle().await? {
            launch::initialise(&self.home, self.tuning, turn).await?;
            child = Some(launch::spawn(&self.home, self.tuning, pinned)?);
        }
        let port = self.wait_until_ready(child.as_mut()).await?;
        if pinned.is_some_and(|pinned| pinned != port) {
            bail!("the database server moved to port {port}: restart the program");
        }
        if let Some(mut child) = child {
            launch::note(&self.home, PORT, &port.to_string())?;
            launch::note(&self.home, "env", &self.environment(port))?;
            tracing::info!(port, folder = %self.home.path().display(), "the database server runs");
            // Collected when it ends, however it ends: a dead child left uncollected still owns its number.
            tokio::spawn(async move {
                let status = child.wait().await.map(|status: ExitStatus| status.to_string());
                tracing::debug!(status = status.unwrap_or_default(), "the database server ended");
            });
        }
        Ok(port)
    }

    /// Stops the server: open transactions are rolled back and clients are told. Needs the turn.
    pub async fn stop(&self) -> Result<()> {
        if !self.settle().await? {
            tracing::warn!("the database server had stopped already");
            return Ok(());
        }
        for (mode, seconds) in [("fast", "30"), ("immediate", "10")] {
            let mut stop = self.home.command("pg_ctl");
            stop.args(["stop", "-w", "-s", "-m", mode, "-t", seconds, "-D"]).arg(self.home.data());
            let output = Command::from(stop).output().await.context("running pg_ctl")?;
            if output.status.success() || !self.seems_running() {
                tracing::info!("the database server stopped");
                return Ok(());
            }
            tracing::warn!(mode, said = %String::from_utf8_lossy(&output.stderr).trim(), "the database server does not stop");
        }
        bail!("the database server does not stop; look at {}", launch::log_path(&self.home).display())
    }

    async fn wait_until_ready(&self, mut child: Option<&mut Child>) -> Result<u16> {
        let begun = Instant::now();
        loop {
            let mut limit = PATIENCE;
            if let Some(port) = processes::postmaster(&self.home.data()) {
                match self.ask(port).await? {
                    Answer::Ready(_) => return Ok(port),
                    Answer::StartingUp => limit = RECOVERY,
                    Answer::Silence => {}
                }
            } else if let Some(child) = child.as_deref_mut() {
                if let Some(status) = child.try_wait()? {
                    return Err(launch::failure(&self.home, &format!("the database server ended at once ({status})")));
                }
            } else {
                return Err(launch::failure(&self.home, "the database server ended while it was being waited for"));
            }
            if begun.elapsed() > limit {
                return Err(launch::failure(
                    &self.home,
                    &format!("the database server does not answer after {} s", limit.as_secs()),
                ));
            }
            sleep(TICK).await;
        }
    }

    async fn ask(&self, port: u16) -> Result<Answer> {
        let url = format!("{}?connect_timeout=5&application_name=market", self.url(port, "postgres"));
        match tokio_postgres::connect(&url, NoTls).await {
            Ok((client, connection)) => {
                tokio::spawn(connection);
                Ok(Answer::Ready(client))
            }
            Err(error) => match error.code() {
                Some(&SqlState::CANNOT_CONNECT_NOW) => Ok(Answer::StartingUp),
                Some(&SqlState::INVALID_PASSWORD) => {
                    let file = self.home.path().join("password");
                    Err(error).with_context(|| {
                        format!(
                            "the database server refuses the password in {}; an earlier one may be in the file `env` beside it",
                            file.display()
                        )
                    })
                }
                // It talks, and has more to do than is good for it.
                Some(&SqlState::TOO_MANY_CONNECTIONS) | None => Ok(Answer::Silence),
                Some(_) => Err(error).context("talking to the database server"),
            },
        }
    }

    /// Says whether the server runs, once that is beyond doubt. A killed server leaves processes behind. They notice by
    /// themselves and end, except one in the middle of a long query: that one is told. To start over them would corrupt
    /// the data, so PostgreSQL would refuse.
    async fn settle(&self) -> Result<bool> {
        let begun = Instant::now();
        loop {
            if self.seems_running() {
                return Ok(true);
            }
            match self.home.lock_file("server.lock")?.try_lock() {
                Ok(()) => return Ok(false),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => {
                    return Err(error).context("looking whether a database server runs");
                }
            }
            let orphans = processes::forked_by(&self.home.name());
            if begun.elapsed() > PATIENCE {
                bail!(
                    "processes of an ended database server are left and do not go: end them with kill -9 {}",
                    orphans.join(" ")
                );
            }
            if begun.elapsed() > TICK * 8 {
                for pid in orphans {
                    let mut quit = self.home.command("pg_ctl");
                    quit.args(["kill", "QUIT", &pid]);
                    Command::from(quit).output().await.context("running pg_ctl")?;
                }
            }
            sleep(TICK * 2).await;
        }
    }
}
