//! A name, a phone or an e-mail is put right by the desk, and whoever was written to until now is told.

use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::person::{self, Who};
use super::{letters, lock};
use crate::error::{Error, Result};
use crate::kernel::email::EmailAddress;
use crate::kernel::phone::Phone;
use crate::platform::db::{self, Conn};
use crate::platform::{Ground, sessions};

/// How the person is called and reached from now on.
#[derive(Clone, Debug)]
pub struct Right {
    pub name: String,
    pub phone: Option<Phone>,
    pub email: Option<EmailAddress>,
}

#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// They have to be reached somehow; a guest by phone.
    #[error("neither phone nor e-mail")]
    Unreachable,
    /// Another account has the phone or the e-mail.
    #[error("taken")]
    Taken,
    /// There is nobody any more.
    #[error("gone")]
    Gone,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for CorrectError {
    fn from(error: Error) -> Self {
        CorrectError::Failed(error)
    }
}

impl From<diesel::result::Error> for CorrectError {
    fn from(error: diesel::result::Error) -> Self {
        match db::broken_constraint(&error) {
            Some("accounts_phone_key" | "accounts_email_key") => CorrectError::Taken,
            _ => CorrectError::Failed(error.into()),
        }
    }
}

/// Puts it right; whether a contact changed. The desk has made sure of a contact that changed, so it counts as proved, and
/// every session ends. Call it inside a transaction.
///
/// # Locks
/// The account, or a guest's orders.
///
/// # Refuses
/// See [`CorrectError`].
pub async fn correct(conn: &mut Conn, ground: &Ground, who: Who, right: &Right) -> Result<bool, CorrectError> {
    lock::account(conn, who).await?;
    let old = person::load(conn, who).await?.ok_or(Error::NotFound)?;
    if old.erased_at.is_some() {
        return Err(CorrectError::Gone);
    }
    let phone = right.phone.as_ref().map(Phone::as_str);
    let email = right.email.as_ref().map(EmailAddress::as_str);
    if phone.is_none() && (email.is_none() || !old.has_account()) {
        return Err(CorrectError::Unreachable);
    }
    let moved = old.phone.as_deref() != phone || old.email.as_deref() != email;
    if let Some(account) = old.who.account() {
        diesel::sql_query(
            "UPDATE accounts SET name = $2, \
               phone_verified_at = CASE WHEN phone IS NOT DISTINCT FROM $3 THEN phone_verified_at WHEN $3 IS NULL THEN NULL ELSE now() END, \
               email_verified_at = CASE WHEN email IS NOT DISTINCT FROM $4 THEN email_verified_at WHEN $4 IS NULL THEN NULL ELSE now() END, \
               phone = $3, email = $4 WHERE id = $1",
        )
        .bind::<BigInt, _>(account.0)
        .bind::<Text, _>(&right.name)
        .bind::<Nullable<Text>, _>(phone)
        .bind::<Nullable<Text>, _>(email)
        .execute(conn)
        .await?;
        if moved {
            sessions::close_all(conn, account).await?;
        }
    } else {
        lock::orders(conn, &old).await?;
        diesel::sql_query("UPDATE orders SET buyer_name = $2, buyer_phone = $3, buyer_email = $4 WHERE id = ANY($1)")
            .bind::<Array<BigInt>, _>(old.order_ids())
            .bind::<Text, _>(&right.name)
            .bind::<Nullable<Text>, _>(phone)
            .bind::<Nullable<Text>, _>(email)
            .execute(conn)
            .await?;
    }
    if moved {
        let now: Vec<String> = phone.into_iter().chain(email).map(str::to_owned).collect();
        letters::corrected(conn, ground, &old, &now).await?;
    }
    Ok(moved)
}
