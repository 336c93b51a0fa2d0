//! The program itself, in a process of its own: 200 orders in the same storm as `chaos`, and it is killed in the middle of
//! it, again and again, where no destructor runs and no answer is finished.

use std::time::Duration;

use futures_util::future::{Either, join_all, select};
use market::kernel::clock::Clock;
use market::platform::sessions;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::super::buyer::number;
use super::super::money::support::market_account;
use super::super::support::program::Var;
use super::super::support::stripe::{HASTY, KEY, SIGNING, StandIn, Weather};
use super::super::support::{self, Client, build};
use super::chaos::{agree, buy, clear_up};
use super::support::{reopened, written};

const ORDERS: usize = 200;
/// The orders come in so many waves, each in a life of the program, and all of them three times.
const WAVES: usize = 4;
const LIVES: usize = 3 * WAVES;
/// In the first lives the program is killed in the middle, in the last when its buyers have gone.
const STRUCK: usize = 2 * WAVES;
const SEED: u64 = 20_261_202;
const LOOK: Duration = Duration::from_millis(5);

/// Waits until the stand-in was asked so often.
async fn asked(stripe: &StandIn, often: usize) {
    while stripe.asked() < often {
        tokio::time::sleep(LOOK).await;
    }
}

#[actix_web::test]
async fn two_hundred_orders_in_a_storm_and_the_program_is_killed_in_the_middle() {
    println!("seed {SEED}");
    let stripe = StandIn::open(Clock::Real);
    let database = support::database_url().await;
    let shop = reopened(&stripe, database.clone(), HASTY, |_| {});
    market_account(&shop).await;
    let account = build::account(&shop, "Nguyễn Thu Hà").await;
    let houses = [build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await];
    let fish = build::goods(&shop, houses[0], "Cá thính", 98_000, 1_000).await;
    let honey = build::goods(&shop, houses[1], "Mật ong", 98_000, 1_000).await;
    let mut codes = Vec::new();
    for n in 0..ORDERS {
        let goods = if n % 3 == 0 { vec![fish, honey] } else { vec![fish] };
        codes.push(written(&shop, account, &goods, n).await);
    }
    let cookie = sessions::open(&mut *shop.conn().await, &shop.ground.config, account).await.unwrap().to_string();
    let var = Var::new();
    let (base, address) = (stripe.url.clone(), format!("http://{}", var.address()));
    let variables = [
        ("DATABASE_URL", database.as_str()),
        ("MEILI_URL", "off"),
        ("RATE_LIMITS", "off"),
        // Nobody reads what it says before it has ended, and a full pipe would stop it.
        ("RUST_LOG", "off"),
        ("SECRET_KEY", "a-secret-of-the-tests-0123456789abcdef"),
        ("STRIPE_SECRET_KEY", KEY),
        ("STRIPE_WEBHOOK_SECRET", SIGNING),
        ("STRIPE_API_BASE", base.as_str()),
    ];
    stripe.weather(|w| {
        w.storm(SEED, 0.25);
        w.silence = Duration::from_millis(700);
    });
    stripe.tell(&format!("{address}/webhooks/stripe"));
    let mut dice = StdRng::seed_from_u64(SEED);
    let mut struck = 0;
    for life in 0..LIVES {
        let program = var.start(&["serve"], &variables);
        var.ready().await;
        stripe.weather(|w| w.held = life % 5 == 1);
        let client = Client::with_cookie(&address, &cookie);
        let buyers = (0..ORDERS).filter(|n| n % WAVES == life % WAVES).map(|n| {
            let (stripe, client, address, code) = (&stripe, &client, address.as_str(), codes[n].as_str());
            // Who comes back does something else.
            async move { buy(stripe, client, address, code, n + life * ORDERS).await }
        });
        // Not after a time, which means another thing on another machine, but in the middle of what it asks of Stripe.
        let often = if life < STRUCK { stripe.asked() + dice.random_range(5..40) } else { usize::MAX };
        let (bought, blow) = (Box::pin(join_all(buyers)), Box::pin(asked(&stripe, often)));
        match select(bought, blow).await {
            Either::Left(_) => program.signal("KILL"),
            Either::Right((_, rest)) => {
                program.signal("KILL");
                struck += 1;
                // They press on, and nobody answers.
                rest.await;
            }
        }
        let (code, said) = program.ended().await;
        assert_eq!(code, None, "it ended by itself: {said}");
    }
    assert!(struck >= STRUCK - 2, "killed in the middle only {struck} times");
    stripe.weather(Weather::clear);
    stripe.tell(&format!("{}/webhooks/stripe", shop.url));
    clear_up(&shop, &stripe).await;
    agree(&shop, &stripe, &codes).await;
    // And as an operator would ask.
    let (code, said) = var.start(&["check"], &variables).ended().await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(number(&shop, "SELECT count(*) FROM orders").await, 200);
}
