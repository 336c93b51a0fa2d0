//! A household with ten thousand parcels beside as many of its neighbours': its figures and its file cost no more queries.

use super::shape;
use crate::support::{self, build};

#[actix_web::test]
async fn ten_thousand_parcels_are_counted_in_eight_queries() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let jar = build::goods(&shop, producer, "Cá thính trắm", 100_000, 60).await;
    let honey = build::goods(&shop, producer, "Mật ong", 200_000, 60).await;
    let pomelo = build::goods(&shop, other, "Bưởi", 35_000, 60).await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    let queries = async |path: &str| {
        let before = shop.ground.db.queries();
        let page = member.get(path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        (page, shop.ground.db.queries() - before)
    };
    queries("/sell/know?by=month").await;
    let (_, none) = queries("/sell/know?by=month").await;
    // Two households, an order each in turn, over two years; two lines in a parcel.
    shape(
        &shop,
        &format!(
            "INSERT INTO orders (code, token, buyer_name, buyer_phone, lang, commune_code, commune_name, province_name, \
               street, payment_method, goods_total, shipping_total, total, placed_at) \
             SELECT 'LT' || lpad(n::text, 7, '0'), lpad(n::text, 32, '0'), 'Người mua', '+8490' || lpad((n % 9000)::text, 7, '0'), \
               'vi', '08761', 'Xã Lập Thạch', 'Tỉnh Phú Thọ', 'Ngõ 1', 'cod', 300000, 20000, 320000, \
               timestamptz '2026-11-23 00:00+07' - n * interval '50 minutes' FROM generate_series(1, 20000) n; \
             INSERT INTO parcels (order_id, producer_id, number, state, delivery_kind, delivery_name_vi, delivery_name_en, \
               expected_from, expected_to, goods_total, shipping_fee, total, delivered_at) \
             SELECT id, CASE WHEN id % 2 = 0 THEN {producer} ELSE {other} END, 1, 'delivered', 'carrier', 'Xe', 'Van', \
               '2026-11-24', '2026-11-25', 300000, 20000, 320000, now() FROM orders; \
             INSERT INTO order_lines (order_id, parcel_id, pack_id, product_id, product_slug, name_vi, name_en, pack_name_vi, \
               pack_name_en, price, qty, total, net_weight_g) \
             SELECT p.order_id, p.id, CASE WHEN p.producer_id = {producer} THEN k.pack ELSE {pomelo_pack} END, \
               CASE WHEN p.producer_id = {producer} THEN k.product ELSE {pomelo_product} END, 'x', 'Hàng', '', 'hũ', '', \
               k.price, 1, k.price, 1000 \
             FROM parcels p CROSS JOIN (VALUES ({jar_pack}, {jar_product}, 100000), ({honey_pack}, {honey_product}, 200000)) \
               k (pack, product, price) \
             WHERE p.producer_id = {producer} OR k.price = 100000; \
             ANALYZE orders; ANALYZE parcels; ANALYZE order_lines",
            pomelo_pack = pomelo.pack,
            pomelo_product = pomelo.product,
            jar_pack = jar.pack,
            jar_product = jar.product,
            honey_pack = honey.pack,
            honey_product = honey.product,
        ),
    )
    .await;
    for by in ["day", "week", "month"] {
        let path = format!("/sell/know?by={by}");
        queries(&path).await;
        let (page, asked) = queries(&path).await;
        // Eight of the page, and one each time a connection is taken from the pool: whether it still lives.
        assert_eq!((asked, none), (10, 10), "{path}");
        assert!(page.words().contains("Cá thính trắm"), "{}", page.words());
    }
    let file = member.request(reqwest::Method::GET, "/sell/export").send().await.unwrap();
    assert_eq!(file.status(), 200);
    let bytes = file.bytes().await.unwrap();
    assert!(bytes.len() > 200_000, "{}", bytes.len());
}
