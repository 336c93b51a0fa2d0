//! Whether a household answers in time: of the parcels it was to confirm lately, how many it did.

use diesel::sql_types::{BigInt, Integer, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::reason::Reason;
use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// So long back it counts.
pub const DAYS: i32 = 90;

/// What counts: parcels whose time to confirm lies in the last [`DAYS`] days, without those that wait still and those that
/// ended before an answer by no deed of the household: taken back by the buyer, also for a delay, or let go of with a harvest
/// that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, diesel::QueryableByName)]
pub struct Reliability {
    #[diesel(sql_type = BigInt)]
    pub asked: i64,
    /// Confirmed in time.
    #[diesel(sql_type = BigInt)]
    pub in_time: i64,
}

impl Reliability {
    /// Hundredths, rounded down: a hundred only when none was missed.
    #[must_use]
    pub fn percent(&self) -> i64 {
        self.in_time.saturating_mul(100).checked_div(self.asked).unwrap_or(100)
    }
}

pub async fn of_household(conn: &mut Conn, producer: ProducerId) -> Result<Reliability> {
    Ok(diesel::sql_query(
        "SELECT count(*) AS asked, count(*) FILTER (WHERE d.to_state = 'confirmed' AND d.at <= p.confirm_by) AS in_time \
         FROM parcels p \
         JOIN LATERAL (SELECT d.to_state, d.at, d.actor, d.reason FROM parcel_diary d \
                       WHERE d.parcel_id = p.id AND d.from_state = 'placed' ORDER BY d.id DESC LIMIT 1) d \
           ON d.to_state = 'confirmed' OR (d.to_state = 'unfulfillable' AND (d.actor = 'member' OR d.reason = $3)) \
         WHERE p.producer_id = $1 AND p.state <> 'placed' AND p.confirm_by > now() - make_interval(days => $2)",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<Integer, _>(DAYS)
    .bind::<Text, _>(Reason::NotConfirmed.stored(""))
    .kept()
    .get_result(conn)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_missed_is_never_a_hundred() {
        assert_eq!(Reliability { asked: 1_000, in_time: 999 }.percent(), 99);
        assert_eq!(Reliability { asked: 3, in_time: 3 }.percent(), 100);
        assert_eq!(Reliability { asked: 0, in_time: 0 }.percent(), 100);
    }
}
