//! What a provider that watches a bank account tells us: money has come. Each provider signs in its own way; what comes out is
//! one and the same [`Notice`]. Nothing here looks anything up or keeps anything: whether the account is the payee's, whether
//! the amount is the order's and whether this was told before is for the caller.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Sha256, Sha512};
use thiserror::Error;

use crate::kernel::clock::from_vietnam;
use crate::kernel::money::Money;
use crate::kernel::text::tidy;

pub mod casso;
mod json;
pub mod payos;
pub mod sepay;

#[cfg(test)]
mod tests;

/// A message is told again for up to five minutes, or comes from a clock that is as wrong.
const WINDOW: TimeDelta = TimeDelta::minutes(5);
const LONGEST_BODY: usize = 64 * 1024;
const LONGEST_ID: usize = 120;
const LONGEST_TEXT: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Provider {
    Sepay,
    Payos,
    Casso,
}

impl Provider {
    /// As in URLs and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Provider::Sepay => "sepay",
            Provider::Payos => "payos",
            Provider::Casso => "casso",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Provider::Sepay, Provider::Payos, Provider::Casso].into_iter().find(|provider| provider.name() == name)
    }
}

/// Money that came to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub provider: Provider,
    /// The same whenever the provider tells of the same transfer: keep it unique together with the provider.
    pub external_id: String,
    pub account_number: String,
    /// The six digits of the bank that has the account, where the provider names it by a word that we know.
    pub bank: Option<&'static str>,
    /// The number that the payer paid to, where the provider makes one for each order.
    pub virtual_account: Option<String>,
    /// Above 0.
    pub amount: Money,
    /// What the payer wrote, with whatever the banks put around it; at most 500 characters.
    pub content: String,
    /// The bank's own number of the transfer.
    pub bank_reference: Option<String>,
    /// When the bank booked it.
    pub at: DateTime<Utc>,
    pub payer_name: Option<String>,
    pub payer_account: Option<String>,
    pub payer_bank: Option<String>,
    /// What the provider takes for our order's code. A hint: look for the code in the content.
    pub code_hint: Option<String>,
}

/// A message whose signature is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    Money(Box<Notice>),
    /// The provider tries whether we answer. No money came.
    Ping,
    /// True, and nothing to us: money that went out, a payment that failed.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoticeError {
    #[error("no signature")]
    Unsigned,
    #[error("the signature is not of this body and key")]
    WrongSignature,
    #[error("signed more than five minutes ago or ahead")]
    Stale,
    #[error("not this provider's JSON")]
    NotJson,
    /// Signed, but a field is missing or says what it may not say: the field's name.
    #[error("the field {0} is missing or wrong")]
    Field(&'static str),
}

/// Reads a body again whose signature was right when it came.
pub fn again(provider: Provider, body: &[u8]) -> Result<Message, NoticeError> {
    let body = json::read(body)?;
    match provider {
        Provider::Sepay => sepay::message(&body),
        Provider::Payos => payos::message(body.object("data")?),
        Provider::Casso => casso::message(&body),
    }
}

/// A header that signs with HMAC: its hex digits against the text, in constant time. An empty key signs nothing.
fn signed_256(key: &str, parts: &[&[u8]], hex: &str) -> Result<(), NoticeError> {
    let mac = Hmac::<Sha256>::new_from_slice(some_key(key)?).map_err(|_| NoticeError::WrongSignature)?;
    let mac = parts.iter().fold(mac, |mac, part| mac.chain_update(part));
    mac.verify_slice(&unhex(hex)?).map_err(|_| NoticeError::WrongSignature)
}

/// As [`signed_256`], with SHA-512.
fn signed_512(key: &str, parts: &[&[u8]], hex: &str) -> Result<(), NoticeError> {
    let mac = Hmac::<Sha512>::new_from_slice(some_key(key)?).map_err(|_| NoticeError::WrongSignature)?;
    let mac = parts.iter().fold(mac, |mac, part| mac.chain_update(part));
    mac.verify_slice(&unhex(hex)?).map_err(|_| NoticeError::WrongSignature)
}

const fn some_key(key: &str) -> Result<&[u8], NoticeError> {
    if key.is_empty() { Err(NoticeError::WrongSignature) } else { Ok(key.as_bytes()) }
}

fn unhex(hex: &str) -> Result<Vec<u8>, NoticeError> {
    let digits: Option<Vec<u8>> = hex.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let (pairs, rest) = digits.as_deref().unwrap_or_default().as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() {
        return Err(NoticeError::WrongSignature);
    }
    Ok(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

fn fresh(signed_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), NoticeError> {
    let age = signed_at.map(|at| (now - at).abs());
    if age.is_some_and(|age| age <= WINDOW) { Ok(()) } else { Err(NoticeError::Stale) }
}

/// The number of a moment in a header: digits only.
fn stamp(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// `2026-11-23 14:02:37` or with a T, by the clocks of Vietnam; or with an offset of its own.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    let local = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f"];
    local.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok()).and_then(from_vietnam)
}

/// Text for people: tidy, and not longer than we keep.
fn note(text: &str) -> String {
    tidy(text).chars().take(LONGEST_TEXT).collect()
}
