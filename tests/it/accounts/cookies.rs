//! What a browser is given to keep: nothing that a script, a neighbour or an eavesdropper could use.

use actix_web::test::TestRequest;
use market::orders::access::Access;

use super::*;
use crate::buyer;

const BASE: &str = "https://cho.example";

/// Name and flags of every cookie in these answers.
fn given(answers: &[&Answer]) -> Vec<String> {
    let cookies = answers.iter().flat_map(|answer| answer.headers.get_all("set-cookie"));
    cookies.map(|v| v.to_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn every_cookie_is_bound_to_the_host_and_kept_from_scripts() {
    let shop = support::shop_with(|config| config.base_url = BASE.to_owned()).await;
    let household = build::producer(&shop, "Nhà bà Mận").await;
    let goods = build::goods(&shop, household, "Cá thính", 90_000, 10).await;
    member_of_the_public(&shop).await;
    let client = shop.guest();
    let pack = goods.pack.to_string();
    let answers = [
        client.get("/?lang=en").await,
        client.post_from(BASE, "/cart/lines", &[("pack", &pack), ("qty", "1")]).await,
        client.post_from(BASE, "/account/reset", &[("login", PHONE)]).await,
        client.post_from(BASE, "/account/sign-in", &[("login", PHONE), ("password", PASSWORD)]).await,
        client.post_from(BASE, "/account/sign-out", &[]).await,
    ];
    let access = Access::read(&TestRequest::default().to_http_request(), &shop.ground);
    let access = access.with("LT0000001").cookie(&shop.ground).to_string();
    assert!(access.starts_with("__Host-orders="), "{access}");
    let cookies = given(&answers.iter().collect::<Vec<_>>());
    for name in ["sid", "lang", "cart", "code_for", "flash"] {
        assert!(cookies.iter().any(|c| c.starts_with(&format!("__Host-{name}="))), "{name} in {cookies:?}");
    }
    for cookie in &cookies {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for flag in ["; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(flag), "{flag} in {cookie}");
        }
        assert!(!cookie.contains("Domain="), "{cookie}");
    }
}

#[actix_web::test]
async fn a_session_is_new_when_the_password_is_and_the_old_one_is_dead() {
    let shop = support::shop().await;
    member_of_the_public(&shop).await;
    let client = shop.guest();
    let old = cookie(&sign_in(&client, PHONE, PASSWORD).await, "sid").unwrap();
    let page = client.get("/account/password").await;
    let fields = [("old", PASSWORD), ("password", "thùng thanh long ruột đỏ")];
    let changed = client.submit(&page, "/account/password", &fields).await;
    let new = cookie(&changed, "sid").unwrap();
    assert_ne!(old.split(';').next(), new.split(';').next());
    assert_eq!(Client::with_cookie(&shop.url, &old).get("/account").await.status, 303);
    assert_eq!(Client::with_cookie(&shop.url, &new).get("/account").await.status, 200);
}

#[actix_web::test]
async fn a_session_in_use_is_kept_alive_but_ends_after_a_year() {
    let shop = support::shop().await;
    member_of_the_public(&shop).await;
    let client = shop.guest();
    sign_in(&client, PHONE, PASSWORD).await;
    for (age, left) in [(100, 90), (360, 5)] {
        buyer::execute(
            &shop,
            &format!(
                "UPDATE sessions SET created_at = now() - interval '{age} days', seen_at = now() - interval '2 days'"
            ),
        )
        .await;
        assert_eq!(client.get("/account").await.status, 200);
        let days = "SELECT round(extract(epoch FROM expires_at - now()) / 86400) FROM sessions";
        assert_eq!(buyer::number(&shop, days).await, left, "after {age} days");
    }
}

#[actix_web::test]
async fn a_session_that_somebody_planted_is_not_the_one_that_is_signed_in() {
    let shop = support::shop().await;
    let id = member_of_the_public(&shop).await;
    let planted = "sid=planted-by-a-stranger-0123456789abcdefghij";
    let client = Client::with_cookie(&shop.url, planted);
    let given = cookie(&sign_in(&client, PHONE, PASSWORD).await, "sid").unwrap();
    assert_ne!(given.split(';').next(), Some(planted));
    assert_eq!(Client::with_cookie(&shop.url, planted).get("/account").await.status, 303);
    assert_eq!(open_sessions(&shop, id).await, 1);
}
