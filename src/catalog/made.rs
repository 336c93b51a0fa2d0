//! Goods that a household makes when somebody orders them: sold without being there, up to so many of a day's orders.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{PackId, ProducerId};
use crate::platform::db::Conn;
use crate::schema::{packs, products};

/// Nobody waits longer.
pub const LONGEST: i32 = 60;

/// How a pack is made to order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    pub to_order: bool,
    /// Days that making it takes, packing not counted.
    pub days: i16,
    /// Of one day's orders; `None` for as many as are ordered.
    pub most_per_day: Option<i32>,
}

/// Says how a pack of this household is made to order. `false` when it is not the household's. Orders that were taken
/// before stand as they are.
pub async fn set(conn: &mut Conn, producer: ProducerId, pack: PackId, made: Made) -> Result<bool> {
    let own = products::table.select(products::id).filter(products::producer_id.eq(producer.0));
    let changed = diesel::update(packs::table)
        .filter(packs::id.eq(pack).and(packs::withdrawn_at.is_null()).and(packs::product_id.eq_any(own)))
        .set((
            packs::made_to_order.eq(made.to_order),
            packs::make_days.eq(made.days),
            packs::most_per_day.eq(made.most_per_day),
        ))
        .execute(conn)
        .await?;
    Ok(changed > 0)
}
