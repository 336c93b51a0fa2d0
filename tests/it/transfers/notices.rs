//! Every provider's notice pays an order, once, whatever else it does.

use diesel_async::AsyncConnection as _;
use market::payments::transfer::webhook;
use serde_json::json;

use super::super::buyer::{execute, number, text};
use super::super::money::support::{balance, market_account, order, states};
use super::super::support as shops;
use super::support::{self, Came, all_sound, casso, payos, sepay, sepay_says, sepay_signed, stand};

#[actix_web::test]
async fn a_signed_notice_of_each_provider_pays_an_order() {
    let (shop, fish) = support::stall(50).await;
    for (id, provider) in (70..).zip(["sepay", "payos", "casso"]) {
        let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
        let came = Came::new(id, 113_000, &format!("MBVCB.1 {code} chuyen tien"));
        let tell = async || match provider {
            "sepay" => sepay(&shop, &came).await,
            "payos" => payos(&shop, &came).await,
            _ => casso(&shop, &came).await,
        };
        let came = tell().await;
        assert_eq!((came.status, came.body.as_str()), (200, "{\"success\":true}"), "{provider}");
        assert_eq!(states(&shop, &code).await, "placed", "{provider}: {}", stand(&shop).await);
        // A provider that did not hear us tells again.
        assert_eq!(tell().await.status, 200);
        shop.work_off().await;
    }
    assert_eq!(stand(&shop).await, "applied, applied, applied");
    assert_eq!(
        number(&shop, "SELECT count(*) FROM webhooks WHERE applied_at IS NOT NULL AND outcome = 'new'").await,
        3
    );
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "held").await), (339_000, -339_000));
    let told = "SELECT count(*) FROM messages WHERE body LIKE '%đã nhận 113.000%'";
    assert_eq!(number(&shop, told).await, 3);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn the_same_money_told_by_all_of_them_at_once_is_one_transfer() {
    let (shop, fish) = support::stall(50).await;
    for round in 0..6 {
        let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
        let came = Came::new(100 + round, 113_000, &code);
        // One bank writes the code, another what was around it.
        let other =
            Came { content: if round % 2 == 0 { code.clone() } else { "chuyen tien".to_owned() }, ..came.clone() };
        let answers = futures_util::join!(
            sepay(&shop, &came),
            sepay(&shop, &came),
            payos(&shop, &came),
            casso(&shop, &other),
            casso(&shop, &other)
        );
        for answer in [answers.0, answers.1, answers.2, answers.3, answers.4] {
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, round + 1);
        // Where the words without a code came first, a clerk has to look; the money is there once all the same.
        assert_eq!(balance(&shop, "bank").await, 113_000 * (round + 1));
    }
    all_sound(&shop).await;
}

#[actix_web::test]
async fn what_is_not_signed_is_not_kept() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let came = Came::new(1, 113_000, "LT234567Y");
    let now = shop.ground.clock.now().timestamp();
    let wrong = format!("sha256={}", "ab".repeat(32));
    for (time, signature) in [(now, wrong.as_str()), (now, "sha256="), (now, ""), (now - 301, wrong.as_str())] {
        assert_eq!(sepay_signed(&shop, &came, time, signature).await.status, 401);
    }
    for path in ["/webhooks/payos", "/webhooks/casso", "/webhooks/sepay"] {
        for body in ["", "{}", "[]", "x", "{\"data\":{},\"signature\":\"00\"}", "{\"data\":null}"] {
            let client = shop.guest();
            let request = client.request(reqwest::Method::POST, path).body(body);
            let answer = client.send(request).await;
            assert!(matches!(answer.status, 400 | 401), "{path} {body}: {}", answer.status);
        }
        let client = shop.guest();
        let long = client.request(reqwest::Method::POST, path).body("x".repeat(70_000));
        assert_eq!(client.send(long).await.status, 413);
        assert_eq!(client.get(path).await.status, 405);
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM webhooks").await, 0);
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 0);
    // Who is not configured is not there.
    let deaf = shops::shop().await;
    assert_eq!(sepay(&deaf, &came).await.status, 404);
}

#[actix_web::test]
async fn hostile_words_under_a_right_signature_are_no_fault() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let body = |amount: serde_json::Value, content: &str, account: &str| {
        json!({"id": format!("{content}{amount}{account}"), "transactionDate": "2026-11-23 11:59:00", "accountNumber": account,
               "content": content, "transferType": "in", "transferAmount": amount, "referenceCode": content})
        .to_string()
    };
    let long = "LT".repeat(9_000);
    for content in
        ["\u{0}", "'; drop table transfers --", "<script>", "\u{202e}LT234567Y", &long, "🐟", "LT234567Y LT234567Y"]
    {
        for amount in [json!(1), json!(i64::MAX), json!(-5), json!(0), json!("1e9"), json!(null), json!(1.5)] {
            for account in [support::MARKET, "0", "9704\u{0}"] {
                let answer = sepay_says(&shop, body(amount.clone(), content, account)).await;
                assert!(answer.status < 500, "{content} {amount} {account}: {}", answer.status);
            }
        }
    }
    let unknown = "SELECT count(*) FROM webhooks WHERE outcome = 'unknown_account'";
    assert!(number(&shop, unknown).await > 0);
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers WHERE state <> 'open'").await, 0);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn what_was_kept_and_not_applied_is_swept_up() {
    let (shop, fish) = support::stall(50).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    // Our side breaks in the middle: nothing is written but the notice itself, and the provider hears that it failed.
    execute(&shop, "ALTER TABLE transfer_diary ADD CONSTRAINT broken CHECK (to_state = 'nothing')").await;
    let came = Came::new(1, 113_000, &code);
    assert_eq!(sepay(&shop, &came).await.status, 500);
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 0);
    assert_eq!(number(&shop, "SELECT count(*) FROM webhooks WHERE applied_at IS NULL").await, 1);
    execute(&shop, "ALTER TABLE transfer_diary DROP CONSTRAINT broken").await;
    execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('retry_notices', '{}')").await;
    shop.work_off().await;
    assert_eq!(states(&shop, &code).await, "placed");
    assert_eq!(text(&shop, "SELECT outcome FROM webhooks").await, "new");
    let id = number(&shop, "SELECT id FROM webhooks").await;
    let again = shop.conn().await.transaction(async |conn| webhook::apply(conn, id).await).await.unwrap();
    assert_eq!(again, None);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn notices_that_fail_each_time_keep_no_other_waiting() {
    let (shop, fish) = support::stall(50).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    // More of them than are tried in one go, all older than the one that pays the order.
    execute(&shop, "ALTER TABLE transfers ADD CONSTRAINT broken CHECK (content NOT LIKE 'HONG%')").await;
    let kept = |id: &str, content: &str, amount: i64| {
        format!(
            "INSERT INTO webhooks (provider, external_id, kind, body) SELECT 'sepay', {id}, 'transfer', convert_to( \
             json_build_object('id', {id}, 'transactionDate', '2026-11-23 11:59:00', 'accountNumber', '{account}', \
             'content', {content}, 'transferType', 'in', 'transferAmount', {amount}, 'referenceCode', {id})::text, 'UTF8')",
            account = support::MARKET
        )
    };
    execute(&shop, &format!("{} FROM generate_series(1, 120) AS n", kept("n::text", "'HONG ' || n", 1_000))).await;
    execute(&shop, &kept("'900'", &format!("'{code}'"), 113_000)).await;
    for _ in 0..2 {
        execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('retry_notices', '{}')").await;
        shop.work_off().await;
    }
    assert_eq!(states(&shop, &code).await, "placed");
    assert_eq!(number(&shop, "SELECT count(*) FROM webhooks WHERE applied_at IS NULL").await, 120);
    execute(&shop, "ALTER TABLE transfers DROP CONSTRAINT broken").await;
    for _ in 0..2 {
        execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('retry_notices', '{}')").await;
        shop.work_off().await;
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM webhooks WHERE applied_at IS NULL").await, 0);
    all_sound(&shop).await;
}
