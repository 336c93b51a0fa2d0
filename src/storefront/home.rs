//! What the home page shows: goods in season, the office's choice, categories, households.

use chrono::{Datelike as _, NaiveDate};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalog::card;
use crate::error::Result;
use crate::kernel::ids::ProductId;
use crate::kernel::season::Season;
use crate::platform::db::Conn;

/// Cards beside the board; the last one shows on wide screens only.
const SEASON_CARDS: usize = 7;
const HOUSEHOLDS: i64 = 6;

/// All of the page that is the same for everybody, in both languages.
#[derive(Debug, Serialize, Deserialize)]
pub struct Home {
    /// Cards of goods in season.
    pub season: Vec<Value>,
    pub in_season: i64,
    pub households: i64,
    /// A few goods whose season begins next month.
    pub coming: Vec<Coming>,
    pub spotlights: Vec<Spotlight>,
    pub spotlights_from: Option<NaiveDate>,
    pub spotlights_to: Option<NaiveDate>,
    pub categories: Vec<Tile>,
    pub homes: Vec<Household>,
}

#[derive(Debug, Serialize, Deserialize, QueryableByName)]
pub struct Coming {
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Spotlight {
    pub card: Value,
    pub reason_vi: String,
    pub reason_en: String,
}

#[derive(Debug, Serialize, Deserialize, QueryableByName)]
pub struct Tile {
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = BigInt)]
    pub goods: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, QueryableByName)]
pub struct Household {
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub since_year: Option<i16>,
    #[diesel(sql_type = BigInt)]
    pub goods: i64,
    /// Kinds of its certificates in force.
    #[diesel(sql_type = Array<Text>)]
    pub papers: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
}

#[derive(QueryableByName)]
struct Ranked {
    #[diesel(sql_type = BigInt)]
    product_id: ProductId,
    #[diesel(sql_type = BigInt)]
    producer_id: i64,
    #[diesel(sql_type = BigInt)]
    category_id: i64,
    #[diesel(sql_type = Integer)]
    season: Season,
}

#[derive(QueryableByName)]
struct Counts {
    #[diesel(sql_type = BigInt)]
    in_season: i64,
    #[diesel(sql_type = BigInt)]
    households: i64,
}

#[derive(QueryableByName)]
struct Running {
    #[diesel(sql_type = BigInt)]
    product_id: ProductId,
    #[diesel(sql_type = Text)]
    reason_vi: String,
    #[diesel(sql_type = Text)]
    reason_en: String,
    #[diesel(sql_type = Date)]
    starts_on: NaiveDate,
    #[diesel(sql_type = Date)]
    ends_on: NaiveDate,
}

/// Seven queries, whatever the size of the shop.
pub async fn load(conn: &mut Conn, today: NaiveDate) -> Result<Home> {
    let mut ranked: Vec<Ranked> = diesel::sql_query(
        "SELECT product_id, producer_id, category_id, season FROM shelf WHERE in_stock AND in_season \
         ORDER BY rank DESC, product_id DESC LIMIT 120",
    )
    .load(conn)
    .await?;
    // What is only there now comes before what is there all year.
    ranked.sort_by_key(|row| row.season.all_year());
    let season = mixed(&ranked);
    let counts: Counts = diesel::sql_query(
        "SELECT (SELECT count(*) FROM shelf WHERE in_season) AS in_season, \
                (SELECT count(*) FROM producers WHERE suspended_at IS NULL) AS households",
    )
    .get_result(conn)
    .await?;
    let running: Vec<Running> = diesel::sql_query(
        "SELECT o.product_id, o.reason_vi, o.reason_en, o.starts_on, o.ends_on FROM spotlights o \
         JOIN shelf s ON s.product_id = o.product_id \
         WHERE o.ends_on >= $1 AND o.starts_on <= $1 ORDER BY o.position, o.id LIMIT 8",
    )
    .bind::<Date, _>(today)
    .load(conn)
    .await?;
    let wanted: Vec<ProductId> = season.iter().copied().chain(running.iter().map(|r| r.product_id)).collect();
    let mut cards = card::load(conn, &wanted).await?;
    let chosen = cards.split_off(cards.iter().take_while(|c| season.contains(&c.id)).count().min(season.len()));
    let spotlights = running.iter().filter_map(|r| {
        let card = chosen.iter().find(|c| c.id == r.product_id)?;
        let card = serde_json::to_value(card).ok()?;
        Some(Spotlight { card, reason_vi: r.reason_vi.clone(), reason_en: r.reason_en.clone() })
    });
    Ok(Home {
        spotlights: spotlights.collect(),
        spotlights_from: running.iter().map(|r| r.starts_on).min(),
        spotlights_to: running.iter().map(|r| r.ends_on).max(),
        season: cards.iter().filter_map(|card| serde_json::to_value(card).ok()).collect(),
        in_season: counts.in_season,
        households: counts.households,
        coming: coming(conn, today).await?,
        categories: categories(conn).await?,
        homes: households(conn, today).await?,
    })
}

/// The best of each household and at most two of a category, so that no one fills the first shelf.
fn mixed(ranked: &[Ranked]) -> Vec<ProductId> {
    let mut picked: Vec<&Ranked> = Vec::new();
    for strict in [true, false] {
        for row in ranked {
            let alike = picked.iter().filter(|p| p.category_id == row.category_id).count();
            let same_house = picked.iter().any(|p| p.producer_id == row.producer_id);
            let known = picked.iter().any(|p| p.product_id == row.product_id);
            if picked.len() < SEASON_CARDS && !known && !(strict && (same_house || alike >= 2)) {
                picked.push(row);
            }
        }
    }
    picked.iter().map(|row| row.product_id).collect()
}

async fn coming(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Coming>> {
    let (now, next) = (bit(today.month0()), bit((today.month0() + 1) % 12));
    Ok(diesel::sql_query(
        "SELECT p.slug, p.name_vi, p.name_en FROM shelf s JOIN products p ON p.id = s.product_id \
         WHERE s.season & $1 = 0 AND s.season & $2 <> 0 ORDER BY s.rank DESC, s.product_id DESC LIMIT 3",
    )
    .bind::<Integer, _>(now)
    .bind::<Integer, _>(next)
    .load(conn)
    .await?)
}

fn bit(month0: u32) -> i32 {
    1_i32.checked_shl(month0).unwrap_or(0)
}

async fn categories(conn: &mut Conn) -> Result<Vec<Tile>> {
    Ok(diesel::sql_query(
        "SELECT c.slug, c.name_vi, c.name_en, n.goods, f.hash AS picture FROM categories c \
         JOIN categories t ON t.id = c.parent_id \
         JOIN (SELECT category_id, count(*) AS goods FROM shelf GROUP BY category_id) n ON n.category_id = c.id \
         LEFT JOIN LATERAL ( \
           SELECT product_id FROM shelf s WHERE s.category_id = c.id ORDER BY rank DESC, product_id DESC LIMIT 1) best ON true \
         LEFT JOIN product_pictures pp ON pp.product_id = best.product_id AND pp.position = 0 \
         LEFT JOIN pictures f ON f.id = pp.picture_id \
         ORDER BY t.sort, c.sort, c.id",
    )
    .load(conn)
    .await?)
}

/// Other households every day, each as often as any other.
async fn households(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Household>> {
    Ok(diesel::sql_query(
        "SELECT r.slug, r.name_vi, r.name_en, r.kind, m.name AS commune, r.since_year, f.hash AS picture, \
                (SELECT count(*) FROM shelf s WHERE s.producer_id = r.id) AS goods, \
                ARRAY(SELECT DISTINCT c.kind FROM certificates c WHERE c.producer_id = r.id \
                      AND c.kind IN ('ocop', 'vietgap', 'organic') AND c.checked_at IS NOT NULL \
                      AND (c.expires_on IS NULL OR c.expires_on >= $1) ORDER BY c.kind LIMIT 2) AS papers \
         FROM producers r JOIN communes m ON m.code = r.commune_code LEFT JOIN pictures f ON f.id = r.picture_id \
         WHERE r.suspended_at IS NULL AND EXISTS (SELECT FROM shelf s WHERE s.producer_id = r.id) \
         ORDER BY md5(r.id::text || $1::text) LIMIT $2",
    )
    .bind::<Date, _>(today)
    .bind::<BigInt, _>(HOUSEHOLDS)
    .load(conn)
    .await?)
}
