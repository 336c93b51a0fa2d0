//! A harvest is put off: "mưa, lùi 2 ngày". Here only the harvest moves; those who wait for it are told by a job.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::state::HarvestState;
use super::write::{HarvestError, own};
use crate::error::{Error, Result};
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, HarvestId, ProducerId};
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::schema::{harvest_delays, harvests};

/// A household puts a harvest off.
#[derive(Clone, Debug)]
pub struct Delay {
    pub harvest: HarvestId,
    pub producer: ProducerId,
    /// The first day of sending, as the page showed it: an old page puts nothing off twice.
    pub from: NaiveDate,
    pub days: i16,
    /// The buyers read it.
    pub reason: String,
    pub by: AccountId,
}

/// Puts a harvest off; `false` when it was not what the page showed. Call it inside a transaction.
///
/// # Locks
/// The harvest.
///
/// # Refuses
/// Another household's harvest, and one that failed. One that is closed is picked still, in whatever weather.
pub async fn put_off(conn: &mut Conn, asked: &Delay) -> Result<bool, HarvestError> {
    let locked = own(conn, asked.producer, asked.harvest).await?;
    if HarvestState::parse(&locked.state) == Some(HarvestState::Failed) {
        return Err(HarvestError::Over);
    }
    let (from, to): (NaiveDate, NaiveDate) =
        harvests::table.select((harvests::ships_from, harvests::ships_to)).find(asked.harvest).first(conn).await?;
    if from != asked.from {
        return Ok(false);
    }
    let later = |day: NaiveDate| day.checked_add_days(Days::new(u64::try_from(asked.days).unwrap_or(0)));
    let (Some(from), Some(to)) = (later(from), later(to)) else { return Ok(false) };
    diesel::update(harvests::table.find(asked.harvest))
        .set((harvests::ships_from.eq(from), harvests::ships_to.eq(to)))
        .execute(conn)
        .await?;
    let delay = diesel::insert_into(harvest_delays::table)
        .values((
            harvest_delays::harvest_id.eq(asked.harvest),
            harvest_delays::days.eq(asked.days),
            harvest_delays::reason.eq(&asked.reason),
            harvest_delays::made_by.eq(asked.by),
        ))
        .returning(harvest_delays::id)
        .get_result(conn)
        .await?;
    jobs::record(conn, &Event::HarvestDelayed { delay }).await.map_err(Error::from)?;
    Ok(true)
}

/// When these harvests are sent.
pub async fn days(conn: &mut Conn, ids: &[HarvestId]) -> Result<Vec<(HarvestId, NaiveDate, NaiveDate)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(harvests::table
        .select((harvests::id, harvests::ships_from, harvests::ships_to))
        .filter(harvests::id.eq_any(ids))
        .load(conn)
        .await?)
}

/// A delay as its household keeps it.
#[derive(Clone, Debug, Queryable)]
pub struct Told {
    pub harvest: HarvestId,
    pub days: i16,
    pub reason: String,
}

/// The delays of these harvests, each one's in the order in which they came.
pub async fn told(conn: &mut Conn, ids: &[HarvestId]) -> Result<Vec<Told>> {
    Ok(harvest_delays::table
        .select((harvest_delays::harvest_id, harvest_delays::days, harvest_delays::reason))
        .filter(harvest_delays::harvest_id.eq_any(ids))
        .order((harvest_delays::harvest_id, harvest_delays::id))
        .load(conn)
        .await?)
}
