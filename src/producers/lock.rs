//! The only place that locks households and what belongs to them alone: identity, codes, papers. The household comes first.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::platform::db::Conn;
use crate::schema::producers;

/// Locks a household; `None` when there is none. Its key stays free: an order that only refers to it need not wait.
///
/// # Locks
/// The household. Nothing of orders or stock is locked after it.
pub async fn household(conn: &mut Conn, id: ProducerId) -> Result<Option<ProducerId>> {
    Ok(producers::table.select(producers::id).find(id).for_no_key_update().first(conn).await.optional()?)
}
