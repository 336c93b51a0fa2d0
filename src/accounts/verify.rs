//! The code that proves a phone or an e-mail.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::account::{Account, Handle, find_by_handle};
use super::pending::Pending;
use super::sign_up::purpose;
use super::{codes, lock};
use crate::error::{Error, Result};
use crate::kernel::events::Event;
use crate::kernel::ids::AccountId;
use crate::platform::db::Conn;
use crate::platform::{Ground, jobs};
use crate::refusal;
use crate::schema::accounts;

#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// Wrong, too late, used, tried too often, or never sent: one answer for all of them.
    #[error("the code does not fit")]
    Wrong,
    #[error(transparent)]
    Failed(Error),
}
refusal!(CodeError);

/// Takes the code for a new account's phone or e-mail and returns the account, proved.
///
/// # Refuses
/// [`CodeError::Wrong`].
pub async fn verify(conn: &mut Conn, ground: &Ground, pending: &Pending, typed: &str) -> Result<Account, CodeError> {
    let account = find_by_handle(conn, &pending.handle).await?.ok_or(CodeError::Wrong)?;
    let purpose = purpose(&pending.handle);
    let key = &ground.config.secret_key;
    if !codes::redeem(conn, key, account.id, purpose, &pending.browser, typed).await? {
        return Err(CodeError::Wrong);
    }
    conn.transaction(async |conn| {
        // Another sign-up may have put its own password there since the code was sent.
        if !lock::unchanged(conn, &account).await? {
            return Err(CodeError::Wrong);
        }
        Ok(prove(conn, account.id, &pending.handle).await?)
    })
    .await?;
    Ok(account)
}

/// Notes that the account reads this handle. Call it inside a transaction.
pub async fn prove(conn: &mut Conn, account: AccountId, handle: &Handle) -> Result<()> {
    match handle {
        Handle::Phone(phone) => {
            let row = accounts::table.find(account).filter(accounts::phone.eq(phone.as_str()));
            let fresh = diesel::update(row.filter(accounts::phone_verified_at.is_null()))
                .set(accounts::phone_verified_at.eq(diesel::dsl::now))
                .execute(conn)
                .await?;
            if fresh > 0 {
                jobs::record(conn, &Event::PhoneVerified { account }).await?;
            }
        }
        Handle::Email(email) => {
            let row = accounts::table.find(account).filter(accounts::email.eq(email.as_str()));
            diesel::update(row.filter(accounts::email_verified_at.is_null()))
                .set(accounts::email_verified_at.eq(diesel::dsl::now))
                .execute(conn)
                .await?;
        }
    }
    Ok(())
}

/// The account that still lacks its code and whose password this browser typed: only to it one is sent again.
pub async fn waiting(conn: &mut Conn, ground: &Ground, pending: &Pending) -> Result<Option<Account>> {
    let account = find_by_handle(conn, &pending.handle).await?;
    Ok(account.filter(|a| !a.proved() && pending.typed(&ground.config, &a.password_hash)))
}
