//! What does not pay an order to the đồng waits for a clerk, and so does its order; what came too late goes back by itself.

use super::super::buyer::{execute, number, text};
use super::super::money::support::{balance, order, states};
use super::super::support::{self as shops, build};
use super::support::{self, Came, act, all_sound, apply, last_transfer, payos, sepay, stand};

pub async fn run_out(shop: &shops::TestShop) {
    execute(shop, "UPDATE payments SET expires_at = now() - interval '1 second' WHERE state = 'due'").await;
    execute(shop, "INSERT INTO jobs (kind, payload) VALUES ('expire_unpaid', '{}')").await;
    shop.work_off().await;
}

#[actix_web::test]
async fn short_money_waits_and_the_rest_pays() {
    let (shop, fish) = support::stall(50).await;
    let clerk = build::clerk(&shop).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 100_000, &code)).await;
    assert_eq!(stand(&shop).await, "open short");
    run_out(&shop).await;
    assert_eq!(states(&shop, &code).await, "awaiting_payment", "nothing runs out once money has come");
    let first = last_transfer(&shop).await;
    act(&shop, first, &apply(&code), "", clerk).await.unwrap();
    act(&shop, first, &apply(&code), "", clerk).await.unwrap();
    assert_eq!(number(&shop, "SELECT received FROM payments").await, 100_000);
    run_out(&shop).await;
    assert_eq!(states(&shop, &code).await, "awaiting_payment");
    assert!(buyer.get(&format!("/orders/{code}")).await.words().contains("13.000 ₫"), "what is left is asked");
    all_sound(&shop).await;
    // Not the whole again: what is left.
    sepay(&shop, &Came::new(2, 13_000, &code)).await;
    assert_eq!(states(&shop, &code).await, "placed");
    assert_eq!(stand(&shop).await, "applied, applied");
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "held").await), (113_000, -113_000));
    all_sound(&shop).await;
}

#[actix_web::test]
async fn a_part_goes_back_when_the_order_is_cancelled_before_the_rest() {
    let (shop, fish) = support::stall(50).await;
    let clerk = build::clerk(&shop).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 100_000, &code)).await;
    act(&shop, last_transfer(&shop).await, &apply(&code), "", clerk).await.unwrap();
    assert_eq!(buyer.post(&format!("/orders/{code}/cancellation"), &[]).await.status, 303);
    assert_eq!(states(&shop, &code).await, "cancelled");
    assert_eq!(stand(&shop).await, "refunded");
    assert_eq!(number(&shop, "SELECT amount FROM refunds").await, 100_000);
    assert_eq!(balance(&shop, "refunds_due").await, -100_000);
    // Money for it that comes now goes back by itself.
    sepay(&shop, &Came::new(2, 113_000, &code)).await;
    assert_eq!(stand(&shop).await, "refunded, refunded");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn over_twice_unknown_and_ambiguous_wait() {
    let (shop, fish) = support::stall(50).await;
    let buyer = shop.guest();
    let [a, b] = [
        order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await,
        order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await,
    ];
    sepay(&shop, &Came::new(1, 113_001, &a)).await;
    sepay(&shop, &Came::new(2, 226_000, &format!("{a} {b}"))).await;
    run_out(&shop).await;
    assert_eq!(states(&shop, &a).await + &states(&shop, &b).await, "awaiting_paymentawaiting_payment");
    sepay(&shop, &Came::new(3, 113_000, &b)).await;
    sepay(&shop, &Came::new(4, 113_000, &b)).await;
    sepay(&shop, &Came::new(5, 113_000, "mua ca thinh")).await;
    let cash = order(&shop, &buyer, &[(fish, 1)], "cod").await;
    sepay(&shop, &Came::new(6, 113_000, &cash)).await;
    let stands = "open over, open ambiguous, applied, open twice, open unknown, open unknown";
    assert_eq!(stand(&shop).await, stands);
    assert_eq!(balance(&shop, "bank").await, 113_001 + 226_000 + 4 * 113_000);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn late_money_takes_the_goods_again_or_goes_back_by_itself() {
    let (shop, fish) = support::stall(4).await;
    let buyer = shop.guest();
    let there = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    let gone = order(&shop, &buyer, &[(fish, 2)], "bank_transfer").await;
    run_out(&shop).await;
    assert_eq!(states(&shop, &there).await, "expired");
    sepay(&shop, &Came::new(1, 113_000, &there)).await;
    assert_eq!(states(&shop, &there).await, "placed", "{}", stand(&shop).await);
    // Somebody else has all but one of what is left; the money goes back where it came from.
    order(&shop, &shop.guest(), &[(fish, 2)], "cod").await;
    let total = number(&shop, &format!("SELECT total FROM orders WHERE code = '{gone}'")).await;
    payos(&shop, &Came::new(2, total, &gone)).await;
    assert_eq!(states(&shop, &gone).await, "expired");
    assert_eq!(stand(&shop).await, "applied, refunded");
    let refund = "SELECT concat_ws(' ', amount, method, state, reason, to_bin, to_number, to_holder) FROM refunds";
    let expected = format!("{total} bank_transfer due late 970436 0011009988776 NGUYEN THU HA");
    assert_eq!(text(&shop, refund).await, expected);
    shop.work_off().await;
    assert!(text(&shop, "SELECT string_agg(body, '|') FROM messages").await.contains("sẽ chuyển lại"));
    // Told again it is the same.
    payos(&shop, &Came::new(2, total, &gone)).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM refunds").await, 1);
    // What comes for an order that was cancelled goes back for that, and not as late.
    let cancelled = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    assert_eq!(buyer.post(&format!("/orders/{cancelled}/cancellation"), &[]).await.status, 303);
    let total = number(&shop, &format!("SELECT total FROM orders WHERE code = '{cancelled}'")).await;
    payos(&shop, &Came::new(3, total, &cancelled)).await;
    assert_eq!(text(&shop, "SELECT string_agg(reason, ' ' ORDER BY id) FROM refunds").await, "late cancelled");
    all_sound(&shop).await;
}
