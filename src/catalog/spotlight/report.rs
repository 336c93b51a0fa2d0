//! Who was put forward how often in a month: per spotlight, per slot, per household, per commune. What sold is told beside it,
//! of the days on which it stood there; that it sold because of it nobody can know, and nothing here says so.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::sales::{self, Counts, STOOD, Sales};
use crate::error::Result;
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;

/// Spotlights, and households, on a page.
pub const PAGE: usize = 50;

/// After [`STOOD`]: the households that were put forward.
const CHOSEN: &str = "chosen AS ( \
       SELECT household, commune, count(*) AS times, sum(shown)::bigint AS shown, sum(clicked)::bigint AS clicked \
       FROM stood WHERE household IS NOT NULL GROUP BY household, commune)";

/// A spotlight in its month.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Line {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub slot: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub household: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub household_slug: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub commune: Option<String>,
    /// Days of the month on which it stood there, begun ones too.
    #[diesel(sql_type = BigInt)]
    pub days: i64,
    /// Sold meanwhile of the product, of all that the household has, of what is in the collection.
    #[diesel(embed)]
    #[serde(flatten)]
    pub counts: Counts,
    #[diesel(sql_type = Text)]
    pub why: String,
}

/// A commune: how many households sell there, how many of them were put forward.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Place {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub households: i64,
    #[diesel(sql_type = BigInt)]
    pub chosen: i64,
    /// Sold there of what was put forward, while it was; each sale once.
    #[diesel(embed)]
    #[serde(flatten)]
    pub counts: Counts,
    /// Of all that was shown, in hundredths.
    #[diesel(sql_type = BigInt)]
    pub share: i64,
    /// Of all households that sell, in hundredths: what an even hand would come near to.
    #[diesel(sql_type = BigInt)]
    pub even: i64,
}

/// A household that sells, or was put forward, and how often it was.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Chosen {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = BigInt)]
    pub times: i64,
    #[diesel(sql_type = BigInt)]
    pub shown: i64,
    #[diesel(sql_type = BigInt)]
    pub clicked: i64,
}

fn limit(size: usize) -> i64 {
    i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX)
}

/// A page of `size` spotlights that stood somewhere in the days from `first` to before `end`, most shown first.
pub async fn lines(
    conn: &mut Conn,
    (first, end): (NaiveDate, NaiveDate),
    sales: &Sales,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Line>, Option<Cursor>)> {
    let (packs, sold) = sales::numbers(&sales.spotlights);
    let mut rows: Vec<Line> = diesel::sql_query(format!(
        "{STOOD}, sales AS (SELECT * FROM unnest($3, $4, $5) AS x (id, packs, sold)) \
         SELECT o.id, o.slot, coalesce(p.name_vi, c.title_vi, r.name_vi) AS name, r.name_vi AS household, r.slug AS household_slug, \
                m.name AS commune, o.why, ceil(extract(epoch FROM o.b - o.a) / 86400)::bigint AS days, o.shown, o.clicked, \
                coalesce(l.packs, 0)::bigint AS packs, coalesce(l.sold, 0)::bigint AS sold \
         FROM stood o LEFT JOIN products p ON p.id = o.product_id LEFT JOIN collections c ON c.id = o.collection_id \
         LEFT JOIN producers r ON r.id = o.household LEFT JOIN communes m ON m.code = o.commune LEFT JOIN sales l ON l.id = o.id \
         WHERE ($6 IS NULL OR o.shown < $6 OR o.shown = $6 AND o.id > $7) ORDER BY o.shown DESC, o.id LIMIT $8"
    ))
    .bind::<Date, _>(first)
    .bind::<Date, _>(end)
    .bind::<Array<BigInt>, _>(sales.spotlights.iter().filter_map(|sale| sale.id).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(packs)
    .bind::<Array<BigInt>, _>(sold)
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.key))
    .bind::<BigInt, _>(after.map_or(0, |cursor| cursor.id))
    .bind::<BigInt, _>(limit(size))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.counts.shown, id: row.id });
    Ok((rows, next))
}

/// A page of `size` households that were put forward in those days, most shown first, and after them those that sell and were
/// not: an even hand is told by who was left out.
pub async fn households(
    conn: &mut Conn,
    (first, end): (NaiveDate, NaiveDate),
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Chosen>, Option<Cursor>)> {
    let mut rows: Vec<Chosen> = diesel::sql_query(format!(
        "{STOOD}, {CHOSEN} \
         SELECT r.id, r.name_vi AS name, r.slug, m.name AS commune, coalesce(c.times, 0) AS times, \
                coalesce(c.shown, 0) AS shown, coalesce(c.clicked, 0) AS clicked \
         FROM producers r LEFT JOIN chosen c ON c.household = r.id \
         JOIN communes m ON m.code = coalesce(c.commune, r.commune_code) \
         WHERE (r.listed OR c.household IS NOT NULL) \
           AND ($3 IS NULL OR coalesce(c.shown, 0) < $3 OR coalesce(c.shown, 0) = $3 AND r.id > $4) \
         ORDER BY coalesce(c.shown, 0) DESC, r.id LIMIT $5"
    ))
    .bind::<Date, _>(first)
    .bind::<Date, _>(end)
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.key))
    .bind::<BigInt, _>(after.map_or(0, |cursor| cursor.id))
    .bind::<BigInt, _>(limit(size))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.shown, id: row.id });
    Ok((rows, next))
}

/// Every commune with households that sell, that were put forward, or whose goods were sold while they were.
pub async fn places(conn: &mut Conn, (first, end): (NaiveDate, NaiveDate), sales: &Sales) -> Result<Vec<Place>> {
    let (packs, sold) = sales::numbers(&sales.communes);
    Ok(diesel::sql_query(format!(
        "{STOOD}, {CHOSEN}, \
         sells AS (SELECT commune_code, count(*) AS n FROM producers WHERE listed GROUP BY commune_code), \
         sales AS (SELECT * FROM unnest($3, $4, $5) AS x (commune, packs, sold)), \
         sums AS ( \
           SELECT coalesce(s.commune_code, c.commune) AS code, coalesce(max(s.n), 0) AS households, count(c.household) AS chosen, \
                  coalesce(sum(c.shown), 0) AS shown, coalesce(sum(c.clicked), 0) AS clicked \
           FROM sells s FULL JOIN chosen c ON c.commune = s.commune_code GROUP BY 1), \
         joined AS ( \
           SELECT coalesce(s.code, l.commune) AS code, coalesce(s.households, 0) AS households, coalesce(s.chosen, 0) AS chosen, \
                  coalesce(s.shown, 0) AS shown, coalesce(s.clicked, 0) AS clicked, coalesce(l.packs, 0) AS packs, \
                  coalesce(l.sold, 0) AS sold \
           FROM sums s FULL JOIN sales l ON l.commune = s.code) \
         SELECT m.name, s.households::bigint, s.chosen::bigint, s.shown::bigint, s.clicked::bigint, s.packs::bigint, s.sold::bigint, \
                coalesce(round(s.shown * 100 / nullif(sum(s.shown) OVER (), 0)), 0)::bigint AS share, \
                coalesce(round(s.households * 100 / nullif(sum(s.households) OVER (), 0)), 0)::bigint AS even \
         FROM joined s JOIN communes m ON m.code = s.code ORDER BY m.folded, m.code"
    ))
    .bind::<Date, _>(first)
    .bind::<Date, _>(end)
    .bind::<Array<Text>, _>(sales::communes(&sales.communes))
    .bind::<Array<BigInt>, _>(packs)
    .bind::<Array<BigInt>, _>(sold)
    .load(conn)
    .await?)
}
