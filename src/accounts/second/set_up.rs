//! Setting a second factor up: the shop shows a seed, the phone makes a first code of it. Nothing is kept before that code has
//! come, so the seed travels in the form, encrypted and bound to the account.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::codes;
use super::totp::Seed;
use crate::accounts::acts::{self, Act};
use crate::config::Secret;
use crate::error::{Error, Result};
use crate::kernel::ids::AccountId;
use crate::platform::db::Conn;
use crate::platform::{Ground, qr, secrets};
use crate::refusal;
use crate::schema::second_factors;

const PURPOSE: &str = "second factor";

/// A seed on its way to a phone.
pub struct Offer {
    seed: Seed,
    /// The same for the form.
    pub sealed: String,
}

#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The code is none of this seed's, now.
    #[error("the code does not fit")]
    Wrong,
    /// The account has one.
    #[error("set up already")]
    Already,
    #[error(transparent)]
    Failed(Error),
}
refusal!(SetUpError);

fn seal(key: &Secret, account: AccountId, seed: &Seed) -> Result<Vec<u8>> {
    Ok(secrets::seal(key, PURPOSE, &account.to_string(), seed.bytes())?)
}

/// The seed that is kept for an account.
pub(super) fn unseal(key: &Secret, account: AccountId, sealed: &[u8]) -> Result<Seed> {
    let bytes = secrets::unseal(key, PURPOSE, &account.to_string(), sealed).ok_or_else(|| {
        anyhow::anyhow!("a second factor of another SECRET_KEY: take it off with `market staff second-off`")
    })?;
    Ok(Seed::of(&bytes)?)
}

impl Offer {
    /// A new one.
    pub fn new(ground: &Ground, account: AccountId) -> Result<Self> {
        let seed = Seed::random();
        let sealed = URL_SAFE_NO_PAD.encode(seal(&ground.config.secret_key, account, &seed)?);
        Ok(Offer { seed, sealed })
    }

    /// The one that a form brings back; `None` when it is not one that this account was shown.
    #[must_use]
    pub fn read(ground: &Ground, account: AccountId, sealed: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let bytes = secrets::unseal(&ground.config.secret_key, PURPOSE, &account.to_string(), &bytes)?;
        Some(Offer { seed: Seed::of(&bytes).ok()?, sealed: sealed.to_owned() })
    }

    /// For typing.
    pub fn typed(&self) -> Result<String> {
        Ok(self.seed.typed()?)
    }

    /// The QR code as the address of a picture.
    pub fn picture(&self, issuer: &str, account: &str) -> Result<String> {
        let svg = qr::svg(&self.seed.url(issuer, account)?).map_err(anyhow::Error::from)?;
        Ok(qr::data_url(&svg))
    }
}

/// Takes the first code; the second factor holds from now on. Answers with the codes for the paper.
///
/// # Refuses
/// [`SetUpError::Wrong`], [`SetUpError::Already`].
pub async fn confirm(
    conn: &mut Conn,
    ground: &Ground,
    account: AccountId,
    offer: &Offer,
    code: &str,
) -> Result<Vec<String>, SetUpError> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).take(12).collect();
    let step = offer.seed.step_of(&code, ground.clock.now()).map_err(Error::from)?.ok_or(SetUpError::Wrong)?;
    let key = &ground.config.secret_key;
    let secret = seal(key, account, &offer.seed)?;
    conn.transaction(async |conn| {
        let made = diesel::insert_into(second_factors::table)
            .values((
                second_factors::account_id.eq(account),
                second_factors::secret.eq(&secret),
                second_factors::last_step.eq(step),
            ))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        if made == 0 {
            return Err(SetUpError::Already);
        }
        acts::record(conn, &Act::new("second.set-up", Some(account))).await?;
        Ok(codes::renew(conn, key, account).await?)
    })
    .await
}
