//! One person's data: found, handed out, put right, erased; what was agreed to; and nothing left of whoever is gone.

mod consents;
mod desk;
mod erase;
mod guests;
mod own;
mod reasons;
mod requests;

use market::accounts::password;
use market::kernel::ids::{AccountId, ParcelId};
use reqwest::Method;

use crate::households::{clerk_as, number, run, word};
use crate::payouts::{self, Setting};
use crate::support::{self, Answer, Client, TestShop, build};

pub const PASSWORD: &str = "ba hũ cá thính";
pub const NAME: &str = "Phạm Thị Bưởi Soi";
pub const PHONE: &str = "+84912345001";
pub const EMAIL: &str = "buoi.soi@example.vn";

/// An account that signs in with [`PASSWORD`].
pub async fn person(shop: &TestShop) -> AccountId {
    let account = build::account_with(shop, NAME, Some(PHONE)).await;
    let hash = password::hash(PASSWORD).await.unwrap();
    run(
        shop,
        &format!(
            "UPDATE accounts SET password_hash = '{hash}', email = '{EMAIL}', email_verified_at = now() WHERE id = {account}"
        ),
    )
    .await;
    account
}

/// A clerk of this role with [`PASSWORD`], and their browser.
pub async fn clerk(shop: &TestShop, role: &str) -> (AccountId, Client) {
    let account = clerk_as(shop, role).await;
    let hash = password::hash(PASSWORD).await.unwrap();
    run(shop, &format!("UPDATE accounts SET password_hash = '{hash}' WHERE id = {account}")).await;
    (account, shop.signed_in(account).await)
}

/// Makes an order one of this buyer: an account's, or a guest's.
pub async fn of_buyer(shop: &TestShop, parcel: ParcelId, account: Option<AccountId>) -> (i64, String) {
    let order = number(shop, &format!("SELECT order_id AS n FROM parcels WHERE id = {parcel}")).await;
    let account = account.map_or_else(|| "NULL".to_owned(), |id| id.to_string());
    run(
        shop,
        &format!(
            "UPDATE orders SET account_id = {account}, buyer_name = '{NAME}', buyer_phone = '{PHONE}', \
               buyer_email = '{EMAIL}', street = 'Ngõ nhà {NAME}, số 7', note = 'Gọi {PHONE}' WHERE id = {order}"
        ),
    )
    .await;
    (order, word(shop, &format!("SELECT code AS word FROM orders WHERE id = {order}")).await)
}

/// A shop in which this person has bought twice, all of it over and paid.
pub async fn scene() -> (Setting, AccountId, Vec<(i64, String)>) {
    let s = payouts::setting().await;
    let account = person(&s.shop).await;
    let one = payouts::sold(&s, s.goods, 1, payouts::Came::Cash).await;
    let two = payouts::sold(&s, s.goods, 2, payouts::Came::Transfer).await;
    // What was placed by row has a payment in cash besides the one that was paid.
    run(
        &s.shop,
        "UPDATE payments SET state = 'void' WHERE state = 'due'; \
         UPDATE orders SET payment_method = 'bank_transfer' WHERE id IN (SELECT order_id FROM payments WHERE method = 'bank_transfer')",
    )
    .await;
    let orders = vec![of_buyer(&s.shop, one, Some(account)).await, of_buyer(&s.shop, two, Some(account)).await];
    (s, account, orders)
}

/// A request that a clerk wrote down; its path.
pub async fn asked(clerk: &Client, who: &str, kind: &str) -> String {
    let at = format!("/office/people/{who}");
    let page = clerk.get(&at).await;
    assert_eq!(page.status, 200, "{}", page.words());
    let answer = clerk.submit(&page, &at, &[("kind", kind), ("how", "phone")]).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    answer.location().unwrap()
}

/// A download, byte by byte.
pub async fn download(shop: &TestShop, client: &Client, path: &str) -> (u16, Vec<u8>) {
    let request = client.request(Method::POST, path).header("origin", &shop.url);
    let request = request.header("content-type", "application/x-www-form-urlencoded").body("");
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
}

/// A file of an archive as text.
pub fn unpacked(archive: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

pub fn refused(answer: &Answer, status: u16, field: &str) {
    assert_eq!(answer.status, status, "{}", answer.words());
    assert!(!answer.texts(&format!("#f-{field}-why, #{field}-why")).is_empty(), "{field}: {}", answer.words());
}
