//! A second factor is taken off: by its clerk, by an admin for a clerk who has lost phone and paper, or at the machine.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::accounts::account::{Handle, find_by_handle};
use crate::accounts::acts::{self, Act};
use crate::accounts::appoint::AppointError;
use crate::accounts::lock;
use crate::error::Result;
use crate::kernel::ids::AccountId;
use crate::platform::db::Conn;
use crate::platform::sessions;
use crate::schema::{accounts, second_factors};

/// Takes it off by its clerk's own wish. Call it inside a transaction, after password and code.
pub async fn off(conn: &mut Conn, account: AccountId) -> Result<()> {
    if diesel::delete(second_factors::table.find(account)).execute(conn).await? == 1 {
        acts::record(conn, &Act::new("second.off", Some(account))).await?;
    }
    Ok(())
}

/// An admin takes it off another clerk, who is signed out everywhere. `by` is `None` at the machine itself. Call it inside a
/// transaction.
///
/// # Refuses
/// [`AppointError::NotFound`] when there is no such second factor, [`AppointError::Own`], [`AppointError::NoAdmin`].
pub async fn reset(conn: &mut Conn, account: AccountId, by: Option<AccountId>, why: &str) -> Result<(), AppointError> {
    if by == Some(account) {
        return Err(AppointError::Own);
    }
    if let Some(by) = by
        && !lock::admins(conn).await?.contains(&by)
    {
        return Err(AppointError::NoAdmin);
    }
    let name: Option<String> = accounts::table.find(account).select(accounts::name).first(conn).await.optional()?;
    let name = name.ok_or(AppointError::NotFound)?;
    if diesel::delete(second_factors::table.find(account)).execute(conn).await? == 0 {
        return Err(AppointError::NotFound);
    }
    sessions::close_all(conn, account).await?;
    let act = Act::new("second.reset", by).on(name).because(why);
    Ok(acts::record(conn, &act.changed(serde_json::json!({ "account": account }), serde_json::Value::Null)).await?)
}

/// The same at the machine, by phone or e-mail.
///
/// # Refuses
/// Like [`reset`].
pub async fn reset_by_handle(conn: &mut Conn, login: &str) -> Result<(), AppointError> {
    let handle = Handle::parse(login).ok_or(AppointError::NotFound)?;
    let account = find_by_handle(conn, &handle).await?.ok_or(AppointError::NotFound)?;
    reset(conn, account.id, None, "").await
}
