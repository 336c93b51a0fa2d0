//! What goes wrong is told in words, with the same protection as every other page.

use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use market::platform::db::Conn;

use super::support;

#[actix_web::test]
async fn an_unknown_page_helps_in_both_languages() {
    let shop = support::shop().await;
    let guest = shop.guest();
    let page = guest.get("/nothing-here").await;
    assert_eq!(page.status, 404);
    assert_eq!(page.texts("h1"), ["Trang này không có ở chợ"]);
    assert_eq!(page.attributes("main a.btn", "href"), ["/", "/products", "/track"]);
    let page = guest.get("/nothing-here?lang=en").await;
    assert_eq!(page.texts("h1"), ["There is no such page at the market"]);
    let page = guest.get("/nothing-here").await;
    assert_eq!(page.attributes("html", "lang"), ["en"], "the choice is kept");
}

#[actix_web::test]
async fn every_answer_carries_the_protecting_headers() {
    let shop = support::shop().await;
    for path in ["/healthz", "/nothing-here", "/assets/css/none.css"] {
        let answer = shop.guest().get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{path}");
    }
}

#[actix_web::test]
async fn a_form_from_another_site_is_refused() {
    let shop = support::shop().await;
    let guest = shop.guest();
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        assert_eq!(guest.post_from(origin, "/account/sign-in", &[]).await.status, 403, "{origin}");
    }
    let cross = guest.request(reqwest::Method::POST, "/account/sign-in").header("sec-fetch-site", "cross-site");
    assert_eq!(guest.send(cross).await.status, 403);
}

#[actix_web::test]
async fn what_is_too_long_is_said_beside_its_field_or_on_a_page_that_helps() {
    let shop = support::shop().await;
    let guest = shop.guest();
    // Longer than any form is: read, and refused as whatever is no phone number.
    let login = "q".repeat(100_000);
    let again = guest.post("/account/sign-in", &[("login", &login), ("password", "x")]).await;
    assert_eq!(again.status, 422);
    assert_eq!(again.attributes("input[name=login]", "value"), [login.as_str()], "what was typed is kept");
    let endless = "q".repeat(330_000);
    for (lang, said, helps) in [
        ("vi", "Phần gửi lên quá lớn", "Bấm quay lại ở trình duyệt"),
        ("en", "What was sent is too large", "Press your browser's back button"),
    ] {
        let page = guest.post(&format!("/account/sign-in?lang={lang}"), &[("login", &endless)]).await;
        assert_eq!((page.status, page.texts("h1")), (413, vec![said.to_owned()]), "{}", page.words());
        assert!(page.words().contains(helps), "{}", page.words());
    }
}

#[actix_web::test]
async fn without_its_database_the_shop_lives_and_says_that_it_is_not_ready() {
    let shop = support::shop().await;
    let guest = shop.guest();
    assert_eq!(guest.get("/readyz").await.status, 200);
    let (server, name) = shop.database_url.rsplit_once('/').unwrap();
    let mut conn = Conn::establish(&format!("{server}/postgres")).await.unwrap();
    conn.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    assert_eq!(guest.get("/healthz").await.status, 200);
    assert_eq!(guest.get("/readyz").await.status, 503);
    let page = guest.get("/products").await;
    assert_eq!(page.status, 503);
    assert!(!page.header("retry-after").is_empty());
}
