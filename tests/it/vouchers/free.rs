//! A voucher that pays for everything: nothing is asked, and the household is paid by whoever gives the voucher.

use super::super::buyer::{code, execute, number, press, put, sound, text};
use super::super::money::support::{balance, balanced, market_account, parcel, states};
use super::super::support::{self, Client, TestShop, build};
use super::support::{percent, used, voucher, with_code};
use market::kernel::ids::ProducerId;

/// The household drives to its own commune for nothing.
async fn drives_free(shop: &TestShop, house: ProducerId) {
    let round =
        format!("INSERT INTO rounds (producer_id, commune_code, weekdays, fee) VALUES ({house}, '08761', 127, 0)");
    execute(shop, &round).await;
}

async fn deliver(member: &Client, desk: &str) {
    for (from, to) in
        [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over"), ("handed_over", "delivered")]
    {
        let moved = member.post(&format!("{desk}/state"), &[("from", from), ("to", to)]).await;
        assert_eq!(moved.status, 303, "{}", moved.words());
    }
}

#[actix_web::test]
async fn an_order_that_costs_nothing_is_placed_at_once_and_its_household_is_paid() {
    for method in ["cod", "bank_transfer"] {
        let shop = support::shop().await;
        market_account(&shop).await;
        execute(&shop, "INSERT INTO commission_rates (from_day, bp) VALUES ('2026-10-01', 300)").await;
        let house = build::producer(&shop, "Bà Lụa").await;
        drives_free(&shop, house).await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
        let member = shop.signed_in(build::member(&shop, house).await).await;
        let id = voucher(&shop, "TANG", percent(100), |_| {}).await;
        let buyer = shop.guest();
        put(&buyer, fish, 2).await;
        let page = with_code(&buyer, "TANG", "0912 345 678").await;
        let way = format!("delivery-{house}");
        let page = buyer.submit(&page, "/checkout", &[(way.as_str(), "round"), ("step", "quote")]).await;
        assert!(page.words().contains("bạn không phải trả thêm gì"), "{}", page.words());
        let order = code(&buyer.submit(&page, "/checkout", &[("payment", method)]).await);
        shop.work_off().await;
        assert_eq!(states(&shop, &order).await, "placed", "{method}");
        assert_eq!(number(&shop, "SELECT count(*) FROM payments").await, 0);
        assert_eq!((number(&shop, "SELECT total FROM orders").await, used(&shop, id).await), (0, 1));
        let shown = buyer.get(&format!("/orders/{order}")).await;
        assert!(shown.words().contains("− 196.000 ₫"), "{}", shown.words());
        deliver(&member, &format!("/sell/parcels/G{}", parcel(&shop, &order, 1).await)).await;
        // 196.000 of goods, 3 % of them the market's: it pays itself from its own voucher.
        assert_eq!(balance(&shop, "payable").await, -190_120, "{method}");
        assert_eq!((balance(&shop, "commission").await, balance(&shop, "vouchers").await), (-5_880, 196_000));
        assert_eq!(used(&shop, id).await, 1);
        balanced(&shop).await;
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn a_free_parcel_does_not_wait_for_the_money_of_another_one() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    drives_free(&shop, lua).await;
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(&shop, loi, "Mật ong", 150_000, 50).await;
    let id = voucher(&shop, "TANG", percent(100), |t| t.household = Some(lua)).await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    put(&buyer, honey, 1).await;
    let page = with_code(&buyer, "TANG", "0912 345 678").await;
    let way = format!("delivery-{lua}");
    let page = buyer.submit(&page, "/checkout", &[(way.as_str(), "round"), ("step", "quote")]).await;
    let order = code(&buyer.submit(&page, "/checkout", &[("payment", "bank_transfer")]).await);
    shop.work_off().await;
    assert_eq!(states(&shop, &order).await, "placed awaiting_payment");
    assert_eq!(number(&shop, "SELECT amount FROM payments").await, 165_000);
    execute(&shop, "UPDATE payments SET expires_at = now() - interval '1 second'").await;
    execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('expire_unpaid', '{}')").await;
    shop.work_off().await;
    assert_eq!(states(&shop, &order).await, "placed expired");
    assert_eq!(text(&shop, "SELECT payment_method FROM orders").await, "bank_transfer");
    assert_eq!((number(&shop, "SELECT count(*) FROM payments").await, used(&shop, id).await), (1, 1));
    // The buyer takes it back: now nothing of the order came.
    let cancelled = buyer.post(&format!("/orders/{order}/cancellation"), &[("parcel", "1")]).await;
    assert_eq!(cancelled.status, 303, "{}", cancelled.words());
    assert_eq!(used(&shop, id).await, 0);
    sound(&shop).await;
    let page = press(&buyer, &page).await;
    assert_eq!(page.status, 303, "the page's token has made its order before");
}
