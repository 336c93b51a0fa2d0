//! Which lines of a parcel a refund is for, at what the buyer paid for them.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use diesel_async::RunQueryDsl;

use super::refund::RefundError;
use crate::error::Error;
use crate::kernel::ids::{OrderLineId, ParcelId, RefundId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::refund_lines;

/// Some of a line, priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub line: OrderLineId,
    pub qty: i32,
    pub amount: Money,
}

/// A line as it was bought, and what of it has gone back.
#[derive(Clone, Copy, Debug, QueryableByName)]
struct Bought {
    #[diesel(sql_type = BigInt)]
    line: OrderLineId,
    #[diesel(sql_type = Integer)]
    qty: i32,
    /// What the buyer paid: less the line's share of the discount.
    #[diesel(sql_type = BigInt)]
    paid: Money,
    #[diesel(sql_type = Integer)]
    back: i32,
    #[diesel(sql_type = BigInt)]
    back_amount: Money,
}

impl Bought {
    /// What `qty` more of it are worth: the last ones take what rounding left.
    fn price(&self, qty: i32) -> Result<Part, RefundError> {
        let back = self.back.saturating_add(qty);
        if qty <= 0 || back > self.qty {
            let left = self.paid - self.back_amount;
            return Err(RefundError::TooMuch(left));
        }
        let amount = self.paid.part(i64::from(back), i64::from(self.qty)) - self.back_amount;
        Ok(Part { line: self.line, qty, amount })
    }
}

/// Prices so many of these lines of a parcel.
///
/// # Refuses
/// A line of another parcel, one that is named twice, and more of one than was bought and has not gone back.
pub async fn priced(conn: &mut Conn, parcel: ParcelId, asked: &[(OrderLineId, i32)]) -> Result<Vec<Part>, RefundError> {
    let bought: Vec<Bought> = diesel::sql_query(
        "SELECT l.id AS line, l.qty, l.total - l.discount AS paid, coalesce(sum(r.qty), 0)::int AS back, \
                coalesce(sum(r.amount), 0)::bigint AS back_amount \
         FROM order_lines l LEFT JOIN refund_lines r ON r.line_id = l.id WHERE l.parcel_id = $1 GROUP BY l.id",
    )
    .bind::<BigInt, _>(parcel.0)
    .load(conn)
    .await?;
    let mut bought: HashMap<OrderLineId, Bought> = bought.into_iter().map(|b| (b.line, b)).collect();
    asked
        .iter()
        .map(|(line, qty)| bought.remove(line).ok_or(RefundError::NotFound)?.price(*qty))
        .filter(|part| part.as_ref().map_or(true, |p| p.amount > Money::ZERO))
        .collect()
}

/// Writes down which lines a refund is for.
pub async fn write(conn: &mut Conn, refund: RefundId, parts: &[Part]) -> Result<(), Error> {
    let rows: Vec<_> = parts
        .iter()
        .map(|p| {
            (
                refund_lines::refund_id.eq(refund),
                refund_lines::line_id.eq(p.line),
                refund_lines::qty.eq(p.qty),
                refund_lines::amount.eq(p.amount),
            )
        })
        .collect();
    diesel::insert_into(refund_lines::table).values(rows).execute(conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn piece_by_piece_is_the_whole_line(qty in 1_i32..40, paid in 1_i64..5_000_000, steps in prop::collection::vec(1_i32..5, 1..60)) {
            let mut line = Bought { line: OrderLineId(1), qty, paid: Money::dong(paid), back: 0, back_amount: Money::ZERO };
            for step in steps {
                let Ok(part) = line.price(step) else { continue };
                line.back += part.qty;
                line.back_amount = line.back_amount + part.amount;
                prop_assert!(part.amount >= Money::ZERO);
            }
            if line.back < qty {
                let rest = line.price(qty - line.back).unwrap();
                line.back_amount = line.back_amount + rest.amount;
            }
            prop_assert_eq!(line.back_amount, Money::dong(paid));
            line.back = qty;
            prop_assert!(line.price(1).is_err());
        }
    }
}
