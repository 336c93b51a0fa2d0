//! The lock of everything that is written about a product: its own row.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{PictureId, ProducerId, ProductId};
use crate::platform::db::Conn;
use crate::schema::{pictures, products};

/// The state of a product whose revision, pictures and packs nobody else changes until this transaction ends; `None` when
/// this household has no such product.
///
/// # Locks
/// The product; stock comes after it.
pub async fn product(conn: &mut Conn, producer: ProducerId, id: ProductId) -> Result<Option<String>> {
    Ok(products::table
        .select(products::state)
        .filter(products::id.eq(id.0).and(products::producer_id.eq(producer.0)))
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?)
}

/// Whether there is such a picture; then nobody throws it away until this transaction ends.
pub async fn picture(conn: &mut Conn, id: PictureId) -> Result<bool> {
    let found: Option<i64> = pictures::table
        .select(pictures::id)
        .filter(pictures::id.eq(id.0))
        .for_key_share()
        .first(conn)
        .await
        .optional()?;
    Ok(found.is_some())
}
