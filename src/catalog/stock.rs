//! The one way stock moves: promised at checkout, given back by a cancellation, gone at hand-over.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer};
use diesel_async::RunQueryDsl;

use super::lock;
use crate::error::Error;
use crate::kernel::ids::{PackId, ParcelId};
use crate::kernel::quantity::Quantity;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::refusal;
use crate::schema::stock_entries;

/// So many of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub pack: PackId,
    pub qty: Quantity,
}

/// A pack of which less is left than was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    pub pack: PackId,
    pub wanted: i32,
    pub left: i32,
}

#[derive(Debug, thiserror::Error)]
pub enum ReserveError {
    #[error("not enough in stock")]
    OutOfStock(Vec<Shortage>),
    #[error(transparent)]
    Failed(Error),
}
refusal!(ReserveError);

/// Promises these goods to an order, all of them or none.
///
/// # Locks
/// The packs, in the order of their ids.
///
/// # Refuses
/// [`ReserveError::OutOfStock`] with every pack that falls short. Two lines of one pack are added up first.
pub async fn reserve(conn: &mut Conn, wanted: &[Wanted]) -> Result<(), ReserveError> {
    let wanted = added_up(wanted);
    let ids: Vec<PackId> = wanted.iter().map(|(pack, _)| *pack).collect();
    let locked = lock::packs(conn, &ids).await?;
    let short: Vec<Shortage> = wanted
        .iter()
        .map(|(pack, qty)| {
            let left = locked.iter().find(|p| p.id == *pack).map_or(0, lock::LockedPack::available);
            Shortage { pack: *pack, wanted: *qty, left }
        })
        .filter(|s| s.left < s.wanted)
        .collect();
    if !short.is_empty() {
        return Err(ReserveError::OutOfStock(short));
    }
    Ok(shift(conn, &wanted, "reserved = p.reserved + m.qty").await?)
}

/// Gives back what was promised and has not left the household.
pub async fn release(conn: &mut Conn, promised: &[Wanted]) -> Result<(), Error> {
    let promised = added_up(promised);
    let ids: Vec<PackId> = promised.iter().map(|(pack, _)| *pack).collect();
    lock::packs(conn, &ids).await?;
    shift(conn, &promised, "reserved = p.reserved - m.qty").await
}

/// Takes promised goods out of stock: they leave with this parcel. Once per parcel, which SQL holds too.
pub async fn take(conn: &mut Conn, parcel: ParcelId, promised: &[Wanted]) -> Result<(), Error> {
    let promised = added_up(promised);
    let ids: Vec<PackId> = promised.iter().map(|(pack, _)| *pack).collect();
    lock::packs(conn, &ids).await?;
    shift(conn, &promised, "reserved = p.reserved - m.qty, on_hand = p.on_hand - m.qty").await?;
    let sold: Vec<_> = promised
        .iter()
        .map(|(pack, qty)| {
            (
                stock_entries::pack_id.eq(pack.0),
                stock_entries::kind.eq("sold"),
                stock_entries::qty.eq(-qty),
                stock_entries::parcel_id.eq(parcel.0),
            )
        })
        .collect();
    diesel::insert_into(stock_entries::table).values(sold).execute(conn).await?;
    Ok(())
}

/// One quantity per pack, in the order of ids.
fn added_up(wanted: &[Wanted]) -> Vec<(PackId, i32)> {
    let mut sums = std::collections::BTreeMap::new();
    for line in wanted {
        let sum: &mut i32 = sums.entry(line.pack).or_default();
        *sum = sum.saturating_add(line.qty.count());
    }
    sums.into_iter().collect()
}

/// Applies one assignment to every pack; a CHECK refuses what would leave less than nothing.
async fn shift(conn: &mut Conn, moves: &[(PackId, i32)], set: &'static str) -> Result<(), Error> {
    let ids: Vec<i64> = moves.iter().map(|(pack, _)| pack.0).collect();
    let qtys: Vec<i32> = moves.iter().map(|(_, qty)| *qty).collect();
    diesel::sql_query(format!("UPDATE packs p SET {set} FROM unnest($1, $2) AS m(id, qty) WHERE p.id = m.id"))
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Array<Integer>, _>(qtys)
        .kept()
        .execute(conn)
        .await?;
    Ok(())
}
