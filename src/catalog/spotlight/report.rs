//! Who was put forward how often in a month: per spotlight, per household, per commune. What sold is told beside it, of the days
//! on which it stood there; that it sold because of it nobody can know, and nothing here says so.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::money::Money;
use crate::platform::db::Conn;

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
    #[diesel(sql_type = BigInt)]
    pub shown: i64,
    #[diesel(sql_type = BigInt)]
    pub clicked: i64,
    /// Packs sold meanwhile of the product, of all that the household has, of what is in the collection; and their money. What was
    /// never paid for, and what went back, is not sold.
    #[diesel(sql_type = BigInt)]
    pub packs: i64,
    #[diesel(sql_type = BigInt)]
    pub sold: Money,
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
    #[diesel(sql_type = BigInt)]
    pub shown: i64,
    #[diesel(sql_type = BigInt)]
    pub clicked: i64,
    /// Of all that was shown, in hundredths.
    #[diesel(sql_type = BigInt)]
    pub share: i64,
    /// Of all households that sell, in hundredths: what an even hand would come near to.
    #[diesel(sql_type = BigInt)]
    pub even: i64,
}

/// A household that was put forward.
#[derive(Clone, Debug, Serialize)]
pub struct Chosen {
    pub name: String,
    pub slug: String,
    pub commune: String,
    pub times: usize,
    pub shown: i64,
    pub clicked: i64,
}

/// Spotlights that stood somewhere in the days from `first` to before `end`, most shown first.
pub async fn lines(conn: &mut Conn, first: NaiveDate, end: NaiveDate) -> Result<Vec<Line>> {
    Ok(diesel::sql_query(
        "WITH month AS (SELECT $1::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS a, $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS b), \
         stood AS ( \
           SELECT o.*, greatest(o.starts_at, m.a) AS a, least(o.ends_at, m.b, coalesce(o.stopped_at, m.b), now()) AS b \
           FROM spotlights o, month m WHERE o.starts_at < m.b AND o.ends_at > m.a), \
         bought AS MATERIALIZED ( \
           SELECT l.product_id, x.placed_at, k.qty, \
                  round((l.total - l.total_off)::numeric * k.qty / nullif(l.qty - l.qty_off, 0)) AS money \
           FROM month m JOIN orders x ON x.placed_at >= m.a AND x.placed_at < m.b \
           JOIN order_lines l ON l.order_id = x.id JOIN parcels a ON a.id = l.parcel_id \
           CROSS JOIN LATERAL (SELECT l.qty - l.qty_off - coalesce(sum(b.qty), 0) AS qty FROM refund_lines b WHERE b.line_id = l.id) k \
           WHERE a.state IN ('placed', 'confirmed', 'packed', 'handed_over', 'delivered') \
             AND (a.goods_total = a.discount OR a.goods_total - a.discount - a.cut > \
                  (SELECT coalesce(sum(r.of_goods), 0) FROM refunds r WHERE r.parcel_id = a.id))), \
         goods AS ( \
           SELECT id, product_id FROM stood WHERE product_id IS NOT NULL \
           UNION ALL SELECT o.id, p.id FROM stood o JOIN products p ON p.producer_id = o.producer_id \
           UNION ALL SELECT o.id, g.product_id FROM stood o JOIN collection_products g ON g.collection_id = o.collection_id), \
         sales AS ( \
           SELECT o.id, sum(b.qty) AS packs, sum(b.money) AS sold FROM stood o JOIN goods g ON g.id = o.id \
           JOIN bought b ON b.product_id = g.product_id AND b.placed_at >= o.a AND b.placed_at < o.b GROUP BY o.id) \
         SELECT o.id, o.slot, coalesce(p.name_vi, own.name_vi, c.title_vi) AS name, r.name_vi AS household, r.slug AS household_slug, \
                m.name AS commune, o.why, \
                ceil(extract(epoch FROM o.b - o.a) / 86400)::bigint AS days, d.shown, d.clicked, \
                coalesce(l.packs, 0)::bigint AS packs, coalesce(l.sold, 0)::bigint AS sold \
         FROM stood o LEFT JOIN products p ON p.id = o.product_id LEFT JOIN producers own ON own.id = o.producer_id \
         LEFT JOIN collections c ON c.id = o.collection_id \
         LEFT JOIN producers r ON r.id = coalesce(o.producer_id, p.producer_id) \
         LEFT JOIN communes m ON m.code = r.commune_code \
         CROSS JOIN LATERAL (SELECT coalesce(sum(d.shown), 0)::bigint AS shown, coalesce(sum(d.clicked), 0)::bigint AS clicked \
                             FROM spotlight_days d WHERE d.spotlight_id = o.id AND d.day >= $1 AND d.day < $2) d \
         LEFT JOIN sales l ON l.id = o.id \
         WHERE o.b > o.a ORDER BY d.shown DESC, o.id LIMIT 1000",
    )
    .bind::<Date, _>(first)
    .bind::<Date, _>(end)
    .load(conn)
    .await?)
}

/// Every commune with households that sell, or that were put forward.
pub async fn places(conn: &mut Conn, first: NaiveDate, end: NaiveDate) -> Result<Vec<Place>> {
    Ok(diesel::sql_query(
        "WITH month AS (SELECT $1::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS a, $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS b), \
         chosen AS ( \
           SELECT r.id, r.commune_code, coalesce(sum(d.shown), 0) AS shown, coalesce(sum(d.clicked), 0) AS clicked \
           FROM spotlights o CROSS JOIN month m LEFT JOIN products p ON p.id = o.product_id \
           JOIN producers r ON r.id = coalesce(o.producer_id, p.producer_id) \
           LEFT JOIN spotlight_days d ON d.spotlight_id = o.id AND d.day >= $1 AND d.day < $2 \
           WHERE o.starts_at < least(m.b, now()) AND least(o.ends_at, coalesce(o.stopped_at, o.ends_at)) > greatest(o.starts_at, m.a) \
           GROUP BY r.id), \
         sells AS (SELECT commune_code, count(*) AS n FROM producers WHERE listed GROUP BY commune_code), \
         sums AS ( \
           SELECT coalesce(s.commune_code, c.commune_code) AS code, coalesce(max(s.n), 0) AS households, count(c.id) AS chosen, \
                  coalesce(sum(c.shown), 0) AS shown, coalesce(sum(c.clicked), 0) AS clicked \
           FROM sells s FULL JOIN chosen c ON c.commune_code = s.commune_code GROUP BY 1) \
         SELECT m.name, s.households::bigint, s.chosen::bigint, s.shown::bigint, s.clicked::bigint, \
                coalesce(round(s.shown * 100 / nullif(sum(s.shown) OVER (), 0)), 0)::bigint AS share, \
                coalesce(round(s.households * 100 / nullif(sum(s.households) OVER (), 0)), 0)::bigint AS even \
         FROM sums s JOIN communes m ON m.code = s.code ORDER BY m.folded, m.code",
    )
    .bind::<Date, _>(first)
    .bind::<Date, _>(end)
    .load(conn)
    .await?)
}

/// The households of these lines, most shown first.
#[must_use]
pub fn households(lines: &[Line]) -> Vec<Chosen> {
    let mut all: Vec<Chosen> = Vec::new();
    for line in lines {
        let (Some(name), Some(slug)) = (&line.household, &line.household_slug) else { continue };
        if all.iter().all(|c| c.slug != *slug) {
            all.push(Chosen {
                name: name.clone(),
                slug: slug.clone(),
                commune: line.commune.clone().unwrap_or_default(),
                times: 0,
                shown: 0,
                clicked: 0,
            });
        }
        if let Some(chosen) = all.iter_mut().find(|c| c.slug == *slug) {
            chosen.times += 1;
            chosen.shown += line.shown;
            chosen.clicked += line.clicked;
        }
    }
    all.sort_by_key(|chosen| std::cmp::Reverse(chosen.shown));
    all
}
