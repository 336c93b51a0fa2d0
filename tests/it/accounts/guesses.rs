//! Guessing passwords and codes: slowed by account and by address, and no answer helps.

use std::net::IpAddr;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use market::schema::throttles;
use reqwest::Method;
use reqwest::header::ORIGIN;

use super::*;

const WRONG: &str = "không phải mật khẩu";

/// A shop with throttles, behind a web server that tells who is calling.
async fn guarded_shop() -> TestShop {
    support::shop_with(|config| {
        config.rate_limits = true;
        config.trusted_proxies = vec![IpAddr::from([127, 0, 0, 1])];
    })
    .await
}

/// Signs in with what the web server in front says of the address, line by line.
async fn from(shop: &TestShop, forwarded: &[&str], login: &str, password: &str) -> u16 {
    let guest = shop.guest();
    let request = guest.request(Method::POST, "/account/sign-in").header(ORIGIN, &shop.url);
    let request = forwarded.iter().fold(request, |r, line| r.header("x-forwarded-for", *line));
    guest.send(request.form(&[("login", login), ("password", password)])).await.status
}

/// Uses up what this throttle allows, but for `left`.
async fn use_up(shop: &TestShop, key: &str, left: i32) {
    let mut conn = shop.conn().await;
    let hits: i32 = throttles::table.find(key).select(throttles::hits).first(&mut conn).await.expect("it counts");
    let limit = if key.starts_with("code-tries") { 30 } else { 60 };
    assert!(hits < limit - left, "{hits} hits already");
    diesel::update(throttles::table.find(key)).set(throttles::hits.eq(limit - left)).execute(&mut conn).await.unwrap();
}

#[actix_web::test]
async fn guesses_at_one_account_are_slowed_from_however_many_addresses_they_come() {
    let shop = guarded_shop().await;
    member_of_the_public(&shop).await;
    for n in 1..=5 {
        assert_eq!(from(&shop, &[&format!("203.0.113.{n}")], PHONE, WRONG).await, 422);
    }
    assert_eq!(from(&shop, &["198.51.100.7"], "+84 912 345 678", PASSWORD).await, 429, "however the number is written");
    assert_eq!(from(&shop, &["198.51.100.7"], "0987 654 321", WRONG).await, 422, "another account is not");
}

#[actix_web::test]
async fn one_address_that_tries_many_accounts_is_slowed() {
    let shop = guarded_shop().await;
    member_of_the_public(&shop).await;
    assert_eq!(from(&shop, &["203.0.113.9"], "0987 654 321", WRONG).await, 422);
    use_up(&shop, "sign-in-address:203.0.113.9", 2).await;
    for login in ["0987 654 322", "ai-do@example.com"] {
        assert_eq!(from(&shop, &["203.0.113.9"], login, WRONG).await, 422);
    }
    assert_eq!(from(&shop, &["203.0.113.9"], PHONE, PASSWORD).await, 429);
    assert_eq!(from(&shop, &["203.0.113.10"], PHONE, PASSWORD).await, 303, "its neighbour is not");
}

#[actix_web::test]
async fn nobody_chooses_the_address_they_are_counted_by() {
    let shop = guarded_shop().await;
    for n in 1..=3 {
        // What stands left of the proxy's own word was written by the visitor, on the same line or on one before.
        from(&shop, &[&format!("192.0.2.{n}, 203.0.113.9")], "a@example.com", WRONG).await;
        from(&shop, &[&format!("192.0.2.{n}"), "203.0.113.9"], "b@example.com", WRONG).await;
        from(&shop, &[&format!("192.0.2.{n}, not an address")], "c@example.com", WRONG).await;
        // A household has more addresses of IPv6 than there are passwords.
        from(&shop, &[&format!("2001:db8:7:9:{n}::1")], "d@example.com", WRONG).await;
    }
    let mut conn = shop.conn().await;
    let counted: Vec<(String, i32)> = throttles::table
        .filter(throttles::key.like("sign-in-address:%"))
        .select((throttles::key, throttles::hits))
        .order(throttles::key)
        .load(&mut conn)
        .await
        .unwrap();
    let counted: Vec<(&str, i32)> = counted.iter().map(|(key, hits)| (key.split_once(':').unwrap().1, *hits)).collect();
    assert_eq!(counted, [("127.0.0.1", 3), ("2001:db8:7:9::/64", 3), ("203.0.113.9", 6)]);

    // Without a web server in front nobody's word is taken.
    let open = support::shop_with(|config| config.rate_limits = true).await;
    from(&open, &["192.0.2.1"], "a@example.com", WRONG).await;
    let mut conn = open.conn().await;
    let counted: i64 = throttles::table
        .filter(throttles::key.eq("sign-in-address:127.0.0.1"))
        .count()
        .get_result(&mut conn)
        .await
        .unwrap();
    assert_eq!(counted, 1);
}

#[actix_web::test]
async fn codes_are_not_guessed_from_one_address_whoever_they_are_for() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    let client = shop.guest();
    client.post("/account/reset", &[("login", PHONE)]).await;
    assert_eq!(client.post("/account/verify", &[("code", "000000")]).await.status, 422);
    use_up(&shop, "code-tries:127.0.0.1", 1).await;
    let other = shop.guest();
    other.post("/account/reset", &[("login", "0987654321")]).await;
    assert_eq!(other.post("/account/verify", &[("code", "000000")]).await.status, 422);
    assert_eq!(client.post("/account/verify", &[("code", "000001")]).await.status, 429);
    let reset = [("code", "000002"), ("password", "thùng thanh long ruột đỏ")];
    assert_eq!(other.post("/account/reset/code", &reset).await.status, 429, "one count for both kinds of code");
}

#[actix_web::test]
async fn a_code_is_good_once_and_for_what_it_was_sent_for() {
    let shop = support::shop().await;
    member_of_the_public(&shop).await;
    let client = shop.guest();
    let asked = client.post("/account/reset", &[("login", PHONE)]).await;
    let pending = cookie(&asked, "code_for").unwrap();
    let code = code(&shop, E164).await;
    assert_eq!(client.post("/account/verify", &[("code", &code)]).await.status, 422, "it verifies nothing");
    let new = ("password", "thùng thanh long ruột đỏ");
    assert_eq!(client.post("/account/reset/code", &[("code", &code), new]).await.status, 303);
    let replay = Client::with_cookie(&shop.url, &pending);
    let again = ("password", "mật khẩu của kẻ gian");
    assert_eq!(replay.post("/account/reset/code", &[("code", &code), again]).await.status, 422);
    assert_eq!(sign_in(&shop.guest(), PHONE, new.1).await.status, 303);
}

#[actix_web::test]
async fn a_code_sent_again_never_proves_the_number_for_a_strangers_password() {
    let shop = support::shop().await;
    let (owner, squatter) = (shop.guest(), shop.guest());
    sign_up(&owner, PHONE, PASSWORD).await;
    sign_up(&squatter, PHONE, "mật khẩu của kẻ gian").await;
    let before = letters(&shop, E164).await.len();
    // The account has the squatter's password now. The owner asks for the code again, and must not prove it for that.
    assert_eq!(owner.post("/account/verify/again", &[]).await.status, 303);
    assert_eq!(letters(&shop, E164).await.len(), before, "nothing was sent");
    sign_up(&owner, PHONE, PASSWORD).await;
    assert_eq!(squatter.post("/account/verify/again", &[]).await.status, 303);
    owner.post("/account/verify/again", &[]).await;
    let code = code(&shop, E164).await;
    assert_eq!(squatter.post("/account/verify", &[("code", &code)]).await.status, 422);
    assert_eq!(owner.post("/account/verify", &[("code", &code)]).await.status, 303);
    assert_eq!(sign_in(&squatter, PHONE, "mật khẩu của kẻ gian").await.status, 422);
    assert_eq!(sign_in(&shop.guest(), PHONE, PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn a_wrong_password_costs_the_same_questions_whether_or_not_there_is_an_account() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    member_of_the_public(&shop).await;
    let mut asked = Vec::new();
    for login in [PHONE, "0987 654 321", "ai-do@example.com"] {
        let before = shop.ground.db.queries();
        assert_eq!(sign_in(&shop.guest(), login, WRONG).await.status, 422);
        asked.push(shop.ground.db.queries() - before);
    }
    assert!(asked[0] > 0 && asked.iter().all(|n| *n == asked[0]), "{asked:?}");
}
