//! Refunds as the office and their buyers read them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::owed::HOUSEHOLD;
use super::refund::Way;
use super::refund_reason;
use crate::error::{Error, Result};
use crate::kernel::ids::{OrderId, ParcelId, RefundId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// As many as anyone looks through.
const MOST: i64 = 200;

/// A refund with the buyer it goes to.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Refund {
    #[diesel(sql_type = BigInt)]
    pub id: RefundId,
    #[diesel(sql_type = Nullable<Text>)]
    pub code: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    #[serde(skip)]
    pub parcel: Option<ParcelId>,
    #[diesel(sql_type = Text)]
    pub buyer: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Text)]
    pub household_vi: String,
    #[diesel(sql_type = Text)]
    pub household_en: String,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    #[diesel(sql_type = Text)]
    pub method: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub to_bin: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub to_number: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub to_holder: Option<String>,
    #[diesel(sql_type = Text)]
    pub proof: String,
    #[diesel(sql_type = Text)]
    pub why_failed: String,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub done_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub who: String,
    /// Its household has the money and sends it, see [`owed`](super::owed).
    #[diesel(sql_type = Bool)]
    pub by_household: bool,
    /// Of a transfer that pays nothing, or no more: it is not among what the order's payments have received.
    #[diesel(sql_type = Bool)]
    #[serde(skip)]
    pub of_transfer: bool,
}

impl Refund {
    /// Whether the buyer's bank account for it is known.
    #[must_use]
    pub fn has_account(&self) -> bool {
        self.to_number.is_some()
    }

    /// Whether the buyer is asked where it shall go.
    #[must_use]
    pub fn asks_account(&self) -> bool {
        self.method == Way::BankTransfer.as_str() && self.state == "due" && !self.has_account()
    }

    /// Why it goes back, for its buyer: what was said to them, or what the program did. Why a clerk sends a transfer back by
    /// itself is the office's own note.
    #[must_use]
    pub fn why(&self, lang: Lang) -> String {
        let own_note = self.of_transfer && !refund_reason::is_own(&self.reason);
        if own_note { String::new() } else { refund_reason::told(lang, &self.reason) }
    }
}

/// Refunds with all that is read of them; `which` says of which ones and in what order.
fn refunds(which: &str) -> String {
    format!(
        "SELECT r.id, o.code, r.parcel_id AS parcel, coalesce(o.buyer_name, t.payer_name, '') AS buyer, \
                coalesce(o.buyer_phone, '') AS phone, coalesce(h.name_vi, '') AS household_vi, \
                coalesce(h.name_en, '') AS household_en, r.amount, r.method, r.state, r.reason, r.to_bin, r.to_number, \
                r.to_holder, r.proof, r.why_failed, r.made_at, r.done_at, coalesce(a.name, '') AS who, \
                {HOUSEHOLD} IS NOT NULL AS by_household, r.transfer_id IS NOT NULL AS of_transfer \
         FROM refunds r LEFT JOIN payments y ON y.id = r.payment_id LEFT JOIN orders o ON o.id = r.order_id \
         LEFT JOIN transfers t ON t.id = r.transfer_id LEFT JOIN bank_accounts b ON b.id = t.account_id \
         LEFT JOIN parcels p ON p.id = r.parcel_id LEFT JOIN producers h ON h.id = p.producer_id \
         LEFT JOIN accounts a ON a.id = r.done_by {which}"
    )
}

/// The refunds of an order, oldest first.
pub async fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<Refund>> {
    let sql = refunds("WHERE r.order_id = $1 ORDER BY r.id");
    Ok(diesel::sql_query(sql).bind::<BigInt, _>(order.0).kept().load(conn).await?)
}

/// What buyers have not got yet, what failed first.
pub async fn waiting(conn: &mut Conn) -> Result<Vec<Refund>> {
    let sql = refunds(&format!("WHERE r.state <> 'done' ORDER BY r.state = 'failed' DESC, r.id LIMIT {MOST}"));
    Ok(diesel::sql_query(sql).load(conn).await?)
}

/// The latest that arrived.
pub async fn done(conn: &mut Conn) -> Result<Vec<Refund>> {
    let sql = refunds("WHERE r.state = 'done' ORDER BY r.done_at DESC LIMIT 30");
    Ok(diesel::sql_query(sql).load(conn).await?)
}

pub async fn find(conn: &mut Conn, id: RefundId) -> Result<Refund> {
    let sql = refunds("WHERE r.id = $1");
    let found: Option<Refund> = diesel::sql_query(sql).bind::<BigInt, _>(id.0).get_result(conn).await.optional()?;
    found.ok_or(Error::NotFound)
}
