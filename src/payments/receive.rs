//! Money has come for a payment, to the đồng, or what was left of it. The one place where an order becomes paid, whoever brings the news.

use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::lock::{self, LockedPayment};
use super::payment::{Method, PaymentState};
use super::refund::{self, Part, RefundError, Wish};
use super::transfer::parts;
use super::{take_off, voucher_use};
use crate::error::{Error, Result};
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, OrderId, ParcelId, PaymentId};
use crate::kernel::money::Money;
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::orders::advance::{self, AdvanceError, By};
use crate::orders::goods;
use crate::orders::lock::{self as orders_lock, LockedParcel};
use crate::orders::parcel::ParcelState;
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::schema::{order_lines, orders, packs, payments, producers, products};

/// The news that money has come.
#[derive(Clone, Debug)]
pub struct News {
    pub payment: PaymentId,
    pub amount: Money,
    /// Where the money is in the books: on the card account, or unmatched until now.
    pub from: Account,
    /// Its name at the provider.
    pub charge: Option<String>,
    pub by: Option<AccountId>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The payment is paid now; goods that were gone by then are refunded.
    Paid,
    /// It was paid by this very money before.
    Before,
    /// Nothing was written: the money pays nothing.
    Unwanted(Why),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The order is paid by other money.
    Twice,
    /// It came late, and the goods are gone, or the voucher that made their price.
    Gone,
    /// The buyer has cancelled, or the household could not deliver.
    Cancelled,
    /// Not the sum that is asked.
    Amount,
}

/// Takes money for a payment. Call it inside a transaction.
///
/// Late money takes the goods again, parcel by parcel, where they are still there; what is not comes back to the buyer, and
/// so does what was taken off since the payment was opened. It takes the use of the order's voucher again, too: where that
/// is somebody else's by now, the sum is of a price that is no more, and all of it goes back.
/// Another method that was chosen meanwhile and not paid is void.
///
/// # Locks
/// Order, its parcels, their stock in the order of ids, payments, its voucher.
pub async fn receive(conn: &mut Conn, news: &News) -> Result<Outcome> {
    let found: Option<OrderId> =
        payments::table.select(payments::order_id).find(news.payment).first(conn).await.optional()?;
    let order = found.ok_or(Error::NotFound)?;
    let (parcels, all) = hold(conn, order).await?;
    let Some(payment) = all.iter().find(|p| p.id == news.payment) else { return Err(Error::NotFound) };
    let covered: Vec<LockedParcel> = parcels.into_iter().filter(|p| payment.covers(p.id)).collect();
    if payment.state()?.settled() || payment.state()? == PaymentState::Surplus {
        return Ok(if news.charge.is_some() && news.charge == payment.provider_charge {
            Outcome::Before
        } else {
            Outcome::Unwanted(Why::Twice)
        });
    }
    if news.amount != payment.amount - payment.received {
        return Ok(Outcome::Unwanted(Why::Amount));
    }
    let rivals: Vec<&LockedPayment> = all
        .iter()
        .filter(|p| p.id != payment.id && p.live() && covered.iter().any(|parcel| p.covers(parcel.id)))
        .collect();
    for rival in &rivals {
        if rival.state()?.settled() {
            return Ok(Outcome::Unwanted(Why::Twice));
        }
    }
    let late = covered.iter().any(|p| p.state == ParcelState::Expired);
    if late && !voucher_use::take_again(conn, order).await? {
        return Ok(Outcome::Unwanted(Why::Gone));
    }
    let called = match call_back(conn, &covered).await? {
        Ok(called) => called,
        Err(why) => {
            if late {
                voucher_use::release_if_nothing_came(conn, order).await?;
            }
            return Ok(Outcome::Unwanted(why));
        }
    };
    for rival in rivals {
        void(conn, rival, None, "twice").await?;
    }
    pay(conn, payment, news).await?;
    for (parcel, amount) in &payment.parts {
        take_off::paid_too_much(conn, *parcel, *amount, payment.id).await?;
    }
    for gone in covered.iter().filter(|p| !called.contains(&p.id)) {
        give_back(conn, gone.id).await?;
    }
    jobs::record(conn, &Event::PaymentReceived { payment: payment.id }).await?;
    Ok(Outcome::Paid)
}

/// Holds everything that taking money for an order may change.
///
/// # Locks
/// Order, its parcels, their harvests and stock in the order of ids, payments.
pub(super) async fn hold(conn: &mut Conn, order: OrderId) -> Result<(Vec<LockedParcel>, Vec<LockedPayment>)> {
    let parcels = orders_lock::whole(conn, order).await?;
    lock_stock(conn, &parcels).await?;
    let payments = lock::of_order(conn, order).await?;
    Ok((parcels, payments))
}

/// The harvests and packs of parcels that will be called back, all of them before any is promised, in the order of ids.
async fn lock_stock(conn: &mut Conn, covered: &[LockedParcel]) -> Result<()> {
    let expired: Vec<ParcelId> = covered.iter().filter(|p| p.state == ParcelState::Expired).map(|p| p.id).collect();
    if expired.is_empty() {
        return Ok(());
    }
    goods::lock(conn, &expired, &[]).await?;
    Ok(())
}

/// Brings the parcels to where their household sees them. Answers with those that are there, or why none is.
async fn call_back(conn: &mut Conn, covered: &[LockedParcel]) -> Result<Result<Vec<ParcelId>, Why>> {
    let mut there = Vec::new();
    let mut why = Why::Cancelled;
    for parcel in covered {
        match parcel.state {
            ParcelState::AwaitingPayment => {
                step(conn, parcel.id).await?;
                there.push(parcel.id);
            }
            ParcelState::Expired => {
                // A savepoint: a parcel whose goods are gone leaves no half of itself behind.
                let called = conn
                    .transaction(async |conn| {
                        if still_sold(conn, parcel.id).await? {
                            advance_to_placed(conn, parcel.id).await
                        } else {
                            Err(AdvanceError::OutOfStock)
                        }
                    })
                    .await;
                match called {
                    Ok(()) => there.push(parcel.id),
                    Err(AdvanceError::Failed(error)) => return Err(error),
                    Err(_) => why = Why::Gone,
                }
            }
            state if state.failed() => {}
            _ => there.push(parcel.id),
        }
    }
    Ok(if there.is_empty() { Err(why) } else { Ok(there) })
}

async fn advance_to_placed(conn: &mut Conn, parcel: ParcelId) -> Result<(), AdvanceError> {
    advance::advance(conn, parcel, ParcelState::Placed, By::System, "").await.map(drop)
}

async fn step(conn: &mut Conn, parcel: ParcelId) -> Result<()> {
    advance_to_placed(conn, parcel).await.map_err(|error| match error {
        AdvanceError::Failed(error) => error,
        other => Error::Internal(anyhow::anyhow!("parcel {parcel} is paid and does not move: {other}")),
    })
}

/// Whether everything in a parcel could still be bought today.
async fn still_sold(conn: &mut Conn, parcel: ParcelId) -> Result<bool> {
    let gone = order_lines::table
        .inner_join(packs::table)
        .inner_join(products::table.inner_join(producers::table))
        .filter(order_lines::parcel_id.eq(parcel))
        .filter(
            packs::withdrawn_at
                .is_not_null()
                .or(products::state.ne("on_sale"))
                .or(diesel::dsl::not(producers::listed))
                // Nobody is there to pack it.
                .or(diesel::dsl::sql::<diesel::sql_types::Bool>(
                    "away_until(producers.away_from, producers.away_to) IS NOT NULL",
                )),
        );
    Ok(!diesel::select(diesel::dsl::exists(gone)).get_result::<bool>(conn).await?)
}

async fn pay(conn: &mut Conn, payment: &LockedPayment, news: &News) -> Result<()> {
    diesel::update(payments::table.find(payment.id))
        .set((payments::received.eq(payment.amount), payments::provider_charge.eq(&news.charge)))
        .execute(conn)
        .await?;
    settle(conn, payment, PaymentState::Paid, news.by).await?;
    let method = payment.method()?;
    diesel::update(orders::table.find(payment.order_id))
        .set((orders::payment_method.eq(method.as_str()), orders::paid_at.eq(diesel::dsl::now)))
        .execute(conn)
        .await?;
    let paid = Posting::new("paid", payment.id).of_order(Some(payment.order_id)).by(news.by).debit(
        news.from,
        None,
        payment.amount,
    );
    let held = |paid: Posting, (parcel, amount): &(ParcelId, Money)| paid.credit(Account::Held, Some(*parcel), *amount);
    let paid = payment.parts.iter().fold(paid, held);
    posting::post(conn, paid).await?;
    Ok(())
}

/// Takes a part of what is asked: the rest stays due. The money stays unmatched in the books until all of it has come.
/// `false` when the payment is not due or this would be all of it. Call it inside a transaction.
///
/// # Locks
/// Order, payments.
pub async fn receive_part(conn: &mut Conn, payment: PaymentId, amount: Money) -> Result<bool> {
    let order: Option<OrderId> =
        payments::table.select(payments::order_id).find(payment).first(conn).await.optional()?;
    let order = order.ok_or(Error::NotFound)?;
    orders_lock::whole(conn, order).await?;
    let all = lock::of_order(conn, order).await?;
    let Some(payment) = all.iter().find(|p| p.id == payment) else { return Err(Error::NotFound) };
    if payment.state()? != PaymentState::Due || amount >= payment.amount - payment.received {
        return Ok(false);
    }
    diesel::update(payments::table.find(payment.id))
        .set(payments::received.eq(payment.received + amount))
        .execute(conn)
        .await?;
    Ok(true)
}

/// Gives a payment up; a part of it that has come goes back.
pub(super) async fn void(conn: &mut Conn, payment: &LockedPayment, by: Option<AccountId>, reason: &str) -> Result<()> {
    settle(conn, payment, PaymentState::Void, by).await?;
    if payment.received > Money::ZERO {
        parts::give_back(conn, payment.id, reason).await?;
    }
    Ok(())
}

/// Moves a payment on.
pub(super) async fn settle(
    conn: &mut Conn,
    payment: &LockedPayment,
    to: PaymentState,
    by: Option<AccountId>,
) -> Result<()> {
    diesel::update(payments::table.find(payment.id))
        .set((payments::state.eq(to.as_str()), payments::settled_at.eq(diesel::dsl::now), payments::settled_by.eq(by)))
        .execute(conn)
        .await?;
    Ok(())
}

/// What was paid for a parcel that will not come.
async fn give_back(conn: &mut Conn, parcel: ParcelId) -> Result<()> {
    let wish = Wish {
        key: format!("gone:{parcel}"),
        parcel,
        part: Part::Rest { shipping: true },
        way: None,
        reason: "gone".to_owned(),
        by: None,
    };
    match refund::refund(conn, &wish).await {
        Ok(_) | Err(RefundError::Nothing) => Ok(()),
        Err(RefundError::Failed(error)) => Err(error),
        Err(other) => Err(Error::Internal(anyhow::anyhow!("parcel {parcel} is gone and not refunded: {other}"))),
    }
}

/// Takes money that a provider has and the order does not want: it goes back by itself. Call it inside a transaction.
///
/// # Locks
/// Order, payments.
pub async fn give_back_surplus(conn: &mut Conn, news: &News, reason: &str) -> Result<()> {
    let order: OrderId = payments::table.select(payments::order_id).find(news.payment).first(conn).await?;
    orders_lock::whole(conn, order).await?;
    let all = lock::of_order(conn, order).await?;
    let Some(payment) = all.into_iter().find(|p| p.id == news.payment) else { return Err(Error::NotFound) };
    if !matches!(payment.state()?, PaymentState::Due | PaymentState::Void) {
        return Ok(());
    }
    diesel::update(payments::table.find(payment.id))
        .set((payments::received.eq(news.amount), payments::provider_charge.eq(&news.charge)))
        .execute(conn)
        .await?;
    settle(conn, &payment, PaymentState::Surplus, news.by).await?;
    let came = Posting::new("surplus", payment.id)
        .of_order(Some(order))
        .memo(reason)
        .debit(news.from, None, news.amount)
        .credit(Account::Unmatched, None, news.amount);
    posting::post(conn, came).await?;
    let way = if payment.method()? == Method::Card { refund::Way::Card } else { refund::Way::BankTransfer };
    refund::surplus(conn, &payment, news.amount, way, reason).await
}
