//! What the desk reads of a household's goods.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::{ProducerId, ProductId};
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

const PAGE: usize = 24;

/// A list of the desk: all goods, or those in one state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    #[default]
    All,
    Draft,
    Waiting,
    Returned,
    OnSale,
    Hidden,
}

impl Wanted {
    pub const ALL: [Wanted; 6] =
        [Wanted::All, Wanted::Draft, Wanted::Waiting, Wanted::Returned, Wanted::OnSale, Wanted::Hidden];

    /// The word in the address and in Fluent keys (`listing-state-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Wanted::All => "all",
            Wanted::Draft => "draft",
            Wanted::Waiting => "waiting",
            Wanted::Returned => "returned",
            Wanted::OnSale => "on-sale",
            Wanted::Hidden => "hidden",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wanted| wanted.as_str() == word)
    }

    const fn clause(self) -> &'static str {
        match self {
            // A draft that was thrown away, and whose row stays for a lot, has nothing to show.
            Wanted::All => "(p.state <> 'draft' OR v.id IS NOT NULL)",
            Wanted::Draft => "v.state = 'draft'",
            Wanted::Waiting => "v.state = 'submitted'",
            Wanted::Returned => "(v.state = 'returned' OR v.state = 'refused' AND p.state = 'draft')",
            Wanted::OnSale => "p.state = 'on_sale'",
            Wanted::Hidden => "p.state = 'hidden'",
        }
    }
}

/// A product in the list.
#[derive(Serialize, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: ProductId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    /// `draft`, `on_sale` or `hidden`.
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    /// State of its newest revision.
    #[diesel(sql_type = Nullable<Text>)]
    pub revision: Option<String>,
    /// Why the office sent it back.
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
    /// Of its cheapest pack.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub price: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub pack: Option<String>,
    /// Packs, of all sizes together, that can still be promised.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub left: Option<i64>,
    /// Where it is sold from when none is there: `harvest` or `made`.
    #[diesel(sql_type = Nullable<Text>)]
    pub later: Option<String>,
    /// Who keeps it off the market, and why: tail of a Fluent key (`listing-off-…`).
    #[diesel(sql_type = Nullable<Text>)]
    pub off_by: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub off_why: Option<String>,
}

/// The newest revision of product `p`.
const NEWEST: &str = "LEFT JOIN LATERAL (SELECT v.id, v.state, v.reason, v.content FROM revisions v \
       WHERE v.product_id = p.id ORDER BY v.id DESC LIMIT 1) v ON true";

/// What keeps product `p` off the market whatever its household does: `off_by` is `authority`, `office`, or `mend` when it ends
/// once a change is approved; NULL for nothing.
const OFF: &str = "LEFT JOIN LATERAL (SELECT t.reason AS off_why, \
         CASE WHEN NOT t.by_office THEN 'authority' WHEN t.until_mended THEN 'mend' ELSE 'office' END AS off_by \
       FROM takedowns t WHERE t.product_id = p.id AND t.hidden_at IS NOT NULL AND t.lifted_at IS NULL \
       ORDER BY t.by_office LIMIT 1) w ON true";

/// A page of goods, the newest first, and where the next one begins.
pub async fn list(
    conn: &mut Conn,
    producer: ProducerId,
    wanted: Wanted,
    after: Option<Cursor>,
) -> Result<(Vec<Row>, Option<Cursor>)> {
    let mut rows: Vec<Row> = diesel::sql_query(format!(
        "SELECT p.id, p.slug, p.state, v.state AS revision, coalesce(v.reason, '') AS reason, \
                CASE WHEN p.state = 'draft' THEN coalesce(v.content ->> 'name', '') ELSE p.name_vi END AS name_vi, \
                CASE WHEN p.state = 'draft' THEN '' ELSE p.name_en END AS name_en, \
                CASE WHEN p.state = 'draft' \
                     THEN (SELECT f.hash FROM revision_pictures x JOIN pictures f ON f.id = x.picture_id \
                           WHERE x.revision_id = v.id ORDER BY x.position LIMIT 1) \
                     ELSE (SELECT f.hash FROM product_pictures x JOIN pictures f ON f.id = x.picture_id \
                           WHERE x.product_id = p.id ORDER BY x.position LIMIT 1) END AS picture, \
                coalesce(k.price, (v.content #>> '{{packs,0,price}}')::bigint) AS price, \
                coalesce(k.pack, v.content #>> '{{packs,0,name}}') AS pack, \
                coalesce(k.left_in_all, (v.content #>> '{{packs,0,stock}}')::bigint) AS left, k.later, w.off_by, w.off_why \
         FROM products p {NEWEST} {OFF} \
         LEFT JOIN LATERAL (SELECT k.price, k.name_vi AS pack, \
             (sum(CASE WHEN k.on_hand - k.reserved >= k.min_qty THEN k.on_hand - k.reserved ELSE 0 END) OVER ())::bigint \
               AS left_in_all, \
             min(CASE WHEN o.left_n >= k.min_qty AND o.source <> 'stock' THEN o.source END) OVER () AS later \
           FROM packs k JOIN offers o ON o.pack_id = k.id WHERE k.product_id = p.id AND k.withdrawn_at IS NULL ORDER BY k.price, k.id LIMIT 1) k ON true \
         WHERE p.producer_id = $1 AND p.id < $2 AND {} ORDER BY p.id DESC LIMIT $3",
        wanted.clause()
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(after.map_or(i64::MAX, |cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
    .kept()
    .load(conn)
    .await?;
    let next = cut(&mut rows, PAGE, |row| Cursor { key: 0, id: row.id.0 });
    Ok((rows, next))
}

/// How many goods each list holds.
pub async fn tally(conn: &mut Conn, producer: ProducerId) -> Result<Vec<(Wanted, i64)>> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = Text)]
        word: String,
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let rows: Vec<Count> = diesel::sql_query(format!(
        "SELECT c.word, c.n FROM (SELECT ARRAY[{}] AS ns FROM products p {NEWEST} WHERE p.producer_id = $1) t, \
           unnest(ARRAY[{}], t.ns) AS c (word, n)",
        Wanted::ALL.map(|w| format!("count(*) FILTER (WHERE {})", w.clause())).join(", "),
        Wanted::ALL.map(|w| format!("'{}'", w.as_str())).join(", "),
    ))
    .bind::<BigInt, _>(producer.0)
    .kept()
    .load(conn)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((Wanted::parse(&row.word)?, row.n))).collect())
}

/// What a product's own page begins with.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Head {
    #[diesel(sql_type = BigInt)]
    pub id: ProductId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    /// As in [`Row`].
    #[diesel(sql_type = Nullable<Text>)]
    pub off_by: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub off_why: Option<String>,
}

/// A product of this household.
pub async fn head(conn: &mut Conn, producer: ProducerId, product: ProductId) -> Result<Option<Head>> {
    Ok(diesel::sql_query(format!(
        "SELECT p.id, p.slug, p.state, p.name_vi, p.name_en, w.off_by, w.off_why FROM products p {OFF} \
         WHERE p.id = $1 AND p.producer_id = $2 \
           AND (p.state <> 'draft' OR EXISTS (SELECT FROM revisions v WHERE v.product_id = p.id))"
    ))
    .bind::<BigInt, _>(product.0)
    .bind::<BigInt, _>(producer.0)
    .kept()
    .get_result(conn)
    .await
    .optional()?)
}
