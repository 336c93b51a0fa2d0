//! All that is known of a lot, as its public page tells it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::diary::TOO_SOON;
use crate::error::Result;
use crate::kernel::ids::{LotId, ProducerId};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::schema::lots;

/// A lot with its product, its household and its plot: one query.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct Record {
    #[diesel(sql_type = BigInt)]
    pub id: LotId,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
    #[diesel(sql_type = Date)]
    pub made_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub expires_on: Option<NaiveDate>,
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
    /// Empty when the product is no longer shown.
    #[diesel(sql_type = Text)]
    pub product_slug: String,
    /// Picked rather than made.
    #[diesel(sql_type = Bool)]
    pub raw: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub ingredients_vi: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub ingredients_en: Option<String>,
    #[diesel(sql_type = Text)]
    pub storage_vi: String,
    #[diesel(sql_type = Text)]
    pub storage_en: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub warnings_vi: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub warnings_en: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub producer_id: ProducerId,
    /// Empty when the household no longer sells.
    #[diesel(sql_type = Text)]
    pub producer_slug: String,
    #[diesel(sql_type = Text)]
    pub producer_kind: String,
    #[diesel(sql_type = Text)]
    pub producer_vi: String,
    #[diesel(sql_type = Text)]
    pub producer_en: String,
    #[diesel(sql_type = Text)]
    pub contact_name: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Text)]
    pub hamlet: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = Text)]
    pub province: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub registration_no: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub plot: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub plot_kind: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub plot_commune: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub area_m2: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub growing_area_code: Option<String>,
    /// The day on which a spraying let it be harvested, where that was done before.
    #[diesel(sql_type = Nullable<Date>)]
    pub not_before: Option<NaiveDate>,
}

pub(super) async fn find(conn: &mut Conn, code: &str) -> Result<Option<Record>> {
    Ok(diesel::sql_query(format!(
        "SELECT l.id, l.code, l.name_vi, l.name_en, l.picture_hash AS picture, l.made_on, l.expires_on, l.quantity, l.unit, \
                l.gtin, l.made_at, r.at AS recalled_at, r.reason AS recall_reason, \
                coalesce(r.by_office, false) AS recalled_by_office, \
                CASE WHEN g.state = 'on_sale' AND h.suspended_at IS NULL THEN g.slug ELSE '' END AS product_slug, \
                g.tax_class = 'raw_own_produce' AS raw, g.ingredients_vi, g.ingredients_en, g.storage_vi, g.storage_en, \
                g.warnings_vi, g.warnings_en, h.id AS producer_id, \
                CASE WHEN h.suspended_at IS NULL THEN h.slug ELSE '' END AS producer_slug, h.kind AS producer_kind, \
                h.name_vi AS producer_vi, h.name_en AS producer_en, h.contact_name, h.phone, h.hamlet, \
                c.name AS commune, v.name AS province, h.registration_no, t.name AS plot, t.kind AS plot_kind, \
                tc.name AS plot_commune, t.area_m2, nullif(t.growing_area_code, '') AS growing_area_code, \
                {TOO_SOON} AS not_before \
         FROM lots l JOIN products g ON g.id = l.product_id JOIN producers h ON h.id = l.producer_id \
         JOIN communes c ON c.code = h.commune_code JOIN provinces v ON v.code = c.province_code \
         LEFT JOIN plots t ON t.id = l.plot_id LEFT JOIN communes tc ON tc.code = t.commune_code \
         LEFT JOIN recalls r ON r.lot_id = l.id WHERE l.code = $1",
    ))
    .bind::<Text, _>(code)
    .kept()
    .get_result(conn)
    .await
    .optional()?)
}

/// Whether the lot of this code is of this trade item.
pub(super) async fn is_of(conn: &mut Conn, code: &str, gtin: &str) -> Result<bool> {
    let of_item = lots::code.eq(code).and(lots::gtin.eq(gtin));
    Ok(lots::table.filter(of_item).count().get_result::<i64>(conn).await? > 0)
}

/// A paper as it was on the lot's day.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct Paper {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub label: String,
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Text)]
    pub issuer: String,
    #[diesel(sql_type = Text)]
    pub scope_vi: String,
    #[diesel(sql_type = Text)]
    pub scope_en: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub stars: Option<i16>,
    #[diesel(sql_type = Date)]
    pub issued_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub expires_on: Option<NaiveDate>,
    #[diesel(sql_type = Timestamptz)]
    pub checked_at: DateTime<Utc>,
    /// Whether the office still has it as checked.
    #[diesel(sql_type = Bool)]
    pub still_checked: bool,
}

/// The papers that a lot was made under.
pub(super) async fn papers(conn: &mut Conn, lot: LotId) -> Result<Vec<Paper>> {
    Ok(diesel::sql_query(
        "SELECT x.kind, x.label, x.number, x.issuer, x.scope_vi, x.scope_en, x.stars, x.issued_on, x.expires_on, \
                x.checked_at, \
                EXISTS (SELECT FROM certificates c WHERE c.kind = x.kind AND c.number = x.number \
                        AND c.checked_at IS NOT NULL AND c.revoked_at IS NULL) AS still_checked \
         FROM lot_certificates x WHERE x.lot_id = $1 ORDER BY x.kind <> 'ocop', x.kind, x.number",
    )
    .bind::<BigInt, _>(lot.0)
    .kept()
    .load(conn)
    .await?)
}
