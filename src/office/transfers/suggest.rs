//! Which order a transfer may be for, when its content names none: a guess for a clerk to look at, never acted on by itself.

use serde::Serialize;

use super::queries::{Transfer, Waiting};
use crate::kernel::money::Money;

/// An order, and why it may be the one (the tail of a Fluent key, `transfer-suggest-…`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub code: String,
    pub why: &'static str,
    /// What the order still asks to be paid to this account, where it is named among others.
    pub left: Money,
}

/// The best guess: what it names, a code that is one sign off, the buyer's phone, or the only order that asks this sum. Of
/// several that it names, all, those that wait for money first. For what is kept, those of them that wait, else an order of the
/// same buyer.
#[must_use]
pub fn suggest(transfer: &Transfer, waiting: &[Waiting]) -> Vec<Suggestion> {
    if transfer.codes.len() > 1 {
        let mut named = among(transfer, waiting);
        match transfer.state.as_str() {
            "open" if transfer.code.is_none() => return named,
            "credited" => named.retain(|one| one.left > Money::ZERO),
            _ => named.clear(),
        }
        if !named.is_empty() {
            return named;
        }
    }
    best(transfer, waiting).map(|(code, why)| Suggestion { code, why, left: Money::ZERO }).into_iter().collect()
}

/// Each of the orders that it names.
fn among(transfer: &Transfer, waiting: &[Waiting]) -> Vec<Suggestion> {
    let left = |code: &String| waiting.iter().find(|w| w.owner == transfer.owner && w.code == *code).map(|w| w.left);
    let named = transfer.codes.iter().map(|code| match left(code) {
        Some(left) => Suggestion { code: code.clone(), why: "among", left },
        None => Suggestion { code: code.clone(), why: "among-others", left: Money::ZERO },
    });
    let mut named: Vec<Suggestion> = named.collect();
    named.sort_by_key(|one| one.left == Money::ZERO);
    named
}

fn best(transfer: &Transfer, waiting: &[Waiting]) -> Option<(String, &'static str)> {
    if transfer.state == "credited" {
        let own = |w: &&Waiting| w.owner == transfer.owner && transfer.buyer_phone.as_ref() == Some(&w.phone);
        return waiting.iter().find(own).map(|w| (w.code.clone(), "credit"));
    }
    if transfer.state != "open" {
        return None;
    }
    let named = transfer.code.clone().filter(|_| transfer.left_to_pay.is_some());
    if let Some(code) = named {
        return Some((code, "named"));
    }
    let here = || waiting.iter().filter(|w| w.owner == transfer.owner);
    let signs: Vec<u8> =
        transfer.content.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect();
    if let Some(one_off) = here().find(|w| one_sign_off(&signs, w.code.as_bytes())) {
        return Some((one_off.code.clone(), "sign"));
    }
    let digits: String = transfer.content.chars().filter(char::is_ascii_digit).collect();
    let by_phone = |w: &&Waiting| w.phone.strip_prefix("+84").is_some_and(|own| own.len() >= 9 && digits.contains(own));
    if let Some(caller) = here().find(by_phone) {
        return Some((caller.code.clone(), "phone"));
    }
    let mut fitting = here().filter(|w| w.left == transfer.amount);
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Some((only.code.clone(), "sum")),
        _ => None,
    }
}

fn one_sign_off(signs: &[u8], code: &[u8]) -> bool {
    signs.windows(code.len()).any(|window| window.iter().zip(code).filter(|(a, b)| a != b).count() == 1)
}

#[cfg(test)]
mod tests {
    use super::one_sign_off;

    #[test]
    fn one_wrong_sign_is_seen_through() {
        for text in ["CHUYENTIENLT234567X", "XLT2345679"] {
            assert!(one_sign_off(text.as_bytes(), b"LT234567Y"), "{text}");
        }
        for text in ["LT23456", "LT2345688", "LT234567Y", ""] {
            assert!(!one_sign_off(text.as_bytes(), b"LT234567Y"), "{text}");
        }
    }
}
