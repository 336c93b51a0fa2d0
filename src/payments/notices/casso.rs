//! Casso, webhook of version 2: `X-Casso-Signature` is `t=<milliseconds>,v1=<hex>`, an HMAC-SHA512 over the time and the body
//! written anew without spaces and with its keys sorted at every depth.

use chrono::{DateTime, Utc};

use super::json::{self, Object};
use super::{LONGEST_ID, Message, Notice, NoticeError, Provider, fresh, signed_512, stamp};
use crate::kernel::money::Money;
use crate::payments::banks;

/// What the test message of Casso's settings page says.
const TEST: &str = "MA_GIAO_DICH_THU_NGHIEM";

/// One message; `signature` is the header's text.
pub fn read(signature: Option<&str>, body: &[u8], key: &str, now: DateTime<Utc>) -> Result<Message, NoticeError> {
    let signature = signature.ok_or(NoticeError::Unsigned)?;
    let part = |name: &str| signature.split(',').find_map(|part| part.trim().strip_prefix(name));
    let time = part("t=").ok_or(NoticeError::Unsigned)?;
    let hex = part("v1=").ok_or(NoticeError::Unsigned)?;
    let body = json::read(body)?;
    signed_512(key, &[time.as_bytes(), b".", body.compact().as_bytes()], hex)?;
    fresh(stamp(time).and_then(DateTime::from_timestamp_millis), now)?;
    message(&body)
}

pub(super) fn message(body: &Object) -> Result<Message, NoticeError> {
    if body.need("error")? != "0" {
        return Err(NoticeError::Field("error"));
    }
    let data = body.object("data")?;
    let id = data.need("id").ok().filter(|id| id.len() <= LONGEST_ID).ok_or(NoticeError::Field("id"))?;
    let reference = data.some("reference");
    if id == "0" || reference.as_deref() == Some(TEST) {
        return Ok(Message::Ping);
    }
    let amount = data.dong("amount")?;
    if amount <= Money::ZERO {
        return Ok(Message::Nothing);
    }
    Ok(Message::Money(Box::new(Notice {
        provider: Provider::Casso,
        external_id: id,
        account_number: data.need("accountNumber")?,
        bank: ["bankName", "bankAbbreviation"]
            .iter()
            .find_map(|field| banks::by_word(&data.some(field)?))
            .map(|bank| bank.bin),
        virtual_account: data.some("virtualAccountNumber"),
        amount,
        content: data.some("description").unwrap_or_default(),
        bank_reference: reference,
        at: data.moment("transactionDateTime")?,
        payer_name: data.some("counterAccountName"),
        payer_account: data.some("counterAccountNumber"),
        payer_bank: data.some("counterAccountBankId").or_else(|| data.some("counterAccountBankName")),
        code_hint: None,
    })))
}
