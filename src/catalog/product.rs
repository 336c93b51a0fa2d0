//! One product with all that its page says of it.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{PackId, ProducerId, ProductId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::season::Season;
use crate::platform::db::Conn;

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
    #[diesel(sql_type = Bool)]
    pub preorder: bool,
    #[diesel(sql_type = Nullable<Integer>)]
    pub shelf_life_days: Option<i32>,
    #[diesel(sql_type = Text)]
    pub storage_vi: String,
    #[diesel(sql_type = Text)]
    pub storage_en: String,
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
    pub cold: bool,
    /// Handicraft is not sold by weight.
    #[diesel(sql_type = Bool)]
    pub by_weight: bool,
    #[diesel(sql_type = Array<Text>)]
    pub certificate_kinds: Vec<String>,
    #[diesel(sql_type = SmallInt)]
    pub stars: i16,
    /// Hashes of its pictures, the cover first.
    #[diesel(sql_type = Array<Text>)]
    pub pictures: Vec<String>,
}

impl Product {
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_vi, &self.name_en)
    }
}

/// A size of it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Pack {
    #[diesel(sql_type = BigInt)]
    pub id: PackId,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = BigInt)]
    pub price: Money,
    #[diesel(sql_type = Integer)]
    pub net_weight_g: i32,
    #[diesel(sql_type = Integer)]
    pub min_qty: i32,
    #[diesel(sql_type = Integer)]
    pub qty_step: i32,
    /// What can still be promised.
    #[diesel(sql_type = Integer)]
    pub left: i32,
}

impl Pack {
    #[must_use]
    pub const fn to_be_had(&self) -> bool {
        self.left >= self.min_qty
    }
}

/// What bringing a first kilogram to a zone costs and how long it takes.
#[derive(Clone, Debug, QueryableByName)]
pub struct Zone {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = BigInt)]
    pub fee: i64,
    #[diesel(sql_type = SmallInt)]
    pub days_min: i16,
    #[diesel(sql_type = SmallInt)]
    pub days_max: i16,
}

/// A product on sale by a household that sells; `None` for one that is hidden or suspended.
pub async fn find(conn: &mut Conn, slug: &str) -> Result<Option<Product>> {
    Ok(diesel::sql_query(
        "SELECT p.id, p.slug, p.producer_id, c.slug AS category_slug, c.name_vi AS category_vi, c.name_en AS category_en, \
                p.name_vi, p.name_en, p.description_vi, p.description_en, p.season, p.preorder, p.shelf_life_days, \
                p.storage_vi, p.storage_en, p.ingredients_vi, p.ingredients_en, p.allergens, p.may_contain, \
                p.warnings_vi, p.warnings_en, p.ship_scope, p.cold, p.tax_class <> 'handicraft' AS by_weight, \
                p.certificate_kinds, \
                coalesce(s.stars, 0::smallint) AS stars, \
                ARRAY(SELECT f.hash FROM product_pictures pp JOIN pictures f ON f.id = pp.picture_id \
                      WHERE pp.product_id = p.id ORDER BY pp.position) AS pictures \
         FROM products p JOIN categories c ON c.id = p.category_id \
         JOIN producers r ON r.id = p.producer_id AND r.suspended_at IS NULL \
         LEFT JOIN shelf s ON s.product_id = p.id \
         WHERE p.slug = $1 AND p.state = 'on_sale'",
    )
    .bind::<Text, _>(slug)
    .get_result(conn)
    .await
    .optional()?)
}

/// Its packs, in the household's order.
pub async fn packs(conn: &mut Conn, product: ProductId) -> Result<Vec<Pack>> {
    Ok(diesel::sql_query(
        "SELECT id, name_vi, name_en, price, net_weight_g, min_qty, qty_step, on_hand - reserved AS left \
         FROM packs WHERE product_id = $1 AND withdrawn_at IS NULL ORDER BY sort, price, id",
    )
    .bind::<BigInt, _>(product.0)
    .load(conn)
    .await?)
}

/// The zones a carrier brings it to, nearest first.
pub async fn zones(conn: &mut Conn, product: &Product) -> Result<Vec<Zone>> {
    let farthest = match product.ship_scope.as_str() {
        "local" => 2,
        "north" => 5,
        _ => 6,
    };
    Ok(diesel::sql_query(
        "SELECT code, base_fee + CASE WHEN $2 THEN cold_fee ELSE 0 END AS fee, days_min, days_max \
         FROM delivery_zones WHERE sort <= $1 AND code <> 'same_commune' ORDER BY sort",
    )
    .bind::<SmallInt, _>(farthest)
    .bind::<Bool, _>(product.cold)
    .load(conn)
    .await?)
}

/// Other products of the same household on the shelf, best first.
pub async fn others(
    conn: &mut Conn,
    producer: ProducerId,
    but: Option<ProductId>,
    most: i64,
) -> Result<Vec<ProductId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: ProductId,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT product_id AS id FROM shelf WHERE producer_id = $1 AND product_id <> $2 \
         ORDER BY rank DESC, product_id DESC LIMIT $3",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(but.map_or(0, |id| id.0))
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
