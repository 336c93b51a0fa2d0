//! The dumps of the database, in the office's words.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::error::Result;
use crate::kernel::veil::veil;
use crate::platform::backup::{self, Standing};
use crate::platform::db::Conn;

/// As many as the page shows.
pub const SHOWN: usize = 7;

#[derive(Serialize)]
pub struct Row {
    pub at: DateTime<Utc>,
    pub file: String,
    /// In MB, at least one.
    pub megabytes: i64,
    seconds: i32,
    /// Why there is none; empty for one that is good.
    pub failed: String,
    pub restored_at: Option<DateTime<Utc>>,
    pub gone: bool,
}

#[derive(Serialize)]
pub struct Backups {
    pub rows: Vec<Row>,
    good_at: Option<DateTime<Utc>>,
    late: bool,
    restored_at: Option<DateTime<Utc>>,
}

/// How backups stand, and the latest `most` of them.
pub async fn load(conn: &mut Conn, most: usize) -> Result<Backups> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let Standing { latest, good_at, late, restored_at } = backup::standing(conn, most).await?;
    let rows = latest.into_iter().map(|dump| Row {
        at: dump.at,
        file: dump.file,
        megabytes: (dump.size / 1_000_000).max(1),
        seconds: dump.seconds,
        failed: veil(&dump.failed),
        restored_at: dump.restored_at,
        gone: dump.gone,
    });
    Ok(Backups { rows: rows.collect(), good_at, late, restored_at })
}
