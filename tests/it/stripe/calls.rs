//! What is asked of Stripe and what it answers, on a day when nothing goes wrong.

use chrono::Duration;
use market::config::{Secret, StripeKeys};
use market::kernel::clock::Clock;
use market::kernel::lang::Lang;
use market::kernel::money::Money;
use market::platform::stripe::{Ended, LARGEST, LEAST, PaymentStatus, RefundStatus, SessionStatus, Stripe};
use url::form_urlencoded;

use super::{back, metadata, no, noon, page, paid, stand_in};
use crate::support::stripe::HASTY;

fn pairs(body: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    pairs.sort();
    pairs
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[actix_web::test]
async fn a_page_is_asked_for_in_the_words_that_stripe_documents() {
    let stripe = stand_in();
    let session = stripe.client().open_session(&page("LT7K2M9Q")).await.unwrap();
    let seen = stripe.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].method.as_str(), seen[0].path.as_str()), ("POST", "/v1/checkout/sessions"));
    assert_eq!(seen[0].key.as_deref(), Some("page-LT7K2M9Q"));
    let wanted = owned(&[
        ("cancel_url", "https://cho.example/orders/LT7K2M9Q"),
        ("client_reference_id", "LT7K2M9Q"),
        ("currency", "vnd"),
        ("customer_email", "mai+cho@example.com"),
        ("expires_at", "1795411860"),
        ("line_items[0][price_data][currency]", "vnd"),
        ("line_items[0][price_data][product_data][name]", "Cá thính Văn Quán, hũ 500 g"),
        ("line_items[0][price_data][unit_amount]", "110000"),
        ("line_items[0][quantity]", "2"),
        ("line_items[1][price_data][currency]", "vnd"),
        ("line_items[1][price_data][product_data][name]", "Giao hàng"),
        ("line_items[1][price_data][unit_amount]", "25000"),
        ("line_items[1][quantity]", "1"),
        ("locale", "vi"),
        ("metadata[order]", "LT7K2M9Q"),
        ("metadata[payment]", "LT7K2M9Q-1"),
        ("mode", "payment"),
        ("payment_intent_data[metadata][order]", "LT7K2M9Q"),
        ("payment_intent_data[metadata][payment]", "LT7K2M9Q-1"),
        ("success_url", "https://cho.example/orders/LT7K2M9Q?paid=1"),
    ]);
    assert_eq!(pairs(&seen[0].body), wanted);

    assert_eq!(session.amount_total, Some(Money::dong(245_000)));
    assert_eq!(session.currency.as_deref(), Some("vnd"));
    assert_eq!(session.client_reference_id.as_deref(), Some("LT7K2M9Q"));
    assert_eq!((session.status, session.payment_status), (Some(SessionStatus::Open), PaymentStatus::Unpaid));
    assert_eq!((session.payment_intent, session.metadata), (None, metadata("LT7K2M9Q")));
    assert_eq!(session.expires_at, (noon() + Duration::minutes(31)).timestamp());
    assert!(session.url.is_some_and(|url| url.starts_with("https://")));
}

#[actix_web::test]
async fn what_is_not_given_is_not_sent() {
    let stripe = stand_in();
    let mut english = page("A");
    (english.email, english.lang) = (None, Lang::En);
    stripe.client().open_session(&english).await.unwrap();
    let sent = pairs(&stripe.seen()[0].body);
    assert!(sent.contains(&("locale".to_owned(), "en".to_owned())));
    assert!(!sent.iter().any(|(name, _)| name == "customer_email"));
}

#[actix_web::test]
async fn one_key_is_one_page_and_another_key_another() {
    let stripe = stand_in();
    let client = stripe.client();
    let first = client.open_session(&page("A")).await.unwrap();
    let again = stripe.client().open_session(&page("A")).await.unwrap();
    assert_eq!(first, again);
    let seen = stripe.seen();
    assert!(!seen[0].replayed && seen[1].replayed);
    assert_eq!(seen[0].body, seen[1].body, "the same words in the same order");

    let mut other = page("A");
    other.lines[0].quantity = 3;
    assert_eq!(no(client.open_session(&other).await.unwrap_err()), (400, "idempotency_error".to_owned()));
    other.key = "page-A-2".to_owned();
    assert_ne!(client.open_session(&other).await.unwrap().id, first.id);
    assert_eq!(stripe.sessions().len(), 2);
}

#[actix_web::test]
async fn a_page_is_followed_from_open_to_paid() {
    let stripe = stand_in();
    let client = stripe.client();
    let session = paid(&stripe, &client, "A").await;
    assert_eq!((session.status, session.payment_status), (Some(SessionStatus::Complete), PaymentStatus::Paid));
    assert!(session.payment_intent.is_some() && session.url.is_none());
    assert_eq!(stripe.charges()[0].metadata, metadata("A"), "the payment knows its order too");

    let slow = client.open_session(&page("B")).await.unwrap();
    stripe.pay_async(&slow.id).unwrap();
    let waiting = client.session(&slow.id).await.unwrap();
    assert_eq!((waiting.status, waiting.payment_status), (Some(SessionStatus::Complete), PaymentStatus::Unpaid));
    stripe.settle(&slow.id).unwrap();
    assert_eq!(client.session(&slow.id).await.unwrap().payment_status, PaymentStatus::Paid);
}

#[actix_web::test]
async fn a_page_is_ended_once_and_not_after_the_buyer() {
    let stripe = stand_in();
    let client = stripe.client();
    let open = client.open_session(&page("A")).await.unwrap();
    for _ in 0..2 {
        let Ended::Expired(session) = client.expire_session(&open.id).await.unwrap() else { panic!() };
        assert_eq!(session.status, Some(SessionStatus::Expired));
    }
    assert!(stripe.pay(&open.id).is_err());
    let late = client.open_session(&page("L")).await.unwrap();
    stripe.set_clock(Clock::Stopped(noon() + Duration::minutes(31)));
    assert!(stripe.pay(&late.id).is_err(), "its time is over");
    stripe.set_clock(Clock::Stopped(noon()));
    let paid = paid(&stripe, &client, "B").await;
    assert_eq!(client.expire_session(&paid.id).await.unwrap(), Ended::Complete(paid));
}

#[actix_web::test]
async fn what_stripe_does_not_know_is_a_refusal_and_a_strange_id_is_not_even_asked_for() {
    let stripe = stand_in();
    let client = stripe.client();
    let missing = (404, "resource_missing".to_owned());
    assert_eq!(no(client.session("cs_test_none").await.unwrap_err()), missing);
    assert_eq!(no(client.expire_session("cs_test_none").await.unwrap_err()), missing);
    assert_eq!(no(client.refund_of("re_none").await.unwrap_err()), missing);
    let asked = stripe.seen().len();
    for id in ["", "../refunds", "cs_1/expire", "cs_1?expand[]=customer", "cs 1", "cs_é"] {
        assert_eq!(no(client.session(id).await.unwrap_err()), missing);
        assert_eq!(no(client.expire_session(id).await.unwrap_err()), missing);
        assert_eq!(no(client.refund_of(id).await.unwrap_err()), missing);
    }
    assert_eq!(stripe.seen().len(), asked);
    assert!(client.healthy(), "a no is an answer");
}

#[actix_web::test]
async fn amounts_times_and_keys_out_of_bounds_are_refused() {
    let stripe = stand_in();
    let client = stripe.client();
    let with = |amount: Money, key: &str| {
        let mut page = page("A");
        page.lines.truncate(1);
        (page.lines[0].amount, page.lines[0].quantity, page.key) = (amount, 1, key.to_owned());
        page
    };
    assert!(client.open_session(&with(LEAST, "a")).await.is_ok());
    assert!(client.open_session(&with(LARGEST, "b")).await.is_ok());
    let large = client.open_session(&with(LARGEST + Money::dong(1), "c")).await.unwrap_err();
    assert_eq!(no(large), (400, "amount_too_large".to_owned()));
    let small = client.open_session(&with(Money::dong(1_000), "d")).await.unwrap_err();
    assert_eq!(no(small), (400, "amount_too_small".to_owned()));
    for minutes in [29, 24 * 60 + 1] {
        let mut page = page("B");
        page.expires_at = noon() + Duration::minutes(minutes);
        assert_eq!(no(client.open_session(&page).await.unwrap_err()).0, 400);
    }
    let asked = stripe.seen().len();
    for key in [String::new(), "k".repeat(256)] {
        assert_eq!(no(client.open_session(&with(LEAST, &key)).await.unwrap_err()).1, "idempotency_key");
    }
    assert_eq!((stripe.seen().len(), stripe.sessions().len()), (asked, 2));
}

#[actix_web::test]
async fn money_goes_back_in_parts_and_never_more_than_came() {
    let stripe = stand_in();
    let client = stripe.client();
    let session = paid(&stripe, &client, "A").await;
    let part = client.refund(&back(&session, 45_000, "r1")).await.unwrap();
    assert_eq!((part.amount, part.status), (Money::dong(45_000), Some(RefundStatus::Succeeded)));
    assert_eq!(part.payment_intent, session.payment_intent);
    let sent = stripe.seen().pop().unwrap();
    let intent = session.payment_intent.clone().unwrap();
    let wanted = owned(&[("amount", "45000"), ("metadata[refund]", "r1"), ("payment_intent", &intent)]);
    assert_eq!((pairs(&sent.body), sent.key.as_deref()), (wanted, Some("r1")));

    assert_eq!(client.refund(&back(&session, 45_000, "r1")).await.unwrap(), part);
    assert_eq!(client.refund_of(&part.id).await.unwrap(), part);
    assert_eq!(no(client.refund(&back(&session, 200_001, "r2")).await.unwrap_err()).0, 400);
    assert_eq!(no(client.refund(&back(&session, 0, "r3")).await.unwrap_err()).0, 400);
    client.refund(&back(&session, 200_000, "r4")).await.unwrap();
    let again = client.refund(&back(&session, 1, "r5")).await.unwrap_err();
    assert_eq!(no(again), (400, "charge_already_refunded".to_owned()));
    assert_eq!((stripe.charges()[0].refunded, stripe.refunds().len()), (245_000, 2));

    stripe.fail_refund(&part.id).unwrap();
    let failed = client.refund_of(&part.id).await.unwrap();
    assert_eq!(failed.status, Some(RefundStatus::Failed));
    assert!(failed.failure_reason.is_some());
}

#[actix_web::test]
async fn pages_are_listed_newest_first_over_many_lists() {
    let stripe = stand_in();
    let client = stripe.client();
    for n in 0..105 {
        client.open_session(&page(&format!("A{n}"))).await.unwrap();
    }
    let asked = stripe.seen().len();
    let listed = client.sessions_since(noon(), None).await.unwrap();
    assert_eq!(listed.next, None);
    let half = listed.found[50].id.clone();
    let rest = client.sessions_since(noon(), Some(half)).await.unwrap().found;
    assert_eq!(rest, listed.found[51..]);
    let listed = listed.found;
    let references: Vec<String> = listed.into_iter().filter_map(|s| s.client_reference_id).collect();
    assert_eq!(references, (0..105).rev().map(|n| format!("A{n}")).collect::<Vec<_>>());
    assert_eq!(stripe.seen().len(), asked + 3);
    assert_eq!(client.sessions_since(noon() + Duration::seconds(1), None).await.unwrap().found, []);
}

#[actix_web::test]
async fn a_key_that_stripe_does_not_know_is_told_and_then_spared() {
    let stripe = stand_in();
    let keys = StripeKeys { secret_key: Secret::new("sk_test_of_somebody_else"), ..stripe.keys() };
    let client = Stripe::new(&keys, HASTY).unwrap();
    for _ in 0..3 {
        assert_eq!(no(client.open_session(&page("A")).await.unwrap_err()).0, 401);
    }
    assert!(!client.healthy(), "nobody can pay with it");
    assert_eq!(stripe.sessions().len(), 0);
    let unusable = StripeKeys { secret_key: Secret::new("sk_test\n"), ..stripe.keys() };
    assert!(Stripe::new(&unusable, HASTY).is_err());
    let nowhere = StripeKeys { api_base: "http://".to_owned(), ..stripe.keys() };
    assert!(Stripe::new(&nowhere, HASTY).is_err());
}
