//! One press of a button on the desk: the parcel moves, and its cash with it, or nothing happens.

use chrono::NaiveDate;

use super::behalf::Thing;
use super::parcels::Parcel;
use super::trace::pick::{self, PickError};
use crate::accounts::actors::Member;
use crate::error::Error;
use crate::kernel::ids::{ParcelId, ProducerId};
use crate::orders::advance::{AdvanceError, By, advance};
use crate::orders::parcel::{self, ParcelState};
use crate::orders::{goods, handover, lock};
use crate::payments::change;
use crate::payments::collect::{CollectError, With, collect};
use crate::payments::ended::{self, EndError};
use crate::platform::db::Conn;
use crate::refusal;
use crate::trace::lines;

/// What the button asked for.
#[derive(Clone, Debug)]
pub struct Move {
    pub parcel: ParcelId,
    pub producer: ProducerId,
    /// Where the parcel stood on the page with the button.
    pub from: ParcelState,
    pub to: ParcelState,
    /// How it travels.
    pub kind: String,
    /// As the diary keeps it.
    pub reason: String,
    /// The cash came with the delivery.
    pub cash: bool,
}

impl Move {
    /// A move without a reason and without cash.
    #[must_use]
    pub fn of(parcel: &Parcel, from: ParcelState, to: ParcelState) -> Self {
        let (kind, reason) = (parcel.kind.clone(), String::new());
        Move { parcel: parcel.id, producer: parcel.producer, from, to, kind, reason, cash: false }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error("no such parcel")]
    NotFound,
    /// Somebody has pressed this very button before.
    #[error("already done")]
    Already,
    /// The page was older than the parcel.
    #[error("the parcel is {0:?} by now")]
    MovedOn(ParcelState),
    /// The buyer pays by what it weighs, and nobody has weighed it yet.
    #[error("not weighed")]
    NotWeighed,
    /// Something in it was called back.
    #[error("holds a recalled lot")]
    Recalled,
    /// No lot of something in it is there, and none may be made: its plot was sprayed so shortly before.
    #[error("no lot may be made yet")]
    TooSoon,
    /// No button of ours asks for this.
    #[error("not a household's move")]
    Illegal,
    /// The cash is in the household's hands, so the buyer did take the goods.
    #[error("the cash was collected")]
    CashCollected,
    #[error(transparent)]
    Failed(Error),
}
refusal!(MoveError);

/// Moves a parcel of one of the member's households. What is packed on `today`, or leaves, comes from the usual lots, where
/// nobody said others: nothing leaves without one. Call it inside a transaction.
///
/// # Locks
/// Order, parcel, the lines and their lots, the packs, then the payment.
///
/// # Refuses
/// What has moved on since the page was loaded, what is packed and not weighed, what would leave though it was called back,
/// what has no lot and may get none yet, what is not a household's to do, and a refusal after the cash came in.
pub async fn move_on(conn: &mut Conn, asked: &Move, member: &Member, today: NaiveDate) -> Result<(), MoveError> {
    if !member.producers.contains(&asked.producer) {
        return Err(MoveError::NotFound);
    }
    let locked = lock::parcel(conn, asked.parcel, Some(asked.producer)).await?.ok_or(MoveError::NotFound)?;
    if asked.to == ParcelState::Cancelled || !asked.from.moves().contains(&asked.to) {
        return Err(MoveError::Illegal);
    }
    let before = Thing::Parcel(asked.parcel).before(conn, member).await?;
    if locked.state == asked.to {
        // Somebody noted the delivery; that the cash came with it is still news.
        if !take_cash(conn, asked, member).await? {
            return Err(MoveError::Already);
        }
        return Ok(before.log(conn, member, "parcel.cash", parcel::code(asked.parcel)).await?);
    }
    if locked.state != asked.from {
        return Err(MoveError::MovedOn(locked.state));
    }
    if asked.to == ParcelState::Packed && goods::to_weigh(conn, asked.parcel).await? {
        return Err(MoveError::NotWeighed);
    }
    if matches!(asked.to, ParcelState::Packed | ParcelState::HandedOver) {
        let said = pick::say_the_rest(conn, member, asked.parcel, asked.producer, today).await;
        said.map_err(|refused| match refused {
            // It was called back in this very moment; pressed again, another one is taken.
            PickError::Recalled => MoveError::Recalled,
            PickError::TooSoon(_) => MoveError::TooSoon,
            // Its plot was closed in this very moment.
            PickError::NotFound => MoveError::MovedOn(locked.state),
            PickError::Failed(error) => MoveError::Failed(error),
            other => MoveError::Failed(Error::Internal(anyhow::anyhow!("the usual lots do not fit: {other}"))),
        })?;
    }
    if asked.to == ParcelState::HandedOver && lines::holds_recalled(conn, asked.parcel).await? {
        return Err(MoveError::Recalled);
    }
    let by = By::Member { account: member.account, producer: asked.producer };
    advance(conn, asked.parcel, asked.to, by, &asked.reason).await.map_err(|error| match error {
        AdvanceError::NotFound | AdvanceError::OutOfStock => MoveError::NotFound,
        AdvanceError::Illegal { from, .. } => MoveError::MovedOn(from),
        AdvanceError::Failed(error) => MoveError::Failed(error),
    })?;
    if asked.to == ParcelState::HandedOver {
        handover::keep_if_none(conn, asked.parcel, &asked.kind, member.account).await?;
        change::back_to_cash(conn, locked.order).await?;
    }
    ended::follow(conn, asked.parcel, Some(member.account)).await.map_err(|error| match error {
        EndError::Collected => MoveError::CashCollected,
        EndError::Failed(error) => MoveError::Failed(error),
    })?;
    take_cash(conn, asked, member).await?;
    Ok(before.log(conn, member, "parcel.moved", parcel::code(asked.parcel)).await?)
}

/// Notes the cash of a delivery, when it came with it and was not noted before; whether it did.
async fn take_cash(conn: &mut Conn, asked: &Move, member: &Member) -> Result<bool, MoveError> {
    if !asked.cash || asked.to != ParcelState::Delivered {
        return Ok(false);
    }
    match collect(conn, asked.parcel, asked.producer, With::Household, member.account).await {
        Ok(_) => Ok(true),
        Err(CollectError::Already) => Ok(false),
        Err(CollectError::Failed(error)) => Err(MoveError::Failed(error)),
        Err(_) => Err(MoveError::Illegal),
    }
}
