//! No money will come for a parcel that ended without delivery.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::lock;
use crate::error::Error;
use crate::kernel::ids::{AccountId, ParcelId};
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::payments;

#[derive(Debug, thiserror::Error)]
pub enum VoidError {
    /// The household already has the cash, so the parcel did not end without delivery.
    #[error("the cash was collected")]
    Collected,
    #[error(transparent)]
    Failed(Error),
}
refusal!(VoidError);

/// Voids the cash due for a parcel that was just cancelled, refused or given up. A parcel without cash on delivery, and
/// a payment that is void already, are left as they are. Call it in the transaction that moved the parcel.
///
/// # Locks
/// The payment; the caller holds order and parcel.
///
/// # Refuses
/// [`VoidError::Collected`].
pub async fn void(conn: &mut Conn, parcel: ParcelId, by: Option<AccountId>) -> Result<(), VoidError> {
    let Some(payment) = lock::of_parcel(conn, parcel).await? else { return Ok(()) };
    match payment.state.as_str() {
        "collected" => return Err(VoidError::Collected),
        "void" => return Ok(()),
        _ => {}
    }
    diesel::update(payments::table.find(payment.id))
        .set((payments::state.eq("void"), payments::settled_at.eq(diesel::dsl::now), payments::settled_by.eq(by)))
        .execute(conn)
        .await?;
    Ok(())
}
