//! A market of three hundred thousand orders: each report within two seconds, and read from an index. Run by hand, as it
//! fills for minutes: `cargo test --locked --test it -- --ignored --nocapture three_hundred_thousand`.

use std::time::Instant;

use diesel_async::SimpleAsyncConnection as _;
use market::figures::{check, count};

use crate::buyer::{number, text};
use crate::households::clerk_as;
use crate::know::shape;
use crate::support;

const ORDERS: i64 = 300_000;

#[actix_web::test]
#[ignore = "fills for minutes"]
async fn three_hundred_thousand_orders_are_reported_in_two_seconds() {
    let shop = support::demo_shop().await;
    let begun = Instant::now();
    // Two years; an order has one or two households of one or two lines each, one in fifty goes wrong.
    shape(
        &shop,
        &format!(
            "INSERT INTO orders (code, token, buyer_name, buyer_phone, lang, commune_code, commune_name, province_name, \
               street, payment_method, goods_total, shipping_total, total, placed_at) \
             SELECT 'LT' || lpad(n::text, 7, '0'), lpad(n::text, 32, '0'), 'Người mua', '+8490' || lpad((n % 90000)::text, 7, '0'), \
               'vi', '08761', 'Xã Lập Thạch', 'Tỉnh Phú Thọ', 'Ngõ 1', 'cod', 0, 0, 0, \
               timestamptz '2026-11-23 00:00+07' - ({ORDERS} - n) * interval '3 minutes 30 seconds' FROM generate_series(1, {ORDERS}) n; \
             CREATE TEMP TABLE sellers AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM producers WHERE approved_at IS NOT NULL AND EXISTS (SELECT FROM products p JOIN packs k ON k.product_id = p.id WHERE p.producer_id = producers.id); \
             INSERT INTO parcels (order_id, producer_id, number, state, delivery_kind, delivery_name_vi, delivery_name_en, \
               expected_from, expected_to, goods_total, shipping_fee, total, delivered_at) \
             SELECT o.id, s.id, x.number, CASE o.id % 50 WHEN 0 THEN 'refused' WHEN 1 THEN 'cancelled' ELSE 'delivered' END, 'carrier', \
               'Xe', 'Van', '2026-11-24', '2026-11-25', 1, 20000, 20001, CASE WHEN o.id % 50 > 1 THEN now() END \
             FROM orders o CROSS JOIN generate_series(1, 2) AS x (number) \
             JOIN sellers s ON s.n = (o.id * 7 + x.number * 3) % (SELECT count(*) FROM sellers) \
             WHERE x.number = 1 OR o.id % 3 = 0; \
             CREATE TEMP TABLE wares AS SELECT k.id AS pack, p.id AS product, p.producer_id, k.price, k.net_weight_g, \
               row_number() OVER (PARTITION BY p.producer_id ORDER BY k.id) - 1 AS n, count(*) OVER (PARTITION BY p.producer_id) AS of \
               FROM packs k JOIN products p ON p.id = k.product_id; \
             INSERT INTO order_lines (order_id, parcel_id, pack_id, product_id, product_slug, name_vi, name_en, pack_name_vi, \
               pack_name_en, price, qty, total, net_weight_g) \
             SELECT p.order_id, p.id, w.pack, w.product, 'x', 'Hàng', '', 'hũ', '', w.price, 1 + p.id % 3, w.price * (1 + p.id % 3), w.net_weight_g \
             FROM parcels p JOIN wares w ON w.producer_id = p.producer_id AND (w.n = p.id % w.of OR p.id % 2 = 0 AND w.n = (p.id + 1) % w.of); \
             UPDATE parcels p SET goods_total = l.sum, total = l.sum + 20000 FROM (SELECT parcel_id, sum(total) AS sum FROM order_lines GROUP BY 1) l WHERE l.parcel_id = p.id; \
             UPDATE orders o SET goods_total = p.goods, shipping_total = p.fees, total = p.goods + p.fees FROM (SELECT order_id, sum(goods_total) AS goods, sum(shipping_fee) AS fees FROM parcels GROUP BY 1) p WHERE p.order_id = o.id; \
             CREATE TEMP TABLE weeks AS SELECT w, timestamptz '2024-11-25 00:00+07' + w * interval '7 days' AS at FROM generate_series(0, 103) w; \
             INSERT INTO spotlights (slot, product_id, starts_at, ends_at, stopped_at, why) \
             SELECT 'home_shelf', p.id, w.at, w.at + interval '7 days', w.at + interval '7 days', 'x' \
             FROM weeks w JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM products) p ON p.n % 40 = w.w % 40; \
             INSERT INTO spotlights (slot, producer_id, starts_at, ends_at, stopped_at, why) \
             SELECT x.slot, s.id, w.at, w.at + interval '7 days', w.at + interval '7 days', 'x' \
             FROM weeks w CROSS JOIN (VALUES ('home_hero', 1), ('producer_of_week', 7)) AS x (slot, n) \
             JOIN sellers s ON s.n = (w.w * 5 + x.n) % (SELECT count(*) FROM sellers); \
             WITH made AS (INSERT INTO collections (slug, title_vi, starts_at, ends_at) \
                VALUES ('ca-nam', 'Cả năm', '2024-11-25', '2027-01-01') RETURNING id), \
               held AS (INSERT INTO collection_products (collection_id, product_id, position) SELECT m.id, p.id, 1 FROM made m, products p WHERE p.id % 2 = 0) \
             INSERT INTO spotlights (slot, collection_id, starts_at, ends_at, stopped_at, why) \
             SELECT 'campaign', m.id, w.at, w.at + interval '7 days', w.at + interval '7 days', 'x' FROM made m, weeks w; \
             INSERT INTO spotlight_days (spotlight_id, day, shown, clicked) \
             SELECT o.id, d::date, 100 + o.id % 900, o.id % 50 FROM spotlights o, generate_series(o.starts_at, o.ends_at - interval '1 day', interval '1 day') d \
             WHERE o.why = 'x' ON CONFLICT DO NOTHING; \
             ANALYZE orders; ANALYZE parcels; ANALYZE order_lines; ANALYZE spotlights; ANALYZE spotlight_days"
        ),
    )
    .await;
    eprintln!(
        "{} orders, {} lines filled in {} s",
        number(&shop, "SELECT count(*) FROM orders").await,
        number(&shop, "SELECT count(*) FROM order_lines").await,
        begun.elapsed().as_secs()
    );
    let mut conn = shop.conn().await;
    conn.batch_execute("VACUUM ANALYZE orders; VACUUM ANALYZE parcels; VACUUM ANALYZE order_lines").await.unwrap_or(());
    let begun = Instant::now();
    count::recount_all(&mut conn).await.unwrap();
    eprintln!("all of it counted in {} ms", begun.elapsed().as_millis());
    let begun = Instant::now();
    assert!(check::faults(&mut conn).await.unwrap().is_empty());
    eprintln!("laid beside the orders in {} ms", begun.elapsed().as_millis());
    let day = "2026-11-20".parse().unwrap();
    let begun = Instant::now();
    count::recount(&mut conn, day, day + chrono::Days::new(1)).await.unwrap();
    let one = begun.elapsed();
    eprintln!("one day counted in {} ms", one.as_millis());
    assert!(one.as_millis() < 500);
    conn.batch_execute("ANALYZE figures; ANALYZE figure_days").await.unwrap();
    eprintln!("{} rows of figures", number(&shop, "SELECT count(*) FROM figures").await);
    let plan = text(&shop, "SELECT string_agg(indexname, ' ') FROM pg_indexes WHERE tablename = 'figures'").await;
    assert!(plan.contains("figures_pkey"));

    let clerk = shop.signed_in(clerk_as(&shop, "promoter").await).await;
    for path in [
        "/office/reports?by=week",
        "/office/reports?by=month",
        "/office/reports?by=quarter",
        "/office/reports?by=year",
        "/office/reports?by=own&from=2024-11-25&to=2026-11-23",
        "/office/reports/board.xlsx?by=year",
        "/office/reports/table?by=own&from=2024-11-25&to=2026-11-23&rows=product&columns=month",
        "/office/reports/table?by=own&from=2024-11-25&to=2026-11-23&rows=household&columns=category&measure=kilos",
        "/office/reports/table?by=year&rows=week&columns=commune&measure=bought",
        "/office/reports/table.xlsx?by=own&from=2024-11-25&to=2026-11-23&rows=product&columns=month",
    ] {
        let begun = Instant::now();
        let answer = clerk.request(reqwest::Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.bytes().await.unwrap();
        let took = begun.elapsed();
        eprintln!("{} ms {path}", took.as_millis());
        assert!(took.as_secs() < 2, "{path}: {took:?}");
    }
    // Of what was put forward each sale of the month is looked at.
    for path in ["/office/spotlights/report?month=2025-10", "/office/spotlights/report.xlsx?month=2025-10"] {
        let begun = Instant::now();
        let answer = clerk.request(reqwest::Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.bytes().await.unwrap();
        let took = begun.elapsed();
        eprintln!("{} ms {path}", took.as_millis());
        assert!(took.as_millis() < 1_500, "{path}: {took:?}");
    }
    let page = clerk.get("/office/reports/monthly").await;
    let at = clerk.submit(&page, "/office/reports/monthly", &[("month", "2026-10")]).await.location().unwrap();
    let begun = Instant::now();
    shop.work_off().await;
    eprintln!("the monthly report made in {} ms", begun.elapsed().as_millis());
    assert_eq!(clerk.get(&at).await.texts(".report").len(), 1);
}
