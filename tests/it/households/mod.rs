//! Households come, prove who they are, share the work, go on holiday; and what buyers see of it.

mod bank;
mod behalf;
mod desks;
mod facts;
mod holiday;
mod identity;
mod join;
mod listed;
mod members;
mod other_desk;
mod papers;
mod rounds;
mod suspension;
mod told;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use market::kernel::ids::{AccountId, ProducerId};

use crate::support::{Answer, Client, TestShop, build};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// One number, `n`.
pub async fn number(shop: &TestShop, query: &str) -> i64 {
    diesel::sql_query(query).get_result::<Number>(&mut shop.conn().await).await.unwrap().n
}

/// One text, `word`.
pub async fn word(shop: &TestShop, query: &str) -> String {
    diesel::sql_query(query).get_result::<Word>(&mut shop.conn().await).await.unwrap().word
}

pub async fn run(shop: &TestShop, statements: &str) {
    shop.conn().await.batch_execute(statements).await.unwrap();
}

/// A member of this role.
pub async fn member_as(shop: &TestShop, producer: ProducerId, role: &str) -> AccountId {
    let account = build::account(shop, role).await;
    let row = format!("INSERT INTO members (account_id, producer_id, role) VALUES ({account}, {producer}, '{role}')");
    run(shop, &row).await;
    account
}

/// A clerk of this role.
pub async fn clerk_as(shop: &TestShop, role: &str) -> AccountId {
    let account = build::account(shop, role).await;
    run(shop, &format!("INSERT INTO clerks (account_id, role) VALUES ({account}, '{role}')")).await;
    account
}

/// The last part of a household's address.
pub async fn slug(shop: &TestShop, producer: ProducerId) -> String {
    word(shop, &format!("SELECT slug AS word FROM producers WHERE id = {producer}")).await
}

/// An application that is right in every field.
pub const APPLICATION: [(&str, &str); 5] = [
    ("name", "Nhà bà Mận"),
    ("kind", "household"),
    ("commune", "Vân Trục"),
    ("hamlet", "Thôn Đồng Núi"),
    ("grows", "Hai sào thanh long ruột đỏ."),
];

/// Applies with these fields over the right ones.
pub async fn apply(client: &Client, fields: &[(&str, &str)]) -> Answer {
    let page = client.get("/sell/join").await;
    assert_eq!(page.status, 200, "{}", page.body);
    let all: Vec<(&str, &str)> = APPLICATION.iter().chain(fields).copied().collect();
    client.submit(&page, "/sell/join", &all).await
}

/// Somebody whose application waits: their browser, and the household.
pub async fn applicant(shop: &TestShop) -> (Client, AccountId, ProducerId) {
    let account = build::account(shop, "Trần Thị Mận").await;
    let client = shop.signed_in(account).await;
    let sent = apply(&client, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let id = number(shop, &format!("SELECT producer_id AS n FROM members WHERE account_id = {account}")).await;
    (client, account, ProducerId(id))
}

/// The acts about a household, first things first.
pub async fn acts(shop: &TestShop, producer: ProducerId) -> String {
    let query = "SELECT coalesce(string_agg(act || CASE WHEN on_behalf THEN '!' ELSE '' END, ' ' ORDER BY id), '') AS word FROM acts";
    word(shop, &format!("{query} WHERE producer_id = {producer}")).await
}
