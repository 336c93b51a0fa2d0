//! The one way goods are promised: at checkout, given back by a cancellation, gone at hand-over. What is there is counted
//! in packs, a harvest in grams; what is made to order only against what a household makes of a day's orders.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer};
use diesel_async::RunQueryDsl;

use super::lock::{self, LockedHarvest, LockedPack};
use super::source::Source;
use crate::error::Error;
use crate::kernel::ids::{HarvestId, PackId, ParcelId};
use crate::kernel::quantity::Quantity;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::refusal;
use crate::schema::stock_entries;

/// So many of a pack, and where they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub pack: PackId,
    pub qty: Quantity,
    pub source: Source,
}

impl Wanted {
    /// Of what is there.
    #[must_use]
    pub const fn in_stock(pack: PackId, qty: Quantity) -> Self {
        Wanted { pack, qty, source: Source::Stock }
    }

    /// What it takes of its harvest, in grams.
    fn grams(&self) -> i64 {
        match self.source {
            Source::Harvest { unit_g, .. } => i64::from(unit_g).saturating_mul(i64::from(self.qty.count())),
            Source::Stock | Source::Made => 0,
        }
    }
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
    #[error("not enough to be had")]
    OutOfStock(Vec<Shortage>),
    #[error(transparent)]
    Failed(Error),
}
refusal!(ReserveError);

/// Promises these goods to an order, all of them or none.
///
/// # Locks
/// The harvests, then the packs, each in the order of their ids.
///
/// # Refuses
/// [`ReserveError::OutOfStock`] with every pack that falls short. Lines of one pack, and of one harvest, are added up first.
pub async fn reserve(conn: &mut Conn, wanted: &[Wanted]) -> Result<(), ReserveError> {
    let sums = Sums::of(wanted);
    let (harvests, packs) = lock_all(conn, wanted).await?;
    let mut short = Vec::new();
    for (pack, qty) in &sums.stock {
        let left = packs.iter().find(|p| p.id == *pack).map_or(0, LockedPack::available);
        if left < *qty {
            short.push(Shortage { pack: *pack, wanted: *qty, left });
        }
    }
    for (id, grams) in &sums.harvests {
        let left = harvests.iter().find(|h| h.id == *id).map_or(0, LockedHarvest::left);
        if left < *grams {
            short.extend(wanted.iter().filter(|w| w.source.harvest() == Some(*id)).map(|w| Shortage {
                pack: w.pack,
                wanted: w.qty.count(),
                left: 0,
            }));
        }
    }
    short.extend(made_too_many(conn, &sums.made).await?);
    if !short.is_empty() {
        return Err(ReserveError::OutOfStock(short));
    }
    take_from_harvests(conn, &sums.harvests, 1).await?;
    days_work_changed(conn, &sums.made).await?;
    Ok(shift(conn, &sums.stock, "reserved = p.reserved + m.qty").await?)
}

/// Gives back what was promised and has not left the household.
///
/// # Locks
/// As [`reserve`].
pub async fn release(conn: &mut Conn, promised: &[Wanted]) -> Result<(), Error> {
    let sums = Sums::of(promised);
    lock_all(conn, promised).await?;
    take_from_harvests(conn, &sums.harvests, -1).await?;
    days_work_changed(conn, &sums.made).await?;
    shift(conn, &sums.stock, "reserved = p.reserved - m.qty").await
}

/// Takes promised goods out of stock: they leave with this parcel. Once per parcel, which SQL holds too. A harvest stays
/// promised: what left it is not sold again.
pub async fn take(conn: &mut Conn, parcel: ParcelId, promised: &[Wanted]) -> Result<(), Error> {
    let sums = Sums::of(promised);
    if sums.stock.is_empty() {
        return Ok(());
    }
    lock_all(conn, promised).await?;
    shift(conn, &sums.stock, "reserved = p.reserved - m.qty, on_hand = p.on_hand - m.qty").await?;
    let sold: Vec<_> = sums
        .stock
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

/// What is wanted of each source, in the order of ids.
#[derive(Debug, Default)]
struct Sums {
    stock: Vec<(PackId, i32)>,
    harvests: Vec<(HarvestId, i64)>,
    made: Vec<(PackId, i32)>,
}

impl Sums {
    fn of(wanted: &[Wanted]) -> Self {
        let (mut stock, mut made) = (BTreeMap::<PackId, i32>::new(), BTreeMap::<PackId, i32>::new());
        let mut harvests = BTreeMap::<HarvestId, i64>::new();
        for line in wanted {
            let add = |sum: &mut i32| *sum = sum.saturating_add(line.qty.count());
            match line.source {
                Source::Stock => add(stock.entry(line.pack).or_default()),
                Source::Made => add(made.entry(line.pack).or_default()),
                Source::Harvest { id, .. } => {
                    let sum = harvests.entry(id).or_default();
                    *sum = sum.saturating_add(line.grams());
                }
            }
        }
        Sums {
            stock: stock.into_iter().collect(),
            harvests: harvests.into_iter().collect(),
            made: made.into_iter().collect(),
        }
    }
}

async fn lock_all(conn: &mut Conn, wanted: &[Wanted]) -> Result<(Vec<LockedHarvest>, Vec<LockedPack>), Error> {
    let harvests: Vec<HarvestId> = wanted.iter().filter_map(|w| w.source.harvest()).collect();
    // A harvest's own packs are not touched.
    let packs: Vec<PackId> = wanted.iter().filter(|w| w.source.harvest().is_none()).map(|w| w.pack).collect();
    Ok((lock::harvests(conn, &harvests).await?, lock::packs(conn, &packs).await?))
}

#[derive(QueryableByName)]
struct Day {
    #[diesel(sql_type = BigInt)]
    pack: PackId,
    #[diesel(sql_type = Integer)]
    left: i32,
}

/// Of goods made to order, those of which more are wanted than the household makes of today's orders. Their packs are
/// locked, so that two buyers are counted one after the other.
async fn made_too_many(conn: &mut Conn, made: &[(PackId, i32)]) -> Result<Vec<Shortage>, Error> {
    if made.is_empty() {
        return Ok(Vec::new());
    }
    let days: Vec<Day> = diesel::sql_query(
        "SELECT k.id AS pack, CASE WHEN NOT k.made_to_order THEN 0 WHEN k.most_per_day IS NULL THEN 2147483647 \
           ELSE (k.most_per_day - coalesce((SELECT sum(l.qty - l.qty_off - l.swapped) FROM order_lines l \
             JOIN parcels p ON p.id = l.parcel_id WHERE l.pack_id = k.id \
             AND l.made_on = (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date \
             AND p.state NOT IN ('cancelled', 'expired', 'unfulfillable')), 0))::integer END AS left \
         FROM packs k WHERE k.id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(made.iter().map(|(pack, _)| pack.0).collect::<Vec<_>>())
    .kept()
    .load(conn)
    .await?;
    let left = |pack: PackId| days.iter().find(|d| d.pack == pack).map_or(0, |d| d.left.max(0));
    Ok(made
        .iter()
        .map(|(pack, wanted)| Shortage { pack: *pack, wanted: *wanted, left: left(*pack) })
        .filter(|s| s.left < s.wanted)
        .collect())
}

/// No row tells the shelf that a day's work is spoken for, or free again: the orders do.
async fn days_work_changed(conn: &mut Conn, made: &[(PackId, i32)]) -> Result<(), Error> {
    if made.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "SELECT record_products_changed(ARRAY( \
           SELECT DISTINCT product_id FROM packs WHERE id = ANY($1) AND most_per_day IS NOT NULL))",
    )
    .bind::<Array<BigInt>, _>(made.iter().map(|(pack, _)| pack.0).collect::<Vec<_>>())
    .kept()
    .execute(conn)
    .await?;
    Ok(())
}

/// Promises grams of harvests, or with `sign` −1 gives them back; a CHECK refuses what is beyond a cap or below nothing.
async fn take_from_harvests(conn: &mut Conn, moves: &[(HarvestId, i64)], sign: i64) -> Result<(), Error> {
    if moves.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "UPDATE harvests h SET promised_g = h.promised_g + m.g FROM unnest($1, $2) AS m(id, g) WHERE h.id = m.id",
    )
    .bind::<Array<BigInt>, _>(moves.iter().map(|(id, _)| id.0).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(moves.iter().map(|(_, grams)| sign.saturating_mul(*grams)).collect::<Vec<_>>())
    .kept()
    .execute(conn)
    .await?;
    Ok(())
}

/// Applies one assignment to every pack; a CHECK refuses what would leave less than nothing.
async fn shift(conn: &mut Conn, moves: &[(PackId, i32)], set: &'static str) -> Result<(), Error> {
    if moves.is_empty() {
        return Ok(());
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_harvest_are_added_up_in_grams() {
        let qty = |n| Quantity::new(n).unwrap();
        let of = |pack, n, unit_g| Wanted {
            pack: PackId(pack),
            qty: qty(n),
            source: Source::Harvest { id: HarvestId(7), unit_g },
        };
        let sums = Sums::of(&[of(2, 3, 500), Wanted::in_stock(PackId(1), qty(2)), of(1, 1, 2_000)]);
        assert_eq!(sums.harvests, [(HarvestId(7), 3_500)]);
        assert_eq!((sums.stock, sums.made), (vec![(PackId(1), 2)], vec![]));
    }
}
