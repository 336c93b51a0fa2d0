//! The only place that locks payouts, after everything else.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::payout::PayoutState;
use crate::error::{Error, Result};
use crate::kernel::ids::{PayoutId, ProducerId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::payouts;

/// Batches are made one after another, so that no entry is claimed by two.
const MAKING: &str = "SELECT pg_advisory_xact_lock(4242004)";

/// Waits until nobody else makes a batch, and keeps others from it until this transaction ends.
pub async fn making(conn: &mut Conn) -> Result<()> {
    diesel::sql_query(MAKING).execute(conn).await?;
    Ok(())
}

/// A payout that nobody else moves until this transaction ends.
#[derive(Clone, Debug)]
pub struct LockedPayout {
    pub producer: ProducerId,
    pub amount: Money,
    pub state: PayoutState,
    pub reference: String,
}

/// Locks a payout.
///
/// # Locks
/// The payout.
pub async fn payout(conn: &mut Conn, id: PayoutId) -> Result<Option<LockedPayout>> {
    let row: Option<(ProducerId, Money, String, String)> = payouts::table
        .select((payouts::producer_id, payouts::amount, payouts::state, payouts::reference))
        .find(id)
        .for_update()
        .first(conn)
        .await
        .optional()?;
    row.map(|(producer, amount, state, reference)| {
        let state =
            PayoutState::parse(&state).ok_or_else(|| Error::Internal(anyhow::anyhow!("payout {id} is {state}")))?;
        Ok(LockedPayout { producer, amount, state, reference })
    })
    .transpose()
}
