//! Payloads that banks and other generators made, with checksums recomputed, and properties of our own.

use proptest::prelude::*;

use super::Target;
use super::parse::{Payload, Service, Unreadable, parse};
use super::payload::{Transfer, Unbuildable, build};
use crate::kernel::money::Money;

const fn to<'a>(bin: &'a str, number: &'a str) -> Transfer<'a> {
    Transfer { bin, number, target: Target::Account, amount: None, bill: None, purpose: None }
}

/// Name, the transfer it says, the payload.
const MADE: [(&str, Transfer<'static>, &str); 8] = [
    (
        "T1",
        Transfer {
            amount: Some(Money::dong(120_000)),
            purpose: Some("ung ho lu lut"),
            ..to("970415", "0011001932418")
        },
        "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA530370454061200005802VN62170813ung ho lu lut6304C15C",
    ),
    (
        "T2",
        to("970423", "0099999999"),
        "00020101021138540010A00000072701240006970423011000999999990208QRIBFTTA53037045802VN6304CBB4",
    ),
    (
        "T3",
        Transfer { amount: Some(Money::dong(1_000)), purpose: Some("Chuyen tien"), ..to("970416", "257678859") },
        "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN62150811Chuyen tien6304BBB8",
    ),
    (
        "T4",
        Transfer {
            amount: Some(Money::dong(10_000)),
            bill: Some("NPS6869"),
            purpose: Some("TRANSFER TO SOMEONE"),
            ..to("970416", "224528479")
        },
        "00020101021238530010A0000007270123000697041601092245284790208QRIBFTTA53037045405100005802VN62340107NPS68690819TRANSFER TO SOMEONE6304AC13",
    ),
    (
        "T6",
        Transfer { amount: Some(Money::dong(1_943_000)), purpose: Some("TT000069"), ..to("970436", "1023456789") },
        "00020101021238540010A00000072701240006970436011010234567890208QRIBFTTA5303704540719430005802VN62120808TT0000696304A8E5",
    ),
    (
        "T7",
        to("970407", "19030413601018"),
        "00020101021138580010A000000727012800069704070114190304136010180208QRIBFTTA53037045802VN63040283",
    ),
    (
        "T8",
        Transfer {
            target: Target::Card,
            amount: Some(Money::dong(180_000)),
            bill: Some("NPS6869"),
            purpose: Some("thanh toan don hang"),
            ..to("970403", "9704031101234567")
        },
        "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN62340107NPS68690819thanh toan don hang6304A203",
    ),
    (
        "T9",
        Transfer { amount: Some(Money::dong(245_000)), purpose: Some("LT7K2M9Q"), ..to("970405", "1234567890123") },
        "00020101021238570010A00000072701270006970405011312345678901230208QRIBFTTA530370454062450005802VN62120808LT7K2M9Q6304F605",
    ),
];

const T5: &str = "00020101021138540010A00000072701240006970422011003523509170208QRIBFTTA53037045802VN630479db";
const T10: &str = "00020101021138480010A00000072701300006970403011621129950446040255204581253037045802VN5910PHUONG CAC\
                   6005HANOI62110307NPS686963045802";
const N1: &str = "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN62150811Chuyen tien6304BBB5";
const N2: &str = "00020101021238500010A0000007270120000697041601065454460208QRIBFTTA530370454061800005802VN62270823thanh toan don hang63044302";

fn says(transfer: &Transfer<'_>) -> Payload {
    Payload {
        dynamic: transfer.amount.is_some(),
        service: Service::Transfer(transfer.target),
        bin: transfer.bin.to_owned(),
        number: transfer.number.to_owned(),
        amount: transfer.amount,
        bill: transfer.bill.map(str::to_owned),
        purpose: transfer.purpose.map(str::to_owned),
        category: None,
        merchant_name: None,
        city: None,
    }
}

#[test]
fn known_payloads_are_built_and_read() {
    for (name, transfer, payload) in MADE {
        assert_eq!(build(&transfer).as_deref(), Ok(payload), "{name}");
        assert_eq!(parse(payload), Ok(says(&transfer)), "{name}");
    }
}

#[test]
fn a_checksum_in_small_letters_is_read() {
    assert_eq!(parse(T5), Ok(says(&to("970422", "0352350917"))));
}

#[test]
fn a_merchants_payload_is_read() {
    let payload = parse(T10).unwrap();
    assert_eq!((payload.service, payload.dynamic), (Service::Merchant, false));
    assert_eq!((payload.bin.as_str(), payload.number.as_str()), ("970403", "2112995044604025"));
    assert_eq!(payload.merchant_name.as_deref(), Some("PHUONG CAC"));
    assert_eq!((payload.city.as_deref(), payload.category.as_deref()), (Some("HANOI"), Some("5812")));
    assert_eq!((payload.bill, payload.purpose, payload.amount), (None, None, None));
}

#[test]
fn broken_payloads_are_refused() {
    assert_eq!(parse(N1), Err(Unreadable::Checksum));
    assert_eq!(parse(N2), Err(Unreadable::Length), "an inner length that leads past the end");
    assert_eq!(parse(""), Err(Unreadable::Checksum));
    assert_eq!(parse("6304"), Err(Unreadable::Checksum));
    assert_eq!(parse("00020101021138é6304ABCD"), Err(Unreadable::NotAPayload));
    assert_eq!(parse(&"0".repeat(513)), Err(Unreadable::NotAPayload));
}

/// A payload with a right checksum around whatever.
fn sealed(body: &str) -> String {
    let open = format!("{body}6304");
    format!("{open}{:04X}", super::crc::of(&open))
}

#[test]
fn a_right_checksum_does_not_excuse_the_rest() {
    let head = "000201010211";
    let account = "38540010A00000072701240006970422011003523509170208QRIBFTTA";
    let good = format!("{head}{account}53037045802VN");
    assert!(parse(&sealed(&good)).is_ok());
    for (body, error) in [
        (format!("{head}53037045802VN"), Unreadable::Missing(38)),
        (format!("{head}{account}5802VN"), Unreadable::Missing(53)),
        (format!("{head}{account}53038405802VN"), Unreadable::Wrong(53)),
        (format!("{head}{account}53037045802US"), Unreadable::Wrong(58)),
        (format!("{good}5802VN"), Unreadable::Twice(58)),
        (format!("000202010211{account}53037045802VN"), Unreadable::Wrong(0)),
        (format!("010211000201{account}53037045802VN"), Unreadable::Wrong(0)),
        (format!("000201010222{account}53037045802VN"), Unreadable::Wrong(1)),
        (good.replace("A000000727", "A000000728"), Unreadable::Wrong(38)),
        (good.replace("QRIBFTTA", "QRIBFTTX"), Unreadable::Wrong(38)),
        (format!("{good}54021"), Unreadable::Length),
        (format!("{good}54010"), Unreadable::Wrong(54)),
        (format!("{good}5404-100"), Unreadable::Wrong(54)),
        (format!("{good}5404+100"), Unreadable::Wrong(54)),
        (format!("{good}540512.50"), Unreadable::Wrong(54)),
        (format!("{good}541412345678901234"), Unreadable::Wrong(54)),
    ] {
        assert_eq!(parse(&sealed(&body)), Err(error), "{body}");
    }
    // Nothing may follow the checksum, and it may not stand in the middle.
    assert_eq!(parse(&format!("{}5802VN", sealed(&good))), Err(Unreadable::Checksum));
}

#[test]
fn what_no_bank_would_take_is_not_built() {
    let good = to("970405", "1234567890123");
    let amount = |dong| Transfer { amount: Some(Money::dong(dong)), ..good };
    for (transfer, error) in [
        (Transfer { bin: "97040", ..good }, Unbuildable::Bin),
        (Transfer { bin: "97040a", ..good }, Unbuildable::Bin),
        (Transfer { bin: "9704055", ..good }, Unbuildable::Bin),
        (Transfer { number: "", ..good }, Unbuildable::Number),
        (Transfer { number: "12345678901234567890", ..good }, Unbuildable::Number),
        (Transfer { number: "1234 567", ..good }, Unbuildable::Number),
        (Transfer { number: "123é", ..good }, Unbuildable::Number),
        (amount(0), Unbuildable::Amount),
        (amount(-1), Unbuildable::Amount),
        (amount(10_000_000_000_000), Unbuildable::Amount),
        (Transfer { purpose: Some(""), ..good }, Unbuildable::Purpose),
        (Transfer { purpose: Some("cá thính"), ..good }, Unbuildable::Purpose),
        (Transfer { purpose: Some("LT-7K2M9Q"), ..good }, Unbuildable::Purpose),
        (Transfer { purpose: Some("abcdefghijklmnopqrstuvwxyz"), ..good }, Unbuildable::Purpose),
        (Transfer { bill: Some("a.b"), ..good }, Unbuildable::Bill),
    ] {
        assert_eq!(build(&transfer), Err(error), "{transfer:?}");
    }
    assert!(build(&amount(9_999_999_999_999)).is_ok());
    assert!(build(&Transfer { number: "VQRQADAIJ5512", ..good }).is_ok(), "a virtual account has letters");
}

proptest! {
    #[test]
    fn what_is_built_is_read_back(
        bin in "[0-9]{6}",
        number in "[A-Za-z0-9]{1,19}",
        card in any::<bool>(),
        amount in prop::option::of(1_i64..=9_999_999_999_999),
        bill in prop::option::of("[A-Za-z0-9]([A-Za-z0-9 ]{0,23}[A-Za-z0-9])?"),
        purpose in prop::option::of("[A-Za-z0-9]([A-Za-z0-9 ]{0,23}[A-Za-z0-9])?"),
    ) {
        let transfer = Transfer {
            bin: &bin,
            number: &number,
            target: if card { Target::Card } else { Target::Account },
            amount: amount.map(Money::dong),
            bill: bill.as_deref(),
            purpose: purpose.as_deref(),
        };
        prop_assert_eq!(parse(&build(&transfer).unwrap()), Ok(says(&transfer)));
    }

    #[test]
    fn nothing_makes_the_reader_fall(text in any::<String>()) {
        let _ = parse(&text);
        let _ = parse(&sealed(&text));
    }

    #[test]
    fn nothing_like_a_payload_makes_the_reader_fall(text in "[0-9A]{0,80}", cut in 0_usize..140) {
        let _ = parse(&sealed(&text));
        let (_, _, good) = MADE[3];
        let shortened: String = good.chars().take(cut.min(good.len())).chain(text.chars()).collect();
        let _ = parse(&sealed(&shortened));
    }
}
