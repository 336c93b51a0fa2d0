//! A search engine of our own, for a shop that was not given one and has `meilisearch` installed.
//!
//! It lives in a folder, listens on loopback only and asks for a key that was made at its first start. What it holds is
//! derived from the database: data that it refuses (another release wrote it, a crash spoilt it) is thrown away, and
//! whoever fills the indexes finds them gone and fills them again.
//!
//! Several processes may use one folder at once (`serve` and `work`, say) and share the engine, as they share the private
//! database and by the same means: the first starts it, the last one out stops it, and kernel locks, which a kill
//! releases, say who is there. Two engines on one folder would spoil it, and two folders would need filling twice.
//!
//! - `launch` finds the program and starts it; `process` is what of it lives.

mod launch;
mod process;

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::process::Signal;
use tokio::process::Child;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use self::process::Running;
use super::{Failure, Meili};
use crate::config::kept_key;
use crate::platform::private::{self, PORT, TICK, lock_within};

pub use launch::installed;

/// How long another process may take to start or stop the engine.
const TURN: Duration = Duration::from_secs(60);
/// How long an engine may take until it answers.
const READY: Duration = Duration::from_secs(20);
/// How long it may take to end when told so; it may be writing.
const END: Duration = Duration::from_secs(10);
/// How often a running program looks whether its engine is still there.
const WATCH: Duration = Duration::from_millis(500);
/// How long an engine that keeps ending is left alone at most.
const LONGEST: Duration = Duration::from_secs(60);

/// One process's share in a private engine. End it with [`Engine::stop`]; merely dropped (or killed), it leaves the
/// engine running for the next start to adopt.
pub struct Engine {
    home: Arc<Home>,
    meili: Meili,
    users: File,
    watch: JoinSet<()>,
}

impl Engine {
    /// Starts `program` on `dir`, or joins the engine that runs there, and waits until it answers.
    pub async fn start(program: &Path, dir: &Path) -> Result<Engine> {
        let home = Arc::new(Home::open(program, dir)?);
        let turn = home.turn().await?;
        let users = home.lock_file("users.lock")?;
        users.lock_shared().context("marking the search engine as used")?;
        let running = home.ensure_running(None).await?;
        drop(turn);
        let meili = home.meili(running.port)?;
        let mut watch = JoinSet::new();
        watch.spawn(keep(Arc::clone(&home), running));
        Ok(Engine { home, meili, users, watch })
    }

    pub fn meili(&self) -> Meili {
        self.meili.clone()
    }

    /// Leaves the engine, and stops it when nobody else uses it.
    pub async fn stop(mut self) -> Result<()> {
        self.watch.shutdown().await;
        let _turn = self.home.turn().await?;
        self.users.unlock().context("leaving the search engine")?;
        if lock_within(&self.users, Duration::from_millis(200)).await? {
            self.home.stop().await
        } else {
            tracing::info!("the search engine stays up: another process uses it");
            Ok(())
        }
    }
}

/// Brings an engine that ended back on its port. One that keeps ending is brought back ever more seldom.
async fn keep(home: Arc<Home>, mut running: Running) {
    let (mut pause, mut since) = (WATCH, Instant::now());
    loop {
        sleep(pause).await;
        if running.lives(&home.data()) {
            if since.elapsed() > LONGEST {
                pause = WATCH;
            }
            continue;
        }
        let revived = async {
            let _turn = home.turn().await?;
            home.ensure_running(Some(running.port)).await
        };
        match revived.await {
            Ok(revived) => {
                tracing::warn!("the search engine had ended by itself; it runs again");
                (running, since) = (revived, Instant::now());
            }
            Err(error) => tracing::error!(
                error = format!("{error:#}"),
                "the search engine ended and does not start; trying again"
            ),
        }
        pause = LONGEST.min(pause * 2);
    }
}

/// Why an engine that was waited for does not answer.
enum Silent {
    /// The program is not there any more.
    Ended(String),
    Mute(Failure),
}

struct Home {
    path: PathBuf,
    program: PathBuf,
    key: String,
}

impl Home {
    fn open(program: &Path, dir: &Path) -> Result<Home> {
        DirBuilder::new().recursive(true).mode(0o700).create(dir).context("making the search engine's folder")?;
        let path = fs::canonicalize(dir).context("finding the search engine's folder")?;
        let key = kept_key(&path.join("key")).context("keeping the search engine's key")?;
        Ok(Home { path, program: program.to_owned(), key })
    }

    fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    fn log(&self) -> PathBuf {
        self.path.join("server.log")
    }

    fn meili(&self, port: u16) -> Result<Meili> {
        Meili::new(&format!("http://127.0.0.1:{port}"), Some(&self.key))
    }

    /// Waits for the right to start or stop the engine. Nobody else does either while the returned file is open.
    async fn turn(&self) -> Result<File> {
        let turn = self.lock_file("turn.lock")?;
        if !lock_within(&turn, TURN).await? {
            bail!("another process has been starting or stopping the search engine for a minute");
        }
        Ok(turn)
    }

    /// Opens a file that is there only to be locked. It is never removed: a lock on a removed file guards nothing.
    fn lock_file(&self, name: &str) -> Result<File> {
        let path = self.path.join(name);
        let mut how = OpenOptions::new();
        let opened = how.read(true).write(true).create(true).mode(0o600).open(&path);
        opened.with_context(|| format!("opening {}", path.display()))
    }

    /// Makes sure that the engine runs and answers; with `pinned`, on no other port. Needs the turn.
    async fn ensure_running(&self, pinned: Option<u16>) -> Result<Running> {
        if let Some(running) = process::on(&self.data()) {
            let right = pinned.is_none_or(|pinned| pinned == running.port);
            if right && self.answers(running.port, None).await.is_ok() {
                tracing::info!(port = running.port, "the search engine runs already");
                return Ok(running);
            }
            tracing::warn!("the search engine that runs here does not answer us; it is started anew");
            self.stop().await?;
        }
        launch::drop_data_of_another_release(self).await?;
        let had_data = self.data().exists();
        match self.launch(pinned).await {
            Err(error) if had_data => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "the search engine does not start on its data, which is thrown away and will be made again"
                );
                self.stop().await?;
                launch::drop_data(self)?;
                self.launch(pinned).await
            }
            launched => launched,
        }
    }

    async fn launch(&self, pinned: Option<u16>) -> Result<Running> {
        let port = private::port(&self.path, pinned)?;
        let mut child = launch::spawn(self, port).await?;
        let pid = child.id();
        match self.answers(port, Some(&mut child)).await {
            Ok(()) => {}
            Err(Silent::Ended(status)) => {
                return Err(private::failure(&self.log(), &format!("the search engine ended at once ({status})")));
            }
            Err(Silent::Mute(failure)) => {
                child.start_kill().context("ending a search engine that does not answer")?;
                child.wait().await?;
                return Err(private::failure(&self.log(), &format!("the search engine does not answer: {failure}")));
            }
        }
        let Some(running) = pid.and_then(|pid| Running::new(pid, port)) else {
            bail!("the search engine ended at once")
        };
        fs::write(self.path.join(PORT), format!("{port}\n")).context("keeping the search engine's port")?;
        tracing::info!(port, folder = %self.path.display(), "the search engine runs");
        // Collected when it ends, however it ends: a dead child left uncollected still owns its number.
        tokio::spawn(async move { child.wait().await });
        Ok(running)
    }

    async fn answers(&self, port: u16, mut child: Option<&mut Child>) -> Result<(), Silent> {
        let unmade = |_| Silent::Mute(Failure::Unreachable);
        let meili = self.meili(port).map_err(unmade)?;
        let begun = Instant::now();
        loop {
            let failure = match meili.alive().await {
                Ok(()) => return Ok(()),
                Err(failure) => failure,
            };
            if let Some(child) = child.as_deref_mut()
                && let Ok(Some(status)) = child.try_wait()
            {
                return Err(Silent::Ended(status.to_string()));
            }
            // It does answer, and not to us: another key, or another program.
            if begun.elapsed() > READY || !matches!(failure, Failure::Unreachable | Failure::Slow) {
                return Err(Silent::Mute(failure));
            }
            sleep(TICK).await;
        }
    }

    /// Ends the engine if it runs: told first, killed when it does not listen. Needs the turn.
    async fn stop(&self) -> Result<()> {
        for (signal, patience) in [(Signal::TERM, END), (Signal::KILL, END)] {
            let Some(running) = process::on(&self.data()) else { return Ok(()) };
            running.send(signal)?;
            let begun = Instant::now();
            while begun.elapsed() < patience {
                if !running.lives(&self.data()) {
                    tracing::info!("the search engine stopped");
                    return Ok(());
                }
                sleep(TICK).await;
            }
            tracing::warn!(?signal, "the search engine does not end");
        }
        bail!("the search engine does not end; look at {}", self.log().display())
    }
}
