//! The lock of counting.

use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// The turn at counting: days are written over by one transaction after the other, so that the last one has seen
/// everything that the ones before it had.
pub async fn counting(conn: &mut Conn) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('figures', 0))").kept().execute(conn).await?;
    Ok(())
}
