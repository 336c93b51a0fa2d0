//! The rates of commission and tax. A new rate is a new row with its first day; what was charged before stays explained.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DbError};
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::kernel::ids::CategoryId;
use crate::platform::db::Conn;
use crate::schema::{commission_rates, tax_rates};

/// The classes of goods that tax tells apart.
pub const TAX_CLASSES: [&str; 4] = ["raw_own_produce", "processed", "handicraft", "resale"];
/// Who sells, as tax sees it.
pub const STATUSES: [&str; 2] = ["household", "organisation"];

#[derive(Debug, thiserror::Error)]
pub enum RateError {
    /// A rate of this kind begins on that day already.
    #[error("there is one from that day on")]
    Already,
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
        match error {
            DbError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => RateError::Already,
            other => RateError::Failed(other.into()),
        }
    }
}

/// A rate of commission, in hundredths of a percent.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct CommissionRate {
    /// `None`: of all goods.
    #[diesel(sql_type = Nullable<Text>)]
    pub category_vi: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub category_en: Option<String>,
    #[diesel(sql_type = Date)]
    pub from_day: NaiveDate,
    #[diesel(sql_type = Integer)]
    pub bp: i32,
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
        "SELECT c.name_vi AS category_vi, c.name_en AS category_en, r.from_day, r.bp \
         FROM commission_rates r LEFT JOIN categories c ON c.id = r.category_id \
         ORDER BY c.name_vi NULLS FIRST, r.from_day DESC",
    )
    .load(conn)
    .await?)
}

pub async fn list_tax(conn: &mut Conn) -> Result<Vec<TaxRate>> {
    Ok(diesel::sql_query(
        "SELECT tax_class, status, from_day, vat_bp, pit_bp, source FROM tax_rates \
         ORDER BY status, tax_class, from_day DESC",
    )
    .load(conn)
    .await?)
}

pub async fn list_categories(conn: &mut Conn) -> Result<Vec<Category>> {
    Ok(diesel::sql_query("SELECT id, name_vi, name_en FROM categories ORDER BY name_vi").load(conn).await?)
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
) -> Result<(), RateError> {
    diesel::insert_into(commission_rates::table)
        .values((
            commission_rates::category_id.eq(category),
            commission_rates::from_day.eq(from_day),
            commission_rates::bp.eq(bp),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds rates of tax, with the law they are taken from.
///
/// # Refuses
/// Second ones of the same kind from the same day on.
pub async fn add_tax(conn: &mut Conn, rate: &TaxRate) -> Result<(), RateError> {
    diesel::insert_into(tax_rates::table)
        .values((
            tax_rates::tax_class.eq(&rate.tax_class),
            tax_rates::status.eq(&rate.status),
            tax_rates::from_day.eq(rate.from_day),
            tax_rates::vat_bp.eq(rate.vat_bp),
            tax_rates::pit_bp.eq(rate.pit_bp),
            tax_rates::source.eq(&rate.source),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
