//! What a carrier takes in each zone, from which day on. A rate is never changed: a new one is added.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{BigInt, Bool, Date, Integer, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::quote::{Rate, Zone};
use crate::error::{Error, Result};
use crate::kernel::ids::AccountId;
use crate::kernel::money::Money;
use crate::platform::db::{self, Conn};
use crate::platform::kept::Keep as _;
use crate::schema::delivery_rates;

/// As many rates of one zone as a page shows; the file has all.
pub const SHOWN: usize = 30;

#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// Somebody added one since it was looked at.
    #[error("changed meanwhile")]
    Meanwhile,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for AddError {
    fn from(error: Error) -> Self {
        AddError::Failed(error)
    }
}

impl From<DbError> for AddError {
    fn from(error: DbError) -> Self {
        match db::broken_constraint(&error) {
            Some("delivery_rates_in_a_row") => AddError::Meanwhile,
            _ => AddError::Failed(error.into()),
        }
    }
}

/// The numbers of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, QueryableByName, Insertable)]
#[diesel(table_name = delivery_rates)]
pub struct Prices {
    #[diesel(sql_type = BigInt)]
    pub base_fee: Money,
    #[diesel(sql_type = Integer)]
    pub base_weight_g: i32,
    #[diesel(sql_type = BigInt)]
    pub step_fee: Money,
    #[diesel(sql_type = Integer)]
    pub step_weight_g: i32,
    #[diesel(sql_type = BigInt)]
    pub fragile_fee: Money,
    #[diesel(sql_type = BigInt)]
    pub cold_fee: Money,
    #[diesel(sql_type = SmallInt)]
    pub days_min: i16,
    #[diesel(sql_type = SmallInt)]
    pub days_max: i16,
}

/// A rate as it is kept.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Kept {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub zone: String,
    #[diesel(sql_type = Date)]
    pub from_day: NaiveDate,
    #[diesel(embed)]
    #[serde(flatten)]
    pub prices: Prices,
    #[diesel(sql_type = Text)]
    pub why: String,
    /// Empty for what the market began with.
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: DateTime<Utc>,
    /// It holds on the day that was asked for.
    #[diesel(sql_type = Bool)]
    pub now: bool,
}

const KEPT: &str = "SELECT r.*, coalesce(a.name, '') AS who, h.id IS NOT NULL AS now \
     FROM delivery_rates r JOIN delivery_zones z ON z.code = r.zone LEFT JOIN accounts a ON a.id = r.made_by \
     LEFT JOIN delivery_rates_on($1) h ON h.id = r.id";

/// What holds on a day in every zone, nearest first, and what comes later.
pub async fn now_and_later(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Kept>> {
    let which = "WHERE h.id IS NOT NULL OR r.from_day > $1 ORDER BY z.sort, r.from_day, r.id";
    Ok(diesel::sql_query(format!("{KEPT} {which}")).bind::<Date, _>(today).load(conn).await?)
}

/// The latest of a zone, newest first.
pub async fn of(conn: &mut Conn, zone: Zone, today: NaiveDate, most: usize) -> Result<Vec<Kept>> {
    Ok(diesel::sql_query(format!("{KEPT} WHERE r.zone = $2 ORDER BY r.id DESC LIMIT $3"))
        .bind::<Date, _>(today)
        .bind::<Text, _>(zone.code())
        .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX))
        .load(conn)
        .await?)
}

/// A rate about to be added.
#[derive(Clone, Debug)]
pub struct NewRate {
    pub zone: Zone,
    pub from_day: NaiveDate,
    pub prices: Prices,
    pub why: String,
    /// The latest rate of the zone that its maker saw.
    pub seen: i64,
    pub by: AccountId,
}

/// Adds a rate. Call it inside a transaction.
///
/// # Refuses
/// One whose maker has not seen the latest.
pub async fn add(conn: &mut Conn, new: &NewRate) -> Result<(), AddError> {
    let latest: Option<i64> = delivery_rates::table
        .select(diesel::dsl::max(delivery_rates::id))
        .filter(delivery_rates::zone.eq(new.zone.code()))
        .first(conn)
        .await?;
    if latest.unwrap_or(0) != new.seen {
        return Err(AddError::Meanwhile);
    }
    diesel::insert_into(delivery_rates::table)
        .values((
            delivery_rates::zone.eq(new.zone.code()),
            delivery_rates::follows.eq(new.seen),
            delivery_rates::from_day.eq(new.from_day),
            new.prices,
            delivery_rates::why.eq(&new.why),
            delivery_rates::made_by.eq(new.by),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    zone: String,
    #[diesel(embed)]
    prices: Prices,
}

/// What a carrier takes on a day.
pub async fn on(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Rate>> {
    let rows: Vec<Row> =
        diesel::sql_query("SELECT * FROM delivery_rates_on($1)").bind::<Date, _>(day).kept().load(conn).await?;
    let days = |n: i16| u16::try_from(n).unwrap_or_default();
    Ok(rows
        .into_iter()
        .filter_map(|Row { zone, prices }| {
            Some(Rate {
                zone: Zone::parse(&zone)?,
                base: prices.base_fee,
                base_weight_g: prices.base_weight_g,
                step: prices.step_fee,
                step_weight_g: prices.step_weight_g,
                fragile: prices.fragile_fee,
                cold: prices.cold_fee,
                days_min: days(prices.days_min),
                days_max: days(prices.days_max),
            })
        })
        .collect())
}
