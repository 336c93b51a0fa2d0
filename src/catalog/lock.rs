//! The only place that locks products, harvests and stock, always in the order of ids, so that carts A+B and B+A never wait for
//! each other.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{HarvestId, PackId, ProductId};
use crate::platform::db::Conn;
use crate::schema::{harvests, packs, products};

/// A harvest of which nobody else promises anything until this transaction ends.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = harvests)]
pub struct LockedHarvest {
    pub id: HarvestId,
    pub state: String,
    pub cap_g: i64,
    pub promised_g: i64,
}

impl LockedHarvest {
    /// Grams that can still be promised; none of one that is over.
    #[must_use]
    pub fn left(&self) -> i64 {
        let live = matches!(self.state.as_str(), "open" | "going");
        if live { self.cap_g.saturating_sub(self.promised_g) } else { 0 }
    }
}

/// Locks these harvests; their keys stay free.
///
/// # Locks
/// Harvests come after order and parcel, before stock.
pub async fn harvests(conn: &mut Conn, ids: &[HarvestId]) -> Result<Vec<LockedHarvest>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(harvests::table
        .select(LockedHarvest::as_select())
        .filter(harvests::id.eq_any(ids))
        .order(harvests::id)
        .for_no_key_update()
        .load(conn)
        .await?)
}

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
/// Stock comes after order, parcel and harvest, before payment.
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

/// The state of a product that nobody else moves until this transaction ends.
///
/// # Locks
/// The product, before anything of an order.
pub async fn product(conn: &mut Conn, id: ProductId) -> Result<Option<String>> {
    let row = products::table.select(products::state).find(id.0).for_no_key_update();
    Ok(row.first(conn).await.optional()?)
}
