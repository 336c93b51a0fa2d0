//! The household has the cash of a parcel in hand: noted once, with who noted it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::lock;
use crate::error::Error;
use crate::kernel::ids::{AccountId, ParcelId, ProducerId};
use crate::kernel::money::Money;
use crate::orders::lock as orders_lock;
use crate::orders::parcel::ParcelState;
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::payments;

#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    #[error("no such parcel, or no cash to collect for it")]
    NotFound,
    /// The goods have not left the household, or never will.
    #[error("a parcel that is {0:?} has brought no cash")]
    TooEarly(ParcelState),
    #[error("collected before")]
    Already,
    #[error("void")]
    Void,
    #[error(transparent)]
    Failed(Error),
}
refusal!(CollectError);

/// Notes that `by` has the cash of a parcel of `owner`. Returns the amount. Call it inside a transaction.
///
/// # Locks
/// Order, parcel, payment.
///
/// # Refuses
/// Another household's parcel, one that has not been handed over, and cash that was noted before.
pub async fn collect(
    conn: &mut Conn,
    parcel: ParcelId,
    owner: ProducerId,
    by: AccountId,
) -> Result<Money, CollectError> {
    let locked = orders_lock::parcel(conn, parcel, Some(owner)).await?.ok_or(CollectError::NotFound)?;
    let payment = lock::of_parcel(conn, parcel).await?.ok_or(CollectError::NotFound)?;
    match payment.state.as_str() {
        "collected" => return Err(CollectError::Already),
        "void" => return Err(CollectError::Void),
        _ => {}
    }
    if !matches!(locked.state, ParcelState::HandedOver | ParcelState::Delivered) {
        return Err(CollectError::TooEarly(locked.state));
    }
    diesel::update(payments::table.find(payment.id))
        .set((payments::state.eq("collected"), payments::settled_at.eq(diesel::dsl::now), payments::settled_by.eq(by)))
        .execute(conn)
        .await?;
    Ok(payment.amount)
}
