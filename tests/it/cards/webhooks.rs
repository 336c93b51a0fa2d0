//! What is told, and what is believed of it.

use market::config::Secret;
use market::kernel::clock::Clock;
use serde_json::{Value, json};

use super::super::buyer::{execute, number, sound, text};
use super::super::money::support::{balance, balanced, payment, payment_state, states};
use super::super::support::stripe::{SIGNING, signature};
use super::super::support::{TestShop, build};
use super::support::{card_shop, order, page_of, settle};

/// Sends a body, signed or as it is.
async fn tell(shop: &TestShop, body: &str, header: Option<&str>) -> u16 {
    let signed = signature(&[Secret::new(SIGNING)], body, Clock::Real.now().timestamp());
    let request = shop.guest().request(reqwest::Method::POST, "/webhooks/stripe").body(body.to_owned());
    let request = request.header("stripe-signature", header.unwrap_or(&signed));
    shop.guest().send(request).await.status
}

async fn outcome(shop: &TestShop, event: &str) -> String {
    text(shop, &format!("SELECT outcome FROM webhooks WHERE external_id = '{event}'")).await
}

#[actix_web::test]
async fn doubled_shuffled_and_late_news_are_one_payment() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    stripe.weather(|w| {
        w.storm(7, 1.0);
        w.chance = 0.0;
    });
    let (code, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    stripe.pay(&page_of(&stripe, &code)).unwrap();
    settle(&shop, &stripe).await;
    for event in 0..stripe.events().len() {
        stripe.resend(event);
    }
    settle(&shop, &stripe).await;
    let events = i64::try_from(stripe.events().len()).unwrap();
    assert!(stripe.answers().len() >= 3 * stripe.events().len(), "{:?}", stripe.answers());
    assert_eq!(number(&shop, "SELECT count(*) FROM webhooks WHERE applied_at IS NOT NULL").await, events);
    assert_eq!(balance(&shop, "card").await, 113_000);
    assert_eq!(number(&shop, "SELECT count(*) FROM messages WHERE body LIKE '%đã nhận%'").await, 1);
    assert_eq!(states(&shop, &code).await, "placed");
    balanced(&shop).await;
}

#[actix_web::test]
async fn what_says_otherwise_than_our_own_row_is_never_applied() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    stripe.weather(|w| w.held = true);
    let (code, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    let (other, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    let (own, others) = (payment(&shop, &code).await, payment(&shop, &other).await);
    stripe.pay(&page_of(&stripe, &code)).unwrap();
    let told = stripe.events().into_iter().find(|e| e.contains("checkout.session.completed")).unwrap();
    let told: Value = serde_json::from_str(&told).unwrap();
    let wrongs = [
        ("amount", "/amount_total", json!(112_999)),
        ("amount", "/amount_total", Value::Null),
        ("amount", "/amount_total", json!(11_300_000)),
        ("currency", "/currency", json!("usd")),
        ("order", "/client_reference_id", json!(other)),
        ("order", "/client_reference_id", Value::Null),
        ("payment", "/metadata/payment", json!(others.to_string())),
        ("payment", "/metadata/payment", json!("")),
        ("session", "/id", json!("cs_test_of_somebody_else")),
        ("session", "/id", json!(page_of(&stripe, &other))),
        ("charge", "/payment_intent", Value::Null),
    ];
    for (n, (what, place, value)) in wrongs.into_iter().enumerate() {
        let mut event = told.clone();
        event["id"] = json!(format!("evt_wrong_{n}"));
        *event["data"]["object"].pointer_mut(place).unwrap() = value;
        assert_eq!(tell(&shop, &event.to_string(), None).await, 200);
        let became = outcome(&shop, &format!("evt_wrong_{n}")).await;
        // Another order's page is compared with that order's own row.
        let expected = if n == 9 { "mismatch payment".to_owned() } else { format!("mismatch {what}") };
        assert_eq!(became, expected, "{n}");
        assert_eq!(payment_state(&shop, own).await, "due", "{n}");
        assert_eq!(payment_state(&shop, others).await, "due", "{n}");
    }
    // Of the other mode, and of somebody else's shop at the same account.
    let mut live = told.clone();
    live["id"] = json!("evt_live");
    live["livemode"] = json!(true);
    assert_eq!(tell(&shop, &live.to_string(), None).await, 200);
    assert_eq!(outcome(&shop, "evt_live").await, "other_mode");
    let mut foreign = told.clone();
    foreign["id"] = json!("evt_foreign");
    foreign["data"]["object"]["id"] = json!("cs_test_foreign");
    foreign["data"]["object"]["metadata"] = json!({});
    assert_eq!(tell(&shop, &foreign.to_string(), None).await, 200);
    assert_eq!(outcome(&shop, "evt_foreign").await, "not_ours");
    assert_eq!(balance(&shop, "card").await, 0);
    // The real one is still good.
    stripe.weather(|w| w.held = false);
    settle(&shop, &stripe).await;
    assert_eq!(
        (states(&shop, &code).await.as_str(), states(&shop, &other).await.as_str()),
        ("placed", "awaiting_payment")
    );
}

#[actix_web::test]
async fn what_stripe_did_not_sign_is_refused_and_leaves_no_trace() {
    let (shop, stripe) = card_shop().await;
    let good =
        json!({"id": "evt_1", "type": "ping", "created": 1, "livemode": false, "data": {"object": {}}}).to_string();
    let now = Clock::Real.now().timestamp();
    let signed = |body: &str, at: i64| signature(&[Secret::new(SIGNING)], body, at);
    let forged = signature(&[Secret::new("whsec_of_somebody_else_0123")], &good, now);
    for header in [
        "",
        "t=",
        "v1=abc",
        "t=1,v1=",
        "t=now,v1=00",
        "t=1,t=2,v1=00",
        ",,,,",
        "t=99999999999999999999,v1=00",
        forged.as_str(),
        signed(&good, now - 330).as_str(),
        signed(&good, now + 330).as_str(),
        signed("{}", now).as_str(),
    ] {
        assert_eq!(tell(&shop, &good, Some(header)).await, 400, "{header}");
    }
    let unsigned = shop.guest().request(reqwest::Method::POST, "/webhooks/stripe").body(good.clone());
    assert_eq!(shop.guest().send(unsigned).await.status, 400);
    assert_eq!(number(&shop, "SELECT count(*) FROM webhooks").await, 0);

    // Signed, and yet nonsense.
    let huge = format!("{{\"id\": \"{}\"}}", "x".repeat(300_000));
    for body in [
        "",
        "{}",
        "[]",
        "null",
        "\u{0}",
        "{\"id\":",
        "{\"id\":1,\"type\":2}",
        &"[".repeat(20_000),
        &huge,
        r#"{"id":"evt_a","type":"checkout.session.completed","created":1,"livemode":false,"data":{"object":{}}}"#,
        r#"{"id":"evt_b","type":"refund.updated","created":1,"livemode":false,"data":{"object":{"id":7}}}"#,
        r#"{"id":"evt_c","type":"charge.refunded","created":1e400,"livemode":false,"data":{"object":{}}}"#,
    ] {
        let status = tell(&shop, body, None).await;
        assert!(matches!(status, 400 | 413), "{status} {}", &body[..body.len().min(80)]);
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM webhooks").await, 0);
    for object in [
        json!({"id": "cs_1", "payment_status": "paid", "metadata": {"payment": "99999999999999999999"}}),
        json!({"id": "cs_2\u{0}", "payment_status": "paid", "metadata": {"payment": "1\u{0}"}}),
        json!({"id": "cs_3", "payment_status": "paid", "amount_total": i64::MAX, "metadata": {"payment": "-1"}}),
    ] {
        let id = object["id"].as_str().unwrap().replace('\u{0}', "");
        let event = json!({"id": id, "type": "checkout.session.completed", "created": 1, "livemode": false,
                           "data": {"object": object}});
        let status = tell(&shop, &event.to_string(), None).await;
        assert!(status < 500, "{status} {event}");
    }
    assert_eq!(tell(&shop, &good, None).await, 200);
    drop(stripe);

    let plain = super::super::support::shop().await;
    assert_eq!(tell(&plain, &good, None).await, 404, "a shop without cards listens to nobody");
}

#[actix_web::test]
async fn a_dispute_marks_its_payment_until_it_is_won() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let disputed = "SELECT count(*) FROM payments WHERE disputed_at IS NOT NULL";
    let finance = shop.signed_in(crate::households::clerk_as(&shop, "finance").await).await;
    let waits = async || finance.get("/office/inbox?kind=dispute").await.texts("[data-keys] tbody tr");
    for (won, marked) in [(true, 0), (false, 1)] {
        let (code, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
        let page = page_of(&stripe, &code);
        stripe.pay(&page).unwrap();
        settle(&shop, &stripe).await;
        stripe.dispute(&page).unwrap();
        settle(&shop, &stripe).await;
        assert_eq!(number(&shop, disputed).await, 1);
        let row = waits().await;
        assert!(row.len() == 1 && row[0].contains(&code) && row[0].contains("Khiếu nại thẻ"), "{row:#?}");
        stripe.close_dispute(&page, won).unwrap();
        settle(&shop, &stripe).await;
        assert_eq!(number(&shop, disputed).await, marked);
        assert!(waits().await.is_empty(), "Stripe has decided");
        assert_eq!(states(&shop, &code).await, "placed");
    }
    // The end told before the beginning.
    let (code, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    let page = page_of(&stripe, &code);
    stripe.pay(&page).unwrap();
    settle(&shop, &stripe).await;
    stripe.weather(|w| w.held = true);
    stripe.dispute(&page).unwrap();
    stripe.close_dispute(&page, true).unwrap();
    let events = stripe.events();
    for event in events.iter().rev().take(2) {
        assert_eq!(tell(&shop, event, None).await, 200);
    }
    assert_eq!(number(&shop, disputed).await, 1, "the lost one alone");
    // Stripe has two of the three payments left, and so have the books.
    assert_eq!((balance(&shop, "card").await, balance(&shop, "adjustment").await), (226_000, 113_000));
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let desk = clerk.get("/office/money").await.words();
    assert!(desk.contains("Chủ thẻ khiếu nại") && desk.contains("Chợ thua khiếu nại"), "{desk}");
    sound(&shop).await;
}

/// As Stripe tells of it: this dispute of the payment of `told`, which is an event of another.
fn dispute(told: &str, id: &str, kind: &str, status: &str) -> String {
    let mut event: Value = serde_json::from_str(told).unwrap();
    event["id"] = json!(format!("evt_{id}_{status}"));
    event["type"] = json!(format!("charge.dispute.{kind}"));
    event["data"]["object"]["id"] = json!(id);
    event["data"]["object"]["status"] = json!(status);
    event.to_string()
}

#[actix_web::test]
async fn a_dispute_leads_to_its_order_however_old_and_each_new_one_waits_again() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let (code, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    stripe.pay(&page_of(&stripe, &code)).unwrap();
    settle(&shop, &stripe).await;
    stripe.dispute(&page_of(&stripe, &code)).unwrap();
    settle(&shop, &stripe).await;
    let told = stripe.events().into_iter().find(|e| e.contains("charge.dispute.created")).unwrap();
    let first: Value = serde_json::from_str(&told).unwrap();
    let first = first["data"]["object"]["id"].as_str().unwrap();
    let finance = shop.signed_in(crate::households::clerk_as(&shop, "finance").await).await;
    let waits = async || finance.get("/office/inbox?kind=dispute").await.texts("[data-keys] tbody tr").len();

    // Older than the desk of money looks back.
    execute(&shop, "UPDATE payments SET disputed_at = disputed_at - interval '70 days'").await;
    execute(&shop, "UPDATE webhooks SET received_at = received_at - interval '70 days'").await;
    let payment = number(&shop, "SELECT id FROM payments WHERE disputed_at IS NOT NULL").await;
    let here = format!("/office/orders/{code}");
    let opened = finance.post(&format!("/office/inbox/dispute/{payment}/open"), &[]).await;
    assert_eq!(opened.location(), Some(format!("{here}#paid")));
    let page = finance.get(&here).await;
    let words = page.words();
    assert!(words.contains("Chủ thẻ khiếu nại khoản trả này"), "{words}");
    assert!(words.contains("Bạn đang giữ khiếu nại thẻ này, từ"), "{words}");
    assert!(page.form_actions().contains(&format!("/office/inbox/dispute/{payment}/release")), "{words}");
    let support = shop.signed_in(crate::households::clerk_as(&shop, "support").await).await;
    let beside = support.get(&here).await;
    assert!(beside.words().contains("đang xem khiếu nại thẻ này"), "{}", beside.words());

    // A second one is opened while the first is open, which is lost: the second waits on.
    let waits_since = async || {
        text(&shop, "SELECT (now() - disputed_at > interval '69 days')::text || dispute_lost FROM payments WHERE disputed_at IS NOT NULL").await
    };
    assert_eq!(tell(&shop, &dispute(&told, "du_second", "created", "needs_response"), None).await, 200);
    assert_eq!(waits().await, 1, "the payment waits once");
    assert_eq!(waits_since().await, "truefalse", "since the first of them");
    // It was told so long ago, too, but later than the first.
    execute(
        &shop,
        "UPDATE webhooks SET received_at = received_at - interval '69 days 1 hour' WHERE external_id LIKE 'evt_du_second%'",
    )
    .await;
    assert_eq!(tell(&shop, &dispute(&told, first, "closed", "lost"), None).await, 200);
    assert_eq!(waits().await, 1, "the second is open");
    assert_eq!(waits_since().await, "truefalse", "as long as the second does: the end of the first moves nothing");
    let began = "SELECT (y.disputed_at = w.received_at)::text FROM payments y, webhooks w \
                 WHERE y.disputed_at IS NOT NULL AND w.external_id LIKE 'evt_du_second%'";
    assert_eq!(text(&shop, began).await, "true");
    assert_eq!(tell(&shop, &dispute(&told, "du_second", "closed", "lost"), None).await, 200);
    assert_eq!(waits().await, 0);
    assert_eq!(text(&shop, "SELECT dispute_lost::text FROM payments WHERE disputed_at IS NOT NULL").await, "true");
    assert!(finance.get(&here).await.words().contains("Chợ thua khiếu nại về khoản trả này"));
    // A third after two that were lost.
    assert_eq!(tell(&shop, &dispute(&told, "du_third", "created", "needs_response"), None).await, 200);
    assert_eq!(waits().await, 1, "lost before, disputed anew");
    // The end of another takes no open one away.
    assert_eq!(tell(&shop, &dispute(&told, "du_fourth", "created", "needs_response"), None).await, 200);
    assert_eq!(tell(&shop, &dispute(&told, "du_fourth", "closed", "won"), None).await, 200);
    assert_eq!(waits().await, 1, "the third is open");
    assert_eq!(tell(&shop, &dispute(&told, "du_third", "closed", "won"), None).await, 200);
    assert_eq!(waits().await, 0);
    let words = finance.get(&here).await.words();
    assert!(words.contains("Chợ thua khiếu nại về khoản trả này"), "two before it are lost all the same: {words}");
}
