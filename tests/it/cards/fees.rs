//! What Stripe keeps and what it pays out is in our books, once, and the account says the same as Stripe's own.

use diesel_async::AsyncConnection as _;
use market::kernel::money::Money;
use market::payments::refund::{self, Part, Way, Wish};

use super::super::buyer::{execute, number, sound, text};
use super::super::money::support::{balance, balanced, give_back, parcel, states};
use super::super::support::stripe::{StandIn, Trouble};
use super::super::support::{TestShop, build};
use super::support::{card_shop, order, page_of, poll, settle};

/// An order of one fish, paid by card; its page.
async fn paid(shop: &TestShop, stripe: &StandIn) -> (String, String) {
    let house = build::producer(shop, "Bà Lụa").await;
    let fish = build::goods(shop, house, "Cá thính", 98_000, 50).await;
    let (code, _) = order(shop, &shop.guest(), &[(fish, 1)]).await;
    let page = page_of(stripe, &code);
    stripe.pay(&page).unwrap();
    settle(shop, stripe).await;
    (code, page)
}

#[actix_web::test]
async fn fees_and_payouts_are_booked_once_and_the_account_agrees() {
    let (shop, stripe) = card_shop().await;
    stripe.fees(8_000, 340);
    let (code, _) = paid(&shop, &stripe).await;
    // 3.4 % of 113,000 and 8,000.
    let fee = 8_000 + 3_842;
    for _ in 0..3 {
        poll(&shop).await;
        assert_eq!((balance(&shop, "stripe_fees").await, balance(&shop, "card").await), (fee, 113_000 - fee));
    }
    assert_eq!(
        number(&shop, "SELECT order_id FROM postings WHERE kind = 'stripe_fee'").await,
        number(&shop, &format!("SELECT id FROM orders WHERE code = '{code}'")).await
    );
    give_back(&shop, parcel(&shop, &code, 1).await, Part::Amount(Money::dong(13_000)), "a").await.unwrap();
    settle(&shop, &stripe).await;
    let payout = stripe.pay_out(80_000);
    stripe.move_money("stripe_fee", -1_500, 0, "vnd", "fee_radar");
    poll(&shop).await;
    poll(&shop).await;
    assert_eq!(balance(&shop, "bank").await, 80_000);
    assert_eq!(balance(&shop, "stripe_fees").await, fee + 1_500);
    assert_eq!(balance(&shop, "card").await, stripe.balance(), "ours is what Stripe's own account says");
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let desk = clerk.get("/office/money").await.words();
    for part in ["Tiền ở Stripe", "13.342 ₫", "80.000 ₫", payout.as_str(), "chờ ngân hàng báo", "Phí Stripe"]
    {
        assert!(desk.contains(part), "{part}: {desk}");
    }
    // The bank did not take it.
    stripe.move_money("payout_failure", 80_000, 0, "vnd", &payout);
    poll(&shop).await;
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "card").await), (0, stripe.balance()));
    balanced(&shop).await;
    sound(&shop).await;
    // A fee that is lost in our books is found by the rule.
    execute(&shop, "UPDATE card_movements SET fee = fee + 1 WHERE kind = 'charge'").await;
    let found = market::payments::books::faults(&mut *shop.conn().await).await.unwrap();
    assert!(
        found.iter().any(|f| f.rule.contains("what Stripe keeps") && f.place.starts_with("movement txn_")),
        "{found:?}"
    );
}

#[actix_web::test]
async fn what_is_not_in_dong_or_of_nobody_is_shown_and_not_booked() {
    let (shop, stripe) = card_shop().await;
    paid(&shop, &stripe).await;
    stripe.move_money("payout", -4_200, 0, "sgd", "po_foreign");
    stripe.move_money("reserve_hold", -1_000, 0, "vnd", "rsv_1");
    stripe.move_money("payout", i64::MIN, i64::MAX, "vnd", "po_absurd");
    poll(&shop).await;
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "card").await), (0, 113_000));
    let outcomes = "SELECT string_agg(outcome, ' ' ORDER BY id) FROM card_movements";
    assert_eq!(text(&shop, outcomes).await, "nothing currency unknown unknown");
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let desk = clerk.get("/office/money").await.words();
    for part in ["po_foreign", "rsv_1", "bằng tiền khác", "chưa ghi sổ"] {
        assert!(desk.contains(part), "{part}: {desk}");
    }
    sound(&shop).await;
}

#[actix_web::test]
async fn a_charge_that_is_not_known_yet_waits_and_a_listing_that_fails_costs_nothing() {
    let (shop, stripe) = card_shop().await;
    stripe.fees(5_000, 0);
    stripe.move_money("charge", 50_000, 900, "vnd", "ch_of_somebody");
    stripe.weather(|w| w.row(&[Trouble::Fail; 6]));
    poll(&shop).await;
    stripe.weather(|w| w.clear());
    poll(&shop).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM card_movements").await, 0, "its payment may come in a moment");
    paid(&shop, &stripe).await;
    poll(&shop).await;
    assert_eq!(balance(&shop, "stripe_fees").await, 5_000);
}

#[actix_web::test]
async fn money_that_takes_days_pays_when_it_comes_and_not_before() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let kinds = "SELECT string_agg(split_part(kind, '.', 3) || ' ' || outcome, ', ' ORDER BY id) FROM webhooks \
                 WHERE kind LIKE 'checkout.session.%'";
    let (comes, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    stripe.pay_async(&page_of(&stripe, &comes)).unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(states(&shop, &comes).await, "awaiting_payment", "through, and not paid");
    assert_eq!(balance(&shop, "card").await, 0);
    stripe.settle(&page_of(&stripe, &comes)).unwrap();
    settle(&shop, &stripe).await;
    assert_eq!((states(&shop, &comes).await.as_str(), balance(&shop, "card").await), ("placed", 113_000));
    assert_eq!(text(&shop, kinds).await, "completed unpaid, async_payment_succeeded paid");

    // The other does not come: the goods wait until their time is over, and no longer.
    let (fails, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    stripe.pay_async(&page_of(&stripe, &fails)).unwrap();
    settle(&shop, &stripe).await;
    stripe.weather(|w| w.held = true);
    stripe.fail(&page_of(&stripe, &fails)).unwrap();
    execute(&shop, "UPDATE payments SET expires_at = now() - interval '1 second' WHERE state = 'due'").await;
    stripe.weather(|w| w.held = false);
    settle(&shop, &stripe).await;
    assert_eq!(states(&shop, &fails).await, "expired");
    assert!(text(&shop, kinds).await.ends_with("async_payment_failed expired"));
    assert_eq!(balance(&shop, "card").await, 113_000);
    sound(&shop).await;
}

#[actix_web::test]
async fn money_that_went_back_for_no_parcel_of_ours_is_shown_to_a_person() {
    let (shop, stripe) = card_shop().await;
    let (code, page) = paid(&shop, &stripe).await;
    // All of it went back our way, in cash; then somebody gives it back at Stripe as well.
    let wish = Wish {
        key: "cash".to_owned(),
        parcel: parcel(&shop, &code, 1).await,
        part: Part::Rest { shipping: true },
        way: Some(Way::Cash),
        reason: "hũ vỡ".to_owned(),
        by: None,
    };
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| refund::refund(conn, &wish).await).await.unwrap();
    drop(conn);
    stripe.refund(&page, 40_000).unwrap();
    settle(&shop, &stripe).await;
    let unknown = "SELECT count(*) FROM webhooks WHERE outcome LIKE 'unknown_refund re_%'";
    assert_eq!(number(&shop, unknown).await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM refunds").await, 1, "nothing is made up");
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    assert!(clerk.get("/office/money").await.words().contains("chợ không biết hoàn cho gói nào"));
    // The charge's own event is looked at again for a day, and then says so too.
    execute(&shop, "UPDATE webhooks SET received_at = received_at - interval '25 hours' WHERE applied_at IS NULL")
        .await;
    poll(&shop).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM webhooks WHERE outcome LIKE 'unknown_refund ch_%'").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM webhooks WHERE applied_at IS NULL").await, 0);
    balanced(&shop).await;
}

#[actix_web::test]
async fn an_event_that_failed_on_our_side_is_told_again_and_applied_once() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let (code, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    // Our side breaks in the middle of taking the money.
    execute(&shop, "ALTER TABLE entries ADD CONSTRAINT broken CHECK (account <> 'card')").await;
    stripe.pay(&page_of(&stripe, &code)).unwrap();
    for _ in 0..300 {
        if stripe.answers().iter().filter(|(_, status)| *status == 500).count() >= 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert!(stripe.answers().iter().any(|(_, status)| *status == 500), "{:?}", stripe.answers());
    assert_eq!(states(&shop, &code).await, "awaiting_payment", "all or nothing");
    assert_eq!(balance(&shop, "held").await, 0);
    let waiting = "SELECT count(*) FROM webhooks WHERE applied_at IS NULL AND kind = 'checkout.session.completed'";
    assert_eq!(number(&shop, waiting).await, 1, "kept as it came");
    execute(&shop, "ALTER TABLE entries DROP CONSTRAINT broken").await;
    settle(&shop, &stripe).await;
    poll(&shop).await;
    assert_eq!((states(&shop, &code).await.as_str(), balance(&shop, "card").await), ("placed", 113_000));
    assert_eq!(number(&shop, "SELECT count(*) FROM postings WHERE kind = 'paid'").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM messages WHERE body LIKE '%đã nhận%'").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM webhooks WHERE applied_at IS NULL").await, 0);
    sound(&shop).await;
}
