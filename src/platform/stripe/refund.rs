//! Giving money back.

use std::collections::BTreeMap;

use serde::Deserialize;
use stripe_core::refund::{CreateRefund, ListRefund, RetrieveRefund};

use super::lenient::{self, List};
use super::{Stripe, StripeFailure};
use crate::kernel::money::Money;

#[derive(Clone, Debug)]
pub struct NewRefund {
    /// What was paid: [`super::Session::payment_intent`].
    pub payment_intent: String,
    /// All refunds of a payment together are never more than was paid; Stripe refuses that.
    pub amount: Money,
    /// Told back in answers and events.
    pub metadata: BTreeMap<String, String>,
    /// The same for every repetition of this very refund, different for another; up to 255 characters.
    pub key: String,
}

/// A refund as Stripe tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Refund {
    pub id: String,
    pub amount: Money,
    /// `vnd`
    pub currency: String,
    #[serde(default)]
    pub status: Option<RefundStatus>,
    #[serde(default, deserialize_with = "lenient::id")]
    pub payment_intent: Option<String>,
    #[serde(default, deserialize_with = "lenient::id")]
    pub charge: Option<String>,
    /// Stripe's word for it, once it has failed.
    #[serde(default)]
    pub failure_reason: Option<String>,
    #[serde(default, deserialize_with = "lenient::metadata")]
    pub metadata: BTreeMap<String, String>,
    /// Unix seconds.
    #[serde(default)]
    pub created: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    Pending,
    RequiresAction,
    Succeeded,
    /// The money came back to us; it may fail days after it succeeded.
    Failed,
    Canceled,
    #[serde(other)]
    Unknown,
}

impl Stripe {
    /// Gives back some or all of a payment.
    pub async fn refund(&self, new: &NewRefund) -> Result<Refund, StripeFailure> {
        let create = CreateRefund::new().payment_intent(new.payment_intent.as_str()).amount(new.amount.amount());
        self.create(&create, &new.key, &lenient::encoded(&["metadata"], &new.metadata)).await
    }

    /// All refunds of a payment, newest first, up to 100.
    pub async fn refunds_of(&self, payment_intent: &str) -> Result<Vec<Refund>, StripeFailure> {
        let list: List<Refund> = self.read(&ListRefund::new().payment_intent(payment_intent).limit(100)).await?;
        Ok(list.data)
    }

    /// A refund as it is now.
    pub async fn refund_of(&self, id: &str) -> Result<Refund, StripeFailure> {
        if !lenient::plain(id) {
            return Err(StripeFailure::unknown(id));
        }
        self.read(&RetrieveRefund::new(id)).await
    }
}
