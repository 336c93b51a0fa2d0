//! Whose cart it is: an account's, or the one a guest's cookie names. A guest who signs in takes the goods along.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::lines::MOST_LINES;
use super::lock;
use crate::accounts::actors::Visitor;
use crate::error::Result;
use crate::kernel::ids::{AccountId, CartId};
use crate::platform::db::Conn;
use crate::platform::secrets;
use crate::schema::carts;

/// The visitor's cart, when there is one. At the first look after signing in the guest's cart is merged into the account's.
pub async fn find(conn: &mut Conn, visitor: &Visitor) -> Result<Option<CartId>> {
    let Some(account) = visitor.account.as_ref().map(|a| a.id) else {
        let Some(token) = &visitor.cart_token else { return Ok(None) };
        let hash = secrets::hash(token);
        return Ok(carts::table.select(carts::id).filter(carts::token_hash.eq(hash)).first(conn).await.optional()?);
    };
    if let Some(token) = &visitor.cart_token {
        merge(conn, &secrets::hash(token), account).await?;
    }
    Ok(carts::table.select(carts::id).filter(carts::account_id.eq(account)).first(conn).await.optional()?)
}

/// The visitor's cart, made when there is none; with the token for a new guest's cookie.
pub async fn find_or_open(conn: &mut Conn, visitor: &Visitor) -> Result<(CartId, Option<String>)> {
    if let Some(cart) = find(conn, visitor).await? {
        return Ok((cart, None));
    }
    if let Some(account) = &visitor.account {
        return Ok((open_for_account(conn, account.id).await?, None));
    }
    let token = secrets::token();
    let cart = diesel::insert_into(carts::table)
        .values(carts::token_hash.eq(secrets::hash(&token)))
        .returning(carts::id)
        .get_result(conn)
        .await?;
    Ok((cart, Some(token)))
}

async fn open_for_account(conn: &mut Conn, account: AccountId) -> Result<CartId> {
    diesel::insert_into(carts::table)
        .values(carts::account_id.eq(account))
        .on_conflict(carts::account_id)
        .do_nothing()
        .execute(conn)
        .await?;
    Ok(carts::table.select(carts::id).filter(carts::account_id.eq(account)).first(conn).await?)
}

/// Puts a guest's cart into the account's: quantities added up to the most a line may hold, new kinds up to the most a
/// cart may hold, then the guest's cart is gone. Once, however many requests come with its cookie at the same time.
///
/// # Locks
/// The guest's cart, then the account's.
pub async fn merge(conn: &mut Conn, token_hash: &[u8], account: AccountId) -> Result<()> {
    conn.transaction(async |conn| {
        let Some(guest) = lock::guest_cart(conn, token_hash).await? else { return Ok(()) };
        open_for_account(conn, account).await?;
        let Some(own) = lock::account_cart(conn, account).await? else { return Ok(()) };
        // In the order of packs, as everything that touches several of them.
        diesel::sql_query(
            "INSERT INTO cart_lines AS l (cart_id, pack_id, qty, seen_price, added_at) \
             SELECT $1, pack_id, qty, seen_price, added_at FROM ( \
               SELECT g.pack_id, g.qty, g.seen_price, g.added_at, count(o.pack_id) OVER () AS shared, \
                      row_number() OVER (ORDER BY o.pack_id IS NULL, g.added_at, g.pack_id) AS place \
               FROM cart_lines g LEFT JOIN cart_lines o ON o.cart_id = $1 AND o.pack_id = g.pack_id \
               WHERE g.cart_id = $2) came \
             WHERE place - shared <= $3 - (SELECT count(*) FROM cart_lines WHERE cart_id = $1) ORDER BY pack_id \
             ON CONFLICT (cart_id, pack_id) DO UPDATE SET qty = least(l.qty + excluded.qty, 9999)",
        )
        .bind::<BigInt, _>(own.0)
        .bind::<BigInt, _>(guest.0)
        .bind::<BigInt, _>(i64::try_from(MOST_LINES).unwrap_or(i64::MAX))
        .execute(conn)
        .await?;
        diesel::delete(carts::table.find(guest)).execute(conn).await?;
        Ok(())
    })
    .await
}
