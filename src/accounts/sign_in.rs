//! Signing in. An account that is not there takes as long and answers the same as a wrong password.

use super::account::{Account, Handle, find_by_handle};
use super::password;
use crate::error::{Error, Result};
use crate::platform::Ground;
use crate::platform::throttle::{self, Backoff, Limit};
use crate::refusal;

/// Wrong passwords for one account: five are free, then 1, 2, 4 ... seconds up to a quarter of an hour.
const BY_HANDLE: Backoff = Backoff { name: "sign-in", free: 5, longest: 900 };
/// A whole village may share one address of its mobile network.
const BY_ADDRESS: Limit = Limit { name: "sign-in-address", hits: 60, seconds: 600 };

#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("handle and password do not fit together")]
    Wrong,
    /// The password is right, but nobody has proved to read this phone or mail yet.
    #[error("not proved yet")]
    NotProved(Box<Account>, Handle),
    #[error(transparent)]
    Failed(Error),
}
refusal!(SignInError);

/// The account of this handle and password.
///
/// # Refuses
/// [`SignInError::Wrong`] for all that does not fit, [`SignInError::NotProved`], and with `TooMany` who tries too fast.
pub async fn sign_in(ground: &Ground, login: &str, password: &str, address: &str) -> Result<Account, SignInError> {
    let handle = Handle::parse(login);
    let mut conn = ground.db.conn().await?;
    throttle::check(ground, &mut conn, BY_ADDRESS, address).await?;
    if let Some(handle) = &handle {
        throttle::attempt(ground, &mut conn, BY_HANDLE, handle.as_str()).await?;
    }
    let account = match &handle {
        Some(handle) => find_by_handle(&mut conn, handle).await?,
        None => None,
    };
    // No connection is held while the password is worked.
    drop(conn);
    let fits = password::fits(password, account.as_ref().map(|a| a.password_hash.as_str())).await?;
    let (Some(account), Some(handle), true) = (account, handle, fits) else { return Err(SignInError::Wrong) };
    let mut conn = ground.db.conn().await?;
    throttle::forgive(&mut conn, BY_HANDLE, handle.as_str()).await?;
    if !account.proved() {
        return Err(SignInError::NotProved(Box::new(account), handle));
    }
    Ok(account)
}
