//! A buyer's bank wants money back. The order goes on; the office sees it and answers at Stripe.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::outcome::Outcome;
use crate::error::Result;
use crate::kernel::ids::{OrderId, PaymentId};
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::platform::db::Conn;
use crate::platform::stripe::{Dispute, Object, read_event};
use crate::schema::{payments, webhooks};

/// Marks the payment.
pub async fn opened(conn: &mut Conn, dispute: &Dispute) -> Result<Outcome> {
    let Some(payment) = disputed(conn, dispute).await? else { return Ok(Outcome::NotYet) };
    // Its end may have been told before its beginning.
    let ended =
        [Outcome::DisputeWon(dispute.id.clone()), Outcome::DisputeLost(dispute.id.clone())].map(|o| o.to_string());
    let over = webhooks::table.filter(webhooks::provider.eq("stripe").and(webhooks::outcome.eq_any(ended)));
    if diesel::select(diesel::dsl::exists(over)).get_result(conn).await? {
        return Ok(Outcome::Before);
    }
    tracing::warn!(%payment, dispute = dispute.id, reason = dispute.reason, "a card payment is disputed");
    let none_open = payments::disputed_at.is_null().or(payments::dispute_lost.eq(true));
    diesel::update(payments::table.find(payment).filter(none_open))
        .set((payments::disputed_at.eq(diesel::dsl::now), payments::dispute_lost.eq(false)))
        .execute(conn)
        .await?;
    Ok(Outcome::Disputed(dispute.id.clone()))
}

/// Takes the mark away, unless this dispute or one before it is lost; while another dispute of the payment is open, it waits since
/// the oldest of them began.
pub async fn closed(conn: &mut Conn, dispute: &Dispute) -> Result<Outcome> {
    let Some(payment) = disputed(conn, dispute).await? else { return Ok(Outcome::NotYet) };
    let lost = dispute.status == "lost";
    if lost {
        tracing::error!(%payment, dispute = dispute.id, "a dispute is lost: its money is gone from the card account");
        // Whose loss it is, the office decides; that Stripe has the money no more is so already.
        let order: OrderId = payments::table.select(payments::order_id).find(payment).first(conn).await?;
        let lost = Posting::new("dispute_lost", &dispute.id)
            .of_order(Some(order))
            .memo(&dispute.reason)
            .debit(Account::Adjustment, None, dispute.amount)
            .credit(Account::Card, None, dispute.amount);
        posting::post(conn, lost).await?;
    }
    let row = payments::table.find(payment);
    let gone = lost || lost_before(conn, dispute).await?;
    match oldest_open(conn, dispute).await? {
        Some(since) => {
            diesel::update(row)
                .set((payments::disputed_at.eq(since), payments::dispute_lost.eq(false)))
                .execute(conn)
                .await?;
        }
        // Its end may have been told without its beginning.
        None if gone => {
            diesel::sql_query(
                "UPDATE payments SET disputed_at = coalesce(disputed_at, now()), dispute_lost = true WHERE id = $1",
            )
            .bind::<BigInt, _>(payment.0)
            .execute(conn)
            .await?;
        }
        None => {
            diesel::update(row)
                .set((payments::disputed_at.eq(None::<DateTime<Utc>>), payments::dispute_lost.eq(false)))
                .execute(conn)
                .await?;
        }
    }
    let id = dispute.id.clone();
    Ok(if lost { Outcome::DisputeLost(id) } else { Outcome::DisputeWon(id) })
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Binary)]
    body: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    received_at: DateTime<Utc>,
}

impl Told {
    /// Whether it is of a dispute of the same payment.
    fn is_beside(&self, dispute: &Dispute) -> bool {
        read_event(&self.body).is_ok_and(|event| match event.object {
            Object::DisputeOpened(told) | Object::DisputeClosed(told) => told.payment_intent == dispute.payment_intent,
            _ => false,
        })
    }
}

/// Since when the oldest dispute of the same payment waits that is open beside this one. There may be several of a payment,
/// and what they are about stands in Stripe's words alone.
async fn oldest_open(conn: &mut Conn, but: &Dispute) -> Result<Option<DateTime<Utc>>> {
    let told: Vec<Told> = diesel::sql_query(
        "SELECT w.body, w.received_at FROM webhooks w WHERE w.provider = 'stripe' AND w.outcome LIKE 'disputed %' \
           AND w.outcome <> 'disputed ' || $1 \
           AND NOT EXISTS (SELECT FROM webhooks e WHERE e.provider = 'stripe' \
             AND split_part(e.outcome, ' ', 1) IN ('dispute_won', 'dispute_lost') \
             AND split_part(e.outcome, ' ', 2) = split_part(w.outcome, ' ', 2)) \
         ORDER BY w.received_at",
    )
    .bind::<Text, _>(&but.id)
    .load(conn)
    .await?;
    Ok(told.iter().find(|row| row.is_beside(but)).map(|row| row.received_at))
}

/// Whether another dispute of the same payment was lost: what is won after it brings its money back no more.
async fn lost_before(conn: &mut Conn, but: &Dispute) -> Result<bool> {
    let told: Vec<Told> = diesel::sql_query(
        "SELECT w.body, w.received_at FROM webhooks w \
         WHERE w.provider = 'stripe' AND split_part(w.outcome, ' ', 1) = 'dispute_lost'",
    )
    .load(conn)
    .await?;
    Ok(told.iter().any(|row| row.is_beside(but)))
}

async fn disputed(conn: &mut Conn, dispute: &Dispute) -> Result<Option<PaymentId>> {
    let Some(intent) = &dispute.payment_intent else { return Ok(None) };
    let paid = payments::provider_charge.eq(intent).and(payments::method.eq("card"));
    Ok(payments::table.select(payments::id).filter(paid).first(conn).await.optional()?)
}
