//! A buyer's bank wants money back. The order goes on; the office sees it and answers at Stripe.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Text};
use diesel_async::RunQueryDsl;

use super::outcome::Outcome;
use crate::error::Result;
use crate::kernel::ids::{OrderId, PaymentId};
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::platform::db::Conn;
use crate::platform::stripe::{Dispute, Object, read_event};
use crate::schema::{payments, webhooks};

/// From SQL, whether what marked the payment `y` is lost: what its cardholder disputes after that marks it anew. There may be
/// several payments in an order and several disputes of a payment, and the books know the order alone, so what is still open
/// when one of them is lost is marked later than that.
pub const LOST: &str = "EXISTS (SELECT FROM postings g WHERE g.order_id = y.order_id AND g.kind = 'dispute_lost' \
                                  AND g.at >= y.disputed_at)";

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
    diesel::sql_query(format!(
        "UPDATE payments y SET disputed_at = now() WHERE y.id = $1 AND (y.disputed_at IS NULL OR {LOST})"
    ))
    .bind::<BigInt, _>(payment.0)
    .execute(conn)
    .await?;
    Ok(Outcome::Disputed(dispute.id.clone()))
}

/// Takes the mark away, unless the money is lost or another dispute of the payment is open.
pub async fn closed(conn: &mut Conn, dispute: &Dispute) -> Result<Outcome> {
    let Some(payment) = disputed(conn, dispute).await? else { return Ok(Outcome::NotYet) };
    let row = payments::table.find(payment);
    let open = intents(conn, &dispute.id).await?;
    if dispute.status == "lost" {
        tracing::error!(%payment, dispute = dispute.id, "a dispute is lost: its money is gone from the card account");
        diesel::update(row.filter(payments::disputed_at.is_null()))
            .set(payments::disputed_at.eq(diesel::dsl::now))
            .execute(conn)
            .await?;
        // Whose loss it is, the office decides; that Stripe has the money no more is so already.
        let order: OrderId = payments::table.select(payments::order_id).find(payment).first(conn).await?;
        let lost = Posting::new("dispute_lost", &dispute.id)
            .of_order(Some(order))
            .memo(&dispute.reason)
            .debit(Account::Adjustment, None, dispute.amount)
            .credit(Account::Card, None, dispute.amount);
        posting::post(conn, lost).await?;
        // Later than what was booked just now, at the beginning of this transaction.
        diesel::sql_query(
            "UPDATE payments SET disputed_at = clock_timestamp() \
             WHERE order_id = $1 AND method = 'card' AND provider_charge = ANY($2)",
        )
        .bind::<BigInt, _>(order.0)
        .bind::<Array<Text>, _>(&open)
        .execute(conn)
        .await?;
        return Ok(Outcome::DisputeLost(dispute.id.clone()));
    }
    if !dispute.payment_intent.as_ref().is_some_and(|intent| open.contains(intent)) {
        diesel::update(row).set(payments::disputed_at.eq(None::<DateTime<Utc>>)).execute(conn).await?;
    }
    Ok(Outcome::DisputeWon(dispute.id.clone()))
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Binary)]
    body: Vec<u8>,
}

/// What all disputes are about that are open beside this one, as Stripe names its payments.
async fn intents(conn: &mut Conn, but: &str) -> Result<Vec<String>> {
    let told: Vec<Told> = diesel::sql_query(
        "SELECT w.body FROM webhooks w WHERE w.provider = 'stripe' AND w.outcome LIKE 'disputed %' \
           AND w.outcome <> 'disputed ' || $1 \
           AND NOT EXISTS (SELECT FROM webhooks e WHERE e.provider = 'stripe' \
             AND split_part(e.outcome, ' ', 1) IN ('dispute_won', 'dispute_lost') \
             AND split_part(e.outcome, ' ', 2) = split_part(w.outcome, ' ', 2))",
    )
    .bind::<Text, _>(but)
    .load(conn)
    .await?;
    let events = told.iter().filter_map(|row| read_event(&row.body).ok());
    Ok(events
        .filter_map(|event| match event.object {
            Object::DisputeOpened(dispute) => dispute.payment_intent,
            _ => None,
        })
        .collect())
}

async fn disputed(conn: &mut Conn, dispute: &Dispute) -> Result<Option<PaymentId>> {
    let Some(intent) = &dispute.payment_intent else { return Ok(None) };
    let paid = payments::provider_charge.eq(intent).and(payments::method.eq("card"));
    Ok(payments::table.select(payments::id).filter(paid).first(conn).await.optional()?)
}
