//! What Stripe tells us of. An event is a hint: amounts and orders are ours, and on doubt the thing itself is fetched.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::Value;

use super::{Refund, Session, lenient};
use crate::kernel::money::Money;

/// Told at least once, in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The same each time it is told.
    pub id: String,
    /// Stripe's name for it, as `charge.refunded`.
    pub kind: String,
    /// Unix seconds.
    pub created: i64,
    pub livemode: bool,
    pub object: Object,
}

/// What it is about, as it was when the event arose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// The buyer is through; [`Session::payment_status`] says whether the money is there.
    SessionCompleted(Session),
    /// The money of a slow method has come.
    SessionPaid(Session),
    /// It has not.
    SessionFailed(Session),
    SessionExpired(Session),
    /// Some or all of it, by us or by somebody at Stripe's dashboard.
    ChargeRefunded(Charge),
    /// Created, changed or failed: its status says what it is now.
    Refund(Refund),
    /// A buyer's bank wants the money back.
    DisputeOpened(Dispute),
    DisputeClosed(Dispute),
    /// Nothing that we use.
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Charge {
    pub id: String,
    pub amount: Money,
    pub amount_refunded: Money,
    pub currency: String,
    #[serde(default, deserialize_with = "lenient::id")]
    pub payment_intent: Option<String>,
    #[serde(default, deserialize_with = "lenient::metadata")]
    pub metadata: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Dispute {
    pub id: String,
    pub amount: Money,
    pub currency: String,
    #[serde(default, deserialize_with = "lenient::id")]
    pub payment_intent: Option<String>,
    #[serde(default, deserialize_with = "lenient::id")]
    pub charge: Option<String>,
    /// `needs_response`, `won`, `lost`, ...
    pub status: String,
    /// `fraudulent`, `product_not_received`, ...
    pub reason: String,
}

/// Reads the body of an event.
pub fn read(body: &[u8]) -> Result<Event, serde_json::Error> {
    #[derive(Deserialize)]
    struct Told {
        id: String,
        #[serde(rename = "type")]
        kind: String,
        created: i64,
        livemode: bool,
        data: Data,
    }
    #[derive(Deserialize)]
    struct Data {
        object: Value,
    }
    let whole_body: Value = serde_json::from_slice(body)?;
    if holds_nul(&whole_body) {
        return Err(serde_json::Error::custom("a NUL, which no text of ours can hold"));
    }
    let Told { id, kind, created, livemode, data: Data { object } } = whole(whole_body)?;
    let object = match kind.as_str() {
        "checkout.session.completed" => Object::SessionCompleted(whole(object)?),
        "checkout.session.async_payment_succeeded" => Object::SessionPaid(whole(object)?),
        "checkout.session.async_payment_failed" => Object::SessionFailed(whole(object)?),
        "checkout.session.expired" => Object::SessionExpired(whole(object)?),
        "charge.refunded" => Object::ChargeRefunded(whole(object)?),
        // The last is the older name of an update.
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            Object::Refund(whole(object)?)
        }
        "charge.dispute.created" => Object::DisputeOpened(whole(object)?),
        "charge.dispute.closed" => Object::DisputeClosed(whole(object)?),
        _ => Object::Other,
    };
    Ok(Event { id, kind, created, livemode, object })
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

fn whole<T: DeserializeOwned>(object: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(object)
}
