//! The only place that locks households and what belongs to them alone: identity, codes, papers. The household comes first.

use std::collections::BTreeSet;

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

/// Locks many households; whether all of them are there.
///
/// # Locks
/// As [`household`] does, in the order of their numbers.
pub async fn households(conn: &mut Conn, ids: &BTreeSet<ProducerId>) -> Result<bool> {
    let rows = producers::table.select(producers::id).filter(producers::id.eq_any(ids)).order(producers::id);
    let there: Vec<ProducerId> = rows.for_no_key_update().load(conn).await?;
    Ok(there.len() == ids.len())
}
