//! Whether buyers may see a household: the office approves it, suspends it with a reason, lifts the suspension. Triggers on
//! the table tell shelf and search, so that its goods come and go within seconds. Two causes may keep it hidden at once, its
//! identity and the office; each is written down by itself, and ends by itself.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use super::identity::{self, IdentityState};
use super::{checklist, lock, suspension};
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
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
    /// Its identity was taken back or ran out: nobody sells before it is proved again.
    #[error("the identity is to be proved again")]
    IdentityFirst,
    #[error(transparent)]
    Failed(Error),
}
refusal!(StandingError);

/// How a household stands now, as the log keeps it (`log-standing-…`).
async fn told(conn: &mut Conn, producer: ProducerId) -> Result<Value, Error> {
    type Since = Option<DateTime<Utc>>;
    let (approved, suspended, refused): (Since, Since, Since) = producers::table
        .find(producer)
        .select((producers::approved_at, producers::suspended_at, producers::refused_at))
        .first(conn)
        .await?;
    let stands = match (approved, suspended, refused) {
        (_, Some(_), _) => "suspended",
        (Some(_), ..) => "approved",
        (.., Some(_)) => "refused",
        _ => "waiting",
    };
    Ok(json!({ "standing": stands }))
}

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
    let before = told(conn, producer).await?;
    diesel::update(producers::table.find(producer))
        .set((
            producers::approved_at.eq(diesel::dsl::now),
            producers::approved_by.eq(clerk),
            producers::refused_at.eq(None::<DateTime<Utc>>),
            producers::refused_why.eq(""),
        ))
        .execute(conn)
        .await?;
    let act = Act::new("household.approved", Some(clerk)).of(producer).shown_by(Evidence::Checklist);
    let after = told(conn, producer).await?;
    acts::record(conn, &act.changed(before, after)).await?;
    Ok(())
}

/// Turns an application down. The household keeps its desk and what it has filled in, reads why, and may ask again. Call it
/// inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// One that was approved, is suspended, or was turned down already.
pub async fn refuse(conn: &mut Conn, producer: ProducerId, clerk: AccountId, why: &str) -> Result<(), StandingError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let before = told(conn, producer).await?;
    let waiting = producers::approved_at.is_null().and(producers::suspended_at.is_null());
    let row = producers::table.find(producer).filter(waiting.and(producers::refused_at.is_null()));
    let changed = diesel::update(row)
        .set((producers::refused_at.eq(diesel::dsl::now), producers::refused_why.eq(why)))
        .execute(conn)
        .await?;
    if changed == 0 {
        return Err(StandingError::Already);
    }
    let act = Act::new("household.refused", Some(clerk)).of(producer).because(why);
    let after = told(conn, producer).await?;
    acts::record(conn, &act.changed(before, after)).await?;
    Ok(())
}

/// Asks again for a household whose application was turned down: it waits for the office from now on. Call it inside a
/// transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// One that was not turned down, or waits again already.
pub async fn ask_again(conn: &mut Conn, producer: ProducerId, act: Act<'_>) -> Result<(), StandingError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let before = told(conn, producer).await?;
    let row = producers::table.find(producer).filter(producers::refused_at.is_not_null());
    let changed = diesel::update(row)
        .set((
            producers::refused_at.eq(None::<DateTime<Utc>>),
            producers::refused_why.eq(""),
            producers::asked_again_at.eq(diesel::dsl::now),
        ))
        .execute(conn)
        .await?;
    if changed == 0 {
        return Err(StandingError::Already);
    }
    let after = told(conn, producer).await?;
    acts::record(conn, &act.changed(before, after)).await?;
    Ok(())
}

/// Hides a household and its goods from buyers; of what was planned for it nothing is left. What buyers have ordered stays to
/// be delivered. `order` is the one that says at once; a suspension that was planned (`suspension`) needs none. Call it inside a
/// transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// One that the office has suspended already; not one that is suspended for its identity, which may end before.
pub async fn suspend(
    conn: &mut Conn,
    producer: ProducerId,
    clerk: Option<AccountId>,
    order: &str,
    why: &str,
) -> Result<(), StandingError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let before = told(conn, producer).await?;
    let for_identity = producers::suspended_with_identity.and(diesel::dsl::not(producers::suspended_by_office));
    let row = producers::table.find(producer).filter(producers::suspended_at.is_null().or(for_identity));
    let changed = diesel::update(row)
        .set((
            producers::suspended_at.eq(diesel::dsl::now),
            producers::suspended_why.eq(why),
            producers::suspended_by_office.eq(true),
        ))
        .execute(conn)
        .await?;
    if changed == 0 {
        return Err(StandingError::Already);
    }
    suspension::overtake(conn, producer).await?;
    let act = Act::new("household.suspended", clerk).of(producer).on(order).because(why);
    let after = told(conn, producer).await?;
    acts::record(conn, &act.changed(before, after)).await?;
    Ok(())
}

/// Whether buyers saw a household, or see it again.
#[derive(QueryableByName)]
struct Turned {
    #[diesel(sql_type = Bool)]
    turned: bool,
}

/// Hides a household whose identity was taken back or ran out (`act` says which), once it is approved; whether buyers saw it
/// until now. One that is suspended already stays so for both reasons. Call it inside a transaction that holds the household.
pub(super) async fn suspend_with_identity(
    conn: &mut Conn,
    producer: ProducerId,
    clerk: Option<AccountId>,
    act: &'static str,
    why: &str,
) -> Result<bool, Error> {
    let before = told(conn, producer).await?;
    let stopped: Option<Turned> = diesel::sql_query(
        "UPDATE producers SET suspended_with_identity = true, suspended_by_office = suspended_at IS NOT NULL, \
                suspended_at = coalesce(suspended_at, now()), \
                suspended_why = CASE WHEN suspended_at IS NULL THEN $2 ELSE suspended_why END \
         WHERE id = $1 AND approved_at IS NOT NULL AND NOT suspended_with_identity \
         RETURNING NOT suspended_by_office AS turned",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<Text, _>(why)
    .get_result(conn)
    .await
    .optional()?;
    let Some(stopped) = stopped else { return Ok(false) };
    let act = Act::new("household.suspended", clerk).of(producer).on(act).because(why);
    let after = told(conn, producer).await?;
    acts::record(conn, &act.changed(before, after)).await?;
    Ok(stopped.turned)
}

/// Ends the suspension of a household for its identity, now that it is proved; whether buyers see it again, which they do not
/// while the office has suspended it too. Call it inside a transaction that holds the household.
pub(super) async fn lift_with_identity(
    conn: &mut Conn,
    producer: ProducerId,
    clerk: Option<AccountId>,
) -> Result<bool, Error> {
    let before = told(conn, producer).await?;
    let lifted: Option<Turned> = diesel::sql_query(
        "UPDATE producers SET suspended_with_identity = false, \
                suspended_at = CASE WHEN suspended_by_office THEN suspended_at END, \
                suspended_why = CASE WHEN suspended_by_office THEN suspended_why ELSE '' END \
         WHERE id = $1 AND suspended_with_identity RETURNING NOT suspended_by_office AS turned",
    )
    .bind::<BigInt, _>(producer.0)
    .get_result(conn)
    .await
    .optional()?;
    let lifted = lifted.is_some_and(|lifted| lifted.turned);
    if lifted {
        let act = Act::new("household.lifted", clerk).of(producer).on("identity.verified").shown_by(Evidence::Identity);
        let after = told(conn, producer).await?;
        acts::record(conn, &act.changed(before, after)).await?;
    }
    Ok(lifted)
}

#[derive(AsChangeset)]
#[diesel(table_name = producers)]
#[diesel(treat_none_as_null = true)]
struct Suspension {
    suspended_at: Option<DateTime<Utc>>,
    suspended_why: &'static str,
    suspended_by_office: bool,
}

const NONE: Suspension = Suspension { suspended_at: None, suspended_why: "", suspended_by_office: false };

/// Shows a suspended household again. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// One that is not suspended, and one whose identity was taken back or ran out and is not proved anew, whatever else it was
/// suspended for.
pub async fn lift(conn: &mut Conn, producer: ProducerId, clerk: AccountId, why: &str) -> Result<(), StandingError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let with_identity: bool =
        producers::table.find(producer).select(producers::suspended_with_identity).first(conn).await?;
    let identity = identity::find(conn, producer).await?;
    let out = [IdentityState::Revoked.as_str(), IdentityState::Expired.as_str()];
    let out = identity.is_some_and(|identity| out.contains(&identity.state.as_str()));
    // One that is over since the last full hour is not written down yet.
    if with_identity || out || identity::expire::is_over(conn, producer).await? {
        return Err(StandingError::IdentityFirst);
    }
    let before = told(conn, producer).await?;
    let row = producers::table.find(producer).filter(producers::suspended_at.is_not_null());
    let changed = diesel::update(row).set(&NONE).execute(conn).await?;
    if changed == 0 {
        return Err(StandingError::Already);
    }
    let act = Act::new("household.lifted", Some(clerk)).of(producer).because(why);
    let after = told(conn, producer).await?;
    acts::record(conn, &act.changed(before, after)).await?;
    Ok(())
}
