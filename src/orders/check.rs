//! Do units and an order's sums add up? Read at rest; `payments::books` reads the money as well.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::locales;

/// Something that does not add up, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Fault {
    /// Which rule is broken.
    #[diesel(sql_type = Text)]
    pub rule: String,
    /// The row: "pack 17", "order LT…".
    #[diesel(sql_type = Text)]
    pub place: String,
    #[diesel(sql_type = BigInt)]
    pub expected: i64,
    #[diesel(sql_type = BigInt)]
    pub found: i64,
}

impl Fault {
    /// The tail of the Fluent key (`rule-…`) that names the rule: its words with hyphens between them.
    #[must_use]
    pub fn key(&self) -> String {
        let words = self.rule.replace('\'', "");
        let words = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join("-").to_lowercase()
    }

    /// The rule as a person reads it; in English where it has no name yet.
    #[must_use]
    pub fn name(&self, lang: Lang) -> String {
        locales::find(lang, &format!("rule-{}", self.key())).unwrap_or_else(|| self.rule.clone())
    }

    /// The row as a person reads it: `order LT…, payment 5` word by word.
    #[must_use]
    pub fn place_name(&self, lang: Lang) -> String {
        let part = |part: &str| {
            let (kind, id) = part.split_once(' ')?;
            Some(format!("{} {id}", locales::find(lang, &format!("place-{kind}"))?))
        };
        let parts = self.place.split(", ").map(|text| part(text).unwrap_or_else(|| text.to_owned()));
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// Each rule is one query that returns the rows that break it.
const RULES: &[&str] = &[
    "SELECT 'units: on hand is what came in less what left' AS rule, 'pack ' || p.id AS place, \
            coalesce(sum(e.qty), 0)::bigint AS expected, p.on_hand::bigint AS found \
     FROM packs p LEFT JOIN stock_entries e ON e.pack_id = p.id \
     GROUP BY p.id HAVING p.on_hand <> coalesce(sum(e.qty), 0)",
    "SELECT 'units: reserved is what live parcels wait for' AS rule, 'pack ' || p.id AS place, \
            coalesce(sum(l.qty), 0)::bigint AS expected, p.reserved::bigint AS found \
     FROM packs p LEFT JOIN (( \
            SELECT pack_id, parcel_id, qty - qty_off - swapped AS qty FROM order_lines \
            WHERE harvest_id IS NULL AND made_on IS NULL \
            UNION ALL SELECT c.pack_id, b.parcel_id, c.swapped FROM correction_lines c \
            JOIN order_lines b ON b.id = c.line_id WHERE c.swapped > 0) l \
          JOIN parcels a ON a.id = l.parcel_id AND a.state IN ('awaiting_payment', 'placed', 'confirmed', 'packed')) \
       ON l.pack_id = p.id \
     GROUP BY p.id HAVING p.reserved <> coalesce(sum(l.qty), 0)",
    "SELECT 'units: a harvest promises what its orders hold' AS rule, 'harvest ' || h.id AS place, \
            coalesce(sum(l.g), 0)::bigint AS expected, h.promised_g AS found \
     FROM harvests h LEFT JOIN (SELECT l.harvest_id, l.net_weight_g::bigint * (l.qty - l.qty_off - l.swapped) AS g \
          FROM order_lines l JOIN parcels a ON a.id = l.parcel_id AND a.state NOT IN ('cancelled', 'expired', 'unfulfillable') \
          WHERE l.harvest_id IS NOT NULL) l ON l.harvest_id = h.id \
     GROUP BY h.id HAVING h.promised_g <> coalesce(sum(l.g), 0)",
    "SELECT 'money: an order is the sum of its parcels' AS rule, 'order ' || o.code AS place, \
            coalesce(sum(p.total), 0)::bigint AS expected, o.total AS found \
     FROM orders o LEFT JOIN parcels p ON p.order_id = o.id \
     GROUP BY o.id HAVING o.total <> coalesce(sum(p.total), 0)",
    "SELECT 'money: a parcel is the sum of its lines and its delivery' AS rule, 'parcel ' || p.id AS place, \
            coalesce(sum(l.price * l.qty - l.discount), 0)::bigint + p.shipping_fee AS expected, p.total AS found \
     FROM parcels p LEFT JOIN order_lines l ON l.parcel_id = p.id \
     GROUP BY p.id HAVING p.total <> coalesce(sum(l.price * l.qty - l.discount), 0) + p.shipping_fee",
    "SELECT 'money: cash asked at the door is the parcel''s total, less what was taken off' AS rule, \
            'parcel ' || p.id AS place, p.total - p.cut AS expected, coalesce(sum(y.amount) FILTER (WHERE y.state NOT IN ('void', 'surplus')), 0)::bigint AS found \
     FROM parcels p JOIN orders o ON o.id = p.order_id AND o.payment_method = 'cod' \
     LEFT JOIN payments y ON y.parcel_id = p.id \
     WHERE p.state NOT IN ('cancelled', 'refused', 'unfulfillable', 'expired') \
     GROUP BY p.id HAVING p.total - p.cut <> coalesce(sum(y.amount) FILTER (WHERE y.state NOT IN ('void', 'surplus')), 0)",
    "SELECT 'units: a line is corrected by its corrections' AS rule, 'line ' || l.id AS place, \
            (coalesce(sum(c.qty_off), 0) + coalesce(sum(c.swapped), 0))::bigint AS expected, \
            (l.qty_off + l.swapped)::bigint AS found \
     FROM order_lines l LEFT JOIN correction_lines c ON c.line_id = l.id \
     GROUP BY l.id HAVING (l.qty_off, l.swapped, l.extra) \
       <> (coalesce(sum(c.qty_off), 0), coalesce(sum(c.swapped), 0), coalesce(sum(c.extra), 0))",
    "SELECT 'money: a line costs less by its corrections' AS rule, 'line ' || l.id AS place, \
            coalesce(sum(c.paid_off), 0)::bigint AS expected, l.paid_off AS found \
     FROM order_lines l LEFT JOIN correction_lines c ON c.line_id = l.id \
     GROUP BY l.id HAVING (l.total_off, l.paid_off) <> (coalesce(sum(c.total_off), 0), coalesce(sum(c.paid_off), 0))",
    "SELECT 'money: a weighed line costs no more than it weighs' AS rule, 'line ' || l.id AS place, \
            w.worth::bigint AS expected, l.total - l.total_off - w.instead AS found \
     FROM order_lines l CROSS JOIN LATERAL (SELECT l.qty - l.qty_off - l.swapped AS n, \
            (SELECT coalesce(sum(c.pack_price * c.swapped), 0)::bigint FROM correction_lines c WHERE c.line_id = l.id) AS instead, \
            l.net_weight_g::numeric * (l.qty - l.qty_off - l.swapped) AS said) x \
     CROSS JOIN LATERAL (SELECT x.instead, div(2 * l.price * x.n * least(l.final_g, x.said) + x.said, 2 * x.said) AS worth) w \
     WHERE l.final_g IS NOT NULL AND l.total - l.total_off - w.instead > w.worth",
    "SELECT 'money: no cash is asked for what never came' AS rule, 'parcel ' || p.id AS place, \
            0::bigint AS expected, sum(y.amount)::bigint AS found \
     FROM parcels p JOIN payments y ON y.parcel_id = p.id AND y.method = 'cod' AND y.state <> 'void' \
     WHERE p.state IN ('cancelled', 'refused', 'unfulfillable') GROUP BY p.id",
];

/// Everything that does not add up; empty in a sound shop.
pub async fn faults(conn: &mut Conn) -> Result<Vec<Fault>> {
    let mut found = Vec::new();
    for rule in RULES {
        found.extend(diesel::sql_query(*rule).load::<Fault>(conn).await?);
    }
    Ok(found)
}
