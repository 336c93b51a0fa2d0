//! payOS: the signature stands in the body, an HMAC-SHA256 over the fields of `data` alone, so nothing outside `data` is
//! believed. There is no time in the scheme: a message told again is known by its id.

use super::json::{self, Json, Object};
use super::{LONGEST_ID, Message, Notice, NoticeError, Provider, signed_256};
use crate::kernel::money::Money;

/// The order and description of the call that payOS makes when the address is saved.
const TEST: (&str, &str) = ("123", "VQRIO123");

/// One message.
pub fn read(body: &[u8], key: &str) -> Result<Message, NoticeError> {
    let body = json::read(body)?;
    let signature = body.some("signature").ok_or(NoticeError::Unsigned)?;
    let data = body.object("data")?;
    signed_256(key, &[signed_text(data).as_bytes()], &signature)?;
    message(data)
}

/// `key=value` joined by `&`, sorted by key; nothing for what is null, also where somebody's JavaScript wrote the word.
fn signed_text(data: &Object) -> String {
    let pairs = data.0.iter().map(|(key, json)| {
        let value = match json {
            Json::Null => String::new(),
            Json::Text(text) if text == "null" || text == "undefined" => String::new(),
            Json::Text(text) => text.clone(),
            other => other.compact(),
        };
        format!("{key}={value}")
    });
    pairs.collect::<Vec<_>>().join("&")
}

pub(super) fn message(data: &Object) -> Result<Message, NoticeError> {
    let order = data.need("orderCode")?;
    let content = data.some("description").unwrap_or_default();
    if (order.as_str(), content.as_str()) == TEST {
        return Ok(Message::Ping);
    }
    if data.need("code")? != "00" {
        return Ok(Message::Nothing);
    }
    if data.some("currency").is_some_and(|currency| currency != "VND") {
        return Err(NoticeError::Field("currency"));
    }
    let amount = data.dong("amount")?;
    if amount <= Money::ZERO {
        return Err(NoticeError::Field("amount"));
    }
    // A link may be paid twice by mistake; each transfer has the bank's reference.
    let reference = data.need("reference")?;
    let external_id = format!("{}:{reference}", data.need("paymentLinkId")?);
    if external_id.len() > LONGEST_ID {
        return Err(NoticeError::Field("reference"));
    }
    Ok(Message::Money(Box::new(Notice {
        provider: Provider::Payos,
        external_id,
        account_number: data.need("accountNumber")?,
        bank: None,
        virtual_account: data.some("virtualAccountNumber"),
        amount,
        content,
        bank_reference: Some(reference),
        at: data.moment("transactionDateTime")?,
        payer_name: data.some("counterAccountName"),
        payer_account: data.some("counterAccountNumber"),
        payer_bank: data.some("counterAccountBankId").or_else(|| data.some("counterAccountBankName")),
        code_hint: None,
    })))
}
