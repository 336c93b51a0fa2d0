//! The only place that locks payments, refunds and transfers, last of all locks.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::payment::{Method, PaymentState};
use super::transfer::kinds::TransferState;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, BankAccountId, OrderId, ParcelId, PaymentId, RefundId, TransferId, VoucherId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::{payment_parcels, payments, refunds, transfers, voucher_uses, vouchers, webhooks};

/// A payment that nobody else settles until this transaction ends.
#[derive(Clone, Debug)]
pub struct LockedPayment {
    row: Row,
    /// The parcels it pays for, and how much of it is for each.
    pub parts: Vec<(ParcelId, Money)>,
}

impl std::ops::Deref for LockedPayment {
    type Target = Row;
    fn deref(&self) -> &Row {
        &self.row
    }
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = payments)]
pub struct Row {
    pub id: PaymentId,
    pub order_id: OrderId,
    pub parcel_id: Option<ParcelId>,
    pub amount: Money,
    pub received: Money,
    pub provider_charge: Option<String>,
    #[diesel(column_name = method)]
    method_word: String,
    #[diesel(column_name = state)]
    state_word: String,
}

impl Row {
    pub fn method(&self) -> Result<Method> {
        Method::parse(&self.method_word).ok_or_else(|| self.unread(&self.method_word))
    }

    pub fn state(&self) -> Result<PaymentState> {
        PaymentState::parse(&self.state_word).ok_or_else(|| self.unread(&self.state_word))
    }

    /// Whether it is asked of the buyer or settled, not void or sent back.
    #[must_use]
    pub fn live(&self) -> bool {
        !matches!(self.state_word.as_str(), "void" | "surplus")
    }

    fn unread(&self, word: &str) -> Error {
        Error::Internal(anyhow::anyhow!("payment {} is {word}", self.id))
    }
}

impl LockedPayment {
    /// Whether it pays this parcel.
    #[must_use]
    pub fn covers(&self, parcel: ParcelId) -> bool {
        self.parts.iter().any(|(own, _)| *own == parcel)
    }
}

/// Locks every payment of an order, in the order of ids, the void ones too.
///
/// # Locks
/// The payments; order, parcel and stock come before.
pub async fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<LockedPayment>> {
    let rows: Vec<Row> = payments::table
        .select(Row::as_select())
        .filter(payments::order_id.eq(order))
        .order(payments::id)
        .for_update()
        .load(conn)
        .await?;
    let ids: Vec<PaymentId> = rows.iter().map(|row| row.id).collect();
    let parts: Vec<(PaymentId, ParcelId, Money)> = payment_parcels::table
        .select((payment_parcels::payment_id, payment_parcels::parcel_id, payment_parcels::amount))
        .filter(payment_parcels::payment_id.eq_any(ids))
        .order(payment_parcels::parcel_id)
        .load(conn)
        .await?;
    let of = |id| parts.iter().filter(|(own, ..)| *own == id).map(|(_, parcel, amount)| (*parcel, *amount)).collect();
    Ok(rows.into_iter().map(|row| LockedPayment { parts: of(row.id), row }).collect())
}

/// Locks the live payment that pays a parcel, if one does.
///
/// # Locks
/// The payments of its order; order, parcel and stock come before.
pub async fn covering(conn: &mut Conn, order: OrderId, parcel: ParcelId) -> Result<Option<LockedPayment>> {
    Ok(of_order(conn, order).await?.into_iter().find(|p| p.live() && p.covers(parcel)))
}

/// A refund that nobody else sends until this transaction ends.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = refunds)]
pub struct LockedRefund {
    pub order_id: Option<OrderId>,
    pub parcel_id: Option<ParcelId>,
    pub transfer_id: Option<TransferId>,
    pub amount: Money,
    pub method: String,
    pub state: String,
}

/// Locks a refund.
///
/// # Locks
/// The refund, after its payment.
pub async fn refund(conn: &mut Conn, id: RefundId) -> Result<Option<LockedRefund>> {
    Ok(refunds::table.select(LockedRefund::as_select()).find(id).for_update().first(conn).await.optional()?)
}

/// Locks the refunds of an order that are still to be transferred, in the order of ids.
///
/// # Locks
/// The refunds, after their payments.
pub async fn to_transfer(conn: &mut Conn, order: OrderId) -> Result<Vec<RefundId>> {
    Ok(refunds::table
        .select(refunds::id)
        .filter(refunds::order_id.eq(order).and(refunds::method.eq("bank_transfer")))
        .filter(refunds::state.eq_any(["due", "failed"]))
        .order(refunds::id)
        .for_update()
        .load(conn)
        .await?)
}

/// A transfer that nobody else resolves until this transaction ends.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = transfers)]
pub struct LockedTransfer {
    pub id: TransferId,
    pub account_id: BankAccountId,
    pub amount: Money,
    pub order_id: Option<OrderId>,
    pub payer_name: Option<String>,
    pub payer_account: Option<String>,
    pub payer_bank: Option<String>,
    pub noted_by: Option<AccountId>,
    pub confirmed_by_bank: bool,
    /// Somebody else must look at it, or has.
    pub second_look: bool,
    /// Who else has.
    pub looked_by: Option<AccountId>,
    /// Of the orders that its content names; a part has those of what it was split off.
    pub codes: Vec<String>,
    #[diesel(column_name = state)]
    state_word: String,
}

impl LockedTransfer {
    /// Whether it is a word that nobody else has looked at and that pays nothing before.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.second_look && !self.confirmed_by_bank && self.looked_by.is_none() && self.state_word == "open"
    }

    pub fn state(&self) -> Result<TransferState> {
        TransferState::parse(&self.state_word)
            .ok_or_else(|| Error::Internal(anyhow::anyhow!("transfer {} is {}", self.id, self.state_word)))
    }
}

/// Locks a transfer.
///
/// # Locks
/// The transfer; the order it is for comes before, and whoever holds one waits for no other order.
pub async fn transfer(conn: &mut Conn, id: TransferId) -> Result<Option<LockedTransfer>> {
    Ok(transfers::table.select(LockedTransfer::as_select()).find(id).for_update().first(conn).await.optional()?)
}

/// Makes all who tell of so much money on one account wait for each other, or two of them would each find the other not there.
///
/// # Locks
/// The sum on the account; orders and parcels come before, stock and payments after.
pub async fn sum_of_account(conn: &mut Conn, account: BankAccountId, amount: Money) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('transfer ' || $1 || ' ' || $2, 0))")
        .bind::<BigInt, _>(account.0)
        .bind::<BigInt, _>(amount.amount())
        .execute(conn)
        .await?;
    Ok(())
}

/// Locks a clerk's word that no bank has confirmed yet: of this sum, to this account, for this order or with this number.
///
/// # Locks
/// The transfer; the order comes before.
pub async fn word_of_clerk(
    conn: &mut Conn,
    account: BankAccountId,
    amount: Money,
    order: Option<OrderId>,
    reference: Option<&str>,
) -> Result<Option<LockedTransfer>> {
    let about = transfers::order_id.eq(order).or(transfers::bank_reference.eq(reference));
    Ok(transfers::table
        .select(LockedTransfer::as_select())
        .filter(transfers::source.eq("clerk").and(transfers::confirmed_by_bank.eq(false)))
        .filter(transfers::part_of.is_null().and(transfers::state.ne("ignored")))
        .filter(transfers::account_id.eq(account).and(transfers::amount.eq(amount)))
        .filter(about.assume_not_null())
        .order(transfers::id)
        .for_update()
        .first(conn)
        .await
        .optional()?)
}

/// Locks the voucher whose use an order gave back; `false` when it gave none back.
///
/// # Locks
/// The voucher, after the payments.
pub async fn voucher_given_back(conn: &mut Conn, order: OrderId) -> Result<bool> {
    let given_back = voucher_uses::table
        .select(voucher_uses::voucher_id)
        .filter(voucher_uses::order_id.eq(order).and(voucher_uses::released_at.is_not_null()));
    let locked: Vec<VoucherId> =
        vouchers::table.select(vouchers::id).filter(vouchers::id.eq_any(given_back)).for_update().load(conn).await?;
    Ok(!locked.is_empty())
}

/// Locks a notice that was kept; `None` when it was applied before.
///
/// # Locks
/// The notice, before everything else.
pub async fn notice(conn: &mut Conn, id: i64) -> Result<Option<(String, Vec<u8>)>> {
    Ok(webhooks::table
        .select((webhooks::provider, webhooks::body))
        .filter(webhooks::id.eq(id).and(webhooks::applied_at.is_null()))
        .for_update()
        .first(conn)
        .await
        .optional()?)
}
