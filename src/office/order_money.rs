//! The money of one order as it came and went: what its payments received, every transfer that named it or paid it, every refund,
//! each with what of it counts for the order. Together that is what the order has.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::orders::Order;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args};

#[derive(QueryableByName)]
struct Row {
    /// `payment`, `transfer`, `part` (of a transfer) or `refund`.
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    /// How a payment was made, or a refund is; empty for transfers.
    #[diesel(sql_type = Text)]
    way: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = BigInt)]
    amount: Money,
    #[diesel(sql_type = BigInt)]
    counts: Money,
}

/// Money that came or went.
#[derive(Serialize)]
pub struct Move {
    pub at: DateTime<Utc>,
    pub what: String,
    /// Where the office reads more of it.
    pub href: Option<String>,
    /// A Fluent key.
    pub state: String,
    /// Another order that it is of; empty for none.
    pub code: String,
    pub amount: Money,
    /// What of it counts for this order: less than nothing for what goes back, is kept for another one, or pays it.
    pub counts: Money,
}

impl Move {
    fn of(lang: Lang, row: Row) -> Self {
        let told = |key: &str| locales::text_with(lang, key, &Args::from([("id".into(), row.id.to_string().into())]));
        let transfer = || Some(format!("/office/money/transfers/{}", row.id));
        let (what, href) = match row.kind.as_str() {
            "payment" => (locales::text(lang, &format!("office-method-{}", row.way)), None),
            "refund" => {
                let way = locales::text(lang, &format!("refund-by-{}", row.way));
                (format!("{}: {way}", told("refund-one")), Some(format!("/office/money/refunds/{}", row.id)))
            }
            "part" => (told("office-moves-part"), transfer()),
            _ => (told("office-moves-transfer"), transfer()),
        };
        let Row { at, state, code, amount, counts, .. } = row;
        Move { at, what, href, state, code, amount, counts }
    }
}

/// The moves of an order's money, the oldest first. A transfer that waits, is kept or only named the order counts nothing; of
/// one that was split all of it counts, and what was split off is taken away again. What of a payment no transfer accounts for
/// stands as the payment's own: cash and cards.
pub async fn list(conn: &mut Conn, lang: Lang, order: &Order) -> Result<Vec<Move>> {
    let rows: Vec<Row> = diesel::sql_query(
        "WITH found AS ( \
           SELECT id FROM transfers WHERE order_id = $1 \
           UNION SELECT id FROM transfers WHERE codes @> ARRAY[$2] \
           UNION SELECT x.id FROM transfers x JOIN transfers w ON w.id = x.part_of WHERE w.order_id = $1), \
         own AS ( \
           SELECT y.id, coalesce(y.settled_at, y.opened_at) AS at, y.method, y.state, \
                  (y.received - coalesce((SELECT sum(t.amount - coalesce((SELECT sum(x.amount) FROM transfers x \
                      WHERE x.part_of = t.id), 0)) FROM transfers t WHERE t.payment_id = y.id AND t.state = 'applied'), 0) \
                  )::bigint AS amount \
           FROM payments y WHERE y.order_id = $1) \
         SELECT 'payment' AS kind, id, at, method AS way, 'office-payment-' || state AS state, '' AS code, amount, \
                amount AS counts FROM own WHERE amount > 0 \
         UNION ALL \
         SELECT CASE WHEN t.part_of IS NULL THEN 'transfer' ELSE 'part' END, t.id, \
                CASE WHEN t.part_of IS NULL THEN t.came_at ELSE t.noted_at END, '', \
                CASE WHEN t.state = 'open' THEN 'transfer-problem-' || t.problem ELSE 'transfer-state-' || t.state END, \
                CASE WHEN t.order_id <> $1 THEN o.code ELSE '' END, t.amount, \
                CASE WHEN w.order_id = $1 AND t.order_id = $1 AND t.state IN ('applied', 'refunded') THEN 0 \
                     WHEN w.order_id = $1 THEN -t.amount \
                     WHEN t.order_id = $1 AND t.state IN ('applied', 'refunded') THEN t.amount ELSE 0 END \
         FROM transfers t JOIN found USING (id) LEFT JOIN transfers w ON w.id = t.part_of \
         LEFT JOIN orders o ON o.id = t.order_id \
         UNION ALL \
         SELECT 'refund', r.id, r.made_at, r.method, 'refund-is-' || r.state, '', r.amount, -r.amount \
         FROM refunds r WHERE r.order_id = $1 \
         ORDER BY at, kind DESC, id",
    )
    .bind::<BigInt, _>(order.id.0)
    .bind::<Text, _>(&order.code)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| Move::of(lang, row)).collect())
}
