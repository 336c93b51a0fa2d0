//! Refunds that a household owes its buyers: of what came to its own account, or of cash from its door that it still has.
//! Nobody else has the money, so it must be told.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::refund::Way;
use crate::error::Result;
use crate::kernel::ids::{ParcelId, ProducerId, RefundId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;

/// As many as anyone pays back one by one.
const MOST: i64 = 100;

/// A refund that its household has not sent yet.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Owed {
    #[diesel(sql_type = BigInt)]
    pub id: RefundId,
    /// The order's code; `None` for a transfer that named none.
    #[diesel(sql_type = Nullable<Text>)]
    pub code: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    #[serde(skip)]
    pub parcel: Option<ParcelId>,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    /// `cash` or `bank_transfer`
    #[diesel(sql_type = Text)]
    pub method: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub to_bin: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub to_number: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub to_holder: Option<String>,
}

/// The household that has the money of a refund `r` (with its payment `y`, order `o`, parcel `p`, and the account `b` to which
/// its transfer came) and so sends it; NULL where the market has it, or its carrier or Stripe. Cash that was handed on is the
/// market's, and so is what a clerk transfers of a household's cash, which is taken off what the household is paid.
pub(super) const HOUSEHOLD: &str = "CASE WHEN r.transfer_id IS NOT NULL THEN b.producer_id \
       WHEN r.method <> 'card' AND (o.settlement = 'direct' \
         OR r.method = 'cash' AND y.state = 'collected' AND y.cash_with = 'household') THEN p.producer_id END";

/// Refunds with whose they are to send.
fn of(which: &str) -> String {
    format!(
        "FROM (SELECT r.id, o.code, r.parcel_id AS parcel, r.amount, r.method, r.state, r.to_bin, r.to_number, r.to_holder, \
                      {HOUSEHOLD} AS household \
               FROM refunds r LEFT JOIN payments y ON y.id = r.payment_id LEFT JOIN orders o ON o.id = r.order_id \
               LEFT JOIN parcels p ON p.id = r.parcel_id \
               LEFT JOIN transfers t ON t.id = r.transfer_id LEFT JOIN bank_accounts b ON b.id = t.account_id) r WHERE {which}"
    )
}

/// Of a household, what it has not sent yet.
const WAITS: &str = "r.household = $1 AND r.state IN ('due', 'failed')";

/// What a household still has to give back, the oldest first.
pub async fn of_household(conn: &mut Conn, producer: ProducerId) -> Result<Vec<Owed>> {
    let sql = format!(
        "SELECT r.id, r.code, r.parcel, r.amount, r.method, r.to_bin, r.to_number, r.to_holder {} ORDER BY r.id LIMIT {MOST}",
        of(WAITS)
    );
    Ok(diesel::sql_query(sql).bind::<BigInt, _>(producer.0).load(conn).await?)
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    sum: Money,
}

/// How much that is.
pub async fn sum_of_household(conn: &mut Conn, producer: ProducerId) -> Result<Money> {
    let sql = format!("SELECT coalesce(sum(r.amount), 0)::bigint AS sum {}", of(WAITS));
    let row: Sum = diesel::sql_query(sql).bind::<BigInt, _>(producer.0).get_result(conn).await?;
    Ok(row.sum)
}

#[derive(QueryableByName)]
struct Household {
    #[diesel(sql_type = Nullable<BigInt>)]
    household: Option<ProducerId>,
    #[diesel(sql_type = Text)]
    method: String,
}

/// The household that has to send a refund, and how; `None`: the market sends it.
pub async fn household(conn: &mut Conn, refund: RefundId) -> Result<Option<(ProducerId, Way)>> {
    let sql = format!("SELECT r.household, r.method {}", of("r.id = $1"));
    let row: Option<Household> =
        diesel::sql_query(sql).bind::<BigInt, _>(refund.0).get_result(conn).await.optional()?;
    Ok(row.and_then(|row| Some((row.household?, Way::parse(&row.method)?))))
}
