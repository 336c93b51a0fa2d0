//! The only place that locks lots. It comes after the parcel.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{LotId, ProducerId};
use crate::platform::db::Conn;
use crate::schema::lots;

/// Locks a lot against being packed; `None` when none of these households has it, or, without households, nobody has.
pub(super) async fn lot(conn: &mut Conn, id: LotId, owners: Option<&[ProducerId]>) -> Result<Option<LotId>> {
    let found: Option<(LotId, ProducerId)> =
        lots::table.select((lots::id, lots::producer_id)).find(id).for_update().first(conn).await.optional()?;
    Ok(found.filter(|(_, producer)| owners.is_none_or(|own| own.contains(producer))).map(|(id, _)| id))
}
