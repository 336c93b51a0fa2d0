//! What keeps the shelf right after a change and as days go by.

use chrono::{Days, NaiveTime, Timelike as _};
use serde::{Deserialize, Serialize};

use super::shelf;
use crate::kernel::clock::from_vietnam;
use crate::kernel::ids::ProductId;
use crate::platform::Ground;
use crate::platform::jobs::{self, Job, NewJob};

/// After midnight, since this machine's clock and Postgres' may not agree to the second.
const PAST_MIDNIGHT: Option<NaiveTime> = NaiveTime::from_hms_opt(0, 0, 5);

/// Some products may look different now. Never enqueued `once`: a job that is running has read the shelf already.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefreshShelf {
    pub products: Vec<ProductId>,
}

impl Job for RefreshShelf {
    const KIND: &'static str = "refresh_shelf";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        shelf::refresh(&mut conn, ground.clock.today(), &self.products).await?;
        ground.shelf.outdate();
        Ok(())
    }
}

/// Papers have run out since the shelf was written: their badges go within a minute of midnight, and within a minute of a start
/// when nothing ran at midnight.
#[derive(Debug, Serialize, Deserialize)]
pub struct DropBadges {}

impl Job for DropBadges {
    const KIND: &'static str = "drop_badges";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let today = ground.clock.today();
        let stale = shelf::outlived(&mut conn, today).await?;
        if !stale.is_empty() {
            shelf::refresh(&mut conn, today, &stale).await?;
            ground.shelf.outdate();
        }
        Ok(())
    }
}

/// A month has begun, a certificate has run out, a day's work can be ordered anew, a sale is older than 30 days: nothing
/// changed but the date. Runs every hour, and of each day in its first seconds. (A harvest's window opens and closes at any
/// moment: a trigger has a [`RefreshShelf`] wait for it.)
#[derive(Debug, Serialize, Deserialize)]
pub struct RefreshSeason {}

impl Job for RefreshSeason {
    const KIND: &'static str = "refresh_season";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let today = ground.clock.today();
        shelf::refresh_season(&mut conn, today, ground.clock.now().hour()).await?;
        ground.shelf.outdate();
        if let (Some(tomorrow), Some(time)) = (today.checked_add_days(Days::new(1)), PAST_MIDNIGHT)
            && let Some(moment) = from_vietnam(tomorrow.and_time(time))
        {
            let next = NewJob::of(&self)?.at(moment).once(tomorrow.to_string());
            jobs::enqueue(&mut conn, &[next]).await?;
        }
        Ok(())
    }
}

/// Throws away what no goods on the shelf have in common any more: a search looks at every kind there is.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepKinds {}

impl Job for SweepKinds {
    const KIND: &'static str = "sweep_kinds";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let swept = shelf::sweep_kinds(&mut *ground.db.conn().await?).await?;
        tracing::info!(swept, "kinds of goods that are no more swept");
        Ok(())
    }
}
