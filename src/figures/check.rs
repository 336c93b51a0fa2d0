//! Are the figures what the orders say? For `market check` and each night.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date};
use diesel_async::RunQueryDsl;

use super::count::{self, of_days, of_products};
use crate::error::Result;
use crate::orders::check::Fault;
use crate::platform::db::Conn;

/// A day whose figures are not what its orders say.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub(super) struct Differing {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// Goods' money of the orders; where that is right, something else of the day is not.
    #[diesel(sql_type = BigInt)]
    pub expected: i64,
    #[diesel(sql_type = BigInt)]
    pub found: i64,
}

/// Those from `from` on and before `until`.
pub(super) async fn differing(conn: &mut Conn, from: NaiveDate, until: NaiveDate) -> Result<Vec<Differing>> {
    Ok(diesel::sql_query(format!(
        "WITH right_products AS ({products}), right_days AS ({days}), \
         own_products AS (SELECT day, product_id, bought, packs, grams, goods, refused, lost FROM figures \
                          WHERE day >= $1 AND day < $2), \
         own_days AS (SELECT day, orders, parcels, seen, refused, given_up, cancelled FROM figure_days \
                      WHERE day >= $1 AND day < $2), \
         wrong AS ( \
           SELECT day FROM (SELECT * FROM right_products EXCEPT SELECT * FROM own_products) a \
           UNION SELECT day FROM (SELECT * FROM own_products EXCEPT SELECT * FROM right_products) b \
           UNION SELECT day FROM (SELECT * FROM right_days EXCEPT SELECT * FROM own_days) c \
           UNION SELECT day FROM (SELECT * FROM own_days EXCEPT SELECT * FROM right_days) d) \
         SELECT w.day, coalesce((SELECT sum(goods) FROM right_products r WHERE r.day = w.day), 0)::bigint AS expected, \
                coalesce((SELECT sum(goods) FROM own_products o WHERE o.day = w.day), 0)::bigint AS found \
         FROM wrong w ORDER BY w.day",
        products = of_products(),
        days = of_days(),
    ))
    .bind::<Date, _>(from)
    .bind::<Date, _>(until)
    .load(conn)
    .await?)
}

/// Whether something that moved is still to be counted.
async fn waiting(conn: &mut Conn) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        waiting: bool,
    }
    let row: Row = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM events WHERE dispatched_at IS NULL \
                     AND kind IN ('order_placed', 'parcel_moved', 'refund_made', 'parcel_corrected')) \
             OR EXISTS (SELECT FROM jobs WHERE kind IN ('count_sales', 'compare_figures') AND dead_at IS NULL) AS waiting",
    )
    .get_result(conn)
    .await?;
    Ok(row.waiting)
}

/// Days whose figures are not what their orders say; none while anything is still to be counted.
pub async fn faults(conn: &mut Conn) -> Result<Vec<Fault>> {
    if waiting(conn).await? {
        return Ok(Vec::new());
    }
    let mut faults = Vec::new();
    for (from, until) in count::months(conn).await? {
        faults.extend(differing(conn, from, until).await?.into_iter().map(|day| Fault {
            rule: "figures: a day's figures are what its orders say".to_owned(),
            place: format!("day {}", day.day),
            expected: day.expected,
            found: day.found,
        }));
    }
    Ok(faults)
}
