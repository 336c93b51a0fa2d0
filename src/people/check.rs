//! Is whoever is gone really gone? For `market check`: what is left of an erased account or order where nothing may be.

use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::orders::check::Fault;
use crate::platform::db::Conn;

const RULES: &[&str] = &[
    "SELECT 'people: nothing is left of an account that was erased' AS rule, 'account ' || a.id AS place, 0::bigint AS expected, \
            x.n AS found \
     FROM accounts a CROSS JOIN LATERAL (SELECT \
       (SELECT count(*) FROM sessions s WHERE s.account_id = a.id) \
       + (SELECT count(*) FROM carts c WHERE c.account_id = a.id) \
       + (SELECT count(*) FROM one_time_codes c WHERE c.account_id = a.id) \
       + (SELECT count(*) FROM second_factors f WHERE f.account_id = a.id) \
       + (SELECT count(*) FROM clerks c WHERE c.account_id = a.id) \
       + (SELECT count(*) FROM data_exports e WHERE e.account_id = a.id AND e.sealed IS NOT NULL) \
       + (SELECT count(*) FROM data_requests r WHERE r.account_id = a.id AND r.words <> '') \
       + (SELECT count(*) FROM orders o WHERE o.account_id = a.id AND o.erased_at IS NULL) \
       + (a.phone IS NOT NULL OR a.email IS NOT NULL OR a.password_hash <> '')::int AS n) x \
     WHERE a.erased_at IS NOT NULL AND x.n > 0",
    "SELECT 'people: nothing is left of the buyer of an order that was erased' AS rule, 'order ' || o.code AS place, \
            0::bigint AS expected, x.n AS found \
     FROM orders o CROSS JOIN LATERAL (SELECT \
       (SELECT count(*) FROM voucher_uses u WHERE u.order_id = o.id AND u.phone <> '') \
       + (SELECT count(*) FROM complaint_messages m JOIN complaints c ON c.id = m.complaint_id JOIN parcels p ON p.id = c.parcel_id \
          WHERE p.order_id = o.id AND m.erased_at IS NULL) \
       + (SELECT count(*) FROM acts x JOIN complaints c ON x.subject = 'KN' || c.id JOIN parcels p ON p.id = c.parcel_id \
          WHERE x.act LIKE 'complaint.%' AND p.order_id = o.id AND x.why <> '') \
       + (SELECT count(*) FROM reviews r JOIN parcels p ON p.id = r.parcel_id WHERE p.order_id = o.id AND r.erased_at IS NULL) \
       + (SELECT count(*) FROM corrections k JOIN parcels p ON p.id = k.parcel_id \
          WHERE p.order_id = o.id AND k.reason !~ '^[a-z-]+$') \
       + (SELECT count(*) FROM postings g WHERE g.order_id = o.id AND g.memo <> '') \
       + (SELECT count(*) FROM transfers t WHERE (t.order_id = o.id OR t.codes @> ARRAY[o.code]) AND (t.payer_name IS NOT NULL OR t.payer_account IS NOT NULL)) \
       + (SELECT count(*) FROM refunds r WHERE r.order_id = o.id AND length(r.to_number) > 4) \
       + (SELECT count(*) FROM proofs f JOIN parcels p ON p.id = f.parcel_id WHERE p.order_id = o.id AND f.kind = 'photo') \
       + (o.buyer_phone <> '' OR o.buyer_email IS NOT NULL OR o.street <> '' OR o.note <> '')::int AS n) x \
     WHERE o.erased_at IS NOT NULL AND x.n > 0",
];

/// Everybody of whom something is left; empty in a sound shop.
pub async fn faults(conn: &mut Conn) -> Result<Vec<Fault>> {
    let mut found = Vec::new();
    for rule in RULES {
        found.extend(diesel::sql_query(*rule).load::<Fault>(conn).await?);
    }
    Ok(found)
}
