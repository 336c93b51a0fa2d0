//! How many of a pack are bought at once: the least, and by how many more. What a carrier's box or a steamer holds decides it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{PackId, ProducerId};
use crate::platform::db::Conn;
use crate::schema::{packs, products};

/// More than this at once is no shop's business.
pub const MOST: i32 = 1_000;

/// Both 1 to [`MOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    pub least: i32,
    pub step: i32,
}

/// Says how many of a pack of this household are bought at once. `false` when it is not the household's. Carts that hold
/// another number are put right when they are looked at; orders stand as they are.
pub async fn set(conn: &mut Conn, producer: ProducerId, pack: PackId, steps: Steps) -> Result<bool> {
    let own = products::table.select(products::id).filter(products::producer_id.eq(producer.0));
    let changed = diesel::update(packs::table)
        .filter(packs::id.eq(pack).and(packs::withdrawn_at.is_null()).and(packs::product_id.eq_any(own)))
        .set((packs::min_qty.eq(steps.least), packs::qty_step.eq(steps.step)))
        .execute(conn)
        .await?;
    Ok(changed > 0)
}
