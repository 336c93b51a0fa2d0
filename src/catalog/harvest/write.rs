//! A household announces a harvest, changes what it said, and ends it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::decide;
use super::state::HarvestState;
use crate::catalog::lock::{self, LockedHarvest};
use crate::error::Error;
use crate::kernel::clock::last_day;
use crate::kernel::ids::{HarvestId, ProducerId, ProductId};
use crate::platform::db::{self, Conn};
use crate::refusal;
use crate::schema::{harvests, products};

/// What a household says of a harvest. Weights are in grams.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = harvests)]
#[diesel(treat_none_as_null = true)]
pub struct Terms {
    pub opens_at: DateTime<Utc>,
    pub closes_at: DateTime<Utc>,
    pub expected_g: i64,
    /// So much of it is sold ahead, at the most.
    pub cap_g: i64,
    pub ships_from: NaiveDate,
    pub ships_to: NaiveDate,
    /// Less than this is not worth picking: decided at `decide_at`, by what is ordered then.
    pub minimum_g: Option<i64>,
    pub decide_at: Option<DateTime<Utc>>,
}

#[derive(Debug, thiserror::Error)]
pub enum HarvestError {
    #[error("no such harvest, or no such product")]
    NotFound,
    /// It failed or is closed.
    #[error("the harvest is over")]
    Over,
    /// Another window of the same product is open in these days.
    #[error("two windows overlap")]
    Overlaps,
    #[error("{promised_g} grams are promised")]
    Promised { promised_g: i64 },
    /// Buyers were told when it ships.
    #[error("the days are promised")]
    DaysPromised,
    /// Buyers were told from how much on it is picked, and when that is decided.
    #[error("the minimum is promised")]
    MinimumPromised,
    #[error(transparent)]
    Failed(Error),
}
refusal!(HarvestError);

/// Announces a harvest of one of the household's products.
///
/// # Refuses
/// Another household's product, and a window that overlaps another one of the same product.
pub async fn open(
    conn: &mut Conn,
    producer: ProducerId,
    product: ProductId,
    terms: &Terms,
) -> Result<HarvestId, HarvestError> {
    let own = products::table.filter(products::id.eq(product.0).and(products::producer_id.eq(producer.0)));
    if !diesel::select(diesel::dsl::exists(own.filter(products::state.ne("draft")))).get_result::<bool>(conn).await? {
        return Err(HarvestError::NotFound);
    }
    diesel::insert_into(harvests::table)
        .values((harvests::product_id.eq(product.0), terms))
        .returning(harvests::id)
        .get_result(conn)
        .await
        .map_err(overlaps)
}

/// Changes a harvest. Call it inside a transaction.
///
/// # Locks
/// The harvest.
///
/// # Refuses
/// A cap below what is promised, other days than those that buyers were told, a minimum that is harder to reach or decided
/// later once somebody has ordered, and see [`HarvestError`].
pub async fn change(conn: &mut Conn, producer: ProducerId, id: HarvestId, terms: &Terms) -> Result<(), HarvestError> {
    let promised_g = live(conn, producer, id).await?.promised_g;
    if terms.cap_g < promised_g {
        return Err(HarvestError::Promised { promised_g });
    }
    let (from, to, minimum_g, decide_at): (NaiveDate, NaiveDate, Option<i64>, Option<DateTime<Utc>>) = harvests::table
        .select((harvests::ships_from, harvests::ships_to, harvests::minimum_g, harvests::decide_at))
        .find(id)
        .first(conn)
        .await?;
    if promised_g > 0 && (from, to) != (terms.ships_from, terms.ships_to) {
        return Err(HarvestError::DaysPromised);
    }
    if promised_g > 0 && harder(minimum_g.zip(decide_at), terms.minimum_g.zip(terms.decide_at)) {
        return Err(HarvestError::MinimumPromised);
    }
    diesel::update(harvests::table.find(id)).set(terms).execute(conn).await.map_err(overlaps)?;
    Ok(())
}

/// Whether other terms ask more of the buyers who trusted these, or let them wait longer: grams, and when it is decided.
fn harder(before: Option<(i64, DateTime<Utc>)>, after: Option<(i64, DateTime<Utc>)>) -> bool {
    match (before, after) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some((grams, at)), Some((more, later))) => more > grams || last_day(later) > last_day(at),
    }
}

/// Ends a harvest: it takes no more orders, and those it has stand. One with a minimum that is not decided yet is decided
/// now: it fails when too little is ordered. Answers with where it went. Call it inside a transaction.
///
/// # Locks
/// The harvest.
pub async fn close(conn: &mut Conn, producer: ProducerId, id: HarvestId) -> Result<HarvestState, HarvestError> {
    let locked = live(conn, producer, id).await?;
    let minimum: Option<i64> = harvests::table.select(harvests::minimum_g).find(id).first(conn).await?;
    let undecided = minimum.filter(|_| HarvestState::parse(&locked.state) == Some(HarvestState::Open));
    let stands = match undecided {
        Some(minimum) => decide::enough(conn, &locked, minimum).await?,
        None => true,
    };
    let to = if stands { HarvestState::Closed } else { HarvestState::Failed };
    diesel::update(harvests::table.find(id)).set(harvests::state.eq(to.as_str())).execute(conn).await?;
    Ok(to)
}

/// Locks a harvest of this household that is not over.
async fn live(conn: &mut Conn, producer: ProducerId, id: HarvestId) -> Result<LockedHarvest, HarvestError> {
    let locked = own(conn, producer, id).await?;
    let live = HarvestState::parse(&locked.state).is_some_and(HarvestState::live);
    if live { Ok(locked) } else { Err(HarvestError::Over) }
}

/// Locks a harvest of this household.
pub(super) async fn own(conn: &mut Conn, producer: ProducerId, id: HarvestId) -> Result<LockedHarvest, HarvestError> {
    let own = harvests::table
        .inner_join(products::table)
        .filter(harvests::id.eq(id).and(products::producer_id.eq(producer.0)));
    if !diesel::select(diesel::dsl::exists(own)).get_result::<bool>(conn).await? {
        return Err(HarvestError::NotFound);
    }
    lock::harvests(conn, &[id]).await?.pop().ok_or(HarvestError::NotFound)
}

fn overlaps(error: diesel::result::Error) -> HarvestError {
    if db::broken_constraint(&error) == Some("harvests_one_at_a_time") {
        return HarvestError::Overlaps;
    }
    error.into()
}
