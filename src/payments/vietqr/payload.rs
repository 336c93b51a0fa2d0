//! Writing a payload: what a buyer's bank application needs to fill in its transfer form.

use thiserror::Error;

use super::{COUNTRY, NAPAS, Target, VIETNAM_DONG, crc, is_bin, is_note, is_number, tlv};
use crate::kernel::money::Money;

/// 13 digits.
const MOST: i64 = 9_999_999_999_999;

/// A transfer that a payer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer<'a> {
    /// The receiving bank's six digits.
    pub bin: &'a str,
    /// At most 19 letters and digits.
    pub number: &'a str,
    pub target: Target,
    /// Without an amount the code may be used again and again, and the payer types what to pay.
    pub amount: Option<Money>,
    /// 1 to 25 characters of `[A-Za-z0-9 ]`.
    pub bill: Option<&'a str>,
    /// What the transfer says: 1 to 25 characters of `[A-Za-z0-9 ]`; [`purpose::from_text`](super::purpose::from_text)
    /// makes one of any text.
    pub purpose: Option<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unbuildable {
    #[error("a bank's number has six digits")]
    Bin,
    #[error("an account or card has 1 to 19 letters and digits")]
    Number,
    #[error("an amount is above 0 and has at most 13 digits")]
    Amount,
    #[error("a bill number has 1 to 25 plain letters, digits and spaces")]
    Bill,
    #[error("a purpose has 1 to 25 plain letters, digits and spaces")]
    Purpose,
}

/// The payload with its checksum, about 100 to 200 ASCII characters: what the QR code says.
pub fn build(transfer: &Transfer<'_>) -> Result<String, Unbuildable> {
    check(transfer)?;
    let mut beneficiary = String::new();
    tlv::put(&mut beneficiary, "00", transfer.bin);
    tlv::put(&mut beneficiary, "01", transfer.number);
    let mut merchant = String::new();
    tlv::put(&mut merchant, "00", NAPAS);
    tlv::put(&mut merchant, "01", &beneficiary);
    tlv::put(&mut merchant, "02", transfer.target.service());

    let mut text = String::new();
    tlv::put(&mut text, "00", "01");
    tlv::put(&mut text, "01", if transfer.amount.is_some() { "12" } else { "11" });
    tlv::put(&mut text, "38", &merchant);
    tlv::put(&mut text, "53", VIETNAM_DONG);
    if let Some(amount) = transfer.amount {
        tlv::put(&mut text, "54", &amount.amount().to_string());
    }
    tlv::put(&mut text, "58", COUNTRY);
    let mut more = String::new();
    if let Some(bill) = transfer.bill {
        tlv::put(&mut more, "01", bill);
    }
    if let Some(purpose) = transfer.purpose {
        tlv::put(&mut more, "08", purpose);
    }
    if !more.is_empty() {
        tlv::put(&mut text, "62", &more);
    }
    text.push_str("6304");
    let sum = crc::of(&text);
    text.push_str(&format!("{sum:04X}"));
    Ok(text)
}

fn check(transfer: &Transfer<'_>) -> Result<(), Unbuildable> {
    if !is_bin(transfer.bin) {
        return Err(Unbuildable::Bin);
    }
    if !is_number(transfer.number) {
        return Err(Unbuildable::Number);
    }
    if transfer.amount.is_some_and(|amount| !(1..=MOST).contains(&amount.amount())) {
        return Err(Unbuildable::Amount);
    }
    if transfer.bill.is_some_and(|bill| !is_note(bill)) {
        return Err(Unbuildable::Bill);
    }
    if transfer.purpose.is_some_and(|purpose| !is_note(purpose)) {
        return Err(Unbuildable::Purpose);
    }
    Ok(())
}
