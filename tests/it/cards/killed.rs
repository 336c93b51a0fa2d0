//! The program itself, killed in the middle of paying and started again.

use std::time::Duration;

use market::kernel::clock::Clock;
use market::platform::sessions;

use super::super::buyer::{number, sound};
use super::super::money::support::{balanced, market_account, states};
use super::super::support::program::Var;
use super::super::support::stripe::{HASTY, KEY, SIGNING, StandIn, Trouble, Weather};
use super::super::support::{self, Client, build};
use super::support::{reopened, settle, written};

const ORDERS: usize = 12;

#[actix_web::test]
async fn the_program_killed_between_stripe_and_its_books_charges_nobody_twice() {
    let stripe = StandIn::open(Clock::Real);
    let database = support::database_url().await;
    let shop = reopened(&stripe, database.clone(), HASTY, |_| {});
    market_account(&shop).await;
    let account = build::account(&shop, "Nguyễn Thu Hà").await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 1_000).await;
    let mut codes = Vec::new();
    for n in 0..ORDERS {
        codes.push(written(&shop, account, &[fish], n).await);
    }
    let cookie = sessions::open(&mut *shop.conn().await, &shop.ground.config, account).await.unwrap().to_string();
    let var = Var::new();
    let (base, address) = (stripe.url.clone(), format!("http://{}", var.address()));
    let variables = [
        ("DATABASE_URL", database.as_str()),
        ("MEILI_URL", "off"),
        ("RATE_LIMITS", "off"),
        ("SECRET_KEY", "a-secret-of-the-tests-0123456789abcdef"),
        ("STRIPE_SECRET_KEY", KEY),
        ("STRIPE_WEBHOOK_SECRET", SIGNING),
        ("STRIPE_API_BASE", base.as_str()),
    ];
    stripe.weather(|w| {
        w.storm(4, 0.3);
        w.troubles = vec![Trouble::Cut, Trouble::Fail, Trouble::FailActed, Trouble::Early, Trouble::Busy];
    });
    stripe.tell(&format!("{address}/webhooks/stripe"));
    for round in 0..3_usize {
        let program = var.start(&["serve"], &variables);
        var.ready().await;
        let client = Client::with_cookie(&address, &cookie);
        let buyers = (0..ORDERS).filter(|n| n % 3 == round || round == 2).map(|n| {
            let (client, stripe, address, code) = (&client, &stripe, &address, &codes[n]);
            async move {
                let way = client.request(reqwest::Method::POST, &format!("/orders/{code}/payment"));
                let _ = way.header(reqwest::header::ORIGIN, address).form(&[("method", "card")]).send().await;
                let open = stripe.sessions().into_iter().find(|p| p.reference.as_ref() == Some(code));
                if let Some(page) = open {
                    let _ = stripe.pay(&page.id);
                }
            }
        });
        let kill = async {
            tokio::time::sleep(Duration::from_millis(if round == 2 { 6_000 } else { 250 })).await;
            program.signal("KILL");
        };
        futures_util::future::join(futures_util::future::join_all(buyers), kill).await;
        program.ended().await;
    }
    stripe.weather(Weather::clear);
    stripe.tell(&format!("{}/webhooks/stripe", shop.url));
    settle(&shop, &stripe).await;
    assert_eq!(stripe.charges().len(), ORDERS, "everybody paid, once");
    for code in &codes {
        assert_eq!(states(&shop, code).await, "placed", "{code}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM payments WHERE state = 'paid'").await, 12);
    balanced(&shop).await;
    sound(&shop).await;
}
