//! Goods are kept for an order that is paid in advance, and not for ever.

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
