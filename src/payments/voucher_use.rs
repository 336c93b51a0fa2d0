//! A voucher counts from the moment its order is placed. When the whole order falls through unpaid, the use is given back.

use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::lock;
use crate::error::Result;
use crate::kernel::ids::OrderId;
use crate::platform::db::Conn;

/// Gives the use back when every parcel of the order ended without delivery and nothing that was paid is kept. Call it
/// inside a transaction that holds the order.
///
/// # Locks
/// The voucher, last of all.
pub async fn release_if_nothing_came(conn: &mut Conn, order: OrderId) -> Result<()> {
    diesel::sql_query(
        "WITH given AS (UPDATE voucher_uses u SET released_at = now() \
           WHERE u.order_id = $1 AND u.released_at IS NULL \
             AND NOT EXISTS (SELECT FROM parcels p WHERE p.order_id = $1 \
                             AND p.state NOT IN ('cancelled', 'expired', 'unfulfillable', 'refused')) \
             AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = $1 AND y.received > y.refunded) \
           RETURNING u.voucher_id) \
         UPDATE vouchers v SET used = v.used - 1 FROM given WHERE v.id = given.voucher_id",
    )
    .bind::<BigInt, _>(order.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Counts the use again for an order that late money calls back. `false` when somebody else has it by now: the price was
/// promised for as long as the goods were kept, and a voucher is worth no more discounts than it has uses.
///
/// # Locks
/// The voucher, last of all.
pub async fn take_again(conn: &mut Conn, order: OrderId) -> Result<bool> {
    if !lock::voucher_given_back(conn, order).await? {
        return Ok(true);
    }
    // Under the row's lock: what another order of this phone has taken is seen here.
    let taken = diesel::sql_query(
        "WITH taken AS (UPDATE vouchers v SET used = used + 1 FROM voucher_uses u \
           WHERE u.order_id = $1 AND u.released_at IS NOT NULL AND v.id = u.voucher_id \
             AND (v.total_limit IS NULL OR v.used < v.total_limit) \
             AND (v.phone_limit IS NULL OR v.phone_limit > (SELECT count(*) FROM voucher_uses w \
                  WHERE w.voucher_id = v.id AND w.phone = u.phone AND w.released_at IS NULL)) RETURNING u.id) \
         UPDATE voucher_uses u SET released_at = NULL FROM taken WHERE u.id = taken.id",
    )
    .bind::<BigInt, _>(order.0)
    .execute(conn)
    .await?;
    Ok(taken > 0)
}
