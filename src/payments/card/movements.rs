//! What Stripe keeps and what it pays out, each of its movements booked once. The money of a charge is booked when it is
//! received and that of a refund when it is done; from here come the fees, and the way from Stripe to the bank.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::walk::{self, Walked};
use crate::error::Result;
use crate::kernel::ids::OrderId;
use crate::kernel::money::Money;
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::stripe::{Movement, Stripe};
use crate::schema::{card_movements, payments};

/// Each round looks back so far behind the newest that is known: what was told late is found.
const BEHIND: Duration = Duration::days(3);
/// The first round looks back so far.
const FIRST: Duration = Duration::days(90);
/// A payment that is not known by then is none of ours.
const PATIENCE: Duration = Duration::days(1);
/// More than any payment or payout: a sum beyond it is a mistake.
const MOST: i64 = 1_000_000_000_000;

/// What a movement is to our books, by Stripe's word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Its amount is booked elsewhere; the fee is news.
    OfPayment,
    /// From Stripe to the bank, or back when the bank did not take it.
    Payout,
    /// Nothing but a fee.
    Fee,
    /// A person must look.
    Unknown,
}

impl Way {
    fn of(kind: &str) -> Self {
        match kind {
            "charge"
            | "payment"
            | "refund"
            | "payment_refund"
            | "refund_failure"
            | "payment_failure_refund"
            | "payment_reversal"
            | "adjustment" => Way::OfPayment,
            "payout" | "payout_cancel" | "payout_failure" => Way::Payout,
            "stripe_fee" | "stripe_fx_fee" | "tax_fee" => Way::Fee,
            _ => Way::Unknown,
        }
    }
}

/// Asks for the movements of the last days and books those that are new.
pub async fn take_in(ground: &Ground, stripe: &Stripe) -> Result<()> {
    let mut conn = ground.db.conn().await?;
    let newest: Option<DateTime<Utc>> =
        card_movements::table.select(diesel::dsl::max(card_movements::at)).first(&mut conn).await?;
    let now = ground.clock.now();
    let since = newest.map_or(now - FIRST, |at| at - BEHIND);
    let stand = walk::go_on(&mut conn, Walked::Movements, since).await?;
    drop(conn);
    let (told, next) = match stripe.movements_since(stand.since, stand.after).await {
        Ok(stretch) => (stretch.found, stretch.next),
        Err(failure) => {
            tracing::debug!(why = failure.why(), "Stripe's movements could not be listed");
            return walk::failed(&mut *ground.db.conn().await?, Walked::Movements, &failure).await;
        }
    };
    let ids: Vec<&str> = told.iter().map(|m| m.id.as_str()).collect();
    let mut conn = ground.db.conn().await?;
    let known: Vec<String> = card_movements::table
        .select(card_movements::external_id)
        .filter(card_movements::external_id.eq_any(ids))
        .load(&mut conn)
        .await?;
    let known: HashSet<String> = known.into_iter().collect();
    for movement in told.iter().rev().filter(|m| !known.contains(&m.id)) {
        // One that cannot be booked holds up no other.
        if let Err(error) = conn.transaction(async |conn| note(conn, movement, now).await).await {
            tracing::error!(movement = movement.id, %error, "a movement at Stripe was not booked");
        }
    }
    walk::reached(&mut conn, Walked::Movements, next.as_deref()).await
}

/// Notes a movement and books what is news in it; known before, it changes nothing. Call it inside a transaction.
async fn note(conn: &mut Conn, movement: &Movement, now: DateTime<Utc>) -> Result<()> {
    let way = Way::of(&movement.kind);
    let at = DateTime::from_timestamp(movement.created, 0).unwrap_or(now);
    let order = match way {
        Way::OfPayment => paid_for(conn, movement).await?,
        _ => None,
    };
    // Its payment may be heard of in a moment.
    if way == Way::OfPayment && order.is_none() && at > now - PATIENCE {
        return Ok(());
    }
    let too_large = |sum: Money| sum.amount().unsigned_abs() > MOST.unsigned_abs();
    let outcome = if movement.currency != "vnd" {
        "currency"
    } else if way == Way::Unknown
        || way == Way::OfPayment && order.is_none()
        || too_large(movement.amount)
        || too_large(movement.fee)
    {
        "unknown"
    } else if way == Way::OfPayment && movement.fee == Money::ZERO {
        "nothing"
    } else {
        "booked"
    };
    if !write(conn, movement, at, outcome).await? {
        return Ok(());
    }
    if outcome != "booked" {
        if outcome != "nothing" {
            tracing::warn!(movement = movement.id, kind = movement.kind, outcome, "a movement at Stripe is not booked");
        }
        return Ok(());
    }
    let source = movement.source.as_ref().map_or("", |source| source.id.as_str());
    let kind = if way == Way::Payout { "stripe_payout" } else { "stripe_fee" };
    let news = Posting::new(kind, &movement.id)
        .of_order(order)
        .memo(format!("{} {source}", movement.kind).trim_end())
        .debit(Account::StripeFees, None, movement.fee)
        .credit(Account::Card, None, movement.fee);
    let news = match way {
        Way::Payout => news.debit(Account::Bank, None, -movement.amount).credit(Account::Card, None, -movement.amount),
        Way::Fee => {
            news.debit(Account::StripeFees, None, -movement.amount).credit(Account::Card, None, -movement.amount)
        }
        Way::OfPayment | Way::Unknown => news,
    };
    posting::post(conn, news).await?;
    Ok(())
}

/// The order whose card payment a movement is about.
async fn paid_for(conn: &mut Conn, movement: &Movement) -> Result<Option<OrderId>> {
    let Some(intent) = movement.source.as_ref().and_then(|source| source.payment_intent.as_ref()) else {
        return Ok(None);
    };
    let paid = payments::provider_charge.eq(intent).and(payments::method.eq("card"));
    Ok(payments::table.select(payments::order_id).filter(paid).first(conn).await.optional()?)
}

/// `false` when it was written before.
async fn write(conn: &mut Conn, movement: &Movement, at: DateTime<Utc>, outcome: &str) -> Result<bool> {
    let new = diesel::insert_into(card_movements::table)
        .values((
            card_movements::external_id.eq(&movement.id),
            card_movements::kind.eq(&movement.kind),
            card_movements::source.eq(movement.source.as_ref().map_or("", |source| source.id.as_str())),
            card_movements::currency.eq(&movement.currency),
            card_movements::amount.eq(movement.amount),
            card_movements::fee.eq(movement.fee),
            card_movements::outcome.eq(outcome),
            card_movements::at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(new > 0)
}
