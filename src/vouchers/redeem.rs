//! Counting a use, once for each order, in the transaction that writes the order.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable};
use diesel_async::RunQueryDsl;

use super::voucher::Refusal;
use crate::error::Error;
use crate::kernel::ids::{OrderId, VoucherId};
use crate::kernel::money::Money;
use crate::kernel::phone::Phone;
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{voucher_uses, vouchers};

#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// It was open when the page was made, and is not any more.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    #[error(transparent)]
    Failed(Error),
}
refusal!(RedeemError);

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Nullable<Integer>)]
    phone_limit: Option<i32>,
}

/// Takes one use of the voucher for an order that takes `amount` off. Call it as the last thing that may wait: whoever
/// comes next with this voucher waits until the transaction ends.
///
/// # Locks
/// The voucher, after cart, order, parcels, stock and payments.
///
/// # Refuses
/// A voucher that is over by now, has no use left, or none for this phone: the caller rolls everything back.
pub async fn redeem(
    conn: &mut Conn,
    voucher: VoucherId,
    order: OrderId,
    phone: &Phone,
    amount: Money,
) -> Result<(), RedeemError> {
    // The update waits for whoever holds the row, and then looks at it again as it was left.
    let counted: Option<Counted> = diesel::sql_query(
        "UPDATE vouchers SET used = used + 1 \
         WHERE id = $1 AND stopped_at IS NULL AND starts_at <= now() AND now() < ends_at \
           AND (total_limit IS NULL OR used < total_limit) RETURNING phone_limit",
    )
    .bind::<BigInt, _>(voucher.0)
    .get_result(conn)
    .await
    .optional()?;
    let Some(Counted { phone_limit }) = counted else { return Err(RedeemError::Refused(why(conn, voucher).await?)) };
    if let Some(most) = phone_limit {
        // Under the row's lock: what another order of this phone has taken is seen here.
        let used: i64 = voucher_uses::table
            .filter(voucher_uses::voucher_id.eq(voucher))
            .filter(voucher_uses::phone.eq(phone.as_str()))
            .filter(voucher_uses::released_at.is_null())
            .count()
            .get_result(conn)
            .await?;
        if used >= i64::from(most) {
            return Err(RedeemError::Refused(Refusal::UsedByPhone));
        }
    }
    diesel::insert_into(voucher_uses::table)
        .values((
            voucher_uses::voucher_id.eq(voucher),
            voucher_uses::order_id.eq(order),
            voucher_uses::phone.eq(phone.as_str()),
            voucher_uses::amount.eq(amount),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Why nothing was counted.
async fn why(conn: &mut Conn, voucher: VoucherId) -> Result<Refusal, Error> {
    let used_up = vouchers::stopped_at.is_null().and(vouchers::ends_at.gt(diesel::dsl::now));
    let open: i64 = vouchers::table.find(voucher).filter(used_up).count().get_result(conn).await?;
    Ok(if open > 0 { Refusal::UsedUp } else { Refusal::Over })
}
