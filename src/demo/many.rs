//! Catalogues of any size for measuring: made inside Postgres, in batches, from the demo's own households and pictures.

use std::time::Duration;

use anyhow::bail;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Integer, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use indicatif::ProgressBar;

use crate::catalog::shelf;
use crate::platform::Ground;
use crate::search::vocabulary;

const BATCH: i64 = 5_000;

/// Crop, category, first and last month of its season.
const CROPS: [(&str, &str, i32, i32); 24] = [
    ("Cá thính", "ca-thinh", 1, 12),
    ("Dưa muối", "ca-thinh", 10, 3),
    ("Thanh long ruột đỏ", "thanh-long", 5, 10),
    ("Thanh long trái vụ", "thanh-long", 11, 2),
    ("Nho hạ đen", "nho", 6, 8),
    ("Nho sữa", "nho", 7, 9),
    ("Ổi lê", "trai-cay", 8, 1),
    ("Na dai", "trai-cay", 7, 9),
    ("Bưởi", "trai-cay", 10, 1),
    ("Cà chua", "rau-cu", 11, 4),
    ("Khoai lang", "rau-cu", 9, 2),
    ("Rau cải", "rau-cu", 10, 3),
    ("Gạo nếp", "gao-dau-do", 1, 12),
    ("Đậu tương", "gao-dau-do", 12, 3),
    ("Mật ong", "mat-ong", 1, 12),
    ("Phấn hoa", "mat-ong", 3, 8),
    ("Chè búp", "tra-thao-moc", 3, 11),
    ("Trà thảo mộc", "tra-thao-moc", 1, 12),
    ("Trứng gà ta", "thit-trung-ca", 1, 12),
    ("Cá chép", "thit-trung-ca", 9, 1),
    ("Măng khô", "do-kho-gia-vi", 1, 12),
    ("Tương nếp", "do-kho-gia-vi", 1, 12),
    ("Bánh gạo", "banh-mut-do-uong", 9, 3),
    ("Rổ tre", "thu-cong", 1, 12),
];
const KINDS: [&str; 10] = [
    "loại 1",
    "đặc biệt",
    "nhà trồng",
    "vườn đồi",
    "ven sông",
    "đầu mùa",
    "chọn lọc",
    "làm quà",
    "gia truyền",
    "sáng hái",
];
const PLACES: [&str; 12] = [
    "Đồi Sỏi",
    "Bãi Bồi",
    "Bến Đề",
    "Chân Núi",
    "Hòa Lộc",
    "Đầm Sen",
    "Vân Sơn",
    "Đồng Núi",
    "Ngọc Liễn",
    "Bờ Sông",
    "Gò Cao",
    "Đồi Nắng",
];

/// Adds `count` made-up products and puts them on the shelf.
///
/// # Refuses
/// Production, and a shop without the demo market, whose households and pictures these goods borrow.
pub async fn many(ground: &Ground, count: u32, progress: &ProgressBar) -> anyhow::Result<()> {
    #[derive(QueryableByName)]
    struct Last {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    if ground.config.production() {
        bail!("made-up products are not for production");
    }
    if super::empty(ground).await? {
        bail!("fill the shop with the demo market first");
    }
    let mut conn = ground.db.conn().await?;
    // The shelf is written below, once and for all of them.
    conn.batch_execute("SET statement_timeout = 0; SET market.quiet = 'on'").await?;
    let first: Last =
        diesel::sql_query("SELECT coalesce(max(id), 0)::bigint + 1 AS id FROM products").get_result(&mut conn).await?;
    let end = first.id + i64::from(count);
    progress.set_length(u64::from(count));
    let mut from = first.id;
    while from < end {
        let to = (from + BATCH).min(end);
        batch(&mut conn, from, to - 1).await?;
        progress.inc(u64::try_from(to - from).unwrap_or(0));
        from = to;
    }
    progress.enable_steady_tick(Duration::from_millis(200));
    conn.batch_execute("ANALYZE products; ANALYZE packs; ANALYZE product_pictures").await?;
    shelf::refresh_all(&mut conn, ground.clock.today()).await?;
    // Counts are read from an index alone once the rows are known to be visible to all.
    conn.batch_execute("VACUUM (ANALYZE) shelf, shelf_terms, shelf_alike").await?;
    conn.batch_execute("RESET market.quiet").await?;
    vocabulary::rebuild(&mut conn).await?;
    progress.finish_and_clear();
    Ok(())
}

/// Products numbered `from` to `to`. Everything about one follows from its number, so a run can be repeated.
async fn batch(conn: &mut crate::platform::db::Conn, from: i64, to: i64) -> anyhow::Result<()> {
    diesel::sql_query(
        "WITH crops AS ( \
           SELECT array_position($3, crop) - 1 AS nth, crop, c.id AS category, first, last, \
                  ARRAY(SELECT DISTINCT pp.picture_id FROM product_pictures pp JOIN products p ON p.id = pp.product_id \
                        WHERE p.category_id = c.id AND p.slug !~ '-[0-9]+$' LIMIT 12) AS pictures \
           FROM unnest($3, $4, $5, $6) AS x (crop, slug, first, last) JOIN categories c ON c.slug = x.slug), \
         sellers AS (SELECT array_agg(id ORDER BY id) AS ids FROM producers WHERE listed), \
         numbers AS (SELECT n, hashint8(n) & 2147483647 AS h FROM generate_series($1, $2) AS n), \
         made AS ( \
           INSERT INTO products (slug, producer_id, category_id, name_vi, name_en, season, storage_class, ship_scope, \
                  tax_class, certificate_kinds, created_at, description_vi) \
           SELECT btrim(regexp_replace(replace(lower(unaccent(words.name)), 'đ', 'd'), '[^a-z0-9]+', '-', 'g'), '-'), \
                  s.ids[1 + h % cardinality(s.ids)], c.category, words.name, words.name, \
                  (SELECT bit_or(1 << (m % 12)) FROM generate_series(c.first - 1, \
                     CASE WHEN c.last >= c.first THEN c.last - 1 ELSE c.last + 11 END) AS m), \
                  (ARRAY['ambient', 'cool', 'chilled'])[1 + h / 7 % 3], (ARRAY['nationwide', 'north', 'local'])[1 + h / 11 % 3], \
                  'raw_own_produce', CASE WHEN h % 3 = 0 THEN '{vietgap,ocop}'::text[] ELSE '{}' END, \
                  now() - make_interval(mins => (h / 13 % 500000)), '' \
           FROM numbers CROSS JOIN sellers s \
           JOIN crops c ON c.nth = n % cardinality($3) \
           CROSS JOIN LATERAL (SELECT concat_ws(' ', c.crop, ($7)[1 + h / 3 % cardinality($7)], \
                ($8)[1 + h / 5 % cardinality($8)], n::text) AS name) AS words \
           RETURNING id, category_id, hashint8(id) & 2147483647 AS h), \
         packed AS ( \
           INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, on_hand) \
           SELECT id, size.vi, size.en, greatest(5000, (40 + h % 260) * size.grams / 1000 * 1000), size.grams, \
                  CASE WHEN h % 9 = 0 THEN 0 ELSE 1 + h / 17 % 300 END \
           FROM made CROSS JOIN LATERAL (SELECT * FROM (VALUES (0, 'gói 200 g', '200 g pack', 200), \
                (1, 'hộp 500 g', '500 g box', 500), (2, 'kg', 'kg', 1000), (3, 'túi 2 kg', '2 kg bag', 2000), \
                (4, 'thùng 5 kg', '5 kg box', 5000)) AS sizes (nth, vi, en, grams) WHERE nth = h / 19 % 5) AS size \
           RETURNING id, on_hand), \
         stocked AS (INSERT INTO stock_entries (pack_id, kind, qty) SELECT id, 'initial', on_hand FROM packed WHERE on_hand > 0) \
         INSERT INTO product_pictures (product_id, picture_id, position) \
         SELECT m.id, c.pictures[1 + m.h % cardinality(c.pictures)], 0 \
         FROM made m JOIN (SELECT DISTINCT ON (category) category, pictures FROM crops) c ON c.category = m.category_id \
         WHERE cardinality(c.pictures) > 0",
    )
    .bind::<BigInt, _>(from)
    .bind::<BigInt, _>(to)
    .bind::<Array<Text>, _>(CROPS.map(|c| c.0).to_vec())
    .bind::<Array<Text>, _>(CROPS.map(|c| c.1).to_vec())
    .bind::<Array<Integer>, _>(CROPS.map(|c| c.2).to_vec())
    .bind::<Array<Integer>, _>(CROPS.map(|c| c.3).to_vec())
    .bind::<Array<Text>, _>(KINDS.to_vec())
    .bind::<Array<Text>, _>(PLACES.to_vec())
    .execute(conn)
    .await?;
    Ok(())
}
