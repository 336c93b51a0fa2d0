//! An identity ends with its day. Every hour, so that nobody sells under a card that ran out.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::{IdentityState, find};
use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::platform::{Ground, locales};
use crate::producers::{letters, lock, standing};
use crate::schema::identities;

/// How many are looked at in one go.
const AT_ONCE: i64 = 500;

/// Past its last day in Vietnam, by Postgres' clock.
const OVER: &str = "i.verified_until < (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date";
/// So is the time that was given besides: to whoever was never told before, and while one that was sent in time waits at the
/// office, [`WAITS_DAYS`](super::WAITS_DAYS).
const UP: &str = "greatest(i.verified_until, i.sells_until, CASE WHEN i.state = 'pending' \
     AND (i.submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= i.verified_until THEN i.verified_until + 14 END) \
     < (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date";

#[derive(Debug, Serialize, Deserialize)]
pub struct ExpireIdentities {}

impl Job for ExpireIdentities {
    const KIND: &'static str = "expire_identities";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        // One that errs stands first the next time too: it shall not keep the others selling.
        let mut failed = None;
        for producer in list_over(&mut conn).await? {
            match conn.transaction(async |conn| expire(conn, &ground, producer).await).await {
                Ok(()) => tracing::info!(%producer, "an identity ran out"),
                Err(error) => {
                    tracing::error!(%producer, %error, "an identity that ran out is not ended");
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(()), |error| Err(error.into()))
    }
}

/// Households of which something ends: the identity that is verified, or their selling under one that was, also where the
/// office keeps them from it meanwhile. What was sent anew in its last days waits, or was sent back, while the one before went on.
async fn list_over(conn: &mut Conn) -> Result<Vec<ProducerId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        producer_id: ProducerId,
    }
    let rows: Vec<Row> = diesel::sql_query(format!(
        "SELECT i.producer_id FROM identities i JOIN producers r ON r.id = i.producer_id \
         WHERE {OVER} AND (i.state = 'verified' OR r.approved_at IS NOT NULL AND NOT r.suspended_with_identity AND {UP}) \
         ORDER BY i.verified_until, i.producer_id LIMIT $1"
    ))
    .bind::<BigInt, _>(AT_ONCE)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.producer_id).collect())
}

/// Whether a household's identity is past its last day, and the time that was given besides, whatever was sent since.
pub(in crate::producers) async fn is_over(conn: &mut Conn, producer: ProducerId) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        over: bool,
    }
    let row: Row = diesel::sql_query(format!(
        "SELECT EXISTS (SELECT FROM identities i WHERE i.producer_id = $1 AND {OVER} AND {UP}) AS over"
    ))
    .bind::<BigInt, _>(producer.0)
    .get_result(conn)
    .await?;
    Ok(row.over)
}

/// Ends an identity that is past its last day, and the selling under it as if it had been revoked, and tells the household;
/// the selling later where time was given for it.
/// Whoever comes second finds it done. Call it inside a transaction.
///
/// # Locks
/// The household.
pub async fn expire(conn: &mut Conn, ground: &Ground, producer: ProducerId) -> Result<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Text)]
        state: String,
        #[diesel(sql_type = Date)]
        verified_until: NaiveDate,
        #[diesel(sql_type = Bool)]
        up: bool,
    }
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let over: Option<Row> = diesel::sql_query(format!(
        "SELECT i.id, i.state, i.verified_until, {UP} AS up FROM identities i WHERE i.producer_id = $1 AND {OVER}"
    ))
    .bind::<BigInt, _>(producer.0)
    .get_result(conn)
    .await
    .optional()?;
    let Some(over) = over else { return Ok(()) };
    if over.state == IdentityState::Verified.as_str() {
        diesel::update(identities::table.find(over.id))
            .set(identities::state.eq(IdentityState::Expired.as_str()))
            .execute(conn)
            .await?;
        acts::record(conn, &Act::new("identity.expired", None).of(producer)).await?;
    }
    if !over.up {
        return Ok(());
    }
    let why = locales::text(Lang::Vi, "identity-ended-why");
    let waited = find(conn, producer).await?.and_then(|identity| identity.goes_on_until());
    let (letter, day) = match waited {
        Some(last) => ("household-sms-identity-unseen", last),
        None => ("household-sms-identity-ended", over.verified_until),
    };
    if standing::suspend_with_identity(conn, producer, None, "identity.expired", &why).await? {
        letters::tell_by_day(conn, ground, producer, letter, day, "").await?;
    }
    Ok(())
}
