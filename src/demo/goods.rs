//! The demo's shelf: categories, products with their packs, stock and pictures, and what the office promotes.

use diesel::sql_types::{Array, BigInt, Date, Integer, Jsonb, SmallInt, Text};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::art::Pictures;
use super::market::Market;
use crate::platform::db::Conn;

/// The upper level: slug, names, descriptions, and the categories under it.
type TopCategory = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const TOP: [TopCategory; 4] = [
    (
        "dac-san",
        "Đặc sản Lập Thạch",
        "Lập Thạch specialties",
        "Những món nhắc đến Lập Thạch là nhớ: cá thính, thanh long ruột đỏ, nho trồng trên đồi.",
        "What Lập Thạch is known for: fermented fish, red-flesh dragon fruit, hillside grapes.",
        &["ca-thinh", "thanh-long", "nho"],
    ),
    (
        "tuoi-trong-ngay",
        "Tươi trong ngày",
        "Fresh today",
        "Rau, quả, trứng, cá: sáng hái, sáng bắt, chiều đã lên đường.",
        "Vegetables, fruit, eggs and fish: picked or caught in the morning, on the road by the afternoon.",
        &["trai-cay", "rau-cu", "thit-trung-ca"],
    ),
    (
        "bep-nha",
        "Bếp nhà",
        "The larder",
        "Gạo, đậu, mật ong, đồ khô và gia vị để sẵn trong bếp.",
        "Rice, beans, honey, dried goods and seasonings to keep at hand.",
        &["gao-dau-do", "mat-ong", "do-kho-gia-vi"],
    ),
    (
        "qua-que",
        "Quà quê",
        "Gifts from the village",
        "Bánh, mứt, trà và đồ đan tay: quà mang hương quê.",
        "Sweets, preserves, teas and woven ware to give away.",
        &["banh-mut-do-uong", "tra-thao-moc", "thu-cong"],
    ),
];

/// A second size of a product: product, names, price, grams, stock.
type Second = (&'static str, &'static str, &'static str, i64, i32, i32);
const SECOND: [Second; 24] = [
    ("sp001", "sọt 10 kg", "10 kg crate", 295_000, 10_000, 40),
    ("sp004", "thùng 5 kg", "5 kg box", 325_000, 5_000, 30),
    ("sp006", "túi 500 g", "500 g pouch", 185_000, 500, 60),
    ("sp007", "bộ 3 hũ", "set of 3 jars", 175_000, 750, 30),
    ("sp009", "túi 5 kg", "5 kg bag", 85_000, 5_000, 40),
    ("sp012", "chai 1 lít", "1 litre bottle", 280_000, 1_400, 50),
    ("sp013", "chai 500 ml", "500 ml bottle", 120_000, 700, 60),
    ("sp015", "hộp 1 kg", "1 kg box", 190_000, 1_000, 80),
    ("sp016", "hũ 500 g", "500 g jar", 92_000, 500, 60),
    ("sp018", "hũ sành 2 kg", "2 kg stoneware jar", 510_000, 2_000, 20),
    ("sp020", "hộp 1 kg", "1 kg box", 165_000, 1_000, 60),
    ("sp021", "túi 1 kg", "1 kg bag", 105_000, 1_000, 50),
    ("sp024", "bao 10 kg", "10 kg sack", 560_000, 10_000, 25),
    ("sp027", "túi 1 kg", "1 kg bag", 335_000, 1_000, 25),
    ("sp030", "thùng 10 gói", "box of 10 packs", 300_000, 3_000, 20),
    ("sp031", "hộp 500 g", "500 g box", 76_000, 500, 70),
    ("sp032", "chùm lẻ 500 g", "500 g bunch", 72_000, 500, 60),
    ("sp035", "gói 500 g", "500 g pack", 180_000, 500, 50),
    ("sp037", "vỉ 30 quả", "tray of 30", 120_000, 1_500, 40),
    ("sp042", "thùng 5 kg", "5 kg box", 102_000, 5_000, 40),
    ("sp047", "bao 10 kg", "10 kg sack", 205_000, 10_000, 25),
    ("sp050", "gói 500 g", "500 g pack", 140_000, 500, 40),
    ("sp053", "túi 1 kg", "1 kg bag", 350_000, 1_000, 20),
    ("sp061", "thùng 10 quả", "box of 10", 330_000, 10_000, 40),
];

/// Goods of which little or nothing is left, so that the shelf shows that too.
const NEARLY_GONE: [(&str, i32); 6] =
    [("sp022", 3), ("sp058", 2), ("sp046", 0), ("sp011", 0), ("sp029", 0), ("sp056", 0)];

/// What the office promotes, and why.
const SPOTLIGHTS: [(&str, &str, &str); 8] = [
    ("hop-qua-ca-thinh-hai-vi", "Đủ hai vị trong một hộp, hợp làm quà", "Two flavours in one box, made for giving"),
    ("gao-thao-duoc-xat-doi-2-kg", "Cánh đồng Bãi Bồi vừa gặt xong", "The Bãi Bồi fields have just been harvested"),
    ("che-bup-mot-tom-hai-la", "Lứa chè cuối năm, thơm đậm", "The last flush of the year, deep in scent"),
    ("lap-xuong-gung-hun-khoi", "Gác bếp mẻ đầu mùa lạnh", "Smoked over the kitchen fire, first of the cold season"),
    (
        "thanh-long-trai-vu-vuon-ong-ben",
        "Thắp đèn cho ra quả trái vụ",
        "Lamps in the garden make it fruit out of season",
    ),
    ("buoi-soi-bai", "Bưởi bãi sông đang độ ngọt", "River-bank pomelos at their sweetest"),
    ("ca-chua-bai-song", "Rau VietGAP, hái trong ngày", "VietGAP grown, picked the same day"),
    ("bo-ba-met-tre", "Giữ nghề đan tre ở Bến Đề", "Keeps the bamboo craft of Bến Đề alive"),
];

/// Both levels of categories.
pub(super) async fn categories(conn: &mut Conn, market: &Market) -> anyhow::Result<()> {
    for (sort, (slug, vi, en, about_vi, about_en, under)) in (1_i32..).zip(TOP) {
        diesel::sql_query(
            "WITH top AS ( \
               INSERT INTO categories (slug, name_vi, name_en, description_vi, description_en, sort) \
               VALUES ($1, $2, $3, $4, $5, $6) RETURNING id) \
             INSERT INTO categories (parent_id, slug, name_vi, name_en, description_vi, description_en, sort) \
             SELECT top.id, x.slug, x.name_vi, x.name_en, x.description_vi, x.description_en, x.sort \
             FROM top, jsonb_to_recordset($7) AS x (slug text, name_vi text, name_en text, description_vi text, \
                  description_en text, sort int) \
             WHERE x.slug = ANY ($8) ORDER BY x.sort",
        )
        .bind::<Text, _>(slug)
        .bind::<Text, _>(vi)
        .bind::<Text, _>(en)
        .bind::<Text, _>(about_vi)
        .bind::<Text, _>(about_en)
        .bind::<Integer, _>(sort)
        .bind::<Jsonb, _>(Value::Array(market.categories.clone()))
        .bind::<Array<Text>, _>(under)
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// Products, their packs, the first entries of their stock, their pictures.
pub(super) async fn write(conn: &mut Conn, market: &Market, pictures: &Pictures) -> anyhow::Result<()> {
    let goods = Value::Array(market.products.clone());
    diesel::sql_query(
        "WITH x AS ( \
           SELECT x.*, row_number() OVER (ORDER BY x.id) AS place, \
                  (SELECT r ->> 'slug' FROM jsonb_array_elements($2) AS r WHERE r ->> 'id' = x.producer_id) AS producer \
           FROM jsonb_to_recordset($1) AS x (id text, slug text, producer_id text, category text, name_vi text, \
                name_en text, description_vi text, description_en text, season_months int[], preorder bool, \
                shelf_life_days int, storage_class text, storage_vi text, storage_en text, ingredients_vi text, \
                ingredients_en text, allergens text[], may_contain text[], warnings_vi text, warnings_en text, \
                ship_scope text, fragile bool, cold_required bool, tax_class text, certifications text[])) \
         INSERT INTO products (slug, producer_id, category_id, name_vi, name_en, description_vi, description_en, season, \
                preorder, shelf_life_days, storage_class, storage_vi, storage_en, ingredients_vi, ingredients_en, \
                allergens, may_contain, warnings_vi, warnings_en, ship_scope, fragile, cold, tax_class, \
                certificate_kinds, created_at) \
         SELECT x.slug, r.id, c.id, x.name_vi, x.name_en, x.description_vi, x.description_en, \
                (SELECT coalesce(bit_or(1 << (m - 1)), 0) FROM unnest(x.season_months) AS m), \
                x.preorder, x.shelf_life_days, x.storage_class, coalesce(x.storage_vi, ''), coalesce(x.storage_en, ''), \
                x.ingredients_vi, x.ingredients_en, coalesce(x.allergens, '{}'), coalesce(x.may_contain, '{}'), \
                x.warnings_vi, x.warnings_en, x.ship_scope, x.fragile, x.cold_required, x.tax_class, \
                ARRAY(SELECT CASE WHEN k IN ('veterinary_hygiene', 'organic_conversion') THEN 'other' ELSE lower(k) END \
                      FROM unnest(x.certifications) AS k), \
                now() - make_interval(days => 90 - x.place::int) \
         FROM x JOIN producers r ON r.slug = x.producer JOIN categories c ON c.slug = x.category ORDER BY x.place",
    )
    .bind::<Jsonb, _>(&goods)
    .bind::<Jsonb, _>(Value::Array(market.producers.clone()))
    .execute(conn)
    .await?;
    packs(conn, &goods).await?;
    let shown: Vec<(&str, i64, i16)> = pictures
        .products
        .iter()
        .flat_map(|(slug, list)| (0_i16..).zip(list).map(|(place, id)| (slug.as_str(), id.0, place)))
        .collect();
    diesel::sql_query(
        "INSERT INTO product_pictures (product_id, picture_id, position) \
         SELECT p.id, x.picture, x.place FROM unnest($1, $2, $3) AS x (slug, picture, place) \
         JOIN products p ON p.slug = x.slug",
    )
    .bind::<Array<Text>, _>(shown.iter().map(|(slug, ..)| *slug).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(shown.iter().map(|(_, id, _)| *id).collect::<Vec<_>>())
    .bind::<Array<SmallInt>, _>(shown.iter().map(|(.., place)| *place).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// What is taken orders for ahead of its season has no stock yet: nobody could send it now.
async fn packs(conn: &mut Conn, goods: &Value) -> anyhow::Result<()> {
    diesel::sql_query(
        "WITH left_over AS (SELECT * FROM unnest($2, $3) AS l (id, stock)) \
         INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, min_qty, qty_step, on_hand) \
         SELECT p.id, x.unit_vi, x.unit_en, x.price_vnd, x.net_weight_g, x.min_qty, x.qty_step, \
                CASE WHEN p.preorder AND p.season <> 4095 THEN 0 ELSE coalesce(l.stock, x.stock) END \
         FROM jsonb_to_recordset($1) AS x (id text, slug text, unit_vi text, unit_en text, price_vnd bigint, \
              net_weight_g int, min_qty int, qty_step int, stock int) \
         JOIN products p ON p.slug = x.slug LEFT JOIN left_over l ON l.id = x.id ORDER BY x.id",
    )
    .bind::<Jsonb, _>(goods)
    .bind::<Array<Text>, _>(NEARLY_GONE.map(|(id, _)| id).to_vec())
    .bind::<Array<Integer>, _>(NEARLY_GONE.map(|(_, stock)| stock).to_vec())
    .execute(conn)
    .await?;
    diesel::sql_query(
        "INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, on_hand, sort) \
         SELECT p.id, s.vi, s.en, s.price, s.grams, s.stock, 1 \
         FROM unnest($2, $3, $4, $5, $6, $7) AS s (id, vi, en, price, grams, stock) \
         JOIN jsonb_to_recordset($1) AS x (id text, slug text) ON x.id = s.id JOIN products p ON p.slug = x.slug",
    )
    .bind::<Jsonb, _>(goods)
    .bind::<Array<Text>, _>(SECOND.map(|s| s.0).to_vec())
    .bind::<Array<Text>, _>(SECOND.map(|s| s.1).to_vec())
    .bind::<Array<Text>, _>(SECOND.map(|s| s.2).to_vec())
    .bind::<Array<BigInt>, _>(SECOND.map(|s| s.3).to_vec())
    .bind::<Array<Integer>, _>(SECOND.map(|s| s.4).to_vec())
    .bind::<Array<Integer>, _>(SECOND.map(|s| s.5).to_vec())
    .execute(conn)
    .await?;
    diesel::sql_query(
        "INSERT INTO stock_entries (pack_id, kind, qty) SELECT id, 'initial', on_hand FROM packs WHERE on_hand > 0",
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A fortnight of promotion that began a week ago.
pub(super) async fn spotlights(conn: &mut Conn, today: chrono::NaiveDate) -> anyhow::Result<()> {
    diesel::sql_query(
        "INSERT INTO spotlights (product_id, starts_at, ends_at, position, reason_vi, reason_en, why) \
         SELECT p.id, ($4 - 7)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', ($4 + 22)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', \
                x.place, x.vi, x.en, 'Họp chọn hàng theo mùa' \
         FROM ROWS FROM (unnest($1), unnest($2), unnest($3)) WITH ORDINALITY AS x (slug, vi, en, place) \
         JOIN products p ON p.slug = x.slug",
    )
    .bind::<Array<Text>, _>(SPOTLIGHTS.map(|s| s.0).to_vec())
    .bind::<Array<Text>, _>(SPOTLIGHTS.map(|s| s.1).to_vec())
    .bind::<Array<Text>, _>(SPOTLIGHTS.map(|s| s.2).to_vec())
    .bind::<Date, _>(today)
    .execute(conn)
    .await?;
    Ok(())
}
