//! A payout's statement, written down when it is made, so that it says the same in ten years.

use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::PayoutId;
use crate::platform::db::Conn;

/// Writes one line for each parcel that a payout settles, and one for what belongs to no parcel. What the market kept and
/// what tax it held back stand in the same postings as what the household got.
pub async fn freeze(conn: &mut Conn, payout: PayoutId) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO payout_lines (payout_id, parcel_id, goods, delivery, commission, tax, refunded, cash, net) \
         WITH own AS ( \
           SELECT e.posting_id, e.parcel_id, g.kind = 'refund' AS back, \
                  coalesce(-sum(e.amount) FILTER (WHERE e.account = 'payable'), 0) AS payable, \
                  coalesce(-sum(e.amount) FILTER (WHERE e.account = 'delivery'), 0) AS delivery, \
                  coalesce(-sum(e.amount) FILTER (WHERE e.account = 'with_household'), 0) AS cash, \
                  bool_or(e.account <> 'with_household') AS shared \
           FROM payout_entries c JOIN entries e ON e.id = c.entry_id JOIN postings g ON g.id = e.posting_id \
           WHERE c.payout_id = $1 GROUP BY e.posting_id, e.parcel_id, g.kind), \
         whole AS ( \
           SELECT o.*, coalesce(k.commission, 0) AS commission, coalesce(k.tax, 0) AS tax FROM own o \
           LEFT JOIN LATERAL ( \
             SELECT sum(e.amount) FILTER (WHERE e.account = 'commission') AS commission, \
                    sum(e.amount) FILTER (WHERE e.account IN ('vat', 'pit')) AS tax \
             FROM entries e WHERE o.shared AND e.posting_id = o.posting_id AND e.parcel_id = o.parcel_id) k ON true), \
         summed AS ( \
           SELECT parcel_id, \
                  coalesce(sum(payable - commission - tax) FILTER (WHERE NOT back), 0)::bigint AS goods, \
                  coalesce(sum(delivery) FILTER (WHERE NOT back), 0)::bigint AS delivery, \
                  sum(commission)::bigint AS commission, sum(tax)::bigint AS tax, \
                  coalesce(sum(payable + delivery - commission - tax) FILTER (WHERE back), 0)::bigint AS refunded, \
                  sum(cash)::bigint AS cash \
           FROM whole GROUP BY parcel_id) \
         SELECT $1, parcel_id, goods, delivery, commission, tax, refunded, cash, \
                goods + delivery + commission + tax + refunded + cash \
         FROM summed ORDER BY parcel_id NULLS LAST",
    )
    .bind::<BigInt, _>(payout.0)
    .execute(conn)
    .await?;
    Ok(())
}
