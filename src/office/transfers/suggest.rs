//! Which order a transfer may be for, when its content names none: a guess for a clerk to look at, never acted on by itself.

use serde::Serialize;

use super::queries::{Transfer, Waiting};

/// An order, and why it may be the one (the tail of a Fluent key, `transfer-suggest-…`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub code: String,
    pub why: &'static str,
}

/// The best guess: what it names, a code that is one sign off, the buyer's phone, or the only order that asks this sum. For
/// what is kept, an order of the same buyer.
#[must_use]
pub fn suggest(transfer: &Transfer, waiting: &[Waiting]) -> Option<Suggestion> {
    if transfer.state == "credited" {
        let own = |w: &&Waiting| w.owner == transfer.owner && transfer.buyer_phone.as_ref() == Some(&w.phone);
        return waiting.iter().find(own).map(|w| Suggestion { code: w.code.clone(), why: "credit" });
    }
    if transfer.state != "open" {
        return None;
    }
    let named = transfer.code.clone().filter(|_| transfer.left_to_pay.is_some());
    if let Some(code) = named {
        return Some(Suggestion { code, why: "named" });
    }
    let here = || waiting.iter().filter(|w| w.owner == transfer.owner);
    let found = |why| move |w: &Waiting| Suggestion { code: w.code.clone(), why };
    let signs: Vec<u8> =
        transfer.content.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect();
    if let Some(one_off) = here().find(|w| one_sign_off(&signs, w.code.as_bytes())) {
        return Some(found("sign")(one_off));
    }
    let digits: String = transfer.content.chars().filter(char::is_ascii_digit).collect();
    let by_phone = |w: &&Waiting| w.phone.strip_prefix("+84").is_some_and(|own| own.len() >= 9 && digits.contains(own));
    if let Some(caller) = here().find(by_phone) {
        return Some(found("phone")(caller));
    }
    let mut fitting = here().filter(|w| w.left == transfer.amount);
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Some(found("sum")(only)),
        _ => None,
    }
}

fn one_sign_off(signs: &[u8], code: &[u8]) -> bool {
    signs.windows(code.len()).any(|window| window.iter().zip(code).filter(|(a, b)| a != b).count() <= 1)
}

#[cfg(test)]
mod tests {
    use super::one_sign_off;

    #[test]
    fn one_wrong_sign_is_seen_through() {
        for text in ["CHUYENTIENLT234567X", "LT234567Y", "XLT2345679"] {
            assert!(one_sign_off(text.as_bytes(), b"LT234567Y"), "{text}");
        }
        for text in ["LT23456", "LT2345688", ""] {
            assert!(!one_sign_off(text.as_bytes(), b"LT234567Y"), "{text}");
        }
    }
}
