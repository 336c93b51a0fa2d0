//! What a parcel takes out of its household's stock: its lines, less what does not come, and what comes instead.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable};
use diesel_async::RunQueryDsl;

use crate::catalog::lock as stock_lock;
use crate::catalog::source::Source;
use crate::catalog::stock::Wanted;
use crate::error::Result;
use crate::kernel::ids::{HarvestId, PackId, ParcelId};
use crate::kernel::quantity::Quantity;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::schema::order_lines;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    pack: PackId,
    #[diesel(sql_type = Integer)]
    qty: Quantity,
    #[diesel(sql_type = Nullable<BigInt>)]
    harvest: Option<HarvestId>,
    #[diesel(sql_type = Bool)]
    made: bool,
    #[diesel(sql_type = Integer)]
    unit_g: i32,
}

/// The packs of a parcel and how many of each; a pack may stand there twice.
pub async fn of_parcel(conn: &mut Conn, parcel: ParcelId) -> Result<Vec<Wanted>> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT l.pack_id AS pack, l.qty - l.qty_off - l.swapped AS qty, l.harvest_id AS harvest, \
                l.made_on IS NOT NULL AS made, l.net_weight_g AS unit_g FROM order_lines l \
         WHERE l.parcel_id = $1 AND l.qty > l.qty_off + l.swapped \
         UNION ALL \
         SELECT c.pack_id, c.swapped, NULL, false, 0 FROM correction_lines c JOIN order_lines l ON l.id = c.line_id \
         WHERE l.parcel_id = $1 AND c.swapped > 0",
    )
    .bind::<BigInt, _>(parcel.0)
    .kept()
    .load(conn)
    .await?;
    let source = |row: &Row| Source::of_line(row.harvest, row.made, row.unit_g);
    Ok(rows.into_iter().map(|row| Wanted { pack: row.pack, qty: row.qty, source: source(&row) }).collect())
}

/// Whether something of a parcel is sold by final weight and was not weighed yet.
pub async fn to_weigh(conn: &mut Conn, parcel: ParcelId) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        waits: bool,
    }
    let row: Row = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM order_lines WHERE parcel_id = $1 AND weight_band IS NOT NULL AND final_g IS NULL \
         AND qty > qty_off + swapped) AS waits",
    )
    .bind::<BigInt, _>(parcel.0)
    .kept()
    .get_result(conn)
    .await?;
    Ok(row.waits)
}

#[derive(QueryableByName)]
struct Pack {
    #[diesel(sql_type = BigInt)]
    pack: PackId,
}

/// Locks all that may move with these parcels, and `more` packs, before the first of them does: one by one they would be
/// taken out of order.
///
/// # Locks
/// The harvests, then the packs, each in the order of their ids.
pub async fn lock(conn: &mut Conn, parcels: &[ParcelId], more: &[PackId]) -> Result<()> {
    let harvests: Vec<Option<HarvestId>> = order_lines::table
        .select(order_lines::harvest_id)
        .filter(order_lines::parcel_id.eq_any(parcels).and(order_lines::harvest_id.is_not_null()))
        .distinct()
        .load(conn)
        .await?;
    let harvests: Vec<HarvestId> = harvests.into_iter().flatten().collect();
    stock_lock::harvests(conn, &harvests).await?;
    let mut packs = packs_of(conn, parcels).await?;
    packs.extend(more);
    stock_lock::packs(conn, &packs).await?;
    Ok(())
}

async fn packs_of(conn: &mut Conn, parcels: &[ParcelId]) -> Result<Vec<PackId>> {
    let ids: Vec<i64> = parcels.iter().map(|id| id.0).collect();
    let rows: Vec<Pack> = diesel::sql_query(
        "SELECT l.pack_id AS pack FROM order_lines l WHERE l.parcel_id = ANY($1) \
         UNION SELECT c.pack_id FROM correction_lines c JOIN order_lines l ON l.id = c.line_id \
         WHERE l.parcel_id = ANY($1) AND c.pack_id IS NOT NULL",
    )
    .bind::<Array<BigInt>, _>(ids)
    .kept()
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.pack).collect())
}
