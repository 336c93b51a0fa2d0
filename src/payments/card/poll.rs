//! Asks Stripe for what it did not tell: every minute, so that a webhook that is lost costs minutes and no money.

use std::collections::HashMap;
use std::time::Duration as Wait;

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::walk::{self, Walked};
use super::{inbox, movements, refunds};
use crate::error::Result;
use crate::kernel::ids::RefundId;
use crate::platform::Ground;
use crate::platform::jobs::Job;
use crate::platform::kept::Keep as _;
use crate::platform::stripe::{PaymentStatus, Session, SessionStatus, Stripe};

/// How many are asked about in one go.
const AT_ONCE: i64 = 50;
/// How long one round may go on asking; the next one is a minute away, and a job has no more than this.
const ROUND: Wait = Wait::from_secs(80);
/// And so long about single pages, and about single refunds: the lists have their turn in each round, and how far they were
/// read is kept.
const SINGLE: Wait = Wait::from_secs(12);
/// Pages that are looked through for payments we do not know of.
const BACK: Duration = Duration::days(2);

#[derive(Serialize, Deserialize)]
pub struct PollStripe {}

impl Job for PollStripe {
    const KIND: &'static str = "poll_stripe";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        inbox::apply_waiting(&ground).await?;
        let Some(stripe) = super::account(&ground) else { return Ok(()) };
        let round = async {
            within(ask_payments(&ground, &stripe)).await?;
            within(ask_refunds(&ground)).await?;
            reconcile(&ground, &stripe).await?;
            movements::take_in(&ground, &stripe).await
        };
        // What was not reached is asked about in the next round.
        match tokio::time::timeout(ROUND, round).await {
            Ok(ended) => Ok(ended?),
            Err(_) => Ok(()),
        }
    }
}

/// Which are asked about first is left to chance, so that all come to be asked about.
async fn within(asking: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::time::timeout(SINGLE, asking).await.unwrap_or(Ok(()))
}

#[derive(QueryableByName)]
struct Page {
    #[diesel(sql_type = Text)]
    session: String,
}

/// Payments that are due and whose page has been open for a while.
async fn ask_payments(ground: &Ground, stripe: &Stripe) -> Result<()> {
    let mut conn = ground.db.conn().await?;
    let pages: Vec<Page> = diesel::sql_query(
        "SELECT provider_ref AS session FROM payments WHERE method = 'card' AND state = 'due' \
           AND provider_ref IS NOT NULL AND opened_at < now() - interval '2 minutes' ORDER BY random() LIMIT $1",
    )
    .bind::<BigInt, _>(AT_ONCE)
    .kept()
    .load(&mut conn)
    .await?;
    drop(conn);
    for page in pages {
        match stripe.session(&page.session).await {
            Ok(session) => note(ground, &session).await,
            Err(failure) => tracing::debug!(why = failure.why(), "a page could not be looked at"),
        }
    }
    Ok(())
}

/// One that cannot be taken in holds up no other.
async fn note(ground: &Ground, session: &Session) {
    if let Err(error) = super::take(ground, session).await {
        tracing::error!(session = session.id, %error, "a page's news was not taken in");
    }
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    id: RefundId,
}

async fn ask_refunds(ground: &Ground) -> Result<()> {
    let mut conn = ground.db.conn().await?;
    let waiting: Vec<Waiting> = diesel::sql_query(
        "SELECT id FROM refunds WHERE method = 'card' AND state IN ('due', 'sent') \
           AND made_at < now() - interval '2 minutes' ORDER BY random() LIMIT $1",
    )
    .bind::<BigInt, _>(AT_ONCE)
    .kept()
    .load(&mut conn)
    .await?;
    drop(conn);
    for refund in waiting {
        if let Err(error) = refunds::give_back(ground, refund.id).await {
            tracing::debug!(refund = %refund.id, %error, "a refund is still not known");
        }
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Text)]
    session: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<Text>)]
    charge: Option<String>,
}

/// Goes through the pages of the last days: what was paid and is not in our books is taken in, and a page that is open for
/// a payment that nobody wants any more is ended. More than one round reads are gone through over several.
async fn reconcile(ground: &Ground, stripe: &Stripe) -> Result<()> {
    let mut conn = ground.db.conn().await?;
    let stand = walk::go_on(&mut conn, Walked::Pages, ground.clock.now() - BACK).await?;
    drop(conn);
    let (sessions, next) = match stripe.sessions_since(stand.since, stand.after).await {
        Ok(stretch) => (stretch.found, stretch.next),
        Err(failure) => {
            tracing::debug!(why = failure.why(), "the pages could not be listed");
            return walk::failed(&mut *ground.db.conn().await?, Walked::Pages, &failure).await;
        }
    };
    let ids: Vec<&str> = sessions.iter().map(|session| session.id.as_str()).collect();
    let mut conn = ground.db.conn().await?;
    let known: Vec<Known> = diesel::sql_query(
        "SELECT provider_ref AS session, state, provider_charge AS charge FROM payments WHERE provider_ref = ANY($1)",
    )
    .bind::<Array<Text>, _>(ids)
    .kept()
    .load(&mut conn)
    .await?;
    drop(conn);
    let known: HashMap<&str, &Known> = known.iter().map(|row| (row.session.as_str(), row)).collect();
    for session in &sessions {
        let row = known.get(session.id.as_str());
        let in_the_books = row.is_some_and(|row| row.charge.is_some() && row.charge == session.payment_intent);
        if session.payment_status == PaymentStatus::Paid && !in_the_books {
            note(ground, session).await;
        }
        let unwanted = row.is_some_and(|row| row.state != "due");
        if session.status == Some(SessionStatus::Open)
            && unwanted
            && let Err(failure) = stripe.expire_session(&session.id).await
        {
            tracing::debug!(session = session.id, why = failure.why(), "a page that nobody wants was not ended");
        }
    }
    walk::reached(&mut *ground.db.conn().await?, Walked::Pages, next.as_deref()).await
}
