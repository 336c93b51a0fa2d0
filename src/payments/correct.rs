//! The price of a parcel goes down after it was placed: less comes than was ordered, it weighs less, something cheaper
//! comes instead, the harvest failed. The order stays as it was placed; beside it stands what was taken off, in
//! `corrections`, which is only ever added to. Commission and tax follow what is left, as they do with a refund.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::correct_lines::{self, Planned};
use super::ended::{self, EndError};
use super::parcel_money;
use super::take_off::{self, Why};
use crate::catalog::stock::{self, ReserveError, Wanted};
use crate::error::Error;
use crate::kernel::events::Event;
use crate::kernel::ids::{CorrectionId, OrderLineId, PackId, ParcelId, RefundId};
use crate::kernel::money::Money;
use crate::kernel::quantity::Quantity;
use crate::orders::advance::{self, AdvanceError, By};
use crate::orders::goods;
use crate::orders::lock::{self as orders_lock, LockedParcel};
use crate::orders::parcel::ParcelState;
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::refusal;
use crate::schema::corrections;

/// What is different about one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    pub line: OrderLineId,
    pub less: Less,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Less {
    /// So many pieces do not come: what they cost is taken off, and they are free to be sold again.
    Pieces(i32),
    /// All pieces that come weigh so many grams together: the line costs less in proportion, never more. Only of what is
    /// sold by final weight.
    Weight(i32),
    /// All pieces come, for so much less of the line's full price; its part of the discount is taken off as well.
    Amount(Money),
    /// So many pieces come as another pack of the household, one for one, at a price no higher.
    Swap { pack: PackId, qty: i32 },
    /// So many pieces come besides, for nothing: only noted. The stock is the household's to count.
    Extra(i32),
}

/// One act of correcting a parcel.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The same act twice is one.
    pub key: String,
    pub parcel: ParcelId,
    /// Each line at most once.
    pub cuts: Vec<Cut>,
    /// As [`Reason::stored`](crate::orders::reason::Reason::stored) writes it; the buyer reads it.
    pub reason: String,
    /// A member finds only parcels of their own household. Not a buyer.
    pub by: By,
}

/// Why a weight corrects nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unweighable {
    /// It is not sold by final weight, or none of it comes.
    Fixed,
    /// Lighter than the buyer was told to expect: at least so many grams. A piece is missing, and that is another correction.
    TooLight { least_g: i64 },
    /// Twice what was ordered and more: mistyped.
    TooHeavy,
    /// It was weighed before and not heavier than now: the buyer knows the price, and it goes up no more.
    Before { final_g: i32 },
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Corrected {
        id: CorrectionId,
        /// What the buyer pays less.
        off: Money,
        /// Of a parcel that was paid; else less is asked.
        refund: Option<RefundId>,
    },
    /// Nothing at all would have come: the parcel is unfulfillable now, and its money has gone the usual way.
    GivenUp,
}

#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    #[error("no such parcel, line or pack")]
    NotFound,
    /// Its household does not see it before the money is there. What must not come of an order that waits for its money
    /// is taken out of stock or off the shelf; the order is corrected when it is paid, or expires.
    #[error("not paid yet")]
    NotPaid,
    /// It has left the household, or ended: what is wrong now is a refund.
    #[error("the parcel is {0:?}")]
    MovedOn(ParcelState),
    /// More than is left of a line: so many pieces, or so much.
    #[error("more than is left of line {line}")]
    TooMuch { line: OrderLineId, left: i64 },
    /// What comes instead is what was ordered.
    #[error("the same pack")]
    Same(OrderLineId),
    /// What comes instead costs more.
    #[error("the other pack is dearer")]
    Dearer(OrderLineId),
    /// What comes instead is not there.
    #[error("not enough of the other pack in stock")]
    OutOfStock(OrderLineId),
    /// It is not weighed, or not with this weight.
    #[error("line {line}: {why:?}")]
    Weight { line: OrderLineId, why: Unweighable },
    #[error("nothing to correct")]
    Nothing,
    #[error(transparent)]
    Failed(Error),
}
refusal!(CorrectError);

/// Corrects a parcel that its household has and that has not left it. Paid: the difference goes back in the same
/// transaction; to be paid at the door: less is asked. Pieces that do not come are free again. When no piece of any line
/// would come, the parcel is given up instead. Call it inside a transaction.
///
/// # Locks
/// Order, parcel, packs in the order of ids, payments.
///
/// # Refuses
/// See [`CorrectError`]. An act that was done before answers as it did.
pub async fn correct(conn: &mut Conn, asked: &Correction) -> Result<Outcome, CorrectError> {
    let owner = match asked.by {
        By::Member { producer, .. } => Some(producer),
        _ => None,
    };
    let parcel = orders_lock::parcel(conn, asked.parcel, owner).await?.ok_or(CorrectError::NotFound)?;
    if let Some(done) = done_before(conn, asked).await? {
        return Ok(done);
    }
    match parcel.state {
        state if state.to_pack() => {}
        ParcelState::AwaitingPayment | ParcelState::Expired => return Err(CorrectError::NotPaid),
        state => return Err(CorrectError::MovedOn(state)),
    }
    let lines = correct_lines::load(conn, parcel.id).await?;
    let packs = correct_lines::load_packs(conn, parcel.producer, &asked.cuts).await?;
    let left = parcel_money::load(conn, parcel.id).await?.goods_left();
    let planned = correct_lines::plan(&lines, &packs, &asked.cuts, left)?;
    if correct_lines::nothing_comes(&lines, &planned) {
        return give_up(conn, asked).await;
    }
    move_stock(conn, &parcel, &planned).await?;
    let off = planned.iter().map(|p| p.paid_off).sum();
    let why = Why { key: &asked.key, reason: &asked.reason, by: asked.by.account() };
    let refund = take_off::take_off(conn, &parcel, off, &why).await?;
    let id = write(conn, asked, off, refund, false).await?;
    correct_lines::write(conn, id, &planned).await?;
    // Goods that weigh what was said are no news.
    if planned.iter().any(Planned::differs) {
        jobs::record(conn, &Event::ParcelCorrected { correction: id }).await.map_err(Error::from)?;
    }
    Ok(Outcome::Corrected { id, off, refund })
}

async fn done_before(conn: &mut Conn, asked: &Correction) -> Result<Option<Outcome>, CorrectError> {
    let found: Option<(CorrectionId, ParcelId, Money, Option<RefundId>, bool)> = corrections::table
        .select((
            corrections::id,
            corrections::parcel_id,
            corrections::paid_off,
            corrections::refund_id,
            corrections::gave_up,
        ))
        .filter(corrections::key.eq(&asked.key))
        .first(conn)
        .await
        .optional()?;
    Ok(match found {
        None => None,
        Some((_, parcel, ..)) if parcel != asked.parcel => return Err(CorrectError::NotFound),
        Some((.., true)) => Some(Outcome::GivenUp),
        Some((id, _, off, refund, false)) => Some(Outcome::Corrected { id, off, refund }),
    })
}

/// Promises what comes instead, and gives free what does not come.
async fn move_stock(conn: &mut Conn, parcel: &LockedParcel, planned: &[Planned]) -> Result<(), CorrectError> {
    let others: Vec<PackId> = planned.iter().filter_map(|p| p.instead.as_ref().map(|i| i.pack)).collect();
    goods::lock(conn, &[parcel.id], &others).await?;
    for p in planned {
        let (Some(instead), Ok(qty)) = (&p.instead, Quantity::new(p.swapped)) else { continue };
        stock::reserve(conn, &[Wanted::in_stock(instead.pack, qty)]).await.map_err(|refused| match refused {
            ReserveError::OutOfStock(_) => CorrectError::OutOfStock(p.line),
            ReserveError::Failed(error) => CorrectError::Failed(error),
        })?;
    }
    let free: Vec<Wanted> = planned
        .iter()
        .filter_map(|p| {
            Some(Wanted { pack: p.pack, qty: Quantity::new(p.qty_off + p.swapped).ok()?, source: p.source })
        })
        .collect();
    Ok(stock::release(conn, &free).await?)
}

async fn give_up(conn: &mut Conn, asked: &Correction) -> Result<Outcome, CorrectError> {
    write(conn, asked, Money::ZERO, None, true).await?;
    advance::advance(conn, asked.parcel, ParcelState::Unfulfillable, asked.by, &asked.reason).await.map_err(
        |error| match error {
            AdvanceError::Failed(error) => CorrectError::Failed(error),
            AdvanceError::Illegal { from, .. } => CorrectError::MovedOn(from),
            AdvanceError::NotFound | AdvanceError::OutOfStock => CorrectError::NotFound,
        },
    )?;
    ended::follow(conn, asked.parcel, asked.by.account()).await.map_err(|error| match error {
        EndError::Failed(error) => CorrectError::Failed(error),
        EndError::Collected => CorrectError::MovedOn(ParcelState::Delivered),
    })?;
    Ok(Outcome::GivenUp)
}

async fn write(
    conn: &mut Conn,
    asked: &Correction,
    off: Money,
    refund: Option<RefundId>,
    gave_up: bool,
) -> Result<CorrectionId, Error> {
    Ok(diesel::insert_into(corrections::table)
        .values((
            corrections::key.eq(&asked.key),
            corrections::parcel_id.eq(asked.parcel),
            corrections::reason.eq(&asked.reason),
            corrections::paid_off.eq(off),
            corrections::refund_id.eq(refund),
            corrections::gave_up.eq(gave_up),
            corrections::actor.eq(asked.by.word()),
            corrections::made_by.eq(asked.by.account()),
        ))
        .returning(corrections::id)
        .get_result(conn)
        .await?)
}
