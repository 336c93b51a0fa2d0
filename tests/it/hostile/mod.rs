//! Ten thousand malformed requests, and slow ones: nothing that a client sends is answered with a 5xx, with silence or
//! with a panic. Only this test's own server on loopback is asked, sixteen requests at a time.

mod crafted;
mod forms;
mod slow;
mod wire;

use futures_util::StreamExt as _;
use market::payments::books;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use crate::buyer;
use crate::support::{self, Client, TestShop, build};
use crafted::Craft;
use forms::Site;
use wire::{Outcome, Sent};

/// Crafted on the wire, byte by byte.
const ON_THE_WIRE: usize = 7_000;
/// Most that are posted with the shop's own forms, one wrong field each.
const BY_FORMS: usize = 4_000;
const AT_LEAST: usize = 10_000;
const AT_ONCE: usize = 16;

/// The same requests at each run; `HOSTILE_SEED=n` makes others.
fn seed() -> u64 {
    std::env::var("HOSTILE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_123)
}

/// A shop with something of everything, and a browser for each kind of visitor.
async fn open() -> (TestShop, Vec<(&'static str, Client)>, Vec<String>) {
    let shop = support::shop().await;
    let household = build::producer(&shop, "Nhà bà Mận").await;
    let fish = build::goods(&shop, household, "Cá thính", 90_000, 1_000).await;
    let fruit = build::goods(&shop, household, "Thanh long", 45_000, 1_000).await;
    let guest = shop.guest();
    for (goods, qty) in [(fish, 2), (fruit, 1)] {
        buyer::put(&guest, goods, qty).await;
    }
    let page = buyer::ready(&guest).await;
    let order = buyer::code(&buyer::press(&guest, &page).await);
    shop.work_off().await;
    let today = shop.ground.clock.today();
    market::catalog::shelf::refresh_all(&mut *shop.conn().await, today).await.unwrap();
    let (member, clerk) = (build::member(&shop, household).await, build::clerk(&shop).await);
    let shopper = build::account(&shop, "Nguyễn Thu Hà").await;
    let people = vec![
        ("guest", guest),
        ("shopper", shop.signed_in(shopper).await),
        ("member", shop.signed_in(member).await),
        ("clerk", shop.signed_in(clerk).await),
    ];
    for (_, client) in people.iter().take(2) {
        client.post("/cart/lines", &[("pack", &fish.pack.to_string()), ("qty", "2")]).await;
    }
    let known = vec![
        format!("/orders/{order}"),
        format!("/sell/parcels/{order}-1"),
        format!("/office/orders/{order}"),
        "/suggest?q=ca".to_owned(),
        "/checkout".to_owned(),
        "/account/name".to_owned(),
        "/account/password".to_owned(),
        "/account/reset/code".to_owned(),
        "/account/verify".to_owned(),
    ];
    (shop, people, known)
}

#[actix_web::test]
async fn no_malformed_request_is_answered_with_a_fault_or_with_silence() {
    let (shop, people, known) = open().await;
    let mut sites = Vec::new();
    for (who, client) in people {
        sites.push(Site::explore(who, client, &known).await);
    }
    let paths: Vec<String> = sites.iter().flat_map(|site| site.paths.iter().cloned()).collect();
    let forms = sites.iter().map(|site| site.forms.len()).sum::<usize>();
    assert!(paths.len() > 60 && forms > 25, "too little was found to attack: {} paths, {forms} forms", paths.len());

    let mut rng = StdRng::seed_from_u64(seed());
    let address = shop.url.trim_start_matches("http://").to_owned();
    let crafted: Vec<Craft> = (0..ON_THE_WIRE).map(|_| Craft::any(&mut rng, &paths, &address)).collect();
    let wired = futures_util::stream::iter(crafted.into_iter().enumerate())
        .map(|(number, craft)| {
            let address = address.clone();
            async move { wire::send(&address, number, craft).await }
        })
        .buffer_unordered(AT_ONCE)
        .collect::<Vec<Sent>>()
        .await;

    let mut posted = Vec::new();
    for site in &sites {
        posted.extend(site.attacks(&mut rng, BY_FORMS / sites.len()).await);
    }
    let total = wired.len() + posted.len();
    assert!(total >= AT_LEAST, "only {total}: {} on the wire, {} by forms", wired.len(), posted.len());

    let bad: Vec<&Sent> = wired.iter().chain(&posted).filter(|sent| sent.outcome.is_a_fault()).collect();
    let shown: Vec<String> = bad.iter().take(10).map(ToString::to_string).collect();
    assert!(bad.is_empty(), "{} of {total} with seed {}:\n{}", bad.len(), seed(), shown.join("\n"));
    // Not everything was refused at the door: pages, redirects and refusals in words are among the answers.
    for status in [200, 303, 400, 403, 404, 405, 413, 422] {
        assert!(
            wired.iter().chain(&posted).any(|sent| sent.outcome == Outcome::Status(status)),
            "nothing was answered with {status}"
        );
    }
    assert_eq!(shop.guest().get("/").await.status, 200, "the shop is open as before");
    let faults = books::faults(&mut *shop.conn().await).await.unwrap();
    assert!(faults.is_empty(), "units and money still add up: {faults:?}");
}
