//! The messages that the office may put into its own words, and what they say with a made-up order.

use crate::kernel::lang::Lang;
use crate::platform::locales::{Args, Value};
use crate::platform::wording;

/// Who is told, by the tail of a Fluent key, and the sentences.
pub const KINDS: [(&str, &[&str]); 3] = [
    (
        "buyers",
        &[
            "order-sms-placed",
            "order-sms-to-pay",
            "payment-sms-paid",
            "payment-sms-expired",
            "order-sms-confirmed",
            "order-sms-corrected",
            "order-sms-delayed",
            "order-sms-handed-over",
            "order-sms-found",
            "order-sms-unfulfillable",
            "refund-sms-made-card",
            "refund-sms-made-transfer",
            "refund-sms-made-cash",
            "refund-sms-done",
            "trace-sms-recalled",
        ],
    ),
    (
        "households",
        &[
            "order-sms-household",
            "order-sms-remind",
            "order-sms-unconfirmed",
            "order-sms-cancelled",
            "listing-sms-approved",
            "listing-sms-returned",
            "listing-sms-refused",
            "household-sms-approved",
            "household-sms-suspended",
            "household-sms-lifted",
            "household-sms-identity",
            "household-sms-identity-back",
            "household-sms-identity-revoked",
            "household-sms-identity-stopped",
            "household-sms-identity-lifted",
            "household-sms-paper-back",
            "bank-sms",
        ],
    ),
    ("accounts", &["accounts-sms-verify", "accounts-sms-reset", "accounts-sms-known"]),
];

/// The sentence of this key, if it is one of them.
#[must_use]
pub fn known(key: &str) -> Option<&'static str> {
    KINDS.iter().flat_map(|(_, keys)| keys.iter().copied()).find(|k| *k == key)
}

/// What stands for a placeholder in a preview.
fn sample(lang: Lang, key: &str, name: &str) -> Value {
    let vi = lang == Lang::Vi;
    let pick = |in_vi: &str, in_en: &str| -> Value { Value::from((if vi { in_vi } else { in_en }).to_owned()) };
    match name {
        "code" if key.starts_with("accounts-") => pick("482913", "482913"),
        "code" => pick("LT7K2M9Q", "LT7K2M9Q"),
        "total" | "amount" | "left" => pick("211.000 ₫", "211.000 ₫"),
        "off" => pick("15.000 ₫", "15.000 ₫"),
        "link" | "url" => {
            pick("https://cho.example.vn/track?code=LT7K2M9Q", "https://cho.example.vn/track?code=LT7K2M9Q")
        }
        "goods" => pick("2 x Cá thính, hũ 1 kg", "2 x Fermented fish, 1 kg jar"),
        "household" | "name" => pick("Nhà bà Lụa", "Bà Lụa's household"),
        "days" => pick("thứ Ba 24/11 đến thứ Tư 25/11", "Tue 24/11 to Wed 25/11"),
        "by" => pick("10:30 24/11", "10:30 24/11"),
        "reason" | "why" => pick("Mưa lớn", "Heavy rain"),
        "what" => pick("Thiếu 1 Cá thính, hũ 1 kg", "1 fermented fish, 1 kg jar missing"),
        "way" => pick("Chợ Lập Thạch", "Lập Thạch market"),
        "found" => pick(" Gửi qua Viettel Post.", " Sent by Viettel Post."),
        "bank" => pick("Agribank", "Agribank"),
        "last" => pick("0123", "0123"),
        "phone" => pick("0210 000 0000", "0210 000 0000"),
        "lot" => pick("LT26 1123 07", "LT26 1123 07"),
        "kind" => pick("carrier", "carrier"),
        "paid" => pick("no", "no"),
        "money" => pick("back", "back"),
        "more" | "n" => 2_i64.into(),
        other => other.to_owned().into(),
    }
}

/// A made-up value for each placeholder of a sentence.
#[must_use]
pub fn samples(lang: Lang, key: &str) -> Args {
    wording::placeholders(lang, key).into_iter().map(|name| (name.clone().into(), sample(lang, key, &name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_there_and_says_something_with_made_up_values() {
        for key in KINDS.iter().flat_map(|(_, keys)| *keys) {
            for lang in [Lang::Vi, Lang::En] {
                let body = wording::original(lang, key).unwrap_or_else(|| panic!("{key} is no message"));
                assert_eq!(wording::check(lang, key, &body), Ok(()), "{key}");
                let said = wording::filled(lang, key, &body, &samples(lang, key)).unwrap();
                assert!(said.len() > 10 && !said.contains('$') && !said.contains('{'), "{key}: {said}");
                for name in wording::placeholders(lang, key) {
                    assert_ne!(sample(lang, key, &name), Value::from(name.clone()), "{key} has no sample for {name}");
                }
            }
        }
    }
}
