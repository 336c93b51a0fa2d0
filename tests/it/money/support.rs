//! A buyer's steps with money, and what the books say.

use diesel_async::AsyncConnection as _;
use market::kernel::ids::{BankAccountId, ParcelId, PaymentId, ProducerId, RefundId};
use market::kernel::money::Money;
use market::kernel::settlement::Settlement;
use market::ledger::account::Account;
use market::payments::bank_account;
use market::payments::receive::{self, News, Outcome};
use market::payments::refund::{self, Part, RefundError, Wish};

use super::super::buyer::{code, number, put, ready, text};
use super::super::support::build::Goods;
use super::super::support::{self, Answer, Client, TestShop, build};

/// The market gets a bank account, so that transfers are offered.
pub async fn market_account(shop: &TestShop) -> BankAccountId {
    let mut conn = shop.conn().await;
    bank_account::set(&mut conn, None, "970405", "1234567890123", "PHONG KINH TE LAP THACH").await.unwrap()
}

/// A shop for each settlement: the market is paid, or each household. What is asked of both must hold in both.
pub async fn both() -> [TestShop; 2] {
    let operator = support::shop().await;
    market_account(&operator).await;
    [operator, support::shop_with(|config| config.settlement = Settlement::Direct).await]
}

/// A household with a bank account.
pub async fn house(shop: &TestShop, name: &str) -> ProducerId {
    let house = build::producer(shop, name).await;
    let mut conn = shop.conn().await;
    bank_account::set(&mut conn, Some(house), "970405", &format!("00123456{:04}", house.0), "TRAN VAN BEN")
        .await
        .unwrap();
    house
}

/// Places an order of these goods that is paid by `method`; its code.
pub async fn order(shop: &TestShop, client: &Client, goods: &[(Goods, i32)], method: &str) -> String {
    for (goods, qty) in goods {
        put(client, *goods, *qty).await;
    }
    let page = ready(client).await;
    let placed: Answer = client.submit(&page, "/checkout", &[("payment", method)]).await;
    let code = code(&placed);
    shop.work_off().await;
    code
}

/// The payment of an order that was opened last.
pub async fn payment(shop: &TestShop, code: &str) -> PaymentId {
    let sql = format!("SELECT max(y.id) FROM payments y JOIN orders o ON o.id = y.order_id WHERE o.code = '{code}'");
    PaymentId(number(shop, &sql).await)
}

pub async fn parcel(shop: &TestShop, code: &str, nth: i16) -> ParcelId {
    let sql = format!(
        "SELECT p.id FROM parcels p JOIN orders o ON o.id = p.order_id WHERE o.code = '{code}' AND p.number = {nth}"
    );
    ParcelId(number(shop, &sql).await)
}

/// The states of an order's parcels, in their order.
pub async fn states(shop: &TestShop, code: &str) -> String {
    let sql = format!(
        "SELECT string_agg(p.state, ' ' ORDER BY p.number) FROM parcels p JOIN orders o ON o.id = p.order_id \
         WHERE o.code = '{code}'"
    );
    text(shop, &sql).await
}

pub async fn payment_state(shop: &TestShop, payment: PaymentId) -> String {
    text(shop, &format!("SELECT state FROM payments WHERE id = {payment}")).await
}

/// Money comes for a payment: so much, or what is asked.
pub async fn pay(shop: &TestShop, payment: PaymentId, amount: Option<i64>) -> Outcome {
    let asked = number(shop, &format!("SELECT amount FROM payments WHERE id = {payment}")).await;
    let news =
        News { payment, amount: Money::dong(amount.unwrap_or(asked)), from: Account::Bank, charge: None, by: None };
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| receive::receive(conn, &news).await).await.unwrap()
}

/// Gives back a part of a parcel.
pub async fn give_back(shop: &TestShop, parcel: ParcelId, part: Part, key: &str) -> Result<RefundId, RefundError> {
    let wish = Wish { key: key.to_owned(), parcel, part, way: None, reason: "hũ vỡ".to_owned(), by: None };
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| refund::refund(conn, &wish).await).await
}

/// The balance of an account in the books; a debit is positive.
pub async fn balance(shop: &TestShop, account: &str) -> i64 {
    number(shop, &format!("SELECT coalesce(sum(amount), 0) FROM entries WHERE account = '{account}'")).await
}

/// Everything in the books sums to zero.
pub async fn balanced(shop: &TestShop) {
    assert_eq!(number(shop, "SELECT coalesce(sum(amount), 0) FROM entries").await, 0);
}
