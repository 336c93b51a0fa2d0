//! Asking Stripe for a payment's page: always under the payment's own key, so that one payment has one page whatever
//! happened to the answer.

use chrono::Duration;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::attempt::Attempt;
use crate::error::Result;
use crate::kernel::ids::PaymentId;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::stripe::{NewSession, Session, Stripe, StripeFailure};
use crate::schema::payments;

/// How far Stripe's clock may be behind ours when its pages are listed.
const CLOCKS_APART: Duration = Duration::minutes(10);

/// What asking came to.
#[derive(Debug)]
pub enum Asked {
    /// The payment's page, new or opened before.
    Page(Box<Session>),
    /// There is none, and this payment will get none.
    None,
    /// Not known now; the same question again is safe, and goes on with what was not looked through.
    Unknown,
}

/// Opens a payment's page or finds the one that was opened before. It takes no longer than a call and a list do.
pub async fn ask(ground: &Ground, stripe: &Stripe, attempt: &Attempt, new: &NewSession) -> Result<Asked> {
    let failure = match stripe.open_session(new).await {
        Ok(session) => return Ok(Asked::Page(Box::new(session))),
        Err(failure) => failure,
    };
    tracing::warn!(payment = %attempt.id, why = failure.why(), error = %failure, "a page at Stripe was not opened");
    match &failure {
        // The key keeps another answer than a page: asked with other words (a household was renamed), or a failure of
        // Stripe's own. Whether there is a page is then told by the list alone.
        StripeFailure::Refused { code, .. } if code == "idempotency_error" => {}
        StripeFailure::Unwell { status: 500.., .. } => {}
        StripeFailure::Refused { status: 400, .. } => return Ok(Asked::None),
        _ => return Ok(Asked::Unknown),
    }
    listed(ground, stripe, attempt).await
}

/// Looks through the pages opened since the payment was, one stretch of them: where they are more, it is not known, and the
/// next time goes on from there. What is opened meanwhile is not this payment's: its key has been asked before.
async fn listed(ground: &Ground, stripe: &Stripe, attempt: &Attempt) -> Result<Asked> {
    let own = |session: &Session| {
        session.metadata.get("payment").is_some_and(|id| *id == attempt.id.to_string())
            && session.client_reference_id.as_deref() == Some(attempt.code.as_str())
    };
    let stretch = match stripe.sessions_since(attempt.opened_at - CLOCKS_APART, attempt.looked_to.clone()).await {
        Ok(stretch) => stretch,
        // Stripe does not know the place: from the newest on.
        Err(StripeFailure::Refused { .. }) => {
            looked_to(ground, attempt.id, None).await?;
            return Ok(Asked::Unknown);
        }
        Err(_) => return Ok(Asked::Unknown),
    };
    if let Some(session) = stretch.found.into_iter().find(own) {
        return Ok(Asked::Page(Box::new(session)));
    }
    looked_to(ground, attempt.id, stretch.next.as_deref()).await?;
    Ok(if stretch.next.is_some() { Asked::Unknown } else { Asked::None })
}

async fn looked_to(ground: &Ground, payment: PaymentId, place: Option<&str>) -> Result<()> {
    let mut conn = ground.db.conn().await?;
    diesel::update(payments::table.find(payment)).set(payments::looked_to.eq(place)).execute(&mut conn).await?;
    Ok(())
}

/// Keeps a page with its payment; `false` when the payment is not due any more, and its page must not be paid.
pub async fn keep(conn: &mut Conn, attempt: &Attempt, session: &Session) -> Result<bool> {
    let due = payments::table.filter(
        payments::id
            .eq(attempt.id)
            .and(payments::state.eq("due"))
            .and(payments::provider_ref.is_null().or(payments::provider_ref.eq(&session.id))),
    );
    let kept = diesel::update(due)
        .set((payments::provider_ref.eq(&session.id), payments::provider_url.eq(&session.url)))
        .execute(conn)
        .await?;
    Ok(kept == 1)
}
