//! What a household is owed on a day: what the ledger says of it and no payout has claimed, once the buyer has had the
//! goods for some days.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::money::Money;
use crate::platform::db::Conn;

/// Every entry of a household that no payout has claimed, with the day from which it counts. An entry of a parcel counts
/// some days after the parcel was delivered (or would not be taken); `payable_on` is NULL while it is on its way. An
/// entry without a parcel counts at once. What a payout itself has booked never counts.
pub(crate) const OPEN: &str = "SELECT e.id, e.producer_id, e.parcel_id, e.account, e.amount, \
       (coalesce(p.delivered_at, \
                 CASE WHEN p.state IN ('refused', 'cancelled', 'expired', 'unfulfillable') THEN p.state_since END) \
         AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + s.payout_days AS payable_on \
     FROM entries e JOIN postings g ON g.id = e.posting_id AND g.kind NOT IN ('payout', 'payout_returned') \
     CROSS JOIN money_settings s LEFT JOIN parcels p ON p.id = e.parcel_id \
     WHERE e.account IN ('payable', 'delivery', 'with_household') \
       AND NOT EXISTS (SELECT FROM payout_entries c WHERE c.entry_id = e.id)";

/// Of [`OPEN`] (as `o`), what counts on the day `$1`.
pub(crate) const COUNTS: &str = "(o.parcel_id IS NULL OR o.payable_on <= $1)";

/// What of the money in households' hands is for goods that are not delivered yet, with whose household it is.
pub(crate) const HELD: &str = "SELECT p.producer_id, e.amount \
     FROM entries e JOIN parcels p ON p.id = e.parcel_id JOIN orders o ON o.id = p.order_id \
     WHERE e.account = 'held' AND (o.settlement = 'direct' OR EXISTS (SELECT FROM payments y \
         WHERE y.parcel_id = p.id AND y.cash_with = 'household'))";

/// What comes, and from when on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Coming {
    /// `None`: the goods are still on their way, or it belongs to no parcel.
    #[diesel(sql_type = Nullable<Date>)]
    pub day: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    sum: Money,
}

/// What counts for a household on a day, whether or not it is enough for a payout. Negative: it owes.
pub async fn on(conn: &mut Conn, producer: ProducerId, day: NaiveDate) -> Result<Money> {
    let row: Sum = diesel::sql_query(format!(
        "SELECT coalesce(-sum(o.amount), 0)::bigint AS sum FROM ({OPEN}) o WHERE o.producer_id = $2 AND {COUNTS}"
    ))
    .bind::<Date, _>(day)
    .bind::<BigInt, _>(producer.0)
    .get_result(conn)
    .await?;
    Ok(row.sum)
}

/// What will count for a household after a day, by day.
pub async fn after(conn: &mut Conn, producer: ProducerId, day: NaiveDate) -> Result<Vec<Coming>> {
    Ok(diesel::sql_query(format!(
        "SELECT o.payable_on AS day, -sum(o.amount)::bigint AS amount FROM ({OPEN}) o \
         WHERE o.producer_id = $2 AND NOT coalesce({COUNTS}, false) \
         GROUP BY o.payable_on HAVING sum(o.amount) <> 0 ORDER BY o.payable_on"
    ))
    .bind::<Date, _>(day)
    .bind::<BigInt, _>(producer.0)
    .load(conn)
    .await?)
}

/// Buyers' money that a household holds and no payout has taken off.
pub async fn in_hand(conn: &mut Conn, producer: ProducerId) -> Result<Money> {
    let row: Sum = diesel::sql_query(format!(
        "SELECT coalesce(sum(o.amount), 0)::bigint AS sum FROM ({OPEN}) o \
         WHERE o.producer_id = $1 AND o.account = 'with_household'"
    ))
    .bind::<BigInt, _>(producer.0)
    .get_result(conn)
    .await?;
    Ok(row.sum)
}

/// What of the money in a household's hands is for goods that are not delivered yet: its buyers', and neither the
/// household's nor the market's.
pub async fn held_in_hand(conn: &mut Conn, producer: ProducerId) -> Result<Money> {
    let row: Sum = diesel::sql_query(format!(
        "SELECT coalesce(-sum(h.amount), 0)::bigint AS sum FROM ({HELD}) h WHERE h.producer_id = $1"
    ))
    .bind::<BigInt, _>(producer.0)
    .get_result(conn)
    .await?;
    Ok(row.sum)
}

/// What a household is owed that no payout has claimed, whenever it counts. Negative: it owes.
pub async fn in_all(conn: &mut Conn, producer: ProducerId) -> Result<Money> {
    let row: Sum = diesel::sql_query(format!(
        "SELECT coalesce(-sum(o.amount), 0)::bigint AS sum FROM ({OPEN}) o WHERE o.producer_id = $1"
    ))
    .bind::<BigInt, _>(producer.0)
    .get_result(conn)
    .await?;
    Ok(row.sum + held_in_hand(conn, producer).await?)
}
