//! The stand-in's post: events arrive signed, doubled, out of order or early, and again until they are heard.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, dev::ServerHandle};
use market::platform::stripe::{Event, Object, Stripe, WebhookError};

use super::{back, noon, page, paid, stand_in};
use crate::support::stripe::{SIGNING, StandIn, Trouble};

/// A shop that only listens.
struct Ear {
    client: Stripe,
    heard: Mutex<Vec<Result<Event, WebhookError>>>,
    /// So many are answered with 500 first.
    deaf: Mutex<usize>,
}

async fn hear(request: HttpRequest, body: Bytes, ear: Data<Ear>) -> HttpResponse {
    let header = request.headers().get("stripe-signature").and_then(|v| v.to_str().ok());
    ear.heard.lock().unwrap().push(ear.client.event(header, &body, noon()));
    let mut deaf = ear.deaf.lock().unwrap();
    if *deaf > 0 {
        *deaf -= 1;
        return HttpResponse::InternalServerError().finish();
    }
    HttpResponse::Ok().finish()
}

fn listen(stripe: &StandIn, listener: TcpListener) -> (Arc<Ear>, ServerHandle) {
    stripe.tell(&format!("http://{}/webhooks/stripe", listener.local_addr().unwrap()));
    let ear = Arc::new(Ear { client: stripe.client(), heard: Mutex::default(), deaf: Mutex::default() });
    let data = Data::from(ear.clone());
    let server = HttpServer::new(move || App::new().app_data(data.clone()).default_service(web::route().to(hear)))
        .workers(1)
        .disable_signals()
        .listen(listener)
        .unwrap()
        .run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (ear, handle)
}

fn free() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

impl Ear {
    fn kinds(&self) -> Vec<String> {
        self.heard.lock().unwrap().iter().map(|e| e.as_ref().unwrap().kind.clone()).collect()
    }
}

#[actix_web::test]
async fn each_thing_that_happens_is_told_of() {
    let stripe = stand_in();
    let (ear, _server) = listen(&stripe, free());
    let client = stripe.client();
    let session = paid(&stripe, &client, "A").await;
    stripe.refund(&session.id, 5_000).unwrap();
    let refund = client.refund(&back(&session, 10_000, "r1")).await.unwrap();
    stripe.fail_refund(&refund.id).unwrap();
    stripe.dispute(&session.id).unwrap();
    stripe.close_dispute(&session.id, false).unwrap();
    let slow = client.open_session(&page("B")).await.unwrap();
    stripe.pay_async(&slow.id).unwrap();
    stripe.settle(&slow.id).unwrap();
    let never = client.open_session(&page("C")).await.unwrap();
    stripe.pay_async(&never.id).unwrap();
    stripe.fail(&never.id).unwrap();
    let left = client.open_session(&page("D")).await.unwrap();
    stripe.expire(&left.id).unwrap();
    stripe.heard().await;

    let heard = ear.heard.lock().unwrap();
    let objects: Vec<&Object> = heard.iter().map(|e| &e.as_ref().unwrap().object).collect();
    let count = |is: fn(&Object) -> bool| objects.iter().filter(|o| is(o)).count();
    assert_eq!(count(|o| matches!(o, Object::SessionCompleted(_))), 3);
    assert_eq!(count(|o| matches!(o, Object::SessionPaid(_))), 1);
    assert_eq!(count(|o| matches!(o, Object::SessionFailed(_))), 1);
    assert_eq!(count(|o| matches!(o, Object::SessionExpired(_))), 1);
    assert_eq!(count(|o| matches!(o, Object::Refund(_))), 3);
    assert_eq!(count(|o| matches!(o, Object::ChargeRefunded(_))), 2);
    assert_eq!(count(|o| matches!(o, Object::DisputeOpened(_))), 1);
    assert_eq!(count(|o| matches!(o, Object::DisputeClosed(_))), 1);
    assert_eq!(count(|o| matches!(o, Object::Other)), 2, "money taken twice, told once more by charges");
}

#[actix_web::test]
async fn a_shop_that_is_down_or_confused_is_told_again() {
    let stripe = stand_in();
    let listener = free();
    let address = listener.local_addr().unwrap();
    drop(listener);
    stripe.tell(&format!("http://{address}/webhooks/stripe"));
    let client = stripe.client();
    paid(&stripe, &client, "A").await;
    while !stripe.answers().iter().any(|(_, status)| *status == 0) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (ear, server) = listen(&stripe, TcpListener::bind(address).unwrap());
    *ear.deaf.lock().unwrap() = 2;
    stripe.heard().await;
    server.stop(false).await;
    assert_eq!(stripe.answers().iter().filter(|(_, status)| *status == 500).count(), 2);
    assert_eq!(stripe.answers().iter().filter(|(_, status)| *status == 200).count(), 2);

    // And after a restart, at another address.
    paid(&stripe, &client, "B").await;
    let (ear, _server) = listen(&stripe, free());
    stripe.heard().await;
    assert!(ear.kinds().contains(&"checkout.session.completed".to_owned()));
}

#[actix_web::test]
async fn an_event_can_overtake_the_answer_it_belongs_to() {
    let stripe = stand_in();
    let (ear, _server) = listen(&stripe, free());
    let client = stripe.client();
    let session = paid(&stripe, &client, "A").await;
    stripe.weather(|w| w.next(Trouble::Early));
    client.refund(&back(&session, 10_000, "r1")).await.unwrap();
    assert!(ear.kinds().contains(&"refund.created".to_owned()), "it was told before the answer came");
}

#[actix_web::test]
async fn events_are_held_doubled_and_shuffled_to_order() {
    let stripe = stand_in();
    let (ear, _server) = listen(&stripe, free());
    let client = stripe.client();
    stripe.weather(|w| {
        (w.held, w.doubled, w.shuffled) = (true, 1.0, true);
        w.seed(3);
    });
    for n in 0..10 {
        paid(&stripe, &client, &format!("A{n}")).await;
    }
    assert_eq!(ear.heard.lock().unwrap().len(), 0);
    stripe.weather(|w| w.held = false);
    stripe.heard().await;
    let ids: Vec<String> = ear.heard.lock().unwrap().iter().map(|e| e.as_ref().unwrap().id.clone()).collect();
    assert_eq!(ids.len(), 40, "two events of ten payments, twice");
    assert!(!ids.is_sorted());
    assert_eq!(stripe.events().len(), 20);
    stripe.resend(0);
    stripe.heard().await;
    assert_eq!(ear.heard.lock().unwrap().len(), 41);
}

#[actix_web::test]
async fn secrets_can_be_rotated_at_both_ends() {
    let stripe = stand_in();
    let (ear, _server) = listen(&stripe, free());
    let client = stripe.client();
    stripe.sign_with(&["whsec_the_next_one_0123456789", SIGNING]);
    paid(&stripe, &client, "A").await;
    stripe.heard().await;
    assert!(ear.heard.lock().unwrap().iter().all(Result::is_ok));
    stripe.sign_with(&["whsec_the_next_one_0123456789"]);
    paid(&stripe, &client, "B").await;
    stripe.heard().await;
    assert_eq!(ear.heard.lock().unwrap().last(), Some(&Err(WebhookError::Forged)));
}
