//! A household sends its identity.

use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde_json::json;

use super::verifier::{self, Claim, Verdict};
use super::{IdentityState, find};
use crate::accounts::acts::{self, Act};
use crate::error::Error;
use crate::kernel::ids::{AccountId, ProducerId};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::producers::{lock, standing};
use crate::refusal;
use crate::schema::identities;

/// Who sends it, for which household.
#[derive(Clone, Copy, Debug)]
pub struct By {
    pub producer: ProducerId,
    pub account: AccountId,
    pub on_behalf: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// It waits already, or is verified for long: there is nothing to send.
    #[error("not now: it is {0:?}")]
    Stands(IdentityState),
    /// The verifier says that it is not true.
    #[error("refused: {0}")]
    Refused(&'static str),
    #[error(transparent)]
    Failed(Error),
}
refusal!(SubmitError);

/// Asks the verifier, and keeps what was claimed. The number is gone when this returns.
///
/// # Locks
/// The household.
///
/// # Refuses
/// What waits already or is verified for more than [`super::RENEW_DAYS`] yet, and what the verifier refuses; nothing is written then.
pub async fn submit(ground: &Ground, by: By, claim: Claim) -> Result<IdentityState, SubmitError> {
    let verifier = verifier::of(ground);
    let verdict = verifier.look(ground, &claim).await?;
    if let Verdict::Refused(why) = verdict {
        return Err(SubmitError::Refused(why));
    }
    let mut conn = ground.db.conn().await?;
    conn.transaction(async |conn| keep(conn, ground, by, &claim, verifier.name(), &verdict).await).await
}

async fn keep(
    conn: &mut Conn,
    ground: &Ground,
    by: By,
    claim: &Claim,
    verifier: &'static str,
    verdict: &Verdict,
) -> Result<IdentityState, SubmitError> {
    lock::household(conn, by.producer).await?.ok_or(Error::NotFound)?;
    diesel::insert_into(identities::table)
        .values(identities::producer_id.eq(by.producer))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    let before = find(conn, by.producer).await?.ok_or(Error::NotFound)?;
    let stands = before.state()?;
    if !before.may_be_sent(ground.clock.today())? {
        return Err(SubmitError::Stands(stands));
    }
    diesel::update(identities::table.find(before.id))
        .set((
            identities::state.eq(IdentityState::Pending.as_str()),
            identities::holder.eq(&claim.holder),
            identities::number_kind.eq(claim.number.kind.as_str()),
            identities::number_hash.eq(claim.number.hash(&ground.config.secret_key)),
            identities::last3.eq(claim.number.last3()),
            identities::verifier.eq(verifier),
            identities::submitted_at.eq(diesel::dsl::now),
            identities::submitted_by.eq(by.account),
            identities::why.eq(""),
        ))
        .execute(conn)
        .await?;
    let act = Act::new("identity.submitted", Some(by.account)).of(by.producer).on_behalf(by.on_behalf);
    let act = act.changed(json!({ "state": stands.as_str() }), json!({ "state": "pending" }));
    acts::record(conn, &act.on(format!("…{}", claim.number.last3()))).await?;
    let Verdict::Verified { until } = verdict else { return Ok(IdentityState::Pending) };
    diesel::update(identities::table.find(before.id))
        .set((
            identities::state.eq(IdentityState::Verified.as_str()),
            identities::verified_at.eq(diesel::dsl::now),
            identities::verified_until.eq(until),
        ))
        .execute(conn)
        .await?;
    acts::record(conn, &Act::new("identity.verified", None).of(by.producer)).await?;
    standing::lift_with_identity(conn, by.producer, None).await?;
    Ok(IdentityState::Verified)
}
