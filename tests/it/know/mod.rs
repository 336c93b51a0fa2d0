//! What a household learns from its sales, and takes along.

mod export;
mod figures;
mod many;
mod seasons;

use diesel::sql_types::{BigInt, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};

use crate::support::TestShop;
use crate::support::placed::Placed;

/// Runs statements without triggers: a parcel may be put where it is wanted.
pub async fn shape(shop: &TestShop, sql: &str) {
    let mut conn = shop.conn().await;
    conn.batch_execute(&format!(
        "BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0; {sql}; COMMIT"
    ))
    .await
    .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Lets an order be placed at a moment in Vietnam by a phone, and its parcels stand where `state` says.
pub async fn stands(shop: &TestShop, order: &Placed, at: &str, phone: &str, state: &str) {
    let mut conn = shop.conn().await;
    diesel::sql_query(
        "UPDATE orders SET placed_at = $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', buyer_phone = $3 WHERE code = $1",
    )
    .bind::<Text, _>(&order.code)
    .bind::<Text, _>(at)
    .bind::<Text, _>(phone)
    .execute(&mut conn)
    .await
    .unwrap();
    for parcel in &order.parcels {
        let delivered = if state == "delivered" { "now()" } else { "NULL" };
        shape(
            shop,
            &format!("UPDATE parcels SET state = '{state}', delivered_at = {delivered} WHERE id = {}", parcel.id),
        )
        .await;
    }
}

/// Gives so much of a parcel's goods back, of its first line so many pieces.
pub async fn gave_back(shop: &TestShop, order: &Placed, amount: i64, qty: i32) {
    let mut conn = shop.conn().await;
    diesel::sql_query(
        "WITH made AS (INSERT INTO refunds (key, order_id, parcel_id, payment_id, amount, of_goods, method, reason) \
                       SELECT 'test-' || p.id, p.order_id, p.id, y.payment_id, $2, $2, 'cash', 'thử' \
                       FROM parcels p JOIN payment_parcels y ON y.parcel_id = p.id WHERE p.id = $1 RETURNING id) \
         INSERT INTO refund_lines (refund_id, line_id, qty, amount) \
         SELECT made.id, (SELECT min(l.id) FROM order_lines l WHERE l.parcel_id = $1), $3, $2 FROM made",
    )
    .bind::<BigInt, _>(order.parcels[0].id.0)
    .bind::<BigInt, _>(amount)
    .bind::<diesel::sql_types::Integer, _>(qty)
    .execute(&mut conn)
    .await
    .unwrap();
}
