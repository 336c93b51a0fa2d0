//! SePay: a flat JSON object for each movement of an account. Signed with `X-SePay-Signature` over time and body, or, as an
//! account may be set up instead, with the key itself in `Authorization`.

use chrono::{DateTime, Utc};

use super::json::{self, Object};
use super::{LONGEST_ID, Message, Notice, NoticeError, Provider, fresh, signed_256, stamp};
use crate::kernel::money::Money;
use crate::payments::banks;
use crate::platform::secrets;

/// The headers that matter, as they came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a> {
    /// `X-SePay-Timestamp`: seconds since 1970.
    pub timestamp: Option<&'a str>,
    /// `X-SePay-Signature`: `sha256=` and hex.
    pub signature: Option<&'a str>,
    /// `Authorization`: `Apikey` and the key. There is no time in this one: a message told again is known by its id.
    pub authorization: Option<&'a str>,
}

/// One message. A signature, where there is one, counts; the key in `Authorization` only where there is none.
pub fn read(headers: Headers<'_>, body: &[u8], key: &str, now: DateTime<Utc>) -> Result<Message, NoticeError> {
    match (headers.signature, headers.authorization) {
        (Some(signature), _) => {
            let timestamp = headers.timestamp.ok_or(NoticeError::Unsigned)?;
            let hex = signature.strip_prefix("sha256=").ok_or(NoticeError::WrongSignature)?;
            signed_256(key, &[timestamp.as_bytes(), b".", body], hex)?;
            fresh(stamp(timestamp).and_then(|seconds| DateTime::from_timestamp(seconds, 0)), now)?;
        }
        (None, Some(authorization)) => {
            let given = authorization.strip_prefix("Apikey ").ok_or(NoticeError::Unsigned)?.trim();
            if key.is_empty() || !secrets::same(given.as_bytes(), key.as_bytes()) {
                return Err(NoticeError::WrongSignature);
            }
        }
        (None, None) => return Err(NoticeError::Unsigned),
    }
    message(&json::read(body)?)
}

pub(super) fn message(body: &Object) -> Result<Message, NoticeError> {
    match body.need("transferType")?.as_str() {
        "in" => {}
        "out" => return Ok(Message::Nothing),
        _ => return Err(NoticeError::Field("transferType")),
    }
    let amount = body.dong("transferAmount")?;
    if amount <= Money::ZERO {
        return Err(NoticeError::Field("transferAmount"));
    }
    Ok(Message::Money(Box::new(Notice {
        provider: Provider::Sepay,
        external_id: body.need("id").ok().filter(|id| id.len() <= LONGEST_ID).ok_or(NoticeError::Field("id"))?,
        account_number: body.need("accountNumber")?,
        bank: body.some("gateway").and_then(|word| banks::by_word(&word)).map(|bank| bank.bin),
        virtual_account: body.some("subAccount"),
        amount,
        content: body.some("content").unwrap_or_default(),
        bank_reference: body.some("referenceCode"),
        at: body.moment("transactionDate")?,
        payer_name: None,
        payer_account: None,
        payer_bank: None,
        code_hint: body.some("code"),
    })))
}
