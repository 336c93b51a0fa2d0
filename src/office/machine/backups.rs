//! The dumps of the database, in the office's words.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::error::Result;
use crate::kernel::veil::veil;
use crate::platform::backup::{self, Standing};
use crate::platform::db::Conn;

/// As many as are shown.
const MOST: i64 = 7;

#[derive(Serialize)]
pub struct Row {
    at: DateTime<Utc>,
    file: String,
    /// In MB, at least one.
    megabytes: i64,
    seconds: i32,
    failed: String,
    restored_at: Option<DateTime<Utc>>,
    gone: bool,
}

#[derive(Serialize)]
pub struct Backups {
    rows: Vec<Row>,
    good_at: Option<DateTime<Utc>>,
    late: bool,
    restored_at: Option<DateTime<Utc>>,
}

pub async fn load(conn: &mut Conn) -> Result<Backups> {
    let Standing { latest, good_at, late, restored_at } = backup::standing(conn, MOST).await?;
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
