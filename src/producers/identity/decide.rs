//! A clerk's word on an identity: it is true until a day, it is sent back with a reason, or it is revoked.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;

use super::{IdentityState, find};
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
use crate::error::Error;
use crate::kernel::ids::{AccountId, ProducerId};
use crate::platform::db::Conn;
use crate::producers::{lock, standing};
use crate::refusal;
use crate::schema::identities;

/// What a clerk decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Good through this day, which is at most the card's last.
    Verify {
        until: NaiveDate,
    },
    /// With a reason for the household.
    Return {
        why: String,
    },
    Revoke {
        why: String,
    },
}

impl Decision {
    const fn to(&self) -> IdentityState {
        match self {
            Decision::Verify { .. } => IdentityState::Verified,
            Decision::Return { .. } => IdentityState::Unverified,
            Decision::Revoke { .. } => IdentityState::Revoked,
        }
    }

    const fn act(&self) -> &'static str {
        match self {
            Decision::Verify { .. } => "identity.verified",
            Decision::Return { .. } => "identity.returned",
            Decision::Revoke { .. } => "identity.revoked",
        }
    }
}

/// What becomes of the household's selling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selling {
    AsBefore,
    /// Nobody sells whose identity was taken back.
    Suspended,
    /// It was suspended for its identity and for nothing else.
    Lifted,
}

#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// Another clerk was quicker, or the household has sent nothing.
    #[error("not now: it is {0:?}")]
    Stands(IdentityState),
    #[error(transparent)]
    Failed(Error),
}
refusal!(DecideError);

/// Writes the decision, and suspends the household or lifts that suspension with it. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// A move that is not legal from where the identity stands.
pub async fn decide(
    conn: &mut Conn,
    producer: ProducerId,
    clerk: AccountId,
    decision: &Decision,
) -> Result<Selling, DecideError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let Some(before) = find(conn, producer).await? else {
        return Err(DecideError::Stands(IdentityState::Unverified));
    };
    let stands = before.state()?;
    if !stands.may_go(decision.to()) {
        return Err(DecideError::Stands(stands));
    }
    let row = identities::table.find(before.id);
    let to = identities::state.eq(decision.to().as_str());
    let (until, why) = match decision {
        Decision::Verify { until } => {
            let proved = (
                identities::verified_at.eq(diesel::dsl::now),
                identities::verified_by.eq(clerk),
                identities::verified_until.eq(until),
            );
            diesel::update(row).set((to, identities::why.eq(""), proved)).execute(conn).await?;
            (Some(*until), "")
        }
        Decision::Return { why } => {
            // What proved nothing is not kept.
            let gone = (
                identities::number_hash.eq(None::<Vec<u8>>),
                identities::last3.eq(None::<String>),
                identities::number_kind.eq(None::<String>),
            );
            diesel::update(row).set((to, identities::why.eq(why), gone)).execute(conn).await?;
            (None, why.as_str())
        }
        Decision::Revoke { why } => {
            diesel::update(row).set((to, identities::why.eq(why))).execute(conn).await?;
            (None, why.as_str())
        }
    };
    let act = Act::new(decision.act(), Some(clerk))
        .of(producer)
        .changed(json!({ "state": before.state }), json!({ "state": decision.to().as_str(), "until": until }));
    let act = if why.is_empty() { act.shown_by(Evidence::Identity) } else { act.because(why) };
    acts::record(conn, &act).await?;
    Ok(match decision {
        Decision::Revoke { why }
            if standing::suspend_with_identity(conn, producer, Some(clerk), "identity.revoked", why).await? =>
        {
            Selling::Suspended
        }
        Decision::Verify { .. } if standing::lift_with_identity(conn, producer, Some(clerk)).await? => Selling::Lifted,
        _ => Selling::AsBefore,
    })
}
