//! The rows of a cart as they are kept.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{CartId, PackId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::{cart_lines, carts};

/// A cart holds no more kinds of packs.
pub const MOST_LINES: usize = 100;

/// So many of a pack, and its price when it was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = cart_lines)]
pub struct CartLine {
    #[diesel(column_name = pack_id)]
    pub pack: PackId,
    pub qty: i32,
    pub seen_price: Money,
}

/// A cart's lines, first come first.
pub async fn load(conn: &mut Conn, cart: CartId) -> Result<Vec<CartLine>> {
    Ok(cart_lines::table
        .select(CartLine::as_select())
        .filter(cart_lines::cart_id.eq(cart))
        .order((cart_lines::added_at, cart_lines::pack_id))
        .load(conn)
        .await?)
}

/// Takes everything out: it was ordered.
pub async fn clear(conn: &mut Conn, cart: CartId) -> Result<()> {
    diesel::delete(cart_lines::table.filter(cart_lines::cart_id.eq(cart))).execute(conn).await?;
    diesel::update(carts::table.find(cart)).set(carts::touched_at.eq(diesel::dsl::now)).execute(conn).await?;
    Ok(())
}
