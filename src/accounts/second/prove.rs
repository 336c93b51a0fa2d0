//! Giving the second factor: a code of the phone, which works once, or one from the paper.

use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::{codes, set_up};
use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::kernel::ids::AccountId;
use crate::platform::Ground;
use crate::platform::throttle::{self, Backoff};
use crate::schema::second_factors;

/// Wrong codes for one account: five are free, then 1, 2, 4 ... seconds up to a quarter of an hour.
const BY_ACCOUNT: Backoff = Backoff { name: "second", free: 5, longest: 900 };

/// How it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Phone,
    Paper,
}

/// Takes a code and uses it up. `None` when it does not fit, was used, or is older than one that was.
///
/// # Refuses
/// With `TooMany` who tries too fast.
pub async fn prove(ground: &Ground, account: AccountId, typed: &str) -> Result<Option<By>> {
    let key = &ground.config.secret_key;
    let who = account.to_string();
    let mut conn = ground.db.conn().await?;
    throttle::attempt(ground, &mut conn, BY_ACCOUNT, &who).await?;
    let kept: Option<Vec<u8>> =
        second_factors::table.find(account).select(second_factors::secret).first(&mut conn).await.optional()?;
    let kept = kept.ok_or(Error::NotFound)?;
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).take(40).collect();
    let step = set_up::unseal(key, account, &kept)?.step_of(&code, ground.clock.now())?;
    let by = match step {
        Some(step) => {
            // Two who bring the same code at once wait for each other here, and the second finds it used.
            let fresh = second_factors::table.find(account).filter(second_factors::last_step.lt(step));
            let taken = diesel::update(fresh).set(second_factors::last_step.eq(step)).execute(&mut conn).await?;
            (taken == 1).then_some(By::Phone)
        }
        None => {
            let act = Act::new("second.paper", Some(account));
            let redeemed = conn.transaction(async |conn| {
                let redeemed = codes::redeem(conn, key, account, &code).await?;
                if redeemed {
                    acts::record(conn, &act).await?;
                }
                Ok::<bool, Error>(redeemed)
            });
            redeemed.await?.then_some(By::Paper)
        }
    };
    if by.is_some() {
        throttle::forgive(&mut conn, BY_ACCOUNT, &who).await?;
    }
    Ok(by)
}
