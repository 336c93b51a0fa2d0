//! Another way to pay an order that is not paid.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::lock;
use super::open::{self, Opening};
use super::payment::{Method, PaymentState};
use super::receive::{settle, void};
use crate::error::Error;
use crate::kernel::ids::{OrderId, ParcelId, ProducerId};
use crate::kernel::money::Money;
use crate::kernel::settlement::Settlement;
use crate::orders::advance::{self, By};
use crate::orders::lock as orders_lock;
use crate::orders::parcel::ParcelState;
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{orders, parcels};

/// The wish to pay another way.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    pub order: OrderId,
    pub code: &'a str,
    pub wanted: Method,
    /// How long a card may take.
    pub card_minutes: i32,
}

#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Money has come, all or a part.
    #[error("paid")]
    Paid,
    /// Nothing waits to be paid: the time is over, or the goods are on their way to be paid at the door.
    #[error("too late")]
    TooLate,
    /// The goods were kept for money as long as they are kept for anybody.
    #[error("kept long enough")]
    KeptLong,
    #[error("not offered")]
    NotOffered,
    #[error(transparent)]
    Failed(Error),
}
refusal!(ChangeError);

/// Voids what is due and opens the other way. Parcels that waited for money and are to be paid at the door go to their
/// households; those that were to be paid at the door stay there while another payment is open. Call it inside a
/// transaction, after the attempts before were closed at their providers.
///
/// # Locks
/// Order, its parcels, payments.
///
/// # Refuses
/// [`ChangeError::Paid`] once any money has come, [`ChangeError::TooLate`] when a parcel has left or nothing waits,
/// [`ChangeError::KeptLong`] when goods that wait for money would have to wait on, [`ChangeError::NotOffered`] when whoever is to
/// be paid by transfer has no account any more.
pub async fn change(conn: &mut Conn, change: &Change<'_>) -> Result<(), ChangeError> {
    let locked = orders_lock::whole(conn, change.order).await?;
    let live: Vec<_> = locked.iter().filter(|p| !p.state.failed()).collect();
    let waits = |state| matches!(state, ParcelState::AwaitingPayment | ParcelState::Placed);
    if live.is_empty() || !live.iter().all(|p| waits(p.state)) {
        return Err(ChangeError::TooLate);
    }
    let payments = lock::of_order(conn, change.order).await?;
    for payment in payments.iter().filter(|p| p.live()) {
        if payment.state()?.settled() || payment.received > Money::ZERO {
            return Err(ChangeError::Paid);
        }
    }
    if change.wanted.in_advance() && open::kept_long(conn, change.order).await? {
        return Err(ChangeError::KeptLong);
    }
    for payment in payments.iter().filter(|p| p.live()) {
        settle(conn, payment, PaymentState::Void, None).await?;
    }
    let ids: Vec<ParcelId> = live.iter().map(|p| p.id).collect();
    let due: Vec<(ParcelId, ProducerId, Money)> = parcels::table
        .select((parcels::id, parcels::producer_id, parcels::total - parcels::cut))
        .filter(parcels::id.eq_any(ids))
        .order(parcels::id)
        .load(conn)
        .await?;
    let settlement: String = orders::table.select(orders::settlement).find(change.order).first(conn).await?;
    let settlement = Settlement::parse(&settlement)
        .ok_or_else(|| Error::Internal(anyhow::anyhow!("order {} is settled {settlement}", change.code)))?;
    let (code, card_minutes) = (change.code, change.card_minutes);
    let opening = Opening { order: change.order, code, method: change.wanted, settlement, parcels: &due, card_minutes };
    open::open(conn, &opening).await.map_err(|refused| match refused {
        Error::Conflict(_) => ChangeError::NotOffered,
        error => error.into(),
    })?;
    diesel::update(orders::table.find(change.order))
        .set(orders::payment_method.eq(change.wanted.as_str()))
        .execute(conn)
        .await?;
    if change.wanted == Method::Cod {
        for parcel in live.iter().filter(|p| p.state == ParcelState::AwaitingPayment) {
            advance::advance(conn, parcel.id, ParcelState::Placed, By::Buyer, "")
                .await
                .map_err(|error| Error::Internal(anyhow::anyhow!("parcel {} is not placed: {error}", parcel.id)))?;
        }
    }
    Ok(())
}

/// Goods that are to be paid at the door after all: their buyer wanted to pay another way and has not. Call it inside a
/// transaction that holds the order.
///
/// # Locks
/// Payments.
pub async fn back_to_cash(conn: &mut Conn, order: OrderId) -> Result<(), Error> {
    let parcels_of = orders_lock::whole(conn, order).await?;
    let payments = lock::of_order(conn, order).await?;
    let mut asked = Vec::new();
    for parcel in parcels_of.iter().filter(|p| !p.state.failed() && p.state != ParcelState::AwaitingPayment) {
        let live = payments.iter().find(|p| p.live() && p.covers(parcel.id));
        match live {
            Some(payment) if payment.state()? == PaymentState::Due && payment.method()? != Method::Cod => {
                asked.push(parcel.id);
            }
            None => asked.push(parcel.id),
            Some(_) => {}
        }
    }
    for payment in payments.iter().filter(|p| p.live() && asked.iter().any(|parcel| p.covers(*parcel))) {
        void(conn, payment, None, "twice").await?;
    }
    let due: Vec<(ParcelId, ProducerId, Money)> = parcels::table
        .select((parcels::id, parcels::producer_id, parcels::total - parcels::cut))
        .filter(parcels::id.eq_any(&asked).and(parcels::total.gt(parcels::cut)))
        .load(conn)
        .await?;
    if due.is_empty() {
        return Ok(());
    }
    let (method, settlement) = (Method::Cod, Settlement::Operator);
    open::open(conn, &Opening { order, code: "", method, settlement, parcels: &due, card_minutes: 0 }).await?;
    diesel::update(orders::table.find(order)).set(orders::payment_method.eq(method.as_str())).execute(conn).await?;
    Ok(())
}
