//! Every kind of answer tells browsers the same: run nothing foreign, guess no type, keep nothing personal. And every
//! path knows its methods.

use std::net::IpAddr;

use market::config::{Env, Secret};
use market::media::{self, ingest::jpeg};
use reqwest::Method;
use reqwest::header::{ALLOW, HOST, ORIGIN};

use super::support::{self, Answer, TestShop, build, placed};

fn assert_protected(answer: &Answer, what: &str) {
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(policy.contains("default-src 'self'") || policy.contains("default-src 'none'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{what}");
    assert!(!answer.header("cache-control").is_empty(), "{what} says how long it may be kept");
}

#[actix_web::test]
async fn every_kind_of_answer_is_protected() {
    let shop = support::shop().await;
    let guest = shop.guest();
    let asset = guest.get("/").await.attributes("link[rel=stylesheet]", "href").pop().unwrap();
    let pixels = (0..400_u32 * 300).flat_map(|n| [9, u8::try_from(n % 251).unwrap(), 90, 255]).collect();
    let picture = media::ingest(&shop.ground, jpeg(pixels, 400, 300, 90).unwrap()).await.unwrap();
    let picture = format!("/media/{}-320.webp", picture.hash);
    for (status, path) in [
        (200, "/"),
        (200, "/products"),
        (200, "/healthz"),
        (200, "/readyz"),
        (200, "/robots.txt"),
        (200, "/sitemap.xml"),
        (200, "/manifest.webmanifest"),
        (200, &asset),
        (200, &picture),
        (303, "/account"),
        (404, "/nowhere"),
        (404, "/assets/css/none.css"),
        (404, "/media/none.webp"),
        (404, "/products/none"),
        (405, "/cart/lines"),
    ] {
        let answer = guest.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert_protected(&answer, path);
    }
    for path in [&asset, &picture] {
        let known = guest.get(path).await.header("etag").to_owned();
        let again = guest.send(guest.request(Method::GET, path).header("if-none-match", known)).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_protected(&again, path);
    }
    let long = "q".repeat(330_000);
    for (status, path, fields) in [
        (413, "/account/sign-in", [("login", long.as_str())]),
        (422, "/account/sign-in", [("login", "nobody")]),
        (404, "/webhooks/sepay", [("id", "1")]),
        (405, "/products", [("q", "x")]),
    ] {
        let answer = guest.post(path, &fields).await;
        assert_eq!(answer.status, status, "{path}");
        assert_protected(&answer, path);
    }
    assert_protected(&guest.post_from("https://evil.example", "/cart/lines", &[]).await, "a foreign form");
    let other = guest.request(Method::POST, "/account/sign-in").header(ORIGIN, &shop.url).body("{}");
    let other = guest.send(other.header("content-type", "application/json")).await;
    assert_eq!(other.status, 400);
    assert_protected(&other, "a form of another kind");
}

#[actix_web::test]
async fn head_answers_like_get_without_the_body() {
    let shop = support::shop().await;
    let guest = shop.guest();
    let asset = guest.get("/").await.attributes("link[rel=stylesheet]", "href").pop().unwrap();
    for path in ["/", "/products", "/season", "/healthz", "/robots.txt", "/sitemap.xml", "/nowhere", "/account", &asset]
    {
        let (get, head) = (guest.get(path).await, guest.send(guest.request(Method::HEAD, path)).await);
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{path}");
        for name in ["content-type", "cache-control", "location", "etag", "content-security-policy"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
    }
}

#[actix_web::test]
async fn a_method_that_a_path_does_not_know_is_told_which_it_does() {
    let shop = support::shop().await;
    let guest = shop.guest();
    for (method, path, allow) in [
        (Method::GET, "/cart/lines", "POST"),
        (Method::GET, "/orders/LT0000001/cancellation", "POST"),
        (Method::POST, "/products", "GET, HEAD"),
        (Method::PUT, "/cart", "GET, HEAD, POST"),
        (Method::DELETE, "/account/password", "GET, HEAD, POST"),
        (Method::OPTIONS, "/", "GET, HEAD"),
    ] {
        let answer = guest.send(guest.request(method.clone(), path).header(ORIGIN, &shop.url)).await;
        assert_eq!((answer.status, answer.header(ALLOW.as_str())), (405, allow), "{method} {path}");
        assert_eq!(answer.texts("h1").len(), 1, "with a page that helps");
    }
    let nowhere = guest.send(guest.request(Method::PUT, "/nowhere")).await;
    assert_eq!((nowhere.status, nowhere.header(ALLOW.as_str())), (404, ""));
}

#[actix_web::test]
async fn pages_that_tell_of_a_person_are_kept_nowhere() {
    let shop = support::shop().await;
    let household = build::producer(&shop, "Nhà bà Mận").await;
    let goods = build::goods(&shop, household, "Cá thính", 90_000, 10).await;
    let order = placed::order(&shop, &[(goods, 1)], "carrier").await;
    let clients = [
        (
            shop.signed_in(build::account(&shop, "Thu Hà").await).await,
            vec!["/account", "/account/name", "/account/orders"],
        ),
        (shop.signed_in(build::member(&shop, household).await).await, vec!["/sell", "/sell/parcels", "/sell/money"]),
        (shop.signed_in(build::clerk(&shop).await).await, vec!["/office", "/office/orders", "/office/money"]),
    ];
    for (client, paths) in &clients {
        for path in paths {
            let page = client.get(path).await;
            assert_eq!((page.status, page.header("cache-control")), (200, "no-store"), "{path}");
        }
        // A page for everybody names who looks at it, so no shared cache keeps it.
        assert_eq!(client.get("/products").await.header("cache-control"), "private, no-cache");
    }
    let parcel = clients[1].0.get(&format!("/sell/parcels/{}", order.parcels[0].code)).await;
    assert_eq!((parcel.status, parcel.header("cache-control")), (200, "no-store"));
}

/// A question for the gauges, as it arrives.
async fn gauges(shop: &TestShop, headers: &[(&str, &str)]) -> u16 {
    let guest = shop.guest();
    let asked = headers.iter().fold(guest.request(Method::GET, "/metrics"), |r, (name, value)| r.header(*name, *value));
    guest.send(asked).await.status
}

#[actix_web::test]
async fn the_gauges_are_read_by_who_has_the_token_and_through_no_proxy() {
    let shop = support::shop().await;
    let local: IpAddr = [127, 0, 0, 1].into();
    assert_eq!(gauges(&shop, &[]).await, 200, "in development, on this machine");
    for forwarded in ["x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host", "x-forwarded-proto"] {
        assert_eq!(gauges(&shop, &[(forwarded, "x")]).await, 404, "{forwarded}");
    }
    assert_eq!(gauges(&shop, &[(HOST.as_str(), "cho.example.vn")]).await, 404, "by the shop's own name");

    let shop = support::shop_with(|config| {
        config.env = Env::Production;
        config.trusted_proxies = vec![local];
    })
    .await;
    assert_eq!(gauges(&shop, &[]).await, 404, "a proxy may leave no trace");

    let token = "a-token-for-the-gauges";
    let shop = support::shop_with(|config| config.metrics_token = Some(Secret::new(token))).await;
    for (given, status) in [(format!("Bearer {token}"), 200), ("Bearer wrong".to_owned(), 404), (token.to_owned(), 404)]
    {
        assert_eq!(gauges(&shop, &[("authorization", &given)]).await, status, "{given}");
    }
    assert_eq!(gauges(&shop, &[]).await, 404);
}
