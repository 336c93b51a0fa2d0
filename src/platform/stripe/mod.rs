//! Talking to Stripe: pages where a buyer pays by card, refunds, and the events Stripe tells us of. Knows no order.
//!
//! Every call ends within a limit and every failure is a [`StripeFailure`] that says whether it may have been carried
//! out. What creates something takes the caller's idempotency key, so that repeating it after any accident, in another
//! process too, charges nobody twice. VND has no smaller unit: amounts are whole đồng on the wire.
//!
//! - `call` carries one call: tries again with the same key, within a time, past a breaker;
//! - `session` opens, reads and ends payment pages; `refund` gives money back;
//! - `movement` tells what Stripe keeps as fees and pays out;
//! - `webhook` checks who sent an event; `event` reads it;
//! - `lenient` is how answers are read: what we do not use may be anything.

mod call;
mod event;
mod failure;
mod lenient;
mod movement;
mod refund;
mod session;
mod webhook;

use std::time::{Duration, Instant};

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use crate::config::{Secret, StripeKeys};
use crate::kernel::money::Money;
use crate::platform::breaker::Breaker;

pub use call::Stretch;
pub use event::{Charge, Dispute, Event, Object, read as read_event};
pub use failure::StripeFailure;
pub use movement::{Movement, Source};
pub use refund::{NewRefund, Refund, RefundStatus};
pub use session::{Ended, Line, NewSession, PaymentStatus, Session, SessionStatus};
pub use webhook::{TOLERANCE, WebhookError, verify};

/// The most that one payment may be; Stripe takes eight digits.
pub const LARGEST: Money = Money::dong(99_999_999);
/// The least that is worth offering a card for: Stripe refuses what is under half a US dollar, which moves.
pub const LEAST: Money = Money::dong(20_000);

/// How long Stripe is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For one try, from the connection to the last byte.
    pub one: Duration,
    /// For all tries of a call together.
    pub all: Duration,
    /// Before the second try; three times as long before the third.
    pub pause: Duration,
    /// For following one list: no further page of it is asked for after that, and whoever reads it goes on the next time.
    pub list: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            one: Duration::from_secs(8),
            all: Duration::from_secs(19),
            pause: Duration::from_millis(400),
            list: Duration::from_secs(10),
        }
    }
}

/// One per process, shared by all requests. Opens no connection until it is used.
pub struct Stripe {
    client: async_stripe::Client,
    patience: Patience,
    breaker: Breaker,
    webhook_secrets: Vec<Secret>,
}

impl Stripe {
    /// Fails on a key that cannot stand in a header and on an address that is none.
    pub fn new(keys: &StripeKeys, patience: Patience) -> anyhow::Result<Stripe> {
        let client = async_stripe::ClientBuilder::new(keys.secret_key.expose()).url(keys.api_base.as_str()).build();
        Ok(Stripe {
            client: client.context("the way to Stripe")?,
            patience,
            breaker: Breaker::default(),
            webhook_secrets: keys.webhook_secrets.clone(),
        })
    }

    /// Whether cards should be offered now: Stripe answered when it was last asked, or it is time to ask again.
    #[must_use]
    pub fn healthy(&self) -> bool {
        self.breaker.may_allow(Instant::now())
    }

    /// The event in a request that says it comes from Stripe; see [`verify`].
    pub fn event(&self, header: Option<&str>, body: &[u8], now: DateTime<Utc>) -> Result<Event, WebhookError> {
        verify(header, body, &self.webhook_secrets, now)
    }
}
