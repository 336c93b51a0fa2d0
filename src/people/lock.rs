//! The only place that locks a person: the account first, then their orders by number, then the request.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use super::person::{Person, Who};
use crate::error::{Error, Result};
use crate::kernel::ids::DataRequestId;
use crate::platform::db::Conn;
use crate::schema::accounts;

/// Keeps the account as it is, its key too: an order that is being placed with it waits, and is a guest's when the account
/// is gone by then.
pub async fn account(conn: &mut Conn, who: Who) -> Result<()> {
    if let Some(id) = who.account() {
        accounts::table.find(id).select(accounts::id).for_update().first::<i64>(conn).await.optional()?;
    }
    Ok(())
}

/// Keeps a person's orders as they are.
pub async fn orders(conn: &mut Conn, person: &Person) -> Result<()> {
    diesel::sql_query("SELECT id FROM orders WHERE id = ANY($1) ORDER BY id FOR UPDATE")
        .bind::<Array<BigInt>, _>(person.order_ids())
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps a request as it is, or [`Error::NotFound`].
pub async fn request(conn: &mut Conn, id: DataRequestId) -> Result<()> {
    let found = diesel::sql_query("SELECT id FROM data_requests WHERE id = $1 FOR UPDATE")
        .bind::<BigInt, _>(id.0)
        .execute(conn)
        .await?;
    if found == 1 { Ok(()) } else { Err(Error::NotFound) }
}
