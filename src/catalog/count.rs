//! A household counts its stock and sets its prices. What it says is compared with what its page showed, so that an old
//! page is told and not obeyed; what is promised to buyers stays promised.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Text};
use diesel_async::RunQueryDsl;

use super::lock::{self, LockedPack};
use crate::error::Error;
use crate::kernel::count::MOST;
use crate::kernel::ids::{AccountId, PackId, ProducerId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::refusal;
use crate::schema::{packs, products, stock_entries};

/// What a press of a button does to the packs a household has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many are there.
    To(i32),
    /// None is left beside those that are promised.
    SoldOut,
    /// There were some after all: takes the last "sold out" back.
    Undo,
}

#[derive(Debug, thiserror::Error)]
pub enum CountError {
    #[error("no such pack")]
    NotFound,
    /// Somebody counted, or goods left, since the page was loaded.
    #[error("there are {now} by now")]
    MovedOn { now: i32 },
    #[error("{promised} are promised")]
    Promised { promised: i32 },
    #[error("nobody has so many")]
    TooMany,
    /// The last entry is no "sold out".
    #[error("nothing to take back")]
    NothingToUndo,
    #[error(transparent)]
    Failed(Error),
}
refusal!(CountError);

/// Counts one pack, of which the page said that `was` are there. Answers with how many there are now. Call it inside a
/// transaction.
///
/// # Locks
/// The pack.
///
/// # Refuses
/// Another household's pack, an old page, and fewer than are promised; see [`CountError`].
pub async fn count(
    conn: &mut Conn,
    producer: ProducerId,
    pack: PackId,
    was: i32,
    step: Step,
) -> Result<i32, CountError> {
    owned(conn, producer, &[pack]).await?.pop().filter(|own| !own.withdrawn).ok_or(CountError::NotFound)?;
    let locked = lock::packs(conn, &[pack]).await?.pop().ok_or(CountError::NotFound)?;
    if locked.on_hand != was {
        return Err(CountError::MovedOn { now: locked.on_hand });
    }
    let to = match step {
        Step::To(to) => to,
        Step::SoldOut => locked.reserved,
        Step::Undo => locked.on_hand.saturating_add(sold_out(conn, pack).await?.ok_or(CountError::NothingToUndo)?),
    };
    fits(&locked, to)?;
    if to != locked.on_hand {
        write(conn, &[Change { pack, on_hand: to, by: to - locked.on_hand }], step == Step::SoldOut).await?;
    }
    Ok(to)
}

/// One row of the grid: what was typed over what the page showed. Nothing typed, nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub pack: PackId,
    pub price: Option<Typed<Money>>,
    pub stock: Option<Typed<i32>>,
}

/// What a field showed, and what was typed over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed<T> {
    pub was: T,
    pub to: T,
}

/// A field that somebody else changed since the page was loaded: it was left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    Price {
        pack: PackId,
        now: Money,
    },
    Stock {
        pack: PackId,
        now: i32,
    },
    /// It was taken off sale.
    Withdrawn {
        pack: PackId,
    },
}

/// What became of a grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    pub packs: Vec<PackId>,
    pub conflicts: Vec<Conflict>,
}

#[derive(Debug, thiserror::Error)]
pub enum GridError {
    #[error("no such pack")]
    NotFound,
    /// Fewer were typed than are promised: pack and how many are.
    #[error("fewer than are promised")]
    Promised(Vec<(PackId, i32)>),
    #[error(transparent)]
    Failed(Error),
}
refusal!(GridError);

/// Saves a grid for `by`. What was changed or withdrawn meanwhile is left as it is and told; all else is saved. Call it
/// inside a transaction.
///
/// # Locks
/// The packs, in the order of their ids.
///
/// # Refuses
/// Another household's pack among them, or fewer than are promised: nothing is saved then.
pub async fn save(conn: &mut Conn, producer: ProducerId, by: AccountId, rows: &[Row]) -> Result<Saved, GridError> {
    let ids: Vec<PackId> = rows.iter().map(|row| row.pack).collect();
    let locked = lock::packs(conn, &ids).await?;
    // Read behind the lock: whoever withdrew one was quicker.
    let owned = owned(conn, producer, &ids).await?;
    if ids.iter().any(|id| owned.iter().all(|own| own.id != *id)) {
        return Err(GridError::NotFound);
    }
    let prices = prices(conn, &ids).await?;
    let (mut saved, mut promised) = (Saved::default(), Vec::new());
    let (mut counted, mut priced) = (Vec::new(), Vec::new());
    for row in rows {
        let pack = row.pack;
        if owned.iter().any(|own| own.id == pack && own.withdrawn) {
            saved.conflicts.push(Conflict::Withdrawn { pack });
            continue;
        }
        let now = locked.iter().find(|p| p.id == pack).ok_or(GridError::NotFound)?;
        if let Some(typed) = row.stock.filter(|t| t.to != now.on_hand) {
            if now.on_hand != typed.was {
                saved.conflicts.push(Conflict::Stock { pack, now: now.on_hand });
            } else if fits(now, typed.to).is_err() {
                promised.push((pack, now.reserved));
            } else {
                counted.push(Change { pack, on_hand: typed.to, by: typed.to - now.on_hand });
            }
        }
        let price = prices.iter().find(|(id, _)| *id == pack).map_or(Money::ZERO, |(_, price)| *price);
        if let Some(typed) = row.price.filter(|t| t.to != price) {
            if price == typed.was {
                priced.push(Priced { pack, before: price, after: typed.to });
            } else {
                saved.conflicts.push(Conflict::Price { pack, now: price });
            }
        }
    }
    if !promised.is_empty() {
        return Err(GridError::Promised(promised));
    }
    write(conn, &counted, false).await?;
    write_prices(conn, by, &priced).await?;
    saved.packs = counted.iter().map(|c| c.pack).chain(priced.iter().map(|p| p.pack)).collect();
    saved.packs.sort_unstable();
    saved.packs.dedup();
    Ok(saved)
}

/// A new number of packs that are there.
#[derive(Clone, Copy, Debug)]
struct Change {
    pack: PackId,
    on_hand: i32,
    by: i32,
}

/// A new price in place of an old one.
#[derive(Clone, Copy, Debug)]
struct Priced {
    pack: PackId,
    before: Money,
    after: Money,
}

const fn fits(pack: &LockedPack, to: i32) -> Result<(), CountError> {
    if to < pack.reserved {
        return Err(CountError::Promised { promised: pack.reserved });
    }
    if to > MOST { Err(CountError::TooMany) } else { Ok(()) }
}

/// A pack of the household.
#[derive(Clone, Copy, Debug, Queryable)]
struct Own {
    id: PackId,
    /// It is sold no more.
    withdrawn: bool,
}

/// Those of the packs that are this household's. Neither pack nor product ever changes hands.
async fn owned(conn: &mut Conn, producer: ProducerId, ids: &[PackId]) -> Result<Vec<Own>, Error> {
    Ok(packs::table
        .inner_join(products::table)
        .select((packs::id, packs::withdrawn_at.is_not_null()))
        .filter(packs::id.eq_any(ids))
        .filter(products::producer_id.eq(producer.0))
        .load(conn)
        .await?)
}

async fn prices(conn: &mut Conn, ids: &[PackId]) -> Result<Vec<(PackId, Money)>, Error> {
    Ok(packs::table.select((packs::id, packs::price)).filter(packs::id.eq_any(ids)).load(conn).await?)
}

/// How many the last "sold out" wrote off, unless the pack was counted since.
async fn sold_out(conn: &mut Conn, pack: PackId) -> Result<Option<i32>, Error> {
    let last: Option<(String, i32)> = stock_entries::table
        .select((stock_entries::kind, stock_entries::qty))
        .filter(stock_entries::pack_id.eq(pack.0).and(stock_entries::kind.ne("sold")))
        .order(stock_entries::id.desc())
        .first(conn)
        .await
        .optional()?;
    Ok(last.filter(|(kind, _)| kind == "sold_out").map(|(_, qty)| -qty))
}

/// Writes the new numbers, each with its entry.
async fn write(conn: &mut Conn, changes: &[Change], sold_out: bool) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    let kind = |by: i32| match by {
        1.. => "restock",
        _ if sold_out => "sold_out",
        _ => "write_off",
    };
    diesel::sql_query(
        "WITH m AS (SELECT * FROM unnest($1, $2, $3, $4) AS m (id, on_hand, qty, kind)), \
         counted AS (UPDATE packs p SET on_hand = m.on_hand FROM m WHERE p.id = m.id) \
         INSERT INTO stock_entries (pack_id, kind, qty) SELECT id, kind, qty FROM m",
    )
    .bind::<Array<BigInt>, _>(changes.iter().map(|c| c.pack.0).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(changes.iter().map(|c| c.on_hand).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(changes.iter().map(|c| c.by).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(changes.iter().map(|c| kind(c.by)).collect::<Vec<_>>())
    .kept()
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes the new prices, each with who changed it.
async fn write_prices(conn: &mut Conn, by: AccountId, prices: &[Priced]) -> Result<(), Error> {
    if prices.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "WITH m AS (SELECT * FROM unnest($1, $2, $3) AS m (id, before, after)), \
         priced AS (UPDATE packs p SET price = m.after FROM m WHERE p.id = m.id) \
         INSERT INTO price_changes (pack_id, account_id, before, after) SELECT id, $4, before, after FROM m ORDER BY id",
    )
    .bind::<Array<BigInt>, _>(prices.iter().map(|p| p.pack.0).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(prices.iter().map(|p| p.before.amount()).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(prices.iter().map(|p| p.after.amount()).collect::<Vec<_>>())
    .bind::<BigInt, _>(by.0)
    .kept()
    .execute(conn)
    .await?;
    Ok(())
}
