//! Nobody decides about a household that they work for, whatever they may decide else: the admin neither. Each decision asks
//! here, those on what the inbox names by way of [`claims`](super::inbox::claims).

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel_async::RunQueryDsl;

use crate::catalog::spotlight::write::What;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ProducerId};
use crate::platform::db::Conn;

/// The sentence for a decision about one's own household.
pub const OWN: &str = "office-own-household";

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    own: bool,
}

/// The households that things of a noun belong to: `$2` is the noun, `$3` the numbers of the things. What belongs to no
/// household, a transfer say, is nobody's own.
const HOUSEHOLDS: &str = "SELECT x.id FROM unnest($3) AS x (id) WHERE $2 IN ('household', 'application', 'facts', 'identity') \
     UNION ALL SELECT p.producer_id FROM products p WHERE $2 = 'product' AND p.id = ANY($3) \
     UNION ALL SELECT p.producer_id FROM collection_products c JOIN products p ON p.id = c.product_id \
       WHERE $2 = 'collection' AND c.collection_id = ANY($3) \
     UNION ALL SELECT p.producer_id FROM revisions v JOIN products p ON p.id = v.product_id \
       WHERE $2 = 'listing' AND v.id = ANY($3) \
     UNION ALL SELECT p.producer_id FROM flags f JOIN products p ON p.id = f.product_id WHERE $2 = 'flag' AND f.id = ANY($3) \
     UNION ALL SELECT p.producer_id FROM takedowns t JOIN products p ON p.id = t.product_id \
       WHERE $2 = 'takedown' AND t.id = ANY($3) \
     UNION ALL SELECT c.producer_id FROM certificates c WHERE $2 = 'paper' AND c.id = ANY($3) \
     UNION ALL SELECT r.producer_id FROM reviews r WHERE $2 = 'review' AND r.id = ANY($3) \
     UNION ALL SELECT p.producer_id FROM complaints c JOIN parcels p ON p.id = c.parcel_id \
       WHERE $2 = 'complaint' AND c.id = ANY($3) \
     UNION ALL SELECT p.producer_id FROM refunds r JOIN parcels p ON p.id = r.parcel_id \
       WHERE $2 = 'refund' AND r.id = ANY($3) \
     UNION ALL SELECT p.producer_id FROM payments y JOIN parcels p ON p.id = y.parcel_id \
       WHERE $2 = 'payment' AND y.id = ANY($3) \
     UNION ALL SELECT e.producer_id FROM entries e WHERE $2 = 'posting' AND e.posting_id = ANY($3) \
     UNION ALL SELECT v.producer_id FROM vouchers v WHERE $2 = 'voucher' AND v.id = ANY($3) \
     UNION ALL SELECT o.producer_id FROM payouts o WHERE $2 = 'payout' AND o.id = ANY($3)";

/// Lets a clerk decide on things of a noun. Call it inside the transaction of the decision.
///
/// # Refuses
/// [`Error::Conflict`] with [`OWN`] when any of them is of a household that the clerk is a member of.
pub async fn refuse(conn: &mut Conn, noun: &str, things: &[i64], clerk: AccountId) -> Result<()> {
    let found: Found = diesel::sql_query(format!(
        "SELECT EXISTS (SELECT FROM members m WHERE m.account_id = $1 AND m.producer_id IN ({HOUSEHOLDS})) AS own"
    ))
    .bind::<BigInt, _>(clerk.0)
    .bind::<Text, _>(noun)
    .bind::<Array<BigInt>, _>(things)
    .get_result(conn)
    .await?;
    if found.own { Err(Error::Conflict(OWN)) } else { Ok(()) }
}

/// Lets a clerk decide about a household, as [`refuse`] does on a thing.
pub async fn household(conn: &mut Conn, producer: ProducerId, clerk: AccountId) -> Result<()> {
    refuse(conn, "household", &[producer.0], clerk).await
}

/// Lets a clerk put something forward, as [`refuse`] does on a thing; a collection is of every household that is in it.
pub async fn forward(conn: &mut Conn, what: What, clerk: AccountId) -> Result<()> {
    match what {
        What::Product(id) => refuse(conn, "product", &[id.0], clerk).await,
        What::Producer(id) => household(conn, id, clerk).await,
        What::Collection(id) => refuse(conn, "collection", &[id.0], clerk).await,
    }
}
