//! An open desk hears at once of what came to its household, and of nothing else.

use std::time::Duration;

use market::app;
use market::platform::signals::Listener;
use market::platform::stop::Stop;
use reqwest::{Method, Response};
use tokio::sync::watch;

use super::super::buyer::{number, text};
use super::super::money::support::{house, market_account, order, parcel, pay, payment};
use super::super::support::{self, Client, TestShop, build};

/// A shop that hears signals, as `market serve` does, and the hand that stops it.
pub async fn listening() -> (TestShop, watch::Sender<bool>) {
    let shop = support::shop().await;
    market_account(&shop).await;
    let (told, stop) = Stop::by_hand();
    app::follow_signals(&shop.ground, &Listener::start(shop.database_url.clone(), stop));
    // It listens when a signal of its own comes back.
    tokio::time::sleep(Duration::from_millis(500)).await;
    (shop, told)
}

async fn open(client: &Client) -> Response {
    client.request(Method::GET, "/sell/live").header("accept-encoding", "gzip, br").send().await.unwrap()
}

/// Reads on until a sentence has come.
async fn hear(stream: &mut Response, sentence: &str) -> String {
    let mut heard = String::new();
    let listening = async {
        while let Ok(Some(part)) = stream.chunk().await {
            heard.push_str(std::str::from_utf8(&part).unwrap());
            if heard.contains(sentence) {
                return;
            }
        }
    };
    let ended = tokio::time::timeout(Duration::from_secs(10), listening).await;
    assert!(ended.is_ok() && heard.contains(sentence), "{sentence}: {heard}");
    heard
}

#[actix_web::test]
async fn a_new_parcel_is_heard_on_its_own_desk_only() {
    let (shop, _told) = listening().await;
    let (lua, loi) = (house(&shop, "Bà Lụa").await, house(&shop, "Ông Lợi").await);
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let desk = shop.signed_in(build::member(&shop, lua).await).await;
    let other = shop.signed_in(build::member(&shop, loi).await).await;
    let answer = open(&desk).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream; charset=utf-8");
    assert!(!answer.headers().contains_key("content-encoding") || answer.headers()["content-encoding"] == "identity");
    let mut own = answer;
    let mut foreign = open(&other).await;
    hear(&mut own, "data: {\"waiting\":0,\"latest\":0}").await;
    hear(&mut foreign, "\"waiting\":0").await;

    let cash = order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    let id = parcel(&shop, &cash, 1).await;
    hear(&mut own, &format!("data: {{\"waiting\":1,\"latest\":{id}}}")).await;
    assert!(
        desk.get("/sell/money").await.texts(".count").contains(&"1".to_owned()),
        "without script the number stands there"
    );
    // One that waits for its buyer's money is not there yet.
    let transfer = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    pay(&shop, payment(&shop, &transfer).await, None).await;
    hear(&mut own, "\"waiting\":2").await;
    // Whoever of the household answers, every open desk knows.
    desk.post(&format!("/sell/parcels/G{id}/state"), &[("from", "placed"), ("to", "confirmed")]).await;
    hear(&mut own, "\"waiting\":1").await;
    let quiet = tokio::time::timeout(Duration::from_millis(300), foreign.chunk()).await;
    assert!(quiet.is_err(), "the other desk heard {quiet:?}");
    shop.work_off().await;
    let phones = text(&shop, "SELECT string_agg(body, '|') FROM messages WHERE body LIKE 'Đơn mới%'").await;
    assert_eq!(phones.matches("Đơn mới").count(), 2, "each parcel is told once: {phones}");
}

#[actix_web::test]
async fn an_account_has_three_streams_and_a_stop_ends_them() {
    let (shop, _told) = listening().await;
    let lua = house(&shop, "Bà Lụa").await;
    let desk = shop.signed_in(build::member(&shop, lua).await).await;
    let mut streams = Vec::new();
    for _ in 0..3 {
        let mut stream = open(&desk).await;
        hear(&mut stream, "retry: 5000").await;
        streams.push(stream);
    }
    assert_eq!(open(&desk).await.status(), 429);
    let other = shop.signed_in(build::member(&shop, lua).await).await;
    assert_eq!(open(&other).await.status(), 200);
    assert_eq!(shop.guest().get("/sell/live").await.status, 303);
    assert_eq!(shop.signed_in(build::account(&shop, "Khách").await).await.get("/sell/live").await.status, 403);
    assert_eq!(number(&shop, "SELECT count(*) FROM parcels").await, 0);
    shop.ground.live.close();
    for mut stream in streams {
        let ended = tokio::time::timeout(Duration::from_secs(5), stream.chunk()).await.unwrap();
        assert!(matches!(ended, Ok(None)), "{ended:?}");
    }
}
