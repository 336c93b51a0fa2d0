//! The buyer answers a delay: keeps what was ordered, or cancels what waits for that harvest, with its money back.

use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::order_page;
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::kernel::ids::{HarvestDelayId, OrderId};
use crate::orders::advance::By;
use crate::orders::reason::Reason;
use crate::orders::{access, delays, lock};
use crate::payments::correct::{self, CorrectError, Correction, Cut, Less};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::refusal;

#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The parcel has left, or the buyer has said the other thing before.
    #[error("too late")]
    TooLate,
    #[error(transparent)]
    Failed(Error),
}
refusal!(AnswerError);

/// What a buyer says to a delay.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The parcel's, in its order.
    pub number: i16,
    pub delay: HarvestDelayId,
    /// Else what waits for that harvest is cancelled.
    pub keep: bool,
}

/// Answers a delay, the last one of its harvest, for the parcel of this number; the same answer twice is one. Call it
/// inside a transaction.
///
/// # Locks
/// Order, its parcels, their harvests and stock, payments.
///
/// # Refuses
/// What was answered otherwise, and what has left the household meanwhile.
pub async fn answer(conn: &mut Conn, order: OrderId, asked: Asked) -> Result<(), AnswerError> {
    let Asked { number, delay, keep } = asked;
    let parcels = lock::whole(conn, order).await?;
    let ids: Vec<_> = parcels.iter().map(|p| p.id).collect();
    let all = delays::of_parcels(conn, &ids).await?;
    let delayed = all.into_iter().find(|d| (d.number, d.delay) == (number, delay)).ok_or(Error::NotFound)?;
    let word = if keep { "keep" } else { "cancel" };
    if delayed.answer == word {
        return Ok(());
    }
    if !delayed.open || !delays::answer(conn, &delayed, keep).await? {
        return Err(AnswerError::TooLate);
    }
    if keep {
        return Ok(());
    }
    let lines = delays::lines(conn, &delayed).await?;
    let cuts = lines.into_iter().map(|(line, qty)| Cut { line, less: Less::Pieces(qty) }).collect();
    let asked = Correction {
        key: format!("delay:{}:{}", delayed.delay, delayed.parcel),
        parcel: delayed.parcel,
        cuts,
        reason: Reason::Weather.stored(&delayed.reason),
        by: By::System,
    };
    match correct::correct(conn, &asked).await {
        Ok(_) | Err(CorrectError::Nothing) => Ok(()),
        Err(CorrectError::Failed(error)) => Err(error.into()),
        Err(_) => Err(AnswerError::TooLate),
    }
}

/// `POST /orders/{code}/delay`: `parcel` is its number, `delay` the delay's, `answer` is `keep` or `cancel`.
pub async fn submit(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    let order = access::opened(&visitor, &shop, &request, &path).await?;
    let code = order.code;
    let number = form.raw("parcel").parse().map_err(|_| Error::NotFound)?;
    let delay = HarvestDelayId(form.raw("delay").parse().map_err(|_| Error::NotFound)?);
    let keep = match form.raw("answer") {
        "keep" => true,
        "cancel" => false,
        _ => return Err(Error::BadRequest("error-form-unreadable")),
    };
    // A client that hangs up must not leave half of it to chance: the task goes on without it.
    let ground = shop.clone();
    let outcome = actix_web::rt::spawn(async move {
        let mut conn = ground.db.conn().await?;
        conn.transaction(async |conn| answer(conn, order.id, Asked { number, delay, keep }).await).await
    })
    .await
    .map_err(|error| Error::Internal(anyhow::anyhow!("answering a delay: {error}")))?;
    match outcome {
        Ok(()) => {
            let said = if keep { "order-delay-kept" } else { "order-delay-cancelled" };
            Ok(visitor.go(&shop, &format!("/orders/{code}"), Some(said)))
        }
        Err(AnswerError::TooLate) => {
            order_page::page(&visitor, &shop, &request, &code, false, Some("order-delay-late")).await
        }
        Err(AnswerError::Failed(error)) => Err(error),
    }
}
