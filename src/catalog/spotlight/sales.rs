//! What was sold of what stood in a slot, while it stood there: added up once for every table of the report.

use std::iter::Sum;

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::money::Money;
use crate::platform::db::Conn;

/// `WITH stood`: spotlights that stood somewhere in the days from `$1` to before `$2`, from `a` to before `b`; the household that
/// each puts forward and its commune (a collection has none), and how often it was shown and followed in those days.
pub(super) const STOOD: &str = "WITH month AS (SELECT $1::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS a, $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS b), \
     stood AS ( \
       SELECT o.id, o.slot, o.product_id, o.producer_id, o.collection_id, o.why, o.a, o.b, r.id AS household, \
              r.commune_code AS commune, d.shown, d.clicked \
       FROM (SELECT o.*, greatest(o.starts_at, m.a) AS a, least(o.ends_at, m.b, coalesce(o.stopped_at, m.b), now()) AS b \
             FROM spotlights o CROSS JOIN month m WHERE o.starts_at < m.b AND o.ends_at > m.a) o \
       LEFT JOIN products p ON p.id = o.product_id LEFT JOIN producers r ON r.id = coalesce(o.producer_id, p.producer_id) \
       CROSS JOIN LATERAL (SELECT coalesce(sum(d.shown), 0)::bigint AS shown, coalesce(sum(d.clicked), 0)::bigint AS clicked \
                           FROM spotlight_days d WHERE d.spotlight_id = o.id AND d.day >= $1 AND d.day < $2) d \
       WHERE o.b > o.a)";

/// After [`STOOD`]: `goods` are the products that each put forward, `bought` their lines of those days, `met` the two together.
/// What was never paid for and what went back is not bought. Orders are asked for by the days themselves: of `month`'s row the
/// planner knows nothing, and read every line there ever was. What went back is added up once, not asked for by every line: it is
/// little beside what stayed.
const MET: &str = "goods AS MATERIALIZED ( \
       SELECT id, product_id FROM stood WHERE product_id IS NOT NULL \
       UNION ALL SELECT o.id, p.id FROM stood o JOIN products p ON p.producer_id = o.producer_id \
       UNION ALL SELECT o.id, g.product_id FROM stood o JOIN collection_products g ON g.collection_id = o.collection_id), \
     bought AS MATERIALIZED ( \
       SELECT l.id AS line, l.product_id, x.placed_at, k.qty, \
              round((l.total - l.total_off)::numeric * k.qty / nullif(l.qty - l.qty_off, 0)) AS money \
       FROM orders x JOIN order_lines l ON l.order_id = x.id JOIN parcels a ON a.id = l.parcel_id \
       LEFT JOIN (SELECT line_id, sum(qty) AS qty FROM refund_lines GROUP BY line_id) b ON b.line_id = l.id \
       LEFT JOIN (SELECT parcel_id, sum(of_goods) AS goods FROM refunds GROUP BY parcel_id) r ON r.parcel_id = a.id \
       CROSS JOIN LATERAL (SELECT l.qty - l.qty_off - coalesce(b.qty, 0) AS qty) k \
       WHERE x.placed_at >= $1::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AND x.placed_at < $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
         AND l.product_id IN (SELECT product_id FROM goods) \
         AND a.state IN ('placed', 'confirmed', 'packed', 'handed_over', 'delivered') \
         AND (a.goods_total = a.discount OR a.goods_total - a.discount - a.cut > coalesce(r.goods, 0))), \
     met AS MATERIALIZED ( \
       SELECT o.id, o.slot, h.commune_code AS commune, b.line, b.qty, b.money \
       FROM goods g JOIN stood o ON o.id = g.id \
       JOIN bought b ON b.product_id = g.product_id AND b.placed_at >= o.a AND b.placed_at < o.b \
       JOIN products p ON p.id = b.product_id JOIN producers h ON h.id = p.producer_id)";

/// What is counted of whatever was put forward: how often it was shown and followed, and the packs sold of it meanwhile with their
/// money. What was never paid for, and what went back, is not sold.
#[derive(Clone, Copy, Debug, Default, Serialize, QueryableByName)]
pub struct Counts {
    #[diesel(sql_type = BigInt)]
    pub shown: i64,
    #[diesel(sql_type = BigInt)]
    pub clicked: i64,
    #[diesel(sql_type = BigInt)]
    pub packs: i64,
    #[diesel(sql_type = BigInt)]
    pub sold: Money,
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Counts>>(all: I) -> Counts {
        all.fold(Counts::default(), |sum, one| Counts {
            shown: sum.shown + one.shown,
            clicked: sum.clicked + one.clicked,
            packs: sum.packs + one.packs,
            sold: sum.sold + one.sold,
        })
    }
}

/// Packs and their money: of a spotlight, of a slot and a commune, or of a commune.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct Sale {
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) slot: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) commune: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub(super) packs: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) sold: Money,
}

/// The sums that the tables of a report share. A sale counts for the commune of the household that sold. It counts once for each
/// slot in which its goods stood at that moment, and once for the commune, however many spotlights they stood in.
#[derive(Clone, Debug, Default)]
pub struct Sales {
    pub(super) spotlights: Vec<Sale>,
    /// By slot and commune.
    pub(super) slots: Vec<Sale>,
    pub(super) communes: Vec<Sale>,
}

impl Sales {
    /// Adds up the days from `first` to before `end`, in one query.
    pub async fn load(conn: &mut Conn, (first, end): (NaiveDate, NaiveDate)) -> Result<Self> {
        const SUMS: &str = "sum(qty)::bigint AS packs, coalesce(sum(money), 0)::bigint AS sold";
        let rows: Vec<Sale> = diesel::sql_query(format!(
            "{STOOD}, {MET} \
             SELECT id, NULL::text AS slot, NULL::text AS commune, {SUMS} FROM met GROUP BY id \
             UNION ALL SELECT NULL, slot, commune, {SUMS} \
                       FROM (SELECT DISTINCT slot, commune, line, qty, money FROM met) x GROUP BY slot, commune \
             UNION ALL SELECT NULL, NULL, commune, {SUMS} \
                       FROM (SELECT DISTINCT commune, line, qty, money FROM met) x GROUP BY commune"
        ))
        .bind::<Date, _>(first)
        .bind::<Date, _>(end)
        .load(conn)
        .await?;
        let mut sales = Sales::default();
        for row in rows {
            let table = match (row.id, &row.slot) {
                (Some(_), _) => &mut sales.spotlights,
                (None, Some(_)) => &mut sales.slots,
                (None, None) => &mut sales.communes,
            };
            table.push(row);
        }
        Ok(sales)
    }
}

/// The packs of these sums, and their money, as a query takes them.
pub(super) fn numbers(sales: &[Sale]) -> (Vec<i64>, Vec<i64>) {
    sales.iter().map(|sale| (sale.packs, sale.sold.amount())).unzip()
}

/// The communes of these sums.
pub(super) fn communes(sales: &[Sale]) -> Vec<String> {
    sales.iter().filter_map(|sale| sale.commune.clone()).collect()
}
