//! VietQR: the text in a bank's payment code, and its picture. NAPAS' Vietnamese profile of EMVCo's merchant-presented QR
//! (specification 1.5.2): made and read here, so that no account number is told to a third party for the sake of a picture.

mod crc;
pub mod parse;
pub mod payload;
pub mod purpose;
mod tlv;

#[cfg(test)]
mod tests;

/// Who NAPAS is in an EMVCo payload.
const NAPAS: &str = "A000000727";
/// ISO 4217.
const VIETNAM_DONG: &str = "704";
const COUNTRY: &str = "VN";

/// What the number beside the bank is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Account,
    Card,
}

impl Target {
    /// NAPAS' name of the service that carries the money.
    const fn service(self) -> &'static str {
        match self {
            Target::Account => "QRIBFTTA",
            Target::Card => "QRIBFTTC",
        }
    }
}

/// Six digits.
fn is_bin(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit())
}

/// 1 to 19 ASCII letters and digits: virtual accounts have letters.
fn is_number(text: &str) -> bool {
    (1..=19).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// 1 to 25 of what every bank lets through.
fn is_note(text: &str) -> bool {
    (1..=25).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ')
        && text.trim() == text
}
