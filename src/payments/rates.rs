//! The rates of commission and tax. A new rate is a new row with its first day; what was charged before stays explained.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{BigInt, Date, Integer, Jsonb, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, CategoryId};
use crate::platform::db::{self, Conn};
use crate::schema::{commission_rates, tax_rates};

/// The most that the market may keep, and the most of each tax, in hundredths of a percent; the tables hold the same.
pub const MOST_COMMISSION: i32 = 3_000;
pub const MOST_TAX: i32 = 2_000;

/// The classes of goods that tax tells apart.
pub const TAX_CLASSES: [&str; 4] = ["raw_own_produce", "processed", "handicraft", "resale"];
/// Who sells, as tax sees it.
pub const STATUSES: [&str; 2] = ["household", "organisation"];

#[derive(Debug, thiserror::Error)]
pub enum RateError {
    /// A rate of this kind begins on that day already.
    #[error("there is one from that day on")]
    Already,
    /// Its first day has come, an order was charged by it, or somebody took it back.
    #[error("it has begun")]
    Begun,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for RateError {
    fn from(error: Error) -> Self {
        RateError::Failed(error)
    }
}

impl From<DbError> for RateError {
    fn from(error: DbError) -> Self {
        match db::broken_constraint(&error) {
            Some("commission_rates_category_id_from_day_key" | "tax_rates_tax_class_status_from_day_key") => {
                RateError::Already
            }
            Some("rates_in_use") => RateError::Begun,
            _ => RateError::Failed(error.into()),
        }
    }
}

/// Why a rate came, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    pub why: &'a str,
    pub by: AccountId,
}

/// Which rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Commission,
    Tax,
}

impl Table {
    /// The word in addresses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Table::Commission => "commission",
            Table::Tax => "tax",
        }
    }
}

/// A rate of commission, in hundredths of a percent.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct CommissionRate {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// `None`: of all goods.
    #[diesel(sql_type = Nullable<Text>)]
    pub category_vi: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub category_en: Option<String>,
    #[diesel(sql_type = Date)]
    pub from_day: NaiveDate,
    #[diesel(sql_type = Integer)]
    pub bp: i32,
    #[diesel(sql_type = Text)]
    pub why: String,
}

/// A rate of tax, in hundredths of a percent.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct TaxRate {
    #[diesel(sql_type = Text)]
    pub tax_class: String,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Date)]
    pub from_day: NaiveDate,
    #[diesel(sql_type = Integer)]
    pub vat_bp: i32,
    #[diesel(sql_type = Integer)]
    pub pit_bp: i32,
    /// The law it is taken from.
    #[diesel(sql_type = Text)]
    pub source: String,
}

/// Rates of tax in the list.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct ListedTax {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub why: String,
    #[diesel(embed)]
    #[serde(flatten)]
    pub rate: TaxRate,
}

/// A category that may have its own commission.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Category {
    #[diesel(sql_type = BigInt)]
    pub id: CategoryId,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
}

pub async fn list_commission(conn: &mut Conn) -> Result<Vec<CommissionRate>> {
    Ok(diesel::sql_query(
        "SELECT r.id, r.why, c.name_vi AS category_vi, c.name_en AS category_en, r.from_day, r.bp \
         FROM commission_rates r LEFT JOIN categories c ON c.id = r.category_id \
         ORDER BY c.name_vi NULLS FIRST, r.from_day DESC",
    )
    .load(conn)
    .await?)
}

pub async fn list_tax(conn: &mut Conn) -> Result<Vec<ListedTax>> {
    Ok(diesel::sql_query(
        "SELECT id, why, tax_class, status, from_day, vat_bp, pit_bp, source FROM tax_rates \
         ORDER BY status, tax_class, from_day DESC",
    )
    .load(conn)
    .await?)
}

pub async fn list_categories(conn: &mut Conn) -> Result<Vec<Category>> {
    Ok(diesel::sql_query("SELECT id, name_vi, name_en FROM categories ORDER BY name_vi").load(conn).await?)
}

/// What the market keeps of these goods on a day, in hundredths of a percent, by the rates there are.
pub async fn commission_on(conn: &mut Conn, category: Option<CategoryId>, day: NaiveDate) -> Result<i32> {
    #[derive(QueryableByName)]
    struct Kept {
        #[diesel(sql_type = Integer)]
        bp: i32,
    }
    let kept: Kept = diesel::sql_query(
        "SELECT coalesce((SELECT r.bp FROM commission_rates r WHERE r.from_day <= $2 AND (r.category_id IS NULL \
             OR r.category_id IN ($1, (SELECT c.parent_id FROM categories c WHERE c.id = $1))) \
           ORDER BY r.category_id = $1 DESC NULLS LAST, r.category_id IS NULL, r.from_day DESC LIMIT 1), 0) AS bp",
    )
    .bind::<Nullable<BigInt>, _>(category.map(|id| id.0))
    .bind::<Date, _>(day)
    .get_result(conn)
    .await?;
    Ok(kept.bp)
}

/// Adds a rate of commission.
///
/// # Refuses
/// A second one of the same goods from the same day on.
pub async fn add_commission(
    conn: &mut Conn,
    category: Option<CategoryId>,
    from_day: NaiveDate,
    bp: i32,
    origin: Origin<'_>,
) -> Result<(), RateError> {
    diesel::insert_into(commission_rates::table)
        .values((
            commission_rates::category_id.eq(category),
            commission_rates::from_day.eq(from_day),
            commission_rates::bp.eq(bp),
            commission_rates::why.eq(origin.why),
            commission_rates::made_by.eq(origin.by),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds rates of tax, with the law they are taken from.
///
/// # Refuses
/// Second ones of the same kind from the same day on.
pub async fn add_tax(conn: &mut Conn, rate: &TaxRate, origin: Origin<'_>) -> Result<(), RateError> {
    diesel::insert_into(tax_rates::table)
        .values((
            tax_rates::tax_class.eq(&rate.tax_class),
            tax_rates::status.eq(&rate.status),
            tax_rates::from_day.eq(rate.from_day),
            tax_rates::vat_bp.eq(rate.vat_bp),
            tax_rates::pit_bp.eq(rate.pit_bp),
            tax_rates::source.eq(&rate.source),
            tax_rates::why.eq(origin.why),
            tax_rates::made_by.eq(origin.by),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// A rate that was taken back, for the log: of what it was, and what it said.
#[derive(Debug, QueryableByName)]
pub struct TakenBack {
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = Jsonb)]
    pub rate: Value,
}

/// Takes back a rate that begins after `today`.
///
/// # Refuses
/// One that has begun, by which an order was charged, or that is not there any more.
pub async fn take_back(conn: &mut Conn, table: Table, id: i64, today: NaiveDate) -> Result<TakenBack, RateError> {
    let taken: Option<TakenBack> = diesel::sql_query(match table {
        Table::Commission => {
            "DELETE FROM commission_rates r WHERE r.id = $1 AND r.from_day > $2 \
             RETURNING coalesce((SELECT c.name_vi FROM categories c WHERE c.id = r.category_id), '') AS subject, \
                       jsonb_build_object('bp', r.bp, 'from_day', r.from_day) AS rate"
        }
        Table::Tax => {
            "DELETE FROM tax_rates r WHERE r.id = $1 AND r.from_day > $2 RETURNING r.tax_class || ' ' || r.status AS subject, \
                       jsonb_build_object('vat_bp', r.vat_bp, 'pit_bp', r.pit_bp, 'from_day', r.from_day, 'source', r.source) AS rate"
        }
    })
    .bind::<BigInt, _>(id)
    .bind::<Date, _>(today)
    .get_result(conn)
    .await
    .optional()?;
    taken.ok_or(RateError::Begun)
}
