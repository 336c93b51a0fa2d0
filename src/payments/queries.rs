//! An order's payments, as its page and the office read them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::transfer::credits::HERE;
use crate::error::Result;
use crate::kernel::ids::{OrderId, PaymentId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// One payment, and whom it goes to.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct PaymentRow {
    #[diesel(sql_type = BigInt)]
    pub id: PaymentId,
    /// The parcel it is for; `None`: the whole order.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub number: Option<i16>,
    #[diesel(sql_type = Text)]
    pub producer_vi: String,
    #[diesel(sql_type = Text)]
    pub producer_en: String,
    #[diesel(sql_type = Text)]
    pub method: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    #[diesel(sql_type = BigInt)]
    pub received: Money,
    #[diesel(sql_type = BigInt)]
    pub refunded: Money,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub expires_at: Option<DateTime<Utc>>,
    /// Its time is over by Postgres' clock.
    #[diesel(sql_type = Bool)]
    pub over: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub content: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub bin: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub account: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub holder: Option<String>,
    /// Whoever is to be paid by transfer has no account now.
    #[diesel(sql_type = Bool)]
    pub no_account: bool,
    /// It has another number now than some page of this payment may have shown.
    #[diesel(sql_type = Bool)]
    pub moved: bool,
    /// A transfer that names this order waits for the office to look at it.
    #[diesel(sql_type = Bool)]
    pub looked_at: bool,
}

impl PaymentRow {
    /// Whether it is asked of the buyer or was paid.
    #[must_use]
    pub fn live(&self) -> bool {
        !matches!(self.state.as_str(), "void" | "surplus")
    }

    /// What is still to come.
    #[must_use]
    pub fn left(&self) -> Money {
        if self.state == "due" { self.amount - self.received } else { Money::ZERO }
    }
}

/// The payments of an order, in the order in which they were opened. A transfer goes to the account that its payee has now: the
/// one that was there when it was opened may be somebody else's by now.
pub async fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<PaymentRow>> {
    Ok(diesel::sql_query(format!(
        "SELECT y.id, p.number, coalesce(h.name_vi, '') AS producer_vi, coalesce(h.name_en, '') AS producer_en, y.method, \
                y.state, y.amount, y.received, y.refunded, y.expires_at, coalesce(y.expires_at < now(), false) AS over, \
                y.content, l.bin, l.number AS account, l.holder, b.id IS NOT NULL AND l.id IS NULL AS no_account, \
                b.ended_at IS NOT NULL AND EXISTS (SELECT FROM bank_accounts e \
                  WHERE coalesce(e.producer_id, 0) = coalesce(b.producer_id, 0) \
                    AND (e.ended_at >= y.opened_at OR e.id = b.id) AND (e.bin, e.number) <> (l.bin, l.number)) AS moved, \
                {HERE} AS looked_at \
         FROM payments y JOIN orders o ON o.id = y.order_id LEFT JOIN parcels p ON p.id = y.parcel_id LEFT JOIN producers h ON h.id = p.producer_id \
         LEFT JOIN bank_accounts b ON b.id = y.payee_id LEFT JOIN bank_accounts l ON b.id IS NOT NULL \
           AND l.ended_at IS NULL AND coalesce(l.producer_id, 0) = coalesce(b.producer_id, 0) \
         WHERE y.order_id = $1 ORDER BY y.id"
    ))
    .bind::<BigInt, _>(order.0)
    .kept()
    .load(conn)
    .await?)
}
