//! The only place that locks accounts and who is an admin.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::account::Account;
use super::clerk_role::ClerkRole;
use crate::error::Result;
use crate::kernel::ids::AccountId;
use crate::platform::db::Conn;
use crate::schema::{accounts, clerks};

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

/// Locks the admins that can sign in, in the order of their numbers, and says who they are.
pub async fn admins(conn: &mut Conn) -> Result<Vec<AccountId>> {
    let able = accounts::table.filter(accounts::disabled_at.is_null()).select(accounts::id);
    Ok(clerks::table
        .filter(clerks::role.eq(ClerkRole::Admin.as_str()))
        .filter(clerks::account_id.eq_any(able))
        .select(clerks::account_id)
        .order(clerks::account_id)
        .for_update()
        .load(conn)
        .await?)
}
