//! What the home page shows besides the office's choice: goods in season, categories, households.

use chrono::{Datelike as _, NaiveDate};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalog::{card, shelf};
use crate::error::Result;
use crate::kernel::ids::ProductId;
use crate::kernel::season::Season;
use crate::platform::db::Conn;
use crate::producers::certificate::in_force_sql;

/// Cards beside the board; the last one shows on wide screens only.
const SEASON_CARDS: usize = 7;
const HOUSEHOLDS: i64 = 6;

/// The goods on the page, in both languages.
#[derive(Debug, Serialize, Deserialize)]
pub struct Goods {
    /// Cards of goods in season.
    pub season: Vec<Value>,
    /// A few goods whose season begins next month.
    pub coming: Vec<Coming>,
}

/// How large the market is, and some of its households.
#[derive(Debug, Serialize, Deserialize)]
pub struct Market {
    pub in_season: i64,
    pub households: i64,
    pub categories: Vec<Tile>,
    pub homes: Vec<Household>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Coming {
    pub slug: String,
    pub name_vi: String,
    pub name_en: String,
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
    #[diesel(sql_type = BigInt)]
    pub in_season: i64,
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
    /// How many households there are in all.
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    all: i64,
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
    /// Out of season now, in season next month.
    #[diesel(sql_type = Bool)]
    coming: bool,
}

/// Two queries, each of them the head of an index.
pub async fn goods(conn: &mut Conn, today: NaiveDate) -> Result<Goods> {
    let (mut ranked, coming): (Vec<Ranked>, Vec<Ranked>) =
        ranked(conn, today).await?.into_iter().partition(|row| !row.coming);
    // What is only there now comes before what is there all year.
    ranked.sort_by_key(|row| row.season.all_year());
    let season = mixed(&ranked);
    let mut wanted: Vec<ProductId> = season.clone();
    wanted.extend(coming.iter().map(|r| r.product_id));
    wanted.sort_unstable();
    wanted.dedup();
    let cards = card::load(conn, &wanted).await?;
    let card = |id: ProductId| cards.iter().find(|card| card.id == id);
    let coming = coming.iter().filter_map(|row| card(row.product_id)).map(|card| Coming {
        slug: card.slug.clone(),
        name_vi: card.name_vi.clone(),
        name_en: card.name_en.clone(),
    });
    Ok(Goods {
        season: season.iter().filter_map(|id| serde_json::to_value(card(*id)?).ok()).collect(),
        coming: coming.collect(),
    })
}

/// Two queries that count the shelf.
pub async fn market(conn: &mut Conn, today: NaiveDate) -> Result<Market> {
    let categories = categories(conn).await?;
    let homes = households(conn, today).await?;
    Ok(Market {
        in_season: categories.iter().map(|tile| tile.in_season).sum(),
        households: homes.iter().map(|home| home.all).next().unwrap_or(0),
        categories,
        homes,
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

/// The best of what is in season, and a few of which the season begins next month.
async fn ranked(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Ranked>> {
    let (now, next) = (bit(today.month0()), bit((today.month0() + 1) % 12));
    Ok(diesel::sql_query(
        "(SELECT product_id, producer_id, category_id, season, rank, false AS coming FROM shelf \
          WHERE in_stock AND in_season ORDER BY rank DESC, product_id DESC LIMIT 120) \
         UNION ALL \
         (SELECT product_id, producer_id, category_id, season, rank, true FROM shelf \
          WHERE season & $1 = 0 AND season & $2 <> 0 AND rank < $3 ORDER BY rank DESC, product_id DESC LIMIT 3) \
         ORDER BY coming, rank DESC, product_id DESC",
    )
    .bind::<Integer, _>(now)
    .bind::<Integer, _>(next)
    .bind::<BigInt, _>(shelf::IN_STOCK_AND_SEASON)
    .load(conn)
    .await?)
}

fn bit(month0: u32) -> i32 {
    1_i32.checked_shl(month0).unwrap_or(0)
}

async fn categories(conn: &mut Conn) -> Result<Vec<Tile>> {
    Ok(diesel::sql_query(
        "SELECT c.slug, c.name_vi, c.name_en, n.goods, n.in_season, f.hash AS picture FROM categories c \
         JOIN categories t ON t.id = c.parent_id \
         JOIN (SELECT category_id, count(*) AS goods, count(*) FILTER (WHERE in_season) AS in_season \
               FROM shelf GROUP BY category_id) n ON n.category_id = c.id \
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
    Ok(diesel::sql_query(format!(
        "SELECT r.slug, r.name_vi, r.name_en, r.kind, m.name AS commune, r.since_year, f.hash AS picture, \
                (SELECT count(*) FROM shelf s WHERE s.producer_id = r.id) AS goods, \
                ARRAY(SELECT DISTINCT c.kind FROM certificates c WHERE c.producer_id = r.id \
                      AND c.kind IN ('ocop', 'vietgap', 'organic') AND {} ORDER BY c.kind LIMIT 2) AS papers, \
                (SELECT count(*) FROM producers WHERE listed) AS all \
         FROM producers r JOIN communes m ON m.code = r.commune_code LEFT JOIN pictures f ON f.id = r.picture_id \
         WHERE r.listed AND EXISTS (SELECT FROM shelf s WHERE s.producer_id = r.id) \
         ORDER BY md5(r.id::text || $1::text) LIMIT $2",
        in_force_sql("c", "$1")
    ))
    .bind::<Date, _>(today)
    .bind::<BigInt, _>(HOUSEHOLDS)
    .load(conn)
    .await?)
}
