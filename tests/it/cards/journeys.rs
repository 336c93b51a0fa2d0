//! There and back: by webhook, by the job that asks, by the success page; and what happens in between.

use super::super::buyer::{execute, number, sound, text};
use super::super::money::support::{balance, balanced, parcel, payment, payment_state, states};
use super::super::support::build;
use super::super::support::stripe::Trouble;
use super::support::{card_shop, card_shop_with, job, order, page_of, poll, settle};

#[actix_web::test]
async fn a_buyer_pays_at_stripe_and_the_household_packs() {
    let (shop, stripe) = card_shop().await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(&shop, loi, "Mật ong", 150_000, 50).await;
    let buyer = shop.guest();
    let (code, place) = order(&shop, &buyer, &[(fish, 2), (honey, 1)]).await;
    assert!(place.starts_with("https://checkout.stripe.com/c/pay/cs_test_"), "{place}");
    let session = &stripe.sessions()[0];
    let total = number(&shop, "SELECT total FROM orders").await;
    assert_eq!((session.amount, session.reference.as_deref()), (total, Some(code.as_str())));
    assert_eq!(session.metadata["payment"], payment(&shop, &code).await.to_string());
    let asked = url::form_urlencoded::parse(stripe.seen()[0].body.as_bytes()).into_owned().collect::<Vec<_>>();
    let said = |name: &str| asked.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
    assert_eq!(said("line_items[0][price_data][product_data][name]"), "Bà Lụa: Cá thính × 2, gồm tiền giao");
    assert_eq!(said("line_items[1][price_data][product_data][name]"), "Ông Lợi: Mật ong × 1, gồm tiền giao");
    assert_eq!(said("success_url"), format!("{}/orders/{code}?session=1", shop.url));
    assert_eq!(stripe.seen()[0].key, Some(format!("payment:{}", session.metadata["payment"])));
    // Back at the shop without having paid: the same page again, no second one.
    let way = format!("/orders/{code}/payment");
    let again = buyer.post(&way, &[("method", "card")]).await;
    assert_eq!(again.location().as_deref(), Some(place.as_str()));
    assert_eq!(stripe.sessions().len(), 1);

    stripe.pay(&session.id).unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(states(&shop, &code).await, "placed placed");
    assert_eq!(payment_state(&shop, payment(&shop, &code).await).await, "paid");
    assert_eq!((balance(&shop, "card").await, balance(&shop, "held").await), (total, -total));
    assert_eq!(text(&shop, "SELECT outcome FROM webhooks WHERE kind LIKE 'checkout%'").await, "paid");
    assert_eq!(buyer.post(&way, &[("method", "cod")]).await.status, 409, "it is paid");
    balanced(&shop).await;
    sound(&shop).await;
}

#[actix_web::test]
async fn without_webhooks_the_job_or_the_success_page_finds_the_money() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    stripe.weather(|w| w.held = true);
    let buyer = shop.guest();
    let (first, _) = order(&shop, &buyer, &[(fish, 1)]).await;
    let (second, _) = order(&shop, &buyer, &[(fish, 1)]).await;
    // The success page proves nothing.
    buyer.get(&format!("/orders/{second}?session=1")).await;
    assert_eq!(states(&shop, &second).await, "awaiting_payment");
    stripe.pay(&page_of(&stripe, &first)).unwrap();
    stripe.pay(&page_of(&stripe, &second)).unwrap();
    // Nor does it for a stranger.
    shop.guest().get(&format!("/orders/{second}?session=1")).await;
    assert_eq!(states(&shop, &second).await, "awaiting_payment");
    let page = buyer.get(&format!("/orders/{second}?session=1")).await;
    assert_eq!((page.status, states(&shop, &second).await.as_str()), (200, "placed"));
    poll(&shop).await;
    assert_eq!(states(&shop, &first).await, "placed");
    let told = number(&shop, "SELECT count(*) FROM messages").await;
    stripe.weather(|w| w.held = false);
    settle(&shop, &stripe).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM messages").await, told, "late news are no news");
    assert_eq!(balance(&shop, "card").await, 226_000);
    balanced(&shop).await;
    sound(&shop).await;
}

#[actix_web::test]
async fn paid_in_the_last_moment_is_paid_and_unpaid_is_free_again() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    stripe.weather(|w| w.held = true);
    let (paid, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    let (unpaid, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    stripe.pay(&page_of(&stripe, &paid)).unwrap();
    execute(&shop, "UPDATE payments SET expires_at = now() - interval '1 second'").await;
    job(&shop, "expire_unpaid").await;
    assert_eq!((states(&shop, &paid).await.as_str(), states(&shop, &unpaid).await.as_str()), ("placed", "expired"));
    assert!(stripe.pay(&page_of(&stripe, &unpaid)).is_err(), "its page is closed");
    assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 1);
    stripe.weather(|w| w.held = false);
    settle(&shop, &stripe).await;
    assert_eq!(states(&shop, &unpaid).await, "expired");
    sound(&shop).await;
}

#[actix_web::test]
async fn paid_on_two_pages_is_one_order_and_one_refund() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    let (code, _) = order(&shop, &buyer, &[(fish, 1)]).await;
    let first = page_of(&stripe, &code);
    let way = format!("/orders/{code}/payment");
    // Stripe is away while the buyer changes, so the first page stays open.
    stripe.weather(|w| w.row(&[Trouble::Fail, Trouble::Fail, Trouble::Fail]));
    assert_eq!(buyer.post(&way, &[("method", "bank_transfer")]).await.status, 303);
    assert_eq!(text(&shop, "SELECT payment_method FROM orders").await, "bank_transfer");
    assert_eq!(buyer.post(&way, &[("method", "card")]).await.status, 303);
    let second = page_of(&stripe, &code);
    assert_ne!(first, second);
    stripe.pay(&first).unwrap();
    stripe.pay(&second).unwrap();
    settle(&shop, &stripe).await;
    poll(&shop).await;
    settle(&shop, &stripe).await;
    assert_eq!(states(&shop, &code).await, "placed");
    assert_eq!(number(&shop, "SELECT count(*) FROM payments WHERE state = 'paid'").await, 1);
    assert_eq!(text(&shop, "SELECT string_agg(amount || state || reason, ' ') FROM refunds").await, "113000donetwice");
    let back: i64 = stripe.refunds().iter().map(|r| r.amount).sum();
    assert_eq!((stripe.charges().len(), back, balance(&shop, "card").await), (2, 113_000, 113_000));
    balanced(&shop).await;
    sound(&shop).await;
}

#[actix_web::test]
async fn a_page_that_was_closed_by_changing_cannot_be_paid_and_ends_nothing_else() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    let (code, _) = order(&shop, &buyer, &[(fish, 1)]).await;
    // Told of the page's end before the answer that it has ended.
    stripe.weather(|w| w.next(Trouble::Early));
    assert_eq!(buyer.post(&format!("/orders/{code}/payment"), &[("method", "bank_transfer")]).await.status, 303);
    settle(&shop, &stripe).await;
    assert_eq!(states(&shop, &code).await, "awaiting_payment");
    assert!(stripe.pay(&page_of(&stripe, &code)).is_err());
}

#[actix_web::test]
async fn money_for_an_order_that_was_cancelled_goes_back_by_itself() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    let (code, _) = order(&shop, &buyer, &[(fish, 1)]).await;
    let (other, _) = order(&shop, &buyer, &[(fish, 1)]).await;
    for code in [&code, &other] {
        assert_eq!(buyer.post(&format!("/orders/{code}/cancellation"), &[]).await.status, 303);
    }
    stripe.pay(&page_of(&stripe, &code)).unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(states(&shop, &code).await, "cancelled");
    assert_eq!(payment_state(&shop, payment(&shop, &code).await).await, "surplus");
    assert_eq!(text(&shop, "SELECT state || reason FROM refunds").await, "donecancelled");
    assert_eq!((stripe.refunds()[0].amount, balance(&shop, "card").await), (113_000, 0));
    assert!(text(&shop, "SELECT string_agg(body, '|') FROM messages").await.contains("hoàn 113.000"));
    // The job closes the page that nobody wants any more.
    poll(&shop).await;
    assert!(stripe.pay(&page_of(&stripe, &other)).is_err());
    balanced(&shop).await;
    sound(&shop).await;
}

#[actix_web::test]
async fn a_parcel_that_is_not_delivered_goes_back_onto_the_card() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let (code, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    stripe.pay(&page_of(&stripe, &code)).unwrap();
    settle(&shop, &stripe).await;
    let desk = format!("/sell/parcels/G{}", parcel(&shop, &code, 1).await);
    let fields = [("from", "placed"), ("to", "unfulfillable"), ("reason", "short"), ("words", "")];
    assert_eq!(member.post(&format!("{desk}/state"), &fields).await.status, 303);
    settle(&shop, &stripe).await;
    assert_eq!(stripe.refunds().len(), 1);
    assert_eq!(text(&shop, "SELECT state FROM refunds").await, "done");
    assert_eq!((balance(&shop, "card").await, balance(&shop, "refunds_due").await), (0, 0));
    balanced(&shop).await;
    sound(&shop).await;
}

/// A buyer who presses without end would have Stripe refuse everybody.
#[actix_web::test]
async fn the_success_page_asks_stripe_now_and_then_and_for_one_page() {
    let (shop, stripe) = card_shop_with(|config| config.rate_limits = true).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    let (code, _) = order(&shop, &buyer, &[(fish, 1)]).await;
    for method in ["bank_transfer", "card"] {
        assert_eq!(buyer.post(&format!("/orders/{code}/payment"), &[("method", method)]).await.status, 303);
    }
    let before = stripe.seen().len();
    for _ in 0..8 {
        assert_eq!(buyer.get(&format!("/orders/{code}?session=1")).await.status, 200);
    }
    let asked: Vec<String> = stripe.seen().into_iter().skip(before).map(|seen| seen.path).collect();
    assert_eq!(asked, vec![format!("/v1/checkout/sessions/{}", page_of(&stripe, &code)); 3]);
}
