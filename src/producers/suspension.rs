//! A suspension that the office has told a household of, and that begins on its day. The terms for households promise five days
//! of notice; only an order lets the office suspend at once.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::standing::{self, StandingError};
use super::{letters, lock};
use crate::accounts::acts::{self, Act};
use crate::error::Error;
use crate::kernel::ids::{AccountId, ProducerId};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::refusal;
use crate::schema::{producers, suspension_plans as plans};

/// Whole days that a household has between hearing of it and its beginning.
pub const NOTICE: u64 = 5;
/// Plans that one run carries out.
const AT_ONCE: i64 = 100;

/// The first day on which a suspension that a household hears of on `today` may begin.
#[must_use]
pub fn earliest(today: NaiveDate) -> NaiveDate {
    today + Days::new(NOTICE + 1)
}

#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The household would have less than [`NOTICE`] days.
    #[error("too early")]
    TooEarly,
    /// It does not sell, is suspended already, or there is such a plan.
    #[error("it stands so already")]
    Already,
    #[error(transparent)]
    Failed(Error),
}
refusal!(PlanError);

/// Plans to suspend a household from the beginning of `day`, in Vietnam. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// A day before the [`earliest`]; a household that is not approved, that the office has suspended, or of which it is planned.
pub async fn plan(
    conn: &mut Conn,
    producer: ProducerId,
    today: NaiveDate,
    day: NaiveDate,
    clerk: AccountId,
    why: &str,
) -> Result<(), PlanError> {
    if day < earliest(today) {
        return Err(PlanError::TooEarly);
    }
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let (approved, stopped): (bool, bool) = producers::table
        .find(producer)
        .select((producers::approved_at.is_not_null(), producers::suspended_by_office))
        .first(conn)
        .await?;
    let planned = plans::table.filter(plans::producer_id.eq(producer).and(plans::state.eq("planned")));
    let planned: i64 = planned.count().get_result(conn).await?;
    if !approved || stopped || planned > 0 {
        return Err(PlanError::Already);
    }
    let row = (
        plans::producer_id.eq(producer),
        plans::planned_on.eq(today),
        plans::day.eq(day),
        plans::why.eq(why),
        plans::made_by.eq(clerk),
    );
    diesel::insert_into(plans::table).values(row).execute(conn).await?;
    let act = Act::new("suspension.planned", Some(clerk)).of(producer).because(why);
    acts::record(conn, &act.changed(Value::Null, json!({ "day": day }))).await?;
    Ok(())
}

/// Ends the plan of a household, if there is one, as `state` says; its day. Call it inside a transaction that holds the household.
async fn end(conn: &mut Conn, producer: ProducerId, state: &str) -> Result<Option<NaiveDate>, Error> {
    let row = plans::table.filter(plans::producer_id.eq(producer).and(plans::state.eq("planned")));
    let ended = diesel::update(row).set((plans::state.eq(state), plans::ended_at.eq(diesel::dsl::now)));
    Ok(ended.returning(plans::day).get_result(conn).await.optional()?)
}

/// Takes a plan back: the household goes on selling; the day that it was for. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// Where none is planned any more.
pub async fn take_back(
    conn: &mut Conn,
    producer: ProducerId,
    clerk: AccountId,
    why: &str,
) -> Result<NaiveDate, PlanError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let day = end(conn, producer, "taken_back").await?.ok_or(PlanError::Already)?;
    let act = Act::new("suspension.taken-back", Some(clerk)).of(producer).because(why);
    acts::record(conn, &act.changed(json!({ "day": day }), Value::Null)).await?;
    Ok(day)
}

/// Ends the plan of a household that is suspended otherwise. Call it inside a transaction that holds the household.
pub(super) async fn overtake(conn: &mut Conn, producer: ProducerId) -> Result<(), Error> {
    end(conn, producer, "overtaken").await?;
    Ok(())
}

/// Suspends the households whose day has come.
#[derive(Debug, Serialize, Deserialize)]
pub struct CarryOutSuspensions {}

impl Job for CarryOutSuspensions {
    const KIND: &'static str = "carry_out_suspensions";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let today = ground.clock.today();
        // One that errs stands first the next time too: it shall not keep the others from their day.
        let mut failed = None;
        for producer in list_due(&mut conn, today).await? {
            match conn.transaction(async |conn| carry_out(conn, &ground, producer, today).await).await {
                Ok(true) => tracing::info!(%producer, "a planned suspension begins"),
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(%producer, %error, "a planned suspension does not begin");
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(()), |error| Err(error.into()))
    }
}

async fn list_due(conn: &mut Conn, today: NaiveDate) -> Result<Vec<ProducerId>, Error> {
    let due = plans::table.filter(plans::state.eq("planned").and(plans::day.le(today)));
    let rows = due.order((plans::day, plans::id)).limit(AT_ONCE).select(plans::producer_id);
    Ok(rows.load(conn).await?)
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Text)]
    why: String,
}

/// Whether it begins: another process may have been quicker, or a clerk have taken it back.
async fn carry_out(conn: &mut Conn, ground: &Ground, producer: ProducerId, today: NaiveDate) -> Result<bool, Error> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let due: Option<Due> = diesel::sql_query(
        "UPDATE suspension_plans SET state = 'carried_out', ended_at = now() \
         WHERE producer_id = $1 AND state = 'planned' AND day <= $2 RETURNING why",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(today)
    .get_result(conn)
    .await
    .optional()?;
    let Some(due) = due else { return Ok(false) };
    match standing::suspend(conn, producer, None, "", &due.why).await {
        Ok(()) => {}
        Err(StandingError::Failed(error)) => return Err(error),
        Err(other) => return Err(Error::Internal(other.into())),
    }
    letters::tell(conn, ground, producer, "household-sms-suspended", &due.why).await?;
    Ok(true)
}
