//! One product with all that its page says of it.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Jsonb, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;
use serde::Deserialize;

use super::stars::{self, Judged};
use crate::error::Result;
use crate::kernel::ids::{PackId, ProducerId, ProductId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::paging::{Cursor, cut};
use crate::kernel::season::Season;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// Other goods of the household that a product comes with.
const OTHERS: i64 = 4;

#[derive(Clone, Debug, QueryableByName)]
pub struct Product {
    #[diesel(sql_type = BigInt)]
    pub id: ProductId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = BigInt)]
    pub producer_id: ProducerId,
    #[diesel(sql_type = Text)]
    pub category_slug: String,
    #[diesel(sql_type = Text)]
    pub category_vi: String,
    #[diesel(sql_type = Text)]
    pub category_en: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub description_vi: String,
    #[diesel(sql_type = Text)]
    pub description_en: String,
    #[diesel(sql_type = Integer)]
    pub season: Season,
    #[diesel(sql_type = Nullable<Integer>)]
    pub shelf_life_days: Option<i32>,
    #[diesel(sql_type = Text)]
    pub storage_vi: String,
    #[diesel(sql_type = Text)]
    pub storage_en: String,
    /// Empty when it is simply the household's place.
    #[diesel(sql_type = Text)]
    pub origin: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub ingredients_vi: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub ingredients_en: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    pub allergens: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    pub may_contain: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub warnings_vi: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub warnings_en: Option<String>,
    #[diesel(sql_type = Text)]
    pub ship_scope: String,
    #[diesel(sql_type = Bool)]
    pub fragile: bool,
    #[diesel(sql_type = Bool)]
    pub cold: bool,
    /// Handicraft is not sold by weight.
    #[diesel(sql_type = Bool)]
    pub by_weight: bool,
    /// Sold as it grew: its lots are picked, not made.
    #[diesel(sql_type = Bool)]
    pub picked: bool,
    #[diesel(sql_type = Array<Text>)]
    pub certificate_kinds: Vec<String>,
    /// The last day of its household's holiday, `05/12`, while there is one.
    #[diesel(sql_type = Nullable<Text>)]
    pub away: Option<String>,
    /// Hashes of its pictures, the cover first.
    #[diesel(sql_type = Array<Text>)]
    pub pictures: Vec<String>,
    /// When its newest lot that is still good was picked or made, and the code of that lot.
    #[diesel(sql_type = Nullable<Date>)]
    pub lot_made_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub lot_code: Option<String>,
    /// The best of the household's other goods.
    #[diesel(sql_type = Array<BigInt>)]
    pub others: Vec<ProductId>,
}

impl Product {
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_vi, &self.name_en)
    }
}

/// A size of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Pack {
    pub id: PackId,
    pub name_vi: String,
    pub name_en: String,
    pub price: Money,
    pub net_weight_g: i32,
    /// Sold by final weight: by so many per cent it may weigh less, and costs less then.
    pub weight_band: Option<i32>,
    pub min_qty: i32,
    pub qty_step: i32,
    /// What can still be promised.
    pub left: i32,
    /// Where it is sold from now: `stock`, `harvest` or `made`.
    pub source: String,
    /// So many days it takes to be made, when it is made to order.
    pub make_days: i32,
}

impl Pack {
    #[must_use]
    pub const fn to_be_had(&self) -> bool {
        self.left >= self.min_qty
    }
}

/// What bringing the first `first_g` grams to a zone costs and how long it takes.
#[derive(Clone, Debug, QueryableByName)]
pub struct Zone {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = BigInt)]
    pub fee: i64,
    #[diesel(sql_type = Integer)]
    pub first_g: i32,
    #[diesel(sql_type = SmallInt)]
    pub days_min: i16,
    #[diesel(sql_type = SmallInt)]
    pub days_max: i16,
}

/// A product on sale by a household that sells, with its packs in the household's order and what its buyers say; `None` for one
/// that is hidden or suspended.
pub async fn find(conn: &mut Conn, slug: &str, today: NaiveDate) -> Result<Option<(Product, Vec<Pack>, Judged)>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(embed)]
        product: Product,
        #[diesel(sql_type = Jsonb)]
        packs: serde_json::Value,
        #[diesel(sql_type = BigInt)]
        reviews: i64,
        #[diesel(sql_type = BigInt)]
        stars: i64,
        #[diesel(sql_type = Jsonb)]
        said: serde_json::Value,
    }
    let found: Option<Found> = diesel::sql_query(format!(
        "SELECT p.id, p.slug, p.producer_id, c.slug AS category_slug, c.name_vi AS category_vi, c.name_en AS category_en, \
                p.name_vi, p.name_en, p.description_vi, p.description_en, p.season, p.shelf_life_days, \
                p.storage_vi, p.storage_en, p.origin, p.ingredients_vi, p.ingredients_en, p.allergens, p.may_contain, \
                p.warnings_vi, p.warnings_en, p.ship_scope, p.fragile, p.cold, \
                p.tax_class <> 'handicraft' AS by_weight, p.tax_class = 'raw_own_produce' AS picked, p.certificate_kinds, \
                to_char(away_until(r.away_from, r.away_to), 'DD/MM') AS away, \
                ARRAY(SELECT f.hash FROM product_pictures pp JOIN pictures f ON f.id = pp.picture_id \
                      WHERE pp.product_id = p.id ORDER BY pp.position) AS pictures, \
                n.made_on AS lot_made_on, n.code AS lot_code, \
                ARRAY(SELECT o.product_id FROM shelf o WHERE o.producer_id = p.producer_id AND o.product_id <> p.id \
                      ORDER BY o.rank DESC, o.product_id DESC LIMIT $2) AS others, \
                (SELECT coalesce(jsonb_agg(k ORDER BY k.sort, k.price, k.id), '[]') FROM ( \
                   SELECT k.id, k.name_vi, pack_english(k.name_vi, k.name_en) AS name_en, k.price, k.net_weight_g, k.weight_band, \
                          k.min_qty, k.qty_step, o.left_n AS left, o.source, k.make_days, k.sort \
                   FROM packs k JOIN offers o ON o.pack_id = k.id \
                   WHERE k.product_id = p.id AND k.withdrawn_at IS NULL) k) AS packs, \
                coalesce(g.reviews, 0)::bigint AS reviews, coalesce(g.stars, 0) AS stars, {said} AS said \
         FROM products p JOIN categories c ON c.id = p.category_id \
         JOIN producers r ON r.id = p.producer_id AND r.listed LEFT JOIN product_stars g ON g.product_id = p.id \
         LEFT JOIN LATERAL (SELECT l.made_on, l.code FROM lots l WHERE l.product_id = p.id \
              AND (l.expires_on IS NULL OR l.expires_on >= $3) AND NOT EXISTS (SELECT FROM recalls x WHERE x.lot_id = l.id) \
              ORDER BY l.made_on DESC, l.id DESC LIMIT 1) n ON true \
         WHERE p.slug = $1 AND p.state = 'on_sale'",
        said = stars::latest("p.id"),
    ))
    .bind::<Text, _>(slug)
    .bind::<BigInt, _>(OTHERS)
    .bind::<Date, _>(today)
    .kept()
    .get_result(conn)
    .await
    .optional()?;
    let Some(found) = found else { return Ok(None) };
    let packs = serde_json::from_value(found.packs).map_err(anyhow::Error::from)?;
    let judged = Judged::of(found.reviews, found.stars, found.said)?;
    Ok(Some((found.product, packs, judged)))
}

/// The zones a carrier brings it to, nearest first, with what holds on a day.
pub async fn zones(conn: &mut Conn, product: &Product, today: NaiveDate) -> Result<Vec<Zone>> {
    let farthest = match product.ship_scope.as_str() {
        "local" => 2,
        "north" => 5,
        _ => 6,
    };
    Ok(diesel::sql_query(
        "SELECT z.code, r.base_weight_g AS first_g, r.days_min, r.days_max, \
                r.base_fee + CASE WHEN $2 THEN r.cold_fee ELSE 0 END + CASE WHEN $3 THEN r.fragile_fee ELSE 0 END AS fee \
         FROM delivery_zones z JOIN delivery_rates_on($4) r ON r.zone = z.code \
         WHERE z.sort <= $1 AND z.code <> 'same_commune' ORDER BY z.sort",
    )
    .bind::<SmallInt, _>(farthest)
    .bind::<Bool, _>(product.cold)
    .bind::<Bool, _>(product.fragile)
    .bind::<Date, _>(today)
    .kept()
    .load(conn)
    .await?)
}

/// A page of a household's goods on the shelf, best first, and where the next one begins.
pub async fn of_producer(
    conn: &mut Conn,
    producer: ProducerId,
    after: Option<Cursor>,
    most: usize,
) -> Result<(Vec<ProductId>, Option<Cursor>)> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = BigInt)]
        key: i64,
    }
    let after = after.unwrap_or(Cursor { key: i64::MAX, id: i64::MAX });
    let mut rows: Vec<Row> = diesel::sql_query(
        "SELECT product_id AS id, rank AS key FROM shelf WHERE producer_id = $1 AND (rank, product_id) < ($2, $3) \
         ORDER BY rank DESC, product_id DESC LIMIT $4",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(after.key)
    .bind::<BigInt, _>(after.id)
    .bind::<BigInt, _>(i64::try_from(most + 1).unwrap_or(i64::MAX))
    .kept()
    .load(conn)
    .await?;
    let next = cut(&mut rows, most, |row| Cursor { key: row.key, id: row.id });
    Ok((rows.into_iter().map(|row| ProductId(row.id)).collect(), next))
}
