//! What the ledger says of a month, and how that goes together with what was ordered in it.

use chrono::{Months, NaiveDate};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::kernel::money::Money;
use crate::payouts::report;
use crate::platform::db::Conn;

/// A month as the ledger has it: what households earned by delivered and paid goods, and what of it went back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {
    /// Of the goods of parcels that were delivered and paid in the month.
    pub revenue: Money,
    /// Of goods that went back in it after they had been counted.
    pub refunded: Money,
    pub commission: Money,
    pub vat: Money,
    pub pit: Money,
    /// What of `revenue` less `refunded` is of orders that were placed in the month.
    pub of_month: Money,
    /// And of orders placed in another.
    pub of_others: Money,
}

impl Books {
    /// What is left of the month's revenue.
    #[must_use]
    pub fn kept(&self) -> Money {
        self.revenue - self.refunded
    }
}

#[derive(QueryableByName)]
struct Placed {
    #[diesel(sql_type = BigInt)]
    of_month: Money,
    #[diesel(sql_type = BigInt)]
    of_others: Money,
}

/// Reads the month that begins on `first`: the sums of `/office/money/reports`, parted by when the orders were placed.
pub async fn load(conn: &mut Conn, first: NaiveDate) -> Result<Books> {
    let sums = report::load(conn, first).await?.sums;
    let placed: Placed = diesel::sql_query(
        "WITH booked AS ( \
           SELECT e.parcel_id, -sum(e.amount) AS amount FROM postings g JOIN entries e ON e.posting_id = g.id \
           WHERE g.kind IN ('earned', 'refund') AND e.account IN ('payable', 'commission', 'vat', 'pit') \
             AND g.at >= $1::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
             AND g.at < $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' GROUP BY e.parcel_id), \
         placed AS ( \
           SELECT b.amount, o.placed_at >= $1::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
                        AND o.placed_at < $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS own \
           FROM booked b JOIN parcels p ON p.id = b.parcel_id JOIN orders o ON o.id = p.order_id) \
         SELECT coalesce(sum(amount) FILTER (WHERE own), 0)::bigint AS of_month, \
                coalesce(sum(amount) FILTER (WHERE NOT own), 0)::bigint AS of_others FROM placed",
    )
    .bind::<Date, _>(first)
    .bind::<Date, _>(first + Months::new(1))
    .get_result(conn)
    .await?;
    Ok(Books {
        revenue: sums.revenue,
        refunded: sums.refunded,
        commission: sums.commission,
        vat: sums.vat,
        pit: sums.pit,
        of_month: placed.of_month,
        of_others: placed.of_others,
    })
}
