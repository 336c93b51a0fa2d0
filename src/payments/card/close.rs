//! A payment is given up: its page at Stripe is ended first, so that it is not paid in the moment after.

use super::attempt::{self, Attempt};
use super::outcome::Outcome;
use super::page::{self, Asked};
use crate::error::{Error, Result};
use crate::kernel::ids::PaymentId;
use crate::payments::method::Closing;
use crate::platform::Ground;
use crate::platform::stripe::{Ended, Stripe, StripeFailure};

/// A page ends by itself when its time is over. So long after that, Stripe need not be heard to give the goods free; money
/// that came all the same is late, and taken in as such.
const OVER_FOR_CERTAIN_SECONDS: i64 = 3600;

/// Makes sure that a payment can no longer be made.
///
/// # Refuses
/// [`Error::Busy`] when Stripe cannot be asked and its page may be open.
pub async fn close(ground: &Ground, payment: PaymentId) -> Result<Closing> {
    let mut conn = ground.db.conn().await?;
    let Some(attempt) = attempt::of_payment(&mut conn, payment).await? else { return Ok(Closing::Closed) };
    if attempt.state != "due" {
        return Ok(if attempt.state == "paid" { Closing::Paid } else { Closing::Closed });
    }
    let Some(stripe) = super::account(ground) else { return Ok(Closing::Closed) };
    // Stripe may have opened one and died, or we may: the same question again finds it.
    let new = attempt.page(&mut conn, ground).await?;
    drop(conn);
    let session = match &attempt.session {
        Some(session) => session.clone(),
        None => {
            match page::ask(ground, &stripe, &attempt, &new).await? {
                Asked::Page(session) => session.id,
                // Nobody was ever told of a page.
                Asked::None | Asked::Unknown => return Ok(Closing::Closed),
            }
        }
    };
    end(ground, &stripe, &attempt, &session).await
}

async fn end(ground: &Ground, stripe: &Stripe, attempt: &Attempt, session: &str) -> Result<Closing> {
    match stripe.expire_session(session).await {
        Ok(Ended::Expired(_)) => Ok(Closing::Closed),
        Ok(Ended::Complete(session)) => Ok(match super::take(ground, &session).await? {
            Outcome::Paid | Outcome::Before => Closing::Paid,
            // Money that takes days is late when it comes.
            _ => Closing::Closed,
        }),
        Err(StripeFailure::Refused { status: 404, .. }) => {
            tracing::error!(payment = %attempt.id, "Stripe does not know this payment's page: is it another account?");
            Ok(Closing::Closed)
        }
        Err(_) if attempt.seconds_left < -OVER_FOR_CERTAIN_SECONDS => Ok(Closing::Closed),
        Err(failure) => {
            tracing::warn!(payment = %attempt.id, why = failure.why(), "a page at Stripe could not be ended");
            Err(Error::Busy)
        }
    }
}
