//! What a household is owed on a day: what the ledger says of it and no payout has claimed, once the buyer has had the
//! goods for some days, and never more than it is owed in all.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable};
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
         AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + s.payout_days AS payable_on, s.payout_days AS days \
     FROM entries e JOIN postings g ON g.id = e.posting_id AND g.kind NOT IN ('payout', 'payout_returned') \
     CROSS JOIN money_settings s LEFT JOIN parcels p ON p.id = e.parcel_id \
     WHERE e.account IN ('payable', 'delivery', 'with_household') \
       AND NOT EXISTS (SELECT FROM payout_entries c WHERE c.entry_id = e.id)";

/// Of [`OPEN`] (as `o`), what counts on the day `$1`.
const COUNTS: &str = "(o.parcel_id IS NULL OR o.payable_on <= $1)";

/// Of [`OPEN`] (as `o`), what was no more on its way on the day `$1`, whether or not it counts; NULL for what is.
const ENDED: &str = "(o.parcel_id IS NULL OR o.payable_on - o.days <= $1)";

/// What of the money in households' hands is for goods that are not delivered yet, with whose household it is.
pub(crate) const HELD: &str = "SELECT p.producer_id, e.amount \
     FROM entries e JOIN parcels p ON p.id = e.parcel_id JOIN orders o ON o.id = p.order_id \
     WHERE e.account = 'held' AND (o.settlement = 'direct' OR EXISTS (SELECT FROM payments y \
         WHERE y.parcel_id = p.id AND y.cash_with = 'household' AND y.state = 'collected'))";

/// Each household (of those `o` that `which` lets through) with what a payout of the day `$1` would be: `amount` is what
/// counts. Where less is owed in all, as for goods that came a day ago and were paid in cash or went back, the payout is of
/// all that is no more on its way (`whole`), so that the minus goes with it. `payable` is false where that is still too much:
/// the household holds its buyers' money for goods that are on their way.
pub(super) fn standing(which: &str) -> String {
    format!(
        "SELECT w.producer_id, w.whole, CASE WHEN w.whole THEN least(w.ended, w.owed) ELSE w.counted END AS amount, \
                NOT w.whole OR w.ended <= w.owed AS payable \
         FROM (SELECT x.producer_id, x.counted, x.ended, x.owed - coalesce(h.sum, 0) AS owed, \
                      x.owed - coalesce(h.sum, 0) < x.counted AS whole \
               FROM (SELECT o.producer_id, coalesce(-sum(o.amount) FILTER (WHERE {COUNTS}), 0)::bigint AS counted, \
                            coalesce(-sum(o.amount) FILTER (WHERE {ENDED}), 0)::bigint AS ended, \
                            coalesce(-sum(o.amount) FILTER (WHERE coalesce({ENDED}, true)), 0)::bigint AS owed \
                     FROM ({OPEN}) o WHERE {which} GROUP BY o.producer_id) x \
               LEFT JOIN (SELECT b.producer_id, sum(b.amount)::bigint AS sum FROM ({HELD}) b GROUP BY b.producer_id) h \
                      ON h.producer_id = x.producer_id) w"
    )
}

/// Whether an entry of [`OPEN`] (as `o`) goes into its household's payout of the day `$1` ([`standing`], as `s`).
pub(super) fn claimed() -> String {
    format!("({COUNTS} OR s.whole AND {ENDED})")
}

/// What a household's payout of a day would be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Next {
    /// Negative: it owes.
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    /// All that is no more on its way goes into it, also what would count later: less is owed in all than counts.
    #[diesel(sql_type = Bool)]
    pub whole: bool,
    /// No more than is owed in all.
    #[diesel(sql_type = Bool)]
    pub payable: bool,
}

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

/// What a household's payout of a day would be, whether or not it is enough for one.
pub async fn next(conn: &mut Conn, producer: ProducerId, day: NaiveDate) -> Result<Next> {
    let sql = format!("SELECT s.amount, s.whole, s.payable FROM ({}) s", standing("o.producer_id = $2"));
    let found: Option<Next> =
        diesel::sql_query(sql).bind::<Date, _>(day).bind::<BigInt, _>(producer.0).get_result(conn).await.optional()?;
    Ok(found.unwrap_or_default())
}

/// What will be paid to a household after its `next` payout, which is of this day, by day.
pub async fn after(conn: &mut Conn, producer: ProducerId, day: NaiveDate, next: Next) -> Result<Vec<Coming>> {
    Ok(diesel::sql_query(format!(
        "SELECT o.payable_on AS day, -sum(o.amount)::bigint AS amount FROM ({OPEN}) o \
         CROSS JOIN (SELECT $3 AS whole) s WHERE o.producer_id = $2 AND NOT coalesce({}, false) \
         GROUP BY o.payable_on HAVING sum(o.amount) <> 0 ORDER BY o.payable_on",
        claimed()
    ))
    .bind::<Date, _>(day)
    .bind::<BigInt, _>(producer.0)
    .bind::<Bool, _>(next.whole)
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
