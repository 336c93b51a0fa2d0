//! Are the stars of each product those of its reviews? For `market check`.

use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::orders::check::Fault;
use crate::platform::db::Conn;

/// Every product whose stars do not add up; empty in a sound shop.
pub async fn faults(conn: &mut Conn) -> Result<Vec<Fault>> {
    Ok(diesel::sql_query(
        "SELECT 'reviews: the stars of a product are those of its reviews' AS rule, 'product ' || p.id AS place, \
                x.stars AS expected, coalesce(s.stars, 0) AS found \
         FROM products p LEFT JOIN product_stars s ON s.product_id = p.id \
         CROSS JOIN LATERAL (SELECT count(*) AS reviews, coalesce(sum(r.stars), 0)::bigint AS stars FROM reviews r \
           WHERE r.product_id = p.id AND r.withdrawn_at IS NULL AND r.hidden_at IS NULL) x \
         WHERE (x.reviews, x.stars) <> (coalesce(s.reviews, 0), coalesce(s.stars, 0)) ORDER BY p.id",
    )
    .load(conn)
    .await?)
}
