//! What stands in the way of erasing a person: each with the places where it stands, so that it can be settled first.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::person::Person;
use crate::error::Result;
use crate::platform::db::Conn;

/// Something to settle first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Blocker {
    /// Tail of a Fluent key (`people-block-…`).
    pub key: &'static str,
    /// Orders by code, households by name.
    pub places: Vec<String>,
}

/// Households of which `$1` is the only owner.
const ALONE: &str = "SELECT m.producer_id FROM members m WHERE m.account_id = $1 AND m.role = 'owner' \
     AND NOT EXISTS (SELECT FROM members n WHERE n.producer_id = m.producer_id AND n.role = 'owner' AND n.account_id <> $1)";

/// Each is one query, of an account `$1` and orders `$2`, that names the places where it stands. A desk that comes later
/// adds a row here and nothing else.
const EACH: &[(&str, &str)] = &[
    ("staff", "SELECT role AS place FROM clerks WHERE account_id = $1"),
    (
        "order",
        "SELECT DISTINCT o.code AS place FROM orders o JOIN parcels p ON p.order_id = o.id WHERE o.id = ANY($2) \
           AND p.state IN ('awaiting_payment', 'placed', 'confirmed', 'packed', 'handed_over')",
    ),
    (
        "unpaid",
        "SELECT DISTINCT o.code AS place FROM orders o JOIN payments y ON y.order_id = o.id \
         WHERE o.id = ANY($2) AND y.state = 'due'",
    ),
    (
        "refund",
        "SELECT DISTINCT coalesce(o.code, 'R' || r.id) AS place FROM refunds r LEFT JOIN orders o ON o.id = r.order_id \
         WHERE r.state <> 'done' AND (r.order_id = ANY($2) OR r.transfer_id IN (SELECT id FROM transfers WHERE order_id = ANY($2)))",
    ),
    (
        "transfer",
        "SELECT DISTINCT o.code AS place FROM orders o JOIN transfers t ON t.order_id = o.id OR t.codes @> ARRAY[o.code] \
         WHERE o.id = ANY($2) AND t.state = 'open'",
    ),
    (
        "complaint",
        "SELECT DISTINCT o.code AS place FROM orders o JOIN parcels p ON p.order_id = o.id JOIN complaints c ON c.parcel_id = p.id \
         WHERE o.id = ANY($2) AND (c.closed_at IS NULL OR c.outcome = 'replacement' \
           AND NOT EXISTS (SELECT FROM replacements r WHERE r.complaint_id = c.id))",
    ),
    (
        "goods",
        "SELECT h.name_vi AS place FROM producers h WHERE h.id IN ({alone}) AND h.suspended_at IS NULL \
           AND EXISTS (SELECT FROM products p WHERE p.producer_id = h.id AND p.state = 'on_sale')",
    ),
    (
        "parcels",
        "SELECT h.name_vi AS place FROM producers h WHERE h.id IN ({alone}) AND EXISTS (SELECT FROM parcels p \
           WHERE p.producer_id = h.id AND p.state IN ('awaiting_payment', 'placed', 'confirmed', 'packed', 'handed_over'))",
    ),
    (
        "owed",
        "SELECT h.name_vi AS place FROM producers h JOIN entries e ON e.producer_id = h.id AND e.account = 'payable' \
         WHERE h.id IN ({alone}) GROUP BY h.id HAVING sum(e.amount) <> 0 \
         UNION SELECT h.name_vi FROM producers h JOIN payouts y ON y.producer_id = h.id AND y.state = 'due' \
         WHERE h.id IN ({alone})",
    ),
];

/// All that stands in the way just now.
pub async fn of(conn: &mut Conn, person: &Person) -> Result<Vec<Blocker>> {
    #[derive(QueryableByName)]
    struct Place {
        #[diesel(sql_type = Text)]
        place: String,
    }
    let mut found = Vec::new();
    for (key, sql) in EACH {
        let places: Vec<Place> =
            diesel::sql_query(format!("{} ORDER BY place LIMIT 10", sql.replace("{alone}", ALONE)))
                .bind::<Nullable<BigInt>, _>(person.who.account().map(|id| id.0))
                .bind::<Array<BigInt>, _>(person.order_ids())
                .load(conn)
                .await?;
        if !places.is_empty() {
            found.push(Blocker { key, places: places.into_iter().map(|row| row.place).collect() });
        }
    }
    Ok(found)
}
