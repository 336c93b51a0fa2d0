//! A lot as the desks read it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::code;
use super::diary::TOO_SOON;
use crate::error::Result;
use crate::kernel::ids::{DiaryLineId, LotId, PlotId, ProducerId, ProductId};
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Lot {
    #[diesel(sql_type = BigInt)]
    pub id: LotId,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = BigInt)]
    pub producer_id: ProducerId,
    #[diesel(sql_type = Text)]
    pub producer_slug: String,
    #[diesel(sql_type = Text)]
    pub producer_vi: String,
    #[diesel(sql_type = Text)]
    pub producer_en: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = BigInt)]
    pub product_id: ProductId,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub plot_id: Option<PlotId>,
    #[diesel(sql_type = Text)]
    pub plot: String,
    #[diesel(sql_type = Date)]
    pub made_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub expires_on: Option<NaiveDate>,
    #[diesel(sql_type = Date)]
    pub diary_from: NaiveDate,
    #[diesel(sql_type = Nullable<Integer>)]
    pub quantity: Option<i32>,
    #[diesel(sql_type = Text)]
    pub unit: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub gtin: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub recalled_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub recall_reason: Option<String>,
    #[diesel(sql_type = Bool)]
    pub recalled_by_office: bool,
    /// The day on which a spraying let it be harvested, where that was done before.
    #[diesel(sql_type = Nullable<Date>)]
    pub not_before: Option<NaiveDate>,
    /// Parcels that hold some of it.
    #[diesel(sql_type = BigInt)]
    pub parcels: i64,
    #[diesel(sql_type = BigInt)]
    pub scans: i64,
}

impl Lot {
    /// As it is read aloud.
    #[must_use]
    pub fn spaced(&self) -> String {
        code::spaced(&self.code)
    }
}

/// Which lots a list shows.
#[derive(Clone, Debug, Default)]
pub struct Sought<'a> {
    pub producer: Option<ProducerId>,
    pub code: Option<&'a str>,
    /// Part of the product's or the household's name, folded; empty for all.
    pub words: &'a str,
    /// Only those that were called back.
    pub recalled: bool,
}

/// What is known of lots `l`, of their households `h` and of their recalls `r`; `rest` says which.
fn lots(rest: &str) -> String {
    format!(
        "SELECT l.id, l.code, l.producer_id, h.slug AS producer_slug, h.name_vi AS producer_vi, \
       h.name_en AS producer_en, m.name AS commune, l.product_id, l.name_vi, l.name_en, l.picture_hash AS picture, \
       l.plot_id, coalesce(p.name, '') AS plot, l.made_on, l.expires_on, l.diary_from, l.quantity, l.unit, l.gtin, l.made_at, \
       r.at AS recalled_at, r.reason AS recall_reason, coalesce(r.by_office, false) AS recalled_by_office, \
       {TOO_SOON} AS not_before, \
       (SELECT count(DISTINCT o.parcel_id) FROM lot_lines x JOIN order_lines o ON o.id = x.order_line_id \
        WHERE x.lot_id = l.id) AS parcels, \
       (SELECT coalesce(sum(s.scans), 0)::bigint FROM lot_scans s WHERE s.lot_id = l.id) AS scans \
     FROM lots l JOIN producers h ON h.id = l.producer_id JOIN communes m ON m.code = h.commune_code \
     LEFT JOIN plots p ON p.id = l.plot_id LEFT JOIN recalls r ON r.lot_id = l.id {rest}"
    )
}

/// A page of lots, newest first.
pub async fn list(
    conn: &mut Conn,
    sought: &Sought<'_>,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Lot>, Option<Cursor>)> {
    let mut lots: Vec<Lot> = diesel::sql_query(lots(
        "WHERE ($1 IS NULL OR l.producer_id = $1) AND ($2 IS NULL OR l.code = $2) AND l.id < $5 \
           AND ($3 = '' OR folded(l.name_vi) LIKE '%' || $3 || '%' OR folded(h.name_vi) LIKE '%' || $3 || '%') \
           AND (NOT $4 OR r.lot_id IS NOT NULL) ORDER BY l.id DESC LIMIT $6",
    ))
    .bind::<Nullable<BigInt>, _>(sought.producer.map(|id| id.0))
    .bind::<Nullable<Text>, _>(sought.code)
    .bind::<Text, _>(sought.words)
    .bind::<Bool, _>(sought.recalled)
    .bind::<BigInt, _>(after.map_or(i64::MAX, |c| c.id))
    .bind::<BigInt, _>(i64::try_from(size + 1).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut lots, size, |lot| Cursor { key: lot.id.0, id: lot.id.0 });
    Ok((lots, next))
}

/// The lot of this code, if one of these households has it; anyone's without households.
pub async fn find(conn: &mut Conn, typed: &str, owners: Option<&[ProducerId]>) -> Result<Option<Lot>> {
    let Some(code) = code::parse(typed) else { return Ok(None) };
    let owners: Option<Vec<i64>> = owners.map(|own| own.iter().map(|id| id.0).collect());
    Ok(diesel::sql_query(lots("WHERE l.code = $1 AND ($2 IS NULL OR l.producer_id = ANY($2))"))
        .bind::<Text, _>(code)
        .bind::<Nullable<Array<BigInt>>, _>(owners)
        .kept()
        .get_result(conn)
        .await
        .optional()?)
}

/// Whether a household has harvested a lot before the waiting time was over, as a line of its diary that was just written now says.
pub async fn any_too_soon(conn: &mut Conn, line: DiaryLineId) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        any: bool,
    }
    let row: Row = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM farm_diary d JOIN lots l ON l.producer_id = d.producer_id \
           AND l.made_on >= d.day AND l.made_on < d.day + d.wait_days::int \
           AND (d.product_id = l.product_id AND (l.plot_id IS NULL OR d.plot_id = l.plot_id) \
                OR d.product_id IS NULL AND d.plot_id = l.plot_id) \
         WHERE d.id = $1 AND NOT EXISTS (SELECT FROM recalls r WHERE r.lot_id = l.id)) AS any",
    )
    .bind::<BigInt, _>(line.0)
    .kept()
    .get_result(conn)
    .await?;
    Ok(row.any)
}

/// What was added to a recall.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Note {
    #[diesel(sql_type = Text)]
    pub words: String,
    #[diesel(sql_type = Bool)]
    pub by_office: bool,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// What was added to a lot's recall, first things first.
pub async fn notes(conn: &mut Conn, lot: LotId) -> Result<Vec<Note>> {
    Ok(diesel::sql_query("SELECT words, by_office, at FROM recall_notes WHERE lot_id = $1 ORDER BY id")
        .bind::<BigInt, _>(lot.0)
        .kept()
        .load(conn)
        .await?)
}

/// A product that a lot may be made of.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Choice {
    #[diesel(sql_type = BigInt)]
    pub id: ProductId,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Nullable<Integer>)]
    pub shelf_life_days: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub gtin: Option<String>,
    /// Kinds of papers that cover it.
    #[diesel(sql_type = Array<Text>)]
    pub certificate_kinds: Vec<String>,
    /// Handicraft is counted.
    #[diesel(sql_type = Bool)]
    pub by_weight: bool,
    /// Where its last lot was made.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub last_plot: Option<PlotId>,
}

/// A household's products, by name; no drafts, which have none yet.
pub async fn choices(conn: &mut Conn, producer: ProducerId) -> Result<Vec<Choice>> {
    Ok(diesel::sql_query(
        "SELECT p.id, p.name_vi, p.name_en, p.shelf_life_days, p.gtin, p.certificate_kinds, p.tax_class <> 'handicraft' AS by_weight, \
                (SELECT l.plot_id FROM lots l JOIN plots t ON t.id = l.plot_id AND t.closed_at IS NULL \
                 WHERE l.product_id = p.id ORDER BY l.made_on DESC, l.id DESC LIMIT 1) AS last_plot \
         FROM products p WHERE p.producer_id = $1 AND p.state <> 'draft' ORDER BY p.name_vi, p.id LIMIT 200",
    )
    .bind::<BigInt, _>(producer.0)
    .kept()
    .load(conn)
    .await?)
}
