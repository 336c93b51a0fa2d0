//! Counting days: figures are thrown away and written anew, so it does not matter how often or how late.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{Date, Nullable};
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::lock;
use super::sold::{SEEN, Whose, lines, sold};
use crate::error::Result;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// The rows of `figures` that the orders of the days from `$1` on and before `$2` make. A parcel's money is parted among its
/// lines in whole đồng that add up to it: what rounding takes from one line the next one has, and the last one has the rest.
pub(super) fn of_products() -> String {
    format!(
        "{sold}{lines}, reached AS ( \
           SELECT day, parcel_id, line_id, product_id, qty, grams, \
                  CASE WHEN row_number() OVER w = count(*) OVER (PARTITION BY parcel_id) THEN of_parcel \
                       ELSE least(round(sum(goods) OVER w), of_parcel) END::bigint AS goods \
           FROM lines WINDOW w AS (PARTITION BY parcel_id ORDER BY line_id ROWS UNBOUNDED PRECEDING)), \
         parted AS ( \
           SELECT day, product_id, qty, grams, \
                  goods - lag(goods, 1, 0::bigint) OVER (PARTITION BY parcel_id ORDER BY line_id) AS goods FROM reached), \
         kept AS ( \
           SELECT day, product_id, count(*) FILTER (WHERE qty > 0)::int AS bought, sum(qty)::bigint AS packs, \
                  sum(grams)::bigint AS grams, sum(goods)::bigint AS goods FROM parted GROUP BY day, product_id), \
         ended AS ( \
           SELECT (o.placed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, l.product_id, \
                  count(*) FILTER (WHERE p.state = 'refused')::int AS refused, \
                  count(*) FILTER (WHERE p.state <> 'refused')::int AS lost \
           FROM orders o JOIN parcels p ON p.order_id = o.id JOIN order_lines l ON l.parcel_id = p.id \
           WHERE {days} AND {SEEN} AND p.state IN ('refused', 'cancelled', 'unfulfillable') GROUP BY 1, 2) \
         SELECT day, product_id, coalesce(bought, 0) AS bought, coalesce(packs, 0) AS packs, coalesce(grams, 0) AS grams, \
                coalesce(goods, 0) AS goods, coalesce(refused, 0) AS refused, coalesce(lost, 0) AS lost \
         FROM kept FULL JOIN ended USING (day, product_id)",
        sold = sold(Whose::Market),
        lines = lines(Whose::Market),
        days = Whose::Market.days(),
    )
}

/// The rows of `figure_days` that they make.
pub(super) fn of_days() -> String {
    format!(
        "{sold}, kept AS (SELECT day, count(DISTINCT order_id)::int AS orders, count(*)::int AS parcels FROM sold GROUP BY day), \
         ways AS ( \
           SELECT (o.placed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, count(*)::int AS seen, \
                  count(*) FILTER (WHERE p.state = 'refused')::int AS refused, \
                  count(*) FILTER (WHERE p.state = 'unfulfillable')::int AS given_up, \
                  count(*) FILTER (WHERE p.state = 'cancelled')::int AS cancelled \
           FROM orders o JOIN parcels p ON p.order_id = o.id WHERE {days} AND {SEEN} GROUP BY 1) \
         SELECT day, coalesce(orders, 0) AS orders, coalesce(parcels, 0) AS parcels, seen, refused, given_up, cancelled \
         FROM ways LEFT JOIN kept USING (day)",
        sold = sold(Whose::Market),
        days = Whose::Market.days(),
    )
}

/// Counts the days from `from` on and before `until` anew.
///
/// # Locks
/// The turn at counting, alone.
pub async fn recount(conn: &mut Conn, from: NaiveDate, until: NaiveDate) -> Result<()> {
    conn.transaction(async |conn| {
        lock::counting(conn).await?;
        for (table, rows) in [
            ("figures (day, product_id, bought, packs, grams, goods, refused, lost)", of_products()),
            ("figure_days (day, orders, parcels, seen, refused, given_up, cancelled)", of_days()),
        ] {
            let name = table.split(' ').next().unwrap_or(table);
            for statement in
                [format!("DELETE FROM {name} WHERE day >= $1 AND day < $2"), format!("INSERT INTO {table} {rows}")]
            {
                diesel::sql_query(statement).bind::<Date, _>(from).bind::<Date, _>(until).kept().execute(conn).await?;
            }
        }
        Ok(())
    })
    .await
}

#[derive(QueryableByName)]
struct Ever {
    #[diesel(sql_type = Nullable<Date>)]
    first: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    last: Option<NaiveDate>,
}

/// Every month in which something was ordered or is counted, each with the first day of the next one.
pub(super) async fn months(conn: &mut Conn) -> Result<Vec<(NaiveDate, NaiveDate)>> {
    let ever: Ever = diesel::sql_query(
        "SELECT min(first) AS first, max(last) AS last FROM ( \
           SELECT (min(placed_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, (max(placed_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date \
           FROM orders UNION ALL SELECT min(day), max(day) FROM figures UNION ALL SELECT min(day), max(day) FROM figure_days \
         ) AS x (first, last)",
    )
    .get_result(conn)
    .await?;
    let (Some(first), Some(last)) = (ever.first, ever.last) else { return Ok(Vec::new()) };
    let mut months = Vec::new();
    let mut month = first.with_day(1).unwrap_or(first);
    while month <= last {
        let next = month.checked_add_months(Months::new(1)).unwrap_or(last + Days::new(1));
        months.push((month, next));
        month = next;
    }
    Ok(months)
}

/// Counts everything anew, a month at a time.
pub async fn recount_all(conn: &mut Conn) -> Result<()> {
    for (from, until) in months(conn).await? {
        recount(conn, from, until).await?;
    }
    Ok(())
}
