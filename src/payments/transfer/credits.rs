//! Transfers that are kept for their buyer's next order.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::{OrderId, TransferId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// As many as anyone looks through.
const MOST: i64 = 20;

/// Whether money is here that may be for the order `o`, though nothing is paid by it yet: a transfer that waits, or what is
/// kept of one that names several orders. Such an order keeps its goods.
pub(in crate::payments) const HERE: &str = "EXISTS (SELECT FROM transfers t \
     WHERE t.state = 'open' AND (t.order_id = o.id OR t.codes @> ARRAY[o.code]) \
       OR t.state = 'credited' AND cardinality(t.codes) > 1 AND t.codes @> ARRAY[o.code])";

/// Money that is kept, and the order that it came for.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Credit {
    #[diesel(sql_type = BigInt)]
    pub id: TransferId,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    #[diesel(sql_type = Text)]
    pub code: String,
}

/// What is kept of an order's money, and by whom.
#[derive(Clone, Copy, Debug, Serialize, QueryableByName)]
pub struct Kept {
    #[diesel(sql_type = BigInt)]
    pub sum: Money,
    /// It came to a household's own account.
    #[diesel(sql_type = Bool)]
    pub by_household: bool,
}

/// What is kept of the money that came for an order.
pub async fn of_order(conn: &mut Conn, order: OrderId) -> Result<Kept> {
    Ok(diesel::sql_query(
        "SELECT coalesce(sum(t.amount), 0)::bigint AS sum, \
                coalesce(bool_or(b.producer_id IS NOT NULL), false) AS by_household \
         FROM transfers t JOIN bank_accounts b ON b.id = t.account_id WHERE t.order_id = $1 AND t.state = 'credited'",
    )
    .bind::<BigInt, _>(order.0)
    .kept()
    .get_result(conn)
    .await?)
}

/// What is kept for whoever orders by this phone, the oldest first: it is theirs alone. So is what is kept of money that names
/// the order of this code beside others.
pub async fn for_order(conn: &mut Conn, code: &str, phone: &str) -> Result<Vec<Credit>> {
    // An erased order has no phone.
    Ok(diesel::sql_query(format!(
        "SELECT t.id, t.amount, o.code FROM transfers t JOIN orders o ON o.id = t.order_id \
         WHERE t.state = 'credited' AND ($2 <> '' AND o.buyer_phone = $2 \
           OR cardinality(t.codes) > 1 AND t.codes @> ARRAY[$1]) ORDER BY t.id LIMIT {MOST}"
    ))
    .bind::<Text, _>(code)
    .bind::<Text, _>(phone)
    .load(conn)
    .await?)
}
