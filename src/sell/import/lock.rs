//! The locks of a file that is begun and taken over.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::keep::Stand;
use crate::error::Result;
use crate::kernel::ids::{ImportId, ProducerId};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::schema::imports;

/// How an import stands; nobody else mends it, begins it or takes it on until this transaction ends.
///
/// # Locks
/// The import; the household's turn and products come after it.
pub async fn import(conn: &mut Conn, id: ImportId) -> Result<Option<Stand>> {
    Ok(imports::table.select(Stand::as_select()).find(id.0).for_update().first(conn).await.optional()?)
}

/// The household's turn: its files are begun one after the other.
pub async fn household(conn: &mut Conn, producer: ProducerId) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('import ' || $1, 0))")
        .bind::<BigInt, _>(producer.0)
        .kept()
        .execute(conn)
        .await?;
    Ok(())
}
