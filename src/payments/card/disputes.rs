//! A buyer's bank wants money back. The order goes on; the office sees it and answers at Stripe.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::outcome::Outcome;
use crate::error::Result;
use crate::kernel::ids::{OrderId, PaymentId};
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::platform::db::Conn;
use crate::platform::stripe::Dispute;
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
    diesel::update(payments::table.find(payment).filter(payments::disputed_at.is_null()))
        .set(payments::disputed_at.eq(diesel::dsl::now))
        .execute(conn)
        .await?;
    Ok(Outcome::Disputed(dispute.id.clone()))
}

/// Takes the mark away, unless the money is lost.
pub async fn closed(conn: &mut Conn, dispute: &Dispute) -> Result<Outcome> {
    let Some(payment) = disputed(conn, dispute).await? else { return Ok(Outcome::NotYet) };
    let row = payments::table.find(payment);
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
        return Ok(Outcome::DisputeLost(dispute.id.clone()));
    }
    diesel::update(row).set(payments::disputed_at.eq(None::<DateTime<Utc>>)).execute(conn).await?;
    Ok(Outcome::DisputeWon(dispute.id.clone()))
}

async fn disputed(conn: &mut Conn, dispute: &Dispute) -> Result<Option<PaymentId>> {
    let Some(intent) = &dispute.payment_intent else { return Ok(None) };
    let paid = payments::provider_charge.eq(intent).and(payments::method.eq("card"));
    Ok(payments::table.select(payments::id).filter(paid).first(conn).await.optional()?)
}
