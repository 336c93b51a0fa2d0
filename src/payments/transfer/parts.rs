//! Parts of a payment that came before its order fell through.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{give_back, split};
use crate::error::Result;
use crate::kernel::ids::{PaymentId, TransferId};
use crate::kernel::money::Money;
use crate::ledger::account::Account;
use crate::payments::lock;
use crate::platform::db::Conn;
use crate::schema::{payments, transfers};

/// Gives back what came of a payment that is void now. Call it inside a transaction that holds the payment.
///
/// # Locks
/// The transfers that were applied to it, in the order of ids.
pub async fn give_back(conn: &mut Conn, payment: PaymentId, reason: &str) -> Result<()> {
    let applied = transfers::table.filter(transfers::payment_id.eq(payment).and(transfers::state.eq("applied")));
    let parts: Vec<TransferId> = applied.select(transfers::id).order(transfers::id).load(conn).await?;
    diesel::update(payments::table.find(payment)).set(payments::received.eq(Money::ZERO)).execute(conn).await?;
    for part in parts {
        let Some(transfer) = lock::transfer(conn, part).await? else { continue };
        let amount = transfer.amount - split::split_off(conn, part).await?;
        give_back::give_back(conn, &transfer, amount, Account::Unmatched, reason, None).await?;
    }
    Ok(())
}
