//! What becomes of a call when the way to Stripe, or Stripe itself, is having a bad day.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use market::kernel::money::Money;
use market::platform::stripe::{Ended, Patience, Stripe, StripeFailure};

use super::{back, noon, page, paid, stand_in};
use crate::support::stripe::{StandIn, Trouble, Weather};

#[actix_web::test]
async fn one_accident_on_the_way_opens_one_page_all_the_same() {
    for trouble in Trouble::ALL {
        let stripe = stand_in();
        stripe.weather(|w| w.next(trouble));
        let session = stripe.client().open_session(&page("A")).await.unwrap();
        let pages = stripe.sessions();
        assert_eq!((pages.len(), &pages[0].id), (1, &session.id), "{trouble:?}");
        let seen = stripe.seen();
        let once = matches!(trouble, Trouble::Slow(_) | Trouble::Early);
        assert_eq!(seen.len(), if once { 1 } else { 2 }, "{trouble:?}");
        assert!(seen.iter().all(|s| s.key.as_deref() == Some("page-A") && s.body == seen[0].body), "{trouble:?}");
    }
}

#[actix_web::test]
async fn a_lost_answer_gives_money_back_once() {
    for trouble in Trouble::ALL {
        let stripe = stand_in();
        let session = paid(&stripe, &stripe.client(), "A").await;
        stripe.weather(|w| w.next(trouble));
        let refund = stripe.client().refund(&back(&session, 100_000, "r1")).await.unwrap();
        assert_eq!(refund.amount, Money::dong(100_000));
        assert_eq!((stripe.refunds().len(), stripe.charges()[0].refunded), (1, 100_000), "{trouble:?}");
    }
}

#[actix_web::test]
async fn a_lost_answer_ends_a_page_all_the_same() {
    for trouble in Trouble::ALL {
        let stripe = stand_in();
        let session = stripe.client().open_session(&page("A")).await.unwrap();
        stripe.weather(|w| w.next(trouble));
        let ended = stripe.client().expire_session(&session.id).await.unwrap();
        assert!(matches!(ended, Ended::Expired(_)), "{trouble:?}");
    }
}

#[actix_web::test]
async fn a_silent_stripe_is_given_up_and_the_next_buyer_does_not_wait() {
    let stripe = stand_in();
    stripe.weather(|w| w.row(&[Trouble::Hang; 3]));
    let client = stripe.client();
    assert!(client.healthy());
    let given_up = tokio::time::timeout(Duration::from_secs(20), client.open_session(&page("A"))).await;
    assert_eq!(given_up.expect("it ends"), Err(StripeFailure::TimedOut));
    assert_eq!((stripe.seen().len(), stripe.sessions().len()), (3, 0));

    assert!(!client.healthy());
    let spared = client.open_session(&page("B")).await.unwrap_err();
    assert_eq!((&spared, spared.may_have_acted()), (&StripeFailure::NotAsked, false));
    assert_eq!(stripe.seen().len(), 3, "nothing was sent");
    // Another process, or this one later, with the same key.
    assert!(stripe.client().open_session(&page("A")).await.is_ok());
}

#[actix_web::test]
async fn all_tries_together_take_no_longer_than_allowed() {
    let stripe = stand_in();
    stripe.weather(|w| w.row(&[Trouble::Hang; 3]));
    let all = Duration::from_millis(300);
    let hasty = Patience { one: Duration::from_millis(200), all, pause: Duration::from_millis(10), list: all };
    let client = Stripe::new(&stripe.keys(), hasty).unwrap();
    assert_eq!(client.session("cs_1").await, Err(StripeFailure::TimedOut));
    assert_eq!(stripe.seen().len(), 2, "there was no time for a third");
    let patience = Patience::default();
    assert!(patience.one <= Duration::from_secs(8) && patience.all < Duration::from_secs(20));
    assert!(patience.list + patience.all < Duration::from_secs(30), "nor does a list");
}

#[actix_web::test]
async fn nobody_there_is_unreachable_and_soon_left_alone() {
    market::app::use_tls_provider();
    let stripe = stand_in();
    let mut keys = stripe.keys();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    keys.api_base = format!("http://127.0.0.1:{port}/");
    let client = Stripe::new(&keys, crate::support::stripe::HASTY).unwrap();
    for _ in 0..3 {
        assert_eq!(client.open_session(&page("A")).await, Err(StripeFailure::Unreachable));
    }
    assert!(!client.healthy());
    assert_eq!(client.open_session(&page("A")).await, Err(StripeFailure::NotAsked));
}

#[actix_web::test]
async fn a_key_at_work_is_not_a_second_page() {
    let stripe = stand_in();
    stripe.weather(|w| w.next(Trouble::Slow(Duration::from_millis(1_800))));
    let client = stripe.client();
    let failure = client.open_session(&page("A")).await.unwrap_err();
    let StripeFailure::Unwell { status: 409, code } = &failure else { panic!("{failure:?}") };
    assert_eq!(code, "idempotency_key_in_use");
    assert!(failure.may_have_acted());
    let opened = loop {
        match client.open_session(&page("A")).await {
            Ok(session) => break session,
            Err(failure) => assert!(failure.may_have_acted()),
        }
    };
    assert_eq!((stripe.sessions().len(), &stripe.sessions()[0].id), (1, &opened.id));
}

#[actix_web::test]
async fn trouble_that_is_kept_under_the_key_is_found_by_listing() {
    let stripe = stand_in();
    stripe.weather(|w| w.next(Trouble::FailKept));
    let failure = stripe.client().open_session(&page("A")).await.unwrap_err();
    assert!(matches!(failure, StripeFailure::Unwell { status: 500, .. }), "{failure:?}");
    assert!(stripe.client().open_session(&page("A")).await.is_err(), "the key answers nothing else");
    let listed = stripe.client().sessions_since(noon(), None).await.unwrap().found;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].metadata.get("order").map(String::as_str), Some("A"));
}

#[actix_web::test]
async fn whoever_asks_until_he_is_answered_has_charged_and_refunded_once() {
    const ORDERS: usize = 40;
    // The stormy part of the day: each call is made by a process that ends with it, as a shop that crashes would.
    async fn at_last<T>(stripe: &StandIn, ask: impl AsyncFn(Stripe) -> Result<T, StripeFailure>) -> T {
        let one = Duration::from_millis(150);
        let hasty = Patience { one, all: Duration::from_millis(400), pause: Duration::from_millis(5), list: one };
        loop {
            match ask(Stripe::new(&stripe.keys(), hasty).unwrap()).await {
                Ok(answer) => return answer,
                Err(failure) => assert!(failure.may_have_acted(), "{failure:?}"),
            }
        }
    }
    let stripe = stand_in();
    stripe.weather(|w| w.storm(7, 0.4));
    for n in 0..ORDERS {
        let order = format!("A{n}");
        let session = at_last(&stripe, async |client| client.open_session(&page(&order)).await).await;
        stripe.pay(&session.id).unwrap();
        let session = at_last(&stripe, async |client| client.session(&session.id).await).await;
        at_last(&stripe, async |client| client.refund(&back(&session, 45_000, &order)).await).await;
    }
    stripe.weather(Weather::clear);
    assert!(stripe.client().session(&stripe.sessions()[0].id).await.is_ok());
    let troubled = stripe.seen().len() - 3 * ORDERS - 1;
    assert!(troubled > ORDERS / 2, "only {troubled} calls had to be repeated");
    assert_eq!((stripe.sessions().len(), stripe.charges().len(), stripe.refunds().len()), (ORDERS, ORDERS, ORDERS));
    assert!(stripe.charges().iter().all(|c| c.amount == 245_000 && c.refunded == 45_000));
}

/// Something at Stripe's address that answers everything with this.
fn answering(status: &'static str, body: &'static str) -> Stripe {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut keys = stand_in().keys();
    keys.api_base = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 8192]);
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    Stripe::new(&keys, crate::support::stripe::HASTY).unwrap()
}

#[actix_web::test]
async fn an_answer_that_makes_no_sense_is_told_as_that() {
    for (status, body) in [
        ("200 OK", "<html>welcome to the hotel's wifi</html>"),
        ("200 OK", ""),
        ("200 OK", "{}"),
        ("200 OK", r#"{"id":"cs_1","payment_status":"paid","amount_total":"245000"}"#),
        ("200 OK", r#"{"id":"cs_1","payment_status":"paid","amount_total":245000.5}"#),
        ("200 OK", r#"{"id":"cs_1","payment_status":"paid","metadata":{"order":1}}"#),
        ("200 OK", r#"{"id":7,"payment_status":"paid"}"#),
        ("502 Bad Gateway", "<html>bad gateway</html>"),
        ("402 Payment Required", "{}"),
    ] {
        assert_eq!(answering(status, body).session("cs_1").await, Err(StripeFailure::Garbled), "{status} {body}");
    }
}

#[actix_web::test]
async fn an_answer_of_another_version_is_read_as_far_as_it_is_ours() {
    let least = answering("200 OK", r#"{"id":"cs_1","payment_status":"paid"}"#).session("cs_1").await.unwrap();
    assert_eq!((least.amount_total, least.status), (None, None));
    let whole = r#"{"id":"cs_1","payment_status":"paid_in_beads","status":"sleeping","metadata":null,
        "payment_intent":{"id":"pi_1","object":"payment_intent","amount":9},"new":{"deep":[1,2.5,null]}}"#;
    let whole = answering("200 OK", whole).session("cs_1").await.unwrap();
    assert_eq!(whole.payment_intent.as_deref(), Some("pi_1"));
}
