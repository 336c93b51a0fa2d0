//! A parcel has ended: what that means for its money. Delivered and paid, it is the household's; without delivery,
//! nothing is asked any more, and what was paid goes back.

use super::earn;
use super::lock;
use super::payment::PaymentState;
use super::receive::void;
use super::refund::{self, Part, RefundError, Wish};
use super::voucher_use;
use crate::error::Error;
use crate::kernel::ids::{AccountId, OrderId, ParcelId};
use crate::orders::lock::{self as orders_lock, LockedParcel};
use crate::orders::parcel::ParcelState;
use crate::platform::db::Conn;
use crate::refusal;

#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// The cash was taken at the door, so the parcel did not end without delivery.
    #[error("the cash was collected")]
    Collected,
    #[error(transparent)]
    Failed(Error),
}
refusal!(EndError);

/// Follows with the money where a parcel has just gone. A parcel that has not ended, and one that is followed again, are
/// left as they are. With the last parcel of an order that falls through unpaid, its voucher's use is given back. Call it
/// in the transaction that moved the parcel.
///
/// # Locks
/// Order, parcel (held by the caller), payments, voucher.
///
/// # Refuses
/// [`EndError::Collected`].
pub async fn follow(conn: &mut Conn, parcel: ParcelId, by: Option<AccountId>) -> Result<(), EndError> {
    let Some(locked) = orders_lock::parcel(conn, parcel, None).await? else { return Ok(()) };
    if !locked.state.ended() {
        return Ok(());
    }
    money(conn, &locked, by).await?;
    if locked.state.failed() {
        voucher_use::release_if_nothing_came(conn, locked.order).await?;
    }
    Ok(())
}

async fn money(conn: &mut Conn, locked: &LockedParcel, by: Option<AccountId>) -> Result<(), EndError> {
    let parcel = locked.id;
    let payment = lock::covering(conn, locked.order, parcel).await?;
    let Some(payment) = payment else {
        // Paid by a voucher alone: there is no payment, and the household gets what the market bears.
        if locked.state == ParcelState::Delivered {
            earn::earn(conn, locked.order, parcel).await?;
        }
        return Ok(());
    };
    let state = payment.state()?;
    match (locked.state, state) {
        (ParcelState::Delivered, state) if state.settled() => earn::earn(conn, locked.order, parcel).await?,
        (ParcelState::Delivered, _) => {}
        (_, PaymentState::Due) if payment.parcel_id == Some(parcel) => {
            void(conn, &payment, by, locked.state.as_str()).await?;
        }
        (_, PaymentState::Collected | PaymentState::Remitted) => return Err(EndError::Collected),
        (ended, PaymentState::Paid) => {
            // Who would not take a parcel still made it travel.
            let shipping = ended != ParcelState::Refused;
            give_back(conn, parcel, ended, shipping, by).await?;
            if !shipping {
                earn::earn(conn, locked.order, parcel).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

async fn give_back(
    conn: &mut Conn,
    parcel: ParcelId,
    ended: ParcelState,
    shipping: bool,
    by: Option<AccountId>,
) -> Result<(), EndError> {
    let wish = Wish {
        key: format!("ended:{parcel}"),
        parcel,
        part: Part::Rest { shipping },
        way: None,
        reason: ended.as_str().to_owned(),
        by,
    };
    match refund::refund(conn, &wish).await {
        Ok(_) | Err(RefundError::Nothing) => Ok(()),
        Err(RefundError::Failed(error)) => Err(error.into()),
        Err(other) => {
            Err(Error::Internal(anyhow::anyhow!("parcel {parcel} ended and was not refunded: {other}")).into())
        }
    }
}

/// Nothing is asked any more of an order whose every parcel has ended without delivery. Call it in the transaction that
/// ended the last one.
///
/// # Locks
/// Payments; the caller holds the order.
pub async fn give_up_unpaid(conn: &mut Conn, order: OrderId) -> Result<(), Error> {
    let parcels = orders_lock::whole(conn, order).await?;
    for payment in lock::of_order(conn, order).await? {
        let all_over = parcels.iter().filter(|p| payment.covers(p.id)).all(|p| p.state.failed());
        if all_over && payment.state()? == PaymentState::Due {
            void(conn, &payment, None, "cancelled").await?;
        }
    }
    Ok(())
}
