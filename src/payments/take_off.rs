//! A parcel costs less than when it was placed: less is asked, or what was paid for it goes back.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::change;
use super::lock::{self, LockedPayment};
use super::payment::Method;
use super::receive::void;
use super::refund::{self, Part, RefundError, Wish};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ParcelId, PaymentId, RefundId};
use crate::kernel::money::Money;
use crate::orders::lock::LockedParcel;
use crate::platform::db::Conn;
use crate::schema::{parcels, payment_parcels, payments};

/// Why, and for whom the refund is made if there is one.
pub struct Why<'a> {
    pub key: &'a str,
    pub reason: &'a str,
    pub by: Option<AccountId>,
}

/// Takes so much off the goods of a parcel. What was paid goes back, and the refund is the answer; what is still to be
/// paid at the door becomes less. A buyer who has just chosen to pay in advance, and has not, pays at the door after all:
/// the sum they were shown is not the sum any more.
///
/// # Locks
/// Payments; the caller holds order, parcel and stock.
pub async fn take_off(
    conn: &mut Conn,
    parcel: &LockedParcel,
    amount: Money,
    why: &Why<'_>,
) -> Result<Option<RefundId>> {
    if amount == Money::ZERO {
        return Ok(None);
    }
    let payment = lock::covering(conn, parcel.order, parcel.id).await?;
    if let Some(payment) = &payment
        && payment.state()?.settled()
    {
        return Ok(Some(give_back(conn, parcel.id, amount, why).await?));
    }
    diesel::update(parcels::table.find(parcel.id)).set(parcels::cut.eq(parcels::cut + amount)).execute(conn).await?;
    match payment {
        Some(payment) if payment.method()? == Method::Cod => {
            ask_less(conn, &payment, parcel.id, amount, why.by).await?
        }
        Some(_) => change::back_to_cash(conn, parcel.order).await?,
        None => {}
    }
    Ok(None)
}

async fn ask_less(
    conn: &mut Conn,
    payment: &LockedPayment,
    parcel: ParcelId,
    amount: Money,
    by: Option<AccountId>,
) -> Result<()> {
    if payment.amount <= amount {
        return void(conn, payment, by, "corrected").await;
    }
    let part = payment_parcels::table.find((payment.id, parcel));
    diesel::update(part).set(payment_parcels::amount.eq(payment_parcels::amount - amount)).execute(conn).await?;
    diesel::update(payments::table.find(payment.id))
        .set(payments::amount.eq(payments::amount - amount))
        .execute(conn)
        .await?;
    Ok(())
}

/// A payment that was opened before something was taken off has been paid after all, whole: the difference goes back.
///
/// # Locks
/// None of its own; the caller holds order, parcels and payments.
pub async fn paid_too_much(conn: &mut Conn, parcel: ParcelId, paid: Money, payment: PaymentId) -> Result<()> {
    let asked: Money = parcels::table.select(parcels::total - parcels::cut).find(parcel).first(conn).await?;
    let over = paid - asked;
    if over <= Money::ZERO {
        return Ok(());
    }
    diesel::update(parcels::table.find(parcel)).set(parcels::cut.eq(parcels::cut - over)).execute(conn).await?;
    let key = format!("late:{payment}:{parcel}");
    give_back(conn, parcel, over, &Why { key: &key, reason: "corrected", by: None }).await?;
    Ok(())
}

async fn give_back(conn: &mut Conn, parcel: ParcelId, amount: Money, why: &Why<'_>) -> Result<RefundId> {
    let wish = Wish {
        key: format!("correction:{}", why.key),
        parcel,
        part: Part::Amount(amount),
        way: None,
        reason: why.reason.to_owned(),
        by: why.by,
    };
    refund::refund(conn, &wish).await.map_err(|error| match error {
        RefundError::Failed(error) => error,
        other => Error::Internal(anyhow::anyhow!("parcel {parcel} costs {amount} less and is not refunded: {other}")),
    })
}
