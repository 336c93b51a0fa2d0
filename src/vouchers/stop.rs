//! Stopping a voucher before its time. Orders that were placed with it keep their price.

use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::VoucherId;
use crate::platform::db::Conn;

/// Stops a voucher; one that is stopped stays so. `false` when there is none.
pub async fn stop(conn: &mut Conn, id: VoucherId) -> Result<bool> {
    let stopped = diesel::sql_query("UPDATE vouchers SET stopped_at = coalesce(stopped_at, now()) WHERE id = $1")
        .bind::<BigInt, _>(id.0)
        .execute(conn)
        .await?;
    Ok(stopped > 0)
}
