//! The market's pick-up points: kept by the office, offered by households, chosen by buyers.

use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::kernel::ids::{PickupPointId, ProducerId};
use crate::kernel::money::Money;
use crate::kernel::text;
use crate::platform::db::{self, Conn};

#[derive(Debug, thiserror::Error)]
pub enum PointError {
    #[error("no such point")]
    NotFound,
    /// Somebody changed it since it was looked at.
    #[error("changed meanwhile")]
    Meanwhile,
    /// Another one is called so.
    #[error("the name is taken")]
    Taken,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for PointError {
    fn from(error: Error) -> Self {
        PointError::Failed(error)
    }
}

impl From<DbError> for PointError {
    fn from(error: DbError) -> Self {
        match db::broken_constraint(&error) {
            Some("pickup_points_name") => PointError::Taken,
            // Of two made in one moment whose names give one code: the second press finds it taken, and counts on.
            Some("pickup_points_code_key") => PointError::Meanwhile,
            _ => PointError::Failed(error.into()),
        }
    }
}

/// What the office writes of a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Written {
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = Text)]
    pub address: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Text)]
    pub hours_vi: String,
    #[diesel(sql_type = Text)]
    pub hours_en: String,
    #[diesel(sql_type = BigInt)]
    pub fee: Money,
}

/// A point with how it stands.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Point {
    #[diesel(sql_type = BigInt)]
    pub id: PickupPointId,
    #[diesel(sql_type = Integer)]
    pub seq: i32,
    #[diesel(sql_type = Bool)]
    pub closed: bool,
    /// The commune's name, without its kind.
    #[diesel(sql_type = Text)]
    pub commune_name: String,
    /// Households that offer it.
    #[diesel(sql_type = BigInt)]
    pub households: i64,
    /// The household that was asked for offers it.
    #[diesel(sql_type = Bool)]
    pub offered: bool,
    #[diesel(embed)]
    #[serde(flatten)]
    pub written: Written,
}

const POINTS: &str = "SELECT p.id, p.seq, p.closed_at IS NOT NULL AS closed, c.name AS commune_name, \
       (SELECT count(*) FROM producer_pickup_points o WHERE o.pickup_point_id = p.id) AS households, \
       EXISTS (SELECT FROM producer_pickup_points o WHERE o.pickup_point_id = p.id AND o.producer_id = $1) AS offered, \
       p.name_vi, p.name_en, p.commune_code AS commune, p.address, p.phone, p.hours_vi, p.hours_en, p.fee \
     FROM pickup_points p JOIN communes c ON c.code = p.commune_code";

/// All of them, the open ones first.
pub async fn list(conn: &mut Conn) -> Result<Vec<Point>> {
    Ok(diesel::sql_query(format!("{POINTS} ORDER BY p.closed_at IS NOT NULL, p.name_vi, p.id"))
        .bind::<BigInt, _>(0)
        .load(conn)
        .await?)
}

pub async fn find(conn: &mut Conn, id: PickupPointId) -> Result<Option<Point>> {
    let found = diesel::sql_query(format!("{POINTS} WHERE p.id = $2"))
        .bind::<BigInt, _>(0)
        .bind::<BigInt, _>(id)
        .get_result(conn)
        .await;
    Ok(found.optional()?)
}

/// The open points, as a household sees them.
pub async fn of_household(conn: &mut Conn, household: ProducerId) -> Result<Vec<Point>> {
    Ok(diesel::sql_query(format!("{POINTS} WHERE p.closed_at IS NULL ORDER BY p.name_vi, p.id"))
        .bind::<BigInt, _>(household)
        .load(conn)
        .await?)
}

/// Adds a point; its code is made of its name, and of the first free number besides where another one has that code.
///
/// # Refuses
/// A name that another one has.
pub async fn make(conn: &mut Conn, new: &Written) -> Result<PickupPointId, PointError> {
    #[derive(QueryableByName)]
    struct Made {
        #[diesel(sql_type = BigInt)]
        id: PickupPointId,
    }
    let made: Made = diesel::sql_query(
        "INSERT INTO pickup_points (code, name_vi, name_en, commune_code, address, phone, hours_vi, hours_en, fee) \
         SELECT CASE WHEN NOT EXISTS (SELECT FROM pickup_points p WHERE p.code = $1) THEN $1 \
                ELSE (SELECT $1 || '-' || n FROM generate_series(2, (SELECT count(*) + 2 FROM pickup_points)) n \
                      WHERE NOT EXISTS (SELECT FROM pickup_points p WHERE p.code = $1 || '-' || n) ORDER BY n LIMIT 1) END, \
                $2, $3, $4, $5, $6, $7, $8, $9 RETURNING id",
    )
    .bind::<Text, _>(text::slug(&new.name_vi))
    .bind::<Text, _>(&new.name_vi)
    .bind::<Text, _>(&new.name_en)
    .bind::<Text, _>(&new.commune)
    .bind::<Text, _>(&new.address)
    .bind::<Nullable<Text>, _>(new.phone.as_deref())
    .bind::<Text, _>(&new.hours_vi)
    .bind::<Text, _>(&new.hours_en)
    .bind::<BigInt, _>(new.fee)
    .get_result(conn)
    .await?;
    Ok(made.id)
}

/// Changes a point, open or closed, and answers with what it was. Call it inside a transaction.
///
/// # Refuses
/// A change over one that its maker has not seen, and a name that another one has.
pub async fn change(
    conn: &mut Conn,
    id: PickupPointId,
    new: &Written,
    closed: bool,
    seen: i32,
) -> Result<Point, PointError> {
    let before = find(conn, id).await?.ok_or(PointError::NotFound)?;
    let changed = diesel::sql_query(
        "UPDATE pickup_points SET name_vi = $3, name_en = $4, commune_code = $5, address = $6, phone = $7, hours_vi = $8, \
           hours_en = $9, fee = $10, closed_at = CASE WHEN $11 THEN coalesce(closed_at, now()) END, seq = seq + 1 \
         WHERE id = $1 AND seq = $2",
    )
    .bind::<BigInt, _>(id)
    .bind::<Integer, _>(seen)
    .bind::<Text, _>(&new.name_vi)
    .bind::<Text, _>(&new.name_en)
    .bind::<Text, _>(&new.commune)
    .bind::<Text, _>(&new.address)
    .bind::<Nullable<Text>, _>(new.phone.as_deref())
    .bind::<Text, _>(&new.hours_vi)
    .bind::<Text, _>(&new.hours_en)
    .bind::<BigInt, _>(new.fee)
    .bind::<Bool, _>(closed)
    .execute(conn)
    .await?;
    if changed == 0 { Err(PointError::Meanwhile) } else { Ok(before) }
}

/// Says at which of the open points a household leaves parcels; `false` when it did so before. Closed ones that it offered
/// stay, for when they open again.
pub async fn offer(conn: &mut Conn, household: ProducerId, points: &[PickupPointId]) -> Result<bool> {
    let ids: Vec<i64> = points.iter().map(|id| id.0).collect();
    let gone = diesel::sql_query(
        "DELETE FROM producer_pickup_points o USING pickup_points p \
         WHERE o.producer_id = $1 AND p.id = o.pickup_point_id AND p.closed_at IS NULL AND p.id <> ALL($2)",
    )
    .bind::<BigInt, _>(household)
    .bind::<Array<BigInt>, _>(&ids)
    .execute(conn)
    .await?;
    let come = diesel::sql_query(
        "INSERT INTO producer_pickup_points (producer_id, pickup_point_id) \
         SELECT $1, p.id FROM pickup_points p WHERE p.id = ANY($2) AND p.closed_at IS NULL ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(household)
    .bind::<Array<BigInt>, _>(&ids)
    .execute(conn)
    .await?;
    Ok(gone + come > 0)
}
