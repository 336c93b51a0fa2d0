//! Who may do what at the trade office, how a clerk proves to be one, and what is written down.

mod acts;
mod answers;
mod log;
mod own;
mod promotion;
mod rights;
mod second;
mod staff;
pub mod walk;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use market::accounts::password;
use market::kernel::ids::AccountId;
use market::schema::accounts;

use crate::households::{clerk_as, number, run, slug, word};
use crate::support::{self, Client, TestShop, build};

const PASSWORD: &str = "hai hũ cá thính";

/// An account of this role that signs in with [`PASSWORD`] and the phone that is returned.
async fn clerk_with_password(shop: &TestShop, role: &str) -> (AccountId, String) {
    let account = clerk_as(shop, role).await;
    (account, with_password(shop, account).await)
}

/// Lets an account sign in with [`PASSWORD`]; its phone.
async fn with_password(shop: &TestShop, account: AccountId) -> String {
    let hash = password::hash(PASSWORD).await.unwrap();
    diesel::update(accounts::table.find(account))
        .set(accounts::password_hash.eq(hash))
        .execute(&mut shop.conn().await)
        .await
        .unwrap();
    word(shop, &format!("SELECT phone AS word FROM accounts WHERE id = {account}")).await
}

async fn sign_in(client: &Client, login: &str) -> support::Answer {
    client.post("/account/sign-in", &[("login", login), ("password", PASSWORD)]).await
}
