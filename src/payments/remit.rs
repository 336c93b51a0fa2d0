//! Cash from the door reaches the market: noted once, from whoever had it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::RunQueryDsl;

use super::collect::direct;
use super::lock;
use super::payment::PaymentState;
use crate::error::Error;
use crate::kernel::ids::{AccountId, OrderId, ParcelId, PaymentId};
use crate::kernel::money::Money;
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::orders::lock as orders_lock;
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::payments;

#[derive(Debug, thiserror::Error)]
pub enum RemitError {
    #[error("no such cash")]
    NotFound,
    #[error("handed on before")]
    Already,
    /// Nobody has taken it, or it is no cash.
    #[error("the payment is {0:?}")]
    NotCollected(PaymentState),
    /// A payout was made less by it.
    #[error("a payout has taken it off")]
    Netted,
    /// It is the household's own: the market is handed nothing where households are paid directly.
    #[error("direct settlement")]
    Direct,
    #[error(transparent)]
    Failed(Error),
}
refusal!(RemitError);

#[derive(QueryableByName)]
struct Netted {
    #[diesel(sql_type = Bool)]
    netted: bool,
}

/// Notes that the market has the cash of a payment, in its hand or at its bank. Call it inside a transaction.
///
/// # Locks
/// Order, parcel, payment.
///
/// # Refuses
/// See [`RemitError`].
pub async fn remit(conn: &mut Conn, id: PaymentId, by: AccountId) -> Result<Money, RemitError> {
    let found: Option<(OrderId, Option<ParcelId>)> =
        payments::table.select((payments::order_id, payments::parcel_id)).find(id).first(conn).await.optional()?;
    let Some((order, Some(parcel))) = found else { return Err(RemitError::NotFound) };
    let locked = orders_lock::parcel(conn, parcel, None).await?.ok_or(RemitError::NotFound)?;
    let own = lock::of_order(conn, order).await?.into_iter().find(|p| p.id == id).ok_or(RemitError::NotFound)?;
    match own.state()? {
        PaymentState::Collected => {}
        PaymentState::Remitted => return Err(RemitError::Already),
        other => return Err(RemitError::NotCollected(other)),
    }
    if direct(conn, order).await? {
        return Err(RemitError::Direct);
    }
    let with: Option<String> = payments::table.select(payments::cash_with).find(id).first(conn).await?;
    let holder = match with.as_deref() {
        Some("carrier") => Account::WithCarrier,
        _ => Account::WithHousehold(locked.producer),
    };
    if netted(conn, parcel).await? {
        return Err(RemitError::Netted);
    }
    diesel::update(payments::table.find(id))
        .set((
            payments::state.eq(PaymentState::Remitted.as_str()),
            payments::settled_at.eq(diesel::dsl::now),
            payments::settled_by.eq(by),
        ))
        .execute(conn)
        .await?;
    let remitted = Posting::new("remitted", id)
        .of_order(Some(order))
        .by(Some(by))
        .debit(Account::Bank, Some(parcel), own.amount)
        .credit(holder, Some(parcel), own.amount);
    posting::post(conn, remitted).await?;
    Ok(own.amount)
}

/// Whether a payout has taken the cash of a parcel off what it paid.
async fn netted(conn: &mut Conn, parcel: ParcelId) -> Result<bool, RemitError> {
    let row: Netted = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM entries e JOIN payout_entries c ON c.entry_id = e.id \
                        WHERE e.parcel_id = $1 AND e.account = 'with_household' AND e.amount > 0) AS netted",
    )
    .bind::<BigInt, _>(parcel.0)
    .get_result(conn)
    .await?;
    Ok(row.netted)
}
