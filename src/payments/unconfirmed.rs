//! A household has so long to confirm a parcel, by Postgres' clock. At half time its members are reminded; when the time is
//! over, the parcel is given up, the money goes back the usual way, and both sides are told.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::ended::{self, EndError};
use crate::error::{Error, Result};
use crate::kernel::clock;
use crate::kernel::ids::{ParcelId, ProducerId};
use crate::orders::advance::{self, AdvanceError, By};
use crate::orders::lock as orders_lock;
use crate::orders::messages;
use crate::orders::parcel::{self, ParcelState};
use crate::orders::reason::Reason;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::platform::locales::Args;

/// How many are looked at in one go.
const AT_ONCE: i64 = 200;

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = BigInt)]
    id: ParcelId,
    #[diesel(sql_type = BigInt)]
    producer: ProducerId,
    #[diesel(sql_type = Timestamptz)]
    confirm_by: chrono::DateTime<chrono::Utc>,
}

const WAITING: &str = "SELECT p.id, p.producer_id AS producer, p.confirm_by FROM parcels p WHERE p.state = 'placed'";

async fn list(conn: &mut Conn, which: &str) -> Result<Vec<Due>> {
    Ok(diesel::sql_query(format!("{WAITING} AND {which} ORDER BY p.confirm_by LIMIT $1"))
        .bind::<BigInt, _>(AT_ONCE)
        .load(conn)
        .await?)
}

/// Reminds households of what they have not confirmed at half time, and gives up what they did not in time; runs all the
/// time.
#[derive(Serialize, Deserialize)]
pub struct FollowUnconfirmed {}

impl Job for FollowUnconfirmed {
    const KIND: &'static str = "follow_unconfirmed";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        for due in list(&mut conn, "p.confirm_by < now()").await? {
            let ended = conn.transaction(async |conn| give_up(conn, &ground, &due).await).await;
            count(&due, ended.map(drop));
        }
        let half = "p.reminded_at IS NULL AND now() >= p.state_since + (p.confirm_by - p.state_since) / 2";
        for due in list(&mut conn, half).await? {
            let reminded = conn.transaction(async |conn| remind(conn, &ground, &due).await).await;
            count(&due, reminded);
        }
        Ok(())
    }
}

/// One parcel that cannot be followed keeps no other waiting: it is logged, counted, and tried again in the next round.
fn count(due: &Due, outcome: Result<()>) {
    if let Err(error) = outcome {
        metrics::counter!("market_orders_stuck_total", "job" => FollowUnconfirmed::KIND).increment(1);
        tracing::error!(parcel = %due.id, error = format!("{error:#}"), "not followed, tried again later");
    }
}

/// Reminds the members once: whoever comes second finds it done. One parcel in a transaction, so that nobody waits for two.
async fn remind(conn: &mut Conn, ground: &Ground, due: &Due) -> Result<()> {
    let first = diesel::sql_query(
        "UPDATE parcels SET reminded_at = now() WHERE id = $1 AND state = 'placed' AND reminded_at IS NULL",
    )
    .bind::<BigInt, _>(due.id.0)
    .execute(conn)
    .await?;
    if first == 1 {
        tell(conn, ground, due, "remind", "order-sms-remind").await?;
    }
    Ok(())
}

/// Gives the parcel up, if it still waits and its time is over. `false` when not. Call it inside a transaction.
///
/// # Locks
/// Order, parcel, its packs, payments, voucher.
async fn give_up(conn: &mut Conn, ground: &Ground, due: &Due) -> Result<bool> {
    let Some(locked) = orders_lock::parcel(conn, due.id, None).await? else { return Ok(false) };
    let over = diesel::sql_query(format!("{WAITING} AND p.id = $1 AND p.confirm_by < now()"))
        .bind::<BigInt, _>(due.id.0)
        .load::<Due>(conn)
        .await?;
    if locked.state != ParcelState::Placed || over.is_empty() {
        return Ok(false);
    }
    let reason = Reason::NotConfirmed.stored("");
    advance::advance(conn, due.id, ParcelState::Unfulfillable, By::System, &reason).await.map_err(
        |error| match error {
            AdvanceError::Failed(error) => error,
            other => Error::Internal(anyhow::anyhow!("parcel {} is not given up: {other}", due.id)),
        },
    )?;
    ended::follow(conn, due.id, None).await.map_err(|error| match error {
        EndError::Failed(error) => error,
        EndError::Collected => Error::Internal(anyhow::anyhow!("parcel {} waits and its cash was taken", due.id)),
    })?;
    tell(conn, ground, due, "unconfirmed", "order-sms-unconfirmed").await?;
    Ok(true)
}

/// An SMS to each member, written in the transaction of what it tells.
async fn tell(conn: &mut Conn, ground: &Ground, due: &Due, what: &str, key: &str) -> Result<()> {
    let code = parcel::code(due.id);
    let by = clock::in_vietnam(due.confirm_by).format("%H:%M %d/%m").to_string();
    let link = format!("{}/sell/parcels/{code}", ground.config.base_url);
    let args = Args::from([("code".into(), code.into()), ("by".into(), by.into()), ("link".into(), link.into())]);
    messages::tell_members(conn, due.producer, &format!("parcel:{}:{what}", due.id), key, args).await?;
    Ok(())
}
