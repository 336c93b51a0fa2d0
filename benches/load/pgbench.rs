//! `pgbench` running the order's transaction: what it costs when nothing is checked, worded or answered.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::Figures;

/// Runs `script` over so many connections for so long.
pub fn run(
    database_url: &str,
    script: &Path,
    folder: &Path,
    connections: usize,
    seconds: u32,
) -> anyhow::Result<Figures> {
    let log = folder.join(format!("pgbench-{connections}"));
    let out = Command::new(program()?)
        .args(["--no-vacuum", "--protocol=prepared", "--log"])
        .arg(format!("--log-prefix={}", log.display()))
        .arg(format!("--client={connections}"))
        .arg(format!("--jobs={}", connections.min(2)))
        .arg(format!("--time={seconds}"))
        .arg(format!("--file={}", script.display()))
        .arg(database_url)
        .output()?;
    let text = String::from_utf8_lossy(&out.stdout);
    if !out.status.success() {
        bail!("pgbench: {text}{}", String::from_utf8_lossy(&out.stderr));
    }
    let rate = text.lines().find_map(|l| l.strip_prefix("tps = ")).and_then(|l| l.split(' ').next());
    let per_second = rate.and_then(|r| r.parse().ok()).with_context(|| format!("unreadable: {text}"))?;
    Ok(Figures { per_second, p99_ms: p99(folder, connections)? })
}

/// From the logs of all its threads: the third word of a line is how many microseconds one transaction took.
fn p99(folder: &Path, connections: usize) -> anyhow::Result<f64> {
    let mut times: Vec<u32> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if name.starts_with(&format!("pgbench-{connections}.")) {
            let text = std::fs::read_to_string(&path)?;
            times.extend(text.lines().filter_map(|l| l.split(' ').nth(2)?.parse::<u32>().ok()));
        }
    }
    times.sort_unstable();
    let slow = times.get(times.len() * 99 / 100).context("pgbench wrote no log")?;
    Ok(f64::from(*slow) / 1000.0)
}

/// Debian keeps it beside the servers, out of the PATH.
fn program() -> anyhow::Result<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = installed.map(|dir| dir.path().join("bin/pgbench")).filter(|path| path.is_file()).max();
    found.context("pgbench is not installed (scripts/prepare bench)")
}
