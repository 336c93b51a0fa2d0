//! Pages at Stripe where a buyer pays ("Checkout Sessions").

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionLineItems, CreateCheckoutSessionLineItemsPriceData,
    ExpireCheckoutSession, ListCheckoutSession, ProductData, RetrieveCheckoutSession,
};
use stripe_checkout::{CheckoutSessionLocale, CheckoutSessionMode};
use stripe_types::{Currency, RangeQueryTs};

use super::call::{PAGE, Stretch};
use super::lenient;
use super::{Stripe, StripeFailure};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;

/// A page to be opened. Its lines sum to what the buyer pays; there is no negative line.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub lines: Vec<Line>,
    /// Ours, told back in every answer and event (`client_reference_id`).
    pub reference: String,
    /// Told back in answers and events about the page and about its payment.
    pub metadata: BTreeMap<String, String>,
    pub success_url: String,
    pub cancel_url: String,
    pub lang: Lang,
    pub email: Option<String>,
    /// From 30 minutes to 24 hours from now; Stripe refuses others.
    pub expires_at: DateTime<Utc>,
    /// The same for every repetition of this very page, different for another; up to 255 characters.
    pub key: String,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub name: String,
    /// Of one.
    pub amount: Money,
    pub quantity: u32,
}

/// A page as Stripe tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Session {
    pub id: String,
    /// Where the buyer pays; only while it is open.
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub status: Option<SessionStatus>,
    pub payment_status: PaymentStatus,
    #[serde(default)]
    pub amount_total: Option<Money>,
    /// `vnd`
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub client_reference_id: Option<String>,
    /// What a refund asks for; there once the buyer has begun to pay.
    #[serde(default, deserialize_with = "lenient::id")]
    pub payment_intent: Option<String>,
    #[serde(default, deserialize_with = "lenient::metadata")]
    pub metadata: BTreeMap<String, String>,
    /// Unix seconds.
    #[serde(default)]
    pub created: i64,
    /// Unix seconds.
    #[serde(default)]
    pub expires_at: i64,
    #[serde(default)]
    pub livemode: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    Open,
    /// The buyer is through; whether the money is there is another question.
    Complete,
    Expired,
    #[serde(other)]
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    Paid,
    Unpaid,
    NoPaymentRequired,
    #[serde(other)]
    Unknown,
}

/// What a page that was to be ended is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nobody can pay there any more; perhaps since before.
    Expired(Session),
    /// The buyer was faster.
    Complete(Session),
}

impl Stripe {
    /// Opens a page in the buyer's language for a payment in VND.
    pub async fn open_session(&self, new: &NewSession) -> Result<Session, StripeFailure> {
        let lines = new.lines.iter().map(|line| {
            let mut price = CreateCheckoutSessionLineItemsPriceData::new(Currency::VND);
            price.product_data = Some(ProductData::new(line.name.as_str()));
            price.unit_amount = Some(line.amount.amount());
            let mut item = CreateCheckoutSessionLineItems::new();
            item.price_data = Some(price);
            item.quantity = Some(line.quantity.into());
            item
        });
        let mut create = CreateCheckoutSession::new()
            .mode(CheckoutSessionMode::Payment)
            .currency(Currency::VND)
            .line_items(lines.collect::<Vec<_>>())
            .client_reference_id(new.reference.as_str())
            .success_url(new.success_url.as_str())
            .cancel_url(new.cancel_url.as_str())
            .expires_at(new.expires_at.timestamp())
            .locale(match new.lang {
                Lang::Vi => CheckoutSessionLocale::Vi,
                Lang::En => CheckoutSessionLocale::En,
            });
        if let Some(email) = &new.email {
            create = create.customer_email(email.as_str());
        }
        let metadata = lenient::encoded(&["metadata", "payment_intent_data[metadata]"], &new.metadata);
        self.create(&create, &new.key, &metadata).await
    }

    /// A page as it is now.
    pub async fn session(&self, id: &str) -> Result<Session, StripeFailure> {
        known(id)?;
        self.read(&RetrieveCheckoutSession::new(id)).await
    }

    /// Ends a page, so that nobody pays there any more.
    pub async fn expire_session(&self, id: &str) -> Result<Ended, StripeFailure> {
        known(id)?;
        let session = match self.read(&ExpireCheckoutSession::new(id)).await {
            Ok(session) => session,
            // Stripe refuses to end what is not open. It needs no key: a second time is such a refusal.
            Err(no @ StripeFailure::Refused { status: 400, .. }) => match self.session(id).await? {
                session if session.status == Some(SessionStatus::Open) => return Err(no),
                session => session,
            },
            Err(failure) => return Err(failure),
        };
        match session.status {
            Some(SessionStatus::Expired) => Ok(Ended::Expired(session)),
            Some(SessionStatus::Complete) => Ok(Ended::Complete(session)),
            _ => Err(StripeFailure::Garbled),
        }
    }

    /// The pages opened since then, newest first: for finding what an answer that was lost had told. After one of them,
    /// those that are older.
    pub async fn sessions_since(
        &self,
        since: DateTime<Utc>,
        after: Option<String>,
    ) -> Result<Stretch<Session>, StripeFailure> {
        let ask = |last: Option<&str>| {
            let list = ListCheckoutSession::new().limit(PAGE).created(RangeQueryTs::gte(since.timestamp()));
            match last {
                Some(last) => list.starting_after(last),
                None => list,
            }
        };
        self.list(ask, |session: &Session| session.id.as_str(), after).await
    }
}

/// Refuses an id that no page has, which would ask for something else.
fn known(id: &str) -> Result<(), StripeFailure> {
    if lenient::plain(id) { Ok(()) } else { Err(StripeFailure::unknown(id)) }
}
