//! Making the data folder and starting the server program on it.

use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write as _},
    path::PathBuf,
};

use anyhow::{Context as _, Result, bail};
use tokio::process::{Child, Command};

use super::{Tuning, home::Home};
use crate::platform::private;

pub const USER: &str = "market";

const LOG: &str = "server.log";

/// Our settings go into the server's own file once, so that an operator can change them there.
const SETTINGS: &str = "
# For a small server that only the shop talks to.
max_connections = 200
shared_buffers = 128MB
random_page_cost = 1.1
# The shop's queries are short: compiling them costs more than it saves.
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_line_prefix = '%m [%p] %d '
";

/// Makes the data folder. A first start that was interrupted leaves only `data.new`, and the next one begins again. It
/// waits until an initdb whose program was killed has ended too: that one has `turn` as its standard input, and so keeps it.
pub async fn initialise(home: &Home, tuning: Tuning, turn: &File) -> Result<()> {
    let data = home.data();
    if data.exists() {
        return Ok(());
    }
    tracing::info!(folder = %home.path().display(), "making a new database");
    let fresh = home.path().join("data.new");
    match fs::remove_dir_all(&fresh) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).context("removing an unfinished data folder");
        }
        _ => {}
    }
    let mut initdb = home.command("initdb");
    initdb.args([
        "--username",
        USER,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-instructions",
    ]);
    initdb.arg(if tuning.durable { "--data-checksums" } else { "--no-sync" });
    initdb.arg("--pwfile").arg(home.path().join("password")).arg("--pgdata").arg(&fresh);
    initdb.stdin(turn.try_clone()?);
    let output = Command::from(initdb).output().await.context("running initdb")?;
    if !output.status.success() {
        bail!("initdb failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let mut settings = OpenOptions::new().append(true).open(fresh.join("postgresql.conf"))?;
    settings.write_all(SETTINGS.as_bytes()).context("writing the server's settings")?;
    settings.sync_all()?;
    fs::rename(&fresh, &data).context("putting the data folder in place")
}

/// Starts the server on its usual port if that is free, or else on another; with `pinned`, on no other. Needs the turn.
pub fn spawn(home: &Home, tuning: Tuning, pinned: Option<u16>) -> Result<Child> {
    // Nothing of ours runs (`settle` saw to that), so what this says can only mislead.
    match fs::remove_file(home.data().join("postmaster.pid")) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).context("removing a stale postmaster.pid");
        }
        _ => {}
    }
    let lock = home.lock_file("server.lock")?;
    if lock.try_lock().is_err() {
        bail!("a database server that this program did not start holds {}", home.path().join("server.lock").display());
    }
    let port = private::port(home.path(), pinned)?;
    let log = log(home)?;

    let mut postgres = home.command("postgres");
    postgres.arg("-D").arg(home.data());
    let name = format!("cluster_name={}", home.name());
    let port = format!("port={port}");
    // No socket file: its path must be short, and where checkouts lie is not ours to say.
    for setting in [name.as_str(), port.as_str(), "listen_addresses=127.0.0.1", "unix_socket_directories="] {
        postgres.arg("-c").arg(setting);
    }
    if !tuning.durable {
        for setting in ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] {
            postgres.arg("-c").arg(setting);
        }
    }
    postgres.stdin(lock).stdout(log.try_clone()?).stderr(log);
    Command::from(postgres).spawn().context("starting postgres")
}

/// Keeps a line in a file of the folder.
pub fn note(home: &Home, name: &str, text: &str) -> Result<()> {
    let mut file = home.open_file(name, OpenOptions::new().write(true).create(true).truncate(true))?;
    writeln!(file, "{text}").with_context(|| format!("writing {name}"))
}

pub fn log_path(home: &Home) -> PathBuf {
    home.path().join(LOG)
}

fn log(home: &Home) -> Result<File> {
    private::turn_over(&log_path(home))?;
    home.open_file(LOG, OpenOptions::new().append(true).create(true))
}

pub fn failure(home: &Home, problem: &str) -> anyhow::Error {
    private::failure(&log_path(home), problem)
}

/// The password is made once. It is all that keeps other users of the machine out, since the server listens on loopback.
pub fn password(home: &Home) -> Result<String> {
    let file = home.path().join("password");
    if !file.exists() {
        // Written aside and moved, so that a half-written password is never the one that counts.
        let made = format!("{:032x}", rand::random::<u128>());
        home.open_file("password.new", OpenOptions::new().write(true).create(true).truncate(true))?
            .write_all(made.as_bytes())?;
        fs::rename(home.path().join("password.new"), &file).context("keeping the database password")?;
    }
    let password = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    Ok(password.trim().to_owned())
}
