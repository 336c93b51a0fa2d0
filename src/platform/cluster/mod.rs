//! A PostgreSQL server of our own, for a machine where nobody set one up.
//!
//! With `DATABASE_URL` unset the shop starts a private server in a folder, from the installed binaries, and stops it at
//! the end. What makes that safe to rely on is in one place each:
//!
//! - `binaries` finds a PostgreSQL that can read what the folder holds;
//! - `home` settles the folder and the system user (PostgreSQL refuses to run as root);
//! - `server` starts, adopts and stops the server itself, with `launch` for the start and `processes` for what lives.
//!
//! Several processes may use one folder at once (`serve` and `import`, say). The first one starts the server, later ones
//! join it, and the last one to leave stops it, so a short command never takes the database away from a running shop.
//! This rests on kernel locks, which a `kill -9` releases, and not on files that somebody has to tidy up.

pub(super) mod binaries;
mod home;
mod launch;
mod processes;
mod server;
#[cfg(test)]
mod tests;

use std::{fs::File, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use tokio::{task::JoinSet, time::sleep};

use self::{home::Home, server::Server};
use super::private::lock_within;

/// The database that every cluster has from its first start.
pub const DATABASE: &str = "market";

/// How often a running program looks whether its server is still there.
const WATCH: Duration = Duration::from_millis(500);

#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// `false` trades safety against a power cut for speed: for tests, whose data nobody will miss.
    pub durable: bool,
}

/// One process's share in a private server. End it with [`Cluster::stop`]; merely dropped (or killed), it leaves the
/// server running for the next start to adopt.
pub struct Cluster {
    server: Arc<Server>,
    port: u16,
    users: File,
    watch: JoinSet<()>,
}

impl Cluster {
    /// Starts the server in `dir`, or joins the one that runs there, and waits until it answers.
    pub async fn start(dir: &Path, tuning: Tuning) -> Result<Cluster> {
        let home =
            Home::open(dir, tuning).with_context(|| format!("preparing the database folder {}", dir.display()))?;
        let server = Arc::new(Server::new(home, tuning)?);

        let turn = server.turn().await?;
        let users = server.home().lock_file("users.lock")?;
        users.lock_shared().context("marking the database server as used")?;
        let port = server.ensure_running(&turn, None).await?;
        drop(turn);

        let mut watch = JoinSet::new();
        watch.spawn(revive(Arc::clone(&server), port));
        let cluster = Cluster { server, port, users, watch };
        cluster.create_database(DATABASE).await?;
        Ok(cluster)
    }

    /// Where tokio-postgres, diesel and `psql` find `database`.
    pub fn url(&self, database: &str) -> String {
        self.server.url(self.port, database)
    }

    /// Makes `database` unless it is there already.
    pub async fn create_database(&self, database: &str) -> Result<()> {
        self.server.create_database(self.port, database).await
    }

    /// Leaves the server, and stops it when nobody else uses it. Call this after the last request and job are done:
    /// a fast shutdown rolls back what is still open.
    pub async fn stop(mut self) -> Result<()> {
        self.watch.shutdown().await;
        let _turn = self.server.turn().await?;
        self.users.unlock().context("leaving the database server")?;
        if lock_within(&self.users, Duration::from_millis(200)).await? {
            self.server.stop().await
        } else {
            tracing::info!("the database server stays up: another process uses it");
            Ok(())
        }
    }
}

/// Brings a crashed server back on the port that the connection pool knows, so that a shop whose database was killed
/// is whole again in a moment and without a hand.
async fn revive(server: Arc<Server>, port: u16) {
    loop {
        sleep(WATCH).await;
        if server.seems_running() {
            continue;
        }
        let revived = async {
            let turn = server.turn().await?;
            server.ensure_running(&turn, Some(port)).await
        };
        match revived.await {
            Ok(_) => tracing::warn!("the database server had ended by itself; it runs again"),
            Err(error) => tracing::error!(
                error = format!("{error:#}"),
                "the database server ended and does not start; trying again"
            ),
        }
    }
}
