//! The messages that the office may put into its own words, and what they say with a made-up order.

use crate::kernel::lang::Lang;
use crate::platform::locales::{Args, Value};
use crate::platform::wording;

/// Sentences that belong together.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Who is told: the tail of a Fluent key.
    pub to: &'static str,
    /// How: `sms` or `mail`. Whoever has no phone gets the SMS of their own data by mail.
    pub by: &'static str,
    pub keys: &'static [&'static str],
}

/// Every message, an SMS whole, a mail by its sentences.
pub const KINDS: [Kind; 10] = [
    Kind {
        to: "buyers",
        by: "sms",
        keys: &[
            "order-sms-placed",
            "order-sms-to-pay",
            "payment-sms-paid",
            "payment-sms-paid-direct",
            "payment-sms-expired",
            "payment-sms-let-go",
            "payment-sms-moved",
            "payment-sms-no-account",
            "order-sms-confirmed",
            "order-sms-corrected",
            "order-sms-delayed",
            "order-sms-handed-over",
            "order-sms-bring",
            "order-sms-found",
            "order-sms-unfulfillable",
            "refund-sms-made-card",
            "refund-sms-made-transfer",
            "refund-sms-made-transfer-direct",
            "refund-sms-made-cash",
            "refund-sms-made-cash-market",
            "refund-sms-done",
            "credit-sms-kept",
            "credit-sms-kept-direct",
            "complaint-sms-buyer-written",
            "complaint-sms-buyer-said",
            "complaint-sms-buyer-ended",
            "complaint-sms-buyer-again",
            "complaint-sms-buyer-other",
            "trace-sms-recalled",
        ],
    },
    Kind {
        to: "buyers",
        by: "mail",
        keys: &["order-mail-subject", "order-mail-hello", "order-mail-intro", "order-mail-follow"],
    },
    Kind {
        to: "households",
        by: "sms",
        keys: &[
            "order-sms-household",
            "order-sms-remind",
            "order-sms-unconfirmed",
            "order-sms-cancelled",
            "refund-sms-household-transfer",
            "refund-sms-household-cash",
            "complaint-sms-household-new",
            "complaint-sms-household-said",
            "complaint-sms-household-remind",
            "complaint-sms-household-ended",
            "complaint-sms-household-again",
            "review-sms-household",
            "listing-sms-approved",
            "listing-sms-approved-early",
            "listing-sms-returned",
            "listing-sms-returned-many",
            "listing-sms-refused",
            "listing-sms-refused-many",
            "household-sms-approved",
            "household-sms-refused",
            "household-sms-suspension",
            "household-sms-suspension-off",
            "household-sms-suspended",
            "household-sms-lifted",
            "household-sms-facts",
            "household-sms-number",
            "household-sms-takedown",
            "household-sms-takedown-over",
            "household-sms-stopped",
            "household-sms-to-mend",
            "household-sms-stop-over",
            "money-sms-rise",
            "household-sms-identity",
            "household-sms-identity-back",
            "household-sms-identity-revoked",
            "household-sms-identity-stopped",
            "household-sms-identity-lifted",
            "household-sms-identity-ends",
            "household-sms-identity-ended",
            "household-sms-identity-over",
            "household-sms-identity-waits",
            "household-sms-identity-unseen",
            "household-sms-owner-new",
            "household-sms-owner-gone",
            "household-sms-owner-code",
            "household-sms-bank-office",
            "household-sms-bank-gone",
            "household-sms-paper-back",
            "household-sms-paper-revoked",
            "certificate-sms-ends",
            "bank-sms",
            "bank-sms-first",
        ],
    },
    Kind {
        to: "households",
        by: "mail",
        keys: &[
            "bank-mail-subject",
            "bank-mail-line",
            "bank-mail-first-subject",
            "bank-mail-first-line",
            "bank-mail-not-you",
        ],
    },
    Kind { to: "accounts", by: "sms", keys: &["accounts-sms-verify", "accounts-sms-reset", "accounts-sms-known"] },
    Kind {
        to: "accounts",
        by: "mail",
        keys: &[
            "accounts-mail-verify-subject",
            "accounts-mail-verify-line",
            "accounts-mail-reset-subject",
            "accounts-mail-reset-line",
            "accounts-mail-code-use",
            "accounts-mail-known-subject",
            "accounts-mail-known-line",
            "accounts-mail-known-forgot",
            "accounts-mail-known-ignore",
            "accounts-mail-sign",
        ],
    },
    Kind {
        to: "people",
        by: "sms",
        keys: &[
            "people-sms-received",
            "people-sms-extended",
            "people-sms-refused",
            "people-sms-closed",
            "people-sms-done",
            "people-sms-corrected",
            "people-sms-erased",
        ],
    },
    Kind { to: "people", by: "mail", keys: &["people-mail-subject"] },
    Kind { to: "clerks", by: "sms", keys: &["certificate-sms-office"] },
    Kind {
        to: "clerks",
        by: "mail",
        keys: &["certificate-mail-subject", "certificate-mail-lead", "certificate-mail-line"],
    },
];

/// The sentence of this key, if it is one of them, and how it goes.
#[must_use]
pub fn known(key: &str) -> Option<(&'static str, &'static str)> {
    KINDS.iter().find_map(|kind| kind.keys.iter().find(|k| **k == key).map(|k| (*k, kind.by)))
}

/// What stands for a placeholder in a preview.
fn sample(lang: Lang, key: &str, name: &str) -> Value {
    let vi = lang == Lang::Vi;
    let pick = |in_vi: &str, in_en: &str| -> Value { Value::from((if vi { in_vi } else { in_en }).to_owned()) };
    match name {
        "code" if key.starts_with("accounts-") => pick("482913", "482913"),
        "code" if key.starts_with("complaint-") => pick("KN128", "KN128"),
        "code" => pick("LT7K2M9Q", "LT7K2M9Q"),
        "left" if key.starts_with("certificate-") => 30_i64.into(),
        "total" | "amount" | "left" => pick("211.000 ₫", "211.000 ₫"),
        "off" => pick("15.000 ₫", "15.000 ₫"),
        "link" | "url" => {
            pick("https://cho.example.vn/track?code=LT7K2M9Q", "https://cho.example.vn/track?code=LT7K2M9Q")
        }
        "goods" => pick("2 x Cá thính, hũ 1 kg", "2 x Fermented fish, 1 kg jar"),
        "name" if key.starts_with("order-") => pick("Nguyễn Thu Hà", "Nguyễn Thu Hà"),
        "name" if key.starts_with("listing-") => pick("Cá thính, hũ 1 kg", "Fermented fish, 1 kg jar"),
        "names" => pick("\"Cá thính, hũ 1 kg\", \"Mật ong\"", "\"Fermented fish, 1 kg jar\", \"Honey\""),
        "who" => pick("Trần Thị Mận", "Trần Thị Mận"),
        "household" | "name" => pick("Nhà bà Lụa", "Bà Lụa's household"),
        "days" => pick("thứ Ba 24/11 đến thứ Tư 25/11", "Tue 24/11 to Wed 25/11"),
        "by" => pick("10:30 24/11", "10:30 24/11"),
        "why" if key == "household-sms-takedown" => {
            pick("Cá thính, Sở Công Thương 12/SCT: nghi mất an toàn", "Cá thính, Sở Công Thương 12/SCT: may be unsafe")
        }
        "why" if key == "household-sms-takedown-over" => pick("Cá thính: mẫu đạt", "Cá thính: the sample is good"),
        "reason" | "why" => pick("Mưa lớn", "Heavy rain"),
        "what" if key.starts_with("review-") => pick("Cá thính 5 sao", "Fermented fish 5 stars"),
        "what" => pick("Thiếu 1 Cá thính, hũ 1 kg", "1 fermented fish, 1 kg jar missing"),
        "way" => pick("Chợ Lập Thạch", "Lập Thạch market"),
        "percent" => pick("2,5", "2.5"),
        "found" => pick(" Gửi qua Viettel Post.", " Sent by Viettel Post."),
        "bank" => pick("Agribank", "Agribank"),
        "last" => pick("0123", "0123"),
        "phone" => pick("0210 000 0000", "0210 000 0000"),
        "lot" => pick("LT26 1123 07", "LT26 1123 07"),
        "kind" if key.starts_with("complaint-") => pick("Hàng bị hỏng", "Spoiled"),
        "kind" if key.starts_with("people-") => pick("Xem dữ liệu", "See the data"),
        "kind" => pick("carrier", "carrier"),
        "order" => pick("LT7K2M9Q", "LT7K2M9Q"),
        "parcel" => pick("G214", "G214"),
        "outcome" => pick("refund", "refund"),
        "paper" => pick("Giấy OCOP 4 sao", "OCOP certificate, 4 stars"),
        "number" => pick("12/QĐ-UBND", "12/QĐ-UBND"),
        "day" => pick("24/11/2026", "24/11/2026"),
        "at" => pick("24/11/2026 10:30", "24/11/2026 10:30"),
        "now" => pick("…678", "…678"),
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
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::platform::wording::Words;

    /// Keys that speak of SMS and mail and are sent to nobody.
    const NO_MESSAGES: [&str; 5] = [
        // Names of the two ways a message goes, where the office looks at what was sent and at what is said.
        "machine-channel-sms",
        "machine-channel-mail",
        "message-by-sms",
        "message-by-mail",
        // How somebody wrote to the office, in its form.
        "people-how-mail",
    ];

    #[test]
    fn every_message_is_there_and_says_something_with_made_up_values() {
        for key in KINDS.iter().flat_map(|kind| kind.keys.iter().copied()) {
            for lang in [Lang::Vi, Lang::En] {
                let body = wording::original(lang, key).unwrap_or_else(|| panic!("{key} is no message"));
                assert_eq!(wording::check(lang, key, &body), Ok(()), "{key}");
                let said = wording::filled(lang, &Words::new(), key, &body, &samples(lang, key)).unwrap();
                assert!(said.len() > 10 && !said.contains('$') && !said.contains('{'), "{key}: {said}");
                for name in wording::placeholders(lang, key) {
                    assert_ne!(sample(lang, key, &name), Value::from(name.clone()), "{key} has no sample for {name}");
                }
            }
        }
    }

    #[test]
    fn no_message_is_forgotten() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/vi");
        let mut there = BTreeSet::new();
        for file in fs::read_dir(folder).unwrap() {
            for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
                let Some((key, _)) = line.split_once(" = ") else { continue };
                if !key.contains(' ') && key.split('-').any(|part| ["sms", "mail"].contains(&part)) {
                    there.insert(key.to_owned());
                }
            }
        }
        assert!(there.len() > 60, "the locales were not found: {there:?}");
        let all: Vec<String> = KINDS.iter().flat_map(|kind| kind.keys.iter().map(|key| (*key).to_owned())).collect();
        let told: BTreeSet<String> = all.iter().cloned().collect();
        assert_eq!(told.len(), all.len(), "each stands once");
        let others: BTreeSet<String> = NO_MESSAGES.map(str::to_owned).into();
        let lacking: Vec<_> = there.difference(&told).filter(|key| !others.contains(*key)).collect();
        assert!(lacking.is_empty(), "let the office put these into its own words too: {lacking:?}");
        let gone: Vec<_> = told.union(&others).filter(|key| !there.contains(*key)).collect();
        assert!(gone.is_empty(), "nothing is said by {gone:?}");
        for kind in KINDS {
            assert!(kind.keys.iter().all(|key| key.split('-').any(|part| part == kind.by)), "{kind:?}");
        }
    }
}
