//! What a clerk does with what waits.

use market::payments::receive::Why;
use market::payments::refund_sent::{self, From};
use market::payments::transfer::resolve::{Act, Done, Excess, ResolveError};

use super::super::buyer::{execute, number, text};
use super::super::money::support::{balance, market_account, order, states};
use super::super::support::build;
use super::support::{self, Came, act, all_sound, apply, last_transfer, sepay, stand};
use diesel_async::AsyncConnection as _;
use market::kernel::ids::RefundId;
use market::kernel::money::Money;

#[actix_web::test]
async fn too_much_pays_and_the_excess_goes_back_or_is_kept_for_the_next_order() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let clerk = build::clerk(&shop).await;
    let buyer = shop.guest();
    let codes = [
        order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await,
        order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await,
        order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await,
    ];
    sepay(&shop, &Came::new(1, 120_000, &codes[0])).await;
    let over = last_transfer(&shop).await;
    assert!(matches!(
        act(&shop, over, &apply(&codes[0]), "", clerk).await,
        Err(ResolveError::TooMuch(much)) if much == Money::dong(7_000)
    ));
    assert_eq!(states(&shop, &codes[0]).await, "awaiting_payment", "a refusal writes nothing");
    let excess = |code: &str, excess| Act::Apply { code: code.to_owned(), excess: Some(excess) };
    assert_eq!(act(&shop, over, &excess(&codes[0], Excess::Refund), "", clerk).await.unwrap(), Done::Now);
    assert_eq!(act(&shop, over, &excess(&codes[0], Excess::Refund), "", clerk).await.unwrap(), Done::Before);
    assert_eq!(stand(&shop).await, "applied, refunded");
    assert_eq!(number(&shop, "SELECT sum(amount) FROM refunds").await, 7_000);
    all_sound(&shop).await;

    sepay(&shop, &Came::new(2, 226_000, &codes[1])).await;
    act(&shop, last_transfer(&shop).await, &excess(&codes[1], Excess::Credit), "khách dặn", clerk).await.unwrap();
    assert_eq!(balance(&shop, "credit").await, -113_000);
    all_sound(&shop).await;
    // A credit pays its own buyer's orders.
    let credit = last_transfer(&shop).await;
    execute(&shop, &format!("UPDATE orders SET buyer_phone = '+84988777666' WHERE code = '{}'", codes[2])).await;
    assert!(matches!(act(&shop, credit, &apply(&codes[2]), "", clerk).await, Err(ResolveError::OtherBuyer)));
    execute(&shop, &format!("UPDATE orders SET buyer_phone = '+84912345678' WHERE code = '{}'", codes[2])).await;
    act(&shop, credit, &apply(&codes[2]), "", clerk).await.unwrap();
    assert_eq!(states(&shop, &codes[2]).await, "placed");
    assert_eq!((balance(&shop, "credit").await, balance(&shop, "unmatched").await), (0, 0));
    assert!(matches!(act(&shop, credit, &Act::Refund, "trả", clerk).await, Err(ResolveError::Moved)));
    all_sound(&shop).await;
}

#[actix_web::test]
async fn a_clerk_finds_the_order_gives_back_or_sets_aside() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let clerk = build::clerk(&shop).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 113_000, "mua ca")).await;
    let first = last_transfer(&shop).await;
    for (wrong, expected) in [("LT0000000", "NoSuchOrder"), ("", "NoSuchOrder")] {
        let refused = act(&shop, first, &apply(wrong), "", clerk).await.unwrap_err();
        assert_eq!(format!("{refused:?}"), expected);
    }
    act(&shop, first, &apply(&code), "gọi hỏi rồi", clerk).await.unwrap();
    assert_eq!(states(&shop, &code).await, "placed");

    sepay(&shop, &Came::new(2, 113_000, &code)).await;
    let twice = last_transfer(&shop).await;
    assert!(matches!(act(&shop, twice, &apply(&code), "", clerk).await, Err(ResolveError::Unwanted(Why::Twice))));
    assert!(matches!(act(&shop, twice, &Act::Refund, "", clerk).await, Err(ResolveError::NoReason)));
    act(&shop, twice, &Act::Refund, "trả hai lần", clerk).await.unwrap();
    assert_eq!(act(&shop, twice, &Act::Refund, "trả hai lần", clerk).await.unwrap(), Done::Before);
    // It is sent back from the bank.
    let refund = RefundId(number(&shop, "SELECT id FROM refunds").await);
    let mut conn = shop.conn().await;
    let from = refund_sent::usual(&mut conn, refund).await.unwrap();
    assert_eq!(from, From::Bank);
    conn.transaction(async |conn| refund_sent::done(conn, refund, from, "FT1", Some(clerk)).await).await.unwrap();
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "refunds_due").await), (113_000, 0));

    sepay(&shop, &Came::new(3, 50_000, "tien dien")).await;
    let alien = last_transfer(&shop).await;
    act(&shop, alien, &Act::Ignore, "tiền điện trả lại", clerk).await.unwrap();
    assert_eq!(balance(&shop, "adjustment").await, -50_000);
    act(&shop, alien, &Act::Reopen, "", clerk).await.unwrap();
    act(&shop, alien, &Act::Ignore, "đúng là tiền điện", clerk).await.unwrap();
    act(&shop, alien, &Act::Reopen, "", clerk).await.unwrap();
    assert_eq!(balance(&shop, "adjustment").await, 0);
    act(&shop, alien, &Act::Credit, "khách dặn giữ", clerk).await.unwrap();
    act(&shop, alien, &Act::Refund, "khách đổi ý", clerk).await.unwrap();
    let diary = "SELECT string_agg(to_state, ' ' ORDER BY id) FROM transfer_diary WHERE transfer_id = 3";
    assert_eq!(text(&shop, diary).await, "open ignored open ignored open credited refunded");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn two_clerks_at_once_do_one_thing() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let clerk = build::clerk(&shop).await;
    for round in 0..8 {
        let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
        sepay(&shop, &Came::new(round, 113_000, "mua ca")).await;
        let transfer = last_transfer(&shop).await;
        let one = apply(&code);
        let (paid, back, kept) = futures_util::join!(
            act(&shop, transfer, &one, "", clerk),
            act(&shop, transfer, &Act::Refund, "trả lại", clerk),
            act(&shop, transfer, &Act::Ignore, "không phải", clerk)
        );
        let done = [paid.is_ok(), back.is_ok(), kept.is_ok()].into_iter().filter(|ok| *ok).count();
        assert_eq!(done, 1, "{paid:?} {back:?} {kept:?}");
        all_sound(&shop).await;
    }
}
