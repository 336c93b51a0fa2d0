//! The only place that locks payments, last of all locks.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{ParcelId, PaymentId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::payments;

/// A payment that nobody else settles until this transaction ends.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = payments)]
pub struct LockedPayment {
    pub id: PaymentId,
    pub amount: Money,
    pub state: String,
}

/// Locks the cash payment of a parcel, if it has one.
///
/// # Locks
/// The payment; order, parcel and stock come before.
pub async fn of_parcel(conn: &mut Conn, parcel: ParcelId) -> Result<Option<LockedPayment>> {
    Ok(payments::table
        .select(LockedPayment::as_select())
        .filter(payments::parcel_id.eq(parcel).and(payments::method.eq("cod")))
        .for_update()
        .first(conn)
        .await
        .optional()?)
}
