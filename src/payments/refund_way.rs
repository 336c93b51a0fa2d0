//! Another way for a refund that is not done: to an account that the buyer named, in cash, or once more by the provider.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::lock;
use super::messages::SendRefund;
use super::refund::Way;
use super::refund_account::Account;
use crate::error::Error;
use crate::kernel::ids::RefundId;
use crate::platform::db::Conn;
use crate::platform::jobs::{self, NewJob};
use crate::refusal;
use crate::schema::refunds;

#[derive(Debug, thiserror::Error)]
pub enum WayError {
    #[error("no such refund")]
    NotFound,
    /// It is done, or a provider has it in hand.
    #[error("the refund is {0}")]
    MovedOn(String),
    /// The card may have the money: Stripe has not said, and is asked again.
    #[error("Stripe has not said")]
    Unsaid,
    #[error(transparent)]
    Failed(Error),
}
refusal!(WayError);

/// Sends a refund to this account instead; `asked`: Stripe is asked what became of one to a card. Call it inside a
/// transaction.
///
/// # Locks
/// The refund.
///
/// # Refuses
/// One that is done or on its way, and one to a card of which Stripe has yet to say that it failed: nobody would ask any
/// more, and the buyer might be paid twice.
pub async fn to_account(conn: &mut Conn, id: RefundId, account: &Account, asked: bool) -> Result<(), WayError> {
    let refund = lock::refund(conn, id).await?.ok_or(WayError::NotFound)?;
    if !matches!(refund.state.as_str(), "due" | "failed") {
        return Err(WayError::MovedOn(refund.state));
    }
    if asked && refund.method == Way::Card.as_str() && refund.state == "due" {
        return Err(WayError::Unsaid);
    }
    diesel::update(refunds::table.find(id))
        .set((
            refunds::state.eq("due"),
            refunds::method.eq(Way::BankTransfer.as_str()),
            refunds::to_bin.eq(&account.bin),
            refunds::to_number.eq(&account.number),
            refunds::to_holder.eq(&account.holder),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// What was to be transferred is given in cash; one that is done stays as it was. Call it inside a transaction.
///
/// # Locks
/// The refund.
pub async fn in_cash(conn: &mut Conn, id: RefundId) -> Result<(), Error> {
    let refund = lock::refund(conn, id).await?.ok_or(Error::NotFound)?;
    if refund.state != "done" && refund.method == Way::BankTransfer.as_str() {
        diesel::update(refunds::table.find(id)).set(refunds::method.eq(Way::Cash.as_str())).execute(conn).await?;
    }
    Ok(())
}

/// Asks the provider once more, as something new: what it answered before counts no more. A second press asks no third
/// time. Call it inside a transaction.
///
/// # Locks
/// The refund.
///
/// # Refuses
/// One that has not failed.
pub async fn retry(conn: &mut Conn, id: RefundId) -> Result<(), WayError> {
    let refund = lock::refund(conn, id).await?.ok_or(WayError::NotFound)?;
    if refund.state != "failed" {
        return Err(WayError::MovedOn(refund.state));
    }
    diesel::update(refunds::table.find(id))
        .set((
            refunds::state.eq("due"),
            refunds::provider_ref.eq(None::<String>),
            refunds::why_failed.eq(""),
            refunds::tries.eq(refunds::tries + 1),
        ))
        .execute(conn)
        .await?;
    jobs::enqueue(conn, &[NewJob::of(&SendRefund { refund: id }).map_err(Error::from)?]).await?;
    Ok(())
}
