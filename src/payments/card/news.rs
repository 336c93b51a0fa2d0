//! A page at Stripe says that it was paid. Everything it says is compared with our own row before a đồng is believed.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::attempt::{self, Attempt};
use super::outcome::{Outcome, word};
use crate::error::Result;
use crate::kernel::ids::PaymentId;
use crate::ledger::account::Account;
use crate::payments::expire;
use crate::payments::receive::{self, News, Outcome as Received};
use crate::platform::db::Conn;
use crate::platform::stripe::{PaymentStatus, Session};
use crate::schema::payments;

/// Takes the money of a page in, or sends it back. Call it inside a transaction.
///
/// # Locks
/// Order, its parcels, their stock, payments.
pub async fn take(conn: &mut Conn, session: &Session) -> Result<Outcome> {
    let Some(attempt) = find(conn, session).await? else { return Ok(Outcome::NotOurs) };
    if session.payment_status != PaymentStatus::Paid {
        return Ok(Outcome::Unpaid);
    }
    if let Some(what) = difference(&attempt, session) {
        return Ok(told_otherwise(&attempt, session, what));
    }
    let charge = session.payment_intent.clone();
    let news = News { payment: attempt.id, amount: attempt.amount, from: Account::Card, charge, by: None };
    let outcome = match receive::receive(conn, &news).await? {
        Received::Paid => Outcome::Paid,
        Received::Before => Outcome::Before,
        Received::Unwanted(why) => {
            receive::give_back_surplus(conn, &news, word(why)).await?;
            let taken: Option<String> =
                payments::table.select(payments::provider_charge).find(attempt.id).first(conn).await?;
            if taken == news.charge { Outcome::GivenBack(why) } else { told_otherwise(&attempt, session, "charge") }
        }
    };
    // A crash before the page was kept: the webhook tells of it first.
    diesel::update(payments::table.find(attempt.id).filter(payments::provider_ref.is_null()))
        .set(payments::provider_ref.eq(&session.id))
        .execute(conn)
        .await?;
    Ok(outcome)
}

/// Gives a payment up whose page has ended unpaid, if its time is over. A page that we ended ourselves, so that the buyer
/// could pay another way, gives nothing up. Call it inside a transaction.
///
/// # Locks
/// Order, its parcels, their stock, payments.
pub async fn ended(conn: &mut Conn, session: &Session) -> Result<Outcome> {
    let Some(attempt) = find(conn, session).await? else { return Ok(Outcome::NotOurs) };
    if attempt.session.as_deref() == Some(session.id.as_str())
        && attempt.state == "due"
        && expire::expire(conn, attempt.order_id, attempt.id).await?
    {
        return Ok(Outcome::Expired);
    }
    Ok(Outcome::Unpaid)
}

/// Our payment of a page: the one that keeps it, or the one that it names.
async fn find(conn: &mut Conn, session: &Session) -> Result<Option<Attempt>> {
    if let Some(attempt) = attempt::of_session(conn, &session.id).await? {
        return Ok(Some(attempt));
    }
    match session.metadata.get("payment").and_then(|id| id.parse().ok()) {
        Some(id) => attempt::of_payment(conn, PaymentId(id)).await,
        None => Ok(None),
    }
}

/// Never applied: a person looks at it.
fn told_otherwise(attempt: &Attempt, session: &Session, what: &'static str) -> Outcome {
    metrics::counter!("market_card_mismatches_total", "what" => what).increment(1);
    tracing::error!(payment = %attempt.id, session = session.id, what, "a paid page is not what was asked for");
    Outcome::Mismatch(what)
}

/// What a paid page says otherwise than our row, as a word.
fn difference(attempt: &Attempt, session: &Session) -> Option<&'static str> {
    let own = attempt.id.to_string();
    if attempt.session.as_ref().is_some_and(|id| *id != session.id) {
        Some("session")
    } else if session.metadata.get("payment") != Some(&own) {
        Some("payment")
    } else if session.client_reference_id.as_deref() != Some(attempt.code.as_str()) {
        Some("order")
    } else if session.currency.as_deref() != Some("vnd") {
        Some("currency")
    } else if session.amount_total != Some(attempt.amount) {
        Some("amount")
    } else if session.payment_intent.is_none() {
        Some("charge")
    } else {
        None
    }
}
