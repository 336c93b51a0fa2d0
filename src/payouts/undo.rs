//! A payout that was not sent is taken back: what it was for is owed again, and goes into the next one.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::payout::PayoutState;
use super::{lock, pay};
use crate::error::Error;
use crate::kernel::ids::{AccountId, PayoutId};
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::payouts;

#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    #[error("no such payout")]
    NotFound,
    #[error("undone before")]
    Already,
    /// It was sent.
    #[error("the payout is {0:?}")]
    MovedOn(PayoutState),
    #[error(transparent)]
    Failed(Error),
}
refusal!(UndoError);

/// Takes a payout back. Call it inside a transaction.
///
/// # Locks
/// The payout.
///
/// # Refuses
/// One that was sent.
pub async fn undo(conn: &mut Conn, id: PayoutId, note: &str, by: AccountId) -> Result<(), UndoError> {
    let payout = lock::payout(conn, id).await?.ok_or(UndoError::NotFound)?;
    match payout.state {
        PayoutState::Due => {}
        PayoutState::Undone => return Err(UndoError::Already),
        other => return Err(UndoError::MovedOn(other)),
    }
    diesel::update(payouts::table.find(id))
        .set((
            payouts::state.eq(PayoutState::Undone.as_str()),
            payouts::note.eq(note),
            payouts::settled_at.eq(diesel::dsl::now),
            payouts::settled_by.eq(by),
        ))
        .execute(conn)
        .await?;
    pay::let_go(conn, id).await?;
    Ok(())
}
