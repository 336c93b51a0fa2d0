//! The job that takes a file over, each row in a transaction of its own: what was taken stays when the machine stops in the
//! middle, and the job that comes after goes on from there. Two jobs at once take turns at the rows.

use std::time::{Duration, Instant};

use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};

use super::keep::{self, Done, Line};
use super::lock;
use super::shelf::{self, Shelf};
use super::take::{self, Of};
use crate::error::{Error, Result};
use crate::kernel::ids::ImportId;
use crate::kernel::lang::Lang;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::signals;

/// As long as one job goes on: none may hold a lane for long.
const LEASE: Duration = Duration::from_secs(20);

#[derive(Debug, Serialize, Deserialize)]
pub struct TakeImport {
    pub import: ImportId,
    /// Where it was when the job was written: a later row is another job, that can be written while this one still runs.
    pub from: i32,
}

/// Has an import taken over from this row on.
pub async fn enqueue(conn: &mut Conn, import: ImportId, from: i32) -> Result<()> {
    let job = NewJob::of(&TakeImport { import, from })?.once(format!("{import}:{from}"));
    jobs::enqueue(conn, &[job]).await?;
    signals::send(conn, signals::EVENTS).await?;
    Ok(())
}

impl Job for TakeImport {
    const KIND: &'static str = "take_import";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let until = Instant::now() + LEASE;
        let mut conn = ground.db.conn().await?;
        // What the household has, as of the row that is next.
        let mut known: Option<(i32, Shelf)> = None;
        loop {
            let today = ground.clock.today();
            let import = self.import;
            let (next, shelf) = conn.transaction(async |conn| step(conn, import, today, known.take()).await).await?;
            let Some(next) = next else { return Ok(()) };
            if Instant::now() > until {
                return Ok(enqueue(&mut conn, import, next).await?);
            }
            known = shelf.map(|shelf| (next, shelf));
        }
    }
}

/// Takes the next row over; which one comes after it, if any, and what the household has by then.
///
/// # Locks
/// The import, then the product and its pack.
async fn step(
    conn: &mut Conn,
    import: ImportId,
    today: chrono::NaiveDate,
    known: Option<(i32, Shelf)>,
) -> Result<(Option<i32>, Option<Shelf>)> {
    let Some(stand) = lock::import(conn, import).await? else { return Ok((None, None)) };
    let Some(by) = stand.begun_by.filter(|_| stand.at_work()) else { return Ok((None, None)) };
    let line = keep::rows(conn, import, stand.taken, 1).await?.pop();
    let line =
        line.filter(|line| line.n == stand.taken).ok_or_else(|| anyhow::anyhow!("row {} is gone", stand.taken))?;
    // Another job has been here meanwhile: what it did is not in what this one knows.
    let mut shelf = known.filter(|(at, _)| *at == stand.taken).map(|(_, shelf)| shelf);
    if line.done.is_none() {
        let of = Of { import, producer: stand.producer_id, by, today };
        let mut here = match shelf {
            Some(shelf) => shelf,
            None => shelf::load(conn, stand.producer_id).await?,
        };
        take_one(conn, of, &line, &mut here).await?;
        shelf = Some(here);
    }
    let next = stand.taken + 1;
    keep::advance(conn, import, next).await?;
    Ok(((next < stand.total).then_some(next), shelf))
}

async fn take_one(conn: &mut Conn, of: Of, line: &Line, shelf: &mut Shelf) -> Result<(), Error> {
    let weighed = shelf.weigh(&line.row, Lang::Vi);
    let (product, fate, words) = take::take(conn, of, line, &weighed, shelf).await?;
    let changes = if fate == weighed.fate { weighed.changes } else { Vec::new() };
    keep::settle(conn, of.import, line.n, &Done { fate, words, changes, product }).await?;
    match product {
        Some(product) if fate.writes() => shelf.refresh(conn, of.producer, product).await,
        _ => Ok(()),
    }
}
