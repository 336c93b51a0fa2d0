//! New orders announce themselves on an open desk: the number, a sentence, and a bell for whoever asked for one.

use std::time::Duration;

use fantoccini::{Client, Locator};
use market::platform::sessions;

use super::{PHONE, click, open, picture, run, text, wanted};
use crate::money::support::{house, order, parcel};
use crate::packing::live::listening;
use crate::support::build;

/// Counts how often a tone is played, as nobody hears a browser without a window.
const COUNT_TONES: &str = "window.tones = 0; const start = OscillatorNode.prototype.start; \
     OscillatorNode.prototype.start = function (...at) { window.tones += 1; return start.apply(this, at); };";

async fn tones(window: &Client) -> u64 {
    run(window, "return window.tones").await.as_u64().unwrap()
}

/// Waits until the page says so by itself.
async fn until(window: &Client, script: &str) {
    for _ in 0..100 {
        if run(window, &format!("return {script}")).await == true {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("never came: {script}");
}

#[actix_web::test]
async fn a_new_order_is_seen_and_heard_on_the_open_page() {
    if !wanted() {
        return;
    }
    let (shop, _told) = listening().await;
    let lua = house(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let account = build::member(&shop, lua).await;
    let colleague = shop.signed_in(build::member(&shop, lua).await).await;

    let window = open(PHONE).await;
    let go = async |path: &str| {
        window.goto(&format!("{}{path}", shop.url)).await.unwrap();
        run(&window, COUNT_TONES).await;
    };
    go("/account/sign-in").await;
    let cookie = sessions::open(&mut *shop.conn().await, &shop.ground.config, account).await.unwrap();
    run(&window, &format!("document.cookie = '{}={}; path=/'", cookie.name(), cookie.value())).await;
    go("/sell").await;
    let title = window.title().await.unwrap();
    assert_eq!(run(&window, "return document.querySelector('.count').hidden").await, true, "nothing waits");
    click(&window, "[data-bell]").await;
    assert_eq!(
        window.find(Locator::Css("[data-bell]")).await.unwrap().attr("aria-pressed").await.unwrap().unwrap(),
        "true"
    );
    assert_eq!(tones(&window).await, 2, "that is how it will sound");

    let first = order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    until(&window, "document.querySelector('.count').textContent === '1' && !document.querySelector('.count').hidden")
        .await;
    until(&window, "!document.querySelector('[data-fresh]').hidden").await;
    assert_eq!(window.title().await.unwrap(), format!("(1) {title}"));
    assert_eq!(tones(&window).await, 4);
    picture(&window, "bell-fresh-360").await;

    // Another page of the desk, where nobody has touched anything yet: it is seen, and a browser lets nothing be heard.
    go("/sell/money").await;
    assert_eq!(text(&window, ".count").await, "1");
    order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    until(&window, "document.querySelector('.count').textContent === '2'").await;
    assert_eq!(tones(&window).await, 0);
    click(&window, "h1").await;
    order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    until(&window, "document.querySelector('.count').textContent === '3'").await;
    until(&window, "window.tones === 2").await;
    // Somebody else of the household answers: the number goes down, and nothing rings.
    let id = parcel(&shop, &first, 1).await;
    let answered = [("from", "placed"), ("to", "confirmed")];
    assert_eq!(colleague.post(&format!("/sell/parcels/G{id}/state"), &answered).await.status, 303);
    until(&window, "document.querySelector('.count').textContent === '2'").await;
    assert_eq!(tones(&window).await, 2);

    // Switched off, it stays silent on every page.
    go("/sell").await;
    click(&window, "[data-bell]").await;
    order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    until(&window, "document.querySelector('.count').textContent === '3'").await;
    assert_eq!(tones(&window).await, 0);
    window.close().await.unwrap();
}
