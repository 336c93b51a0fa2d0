//! The orders themselves: what there is to buy and where buyers live, read from the shop; then orders, parcels, lines and
//! diaries, as `orders::new_order` and `orders::advance` write them.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Integer, SmallInt, Text, Timestamptz};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};

use super::draw::{Drawn, Line, Order, Parcel};
use crate::platform::db::Conn;

/// A pack that is on sale.
#[derive(Clone, Debug, QueryableByName)]
pub struct Goods {
    #[diesel(sql_type = BigInt)]
    pub pack: i64,
    #[diesel(sql_type = BigInt)]
    pub producer: i64,
    #[diesel(sql_type = BigInt)]
    pub price: i64,
    /// A bit for each month, January the lowest.
    #[diesel(sql_type = Integer)]
    pub season: i32,
    /// How often it is bought beside others.
    #[diesel(sql_type = BigInt)]
    pub liked: i64,
    #[diesel(sql_type = Integer)]
    pub least: i32,
    #[diesel(sql_type = Integer)]
    pub step: i32,
}

/// Every pack on sale of a household that sells. What is cheap is bought more often, and some things are liked more.
pub async fn goods(conn: &mut Conn) -> anyhow::Result<Vec<Goods>> {
    Ok(diesel::sql_query(
        "SELECT k.id AS pack, p.producer_id AS producer, k.price, p.season, \
                (40 + p.id * 37 % 120) * 100 / (60 + least(k.price / 3000, 240)) AS liked, \
                k.min_qty AS least, k.qty_step AS step \
         FROM packs k JOIN products p ON p.id = k.product_id JOIN producers r ON r.id = p.producer_id \
         WHERE k.withdrawn_at IS NULL AND p.state = 'on_sale' AND r.listed ORDER BY k.id",
    )
    .load(conn)
    .await?)
}

/// Where a buyer lives.
#[derive(Clone, Debug, QueryableByName)]
pub struct Place {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub province: String,
}

/// Some sixty communes, those that the market serves among them.
pub async fn places(conn: &mut Conn) -> anyhow::Result<Vec<Place>> {
    Ok(diesel::sql_query(
        "SELECT c.code, c.name, v.name AS province FROM communes c JOIN provinces v ON v.code = c.province_code \
         WHERE c.served OR c.code::text IN (SELECT code FROM (SELECT code, row_number() OVER (ORDER BY code) AS n FROM communes) x \
                                      WHERE n % 55 = 7) ORDER BY c.served DESC, c.code LIMIT 66",
    )
    .load(conn)
    .await?)
}

/// Tables of this transaction that hold what was drawn.
const STAGE: &str = "CREATE TEMP TABLE h_orders (n int PRIMARY KEY, code text, token text, placed_at timestamptz, name text, \
       phone text, commune text, commune_name text, province text, transfer bool, own bool) ON COMMIT DROP; \
     CREATE TEMP TABLE h_parcels (n int, producer bigint, number smallint, fee bigint, state text, returned bool, \
       confirmed int, packed int, handed_over int, ended int, PRIMARY KEY (n, producer)) ON COMMIT DROP; \
     CREATE TEMP TABLE h_lines (n int, pack bigint, producer bigint, qty int, price bigint, PRIMARY KEY (n, pack)) ON COMMIT DROP";

/// Rows of one statement.
const BATCH: usize = 20_000;

/// Hands what was drawn to Postgres.
pub async fn stage(conn: &mut Conn, drawn: &Drawn) -> anyhow::Result<()> {
    conn.batch_execute(STAGE).await?;
    for orders in drawn.orders.chunks(BATCH) {
        let text = |of: fn(&Order) -> &str| orders.iter().map(of).collect::<Vec<_>>();
        let place = |of: fn(&Place) -> &str| {
            orders.iter().map(|o| drawn.places.get(o.place).map(of).unwrap_or_default()).collect::<Vec<_>>()
        };
        diesel::sql_query("INSERT INTO h_orders SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
            .bind::<Array<Integer>, _>(orders.iter().map(|o| o.n).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(text(|o| &o.code))
            .bind::<Array<Text>, _>(text(|o| &o.token))
            .bind::<Array<Timestamptz>, _>(orders.iter().map(|o| o.placed_at).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(text(|o| &o.name))
            .bind::<Array<Text>, _>(text(|o| &o.phone))
            .bind::<Array<Text>, _>(place(|p| &p.code))
            .bind::<Array<Text>, _>(place(|p| &p.name))
            .bind::<Array<Text>, _>(place(|p| &p.province))
            .bind::<Array<Bool>, _>(orders.iter().map(|o| o.transfer).collect::<Vec<_>>())
            .bind::<Array<Bool>, _>(orders.iter().map(|o| o.own).collect::<Vec<_>>())
            .execute(conn)
            .await?;
    }
    for parcels in drawn.parcels.chunks(BATCH) {
        let minutes = |of: fn(&Parcel) -> i32| parcels.iter().map(of).collect::<Vec<_>>();
        diesel::sql_query("INSERT INTO h_parcels SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
            .bind::<Array<Integer>, _>(minutes(|p| p.order))
            .bind::<Array<BigInt>, _>(parcels.iter().map(|p| p.producer).collect::<Vec<_>>())
            .bind::<Array<SmallInt>, _>(parcels.iter().map(|p| p.number).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(parcels.iter().map(|p| p.fee).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(parcels.iter().map(|p| p.fate.state()).collect::<Vec<_>>())
            .bind::<Array<Bool>, _>(parcels.iter().map(|p| p.fate == super::draw::Fate::Returned).collect::<Vec<_>>())
            .bind::<Array<Integer>, _>(minutes(|p| p.confirmed))
            .bind::<Array<Integer>, _>(minutes(|p| p.packed))
            .bind::<Array<Integer>, _>(minutes(|p| p.handed_over))
            .bind::<Array<Integer>, _>(minutes(|p| p.ended))
            .execute(conn)
            .await?;
    }
    for lines in drawn.lines.chunks(BATCH) {
        let number = |of: fn(&Line) -> i64| lines.iter().map(of).collect::<Vec<_>>();
        diesel::sql_query("INSERT INTO h_lines SELECT * FROM unnest($1, $2, $3, $4, $5)")
            .bind::<Array<Integer>, _>(lines.iter().map(|l| l.order).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(number(|l| l.pack))
            .bind::<Array<BigInt>, _>(number(|l| l.producer))
            .bind::<Array<Integer>, _>(lines.iter().map(|l| l.qty).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(number(|l| l.price))
            .execute(conn)
            .await?;
    }
    conn.batch_execute("ANALYZE h_orders; ANALYZE h_parcels; ANALYZE h_lines").await?;
    Ok(())
}

const WRITE: [&str; 6] = [
    // A household sold before it was asked for anything.
    "UPDATE producers SET approved_at = (SELECT min(placed_at) FROM h_orders) - interval '30 days' \
     WHERE approved_at IS NOT NULL AND id IN (SELECT producer FROM h_parcels)",
    "INSERT INTO orders (code, token, account_id, buyer_name, buyer_phone, lang, commune_code, commune_name, province_name, \
            street, payment_method, goods_total, shipping_total, total, placed_at, paid_at) \
     SELECT o.code, o.token, CASE WHEN o.own THEN a.id END, o.name, o.phone, 'vi', o.commune, o.commune_name, o.province, \
            'Số ' || 1 + o.n % 90, CASE WHEN o.transfer THEN 'bank_transfer' ELSE 'cod' END, \
            g.goods, s.fees, g.goods + s.fees, o.placed_at, \
            CASE WHEN o.transfer THEN o.placed_at + interval '5 minutes' END \
     FROM h_orders o LEFT JOIN accounts a ON a.phone = o.phone \
     JOIN (SELECT n, sum(qty * price)::bigint AS goods FROM h_lines GROUP BY n) g USING (n) \
     JOIN (SELECT n, sum(fee)::bigint AS fees FROM h_parcels GROUP BY n) s USING (n) ORDER BY o.n",
    "CREATE TEMP TABLE h_ids ON COMMIT DROP AS \
     SELECT h.n, o.id AS order_id, h.placed_at, h.transfer FROM h_orders h JOIN orders o ON o.code = h.code",
    "INSERT INTO parcels (order_id, producer_id, number, state, delivery_kind, delivery_name_vi, delivery_name_en, \
            expected_from, expected_to, goods_total, shipping_fee, total, state_since, delivered_at) \
     SELECT i.order_id, p.producer, p.number, p.state, 'carrier', 'Xe khách gửi trong ngày', 'Same-day coach', \
            (i.placed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + 1, (i.placed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + 2, \
            g.goods, p.fee, g.goods + p.fee, e.at, CASE WHEN p.state = 'delivered' THEN e.at END \
     FROM h_parcels p JOIN h_ids i USING (n) \
     JOIN (SELECT n, producer, sum(qty * price)::bigint AS goods FROM h_lines GROUP BY 1, 2) g USING (n, producer) \
     CROSS JOIN LATERAL (SELECT least(i.placed_at + p.ended * interval '1 minute', now()) AS at) e ORDER BY p.n, p.number",
    "INSERT INTO order_lines (order_id, parcel_id, pack_id, product_id, product_slug, name_vi, name_en, pack_name_vi, \
            pack_name_en, picture_hash, price, qty, total, net_weight_g) \
     SELECT a.order_id, a.id, k.id, p.id, p.slug, p.name_vi, p.name_en, k.name_vi, k.name_en, \
            (SELECT c.hash FROM product_pictures x JOIN pictures c ON c.id = x.picture_id \
             WHERE x.product_id = p.id ORDER BY x.position LIMIT 1), l.price, l.qty, l.price * l.qty, k.net_weight_g \
     FROM h_lines l JOIN h_ids i USING (n) JOIN parcels a ON a.order_id = i.order_id AND a.producer_id = l.producer \
     JOIN packs k ON k.id = l.pack JOIN products p ON p.id = k.product_id ORDER BY l.n, l.pack",
    // Each step of each parcel's way, by whoever takes it.
    "INSERT INTO parcel_diary (parcel_id, from_state, to_state, actor, reason, at) \
     SELECT a.id, d.from_state, d.to_state, d.actor, d.reason, \
            least(i.placed_at + d.minutes * interval '1 minute', now()) \
     FROM h_parcels p JOIN h_ids i USING (n) JOIN parcels a ON a.order_id = i.order_id AND a.producer_id = p.producer \
     CROSS JOIN LATERAL (VALUES \
       (1, NULL, CASE WHEN i.transfer THEN 'awaiting_payment' ELSE 'placed' END, 'buyer', '', 0, true), \
       (2, 'awaiting_payment', 'placed', 'system', '', 5, i.transfer), \
       (3, 'placed', 'cancelled', 'buyer', '', p.ended, p.state = 'cancelled'), \
       (4, 'placed', 'confirmed', 'member', '', p.confirmed, p.state <> 'cancelled'), \
       (5, 'confirmed', 'unfulfillable', 'member', 'weather', p.ended, p.state = 'unfulfillable'), \
       (6, 'confirmed', 'packed', 'member', '', p.packed, p.state IN ('delivered', 'refused')), \
       (7, 'packed', 'handed_over', 'member', '', p.handed_over, p.state IN ('delivered', 'refused')), \
       (8, 'handed_over', p.state, 'member', '', p.ended, p.state IN ('delivered', 'refused'))) \
       AS d (step, from_state, to_state, actor, reason, minutes, took) \
     WHERE d.took ORDER BY p.n, p.number, d.step",
];

/// Writes what was staged.
pub async fn write(conn: &mut Conn) -> anyhow::Result<()> {
    for statement in WRITE {
        diesel::sql_query(statement).execute(conn).await?;
    }
    conn.batch_execute("ANALYZE h_ids; ANALYZE orders; ANALYZE parcels; ANALYZE order_lines").await?;
    Ok(())
}
