//! What the office reads of revisions.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::catalog::revision::content::{self, Content};
use crate::error::Result;
use crate::kernel::ids::{ProductId, RevisionId};
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

pub const PAGE: usize = 25;
/// Later than any listing, in microseconds: the year 9999.
const LAST: i64 = 253_370_764_800_000_000;

/// A revision that waits.
#[derive(Serialize, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: RevisionId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub producer_vi: String,
    #[diesel(sql_type = Text)]
    pub producer_en: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    /// Never approved before.
    #[diesel(sql_type = Bool)]
    pub first: bool,
    /// The office has sent it back before.
    #[diesel(sql_type = Bool)]
    pub again: bool,
    /// For more than a day.
    #[diesel(sql_type = Bool)]
    pub late: bool,
    #[diesel(sql_type = Timestamptz)]
    pub submitted_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
}

/// A page of what waits, the oldest first.
pub async fn waiting(conn: &mut Conn, after: Option<Cursor>, size: usize) -> Result<(Vec<Row>, Option<Cursor>)> {
    let mut rows: Vec<Row> = diesel::sql_query(
        "SELECT v.id, v.content ->> 'name' AS name, r.name_vi AS producer_vi, r.name_en AS producer_en, c.name AS commune, \
                p.state = 'draft' AS first, v.reason <> '' AS again, v.submitted_at < now() - interval '24 hours' AS late, \
                v.submitted_at, \
                (SELECT f.hash FROM revision_pictures x JOIN pictures f ON f.id = x.picture_id \
                 WHERE x.revision_id = v.id ORDER BY x.position LIMIT 1) AS picture \
         FROM revisions v JOIN products p ON p.id = v.product_id JOIN producers r ON r.id = p.producer_id \
         JOIN communes c ON c.code = r.commune_code \
         WHERE v.state = 'submitted' \
           AND (v.submitted_at, v.id) > (to_timestamp(0) + $1 * interval '1 microsecond', $2) \
         ORDER BY v.submitted_at, v.id LIMIT $3",
    )
    .bind::<BigInt, _>(after.map_or(0, |cursor| cursor.key.clamp(0, LAST)))
    .bind::<BigInt, _>(after.map_or(0, |cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
    .kept()
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.submitted_at.timestamp_micros(), id: row.id.0 });
    Ok((rows, next))
}

/// Whose it is, and who decided.
#[derive(Serialize, QueryableByName)]
pub struct Head {
    #[diesel(sql_type = Text)]
    pub producer_slug: String,
    #[diesel(sql_type = Text)]
    pub producer_vi: String,
    #[diesel(sql_type = Text)]
    pub producer_en: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Text)]
    pub contact_name: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = Text)]
    pub product_slug: String,
    #[diesel(sql_type = Text)]
    pub product_state: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub decider: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub decided_at: Option<DateTime<Utc>>,
}

pub async fn head(conn: &mut Conn, id: RevisionId) -> Result<Option<Head>> {
    Ok(diesel::sql_query(
        "SELECT r.slug AS producer_slug, r.name_vi AS producer_vi, r.name_en AS producer_en, r.phone, r.contact_name, \
                c.name AS commune, p.slug AS product_slug, p.state AS product_state, a.name AS decider, v.decided_at \
         FROM revisions v JOIN products p ON p.id = v.product_id JOIN producers r ON r.id = p.producer_id \
         JOIN communes c ON c.code = r.commune_code LEFT JOIN accounts a ON a.id = v.decided_by WHERE v.id = $1",
    )
    .bind::<BigInt, _>(id.0)
    .kept()
    .get_result(conn)
    .await
    .optional()?)
}

/// What was approved before this one, when anything was.
pub async fn approved_before(conn: &mut Conn, product: ProductId, id: RevisionId) -> Result<Option<Content>> {
    #[derive(QueryableByName)]
    struct Kept {
        #[diesel(sql_type = Jsonb)]
        content: serde_json::Value,
    }
    let row: Option<Kept> = diesel::sql_query(
        "SELECT content FROM revisions WHERE product_id = $1 AND id < $2 AND state = 'approved' ORDER BY id DESC LIMIT 1",
    )
    .bind::<BigInt, _>(product.0)
    .bind::<BigInt, _>(id.0)
    .get_result(conn)
    .await
    .optional()?;
    row.map(|row| content::read(row.content)).transpose()
}
