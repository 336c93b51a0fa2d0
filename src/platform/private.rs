//! What the private servers (`cluster`, `meili::server`) have in common: locks that a kill releases, a port that stays,
//! a log that does not grow for ever.

use std::fs::{self, File, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use tokio::time::{Instant, sleep};

pub const TICK: Duration = Duration::from_millis(25);

/// The file that keeps the port, so that an address written down somewhere stays right.
pub const PORT: &str = "port";

/// A server's log is started anew, keeping the one before, when a start finds it larger than this.
const LOG_LIMIT: u64 = 10 * 1024 * 1024;

/// Takes the lock, waiting at most `patience`. Even a free lock can look taken for an instant, while another thread is
/// between forking and becoming another program; so ask more than once before believing a no.
pub async fn lock_within(file: &File, patience: Duration) -> Result<bool> {
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if begun.elapsed() > patience => return Ok(false),
            Err(TryLockError::WouldBlock) => sleep(TICK).await,
            Err(TryLockError::Error(error)) => return Err(error).context("locking a private server's folder"),
        }
    }
}

/// The port to start on: the pinned one, or else the usual one of `folder` if that is free, or else another.
pub fn port(folder: &Path, pinned: Option<u16>) -> Result<u16> {
    let usual = || kept_port(folder).filter(|&port| is_free(port));
    match pinned.or_else(usual) {
        Some(port) => Ok(port),
        None => free_port(),
    }
}

pub fn kept_port(folder: &Path) -> Option<u16> {
    fs::read_to_string(folder.join(PORT)).ok()?.trim().parse().ok()
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Below the range that the system hands out to clients, so that it is still free at the next start.
fn free_port() -> Result<u16> {
    let candidates = std::iter::repeat_with(|| rand::random_range(15_500..32_000)).take(100);
    match candidates.into_iter().find(|&port| is_free(port)) {
        Some(port) => Ok(port),
        None => bail!("no free port between 15500 and 32000 for a private server"),
    }
}

/// Puts a log that has grown large aside.
pub fn turn_over(log: &Path) -> Result<()> {
    if fs::metadata(log).is_ok_and(|log| log.len() > LOG_LIMIT) {
        fs::rename(log, log.with_extension("log.1")).context("putting the old server log aside")?;
    }
    Ok(())
}

/// An error that carries what the server itself said last: the reason is nearly always there.
pub fn failure(log: &Path, problem: &str) -> anyhow::Error {
    let tail = tail(log).unwrap_or_default();
    anyhow!("{problem}. The end of {}:\n{tail}", log.display())
}

fn tail(path: &Path) -> Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(4096)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut lines: Vec<&str> = text.lines().rev().take(15).collect();
    lines.reverse();
    Ok(lines.join("\n"))
}
