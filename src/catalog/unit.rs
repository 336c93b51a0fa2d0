//! The words that packs are named by, as the office keeps them: households are offered those in use, and SQL's
//! `pack_english` reads the packs in English by all of them.

use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{BigInt, Bool, Integer, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::kernel::ids::UnitId;
use crate::platform::Ground;
use crate::platform::db::{self, Conn};
use crate::platform::signals;

#[derive(Debug, thiserror::Error)]
pub enum UnitError {
    #[error("no such unit")]
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

impl From<Error> for UnitError {
    fn from(error: Error) -> Self {
        UnitError::Failed(error)
    }
}

impl From<DbError> for UnitError {
    fn from(error: DbError) -> Self {
        match db::broken_constraint(&error) {
            Some("units_name") => UnitError::Taken,
            _ => UnitError::Failed(error.into()),
        }
    }
}

/// What the office writes of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Written {
    /// The first word or words of a pack's name.
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Integer)]
    pub sort: i32,
}

/// A unit with how it stands.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Unit {
    #[diesel(sql_type = BigInt)]
    pub id: UnitId,
    #[diesel(sql_type = Integer)]
    pub seq: i32,
    /// Offered to no household.
    #[diesel(sql_type = Bool)]
    pub off: bool,
    #[diesel(embed)]
    #[serde(flatten)]
    pub written: Written,
}

const UNITS: &str = "SELECT u.id, u.seq, u.off_at IS NOT NULL AS off, u.name_vi, u.name_en, u.sort FROM units u";

/// All of them, those in use first, in the order they are offered.
pub async fn list(conn: &mut Conn) -> Result<Vec<Unit>> {
    Ok(diesel::sql_query(format!("{UNITS} ORDER BY u.off_at IS NOT NULL, u.sort, u.id")).load(conn).await?)
}

pub async fn find(conn: &mut Conn, id: UnitId) -> Result<Option<Unit>> {
    let found = diesel::sql_query(format!("{UNITS} WHERE u.id = $1")).bind::<BigInt, _>(id).get_result(conn).await;
    Ok(found.optional()?)
}

/// The Vietnamese words of those in use, in their order; from memory when they are there.
pub async fn offered(ground: &Ground, conn: &mut Conn) -> Result<Vec<String>> {
    ground.shelf.exact("units", async || in_use(conn).await).await
}

async fn in_use(conn: &mut Conn) -> Result<Vec<String>> {
    let units = list(conn).await?;
    Ok(units.into_iter().filter(|unit| !unit.off).map(|unit| unit.written.name_vi).collect())
}

/// Adds a unit. Call it inside a transaction.
///
/// # Refuses
/// A name that another one has.
pub async fn make(conn: &mut Conn, new: &Written) -> Result<(), UnitError> {
    diesel::sql_query("INSERT INTO units (name_vi, name_en, sort) VALUES ($1, $2, $3)")
        .bind::<Text, _>(&new.name_vi)
        .bind::<Text, _>(&new.name_en)
        .bind::<Integer, _>(new.sort)
        .execute(conn)
        .await?;
    followed(conn).await
}

/// Changes a unit, in use or off, and answers with what it was. Call it inside a transaction.
///
/// # Refuses
/// A change over one that its maker has not seen, and a name that another one has.
pub async fn change(conn: &mut Conn, id: UnitId, new: &Written, off: bool, seen: i32) -> Result<Unit, UnitError> {
    let before = find(conn, id).await?.ok_or(UnitError::NotFound)?;
    let changed = diesel::sql_query(
        "UPDATE units SET name_vi = $3, name_en = $4, sort = $5, \
           off_at = CASE WHEN $6 THEN coalesce(off_at, now()) END, seq = seq + 1 WHERE id = $1 AND seq = $2",
    )
    .bind::<BigInt, _>(id)
    .bind::<Integer, _>(seen)
    .bind::<Text, _>(&new.name_vi)
    .bind::<Text, _>(&new.name_en)
    .bind::<Integer, _>(new.sort)
    .bind::<Bool, _>(off)
    .execute(conn)
    .await?;
    if changed == 0 {
        return Err(UnitError::Meanwhile);
    }
    followed(conn).await?;
    Ok(before)
}

/// Every process keeps the words that are offered in memory.
async fn followed(conn: &mut Conn) -> Result<(), UnitError> {
    signals::send(conn, signals::SHELF).await?;
    Ok(())
}
