//! Money going back onto cards: once, whoever asks and however often, and another way when a card will not take it.

use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use market::kernel::ids::RefundId;
use market::kernel::money::Money;
use market::payments::method;
use market::payments::payment::Method;
use market::payments::refund::Part;
use market::payments::refund_sent::{self, From};
use market::payments::refund_way;

use super::super::buyer::{execute, number, sound, text};
use super::super::money::support::{balance, balanced, give_back, parcel};
use super::super::support::stripe::{StandIn, Trouble};
use super::super::support::{Client, TestShop, build};
use super::support::{card_shop, order, page_of, poll, settle};

/// An order of two households, paid: its code and its page.
async fn paid(shop: &TestShop, stripe: &StandIn) -> (String, String) {
    let (lua, loi) = (build::producer(shop, "Bà Lụa").await, build::producer(shop, "Ông Lợi").await);
    let fish = build::goods(shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(shop, loi, "Mật ong", 150_000, 50).await;
    let (code, _) = order(shop, &shop.guest(), &[(fish, 1), (honey, 1)]).await;
    let page = page_of(stripe, &code);
    stripe.pay(&page).unwrap();
    settle(shop, stripe).await;
    (code, page)
}

async fn refunds(shop: &TestShop) -> String {
    text(shop, "SELECT string_agg(amount || ' ' || state, ', ' ORDER BY id) FROM refunds").await
}

#[actix_web::test]
async fn sent_twice_at_once_is_sent_once_and_a_lost_answer_is_found() {
    let (shop, stripe) = card_shop().await;
    let (code, _) = paid(&shop, &stripe).await;
    let first = parcel(&shop, &code, 1).await;
    for (n, trouble) in
        [Trouble::Fine, Trouble::Cut, Trouble::Lost, Trouble::FailActed, Trouble::Early].iter().enumerate()
    {
        stripe.weather(|w| {
            w.silence = std::time::Duration::from_secs(2);
            w.next(*trouble);
        });
        let amount = Part::Amount(Money::dong(10_000));
        let id = give_back(&shop, first, amount, &format!("{n}")).await.unwrap();
        let card = method::of(Method::Card);
        let send = || card.give_back(&shop.ground, id);
        let _ = futures_util::join!(send(), send(), send());
        send().await.unwrap();
        settle(&shop, &stripe).await;
        assert_eq!(stripe.refunds().len(), n + 1, "{trouble:?}");
        assert_eq!(text(&shop, &format!("SELECT state FROM refunds WHERE id = {id}")).await, "done", "{trouble:?}");
    }
    assert_eq!(balance(&shop, "refunds_due").await, 0);
    balanced(&shop).await;
}

#[actix_web::test]
async fn what_a_card_will_not_take_waits_for_another_way() {
    let (shop, stripe) = card_shop().await;
    let (code, _) = paid(&shop, &stripe).await;
    let id: RefundId =
        give_back(&shop, parcel(&shop, &code, 1).await, Part::Amount(Money::dong(50_000)), "a").await.unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(refunds(&shop).await, "50000 done");
    stripe.fail_refund(&stripe.refunds()[0].id).unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(refunds(&shop).await, "50000 failed");
    assert_eq!(text(&shop, "SELECT why_failed FROM refunds").await, "lost_or_stolen_card");
    assert_eq!(balance(&shop, "refunds_due").await, -50_000);
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| refund_sent::done(conn, id, From::Bank, "FT2611", None).await).await.unwrap();
    drop(conn);
    // Everything told again, in the wrong order: nothing moves.
    for event in (0..stripe.events().len()).rev() {
        stripe.resend(event);
    }
    settle(&shop, &stripe).await;
    poll(&shop).await;
    assert_eq!(refunds(&shop).await, "50000 done");
    assert_eq!((balance(&shop, "refunds_due").await, balance(&shop, "bank").await), (0, -50_000));
    balanced(&shop).await;
}

#[actix_web::test]
async fn what_stripe_refuses_fails_with_its_reason() {
    let (shop, stripe) = card_shop().await;
    let (code, page) = paid(&shop, &stripe).await;
    stripe.dispute(&page).unwrap();
    settle(&shop, &stripe).await;
    give_back(&shop, parcel(&shop, &code, 1).await, Part::Amount(Money::dong(50_000)), "a").await.unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(refunds(&shop).await, "50000 failed");
    assert_eq!(text(&shop, "SELECT why_failed FROM refunds").await, "charge_disputed");
    assert!(stripe.refunds().is_empty());
    balanced(&shop).await;
}

#[actix_web::test]
async fn a_refund_that_found_no_way_is_sent_by_the_job() {
    let (shop, stripe) = card_shop().await;
    let (code, _) = paid(&shop, &stripe).await;
    stripe.weather(|w| w.row(&[Trouble::Fail; 4]));
    give_back(&shop, parcel(&shop, &code, 1).await, Part::Amount(Money::dong(50_000)), "a").await.unwrap();
    shop.work_off().await;
    assert_eq!(refunds(&shop).await, "50000 due");
    stripe.weather(|w| w.clear());
    poll(&shop).await;
    settle(&shop, &stripe).await;
    assert_eq!((refunds(&shop).await.as_str(), stripe.refunds().len()), ("50000 done", 1));
    // So old that its key may be forgotten: it is looked for before it is sent again.
    let second = give_back(&shop, parcel(&shop, &code, 2).await, Part::Amount(Money::dong(1_000)), "b").await.unwrap();
    execute(&shop, "UPDATE refunds SET made_at = now() - interval '2 days' WHERE key = 'b'").await;
    method::of(Method::Card).give_back(&shop.ground, second).await.unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(stripe.refunds().len(), 2);
}

#[actix_web::test]
async fn nothing_is_transferred_while_the_card_may_have_it() {
    let (shop, stripe) = card_shop().await;
    let (code, _) = paid(&shop, &stripe).await;
    stripe.weather(|w| w.row(&[Trouble::Fail; 4]));
    let first = parcel(&shop, &code, 1).await;
    let id = give_back(&shop, first, Part::Amount(Money::dong(50_000)), "a").await.unwrap();
    shop.work_off().await;
    assert_eq!(refunds(&shop).await, "50000 due");
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let here = format!("/office/money/refunds/{id}");
    let account = format!("{here}/account");
    assert!(!clerk.get(&here).await.form_actions().contains(&account));
    let typed = [("bank", "Vietcombank"), ("number", "1023456789"), ("holder", "Nguyễn Thu Hà"), ("why", "Khách gọi")];
    let refused = clerk.post(&account, &typed).await;
    assert_eq!(refused.status, 409);
    assert!(refused.words().contains("Stripe chưa cho biết"), "{}", refused.words());
    // So the job goes on asking, and finds out.
    stripe.weather(|w| w.clear());
    poll(&shop).await;
    settle(&shop, &stripe).await;
    assert_eq!((refunds(&shop).await.as_str(), stripe.refunds().len()), ("50000 done", 1));
    // What Stripe says it could not do is sent another way.
    stripe.fail_refund(&stripe.refunds()[0].id).unwrap();
    settle(&shop, &stripe).await;
    assert!(clerk.get(&here).await.form_actions().contains(&account));
    assert_eq!(clerk.post(&account, &typed).await.status, 303);
    assert_eq!(text(&shop, "SELECT method || ' ' || state FROM refunds").await, "bank_transfer due");
    balanced(&shop).await;
}

#[actix_web::test]
async fn money_given_back_by_hand_at_stripe_is_booked() {
    let (shop, stripe) = card_shop().await;
    let (_, page) = paid(&shop, &stripe).await;
    let total = number(&shop, "SELECT total FROM orders").await;
    let first = number(&shop, "SELECT total FROM parcels WHERE number = 1").await;
    stripe.refund(&page, first + 40_000).unwrap();
    settle(&shop, &stripe).await;
    poll(&shop).await;
    assert_eq!(refunds(&shop).await, format!("{first} done, 40000 done"));
    assert_eq!(stripe.refunds().len(), 1, "and not sent once more");
    assert_eq!(balance(&shop, "card").await, total - first - 40_000);
    assert_eq!(balance(&shop, "refunds_due").await, 0);
    let outcomes = "SELECT string_agg(outcome, ', ' ORDER BY id) FROM webhooks WHERE kind LIKE '%refund%'";
    let said = text(&shop, outcomes).await;
    assert!(said.contains("refund_recorded"), "{said}");
    // One that fails after all is booked back.
    stripe.fail_refund(&stripe.refunds()[0].id).unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(refunds(&shop).await, format!("{first} failed, 40000 failed"));
    balanced(&shop).await;
}

/// Presses "ask the card once more", twice as impatient people do; it is asked once.
async fn retried(shop: &TestShop, stripe: &StandIn, clerk: &Client, id: RefundId) {
    for _ in 0..2 {
        let pressed = clerk.post(&format!("/office/money/refunds/{id}/retry"), &[]).await;
        assert_eq!(pressed.status, 303, "{}", pressed.words());
    }
    settle(shop, stripe).await;
}

/// Everything is told again as if it were news, in the wrong order, and the job comes by after Stripe has forgotten its
/// keys.
async fn a_day_later(shop: &TestShop, stripe: &StandIn) {
    execute(shop, "DELETE FROM webhooks WHERE kind LIKE '%refund%'").await;
    for event in (0..stripe.events().len()).rev() {
        stripe.resend(event);
    }
    settle(shop, stripe).await;
    stripe.forget_keys();
    execute(shop, "UPDATE refunds SET made_at = made_at - interval '1 day'").await;
    poll(shop).await;
    settle(shop, stripe).await;
}

#[actix_web::test]
async fn what_a_dispute_held_up_goes_back_once_it_is_won_and_asked_for_again() {
    let (shop, stripe) = card_shop().await;
    let (code, page) = paid(&shop, &stripe).await;
    let total = number(&shop, "SELECT total FROM orders").await;
    stripe.dispute(&page).unwrap();
    settle(&shop, &stripe).await;
    let part = Part::Amount(Money::dong(50_000));
    let id = give_back(&shop, parcel(&shop, &code, 1).await, part, "a").await.unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(refunds(&shop).await, "50000 failed");
    // Asked for again too early, it fails again.
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    retried(&shop, &stripe, &clerk, id).await;
    assert_eq!(refunds(&shop).await, "50000 failed");
    stripe.close_dispute(&page, true).unwrap();
    settle(&shop, &stripe).await;
    // Disputes take weeks, and Stripe keeps its answers for a day.
    stripe.forget_keys();
    execute(&shop, "UPDATE refunds SET made_at = made_at - interval '30 days'").await;
    retried(&shop, &stripe, &clerk, id).await;
    for _ in 0..2 {
        let row = "SELECT state || ' ' || provider_ref || ' ' || why_failed FROM refunds";
        let made = stripe.refunds();
        assert_eq!(made.len(), 1, "{made:?}");
        assert_eq!(text(&shop, row).await, format!("done {} ", made[0].id));
        assert_eq!((made[0].amount, made[0].metadata["try"].as_str()), (50_000, "2"));
        assert_eq!((balance(&shop, "card").await, balance(&shop, "refunds_due").await), (total - 50_000, 0));
        assert!(
            text(&shop, "SELECT string_agg(body, '|') FROM messages").await.contains("50.000"),
            "the buyer is told"
        );
        balanced(&shop).await;
        sound(&shop).await;
        a_day_later(&shop, &stripe).await;
    }
}

#[actix_web::test]
async fn what_came_back_from_the_card_is_sent_anew_in_any_weather_and_old_news_change_nothing() {
    let (shop, stripe) = card_shop().await;
    let (code, _) = paid(&shop, &stripe).await;
    let total = number(&shop, "SELECT total FROM orders").await;
    let first = parcel(&shop, &code, 1).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let weathers = [Trouble::Fine, Trouble::Cut, Trouble::Lost, Trouble::FailActed, Trouble::FailKept, Trouble::Early];
    for (n, trouble) in weathers.iter().enumerate() {
        let id = give_back(&shop, first, Part::Amount(Money::dong(10_000)), &format!("{n}")).await.unwrap();
        settle(&shop, &stripe).await;
        stripe.fail_refund(&stripe.refunds().last().unwrap().id).unwrap();
        settle(&shop, &stripe).await;
        let state = format!("SELECT state || ' ' || why_failed FROM refunds WHERE id = {id}");
        assert_eq!(text(&shop, &state).await, "failed lost_or_stolen_card", "{trouble:?}");
        stripe.weather(|w| {
            w.silence = std::time::Duration::from_secs(2);
            w.next(*trouble);
        });
        retried(&shop, &stripe, &clerk, id).await;
        assert_eq!(text(&shop, &state).await, "done ", "{trouble:?}");
        assert_eq!(stripe.refunds().len(), 2 * (n + 1), "{trouble:?}");
    }
    let went = i64::try_from(weathers.len()).unwrap() * 10_000;
    for _ in 0..2 {
        assert_eq!(stripe.refunds().iter().filter(|r| r.status == "succeeded").map(|r| r.amount).sum::<i64>(), went);
        assert_eq!((balance(&shop, "card").await, balance(&shop, "refunds_due").await), (total - went, 0));
        assert_eq!(number(&shop, "SELECT count(*) FROM refunds WHERE state <> 'done'").await, 0);
        balanced(&shop).await;
        sound(&shop).await;
        a_day_later(&shop, &stripe).await;
    }
    // The new one comes back too: it waits for a person once more.
    stripe.fail_refund(&stripe.refunds().last().unwrap().id).unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM refunds WHERE state = 'failed'").await, 1);
    assert_eq!(balance(&shop, "refunds_due").await, -10_000);
    balanced(&shop).await;
}

/// The answer of a try that failed, told late, must not look like the failure of the one that is on its way.
#[actix_web::test]
async fn a_no_that_comes_late_says_nothing_of_the_try_after_it() {
    let (shop, stripe) = card_shop().await;
    let (code, page) = paid(&shop, &stripe).await;
    stripe.dispute(&page).unwrap();
    settle(&shop, &stripe).await;
    let part = Part::Amount(Money::dong(50_000));
    let id = give_back(&shop, parcel(&shop, &code, 1).await, part, "a").await.unwrap();
    stripe.weather(|w| {
        w.silence = std::time::Duration::from_secs(2);
        w.next(Trouble::Lost);
    });
    let before = stripe.seen().len();
    let slow = method::of(Method::Card).give_back(&shop.ground, id);
    let quick = async {
        while stripe.seen().len() == before {
            tokio::task::yield_now().await;
        }
        method::of(Method::Card).give_back(&shop.ground, id).await.unwrap();
        assert_eq!(refunds(&shop).await, "50000 failed");
        stripe.close_dispute(&page, true).unwrap();
        shop.conn().await.transaction(async |conn| refund_way::retry(conn, id).await).await.unwrap();
    };
    let (slow, ()) = futures_util::join!(slow, quick);
    slow.unwrap();
    assert_eq!(refunds(&shop).await, "50000 due");
    settle(&shop, &stripe).await;
    assert_eq!((refunds(&shop).await.as_str(), stripe.refunds().len()), ("50000 done", 1));
    balanced(&shop).await;
    sound(&shop).await;
}

/// Under the first key Stripe says within a day what it said at first, that it was sent, though it came back since.
#[actix_web::test]
async fn what_was_asked_for_anew_before_tries_were_counted_is_asked_as_something_new() {
    let (shop, stripe) = card_shop().await;
    let (code, _) = paid(&shop, &stripe).await;
    let part = Part::Amount(Money::dong(50_000));
    let id = give_back(&shop, parcel(&shop, &code, 1).await, part, "a").await.unwrap();
    settle(&shop, &stripe).await;
    stripe.fail_refund(&stripe.refunds().last().unwrap().id).unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(refunds(&shop).await, "50000 failed");
    // As the change finds it after the office's press.
    execute(&shop, "UPDATE refunds SET state = 'due', provider_ref = NULL").await;
    let change = [
        include_str!("../../../migrations/2026-12-01-000400_refund_tries/down.sql"),
        include_str!("../../../migrations/2026-12-01-000400_refund_tries/up.sql"),
    ];
    shop.conn().await.batch_execute(&change.concat()).await.unwrap();
    method::of(Method::Card).give_back(&shop.ground, id).await.unwrap();
    settle(&shop, &stripe).await;
    assert_eq!((refunds(&shop).await.as_str(), stripe.refunds().len()), ("50000 done", 2));
    assert_eq!(balance(&shop, "refunds_due").await, 0);
    balanced(&shop).await;
    sound(&shop).await;
}

#[actix_web::test]
async fn a_key_that_was_spent_before_the_books_were_restored_keeps_nothing_back() {
    let (shop, stripe) = card_shop().await;
    let (code, _) = paid(&shop, &stripe).await;
    let part = Part::Amount(Money::dong(50_000));
    let id = give_back(&shop, parcel(&shop, &code, 1).await, part, "a").await.unwrap();
    stripe.spend_key(&format!("refund:{id}"));
    settle(&shop, &stripe).await;
    assert_eq!((refunds(&shop).await.as_str(), stripe.refunds().len()), ("50000 done", 1));
    // Nor does it give anything back twice.
    method::of(Method::Card).give_back(&shop.ground, id).await.unwrap();
    a_day_later(&shop, &stripe).await;
    assert_eq!((refunds(&shop).await.as_str(), stripe.refunds().len()), ("50000 done", 1));
    assert_eq!(balance(&shop, "refunds_due").await, 0);
    sound(&shop).await;
}
