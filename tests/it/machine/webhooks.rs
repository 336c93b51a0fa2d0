use market::config::{BankNotices, Secret};
use reqwest::Method;

use super::*;

#[actix_web::test]
async fn what_came_is_kept_as_it_came_and_what_nobody_signed_is_only_counted() {
    let shop = support::shop_with(|config| {
        config.bank_notices = BankNotices { sepay: Some(Secret::new("a key")), ..BankNotices::default() };
    })
    .await;
    let body = "{\"id\": 1, \"content\": \"Nguyễn Thu Hà\"}";
    for _ in 0..3 {
        let sent = shop.guest();
        let request =
            sent.request(Method::POST, "/webhooks/sepay").header("content-type", "application/json").body(body);
        assert_eq!(sent.send(request).await.status, 401);
    }
    for _ in 0..50 {
        if number(&shop, "SELECT coalesce(sum(times), 0) AS n FROM webhook_refusals").await == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(
        word(&shop, "SELECT concat_ws(' ', provider, why, times) AS word FROM webhook_refusals").await,
        "sepay unsigned 3"
    );
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM webhooks").await, 0, "nothing of it is kept");
    run(
        &shop,
        "INSERT INTO webhooks (provider, external_id, kind, body, applied_at, outcome) VALUES \
           ('sepay', 'a', 'transfer', convert_to('{\"content\": \"<b>Nguyễn Thu Hà</b>\"}', 'UTF8'), now(), 'new'), \
           ('stripe', 'b', 'charge.refunded', decode('00ff', 'hex'), NULL, '')",
    )
    .await;
    let clerk = shop.signed_in(clerk_as(&shop, "finance").await).await;
    let page = clerk.get("/office/money/webhooks").await;
    assert_eq!(page.status, 200, "{}", page.words());
    assert!(page.words().contains("3 lần sai chữ ký"), "{}", page.words());
    assert!(!page.words().contains("Nguyễn"), "the list names nobody");
    assert_eq!(page.texts("section[aria-labelledby=list] tbody tr").len(), 2);
    let one = clerk.get("/office/money/webhooks?provider=sepay").await;
    let rows = one.attributes("section[aria-labelledby=list] tbody a", "href");
    assert_eq!(rows.len(), 1, "{}", one.words());
    let raw = clerk.get(&rows[0]).await;
    assert!(raw.texts("textarea")[0].contains("<b>Nguyễn Thu Hà</b>"), "{}", raw.body);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM acts WHERE act = 'webhook.opened'").await, 1);
    let bytes = number(&shop, "SELECT id AS n FROM webhooks WHERE provider = 'stripe'").await;
    assert_eq!(clerk.get(&format!("/office/money/webhooks/{bytes}")).await.status, 200, "what is no text is shown too");
    for hostile in ["?provider=x&after=y", "?provider=%00", "?after=9223372036854775807.9223372036854775807"] {
        assert_eq!(clerk.get(&format!("/office/money/webhooks{hostile}")).await.status, 200, "{hostile}");
    }
    assert_eq!(clerk.get("/office/money/webhooks/999999999999999999").await.status, 404);
    let support = shop.signed_in(clerk_as(&shop, "support").await).await;
    assert_eq!(support.get("/office/money/webhooks").await.status, 403);
}
