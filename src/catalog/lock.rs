//! The only place that locks stock, always in the order of ids, so that carts A+B and B+A never wait for each other.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::PackId;
use crate::platform::db::Conn;
use crate::schema::packs;

/// A pack whose stock nobody else changes until this transaction ends.
#[derive(Clone, Copy, Debug, Queryable, Selectable)]
#[diesel(table_name = packs)]
pub struct LockedPack {
    pub id: PackId,
    pub on_hand: i32,
    pub reserved: i32,
}

impl LockedPack {
    /// What can still be promised.
    #[must_use]
    pub const fn available(&self) -> i32 {
        self.on_hand.saturating_sub(self.reserved)
    }
}

/// Locks these packs. Their keys stay free: a row that only refers to a pack (a cart line) need not wait for an order.
///
/// # Locks
/// Stock comes after order and parcel, before payment.
pub async fn packs(conn: &mut Conn, ids: &[PackId]) -> Result<Vec<LockedPack>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    Ok(packs::table
        .select(LockedPack::as_select())
        .filter(packs::id.eq_any(ids))
        .order(packs::id)
        .for_no_key_update()
        .load(conn)
        .await?)
}
