//! The farm diary: what was done where and when. A line is written once; a wrong one is struck through with a reason and
//! stays readable.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::work::Work;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, DiaryLineId, LotId, PictureId, PlotId, ProducerId, ProductId};
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::refusal;
use crate::schema::{farm_diary, farm_diary_strikes};

/// As many lines tell how one lot came to be.
pub const MOST_OF_A_LOT: i32 = 100;

/// A line about to be written.
#[derive(Clone, Debug)]
pub struct NewLine {
    pub producer: ProducerId,
    pub plot: PlotId,
    /// What it was done for; all that the plot bears when `None`.
    pub product: Option<ProductId>,
    pub day: NaiveDate,
    pub work: Work,
    pub material: String,
    /// Days to the first harvest after a spraying.
    pub wait_days: Option<i16>,
    pub words: String,
    pub picture: Option<PictureId>,
    /// Of the form: a second press writes nothing.
    pub token: String,
    pub account: Option<AccountId>,
}

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The plot is closed or another household's, or the product is, or there is no such line.
    #[error("no such plot, product or line")]
    NotFound,
    /// Somebody struck it before.
    #[error("already struck")]
    Already,
    #[error(transparent)]
    Failed(Error),
}
refusal!(WriteError);

/// Writes a line; the same token again is the line written before.
///
/// # Refuses
/// A plot or a product that is not this household's, a draft, and a closed plot; nothing is written then.
pub async fn write(conn: &mut Conn, new: &NewLine) -> Result<DiaryLineId, WriteError> {
    #[derive(QueryableByName)]
    struct Id {
        #[diesel(sql_type = BigInt)]
        id: DiaryLineId,
    }
    let written: Option<Id> = diesel::sql_query(
        "INSERT INTO farm_diary (producer_id, plot_id, product_id, day, work, material, wait_days, words, picture_id, \
                                 token, account_id) \
         SELECT p.producer_id, p.id, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM plots p \
         WHERE p.id = $2 AND p.producer_id = $1 AND p.closed_at IS NULL \
           AND ($3 IS NULL OR EXISTS (SELECT FROM products g WHERE g.id = $3 AND g.producer_id = $1 AND g.state <> 'draft')) \
         ON CONFLICT (token) DO NOTHING RETURNING id",
    )
    .bind::<BigInt, _>(new.producer.0)
    .bind::<BigInt, _>(new.plot.0)
    .bind::<Nullable<BigInt>, _>(new.product.map(|id| id.0))
    .bind::<Date, _>(new.day)
    .bind::<Text, _>(new.work.as_str())
    .bind::<Text, _>(&new.material)
    .bind::<Nullable<SmallInt>, _>(new.wait_days)
    .bind::<Text, _>(&new.words)
    .bind::<Nullable<BigInt>, _>(new.picture.map(|id| id.0))
    .bind::<Text, _>(&new.token)
    .bind::<Nullable<BigInt>, _>(new.account.map(|id| id.0))
    .kept()
    .get_result(conn)
    .await
    .optional()?;
    if let Some(line) = written {
        return Ok(line.id);
    }
    let own = farm_diary::token.eq(&new.token).and(farm_diary::producer_id.eq(new.producer));
    let before = farm_diary::table.select(farm_diary::id).filter(own).first(conn).await.optional()?;
    before.ok_or(WriteError::NotFound)
}

/// Whether this household wrote the line.
pub async fn owned(conn: &mut Conn, producer: ProducerId, line: DiaryLineId) -> Result<bool> {
    let own = farm_diary::id.eq(line).and(farm_diary::producer_id.eq(producer));
    Ok(farm_diary::table.filter(own).count().get_result::<i64>(conn).await? > 0)
}

/// Strikes a line of this household through.
///
/// # Refuses
/// A line that is not there or not this household's, and one that was struck before.
pub async fn strike(
    conn: &mut Conn,
    producer: ProducerId,
    line: DiaryLineId,
    reason: &str,
    account: AccountId,
) -> Result<(), WriteError> {
    if !owned(conn, producer, line).await? {
        return Err(WriteError::NotFound);
    }
    let struck = diesel::insert_into(farm_diary_strikes::table)
        .values((
            farm_diary_strikes::line_id.eq(line),
            farm_diary_strikes::reason.eq(reason),
            farm_diary_strikes::account_id.eq(account),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if struck == 1 { Ok(()) } else { Err(WriteError::Already) }
}

/// A line as it is read.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Line {
    #[diesel(sql_type = BigInt)]
    pub id: DiaryLineId,
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// The last part of a Fluent key (`trace-work-…`).
    #[diesel(sql_type = Text)]
    pub work: String,
    #[diesel(sql_type = Text)]
    pub material: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub wait_days: Option<i16>,
    #[diesel(sql_type = Text)]
    pub words: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub plot_id: PlotId,
    #[diesel(sql_type = Text)]
    pub plot: String,
    /// Empty when it was done for all that the plot bears.
    #[diesel(sql_type = Text)]
    pub product_vi: String,
    #[diesel(sql_type = Text)]
    pub product_en: String,
    /// Who wrote it down; for the household's own eyes.
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// Days from the work to its being written down, where they are more than two.
    #[diesel(sql_type = Nullable<Integer>)]
    pub late_days: Option<i32>,
    /// Why it was struck through.
    #[diesel(sql_type = Nullable<Text>)]
    pub struck: Option<String>,
}

/// A line with its place, its picture and its strike; the table is `d`.
const LINE: &str = "SELECT d.id, d.day, replace(d.work, '_', '-') AS work, d.material, d.wait_days, d.words, \
       f.hash AS picture, d.plot_id, p.name AS plot, coalesce(g.name_vi, '') AS product_vi, coalesce(g.name_en, '') AS product_en, \
       coalesce(a.name, '') AS who, d.at, \
       nullif(greatest((d.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - d.day - 2, 0), 0) + 2 AS late_days, \
       s.reason AS struck \
     FROM farm_diary d JOIN plots p ON p.id = d.plot_id LEFT JOIN products g ON g.id = d.product_id \
     LEFT JOIN pictures f ON f.id = d.picture_id LEFT JOIN accounts a ON a.id = d.account_id \
     LEFT JOIN farm_diary_strikes s ON s.line_id = d.id ";

/// A page of a household's diary, last things first, of all plots or one.
pub async fn list(
    conn: &mut Conn,
    producer: ProducerId,
    plot: Option<PlotId>,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Line>, Option<Cursor>)> {
    let mut lines: Vec<Line> = diesel::sql_query(format!(
        "{LINE} WHERE d.producer_id = $1 AND ($2 IS NULL OR d.plot_id = $2) \
           AND (d.day, d.id) < (DATE '1970-01-01' + $3, $4) ORDER BY d.day DESC, d.id DESC LIMIT $5"
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Nullable<BigInt>, _>(plot.map(|id| id.0))
    .bind::<Integer, _>(
        after.and_then(|c| i32::try_from(c.key).ok()).map_or(100_000, |days| days.clamp(-100_000, 100_000)),
    )
    .bind::<BigInt, _>(after.map_or(i64::MAX, |c| c.id))
    .bind::<BigInt, _>(i64::try_from(size + 1).unwrap_or(i64::MAX))
    .kept()
    .load(conn)
    .await?;
    let next = cut(&mut lines, size, |line| Cursor { key: days(line.day), id: line.id.0 });
    Ok((lines, next))
}

/// Days since 1970.
fn days(day: NaiveDate) -> i64 {
    day.signed_duration_since(NaiveDate::default()).num_days()
}

/// What tells how something came to be: lines about the plot or about the product, none of them struck through.
/// `$1` household, `$2` product, `$3` plot, `$4` and `$5` the days.
pub(super) const OF_LOT: &str = "d.producer_id = $1 AND d.day BETWEEN $4 AND $5 \
       AND (d.product_id = $2 OR d.plot_id = $3 AND d.product_id IS NULL) \
       AND NOT EXISTS (SELECT FROM farm_diary_strikes x WHERE x.line_id = d.id)";

/// The lines that a lot made on day `to` would have, first things first.
pub async fn foreseen(
    conn: &mut Conn,
    producer: ProducerId,
    product: ProductId,
    plot: Option<PlotId>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Line>> {
    let mut lines: Vec<Line> =
        diesel::sql_query(format!("{LINE} WHERE {OF_LOT} ORDER BY d.day DESC, d.id DESC LIMIT $6"))
            .bind::<BigInt, _>(producer.0)
            .bind::<BigInt, _>(product.0)
            .bind::<Nullable<BigInt>, _>(plot.map(|id| id.0))
            .bind::<Date, _>(from)
            .bind::<Date, _>(to)
            .bind::<Integer, _>(MOST_OF_A_LOT)
            .kept()
            .load(conn)
            .await?;
    lines.reverse();
    Ok(lines)
}

/// The lines of a lot, first things first, struck ones too.
pub async fn of_lot(conn: &mut Conn, lot: LotId) -> Result<Vec<Line>> {
    Ok(diesel::sql_query(format!("{LINE} JOIN lot_diary x ON x.line_id = d.id AND x.lot_id = $1 ORDER BY d.day, d.id"))
        .bind::<BigInt, _>(lot.0)
        .kept()
        .load(conn)
        .await?)
}

/// Adds lines written later to a lot: of its household and about its plot or product only.
pub async fn add_to_lot(conn: &mut Conn, lot: LotId, lines: &[DiaryLineId]) -> Result<usize> {
    Ok(diesel::sql_query(
        "INSERT INTO lot_diary (lot_id, line_id) \
         SELECT l.id, d.id FROM lots l JOIN farm_diary d ON d.producer_id = l.producer_id AND d.day <= l.made_on \
           AND (d.product_id = l.product_id OR d.plot_id = l.plot_id AND d.product_id IS NULL) \
         WHERE l.id = $1 AND d.id = ANY($2) ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(lot.0)
    .bind::<Array<BigInt>, _>(lines.iter().map(|id| id.0).collect::<Vec<_>>())
    .execute(conn)
    .await?)
}

/// A spraying after which nothing may be harvested yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Waiting {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = Text)]
    pub material: String,
    #[diesel(sql_type = SmallInt)]
    pub wait_days: i16,
    /// The first day on which it may.
    #[diesel(sql_type = Date)]
    pub until: NaiveDate,
}

/// Until when the harvest of a lot `l` had to wait after a spraying, where it did not, also one that was written down later:
/// of its plot, of its product where it has no plot, or of its own diary.
pub(super) const TOO_SOON: &str = "(SELECT max(d.day + d.wait_days::int) FROM farm_diary d \
     WHERE d.producer_id = l.producer_id AND d.wait_days IS NOT NULL AND d.day <= l.made_on \
       AND d.day + d.wait_days::int > l.made_on \
       AND (d.product_id = l.product_id AND (l.plot_id IS NULL OR d.plot_id = l.plot_id) \
            OR d.product_id IS NULL AND d.plot_id = l.plot_id \
            OR d.id IN (SELECT x.line_id FROM lot_diary x WHERE x.lot_id = l.id)) \
       AND NOT EXISTS (SELECT FROM farm_diary_strikes s WHERE s.line_id = d.id))";

/// Whether the product was sprayed so shortly before `day` that its harvest must wait: on this plot, or without one on any.
pub async fn waiting(
    conn: &mut Conn,
    product: ProductId,
    plot: Option<PlotId>,
    day: NaiveDate,
) -> Result<Option<Waiting>> {
    Ok(diesel::sql_query(
        "SELECT d.day, d.material, d.wait_days, d.day + d.wait_days::int AS until FROM farm_diary d \
         WHERE d.wait_days IS NOT NULL \
           AND CASE WHEN $1 IS NULL THEN d.product_id = $2 \
                    ELSE d.plot_id = $1 AND (d.product_id IS NULL OR d.product_id = $2) END \
           AND d.day <= $3 AND d.day + d.wait_days::int > $3 \
           AND NOT EXISTS (SELECT FROM farm_diary_strikes x WHERE x.line_id = d.id) \
         ORDER BY until DESC LIMIT 1",
    )
    .bind::<Nullable<BigInt>, _>(plot.map(|plot| plot.0))
    .bind::<BigInt, _>(product.0)
    .bind::<Date, _>(day)
    .kept()
    .get_result(conn)
    .await
    .optional()?)
}
