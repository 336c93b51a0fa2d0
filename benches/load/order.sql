-- The transaction of checkout::place_order for a cart of one pack, statement by statement, as the shop sends them.
-- tests/it/bench.rs holds the number of its statements to the shop's own. bench_carts counts through carts made before.
BEGIN;
SELECT id AS cart FROM carts WHERE id = (SELECT nextval('bench_carts')) FOR UPDATE \gset
SELECT count(*) AS known FROM orders WHERE token = md5('order-' || :cart) \gset
SELECT pack_id AS pack, qty, seen_price FROM cart_lines WHERE cart_id = :cart ORDER BY added_at, pack_id \gset
SELECT k.id AS pack, p.id AS product, h.id AS producer, p.slug AS product_slug,
       p.name_vi AS product_vi, p.name_en AS product_en, k.name_vi AS pack_vi, k.name_en AS pack_en,
       k.price, k.net_weight_g AS weight, k.min_qty, k.qty_step, k.on_hand - k.reserved AS available,
       p.state = 'on_sale' AND k.withdrawn_at IS NULL AND h.listed AS on_sale,
       (SELECT i.hash FROM product_pictures x JOIN pictures i ON i.id = x.picture_id
         WHERE x.product_id = p.id ORDER BY x.position LIMIT 1) AS picture,
       p.ship_scope AS scope, p.fragile, p.cold,
       c.slug AS category_slug, c.name_vi AS category_vi, c.name_en AS category_en,
       h.slug AS producer_slug, h.name_vi AS producer_vi, h.name_en AS producer_en,
       h.commune_code AS commune, m.name AS commune_name
  FROM packs k JOIN products p ON p.id = k.product_id JOIN categories c ON c.id = p.category_id
  JOIN producers h ON h.id = p.producer_id JOIN communes m ON m.code = h.commune_code
 WHERE k.id = ANY(ARRAY[:pack]::bigint[]) \gset
SELECT w.producer, c.code AS code, c.served, coalesce(z.zone, 'nationwide') AS zone
  FROM (SELECT 0::bigint AS producer, '08761' AS code
        UNION ALL SELECT id, commune_code FROM producers WHERE id = ANY(ARRAY[:producer]::bigint[])) w
  JOIN communes c ON c.code = w.code LEFT JOIN delivery_zone_provinces z ON z.province_code = c.province_code;
SELECT code, base_fee, base_weight_g, step_fee, step_weight_g, fragile_fee, cold_fee, days_min, days_max
  FROM delivery_zones ORDER BY sort;
SELECT producer_id, weekdays, fee, free_from FROM rounds
 WHERE commune_code = '08761' AND producer_id = ANY(ARRAY[:producer]::bigint[]);
SELECT p.producer_id, k.id, k.name_vi, k.name_en, k.hours_vi, k.hours_en, k.fee
  FROM producer_pickup_points p JOIN pickup_points k ON k.id = p.pickup_point_id
 WHERE p.producer_id = ANY(ARRAY[:producer]::bigint[]) AND k.closed_at IS NULL ORDER BY k.id;
SELECT pg_advisory_xact_lock(hashtextextended('cod ' || '+84912345678', 0));
SELECT coalesce((SELECT sum(y.amount) FROM orders o JOIN payments y ON y.order_id = o.id
          WHERE o.buyer_phone = '+84912345678' AND y.method = 'cod' AND y.state = 'due'), 0)::bigint AS open,
       (SELECT count(*) FROM orders o JOIN parcels p ON p.order_id = o.id
         WHERE o.buyer_phone = '+84912345678' AND o.payment_method = 'cod' AND p.state = 'refused'
           AND p.state_since > now() - make_interval(days => 180)) AS refusals;
SELECT id, producer_id, bin, number, holder FROM bank_accounts WHERE producer_id IS NULL AND ended_at IS NULL LIMIT 1;
SELECT * FROM money_settings LIMIT 1;
INSERT INTO orders (code, token, buyer_name, buyer_phone, lang, commune_code, commune_name, province_name, street, note,
                    payment_method, goods_total, shipping_total, total)
VALUES ('LT' || lpad(:cart::text, 7, '0'), md5('order-' || :cart), 'Nguyễn Thu Hà', '+84912345678', 'vi', '08761',
        'Xã Lập Thạch', 'Tỉnh Phú Thọ', 'Thôn Đồi', '', 'cod', :price, 0, :price)
ON CONFLICT (code) DO NOTHING RETURNING id AS order_id \gset
INSERT INTO parcels (order_id, producer_id, number, delivery_kind, delivery_name_vi, delivery_name_en, expected_from,
                     expected_to, goods_total, shipping_fee, total)
VALUES (:order_id, :producer, 1, 'carrier', 'Gửi bưu điện', 'By post', '2026-11-25', '2026-11-26', :price, 0, :price)
RETURNING id AS parcel \gset
INSERT INTO parcel_diary (parcel_id, to_state, actor) VALUES (:parcel, 'placed', 'buyer');
SELECT pg_notify('market', 'desk:' || :producer);
SELECT id, on_hand, reserved FROM packs WHERE id = ANY(ARRAY[:pack]::bigint[]) ORDER BY id FOR NO KEY UPDATE;
UPDATE packs p SET reserved = p.reserved + m.qty FROM unnest(ARRAY[:pack]::bigint[], ARRAY[1]) AS m (id, qty)
 WHERE p.id = m.id;
INSERT INTO order_lines (order_id, parcel_id, pack_id, product_id, product_slug, name_vi, name_en, pack_name_vi,
                         pack_name_en, picture_hash, price, qty, total, net_weight_g)
VALUES (:order_id, :parcel, :pack, :product, :product_slug, :product_vi, :product_en, :pack_vi, :pack_en, :picture,
        :price, 1, :price, :weight);
SELECT p.id, coalesce((SELECT r.bp FROM commission_rates r
         WHERE r.from_day <= current_date AND (r.category_id IS NULL OR r.category_id IN (c.id, c.parent_id))
         ORDER BY r.category_id = c.id DESC NULLS LAST, r.category_id IS NULL, r.from_day DESC LIMIT 1), 0) AS bp,
       t.vat_bp, t.pit_bp, t.source
  FROM products p JOIN categories c ON c.id = p.category_id JOIN producers h ON h.id = p.producer_id
  LEFT JOIN LATERAL (SELECT r.vat_bp, r.pit_bp, r.source FROM tax_rates r
      WHERE r.tax_class = p.tax_class AND r.from_day <= current_date
        AND r.status = CASE h.kind WHEN 'cooperative' THEN 'organisation' ELSE 'household' END
      ORDER BY r.from_day DESC LIMIT 1) t ON true
 WHERE p.id = ANY(ARRAY[:product]::bigint[]);
INSERT INTO parcel_charges (parcel_id, kind, basis, amount, source) VALUES (:parcel, 'commission', :price, 0, '');
INSERT INTO payments (order_id, parcel_id, method, amount) VALUES (:order_id, :parcel, 'cod', :price) RETURNING id AS payment \gset
INSERT INTO payment_parcels (payment_id, parcel_id, amount) VALUES (:payment, :parcel, :price);
INSERT INTO consents (order_id, kind, given, slug, lang, version, how)
SELECT :order_id, k.kind, true, p.slug, p.lang, p.version, 'checkout'
  FROM unnest(ARRAY['terms', 'privacy']) WITH ORDINALITY AS k (kind, n)
  LEFT JOIN LATERAL (SELECT slug, lang, version FROM pages WHERE slug = k.kind ORDER BY lang <> 'vi' LIMIT 1) p ON true
 ORDER BY k.n;
DELETE FROM cart_lines WHERE cart_id = :cart;
UPDATE carts SET touched_at = now() WHERE id = :cart;
INSERT INTO events (kind, payload) VALUES ('order_placed', '{}');
SELECT pg_notify('market', 'events');
COMMIT;
