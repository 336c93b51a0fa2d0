//! The rounds that a household drives itself: to which commune, on which days and for how much. Checkout offers those that are
//! driven; a parcel keeps the day and the fee it was ordered with, whatever becomes of its round.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::quote::Round;
use crate::error::{Error, Result};
use crate::kernel::ids::{ProducerId, RoundId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::refusal;

#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// The household has no such round.
    #[error("no such round")]
    NotFound,
    /// Somebody changed it since it was looked at.
    #[error("changed meanwhile")]
    Meanwhile,
    /// The household has a round to one of these communes.
    #[error("there is one already")]
    Taken,
    #[error(transparent)]
    Failed(Error),
}
refusal!(RoundError);

/// A household's round to one commune, with how it stands.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct OwnRound {
    #[diesel(sql_type = BigInt)]
    pub id: RoundId,
    #[diesel(sql_type = Integer)]
    pub seq: i32,
    /// The commune's code.
    #[diesel(sql_type = Text)]
    pub commune: String,
    /// Its name, without its kind.
    #[diesel(sql_type = Text)]
    pub commune_name: String,
    /// Bit 0 is Monday.
    #[diesel(sql_type = Integer)]
    pub weekdays: i32,
    #[diesel(sql_type = BigInt)]
    pub fee: Money,
    /// For goods worth so much it costs nothing.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub free_from: Option<Money>,
    #[diesel(sql_type = Bool)]
    pub stopped: bool,
    /// Parcels that were ordered by it and have not come yet.
    #[diesel(sql_type = BigInt)]
    pub open: i64,
    /// The last day that was promised to one of these.
    #[diesel(sql_type = Nullable<Date>)]
    pub last: Option<NaiveDate>,
}

const ROUNDS: &str = "SELECT r.id, r.seq, r.commune_code AS commune, c.name AS commune_name, r.weekdays, r.fee, r.free_from, \
       r.stopped_at IS NOT NULL AS stopped, w.open, w.last \
     FROM rounds r JOIN communes c ON c.code = r.commune_code \
     CROSS JOIN LATERAL (SELECT count(*) AS open, max(p.expected_to) AS last \
       FROM parcels p JOIN orders o ON o.id = p.order_id \
       WHERE p.producer_id = r.producer_id AND p.delivery_kind = 'round' AND o.commune_code = r.commune_code \
         AND p.state IN ('awaiting_payment', 'placed', 'confirmed', 'packed', 'handed_over')) w \
     WHERE r.producer_id = $1";

/// A household's rounds, those that are driven first.
pub async fn list(conn: &mut Conn, household: ProducerId) -> Result<Vec<OwnRound>> {
    Ok(diesel::sql_query(format!("{ROUNDS} ORDER BY r.stopped_at IS NOT NULL, c.folded, r.id"))
        .bind::<BigInt, _>(household)
        .kept()
        .load(conn)
        .await?)
}

pub async fn find(conn: &mut Conn, household: ProducerId, id: RoundId) -> Result<Option<OwnRound>> {
    let found = diesel::sql_query(format!("{ROUNDS} AND r.id = $2"))
        .bind::<BigInt, _>(household)
        .bind::<BigInt, _>(id)
        .kept()
        .get_result(conn)
        .await;
    Ok(found.optional()?)
}

/// A commune that a household may drive to.
#[derive(Clone, Debug, QueryableByName)]
pub struct Commune {
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Without its kind.
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// The communes that the market serves, and the household's own, to which it has no round yet.
pub async fn communes_left(conn: &mut Conn, household: ProducerId) -> Result<Vec<Commune>> {
    Ok(diesel::sql_query(
        "SELECT c.code, c.name FROM communes c \
         WHERE (c.served OR c.code = (SELECT h.commune_code FROM producers h WHERE h.id = $1)) \
           AND NOT EXISTS (SELECT FROM rounds r WHERE r.producer_id = $1 AND r.commune_code = c.code) \
         ORDER BY c.folded, c.code",
    )
    .bind::<BigInt, _>(household)
    .kept()
    .load(conn)
    .await?)
}

/// A round that was just made, and where it goes.
#[derive(Clone, Debug, QueryableByName)]
pub struct Made {
    #[diesel(sql_type = BigInt)]
    pub id: RoundId,
    #[diesel(sql_type = Text)]
    pub commune_name: String,
}

/// Makes a round to each of these communes, which must differ. Call it inside a transaction.
///
/// # Refuses
/// A commune to which the household has one, driven or stopped: none is made then.
pub async fn add(
    conn: &mut Conn,
    household: ProducerId,
    communes: &[String],
    terms: Round,
) -> Result<Vec<Made>, RoundError> {
    let made: Vec<Made> = diesel::sql_query(
        "WITH made AS (INSERT INTO rounds (producer_id, commune_code, weekdays, fee, free_from) \
           SELECT $1, x.code, $3, $4, $5 FROM unnest($2) AS x (code) ORDER BY x.code \
           ON CONFLICT DO NOTHING RETURNING id, commune_code) \
         SELECT m.id, c.name AS commune_name FROM made m JOIN communes c ON c.code = m.commune_code ORDER BY m.id",
    )
    .bind::<BigInt, _>(household)
    .bind::<Array<Text>, _>(communes)
    .bind::<Integer, _>(terms.weekdays)
    .bind::<BigInt, _>(terms.fee)
    .bind::<Nullable<BigInt>, _>(terms.free_from)
    .load(conn)
    .await?;
    if made.len() < communes.len() { Err(RoundError::Taken) } else { Ok(made) }
}

/// Changes what holds for new orders.
///
/// # Refuses
/// A round of another household, and a change over one that its maker has not seen.
pub async fn change(
    conn: &mut Conn,
    household: ProducerId,
    id: RoundId,
    terms: Round,
    seen: i32,
) -> Result<(), RoundError> {
    let changed = diesel::sql_query(
        "UPDATE rounds SET weekdays = $4, fee = $5, free_from = $6, seq = seq + 1 \
         WHERE producer_id = $1 AND id = $2 AND seq = $3",
    )
    .bind::<BigInt, _>(household)
    .bind::<BigInt, _>(id)
    .bind::<Integer, _>(seen)
    .bind::<Integer, _>(terms.weekdays)
    .bind::<BigInt, _>(terms.fee)
    .bind::<Nullable<BigInt>, _>(terms.free_from)
    .execute(conn)
    .await?;
    match (changed, find(conn, household, id).await?) {
        (_, None) => Err(RoundError::NotFound),
        (0, Some(_)) => Err(RoundError::Meanwhile),
        _ => Ok(()),
    }
}

/// Drives a round (again), or stops it: then nobody can choose it any more, and what was ordered still goes with it. Answers
/// with how it stands now.
///
/// # Refuses
/// A round of another household.
pub async fn drive(conn: &mut Conn, household: ProducerId, id: RoundId, driven: bool) -> Result<OwnRound, RoundError> {
    diesel::sql_query(
        "UPDATE rounds SET stopped_at = CASE WHEN $3 THEN NULL ELSE now() END, seq = seq + 1 \
         WHERE producer_id = $1 AND id = $2 AND (stopped_at IS NULL) <> $3",
    )
    .bind::<BigInt, _>(household)
    .bind::<BigInt, _>(id)
    .bind::<Bool, _>(driven)
    .execute(conn)
    .await?;
    find(conn, household, id).await?.ok_or(RoundError::NotFound)
}
