//! The buyer takes an order back, or one parcel of it, until its household has confirmed. Goods return once.

use actix_web::{HttpRequest, HttpResponse, web};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::order_page;
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::kernel::ids::{OrderId, ParcelId};
use crate::orders::advance::{self, AdvanceError, By};
use crate::orders::lock::LockedParcel;
use crate::orders::parcel::ParcelState;
use crate::orders::{access, goods, lock};
use crate::payments::ended::{self, EndError};
use crate::payments::voucher_use;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::refusal;
use crate::schema::parcels;

#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// A household has confirmed, or more.
    #[error("too late")]
    TooLate,
    #[error(transparent)]
    Failed(Error),
}
refusal!(CancelError);

/// Cancels every parcel of an order that still waits, or the one of this number. What was cancelled before is done
/// already and no mistake.
///
/// # Locks
/// Order, its parcels, their stock in the order of ids, payments.
///
/// # Refuses
/// When nothing can be cancelled and nothing was.
pub async fn cancel(conn: &mut Conn, order: OrderId, number: Option<i16>) -> Result<(), CancelError> {
    conn.transaction(async |conn| {
        let locked = lock::whole(conn, order).await?;
        let asked: Vec<ParcelId> = match number {
            Some(number) => {
                let of_number = parcels::order_id.eq(order).and(parcels::number.eq(number));
                parcels::table.select(parcels::id).filter(of_number).load(conn).await?
            }
            None => locked.iter().map(|p| p.id).collect(),
        };
        if asked.is_empty() {
            return Err(Error::NotFound.into());
        }
        let asked = || locked.iter().filter(|p| asked.contains(&p.id));
        // What waits for one payment is taken back as one: the sum that was asked for is for all of it.
        if number.is_some() && locked.len() > 1 && asked().any(|p| p.state == ParcelState::AwaitingPayment) {
            return Err(CancelError::TooLate);
        }
        let takes_back = |p: &&LockedParcel| matches!(p.state, ParcelState::Placed | ParcelState::AwaitingPayment);
        let waiting: Vec<ParcelId> = asked().filter(takes_back).map(|p| p.id).collect();
        if waiting.is_empty() {
            let done = asked().any(|p| p.state == ParcelState::Cancelled);
            return if done { Ok(()) } else { Err(CancelError::TooLate) };
        }
        // Each parcel locks its own packs; all of them first, or two parcels would take them out of order.
        goods::lock(conn, &waiting, &[]).await?;
        for parcel in waiting {
            match advance::advance(conn, parcel, ParcelState::Cancelled, By::Buyer, "").await {
                Ok(_) => {}
                Err(AdvanceError::Illegal { .. } | AdvanceError::NotFound | AdvanceError::OutOfStock) => {
                    return Err(CancelError::TooLate);
                }
                Err(AdvanceError::Failed(error)) => return Err(error.into()),
            }
            match ended::follow(conn, parcel, None).await {
                Ok(()) => {}
                Err(EndError::Collected) => return Err(CancelError::TooLate),
                Err(EndError::Failed(error)) => return Err(error.into()),
            }
        }
        ended::give_up_unpaid(conn, order).await?;
        voucher_use::release_if_nothing_came(conn, order).await?;
        Ok(())
    })
    .await
}

/// `POST /orders/{code}/cancellation`, of one parcel with the field `parcel`.
pub async fn submit(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    let order = access::opened(&visitor, &shop, &request, &path).await?;
    let code = order.code;
    let number = match form.raw("parcel") {
        "" => None,
        number => Some(number.parse().map_err(|_| Error::NotFound)?),
    };
    // A client that hangs up must not leave half of it to chance: the task goes on without it.
    let ground = shop.clone();
    let outcome = actix_web::rt::spawn(async move {
        let mut conn = ground.db.conn().await?;
        cancel(&mut conn, order.id, number).await
    })
    .await
    .map_err(|error| Error::Internal(anyhow::anyhow!("cancelling: {error}")))?;
    match outcome {
        Ok(()) => Ok(visitor.go(&shop, &format!("/orders/{code}"), Some("order-cancelled"))),
        Err(CancelError::TooLate) => {
            order_page::page(&visitor, &shop, &request, &code, false, Some("order-cancel-late")).await
        }
        Err(CancelError::Failed(error)) => Err(error),
    }
}
