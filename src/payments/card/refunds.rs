//! Giving card money back through Stripe, and what Stripe says became of it.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::elsewhere;
use super::outcome::Outcome;
use crate::error::{Error, Result};
use crate::kernel::ids::RefundId;
use crate::kernel::money::Money;
use crate::payments::{lock, refund_sent};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::platform::stripe::{NewRefund, Refund, RefundStatus, Stripe, StripeFailure};
use crate::schema::refunds;

/// A refund as its row says.
#[derive(Clone, Debug, QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: RefundId,
    #[diesel(sql_type = BigInt)]
    amount: Money,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    order: String,
    /// What was paid, as Stripe calls it.
    #[diesel(sql_type = Nullable<Text>)]
    charge: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reference: Option<String>,
    /// Made so long ago that Stripe may have forgotten its key.
    #[diesel(sql_type = Bool)]
    old: bool,
    /// How often it was asked for anew after it had failed.
    #[diesel(sql_type = Integer)]
    tries: i32,
}

const ROW: &str = "SELECT r.id, r.amount, r.state, coalesce(o.code, '') AS order, y.provider_charge AS charge, \
            r.provider_ref AS reference, r.made_at < now() - interval '20 hours' AS old, r.tries \
     FROM refunds r JOIN payments y ON y.id = r.payment_id LEFT JOIN orders o ON o.id = r.order_id";

/// Sends a refund that is due, or asks what became of one that was sent. An answer that was lost is asked for again with
/// the same key.
///
/// # Refuses
/// [`Error::Busy`] when it is not known what became of it; to be called again.
pub async fn give_back(ground: &Ground, id: RefundId) -> Result<()> {
    let stripe = super::account(ground).ok_or(Error::Busy)?;
    let mut conn = ground.db.conn().await?;
    let sql = format!("{ROW} WHERE r.id = $1 AND r.method = 'card'");
    let row: Option<Row> =
        diesel::sql_query(sql).bind::<BigInt, _>(id.0).kept().get_result(&mut conn).await.optional()?;
    drop(conn);
    let Some(row) = row else { return Ok(()) };
    let told = match (row.state.as_str(), &row.reference) {
        ("due", _) => send(&stripe, &row).await,
        // One that was made at Stripe for several parcels is several rows here.
        ("sent", Some(reference)) => stripe.refund_of(reference.split(':').next().unwrap_or_default()).await.map(Some),
        _ => return Ok(()),
    };
    let mut conn = ground.db.conn().await?;
    match told {
        Ok(Some(refund)) => {
            conn.transaction(async |conn| told_of(conn, &refund).await).await?;
            Ok(())
        }
        Ok(None) => conn.transaction(async |conn| refused(conn, &row, "no charge").await).await,
        Err(StripeFailure::Refused { status: 400 | 402 | 404, code, message }) if row.state == "due" => {
            tracing::error!(refund = %id, code, message, "Stripe will not give this back");
            conn.transaction(async |conn| refused(conn, &row, &code).await).await
        }
        Err(failure) => {
            tracing::warn!(refund = %id, why = failure.why(), "a refund is not known to be sent");
            Err(Error::Busy)
        }
    }
}

/// `None` when there is nothing at Stripe that could be given back.
async fn send(stripe: &Stripe, row: &Row) -> Result<Option<Refund>, StripeFailure> {
    let Some(charge) = &row.charge else { return Ok(None) };
    if row.old
        && let Some(made) = listed(stripe, charge, row).await?
    {
        return Ok(Some(made));
    }
    let mut new =
        NewRefund { payment_intent: charge.clone(), amount: row.amount, metadata: row.metadata(), key: row.key() };
    let told = asked(stripe, row, &new).await;
    match told {
        // The key was spent by another refund, of a time that was lost when the books were restored: it has a longer one.
        Err(StripeFailure::Refused { code, .. }) if code == SPENT => {
            new.key = format!("{}:{charge}:{}", new.key, row.amount.amount());
            asked(stripe, row, &new).await
        }
        other => other,
    }
}

/// What Stripe says of a key that came with other words before.
const SPENT: &str = "idempotency_error";

/// Asks under this key; what became of a call whose answer says nothing of it is told by the list.
async fn asked(stripe: &Stripe, row: &Row, new: &NewRefund) -> Result<Option<Refund>, StripeFailure> {
    let failure = match stripe.refund(new).await {
        Ok(refund) => return Ok(Some(refund)),
        Err(failure) => failure,
    };
    let unsaid = match &failure {
        // Stripe's own failure is what the key answers from now on.
        StripeFailure::Unwell { status: 500.., .. } => true,
        StripeFailure::Refused { code, .. } => code == SPENT,
        _ => false,
    };
    if !unsaid {
        return Err(failure);
    }
    listed(stripe, &new.payment_intent, row).await?.map_or(Err(failure), |made| Ok(Some(made)))
}

async fn listed(stripe: &Stripe, charge: &str, row: &Row) -> Result<Option<Refund>, StripeFailure> {
    let (own, made) = (row.id.to_string(), stripe.refunds_of(charge).await?);
    let is_it = |refund: &Refund| {
        refund.metadata.get("refund") == Some(&own) && try_of(refund) == row.tries && refund.amount == row.amount
    };
    Ok(made.into_iter().find(is_it))
}

/// Which try a refund at Stripe is; one made by hand is the first.
fn try_of(refund: &Refund) -> i32 {
    refund.metadata.get("try").and_then(|n| n.parse().ok()).unwrap_or_default()
}

impl Row {
    /// Told back by Stripe. The first try has no number.
    fn metadata(&self) -> BTreeMap<String, String> {
        let mut told =
            BTreeMap::from([("refund".to_owned(), self.id.to_string()), ("order".to_owned(), self.order.clone())]);
        if self.tries > 0 {
            told.insert("try".to_owned(), self.tries.to_string());
        }
        told
    }

    /// One for each try: under the one before, Stripe would only say again that it has failed.
    fn key(&self) -> String {
        if self.tries == 0 { format!("refund:{}", self.id) } else { format!("refund:{}/{}", self.id, self.tries) }
    }
}

/// A try that Stripe will never make: the refund waits for the office to give the money back another way. One that was
/// asked for anew while this answer was on its way is not touched by it.
async fn refused(conn: &mut Conn, row: &Row, why: &str) -> Result<()> {
    lock::refund(conn, row.id).await?.ok_or(Error::NotFound)?;
    let same = refunds::id.eq(row.id).and(refunds::state.eq("due")).and(refunds::tries.eq(row.tries));
    let moved = diesel::update(refunds::table.filter(same)).set(refunds::state.eq("sent")).execute(conn).await?;
    if moved == 0 {
        return Ok(());
    }
    refund_sent::failed(conn, row.id, why).await
}

/// Notes what Stripe says of a refund. Call it inside a transaction.
///
/// # Locks
/// Order, parcels, payments, refunds.
pub async fn told_of(conn: &mut Conn, refund: &Refund) -> Result<Outcome> {
    let own = refund.metadata.get("refund").and_then(|id| id.parse::<i64>().ok());
    // By its name there, by ours where its name is not kept yet, or by what was booked for one made by hand.
    let sql = format!(
        "{ROW} WHERE r.provider_ref = $1 OR starts_with(r.key, 'stripe:' || $1 || ':') \
            OR (r.id = $2 AND (r.provider_ref IS NULL OR r.tries > $5) AND y.provider_charge = $3 AND r.amount = $4) \
         ORDER BY r.id"
    );
    let rows: Vec<Row> = diesel::sql_query(sql)
        .bind::<Text, _>(&refund.id)
        .bind::<Nullable<BigInt>, _>(own)
        .bind::<Nullable<Text>, _>(refund.payment_intent.as_deref())
        .bind::<BigInt, _>(refund.amount)
        .bind::<Integer, _>(try_of(refund))
        .kept()
        .load(conn)
        .await?;
    if rows.is_empty() {
        return elsewhere::record(conn, refund).await;
    }
    let single = rows.len() == 1;
    let mut outcome = Outcome::Before;
    for row in rows {
        // News of a try that failed: it has been asked for anew since, as another refund.
        if row.tries > try_of(refund) && row.reference.as_ref() != Some(&refund.id) {
            continue;
        }
        let reference = if single { refund.id.clone() } else { format!("{}:{}", refund.id, row.id) };
        outcome = follow(conn, row.id, refund, &reference).await?;
    }
    Ok(outcome)
}

/// Brings one row to where the refund is.
pub(super) async fn follow(conn: &mut Conn, id: RefundId, refund: &Refund, reference: &str) -> Result<Outcome> {
    let before = lock::refund(conn, id).await?.ok_or(Error::NotFound)?;
    let why: String = refunds::table.select(refunds::why_failed).find(id).first(conn).await?;
    // It failed for good: what came after is the office's, and older news change nothing.
    if !why.is_empty() {
        return Ok(Outcome::Before);
    }
    refund_sent::sent(conn, id, reference).await?;
    match refund.status {
        Some(RefundStatus::Succeeded) => {
            let news = refund_sent::done(conn, id, refund_sent::From::Card, &refund.id, None).await?;
            Ok(if news { Outcome::RefundDone } else { Outcome::Before })
        }
        Some(RefundStatus::Failed | RefundStatus::Canceled) => {
            let why = refund.failure_reason.as_deref().filter(|why| !why.is_empty()).unwrap_or("failed");
            refund_sent::failed(conn, id, why).await?;
            Ok(Outcome::RefundFailed)
        }
        _ => Ok(if before.state == "due" { Outcome::RefundSent } else { Outcome::Before }),
    }
}
