//! Lists of Stripe's that are longer than one round reads: what lies deep in them is reached by a later round.

use std::collections::BTreeMap;
use std::time::Duration as Time;

use chrono::Duration;
use market::kernel::clock::Clock;
use market::kernel::lang::Lang;
use market::kernel::money::Money;
use market::platform::stripe::{Line, NewSession, Patience};

use super::super::buyer::{execute, number, text};
use super::super::money::support::{balance, market_account, order as place, payment, states};
use super::super::support::stripe::{HASTY, StandIn};
use super::super::support::{self, TestShop, build};
use super::support::{card_shop, job, order, page_of, poll, reopened, settle};

/// As many as one round reads.
const ROUND: usize = 2_000;

/// So many pages of somebody else's at the same account.
async fn elsewhere(stripe: &StandIn, pages: usize) {
    let client = stripe.client();
    for n in 0..pages {
        let other = NewSession {
            lines: vec![Line { name: "Mật ong".to_owned(), amount: Money::dong(110_000), quantity: 1 }],
            reference: format!("ELSEWHERE{n}"),
            metadata: BTreeMap::new(),
            success_url: "https://other.example/thanks".to_owned(),
            cancel_url: "https://other.example/".to_owned(),
            lang: Lang::Vi,
            email: None,
            expires_at: Clock::Real.now() + Duration::hours(2),
            key: format!("elsewhere-{n}"),
        };
        client.open_session(&other).await.unwrap();
    }
}

/// A shop to which each page of a list takes as long as a list may take.
async fn slow() -> (TestShop, StandIn) {
    let stripe = StandIn::open(Clock::Real);
    let one_page = Patience { list: Time::ZERO, ..HASTY };
    let shop = reopened(&stripe, support::database_url().await, one_page, |_| {});
    market_account(&shop).await;
    (shop, stripe)
}

/// How often a list was asked for.
fn listed(stripe: &StandIn, list: &str) -> usize {
    stripe.seen().iter().filter(|seen| seen.method == "GET" && seen.path.ends_with(list)).count()
}

#[actix_web::test]
async fn a_slow_list_is_left_in_time_and_gone_on_with_in_the_next_round() {
    let (shop, stripe) = slow().await;
    for n in 0..250 {
        stripe.move_money("stripe_fee", -1_000, 0, "vnd", &format!("fee_{n}"));
    }
    for (round, booked) in (1..).zip([100, 200, 250]) {
        poll(&shop).await;
        assert_eq!(number(&shop, "SELECT count(*) FROM card_movements").await, booked);
        assert_eq!(listed(&stripe, "/balance_transactions"), round, "one page of it in each round");
    }
    assert_eq!(balance(&shop, "stripe_fees").await, 250_000);
    assert_eq!(number(&shop, "SELECT count(*) FROM stripe_walks").await, 0, "at its end");
}

/// The answer was lost, and under its key Stripe knows something else: the page is looked for in the list.
#[actix_web::test]
async fn a_page_that_is_looked_for_is_found_by_pressing_again_however_deep_it_lies() {
    let (shop, stripe) = slow().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    let (code, _) = order(&shop, &buyer, &[(fish, 1)]).await;
    let page = page_of(&stripe, &code);
    elsewhere(&stripe, 250).await;
    execute(&shop, "UPDATE payments SET provider_ref = NULL, provider_url = NULL").await;
    let own = payment(&shop, &code).await;
    stripe.spend_key(&format!("payment:{own}"));
    let way = format!("/orders/{code}/payment");
    for press in 1..=2 {
        let answer = buyer.post(&way, &[("method", "card")]).await;
        assert_eq!(answer.status, 503, "{}", answer.words());
        assert_eq!(listed(&stripe, "/sessions"), press, "one page of the list at each press");
        assert_eq!(number(&shop, "SELECT count(*) FROM payments WHERE looked_to IS NOT NULL").await, 1);
    }
    let found = buyer.post(&way, &[("method", "card")]).await;
    assert!(found.location().is_some_and(|to| to.contains(&page)), "{}", found.status);
    assert_eq!((payment(&shop, &code).await, listed(&stripe, "/sessions")), (own, 3), "and it is the same payment");
}

/// Stripe is asked for what may be paid a moment later; a transfer's goods do not wait for that.
#[actix_web::test]
async fn what_needs_no_provider_runs_out_first_and_a_page_that_must_be_looked_for_last() {
    let (shop, stripe) = slow().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let (lost, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    elsewhere(&stripe, 150).await;
    execute(&shop, "UPDATE payments SET provider_ref = NULL, provider_url = NULL").await;
    stripe.spend_key(&format!("payment:{}", payment(&shop, &lost).await));
    let (open, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    let transfer = place(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    execute(&shop, "UPDATE payments SET expires_at = now() - make_interval(mins => 10 - id::int)").await;
    job(&shop, "expire_unpaid").await;
    let ended = "SELECT string_agg(o.code, ' ' ORDER BY y.settled_at) FROM payments y JOIN orders o ON o.id = y.order_id WHERE y.state = 'void'";
    assert_eq!(text(&shop, ended).await, format!("{transfer} {open} {lost}"));
    assert_eq!(listed(&stripe, "/sessions"), 1, "it is not looked for without end");
}

#[actix_web::test]
async fn movements_of_more_than_one_round_are_all_booked() {
    let (shop, stripe) = card_shop().await;
    // Ten days ago, further back than a round looks behind the newest that is known.
    stripe.set_clock(Clock::Stopped(Clock::Real.now() - Duration::days(10)));
    for n in 0..3 {
        stripe.move_money("stripe_fee", -1_000, 0, "vnd", &format!("fee_{n}"));
    }
    stripe.set_clock(Clock::Real);
    for n in 0..ROUND {
        stripe.move_money("reserve_hold", -1, 0, "vnd", &format!("rsv_{n}"));
    }
    poll(&shop).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM card_movements").await, 2_000);
    assert_eq!(balance(&shop, "stripe_fees").await, 0);
    assert_eq!(number(&shop, "SELECT count(*) FROM stripe_walks WHERE list = 'movements'").await, 1);
    poll(&shop).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM card_movements").await, 2_003);
    assert_eq!(balance(&shop, "stripe_fees").await, 3_000);
    assert_eq!(number(&shop, "SELECT count(*) FROM stripe_walks").await, 0, "at its end");
    poll(&shop).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM card_movements").await, 2_003);
}

#[actix_web::test]
async fn a_paid_page_behind_two_thousand_others_is_found() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let (code, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    // What Stripe said of the page is lost, and so is what it tells of the money.
    execute(&shop, "UPDATE payments SET provider_ref = NULL, provider_url = NULL").await;
    stripe.weather(|w| w.held = true);
    stripe.pay(&page_of(&stripe, &code)).unwrap();
    elsewhere(&stripe, ROUND).await;
    poll(&shop).await;
    assert_eq!(states(&shop, &code).await, "awaiting_payment", "not reached in this round");
    poll(&shop).await;
    assert_eq!(states(&shop, &code).await, "placed");
    stripe.weather(|w| w.clear());
    settle(&shop, &stripe).await;
    assert_eq!(balance(&shop, "card").await, 113_000, "and once");
}
