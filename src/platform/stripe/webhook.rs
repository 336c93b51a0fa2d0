//! Whether a request that says it comes from Stripe does: `Stripe-Signature: t=<unix seconds>,v1=<hex>,v1=<hex>`, where
//! `v1` is the HMAC-SHA256 of `<t>.<body>` under a signing secret. While secrets are rotated there is one `v1` for each.

use chrono::{DateTime, Utc};

use super::event::{self, Event};
use crate::config::Secret;
use crate::platform::secrets;

/// How far Stripe's clock and ours may be apart, and how old a request may be: seconds.
pub const TOLERANCE: u64 = 300;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    #[error("there is no signature")]
    Unsigned,
    #[error("the signature header makes no sense")]
    Malformed,
    #[error("signed too long ago")]
    Old,
    #[error("signed in the future")]
    Early,
    #[error("signed with no secret of ours")]
    Forged,
    /// Signed by Stripe, and yet not what Stripe tells.
    #[error("the event makes no sense")]
    Garbled,
}

/// Reads an event out of a raw body, once any `v1` of the header is right under any of the secrets.
pub fn verify(
    header: Option<&str>,
    body: &[u8],
    secrets: &[Secret],
    now: DateTime<Utc>,
) -> Result<Event, WebhookError> {
    let header = header.ok_or(WebhookError::Unsigned)?;
    let signatures: Vec<&str> = fields(header, "v1").collect();
    let mut times = fields(header, "t");
    let (Some(time), None) = (times.next(), times.next()) else { return Err(WebhookError::Malformed) };
    let at: i64 = time.parse().map_err(|_| WebhookError::Malformed)?;
    if signatures.is_empty() {
        return Err(WebhookError::Malformed);
    }
    let signed = [time.as_bytes(), b".", body].concat();
    // All against all, whatever was found: how long it takes tells nothing.
    let mut right = false;
    for secret in secrets {
        let expected = secrets::hex(&secrets::hmac(secret, &signed));
        for signature in &signatures {
            right |= secrets::same(expected.as_bytes(), signature.as_bytes());
        }
    }
    if !right {
        return Err(WebhookError::Forged);
    }
    if now.timestamp().abs_diff(at) > TOLERANCE {
        return Err(if at < now.timestamp() { WebhookError::Old } else { WebhookError::Early });
    }
    event::read(body).map_err(|error| {
        tracing::warn!(at = error.column(), "an event of Stripe could not be read");
        WebhookError::Garbled
    })
}

fn fields<'a>(header: &'a str, name: &'static str) -> impl Iterator<Item = &'a str> {
    header.split(',').filter_map(move |field| {
        let (given, value) = field.trim().split_once('=')?;
        (given == name).then_some(value)
    })
}
