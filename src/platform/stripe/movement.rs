//! What moves the money of our account at Stripe ("balance transactions"): charges with Stripe's fee, refunds, payouts.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use stripe_core::balance_transaction::ListBalanceTransaction;
use stripe_types::RangeQueryTs;

use super::call::{PAGE, Stretch};
use super::lenient;
use super::{Stripe, StripeFailure};
use crate::kernel::money::Money;

/// A movement as Stripe tells of it; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Movement {
    pub id: String,
    /// Stripe's word: `charge`, `refund`, `payout`, `stripe_fee`, ...
    #[serde(rename = "type")]
    pub kind: String,
    /// Before the fee; negative when it leaves the account.
    pub amount: Money,
    /// What Stripe keeps of it; negative when it gives a fee back.
    #[serde(default)]
    pub fee: Money,
    /// Of the account, which need not be that of the payment.
    pub currency: String,
    #[serde(default)]
    pub source: Option<Source>,
    /// Unix seconds.
    pub created: i64,
}

/// What moved the money: a charge, a refund, a dispute, a payout.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Told")]
pub struct Source {
    pub id: String,
    pub payment_intent: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    Id(String),
    Whole {
        id: String,
        #[serde(default, deserialize_with = "lenient::id")]
        payment_intent: Option<String>,
    },
}

impl From<Told> for Source {
    fn from(told: Told) -> Self {
        match told {
            Told::Id(id) => Source { id, payment_intent: None },
            Told::Whole { id, payment_intent } => Source { id, payment_intent },
        }
    }
}

impl Stripe {
    /// The movements since then, newest first, each with what moved the money; after one of them, those that are older.
    pub async fn movements_since(
        &self,
        since: DateTime<Utc>,
        after: Option<String>,
    ) -> Result<Stretch<Movement>, StripeFailure> {
        let ask = |last: Option<&str>| {
            let list = ListBalanceTransaction::new()
                .limit(PAGE)
                .created(RangeQueryTs::gte(since.timestamp()))
                .expand(vec!["data.source".to_owned()]);
            match last {
                Some(last) => list.starting_after(last),
                None => list,
            }
        };
        self.list(ask, |movement: &Movement| movement.id.as_str(), after).await
    }
}
