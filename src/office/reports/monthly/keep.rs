//! The kept reports: the only place that writes `monthly_reports`.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::Value;

use super::content::Content;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, MonthlyReportId};
use crate::kernel::paging::{self, Cursor};
use crate::platform::db::Conn;
use crate::schema::monthly_reports;

/// Reports on a page of the list.
pub const PAGE: usize = 24;

/// A report without what is in it.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Head {
    #[diesel(sql_type = BigInt)]
    pub id: MonthlyReportId,
    #[diesel(sql_type = Date)]
    pub month: NaiveDate,
    #[diesel(sql_type = Text)]
    pub place: String,
    /// Who asked for it.
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Timestamptz)]
    pub asked_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub made_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Int4)]
    pub steps: i32,
    /// Its job has not been heard of for long.
    #[diesel(sql_type = Bool)]
    pub stalled: bool,
    /// No later one of its month has been made.
    #[diesel(sql_type = Bool)]
    pub latest: bool,
}

const HEAD: &str = "SELECT r.id, r.month, r.place, a.name AS who, r.asked_at, r.made_at, r.steps, \
     r.made_at IS NULL AND r.moved_at < now() - interval '3 minutes' AS stalled, \
     NOT EXISTS (SELECT FROM monthly_reports n WHERE n.month = r.month AND n.id > r.id AND n.made_at IS NOT NULL) AS latest \
     FROM monthly_reports r JOIN accounts a ON a.id = r.asked_by ";

/// A page of `size` reports, the newest month first, in each the newest report.
pub async fn list(conn: &mut Conn, after: Option<Cursor>, size: usize) -> Result<(Vec<Head>, Option<Cursor>)> {
    let day = |days: i64| NaiveDate::default().checked_add_signed(chrono::Duration::try_days(days)?);
    let after = after.and_then(|cursor| Some((day(cursor.key)?, cursor.id)));
    // Postgres knows no other years.
    let after = after.filter(|(month, _)| (1900..2200).contains(&month.year()));
    let mut rows: Vec<Head> = diesel::sql_query(format!(
        "{HEAD} WHERE $1 IS NULL OR (r.month, r.id) < ($1, $2) ORDER BY r.month DESC, r.id DESC LIMIT $3"
    ))
    .bind::<Nullable<Date>, _>(after.map(|(month, _)| month))
    .bind::<BigInt, _>(after.map_or(0, |(_, id)| id))
    .bind::<BigInt, _>(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let key = |month: NaiveDate| (month - NaiveDate::default()).num_days();
    let next = paging::cut(&mut rows, size, |head| Cursor { key: key(head.month), id: head.id.0 });
    Ok((rows, next))
}

/// A report, or [`Error::NotFound`].
pub async fn find(conn: &mut Conn, id: MonthlyReportId) -> Result<Head> {
    let found: Option<Head> = diesel::sql_query(format!("{HEAD} WHERE r.id = $1"))
        .bind::<BigInt, _>(id.0)
        .get_result(conn)
        .await
        .optional()?;
    found.ok_or(Error::NotFound)
}

/// What is in a report that has been made.
pub async fn content(conn: &mut Conn, id: MonthlyReportId) -> Result<Option<Content>> {
    let kept: Option<Option<Value>> =
        monthly_reports::table.select(monthly_reports::content).find(id.0).first(conn).await.optional()?;
    kept.flatten().map(|value| serde_json::from_value(value).map_err(|error| Error::Internal(error.into()))).transpose()
}

/// The newest report of a month that has been made, and one that is being made.
pub async fn of_month(conn: &mut Conn, month: NaiveDate) -> Result<(Option<MonthlyReportId>, Option<MonthlyReportId>)> {
    let rows: Vec<(i64, bool)> = monthly_reports::table
        .select((monthly_reports::id, monthly_reports::made_at.is_not_null()))
        .filter(monthly_reports::month.eq(month))
        .order(monthly_reports::id.desc())
        .load(conn)
        .await?;
    let of = |made: bool| rows.iter().find(|(_, m)| *m == made).map(|(id, _)| MonthlyReportId(*id));
    Ok((of(true), of(false)))
}

/// Writes down that a report is wanted; `None` when one of the month is being made already.
pub async fn begin(conn: &mut Conn, month: NaiveDate, place: &str, by: AccountId) -> Result<Option<MonthlyReportId>> {
    #[derive(QueryableByName)]
    struct Begun {
        #[diesel(sql_type = BigInt)]
        id: MonthlyReportId,
    }
    let begun: Option<Begun> = diesel::sql_query(
        "INSERT INTO monthly_reports (month, place, asked_by) VALUES ($1, $2, $3) \
         ON CONFLICT (month) WHERE made_at IS NULL DO NOTHING RETURNING id",
    )
    .bind::<Date, _>(month)
    .bind::<Text, _>(place)
    .bind::<BigInt, _>(by.0)
    .get_result(conn)
    .await
    .optional()?;
    Ok(begun.map(|begun| begun.id))
}

/// Notes how far the job is.
pub async fn step(conn: &mut Conn, id: MonthlyReportId, steps: i32) -> Result<()> {
    diesel::sql_query("UPDATE monthly_reports SET steps = $2, moved_at = now() WHERE id = $1 AND made_at IS NULL")
        .bind::<BigInt, _>(id.0)
        .bind::<Int4, _>(steps)
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps what was made. A report that two jobs made has what the first of them found.
pub async fn finish(conn: &mut Conn, id: MonthlyReportId, content: &Content) -> Result<()> {
    let value = serde_json::to_value(content).map_err(|error| Error::Internal(error.into()))?;
    diesel::sql_query(
        "UPDATE monthly_reports SET content = $2, made_at = now(), moved_at = now(), steps = steps + 1 \
         WHERE id = $1 AND made_at IS NULL",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Jsonb, _>(value)
    .execute(conn)
    .await?;
    Ok(())
}

/// The place that was signed from last.
pub async fn last_place(conn: &mut Conn) -> Result<Option<String>> {
    Ok(monthly_reports::table
        .select(monthly_reports::place)
        .order(monthly_reports::id.desc())
        .first(conn)
        .await
        .optional()?)
}
