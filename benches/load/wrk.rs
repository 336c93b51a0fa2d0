//! Load from `wrk`, which costs less than anything it measures.

use std::process::Command;

use anyhow::{Context as _, bail};

use crate::Figures;

/// Asks for one address over so many connections for so long. An answer that is no success ends the run.
pub fn ask(url: &str, connections: usize, seconds: u32) -> anyhow::Result<Figures> {
    let threads = connections.min(2).to_string();
    let out = Command::new("wrk")
        .args(["--latency", "--threads", &threads, "--connections", &connections.to_string()])
        .args(["--duration", &format!("{seconds}s"), url])
        .output()
        .context("wrk is not installed (scripts/prepare bench)")?;
    let text = String::from_utf8_lossy(&out.stdout);
    if !out.status.success() || text.contains("Non-2xx") || text.contains("Socket errors") {
        bail!("wrk {url}: {text}{}", String::from_utf8_lossy(&out.stderr));
    }
    read(&text).with_context(|| format!("unreadable answer of wrk: {text}"))
}

fn read(text: &str) -> Option<Figures> {
    let after = |label: &str| text.lines().find_map(|l| l.trim().strip_prefix(label)).map(str::trim);
    Some(Figures { per_second: after("Requests/sec:")?.parse().ok()?, p99_ms: milliseconds(after("99%")?)? })
}

/// `812.00us`, `3.41ms`, `1.20s`.
fn milliseconds(text: &str) -> Option<f64> {
    let number = |unit: &str, factor: f64| Some(text.strip_suffix(unit)?.parse::<f64>().ok()? * factor);
    number("us", 0.001).or_else(|| number("ms", 1.0)).or_else(|| number("s", 1000.0))
}
