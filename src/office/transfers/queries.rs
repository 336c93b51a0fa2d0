//! Transfers as the office reads them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, BankAccountId, OrderId, ProducerId, RefundId, TransferId};
use crate::kernel::money::Money;
use crate::kernel::paging::{Cursor, cut};
use crate::payments::banks;
use crate::payments::transfer::kinds::{Problem, TransferState};
use crate::platform::db::Conn;

pub const PAGE: usize = 25;

/// What a transfer is and where it stands.
const FACTS: &str = "SELECT t.id, t.source, b.bin, b.number, b.holder, b.producer_id AS owner, b.producer_id IS NULL AS of_market, \
        coalesce(h.name_vi, '') AS household_vi, coalesce(h.name_en, '') AS household_en, t.amount, t.content, \
        t.bank_reference, t.payer_name, t.payer_account, t.payer_bank, t.came_at, t.noted_at, coalesce(a.name, '') AS who, \
        t.confirmed_by_bank, t.noted_by, t.second_look AND t.looked_by IS NULL AS second_look, coalesce(l.name, '') AS looked, t.state, t.problem, t.codes, t.part_of, t.order_id, o.code, o.buyer_name, o.buyer_phone, \
        (SELECT sum(y.amount - y.received)::bigint FROM payments y JOIN bank_accounts p ON p.id = y.payee_id \
          WHERE y.order_id = t.order_id AND y.state = 'due' AND p.producer_id IS NOT DISTINCT FROM b.producer_id) AS left_to_pay \
     FROM transfers t JOIN bank_accounts b ON b.id = t.account_id LEFT JOIN producers h ON h.id = b.producer_id \
     LEFT JOIN orders o ON o.id = t.order_id LEFT JOIN accounts a ON a.id = t.noted_by \
     LEFT JOIN accounts l ON l.id = t.looked_by";

#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Transfer {
    #[diesel(sql_type = BigInt)]
    pub id: TransferId,
    #[diesel(sql_type = Text)]
    pub source: String,
    #[diesel(sql_type = Text)]
    pub bin: String,
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Text)]
    pub holder: String,
    /// Whose account it came to; `None`: the market's.
    #[diesel(sql_type = Nullable<BigInt>)]
    #[serde(skip)]
    pub owner: Option<ProducerId>,
    #[diesel(sql_type = Bool)]
    pub of_market: bool,
    #[diesel(sql_type = Text)]
    pub household_vi: String,
    #[diesel(sql_type = Text)]
    pub household_en: String,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    #[diesel(sql_type = Text)]
    pub content: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub bank_reference: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub payer_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub payer_account: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub payer_bank: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub came_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub noted_at: DateTime<Utc>,
    /// The clerk who noted it.
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Bool)]
    pub confirmed_by_bank: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    #[serde(skip)]
    pub noted_by: Option<AccountId>,
    /// Somebody else must look at it, and nobody has.
    #[diesel(sql_type = Bool)]
    #[serde(skip)]
    pub second_look: bool,
    /// Who else looked at it: another clerk, or who owns the account.
    #[diesel(sql_type = Text)]
    pub looked: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub problem: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    pub codes: Vec<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub part_of: Option<TransferId>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub order_id: Option<OrderId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub buyer_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub buyer_phone: Option<String>,
    /// What its order still asks to be paid to this account.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub left_to_pay: Option<Money>,
}

impl Transfer {
    /// Whether another clerk must look at it before it pays.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.second_look && !self.confirmed_by_bank && self.state == TransferState::Open.as_str()
    }

    /// The bank as people call it.
    #[must_use]
    pub fn bank(&self) -> &str {
        banks::find(&self.bin).map_or(self.bin.as_str(), |bank| bank.short_name)
    }
}

/// A page of transfers: those that are open, the oldest first; all others, the latest first.
pub async fn list(
    conn: &mut Conn,
    state: Option<TransferState>,
    problem: Option<Problem>,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Transfer>, Option<Cursor>)> {
    let oldest_first = state == Some(TransferState::Open);
    let (beyond, order, start) = if oldest_first { (">", "ASC", 0) } else { ("<", "DESC", i64::MAX) };
    let mut rows: Vec<Transfer> = diesel::sql_query(format!(
        "{FACTS} WHERE t.id {beyond} $1 AND ($2 IS NULL OR t.state = $2) \
           AND ($3 IS NULL OR t.problem = $3) ORDER BY t.id {order} LIMIT {}",
        size.saturating_add(1)
    ))
    .bind::<BigInt, _>(after.map_or(start, |cursor| cursor.id))
    .bind::<Nullable<Text>, _>(state.map(TransferState::as_str))
    .bind::<Nullable<Text>, _>(problem.map(Problem::as_str))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.id.0, id: row.id.0 });
    Ok((rows, next))
}

pub async fn load(conn: &mut Conn, id: TransferId) -> Result<Transfer> {
    let found = diesel::sql_query(format!("{FACTS} WHERE t.id = $1")).bind::<BigInt, _>(id.0);
    found.get_result(conn).await.optional()?.ok_or(Error::NotFound)
}

/// How these transfers stand, for the lines of a statement.
pub async fn load_all(conn: &mut Conn, ids: &[TransferId]) -> Result<Vec<Transfer>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let found = diesel::sql_query(format!("{FACTS} WHERE t.id = ANY($1)")).bind::<Array<BigInt>, _>(ids);
    Ok(found.load(conn).await?)
}

/// One line of a transfer's diary.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Happened {
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

pub async fn diary(conn: &mut Conn, id: TransferId) -> Result<Vec<Happened>> {
    Ok(diesel::sql_query(
        "SELECT d.to_state AS state, coalesce(a.name, '') AS who, d.note, d.at FROM transfer_diary d \
         LEFT JOIN accounts a ON a.id = d.account_id WHERE d.transfer_id = $1 ORDER BY d.id DESC",
    )
    .bind::<BigInt, _>(id.0)
    .load(conn)
    .await?)
}

/// The refund of a transfer.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Refund {
    #[diesel(sql_type = BigInt)]
    pub id: RefundId,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Bool)]
    pub has_account: bool,
}

pub async fn refund(conn: &mut Conn, id: TransferId) -> Result<Option<Refund>> {
    Ok(diesel::sql_query(
        "SELECT id, amount, state, to_number IS NOT NULL AS has_account FROM refunds WHERE transfer_id = $1",
    )
    .bind::<BigInt, _>(id.0)
    .get_result(conn)
    .await
    .optional()?)
}

/// What was split off a transfer.
pub async fn parts(conn: &mut Conn, id: TransferId) -> Result<Vec<Transfer>> {
    let found = diesel::sql_query(format!("{FACTS} WHERE t.part_of = $1 ORDER BY t.id")).bind::<BigInt, _>(id.0);
    Ok(found.load(conn).await?)
}

/// A bank account that money may have come to.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Payee {
    #[diesel(sql_type = BigInt)]
    pub id: BankAccountId,
    #[diesel(sql_type = Text)]
    pub bin: String,
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Text)]
    pub holder: String,
    #[diesel(sql_type = Bool)]
    pub ended: bool,
}

/// All accounts, or those that an order's transfers go to or were asked to: the market's first, those in use before those that
/// are ended. One that is somebody else's now is theirs alone.
pub async fn payees(conn: &mut Conn, order: Option<OrderId>) -> Result<Vec<Payee>> {
    Ok(diesel::sql_query(
        "SELECT b.id, b.bin, b.number, b.holder, b.ended_at IS NOT NULL AS ended FROM bank_accounts b \
         WHERE ($1 IS NULL OR EXISTS ( \
             SELECT FROM payments y JOIN bank_accounts p ON p.id = y.payee_id WHERE y.order_id = $1 AND (p.id = b.id \
               OR b.ended_at IS NULL AND p.producer_id IS NOT DISTINCT FROM b.producer_id))) \
           AND (b.ended_at IS NULL OR NOT EXISTS (SELECT FROM bank_accounts l \
             WHERE l.bin = b.bin AND l.number = b.number AND l.ended_at IS NULL)) \
         ORDER BY b.producer_id NULLS FIRST, b.ended_at NULLS FIRST, b.id DESC LIMIT 500",
    )
    .bind::<Nullable<BigInt>, _>(order.map(|o| o.0))
    .load(conn)
    .await?)
}

/// An order that waits for a transfer.
#[derive(Clone, Debug, QueryableByName)]
pub struct Waiting {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = BigInt)]
    pub left: Money,
    /// Whom it is to be paid to, whichever account that is by now; `None`: the market.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub owner: Option<ProducerId>,
}

/// The latest orders that wait for a transfer, and before them those of these codes that do.
pub async fn waiting(conn: &mut Conn, named: &[String]) -> Result<Vec<Waiting>> {
    Ok(diesel::sql_query(
        "SELECT o.code, o.buyer_phone AS phone, y.amount - y.received AS left, b.producer_id AS owner \
         FROM payments y JOIN orders o ON o.id = y.order_id JOIN bank_accounts b ON b.id = y.payee_id \
         WHERE y.method = 'bank_transfer' AND y.state = 'due' ORDER BY o.code = ANY($1) DESC, y.id DESC LIMIT 1000",
    )
    .bind::<Array<Text>, _>(named)
    .load(conn)
    .await?)
}
