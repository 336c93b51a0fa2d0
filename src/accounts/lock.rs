//! The only place that locks accounts.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::account::Account;
use crate::error::Result;
use crate::platform::db::Conn;
use crate::schema::accounts;

/// Locks the account, if its password is still the one it was read with and nobody has disabled it. Between reading it
/// and acting on a password, a reset or another's sign-up may have come.
pub async fn unchanged(conn: &mut Conn, account: &Account) -> Result<bool> {
    let kept: Option<String> = accounts::table
        .find(account.id)
        .filter(accounts::disabled_at.is_null())
        .select(accounts::password_hash)
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?;
    Ok(kept.as_ref() == Some(&account.password_hash))
}
