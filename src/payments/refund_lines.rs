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

/// What is left of a line: bought, not taken off by a correction, and not gone back.
#[derive(Clone, Copy, Debug, QueryableByName)]
struct Bought {
    #[diesel(sql_type = BigInt)]
    line: OrderLineId,
    /// Pieces that have not gone back and were not taken off.
    #[diesel(sql_type = Integer)]
    left: i32,
    /// What of the buyer's money is left of it: less its share of the discount, and less what was taken off.
    #[diesel(sql_type = BigInt)]
    paid: Money,
}

impl Bought {
    /// What `qty` more of it are worth: the last ones take what rounding left.
    fn price(&self, qty: i32) -> Result<Part, RefundError> {
        if qty <= 0 || qty > self.left {
            return Err(RefundError::TooMuch(self.paid.max(Money::ZERO)));
        }
        Ok(Part { line: self.line, qty, amount: self.paid.part(i64::from(qty), i64::from(self.left)) })
    }
}

/// Prices so many of these lines of a parcel.
///
/// # Refuses
/// A line of another parcel, one that is named twice, and more of one than was bought and has not gone back.
pub async fn priced(conn: &mut Conn, parcel: ParcelId, asked: &[(OrderLineId, i32)]) -> Result<Vec<Part>, RefundError> {
    let bought: Vec<Bought> = diesel::sql_query(
        "SELECT l.id AS line, l.qty - l.qty_off - coalesce(sum(r.qty), 0)::int AS \"left\", \
                (l.total - l.discount - l.paid_off - coalesce(sum(r.amount), 0))::bigint AS paid \
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
            let mut line = Bought { line: OrderLineId(1), left: qty, paid: Money::dong(paid) };
            let mut back = Money::ZERO;
            let mut step_back = |line: &mut Bought, qty: i32| {
                let Ok(part) = line.price(qty) else { return };
                line.left -= part.qty;
                line.paid = line.paid - part.amount;
                back = back + part.amount;
                assert!(part.amount >= Money::ZERO);
            };
            for step in steps {
                step_back(&mut line, step);
            }
            let rest = line.left;
            step_back(&mut line, rest);
            prop_assert_eq!(back, Money::dong(paid));
            prop_assert_eq!(line.left, 0);
            prop_assert!(line.price(1).is_err());
        }
    }
}
