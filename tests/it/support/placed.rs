//! Orders already placed, written row by row: what the desks' tests begin with.

use std::sync::atomic::{AtomicI64, Ordering};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, SmallInt, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use market::catalog::stock::{self, Wanted};
use market::error::Error;
use market::kernel::ids::{ParcelId, ProducerId};
use market::kernel::quantity::Quantity;
use market::orders::code;

use super::TestShop;
use super::build::Goods;

static NEXT: AtomicI64 = AtomicI64::new(1);

/// An order of Nguyễn Thu Hà, 0912 345 678, cash on delivery, 20.000 ₫ of shipping for each parcel.
#[derive(Clone, Debug)]
pub struct Placed {
    pub code: String,
    /// In the order of the households' first goods.
    pub parcels: Vec<Parcel>,
}

#[derive(Clone, Debug)]
pub struct Parcel {
    pub id: ParcelId,
    pub producer: ProducerId,
    /// `G1`
    pub code: String,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Places an order that travels by `kind`: `carrier`, `pickup` or `round`.
pub async fn order(shop: &TestShop, goods: &[(Goods, i32)], kind: &str) -> Placed {
    let mut conn = shop.conn().await;
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    let code = code::draw();
    let wanted: Vec<Wanted> =
        goods.iter().map(|(g, qty)| Wanted::in_stock(g.pack, Quantity::new(*qty).unwrap())).collect();
    let mut producers: Vec<ProducerId> = Vec::new();
    for (g, _) in goods {
        if !producers.contains(&g.producer) {
            producers.push(g.producer);
        }
    }
    conn.transaction(async |conn| {
        let mut prices = Vec::new();
        for (g, _) in goods {
            let row: Id = diesel::sql_query("SELECT price AS id FROM packs WHERE id = $1")
                .bind::<BigInt, _>(g.pack.0)
                .get_result(conn)
                .await?;
            prices.push(row.id);
        }
        let sum_of = |producer: Option<ProducerId>| -> i64 {
            goods
                .iter()
                .zip(&prices)
                .filter(|((g, _), _)| producer.is_none_or(|p| g.producer == p))
                .map(|((_, qty), price)| price * i64::from(*qty))
                .sum()
        };
        let shipping = 20_000 * producers.len() as i64;
        let order: Id = diesel::sql_query(
            "INSERT INTO orders (code, token, buyer_name, buyer_phone, lang, commune_code, commune_name, province_name, \
                                 street, note, payment_method, goods_total, shipping_total, total) \
             VALUES ($1, $2, 'Nguyễn Thu Hà', '+84912345678', 'vi', '08761', 'Xã Lập Thạch', 'Tỉnh Phú Thọ', \
                     'Số 12 ngõ Đồi', 'Gọi trước 15 phút', 'cod', $3, $4, $3 + $4) RETURNING id",
        )
        .bind::<Text, _>(&code)
        .bind::<Text, _>(format!("{n:032x}"))
        .bind::<BigInt, _>(sum_of(None))
        .bind::<BigInt, _>(shipping)
        .get_result(conn)
        .await?;
        let mut parcels = Vec::new();
        for (number, producer) in (1_i16..).zip(&producers) {
            let sum = sum_of(Some(*producer));
            let parcel: Id = diesel::sql_query(
                "INSERT INTO parcels (order_id, producer_id, number, delivery_kind, delivery_name_vi, delivery_name_en, \
                                      expected_from, expected_to, goods_total, shipping_fee, total) \
                 VALUES ($1, $2, $3, $4, 'Giao thử', 'Test delivery', '2026-11-24', '2026-11-25', $5, 20000, $5 + 20000) \
                 RETURNING id",
            )
            .bind::<BigInt, _>(order.id)
            .bind::<BigInt, _>(producer.0)
            .bind::<SmallInt, _>(number)
            .bind::<Text, _>(kind)
            .bind::<BigInt, _>(sum)
            .get_result(conn)
            .await?;
            for ((g, qty), price) in goods.iter().zip(&prices).filter(|((g, _), _)| g.producer == *producer) {
                diesel::sql_query(
                    "INSERT INTO order_lines (order_id, parcel_id, pack_id, product_id, product_slug, name_vi, name_en, \
                                              pack_name_vi, pack_name_en, price, qty, total, net_weight_g) \
                     SELECT $1, $2, k.id, p.id, p.slug, p.name_vi, p.name_en, k.name_vi, k.name_en, $3, $4, $3 * $4, \
                            k.net_weight_g \
                     FROM packs k JOIN products p ON p.id = k.product_id WHERE k.id = $5",
                )
                .bind::<BigInt, _>(order.id)
                .bind::<BigInt, _>(parcel.id)
                .bind::<BigInt, _>(*price)
                .bind::<Integer, _>(*qty)
                .bind::<BigInt, _>(g.pack.0)
                .execute(conn)
                .await?;
            }
            diesel::sql_query("INSERT INTO parcel_diary (parcel_id, to_state, actor) VALUES ($1, 'placed', 'buyer')")
                .bind::<BigInt, _>(parcel.id)
                .execute(conn)
                .await?;
            diesel::sql_query(
                "WITH due AS (INSERT INTO payments (order_id, parcel_id, method, amount) VALUES ($1, $2, 'cod', $3) \
                              RETURNING id, parcel_id, amount) \
                 INSERT INTO payment_parcels (payment_id, parcel_id, amount) SELECT id, parcel_id, amount FROM due",
            )
                .bind::<BigInt, _>(order.id)
                .bind::<BigInt, _>(parcel.id)
                .bind::<BigInt, _>(sum + 20_000)
                .execute(conn)
                .await?;
            parcels.push(Parcel {
                id: ParcelId(parcel.id),
                producer: *producer,
                code: market::orders::parcel::code(ParcelId(parcel.id)),
            });
        }
        stock::reserve(conn, &wanted).await.map_err(|error| Error::Internal(error.into()))?;
        Ok::<_, Error>(Placed { code: code.clone(), parcels })
    })
    .await
    .unwrap()
}
