//! The only place that locks carts. A cart comes before everything else in the order of locks.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{AccountId, CartId};
use crate::platform::db::Conn;
use crate::schema::carts;

/// Locks a cart; `None` when it is gone.
pub async fn cart(conn: &mut Conn, id: CartId) -> Result<Option<CartId>> {
    Ok(carts::table.select(carts::id).find(id).for_update().first(conn).await.optional()?)
}

/// Locks a guest's cart, found by the hash of its cookie.
///
/// # Locks
/// Where two carts are needed, the guest's comes first.
pub async fn guest_cart(conn: &mut Conn, token_hash: &[u8]) -> Result<Option<CartId>> {
    Ok(carts::table
        .select(carts::id)
        .filter(carts::token_hash.eq(token_hash))
        .for_update()
        .first(conn)
        .await
        .optional()?)
}

/// Locks an account's cart.
pub async fn account_cart(conn: &mut Conn, account: AccountId) -> Result<Option<CartId>> {
    Ok(carts::table
        .select(carts::id)
        .filter(carts::account_id.eq(account))
        .for_update()
        .first(conn)
        .await
        .optional()?)
}
