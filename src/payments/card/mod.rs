//! Cards, by Stripe Checkout. What Stripe knows and what we know meet in [`news`] and [`refunds`] alone, whoever brings
//! it: a webhook, the buyer who comes back, a payment that is closed, or the job that asks every minute.
//!
//! - `attempt` is a card payment and its page at Stripe; `page` asks for that page under the payment's own key;
//! - `begin` and `close` open and end it; `refunds` and `elsewhere` give money back, or note that somebody did;
//! - `http` and `inbox` take in what Stripe tells; `poll` asks for what it did not;
//! - `movements` books what Stripe keeps and pays out; `walk` goes through its long lists round by round.

mod attempt;
mod begin;
mod close;
mod disputes;
mod elsewhere;
pub mod http;
mod inbox;
mod movements;
mod news;
mod outcome;
mod page;
pub mod poll;
mod refunds;
mod walk;

use std::sync::Arc;

use async_trait::async_trait;
use diesel_async::AsyncConnection as _;

pub use outcome::Outcome;

use super::method::{Begin, Closing, PaymentMethod};
use crate::error::{Error, Result};
use crate::kernel::ids::{OrderId, PaymentId, RefundId};
use crate::kernel::lang::Lang;
use crate::platform::Ground;
use crate::platform::stripe::{Session, Stripe};
use crate::platform::throttle::{self, Limit};

/// How often an order's page may make us ask Stripe: who presses on without end would have it refuse everybody.
const LOOKS: Limit = Limit { name: "card_look", hits: 3, seconds: 30 };

pub struct Card;

/// The shop's account at Stripe, where it has one that fits: a key for tests charges nobody in earnest, and a shop that is
/// being tried out must charge nobody.
fn account(ground: &Ground) -> Option<Arc<Stripe>> {
    let keys = ground.config.stripe.as_ref()?;
    if keys.test() == ground.config.production() {
        return None;
    }
    ground.stripe.clone()
}

/// Whether Stripe is asked what it did not tell.
#[must_use]
pub fn asks(ground: &Ground) -> bool {
    account(ground).is_some()
}

/// Whether a card can be charged now.
#[must_use]
pub fn ready(ground: &Ground) -> bool {
    account(ground).is_some_and(|stripe| stripe.healthy())
}

/// Asks Stripe about an order's pages that are not known as paid: for a buyer who comes back before the webhook does.
/// What cannot be had now, the job finds later.
pub async fn look(ground: &Ground, order: OrderId) {
    if let Err(error) = look_at(ground, order).await {
        tracing::warn!(%order, %error, "Stripe was asked about an order in vain");
    }
}

async fn look_at(ground: &Ground, order: OrderId) -> Result<()> {
    let Some(stripe) = account(ground) else { return Ok(()) };
    let mut conn = ground.db.conn().await?;
    if let Err(Error::TooMany(_)) = throttle::check(ground, &mut conn, LOOKS, &order.to_string()).await {
        return Ok(());
    }
    let pages = attempt::unpaid_pages(&mut conn, order).await?;
    drop(conn);
    for page in pages {
        match stripe.session(&page).await {
            Ok(session) => {
                take(ground, &session).await?;
            }
            Err(failure) => tracing::warn!(%order, why = failure.why(), "a page could not be looked at"),
        }
    }
    Ok(())
}

/// Takes in what a page at Stripe says now.
async fn take(ground: &Ground, session: &Session) -> Result<Outcome> {
    let mut conn = ground.db.conn().await?;
    conn.transaction(async |conn| news::take(conn, session).await).await
}

#[async_trait]
impl PaymentMethod for Card {
    async fn begin(&self, ground: &Ground, order: OrderId, _: Lang) -> Result<Begin> {
        begin::begin(ground, order).await
    }

    async fn close(&self, ground: &Ground, payment: PaymentId) -> Result<Closing> {
        close::close(ground, payment).await
    }

    async fn give_back(&self, ground: &Ground, refund: RefundId) -> Result<()> {
        refunds::give_back(ground, refund).await
    }
}
