//! Where a buyer wants transferred money back. Kept with the refund alone, for it is sensitive and of no other use.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::OrderId;
use crate::platform::db::Conn;
use crate::schema::refunds;

/// A buyer's bank account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The bank's six digits at NAPAS.
    pub bin: String,
    pub number: String,
    /// Capitals without accents, as banks write it.
    pub holder: String,
}

/// Sets the account of every refund of an order that is still to be transferred. Call it inside a transaction.
pub async fn set(conn: &mut Conn, order: OrderId, account: &Account) -> Result<usize> {
    let waiting = refunds::table.filter(
        refunds::order_id
            .eq(order)
            .and(refunds::method.eq("bank_transfer"))
            .and(refunds::state.eq_any(["due", "failed"])),
    );
    Ok(diesel::update(waiting)
        .set((
            refunds::to_bin.eq(&account.bin),
            refunds::to_number.eq(&account.number),
            refunds::to_holder.eq(&account.holder),
        ))
        .execute(conn)
        .await?)
}
