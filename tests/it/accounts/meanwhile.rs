//! What happens to an account between the moment its password is looked at and the moment that is acted on.

use std::time::Duration;

use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use market::platform::db::Conn;

use super::*;
use crate::buyer::number;

/// Sends `request`, changes the account's password while the request waits for its row, and answers with what came back.
async fn with_a_new_password_meanwhile(shop: &TestShop, request: impl Future<Output = Answer>) -> Answer {
    let mut other = Conn::establish(&shop.database_url).await.unwrap();
    other.batch_execute("BEGIN; SELECT FROM accounts FOR UPDATE").await.unwrap();
    let change = async {
        let waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while number(shop, waiting).await == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        other.batch_execute("UPDATE accounts SET password_hash = 'another'; COMMIT").await.unwrap();
    };
    futures_util::join!(request, change).0
}

#[actix_web::test]
async fn a_sign_in_under_way_does_not_outlive_a_new_password() {
    let shop = support::shop().await;
    let id = member_of_the_public(&shop).await;
    let client = shop.guest();
    let answer = with_a_new_password_meanwhile(&shop, sign_in(&client, PHONE, PASSWORD)).await;
    assert_eq!((answer.status, answer.location().as_deref()), (303, Some("/account/sign-in")));
    assert_eq!(open_sessions(&shop, id).await, 0);
}

#[actix_web::test]
async fn a_code_does_not_prove_a_password_that_came_in_between() {
    let shop = support::shop().await;
    let client = shop.guest();
    sign_up(&client, PHONE, PASSWORD).await;
    let code = code(&shop, E164).await;
    let answer = with_a_new_password_meanwhile(&shop, client.post("/account/verify", &[("code", &code)])).await;
    assert_eq!(answer.status, 422);
    assert_eq!(number(&shop, "SELECT count(*) FROM accounts WHERE phone_verified_at IS NOT NULL").await, 0);
    assert_eq!(number(&shop, "SELECT count(*) FROM sessions").await, 0);
}

#[actix_web::test]
async fn nobody_uses_up_the_codes_of_a_phone_that_is_not_theirs() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    let stranger = Client::with_cookie(&shop.url, &format!("code_for=x~~{}", E164.replace('+', "%2B")));
    for _ in 0..8 {
        assert_eq!(stranger.post("/account/verify/again", &[]).await.status, 303);
    }
    assert_eq!(sign_up(&shop.guest(), PHONE, PASSWORD).await.status, 303);
    assert_eq!(letters(&shop, E164).await.len(), 1);
}
