//! Looking after the market: the machine's page, the desk of personal data and one's own data, sound on a phone and on a desk,
//! and the walk from a search to an erased person.

use std::time::Duration;

use fantoccini::Client;

use super::looks::Walk;
use super::{DESK, PHONE, Window, click, fill, run as script, wanted};
use crate::households::{number, run};
use crate::people::{self, PASSWORD, PHONE as NUMBER, scene};

#[actix_web::test]
async fn looking_after_is_sound_on_a_phone() {
    check(PHONE, "vi").await;
}

#[actix_web::test]
async fn looking_after_is_sound_on_a_desk() {
    check(DESK, "en").await;
}

/// Waits for the page that a press leads to.
async fn reads(window: &Client, selector: &str, words: &str) {
    for _ in 0..100 {
        let said = format!("return !!document.querySelector('{selector}')?.textContent.includes('{words}')");
        if script(window, &said).await == true {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{words} never came");
}

async fn check(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let (s, account, _) = scene().await;
    let shop = &s.shop;
    let own = shop.signed_in(account).await;
    own.post("/account/data/news", &[("news", "yes")]).await;
    own.post("/account/data/requests", &[("kind", "see"), ("password", PASSWORD)]).await;
    shop.work_off().await;
    let (clerk, http) = people::clerk(shop, "admin").await;
    let who = format!("a{account}");
    let mut paths = Vec::new();
    for kind in ["see", "correct", "erase", "withdraw"] {
        paths.push((format!("people-{kind}"), people::asked(&http, &who, kind).await));
    }
    run(
        shop,
        "INSERT INTO jobs (kind, payload, attempts, last_error, dead_at) VALUES ('sweep', '{}', 8, 'no luck', now()), \
           ('sweep', '{}', 8, 'no luck', now()), ('send_message', '{\"message\": 1}', 8, '550 <ai.do@example.vn> unknown', now()); \
         INSERT INTO schedules (kind, next_at, every_seconds, done_at) VALUES ('check_books', now() + interval '1 hour', 86400, now()); \
         INSERT INTO backups (file, size, sha256, seconds, restored_at) VALUES ('market-20261122.dump', 52000000, repeat('0', 64), 9, now()); \
         INSERT INTO book_checks (faults) VALUES (0), (1); \
         INSERT INTO book_faults (check_id, n, rule, place, expected, found) SELECT max(id), 0, 'money: an order is the sum of its parcels', 'order LT0000001', 118000, 117000 FROM book_checks; \
         INSERT INTO webhook_refusals (provider, day, why, times) VALUES ('sepay', current_date, 'unsigned', 3); \
         INSERT INTO webhooks (provider, external_id, kind, body, applied_at, outcome) VALUES ('sepay', 'a', 'transfer', '{\"amount\": 1}', now(), 'new')",
    )
    .await;
    let fault = number(shop, "SELECT max(id) AS n FROM book_checks").await;
    let hook = number(shop, "SELECT max(id) AS n FROM webhooks").await;
    let mut walk = Walk::begin(shop, size, lang).await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(shop, clerk).await;
    for (name, path) in [
        ("machine".to_owned(), "/office/jobs".to_owned()),
        ("machine-check".to_owned(), format!("/office/jobs/checks/{fault}")),
        ("machine-webhooks".to_owned(), "/office/money/webhooks".to_owned()),
        ("machine-webhook".to_owned(), format!("/office/money/webhooks/{hook}")),
        ("people-desk".to_owned(), "/office/people".to_owned()),
        ("people-person".to_owned(), format!("/office/people/{who}")),
        ("people-orders-files".to_owned(), "/office/orders".to_owned()),
    ]
    .into_iter()
    .chain(paths)
    {
        walk.see(&name, &path).await;
    }
    walk.see("people-refused", "/office/people").await;
    fill(&walk.window, "#f-who", "ai đó").await;
    walk.press("people-refused", "main form .btn").await;
    walk.become_one(shop, account).await;
    walk.see("own-data", "/account/data").await;
    fill(&walk.window, "#f-password", "sai").await;
    walk.press("own-data-refused", "form[action='/account/data/requests'] .btn").await;
    walk.end().await;
}

#[actix_web::test]
async fn a_clerk_finds_somebody_and_erases_them() {
    if !wanted() {
        return;
    }
    let (s, account, _) = scene().await;
    let shop = &s.shop;
    let (clerk, _) = people::clerk(shop, "support").await;
    let mut walk = Walk::begin(shop, DESK, "vi").await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(shop, clerk).await;
    let window = &walk.window;
    window.goto(&format!("{}/office", shop.url)).await.unwrap();
    click(window, "a[href='/office/people']").await;
    fill(window, "#f-who", NUMBER).await;
    click(window, "main form .btn").await;
    reads(window, "h1", &format!("a{account}")).await;
    window.execute("document.querySelector('#kind').value = 'erase'", vec![]).await.unwrap();
    click(window, "main form[action^='/office/people/a'] .btn").await;
    reads(window, "h1", "Xóa dữ liệu").await;
    fill(window, "#f-password", PASSWORD).await;
    click(window, "form[action$='/erase'] .btn.bad").await;
    reads(window, "main", "Đã làm xong").await;
    assert_eq!(number(shop, "SELECT count(*) AS n FROM accounts WHERE erased_at IS NOT NULL").await, 1);
    walk.end().await;
}
