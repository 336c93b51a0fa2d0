//! Where a buyer wants transferred money back. Kept with the refund alone, for it is sensitive and of no other use.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::lock;
use crate::error::Error;
use crate::kernel::ids::{OrderId, RefundId};
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{claims, refunds};

/// A buyer's bank account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The bank's six digits at NAPAS.
    pub bin: String,
    pub number: String,
    /// Capitals without accents, as banks write it.
    pub holder: String,
}

#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// A clerk has taken one of them to hand, and may be at the bank with the account that stands there.
    #[error("a clerk is sending it")]
    Held,
    #[error(transparent)]
    Failed(Error),
}
refusal!(SetError);

/// Sets the account of every refund of an order that is still to be transferred. Call it inside a transaction.
///
/// # Locks
/// The refunds.
///
/// # Refuses
/// See [`SetError`]: all of them when one is refused.
pub async fn set(conn: &mut Conn, order: OrderId, account: &Account) -> Result<usize, SetError> {
    let waiting = lock::to_transfer(conn, order).await?;
    // One without an account is sent nowhere: whoever holds it waits for the buyer.
    let known =
        refunds::table.select(refunds::id).filter(refunds::id.eq_any(&waiting).and(refunds::to_number.is_not_null()));
    let known: Vec<RefundId> = known.load(conn).await?;
    let ids: Vec<i64> = known.iter().map(|id| id.0).collect();
    let held = claims::table
        .filter(claims::kind.eq("refund").and(claims::item.eq_any(ids)).and(claims::until.gt(diesel::dsl::now)));
    if diesel::select(diesel::dsl::exists(held)).get_result::<bool>(conn).await? {
        return Err(SetError::Held);
    }
    Ok(diesel::update(refunds::table.filter(refunds::id.eq_any(waiting)))
        .set((
            refunds::to_bin.eq(&account.bin),
            refunds::to_number.eq(&account.number),
            refunds::to_holder.eq(&account.holder),
        ))
        .execute(conn)
        .await?)
}
