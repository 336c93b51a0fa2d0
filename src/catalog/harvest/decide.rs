//! A harvest with a minimum is decided: enough is ordered, and it goes ahead, or it fails and everybody is let go.

use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::state::HarvestState;
use crate::catalog::lock;
use crate::error::Result;
use crate::kernel::ids::HarvestId;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::schema::harvests;

/// How many are decided in one go.
const AT_ONCE: i64 = 200;

/// Decides what is due, by Postgres' clock; runs all the time. Two at once decide each harvest once: the second finds it
/// decided under its lock.
#[derive(Serialize, Deserialize)]
pub struct DecideHarvests {}

impl Job for DecideHarvests {
    const KIND: &'static str = "decide_harvests";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let due: Vec<HarvestId> = harvests::table
            .select(harvests::id)
            .filter(harvests::state.eq(HarvestState::Open.as_str()))
            .filter(harvests::decide_at.le(diesel::dsl::now))
            .order(harvests::decide_at)
            .limit(AT_ONCE)
            .load(&mut conn)
            .await?;
        for id in due {
            conn.transaction(async |conn| decide(conn, id).await).await?;
        }
        Ok(())
    }
}

/// # Locks
/// The harvest, so that an order that is being placed is counted or refused.
async fn decide(conn: &mut Conn, id: HarvestId) -> Result<()> {
    let Some(locked) = lock::harvests(conn, &[id]).await?.pop() else { return Ok(()) };
    if HarvestState::parse(&locked.state) != Some(HarvestState::Open) {
        return Ok(());
    }
    // Read again: its household may have changed it while this waited for the lock.
    let minimum: Option<i64> = harvests::table
        .select(harvests::minimum_g.assume_not_null())
        .find(id)
        .filter(harvests::decide_at.le(diesel::dsl::now))
        .first(conn)
        .await
        .optional()?;
    let Some(minimum) = minimum else { return Ok(()) };
    let to = if locked.promised_g >= minimum { HarvestState::Going } else { HarvestState::Failed };
    diesel::update(harvests::table.find(id)).set(harvests::state.eq(to.as_str())).execute(conn).await?;
    Ok(())
}
