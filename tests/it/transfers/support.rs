//! Providers' messages signed as they sign them, and what the tables say of transfers.

use hmac::{Hmac, KeyInit as _, Mac as _};
use market::config::{BankNotices, Config, Secret};
use market::kernel::ids::{AccountId, TransferId};
use market::payments::transfer::resolve::{self, Act, Done, ResolveError};
use market::platform::secrets::hex;
use reqwest::Method;
use serde_json::{Map, Value, json};
use sha2::{Sha256, Sha512};

use super::super::buyer::{number, sound, text};
use super::super::money::support::{balanced, market_account};
use super::super::support::build::Goods;
use super::super::support::{self, Answer, Client, TestShop, build};

/// The account of the market in these tests.
pub const MARKET: &str = "1234567890123";
const SEPAY: &str = "sepay-key-0123456789";
const PAYOS: &str = "payos-key-0123456789";
const CASSO: &str = "casso-key-0123456789";

/// A shop that listens to every provider.
pub async fn shop() -> TestShop {
    shop_with(|_| {}).await
}

pub async fn shop_with(change: impl FnOnce(&mut Config)) -> TestShop {
    support::shop_with(|config| {
        let key = |key: &str| Some(Secret::new(key));
        config.bank_notices = BankNotices { sepay: key(SEPAY), payos: key(PAYOS), casso: key(CASSO) };
        change(config);
    })
    .await
}

/// A shop that listens to every provider, with an account of the market and so many fish of one household: one is 98,000 đ,
/// 113,000 with its delivery.
pub async fn stall(fish: i32) -> (TestShop, Goods) {
    let shop = shop().await;
    market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, fish).await;
    (shop, fish)
}

fn sign_256(key: &str, text: &str) -> String {
    hex(&Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap().chain_update(text).finalize().into_bytes())
}

fn sign_512(key: &str, text: &str) -> String {
    hex(&Hmac::<Sha512>::new_from_slice(key.as_bytes()).unwrap().chain_update(text).finalize().into_bytes())
}

/// One transfer as it is told.
#[derive(Clone, Debug)]
pub struct Came {
    pub id: i64,
    pub to: &'static str,
    pub amount: i64,
    pub content: String,
    pub reference: Option<String>,
    /// The bank of the account, where it is told.
    pub bank: Option<&'static str>,
}

impl Came {
    /// To the market's account, with a number of the bank's.
    pub fn new(id: i64, amount: i64, content: &str) -> Self {
        let reference = Some(format!("FT26327{id:06}"));
        Came { id, to: MARKET, amount, content: content.to_owned(), reference, bank: Some("Agribank") }
    }

    pub fn at(self, bank: Option<&'static str>) -> Self {
        Came { bank, ..self }
    }

    pub fn to(self, to: &'static str) -> Self {
        Came { to, ..self }
    }
}

fn sepay_body(came: &Came) -> String {
    json!({"id": came.id, "gateway": came.bank, "transactionDate": "2026-11-23 11:59:00", "accountNumber": came.to,
           "subAccount": null, "code": null, "content": came.content, "transferType": "in", "description": "",
           "transferAmount": came.amount, "accumulated": 0, "referenceCode": came.reference})
    .to_string()
}

async fn post(client: &Client, path: &str, headers: &[(&str, String)], body: String) -> Answer {
    let request = client.request(Method::POST, path).header("content-type", "application/json").body(body);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    client.send(request).await
}

/// SePay tells of it, signed now.
pub async fn sepay(shop: &TestShop, came: &Came) -> Answer {
    let body = sepay_body(came);
    let time = shop.ground.clock.now().timestamp();
    let signature = format!("sha256={}", sign_256(SEPAY, &format!("{time}.{body}")));
    let headers = [("x-sepay-timestamp", time.to_string()), ("x-sepay-signature", signature)];
    post(&shop.guest(), "/webhooks/sepay", &headers, body).await
}

/// SePay with this signature.
pub async fn sepay_signed(shop: &TestShop, came: &Came, time: i64, signature: &str) -> Answer {
    let headers = [("x-sepay-timestamp", time.to_string()), ("x-sepay-signature", signature.to_owned())];
    post(&shop.guest(), "/webhooks/sepay", &headers, sepay_body(came)).await
}

/// Any body that SePay has signed.
pub async fn sepay_says(shop: &TestShop, body: String) -> Answer {
    let time = shop.ground.clock.now().timestamp();
    let signature = format!("sha256={}", sign_256(SEPAY, &format!("{time}.{body}")));
    let headers = [("x-sepay-timestamp", time.to_string()), ("x-sepay-signature", signature)];
    post(&shop.guest(), "/webhooks/sepay", &headers, body).await
}

/// payOS tells of it; the payer's account is known.
pub async fn payos(shop: &TestShop, came: &Came) -> Answer {
    let pairs = [
        ("accountNumber", json!(came.to)),
        ("amount", json!(came.amount)),
        ("code", json!("00")),
        ("counterAccountBankId", json!("970436")),
        ("counterAccountName", json!("NGUYEN THU HA")),
        ("counterAccountNumber", json!("0011009988776")),
        ("currency", json!("VND")),
        ("description", json!(came.content)),
        ("orderCode", json!(came.id)),
        ("paymentLinkId", json!(format!("link{}", came.id))),
        ("reference", json!(came.reference)),
        ("transactionDateTime", json!("2026-11-23 11:59:00")),
    ];
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let signed: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={}", plain(value))).collect();
    let data: Map<String, Value> = pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let body = json!({"code": "00", "success": true, "data": data, "signature": sign_256(PAYOS, &signed.join("&"))});
    post(&shop.guest(), "/webhooks/payos", &[], body.to_string()).await
}

/// Casso tells of it; the payer's account is known.
pub async fn casso(shop: &TestShop, came: &Came) -> Answer {
    let body = json!({"data": {"accountNumber": came.to, "amount": came.amount, "bankName": came.bank, "counterAccountBankId": "970436",
        "counterAccountName": "NGUYEN THU HA", "counterAccountNumber": "0011009988776", "description": came.content,
        "id": came.id, "reference": came.reference, "transactionDateTime": "2026-11-23 11:59:00"}, "error": 0})
    .to_string();
    let time = shop.ground.clock.now().timestamp_millis();
    let signature = format!("t={time},v1={}", sign_512(CASSO, &format!("{time}.{body}")));
    post(&shop.guest(), "/webhooks/casso", &[("x-casso-signature", signature)], body).await
}

/// How all transfers stand, in their order: `applied`, `open short`, ...
pub async fn stand(shop: &TestShop) -> String {
    let sql = "SELECT coalesce(string_agg(state || coalesce(' ' || CASE WHEN state = 'open' THEN problem END, ''), ', ' \
               ORDER BY id), '') FROM transfers";
    text(shop, sql).await
}

pub async fn last_transfer(shop: &TestShop) -> TransferId {
    TransferId(number(shop, "SELECT max(id) FROM transfers").await)
}

/// A clerk's act.
pub async fn act(
    shop: &TestShop,
    transfer: TransferId,
    act: &Act,
    why: &str,
    by: AccountId,
) -> Result<Done, ResolveError> {
    use diesel_async::AsyncConnection as _;
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| resolve::resolve(conn, transfer, act, why, by).await).await
}

pub fn apply(code: &str) -> Act {
    Act::Apply { code: code.to_owned(), excess: None }
}

/// Books, units and transfers add up: what is unmatched in the books is what is open, and what parts of payments wait.
pub async fn all_sound(shop: &TestShop) {
    sound(shop).await;
    balanced(shop).await;
    let sum = |account: &str| format!("SELECT coalesce(-sum(amount), 0) FROM entries WHERE account = '{account}'");
    let open = "SELECT coalesce(sum(amount), 0) FROM transfers WHERE state = 'open'";
    let parts = "SELECT coalesce(sum(received), 0) FROM payments WHERE state = 'due' AND method = 'bank_transfer'";
    let unmatched = number(shop, open).await + number(shop, parts).await;
    assert_eq!(number(shop, &sum("unmatched")).await, unmatched, "{}", stand(shop).await);
    let credited = "SELECT coalesce(sum(amount), 0) FROM transfers WHERE state = 'credited'";
    assert_eq!(number(shop, &sum("credit")).await, number(shop, credited).await);
    let lost = "SELECT count(*) FROM payments WHERE state = 'void' AND received > 0";
    assert_eq!(number(shop, lost).await, 0, "a part of a payment that was given up is on its way back");
}
