//! Asking for the password once more before what must not happen in a stranger's hands.

use super::account::{self, Account};
use super::password;
use crate::error::{Error, Result};
use crate::kernel::ids::AccountId;
use crate::platform::Ground;
use crate::platform::throttle::{self, Backoff};

/// Wrong old passwords: someone may hold a phone that is not theirs.
const OLD_PASSWORD: Backoff = Backoff { name: "old-password", free: 5, longest: 900 };

/// Whether this is the account's password. No connection is held while it is worked.
///
/// # Refuses
/// With `TooMany` who tries too fast.
pub async fn fits(ground: &Ground, account: &Account, typed: &str) -> Result<bool> {
    let who = account.id.to_string();
    throttle::attempt(ground, &mut *ground.db.conn().await?, OLD_PASSWORD, &who).await?;
    if !password::fits(typed, Some(&account.password_hash)).await? {
        return Ok(false);
    }
    throttle::forgive(&mut *ground.db.conn().await?, OLD_PASSWORD, &who).await?;
    Ok(true)
}

/// The same for who only knows the account's number.
pub async fn fits_of(ground: &Ground, id: AccountId, typed: &str) -> Result<bool> {
    let account = account::find(&mut *ground.db.conn().await?, id).await?.ok_or(Error::NotFound)?;
    fits(ground, &account, typed).await
}
