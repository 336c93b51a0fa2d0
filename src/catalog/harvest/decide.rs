//! A harvest with a minimum is decided: enough is ordered, and it goes ahead, or it fails and everybody is let go.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::state::HarvestState;
use crate::catalog::lock::{self, LockedHarvest};
use crate::error::Result;
use crate::kernel::ids::HarvestId;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::platform::kept::Keep as _;
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
        // One that errs stands first the next time too: it shall not keep the others waiting.
        let mut failed = None;
        for id in due {
            if let Err(error) = conn.transaction(async |conn| decide(conn, id).await).await {
                tracing::error!(harvest = %id, %error, "not decided");
                failed = Some(error);
            }
        }
        failed.map_or(Ok(()), |error| Err(error.into()))
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
    let to = if enough(conn, &locked, minimum).await? { HarvestState::Going } else { HarvestState::Failed };
    diesel::update(harvests::table.find(id)).set(harvests::state.eq(to.as_str())).execute(conn).await?;
    Ok(())
}

/// Whether so many grams are ordered for good: what waits for its buyer's money may never be paid, and is not counted.
pub(super) async fn enough(conn: &mut Conn, locked: &LockedHarvest, minimum_g: i64) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Unpaid {
        #[diesel(sql_type = BigInt)]
        grams: i64,
    }
    let unpaid: Unpaid = diesel::sql_query(
        "SELECT coalesce(sum((l.qty - l.qty_off - l.swapped)::bigint * l.net_weight_g), 0)::bigint AS grams \
         FROM order_lines l JOIN parcels p ON p.id = l.parcel_id AND p.state = 'awaiting_payment' WHERE l.harvest_id = $1",
    )
    .bind::<BigInt, _>(locked.id.0)
    .kept()
    .get_result(conn)
    .await?;
    Ok(locked.promised_g.saturating_sub(unpaid.grams) >= minimum_g)
}
