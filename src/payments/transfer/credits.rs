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

/// What is kept for whoever orders by this phone, the oldest first; it is theirs alone.
pub async fn of_phone(conn: &mut Conn, phone: &str) -> Result<Vec<Credit>> {
    // An erased order has none.
    if phone.is_empty() {
        return Ok(Vec::new());
    }
    Ok(diesel::sql_query(format!(
        "SELECT t.id, t.amount, o.code FROM transfers t JOIN orders o ON o.id = t.order_id \
         WHERE t.state = 'credited' AND o.buyer_phone = $1 ORDER BY t.id LIMIT {MOST}"
    ))
    .bind::<Text, _>(phone)
    .load(conn)
    .await?)
}
