//! A forgotten password: a code to the phone or e-mail, then a new password. Who asks for an unknown account gets the
//! same pages and no code.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::account::{Account, find_by_handle};
use super::codes::{self, Purpose};
use super::letters::{self, Letter};
use super::pending::Pending;
use super::verify::{CodeError, prove};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::{Ground, sessions};
use crate::schema::accounts;

/// Sends a code, when the account is there.
pub async fn ask(conn: &mut Conn, ground: &Ground, pending: &Pending, lang: Lang) -> Result<()> {
    conn.transaction(async |conn| {
        let Some(account) = find_by_handle(conn, &pending.handle).await? else { return Ok(()) };
        let key = &ground.config.secret_key;
        let issued = codes::issue(conn, key, account.id, Purpose::ResetPassword, &pending.browser).await?;
        let letter = Letter::Reset { code: &issued.code };
        letters::post(conn, ground, &pending.handle, lang, letter, &format!("account-code:{}", issued.id)).await
    })
    .await
}

/// Takes the code and sets the new password; every session ends. The code also proves the phone or e-mail it came to.
///
/// # Refuses
/// [`CodeError::Wrong`].
pub async fn reset(
    conn: &mut Conn,
    ground: &Ground,
    pending: &Pending,
    typed: &str,
    password_hash: &str,
) -> Result<Account, CodeError> {
    let account = find_by_handle(conn, &pending.handle).await?.ok_or(CodeError::Wrong)?;
    let key = &ground.config.secret_key;
    if !codes::redeem(conn, key, account.id, Purpose::ResetPassword, &pending.browser, typed).await? {
        return Err(CodeError::Wrong);
    }
    conn.transaction(async |conn| {
        set_password(conn, &account, password_hash).await?;
        prove(conn, account.id, &pending.handle).await
    })
    .await?;
    Ok(Account { password_hash: password_hash.to_owned(), ..account })
}

/// Writes a new password's hash and ends every session. Call it inside a transaction.
pub async fn set_password(conn: &mut Conn, account: &Account, password_hash: &str) -> Result<()> {
    diesel::update(accounts::table.find(account.id))
        .set(accounts::password_hash.eq(password_hash))
        .execute(conn)
        .await?;
    sessions::close_all(conn, account.id).await?;
    Ok(())
}
