//! An identity that will end is announced to its household by SMS: 30 and 7 days before, each once, whatever was down on the
//! day. From the first of the two on it may be sent anew. Who sells for some days under one that is over is told until when,
//! also while the new one waits at the office.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::{RENEW_DAYS, WAITS_DAYS};
use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::producers::letters;

/// The second reminder, so many days before the last one.
const LAST_DAYS: i32 = 7;
/// How many are told in one go.
const AT_ONCE: i64 = 500;
const LETTER: &str = "household-sms-identity-ends";
const OVER: &str = "household-sms-identity-over";
const WAITS: &str = "household-sms-identity-waits";

/// Hourly: what was told of is not told of again.
#[derive(Debug, Serialize, Deserialize)]
pub struct RemindIdentities {}

impl Job for RemindIdentities {
    const KIND: &'static str = "remind_identities";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let today = ground.clock.today();
        let told = remind(&mut conn, &ground, today).await?
            + remind_over(&mut conn, &ground, today).await?
            + remind_waiting(&mut conn, &ground, today).await?;
        if told > 0 {
            tracing::info!(told, "identities that end soon announced");
        }
        Ok(())
    }
}

#[derive(QueryableByName)]
struct Ending {
    #[diesel(sql_type = BigInt)]
    producer_id: ProducerId,
    #[diesel(sql_type = Date)]
    verified_until: NaiveDate,
    #[diesel(sql_type = Integer)]
    days: i32,
}

/// Tells the household of every verified identity that ends within 30 days of `today` and whose nearest reminder is not
/// written yet; returns how many. The message's own key keeps two runners from telling twice.
pub async fn remind(conn: &mut Conn, ground: &Ground, today: NaiveDate) -> Result<usize> {
    let ending: Vec<Ending> = diesel::sql_query(
        "SELECT i.producer_id, i.verified_until, d.days FROM identities i \
         JOIN producers r ON r.id = i.producer_id AND r.approved_at IS NOT NULL \
         CROSS JOIN LATERAL (SELECT CASE WHEN i.verified_until - $1 <= $2 THEN $2 ELSE $3 END AS days) d \
         WHERE i.state = 'verified' AND i.verified_until BETWEEN $1 AND $1 + $3 \
           AND NOT EXISTS (SELECT FROM messages m \
                           WHERE m.dedupe_key = concat_ws(':', $4, i.producer_id, i.verified_until, d.days)) \
         ORDER BY i.verified_until, i.producer_id LIMIT $5",
    )
    .bind::<Date, _>(today)
    .bind::<Integer, _>(LAST_DAYS)
    .bind::<Integer, _>(RENEW_DAYS)
    .bind::<diesel::sql_types::Text, _>(LETTER)
    .bind::<BigInt, _>(AT_ONCE)
    .load(conn)
    .await?;
    for one in &ending {
        let days = format!(":{}", one.days);
        letters::tell_by_day(conn, ground, one.producer_id, LETTER, one.verified_until, &days).await?;
    }
    Ok(ending.len())
}

#[derive(QueryableByName)]
struct Over {
    #[diesel(sql_type = BigInt)]
    producer_id: ProducerId,
    #[diesel(sql_type = Date)]
    sells_until: NaiveDate,
}

/// Tells each household once that sells on `today` under an identity that is over, and has sent no other; returns how many.
pub async fn remind_over(conn: &mut Conn, ground: &Ground, today: NaiveDate) -> Result<usize> {
    let over: Vec<Over> = diesel::sql_query(
        "SELECT i.producer_id, i.sells_until FROM identities i JOIN producers r ON r.id = i.producer_id AND r.listed \
         WHERE i.verified_until < $1 AND i.sells_until >= $1 AND i.state <> 'pending' \
           AND NOT EXISTS (SELECT FROM messages m WHERE m.dedupe_key = concat_ws(':', $2, i.producer_id, i.sells_until)) \
         ORDER BY i.producer_id LIMIT $3",
    )
    .bind::<Date, _>(today)
    .bind::<diesel::sql_types::Text, _>(OVER)
    .bind::<BigInt, _>(AT_ONCE)
    .load(conn)
    .await?;
    for one in &over {
        letters::tell_by_day(conn, ground, one.producer_id, OVER, one.sells_until, "").await?;
    }
    Ok(over.len())
}

/// Tells each household once that sells on `today` while what it sent in time waits at the office; returns how many.
pub async fn remind_waiting(conn: &mut Conn, ground: &Ground, today: NaiveDate) -> Result<usize> {
    let waiting: Vec<Over> = diesel::sql_query(
        "SELECT i.producer_id, i.verified_until + $2 AS sells_until \
         FROM identities i JOIN producers r ON r.id = i.producer_id AND r.listed \
         WHERE i.state = 'pending' AND i.verified_until BETWEEN $1 - $2 AND $1 - 1 \
         AND (i.submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= i.verified_until \
         AND NOT EXISTS (SELECT FROM messages m \
         WHERE m.dedupe_key = concat_ws(':', $3, i.producer_id, i.verified_until + $2)) \
         ORDER BY i.producer_id LIMIT $4",
    )
    .bind::<Date, _>(today)
    .bind::<Integer, _>(WAITS_DAYS)
    .bind::<diesel::sql_types::Text, _>(WAITS)
    .bind::<BigInt, _>(AT_ONCE)
    .load(conn)
    .await?;
    for one in &waiting {
        letters::tell_by_day(conn, ground, one.producer_id, WAITS, one.sells_until, "").await?;
    }
    Ok(waiting.len())
}
