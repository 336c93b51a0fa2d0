//! The providers' published examples, and what must not pass for one.

use chrono::TimeZone as _;
use proptest::prelude::*;

use super::*;
use crate::platform::secrets::hex;

const SEPAY_KEY: &str = "whsec_test_lapthach";
const SEPAY_TIME: i64 = 1_795_417_357;
const SEPAY_BODY: &str = r#"{"id":92704,"gateway":"Vietcombank","transactionDate":"2026-11-23 14:02:37","accountNumber":"1023456789","subAccount":null,"code":"LT7K2M9Q","content":"LT7K2M9Q chuyen tien","transferType":"in","description":"","transferAmount":245000,"accumulated":19077000,"referenceCode":"FT26327000001"}"#;
const SEPAY_SIGNATURE: &str = "sha256=dac2d4a55f6d097fd6878d5335f449d9c732f6719eee7fde07e7d53e24d42a45";

const CASSO_KEY: &str = "mgExMrjj4i7a1p8Cs6LmFbpCd8lbw4sSX4LZXPag7TKazeIogtR90tvWYTkwQbvs";
const CASSO_TIME: i64 = 1_727_948_258_788;
const CASSO_BODY: &str = r#"{"data":{"accountNumber":"88888888","amount":599000,"bankAbbreviation":"VPB","bankName":"VPBank","counterAccountBankId":"970415","counterAccountBankName":"VietinBank","counterAccountName":"NGUYEN VAN A","counterAccountNumber":"8888888888","description":"giao dich thu nghiem","id":0,"reference":"MA_GIAO_DICH_THU_NGHIEM","runningBalance":25000000,"transactionDateTime":"2024-10-03 15:06:37","virtualAccountName":"","virtualAccountNumber":""},"error":0}"#;
const CASSO_SIGNATURE: &str = "t=1727948258788,v1=ed0a4bd2e826d5cb69988cdb141e6c1a080e21f3b57eb72cd78192220042b9e7dde0868fc667faea8e224900fa7904e7c88dfa098032fb2d6b6996856e8b7ff3";

const PAYOS_KEY: &str = "1a54716c8f0efb2744fb28b6e38b25da7f67a925d98bc1c18bd8faaecadd7675";
const PAYOS_BODY: &str = r#"{"code":"00","desc":"success","success":true,"data":{"orderCode":123,"amount":3000,"description":"VQRIO123","accountNumber":"12345678","reference":"TF230204212323","transactionDateTime":"2023-02-04 18:25:00","currency":"VND","paymentLinkId":"124c33293c43417ab7879e14c8d9eb18","code":"00","desc":"Thành công","counterAccountBankId":"","counterAccountBankName":"","counterAccountName":"","counterAccountNumber":"","virtualAccountName":"","virtualAccountNumber":""},"signature":"412e915d2871504ed31be63c8f62a149a4410d34c4c42affc9006ef9917eaa03"}"#;

fn sepay_headers(signature: &str) -> sepay::Headers<'_> {
    sepay::Headers { timestamp: Some("1795417357"), signature: Some(signature), authorization: None }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn sign_256(key: &str, text: &str) -> String {
    hex(&Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap().chain_update(text).finalize().into_bytes())
}

fn sign_512(key: &str, text: &str) -> String {
    hex(&Hmac::<Sha512>::new_from_slice(key.as_bytes()).unwrap().chain_update(text).finalize().into_bytes())
}

fn money(message: Result<Message, NoticeError>) -> Notice {
    match message {
        Ok(Message::Money(notice)) => *notice,
        other => panic!("{other:?}"),
    }
}

/// A SePay message signed just now.
fn sepay_says(body: &str) -> Result<Message, NoticeError> {
    let signature = format!("sha256={}", sign_256(SEPAY_KEY, &format!("1795417357.{body}")));
    sepay::read(sepay_headers(&signature), body.as_bytes(), SEPAY_KEY, at(SEPAY_TIME))
}

/// A Casso message signed just now over its sorted form; it is sent as it stands.
fn casso_says(body: &str) -> Result<Message, NoticeError> {
    let sorted = json::read(body.as_bytes()).unwrap().compact();
    let signature = format!("t={CASSO_TIME},v1={}", sign_512(CASSO_KEY, &format!("{CASSO_TIME}.{sorted}")));
    casso::read(Some(&signature), body.as_bytes(), CASSO_KEY, at(CASSO_TIME / 1000))
}

fn payos_says(data: &str) -> Result<Message, NoticeError> {
    let object = json::read(data.as_bytes()).unwrap();
    let pairs: Vec<String> =
        object.0.keys().map(|key| format!("{key}={}", object.some(key).unwrap_or_default())).collect();
    let signature = sign_256(PAYOS_KEY, &pairs.join("&"));
    payos::read(format!("{{\"data\":{data},\"signature\":\"{signature}\"}}").as_bytes(), PAYOS_KEY)
}

#[test]
fn sepays_signed_message_is_read() {
    let read = sepay::read(sepay_headers(SEPAY_SIGNATURE), SEPAY_BODY.as_bytes(), SEPAY_KEY, at(SEPAY_TIME + 300));
    let expected = Notice {
        provider: Provider::Sepay,
        external_id: "92704".to_owned(),
        account_number: "1023456789".to_owned(),
        bank: Some("970436"),
        virtual_account: None,
        amount: Money::dong(245_000),
        content: "LT7K2M9Q chuyen tien".to_owned(),
        bank_reference: Some("FT26327000001".to_owned()),
        at: Utc.with_ymd_and_hms(2026, 11, 23, 7, 2, 37).unwrap(),
        payer_name: None,
        payer_account: None,
        payer_bank: None,
        code_hint: Some("LT7K2M9Q".to_owned()),
    };
    assert_eq!(money(read), expected);
}

#[test]
fn sepays_other_way_is_the_key_itself() {
    let read = |authorization| {
        let headers = sepay::Headers { authorization, ..sepay::Headers::default() };
        sepay::read(headers, SEPAY_BODY.as_bytes(), SEPAY_KEY, at(SEPAY_TIME))
    };
    assert_eq!(money(read(Some("Apikey whsec_test_lapthach"))).external_id, "92704");
    assert_eq!(read(Some("Apikey whsec_test_lapthacH")), Err(NoticeError::WrongSignature));
    assert_eq!(read(Some("Apikey ")), Err(NoticeError::WrongSignature));
    assert_eq!(read(Some("Bearer whsec_test_lapthach")), Err(NoticeError::Unsigned));
    assert_eq!(read(None), Err(NoticeError::Unsigned));
    // A wrong signature is not made good by a right key, nor an empty key by an empty one.
    let both = sepay::Headers { authorization: Some("Apikey whsec_test_lapthach"), ..sepay_headers("sha256=00") };
    assert_eq!(sepay::read(both, SEPAY_BODY.as_bytes(), SEPAY_KEY, at(SEPAY_TIME)), Err(NoticeError::WrongSignature));
    let empty = sepay::Headers { authorization: Some("Apikey "), ..sepay::Headers::default() };
    assert_eq!(sepay::read(empty, SEPAY_BODY.as_bytes(), "", at(SEPAY_TIME)), Err(NoticeError::WrongSignature));
}

#[test]
fn a_wrong_sepay_signature_is_refused() {
    let read =
        |signature, body: &str, key, seconds| sepay::read(sepay_headers(signature), body.as_bytes(), key, at(seconds));
    let wrong = Err(NoticeError::WrongSignature);
    assert_eq!(read(SEPAY_SIGNATURE, SEPAY_BODY, "another", SEPAY_TIME), wrong);
    assert_eq!(read(SEPAY_SIGNATURE, SEPAY_BODY, "", SEPAY_TIME), wrong);
    assert_eq!(read(SEPAY_SIGNATURE, &SEPAY_BODY.replace("245000", "945000"), SEPAY_KEY, SEPAY_TIME), wrong);
    assert_eq!(read(SEPAY_SIGNATURE, &format!("{SEPAY_BODY} "), SEPAY_KEY, SEPAY_TIME), wrong);
    for signature in ["", "sha256=", "sha256=zz", "sha256=dac", "dac2", "sha256=é"] {
        assert_eq!(read(signature, SEPAY_BODY, SEPAY_KEY, SEPAY_TIME), wrong, "{signature}");
    }
    assert_eq!(read(SEPAY_SIGNATURE, SEPAY_BODY, SEPAY_KEY, SEPAY_TIME + 301), Err(NoticeError::Stale));
    assert_eq!(read(SEPAY_SIGNATURE, SEPAY_BODY, SEPAY_KEY, SEPAY_TIME - 301), Err(NoticeError::Stale));
    let timeless = sepay::Headers { timestamp: None, ..sepay_headers(SEPAY_SIGNATURE) };
    assert_eq!(sepay::read(timeless, SEPAY_BODY.as_bytes(), SEPAY_KEY, at(SEPAY_TIME)), Err(NoticeError::Unsigned));
}

#[test]
fn only_money_that_came_in_is_money() {
    assert_eq!(sepay_says(&SEPAY_BODY.replace("\"in\"", "\"out\"")), Ok(Message::Nothing));
    assert_eq!(sepay_says(&SEPAY_BODY.replace("\"in\"", "\"both\"")), Err(NoticeError::Field("transferType")));
    let casso = CASSO_BODY.replace("\"id\":0", "\"id\":7").replace("MA_GIAO_DICH_THU_NGHIEM", "FT1");
    assert_eq!(casso_says(&casso.replace("599000", "-599000")), Ok(Message::Nothing));
    assert_eq!(casso_says(&casso.replace("\"error\":0", "\"error\":1")), Err(NoticeError::Field("error")));
}

#[test]
fn an_amount_is_exact_or_refused() {
    let with = |amount: &str| sepay_says(&SEPAY_BODY.replace(":245000,", &format!(":{amount},")));
    for amount in ["245000", "245000.0", "\"245000\"", "\"245000.00\""] {
        assert_eq!(money(with(amount)).amount, Money::dong(245_000), "{amount}");
    }
    for amount in ["245000.5", "2.45e5", "0", "-245000", "null", "true", "\"245.000\"", "\"\"", "99999999999999999999"]
    {
        assert_eq!(with(amount), Err(NoticeError::Field("transferAmount")), "{amount}");
    }
}

#[test]
fn a_signed_message_without_what_we_need_is_refused() {
    for (from, to, field) in [
        ("\"id\":92704", "\"id\":null", "id"),
        ("\"1023456789\"", "\"\"", "accountNumber"),
        ("2026-11-23 14:02:37", "23/11/2026", "transactionDate"),
        ("2026-11-23 14:02:37", "2026-11-31 14:02:37", "transactionDate"),
    ] {
        assert_eq!(sepay_says(&SEPAY_BODY.replace(from, to)), Err(NoticeError::Field(field)), "{to}");
    }
    for body in ["", "garbage", "[]", "{", "\u{0}"] {
        assert_eq!(sepay_says(body), Err(NoticeError::NotJson), "{body}");
    }
}

#[test]
fn cassos_test_message_is_a_ping() {
    let now = at(CASSO_TIME / 1000);
    assert_eq!(casso::read(Some(CASSO_SIGNATURE), CASSO_BODY.as_bytes(), CASSO_KEY, now), Ok(Message::Ping));
    // The keys may come in any order: the signature is over the sorted ones.
    let turned =
        format!("{{ \"error\": 0, {} }}", CASSO_BODY.strip_prefix('{').unwrap().strip_suffix(",\"error\":0}").unwrap());
    assert_eq!(casso::read(Some(CASSO_SIGNATURE), turned.as_bytes(), CASSO_KEY, now), Ok(Message::Ping));
}

#[test]
fn a_wrong_casso_signature_is_refused() {
    let now = at(CASSO_TIME / 1000);
    let read = |signature: &str, body: &str, key| casso::read(Some(signature), body.as_bytes(), key, now);
    let wrong = Err(NoticeError::WrongSignature);
    assert_eq!(read(CASSO_SIGNATURE, CASSO_BODY, "another"), wrong);
    assert_eq!(read(CASSO_SIGNATURE, &CASSO_BODY.replace("599000", "599001"), CASSO_KEY), wrong);
    assert_eq!(read(CASSO_SIGNATURE, &CASSO_BODY.replace("599000", "599000.0"), CASSO_KEY), wrong);
    assert_eq!(read(&CASSO_SIGNATURE.replace("t=1727948258788", "t=1727948258789"), CASSO_BODY, CASSO_KEY), wrong);
    assert_eq!(read("t=1727948258788", CASSO_BODY, CASSO_KEY), Err(NoticeError::Unsigned));
    assert_eq!(read("", CASSO_BODY, CASSO_KEY), Err(NoticeError::Unsigned));
    assert_eq!(read(CASSO_SIGNATURE, "garbage", CASSO_KEY), Err(NoticeError::NotJson));
    assert_eq!(casso::read(None, CASSO_BODY.as_bytes(), CASSO_KEY, now), Err(NoticeError::Unsigned));
    for seconds in [CASSO_TIME / 1000 + 302, CASSO_TIME / 1000 - 302] {
        let read = casso::read(Some(CASSO_SIGNATURE), CASSO_BODY.as_bytes(), CASSO_KEY, at(seconds));
        assert_eq!(read, Err(NoticeError::Stale));
    }
}

#[test]
fn cassos_money_is_read() {
    let body = CASSO_BODY
        .replace("\"id\":0", "\"id\":48151623")
        .replace("MA_GIAO_DICH_THU_NGHIEM", "FT26327000001")
        .replace("599000", "599000.00");
    let notice = money(casso_says(&body));
    assert_eq!((notice.provider, notice.external_id.as_str()), (Provider::Casso, "48151623"));
    assert_eq!((notice.amount, notice.bank_reference.as_deref()), (Money::dong(599_000), Some("FT26327000001")));
    assert_eq!(notice.at, Utc.with_ymd_and_hms(2024, 10, 3, 8, 6, 37).unwrap());
    assert_eq!(notice.payer_name.as_deref(), Some("NGUYEN VAN A"));
    assert_eq!(notice.payer_account.as_deref(), Some("8888888888"));
    assert_eq!((notice.payer_bank.as_deref(), notice.virtual_account), (Some("970415"), None));
}

#[test]
fn payoss_test_call_is_a_ping() {
    assert_eq!(payos::read(PAYOS_BODY.as_bytes(), PAYOS_KEY), Ok(Message::Ping));
    let nulls = PAYOS_BODY.replace("\"counterAccountName\":\"\"", "\"counterAccountName\":null");
    assert_eq!(payos::read(nulls.as_bytes(), PAYOS_KEY), Ok(Message::Ping), "null is signed as nothing");
}

#[test]
fn a_wrong_payos_signature_is_refused() {
    let wrong = Err(NoticeError::WrongSignature);
    assert_eq!(payos::read(PAYOS_BODY.as_bytes(), "another"), wrong);
    assert_eq!(payos::read(PAYOS_BODY.replace("3000", "3001").as_bytes(), PAYOS_KEY), wrong);
    assert_eq!(payos::read(PAYOS_BODY.replace("\"412e", "\"512e").as_bytes(), PAYOS_KEY), wrong);
    assert_eq!(payos::read(PAYOS_BODY.replace("signature", "sign").as_bytes(), PAYOS_KEY), Err(NoticeError::Unsigned));
    assert_eq!(payos::read(b"{\"signature\":\"00\"}", PAYOS_KEY), Err(NoticeError::Field("data")));
    assert_eq!(payos::read(b"garbage", PAYOS_KEY), Err(NoticeError::NotJson));
}

#[test]
fn payoss_money_is_read_from_what_is_signed() {
    let data = r#"{"orderCode":4711,"amount":245000,"description":"LT7K2M9QA","accountNumber":"V3CAS12345","reference":"FT1","transactionDateTime":"2026-11-23T14:02:37+07:00","currency":"VND","paymentLinkId":"abc","code":"00","desc":"ok","counterAccountName":"TRAN THI B","virtualAccountNumber":"V3CAS12345"}"#;
    let notice = money(payos_says(data));
    assert_eq!(notice.external_id, "abc:FT1");
    assert_eq!((notice.amount, notice.content.as_str()), (Money::dong(245_000), "LT7K2M9QA"));
    assert_eq!(notice.at, Utc.with_ymd_and_hms(2026, 11, 23, 7, 2, 37).unwrap());
    assert_eq!(notice.payer_name.as_deref(), Some("TRAN THI B"));
    assert_eq!(notice.virtual_account.as_deref(), Some("V3CAS12345"));
    assert_eq!(payos_says(&data.replace("\"code\":\"00\"", "\"code\":\"01\"")), Ok(Message::Nothing));
    assert_eq!(payos_says(&data.replace("VND", "USD")), Err(NoticeError::Field("currency")));
    assert_eq!(payos_says(&data.replace(":245000,", ":0,")), Err(NoticeError::Field("amount")));
    assert_eq!(payos_says(&data.replace("\"FT1\"", "\"\"")), Err(NoticeError::Field("reference")));
}

proptest! {
    #[test]
    fn no_message_makes_a_reader_fall(body in any::<Vec<u8>>(), header in any::<String>()) {
        let now = at(SEPAY_TIME);
        let headers = sepay::Headers {
            timestamp: Some(&header),
            signature: Some(&header),
            authorization: Some(&header),
        };
        prop_assert!(sepay::read(headers, &body, SEPAY_KEY, now).is_err());
        prop_assert!(casso::read(Some(&header), &body, CASSO_KEY, now).is_err());
        prop_assert!(payos::read(&body, PAYOS_KEY).is_err());
    }
}
