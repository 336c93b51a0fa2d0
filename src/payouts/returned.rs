//! The bank sent a payout back: booked the other way, and what it paid for is owed again.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::payout::PayoutState;
use super::{lock, pay};
use crate::error::Error;
use crate::kernel::ids::{AccountId, PayoutId};
use crate::ledger::posting::{self, Posting};
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::payouts;

#[derive(Debug, thiserror::Error)]
pub enum ReturnError {
    #[error("no such payout")]
    NotFound,
    #[error("noted before")]
    Already,
    /// It was never sent.
    #[error("the payout is {0:?}")]
    NotSent(PayoutState),
    #[error(transparent)]
    Failed(Error),
}
refusal!(ReturnError);

/// Notes that the bank sent a payout back, and why. Call it inside a transaction.
///
/// # Locks
/// The payout.
///
/// # Refuses
/// One that was not sent.
pub async fn come_back(conn: &mut Conn, id: PayoutId, note: &str, by: AccountId) -> Result<(), ReturnError> {
    let payout = lock::payout(conn, id).await?.ok_or(ReturnError::NotFound)?;
    match payout.state {
        PayoutState::Paid => {}
        PayoutState::Returned => return Err(ReturnError::Already),
        other => return Err(ReturnError::NotSent(other)),
    }
    let settled = pay::settled(conn, id, payout.producer).await?;
    diesel::update(payouts::table.find(id))
        .set((
            payouts::state.eq(PayoutState::Returned.as_str()),
            payouts::note.eq(note),
            payouts::settled_at.eq(diesel::dsl::now),
            payouts::settled_by.eq(by),
        ))
        .execute(conn)
        .await?;
    let back = Posting::new("payout_returned", id).by(Some(by)).memo(note);
    posting::post(conn, pay::reverse(back, &settled, payout.amount)).await?;
    pay::let_go(conn, id).await?;
    Ok(())
}
