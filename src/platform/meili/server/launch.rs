//! Finding the engine's program and starting it.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::process::{Child, Command};

use super::Home;
use crate::platform::private::{lock_within, turn_over};

/// Enough for the shelf of one market; without a limit it takes two thirds of the machine's.
const MEMORY: &str = "256MiB";
/// What it indexes with leaves the shop room on a small machine.
const THREADS: usize = 4;

/// The engine on the PATH.
#[must_use]
pub fn installed() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let found = env::split_paths(&path).map(|folder| folder.join("meilisearch")).find(|program| program.is_file())?;
    fs::canonicalize(found).ok()
}

/// A release reads what it wrote itself and nothing else.
pub async fn drop_data_of_another_release(home: &Home) -> Result<()> {
    let Ok(written_by) = fs::read_to_string(home.data().join("VERSION")) else { return Ok(()) };
    let mut ask = Command::new(&home.program);
    let output = ask.arg("--version").env_clear().output().await.context("asking the search engine's version")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let release = said.split_whitespace().next_back().unwrap_or_default();
    if written_by.trim() == release {
        return Ok(());
    }
    tracing::warn!(
        written_by = written_by.trim(),
        release,
        "the search engine's data is another release's; it is thrown away and will be made again"
    );
    drop_data(home)
}

pub fn drop_data(home: &Home) -> Result<()> {
    match fs::remove_dir_all(home.data()) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).context("removing the search engine's data"),
        _ => Ok(()),
    }
}

/// Starts the program on `port`. It holds `server.lock` as its standard input, so two never run on one folder.
pub async fn spawn(home: &Home, port: u16) -> Result<Child> {
    let lock = home.lock_file("server.lock")?;
    if !lock_within(&lock, Duration::from_secs(2)).await? {
        bail!("something that this program did not start holds {}", home.path.join("server.lock").display());
    }
    turn_over(&home.log())?;
    let log = OpenOptions::new().append(true).create(true).mode(0o600).open(home.log())?;
    let threads = available_parallelism().map_or(1, |cores| (cores.get() / 2).clamp(1, THREADS));

    let mut engine = Command::new(&home.program);
    engine.arg("--db-path").arg(home.data());
    engine.args(["--http-addr", &format!("127.0.0.1:{port}"), "--env", "production", "--no-analytics"]);
    engine.args(["--max-indexing-memory", MEMORY, "--max-indexing-threads", &threads.to_string()]);
    // Its other levels write a line for each search.
    engine.args(["--log-level", "WARN"]);
    // The key would be in everybody's sight on the command line; the rest of our environment is not its business.
    engine.env_clear().env("PATH", "/usr/bin:/bin").env("MEILI_MASTER_KEY", &home.key);
    // It reads and makes files where it stands.
    engine.current_dir(&home.path);
    // Ctrl-C in the terminal is for the shop alone, which ends the engine itself.
    engine.process_group(0);
    engine.stdin(lock).stdout(log.try_clone()?).stderr(Stdio::from(log));
    engine.spawn().context("starting meilisearch")
}
