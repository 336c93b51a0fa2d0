//! Whether buyers may see a household: the office approves it, suspends it with a reason, lifts the suspension. Triggers on
//! the table tell shelf and search, so that its goods come and go within seconds.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::identity::{self, IdentityState};
use super::{checklist, lock};
use crate::accounts::acts::{self, Act};
use crate::error::Error;
use crate::kernel::ids::{AccountId, ProducerId};
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::producers;

#[derive(Debug, thiserror::Error)]
pub enum StandingError {
    /// The law wants terms and identity first.
    #[error("terms or identity are missing")]
    NotReady,
    /// Another clerk was quicker.
    #[error("it stands so already")]
    Already,
    #[error(transparent)]
    Failed(Error),
}
refusal!(StandingError);

/// Lets a household sell. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// One that is approved already, and one that has not agreed to the terms or not proved who it is.
pub async fn approve(
    conn: &mut Conn,
    producer: ProducerId,
    clerk: AccountId,
    today: NaiveDate,
) -> Result<(), StandingError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let facts = checklist::load(conn, producer, today).await?;
    if facts.approved {
        return Err(StandingError::Already);
    }
    if !facts.may_be_approved() {
        return Err(StandingError::NotReady);
    }
    diesel::update(producers::table.find(producer))
        .set((producers::approved_at.eq(diesel::dsl::now), producers::approved_by.eq(clerk)))
        .execute(conn)
        .await?;
    acts::record(conn, &Act::new("household.approved", Some(clerk)).of(producer)).await?;
    Ok(())
}

/// Hides a household and its goods from buyers. What they have ordered stays to be delivered. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// One that is suspended already.
pub async fn suspend(conn: &mut Conn, producer: ProducerId, clerk: AccountId, why: &str) -> Result<(), StandingError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let row = producers::table.find(producer).filter(producers::suspended_at.is_null());
    let changed = diesel::update(row)
        .set((producers::suspended_at.eq(diesel::dsl::now), producers::suspended_why.eq(why)))
        .execute(conn)
        .await?;
    if changed == 0 {
        return Err(StandingError::Already);
    }
    acts::record(conn, &Act::new("household.suspended", Some(clerk)).of(producer).because(why)).await?;
    Ok(())
}

/// Hides a household whose identity was taken back or ran out (`act` says which), when buyers see it; whether it did. One
/// that is suspended already stays so for its own reason. Call it inside a transaction that holds the household.
pub(super) async fn suspend_with_identity(
    conn: &mut Conn,
    producer: ProducerId,
    clerk: Option<AccountId>,
    act: &'static str,
    why: &str,
) -> Result<bool, Error> {
    let listed = producers::table.find(producer).filter(producers::listed);
    let changed = diesel::update(listed)
        .set((
            producers::suspended_at.eq(diesel::dsl::now),
            producers::suspended_why.eq(why),
            producers::suspended_with_identity.eq(true),
        ))
        .execute(conn)
        .await?;
    if changed > 0 {
        let act = Act::new("household.suspended", clerk).of(producer).on(act).because(why);
        acts::record(conn, &act).await?;
    }
    Ok(changed > 0)
}

/// Shows a household again that was suspended for its identity and for nothing else, now that it is proved; whether it did.
/// Call it inside a transaction that holds the household.
pub(super) async fn lift_with_identity(
    conn: &mut Conn,
    producer: ProducerId,
    clerk: Option<AccountId>,
) -> Result<bool, Error> {
    let row = producers::table.find(producer).filter(producers::suspended_with_identity);
    let changed = diesel::update(row).set(&NONE).execute(conn).await?;
    if changed > 0 {
        let act = Act::new("household.lifted", clerk).of(producer).on("identity.verified");
        acts::record(conn, &act).await?;
    }
    Ok(changed > 0)
}

#[derive(AsChangeset)]
#[diesel(table_name = producers)]
#[diesel(treat_none_as_null = true)]
struct Suspension {
    suspended_at: Option<DateTime<Utc>>,
    suspended_why: &'static str,
    suspended_with_identity: bool,
}

const NONE: Suspension = Suspension { suspended_at: None, suspended_why: "", suspended_with_identity: false };

/// Shows a suspended household again. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// One that is not suspended, and one whose identity was taken back or ran out, or that is suspended for that: it is proved
/// again first.
pub async fn lift(conn: &mut Conn, producer: ProducerId, clerk: AccountId, why: &str) -> Result<(), StandingError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let identity = identity::find(conn, producer).await?;
    let out = [IdentityState::Revoked.as_str(), IdentityState::Expired.as_str()];
    let with_identity: bool =
        producers::table.find(producer).select(producers::suspended_with_identity).first(conn).await?;
    if with_identity || identity.is_some_and(|identity| out.contains(&identity.state.as_str())) {
        return Err(StandingError::NotReady);
    }
    let row = producers::table.find(producer).filter(producers::suspended_at.is_not_null());
    let changed = diesel::update(row).set(&NONE).execute(conn).await?;
    if changed == 0 {
        return Err(StandingError::Already);
    }
    acts::record(conn, &Act::new("household.lifted", Some(clerk)).of(producer).because(why)).await?;
    Ok(())
}
