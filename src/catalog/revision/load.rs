//! A revision as it is kept, with its pictures.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::content::{self, Content};
use super::state::RevisionState;
use crate::error::{Error, Result};
use crate::kernel::ids::{PictureId, ProducerId, ProductId, RevisionId};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

#[derive(Clone, Debug)]
pub struct Revision {
    pub id: RevisionId,
    pub product: ProductId,
    pub producer: ProducerId,
    /// `draft` when the product was never approved.
    pub product_state: String,
    pub state: RevisionState,
    /// Counts every change of text or state.
    pub seq: i32,
    pub content: Content,
    /// Why it was returned or refused, also after it was sent in again.
    pub reason: String,
    pub changed_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    /// The cover first.
    pub pictures: Vec<Shown>,
}

/// A picture of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub id: PictureId,
    pub hash: String,
}

impl Revision {
    /// Whether its product was never approved, so that packs are part of it.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.product_state == "draft"
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: RevisionId,
    #[diesel(sql_type = BigInt)]
    product_id: ProductId,
    #[diesel(sql_type = BigInt)]
    producer_id: ProducerId,
    #[diesel(sql_type = Text)]
    product_state: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Integer)]
    seq: i32,
    #[diesel(sql_type = Jsonb)]
    content: serde_json::Value,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Timestamptz)]
    changed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    submitted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Jsonb)]
    pictures: serde_json::Value,
}

impl Row {
    fn read(self) -> Result<Revision> {
        let state = RevisionState::parse(&self.state);
        Ok(Revision {
            id: self.id,
            product: self.product_id,
            producer: self.producer_id,
            product_state: self.product_state,
            state: state.ok_or_else(|| Error::Internal(anyhow::anyhow!("no revision is {}", self.state)))?,
            seq: self.seq,
            content: content::read(self.content)?,
            reason: self.reason,
            changed_at: self.changed_at,
            submitted_at: self.submitted_at,
            pictures: serde_json::from_value(self.pictures).map_err(anyhow::Error::from)?,
        })
    }
}

const REVISION: &str = "SELECT v.id, v.product_id, p.producer_id, p.state AS product_state, v.state, v.seq, v.content, \
       v.reason, v.changed_at, v.submitted_at, \
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'hash', f.hash) ORDER BY x.position), '[]') \
        FROM revision_pictures x JOIN pictures f ON f.id = x.picture_id WHERE x.revision_id = v.id) AS pictures \
     FROM revisions v JOIN products p ON p.id = v.product_id ";

/// The newest revision of a product of this household, if it has one: the open one, or the last one decided on.
pub async fn latest(conn: &mut Conn, producer: ProducerId, product: ProductId) -> Result<Option<Revision>> {
    let row: Option<Row> = diesel::sql_query(format!(
        "{REVISION} WHERE v.product_id = $1 AND p.producer_id = $2 ORDER BY v.id DESC LIMIT 1"
    ))
    .bind::<BigInt, _>(product.0)
    .bind::<BigInt, _>(producer.0)
    .kept()
    .get_result(conn)
    .await
    .optional()?;
    row.map(Row::read).transpose()
}

/// Any revision, for the office.
pub async fn find(conn: &mut Conn, id: RevisionId) -> Result<Option<Revision>> {
    let row: Option<Row> = diesel::sql_query(format!("{REVISION} WHERE v.id = $1"))
        .bind::<BigInt, _>(id.0)
        .kept()
        .get_result(conn)
        .await
        .optional()?;
    row.map(Row::read).transpose()
}

/// One of those that a clerk decided at one press.
#[derive(Debug, QueryableByName)]
pub struct Decided {
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The same for all of that press, and for none of another.
    #[diesel(sql_type = Text)]
    pub press: String,
}

/// What of the same household was decided in the same way in one transaction with this one, which is among them; nothing when
/// it is not decided any more.
pub async fn decided_with(conn: &mut Conn, id: RevisionId) -> Result<Vec<Decided>> {
    Ok(diesel::sql_query(
        "SELECT coalesce(v.content ->> 'name', '') AS name, \
                concat_ws(':', p.producer_id, v.decided_by, (extract(epoch FROM v.decided_at) * 1000000)::bigint) AS press \
         FROM revisions one JOIN products g ON g.id = one.product_id JOIN products p ON p.producer_id = g.producer_id \
         JOIN revisions v ON v.product_id = p.id AND v.state = one.state AND v.decided_at = one.decided_at \
           AND v.decided_by IS NOT DISTINCT FROM one.decided_by \
         WHERE one.id = $1 ORDER BY v.id",
    )
    .bind::<BigInt, _>(id.0)
    .load(conn)
    .await?)
}

/// The hashes of the pictures that buyers see of a product now, the cover first.
pub async fn pictures_on_sale(conn: &mut Conn, product: ProductId) -> Result<Vec<String>> {
    use crate::schema::{pictures, product_pictures};
    Ok(product_pictures::table
        .inner_join(pictures::table)
        .select(pictures::hash)
        .filter(product_pictures::product_id.eq(product))
        .order(product_pictures::position)
        .load(conn)
        .await?)
}
