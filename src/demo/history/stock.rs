//! What left the stock came into it first: a household picks for the month that it sells in, so that what is on hand now
//! stays as the demo market has it.

use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;

pub async fn write(conn: &mut Conn) -> anyhow::Result<()> {
    // What was handed over left; the goods that a buyer would not take do not come back to be sold.
    diesel::sql_query(
        "CREATE TEMP TABLE h_left ON COMMIT DROP AS \
         SELECT l.pack_id, a.id AS parcel_id, l.qty, d.at FROM order_lines l JOIN parcels a ON a.id = l.parcel_id \
         JOIN parcel_diary d ON d.parcel_id = a.id AND d.to_state = 'handed_over' WHERE a.state IN ('delivered', 'refused')",
    )
    .execute(conn)
    .await?;
    // Picked on the first of the month or before the first parcel of it: the sum never falls below what was there.
    diesel::sql_query(
        "WITH picked AS ( \
           SELECT pack_id, date_trunc('month', at AT TIME ZONE 'Asia/Ho_Chi_Minh') AS month, sum(qty)::int AS qty, min(at) AS first \
           FROM h_left GROUP BY 1, 2), \
         moved AS ( \
           SELECT pack_id, 'restock' AS kind, qty, NULL::bigint AS parcel_id, \
                  least(month AT TIME ZONE 'Asia/Ho_Chi_Minh', first) AS at FROM picked \
           UNION ALL SELECT pack_id, 'sold', -qty, parcel_id, at FROM h_left) \
         INSERT INTO stock_entries (pack_id, kind, qty, parcel_id, at) \
         SELECT pack_id, kind, qty, parcel_id, at FROM moved ORDER BY at, qty DESC",
    )
    .execute(conn)
    .await?;
    Ok(())
}
