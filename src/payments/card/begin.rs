//! The buyer goes to pay: to the page that is open, or to a new one.

use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::attempt::{self, Attempt};
use super::page::{self, Asked};
use crate::error::{Error, Result};
use crate::kernel::ids::OrderId;
use crate::orders::lock as orders_lock;
use crate::payments::change::{self, Change, ChangeError};
use crate::payments::method::Begin;
use crate::payments::payment::Method;
use crate::payments::settings;
use crate::platform::Ground;
use crate::platform::stripe::{SessionStatus, Stripe};
use crate::schema::payments;

/// One payment that can have no page any more, and the one that takes its place.
const ROUNDS: usize = 2;

/// Finds or opens the page of an order's card payment.
pub async fn begin(ground: &Ground, order: OrderId) -> Result<Begin> {
    let Some(stripe) = super::account(ground) else { return Ok(Begin::Down) };
    for _ in 0..ROUNDS {
        let mut conn = ground.db.conn().await?;
        let Some(attempt) = attempt::due(&mut conn, order).await? else { return Ok(Begin::Here) };
        drop(conn);
        if attempt.seconds_left <= 0 {
            return Ok(Begin::Here);
        }
        let begun = match &attempt.session {
            Some(session) => again(ground, &stripe, &attempt, session).await?,
            None => first(ground, &stripe, &attempt).await?,
        };
        if let Some(begun) = begun {
            return Ok(begun);
        }
        if !anew(ground, &attempt).await? {
            return Ok(Begin::Here);
        }
    }
    Ok(Begin::Down)
}

/// To the page that is there; `None` when it has ended unpaid.
async fn again(ground: &Ground, stripe: &Stripe, attempt: &Attempt, session: &str) -> Result<Option<Begin>> {
    let session = match stripe.session(session).await {
        Ok(session) => session,
        Err(failure) => {
            // Its page may well be there for the buyer.
            tracing::warn!(payment = %attempt.id, why = failure.why(), "going to a page unseen");
            return Ok(Some(attempt.url.clone().map_or(Begin::Down, Begin::At)));
        }
    };
    match (session.status, &session.url) {
        (Some(SessionStatus::Open), Some(url)) => Ok(Some(Begin::At(url.clone()))),
        (Some(SessionStatus::Expired), _) => Ok(None),
        _ => {
            super::take(ground, &session).await?;
            Ok(Some(Begin::Here))
        }
    }
}

/// Opens the payment's page; `None` when it can have none.
async fn first(ground: &Ground, stripe: &Stripe, attempt: &Attempt) -> Result<Option<Begin>> {
    let mut conn = ground.db.conn().await?;
    let new = attempt.page(&mut conn, ground).await?;
    drop(conn);
    let session = match page::ask(ground, stripe, attempt, &new).await? {
        Asked::Page(session) => session,
        Asked::None => return Ok(None),
        Asked::Unknown => return Ok(Some(Begin::Down)),
    };
    let mut conn = ground.db.conn().await?;
    let kept = page::keep(&mut conn, attempt, &session).await?;
    drop(conn);
    if !kept {
        // Given up while Stripe was asked: nobody has seen this page, and nobody shall.
        if let Err(failure) = stripe.expire_session(&session.id).await {
            tracing::warn!(payment = %attempt.id, why = failure.why(), "a page that nobody wants was not ended");
        }
        return Ok(Some(Begin::Here));
    }
    Ok(Some(session.url.map_or(Begin::Here, Begin::At)))
}

/// A payment in the place of one that can have no page, as too little of its time is left: in one transaction, and only
/// while the goods are still kept. `false` when they are not for long enough.
async fn anew(ground: &Ground, attempt: &Attempt) -> Result<bool> {
    let mut conn = ground.db.conn().await?;
    let card_minutes = settings::load(&mut conn).await?.card_minutes(ground.config.reservation_minutes);
    let changed = conn
        .transaction(async |conn| {
            orders_lock::whole(conn, attempt.order_id).await?;
            let state: String = payments::table.select(payments::state).find(attempt.id).first(conn).await?;
            if state != "due" {
                // Somebody else did it meanwhile.
                return Ok(());
            }
            let change = Change { order: attempt.order_id, code: &attempt.code, wanted: Method::Card, card_minutes };
            change::change(conn, &change).await
        })
        .await;
    match changed {
        Ok(()) | Err(ChangeError::Paid | ChangeError::TooLate) => Ok(true),
        Err(ChangeError::KeptLong) => Ok(false),
        Err(ChangeError::NotOffered) => Err(Error::Busy),
        Err(ChangeError::Failed(error)) => Err(error),
    }
}
