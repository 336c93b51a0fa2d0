//! Goods are kept for an order that is paid in advance, and not for ever.

use diesel_async::AsyncConnection as _;
use market::kernel::ids::OrderId;
use market::payments::change::{self, Change, ChangeError};
use market::payments::payment::Method;
use market::payments::receive::{Outcome, Why};

use super::super::buyer::{execute, number, sound, text};
use super::super::support::{self, TestShop, build};
use super::support::{balance, balanced, both, market_account, order, pay, payment, payment_state, states};

/// The clock of the payments runs out, and the job that looks for it comes by.
async fn run_out(shop: &TestShop) {
    execute(shop, "UPDATE payments SET expires_at = now() - interval '1 second' WHERE state = 'due'").await;
    execute(shop, "INSERT INTO jobs (kind, payload) VALUES ('expire_unpaid', '{}')").await;
    shop.work_off().await;
}

#[actix_web::test]
async fn unpaid_goods_are_free_again() {
    for shop in both().await {
        let house = super::support::house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 5).await;
        let code = order(&shop, &shop.guest(), &[(fish, 5)], "bank_transfer").await;
        execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('expire_unpaid', '{}')").await;
        shop.work_off().await;
        assert_eq!(states(&shop, &code).await, "awaiting_payment", "its time is not over");
        run_out(&shop).await;
        assert_eq!(states(&shop, &code).await, "expired");
        assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 0);
        assert_eq!(payment_state(&shop, payment(&shop, &code).await).await, "void");
        assert!(text(&shop, "SELECT string_agg(body, '|') FROM messages").await.contains("quá giờ trả tiền"));
        let told = number(&shop, "SELECT count(*) FROM messages").await;
        run_out(&shop).await;
        assert_eq!(number(&shop, "SELECT count(*) FROM messages").await, told);
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn late_money_takes_what_is_still_there_and_gives_back_the_rest() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 5).await;
    let honey = build::goods(&shop, loi, "Mật ong", 150_000, 1).await;
    let code = order(&shop, &shop.guest(), &[(fish, 2), (honey, 1)], "bank_transfer").await;
    let first = payment(&shop, &code).await;
    run_out(&shop).await;
    // Somebody else takes the honey.
    order(&shop, &shop.guest(), &[(honey, 1)], "cod").await;
    assert_eq!(pay(&shop, first, None).await, Outcome::Paid);
    shop.work_off().await;
    assert_eq!(states(&shop, &code).await, "placed expired");
    assert_eq!(payment_state(&shop, first).await, "paid");
    let back = "SELECT amount FROM refunds";
    assert_eq!(number(&shop, back).await, 165_000);
    assert_eq!((balance(&shop, "refunds_due").await, balance(&shop, "held").await), (-165_000, -211_000));
    assert!(text(&shop, "SELECT string_agg(body, '|') FROM messages").await.contains("165.000"));
    balanced(&shop).await;
    sound(&shop).await;
}

#[actix_web::test]
async fn late_money_for_what_is_gone_hidden_or_cancelled_pays_nothing() {
    for shop in both().await {
        let house = super::support::house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 5).await;
        let buyer = shop.guest();
        let gone = order(&shop, &buyer, &[(fish, 3)], "bank_transfer").await;
        let cancelled = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
        let answer = buyer.post(&format!("/orders/{cancelled}/cancellation"), &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        assert_eq!(states(&shop, &cancelled).await, "cancelled");
        // From a tab that stood open: no money came, and it is not said that it did.
        let late = buyer.post(&format!("/orders/{cancelled}/payment"), &[("method", "cod")]).await;
        assert_eq!(late.status, 409, "{}", late.words());
        let words = late.words();
        assert!(words.contains("không còn chờ trả tiền") && !words.contains("đã có tiền về"), "{words}");
        assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 3);
        assert_eq!(pay(&shop, payment(&shop, &cancelled).await, None).await, Outcome::Unwanted(Why::Cancelled));
        run_out(&shop).await;
        for (hide, show) in [
            ("UPDATE products SET state = 'hidden'", "UPDATE products SET state = 'on_sale'"),
            ("UPDATE producers SET suspended_at = now()", "UPDATE producers SET suspended_at = NULL"),
            ("UPDATE packs SET withdrawn_at = now()", "UPDATE packs SET withdrawn_at = NULL"),
        ] {
            execute(&shop, hide).await;
            assert_eq!(pay(&shop, payment(&shop, &gone).await, None).await, Outcome::Unwanted(Why::Gone), "{hide}");
            assert_eq!(states(&shop, &gone).await, "expired");
            execute(&shop, show).await;
        }
        assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 0);
        assert_eq!(pay(&shop, payment(&shop, &gone).await, None).await, Outcome::Paid);
        assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 3);
        balanced(&shop).await;
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn paying_and_running_out_at_once_ends_in_one_of_the_two() {
    for shop in both().await {
        let house = super::support::house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 500).await;
        for round in 0..12 {
            let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
            let payment = payment(&shop, &code).await;
            let (_, outcome) = futures_util::join!(run_out(&shop), pay(&shop, payment, None));
            // Whichever came first, the goods are there and the money is taken: late money calls the parcel back.
            assert_eq!(outcome, Outcome::Paid, "round {round}");
            assert_eq!(states(&shop, &code).await, "placed", "round {round}");
            sound(&shop).await;
        }
        balanced(&shop).await;
    }
}

/// Each way of paying had time of its own from when it was chosen, so that changing kept the goods for ever.
#[actix_web::test]
async fn changing_how_to_pay_keeps_no_goods_for_longer() {
    for shop in both().await {
        let house = super::support::house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 5).await;
        let buyer = shop.guest();
        let code = order(&shop, &buyer, &[(fish, 5)], "bank_transfer").await;
        let way = format!("/orders/{code}/payment");
        // A day later less an hour: as `change` is called by who comes from another way.
        execute(&shop, "UPDATE orders SET placed_at = placed_at - interval '23 hours'").await;
        let again = async || {
            let order = OrderId(number(&shop, "SELECT id FROM orders").await);
            let wanted = Method::BankTransfer;
            let change = Change { order, code: &code, wanted, card_minutes: 31 };
            shop.conn().await.transaction(async |conn| change::change(conn, &change).await).await
        };
        again().await.unwrap();
        let left = "SELECT count(*) FROM payments WHERE state = 'due' AND expires_at < now() + interval '61 minutes'";
        assert_eq!(number(&shop, left).await, 1, "an hour is left, not a day");
        execute(&shop, "UPDATE orders SET placed_at = placed_at - interval '1 hour'").await;
        let refused = again().await;
        assert!(matches!(refused, Err(ChangeError::KeptLong)), "{refused:?}");
        assert_eq!(number(&shop, left).await, 1, "nothing was given up");
        // To cash still: then it is the household's to pack.
        assert_eq!(buyer.post(&way, &[("method", "cod")]).await.status, 303);
        // And what the household has is kept by no time of ours.
        assert_eq!(buyer.post(&way, &[("method", "bank_transfer")]).await.status, 303);
        assert_eq!(states(&shop, &code).await, "placed");
        sound(&shop).await;
    }
}

/// An order that could not be ended held up all whose time was over after its own.
#[actix_web::test]
async fn one_order_that_always_fails_keeps_no_others_goods() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let bad = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let good = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    spoil(&shop, &bad).await;
    // Its time was over first.
    execute(&shop, "UPDATE payments SET expires_at = now() - make_interval(hours => 10 - id::int)").await;
    execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('expire_unpaid', '{}')").await;
    shop.work_off().await;
    assert_eq!(
        (states(&shop, &bad).await.as_str(), states(&shop, &good).await.as_str()),
        ("awaiting_payment", "expired")
    );
    assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 1);
    assert_eq!(payment_state(&shop, payment(&shop, &bad).await).await, "due", "no half of it");
    execute(&shop, "DROP TRIGGER spoilt ON parcels").await;
    run_out(&shop).await;
    assert_eq!(states(&shop, &bad).await, "expired");
    sound(&shop).await;
}

#[actix_web::test]
async fn one_parcel_that_always_fails_keeps_no_others_from_being_given_up_or_reminded_of() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    build::member(&shop, house).await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.push(order(&shop, &shop.guest(), &[(fish, 1)], "cod").await);
    }
    let [bad, good, half] = &codes[..] else { unreachable!() };
    let over = async |code: &str, by: &str| {
        let of = format!("order_id = (SELECT id FROM orders WHERE code = '{code}')");
        let since = format!("state_since = now() - interval '10 hours', confirm_by = now() + interval '{by}'");
        execute(&shop, &format!("UPDATE parcels SET {since} WHERE {of} AND state = 'placed'")).await;
    };
    over(bad, "-2 hours").await;
    over(good, "-1 hour").await;
    over(half, "1 hour").await;
    spoil(&shop, bad).await;
    execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('follow_unconfirmed', '{}')").await;
    shop.work_off().await;
    assert_eq!((states(&shop, bad).await.as_str(), states(&shop, good).await.as_str()), ("placed", "unfulfillable"));
    assert_eq!(
        number(&shop, "SELECT count(*) FROM parcels WHERE reminded_at IS NOT NULL AND state = 'placed'").await,
        1
    );
    execute(&shop, "DROP TRIGGER spoilt ON parcels").await;
    execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('follow_unconfirmed', '{}')").await;
    shop.work_off().await;
    assert_eq!(states(&shop, bad).await, "unfulfillable");
    sound(&shop).await;
}

/// Nothing about an order's parcels can be written any more.
async fn spoil(shop: &TestShop, code: &str) {
    let id = number(shop, &format!("SELECT id FROM orders WHERE code = '{code}'")).await;
    execute(
        shop,
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'spoilt'; END $$",
    )
    .await;
    let when = format!("FOR EACH ROW WHEN (OLD.order_id = {id}) EXECUTE FUNCTION spoil()");
    execute(shop, &format!("CREATE TRIGGER spoilt BEFORE UPDATE ON parcels {when}")).await;
}
